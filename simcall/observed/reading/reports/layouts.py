"""Put tables of one layout below each other as a report, with the queue, day and year that titles and names state."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.fields import NUMBER_FIELDS, IntervalColumn, interval_columns
from simcall.observed.reading.reports.moments import is_date
from simcall.observed.reading.reports.report import Report, numbers_of
from simcall.observed.reading.reports.wide_sheets import UNFOLDED_NAMES, is_wide, unfold
from simcall.observed.reading.tables import Table
from simcall.observed.reading.titles import QUEUE_TITLE, title_after, titled_queue

__all__ = ["columns_of", "hold_numbers", "reports_of"]

_SAMPLED = 500
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SECTION_CELLS = 2
_NOTHING = ("n/a", "na", "-", "\N{EN DASH}", "\N{EM DASH}", "null", "none", "nil")
_DECIMAL_COMMA = r"-?\d+,\d{1,2}\s*%?"
_SHARES = {"answered": "share_answered", "abandoned": "share_abandoned"}
_DATE_TITLE = re.compile(r"(?:report\s+)?(?:date|day)\s*:\s*(.*)", re.IGNORECASE)


def columns_of(table: Table, options: ReadingOptions) -> tuple[IntervalColumn, ...]:
    """Return what each column of a table is read as."""
    return _columns(table.names, table.body, table.hidden, options)


def _columns(
    names: Sequence[str], body: pd.DataFrame, hidden: Collection[int], options: ReadingOptions
) -> tuple[IntervalColumn, ...]:
    """Return what columns are read as; a column for numbers that holds words is not read, as it may hold names."""
    given = interval_columns(names, options.columns, options.line_of_queue)
    columns = tuple(_as_share(column, body[column.position]) for column in given)
    read = tuple(
        replace(column, field="")
        if column.field in NUMBER_FIELDS and not hold_numbers(body[column.position])
        else column
        for column in columns
    )
    return _without_hidden_doubles(read, hidden)


def _as_share(column: IntervalColumn, texts: pd.Series) -> IntervalColumn:
    """Return a column that is named for a count and holds shares, such as 84.6 %, as one of shares."""
    share = _SHARES.get(column.field)
    return replace(column, field=share) if share and _hold_shares(texts) else column


def _hold_shares(texts: pd.Series) -> bool:
    """Return whether cells end with a percent sign, or are parts of 1 as a workbook keeps them."""
    stated = texts[(texts != "") & ~texts.str.lower().isin(_NOTHING)].iloc[:_SAMPLED]
    if not len(stated):
        return False
    numbers = numbers_of(stated, decimal_comma=True).dropna()
    are_parts = bool(numbers.between(0, 1).all() and (numbers % 1 > 0).any())
    return are_parts or bool(stated.str.rstrip().str.endswith("%").mean() > 0.8)


def _without_hidden_doubles(columns: Sequence[IntervalColumn], hidden: Collection[int]) -> tuple[IntervalColumn, ...]:
    """Leave hidden columns unread where a visible one has the same meaning."""
    senses = {_sense(column) for column in columns if column.position not in hidden}
    return tuple(
        replace(column, field="") if column.position in hidden and _sense(column) in senses else column
        for column in columns
    )


def _sense(column: IntervalColumn) -> tuple[str, str, float | None, float | None]:
    return column.field, column.queue.casefold(), column.low, column.high


def hold_numbers(texts: pd.Series) -> bool:
    """Return whether cells are numbers, as far as they hold anything."""
    stated = texts[(texts != "") & ~texts.str.lower().isin(_NOTHING)].iloc[:_SAMPLED]
    numbers = numbers_of(stated, decimal_comma=True)
    return bool(numbers.notna().mean() > 0.8) if len(stated) else True


def reports_of(tables: Sequence[Table], options: ReadingOptions) -> list[Report]:
    """Put tables with the same columns below each other; a row's ``table`` is its table's position among all."""
    layouts: dict[tuple[str, ...], list[int]] = {}
    for number, table in enumerate(tables):
        layouts.setdefault(table.names, []).append(number)
    return [_report(tables, numbers, options) for numbers in layouts.values()]


def _report(every_table: Sequence[Table], numbers: Sequence[int], options: ReadingOptions) -> Report:
    tables = [every_table[number] for number in numbers]
    names = tables[0].names
    bodies = [unfold(names, table.body) if is_wide(names) else table.body for table in tables]
    queues = _queues_of_tables(tables, bodies, options)
    sources = [
        _source(every_table[number], body, queue).assign(table=number)
        for number, body, queue in zip(numbers, bodies, queues, strict=True)
    ]
    shown = UNFOLDED_NAMES if is_wide(names) else names
    titles = " ".join(cell for table in tables for cells in table.titles for cell in cells)
    cells = pd.concat(bodies, ignore_index=True)
    return Report(
        _columns(shown, cells, tables[0].hidden, options),
        cells,
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


def _source(table: Table, body: pd.DataFrame, queue: str) -> pd.DataFrame:
    day = title_after(table.titles, _DATE_TITLE) or (table.sheet if table.sheet and is_date(table.sheet) else "")
    source = pd.DataFrame({"file": np.int32(table.position), "row": body.index.to_numpy(dtype="int32"), "day": day})
    return source.assign(queue=_section_queues(body, queue)).astype({"day": "str", "queue": "str"})


def _section_queues(body: pd.DataFrame, queue: str) -> list[str]:
    """Return the queue of each row: a row between others, such as "Queue: Enquiries", names that of those below."""
    if body.empty or not body[0].str.fullmatch(QUEUE_TITLE).any():
        return [queue] * len(body)
    queues = []
    for row in body.itertuples(index=False, name=None):
        filled = tuple(cell for cell in row if cell)
        if len(filled) <= _SECTION_CELLS:
            queue = title_after((filled,), QUEUE_TITLE) or queue
        queues.append(queue)
    return queues


def _queues_of_tables(
    tables: Sequence[Table], bodies: Sequence[pd.DataFrame], options: ReadingOptions
) -> tuple[str, ...]:
    """Return the queue of each table; sheets that begin alike and name none are a queue each."""
    queues = tuple(titled_queue(table, options.line_of_queue) for table in tables)
    begins = {tuple(body.iloc[0, :2]) for body in bodies if len(body)}
    sheets = {(table.position, table.sheet) for table in tables if table.sheet}
    if any(queues) or len(begins) > 1 or len(sheets) < len(tables) or len(tables) == 1:
        return queues
    return tuple(table.sheet or "" for table in tables)
