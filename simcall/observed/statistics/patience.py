"""How long callers are willing to wait.

The wait of those who gave up says little: it leaves out all who were answered before their patience ended. Those count
as people who would have waited longer (Kaplan and Meier, 1958).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from simcall.observed.measured import TimeDistribution
from simcall.observed.statistics.distributions import (
    STEP_CALLS,
    empirical_distribution,
    equal_levels,
    exponential_distribution,
    seconds_text,
)
from simcall.observed.statistics.grids import Bools, Floats, Ints

__all__ = [
    "MOVES_WITH_WAITS",
    "Survival",
    "WaitBins",
    "patience_distribution",
    "patience_from_totals",
    "spikes",
    "survival",
    "wait_bins",
    "waits_move_abandonment",
]

AT_RISK = 100
"""The curve counts while this many callers are still waiting; after that the rate of giving up counts as constant."""
MOVES_WITH_WAITS = 0.01
"""Hourly waits and abandonment move together if chance explains their rank correlation less often than this."""
_LEAST_ABANDONED = 20
_LEAST_STEPS = 5
_VALUES = 100
_HALF = 0.5
_SPIKE_S = 5.0
_SPIKE_CHANCE = 0.001
_LEAST_HOURS = 48
_LEAST_BINS = 4


@dataclass(frozen=True)
class Survival:
    """The share of callers who would still wait after a time, if nobody answered.

    Attributes
    ----------
    time_s : Floats
        The times at which somebody gave up, rising.
    share : Floats
        The share still waiting just after each.
    low, high : Floats
        Its 95 % interval: Greenwood's formula on the scale of log(-log).
    at_risk : Floats
        The callers still waiting just before each.
    gave_up, waited_s : float
        All who gave up, and the seconds that all callers waited together.
    """

    time_s: Floats
    share: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    gave_up: float
    waited_s: float

    def at(self, seconds: float) -> float:
        """Return the share still waiting after a time."""
        position = int(np.searchsorted(self.time_s, seconds, side="right"))
        return float(self.share[position - 1]) if position else 1.0

    def steps(self, most: int) -> tuple[tuple[float, float], ...]:
        """Return the curve at every 20th caller who gave up, or seldomer: time and share still waiting.

        Parameters
        ----------
        most : int
            The largest number of steps.
        """
        gave_up = np.cumsum(_events(self))
        each = max(STEP_CALLS, math.ceil(self.gave_up / most))
        at = np.unique(np.searchsorted(gave_up, np.arange(each, gave_up[-1] + 1, each)))
        at = at[self.at_risk[at] >= STEP_CALLS]
        return tuple(zip(self.time_s[at].tolist(), self.share[at].tolist(), strict=True))

    @property
    def median_s(self) -> float | None:
        """The time at which half have given up; None if fewer do."""
        median = self._first_below(self.share)
        return None if math.isinf(median) else median

    @property
    def median_interval_s(self) -> tuple[float, float] | None:
        """The median's 95 % interval: where the ends of the share's interval fall below a half (Brookmeyer, 1982).

        None if the upper end does not.
        """
        high = self._first_below(self.high)
        return None if math.isinf(high) else (self._first_below(self.low), high)

    def _first_below(self, share: Floats) -> float:
        below = np.flatnonzero(share <= _HALF)
        return float(self.time_s[below[0]]) if len(below) else math.inf


def survival(wait_s: Floats, abandoned: Bools) -> Survival | None:
    """Estimate the survival of patience; None if nobody gave up.

    Parameters
    ----------
    wait_s : Floats
        The wait of each caller, until the answer or until giving up.
    abandoned : Bools
        Whether the caller gave up.
    """
    if not abandoned.any():
        return None
    estimate = stats.ecdf(stats.CensoredData.right_censored(wait_s, ~abandoned)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where all or none have given up there is no interval
        # The stubs of SciPy take the ends of the interval for numbers; they are functions of the time.
        interval: Any = estimate.confidence_interval(0.95, method="log-log")
    times = np.unique(wait_s[abandoned])
    ordered = np.sort(wait_s)
    at_risk = len(ordered) - np.searchsorted(ordered, times, side="left")
    return Survival(
        times,
        estimate.evaluate(times),
        np.nan_to_num(interval.low.evaluate(times), nan=0.0),
        np.nan_to_num(interval.high.evaluate(times), nan=1.0),
        at_risk.astype(np.float64),
        float(abandoned.sum()),
        float(wait_s.sum()),
    )


def patience_distribution(curve: Survival, calls: int) -> TimeDistribution | None:
    """Return patience as a scenario writes it; None if fewer than 20 callers gave up.

    If enough gave up for `_LEAST_STEPS` steps of 20 callers it is empirical: it follows the curve at every 20th caller
    who gave up, straight between them, as far as `AT_RISK` callers are still waiting. Beyond, it is exponential, at the
    rate of giving up in the later half of the curve. With fewer it is exponential from the start. Who gives up at once,
    at 0 s, is its `at_zero`.
    """
    if curve.gave_up < _LEAST_ABANDONED or curve.waited_s <= 0:
        return None
    at_zero = 1 - curve.at(0.0)
    basis = f"{curve.gave_up:,.0f} of {calls:,} callers gave up; the others count as willing to wait longer."
    knots = _knots(curve)
    if len(knots) < _LEAST_STEPS:
        text = f"{basis} Too few gave up to show the shape, which is assumed."
        later = max(1, round(curve.gave_up - at_zero * calls))
        distribution = exponential_distribution(curve.waited_s / later, later, calls, text)
    else:
        distribution = _empirical(curve, knots, at_zero, calls, basis)
    written = dict(distribution.written) | ({"at_zero": round(at_zero, 4)} if at_zero > 0 else {})
    mean = None if distribution.mean is None else distribution.mean * (1 - at_zero)
    return replace(
        distribution, written=written, mean=mean, median=curve.median_s, median_interval=curve.median_interval_s
    )


def _knots(curve: Survival) -> Ints:
    """Return the positions on the curve before which another 20 callers gave up, as far as it counts."""
    gave_up = np.cumsum(_events(curve))[: _reach(curve)]
    later = gave_up - (gave_up[0] if curve.time_s[0] == 0 else 0)
    steps = np.arange(STEP_CALLS, later[-1] + 1, STEP_CALLS)
    return np.unique(np.searchsorted(later, steps))


def _events(curve: Survival) -> Floats:
    """Return how many gave up at each time: what is lost of the share, times those who were still waiting."""
    before = np.concatenate(([1.0], curve.share[:-1]))
    return np.round((1 - np.divide(curve.share, before, out=np.ones_like(before), where=before > 0)) * curve.at_risk)


def _empirical(curve: Survival, knots: Ints, at_zero: float, calls: int, basis: str) -> TimeDistribution:
    times, shares = curve.time_s[knots], curve.share[knots] / (1 - at_zero)
    rest = 1 - equal_levels(_VALUES)
    inside = rest >= shares[-1]
    beyond = _mean_beyond(curve, knots)
    values = np.interp(-rest, -np.concatenate(([1.0], shares)), np.concatenate(([0.0], times)))
    values[~inside] = times[-1] - beyond * np.log(rest[~inside] / shares[-1])
    if not inside.all():
        basis += (
            f" After {seconds_text(times[-1])}, when {100 * shares[-1]:.0f} % would still wait, too few callers are "
            f"left to measure: from there simcall assumes an exponential distribution, mean {seconds_text(beyond)}."
        )
    return empirical_distribution(np.maximum(values, 0.1), calls, basis, median=curve.median_s)


def _reach(curve: Survival) -> int:
    """Return how many points of the curve count: those with `AT_RISK` still waiting, or half in a small file."""
    enough = int((curve.at_risk >= AT_RISK).sum())
    positive = int((curve.share > 0).sum())
    return max(1, min(enough if enough else len(curve.time_s) // 2, positive))


def _mean_beyond(curve: Survival, knots: Ints) -> float:
    """Return the mean of what is left of the patience after the last knot: 1 over the hazard since the middle one."""
    middle, last = knots[(len(knots) - 1) // 2], knots[-1]
    hazard = np.log(curve.share[middle] / curve.share[last]) / (curve.time_s[last] - curve.time_s[middle])
    return float(1 / hazard)


@dataclass(frozen=True)
class WaitBins:
    """Waits of answered calls as a report's bins tell them.

    Attributes
    ----------
    seconds : float
        All of them together, each in the middle of its bin.
    mean_of_late : float or None
        The mean of those beyond the first bin, who had to wait; None if there are none. Where patience is exponential,
        it is also the mean wait of those who gave up: they differ only in which of two exponential times ended first.
    """

    seconds: float
    mean_of_late: float | None


def wait_bins(answers: pd.DataFrame | None) -> WaitBins | None:
    """Return the waits that bins tell; None if there are fewer than four bins, which tell too little.

    Parameters
    ----------
    answers : pandas.DataFrame or None
        As `simcall.observed.observations.ANSWER_COLUMNS`, of one line.
    """
    if answers is None or answers["low"].nunique() < _LEAST_BINS:
        return None
    low, high, calls = (answers[name].to_numpy(dtype=np.float64) for name in ("low", "high", "answered"))
    # Beyond the last limit a half more is assumed.
    middle = np.where(np.isfinite(high), low + (np.where(np.isfinite(high), high, low) - low) / 2, 1.5 * low)
    is_late = low > low.min()
    late = float(calls[is_late].sum())
    mean_of_late = float((middle * calls)[is_late].sum()) / late if late > 0 else None
    return WaitBins(float((middle * calls).sum()), mean_of_late)


def patience_from_totals(waited_s: float, abandoned: float, why: str) -> TimeDistribution | None:
    """Return an exponential patience from the total wait and the number who gave up: the likeliest mean.

    The shape cannot be told from totals and is assumed. None if nobody gave up or nobody waited.
    """
    if abandoned < _LEAST_ABANDONED or waited_s <= 0:
        return None
    basis = f"The total wait of {waited_s / 3600:,.1f} h, divided by {abandoned:,.0f} abandoned calls. {why}"
    return exponential_distribution(waited_s / abandoned, round(abandoned), round(abandoned), basis)


def waits_move_abandonment(waits: Floats, shares: Floats) -> tuple[float, bool]:
    """Return the rank correlation of hourly waits and shares abandoned, and whether they move together.

    Where they do not, callers do not give up because they wait. With fewer than 48 hours it cannot be told, and they
    are taken to move together.
    """
    if len(waits) < _LEAST_HOURS or np.ptp(waits) == 0 or np.ptp(shares) == 0:
        return 0.0, True
    result = stats.spearmanr(waits, shares, alternative="greater")
    return float(result.statistic), bool(result.pvalue < MOVES_WITH_WAITS)


def spikes(wait_s: Floats, abandoned: Bools) -> Sequence[tuple[float, float, int, float]]:
    """Find times at which many more give up than just before and after, as after a recorded message.

    Returns
    -------
    list of tuple
        Start and end in seconds, how many gave up, and how many were to be expected. The chance of each as a Poisson
        count is under 0.001, divided by the number of times looked at.
    """
    ends = np.arange(_SPIKE_S, 600 + _SPIKE_S / 2, _SPIKE_S)
    edges = np.concatenate(([0.0], ends))
    gave_up = np.histogram(wait_s[abandoned], edges)[0].astype(np.float64)
    ordered = np.sort(wait_s)
    waiting = len(ordered) - np.searchsorted(ordered, edges[:-1], side="left")
    limit = _SPIKE_CHANCE / len(gave_up)
    hits = []
    for position in range(2, len(gave_up) - 2):
        around = [position - 2, position - 1, position + 1, position + 2]
        if waiting[around].sum() == 0 or gave_up[position] < _LEAST_ABANDONED:
            continue
        # Half a call is added: a neighbourhood without any may be chance.
        expected = float((gave_up[around].sum() + 0.5) / waiting[around].sum() * waiting[position])
        if stats.poisson.sf(gave_up[position] - 1, expected) < limit:
            hits.append((float(edges[position]), float(edges[position + 1]), int(gave_up[position]), expected))
    return hits
