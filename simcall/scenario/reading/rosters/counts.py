"""Read how many people are on duty, without their names: rows of numbers, or shifts by dates with numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.reading.rosters.clocks import DateReader, Moment, read_moment, spans_in, text_before
from simcall.scenario.reading.rosters.codes import Codes, Meaning
from simcall.scenario.reading.rosters.columns import folded
from simcall.scenario.reading.rosters.findings import Findings, Setting
from simcall.scenario.reading.rosters.headings import Block
from simcall.scenario.reading.rosters.hours_checks import hours_in
from simcall.scenario.reading.rosters.hours_of_day import hours_of_day
from simcall.scenario.reading.rosters.ignored import ignored_columns
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.row_headers import RowsHeader
from simcall.scenario.reading.rosters.shift_rows import ShiftRow, shift_rows
from simcall.scenario.reading.rosters.tables import Row, Table, shown_cell
from simcall.scenario.reading.rosters.teams import chosen_rows

__all__ = ["are_counts", "read_count_grid", "read_counts"]

Headcount = dict[str, Any]


def read_counts(
    table: Table, header: RowsHeader, options: RosterOptions, setting: Setting, codes: Codes, findings: Findings
) -> list[Headcount]:
    """Read rows with a date, times or a shift, and a number of people; parameters as for `read_rows`."""
    names = table.rows[header.at][1]
    body = [row for row in table.rows[header.at + 1 :] if row[1][header.places["date"]] and row[1] != names]
    if not body:
        raise BadFileError("there are no rows under the header; write a row for each number of people")
    findings.left_out["notes and headings"] += len(table.rows) - header.at - 1 - len(body)
    every = [list(column) for column in zip(*(cells for _, cells in body), strict=True)]
    by_name = {folded(name): every[at] for at, name in enumerate(names) if name}
    named = {key: folded(names[header.places[key]]) for key in ("group", "site") if key in header.places}
    kept = chosen_rows(by_name, named, [number for number, _ in body], options.only, setting, findings)
    rows = [body[at] for at in kept]
    findings.ignored += ignored_columns(names, every, header.places.values(), options.only)
    dates = DateReader(
        [text_before(cells[header.places["date"]]) for _, cells in rows], options.dates, setting.start, setting.until
    )
    if question := dates.question():
        findings.questions.append(question)
    headcounts = list(_headcounts(rows, header, dates, options, codes, findings))
    if len(headcounts) == len(rows):
        _ask_about_repeated_rows(rows, headcounts, findings)
    return headcounts


def _headcounts(
    rows: Sequence[Row], header: RowsHeader, dates: DateReader, options: RosterOptions, codes: Codes, findings: Findings
) -> Iterator[Headcount]:
    """Yield the numbers of rows, and note those that cannot be read."""
    hour = header.places.get("hour")
    hours = hours_of_day((cells[hour] for _, cells in rows), bare_hours=True) if hour is not None else {}
    for number, cells in rows:
        try:
            day = dates.read(text_before(cells[header.places["date"]]) or cells[header.places["date"]])
            start, end = _times(cells, header, dates, codes, day) if hour is None else _hour(cells[hour], hours)
            people = _people(cells[header.places["people"]])
        except ValueError as fault:
            findings.mistakes.add(str(fault)[:20], number, str(fault))
            continue
        yield _headcount(day, start, end, people, options)


def _ask_about_repeated_rows(rows: Sequence[Row], headcounts: Sequence[Headcount], findings: Findings) -> None:
    """Ask where two rows give numbers for the same time, such as a minimum and a plan."""
    first: dict[tuple[str, str, str], int] = {}
    for (number, _), headcount in zip(rows, headcounts, strict=True):
        key = headcount["date"], headcount["from"], headcount["to"]
        if first.setdefault(key, number) != number:
            findings.questions.append(
                f"Which numbers are on duty? Rows {first[key]} and {number} both give numbers for {key[0]} from "
                f'{key[1]} to {key[2]}; leave one of them, or write only = {{ Role = "Call Handler" }} with a column '
                "that tells them apart"
            )
            return


def _times(cells: Sequence[str], header: RowsHeader, dates: DateReader, codes: Codes, day: date) -> tuple[int, int]:
    if {"start", "end"} <= header.places.keys():
        moments = [read_moment(cells[header.places[column]], dates) for column in ("start", "end")]
        return _minutes(moments[0]), _minutes(moments[1])
    text = cells[header.places.get("span", header.places.get("activity", 0))]
    spans = spans_in(text)[0]
    meaning = codes.label(text)
    hours = spans or (meaning.on(day) if meaning else ())
    if len(hours) != 1:
        raise ValueError(f'{shown_cell(text)} gives no times; write codes = {{ "{text[:20]}" = "07:00-15:00" }}')
    return hours[0]


def _hour(text: str, hours: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    if text not in hours:
        raise ValueError(
            f'{shown_cell(text)} is not an hour of the day; write it as in the other rows, such as "07:00"'
        )
    return hours[text]


def _minutes(moment: Moment) -> int:
    return moment if isinstance(moment, int) else moment.hour * 60 + moment.minute


def _people(text: str) -> int:
    number = hours_in(text)
    if number is None or number != int(number):
        raise ValueError(f"{shown_cell(text)} is not a whole number of people")
    return int(number)


def _headcount(day: date, start: int, end: int, people: int, options: RosterOptions) -> Headcount:
    if options.nights == "end" and end <= start:
        day -= timedelta(days=1)
    return {"date": day.isoformat(), "from": _clock(start), "to": _clock(end), "people": people}


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def are_counts(block: Block, codes: Codes) -> bool:
    """Tell whether the cells under the dates hold numbers of people beside the hours of a shift."""
    rows = shift_rows(block, codes) if block.labels else []
    timed = [row for row in rows if row.meaning is not None and row.meaning.hours]
    cells = _entries(timed, block)
    are_numbers = bool(cells) and all(cell.isdecimal() and len(cell) < 4 for cell in cells)
    # People with codes may stand above rows that count each shift.
    return are_numbers and not any(_is_duty(cell, codes) for cell in _entries(rows, block))


def _entries(rows: Sequence[ShiftRow], block: Block) -> list[str]:
    return [row.cells[day.first] for row in rows for day in block.days if row.cells[day.first]]


def _is_duty(cell: str, codes: Codes) -> bool:
    meaning = None if cell.isdecimal() else codes.read(cell)
    return meaning is not None and bool(meaning.hours)


def read_count_grid(
    blocks: Sequence[Block], options: RosterOptions, codes: Codes, findings: Findings
) -> list[Headcount]:
    """Read shifts by dates with the number of people in each cell; parameters as for `read_shift_rows`."""
    for block in blocks:
        _ask_about_repeated(block, codes, findings)
    return [headcount for block in blocks for headcount in _of_block(block, options, codes, findings)]


def _ask_about_repeated(block: Block, codes: Codes, findings: Findings) -> None:
    """Ask where two rows give numbers for the same shift, such as those of two roles, or a minimum and a plan."""
    first: dict[Meaning, ShiftRow] = {}
    for row in shift_rows(block, codes):
        if row.meaning is not None and row.meaning.hours and first.setdefault(row.meaning, row) is not row:
            other = first[row.meaning]
            findings.questions.append(
                f"Which numbers are on duty? Rows {other.number} and {row.number} both give numbers for "
                f"{shown_cell(row.label)}; {_choice_between(other, row, block)}"
            )
            return


def _choice_between(row: ShiftRow, other: ShiftRow, block: Block) -> str:
    """Say how to choose one of two rows, by a column in which they differ."""
    sides = {**block.labels, **block.after}.items()
    texts = ((name, row.cells[at], other.cells[at]) for at, name in sides)
    name, text = next(
        ((name, own) for name, own, theirs in texts if name and own and theirs and own != theirs), ("", "")
    )
    if name:
        return f"write only = {{ {quoted(name)} = {quoted(text)} }}, or a list of values"
    return "leave one of them, or write a heading over the column that tells them apart"


def _of_block(block: Block, options: RosterOptions, codes: Codes, findings: Findings) -> Iterator[Headcount]:
    for row in shift_rows(block, codes):
        if row.meaning is None or not row.meaning.hours:
            findings.left_out[f"row {row.label}" if row.label else "rows without a shift"] += 1
            continue
        for day in block.days:
            assert isinstance(day.day, date)
            text = row.cells[day.first]
            for start, end in row.meaning.on(day.day) if text else ():
                try:
                    yield _headcount(day.day, start, end, _people(text), options)
                except ValueError as fault:
                    findings.mistakes.add("people", row.number, str(fault))
