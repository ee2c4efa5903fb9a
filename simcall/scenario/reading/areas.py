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
        The share of what calls lead to that is there.
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
        The first is the lowest. The areas of one hold in those above it, too.
    problems : list of Problem
        What cannot be written out is added here.
    areas : mapping, optional
        The areas of what is below all of them, if there is anything.
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
    if not _mentions(layer.values) and not any(map(_mentions, paths)):
        return layer
    areas = [_area(name, table) for name, table in tables.items()] if isinstance(tables, Mapping) else []
    if not areas:
        message = f"{AREA} stands for each area, and there are none; name them, such as {_TABLE}"
        problems.append(Problem(layer.origin, "areas", message))
        return layer
    writer = _Writer(layer.origin, areas, problems)
    return replace(
        layer,
        values={key: writer.tables(key, value) if key in _KINDS else value for key, value in layer.values.items()},
        provenance=_of_each_path(writer, layer.provenance),
        by_parts=tuple(path for entry in layer.by_parts for path in writer.paths(entry)),
        without=tuple(path for entry in layer.without for path in writer.paths(entry)),
        readings=_of_each_path(writer, layer.readings),
    )


def _of_each_path(writer: _Writer, entries: Mapping[KeyPath, Any]) -> dict[KeyPath, Any]:
    """Return entries by path; one of a single area wins over one of all areas."""
    general = {path: entry for path, entry in entries.items() if _mentions(path)}
    written = {path: entry for each, entry in general.items() for path in writer.paths(each)}
    return written | {path: entry for path, entry in entries.items() if path not in general}


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
        if not _mentions(path):
            yield path
            return
        for area in self.areas:
            names = area.neighbours if any(NEIGHBOUR in key for key in path) else ("",)
            for neighbour in names:
                yield tuple(_in_area(key, area.name, neighbour) for key in path)

    def tables(self, kind: str, tables: Any) -> Any:
        """Return the lines or the groups, each of one area."""
        if not isinstance(tables, Mapping):
            return tables
        general = {
            _in_area(name, area.name): self._in_one(table, area, (kind, name))
            for name, table in tables.items()
            if AREA in name
            for area in self.areas
        }
        own = {name: self._in_all(table, (kind, name)) for name, table in tables.items() if AREA not in name}
        in_order = dict.fromkeys(each for name in tables for each in self._each(name))
        return {name: _laid_over(general.get(name), own.get(name), (kind, name)) for name in in_order}

    def _in_one(self, value: Any, area: _Area, path: KeyPath) -> Any:
        """Return a value of a table of one area."""
        if isinstance(value, str):
            if NEIGHBOUR in value:
                self._refuse(
                    path, value, "can stand only in a list or as a key, as an area may have several neighbours"
                )
            return _in_area(value, area.name)
        if isinstance(value, Mapping):
            return {
                key: self._in_one(inner, area, (*path, name))
                for name, inner in value.items()
                for key in _names(name, area)
            }
        if isinstance(value, list | tuple):
            plain = [_names(entry, area) if isinstance(entry, str) else [entry] for entry in value]
            entries = [entry for several in plain for entry in several]
            return [self._in_one(entry, area, (*path, str(place))) for place, entry in enumerate(entries)]
        return value

    def _in_all(self, value: Any, path: KeyPath) -> Any:
        """Return a value of a table that is of no area: what it says of all areas, it says of each."""
        if isinstance(value, str):
            if AREA in value or NEIGHBOUR in value:
                self._refuse(
                    path,
                    value,
                    f"stands for each area: write one of them, or {AREA} in the name of the table too",
                )
            return value
        if isinstance(value, Mapping):
            return {key: self._in_all(inner, (*path, key)) for name, inner in value.items() for key in self._each(name)}
        if isinstance(value, list | tuple):
            entries = [each for place, entry in enumerate(value) for each in self._entries(entry, (*path, str(place)))]
            return [self._in_all(entry, (*path, str(place))) for place, entry in enumerate(entries)]
        return value

    def _entries(self, entry: Any, path: KeyPath) -> list[Any]:
        """Return what one element of a list stands for: what calls lead to is shared among the areas.

        What happens in one area does not happen in another.
        """
        if isinstance(entry, str):
            return self._each(entry)
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
                "to": _in_area(str(entry["to"]), area.name),
                **_shared(entry.get("share"), area.share),
            }
            for area in self.areas
        ]

    def _each(self, name: str) -> list[str]:
        return [_in_area(name, area.name) for area in self.areas] if AREA in name else [name]

    def _refuse(self, path: KeyPath, value: str, reason: str) -> None:
        self._report(Problem(self.origin, format_path(path), f"{shown(value)} {reason}"))

    def _report(self, problem: Problem) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def _shared(share: object, of_area: float | None) -> Table:
    """Return an area's part of a share; nothing if either is missing or no number, which others report."""
    if of_area is None or isinstance(share, bool) or not isinstance(share, int | float):
        return {}
    return {"share": share * of_area}


def _names(name: str, area: _Area) -> list[str]:
    """Return what a key or an element of a list stands for in one area."""
    if NEIGHBOUR in name:
        return [_in_area(name, area.name, neighbour) for neighbour in area.neighbours]
    return [_in_area(name, area.name)]


def _in_area(text: str, area: str, neighbour: str = NEIGHBOUR) -> str:
    return text.replace(AREA, area).replace(NEIGHBOUR, neighbour)


def _laid_over(general: Any, own: Any, path: KeyPath) -> Any:
    """Return the table of all areas with what one area says for itself laid over it."""
    if not (isinstance(general, Mapping) and isinstance(own, Mapping)):
        return general if own is None else own
    kind, name = path
    return merge([Layer("", "", {kind: {name: table}}) for table in (general, own)]).values[kind][name]


def _area(name: str, table: object) -> _Area:
    share = table.get("share") if isinstance(table, Mapping) else None
    neighbours = table.get("neighbours") if isinstance(table, Mapping) else None
    known = share if isinstance(share, int | float) and not isinstance(share, bool) else None
    names = tuple(entry for entry in neighbours if isinstance(entry, str)) if isinstance(neighbours, list) else ()
    return _Area(name, known, names)


def _mentions(value: Any) -> bool:
    """Tell whether a name of all areas, or of neighbours, stands anywhere in a value or its keys."""
    if isinstance(value, str):
        return AREA in value or NEIGHBOUR in value
    if isinstance(value, Mapping):
        return any(_mentions(key) or _mentions(inner) for key, inner in value.items())
    return isinstance(value, list | tuple) and any(map(_mentions, value))
