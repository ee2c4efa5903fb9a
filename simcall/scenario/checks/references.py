"""Check names that refer to other parts of a scenario, on the raw document, where no other fault hides them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from simcall.files.messages import listed, meant, nearest, shown
from simcall.scenario.checks.follow_on_references import follow_on_faults
from simcall.scenario.checks.grade_references import grade_faults
from simcall.scenario.checks.odd_names import odd_name
from simcall.scenario.checks.spans import span_faults
from simcall.scenario.checks.staffing_references import staffing_faults
from simcall.scenario.models.base import one_of_these
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.keys import ALTERNATIVES
from simcall.scenario.models.paths import MISSING, KeyPath, child, format_path, lookup, named, parse_path, served_by
from simcall.scenario.models.schema import known_keys, schema_key

__all__ = ["reference_faults", "undefined"]

_ROUNDING = 1e-6
_NEEDS = {"lines": ("handling", "demand"), "groups": ("lines",), "shifts": ("end", "length")}
"""A table with none of these keys is a misspelt name, not a line, a group or a shift."""
_DEFINING_KEYS = ("distribution", "calls_per_day", "calls_per_hour")
"""A complete table of calls, or of a distribution, has one of these keys. A table without them only changes part of
another, such as its growth."""


def reference_faults(document: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong between the parts of a scenario.

    Parameters
    ----------
    document : mapping
        The merged document, right or wrong: what has the wrong type is passed over here.

    Returns
    -------
    list of Fault
        Of the kinds ``"reference"`` and ``"alternatives"``.
    """
    faults = [*_stray_tables(document), *_odd_names(document), *_group_faults(document), *_unserved(document)]
    faults += [*_area_faults(document), *staffing_faults(document)]
    faults += [*_diverts(document), *follow_on_faults(document), *grade_faults(document), *_alternatives(document)]
    faults += [*_provenance(document), *span_faults(document)]
    return faults


def undefined(document: Mapping[str, Any], kind: str) -> dict[str, Mapping[str, Any]]:
    """Return the tables under lines, groups or shifts that lack all that makes them one, while others have it."""
    tables = {name: table for name, table in named(document, kind).items() if isinstance(table, Mapping)}
    strays = {name: table for name, table in tables.items() if not any(_completes(table, key) for key in _NEEDS[kind])}
    return strays if len(strays) < len(tables) else {}


def _completes(table: Mapping[str, Any], key: str) -> bool:
    """Return whether a table has a complete value for a key, rather than a part of one."""
    value = table.get(key, MISSING)
    return value is not MISSING and not (isinstance(value, Mapping) and value and not {*_DEFINING_KEYS} & value.keys())


def _defined(document: Mapping[str, Any], kind: str) -> list[str]:
    strays = undefined(document, kind)
    return [name for name in named(document, kind) if name not in strays]


def _stray_tables(document: Mapping[str, Any]) -> Iterator[Fault]:
    for kind, joined in (("lines", " and "), ("groups", ""), ("shifts", " or ")):
        noun = kind.removesuffix("s")
        for name, table in undefined(document, kind).items():
            defined = _defined(document, kind)
            if kind == "shifts" and "start" in table:
                yield Fault((kind, name), _endless(name, defined), "reference")
                continue
            holds = f"it has only {listed([*_keys_held(table, _NEEDS[kind])])}" if table else "it is empty"
            needs = joined.join(_NEEDS[kind])
            guess = nearest(name, defined)
            hint = f"; did you mean {guess}?" if guess else ""
            yield Fault(
                (kind, name),
                f"no {noun} {name} is defined: {holds}, and a {noun} needs {needs}; {kind} are {listed(defined)}{hint}",
                "reference",
            )


def _keys_held(table: Mapping[str, Any], needs: Collection[str]) -> Iterator[str]:
    """Yield the keys of a table. For a needed table of which only part is there, yield the keys of that part."""
    for key, value in table.items():
        inner = value if key in needs and isinstance(value, Mapping) else ()
        yield from (f"{key}.{part}" for part in inner) if inner else (key,)


def _endless(name: str, others: list[str]) -> str:
    """Word a shift that is there in part, or that has another's name misspelt."""
    guess = nearest(name, others)
    hint = f"; or is {guess} meant?" if guess else ""
    return f'shift {name} has a start and no end: give its end or its length, such as length = "8 h"{hint}'


def _odd_names(document: Mapping[str, Any]) -> Iterator[Fault]:
    for kind in _NEEDS:
        for name in named(document, kind):
            yield from odd_name((kind, name), name)


def _group_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    lines = named(document, "lines")
    if not lines:
        return
    for name, group in named(document, "groups").items():
        served = served_by(group)
        for line in dict.fromkeys(served):
            if line not in lines:
                yield _no_line(document, ("groups", name, "lines"), line, "serves")
            elif served.count(line) > 1:
                yield Fault(("groups", name, "lines"), f"{shown(line)} appears {served.count(line)} times", "reference")
        as_meant = [line if line in lines else nearest(line, lines) or line for line in served]
        for key, verb in (("reserve", "has a reserve for"), ("on", "has its own times for")):
            yield from _faults_by_line(document, name, group, as_meant, key, verb)


def _area_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Find neighbours that are not areas, and shares that do not add up."""
    areas = named(document, "areas")
    for name, area in areas.items():
        neighbours = child(area, "neighbours")
        for neighbour in neighbours if isinstance(neighbours, list | tuple) else ():
            others = [other for other in areas if other != name]
            if isinstance(neighbour, str) and neighbour not in others:
                message = f"{shown(neighbour)} is not another area; {meant(neighbour, others, 'the others are')}"
                yield Fault(("areas", name, "neighbours"), message, "reference")
    shares = [child(area, "share") for area in areas.values()]
    given = [share for share in shares if isinstance(share, int | float) and not isinstance(share, bool)]
    if given and len(given) == len(shares) and abs(sum(given) - 1) > _ROUNDING:
        yield Fault(
            ("areas",), f"the shares of the areas add up to {sum(given):g}; they are to add up to 1", "reference"
        )


def _faults_by_line(
    document: Mapping[str, Any], name: str, group: Mapping[str, Any], served: list[str], key: str, verb: str
) -> Iterator[Fault]:
    """Find what a group gives by line for lines that it does not serve."""
    by_line = child(group, key)
    for line in by_line if isinstance(by_line, Mapping) else ():
        path: KeyPath = ("groups", name, key, line)
        if line not in named(document, "lines"):
            yield _no_line(document, path, line, verb)
        elif line not in served and served and _is_served_list(child(group, "lines")):
            message = f"{name} {verb} {line}, which it does not serve; it serves {listed(served)}"
            yield Fault(path, message, "reference")


def _no_line(document: Mapping[str, Any], path: KeyPath, line: str, verb: str) -> Fault:
    lines = _defined(document, "lines")
    return Fault(
        path, f"it {verb} {shown(line)}, which is not a line; {meant(line, lines, 'the lines are')}", "reference"
    )


def _unserved(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Find lines that nobody serves; a misspelt name in a group has its own message and is taken as meant."""
    lines, groups = _defined(document, "lines"), named(document, "groups")
    if not groups or not all(_is_served_list(child(group, "lines")) for group in groups.values()):
        return
    served = {line for group in groups.values() for line in served_by(group)}
    served |= {nearest(line, lines) or line for line in served - set(lines)}
    for line in lines:
        if line not in served:
            message = f"no group serves {line}: add it to the lines of one of the groups {listed(dict(groups))}"
            yield Fault(("lines", line), message, "reference")


def _is_served_list(lines: object) -> bool:
    """Tell whether what a group serves can be read at all; one with another fault may well serve the line."""
    return isinstance(lines, list | tuple) and bool(lines) and all(isinstance(line, str) for line in lines)


def _diverts(document: Mapping[str, Any]) -> Iterator[Fault]:
    for name, line in named(document, "lines").items():
        target = lookup(line, ("redial", "divert", "to"))
        path: KeyPath = ("lines", name, "redial", "divert", "to")
        if not isinstance(target, str):
            continue
        if target == name:
            yield Fault(path, f"{shown(target)} is the line itself; a diverted caller rings another line", "reference")
        elif target not in named(document, "lines"):
            other_lines = [line for line in _defined(document, "lines") if line != name]
            message = f"{shown(target)} is not a line to divert to; {meant(target, other_lines, 'the others are')}"
            yield Fault(path, message, "reference")


def _alternatives(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Find tables that say one thing in two ways or in none, whatever else is wrong in them."""
    for pattern in ALTERNATIVES:
        for path, table in _matching(document, pattern):
            allowed = known_keys(path, document)
            keys = tuple(key for key in ALTERNATIVES[pattern] if key in allowed)
            present = [key for key in keys if key in table]
            if len(present) != 1 and not any(key in table for key in ALTERNATIVES[pattern] if key not in allowed):
                both = f"it has {' and '.join(present)}; " if present else ""
                yield Fault(path, both + one_of_these(keys), "alternatives")


def _matching(node: object, pattern: KeyPath, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    if not isinstance(node, Mapping):
        return
    if not pattern:
        yield path, node
        return
    for key in list(node) if pattern[0] == "*" else [pattern[0]]:
        if key in node:
            yield from _matching(node[key], pattern[1:], (*path, key))


def _provenance(document: Mapping[str, Any]) -> Iterator[Fault]:
    values = {key: value for key, value in document.items() if key != "provenance"}
    for key in named(document, "provenance"):
        try:
            path = parse_path(key)
        except ValueError as fault:
            yield Fault(("provenance", key), str(fault), "reference")
            continue
        if lookup(values, path) is MISSING and not _has_default(path, values):
            guess = nearest(key, _all_paths(values))
            hint = f"; did you mean {guess}?" if guess else ""
            yield Fault(("provenance", key), f"there is nothing at {key} in the scenario{hint}", "reference")


def _has_default(path: KeyPath, values: Mapping[str, Any]) -> bool:
    """Tell whether a value that is not written holds all the same."""
    key = schema_key(path, values)
    if key is None or key.field is None or key.field.is_required():
        return False
    return key.field.get_default(call_default_factory=True, validated_data={}) is not None


def _all_paths(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[str]:
    for key, value in table.items():
        yield format_path((*path, key))
        if isinstance(value, Mapping):
            yield from _all_paths(value, (*path, key))
