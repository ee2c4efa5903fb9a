"""Find the headings of grids: columns for dates or weekdays, in one block or in several, one below the other."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePath

from simcall.files.text import BadFileError
from simcall.scenario.models.week import WEEKDAYS
from simcall.scenario.reading.rosters.clocks import DateReader, is_date_text
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Setting
from simcall.scenario.reading.rosters.months import are_days_of_month, month_of, number_in, running_days
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.tables import Row, Table, shown_cell
from simcall.scenario.reading.rosters.teams import team_heading
from simcall.sheets.clocks import read_clock
from simcall.sheets.weekdays import read_weekday, weekdays_of_initials

__all__ = ["Block", "DayColumns", "blocks_of", "has_days_of_month", "heading_columns", "week_texts"]

_COMMENCING = re.compile(
    r"(?:w\s*/?\s*c|wk\s*/?\s*c|week(?:\s*(?:commencing|beginning|starting|of|from|start))?|w\s*/\s*b)\b[\s:.\-]*(?P<date>.*)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:w\s*/\s*e|we(?=[\s:.\-]*\d)|week\s*ending)\b[\s:.\-]*(?P<date>.*)", re.IGNORECASE)
_RANKS = ("date", "number", "weekday")
"""Of two rows of headings that stand together, the one that says more."""
_PARTS = ("start", "end", "hours")
_PAIR = 2
"""Columns of a day that hold its start and its end."""
_FEWEST_WEEKDAYS = 5


@dataclass(frozen=True)
class DayColumns:
    """The columns of one day.

    Attributes
    ----------
    day : date or int
        The date; or the weekday, 0 for Monday, where no date can be told.
    first, last : int
        The columns.
    start, end, hours : int or None
        Where a second heading parts the day: the columns of the start, of the end and of the hours.
    """

    day: date | int
    first: int
    last: int
    start: int | None = None
    end: int | None = None
    hours: int | None = None


@dataclass(frozen=True)
class Block:
    """Rows under headings of days.

    Attributes
    ----------
    days : tuple of DayColumns
        From left to right.
    labels : dict of int to str
        The columns on the left of the days, with their headings.
    after : dict of int to str
        The columns on the right of the days, with their headings.
    rows : tuple of Row
        The body.
    title : str
        The team that a row above the headings names; ``""``: there is no such row.
    """

    days: tuple[DayColumns, ...]
    labels: dict[int, str]
    after: dict[int, str]
    rows: tuple[Row, ...]
    title: str = ""

    @property
    def has_dates(self) -> bool:
        """Whether its days are dates, and not weekdays."""
        return all(isinstance(column.day, date) for column in self.days)

    @property
    def is_parted(self) -> bool:
        """Whether each day has a column for the start and one for the end."""
        return all(column.start is not None and column.end is not None for column in self.days)


@dataclass
class _Heading:
    """Rows of headings that stand together."""

    first: int
    last: int
    texts: dict[int, str]
    kind: str
    above: list[Row] = field(default_factory=list)


def blocks_of(table: Table, options: RosterOptions, setting: Setting, findings: Findings) -> tuple[Block, ...]:
    """Return the blocks of a sheet; none if it has no headings of days."""
    headings = _headings(table)
    texts = [text for heading in headings for text in heading.texts.values() if heading.kind == "date"]
    weeks = [text for row in table.rows for text in week_texts(row[1])] + _texts_of_name(table)
    dates = DateReader(texts, options.dates, setting.start, setting.until, consecutive=True) if texts else None
    edges = _edges(table, headings)
    mondays = (
        DateReader(weeks, options.dates, setting.start, setting.until, consecutive=True, weekdays=edges)
        if weeks
        else None
    )
    for reader in (dates, mondays if any(heading.kind == "weekday" for heading in headings) else None):
        if reader is not None and (question := reader.question()):
            findings.questions.append(question)
        if reader is not None and reader.year is not None and texts:
            findings.notes.append(
                f"the dates have no year; simcall takes {reader.year}, in which their weekdays are right"
                if any(read_weekday(text.split()[0]) is not None for text in texts)
                else f"the dates have no year; simcall takes {reader.year}, the year of the run"
            )
    blocks = []
    for number, heading in enumerate(headings):
        until = headings[number + 1].first if number + 1 < len(headings) else len(table.rows)
        days = list(_days(heading, dates, mondays, table, setting, findings))
        _check_repeated(table, heading, days)
        if days:
            blocks.append(_block(table, heading, days, until))
    return tuple(blocks)


# Where headings are -------------------------------------------------------------------------------------------------


def _headings(table: Table) -> list[_Heading]:
    headings: list[_Heading] = []
    above: list[Row] = []
    for at, row in enumerate(table.rows):
        kind, texts = _kind_of(row[1])
        if not kind:
            above.append(row)
        elif headings and headings[-1].last == at - 1:
            # A second row of headings, such as the weekdays under the dates, belongs to the first.
            headings[-1].last = at
            if _RANKS.index(kind) < _RANKS.index(headings[-1].kind):
                headings[-1].kind, headings[-1].texts = kind, texts
            above = []
        else:
            headings.append(_Heading(at, at, texts, kind, above))
            above = []
    if any(heading.kind == "date" for heading in headings):
        headings = [heading for heading in headings if heading.kind != "number"]
    return headings


def _edges(table: Table, headings: Sequence[_Heading]) -> set[int]:
    """Return the weekdays that the date of a week has: of its first heading, or of its last if that is when it ends."""
    is_ending = any(_ENDING.fullmatch(cell) for _, cells in table.rows for cell in cells)
    weeks = [heading.texts for heading in headings if heading.kind == "weekday"]
    days = {read_weekday(texts[max(texts) if is_ending else min(texts)]) for texts in weeks}
    return {day for day in days if day is not None}


def _kind_of(cells: Sequence[str]) -> tuple[str, dict[int, str]]:
    """Tell a row of dates, weekdays or days of the month from others, and return its cells by column."""
    filled = {at: text for at, text in enumerate(cells) if text}
    dates = {at: text for at, text in filled.items() if is_date_text(text) or _is_moment(text)}
    if len(set(dates.values())) > 1 and len(dates) * 2 >= len(filled) - 4 and not _has_clocks(filled):
        return "date", dates
    initials = {at: text for at, text in filled.items() if len(text) == 1}
    days = weekdays_of_initials([*initials.values()])
    if days:
        return "weekday", dict(zip(initials, (WEEKDAYS[day] for day in days), strict=True))
    weekdays = {at: text for at, text in filled.items() if read_weekday(text) is not None}
    if len(set(map(str.casefold, weekdays.values()))) >= _FEWEST_WEEKDAYS:
        return "weekday", weekdays
    numbers = {at: text for at, text in filled.items() if _is_day_of_month(text)}
    return ("number", numbers) if are_days_of_month([*numbers.values()]) else ("", {})


def heading_columns(cells: Sequence[str]) -> list[int]:
    """Return the columns of a row's dates, weekdays or days of the month; none if it is no row of headings."""
    return sorted(_kind_of(cells)[1])


def _is_moment(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2} 00:00:00", text))


def _is_day_of_month(text: str) -> bool:
    """Tell whether a text is 5, 5th or Mon 5."""
    weekday, _, number = text.rpartition(" ")
    return bool(re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", number)) and (not weekday or read_weekday(weekday) is not None)


def _has_clocks(filled: dict[int, str]) -> bool:
    return any(re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text) for text in filled.values())


def week_texts(cells: Sequence[str]) -> list[str]:
    """Return the dates of "Week commencing 05/10/2026" and the like."""
    texts = []
    for cell, following in zip(cells, [*cells[1:], ""], strict=True):
        match = _ENDING.fullmatch(cell) or _COMMENCING.fullmatch(cell)
        text = (match["date"].strip() or following) if match else ""
        if is_date_text(text):
            texts.append(text)
    if not texts and len(set(filter(None, cells))) == 1:
        texts = [cell for cell in cells if is_date_text(cell)][:1]
    return texts


def _texts_of_name(table: Table) -> list[str]:
    """Return the date in the name of a sheet, which holds no slash."""
    name = (table.name or "").strip()
    match = _COMMENCING.fullmatch(name)
    text = re.sub(r"(?<=\d)[. -](?=\d)", "/", match["date"] if match else name).strip()
    return [text] if is_date_text(text) else []


# Which days they are ------------------------------------------------------------------------------------------------


def _days(
    heading: _Heading,
    dates: DateReader | None,
    mondays: DateReader | None,
    table: Table,
    setting: Setting,
    findings: Findings,
) -> Iterator[tuple[int, date | int]]:
    """Yield the columns and the days of headings; of merged headings the first column."""
    if heading.kind == "date" and dates is not None:
        yield from _first_of_each(
            (at, _read_date(dates, text.removesuffix(" 00:00:00"))) for at, text in heading.texts.items()
        )
    elif heading.kind == "number":
        days = running_days([number_in(text) for text in heading.texts.values()])
        weekdays = _weekdays(heading, table, days.numbers)
        month = month_of(_texts_about(heading, table), weekdays, days.turn, setting.start, findings)
        for at, number in zip(heading.texts, days.numbers, strict=True):
            # A form for every month has columns that some months do not need.
            if month is not None and (days.turn or number <= monthrange(month.year, month.month)[1]):
                yield at, month + timedelta(days=number - 1)
    elif heading.kind == "weekday":
        named = list(_first_of_each((at, read_weekday(text) or 0) for at, text in heading.texts.items()))
        starts = _week_starts(heading, table, mondays)
        yield from _dated(named, starts) if starts else named


def _texts_about(heading: _Heading, table: Table) -> list[str]:
    """Return the texts that may name the month of some headings, the nearest first; last, the name of the file."""
    titles = [list(dict.fromkeys(filter(None, cells))) for _, cells in reversed(heading.above)]
    # Two months may stand in two cells, each over its own days.
    texts = [text for cells in titles for text in (" - ".join(cells), *cells)] + [table.name or ""]
    texts += [cell for row in table.rows[heading.first : heading.last + 1] for cell in row[1][:2]]
    return [*texts, PurePath(table.file).stem]


def _weekdays(heading: _Heading, table: Table, numbers: Sequence[int]) -> dict[int, int]:
    """Return the weekdays that stand over or under days of the month, or beside them, by the running number."""
    rows = [cells for _, cells in table.rows[heading.first : heading.last + 1]]
    weekdays: dict[int, int] = {}
    for (at, text), number in zip(heading.texts.items(), numbers, strict=True):
        names = [text.rpartition(" ")[0], *(cells[at] for cells in rows)]
        weekday = next((day for day in map(read_weekday, names) if day is not None), None)
        if weekday is not None:
            weekdays[number] = weekday
    return weekdays


def has_days_of_month(table: Table) -> bool:
    """Tell whether a sheet has days of the month for headings, whose month may be missing."""
    return any(heading.kind == "number" for heading in _headings(table))


def _check_repeated(table: Table, heading: _Heading, days: Sequence[tuple[int, date | int]]) -> None:
    """Refuse tables side by side: whose names stand beside the second one is not clear."""
    dates = [day for _, day in days if isinstance(day, date)]
    twice = next((day for at, day in enumerate(dates) if day in dates[:at]), None)
    if twice is not None:
        number, _ = table.rows[heading.first]
        raise BadFileError(
            f"{'column' if table.is_turned else 'row'} {number} has {twice} twice; if these are two tables side by "
            "side, write one below the other, or each on a sheet of its own"
        )


def _read_date(dates: DateReader, text: str) -> date:
    try:
        return dates.read(text)
    except ValueError as fault:
        raise BadFileError(f"the heading {shown_cell(text)}: {fault}") from None


def _first_of_each(days: Iterator[tuple[int, date | int]]) -> Iterator[tuple[int, date | int]]:
    before: date | int | None = None
    for at, day in days:
        if day != before:
            yield at, day
        before = day


def _week_starts(heading: _Heading, table: Table, mondays: DateReader | None) -> list[tuple[int, date]]:
    """Return the dates on which weeks begin that stand over or beside weekdays, with their columns."""
    if mondays is None:
        return []
    around = [*heading.above, *table.rows[heading.first : heading.last + 1]]
    for _, cells in reversed(around):
        starts = []
        for at, cell in enumerate(cells):
            texts = week_texts(cells[at : at + 2]) if cell else []
            if texts and (at == 0 or cells[at - 1] != cell):
                day = _read_date(mondays, texts[0])
                starts.append((at, day - timedelta(days=6) if _ENDING.fullmatch(cell) else day))
        if starts:
            return starts
    return [(0, _read_date(mondays, text)) for text in _texts_of_name(table)]


def _dated(
    weekdays: Sequence[tuple[int, date | int]], starts: Sequence[tuple[int, date]]
) -> Iterator[tuple[int, date]]:
    """Give each weekday the date that it has in the week whose heading is over it, or in the weeks after that."""
    before: date | None = None
    first: date | None = None
    for at, weekday in weekdays:
        assert isinstance(weekday, int)
        monday = next((day for column, day in reversed(starts) if column <= at), starts[0][1])
        day = monday + timedelta(days=(weekday - monday.weekday()) % 7)
        while before is not None and day <= before:
            if first != monday:
                raise BadFileError(_not_the_first(monday, first or day))
            day += timedelta(days=7)
        first, before = first or day, day
        yield at, day


def _not_the_first(week: date, heading: date) -> str:
    return (
        f"the week of {week} begins on a {WEEKDAYS[week.weekday()]}, and the headings with "
        f"{WEEKDAYS[heading.weekday()]}; write the dates themselves above the columns"
    )


# Blocks -------------------------------------------------------------------------------------------------------------


def _block(table: Table, heading: _Heading, days: Sequence[tuple[int, date | int]], until: int) -> Block:
    width = len(table.rows[heading.first][1])
    edges = [at for at, _ in days]
    usual = min((after - before for before, after in pairwise(edges)), default=1)
    first_row = heading.last + 1
    names = table.rows[first_row][1] if first_row < until else ()
    parted = any(is_named("start", folded(text)) for text in names[edges[0] : edges[0] + usual])
    rows = table.rows[first_row + parted : until]
    are_pairs = not parted and usual == _PAIR and _hold_pairs(edges, rows)
    columns = []
    for (at, day), following in zip(days, [*edges[1:], edges[-1] + usual], strict=True):
        last = min(following, at + usual, width) - 1
        own = {column: folded(names[column]) for column in range(at, last + 1)} if parted else {}
        uses = (at, at + 1, None) if are_pairs and last > at else (_named(own, meaning) for meaning in _PARTS)
        columns.append(DayColumns(day, at, last, *uses))
    labelled = range(heading.first, first_row + parted)
    labels = {at: _heading_text(table, labelled, at) for at in range(edges[0])}
    after = {at: _heading_text(table, labelled, at) for at in range(columns[-1].last + 1, width)}
    above = (team_heading(cells) for _, cells in reversed(table.rows[max(0, heading.first - 2) : heading.first]))
    return Block(tuple(columns), labels, after, _before_next_week(rows), next(filter(None, above), ""))


def _hold_pairs(edges: Sequence[int], rows: Sequence[Row]) -> bool:
    """Tell whether each day has a start and, in the column beside it, an end, without a heading for either."""
    width = len(rows[0][1]) if rows else 0
    pairs = [cells[at : at + _PAIR] for _, cells in rows for at in edges if at + 1 < width and cells[at + 1]]
    return bool(pairs) and all(read_clock(text) is not None for pair in pairs for text in pair)


def _named(cells: dict[int, str], meaning: str) -> int | None:
    return next((at for at, text in cells.items() if is_named(meaning, text)), None)


def _heading_text(table: Table, rows: range, column: int) -> str:
    return next((table.rows[at][1][column] for at in reversed(rows) if table.rows[at][1][column]), "")


def _before_next_week(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Leave out the titles of the next block, which stand under the rows of this one."""
    kept = list(rows)
    while kept and week_texts(kept[-1][1]):
        kept.pop()
    return tuple(kept)
