"""What one file writes, and what several files laid over each other say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcall.scenario.models.history import FileReading, History
from simcall.scenario.models.paths import KeyPath, Table, format_path, parse_path

__all__ = ["Absent", "Layer", "Merged"]

_OF_THE_FILE = ("extends", "without")
"""Keys that say how a file is laid over another; the scenario does not have them."""


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
    readings : mapping of KeyPath to FileReading
        How the profiles that it names were read.
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
    readings: Mapping[KeyPath, FileReading] = field(default_factory=dict)

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
