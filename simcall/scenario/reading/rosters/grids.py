"""Read grids of people by dates, with a code or times in each cell, or with columns for start and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from simcall.scenario.models.duty_table import DutyError
from simcall.scenario.reading.rosters.clocks import as_span, read_minutes, spans_in
from simcall.scenario.reading.rosters.codes import Codes, Meaning
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Setting, Stretch
from simcall.scenario.reading.rosters.headings import Block, DayColumns
from simcall.scenario.reading.rosters.hours_checks import HoursCheck, check_counts
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import is_vacant, people_of
from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, Row, Table, column_letter, shown_cell
from simcall.scenario.reading.rosters.teams import HEADING, chosen_rows, team_heading

__all__ = ["person_column", "read_grid"]


@dataclass
class _Person:
    """A row of a person."""

    number: int
    name: str
    cells: tuple[str, ...]
    heading: str = ""


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
    stretches: list[Stretch] = []
    for block in blocks:
        stretches += _block_stretches(grid, block, setting)
    findings.notes += grid.check.notes()
    findings.has_clock_nights = True
    _, question = people_of([stretch.person for stretch in stretches], options.people_in_cell)
    if question:
        findings.questions.append(question)
    elif options.people_in_cell == "split":
        parts, _ = people_of([stretch.person for stretch in stretches], "split")
        stretches = [stretch._replace(person=person) for stretch in stretches for person in parts(stretch.person)]
    return stretches


def _block_stretches(grid: _Grid, block: Block, setting: Setting) -> list[Stretch]:
    people, counts = _people(grid, block, setting)
    stretches: list[Stretch] = []
    for person in people:
        own: list[Stretch] = []
        for columns in block.days:
            own += _cell_stretches(grid, person, columns)
        total = next((person.cells[at] for at, name in block.after.items() if is_named("hours", folded(name))), "")
        grid.check.add(person.number, total, own)
        stretches += own
    if counts:
        check_counts(counts, block, stretches, grid.codes, grid.findings)
    return stretches


# Whose rows they are ------------------------------------------------------------------------------------------------


def person_column(block: Block) -> int | None:
    """Return the column of names on the left of the days."""
    for meaning in ("person", "number"):
        for at, name in block.labels.items():
            if is_named(meaning, folded(name)):
                return at
    filled = {at: [cells[at] for _, cells in block.rows if cells[at]] for at in block.labels}
    differing = {at: len(set(texts)) for at, texts in filled.items() if any(text[:1].isalpha() for text in texts)}
    return max(differing, key=lambda at: (differing[at], -at), default=next(iter(block.labels), None))


def _people(grid: _Grid, block: Block, setting: Setting) -> tuple[list[_Person], list[Row]]:
    """Part the rows of people from headings, notes and rows of counts; take those of the group."""
    column = person_column(block)
    people: list[_Person] = []
    counts: list[Row] = []
    heading = ""
    for number, cells in block.rows:
        days = [cells[at] for day in block.days for at in range(day.first, day.last + 1) if cells[at]]
        label = cells[column] if column is not None else ""
        if not days or spans_in(label)[0]:
            grid.findings.left_out["headings, notes and rows without entries"] += 1
            heading = team_heading(cells) or heading
        elif all(text.replace(".", "", 1).isdecimal() and len(text) < 4 for text in days):
            counts.append((number, cells))
            grid.findings.left_out["rows of counts"] += 1
        elif not label:
            row = f"it has entries such as {shown_cell(days[0])} and no name; write the person's name"
            grid.findings.mistakes.add("no name", number, row)
        elif is_vacant(label):
            grid.findings.left_out["vacant rows"] += 1
        else:
            people.append(_Person(number, label, cells, heading))
    if counts and not people:
        grid.findings.questions.append(
            f"What are the numbers under the dates, such as {shown_cell(counts[0][1][block.days[0].first])}? If they "
            "are hours, write the times or codes of the duties into the cells. If they are people, write the times of "
            "each row into its label, such as Early 0700-1500"
        )
    return _of_group(grid, block, people, setting, column), counts


def _of_group(grid: _Grid, block: Block, people: list[_Person], setting: Setting, column: int | None) -> list[_Person]:
    every = {
        folded(name): [person.cells[at] for person in people]
        for at, name in (*block.labels.items(), *block.after.items())
        if name
    }
    named = {key: next((name for name in every if is_named(key, name)), "") for key in ("group", "team")}
    if not any(named.values()) and len({person.heading for person in people}) > 1:
        every[HEADING] = [person.heading for person in people]
        named["team"] = HEADING
    kept = chosen_rows(
        every,
        {key: name for key, name in named.items() if name},
        [person.number for person in people],
        grid.options.only,
        setting,
        grid.findings,
    )
    number = next((at for at, name in block.labels.items() if at != column and is_named("number", folded(name))), None)
    return _with_numbers([people[at] for at in kept], number)


def _with_numbers(people: list[_Person], column: int | None) -> list[_Person]:
    """Add the number to names that two people share."""
    numbers: dict[str, set[str]] = {}
    for person in people:
        numbers.setdefault(person.name, set()).add(person.cells[column] if column is not None else "")
    for person in people if column is not None else ():
        if len(numbers[person.name] - {""}) > 1:
            person.name = f"{person.name} ({person.cells[column or 0]})"
    return people


# What their cells say -----------------------------------------------------------------------------------------------


def _cell_stretches(grid: _Grid, person: _Person, columns: DayColumns) -> list[Stretch]:
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


def _timed(grid: _Grid, person: _Person, columns: DayColumns, start: str, end: str) -> list[Stretch]:
    try:
        minutes = read_minutes(start), read_minutes(end)
    except ValueError as fault:
        _add(grid, person, columns, "time", f"{shown_cell(start)} to {shown_cell(end)}: {fault}")
        return []
    stretches = _of_meaning(grid, person, columns, Meaning((minutes,)))
    grid.check.add(person.number, person.cells[columns.hours] if columns.hours is not None else "", stretches)
    return stretches


def _of_meaning(grid: _Grid, person: _Person, columns: DayColumns, meaning: Meaning) -> list[Stretch]:
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


def _add(grid: _Grid, person: _Person, columns: DayColumns, kind: str, message: str) -> None:
    where = f"column {column_letter(columns.first)} ({columns.day})"
    grid.findings.mistakes.add(kind, person.number, f"{where}: {message}")
