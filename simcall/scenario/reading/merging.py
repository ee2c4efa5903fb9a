"""Lay one file over another: pure functions on nested tables, which also record who wrote each value and why.

The rules are those of the scenario contract. What a layer lists in ``without`` is taken away first. Then the later
layer wins key by key; a table that names a ``distribution``, or the ``file`` of a roster, replaces the old one whole;
several ways to say the same thing displace each other, and a roster displaces absence; a value that a layer changes
without giving its provenance becomes assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from simcall.scenario.models.history import DisplacedAbsence, History
from simcall.scenario.models.lines import OF_DUTIES, STAFFING, WITH_DUTIES
from simcall.scenario.models.paths import (
    MISSING,
    KeyPath,
    Table,
    covers,
    format_path,
    is_index,
    leaves,
    lookup,
    parse_path,
)
from simcall.scenario.models.quantities import parse_duration

__all__ = [
    "ALTERNATIVES",
    "RUN_SETTINGS",
    "WITHOUT_SOURCE",
    "Absent",
    "Layer",
    "Merged",
    "alternatives_at",
    "is_roster",
    "lay_over",
    "merge",
    "says_the_same",
]

ALTERNATIVES: Mapping[KeyPath, tuple[str, ...]] = {
    ("groups", "*"): STAFFING,
    ("shifts", "*"): ("end", "length"),
    ("lines", "*", "demand"): ("calls_per_day", "calls_per_hour"),
    ("lines", "*", "demand", "bursts", "*"): ("incidents_per_day", "at"),
}
"""By the table (``*`` stands for any name), the keys of which it has one."""

_WITHOUT_DUTIES = frozenset(STAFFING) - frozenset(WITH_DUTIES)
"""A headcount that displaces people who are known one by one displaces what only they have, too."""

_LABELS = ("name", "description")

_OF_THE_FILE = ("extends", "without")
"""Keys that say how a file is laid over another; the scenario does not have them."""

RUN_SETTINGS = frozenset({"name", "description", "start", "days", "warm_up", "time_zone", "tick"})
"""Choices of the study, not facts about the force: nobody asks for their source."""

WITHOUT_SOURCE = "without a source"
"""How the source of every value ends that a layer set without saying where it is from."""


@dataclass(frozen=True)
class Layer:
    """What one file, or one set of overrides, writes.

    Attributes
    ----------
    origin : str
        The file as the user named it, or ``"--set"`` or ``"update"``.
    label : str
        The same without folders, so that a scenario does not depend on where it was loaded from.
    values : dict
        The nested tables, without ``extends``, ``without`` and ``provenance``; None stands for a key to be left out.
    provenance : mapping
        By path, the raw entries.
    by_parts : tuple of KeyPath
        Entries, such as a team or a shift, of which it gives only parts: they must be there below.
    overrides : bool
        Whether it was written to change what is below, and not as a file that extends another: then an empty table
        that changes nothing is a slip.
    without : tuple of KeyPath
        What is taken away from the layers below before this one is laid over them.
    """

    origin: str
    label: str
    values: Table
    provenance: Mapping[KeyPath, object] = field(default_factory=dict)
    by_parts: tuple[KeyPath, ...] = ()
    overrides: bool = False
    without: tuple[KeyPath, ...] = ()

    @classmethod
    def of(cls, raw: Mapping[str, Any], origin: str, label: str) -> Layer:
        """Part the provenance from the values of a document; one that is no table is left for validation to refuse."""
        values = {key: value for key, value in raw.items() if key not in _OF_THE_FILE}
        entries = values.get("provenance")
        if not isinstance(entries, dict):
            return cls(origin, label, values)
        del values["provenance"]
        return cls(origin, label, values, dict(_entries(entries)))


@dataclass(frozen=True)
class Absent:
    """A path that a file takes away, and that is not there.

    Attributes
    ----------
    origin, base : str
        The file, and the one that it extends.
    path : KeyPath
        The path.
    values : dict
        What there is.
    """

    origin: str
    base: str
    path: KeyPath
    values: Table


@dataclass(frozen=True)
class Merged:
    """Layers laid over each other.

    Attributes
    ----------
    values : dict
        The nested tables.
    provenance : mapping
        By path, the raw entries.
    origins : mapping
        By path of a value or a table, the file that wrote it last.
    strays : tuple of KeyPath
        Entries of which a layer gives parts, and that were not there below it.
    idle : tuple of KeyPath
        Empty tables that an override lays over tables with something in them, which they leave as they are.
    absent : tuple of Absent
        What a layer takes away and the layers below it do not have.
    history : History
        How the layers came together.
    """

    values: Table = field(default_factory=dict)
    provenance: Mapping[KeyPath, object] = field(default_factory=dict)
    origins: Mapping[KeyPath, str] = field(default_factory=dict)
    strays: tuple[KeyPath, ...] = ()
    idle: tuple[KeyPath, ...] = ()
    absent: tuple[Absent, ...] = ()
    history: History = field(default_factory=History)

    def document(self) -> Table:
        """Return one document with the provenance in it."""
        entries = {format_path(path): entry for path, entry in self.provenance.items()}
        return {**self.values, **({"provenance": entries} if entries and "provenance" not in self.values else {})}

    def origin_of(self, path: KeyPath, otherwise: str) -> str:
        """Return the file that wrote a value last, or the table that it should be in."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        return otherwise


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
        provenance=_provenance(below, layer, changes),
        origins=_origins(below, layer, changes),
        strays=(*below.strays, *(entry for entry in layer.by_parts if lookup(below.values, entry) is MISSING)),
        idle=(*below.idle, *(changes.idle if layer.overrides else ())),
        history=_history(below, layer, changes),
    )


def _without(below: Merged, layer: Layer) -> Merged:
    """Return what is below a layer, less what the layer takes away from it."""
    base = below.history.files[-1] if below.history.files else ""
    absent = [
        Absent(layer.origin, base, path, below.values) for path in layer.without if not _is_entry(below.values, path)
    ]
    return replace(
        below,
        values=reduce(_pruned, layer.without, below.values),
        provenance=_not_covered(below.provenance, layer.without),
        origins=_not_covered(below.origins, layer.without),
        absent=(*below.absent, *absent),
        history=replace(below.history, first_given=_not_covered(below.history.first_given, layer.without)),
    )


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
    return {path: entry for path, entry in entries.items() if not _any_covers(outer, path)}


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
    return replace(below.history, files=files, first_given=first_given, displaced_absences=absences)


def says_the_same(one: Merged, other: Merged) -> bool:
    """Tell whether two sets of merged layers have the same values, but for their name and description."""
    return _same(*({key: value for key, value in side.values.items() if key not in _LABELS} for side in (one, other)))


def alternatives_at(path: KeyPath) -> tuple[str, ...]:
    """Return the keys of which the table at a path has one; none for most tables."""
    for pattern, keys in ALTERNATIVES.items():
        if len(pattern) == len(path) and all(want in ("*", key) for want, key in zip(pattern, path, strict=True)):
            return keys
    return ()


def _merged_tables(old: Table, new: Mapping[str, Any], path: KeyPath, changes: _Changes) -> Table:
    merged = dict(old)
    for key in _displaced(old, new, path):
        changes.gone.append((*path, key))
        if key == "absence" and key not in new and isinstance(old[key], dict) and _gives_roster(new, path):
            changes.absences[*path, key] = old[key]
        del merged[key]
    for key, value in new.items():
        here = (*path, key)
        if value is None:
            changes.gone.append(here)
            merged.pop(key, None)
        elif key in merged:
            merged[key] = _merged(merged[key], value, here, changes)
        else:
            changes.new.append(here)
            merged[key] = _without_none(value)
    return merged


def _displaced(old: Table, new: Mapping[str, Any], path: KeyPath) -> list[str]:
    """Return the old keys that a new one says in another way; two in one layer are left for validation to refuse."""
    ways = alternatives_at(path)
    given = {key for key in ways if new.get(key) is not None}
    if not given:
        return []
    displaced = (*ways, *OF_DUTIES) if given & _WITHOUT_DUTIES else ways
    gone = [key for key in displaced if key in old and key not in new]
    absence_too = "absence" in old and "absence" not in gone and _gives_roster(new, path)
    return [*gone, "absence"] if absence_too else gone


def _gives_roster(group: Mapping[str, Any], path: KeyPath) -> bool:
    """Tell whether a group's table gives a roster whole: it says who is there, so that absence below holds no more."""
    here, roster = (*path, "roster"), group.get("roster")
    return is_roster(here) and isinstance(roster, dict) and _replaces_whole(roster, here)


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


def is_roster(path: KeyPath) -> bool:
    """Tell whether a path is that of a group's roster."""
    return len(path) == 3 and path[0] == "groups" and path[2] == "roster"


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
    origins = {path: origin for path, origin in below.origins.items() if not _any_covers(replaced, path)}
    for path, _ in leaves(layer.values):
        for length in range(1, len(path) + 1):
            origins[path[:length]] = layer.origin
    origins.update({("provenance", format_path(path)): layer.origin for path in layer.provenance})
    return origins


def _provenance(below: Merged, layer: Layer, changes: _Changes) -> dict[KeyPath, object]:
    stale = [*changes.gone, *changes.changed]
    entries = {path: entry for path, entry in below.provenance.items() if not _any_covers(stale, path)}
    inherited = list(entries)
    source = f"set {'by' if layer.origin in ('--set', 'update') else 'in'} {layer.label} {WITHOUT_SOURCE}"
    for path in [*changes.changed, *(path for path in changes.new if _covered(path, inherited))]:
        if path[0] not in RUN_SETTINGS and not _sourced(path, layer):
            entries[path] = {"kind": "assumed", "source": source}
    return {**entries, **layer.provenance}


def _sourced(path: KeyPath, layer: Layer) -> bool:
    """Tell whether the layer says where a value is from, or, for a table, where each value in it is from."""
    if _covered(path, layer.provenance):
        return True
    inside = [entry for entry in layer.provenance if covers(path, entry)]
    facts = [leaf for leaf in _leaves_under(layer.values, path) if leaf[-1] != "distribution"]
    return bool(inside) and all(_covered(leaf, inside) for leaf in facts)


def _leaves_under(values: Table, path: KeyPath) -> list[KeyPath]:
    return [leaf for leaf, _ in leaves(values) if covers(path, leaf)]


def _covered(path: KeyPath, entries: Iterable[KeyPath]) -> bool:
    return _any_covers(entries, path)


def _any_covers(outer: Iterable[KeyPath], path: KeyPath) -> bool:
    return any(covers(one, path) for one in outer)


def _entries(table: Mapping[str, Any]) -> Iterable[tuple[KeyPath, object]]:
    """Read the keys of a provenance table, also where somebody forgot to quote a dotted one and TOML nested it."""
    for key, entry in table.items():
        yield from _unnested(_path_or_key(key), entry)


def _unnested(path: KeyPath, entry: object) -> Iterable[tuple[KeyPath, object]]:
    nested = isinstance(entry, dict) and entry and all(isinstance(inner, dict) for inner in entry.values())
    if not (isinstance(entry, dict) and nested):
        yield path, entry
        return
    for key, inner in entry.items():
        yield from _unnested((*path, key), inner)


def _path_or_key(key: str) -> KeyPath:
    try:
        return parse_path(key)
    except ValueError:
        return (key,)
