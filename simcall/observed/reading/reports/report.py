"""A report of periods as one table of text: all the tables of one layout, whichever file or sheet they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simcall.observed.reading.reports.fields import COUNT_FIELDS, IntervalColumn
from simcall.sheets.numbers import read_number

__all__ = ["Report", "numbers_of"]


@dataclass(frozen=True)
class Report:
    """Tables with the same columns, one below the other.

    Attributes
    ----------
    columns : tuple of IntervalColumn
        What each column is read as.
    cells : pandas.DataFrame
        Text; columns 0, 1, …; index 0, 1, ….
    source : pandas.DataFrame
        Of each row: ``file`` (its position among the files), ``table`` (that of its table among all), ``row`` (its
        number in the file), ``queue`` (from a title or the sheet's name, ``""`` if none) and ``day`` (a date from a
        title, as it is written).
    decimal_comma : bool
        Whether a comma stands before the decimals.
    titles : str
        What stands above the header.
    year : int or None
        Of dates without one, if a title or the name of the sheet or file states it.
    """

    columns: tuple[IntervalColumn, ...]
    cells: pd.DataFrame
    source: pd.DataFrame
    decimal_comma: bool = False
    titles: str = ""
    year: int | None = None

    def having(self, *fields: str) -> tuple[IntervalColumn, ...]:
        """Return the columns with one of some fields, in the order of the fields."""
        return tuple(column for field in fields for column in self.columns if column.field == field)

    def queues(self) -> tuple[str, ...]:
        """Return the queues that the names of counts state, as first written; one empty name if there are none."""
        counts = [column.queue for column in self.columns if column.queue and column.field in COUNT_FIELDS]
        named = {queue.casefold(): queue for queue in reversed(counts)}
        return tuple(named[queue] for queue in dict.fromkeys(map(str.casefold, counts))) or ("",)

    def of_queue(self, queue: str) -> dict[str, IntervalColumn]:
        """Return the columns of a queue by field: the first of each."""
        own = [column for column in self.columns if column.queue.casefold() == queue.casefold()]
        return {column.field: column for column in reversed(own) if column.field}

    def candidates(self, queue: str, field: str) -> tuple[IntervalColumn, ...]:
        """Return every column that may be a field of a queue."""
        return tuple(
            column for column in self.columns if column.field == field and column.queue.casefold() == queue.casefold()
        )

    def texts(self, column: IntervalColumn) -> pd.Series:
        """Return the cells of a column."""
        return self.cells[column.position]

    def numbers(self, column: IntervalColumn) -> pd.Series:
        """Return a column as numbers, NaN of what is none."""
        return numbers_of(self.texts(column), decimal_comma=self.decimal_comma)

    def rows(self, kept: Iterable[bool]) -> Report:
        """Return the report with some of its rows."""
        mask = np.fromiter(kept, dtype=bool, count=len(self.cells))
        return Report(
            self.columns,
            self.cells[mask].reset_index(drop=True),
            self.source[mask].reset_index(drop=True),
            self.decimal_comma,
            self.titles,
            self.year,
        )


def numbers_of(texts: pd.Series, *, decimal_comma: bool) -> pd.Series:
    """Return texts as numbers, NaN of what is none; each different text is read once."""
    codes, different = pd.factorize(texts)
    values = [read_number(text, decimal_comma=decimal_comma) for text in different]
    numbers = np.array(values, dtype="float64")
    return pd.Series(numbers[codes] if len(numbers) else np.zeros(0), index=texts.index)
