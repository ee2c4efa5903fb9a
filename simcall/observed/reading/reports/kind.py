"""Interval reports, day sheets and wide sheets as a kind of export: recognise their tables and put them together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from simcall.errors import SimcallError
from simcall.observed.observations import FileRead
from simcall.observed.reading.columns import Meaning, describe_columns
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.fields import COUNT_FIELDS, IntervalColumn, interval_columns, is_interval_name
from simcall.observed.reading.reports.moments import is_date
from simcall.observed.reading.reports.reader import IntervalsRead, read_reports
from simcall.observed.reading.reports.report import Report, numbers_of
from simcall.observed.reading.reports.wide_sheets import UNFOLDED_NAMES, is_wide, unfold
from simcall.observed.reading.reports.words import meaning_of, system_of
from simcall.observed.reading.tables import Table, count_layout_rows
from simcall.sheets.column_names import Vocabulary

__all__ = ["INTERVALS"]

_MOMENT_FIELDS = frozenset({"start", "date", "time", "end"})
_SAMPLED = 500
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NOTHING = ("n/a", "na", "-", "\N{EN DASH}", "\N{EM DASH}", "null", "none", "nil")
_DECIMAL_COMMA = r"-?\d+,\d{1,2}\s*%?"
_QUEUE_TITLE = re.compile(
    r"(?:split\s*/\s*skill|contact service queue|split|skill|queue|csq|vdn|service|line)(?:\s+name)?\s*:\s*(.*)",
    re.IGNORECASE,
)
_POLICE_LINE = re.compile(r"(?<!\d)(?:999|101|112|911|111)(?!\d)")
_DATE_TITLE = re.compile(r"(?:report\s+)?(?:date|day)\s*:\s*(.*)", re.IGNORECASE)


def _recognises(table: Table, options: ReadingOptions) -> float:
    """Return the number of columns that can be used, 0 if there is no time or no count of calls."""
    if is_wide(table.names):
        return float(len(table.names))
    columns = _columns(table, options)
    has_moment = any(column.field in _MOMENT_FIELDS for column in columns)
    counts = [column for column in columns if column.field in COUNT_FIELDS]
    if not has_moment or not counts or not all(_are_counts(table.body[column.position]) for column in counts):
        return 0.0
    return float(sum(column.field != "" for column in columns))


def _columns(table: Table, options: ReadingOptions) -> tuple[IntervalColumn, ...]:
    columns = interval_columns(table.names, options.columns, options.lines.values())
    return _without_hidden_doubles(columns, table.hidden)


def _without_hidden_doubles(columns: Sequence[IntervalColumn], hidden: Collection[int]) -> tuple[IntervalColumn, ...]:
    """Leave hidden columns unread where a visible one has the same meaning."""
    seen = {_sense(column) for column in columns if column.position not in hidden}
    return tuple(
        replace(column, field="") if column.position in hidden and _sense(column) in seen else column
        for column in columns
    )


def _sense(column: IntervalColumn) -> tuple[str, str, float | None, float | None]:
    return column.field, column.queue.casefold(), column.low, column.high


def _are_counts(texts: pd.Series) -> bool:
    """Return whether a column holds whole numbers, as far as it holds anything."""
    stated = texts[(texts != "") & ~texts.str.lower().isin(_NOTHING)].iloc[:_SAMPLED]
    numbers = numbers_of(stated, decimal_comma=True)
    return bool(numbers.notna().mean() > 0.8) if len(stated) else True


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    if not any(len(table.body) for table in tables):
        return Parts(problems=tuple(f"{table.where}: there is a header, but no row under it." for table in tables))
    try:
        read = read_reports(_reports(tables, options), _file_names(tables), options)
    except SimcallError as error:
        return Parts(problems=(str(error),))
    return Parts(
        queues=read.queues,
        other_queues=read.other_queues,
        counts=read.counts,
        answers=read.answers,
        files=_files_read(tables, read, options),
        questions=read.questions,
        findings=read.findings,
    )


def _file_names(tables: Iterable[Table]) -> list[str]:
    """Return the names of files by their position; of those that hold no such table, nothing."""
    names = {table.position: table.file for table in tables}
    return [names.get(position, "") for position in range(max(names) + 1)]


def _reports(tables: Sequence[Table], options: ReadingOptions) -> list[Report]:
    """Put tables with the same columns below each other."""
    layouts: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        layouts.setdefault(table.names, []).append(table)
    return [_report(names, alike, options) for names, alike in layouts.items()]


def _report(names: tuple[str, ...], tables: Sequence[Table], options: ReadingOptions) -> Report:
    bodies = [unfold(names, table.body) if is_wide(names) else table.body for table in tables]
    queues = _queues_of_tables(tables, bodies, options)
    sources = [_source(table, body.index, queue) for table, body, queue in zip(tables, bodies, queues, strict=True)]
    shown = UNFOLDED_NAMES if is_wide(names) else names
    titles = " ".join(cell for table in tables for cells in table.titles for cell in cells)
    return Report(
        _without_hidden_doubles(interval_columns(shown, options.columns, options.lines.values()), tables[0].hidden),
        pd.concat(bodies, ignore_index=True),
        pd.concat(sources, ignore_index=True),
        decimal_comma=_has_decimal_commas(bodies),
        titles=titles,
        year=_year(titles) or _year(" ".join(f"{table.sheet or ''} {Path(table.file).stem}" for table in tables)),
    )


def _year(text: str) -> int | None:
    """Return the year that a text states, None if it states none or several."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def _has_decimal_commas(bodies: Iterable[pd.DataFrame]) -> bool:
    """Return whether a cell has one or two figures behind a comma, as 71,43 has; 1,234 has three."""
    return any(bool(body[column].str.fullmatch(_DECIMAL_COMMA).any()) for body in bodies for column in body.columns)


def _source(table: Table, rows: pd.Index, queue: str) -> pd.DataFrame:
    source = pd.DataFrame({"file": np.int32(table.position), "row": rows.to_numpy(dtype="int32")})
    day = _title(table, _DATE_TITLE) or (table.sheet if table.sheet and is_date(table.sheet) else "")
    texts = {name: pd.Series(text, index=source.index, dtype="str") for name, text in (("queue", queue), ("day", day))}
    return source.assign(**texts)


def _queues_of_tables(
    tables: Sequence[Table], bodies: Sequence[pd.DataFrame], options: ReadingOptions
) -> tuple[str, ...]:
    """Return the queue of each table; sheets that begin alike and name none are a queue each."""
    queues = tuple(_queue_of(table, options.lines) for table in tables)
    begins = {tuple(body.iloc[0, :2]) for body in bodies if len(body)}
    sheets = {(table.position, table.sheet) for table in tables if table.sheet}
    if any(queues) or len(begins) > 1 or len(sheets) < len(tables) or len(tables) == 1:
        return queues
    return tuple(table.sheet or "" for table in tables)


def _queue_of(table: Table, lines: Mapping[str, str]) -> str:
    """Return the queue that a title, the sheet or the file names, ``""`` if none does."""
    titled = _title(table, _QUEUE_TITLE)
    if titled:
        return titled
    named = {queue.casefold(): queue for queue in lines.values()}
    titles = [cell for cells in table.titles for cell in cells]
    for name in (*titles, table.sheet or "", Path(table.file).stem):
        if name.casefold() in named:
            return named[name.casefold()]
    for names in (titles, [table.sheet or ""], [Path(table.file).stem]):
        numbers: set[str] = {number for name in names for number in _POLICE_LINE.findall(name)}
        if len(numbers) == 1:
            number = numbers.pop()
            return named.get(number, number)
    return ""


def _title(table: Table, pattern: re.Pattern[str]) -> str:
    """Return what stands after a word and a colon in the titles, in the same cell or in the next."""
    for cells in table.titles:
        for number, cell in enumerate(cells):
            match = pattern.fullmatch(cell)
            if match:
                return match[1].strip() or (cells[number + 1] if number + 1 < len(cells) else "")
    return ""


def _files_read(
    tables: Sequence[Table], read: IntervalsRead, options: ReadingOptions
) -> tuple[tuple[int, FileRead], ...]:
    """Say what became of the rows of each table; what is counted by file stands with its first table."""
    files = []
    seen: set[int] = set()
    for table in tables:
        undated = read.undated[(read.undated["file"] == table.position) & read.undated["row"].isin(table.body.index)]
        rows = pd.Index(undated["row"].unique())
        left_out = {**table.left_out, **count_layout_rows(table, rows)}
        unexplained = len(rows) - sum(left_out[reason] for reason in left_out if reason not in table.left_out)
        if unexplained:
            left_out["rows without a period"] = unexplained
        if table.position not in seen:
            left_out |= read.left_out.get(table.position, {})
        seen.add(table.position)
        columns = _columns(table, options)
        lines = describe_columns(table, _meanings(columns), table.body.index.difference(rows))
        system = system_of(table.names, table.titles)
        kind = read.kinds.get(table.position, "intervals")
        files.append((table.position, FileRead(table.file, kind, len(table.body) - len(rows), left_out, lines, system)))
    return tuple(files)


def _meanings(columns: Iterable[IntervalColumn]) -> dict[int, Meaning]:
    return {column.position: meaning_of(column) for column in columns if column.field}


_NAMES: Final[Mapping[str, Sequence[str]]] = {
    "start": ("interval start", "start interval", "interval start time", "date time"),
    "end": ("interval end", "end interval", "interval end time"),
    "date": ("date",),
    "time": ("time", "interval", "hour", "half hour"),
    "queue": ("queue", "queue name", "csq name", "skill name", "skill", "split"),
    "offered": ("offered", "calls offered", "offer", "calls presented", "contacts queued", "calls"),
    "answered": ("answered", "calls answered", "answer", "acd calls", "calls handled", "contacts handled", "handled"),
    "abandoned": ("abandoned", "calls abandoned", "abandon", "aban calls", "contacts abandoned", "abandons"),
    "mean_wait_answered": ("asa", "avg speed ans", "avg speed of answer", "average speed of answer"),
    "mean_handling": ("aht", "avg handle time", "average handle time", "avg handle"),
}
INTERVALS: Final = Kind("intervals", Vocabulary(_NAMES, (is_interval_name,), (is_wide,)), _recognises, _read)
"""Reports of periods."""
