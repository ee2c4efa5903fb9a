"""What a scenario says about a file of the week: its sheet, its columns, and what could be read in two ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcall.files.messages import listed, meant, shown
from simcall.sheets.dates import DateOrder

__all__ = ["FIELDS", "WeekOptions", "option_faults"]

FIELDS = ("day", "date", "from")
"""The columns that a file of the week may have besides that of its values."""
_CHOICES: dict[str, tuple[str, ...]] = {
    "dates": ("dmy", "mdy", "ymd"),
    "times": ("start", "end"),
    "missing": ("closed",),
    "decimals": ("point", "comma"),
}
_KEYS = ("file", "sheet", "columns", *_CHOICES)
_EXAMPLE = 'write, for example, { file = "calls.csv", columns = { from = "Interval" } }'


@dataclass(frozen=True)
class WeekOptions:
    """What decides how a file of the week is read.

    Attributes
    ----------
    sheet : str or None
        Of a workbook.
    columns : mapping of str to str
        The names of columns, by what they hold.
    dates : str or None
        The order of day, month and year: ``"dmy"``, ``"mdy"`` or ``"ymd"``.
    times : str or None
        ``"end"`` if the times are those at which the steps end.
    missing : str or None
        ``"closed"`` if nobody rings in steps without a row.
    decimals : str or None
        What stands before the decimals: ``"point"`` or ``"comma"``.
    """

    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    times: str | None = None
    missing: str | None = None
    decimals: str | None = None

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> WeekOptions:
        """Take the options from a table without faults."""
        return cls(**{key: value for key, value in source.items() if key != "file"})


def option_faults(source: Mapping[str, Any], value_column: str) -> Iterator[tuple[str, str]]:
    """Yield the faulty keys of a table that names a file, each with a message."""
    for key, value in source.items():
        if key not in _KEYS:
            yield key, f"unknown key; {meant(key, _KEYS, 'the keys here are')}"
        elif key == "columns":
            yield from _column_faults(value, (*FIELDS, value_column))
        elif not isinstance(value, str) or not value.strip():
            yield key, f"{shown(value)} is not text; {_EXAMPLE}"
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield key, f"{shown(value)} is not a choice; write {listed(_CHOICES[key])}"
    if "file" not in source:
        yield "file", f"this is missing; {_EXAMPLE}"


def _column_faults(columns: object, fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not isinstance(columns, Mapping):
        yield "columns", f"{shown(columns)} is not a table; {_EXAMPLE}"
        return
    for name, column in columns.items():
        if name not in fields:
            yield f"columns.{name}", f"this file has no such column; {meant(name, fields, 'it may have')}"
        elif not isinstance(column, str) or not column.strip():
            yield f"columns.{name}", f"{shown(column)} is not the name of a column in the file"
