"""Two control rooms as one scenario: side by side, each with its own callers and people, or with lines pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from simcall.errors import SimcallError
from simcall.files.messages import meant, shown
from simcall.scenario import Group, Scenario
from simcall.scenario.models.paths import Table, format_path, parse_path
from simcall.studies.merge.renaming import renamed

__all__ = ["OTHER_FORCE", "Rooms", "two_rooms"]

OTHER_FORCE = 1.1
"""By default, people take this many times as long over calls of the other force. Assumed: nobody has published it."""

_COMMON = ("start", "days", "warm_up", "time_zone", "tick", "busyness")
"""What both scenarios have to agree about."""
_DEFAULTS = {"warm_up": "0 s", "time_zone": "Europe/London", "tick": "1 ms", "busyness": {}}


@dataclass(frozen=True)
class Rooms:
    """Two rooms, apart and merged. The same callers ring in both.

    Attributes
    ----------
    labels : tuple of str
        What each force is called.
    apart : Scenario
        Both rooms as they are: each answers its own lines.
    merged : Scenario
        The same rooms, with some lines answered by people of both.
    together : tuple of str
        These lines, as each force's own scenario calls them.
    pooled : tuple of str
        The same lines, of both forces, as the merged scenario calls them.
    other_force : float
        How much longer people take over calls of the other force.
    reserve_with : str or None
        The force that keeps the one reserve; None if each keeps its own, or there is none.
    changes, sources : dict
        What the merged scenario changes in the groups of the rooms apart, and where that comes from.
    """

    labels: tuple[str, str]
    apart: Scenario
    merged: Scenario
    together: tuple[str, ...]
    pooled: tuple[str, ...]
    other_force: float
    reserve_with: str | None
    changes: Table = field(repr=False)
    sources: Table = field(repr=False)


def two_rooms(
    first: Scenario,
    second: Scenario,
    labels: tuple[str, str],
    together: Sequence[str],
    *,
    other_force: float = OTHER_FORCE,
    each_reserve: bool = False,
) -> Rooms:
    """Return two rooms as one scenario, apart and merged.

    Parameters
    ----------
    first, second : Scenario
        The rooms. They have the same dates, and equally busy days.
    labels : tuple of str
        What each force is called; lines, groups, grades and areas get it after their own names, shifts only
        where they differ.
    together : sequence of str
        Lines that people of both rooms answer, as the scenarios call them.
    other_force : float
        How much longer people take over calls of the other force than over their own.
    each_reserve : bool
        Whether each room keeps its own reserve. By default the room with the larger one keeps it for both.

    Raises
    ------
    SimcallError
        With everything that stands in the way.
    """
    _check(first, second, labels, together)
    names = [
        _names(room, label, _equal_shifts(first, second)) for room, label in zip((first, second), labels, strict=True)
    ]
    rooms = [renamed(_parts_of_room(room), new_names) for room, new_names in zip((first, second), names, strict=True)]
    apart = Scenario.from_document(_side_by_side(first, rooms, labels))
    pooled = tuple(new_names["lines"][line] for line in together for new_names in names)
    keeper = None if each_reserve else _keeper(apart, names, labels)
    changes, sources = _changes(apart, names, labels, together, other_force, keeper)
    merged = apart.update(
        {
            "name": f"{labels[0]} and {labels[1]}, merged",
            "description": f"People of both rooms answer {' and '.join(together)} of both forces.",
            "groups": changes,
            "provenance": sources,
        }
    )
    return Rooms(labels, apart, merged, tuple(together), pooled, other_force, keeper, changes, sources)


def _check(first: Scenario, second: Scenario, labels: tuple[str, str], together: Sequence[str]) -> None:
    problems = [
        f"{room.name} has no line {shown(line)} to answer together: {meant(line, room.lines, 'its lines are')}"
        for room in (first, second)
        for line in together
        if line not in room.lines
    ]
    if not together:
        problems.append("name the lines to answer together, such as --together 999")
    if labels[0] == labels[1]:
        problems.append(f"both forces are called {shown(labels[0])}; give each a name, such as north=FILE south=FILE")
    for key in _COMMON:
        values = [room.document().get(key, _DEFAULTS.get(key)) for room in (first, second)]
        if values[0] != values[1]:
            problems.append(
                f"{key} is {_written(values[0])} in {labels[0]} and {_written(values[1])} in {labels[1]}: a merged "
                f"room has one. Give both the same, such as {_remedy(key, values[0])}"
            )
    if problems:
        raise SimcallError("\n".join(problems))


def _written(value: object) -> str:
    return ", ".join(f"{key} {inner}" for key, inner in value.items()) if isinstance(value, Mapping) else str(value)


def _remedy(key: str, value: object) -> str:
    if isinstance(value, Mapping) and value:
        return " ".join(f"--set {key}.{inner}={number}" for inner, number in value.items())
    return f"--set {key}={value}" if not isinstance(value, Mapping) else f"--set {key}.cv=0"


def _equal_shifts(first: Scenario, second: Scenario) -> frozenset[str]:
    """Return the shifts that have the same name and the same hours in both."""
    return frozenset(name for name, shift in first.shifts.items() if second.shifts.get(name) == shift)


def _names(room: Scenario, label: str, equal_shifts: frozenset[str]) -> dict[str, dict[str, str]]:
    """Return the new names of what a room has of its own: each force attends its own incidents."""
    areas = [*room.areas, *(line.area for line in room.lines.values() if line.area is not None)]
    return {
        "lines": {name: f"{name}-{label}" for name in room.lines},
        "grades": {name: f"{name}-{label}" for name in room.grades},
        "areas": {name: f"{name}-{label}" for name in areas},
        "groups": {name: f"{name}-{label}" for name in room.groups},
        "shifts": {name: f"{name}-{label}" for name in room.shifts if name not in equal_shifts},
    }


def _parts_of_room(room: Scenario) -> Table:
    """Return what is a room's own: its lines, groups and shifts, and where they come from."""
    document = room.document()
    parts: Table = {key: document[key] for key in ("shifts", "lines", "groups") if key in document}
    sources = {path: entry for path, entry in document.get("provenance", {}).items() if parse_path(path)[0] in parts}
    return {**parts, "provenance": sources}


def _side_by_side(first: Scenario, rooms: Sequence[Table], labels: tuple[str, str]) -> Table:
    document = first.document()
    common = {key: document[key] for key in _COMMON if key in document}
    sources = {
        path: entry for path, entry in document.get("provenance", {}).items() if parse_path(path)[0] == "busyness"
    }
    tables = {
        kind: dict(chain.from_iterable(room.get(kind, {}).items() for room in rooms))
        for kind in ("shifts", "lines", "groups", "provenance")
    }
    return {
        "name": f"{labels[0]} and {labels[1]}, apart",
        "description": "Two control rooms beside each other. Each answers its own lines.",
        **common,
        **{kind: table for kind, table in (tables | {"provenance": sources | tables["provenance"]}).items() if table},
    }


def _changes(
    apart: Scenario,
    names: Sequence[Mapping[str, Mapping[str, str]]],
    labels: tuple[str, str],
    together: Sequence[str],
    other_force: float,
    keeper: str | None,
) -> tuple[Table, Table]:
    """Return what merging changes in the groups, and where that comes from."""
    twins = {
        new_names["lines"][line]: other_names["lines"][line]
        for line in together
        for new_names, other_names in (names, names[::-1])
    }
    changes: Table = {}
    sources: Table = {}
    for label, new_names in zip(labels, names, strict=True):
        for name in new_names["groups"].values():
            group = apart.groups[name]
            if served := [twins[line] for line in group.lines if line in twins]:
                changes[name] = _pooled(group, twins, other_force)
                sources[format_path(("groups", name, "lines"))] = _given(f"{' and '.join(together)} answered together")
                sources[format_path(("groups", name, "on"))] = _given("the force's own people take its calls first")
                sources |= {
                    format_path(("groups", name, "on", line, "handling_factor")): _ASSUMED_FACTOR for line in served
                }
            if keeper not in (None, label) and group.reserve:
                changes.setdefault(name, {})["reserve"] = dict.fromkeys(group.reserve, 0)
                sources[format_path(("groups", name, "reserve"))] = _given(f"{keeper} keeps one reserve for both rooms")
    return changes, sources


def _keeper(apart: Scenario, names: Sequence[Mapping[str, Mapping[str, str]]], labels: tuple[str, str]) -> str | None:
    """Return the force that keeps the reserve: the one with the larger; the first if they are equal."""
    most = [
        max(
            (reserve for name in new_names["groups"].values() for reserve in apart.groups[name].reserve.values()),
            default=0,
        )
        for new_names in names
    ]
    if not all(most):
        return None
    return labels[0] if most[0] >= most[1] else labels[1]


def _pooled(group: Group, twins: Mapping[str, str], other_force: float) -> Table:
    """Return what changes in a group whose people also answer the other force's calls: after its own people."""
    lines = [
        line
        for line_name in group.lines
        for line in ((line_name, twins[line_name]) if line_name in twins else (line_name,))
    ]
    prefers = [
        line
        for line_name in group.prefers
        for line in ((line_name, twins[line_name]) if line_name in twins else (line_name,))
    ]
    on = {line: settings.model_dump(mode="json", exclude_none=True) for line, settings in group.on.items()}
    for line in group.lines:
        if line in twins:
            as_now = group.on_line(line)
            slower = round(as_now.handling_factor * other_force, 6)
            on[twins[line]] = {**on.get(line, {}), "handling_factor": slower, "overflow": 2 * as_now.overflow + 1}
            on[line] = {**on.get(line, {}), "overflow": 2 * as_now.overflow}
    return {"lines": lines, "on": on, **({"prefers": prefers} if prefers else {})}


def _given(choice: str) -> Table:
    return {"kind": "given", "source": f"chosen for the merged room: {choice}"}


_ASSUMED_FACTOR = {
    "kind": "assumed",
    "source": "calls of the other force take longer; no force has published by how much: assumed until it is measured",
}
