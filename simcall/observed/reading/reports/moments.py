"""When the periods of a report begin: dates, times, ranges and hour numbers, in one column or in several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from simcall.sheets.dates import DateOrder, date_orders, parts_of_date, read_date
from simcall.sheets.moments import MomentText, moment_parts

__all__ = ["days_of", "is_date", "lacks_year", "orders_of_dates", "read_moments"]


def is_date(text: str) -> bool:
    """Return whether a text is a date with its year, and no time."""
    parts = moment_parts(text)
    written = parts_of_date(parts.date) if parts and parts.start is None else None
    return written is not None and written.parts[2] is not None


def lacks_year(text: str) -> bool:
    """Return whether a text is a date without a year."""
    parts = moment_parts(text)
    written = parts_of_date(parts.date) if parts and parts.date else None
    return written is not None and written.parts[2] is None


def orders_of_dates(texts: Iterable[str], year: int | None = None) -> tuple[DateOrder, ...]:
    """Return the orders in which the dates of a report can be read, the likeliest first.

    A report has a row for every date between its first and its last. If that is so in one order alone, it is the
    order: 1 to 7 November is a week, the 11th of January to July is not. `year` is that of dates without one.
    """
    dates = _dates_in(texts)
    orders = date_orders(dates, year)
    if len(orders) < 2:
        return orders
    unbroken = tuple(order for order in orders if _share_of_dates(dates, order, year) > 0.5)
    return unbroken if len(unbroken) == 1 and len(dates) > 2 else orders


def days_of(texts: Iterable[str], order: DateOrder, year: int | None = None) -> list[date | None]:
    """Return the days in the texts of a report; None of what is no date."""
    return [read_date(text, order, year) for text in _dates_in(texts)]


def _dates_in(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts.date for parts in map(moment_parts, texts) if parts and parts.date))


def _share_of_dates(dates: Sequence[str], order: DateOrder, year: int | None) -> float:
    """Return the share of the dates from the first to the last that are there."""
    days = {day.toordinal() for day in (read_date(text, order, year) for text in dates) if day}
    return len(days) / (max(days) - min(days) + 1) if days else 0.0


def read_moments(texts: pd.Series, order: DateOrder, year: int | None = None) -> pd.DataFrame:
    """Read a column: ``day``, ``start``, ``end`` and ``offset``; NaT and NaN of what a cell does not say.

    Parameters
    ----------
    texts : pandas.Series
        Of str.
    order : str
        Of day, month and year.
    year : int or None
        Of dates without one.
    """
    codes, different = pd.factorize(texts)
    parts = [moment_parts(text) or MomentText("") for text in different]
    days = [read_date(part.date, order, year) if part.date else None for part in parts]
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(pd.Series(days, dtype="object")).astype("datetime64[ms]"),
            "start": np.array([part.start for part in parts], dtype="float64"),
            "end": np.array([part.end for part in parts], dtype="float64"),
            "offset": np.array([part.offset for part in parts], dtype="float64"),
        }
    )
    return table.iloc[codes].set_axis(texts.index)
