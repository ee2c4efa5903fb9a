"""Tell the layout of a sheet, and have it read by the module for that layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.reading.rosters.codes import Codes, is_key_row
from simcall.scenario.reading.rosters.colours import has_coloured_cells
from simcall.scenario.reading.rosters.columns import folded
from simcall.scenario.reading.rosters.counts import are_counts, read_count_grid, read_counts
from simcall.scenario.reading.rosters.findings import Findings, Setting, Staffing, note_hidden
from simcall.scenario.reading.rosters.grids import read_grid
from simcall.scenario.reading.rosters.headings import Block, blocks_of, has_days_of_month
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.paired_rows import with_joined_rows
from simcall.scenario.reading.rosters.patterns import pattern_of, read_pattern
from simcall.scenario.reading.rosters.row_headers import rows_header
from simcall.scenario.reading.rosters.rows import read_rows
from simcall.scenario.reading.rosters.shift_rows import are_shift_rows, read_shift_rows
from simcall.scenario.reading.rosters.side_by_side import stacked
from simcall.scenario.reading.rosters.tables import Table
from simcall.scenario.reading.rosters.teams import positions_by_choice

__all__ = ["PATTERN", "ROWS", "Layout", "layout_of", "unknown_layout"]

PATTERN = "a pattern of weeks"
ROWS = "a row for each duty"
_FEWEST_ROWS_TURNED = 5


@dataclass(frozen=True)
class Layout:
    """A layout that was recognised.

    Attributes
    ----------
    name : str
        In words.
    table : Table
        The sheet.
    read : callable
        Reads it, and adds to the findings.
    days : tuple
        The dates of its headings; empty of rows.
    """

    name: str
    table: Table
    read: Callable[[Findings], Staffing]
    days: tuple[object, ...] = ()


def layout_of(table: Table, options: RosterOptions, setting: Setting, codes: Codes) -> Layout | None:
    """Return the layout of a sheet, or None if it is no roster.

    Raises
    ------
    BadFileError
        If it is a roster in which something essential is missing.
    """
    table = stacked(table, codes)
    counts = rows_header(table, options.columns, of_counts=True)
    if counts is not None:
        return Layout(
            "numbers on duty",
            table,
            lambda findings: Staffing(headcounts=read_counts(table, counts, options, setting, codes, findings)),
        )
    rows = rows_header(table, options.columns)
    if rows is not None:
        return Layout(
            ROWS,
            table,
            lambda findings: Staffing(read_rows(table, rows, options, setting, codes, findings)),
        )
    layout = _of_blocks(table, options, setting, codes) or _turned(table, options, setting, codes)
    if layout is None and has_days_of_month(table):
        raise BadFileError(
            "Which month is this? The headings are days of a month, but neither a title nor the name of the sheet "
            'names the month; write "October 2026" above the headings'
        )
    return layout


def _turned(table: Table, options: RosterOptions, setting: Setting, codes: Codes) -> Layout | None:
    """Try dates that go down the sheet, with people or shifts side by side."""
    if len(table.rows) < _FEWEST_ROWS_TURNED:
        return None
    layout = _of_blocks(stacked(table.turned(), codes), options, setting, codes)
    return layout if layout is not None and (layout.days or layout.name == PATTERN) else None


def _of_blocks(table: Table, options: RosterOptions, setting: Setting, codes: Codes) -> Layout | None:
    scratch = Findings()
    blocks = blocks_of(table, options, setting, scratch)
    if not blocks:
        return None
    pattern = pattern_of([block for block in blocks if not block.has_dates])
    if pattern is not None:
        return Layout(
            PATTERN,
            table,
            lambda findings: read_pattern(table, pattern, options, setting, codes, findings),
        )
    dated = tuple(
        with_joined_rows(replace(block, rows=tuple(row for row in block.rows if not is_key_row(row[1], codes))))
        for block in blocks
        if block.has_dates
    )
    if not dated:
        raise BadFileError(_which_week(table, blocks, codes))
    days = tuple(column.day for block in dated for column in block.days)

    def read(findings: Findings) -> Staffing:
        findings.questions += scratch.questions
        findings.notes += scratch.notes
        findings.mistakes.unit = "column" if table.is_turned else "row"
        columns = {at for block in dated for day in block.days for at in range(day.first, day.last + 1)}
        note_hidden(table, columns, findings)
        return _read_blocks(table, dated, options, setting, codes, findings)

    return Layout(_name_of(dated, codes), table, read, days)


def _which_week(table: Table, blocks: Sequence[Block], codes: Codes) -> str:
    question = "Which week is this? The headings are weekdays, and no date stands above them"
    if are_counts(blocks[0], codes):
        return (
            f"{question}; if these are the numbers of every week, write headcount_profile = {quoted(table.file)} in "
            'place of the roster; if not, write "Week commencing 05/10/2026" above the headings'
        )
    return f'{question}; write "Week commencing 05/10/2026" above the headings'


def _name_of(blocks: Sequence[Block], codes: Codes) -> str:
    if are_counts(blocks[0], codes):
        return "numbers on duty by date"
    if are_shift_rows(blocks[0], codes):
        return "shifts by dates"
    return "weekly blocks" if blocks[0].is_parted else "people by dates"


def _read_blocks(
    table: Table, blocks: Sequence[Block], options: RosterOptions, setting: Setting, codes: Codes, findings: Findings
) -> Staffing:
    _check_text(table, blocks)
    if are_counts(blocks[0], codes):
        return Staffing(headcounts=read_count_grid(_of_choice(blocks, options), options, codes, findings))
    if are_shift_rows(blocks[0], codes):
        return Staffing(read_shift_rows(_of_choice(blocks, options), options, codes, findings))
    return Staffing(read_grid(table, blocks, options, setting, codes, findings))


def _of_choice(blocks: Sequence[Block], options: RosterOptions) -> list[Block]:
    """Leave the rows that the planner chooses."""
    chosen = []
    for block in blocks:
        sides = {folded(name): at for at, name in {**block.labels, **block.after}.items() if name}
        cells = {name: [row[at] for _, row in block.rows] for name, at in sides.items()}
        kept = positions_by_choice(cells, options.only, range(len(block.rows)))
        chosen.append(replace(block, rows=tuple(block.rows[at] for at in kept)))
    return chosen


def _check_text(table: Table, blocks: Sequence[Block]) -> None:
    """Refuse a grid without a single entry; only then is it worth a look at the colours."""
    if any(cells[day.first] for block in blocks for day in block.days for _, cells in block.rows):
        return
    if table.name is not None and has_coloured_cells(table.file, table.name):
        raise BadFileError(
            "the cells under the dates are coloured but empty, and simcall does not guess what a colour means; write a "
            "code or times into each cell, such as E or 07:00-15:00"
        )
    raise BadFileError(
        "the cells under the dates are empty; write a code or times into each cell, such as E or 07:00-15:00"
    )


def unknown_layout(table: Table) -> str:
    """Say what a roster may look like, for a sheet whose layout simcall does not recognise."""
    _, first = table.rows[0]
    present = ", ".join(quoted(text[:30]) for text in first[:8] if text)
    return (
        f"simcall does not recognise this layout of a rota; its first row is {present}. Give it a header with person, "
        "date, start and end, or dates above the columns and a person or a shift in each row; if columns have other "
        'names, write columns = { person = "…", date = "…", start = "…", end = "…" }'
    )
