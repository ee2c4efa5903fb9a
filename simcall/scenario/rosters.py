"""Rosters of named people from CSV and Excel files: every mistake with its row and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from simcall.scenario.duties import DutyError, break_spells
from simcall.scenario.paths import nearest
from simcall.scenario.roster_cells import DAY_FIRST, FORMULA_ERRORS, form_of, shown_cell, to_day, to_text, to_time
from simcall.scenario.sheets import Sheet
from simcall.scenario.text_files import BadFileError
from simcall.scenario.wording import meant, quoted

__all__ = ["COLUMNS", "Setting", "duty_columns"]

COLUMNS = ("person", "date", "start", "end", "group", "breaks", "line")
"""What may be read; the first four are wanted."""
_WANTED = COLUMNS[:4]

_OF_A_KIND = 5
"""Mistakes of one kind that are told one by one."""
_LONGEST_NIGHT = timedelta(hours=16)
_LONGEST = timedelta(days=1)
_YEARS_AWAY = 10

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
class _Mistakes:
    """What is wrong, by kind, so that a mistake in every row does not hide another."""

    by_kind: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, kind: str, row: int, message: str) -> None:
        self.by_kind.setdefault(kind, []).append((row, message))

    def told(self) -> list[str]:
        first = sorted(one for found in self.by_kind.values() for one in found[:_OF_A_KIND])
        more = sum(len(found) for found in self.by_kind.values()) - len(first)
        return [f"row {row}: {message}" for row, message in first] + ([f"and {more} more like these"] if more else [])


@dataclass
class _Rows:
    """Rows of the file by column: the cells of a column that is not there are all empty."""

    numbers: list[int]
    cells: dict[str, Sequence[Any]]
    names: dict[str, str]
    """By column, its name in the file."""

    def where(self, keep: Callable[[int], bool]) -> _Rows:
        places = [place for place in range(len(self.numbers)) if keep(place)]
        cells: dict[str, Sequence[Any]] = {
            name: [column[place] for place in places] for name, column in self.cells.items()
        }
        return _Rows([self.numbers[place] for place in places], cells, self.names)


class _Duty(NamedTuple):
    row: int
    person: str
    start: datetime
    end: datetime
    breaks: str
    line: str


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
    mistakes = _Mistakes()
    rows = _own_rows(_picked(sheet, names), setting, mistakes)
    duties = _duties(rows, setting, mistakes)
    _check_clock(duties, setting.zone, mistakes)
    _check_overlaps(duties, mistakes)
    if mistakes.by_kind:
        raise BadFileError(*mistakes.told())
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
    header = [name.strip().casefold() for name in sheet.header]
    sought = {column: names.get(column, column) for column in COLUMNS}
    faults: list[str] = []
    places: dict[str, int] = {}
    for column, name in sought.items():
        count = header.count(name.strip().casefold())
        if count == 1:
            places[column] = header.index(name.strip().casefold())
        elif count > 1:
            faults.append(f"the column {quoted(name)} is there {count} times; give each column a name of its own")
        elif column in names or (column in _WANTED and not _date_in_start(column, sheet, header, sought)):
            faults.append(_no_column(column, name, sheet.header))
    if faults:
        raise BadFileError(*faults)
    if not sheet.rows:
        raise BadFileError("there are no rows under the header; a row for each duty is wanted")
    absent: list[Any] = [None] * len(sheet.rows)
    there = list(zip_longest(*(cells for _, cells in sheet.rows)))
    cells: dict[str, Sequence[Any]]
    cells = {name: there[places[name]] if places.get(name, len(there)) < len(there) else absent for name in COLUMNS}
    names_there = {column: sheet.header[place] for column, place in places.items()}
    return _Rows([number for number, _ in sheet.rows], cells, names_there)


def _date_in_start(column: str, sheet: Sheet, header: list[str], sought: Mapping[str, str]) -> bool:
    """Tell whether no date is needed because the starts have their dates."""
    start = sought["start"].strip().casefold()
    if column != "date" or start not in header or not sheet.rows:
        return False
    try:
        return isinstance(to_time(sheet.rows[0][1][header.index(start)]), datetime)
    except (ValueError, IndexError):
        return False


def _no_column(column: str, name: str, header: Sequence[str]) -> str:
    filled = [one for one in header if one]
    guess = nearest(name, filled)
    there = f"the columns are {', '.join(quoted(one[:30]) for one in filled[:8])}"
    if guess:
        remedy = f"if {quoted(guess)} is meant, write columns = {{ {column} = {quoted(guess)} }}"
    else:
        remedy = f'{there}: say which it is with columns = {{ {column} = "…" }}'
    return f"there is no column {quoted(name)}; {remedy}"


def _own_rows(rows: _Rows, setting: Setting, mistakes: _Mistakes) -> _Rows:
    """Leave the rows of other groups to those; tell names that no group has."""
    _formula_errors(rows, "group", mistakes)
    if "group" not in rows.names:
        return rows
    group_of = {cell: _meant(to_text(cell), setting.groups) for cell in set(rows.cells["group"])}
    for row, cell in zip(rows.numbers, rows.cells["group"], strict=True):
        if group_of[cell] is None and cell not in FORMULA_ERRORS:
            name = to_text(cell)
            hint = meant(name, setting.groups, "the groups are") if name else "write whose duty it is"
            what = f"{shown_cell(cell)} is no group of the scenario" if name else "the group is empty"
            mistakes.add("group", row, f"{what}; {hint}")
    own = rows.where(lambda place: group_of[rows.cells["group"][place]] == setting.group)
    if not own.numbers and not mistakes.by_kind:
        there = sorted({name for name in group_of.values() if name})
        raise BadFileError(f"there are no rows of {setting.group}; the groups in it are {', '.join(there)}")
    return own


def _meant(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that a cell gives, with whatever capitals."""
    if name in known:
        return name
    return next((one for one in known if one.casefold() == name.casefold()), None)


def _formula_errors(rows: _Rows, column: str, mistakes: _Mistakes) -> None:
    """Tell cells in which a formula failed; they are empty from then on, and known to be wrong."""
    if not FORMULA_ERRORS & {cell for cell in set(rows.cells[column]) if isinstance(cell, str)}:
        return
    for row, cell in zip(rows.numbers, rows.cells[column], strict=True):
        if cell in FORMULA_ERRORS:
            name = rows.names[column]
            mistakes.add("formula", row, f"{name} is {cell}: a formula failed; correct it, or put its value in")


def _duties(rows: _Rows, setting: Setting, mistakes: _Mistakes) -> list[_Duty]:
    """Read the rows that can be read; no duty is made of the others."""
    read = partial(_column, rows, mistakes)
    people = read("person", to_text, "write the name or the number of whoever works it")
    days = read("date", to_day, "write the date on which the duty starts") if "date" in rows.names else None
    starts = read("start", to_time, 'write the time, such as "07:00"')
    ends = read("end", to_time, 'write the time, such as "15:00"')
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
    end: time | datetime,
    mistakes: _Mistakes,
) -> _Duty | None:
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
    return _Duty(row, person, begin, finish, breaks or "", line or "")


def _column(
    rows: _Rows, mistakes: _Mistakes, column: str, read: Callable[[Any], Read | None], if_empty: str | None
) -> list[Read | None]:
    """Read a column, each different cell once; where a cell is wrong, and known to be, there is None."""
    _formula_errors(rows, column, mistakes)
    cells = rows.cells[column]
    values: dict[Hashable, Read | None] = {}
    wrong: dict[Hashable, str] = {}
    for cell in dict.fromkeys(cells):
        if isinstance(cell, str) and cell in FORMULA_ERRORS:
            values[cell] = None
            continue
        try:
            values[cell] = read(cell)
        except ValueError as fault:
            values[cell], wrong[cell] = None, str(fault)
        if if_empty and to_text(cell) == "":
            wrong[cell] = f"is empty; {if_empty}"
    if wrong:
        name = rows.names[column]
        for row, cell in zip(rows.numbers, cells, strict=True):
            if cell in wrong:
                what = f"{name} {shown_cell(cell)}:" if to_text(cell) else name
                mistakes.add(f"{column} {wrong[cell][:20]}", row, f"{what} {wrong[cell]}")
    return [values[cell] for cell in cells]


def _line_reader(setting: Setting) -> Callable[[Any], str | None]:
    def read(cell: Any) -> str | None:
        name = to_text(cell)
        line = _meant(name, setting.lines)
        if name and line is None:
            raise ValueError(f"this is no line; {meant(name, setting.lines, 'the lines are')}")
        if line is not None and setting.served and line not in setting.served:
            raise ValueError(f"{setting.group} does not serve it; it serves {', '.join(setting.served)}")
        return line

    return read


def _check_far(rows: _Rows, days: list[date | None], setting: Setting, mistakes: _Mistakes) -> None:
    if setting.start is None:
        return
    far = {day for day in set(days) if day and abs(day.year - setting.start.year) > _YEARS_AWAY}
    for row, day in zip(rows.numbers, days, strict=True) if far else ():
        if day in far:
            away = f"{day} is more than {_YEARS_AWAY} years from the start of the run ({setting.start})"
            mistakes.add("far", row, f"{away}; correct the year")


def _check_forms(rows: _Rows, column: str, mistakes: _Mistakes) -> None:
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
            message = f"the date in {rows.names[column]} is written {form}, and {most}; write all of them in one way"
            mistakes.add("form", row, message)


@lru_cache(maxsize=65536)
def _span(on: date | None, start: time | datetime, end: time | datetime) -> tuple[datetime, datetime]:
    """Return from when until when a duty is; an end by the clock that is not after the start is on the next day."""
    if isinstance(start, datetime):
        if on is not None and start.date() != on:
            raise DutyError("dates", f"the date is {on} and the start is on {start.date()}; correct one of them")
        begin = start
    elif on is None:
        raise DutyError("no date", f"the start {start:%H:%M} has no date; write it as in the other rows")
    else:
        begin = datetime.combine(on, start)
    if isinstance(end, datetime):
        if end <= begin:
            raise DutyError("backwards", f"it ends ({end}) before it starts ({begin}); correct one of them")
        if end - begin > _LONGEST:
            raise DutyError("long", f"it lasts {_hours(end - begin)}, from {begin} to {end}; no duty is over 24 h")
        return begin, end
    finish = datetime.combine(begin.date(), end)
    if finish <= begin:
        finish += _LONGEST
        if finish - begin > _LONGEST_NIGHT:
            what = f"it ends at {end:%H:%M}, before it starts at {begin:%H:%M}"
            night = f"that would be {_hours(finish - begin)}, too long for a night"
            remedy = "correct one of them, or write the date in both, such as 2024-02-01 07:00"
            raise DutyError("backwards", f"{what} ({night}); {remedy}")
    return begin, finish


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.4g} h"


def _check_clock(duties: Sequence[_Duty], zone: ZoneInfo, mistakes: _Mistakes) -> None:
    """Find times that the clock skips when it goes forward; only on those days is there anything to look for."""
    changes = _changing_days(sorted({day for duty in duties for day in (duty.start.date(), duty.end.date())}), zone)
    if not changes:
        return
    for duty in duties:
        if duty.start.date() in changes or duty.end.date() in changes:
            spells = break_spells(duty.breaks, duty.start, duty.end) if duty.breaks else ()
            for moment in (duty.start, duty.end, *(one for spell in spells for one in spell)):
                if not _exists(moment, zone):
                    message = f"the clock goes forward on {moment:%Y-%m-%d} and never shows {moment:%H:%M}"
                    mistakes.add("skipped", duty.row, f"{message}; write a time before or after that hour")


def _changing_days(days: Sequence[date], zone: ZoneInfo) -> set[date]:
    def offset(day: date) -> timedelta | None:
        return datetime.combine(day, time(), zone).utcoffset()

    return {day for day in days if offset(day) != offset(day + timedelta(days=1))}


def _exists(moment: datetime, zone: ZoneInfo) -> bool:
    aware = moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment


def _check_overlaps(duties: Sequence[_Duty], mistakes: _Mistakes) -> None:
    by_person: dict[str, list[_Duty]] = {}
    for duty in duties:
        by_person.setdefault(duty.person, []).append(duty)
    for some in by_person.values():
        some.sort(key=lambda duty: duty.start)
        for kind, row, message in _clashes(some):
            mistakes.add(kind, row, message)


def _clashes(duties: Sequence[_Duty]) -> Iterator[tuple[str, int, str]]:
    """Compare each duty of one person with the one before; they come by their start."""
    for one, other in pairwise(duties):
        if other.start >= one.end:
            continue
        first, second = sorted((one, other), key=lambda duty: duty.row)
        if (one.start, one.end, one.breaks, one.line) == (other.start, other.end, other.breaks, other.line):
            yield "twice", second.row, f"it says the same as row {first.row}; delete one of them"
        else:
            what = f"{one.person} has the duty {_written(second)}, which overlaps {_written(first)} of row {first.row}"
            yield "overlap", second.row, f"{what}; nobody is on duty twice: correct one of them"


def _written(duty: _Duty) -> str:
    return f"{duty.start:%Y-%m-%d %H:%M}-{duty.end:%H:%M}"
