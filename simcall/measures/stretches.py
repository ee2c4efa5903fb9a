"""The worst stretches of a line's week: the hours to which its late or lost calls belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats
from simcall.inputs.periods import cells_by
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, LINE_MEASURES, MEASURES_OF, SERVICE_LEVEL
from simcall.measures.estimates import Estimate, ratio_estimates
from simcall.measures.measure import End, Kind, Ratio
from simcall.measures.run_numbers import RunNumbers
from simcall.scenario.models.week import HOURS_OF_WEEK, spans_in_words

__all__ = ["Stretch", "worst_stretches"]

_LONGEST = 8
"""Hours: a longer stretch says no more than which shift is hard."""
_LEAST_EXCESS = 1.0
"""Wrong calls a week beyond the level of a bad hour: fewer are not worth a planner's time."""
_BAD_DEVIATIONS = 0.5
"""Standard deviations above the mean: with more, hours that are all as bad as each other could hide one another."""
_RANKED_BY = {ANSWERED_IN_TARGET: SERVICE_LEVEL}
"""In an hour in which every caller gives up, no answer is late; callers who give up must count as calls gone wrong."""


@dataclass(frozen=True)
class Stretch:
    """Consecutive hours of the week, and how a line does in them.

    Attributes
    ----------
    hours : tuple of int
        Hours of the week in their order, 0 for Monday 00:00; 167 is followed by 0.
    measure : str
        Which measure was looked at.
    estimate : Estimate
        That measure over these hours of all weeks; undefined if nobody was answered and it is of answered calls.
    """

    hours: tuple[int, ...]
    measure: str
    estimate: Estimate

    @property
    def name(self) -> str:
        """The stretch in words: "Sat 22:00 to Sun 02:00"."""
        start = 60 * self.hours[0]
        return spans_in_words([(start, start + 60 * len(self.hours))])[0]


def worst_stretches(
    results: RunNumbers, line: str, *, measure: str | None = None, count: int = 3
) -> tuple[Stretch, ...]:
    """Return the stretches of the week in which a line does worst, the worst first.

    An hour is bad if its share of calls gone wrong is above the line's mean by more than half a standard deviation of
    the hourly shares, weighted by calls. For ``abandonment_rate`` the abandoned calls went wrong; for
    ``answered_in_target`` those answered late and those abandoned. The worst stretch is the run of consecutive hours,
    at most eight, with the most such calls beyond that level. It weighs how bad an hour is by how many calls it has, so
    an empty night hour with one lost call cannot win. The next worst is found in the same way among the other hours.

    A stretch counts only if at least one call a week goes wrong in it beyond that level, and if its interval, where
    there is one, lies on the bad side of the line's mean. The interval does not allow for the choice of the worst out
    of many stretches, so other callers tend to find them slightly better.

    Parameters
    ----------
    results : RunNumbers
        The run.
    line : str
        The line, or a grade of incidents.
    measure : str, optional
        A share of a line's calls; by default ``answered_in_target`` if the line has a target, otherwise
        ``abandonment_rate``.
    count : int
        How many stretches at most.

    Returns
    -------
    tuple of Stretch
        They do not overlap. Empty if nobody rang, nothing went wrong, or no stretch is clearly worse than the mean.

    Raises
    ------
    SimcallError
        For an unknown line, or a measure that is not a share of a line's calls.
    """
    share_measure = _share_named(measure or _usual_measure(results, line))
    ranked = _RANKED_BY.get(share_measure, share_measure)
    hours, numerator, denominator = results.totals(ranked.name, line=line, by="hour_of_week")
    wrong = denominator - numerator if ranked.worse is End.LOWEST else numerator
    if not wrong.any():
        return ()
    mean = results.estimate(ranked.name, line=line).mean
    assert mean is not None
    runs = _largest_excesses(_excess_by_hour(results, hours, wrong.sum(axis=0), denominator.sum(axis=0)))
    clear = (run for run in runs if _is_worse(_over_hours(results, line, ranked, run), mean, ranked))
    return tuple(
        Stretch(run, share_measure.name, _over_hours(results, line, share_measure, run)) for run in islice(clear, count)
    )


def _usual_measure(results: RunNumbers, line: str) -> str:
    scenario = results.blueprint.scenario
    named = scenario.lines_of(line)
    has_target = bool(named) and all(scenario.lines[name].answer_target is not None for name in named)
    return (ANSWERED_IN_TARGET if has_target else ABANDONMENT_RATE).name


def _share_named(name: str) -> Ratio:
    measure = MEASURES_OF["line"].get(name)
    if isinstance(measure, Ratio) and measure.kind is Kind.SHARE:
        return measure
    shares = [measure.name for measure in LINE_MEASURES if measure.kind is Kind.SHARE]
    raise SimcallError(f'"{name}" is not a share of a line\'s calls; choose one of {", ".join(shares)}')


def _excess_by_hour(results: RunNumbers, hours: list[int], wrong: Floats, calls: Floats) -> Floats:
    """Return the wrong calls a week beyond the level of a bad hour, shape (168,); -inf for an hour outside the span.

    Each hour is divided by how often it occurs: in a span of 29 days one weekday has five and the others have four.
    """
    hour_of_period = cells_by(results.periods, "hour_of_week").of_period
    occurrences = np.bincount(hour_of_period) * results.replications
    week = np.full(HOURS_OF_WEEK, -np.inf)
    week[hours] = (wrong - _bad_level(wrong, calls) * calls) / occurrences
    return week


def _bad_level(wrong: Floats, calls: Floats) -> float:
    """Return the share of wrong calls above which an hour is bad."""
    share = np.divide(wrong, calls, out=np.zeros_like(calls), where=calls > 0)
    mean = np.average(share, weights=calls)
    deviation = np.sqrt(np.average((share - mean) ** 2, weights=calls))
    return float(mean + _BAD_DEVIATIONS * deviation)


def _largest_excesses(week: Floats) -> Iterator[tuple[int, ...]]:
    """Yield the runs of hours with the largest sums, the largest first, none overlapping an earlier one."""
    remaining = week.copy()
    while True:
        sums = np.array([_run_sums(remaining, length) for length in range(1, _LONGEST + 1)])
        length, first = np.unravel_index(np.argmax(sums), sums.shape)
        if sums[length, first] < _LEAST_EXCESS:
            return
        run = np.arange(first, first + length + 1) % HOURS_OF_WEEK
        yield tuple(run.tolist())
        remaining[run] = -np.inf


def _run_sums(week: Floats, length: int) -> Floats:
    """Return the sum of a number of consecutive hours from each hour of the week on."""
    sums: Floats = np.sum([np.roll(week, -i) for i in range(length)], axis=0)
    return sums


def _over_hours(results: RunNumbers, line: str, ratio: Ratio, stretch: tuple[int, ...]) -> Estimate:
    """Estimate a measure over some hours of the week: the ratio of their totals, over replications."""
    hours, numerator, denominator = results.totals(ratio.name, line=line, by="hour_of_week")
    columns = [hours.index(hour) for hour in stretch]
    above, below = (totals[:, columns].sum(axis=1, keepdims=True) for totals in (numerator, denominator))
    return ratio_estimates(above, below, ratio.kind, counted=ratio.counted)[0]


def _is_worse(estimate: Estimate, mean: float, measure: Ratio) -> bool:
    """Tell whether an interval, or an estimate without one, lies on the bad side of the line's mean."""
    assert estimate.mean is not None
    if measure.worse is End.LOWEST:
        return (estimate.mean if estimate.high is None else estimate.high) < mean
    return (estimate.mean if estimate.low is None else estimate.low) > mean
