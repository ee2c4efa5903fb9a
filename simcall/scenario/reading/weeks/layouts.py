"""Find out how a file of the week is laid out, and write every layout as rows of one step each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simcall.scenario.reading.weeks.cells import is_date, moment_parts, to_clock
from simcall.scenario.reading.weeks.names import (
    HeaderError,
    column_missing,
    find_columns,
    header_width,
    is_total,
    width_fault,
)
from simcall.sheets.crosstabs import columns_across
from simcall.sheets.sheets import Row, Rows, Sheet
from simcall.sheets.weekdays import read_weekday

__all__ = ["Layout", "Step", "find_layout"]

_HEADER_ROWS = 15
"""A header stands in the first rows, under titles at most."""
_FEWEST_ACROSS = 4


class Step(NamedTuple):
    """A step of the week as it stands in the file: text; an empty day where each day is the same."""

    row: int
    day: str
    clock: str
    value: str
    calls: str = ""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out.

    Attributes
    ----------
    words : str
        What it is, in words.
    value_name : str
        The name of the column with the values; empty if they stand in a grid, or if rows are counted.
    is_log : bool
        Whether each row is a call.
    steps : tuple of Step
        In the order of the file.
    totals : tuple of int
        Rows of totals, which are left out.
    faults : tuple of str
        Rows that cannot be parted into columns.
    """

    words: str
    value_name: str
    steps: tuple[Step, ...]
    is_log: bool = False
    totals: tuple[int, ...] = ()
    faults: tuple[str, ...] = ()


def find_layout(sheet: Sheet[Rows], value_column: str, columns: Mapping[str, str]) -> Layout:
    """Return the layout of a sheet.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    value_column : str
        ``"weight"``, ``"factor"`` or ``"headcount"``.
    columns : mapping of str to str
        Names of columns that the scenario gives.

    Raises
    ------
    HeaderError
        If no row names the columns that are needed.
    """
    rows = sheet.cells
    faults: list[tuple[int, HeaderError]] = []
    for position, (_, header) in enumerate(rows[:_HEADER_ROWS]):
        try:
            layout = _wide(header, rows[position + 1 :]) or _long(header, rows[position + 1 :], value_column, columns)
        except HeaderError as fault:
            faults.append((sum(map(bool, header)), fault))
        else:
            if layout is not None:
                return layout
    # Under a title follows the row of names: the first of the longest.
    raise max(faults, key=lambda pair: pair[0])[1] if faults else _no_header(rows[:_HEADER_ROWS], value_column)


def _no_header(rows: Sequence[Row], value_column: str) -> HeaderError:
    _, header = next((row for row in rows if sum(map(bool, row[1])) > 1), rows[0])
    positions = find_columns(header, ("day", "date", "from", value_column), {})
    has_days = "day" in positions or "date" in positions
    needed = {"day": has_days, "from": "from" in positions, value_column: value_column in positions}
    return HeaderError(*(column_missing(name, header) for name, is_there in needed.items() if not is_there))


def _wide(header: Sequence[str], rows: Sequence[Row]) -> Layout | None:
    """Return the layout of a grid of times by days, or of days by times."""
    for are_days, is_heading, is_label in ((True, _is_day, _is_clock), (False, _is_clock, _is_day)):
        across = columns_across(header, is_heading, _FEWEST_ACROSS)
        if across:
            label = _label_column(header, rows, across, is_label)
            if label is not None:
                return _grid_layout(header, rows, across, label, are_days=are_days)
    return None


def _is_day(text: str) -> bool:
    return read_weekday(text) is not None or (not text.isdecimal() and is_date(text))


def _is_clock(text: str) -> bool:
    try:
        to_clock(text)
    except ValueError:
        return False
    return True


def _label_column(
    header: Sequence[str], rows: Sequence[Row], across: Sequence[int], is_label: Callable[[str], bool]
) -> int | None:
    """Return the first column beside the grid whose cells are labels of its rows."""
    others = [position for position in range(min(across)) if position not in across and not is_label(header[position])]
    return next((position for position in others if any(is_label(cells[position]) for _, cells in rows[:3])), None)


def _grid_layout(
    header: Sequence[str], rows: Sequence[Row], across: Sequence[int], label: int, *, are_days: bool
) -> Layout:
    totals = tuple(number for number, cells in rows if is_total(cells[label]))
    steps = (
        Step(number, header[position], cells[label], cells[position])
        if are_days
        else Step(number, cells[label], header[position], cells[position])
        for number, cells in rows
        if number not in totals
        for position in across
    )
    words = "a grid of times by days" if are_days else "a grid of days by times"
    return Layout(words, "", tuple(steps), totals=totals)


def _long(header: Sequence[str], rows: Sequence[Row], value_column: str, columns: Mapping[str, str]) -> Layout | None:
    """Return the layout of a file with a row for each step, or for each call."""
    optional = ("calls",) if value_column == "factor" else ()
    positions = find_columns(header, ("day", "date", "from", value_column), columns)
    positions |= {name: position for name in optional for position in find_columns(header, (name,), {}).values()}
    days = _day_column(positions, rows)
    if value_column in positions and (days is not None or "from" in positions):
        return _rows_of_steps(header, rows, positions, days, value_column)
    is_log = value_column == "weight" and days is not None and _has_moments(rows, days, positions.get("from"))
    return _rows_of_calls(rows, days, positions.get("from")) if is_log and days is not None else None


def _day_column(positions: dict[str, int], rows: Sequence[Row]) -> int | None:
    """Return the column of days or dates; one of times that also holds dates is that column."""
    if "date" in positions:
        return positions["date"]
    if "day" in positions:
        return positions["day"]
    start = positions.get("from")
    if start is not None and rows and all(moment_parts(cells[start])[1] for _, cells in rows[:2]):
        return positions.pop("from")
    return None


def _has_moments(rows: Sequence[Row], days: int, clock: int | None) -> bool:
    sample = [cells for _, cells in rows[:20]]
    timed = [
        moment_parts(cells[days])[1] or (clock is not None and _is_clock(cells[clock]))
        for cells in sample
        if is_date(cells[days])
    ]
    return 2 * sum(map(bool, timed)) > len(sample)


def _rows_of_steps(
    header: Sequence[str], rows: Sequence[Row], positions: Mapping[str, int], days: int | None, value_column: str
) -> Layout:
    width = header_width(header)
    clock, value, calls = positions.get("from"), positions[value_column], positions.get("calls")
    labels = [position for position in (days, clock) if position is not None]
    totals = tuple(
        number for number, cells in rows if any(is_total(cells[position]) for position in labels if cells[position])
    )
    faults = tuple(f"row {number}: {fault}" for number, cells in rows if (fault := width_fault(cells, width)))
    steps: list[Step] = []
    for number, cells in rows:
        if number not in totals:
            day, of_day = moment_parts(cells[days]) if days is not None else ("", "")
            time = cells[clock] if clock is not None and not of_day else of_day
            steps.append(Step(number, day, time, cells[value], cells[calls] if calls is not None else ""))
    return Layout(
        "a row for each step",
        header[value],
        tuple(steps),
        totals=totals,
        faults=faults,
    )


def _rows_of_calls(rows: Sequence[Row], days: int, clock: int | None) -> Layout:
    steps = tuple(_call(number, cells, days, clock) for number, cells in rows)
    return Layout("a call log", "", steps, is_log=True)


def _call(number: int, cells: Sequence[str], days: int, clock: int | None) -> Step:
    day, of_day = moment_parts(cells[days])
    return Step(number, day, of_day or (cells[clock] if clock is not None else ""), "1")
