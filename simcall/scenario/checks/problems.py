"""Report every problem of a scenario at once, with the file, the path, the value and what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import listed, nearest, shown
from simcall.scenario.checks.known_parts import KnownParts
from simcall.scenario.checks.references import reference_faults, undefined
from simcall.scenario.checks.span_ends import is_accepted_alone
from simcall.scenario.checks.spans import spans_written
from simcall.scenario.models.base import one_of_these
from simcall.scenario.models.faults import Fault, Kind, worded
from simcall.scenario.models.keys import alternatives_at, is_roster
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.paths import KeyPath, child, covers, format_path, is_index, lookup
from simcall.scenario.models.schema import DISTRIBUTIONS, known_keys, schema_key
from simcall.scenario.reading.attachments import UNREAD_HEADCOUNTS
from simcall.scenario.reading.layers import Merged
from simcall.scenario.reading.merging import lay_over
from simcall.scenario.reading.override_targets import idle_tables, stray_entries
from simcall.scenario.reading.overrides import override_layer
from simcall.scenario.reading.rosters.options import SOURCE_KEYS
from simcall.scenario.reading.rosters.sources import STAND_IN

__all__ = ["problems_of", "validated"]

_REPORTED = 5
"""The most elements of one list with the same fault that are shown one by one."""

_ROSTER = '{ file = "people.xlsx", sheet = "March" }'

_LEADS_TO = '[{ to = "crime_desk", share = 0.3, when = "released" }]'
_TARGET = '{ within = "10 s", share = 0.9 }'
_DATED = '[{ date = 2024-02-01, from = "07:00", to = "15:00", people = 4 }]'

_KINDS: Mapping[str, Kind] = {"extra_forbidden": "unknown", "missing": "missing", "union_tag_not_found": "missing"}

AnyScenario = TypeVar("AnyScenario", bound=ScenarioModel)


def validated(
    model: type[AnyScenario],
    merged: Merged,
    otherwise: str,
    earlier: Sequence[Problem] = (),
    *,
    partial: bool = False,
    known: KnownParts | None = None,
) -> AnyScenario:
    """Make a scenario of merged layers.

    Parameters
    ----------
    model : type
        The kind of scenario to make.
    merged : Merged
        The layers.
    otherwise : str
        The file to name for what none of them wrote.
    known : sequence of Problem
        What is already known to be wrong.
    partial : bool
        Whether a layer could not be read, so that nothing can be called missing.
    known : KnownParts, optional
        The scenario that the last layer was laid over, whose parts are kept where they are the same.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    if known is not None and not earlier and known.leaves_right(merged):
        with suppress(ValidationError):  # to be told with everything else that is wrong
            return model.model_validate(known.put_into(merged.document()), context=merged.history)
    problems = [*earlier, *problems_of(merged, otherwise, partial=partial)]
    if all(problem.path.startswith("provenance.") for problem in problems):
        problems += span_end_problems(merged, otherwise, [problem.path for problem in problems])
    if problems:
        raise ScenarioError(problems)
    document = merged.document()
    return model.model_validate(document if known is None else known.put_into(document), context=merged.history)


def problems_of(merged: Merged, otherwise: str, *, partial: bool = False) -> list[Problem]:
    """Return everything that is wrong with merged layers, in the order of the document.

    Parameters
    ----------
    merged : Merged
        The layers.
    otherwise : str
        The file to name for what none of them wrote.
    partial : bool
        Whether a layer could not be read, so that nothing can be called missing.
    """
    document = merged.document()
    all_faults = [*_table_faults(document), *reference_faults(document), *stray_entries(merged.strays, document)]
    all_faults += idle_tables(merged.idle, document)
    faults = _without_consequences(all_faults, document, merged.strays)
    if partial:
        faults = [fault for fault in faults if fault.kind in ("unknown", "value")]
    faults = sorted(dict.fromkeys(faults), key=lambda fault: _position(fault.path, document))
    return [
        Problem(merged.origin_of(fault.path, otherwise), format_path(fault.path), fault.message)
        for fault in _shortened(faults, document)
    ]


def span_end_problems(merged: Merged, otherwise: str, refused: Collection[str] = ()) -> list[Problem]:
    """Return the ends of spans that the scenario would not accept as its values.

    Parameters
    ----------
    merged : Merged
        The layers of a scenario that is right but for its provenance.
    otherwise : str
        The file to name for what none of them wrote.
    refused : collection of str
        Paths of entries with problems of their own; their spans are passed over.
    """
    problems: dict[str, Problem] = {}
    document = merged.document()
    for key, path, ends in spans_written(document):
        own = format_path(("provenance", key)), format_path(("provenance", key, "span"))
        if not set(own).isdisjoint(refused):
            continue
        for end in ends:
            if is_accepted_alone(document, path, end):
                continue
            layer, _ = override_layer({format_path(path): end}, otherwise)
            changed = problems_of(lay_over(merged, layer), otherwise)
            for problem in (problem for problem in changed if not problem.path.startswith("provenance.")):
                file = merged.origin_of(("provenance", key), otherwise)
                message = f"the scenario does not accept {shown(end)} there ({problem.path}: {problem.message})"
                problems[message] = Problem(file, own[1], message)
    return list(problems.values())


def _table_faults(document: Mapping[str, Any]) -> list[Fault]:
    try:
        scenario = ScenarioModel.model_validate(document)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    else:
        return [*_rosters_of_other_days(scenario, document), *_headcounts_of_other_days(scenario, document)]
    faults = (_fault(detail, document) for detail in details)
    return [fault for fault in faults if fault]


def _rosters_of_other_days(scenario: ScenarioModel, document: Mapping[str, Any]) -> Iterator[Fault]:
    """Find rosters that have nobody on duty in the run: those of another month, or a start with another year."""
    begin, end = scenario.run_from, scenario.run_until
    for name, group in scenario.groups.items():
        path: KeyPath = ("groups", name, "roster")
        if group.roster is None or lookup(document, path) == STAND_IN:
            continue
        duties = group.roster.duties
        if not any(duty.start < end and duty.end > begin for duty in duties):
            days = f"{min(duty.start for duty in duties):%Y-%m-%d} to {max(duty.end for duty in duties):%Y-%m-%d}"
            span = f"from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
            yield Fault(
                path,
                f"nobody on it is on duty in the run, which lasts {span} with the warm-up: its duties are from {days}; "
                "name the roster of those days, or correct start, days or the dates in it",
                "reference",
            )


def _headcounts_of_other_days(scenario: ScenarioModel, document: Mapping[str, Any]) -> Iterator[Fault]:
    """Find headcounts by date without a row for any time of the run."""
    begin, end = scenario.run_from, scenario.run_until
    for name, group in scenario.groups.items():
        path: KeyPath = ("groups", name, "headcount_by_date")
        rows = group.headcount_by_date
        if rows is None or lookup(document, path) == UNREAD_HEADCOUNTS:
            continue
        if not any(row.begins < end and row.ends > begin for row in rows):
            days = f"{min(row.date for row in rows)} to {max(row.date for row in rows)}"
            yield Fault(
                path,
                f"no row is within the run, which lasts from {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} with the "
                f"warm-up: the rows are for {days}; name the file of those days, or correct start, days or the dates",
                "reference",
            )


def _fault(detail: ErrorDetails, document: Mapping[str, Any]) -> Fault | None:
    """Word one of pydantic's errors; None if another says the same."""
    error, path = detail["type"], _path(detail["loc"], document)
    if error in ("union_tag_not_found", "union_tag_invalid"):
        path = (*path, "distribution")
    if error == "extra_forbidden":
        return Fault(path, _unknown(path, document), "unknown")
    value = lookup(document, path[:-1] if error == "union_tag_not_found" else path)
    if path[-1:] == ("leads_to",) and error == "tuple_type":
        return Fault(path, _not_entries(value))
    if path[-1:] == ("profile",) and error in ("literal_error", "tuple_type"):
        return None if isinstance(value, list) else Fault(path, _not_a_profile(value))
    if error == "too_short" and value:
        # The validator counts only the elements that are right.
        return None
    if path[-1:] == ("answer_target",) and error == "tuple_type":
        return Fault(path, f"{shown(value)} is not a target; write {_TARGET}, or a list of such tables")
    if path[-1:] == ("headcount_by_date",) and error == "tuple_type":
        return Fault(path, f"{shown(value)} is not a list; write the name of a CSV file, or {_DATED}")
    if is_roster(path) and error == "model_type":
        return Fault(path, f"{shown(value)} is not a roster; write the name of a CSV or Excel file, or {_ROSTER}")
    context = detail.get("ctx", {})
    if error == "value_error" and str(context.get("error")) == one_of_these(_ways(path, document)):
        return None
    whole_table = error == "value_error" and isinstance(value, Mapping)
    kind: Kind = "table" if whole_table else _KINDS.get(error, "value")
    return Fault(path, worded(error, context, value, schema_key(path, document)), kind)


def _not_entries(value: object) -> str:
    """Word what stands in place of a list of entries; an override of an entry that is not there makes a table."""
    if isinstance(value, Mapping) and value and all(map(is_index, value)):
        return f"there is no entry {listed(list(value))} to change; give the whole list, such as {_LEADS_TO}"
    return f"{shown(value)} is not a list; write {_LEADS_TO}"


def _not_a_profile(value: object) -> str:
    return f'{shown(value)} is not a profile; write "flat", the name of a CSV file, or a list of numbers'


def _ways(path: KeyPath, document: Mapping[str, Any]) -> tuple[str, ...]:
    keys = known_keys(path, document)
    return tuple(key for key in alternatives_at(path) if key in keys)


def _path(location: Iterable[str | int], document: object) -> KeyPath:
    """Take the validator's own labels (of a union's branch, of a distribution) out of a location."""
    path: list[str] = []
    node: Any = document
    after_label = False
    for part in location:
        if not after_label and _is_distribution_label(part, node):
            after_label = True
            continue
        after_label = False
        if isinstance(part, int) and isinstance(node, Mapping):
            continue  # one table stands for a list of one
        if isinstance(part, int) or (isinstance(node, Mapping) and not _is_branch_label(part, node)):
            path.append(str(part))
            node = child(node, str(part))
    return tuple(path)


def _is_distribution_label(part: str | int, node: object) -> bool:
    return isinstance(node, Mapping) and part in DISTRIBUTIONS and node.get("distribution") == part


def _is_branch_label(part: str, node: Mapping[str, Any]) -> bool:
    return part.endswith("]") and part.startswith(("literal[", "tuple[")) and part not in node


_OTHER_NAMES = {"handling_profile": "handling_by_hour"}
"""Keys that people write after the pattern of others, such as `headcount_profile`, and what the key is called."""


def _unknown(path: KeyPath, document: Mapping[str, Any]) -> str:
    table, key = path[:-1], path[-1]
    if is_roster(table) and key in SOURCE_KEYS:
        return f"a roster is read when a file is named, and then whole: {_ROSTER}"
    allowed = (*known_keys(table, document), *(() if table else ("extends", "without")))
    guess = _OTHER_NAMES.get(key)
    guess = guess if guess in allowed else nearest(key, allowed)
    return f"unknown key; {f'did you mean {shown(guess)}?' if guess else f'the keys here are {listed(allowed)}'}"


def _without_consequences(
    faults: Sequence[Fault], document: Mapping[str, Any], strays: Collection[KeyPath]
) -> list[Fault]:
    """Leave out what is only a consequence of a misspelt name, which has a message of its own."""
    suggested: set[KeyPath] = {
        (*fault.path[:-1], guess)
        for fault in faults
        if fault.kind == "unknown" and (guess := nearest(fault.path[-1], known_keys(fault.path[:-1], document)))
    }
    stray: set[KeyPath] = {(kind, name) for kind in ("lines", "groups", "shifts") for name in undefined(document, kind)}
    return [
        fault
        for fault in faults
        if not _is_consequence(fault, suggested, stray) and not _is_of_stray_entry(fault, strays, stray)
    ]


def _is_of_stray_entry(fault: Fault, strays: Collection[KeyPath], stray: set[KeyPath]) -> bool:
    """Tell whether a fault only comes from an override that leads into a missing entry, such as a team.

    The override has a message of its own, unless the whole group is missing: then that message says enough.
    """
    if fault.kind == "unknown":
        return fault.path in strays and len(fault.path) > 2 and fault.path[:2] in stray
    if fault.kind == "missing":
        return any(covers(entry, fault.path) for entry in strays)
    return fault.kind in ("alternatives", "reference") and fault.path in strays


def _is_consequence(fault: Fault, suggested: set[KeyPath], stray: set[KeyPath]) -> bool:
    if fault.kind == "missing":
        return fault.path in suggested or fault.path[:2] in stray
    if fault.kind == "alternatives":
        return fault.path[:2] in stray or any((*fault.path, key) in suggested for key in alternatives_at(fault.path))
    return False


def _shortened(faults: Iterable[Fault], document: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the first few faults that elements of a list or unknown keys of a table share, and how many more there are.

    They come in the order of the document, so that those of one list follow each other.
    """
    reported: dict[KeyPath, int] = {}
    hidden: dict[KeyPath, int] = {}
    for fault in faults:
        yield from _more_alike(hidden, fault.path)
        within = fault.path[:-1] if fault.kind == "unknown" else None
        within = _list_around(fault.path, document) or within
        if within is not None:
            alike = (*within, "*", *fault.path[len(within) + 1 :], fault.kind)
            reported[alike] = reported.get(alike, 0) + 1
            if reported[alike] > _REPORTED:
                hidden[within] = hidden.get(within, 0) + 1
                continue
        yield fault
    yield from _more_alike(hidden, None)


def _more_alike(hidden: dict[KeyPath, int], following: KeyPath | None) -> Iterator[Fault]:
    """Yield how many faults were left out of the lists and tables in which the following fault is not."""
    for path in [path for path in hidden if following is None or not covers(path, following)]:
        yield Fault(path, f"and {hidden.pop(path)} more like these")


def _list_around(path: KeyPath, document: Mapping[str, Any]) -> KeyPath | None:
    """Return the path of the outermost list that a path leads into."""
    for length, key in enumerate(path):
        if is_index(key) and isinstance(lookup(document, path[:length]), list):
            return path[:length]
    return None


def _position(path: KeyPath, document: object) -> tuple[int, ...]:
    """Return a path's position in the document; missing paths come last."""
    position: list[int] = []
    for key in path:
        keys = list(document) if isinstance(document, Mapping) else []
        position.append(keys.index(key) if key in keys else int(key) if is_index(key) else len(keys))
        document = child(document, key)
    return tuple(position)
