"""Read sheets of shifts by dates, with the names of those who work a shift in the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from simcall.files.messages import quoted
from simcall.scenario.models.duty_table import DutyError
from simcall.scenario.reading.rosters.clocks import as_span
from simcall.scenario.reading.rosters.codes import Codes, Meaning
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Stretch
from simcall.scenario.reading.rosters.headings import Block, DayColumns
from simcall.scenario.reading.rosters.hours_of_day import hours_of_day
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import is_vacant, people_of
from simcall.scenario.reading.rosters.tables import column_letter
from simcall.scenario.reading.rosters.words import is_shift_name

__all__ = ["ShiftRow", "are_shift_rows", "read_shift_rows", "shift_rows"]


class ShiftRow(NamedTuple):
    """A row of a shift.

    Attributes
    ----------
    number : int
        Of the row.
    label : str
        The shift, as the sheet calls it.
    meaning : Meaning or None
        Its hours, or why nobody in it is at the phones; None of a label that says neither.
    cells : tuple of str
        All cells of the row.
    """

    number: int
    label: str
    meaning: Meaning | None
    cells: tuple[str, ...]


def shift_rows(block: Block, codes: Codes) -> list[ShiftRow]:
    """Return the rows of a block with the shifts on their left; a row without a label belongs to the one above."""
    column = _label_column(block, codes)
    hours = _hours_of_day(block, column)
    rows: list[ShiftRow] = []
    label = ""
    for number, cells in block.rows:
        if not any(cells[day.first] for day in block.days):
            continue
        label = cells[column] or label
        meaning = Meaning((hours[label],)) if label in hours else codes.label(label) if label else None
        rows.append(ShiftRow(number, label, meaning, cells))
    return rows


def _hours_of_day(block: Block, column: int) -> Mapping[str, tuple[int, int]]:
    """Return the hours of rows that hold numbers by hour of the day."""
    labels = [] if "end" in block.labels.get(column, "").casefold() else [cells[column] for _, cells in block.rows]
    bare_hours = is_named("hour", folded(block.labels.get(column, ""))) or labels[:24] == [*map(str, range(24))]
    return hours_of_day(labels, bare_hours=bare_hours)


def _label_column(block: Block, codes: Codes) -> int:
    """Return the column of labels in which most give hours."""
    hours = {at: sum(_has_hours(cells[at], codes) for _, cells in block.rows) for at in block.labels}
    return max(hours, key=lambda at: (hours[at], -at), default=0)


def _has_hours(text: str, codes: Codes) -> bool:
    meaning = codes.label(text) if text else None
    return meaning is not None and bool(meaning.hours)


def are_shift_rows(block: Block, codes: Codes) -> bool:
    """Tell shifts by dates from people by dates: the labels give shifts, and the cells no codes."""
    if not block.labels:
        return False
    rows = shift_rows(block, codes)
    named = [row for row in rows if row.label and (_has_hours(row.label, codes) or is_shift_name(row.label))]
    cells = [row.cells[day.first] for row in rows for day in block.days if row.cells[day.first]]
    # Rows that count each shift say nothing about whose names or codes stand above them.
    cells = [cell for cell in cells if not (cell.isdecimal() and codes.read(cell) is None)] or cells
    codes_read = sum(codes.read(cell) is not None for cell in cells)
    return bool(named) and codes_read * 2 < len(cells)


def read_shift_rows(blocks: Sequence[Block], options: RosterOptions, codes: Codes, findings: Findings) -> list[Stretch]:
    """Read who works which shift on which date.

    Parameters
    ----------
    blocks : sequence of Block
        Blocks whose days are dates.
    options, codes, findings
        As for `read_rows`.
    """
    rows = [(block, row) for block in blocks for row in shift_rows(block, codes)]
    texts = [row.cells[day.first] for block, row in rows for day in block.days]
    parts, question = people_of(texts, options.people_in_cell, lists_are_usual=True)
    if question:
        findings.questions.append(question)
    stretches: list[Stretch] = []
    unknown: Counter[str] = Counter()
    for block, row in rows:
        names = [(day, name) for day in block.days for name in parts(row.cells[day.first]) if row.cells[day.first]]
        if row.meaning is None or (not row.meaning.hours and not row.meaning.is_away):
            unknown[row.label] += len(names)
        elif row.meaning.is_away:
            findings.left_out[str(row.meaning.reason)] += len(names)
        else:
            stretches += _stretches(row, names, options, findings)
    if unknown:
        findings.questions.append(_question(unknown))
    findings.has_clock_nights = True
    return stretches


def _stretches(
    row: ShiftRow, names: Sequence[tuple[DayColumns, str]], options: RosterOptions, findings: Findings
) -> Iterator[Stretch]:
    assert row.meaning is not None
    for day, name in names:
        assert isinstance(day.day, date)
        if is_vacant(name):
            findings.left_out["vacant duties"] += 1
            continue
        for start, end in row.meaning.on(day.day):
            try:
                yield Stretch(row.number, name, *as_span(day.day, start, end, by_morning=options.nights == "end"))
            except DutyError as fault:
                where = f"column {column_letter(day.first)} ({day.day})"
                findings.mistakes.add(fault.kind, row.number, f"{where}: {fault}")


def _question(unknown: Counter[str]) -> str:
    listed = ", ".join(f"{quoted(label[:40])} ({number} names)" for label, number in unknown.most_common(8))
    first = quoted(next(iter(unknown))[:40])
    return (
        f'What are the times of the rows {listed}? Write codes = {{ {first} = "07:00-15:00" }}, or "off" for a row '
        "that is not a shift"
    )
