"""Read rosters of named people from tables, and report every mistake with its row and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import zip_longest
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from simcall.files.messages import meant
from simcall.files.sheets import Sheet
from simcall.files.text import BadFileError
from simcall.scenario.models.duty_table import DutyError, break_spells
from simcall.scenario.reading.roster_cells import (
    DAY_FIRST,
    FORMULA_ERRORS,
    MIDNIGHT,
    form_of,
    shown_cell,
    to_day,
    to_end,
    to_start,
    to_text,
)
from simcall.scenario.reading.roster_checks import Duty, Mistakes, check_clock, check_overlaps
from simcall.scenario.reading.roster_columns import COLUMNS, places_of

__all__ = ["Setting", "duty_columns"]

_LONGEST_NIGHT = timedelta(hours=16)
_LONGEST = timedelta(days=1)
_YEARS_AWAY = 10
_MERGED = "in every row (of merged cells only the first holds it)"
_UNSAVED = "holds a formula whose value was not saved; open the file in Excel and save it, or put the value in"
_DATED = "correct one of them, or write the date in both, such as 2024-02-01 07:00"

Read = TypeVar("Read")


@dataclass(frozen=True)
class Setting:
    """What of a scenario the names, dates and times of a roster must agree with.

    Attributes
    ----------
    group : str
        Whose roster it is.
    groups, lines, served : tuple of str
        The names of all groups and lines, and of the lines that this group serves.
    zone : ZoneInfo
        Whose clock it is.
    start : date or None
        Of the run.
    """

    group: str
    groups: tuple[str, ...]
    lines: tuple[str, ...]
    served: tuple[str, ...]
    zone: ZoneInfo
    start: date | None


@dataclass
class _Rows:
    """Rows of the file by column: the cells of a column that is not there are all empty."""

    numbers: list[int]
    cells: dict[str, Sequence[Any]]
    places: dict[str, int]
    """By column that is there, which of the file's it is."""
    sheet: Sheet

    def name(self, column: str) -> str:
        """Return the name of a column in the file."""
        return self.sheet.header[self.places[column]]

    def unsaved(self, row: int, column: str) -> bool:
        """Tell whether an empty cell is a formula whose value nobody saved."""
        return (row, self.places[column]) in self.sheet.formulas

    def where(self, keep: Callable[[int], bool]) -> _Rows:
        places = [index for index in range(len(self.numbers)) if keep(index)]
        cells: dict[str, Sequence[Any]] = {
            name: [column[index] for index in places] for name, column in self.cells.items()
        }
        return replace(self, numbers=[self.numbers[index] for index in places], cells=cells)


def duty_columns(sheet: Sheet, names: Mapping[str, str], setting: Setting) -> dict[str, list[str]]:
    """Read the duties of one group.

    Parameters
    ----------
    sheet : Sheet
        The table.
    names : mapping of str to str
        By column of `COLUMNS`, its name in the table where it is another.
    setting : Setting
        What they must agree with.

    Returns
    -------
    dict of str to list of str
        As `duties.duties_of` reads them: person, start, end, breaks and line.

    Raises
    ------
    BadFileError
        With the first mistakes of each kind, by row.
    """
    mistakes = Mistakes()
    rows = _own_rows(_picked(sheet, names), setting, mistakes)
    duties = _duties(rows, setting, mistakes)
    check_clock(duties, setting.zone, mistakes)
    check_overlaps(duties, mistakes)
    if mistakes.by_kind:
        raise BadFileError(*mistakes.messages())
    return {
        "person": [duty.person for duty in duties],
        "start": [_iso(duty.start) for duty in duties],
        "end": [_iso(duty.end) for duty in duties],
        "breaks": [duty.breaks for duty in duties],
        "line": [duty.line for duty in duties],
    }


@lru_cache(maxsize=65536)
def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _picked(sheet: Sheet, names: Mapping[str, str]) -> _Rows:
    """Find the columns; without them nothing else can be said."""
    places = places_of(sheet, names)
    if not sheet.rows:
        raise BadFileError("there are no rows under the header; write a row for each duty")
    absent: list[Any] = [None] * len(sheet.rows)
    columns = list(zip_longest(*(cells for _, cells in sheet.rows)))
    cells: dict[str, Sequence[Any]]
    cells = {
        name: columns[places[name]] if places.get(name, len(columns)) < len(columns) else absent for name in COLUMNS
    }
    return _Rows([number for number, _ in sheet.rows], cells, places, sheet)


def _own_rows(rows: _Rows, setting: Setting, mistakes: Mistakes) -> _Rows:
    """Leave the rows of other groups to those; tell names that no group has."""
    _formula_errors(rows, "group", mistakes)
    if "group" not in rows.places:
        return rows
    group_of = {cell: _meant(to_text(cell), setting.groups) for cell in set(rows.cells["group"])}
    for row, cell in zip(rows.numbers, rows.cells["group"], strict=True):
        if group_of[cell] is None and cell not in FORMULA_ERRORS:
            name = to_text(cell)
            if name:
                hint = meant(name, setting.groups, "the groups are")
                message = f"{shown_cell(cell)} is not a group of the scenario; {hint}"
            elif rows.unsaved(row, "group"):
                message = f"{rows.name('group')} {_UNSAVED}"
            else:
                message = f"the group is empty; write whose duty it is, {_MERGED}"
            mistakes.add("group", row, message)
    own = rows.where(lambda index: group_of[rows.cells["group"][index]] == setting.group)
    if not own.numbers and not mistakes.by_kind:
        group_names = sorted({name for name in group_of.values() if name})
        raise BadFileError(f"there are no rows of {setting.group}; the groups in it are {', '.join(group_names)}")
    return own


def _meant(name: str, names: Sequence[str]) -> str | None:
    """Return the known name that a cell gives, with whatever capitals."""
    if name in names:
        return name
    return next((candidate for candidate in names if candidate.casefold() == name.casefold()), None)


def _formula_errors(rows: _Rows, column: str, mistakes: Mistakes) -> None:
    """Tell cells in which a formula failed; they are empty from then on, and known to be wrong."""
    if not FORMULA_ERRORS & {cell for cell in set(rows.cells[column]) if isinstance(cell, str)}:
        return
    for row, cell in zip(rows.numbers, rows.cells[column], strict=True):
        if cell in FORMULA_ERRORS:
            message = f"{rows.name(column)} is {cell}: a formula failed; correct it, or put its value in"
            mistakes.add("formula", row, message)


def _duties(rows: _Rows, setting: Setting, mistakes: Mistakes) -> list[Duty]:
    """Read the rows that can be read; no duty is made of the others."""
    read = partial(_column, rows, mistakes)
    people = read("person", to_text, f"write the name or the number of whoever works it, {_MERGED}")
    days = read("date", to_day, "write the date on which the duty starts") if "date" in rows.places else None
    starts = read("start", to_start, 'write the time, such as "07:00"')
    ends = read("end", to_end, 'write the time, such as "15:00"')
    lines = read("line", _line_reader(setting), None)
    texts = read("breaks", to_text, None)
    if days is not None:
        _check_far(rows, days, setting, mistakes)
    for column in ("date", "start", "end"):
        _check_forms(rows, column, mistakes)
    # A known mistake in a cell leaves None there: what else the row says cannot be judged.
    dates = [None] * len(people) if days is None else days
    table = zip(rows.numbers, people, dates, starts, ends, texts, lines, strict=True)
    return [
        duty
        for row, person, on, start, end, breaks, line in table
        if person and start is not None and end is not None and (on is not None or days is None)
        if (duty := _duty((row, person, breaks, line), on, start, end, mistakes))
    ]


def _duty(
    named: tuple[int, str, str | None, str | None],
    on: date | None,
    start: time | datetime,
    end: time | datetime | timedelta,
    mistakes: Mistakes,
) -> Duty | None:
    """Make a duty of a row; one whose breaks are wrong is compared with others all the same."""
    row, person, breaks, line = named
    try:
        begin, finish = _span(on, start, end)
    except DutyError as fault:
        mistakes.add(fault.kind, row, str(fault))
        return None
    try:
        break_spells(breaks or "", begin, finish)
    except DutyError as fault:
        mistakes.add(fault.kind, row, str(fault))
        breaks = None
    return Duty(row, person, begin, finish, breaks or "", line or "")


def _column(
    rows: _Rows, mistakes: Mistakes, column: str, read: Callable[[Any], Read | None], if_empty: str | None
) -> list[Read | None]:
    """Read a column, each different cell once; where a cell is wrong, and known to be, there is None."""
    _formula_errors(rows, column, mistakes)
    cells = rows.cells[column]
    values: dict[Hashable, Read | None] = {}
    faults: dict[Hashable, str] = {}
    for cell in dict.fromkeys(cells):
        if isinstance(cell, str) and cell in FORMULA_ERRORS:
            values[cell] = None
            continue
        try:
            values[cell] = read(cell)
        except ValueError as fault:
            values[cell], faults[cell] = None, str(fault)
        if if_empty and to_text(cell) == "":
            faults[cell] = f"is empty; {if_empty}"
    for row, cell in zip(rows.numbers, cells, strict=True) if faults else ():
        if cell not in faults:
            continue
        if to_text(cell):
            message = f"{rows.name(column)} {shown_cell(cell)}: {faults[cell]}"
        else:
            message = f"{rows.name(column)} {_UNSAVED if rows.unsaved(row, column) else faults[cell]}"
        mistakes.add(f"{column} {faults[cell][:20]}", row, message)
    return [values[cell] for cell in cells]


def _line_reader(setting: Setting) -> Callable[[Any], str | None]:
    def read(cell: Any) -> str | None:
        name = to_text(cell)
        line = _meant(name, setting.lines)
        if name and line is None:
            raise ValueError(f"this is not a line; {meant(name, setting.lines, 'the lines are')}")
        if line is not None and setting.served and line not in setting.served:
            raise ValueError(f"{setting.group} does not serve it; it serves {', '.join(setting.served)}")
        return line

    return read


def _check_far(rows: _Rows, days: list[date | None], setting: Setting, mistakes: Mistakes) -> None:
    if setting.start is None:
        return
    far = {day for day in set(days) if day and abs(day.year - setting.start.year) > _YEARS_AWAY}
    for row, day in zip(rows.numbers, days, strict=True) if far else ():
        if day in far:
            away = f"{day} is more than {_YEARS_AWAY} years from the start of the run ({setting.start})"
            mistakes.add("far", row, f"{away}; correct the year")


def _check_forms(rows: _Rows, column: str, mistakes: Mistakes) -> None:
    """Find dates written in two ways, of which one may have day and month the wrong way round.

    Excel's own dates beside text year first cannot be mistaken; beside text day first they often are.
    """
    forms = {cell: form_of(cell) for cell in set(rows.cells[column])}
    if DAY_FIRST not in forms.values() or len(set(forms.values()) - {None}) < 2:
        return
    by_form: dict[str, list[int]] = {}
    for row, cell in zip(rows.numbers, rows.cells[column], strict=True):
        if form := forms[cell]:
            by_form.setdefault(form, []).append(row)
    usual = max(by_form, key=lambda form: len(by_form[form]))
    for form, numbers in by_form.items():
        for row in numbers if form != usual else ():
            most = f"most are {usual} (row {by_form[usual][0]})"
            message = f"the date in {rows.name(column)} is written {form}, and {most}; write all of them in one way"
            mistakes.add("form", row, message)


@lru_cache(maxsize=65536)
def _span(on: date | None, start: time | datetime, end: time | datetime | timedelta) -> tuple[datetime, datetime]:
    """Return from when until when a duty is; an end by the clock that is not after the start is on the next day."""
    begin = _begin(on, start)
    if isinstance(end, datetime):
        if end <= begin:
            raise DutyError("backwards", f"it ends ({end}) before it starts ({begin}); correct one of them")
        if end - begin > _LONGEST:
            raise DutyError("long", f"it lasts {_hours(end - begin)}, from {begin} to {end}; no duty is over 24 h")
        return begin, end
    if isinstance(end, timedelta):
        return begin, _midnight_after(begin)
    finish = datetime.combine(begin.date(), end)
    if finish <= begin:
        finish += _LONGEST
        if finish - begin > _LONGEST_NIGHT:
            fault = f"it ends at {end:%H:%M}, before it starts at {begin:%H:%M}"
            night = f"that would be {_hours(finish - begin)}, too long for a night"
            raise DutyError("backwards", f"{fault} ({night}); {_DATED}")
    return begin, finish


def _begin(on: date | None, start: time | datetime) -> datetime:
    if not isinstance(start, datetime):
        if on is None:
            raise DutyError("no date", f"the start {start:%H:%M} has no date; write it as in the other rows")
        return datetime.combine(on, start)
    if on is not None and start.date() != on:
        raise DutyError("dates", f"the date is {on} and the start is on {start.date()}; correct one of them")
    return start


def _midnight_after(begin: datetime) -> datetime:
    """Return when a duty ends that ends at 24:00."""
    finish = datetime.combine(begin.date(), time()) + MIDNIGHT
    if finish - begin > _LONGEST_NIGHT:
        fault = f"it ends at 24:00, {_hours(finish - begin)} after it starts at {begin:%H:%M}"
        raise DutyError("backwards", f"{fault}: too long where no dates are given; {_DATED}")
    return finish


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.4g} h"
