"""What points of a sweep must keep: comparisons of values, and of the paid hours of a plan. Nothing is evaluated.

A rule is ``SUM COMPARISON SUM``: sums of terms joined by ``+``, and ``<=``, ``<``, ``>=``, ``>``, ``==`` or ``!=``
between them. The terms of an ``only`` rule are paths of the scenario and values; those of a constraint are
``paid_hours`` (a week, of all groups), ``paid_hours.GROUP``, numbers, and ``base``: the paid hours of the other side in
the scenario as it stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Generic, NamedTuple, TypeVar

from simcall.errors import Problem
from simcall.files.messages import meant, nearest, shown
from simcall.measures import MEASURES_OF
from simcall.measures.targets import PAID_HOURS
from simcall.scenario import Scenario
from simcall.scenario.models.paths import MISSING, KeyPath, covers, format_path, lookup, parse_path
from simcall.scenario.models.quantities import parse_clock_time, parse_date, parse_duration
from simcall.scenario.models.schema import known_keys
from simcall.studies.rota import PaidHours
from simcall.studies.sweep.parameters import read_value

__all__ = ["Constraint", "Filter", "Rules", "read_rules"]

_TOKEN = re.compile(r"""\s*(<=|>=|==|!=|[<>=]|\+|(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^<>=!+"'])+)""")
_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*')""")
_REJECTED = re.compile(r"\s[-*/]\s|[()*]")
_FORM = "write PATH <= PATH or PATH <= VALUE, with <=, <, >=, >, == or != between, and + to add"
_PAID_FORM = "write paid_hours <= base, paid_hours <= 2000, or the same with paid_hours.GROUP"
_BASE = "base"
_NEAR = 1e-9
"""Sums of decimals count as the same within this share of them."""

_COMPARISONS: Mapping[str, Callable[[Any, Any, bool], bool]] = {
    "<=": lambda left, right, same: same or left < right,
    "<": lambda left, right, same: not same and left < right,
    ">=": lambda left, right, same: same or left > right,
    ">": lambda left, right, same: not same and left > right,
    "==": lambda _left, _right, same: same,
    "!=": lambda _left, _right, same: not same,
}

_Rule = TypeVar("_Rule")
_Term = TypeVar("_Term")

_NUMBER, _DURATION, _CLOCK, _DATE, _TEXT = "a number", "a length of time", "a time of day", "a date", "a text"


class Measured(NamedTuple):
    """A value so that those of one kind can be compared."""

    kind: str
    value: Any


@dataclass(frozen=True)
class _Comparison(Generic[_Term]):
    """A comparison of two sums.

    Attributes
    ----------
    text : str
        As the planner wrote it.
    left, right : tuple
        The terms that are added on each side.
    comparison : str
        What must hold between them.
    """

    text: str
    left: tuple[_Term, ...]
    comparison: str
    right: tuple[_Term, ...]

    def holds(self, left: Any, right: Any) -> bool:
        """Tell whether it holds between the values of the sides."""
        return _COMPARISONS[self.comparison](left, right, _same(left, right))


def _parsed(
    text: str, form: str, read: Callable[[str], _Term]
) -> tuple[str, tuple[_Term, ...], str, tuple[_Term, ...]]:
    """Read ``SUM COMPARISON SUM``: return the fields of a comparison, each term read by a function."""
    tokens = list(_tokens(text, form))
    comparisons = [index for index, token in enumerate(tokens) if token in _COMPARISONS]
    if len(comparisons) > 1:
        raise ValueError("it has more than one comparison; write a rule for each")
    if not comparisons:
        raise ValueError(f"there is no comparison in it; {form}")
    left, right = _terms(tokens[: comparisons[0]], form), _terms(tokens[comparisons[0] + 1 :], form)
    return text, tuple(map(read, left)), tokens[comparisons[0]], tuple(map(read, right))


def _tokens(text: str, form: str) -> Iterator[str]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"it cannot be read from {shown(text[position:].strip())} on; {form}")
        if match[1] == "=":
            raise ValueError("write == for equal")
        if _REJECTED.search(_QUOTED.sub("", match[1])):
            raise ValueError(f"{shown(match[1].strip())}: a rule can only compare values and add them with +")
        yield match[1].strip()
        position = match.end()


def _terms(tokens: Sequence[str], form: str) -> tuple[str, ...]:
    """Return the terms between plus signs."""
    terms, signs = tokens[::2], tokens[1::2]
    if len(terms) != len(signs) + 1 or "+" in terms or any(sign != "+" for sign in signs):
        raise ValueError(form)
    return tuple(terms)


# Filters --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter(_Comparison[KeyPath | Measured]):
    """A comparison of values, varied or not; its terms are values, and paths of the scenario.

    Attributes
    ----------
    document : mapping
        The base scenario, whose values hold where a path is not varied.
    """

    document: Mapping[str, Any]

    def keeps(self, values: Mapping[str, object]) -> bool:
        """Tell whether it holds at a point; it does not where a value that it needs is left out.

        Raises
        ------
        ValueError
            If its two sides cannot be compared.
        """
        by_path = {parse_path(path): value for path, value in values.items()}
        sides = [[self._value(term, by_path) for term in side] for side in (self.left, self.right)]
        if any(value is None for side in sides for value in side):
            return False
        left, right = (_sum([value for value in side if value is not None]) for side in sides)
        if left.kind != right.kind:
            raise ValueError(f"{left.kind} cannot be compared with {right.kind}")
        if left.kind == _TEXT and self.comparison not in ("==", "!="):
            raise ValueError("text is compared with == or !=")
        return self.holds(left.value, right.value)

    def _value(self, term: KeyPath | Measured, values: Mapping[KeyPath, object]) -> Measured | None:
        if isinstance(term, Measured):
            return term
        operand = lookup(self.document, term)
        for path, value in values.items():
            if covers(path, term):
                inside = lookup(value, term[len(path) :])
                operand = inside if inside is not MISSING or value is None else operand
        return None if operand is MISSING or operand is None else _measured(operand)


def _measured(value: object) -> Measured:
    if isinstance(value, bool):
        return Measured(_TEXT, str(value).lower())
    if isinstance(value, int | float):
        return Measured(_NUMBER, value)
    if isinstance(value, date | time):
        return _measured(value.isoformat().removesuffix(":00") if isinstance(value, time) else value.isoformat())
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} cannot be compared; name a value in it")
    for kind, read in ((_DURATION, parse_duration), (_CLOCK, parse_clock_time), (_DATE, parse_date)):
        try:
            return Measured(kind, read(value))
        except ValueError:
            continue
    return Measured(_TEXT, value)


def _sum(values: Sequence[Measured]) -> Measured:
    if len(values) == 1:
        return values[0]
    kinds = sorted({value.kind for value in values})
    if len(kinds) > 1 or kinds[0] not in (_NUMBER, _DURATION):
        raise ValueError(f"{' and '.join(kinds)} cannot be added; add numbers, or lengths of time")
    return Measured(kinds[0], sum(value.value for value in values))


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, int | float):
        return math.isclose(left, right, rel_tol=_NEAR, abs_tol=_NEAR)
    return bool(left == right)


def _filter(text: str, document: Mapping[str, Any], varied: Sequence[KeyPath]) -> Filter:
    rule = Filter(*_parsed(text, _FORM, lambda word: _term(word, document, varied)), document)
    if all(isinstance(term, Measured) for term in (*rule.left, *rule.right)):
        raise ValueError(f"there is no path of the scenario in it; {_FORM}")
    return rule


def _term(word: str, document: Mapping[str, Any], varied: Sequence[KeyPath]) -> KeyPath | Measured:
    """Tell a path from a value: a path leads to something in the scenario, or to what is varied."""
    if word[0] in "\"'":
        return _measured(read_value(word))
    try:
        path = parse_path(word)
    except ValueError:
        return _measured(read_value(word))
    if any(covers(varied_path, path) for varied_path in varied):
        return path
    value = lookup(document, path)
    if value is None:
        raise ValueError(f"{word} has no value in the scenario")
    if value is not MISSING:
        _measured(value)  # a table is refused now, and not at every point
        return path
    top = known_keys((), document)
    if len(path) > 1 and nearest(path[0], top) and _measured(read_value(word)).kind == _TEXT:
        raise ValueError(_nowhere(path, document))
    return _measured(read_value(word))


def _nowhere(path: KeyPath, document: Mapping[str, Any]) -> str:
    """Say which part of a path is not there."""
    for depth in range(1, len(path) + 1):
        if lookup(document, path[:depth]) is not MISSING:
            continue
        table = lookup(document, path[: depth - 1])
        if not isinstance(table, Mapping):
            break
        keys = [str(key) for key in table]
        where = ".".join(path[: depth - 1])
        place = f"in {where}" if where else "in the scenario"
        return f"there is no {shown(path[depth - 1])} {place}; {meant(path[depth - 1], keys, 'the keys here are')}"
    return f"{format_path(path)} leads nowhere"


# Constraints ----------------------------------------------------------------------------------------------------------


class Constraint(_Comparison[str | float | None]):
    """A comparison of paid hours a week.

    Its terms are a group's name, "" for all groups, a number of hours, and None for the base.
    """

    def keeps(self, paid: Mapping[str, PaidHours], base: Mapping[str, PaidHours]) -> bool:
        """Tell whether it holds for a plan, given the base's too."""
        return self.holds(_hours(self.left, self.right, paid, base), _hours(self.right, self.left, paid, base))

    def groups(self, paid: Mapping[str, PaidHours]) -> list[str]:
        """Return the groups whose hours it looks at."""
        named = [term for term in (*self.left, *self.right) if isinstance(term, str)]
        return list(paid) if "" in named else [name for name in paid if name in named]


def _hours(
    terms: Sequence[str | float | None],
    others: Sequence[str | float | None],
    paid: Mapping[str, PaidHours],
    base: Mapping[str, PaidHours],
) -> float:
    """Add up one side; `others` are the terms of the other, to which ``base`` refers."""
    total = 0.0
    for term in terms:
        if term is None:
            total += sum(_paid(group, base) for group in others if isinstance(group, str))
        else:
            total += _paid(term, paid) if isinstance(term, str) else term
    return total


def _paid(group: str, paid: Mapping[str, PaidHours]) -> float:
    """Return the hours of a group, or of all; of one that a point leaves out, none."""
    return sum(of.hours_per_week for name, of in paid.items() if group in ("", name))


def _constraint(text: str, groups: list[str]) -> Constraint:
    rule = Constraint(*_parsed(text, _PAID_FORM, lambda word: _hours_term(word, groups)))
    for side, opposite in ((rule.left, rule.right), (rule.right, rule.left)):
        if None in side and (None in opposite or not any(isinstance(term, str) for term in opposite)):
            raise ValueError(f"base means the paid hours of the groups on the other side; {_PAID_FORM}")
    if not any(isinstance(term, str) for term in (*rule.left, *rule.right)):
        raise ValueError(f"there are no paid_hours in it; {_PAID_FORM}")
    return rule


def _hours_term(word: str, groups: list[str]) -> str | float | None:
    if word in (PAID_HOURS, _BASE):
        return "" if word == PAID_HOURS else None
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", word):
        return float(word)
    path = parse_path(word)
    if MEASURES_OF["group"].keys() & set(path):
        raise ValueError(f"{word} is known only when a point is simulated; {PAID_HOURS} are planned, and known before")
    if path[0] != PAID_HOURS or len(path) != 2:
        hint = f'did you mean "{PAID_HOURS}"? ' if nearest(path[0], [PAID_HOURS]) else ""
        raise ValueError(f"{shown(word)} is not known here; {hint}{_PAID_FORM}")
    if path[1] not in groups:
        raise ValueError(f"there is no group {shown(path[1])}; {meant(path[1], groups, 'the groups are')}")
    return path[1]


# Both -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """The rules that every point of a sweep satisfies."""

    filters: tuple[Filter, ...] = ()
    constraints: tuple[Constraint, ...] = ()


def read_rules(
    only: Sequence[str],
    constraints: Sequence[str],
    base: Scenario,
    varied: Sequence[str],
    problem_at: Callable[[str], Problem],
) -> tuple[Rules, list[Problem]]:
    """Read the rules of a sweep.

    Parameters
    ----------
    only, constraints : sequence of str
        As a planner writes them.
    base : Scenario
        Whose values hold where a path is not varied.
    varied : sequence of str
        The paths that are varied.
    problem_at : callable
        Gives, for ``"only"`` and ``"constraints"``, a problem with no message yet.

    Returns
    -------
    tuple of (Rules, list of Problem)
        Those that can be read, and what is wrong with the others.
    """
    problems: list[Problem] = []
    paths = [parse_path(path) for path in varied]
    document = base.model_dump(mode="json", by_alias=True) if only else {}
    groups = list(dict.fromkeys([*base.groups, *(path[1] for path in paths if path[0] == "groups" and path[1:])]))

    def read(texts: Sequence[str], key: str, reader: Callable[[str], _Rule]) -> tuple[_Rule, ...]:
        rules: list[_Rule] = []
        for text in texts:
            try:
                rules.append(reader(text))
            except ValueError as fault:
                problems.append(replace(problem_at(key), message=f"{shown(text)}: {fault}"))
        return tuple(rules)

    filters = read(only, "only", lambda text: _filter(text, document, paths))
    return Rules(filters, read(constraints, "constraints", lambda text: _constraint(text, groups))), problems
