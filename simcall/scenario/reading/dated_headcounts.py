"""Read how many people are on duty on each date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.messages import meant, quoted, shown
from simcall.files.text import BadFileError
from simcall.scenario.models.paths import Table
from simcall.scenario.reading.faulty_rows import read_rows
from simcall.scenario.reading.sheets_of_files import only_sheet
from simcall.scenario.reading.weeks.cells import to_clock, to_number
from simcall.scenario.reading.weeks.names import column_missing, find_columns, header_width, width_fault
from simcall.sheets.dates import read_date

__all__ = ["headcount_option_faults", "read_dated_headcounts"]

_COLUMNS = ("date", "from", "to", "people")
_KEYS = ("file", "sheet")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")
_MIDNIGHT = 24 * 60


def headcount_option_faults(source: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the faulty keys of a table that names a file of headcounts, each with a message."""
    for key, value in source.items():
        if key not in _KEYS:
            yield key, f"unknown key; {meant(key, _KEYS, 'the keys here are')}"
        elif not isinstance(value, str) or not value.strip():
            yield key, f'{shown(value)} is not text; write, for example, {{ file = "staff.xlsx", sheet = "May" }}'


def read_dated_headcounts(path: str, sheet: str | None = None) -> list[Table]:
    """Read how many people are on duty on each date: rows of dates and times, in any order.

    Parameters
    ----------
    path : str
        A CSV file or a workbook with the columns date, from, to and people. Dates are as in a roster.
    sheet : str or None
        Of a workbook; None: its only one.

    Returns
    -------
    list of dict
        A table for each row, as a scenario writes it.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few).
    """
    (_, header), *rows = only_sheet(path, sheet, "a file with the columns date, from, to and people").cells
    places = find_columns(header, _COLUMNS, {})
    faults = [column_missing(name, header) for name in _COLUMNS if name not in places]
    if faults or not rows:
        raise BadFileError(*(faults or ["there are no rows under the header"]))
    width = header_width(header)
    return read_rows(rows, lambda cells: _headcount(cells, width, places))


def _headcount(cells: Sequence[str], width: int, places: Mapping[str, int]) -> Table:
    if fault := width_fault(cells, width):
        raise ValueError(fault)
    if not cells[places["people"]]:
        raise ValueError("the number of people is missing")
    day, start, end, people = (cells[places[name]] for name in _COLUMNS)
    return {
        "date": _date(day),
        "from": _clock(start, is_end=False),
        "to": _clock(end, is_end=True),
        "people": int(to_number(people, integers=True, decimal_comma=False)),
    }


def _date(text: str) -> str:
    if not text:
        raise ValueError("the date is missing")
    day = None if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", text) else read_date(text, "dmy")
    if day is None:
        remedy = "write 2024-02-01 or, day first, 01/02/2024, with the year in full"
        fault = "there is no such date in the calendar" if _DATE.fullmatch(text) else "this is not a date"
        raise ValueError(f"{quoted(text[:30])}: {fault}; {remedy}")
    return day.isoformat()


def _clock(text: str, *, is_end: bool) -> str:
    seconds = to_clock(text).start
    if seconds % 60:
        raise ValueError(f'{quoted(text[:30])} is not a clock time to the minute; write "06:30"')
    minute = seconds // 60
    if minute == _MIDNIGHT and not is_end:
        raise ValueError(f'{quoted(text[:30])} is not a clock time: write "00:00" for midnight')
    return f"{minute % _MIDNIGHT // 60:02d}:{minute % 60:02d}"
