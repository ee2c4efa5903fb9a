"""Lay one file over another: pure functions on nested tables, which also record who wrote each value and why.

The rules are those of the scenario contract. What a layer lists in ``without`` is taken away first. Then the later
layer wins key by key; a table that names a ``distribution``, or the ``file`` of a roster, replaces the old one whole;
several ways to say the same thing displace each other, and a roster or a headcount by date displaces absence; a value
that a layer changes without giving its provenance becomes assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from simcall.scenario.models.history import DisplacedAbsence, History
from simcall.scenario.models.keys import alternatives_at, is_roster
from simcall.scenario.models.lines import OF_DUTIES, STAFFING, WITH_AVAILABILITY, WITH_DUTIES
from simcall.scenario.models.paths import MISSING, KeyPath, Table, format_path, is_covered, is_index, leaves, lookup
from simcall.scenario.models.quantities import parse_duration
from simcall.scenario.reading.layers import Absent, Layer, Merged
from simcall.scenario.reading.sources import merged_provenance

__all__ = ["lay_over", "merge", "says_the_same"]

_WITHOUT_DUTIES = frozenset(STAFFING) - frozenset(WITH_DUTIES)
"""A headcount that displaces named people also displaces the keys that only named people have."""

_AVAILABLE = ("availability",)
_COUNTED = frozenset(STAFFING) - frozenset(WITH_AVAILABILITY)
"""Keys that say who is on duty displace the availability of a headcount."""

_LABELS = ("name", "description")


@dataclass
class _Changes:
    """What a layer does to the values below it; each path is the topmost that is affected."""

    new: list[KeyPath] = field(default_factory=list)
    changed: list[KeyPath] = field(default_factory=list)
    gone: list[KeyPath] = field(default_factory=list)
    idle: list[KeyPath] = field(default_factory=list)
    """Empty tables over others."""
    absences: dict[KeyPath, Table] = field(default_factory=dict)
    """Those that a roster displaces and its own layer does not replace."""


def merge(layers: Iterable[Layer]) -> Merged:
    """Lay layers over each other, the first at the bottom."""
    merged = Merged()
    for layer in layers:
        merged = lay_over(merged, layer)
    return merged


def lay_over(below: Merged, layer: Layer) -> Merged:
    """Lay one layer over what is below; neither is changed."""
    below = _without(below, layer)
    changes = _Changes()
    values = _merged_tables(below.values, layer.values, (), changes)
    return replace(
        below,
        values=values,
        provenance=merged_provenance(
            below.provenance, layer, new=changes.new, changed=changes.changed, gone=changes.gone
        ),
        origins=_origins(below, layer, changes),
        strays=(*below.strays, *(entry for entry in layer.by_parts if lookup(below.values, entry) is MISSING)),
        idle=(*below.idle, *(changes.idle if layer.overrides else ())),
        history=_history(below, layer, changes),
    )


def _without(below: Merged, layer: Layer) -> Merged:
    """Return what is below a layer, less what the layer takes away from it."""
    if not layer.without:
        return below
    base = below.history.files[-1] if below.history.files else ""
    absent = [
        Absent(layer.origin, base, path, below.values) for path in layer.without if not _is_entry(below.values, path)
    ]
    return replace(
        below,
        values=reduce(_pruned, layer.without, below.values),
        provenance=_not_covered(below.provenance, layer.without),
        origins={**_not_covered(below.origins, layer.without), **_tables_around(layer)},
        absent=(*below.absent, *absent),
        history=replace(
            below.history,
            first_given=_not_covered(below.history.first_given, layer.without),
            readings=_not_covered(below.history.readings, layer.without),
        ),
    )


def _tables_around(layer: Layer) -> dict[KeyPath, str]:
    """Return the tables that a layer takes something away from: what is missing there is missing because of it."""
    return {path[:length]: layer.origin for path in layer.without for length in range(1, len(path))}


def _is_entry(values: Table, path: KeyPath) -> bool:
    """Tell whether a path leads to an entry of a table; an element of a list cannot be taken away."""
    table = lookup(values, path[:-1])
    return isinstance(table, Mapping) and path[-1] in table


def _pruned(table: Table, path: KeyPath) -> Table:
    """Return a copy of nested tables without the value at a path."""
    key, rest = path[0], path[1:]
    if not rest:
        return {name: value for name, value in table.items() if name != key}
    inner = table.get(key)
    return {**table, key: _pruned(inner, rest)} if isinstance(inner, dict) else table


def _not_covered(entries: Mapping[KeyPath, Any], outer: Sequence[KeyPath]) -> dict[KeyPath, Any]:
    return {path: entry for path, entry in entries.items() if not is_covered(path, outer)}


def _history(below: Merged, layer: Layer, changes: _Changes) -> History:
    giver, file = (None, ()) if layer.overrides else (layer.origin, (layer.origin,))
    first_given = {
        **_not_covered(below.history.first_given, changes.gone),
        **dict.fromkeys(changes.new, giver),
    }
    displaced = (
        DisplacedAbsence(path[1], below.origin_of(path, layer.origin), absence)
        for path, absence in changes.absences.items()
    )
    absences = (*below.history.displaced_absences, *displaced)
    files = (*below.history.files, *file)
    stale = (*changes.gone, *(path for path in below.history.readings if _writes(layer.values, path)))
    readings = {**_not_covered(below.history.readings, stale), **layer.readings}
    return replace(below.history, readings=readings, files=files, first_given=first_given, displaced_absences=absences)


def _writes(values: Table, path: KeyPath) -> bool:
    """Return whether a layer writes a value itself."""
    node: Any = values
    for key in path:
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return True


def says_the_same(first: Merged, second: Merged) -> bool:
    """Tell whether two sets of merged layers have the same values, but for their name and description."""
    return _same(_without_labels(first.values), _without_labels(second.values))


def _without_labels(values: Table) -> Table:
    return {key: value for key, value in values.items() if key not in _LABELS}


def _merged_tables(old: Table, new: Mapping[str, Any], path: KeyPath, changes: _Changes) -> Table:
    merged = dict(old)
    for key in _displaced(old, new, path):
        changes.gone.append((*path, key))
        if key == "absence" and key not in new and isinstance(old[key], dict) and _says_who_is_there(new, path):
            changes.absences[*path, key] = old[key]
        del merged[key]
    for key, value in new.items():
        inner_path = (*path, key)
        if value is None:
            changes.gone.append(inner_path)
            merged.pop(key, None)
        elif key in merged:
            merged[key] = _merged(merged[key], value, inner_path, changes)
        else:
            changes.new.append(inner_path)
            merged[key] = _without_none(value)
    return merged


def _displaced(old: Table, new: Mapping[str, Any], path: KeyPath) -> list[str]:
    """Return the old keys that a new one says in another way; two in one layer are left for validation to refuse."""
    ways = alternatives_at(path)
    new_ways = {key for key in ways if new.get(key) is not None}
    if not new_ways:
        return []
    displaced = (
        *ways,
        *(OF_DUTIES if new_ways & _WITHOUT_DUTIES else ()),
        *(_AVAILABLE if new_ways & _COUNTED else ()),
    )
    gone = [key for key in displaced if key in old and key not in new]
    absence_too = "absence" in old and "absence" not in gone and _says_who_is_there(new, path)
    return [*gone, "absence"] if absence_too else gone


def _says_who_is_there(group: Mapping[str, Any], path: KeyPath) -> bool:
    """Tell whether a group's table gives a whole roster or a headcount by date, so that absence below holds no more."""
    roster_path, roster = (*path, "roster"), group.get("roster")
    if len(path) == 2 and path[0] == "groups" and group.get("headcount_by_date") is not None:
        return True
    return is_roster(roster_path) and isinstance(roster, dict) and _replaces_whole(roster, roster_path)


def _merged(old: object, new: Any, path: KeyPath, changes: _Changes) -> Any:
    if isinstance(new, dict) and isinstance(old, dict) and not _replaces_whole(new, path):
        if old and not new:
            changes.idle.append(path)
        return _merged_tables(old, new, path, changes)
    if isinstance(new, dict) and isinstance(old, list) and new and all(is_index(k) and int(k) < len(old) for k in new):
        return _merged_elements(old, new, path, changes)
    if not _same(old, new):
        changes.changed.append(path)
    return _without_none(new)


def _replaces_whole(new: Table, path: KeyPath) -> bool:
    """Tell whether a table leaves nothing of the one below it."""
    return "distribution" in new or (is_roster(path) and ("file" in new or "duties" in new))


def _merged_elements(old: Sequence[Any], new: Mapping[str, Any], path: KeyPath, changes: _Changes) -> list[Any]:
    """Let a path lead into a list by number, such as the components of a mixture."""
    elements = list(old)
    for number, value in new.items():
        elements[int(number)] = _merged(old[int(number)], value, (*path, number), changes)
    return elements


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return list(value) if isinstance(value, list) else value


def _same(old: object, new: object) -> bool:
    """Tell whether two values mean the same, however their units are written."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, str) and isinstance(new, str) and old != new:
        return _seconds(old) is not None and _seconds(old) == _seconds(new)
    return (type(old) is type(new) and old == new) or (_is_number(old) and _is_number(new) and old == new)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _seconds(text: str) -> float | None:
    try:
        return parse_duration(text)
    except ValueError:
        return None


def _origins(below: Merged, layer: Layer, changes: _Changes) -> dict[KeyPath, str]:
    replaced = [*changes.gone, *changes.changed]
    origins = {path: origin for path, origin in below.origins.items() if not is_covered(path, replaced)}
    for path, _ in leaves(layer.values):
        for length in range(1, len(path) + 1):
            origins[path[:length]] = layer.origin
    origins.update({("provenance", format_path(path)): layer.origin for path in layer.provenance})
    return origins
