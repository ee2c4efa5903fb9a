"""Write out the lines and groups that a file gives once for several areas.

A name with ``{area}`` in it stands for one name in each area of ``[areas]``. A layer is written out before it is laid
over others, so the rules of merging need not know about areas: what a layer gives for one area by name wins over what
the same layer gives for all, and a later layer wins over both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simcall.errors import Problem
from simcall.files.messages import shown
from simcall.scenario.models.paths import KeyPath, Table, format_path
from simcall.scenario.reading.layers import Layer
from simcall.scenario.reading.merging import merge

__all__ = ["with_areas_written_out"]

AREA = "{area}"
"""What stands for the name of each area."""
NEIGHBOUR = "{neighbour}"
"""What stands for the name of each neighbour of the area, in lists and as a key."""

_KINDS = ("lines", "groups")
_TABLE = "areas = { urban = { share = 0.8 }, rural = { share = 0.2 } }"


@dataclass(frozen=True)
class _Area:
    """An area as the file gives it, right or wrong.

    Attributes
    ----------
    name : str
        Its name.
    share : float or None
        The share of the work that calls lead to which is there.
    neighbours : tuple of str
        The areas that help each other with it.
    """

    name: str
    share: float | None
    neighbours: tuple[str, ...]


def with_areas_written_out(
    layers: Iterable[Layer], problems: list[Problem], areas: Mapping[str, Any] | None = None
) -> list[Layer]:
    """Return layers with every name of all areas written out.

    Parameters
    ----------
    layers : iterable of Layer
        The first is the lowest. Its areas are known in the layers above it, too.
    problems : list of Problem
        Names that cannot be written out are added here.
    areas : mapping, optional
        The areas of the scenario below all layers, if there is one.
    """
    known: object = areas or {}
    written = []
    for layer in layers:
        known = merge([Layer("", "", {"areas": table}) for table in (known, layer.values.get("areas", {}))]).values[
            "areas"
        ]
        written.append(_written_out(layer, known, problems))
    return written


def _written_out(layer: Layer, tables: object, problems: list[Problem]) -> Layer:
    paths = (*layer.provenance, *layer.by_parts, *layer.without, *layer.readings)
    if not _has_placeholder(layer.values) and not any(map(_has_placeholder, paths)):
        return layer
    areas = [_area_of(name, table) for name, table in tables.items()] if isinstance(tables, Mapping) else []
    if not areas:
        message = f"{AREA} stands for each area, and there are none; name them, such as {_TABLE}"
        problems.append(Problem(layer.origin, "areas", message))
        return layer
    writer = _Writer(layer.origin, areas, problems)
    return replace(
        layer,
        values={key: writer.tables(key, value) if key in _KINDS else value for key, value in layer.values.items()},
        provenance=_entries_by_path(writer, layer.provenance),
        by_parts=tuple(path for entry in layer.by_parts for path in writer.paths(entry)),
        without=tuple(path for entry in layer.without for path in writer.paths(entry)),
        readings=_entries_by_path(writer, layer.readings),
    )


def _entries_by_path(writer: _Writer, entries: Mapping[KeyPath, Any]) -> dict[KeyPath, Any]:
    """Return entries by path; one of a single area wins over one of all areas."""
    for_all = {path: entry for path, entry in entries.items() if _has_placeholder(path)}
    in_areas = {path: entry for general_path, entry in for_all.items() for path in writer.paths(general_path)}
    return in_areas | {path: entry for path, entry in entries.items() if path not in for_all}


@dataclass(frozen=True)
class _Writer:
    """Writes names out.

    Attributes
    ----------
    origin : str
        The file, for messages.
    areas : list of _Area
        The areas.
    problems : list of Problem
        What cannot be written out.
    """

    origin: str
    areas: list[_Area]
    problems: list[Problem]

    def paths(self, path: KeyPath) -> Iterator[KeyPath]:
        """Return the paths that one path stands for."""
        if not _has_placeholder(path):
            yield path
            return
        for area in self.areas:
            names = area.neighbours if any(NEIGHBOUR in key for key in path) else ("",)
            for neighbour in names:
                yield tuple(_filled_in(key, area.name, neighbour) for key in path)

    def tables(self, kind: str, tables: Any) -> Any:
        """Return the lines or the groups, each of one area."""
        if not isinstance(tables, Mapping):
            return tables
        for_all = {
            _filled_in(name, area.name): self._value_in_area(table, area, (kind, name))
            for name, table in tables.items()
            if AREA in name
            for area in self.areas
        }
        for_one = {
            name: self._value_outside_areas(table, (kind, name)) for name, table in tables.items() if AREA not in name
        }
        names = dict.fromkeys(name for general_name in tables for name in self._names_in_areas(general_name))
        return {name: _merged_table(for_all.get(name), for_one.get(name), (kind, name)) for name in names}

    def _value_in_area(self, value: Any, area: _Area, path: KeyPath) -> Any:
        """Return a value of a table of one area."""
        if isinstance(value, str):
            if NEIGHBOUR in value:
                self._refuse(
                    path, value, "can stand only in a list or as a key, as an area may have several neighbours"
                )
            return _filled_in(value, area.name)
        if isinstance(value, Mapping):
            return {
                key: self._value_in_area(inner, area, (*path, name))
                for name, inner in value.items()
                for key in _names_in_area(name, area)
            }
        if isinstance(value, list | tuple):
            entries = [
                element
                for entry in value
                for element in (_names_in_area(entry, area) if isinstance(entry, str) else [entry])
            ]
            return [self._value_in_area(entry, area, (*path, str(position))) for position, entry in enumerate(entries)]
        return value

    def _value_outside_areas(self, value: Any, path: KeyPath) -> Any:
        """Return a value of a table whose own name has no area; what it holds for all areas is written for each."""
        if isinstance(value, str):
            if AREA in value or NEIGHBOUR in value:
                self._refuse(
                    path,
                    value,
                    f"stands for each area: write one of them, or {AREA} in the name of the table too",
                )
            return value
        if isinstance(value, Mapping):
            return {
                key: self._value_outside_areas(inner, (*path, key))
                for name, inner in value.items()
                for key in self._names_in_areas(name)
            }
        if isinstance(value, list | tuple):
            entries = [
                element
                for position, entry in enumerate(value)
                for element in self._entries_in_areas(entry, (*path, str(position)))
            ]
            return [self._value_outside_areas(entry, (*path, str(position))) for position, entry in enumerate(entries)]
        return value

    def _entries_in_areas(self, entry: Any, path: KeyPath) -> list[Any]:
        """Return the elements of one element of a list, written for each area.

        A lead to a line of all areas becomes a lead to each area's line. The areas share its probability, and at most
        one of these leads happens to a call.
        """
        if isinstance(entry, str):
            return self._names_in_areas(entry)
        if path[-2] != "leads_to" or not isinstance(entry, Mapping) or AREA not in str(entry.get("to")):
            return [entry]
        for area in self.areas:
            if area.share is None:
                message = f"{shown(entry['to'])} shares its work among the areas, and {area.name} has no share; "
                problem = Problem(self.origin, f"areas.{area.name}", f"{message}give it, such as {_TABLE}")
                self._report(problem)
        return [
            {
                **entry,
                "one_of": entry.get("one_of") or str(entry["to"]).replace(AREA, "area"),
                "to": _filled_in(str(entry["to"]), area.name),
                **_share_in_area(entry.get("share"), area.share),
            }
            for area in self.areas
        ]

    def _names_in_areas(self, name: str) -> list[str]:
        return [_filled_in(name, area.name) for area in self.areas] if AREA in name else [name]

    def _refuse(self, path: KeyPath, value: str, reason: str) -> None:
        self._report(Problem(self.origin, format_path(path), f"{shown(value)} {reason}"))

    def _report(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def _share_in_area(share: object, area_share: float | None) -> Table:
    """Return an area's part of a share; nothing if either is missing or not a number, which is reported elsewhere."""
    if area_share is None or isinstance(share, bool) or not isinstance(share, int | float):
        return {}
    return {"share": share * area_share}


def _names_in_area(name: str, area: _Area) -> list[str]:
    """Return the names in one area of a key or an element of a list."""
    if NEIGHBOUR in name:
        return [_filled_in(name, area.name, neighbour) for neighbour in area.neighbours]
    return [_filled_in(name, area.name)]


def _filled_in(text: str, area: str, neighbour: str = NEIGHBOUR) -> str:
    return text.replace(AREA, area).replace(NEIGHBOUR, neighbour)


def _merged_table(for_all: Any, for_one: Any, path: KeyPath) -> Any:
    """Return the table for all areas with the one for a single area laid over it."""
    if not (isinstance(for_all, Mapping) and isinstance(for_one, Mapping)):
        return for_all if for_one is None else for_one
    kind, name = path
    return merge([Layer("", "", {kind: {name: table}}) for table in (for_all, for_one)]).values[kind][name]


def _area_of(name: str, table: object) -> _Area:
    share = table.get("share") if isinstance(table, Mapping) else None
    neighbours = table.get("neighbours") if isinstance(table, Mapping) else None
    known = share if isinstance(share, int | float) and not isinstance(share, bool) else None
    names = tuple(entry for entry in neighbours if isinstance(entry, str)) if isinstance(neighbours, list) else ()
    return _Area(name, known, names)


def _has_placeholder(value: Any) -> bool:
    """Tell whether a value or one of its keys has a placeholder: for each area, or for its neighbours."""
    if isinstance(value, str):
        return AREA in value or NEIGHBOUR in value
    if isinstance(value, Mapping):
        return any(_has_placeholder(key) or _has_placeholder(inner) for key, inner in value.items())
    return isinstance(value, list | tuple) and any(map(_has_placeholder, value))
