"""Interval reports, day sheets and wide sheets as a kind of export: recognise their tables and put them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from simcall.errors import SimcallError
from simcall.observed.observations import FileRead
from simcall.observed.reading.columns import Meaning, describe_columns
from simcall.observed.reading.interval_fields import COUNT_FIELDS, IntervalColumn, interval_columns, is_interval_name
from simcall.observed.reading.interval_reports import Report, numbers_of
from simcall.observed.reading.interval_words import meaning_of, system_of
from simcall.observed.reading.intervals import IntervalsRead, read_reports
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table, count_layout_rows
from simcall.observed.reading.week_sheets import UNFOLDED_NAMES, is_wide, unfold
from simcall.sheets.column_names import Vocabulary

__all__ = ["INTERVALS"]

_MOMENT_FIELDS = frozenset({"start", "date", "time"})
_SAMPLED = 500
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
    columns = interval_columns(table.names, options.columns)
    has_moment = any(column.field in _MOMENT_FIELDS for column in columns)
    counts = [column for column in columns if column.field in COUNT_FIELDS]
    if not has_moment or not counts or not all(_are_counts(table.body[column.position]) for column in counts):
        return 0.0
    return float(sum(column.field != "" for column in columns))


def _are_counts(texts: pd.Series) -> bool:
    """Return whether a column holds whole numbers, as far as it holds anything."""
    stated = texts[texts != ""].iloc[:_SAMPLED]
    numbers = numbers_of(stated, decimal_comma=True)
    return bool(numbers.notna().mean() > 0.8) if len(stated) else True


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
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
    sources = [_source(table, body.index, options) for table, body in zip(tables, bodies, strict=True)]
    shown = UNFOLDED_NAMES if is_wide(names) else names
    return Report(
        interval_columns(shown, options.columns),
        pd.concat(bodies, ignore_index=True),
        pd.concat(sources, ignore_index=True),
        decimal_comma=any(table.separator == ";" for table in tables),
    )


def _source(table: Table, rows: pd.Index, options: ReadingOptions) -> pd.DataFrame:
    source = pd.DataFrame({"file": np.int32(table.position), "row": rows.to_numpy(dtype="int32")})
    queue, day = _queue_of(table, options.lines), _title(table, _DATE_TITLE)
    return source.assign(
        queue=pd.Series(queue, index=source.index, dtype="str"), day=pd.Series(day, index=source.index, dtype="str")
    )


def _queue_of(table: Table, lines: Mapping[str, str]) -> str:
    """Return the queue that a title, the sheet or the file names, ``""`` if none does."""
    titled = _title(table, _QUEUE_TITLE)
    if titled:
        return titled
    named = {queue.casefold(): queue for queue in lines.values()}
    for name in (table.sheet or "", Path(table.file).stem):
        if name.casefold() in named:
            return named[name.casefold()]
        line = _POLICE_LINE.search(name)
        if line:
            return named.get(line[0], line[0])
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
        columns = interval_columns(table.names, options.columns)
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
