"""Read profiles of the week, headcounts by date and measured times from CSV files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from simcall.files.csv_text import Row, table_in
from simcall.files.messages import nearest
from simcall.files.text import BadFileError, read_text
from simcall.scenario.models.paths import Table
from simcall.scenario.models.quantities import SECONDS_PER_UNIT, format_duration, parse_clock_time, parse_duration
from simcall.scenario.models.week import DAY_NAMES, MINUTES_PER_DAY, MINUTES_PER_WEEK, WEEKDAYS
from simcall.sheets.dates import read_date

__all__ = ["read_dated_headcounts", "read_durations", "read_week", "week_moment"]

_DAY_NUMBERS = {name.lower(): number % 7 for number, name in enumerate(WEEKDAYS + DAY_NAMES)}
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")
_REPORTED = 5
"""The most faulty rows of one file that are shown one by one."""
_LIMIT_MB = 50


@dataclass(frozen=True)
class _Step:
    """One row of a week profile: what holds from this minute of the week."""

    minute: int
    value: float
    row: int


def week_moment(minute: int) -> str:
    """Write a minute of the week as a planner does: ``Mon 06:30``."""
    day, of_day = divmod(minute % MINUTES_PER_WEEK, MINUTES_PER_DAY)
    return f"{WEEKDAYS[day]} {of_day // 60:02d}:{of_day % 60:02d}"


def read_week(path: str, column: str) -> list[float] | list[int]:
    """Read a week profile: one row for each of the equal steps of a week, in any order.

    Parameters
    ----------
    path : str
        A CSV file with the columns day, from and `column`.
    column : str
        ``"weight"``, ``"factor"`` or ``"headcount"``; headcounts are whole numbers.

    Returns
    -------
    list of float or int
        The values from Monday 00:00 on.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few), or for a gap or an overlap.
    """
    header, rows = _table(path, f"a CSV file with the columns day, from and {column}")
    places = _columns(header, ("day", "from", column))
    steps: list[_Step] = []
    faults: list[str] = []
    for number, cells in rows:
        try:
            _check_width(cells, header, places)
            steps.append(_step(number, cells, places, integers=column == "headcount"))
        except ValueError as fault:
            faults.append(f"row {number}: {fault}")
    if not faults:
        faults = _uneven(steps)
    if faults:
        raise BadFileError(*_first_few(faults))
    values = [step.value for step in sorted(steps, key=lambda step: step.minute)]
    return [int(value) for value in values] if column == "headcount" else values


def read_dated_headcounts(path: str) -> list[Table]:
    """Read how many people are on duty on each date: rows of dates and times, in any order.

    Parameters
    ----------
    path : str
        A CSV file with the columns date, from, to and people. Dates are as in a roster.

    Returns
    -------
    list of dict
        A table for each row, as a scenario writes it.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few).
    """
    header, rows = _table(path, "a CSV file with the columns date, from, to and people")
    places = _columns(header, ("date", "from", "to", "people"))
    headcounts: list[Table] = []
    faults: list[str] = []
    for number, cells in rows:
        try:
            _check_width(cells, header, places)
            headcounts.append(_dated_headcount(cells, places))
        except ValueError as fault:
            faults.append(f"row {number}: {fault}")
    if not rows:
        faults = ["there are no rows under the header"]
    if faults:
        raise BadFileError(*_first_few(faults))
    return headcounts


def _dated_headcount(cells: Sequence[str], places: Sequence[int]) -> Table:
    day, start, end, people = (cells[column] for column in places)
    minutes = (_minute_of_day(start), _minute_of_day("00:00" if end.strip() == "24:00" else end))
    clock = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in minutes]
    return {"date": _date(day), "from": clock[0], "to": clock[1], "people": int(_level(people, integers=True))}


def _date(text: str) -> str:
    if not text:
        raise ValueError("the date is missing")
    day = None if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", text) else read_date(text, "dmy")
    if day is None:
        remedy = "write 2024-02-01 or, day first, 01/02/2024, with the year in full"
        fault = "there is no such date in the calendar" if _DATE.fullmatch(text) else "this is not a date"
        raise ValueError(f'"{text[:30]}": {fault}; {remedy}')
    return day.isoformat()


def read_durations(path: str) -> list[str]:
    """Read measured lengths of time: one column, with units, or with a header that names the unit.

    Parameters
    ----------
    path : str
        A CSV file; its header may be missing if every value has its unit.

    Returns
    -------
    list of str
        The times with their units.

    Raises
    ------
    BadFileError
        With a message for each faulty row (the first few).
    """
    header, rows = _table(path, "a CSV file with one column of times")
    headed = not _is_duration(header[0])
    unit = _unit_named(header[0]) if headed else None
    if not headed:
        rows = [(1, header), *rows]
    values: list[str] = []
    faults: list[str] = []
    for number, cells in rows:
        try:
            values.append(_duration(cells, unit))
        except ValueError as fault:
            faults.append(f"row {number}: {fault}")
    if faults:
        raise BadFileError(*_first_few(faults))
    if not values:
        raise BadFileError("there are no values in the file")
    return values


def _table(path: str, contents: str) -> tuple[list[str], list[Row]]:
    return table_in(read_text(path, contents, _LIMIT_MB), contents)


def _columns(header: Sequence[str], required: Sequence[str]) -> list[int]:
    """Return the indices of the required columns; a file may have others too."""
    names = [name.lower() for name in header]
    faults = [_column_missing(name, header) for name in required if name not in names]
    faults += [f'the column "{name}" appears {names.count(name)} times' for name in required if names.count(name) > 1]
    if faults:
        raise BadFileError(*faults)
    return [names.index(name) for name in required]


def _column_missing(name: str, header: Sequence[str]) -> str:
    guess = nearest(name, header)
    present = ", ".join(f'"{column[:30]}"' for column in header[:8])
    hint = f'is "{guess}" a misspelling of it?' if guess else f"the columns are {present}"
    return f'there is no column "{name}"; {hint}'


def _step(number: int, cells: Sequence[str], places: Sequence[int], *, integers: bool) -> _Step:
    day, clock, value = (cells[column] for column in places)
    return _Step(_day_number(day) * MINUTES_PER_DAY + _minute_of_day(clock), _level(value, integers=integers), number)


def _check_width(cells: Sequence[str], header: Sequence[str], places: Sequence[int]) -> None:
    if max(places) >= len(cells):
        raise ValueError(f"it has {len(cells)} columns, fewer than the header")
    if any(cells[len(header) :]):
        raise ValueError(
            f"it has {len(cells)} columns, more than the header; if a number has a comma in it, write a point"
        )


def _day_number(name: str) -> int:
    number = _DAY_NUMBERS.get(name.lower())
    if number is None:
        guess = nearest(name, WEEKDAYS + DAY_NAMES)
        raise ValueError(f'"{name[:30]}" is not a day; {f"did you mean {guess}?" if guess else "write Mon to Sun"}')
    return number


def _minute_of_day(text: str) -> int:
    try:
        clock = parse_clock_time(text)
    except ValueError as fault:
        raise ValueError(f'"{text[:30]}" is {fault}') from None
    return clock.hour * 60 + clock.minute


def _level(text: str, *, integers: bool) -> float:
    quoted_text = f'"{text[:30]}"'
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{quoted_text} is not a number")
    value = float(text)
    if value < 0:
        raise ValueError(f"{quoted_text} is negative; give 0 or more")
    if value > 1e9:
        raise ValueError(f"{quoted_text} is too large")
    if integers and value != int(value):
        raise ValueError(f"{quoted_text} is not a whole number of people")
    return value


def _uneven(steps: Sequence[_Step]) -> list[str]:
    """Say where the steps overlap, where one is missing, and whether they are equal."""
    if not steps:
        return ["there are no rows under the header"]
    first_rows: dict[int, int] = {}
    faults: list[str] = []
    for step in steps:
        if step.minute in first_rows:
            earlier = first_rows[step.minute]
            faults.append(f"row {step.row}: {week_moment(step.minute)} is given twice, in row {earlier} too")
        first_rows.setdefault(step.minute, step.row)
    length = _step_length(sorted(first_rows))
    if MINUTES_PER_WEEK % length:
        return [*faults, f"most steps are of {length} minutes, which do not cut a week into equal steps"]
    for minute, row in first_rows.items():
        if minute % length:
            faults.append(f"row {row}: {week_moment(minute)} is off the steps of {length} minutes; steps must be equal")
    gaps = [minute for minute in range(0, MINUTES_PER_WEEK, length) if minute not in first_rows]
    if gaps:
        others = f" nor for {len(gaps) - 1} other steps" if len(gaps) > 1 else ""
        faults.append(f"there is no row for {week_moment(gaps[0])}{others}; cover the whole week in equal steps")
    return faults


def _step_length(minutes: Sequence[int]) -> int:
    """Return the commonest distance from one step to the next, the last one reaching into the next week."""
    following = [*minutes[1:], minutes[0] + MINUTES_PER_WEEK]
    distances = Counter(after - before for before, after in zip(minutes, following, strict=True))
    return max(distances, key=lambda length: (distances[length], -length))


def _unit_named(header: str) -> str | None:
    """Return the unit that a header such as ``seconds``, ``talk_seconds`` or ``handling (min)`` names."""
    words = re.split(r"[^a-z0-9]+", header.lower())
    return next((word for word in reversed(words) if word in SECONDS_PER_UNIT), None)


def _is_duration(text: str) -> bool:
    try:
        parse_duration(text)
    except ValueError:
        return False
    return True


def _duration(cells: Sequence[str], unit: str | None) -> str:
    filled = [cell for cell in cells if cell]
    if len(filled) != 1:
        raise ValueError(f"it has {len(filled)} values; give one column")
    text = filled[0]
    if unit and _NUMBER.fullmatch(text):
        text = f"{text} {unit}"
    try:
        return format_duration(parse_duration(text))
    except ValueError as fault:
        hint = ", or name the unit in the header: seconds" if _NUMBER.fullmatch(text) else ""
        raise ValueError(f'"{text[:30]}": {fault}{hint}') from None


def _first_few(faults: Sequence[str]) -> list[str]:
    more = len(faults) - _REPORTED
    return [*faults[:_REPORTED], *([f"and {more} more such rows"] if more > 0 else [])]
