"""Ask about columns in which day and month have changed places in some dates, as another country's spreadsheet does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from simcall.observed.observations import Question
from simcall.sheets.dates import DateOrder

__all__ = ["mixed_dates_question"]

_LAST_MONTH = 12
_TIMES_LONGER = 2


def mixed_dates_question(where: str, days: Iterable[date | None], order: DateOrder) -> Question | None:
    """Return the question whether day and month have changed places in some dates, or None if nothing says so.

    Opened with the settings of another country, a spreadsheet takes 01/10/2026 for 10 January and leaves 13/10/2026
    alone. Such dates cover most of a year, and far less once day and month of the former are put back. Dates that
    nobody has changed cover no less the other way.

    Parameters
    ----------
    where : str
        The file, and the column if it is known.
    days : iterable of date or None
        As they are read.
    order : str
        The order in which they are read.
    """
    read = {day for day in days if day}
    moved = {day for day in read if day.day <= _LAST_MONTH and day.day != day.month}
    put_back = (read - moved) | {day.replace(month=day.day, day=day.month) for day in moved}
    if not moved or not any(day.day > _LAST_MONTH for day in read):
        return None
    if (max(put_back) - min(put_back)).days * _TIMES_LONGER >= (max(read) - min(read)).days:
        return None
    text = (
        f"{where}: are day and month changed in some dates? The dates as they stand are {_span(read)}. With day and "
        f"month of the first twelve days of each month changed, they are {_span(put_back)}. If a spreadsheet has "
        "changed them, export the file again and do not open it before the import."
    )
    return Question("--dates", text, ((order, f"no, the dates are {_span(read)}"),))


def _span(days: Iterable[date]) -> str:
    first, *_, last = sorted(days)
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
