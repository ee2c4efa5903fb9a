"""Read rosters that have a row for each duty, or for each activity of a duty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from simcall.files.messages import meant
from simcall.files.text import BadFileError
from simcall.scenario.models.duty_table import DutyError, break_spells
from simcall.scenario.reading.rosters.clocks import (
    DateReader,
    Moment,
    as_span,
    is_date_text,
    read_moment,
    spans_in,
    text_before,
)
from simcall.scenario.reading.rosters.codes import Codes, Meaning
from simcall.scenario.reading.rosters.columns import folded, is_named, not_found, places_of
from simcall.scenario.reading.rosters.findings import Findings, Kind, Setting, Stretch, note_hidden, times
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import is_vacant, people_of
from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, Row, Table, shown_cell
from simcall.scenario.reading.rosters.teams import HEADING, chosen_rows, team_heading
from simcall.scenario.reading.rosters.words import BREAK, DUTY, REST, is_shift_name, meaning_of

__all__ = ["RowsHeader", "read_rows", "rows_header"]

_SEARCHED = 40
"""Rows in which the header may stand."""
_SAMPLED = 60
_YEARS_AWAY = 10
_NUMBER_OF = re.compile(r"\b(?:on duty|number|count|people|staff|handlers|operators|agents|officers|heads|headcount)\b")
_UNSAVED = "holds a formula whose value was not saved; open the file in Excel and save it, or put the value in"
_MERGED = "in every row (of merged cells only the first holds it)"
_IF_EMPTY: Mapping[str, str] = {
    "person": f"write the name or the number of whoever works it, {_MERGED}",
    "date": "write the date on which the duty starts",
    "start": 'write the time, such as "07:00"',
    "end": 'write the time, such as "15:00"',
}


class RowsHeader(NamedTuple):
    """The header of rows of duties.

    Attributes
    ----------
    at : int
        Its position among the rows of the sheet.
    places : dict of str to int
        By what a column holds, which it is: see `places_of`.
    """

    at: int
    places: Mapping[str, int]


def rows_header(table: Table, names: Mapping[str, str], *, of_counts: bool = False) -> RowsHeader | None:
    """Find the header of rows of duties, or of numbers on duty, under whatever titles there are.

    Raises
    ------
    BadFileError
        If the header has some of what must be there, and not all, or has it twice.
    """
    best: tuple[int, int] | None = None
    for at, (_, cells) in enumerate(table.rows[:_SEARCHED]):
        known = len({cell for cell in map(folded, cells) if _is_known(cell, names)})
        if known >= 2 and not any(map(is_date_text, filter(None, cells))) and (best is None or known > best[1]):
            best = at, known
    if best is None:
        return None
    header = table.rows[best[0]][1]
    body = table.rows[best[0] + 1 : best[0] + 1 + _SAMPLED]
    if _is_repeated(header):
        return None
    places = places_of(header, names)
    places = _with_spans(places, body)
    if of_counts:
        places = _with_numbers(places, header, body)
        return RowsHeader(best[0], places) if _are_counts(places, body) else None
    missing = _missing(places, body)
    if not missing:
        return RowsHeader(best[0], places)
    if names or (len(missing) == 1 and len({"person", "date", "start", "end"} & places.keys()) > 1):
        raise BadFileError(*not_found(missing, header, names))
    return None


def _is_known(cell: str, names: Mapping[str, str]) -> bool:
    usual = ("person", "number", "date", "start", "end", "activity", "people", "span", "group", "label")
    return bool(cell) and (cell in map(folded, names.values()) or any(is_named(column, cell) for column in usual))


def _is_repeated(header: Sequence[str]) -> bool:
    """Tell the header of a block, with a start for each day, from that of rows."""
    cells = [folded(cell) for cell in header]
    has_date = any(is_named("date", cell) for cell in cells)
    return not has_date and sum(is_named("start", cell) for cell in cells) > 1


def _with_spans(places: Mapping[str, int], body: Sequence[Row]) -> dict[str, int]:
    """Find the column with both times, whatever it is called, where none has the start alone."""
    if "start" in places:
        return dict(places)
    for column in range(len(body[0][1]) if body else 0):
        cells = [cells[column] for _, cells in body if cells[column]]
        if cells and sum(bool(spans_in(cell)[0]) for cell in cells) * 2 > len(cells):
            return {**{key: at for key, at in places.items() if at != column}, "span": column}
    return {key: at for key, at in places.items() if key != "span"}


def _with_numbers(places: dict[str, int], header: Sequence[str], body: Sequence[Row]) -> dict[str, int]:
    """Find the column of numbers of people, such as "Handlers on duty", where its name is not a usual one."""
    if "people" in places:
        return places
    for at, name in enumerate(header):
        cells = [cells[at] for _, cells in body if cells[at]]
        if _NUMBER_OF.search(folded(name)) and cells and all(cell.isdecimal() for cell in cells):
            return {**{key: column for key, column in places.items() if column != at}, "people": at}
    return places


def _missing(places: Mapping[str, int], body: Sequence[Row]) -> list[str]:
    missing = [] if "person" in places or "number" in places else ["person"]
    dated = "start" in places and any(text_before(cells[places["start"]]) for _, cells in body)
    missing += [] if "date" in places or dated else ["date"]
    if not ({"span", "activity"} & places.keys()):
        missing += [column for column in ("start", "end") if column not in places]
    elif "start" in places and "end" not in places:
        missing += ["end"]
    return missing


def _are_counts(places: Mapping[str, int], body: Sequence[Row]) -> bool:
    has_times = {"start", "end"} <= places.keys() or {"span", "activity"} & places.keys()
    if not has_times or "people" not in places or "person" in places:
        return False
    numbers = [cells[places["people"]] for _, cells in body if cells[places["people"]]]
    return bool(numbers) and "date" in places


# The rows -----------------------------------------------------------------------------------------------------------


@dataclass
class _Columns:
    """The rows of a group by column; a column that is not there is all empty."""

    numbers: list[int]
    cells: dict[str, list[str]]
    activities: list[list[str]]
    names: dict[str, str] = field(default_factory=dict)


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
    columns = _own_columns(table, header, options, setting, findings)
    dates = _dates(columns, options, setting, findings)
    reader = _RowReader(table, header.places, columns, dates, setting, codes, findings, options.nights == "end")
    people = _people(columns, options, findings)
    stretches = [
        stretch
        for position, row in enumerate(columns.numbers)
        if (stretch := reader.stretch(position, row, people[position]))
    ]
    findings.has_clock_nights = "date" in header.places
    return _split_people(stretches, options)


def _own_columns(
    table: Table, header: RowsHeader, options: RosterOptions, setting: Setting, findings: Findings
) -> _Columns:
    """Return the rows that are duties or days off of this group, by column."""
    names = table.rows[header.at][1]
    body: list[Row] = []
    headings: list[str] = []
    heading = ""
    for row in table.rows[header.at + 1 :]:
        if _is_of_data(row[1], names, header.places, findings):
            body.append(row)
            headings.append(heading)
        else:
            heading = team_heading(row[1]) or heading
    if not body:
        raise BadFileError("there are no rows under the header; write a row for each duty")
    every = [list(column) for column in zip(*(cells for _, cells in body), strict=True)]
    by_name = {folded(name): every[at] for at, name in enumerate(names) if name}
    named = {key: folded(names[header.places[key]]) for key in ("group", "team") if key in header.places}
    if not named and len(set(headings)) > 1:
        by_name[HEADING], named["team"] = headings, HEADING
    numbers = [number for number, _ in body]
    kept = chosen_rows(by_name, named, numbers, options.only, setting, findings)
    absent = [""] * len(kept)
    cells = {
        column: [every[header.places[column]][at] for at in kept] if column in header.places else absent
        for column in ("person", "number", "date", "end date", "start", "end", "span", "breaks", "line", "hours")
    }
    activities = _activities(names, header.places)
    note_hidden(table, {*header.places.values(), *activities}, findings)
    _note_ignored(names, header.places, activities, options.only, every, findings)
    return _Columns(
        [numbers[at] for at in kept],
        cells,
        [[every[column][at] for at in kept] for column in activities],
        {column: names[at] for column, at in header.places.items()},
    )


def _is_of_data(cells: tuple[str, ...], names: tuple[str, ...], places: Mapping[str, int], findings: Findings) -> bool:
    """Tell a row of data from a note, a heading, a total or the header again."""
    if cells == names:
        findings.left_out["repeated headers"] += 1
        return False
    timed = any(cells[places[column]] for column in ("date", "start", "end", "span") if column in places)
    named = any(cells[places[column]] for column in ("person", "number") if column in places)
    if timed or (named and "activity" in places and cells[places["activity"]]):
        return True
    findings.left_out["notes and headings"] += 1
    return False


def _activities(names: Sequence[str], places: Mapping[str, int]) -> list[int]:
    taken = {at for column, at in places.items() if column != "activity"}
    return [
        at
        for at, name in enumerate(names)
        if at not in taken and (at == places.get("activity") or is_named("activity", folded(name)))
    ]


def _note_ignored(
    names: Sequence[str],
    places: Mapping[str, int],
    activities: Sequence[int],
    only: Mapping[str, tuple[str, ...]],
    every: Sequence[Sequence[str]],
    findings: Findings,
) -> None:
    """List the columns that are not read, with the words for time off in them."""
    read = {*places.values(), *activities, *(at for at, name in enumerate(names) if folded(name) in map(folded, only))}
    for at, name in enumerate(names):
        if at in read or not name:
            continue
        away = Counter(cell for cell in every[at] if cell and meaning_of(cell) not in (None, DUTY, BREAK))
        words = ", ".join(f"{word} {times(number)}" for word, number in away.most_common(3))
        findings.ignored.append(f"{name} ({words})" if words else name)


def _dates(columns: _Columns, options: RosterOptions, setting: Setting, findings: Findings) -> DateReader:
    texts = [
        *columns.cells["date"],
        *columns.cells["end date"],
        *(text_before(cell) for column in ("start", "end") for cell in dict.fromkeys(columns.cells[column])),
    ]
    dates = DateReader(texts, options.dates, setting.start, setting.until)
    if question := dates.question():
        findings.questions.append(question)
    if dates.year is not None:
        findings.notes.append(f"The dates have no year; simcall takes {dates.year}")
    for column in ("date", "start", "end"):
        _check_forms(columns, column, findings)
    return dates


def _check_forms(columns: _Columns, column: str, findings: Findings) -> None:
    """Find dates that Excel took for months first: it leaves as text only those whose day is no month."""
    by_form: dict[str, list[tuple[int, str]]] = {"year": [], "slash": []}
    for row, cell in zip(columns.numbers, columns.cells[column], strict=True):
        if match := re.match(r"(\d{4})-\d{2}-\d{2}|(\d{1,2}/\d{1,2}/\d{4})", cell):
            by_form["year" if match[1] else "slash"].append((row, match[0]))
    if not by_form["year"] or not by_form["slash"]:
        return
    converted = all(int(text[8:10]) <= 12 for _, text in by_form["year"])
    if converted and all(int(text.split("/")[0]) > 12 for _, text in by_form["slash"]):
        first = by_form["year"][0][0]
        for row, _ in by_form["slash"]:
            message = (
                f"the date in {columns.names[column]} is written day first, as 01/02/2024, and others year first, as "
                f"2024-02-01 (row {first}): Excel may have taken their day for the month; write all of them in one way"
            )
            findings.mistakes.add("form", row, message)


def _people(columns: _Columns, options: RosterOptions, findings: Findings) -> list[str]:
    """Return who each row is about: the name, with the number where two people share a name."""
    names, numbers = columns.cells["person"], columns.cells["number"]
    if not any(names):
        names, numbers = numbers, names
    numbers_of: dict[str, set[str]] = {}
    for name, number in zip(names, numbers, strict=True):
        numbers_of.setdefault(name, set()).add(number)
    people = [
        f"{name} ({number})" if number and len(numbers_of[name] - {""}) > 1 else name
        for name, number in zip(names, numbers, strict=True)
    ]
    _, question = people_of(people, options.people_in_cell)
    if question:
        findings.questions.append(question)
    return people


def _split_people(stretches: list[Stretch], options: RosterOptions) -> list[Stretch]:
    if options.people_in_cell != "split":
        return stretches
    parts, _ = people_of([stretch.person for stretch in stretches], "split")
    return [stretch._replace(person=person) for stretch in stretches for person in parts(stretch.person)]


class _Cells(NamedTuple):
    """What the cells of a row say, whoever and whenever it is."""

    kind: Kind | Literal["off", "unknown", "wrong"]
    reason: str = ""
    start: Moment = 0
    end: Moment = 0
    meaning: Meaning | None = None
    faults: tuple[tuple[str, str], ...] = ()


class _RowReader:
    """Reads rows one after the other; what the cells say is read once for each combination of cells."""

    def __init__(
        self,
        table: Table,
        places: Mapping[str, int],
        columns: _Columns,
        dates: DateReader,
        setting: Setting,
        codes: Codes,
        findings: Findings,
        by_morning: bool,
    ) -> None:
        self._table, self._places, self._columns = table, places, columns
        self._dates, self._setting, self._codes = dates, setting, codes
        self._findings, self._by_morning = findings, by_morning
        self._read: dict[tuple[str, ...], _Cells] = {}
        self._days: dict[str, date | str | None] = {}
        self._lines: dict[str, str | ValueError] = {}

    def stretch(self, position: int, row: int, person: str) -> Stretch | None:
        """Return what a row says, or None if it is no stretch of anybody's time at work."""
        cells = {name: column[position] for name, column in self._columns.cells.items()}
        activities = tuple(column[position] for column in self._columns.activities)
        key = (cells["start"], cells["end"], cells["span"], cells["end date"], *activities)
        if key not in self._read:
            self._read[key] = self._cells(cells, activities)
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

    # What the cells of a row say -------------------------------------------------------------------------------------

    def _cells(self, cells: Mapping[str, str], activities: Sequence[str]) -> _Cells:
        meanings = [(text, self._codes.read(text)) for text in activities if text]
        away = next((meaning for _, meaning in meanings if meaning and meaning.is_away), None)
        in_times = self._words_in_times(cells)
        if in_times is not None and (in_times.is_away or in_times.hours):
            reason = (away or in_times).reason
            return _Cells("off", reason) if reason and reason != DUTY else self._by_code(in_times)
        if not cells["start"] and not cells["end"] and not cells["span"]:
            return self._untimed(meanings, away)
        start, end, faults = self._times(cells)
        if faults:
            return _Cells("wrong", faults=tuple(faults))
        if away is not None:
            return _Cells("away", str(away.reason), start, end)
        if any(meaning and meaning.reason == BREAK for _, meaning in meanings):
            return _Cells("break", BREAK, start, end)
        unknown = next((text for text, meaning in meanings if meaning is None and not is_shift_name(text)), None)
        return _Cells("unknown", unknown) if unknown else _Cells("duty", "", start, end)

    def _words_in_times(self, cells: Mapping[str, str]) -> Meaning | None:
        """Return what a word in place of the times means: OFF, AL, or the code of a shift."""
        texts = [cells[column] for column in ("start", "end", "span") if cells[column]]
        named = [self._codes.named(text) for text in texts]
        alone = len(set(texts)) == 1 and not spans_in(texts[0])[0]
        return next((meaning for meaning in named if meaning and (meaning.is_away or alone)), None)

    def _untimed(self, meanings: Sequence[tuple[str, Meaning | None]], away: Meaning | None) -> _Cells:
        if away is not None:
            return _Cells("off", str(away.reason))
        for _, meaning in meanings:
            if meaning is not None and meaning.hours:
                return self._by_code(meaning)
        if any(meaning is not None and meaning.reason == BREAK for _, meaning in meanings):
            return _Cells("off", BREAK)
        if any(meaning is not None for _, meaning in meanings):
            return _Cells("wrong", faults=(("start", f"is empty; {_IF_EMPTY['start']}"),))
        return _Cells("unknown", meanings[0][0]) if meanings else _Cells("off", REST)

    def _by_code(self, meaning: Meaning) -> _Cells:
        return _Cells("duty", "", meaning=meaning)

    def _times(self, cells: Mapping[str, str]) -> tuple[Moment, Moment, list[tuple[str, str]]]:
        if cells["span"] and not cells["start"]:
            spans, _ = spans_in(cells["span"])
            if len(spans) != 1:
                return 0, 0, [("span", f'{shown_cell(cells["span"])}: these are no times; write "07:00-15:00"')]
            return (*spans[0], [])
        moments: list[Moment] = []
        faults: list[tuple[str, str]] = []
        for column in ("start", "end"):
            text = cells[column]
            if column == "end" and cells["end date"] and not text_before(text):
                text = f"{cells['end date']} {text}"
            try:
                moments.append(self._moment(column, text))
            except ValueError as fault:
                shown = "" if str(fault).startswith("is ") else f"{shown_cell(cells[column])}: "
                faults.append((column, f"{shown}{fault}"))
        return (moments[0], moments[1], []) if not faults else (0, 0, faults)

    def _moment(self, column: str, text: str) -> Moment:
        if not text:
            raise ValueError(f"is empty; {_IF_EMPTY[column]}")
        if text in FORMULA_ERRORS:
            raise ValueError(f"is {text}: a formula failed; correct it, or put its value in")
        moment = read_moment(text, self._dates)
        if column == "start" and (moment == 1440 or re.fullmatch(r".*\s24:00(:00)?", text)):
            raise ValueError("a duty cannot start at 24:00, the end of a day; write 00:00 and the next date")
        return moment

    # One row ---------------------------------------------------------------------------------------------------------

    def _timed(self, row: int, person: str, cells: Mapping[str, str], read: _Cells) -> Stretch | None:
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

    def _laid(self, row: int, person: str, day: date | None, read: _Cells, breaks: str, line: str) -> Stretch | None:
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
            message = f"{name} is empty; {_IF_EMPTY[column]}"
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
