"""What differs between two scenarios: the values that changed, as causes that can be put into force one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.scenario.models.keys import RUN_SETTINGS
from simcall.scenario.models.lines import OF_DUTIES, STAFFING
from simcall.scenario.models.paths import MISSING, KeyPath, Table, child, common_path, format_path
from simcall.studies.explain.causes import Cause, Kind

__all__ = ["MOST_VALUES", "changes_between"]

MOST_VALUES = 6
"""Up to so many changed values are causes of their own; with more, those of one table are one cause."""

_LABELS = ("name", "description", "provenance")
_WHOLE = ("distribution", "file", "duties")
"""A table that has one of these is one value."""
_SAYS_WHO_IS_THERE = frozenset((*STAFFING, *OF_DUTIES, "availability"))
_OF_CALLERS = frozenset({"patience", "patience_runs", "redial", "announcement", "connection"})
_DEPTH_OF_TABLES = (6, 5, 4, 3, 2)
"""How many keys of a path tell causes apart: as many as leave few enough causes."""

Change = tuple[KeyPath, ...]
"""The paths that change together."""


def changes_between(first: Scenario, second: Scenario) -> list[Cause]:
    """Return what the second scenario changes in the first.

    Parameters
    ----------
    first, second : Scenario
        The scenarios.

    Returns
    -------
    list of Cause
        Up to six changed values are causes of their own. With more, the values of one table are one cause.

    Raises
    ------
    SimcallError
        If nothing differs, or only names do.
    """
    before, after = _content(first), _content(second)
    paths = sorted(_changed(before, after, ()))
    if not paths:
        raise SimcallError(f'"{first.name}" and "{second.name}" say the same: there is nothing to explain')
    changes = _valid(first, _few(_with_staffing_whole(paths)), before, after)
    return sorted((_cause(change, after) for change in changes), key=lambda cause: list(Kind).index(cause.kind))


def _content(scenario: Scenario) -> Table:
    return {key: value for key, value in scenario.document().items() if key not in _LABELS}


def _changed(before: object, after: object, path: KeyPath) -> Iterator[KeyPath]:
    """Yield the paths of values that are not the same; a table that only one side has is one value."""
    if before == after:
        return
    if not (_is_open(before) and _is_open(after)):
        yield path
        return
    assert isinstance(before, Mapping)
    assert isinstance(after, Mapping)
    for key in dict.fromkeys((*before, *after)):
        yield from _changed(child(before, key), child(after, key), (*path, key))


def _is_open(value: object) -> bool:
    """Tell whether values within a value are causes of their own."""
    return isinstance(value, Mapping) and not any(key in value for key in _WHOLE)


def _with_staffing_whole(paths: Sequence[KeyPath]) -> list[Change]:
    """Return changes: when a group is staffed in another way, everything that says who is there changes together."""
    changes: dict[KeyPath, list[KeyPath]] = {}
    for path in paths:
        changes.setdefault(_subject(path, paths), []).append(path)
    return [tuple(together) for together in changes.values()]


def _subject(path: KeyPath, paths: Sequence[KeyPath]) -> KeyPath:
    """Return what a changed value belongs to: itself, unless it only makes sense together with others."""
    if path[0] in RUN_SETTINGS:
        return ("dates",)
    if path[0] == "groups" and len(path) > 2 and path[2] in _SAYS_WHO_IS_THERE:
        group = path[:2]
        ways = {other[2] for other in paths if other[:2] == group and len(other) == 3 and other[2] in STAFFING}
        if len(ways) > 1:
            return (*group, "staffing")
    return path


def _few(changes: Sequence[Change]) -> list[Change]:
    """Return changes, those of one table together if there are many."""
    few = list(changes)
    for depth in _DEPTH_OF_TABLES:
        if len(few) <= MOST_VALUES:
            break
        tables: dict[KeyPath, list[KeyPath]] = {}
        for change in changes:
            tables.setdefault(change[0][:depth], []).extend(change)
        few = [tuple(together) for together in tables.values()]
    return few


def _valid(scenario: Scenario, changes: list[Change], before: Table, after: Table) -> list[Change]:
    """Return changes, of which those that cannot be made one without the other are one.

    A change has to be possible first, in the first scenario, and last, when all others are made.
    """
    for number, change in enumerate(changes):
        others = [other for other in changes if other is not change]
        alone = _is_possible(scenario, before, after, [change])
        last = _is_possible(scenario, before, after, others)
        if alone and last:
            continue
        partner = next((other for other in others if _is_pair(scenario, before, after, changes, change, other)), None)
        together = (*change, *partner) if partner is not None else tuple(path for one in changes for path in one)
        rest = [other for other in others if other is not partner] if partner is not None else []
        return _valid(scenario, [*rest[:number], together, *rest[number:]], before, after)
    return changes


def _is_pair(
    scenario: Scenario, before: Table, after: Table, changes: Sequence[Change], first: Change, second: Change
) -> bool:
    """Tell whether two changes are possible together, first and last."""
    others = [other for other in changes if other is not first and other is not second]
    return _is_possible(scenario, before, after, [first, second]) and _is_possible(scenario, before, after, others)


def _is_possible(scenario: Scenario, before: Table, after: Table, changes: Sequence[Change]) -> bool:
    document = before
    for change in changes:
        document = _with_values(change, after, document)
    try:
        Scenario.from_document({**document, "name": scenario.name})
    except SimcallError:
        return False
    return True


def _cause(change: Change, after: Table) -> Cause:
    switch: Callable[[Table], Table] = partial(_with_values, change, after)
    return Cause(_name(change), _kind(change[0]), change, switch)


def _name(change: Change) -> str:
    """Return the path of what changes: of several values, the table that holds them all."""
    if change[0][0] in RUN_SETTINGS:
        return "dates"
    common = common_path(change)
    return format_path(common) if common else " and ".join(map(format_path, change))


def _kind(path: KeyPath) -> Kind:
    """Return what a value is about."""
    if path[0] in ("groups", "shifts"):
        return Kind.WORK if len(path) > 2 and path[2] in ("handling_factor", "pick_up") else Kind.PEOPLE
    if path[0] == "busyness" or (path[0] == "lines" and len(path) < 3) or "demand" in path[2:3]:
        return Kind.DEMAND
    if path[0] == "lines":
        return Kind.CALLERS if path[2] in _OF_CALLERS else Kind.WORK
    return Kind.OTHER


def _with_values(paths: Sequence[KeyPath], source: Table, document: Table) -> Table:
    """Return a document with the values that another one has at some paths; what it does not have goes."""
    for path in paths:
        value: Any = source
        for key in path:
            value = child(value, key)
        document = _put(document, path, value)
    return document


def _put(table: Table, path: KeyPath, value: object) -> Table:
    key, rest = path[0], path[1:]
    if rest:
        inner = table.get(key)
        return {**table, key: _put(inner if isinstance(inner, dict) else {}, rest, value)}
    if value is MISSING:
        return {name: inner for name, inner in table.items() if name != key}
    return {**table, key: value}
