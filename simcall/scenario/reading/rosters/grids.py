"""Read grids of people by dates, with a code or times in each cell, or with columns for start and end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from simcall.scenario.models.duty_table import DutyError
from simcall.scenario.reading.rosters.clocks import as_span, read_minutes
from simcall.scenario.reading.rosters.codes import Codes, Meaning
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Setting, Stretch
from simcall.scenario.reading.rosters.grid_people import Person, people_of_group, person_column, person_rows
from simcall.scenario.reading.rosters.headings import Block, DayColumns
from simcall.scenario.reading.rosters.hours_checks import HoursCheck, check_counts
from simcall.scenario.reading.rosters.ignored import ignored_beside
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import people_of
from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, Table, column_letter, shown_cell

__all__ = ["read_grid"]


@dataclass
class _Grid:
    """What a grid is read with."""

    table: Table
    options: RosterOptions
    codes: Codes
    findings: Findings
    check: HoursCheck = field(default_factory=HoursCheck)


def read_grid(
    table: Table, blocks: Sequence[Block], options: RosterOptions, setting: Setting, codes: Codes, findings: Findings
) -> list[Stretch]:
    """Read the duties of people in the rows of one block or of several.

    Parameters
    ----------
    table : Table
        The sheet.
    blocks : sequence of Block
        Its blocks, whose days are dates.
    options, setting, codes, findings
        As for `read_rows`.
    """
    grid = _Grid(table, options, codes, findings)
    titles = _titles(blocks)
    rows = [person_rows(block, title, codes, findings) for block, title in zip(blocks, titles, strict=True)]
    every = [person for block_rows in rows for person in block_rows.people]
    chosen = {_row_of(person): person for person in people_of_group(every, options.only, setting, findings)}
    stretches: list[Stretch] = []
    for block, block_rows in zip(blocks, rows, strict=True):
        people = [chosen[_row_of(person)] for person in block_rows.people if _row_of(person) in chosen]
        read = _block_stretches(grid, block, people)
        check_counts(block_rows.counts, block, read, codes, findings)
        stretches += read
    findings.ignored += ignored_beside(blocks, {person_column(block) for block in blocks}, options.only)
    findings.notes += grid.check.notes()
    findings.has_clock_nights = True
    _, question = people_of([stretch.person for stretch in stretches], options.people_in_cell)
    if question:
        findings.questions.append(question)
    elif options.people_in_cell == "split":
        parts, _ = people_of([stretch.person for stretch in stretches], "split")
        stretches = [stretch._replace(person=person) for stretch in stretches for person in parts(stretch.person)]
    return stretches


def _row_of(person: Person) -> tuple[int, tuple[str, ...]]:
    """Return what tells rows apart: of tables side by side, several have the same number."""
    return person.number, person.cells


def _titles(blocks: Sequence[Block]) -> list[str]:
    """Return the teams of blocks that stand one below the other for the same dates."""
    days = Counter(column.day for block in blocks for column in block.days)
    titles = [block.title for block in blocks]
    return titles if all(titles) and max(days.values()) > 1 else [""] * len(titles)


def _block_stretches(grid: _Grid, block: Block, people: Sequence[Person]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for person in people:
        person_stretches: list[Stretch] = []
        for columns in block.days:
            person_stretches += _cell_stretches(grid, person, columns)
        total = next((person.cells[at] for at, name in block.after.items() if is_named("hours", folded(name))), "")
        grid.check.add(person.number, total, person_stretches)
        stretches += person_stretches
    return stretches


# What their cells say -----------------------------------------------------------------------------------------------


def _cell_stretches(grid: _Grid, person: Person, columns: DayColumns) -> list[Stretch]:
    assert isinstance(columns.day, date)
    if columns.start is not None and columns.end is not None:
        text, end = person.cells[columns.start], person.cells[columns.end]
        if end and end != text and grid.codes.named(text) is None:
            return _timed(grid, person, columns, text, end)
    else:
        text = person.cells[columns.first]
    if text in FORMULA_ERRORS or (not text and (person.number, columns.first) in grid.table.formulas):
        problem = f"{text}: a formula failed" if text else "a formula whose value was not saved"
        _add(grid, person, columns, "formula", f"holds {problem}; put its value in")
        return []
    meaning = grid.codes.read(text)
    if meaning is None or (not meaning.hours and not meaning.is_away):
        grid.findings.unknown[text] += 1
        return []
    if meaning.is_away:
        grid.findings.left_out["empty cells" if not text else str(meaning.reason)] += 1
        return []
    return _of_meaning(grid, person, columns, meaning)


def _timed(grid: _Grid, person: Person, columns: DayColumns, start: str, end: str) -> list[Stretch]:
    try:
        minutes = read_minutes(start), read_minutes(end)
    except ValueError as fault:
        _add(grid, person, columns, "time", f"{shown_cell(start)} to {shown_cell(end)}: {fault}")
        return []
    stretches = _of_meaning(grid, person, columns, Meaning((minutes,)))
    grid.check.add(person.number, person.cells[columns.hours] if columns.hours is not None else "", stretches)
    return stretches


def _of_meaning(grid: _Grid, person: Person, columns: DayColumns, meaning: Meaning) -> list[Stretch]:
    assert isinstance(columns.day, date)
    stretches = []
    for start, end in meaning.on(columns.day):
        try:
            span = as_span(columns.day, start, end, by_morning=grid.options.nights == "end")
        except DutyError as fault:
            _add(grid, person, columns, fault.kind, str(fault))
            continue
        stretches.append(Stretch(person.number, person.name, *span))
    return stretches


def _add(grid: _Grid, person: Person, columns: DayColumns, kind: str, message: str) -> None:
    where = f"column {column_letter(columns.first)} ({columns.day})"
    grid.findings.mistakes.add(kind, person.number, f"{where}: {message}")
