"""When a difference between two scenarios is largest: which hours of the day, and on which days of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.measures import Difference, RunNumbers
from simcall.measures.estimates import t_quantile
from simcall.scenario.models.week import DAY_NAMES, HOURS_OF_WEEK, Span
from simcall.studies.compare import ComparisonNumbers

__all__ = ["Peak", "peak_of"]

_LARGE = 0.6
"""An hour or a day belongs to the peak if its difference is at least this share of the largest one."""
_WIDEST = 12
"""Hours. A longer part of the day does not count as a peak."""
_MOST_DAYS = 3
"""More days than these are named only if they are the working week: "Mon and Wed to Sat" is chance."""
_WORKING_WEEK = (0, 1, 2, 3, 4)
_HOURS_OF_DAY = 24
_ALL_DAYS = tuple(range(len(DAY_NAMES)))


@dataclass(frozen=True)
class Peak:
    """When a difference is largest.

    Attributes
    ----------
    first, last : int
        The first and the last hour; `last` is above 23 for a peak that runs past midnight.
    days : tuple of int
        The weekdays on which it starts, 0 for Monday; all seven if they do not clearly differ.
    difference : float
        The difference over these hours of these days.
    """

    first: int
    last: int
    days: tuple[int, ...]
    difference: float

    @property
    def is_every_day(self) -> bool:
        """Whether no days stand out."""
        return self.days == _ALL_DAYS

    @property
    def spans(self) -> list[Span]:
        """The peak's times of the week, in minutes after Monday 00:00."""
        starts = [60 * (_HOURS_OF_DAY * day + self.first) % (60 * HOURS_OF_WEEK) for day in self.days]
        return [(start, start + 60 * (self.last - self.first + 1)) for start in starts]


def peak_of(
    comparison: ComparisonNumbers, scenario: str, line: str, measure: str, over_span: Difference
) -> Peak | None:
    """Return when a difference is largest; None if it is not clear, or is much the same all day.

    Parameters
    ----------
    comparison : ComparisonNumbers
        The comparison.
    scenario : str
        Which scenario is compared with the base.
    line, measure : str
        A ratio of totals, of a line that both have.
    whole : Difference
        The difference over the whole span.

    Returns
    -------
    Peak or None
        The hours of the day around the largest difference that have at least 60 % of it, if they are fewer than twelve
        and the largest is clear by itself. Its days are those with at least 60 % of the largest day's difference in
        these hours, if they are three at most, or the working week, and clearly differ from the other days.
    """
    if not over_span.clear or over_span.mean is None:
        return None
    sign = 1 if over_span.mean > 0 else -1
    hours = _peak_hours(comparison, scenario, line, measure, sign)
    if hours is None:
        return None
    variant = comparison.results[comparison.names.index(scenario)]
    first, last = hours
    before, after = (_ShareByDay.of(results, line, measure, first, last) for results in (comparison.base, variant))
    days = _peak_days(before, after, sign)
    return Peak(first, last, days, after.over(days) - before.over(days))


def _peak_hours(
    comparison: ComparisonNumbers, scenario: str, line: str, measure: str, sign: int
) -> tuple[int, int] | None:
    """Return the first and the last hour of the day in which the difference is largest, if it is clear there."""
    rows = [row for row in comparison.rows_by("hour", line=line, measures=[measure]) if row[0] == scenario]
    by_hour = {int(hour): (mean or 0.0) * sign for _, hour, _, _, _, mean, _, _ in rows}
    if len(by_hour) < _HOURS_OF_DAY:
        return None
    top = max(by_hour, key=lambda hour: by_hour[hour])
    low, high = next((low, high) for _, hour, _, _, _, _, low, high in rows if hour == top)
    first, last = _around(by_hour, top)
    is_clear = (low if sign > 0 else -high) > 0
    return (first, last) if is_clear and last - first + 1 < _WIDEST else None


def _around(by_hour: Mapping[int, float], top: int) -> tuple[int, int]:
    """Return the first and the last hour around the largest value that are not much below it, maybe past midnight."""
    enough = by_hour[top] * _LARGE
    first = last = top
    while last - first < _HOURS_OF_DAY - 1 and by_hour[(first - 1) % _HOURS_OF_DAY] >= enough:
        first -= 1
    while last - first < _HOURS_OF_DAY - 1 and by_hour[(last + 1) % _HOURS_OF_DAY] >= enough:
        last += 1
    return first % _HOURS_OF_DAY, first % _HOURS_OF_DAY + last - first


@dataclass(frozen=True)
class _ShareByDay:
    """The totals of a share in the peak's hours, by weekday: shape (replications, 7)."""

    numerator: Floats
    denominator: Floats

    @classmethod
    def of(cls, results: RunNumbers, line: str, measure: str, first: int, last: int) -> _ShareByDay:
        labels, numerator, denominator = results.totals(measure, line=line, by="hour_of_week")
        day_of = {
            (_HOURS_OF_DAY * day + hour) % HOURS_OF_WEEK: day for day in _ALL_DAYS for hour in range(first, last + 1)
        }
        is_on_day = np.array([[day_of.get(label) == day for day in _ALL_DAYS] for label in labels], np.float64)
        return cls(numerator @ is_on_day, denominator @ is_on_day)

    @property
    def is_whole(self) -> bool:
        """Whether every day has calls."""
        return bool((self.denominator.sum(axis=0) > 0).all())

    def by_day(self) -> Floats:
        """Return each day's share, shape (7,)."""
        shares: Floats = self.numerator.sum(axis=0) / self.denominator.sum(axis=0)
        return shares

    def influence(self) -> Floats:
        """Return how far each replication moves each day's share: the residuals of the delta method."""
        total = self.denominator.sum(axis=0)
        moved: Floats = (self.numerator - self.by_day() * self.denominator) * len(self.denominator) / total
        return moved

    def over(self, days: Sequence[int]) -> float:
        """Return the share over some days together."""
        return float(self.numerator[:, days].sum() / self.denominator[:, days].sum())


def _peak_days(before: _ShareByDay, after: _ShareByDay, sign: int) -> tuple[int, ...]:
    """Return the days on which the difference is clearly larger than on the others; all seven if there are none."""
    if not (before.is_whole and after.is_whole):
        return _ALL_DAYS
    by_day = (after.by_day() - before.by_day()) * sign
    large = by_day >= _LARGE * by_day.max()
    days = tuple(np.flatnonzero(large).tolist())
    if len(days) > _MOST_DAYS and days != _WORKING_WEEK:
        return _ALL_DAYS
    moved = (after.influence() - before.influence()) * sign
    contrast = moved[:, large].mean(axis=1) - moved[:, ~large].mean(axis=1)
    replications = len(contrast)
    reach = t_quantile(replications) * np.std(contrast, ddof=1) / np.sqrt(replications)
    is_clear = by_day[large].mean() - by_day[~large].mean() > reach
    return days if is_clear else _ALL_DAYS
