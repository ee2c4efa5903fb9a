"""What differs between two scenarios: the values that changed, as causes that can be put into force one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.scenario.models.keys import RUN_SETTINGS
from simcall.scenario.models.lines import OF_DUTIES, STAFFING
from simcall.scenario.models.paths import MISSING, KeyPath, Table, child, common_path, format_path
from simcall.studies.explain.causes import MOST_CAUSES, Cause, Kind, grouped
from simcall.studies.explain.separable import Change, first_and_last, separable
from simcall.studies.explain.sharing import needed_coalitions

__all__ = ["DATES", "WHO_IS_THERE", "changes_between"]

_LABELS = ("name", "description", "provenance")
_WHOLE = ("distribution", "file", "duties")
"""A table that has one of these is one value."""
WHO_IS_THERE = frozenset((*STAFFING, *OF_DUTIES, "availability"))
"""The values of a group that say who is on duty."""
_OF_CALLERS = frozenset({"patience", "patience_runs", "redial", "announcement", "connection"})
DATES = frozenset({"start", "days", "warm_up", "time_zone"})
"""The values that say which span is simulated."""
_DEPTH_OF_TABLES = (6, 5, 4, 3, 2)
"""How many keys of a path distinguish causes: the most that leave few enough causes."""
_MOST_TO_TELL_APART = 24
"""With more changes than this, those of one table are one cause: to find which need each other takes a while."""
_MOST_MIXTURES = 256
"""An explanation that would simulate more mixtures has one cause for all groups, or for all lines."""


def changes_between(first: Scenario, second: Scenario) -> list[Cause]:
    """Return what the second scenario changes in the first.

    Parameters
    ----------
    first, second : Scenario
        The scenarios.

    Returns
    -------
    list of Cause
        Up to six changed values are causes of their own. With more, the values of one table are one cause. Values
        that make no valid scenario one without the other are one cause.

    Raises
    ------
    SimcallError
        If nothing differs, or only names do.
    """
    before, after = _content(first), _content(second)
    paths = sorted(_changed(before, after, ()))
    if not paths:
        names = f'"{first.name}" and "{second.name}"'
        raise SimcallError(f"{names} say the same, apart from names: there is nothing to explain")
    is_possible = cache(partial(_is_possible, first, before, after))
    as_causes = partial(_causes, after=after)
    apart = separable(_few(_with_staffing_whole(paths), _MOST_TO_TELL_APART), as_causes, first_and_last, is_possible)
    few = _with_few_mixtures(_few([cause.paths for cause in apart], MOST_CAUSES))
    return separable(few, as_causes, lambda causes: needed_coalitions(grouped(causes)), is_possible)


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
    if path[0] in DATES:
        return ("dates",)
    if path[0] == "groups" and len(path) > 2 and path[2] in WHO_IS_THERE:
        group = path[:2]
        ways = {other[2] for other in paths if other[:2] == group and len(other) == 3 and other[2] in STAFFING}
        if len(ways) > 1:
            return (*group, "staffing")
    return path


def _few(changes: Sequence[Change], most: int) -> list[Change]:
    """Return changes, those of one table together if there are many."""
    few = list(changes)
    for depth in _DEPTH_OF_TABLES:
        if len(few) <= most:
            break
        few = _by_table(changes, depth)
    return few


def _by_table(changes: Sequence[Change], depth: int) -> list[Change]:
    """Return changes, those whose paths begin with the same few keys together."""
    tables: dict[KeyPath, list[KeyPath]] = {}
    for change in changes:
        tables.setdefault((common_path(change) or change[0])[:depth], []).extend(change)
    return [tuple(together) for together in tables.values()]


def _with_few_mixtures(changes: list[Change]) -> list[Change]:
    """Return changes, all those of groups or of lines together, whichever are more, until few mixtures are left."""
    while _number_of_mixtures(changes) > _MOST_MIXTURES:
        ((table, _),) = Counter(change[0][0] for change in changes).most_common(1)
        together = tuple(path for change in changes if change[0][0] == table for path in change)
        changes = [*(change for change in changes if change[0][0] != table), together]
    return changes


def _number_of_mixtures(changes: Sequence[Change]) -> int:
    """Return at least as many mixtures as an explanation of these changes simulates."""
    if len(changes) <= MOST_CAUSES:
        return int(2 ** len(changes))
    sizes = Counter(_kind(change[0]) for change in changes).values()
    return sum(int(2 ** (len(sizes) - 1 + size)) for size in sizes)


def _is_possible(scenario: Scenario, before: Table, after: Table, paths: frozenset[KeyPath]) -> bool:
    """Tell whether the first scenario with the second one's values at some paths is a valid scenario."""
    document = _with_values(sorted(paths), after, before)
    try:
        Scenario.from_document({**document, "name": scenario.name})
    except SimcallError:
        return False
    return True


def _causes(changes: Iterable[Change], after: Table) -> list[Cause]:
    """Return changes as causes, in the order of their kinds."""
    causes = _with_own_names([_cause(change, after) for change in changes])
    return sorted(causes, key=lambda cause: (list(Kind).index(cause.kind), cause.paths))


def _with_own_names(causes: Sequence[Cause]) -> list[Cause]:
    """Return causes; those that share the name of a table have the paths of their own values instead."""
    times = Counter(cause.name for cause in causes)
    return [cause if times[cause.name] == 1 else replace(cause, name=_all_paths(cause.paths)) for cause in causes]


def _cause(change: Change, after: Table) -> Cause:
    switch: Callable[[Table], Table] = partial(_with_values, change, after)
    return Cause(_name(change), _kind(change[0]), change, switch)


def _name(change: Change) -> str:
    """Return the path of what changes: of several values, the table that holds them all."""
    if all(path[0] in RUN_SETTINGS for path in change):
        return "dates" if any(path[0] in DATES for path in change) else _all_paths(change)
    common = common_path(change)
    return format_path(common) if common else _all_paths(change)


def _all_paths(change: Change) -> str:
    return " and ".join(map(format_path, change))


def _kind(path: KeyPath) -> Kind:
    """Return what a value is about."""
    if path[0] in ("groups", "shifts"):
        return Kind.WORK if len(path) > 2 and path[2] in ("handling_factor", "pick_up", "on") else Kind.PEOPLE
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
