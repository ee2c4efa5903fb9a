"""Interval reports, day sheets and wide sheets as a kind of export: recognise their tables, and say what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pandas as pd

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give, advice_of
from simcall.observed.observations import FileRead
from simcall.observed.reading.columns import Meaning, describe_columns
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.fields import (
    COUNT_FIELDS,
    INTERVAL_FIELDS,
    interval_columns,
    is_interval_name,
)
from simcall.observed.reading.reports.layouts import columns_of, hold_numbers, reports_of
from simcall.observed.reading.reports.reader import IntervalsRead, read_reports
from simcall.observed.reading.reports.wide_sheets import is_wide, wide_columns
from simcall.observed.reading.reports.words import meaning_of, system_of
from simcall.observed.reading.tables import Table, count_layout_rows
from simcall.sheets.column_names import Vocabulary

__all__ = ["INTERVALS"]

_MOMENT_FIELDS = frozenset({"start", "date", "time", "end"})


def _recognises(table: Table, options: ReadingOptions) -> float:
    """Return the number of columns that can be used, 0 if there is no time or no count of calls."""
    if is_wide(table.names):
        return float(len(table.names))
    columns = interval_columns(table.names, options.columns, options.line_of_queue)
    has_moment = any(column.field in _MOMENT_FIELDS for column in columns)
    has_calls = any(column.field in COUNT_FIELDS for column in columns)
    # In a log of calls "Answered" is a yes or a time, not a number of calls.
    counts = [column for column in columns if column.field in COUNT_FIELDS | {"abandoned"}]
    if not has_moment or not has_calls or not all(hold_numbers(table.body[column.position]) for column in counts):
        return 0.0
    return float(sum(column.field != "" for column in columns_of(table, options)))


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    problems = tuple(problem for table in tables for problem in _unknown_fields(table, options))
    if problems:
        return Parts(problems=problems)
    if not any(len(table.body) for table in tables):
        return Parts(problems=tuple(f"{table.where}: there is a header, but no row under it." for table in tables))
    try:
        read = read_reports(reports_of(tables, options), _file_names(tables), options)
    except SimcallError as error:
        return Parts(problems=(advice_of(error),))
    return Parts(
        queues=read.queues,
        other_queues=read.other_queues,
        files_of_line=read.files_of_line,
        counts=read.counts,
        answers=read.answers,
        files=_files_read(tables, read, options),
        questions=read.questions,
        findings=read.findings,
    )


def _unknown_fields(table: Table, options: ReadingOptions) -> Iterator[str]:
    """Yield what is wrong with fields that the planner gives to columns of a table."""
    for column in interval_columns(table.names, options.columns):
        if column.field and column.field not in INTERVAL_FIELDS:
            remedy = f"It may have: {', '.join(sorted(INTERVAL_FIELDS))}."
            yield Advice(
                Give("--map", f"{column.name}={column.field}"),
                f": a report of periods has no {column.field}. {remedy}",
            )


def _file_names(tables: Iterable[Table]) -> list[str]:
    """Return the names of the files that hold such tables, by position."""
    names = {table.position: table.file for table in tables}
    return [names.get(position, "") for position in range(max(names) + 1)]


def _files_read(
    tables: Sequence[Table], read: IntervalsRead, options: ReadingOptions
) -> tuple[tuple[int, FileRead], ...]:
    """Say what became of the rows of each table; what is counted by file stands with its first table."""
    files = []
    counted_files: set[int] = set()
    for number, table in enumerate(tables):
        rows = pd.Index(read.undated.loc[read.undated["table"] == number, "row"].unique())
        left_out = {**table.left_out, **count_layout_rows(table, rows)}
        unexplained = len(rows) - sum(left_out[reason] for reason in left_out if reason not in table.left_out)
        if unexplained:
            left_out["rows without a period"] = unexplained
        if table.position not in counted_files:
            left_out |= {reason: count for (file, reason), count in read.left_out.items() if file == table.position}
        counted_files.add(table.position)
        lines = describe_columns(table, _meanings(table, options), table.body.index.difference(rows))
        system = system_of(table.names, table.titles)
        kind = read.kinds.get(table.position, "intervals")
        files.append((table.position, FileRead(table.file, kind, len(table.body) - len(rows), left_out, lines, system)))
    return tuple(files)


def _meanings(table: Table, options: ReadingOptions) -> dict[int, Meaning]:
    if is_wide(table.names):
        label, positions = wide_columns(table.names)
        return {label: Meaning("date, weekday or time"), **dict.fromkeys(positions, Meaning("calls offered"))}
    return {column.position: meaning_of(column) for column in columns_of(table, options) if column.field}


INTERVALS: Final = Kind("intervals", Vocabulary({}, (is_interval_name,), (is_wide,)), _recognises, _read)
"""Reports of periods."""
