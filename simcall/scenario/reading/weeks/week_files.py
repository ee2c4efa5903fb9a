"""Read a profile of the week from a file, however it is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.reading.faulty_rows import first_few
from simcall.scenario.reading.sheets_of_files import several_sheets, sheets_to_read
from simcall.scenario.reading.weeks.entries import Entry, read_entries
from simcall.scenario.reading.weeks.layouts import Layout, find_layout
from simcall.scenario.reading.weeks.names import AVERAGE_TIMES, COUNTS, HeaderError
from simcall.scenario.reading.weeks.options import WeekOptions
from simcall.scenario.reading.weeks.steps import EvenWeek, even_week
from simcall.sheets.column_names import plain_name
from simcall.sheets.sheets import Rows, Sheet

__all__ = ["WeekFile", "read_week"]

_DEFAULTS = WeekOptions()
_DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class WeekFile:
    """What a file of the week says.

    Attributes
    ----------
    values : list of float or int
        From Monday 00:00 on, in equal steps.
    reading : str
        How it was read, in words; empty of a file with the columns of a scenario, which can be read in one way.
    calls_per_day : float or None
        The mean number of calls a day, if the values are numbers of calls.
    """

    values: list[float] | list[int]
    reading: str = ""
    calls_per_day: float | None = None


def read_week(path: str, column: str, options: WeekOptions = _DEFAULTS) -> WeekFile:
    """Read a profile of the week.

    Parameters
    ----------
    path : str
        A CSV file or a workbook: rows by weekday or by date, a grid of times by days or of days by times, or, of
        weights, a call log.
    column : str
        ``"weight"``, ``"factor"`` or ``"headcount"``; headcounts are whole numbers.
    options : WeekOptions
        What the scenario says about the file.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few), for a gap or an overlap, or for what can be read in two
        ways.
    """
    sheet, layout = _sheet(path, column, options)
    entries = read_entries(layout, column, options, has_semicolons=sheet.separator == ";")
    if column == "headcount" and any(isinstance(entry.day, date) for entry in entries):
        raise BadFileError(
            "the rows are by date; give this file as headcount_by_date, with the columns date, from, to and people"
        )
    week = even_week(entries, column, is_log=layout.is_log, closes=options.missing == "closed")
    if week.faults:
        raise BadFileError(*first_few(week.faults))
    values = _values(week, column, layout)
    calls = sum(values) / _DAYS_PER_WEEK if column == "weight" and _are_counts(layout, entries) else None
    return WeekFile(values, ". ".join(_reading(sheet, layout, entries, week, column)), calls)


def _sheet(path: str, column: str, options: WeekOptions) -> tuple[Sheet[Rows], Layout]:
    """Return the sheet to read and its layout; of several that could be meant, the scenario must name one."""
    kind = f"a file with the columns day, from and {column}"
    layouts: list[tuple[Sheet[Rows], Layout]] = []
    faults: list[BadFileError] = []
    for sheet in sheets_to_read(path, options.sheet, kind):
        try:
            layouts.append((sheet, find_layout(sheet, column, options.columns)))
        except HeaderError as fault:
            faults.append(fault)
    if len(layouts) > 1:
        raise several_sheets([sheet for sheet, _ in layouts])
    if not layouts:
        raise faults[0]
    return layouts[0]


def _values(week: EvenWeek, column: str, layout: Layout) -> list[float] | list[int]:
    """Return the values, with what holds where the file has none: no calls, nobody, or the usual handling."""
    if column == "headcount":
        return [round(value or 0) for value in week.values]
    if column == "weight":
        return [value or 0.0 for value in week.values]
    mean = _mean_time(week) if plain_name(layout.value_name) in AVERAGE_TIMES else 1.0
    return [1.0 if value is None else value / mean for value in week.values]


def _mean_time(week: EvenWeek) -> float:
    """Return the mean handling time over calls; over hours, where the file has no calls beside it."""
    pairs = [(value, calls) for value, calls in zip(week.values, week.calls, strict=True) if value is not None]
    total = sum(calls for _, calls in pairs)
    return sum(value * calls for value, calls in pairs) / total if total else 1.0


def _are_counts(layout: Layout, entries: Sequence[Entry]) -> bool:
    is_dated = any(isinstance(entry.day, date) for entry in entries)
    return layout.is_log or is_dated or not layout.value_name or plain_name(layout.value_name) in COUNTS


def _reading(
    sheet: Sheet[Rows], layout: Layout, entries: Sequence[Entry], week: EvenWeek, column: str
) -> Iterator[str]:
    """Yield how a file was read; nothing of one that can be read in one way."""
    dates = [entry.day for entry in entries if isinstance(entry.day, date)]
    if layout.is_log or not layout.value_name or dates:
        yield f"{layout.words}{_span(dates)}, in steps of {week.length} minutes"
    if layout.value_name and plain_name(layout.value_name) != column:
        yield f"{column} is the column {quoted(layout.value_name[:30])}"
    if plain_name(layout.value_name) in AVERAGE_TIMES and column == "factor":
        yield f"a factor of 1 is the mean, {_mean_time(week):.0f} s"
    if layout.value_name and all(entry.day is None for entry in entries):
        yield "every day is the same"
    if closed := week.closed_hours():
        default = {"weight": "no calls", "headcount": "nobody on duty", "factor": "a factor of 1"}[column]
        yield f"there are no values for {closed}: {default} then"
    if left_out := len(layout.steps) - len(entries):
        are = "rows without a date and a time are" if left_out > 1 else "row without a date and a time is"
        yield f"{left_out} {are} left out"
    if layout.totals:
        yield f"totals are left out (row {', '.join(map(str, layout.totals[:5]))})"
    if sheet.sheet is not None:
        yield f"sheet {quoted(sheet.sheet)}"


def _span(dates: Sequence[date]) -> str:
    if not dates:
        return ""
    first, last = min(dates), max(dates)
    return f", {first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
