"""Read rosters that have a row for each duty, or for each activity of a duty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from simcall.files.messages import meant, quoted
from simcall.scenario.models.duty_table import DutyError, break_spells
from simcall.scenario.reading.rosters.clocks import DateReader, as_span, offset_in, text_before
from simcall.scenario.reading.rosters.codes import Codes
from simcall.scenario.reading.rosters.findings import Findings, Kind, Setting, Stretch
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import is_vacant, people_of
from simcall.scenario.reading.rosters.row_cells import IF_EMPTY, CellReader, RowCells
from simcall.scenario.reading.rosters.row_columns import Columns, dates_of, names_of, own_columns
from simcall.scenario.reading.rosters.row_headers import RowsHeader
from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, Table, shown_cell

__all__ = ["read_rows"]

_YEARS_AWAY = 10
_UNSAVED = "holds a formula whose value was not saved; open the file in Excel and save it, or put the value in"


def read_rows(
    table: Table, header: RowsHeader, options: RosterOptions, setting: Setting, codes: Codes, findings: Findings
) -> list[Stretch]:
    """Read the duties of a group from rows.

    Parameters
    ----------
    table : Table
        The sheet.
    header : RowsHeader
        Where its header is.
    options : RosterOptions
        What the planner says.
    setting : Setting
        The scenario.
    codes : Codes
        The meanings of codes.
    findings : Findings
        Receives everything but duties.
    """
    columns = own_columns(table, header, options, setting, findings)
    dates = dates_of(columns, options, setting, findings)
    reader = _RowReader(table, header.places, columns, dates, setting, codes, findings, options.nights == "end")
    people = names_of(columns, options, findings)
    if "start" in header.places and "end" not in header.places:
        findings.notes.append(
            f"the sheet has no end times; simcall adds {quoted(columns.names['hours'])} to the start. If those hours "
            "leave out an unpaid break, add a column with the end times"
        )
    stretches = [
        stretch
        for position, row in enumerate(columns.numbers)
        if (stretch := reader.stretch(position, row, people[position]))
    ]
    if any(offset_in(text) for column in ("start", "end") for text in dict.fromkeys(columns.cells[column])):
        findings.notes.append(
            f"the times have an offset from UTC; simcall reads them on the clock of {setting.zone.key}"
        )
    findings.has_clock_nights = "date" in header.places
    return _split_people(stretches, options)


def _split_people(stretches: list[Stretch], options: RosterOptions) -> list[Stretch]:
    if options.people_in_cell != "split":
        return stretches
    parts, _ = people_of([stretch.person for stretch in stretches], "split")
    return [stretch._replace(person=person) for stretch in stretches for person in parts(stretch.person)]


class _RowReader:
    """Reads rows one after the other; what the cells say is read once for each combination of cells."""

    def __init__(
        self,
        table: Table,
        places: Mapping[str, int],
        columns: Columns,
        dates: DateReader,
        setting: Setting,
        codes: Codes,
        findings: Findings,
        by_morning: bool,
    ) -> None:
        self._table, self._places, self._columns = table, places, columns
        self._dates, self._setting = dates, setting
        self._cells = CellReader(codes, dates, setting.zone)
        self._findings, self._by_morning = findings, by_morning
        self._read: dict[tuple[str, ...], RowCells] = {}
        self._days: dict[str, date | str | None] = {}
        self._lines: dict[str, str | ValueError] = {}

    def stretch(self, position: int, row: int, person: str) -> Stretch | None:
        """Return what a row says, or None if it is no stretch of anybody's time at work."""
        cells = {name: column[position] for name, column in self._columns.cells.items()}
        activities = tuple(column[position] for column in self._columns.activities)
        length = "" if cells["end"] else cells["hours"]
        key = (cells["start"], cells["end"], cells["span"], cells["end date"], length, *activities)
        if key not in self._read:
            self._read[key] = self._cells.read(cells, activities)
        read = self._read[key]
        if read.kind == "off":
            if not self._is_unsaved(row):
                self._findings.left_out[read.reason] += 1
            return None
        if read.kind == "unknown":
            self._findings.unknown[read.reason] += 1
            return None
        if read.kind != "duty":
            self._findings.left_out[read.reason] += 1
        if is_vacant(person):
            self._findings.left_out["vacant duties"] += 1
            return None
        return self._timed(row, person, cells, read)

    # One row ---------------------------------------------------------------------------------------------------------

    def _timed(self, row: int, person: str, cells: Mapping[str, str], read: RowCells) -> Stretch | None:
        """Lay what the cells say on their date; every fault of the row is noted."""
        mistakes = self._findings.mistakes
        before = mistakes.number
        for column, message in read.faults:
            name = self._columns.names.get(column, column)
            empty = message.startswith("is empty")
            if empty and (row, self._places.get(column, -1)) in self._table.formulas:
                message = _UNSAVED
            mistakes.add(f"{column} {message.split(':')[-1][:20]}", row, f"{name} {message}")
        if not person or person in FORMULA_ERRORS:
            self._add_empty("person", row, person)
        day = self._day(row, cells["date"])
        line = self._line(row, cells["line"])
        if mistakes.number > before and (read.faults or not person or day is None):
            return None
        if not person or person in FORMULA_ERRORS:
            return None
        return self._laid(row, person, day, read, cells["breaks"], line)

    def _laid(self, row: int, person: str, day: date | None, read: RowCells, breaks: str, line: str) -> Stretch | None:
        try:
            if read.meaning is not None:
                if day is None:
                    raise DutyError("no date", "the code has no date; write it as in the other rows")
                first, *_ = read.meaning.on(day)
                start, end = as_span(day, *first, by_morning=self._by_morning)
            else:
                start, end = as_span(day, read.start, read.end, by_morning=self._by_morning)
        except DutyError as fault:
            self._findings.mistakes.add(fault.kind, row, str(fault))
            return None
        try:
            break_spells(breaks, start, end)
        except DutyError as fault:
            self._findings.mistakes.add(fault.kind, row, str(fault))
            breaks = ""
        kind: Kind = read.kind if read.kind in ("break", "away") else "duty"
        return Stretch(row, person, start, end, kind, breaks, line)

    def _day(self, row: int, text: str) -> date | None:
        if "date" not in self._places:
            return None
        if text not in self._days:
            try:
                self._days[text] = self._dates.read(text_before(text) or text) if text else None
            except ValueError as fault:
                self._days[text] = str(fault)
        day = self._days[text]
        if day is None or text in FORMULA_ERRORS:
            self._add_empty("date", row, text)
            return None
        if isinstance(day, str):
            name = self._columns.names["date"]
            self._findings.mistakes.add(f"date {day[:20]}", row, f"{name} {shown_cell(text)}: {day}")
            return None
        start = self._setting.start
        if start is not None and abs(day.year - start.year) > _YEARS_AWAY:
            away = f"{day} is more than {_YEARS_AWAY} years from the start of the run ({start})"
            self._findings.mistakes.add("far", row, f"{away}; correct the year")
            return None
        return day

    def _add_empty(self, column: str, row: int, text: str) -> None:
        name = self._columns.names.get(column, column)
        if text in FORMULA_ERRORS:
            message = f"{name} is {text}: a formula failed; correct it, or put its value in"
        elif (row, self._places.get(column, -1)) in self._table.formulas:
            message = f"{name} {_UNSAVED}"
        else:
            message = f"{name} is empty; {IF_EMPTY[column]}"
        self._findings.mistakes.add(f"{column} empty", row, message)

    def _is_unsaved(self, row: int) -> bool:
        """Note a row whose times are formulas without a saved value: it may be a duty."""
        for column in ("start", "end"):
            if column in self._places and (row, self._places[column]) in self._table.formulas:
                name = self._columns.names[column]
                self._findings.mistakes.add(f"{column} unsaved", row, f"{name} {_UNSAVED}")
                return True
        return False

    def _line(self, row: int, text: str) -> str:
        if not text:
            return ""
        if text not in self._lines:
            try:
                self._lines[text] = _line_of(text, self._setting)
            except ValueError as fault:
                self._lines[text] = fault
        line = self._lines[text]
        if isinstance(line, ValueError):
            name = self._columns.names["line"]
            self._findings.mistakes.add(f"line {str(line)[:20]}", row, f"{name} {shown_cell(text)}: {line}")
            return ""
        return line


def _line_of(text: str, setting: Setting) -> str:
    line = next((name for name in setting.lines if name.casefold() == text.casefold()), None)
    if line is None:
        raise ValueError(f"this is not a line; {meant(text, setting.lines, 'the lines are')}")
    if setting.served and line not in setting.served:
        raise ValueError(f"{setting.group} does not serve it; it serves {', '.join(setting.served)}")
    return line
