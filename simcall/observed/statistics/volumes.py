"""The week's profile and the calls a day.

The mean of four weeks by hour of the week is too noisy: each hour rests on four counts. It is shrunk towards the day's
volume times a smoothed shape of the day, as far as weeks that were held out call for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import special, stats

from simcall.observed.measured import Estimate, WeekProfile
from simcall.observed.statistics.grids import HOURS_PER_DAY, Bools, Floats, Grid
from simcall.observed.statistics.intervals import poisson_interval

__all__ = ["Shrinkage", "calls_per_day", "chosen_shrinkage", "profile", "week_rates"]

_WEIGHTS = (1.0, 4.0, 16.0, 64.0, 256.0, math.inf)
_SMOOTHINGS = (0, 1, 2, 4)
_ROUNDS = 50
_LEAST_EXPECTED = 0.01
_HALF = 0.5


@dataclass(frozen=True)
class Shrinkage:
    """How the profile was chosen.

    Attributes
    ----------
    weight : float
        Calls by which the smooth shape counts beside the hour of the week's own; infinity: the smooth shape alone.
    smoothing : int
        How often the shape of the day was smoothed by weights of 1/4, 1/2 and 1/4.
    deviance : float or None
        The Poisson deviance of the held-out weeks for each of their hours; None if no week could be held out.
    raw_deviance : float or None
        The same for the plain mean by hour of the week.
    weeks : int
        How many weeks were held out in turn.
    """

    weight: float
    smoothing: int
    deviance: float | None = None
    raw_deviance: float | None = None
    weeks: int = 0


def week_rates(offered: Floats, exposure: Floats, shrinkage: Shrinkage) -> Floats:
    """Return the calls an hour in each hour of the week, of shape (7, 24).

    Parameters
    ----------
    offered, exposure : Floats
        Calls and recorded hours in each hour of the week, of shape (7, 24).
    shrinkage : Shrinkage
        How far to trust the smooth shape.
    """
    return _shrunk(offered, exposure, _smooth_rates(offered, exposure, shrinkage.smoothing), shrinkage.weight)


def _shrunk(offered: Floats, exposure: Floats, smooth: Floats, weight: float) -> Floats:
    """Return the rates drawn towards smooth ones: a gamma posterior whose prior counts as `weight` calls."""
    if math.isinf(weight):
        return smooth
    hours = np.divide(weight, smooth, out=np.zeros_like(smooth), where=smooth > 0)
    total = exposure + hours
    return np.divide(offered + weight, total, out=np.zeros_like(smooth), where=(smooth > 0) & (total > 0))


def _smooth_rates(offered: Floats, exposure: Floats, smoothing: int) -> Floats:
    """Return the day's volume times the shape of the day, fitted by iterative proportional scaling, for each step."""
    day, hour = np.ones(7), np.ones(offered.shape[1])
    for _ in range(_ROUNDS):
        before = day
        day = _ratio(offered.sum(axis=1), (exposure * hour).sum(axis=1), day)
        hour = _ratio(offered.sum(axis=0), (exposure * day[:, np.newaxis]).sum(axis=0), hour)
        if np.allclose(day, before, rtol=1e-9, atol=0):
            break
    for _ in range(smoothing):
        hour = (np.roll(hour, 1) + 2 * hour + np.roll(hour, -1)) / 4
    rates = day[:, np.newaxis] * hour
    return np.asarray(rates * _ratio(offered.sum(axis=1), (exposure * rates).sum(axis=1), np.ones(7))[:, np.newaxis])


def _ratio(counts: Floats, expected: Floats, otherwise: Floats) -> Floats:
    """Return counts / expected; where nothing was recorded, the mean of the rest."""
    recorded = expected > 0
    ratio = np.divide(counts, expected, out=np.array(otherwise, dtype=np.float64), where=recorded)
    if recorded.any():
        ratio[~recorded] = ratio[recorded].mean()
    return ratio


def chosen_shrinkage(grid: Grid) -> Shrinkage:
    """Choose the shrinkage that predicts the weeks best, each from the others.

    A held-out week's volume is taken as known: only its shape is predicted. With fewer than two weeks nothing can be
    held out, and the smooth shape is taken.
    """
    weeks = _weeks(grid)
    if len(weeks) < 2:
        return Shrinkage(math.inf, 1)
    deviances = _held_out_deviances(weeks)
    raw = deviances.pop((0.0, 0))
    weight, smoothing = min(deviances, key=lambda choice: deviances[choice])
    return Shrinkage(weight, smoothing, deviances[weight, smoothing], raw, len(weeks))


def _weeks(grid: Grid) -> list[tuple[Floats, Floats]]:
    """Return calls and recorded hours by hour of the week, for each seven days from the first that hold any."""
    hours = grid.by(HOURS_PER_DAY)
    half = (~_closed_in_week(hours)).sum() / 2
    weeks = [
        _by_time_of_week(hours, range(day, min(day + 7, len(hours.offered)))) for day in range(0, len(hours.offered), 7)
    ]
    return [week for week in weeks if (week[1] > 0).sum() >= half and week[0].sum() > 0]


def _by_time_of_week(grid: Grid, days: Iterable[int]) -> tuple[Floats, Floats]:
    """Return the calls and the recorded hours of some dates, by weekday and step of the day."""
    rows = np.asarray(list(days), dtype=np.int64)
    offered, exposure = np.zeros((7, grid.steps_per_day)), np.zeros((7, grid.steps_per_day))
    np.add.at(offered, grid.weekdays[rows], grid.offered[rows])
    np.add.at(exposure, grid.weekdays[rows], grid.exposure[rows])
    return offered, exposure


def _closed_in_week(grid: Grid) -> Bools:
    """Return when the line is closed, by weekday and step of the day."""
    closed = np.tile(grid.is_closed[0], (7, 1))  # a weekday that a short file does not have is like the others
    closed[grid.weekdays] = grid.is_closed
    return closed


def _held_out_deviances(weeks: list[tuple[Floats, Floats]]) -> dict[tuple[float, int], float]:
    """Return the mean Poisson deviance of an hour of a week that is predicted from the others, by weight and smoothing.

    A weight of 0 without smoothing is the plain mean.
    """
    all_offered, all_exposure = (np.sum([week[part] for week in weeks], axis=0) for part in (0, 1))
    hours = sum(int((exposure > 0).sum()) for _, exposure in weeks)
    total: dict[tuple[float, int], float] = dict.fromkeys([(0.0, 0), *product(_WEIGHTS, _SMOOTHINGS)], 0.0)
    for offered, exposure in weeks:
        others = all_offered - offered, all_exposure - exposure
        smooth = {smoothing: _smooth_rates(*others, smoothing) for smoothing in _SMOOTHINGS}
        for weight, smoothing in total:
            rates = _shrunk(*others, smooth[smoothing], weight)
            total[weight, smoothing] += _deviance(offered, exposure, rates) / hours
    return total


def _deviance(offered: Floats, exposure: Floats, rates: Floats) -> float:
    """Return the Poisson deviance of a week whose volume is known and whose shape is predicted."""
    expected = rates * exposure
    expected *= offered.sum() / expected.sum() if expected.sum() > 0 else 0.0
    # A call in an hour that was always empty costs much, but not everything.
    expected = np.maximum(expected, _LEAST_EXPECTED)
    used = exposure > 0
    return float(2 * (special.xlogy(offered, offered / expected) - offered + expected)[used].sum())


def profile(grid: Grid, shrinkage: Shrinkage) -> WeekProfile:
    """Return the profile of the week: calls an hour in each hour from Monday 00:00, none where the line is closed."""
    hours = grid.by(HOURS_PER_DAY)
    rates = week_rates(*_by_time_of_week(hours, range(len(hours.offered))), shrinkage)
    rates[_closed_in_week(hours)] = 0.0
    return WeekProfile(tuple(rates.ravel().tolist()), _basis(hours, shrinkage))


def _basis(hours: Grid, shrinkage: Shrinkage) -> str:
    if shrinkage.deviance is None:
        return (
            "The calls of each weekday, with one smoothed shape of the day for all weekdays. There are fewer than two "
            "weeks, so other shapes cannot be tested."
        )
    if math.isinf(shrinkage.weight):
        shape = "The calls of each weekday, with one smoothed shape of the day for all weekdays"
    else:
        shape = (
            "The mean by hour of the week, drawn towards one shape of the day for all weekdays, which counts as "
            f"{shrinkage.weight:.0f} calls"
        )
    return (
        f"{shape}, from {hours.offered.sum():,.0f} calls. If each of the {shrinkage.weeks} weeks is predicted from the "
        f"others, the Poisson deviance is {shrinkage.deviance:.2f} an hour; with the plain mean it is "
        f"{shrinkage.raw_deviance:.2f} (lower is better)."
    )


def calls_per_day(grid: Grid) -> Estimate:
    """Return the calls of an average day of the week, with the interval of the mean.

    Each weekday counts the same, however often the files hold it; one on which the line is closed has no calls. The
    interval is from how far days are from the mean of their weekday, or from each other if no weekday is there twice;
    where there is one day only, from the Poisson distribution.
    """
    days = _whole_days(grid)
    kinds = [days.totals[days.weekdays == weekday] for weekday in range(7)]
    kinds = [kind for kind in kinds if len(kind)]
    is_open = len(kinds) / (len(kinds) + int(_closed_in_week(grid).all(axis=1).sum()))
    mean = float(np.mean([kind.mean() for kind in kinds]))
    freedom = sum(len(kind) - 1 for kind in kinds)
    if freedom == 0 and len(kinds) > 1:
        kinds, freedom = [np.concatenate(kinds)], len(kinds) - 1
    if freedom == 0:
        low, high = poisson_interval(mean)
    else:
        variance = sum(float(((kind - kind.mean()) ** 2).sum()) for kind in kinds) / freedom
        spread = math.sqrt(variance * sum(1 / len(kind) for kind in kinds)) / len(kinds)
        half = float(stats.t.ppf(0.975, freedom)) * spread
        low, high = max(0.0, mean - half), mean + half
    return Estimate(mean * is_open, low * is_open, high * is_open, int(grid.offered.sum()))


@dataclass(frozen=True)
class _WholeDays:
    totals: Floats
    weekdays: np.ndarray


def _whole_days(grid: Grid) -> _WholeDays:
    """Return what each date would hold if all of it were recorded; dates that are half empty count only if all are."""
    shape = _day_shape(grid)
    recorded = (shape * (grid.exposure > 0)).sum(axis=1)
    hours = np.divide(grid.exposure, grid.step_length.total_seconds() / 3600)
    weight = (shape * hours).sum(axis=1)
    kept = recorded >= _HALF if (recorded >= _HALF).any() else weight > 0
    return _WholeDays(grid.offered.sum(axis=1)[kept] / weight[kept], grid.weekdays[kept])


def _day_shape(grid: Grid) -> Floats:
    """Return each step's share of its date's calls, by weekday as far as they differ."""
    if grid.steps_per_day == 1:
        return np.ones_like(grid.offered)
    offered, exposure = _by_time_of_week(grid, range(len(grid.offered)))
    # A time that a weekday was never recorded at, though the line is open, is like that time of the other weekdays.
    unseen = _smooth_rates(offered, exposure, 0) * ~_closed_in_week(grid)
    rates = np.divide(offered, exposure, out=unseen, where=exposure > 0)
    total = rates.sum(axis=1, keepdims=True)
    shares = np.divide(rates, total, out=np.full_like(rates, 1 / grid.steps_per_day), where=total > 0)
    return np.asarray(shares[grid.weekdays])
