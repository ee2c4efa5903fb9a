"""How long a call keeps a person busy: its distribution, and how that changes over the day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from simcall.files.messages import counted
from simcall.observed.measured import TimeDistribution
from simcall.observed.statistics.distributions import (
    STEP_CALLS,
    exponential_distribution,
    fitted_distribution,
    seconds_text,
)
from simcall.observed.statistics.grids import HOURS_PER_DAY, Floats, Ints

__all__ = [
    "LONGEST_S",
    "SHORTEST_S",
    "HourTotals",
    "handled",
    "handling_from_calls",
    "handling_from_totals",
    "hour_factors",
    "hour_totals",
    "left_out",
    "means_differ",
    "totals_from_counts",
]

SHORTEST_S = 10.0
"""Answered calls under this are test calls, wrong keys and lost connections. They are left out."""
LONGEST_S = 4 * 3600.0
"""Answered calls of more than this are those that somebody forgot to end. They are left out."""
_LEAST_CALLS = 200
_CHANCE = 0.01
_ALIKE = 0.05
"""Means that differ by less than this share are alike for a planner, however certain the difference is."""


@dataclass(frozen=True)
class HourTotals:
    """Handling by hour of the local day.

    Attributes
    ----------
    calls, mean_s, error_s : Floats
        Of each of the 24 hours: calls, their mean, and its standard error (infinity where there is at most one call).
    """

    calls: Floats
    mean_s: Floats
    error_s: Floats


def handled(calls: pd.DataFrame) -> tuple[Floats, Ints]:
    """Return the handling of answered calls and the hour of the day in which each began.

    Handling is talk, hold and wrap-up as far as the file has them. Calls shorter than `SHORTEST_S` or longer than
    `LONGEST_S` are left out.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`.
    """
    length, hour = _answered(calls)
    kept = (length >= SHORTEST_S) & (length <= LONGEST_S)
    return length[kept], hour[kept]


def left_out(calls: pd.DataFrame) -> tuple[int, int]:
    """Return how many answered calls are shorter than `SHORTEST_S` and how many longer than `LONGEST_S`."""
    length, _ = _answered(calls)
    return int((length < SHORTEST_S).sum()), int((length > LONGEST_S).sum())


def _answered(calls: pd.DataFrame) -> tuple[Floats, Ints]:
    """Return the length of answered calls and the hour of the day in which each began."""
    answered = calls[(calls["outcome"] == "answered") & calls["talk"].notna()]
    length = answered[["talk", "hold", "wrap"]].fillna(0.0).sum(axis=1).to_numpy()
    return length, answered["start"].dt.hour.to_numpy().astype(np.int64)


def means_differ(length_s: Floats, others_s: Floats) -> bool:
    """Return whether two kinds of calls take so differently long that a planner should know it.

    Their means differ by `_ALIKE` of the others' or more. Chance would give a difference as large in fewer than one of
    100 files (Welch, 1947). Both kinds have `STEP_CALLS` calls or more.
    """
    if min(len(length_s), len(others_s)) < STEP_CALLS:
        return False
    mean, usual = float(length_s.mean()), float(others_s.mean())
    with np.errstate(divide="ignore", invalid="ignore"):  # both kinds may take the same time in every call
        chance = stats.ttest_ind_from_stats(
            *(mean, float(length_s.std(ddof=1)), len(length_s)),
            *(usual, float(others_s.std(ddof=1)), len(others_s)),
            equal_var=False,
        ).pvalue
    return abs(mean - usual) >= _ALIKE * usual and bool(chance < _CHANCE)


def hour_totals(length_s: Floats, hour: Ints) -> HourTotals:
    """Return the mean handling by hour of the day."""
    calls = np.bincount(hour, minlength=HOURS_PER_DAY).astype(np.float64)
    total = np.bincount(hour, weights=length_s, minlength=HOURS_PER_DAY)
    mean = np.divide(total, calls, out=np.zeros(HOURS_PER_DAY), where=calls > 0)
    squares = np.bincount(hour, weights=(length_s - mean[hour]) ** 2, minlength=HOURS_PER_DAY)
    # One spread for all hours: that of an hour with few calls is too uncertain to weigh it by.
    relative = np.sqrt(squares.sum() / max(1.0, calls.sum() - (calls > 0).sum())) / max(1e-9, total.sum() / calls.sum())
    error = np.divide(relative * mean, np.sqrt(calls), out=np.full(HOURS_PER_DAY, np.inf), where=calls > 1)
    return HourTotals(calls, mean, error)


def hour_factors(totals: HourTotals) -> Floats | None:
    """Return 24 factors of mean 1 over the calls, or None if hours do not differ more than chance explains.

    Each hour's mean is drawn towards the overall mean by the share of its variance that is noise, then the hours are
    smoothed with their neighbours by the same share.
    """
    used = np.isfinite(totals.error_s) & (totals.error_s > 0)
    calls = np.where(used, totals.calls, 0.0)
    if calls.sum() < _LEAST_CALLS or used.sum() < 2:
        return None
    overall = float((calls * totals.mean_s).sum() / calls.sum())
    raw, error = totals.mean_s[used] / overall - 1, totals.error_s[used] / overall
    differ = float(((raw / error) ** 2).sum())
    if stats.chi2.sf(differ, int(used.sum()) - 1) > _CHANCE:
        return None
    weight = 1 / error**2
    between = max(0.0, (differ - (used.sum() - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()))
    trust = np.zeros(HOURS_PER_DAY)
    trust[used] = between / (between + error**2)
    deviation = np.zeros(HOURS_PER_DAY)
    deviation[used] = raw
    neighbours = (_towards(deviation, trust, 1) + _towards(deviation, trust, -1)) / 2
    factors = 1 + trust * deviation + (1 - trust) * neighbours
    return np.asarray(factors / ((calls * factors).sum() / calls.sum()))


def _towards(deviation: Floats, trust: Floats, shift: int) -> Floats:
    """Return the deviation of the hour before or after, as far as it is trusted."""
    return np.asarray(np.roll(trust * deviation, shift))


def handling_from_calls(length_s: Floats, hour: Ints, factors: Floats | None) -> TimeDistribution | None:
    """Return the distribution of handling, the hour's factor taken out; None if there is no call."""
    if len(length_s) == 0:
        return None
    return fitted_distribution(length_s if factors is None else length_s / factors[hour], "answered calls")


def totals_from_counts(counts: pd.DataFrame) -> HourTotals | None:
    """Return the mean handling by hour of the day from a report; None if it has no handling or no hours.

    A report does not show how much calls differ: their standard deviation is taken to be as large as their mean.

    Parameters
    ----------
    counts : pandas.DataFrame
        As `simcall.observed.observations.COUNT_COLUMNS`, of one line.
    """
    used = counts[counts["handling"].notna() & counts["answered"].notna() & (counts["minutes"] <= 60)]
    if used.empty:
        return None
    hour = used["start"].dt.hour.to_numpy()
    calls, total = (
        np.bincount(hour, weights=used[name], minlength=HOURS_PER_DAY).astype(np.float64)
        for name in ("answered", "handling")
    )
    mean = np.divide(total, calls, out=np.zeros(HOURS_PER_DAY), where=calls > 0)
    return HourTotals(calls, mean, np.divide(mean, np.sqrt(calls), out=np.full(HOURS_PER_DAY, np.inf), where=calls > 1))


def handling_from_totals(seconds: float, calls: float) -> TimeDistribution | None:
    """Return an exponential distribution of the mean of totals; None if there is no call. Its shape is assumed."""
    if calls <= 0 or seconds <= 0:
        return None
    mean = f"{counted(round(calls), 'call')}, mean {seconds_text(seconds / calls)}"
    basis = f"{mean}. Reports by period do not show the shape, which is assumed."
    return exponential_distribution(seconds / calls, round(calls), round(calls), basis)
