"""Write a scenario file from entries, each a value with its comment and its source, so that no value is without one."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from simcall.files.messages import printable
from simcall.scenario.models.paths import format_path

__all__ = ["Entry", "Source", "entries_text", "scenario_text"]

_WIDTH = 118


@dataclass(frozen=True)
class Source:
    """Where a value comes from, as the scenario's [provenance] says it.

    Attributes
    ----------
    kind : str
        As in a scenario file.
    text : str
        Which files, how many rows, which period; or why it is assumed.
    """

    kind: Literal["published", "measured", "given", "assumed"]
    text: str


@dataclass(frozen=True)
class Entry:
    """A value of a scenario file.

    Attributes
    ----------
    table : tuple of str
        The keys of its table, from the outermost.
    key : str
        Its own key.
    value : object
        Text, a number, a date, a list or a mapping.
    source : Source or None
        Where it comes from; None for a setting of the run, which needs no source.
    comment : str
        What the planner should know before changing it.
    sources_within : mapping of str to Source
        If the value is a mapping, the sources of those of its keys whose source differs.
    files : mapping of str to str
        The texts of the files that the value names, by their names beside the scenario.
    """

    table: tuple[str, ...]
    key: str
    value: object
    source: Source | None = None
    comment: str = ""
    sources_within: Mapping[str, Source] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def sources(self) -> Iterator[tuple[str, Source]]:
        """Yield the path and the source of the value, and of the keys in it whose source differs."""
        path = (*self.table, self.key)
        if self.source is not None:
            yield format_path(path), self.source
        for key, source in self.sources_within.items():
            yield format_path((*path, key)), source


def scenario_text(
    heading: str, entries: Sequence[Entry], closing: str, sources_of_tables: Mapping[str, Source] = MappingProxyType({})
) -> str:
    """Return a scenario file: a heading, the tables in the order of their first entries, and the source of each value.

    Parameters
    ----------
    heading, closing : str
        Paragraphs that stand as comments above the first value and above [provenance].
    entries : sequence of Entry
        The entries of a table follow each other.
    sources_of_tables : mapping of str to Source
        By path, the sources of whole tables whose entries have none of their own.
    """
    parts = [_comment(heading), *_tables(entries)]
    of_entries = (pair for entry in entries for pair in entry.sources())
    sources = [
        f"{json.dumps(path, ensure_ascii=False)} = {_written({'kind': source.kind, 'source': source.text})}"
        for path, source in (*of_entries, *sources_of_tables.items())
    ]
    parts.append("\n".join([_comment(closing), "[provenance]", *sources]))
    return "\n\n".join(parts) + "\n"


def entries_text(entries: Sequence[Entry]) -> str:
    """Return the text of a TOML file with these entries; those of a table follow each other."""
    return "\n\n".join(_tables(entries)) + "\n"


def _tables(entries: Sequence[Entry]) -> Iterator[str]:
    for table, members in groupby(entries, key=lambda entry: entry.table):
        head = [f"[{'.'.join(map(_key, table))}]"] if table else []
        yield "\n".join([*head, *(_lines(entry) for entry in members)])


def _lines(entry: Entry) -> str:
    value = f"{_key(entry.key)} = {_written(entry.value)}"
    comment = f"{entry.comment} {_assumed(entry)}".strip()
    return f"{_comment(comment)}\n{value}" if comment else value


def _assumed(entry: Entry) -> str:
    """Mark an assumed value where the planner reads it, and not in [provenance] alone."""
    if entry.source is None or entry.source.kind != "assumed":
        return ""
    return f"Assumed, except the {', '.join(entry.sources_within)}." if entry.sources_within else "Assumed."


def _comment(text: str) -> str:
    """Write text as comments; a line that begins with spaces stays as it is, because it is a command to type."""
    lines = (
        [line] if line.startswith(" ") else textwrap.wrap(line, _WIDTH) or [""] for line in printable(text).splitlines()
    )
    return "\n".join(f"# {line}".rstrip() for wrapped in lines for line in wrapped)


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else json.dumps(name, ensure_ascii=False)


def _written(value: object) -> str:
    """Write a value as TOML; its basic strings are as JSON's are, but for one character that is not printable."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_written(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, Sequence) and value and isinstance(value[0], Mapping):
        return "\n".join(["[", *(f"    {_written(table)}," for table in value), "]"])
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, float):
        return repr(float(value))  # a number of NumPy's names its type otherwise
    return value.isoformat() if isinstance(value, date) else str(value)
