"""The text of a CSV file of the week, as a scenario reads it."""

from __future__ import annotations

from collections.abc import Sequence

from simcall.scenario.models.week import MINUTES_PER_DAY, MINUTES_PER_WEEK, WEEKDAYS

__all__ = ["week_csv"]


def week_csv(column: str, values: Sequence[float]) -> str:
    """Return a file with the columns day, from and another, a row for each of the equal steps from Monday 00:00."""
    step = MINUTES_PER_WEEK // len(values)
    rows = (f"{_moment(number * step)},{value:.6g}" for number, value in enumerate(values))
    return "\n".join([f"day,from,{column}", *rows]) + "\n"


def _moment(minute: int) -> str:
    day, of_day = divmod(minute, MINUTES_PER_DAY)
    return f"{WEEKDAYS[day]},{of_day // 60:02d}:{of_day % 60:02d}"
