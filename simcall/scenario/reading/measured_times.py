"""Read measured lengths of time from files, with units or as phone systems write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcall.files.messages import listed, meant, quoted, shown
from simcall.files.text import BadFileError
from simcall.scenario.models.quantities import SECONDS_PER_UNIT, format_duration, parse_duration
from simcall.scenario.reading.faulty_rows import read_rows
from simcall.scenario.reading.sheets_of_files import only_sheet
from simcall.scenario.reading.weeks.names import column_missing
from simcall.sheets.durations import read_duration

__all__ = ["TimeOptions", "read_durations", "time_option_faults"]

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_TWO_PARTS = re.compile(r"(\d+):\d{1,2}", re.ASCII)
_COLONS = {"m:ss": 60.0, "mm:ss": 60.0, "h:mm": 3600.0, "hh:mm": 3600.0}
"""Seconds in one of the first of two parts, as written in a header or after `unit`."""
_HOURS_OF_DAY = 24
_Row = tuple[int, Sequence[str]]
_KEYS = ("file", "sheet", "column", "unit")
_UNITS = (*("ms", "s", "min", "h"), "m:ss", "h:mm")
_EXAMPLE = 'write, for example, { file = "calls.csv", column = "Talk time", unit = "s" }'


@dataclass(frozen=True)
class TimeOptions:
    """What a scenario says about a file of measured times: its sheet, its column, and the unit of its values."""

    sheet: str | None = None
    column: str | None = None
    unit: str | None = None

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> TimeOptions:
        """Take the options from a table without faults."""
        return cls(**{key: value for key, value in source.items() if key != "file"})


_DEFAULTS = TimeOptions()


def time_option_faults(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the faulty keys of a table that names a file of times, each with a message."""
    for key, value in source.items():
        if key not in _KEYS:
            yield key, f"unknown key; {meant(key, _KEYS, 'the keys here are')}"
        elif not isinstance(value, str) or not value.strip():
            yield key, f"{shown(value)} is not text; {_EXAMPLE}"
        elif key == "unit" and value not in (*SECONDS_PER_UNIT, *_COLONS):
            yield key, f"{shown(value)} is not a unit; write {listed(_UNITS)}"
    if "file" not in source:
        yield "file", f"this is missing; {_EXAMPLE}"


def read_durations(path: str, options: TimeOptions = _DEFAULTS) -> list[str]:
    """Read measured lengths of time: one column, with units, with a header that names the unit, or as ``0:02:14``.

    Parameters
    ----------
    path : str
        A CSV file or a workbook; its header may be missing if every value has its unit.
    options : TimeOptions
        What the scenario says about the file.

    Returns
    -------
    list of str
        The times with their units.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few), or for times that can be read in two ways.
    """
    rows: list[_Row] = list(only_sheet(path, options.sheet, "a file with one column of times").cells)
    header = rows[0][1]
    if options.column is not None:
        rows = _column(rows, options.column)
        header = (options.column,)
    is_headed = options.column is None and not _is_duration(_first(header))
    rows = rows[1:] if is_headed else rows
    unit = options.unit or _unit_named(_first(header))
    texts = [cell for _, cells in rows for cell in cells if cell]
    values = read_rows(rows, _reader(unit, _seconds_of_two_parts(texts, unit)))
    if not values:
        raise BadFileError("there are no values in the file")
    return values


def _column(rows: Sequence[_Row], name: str) -> list[_Row]:
    """Return the filled cells under a name, each as a row of its own."""
    folded = name.strip().casefold()
    for place, (_, cells) in enumerate(rows):
        columns = [column for column, cell in enumerate(cells) if cell.casefold() == folded]
        if columns:
            return [(number, (row[columns[0]],)) for number, row in rows[place + 1 :] if row[columns[0]]]
    raise BadFileError(
        column_missing(name, max((cells for _, cells in rows[:15]), key=lambda cells: sum(map(bool, cells))))
    )


def _first(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if cell), "")


def _unit_named(header: str) -> str | None:
    """Return the unit that a header such as ``seconds``, ``talk_seconds``, ``handling (min)`` or ``(m:ss)`` names."""
    lowered = header.lower()
    colons = next((form for form in _COLONS if re.search(rf"\b{form}\b(?!:)", lowered)), None)
    words = re.split(r"[^a-z0-9]+", lowered)
    return colons or next((word for word in reversed(words) if word in SECONDS_PER_UNIT), None)


def _is_duration(text: str) -> bool:
    if ":" in text and read_duration(text) is not None:
        return True
    try:
        parse_duration(text)
    except ValueError:
        return False
    return True


def _seconds_of_two_parts(texts: Sequence[str], unit: str | None) -> float:
    """Return the seconds in one of the first part of ``2:14``, or ask whether minutes or hours stand there."""
    if unit in _COLONS:
        return _COLONS[unit]
    firsts = {text: int(match[1]) for text in texts if (match := _TWO_PARTS.fullmatch(text))}
    # No call lasts a day.
    if firsts and max(firsts.values()) < _HOURS_OF_DAY:
        example = next(iter(firsts))
        raise BadFileError(
            f"{quoted(example)} can be minutes and seconds, or hours and minutes; say which: "
            'unit = "m:ss" or "h:mm", or write it into the header'
        )
    return 60.0


def _reader(unit: str | None, two_parts: float) -> Callable[[Sequence[str]], str]:
    plain_unit = None if unit in _COLONS else unit

    def read(cells: Sequence[str]) -> str:
        filled = [cell for cell in cells if cell]
        if len(filled) != 1:
            raise ValueError(
                f"it has {len(filled)} values; give one column, or name it: column = {quoted('Talk time')}"
            )
        return _duration(filled[0], plain_unit, two_parts)

    return read


def _duration(text: str, unit: str | None, two_parts: float) -> str:
    seconds = read_duration(text, two_parts=two_parts) if ":" in text else None
    if seconds is not None and seconds >= 0:
        return format_duration(seconds)
    if unit and _NUMBER.fullmatch(text):
        text = f"{text} {unit}"
    try:
        return format_duration(parse_duration(text))
    except ValueError as fault:
        hint = ", or name the unit in the header: seconds" if _NUMBER.fullmatch(text) else ""
        raise ValueError(f"{quoted(text[:30])}: {fault}{hint}") from None
