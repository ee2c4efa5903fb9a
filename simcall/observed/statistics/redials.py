"""Callers who gave up and ring again: how many, how long after, and how many fresh callers that leaves.

Callers also ring again after they were answered, for other reasons. So what counts is the excess: if a share p rings
again within a time of giving up and a share b after an answered call, it is (p - b) / (1 - b), the chance to ring again
of those who would not have rung anyway.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simcall.observed.measured import Estimate, TimeDistribution
from simcall.observed.statistics.distributions import (
    empirical_distribution,
    equal_levels,
    exponential_distribution,
    step_count,
)
from simcall.observed.statistics.grids import Bools, Floats
from simcall.observed.statistics.intervals import excess_share
from simcall.observed.statistics.queues import seconds_of

__all__ = [
    "DAY_S",
    "QUARTER_HOUR_S",
    "LineRedials",
    "NextCalls",
    "Redials",
    "line_redials",
    "next_calls",
    "redial_excess",
    "redials",
]

QUARTER_HOUR_S = 900.0
DAY_S = 86_400.0
_LEAST_ABANDONED = 50
_LEAST_STEPS = 5
_SHORTEST_S = 1.0
"""Phone systems write whole seconds, and a scenario has no delay of 0 s."""


@dataclass(frozen=True)
class NextCalls:
    """The calls whose caller is known, and when the same caller rang next.

    Attributes
    ----------
    line, next_line : ndarray of str
        The line of each call, and of the caller's next call; empty if there is none.
    abandoned : Bools
        Whether the caller gave up.
    delay_s : Floats
        Seconds from the end of the call to the start of the next one; infinity if there is none.
    followed_s : Floats
        Seconds from the end of the call to the last call of the files: who has not rung again may still do so after.
    next_start : ndarray of datetime64
        When the next call began; not a time if there is none.
    """

    line: np.ndarray
    next_line: np.ndarray
    abandoned: Bools
    delay_s: Floats
    followed_s: Floats
    next_start: np.ndarray

    def within(self, seconds: float, lines: Sequence[str], *, abandoned: bool) -> tuple[float, float]:
        """Return how many callers of lines ring again within a time, and of how many.

        Near the end of the files, callers have not had that long to ring again: they count only for as long as the
        files go on (Kaplan and Meier, 1958).
        """
        cases = self._cases(abandoned, lines)
        delay, callers = self.delay_s[cases], float(cases.sum())
        moments, again = np.unique(delay[delay <= seconds], return_counts=True)
        followed = np.sort(np.minimum(delay, self.followed_s[cases]))
        at_risk = callers - np.searchsorted(followed, moments)
        return callers * float(1 - np.prod(1 - again / at_risk)), callers

    def delays(self, line: str, *, abandoned: bool) -> Floats:
        """Return the sorted delays of callers who rang again within a day."""
        delay = self.delay_s[self._cases(abandoned, [line])]
        return np.sort(delay[delay <= DAY_S])

    def shares_by_line(self, line: str, *, abandoned: bool) -> dict[str, float]:
        """Return the share of a line's callers who rang each line next within a day."""
        cases = self._cases(abandoned, [line])
        again = self.next_line[cases & (self.delay_s <= DAY_S)]
        names, counts = np.unique(again.astype(str), return_counts=True)
        return {str(name): float(count) / max(1, cases.sum()) for name, count in zip(names, counts, strict=True)}

    def _cases(self, abandoned: bool, lines: Sequence[str]) -> Bools:
        return np.asarray((self.abandoned == abandoned) & np.isin(self.line, lines))


@dataclass(frozen=True)
class LineRedials:
    """What is known of a line's callers who ring again.

    Attributes
    ----------
    probability : Estimate
        The excess within a day.
    delay : TimeDistribution or None
        How long after giving up; None where there is no excess.
    by_line : mapping of str to float
        The excess within a day by the line that is rung next.
    """

    probability: Estimate
    delay: TimeDistribution | None
    by_line: Mapping[str, float]


@dataclass(frozen=True)
class Redials:
    """What is known of callers who ring again, on all lines.

    Attributes
    ----------
    lines : mapping of str to LineRedials
        Of each line on which enough known callers gave up.
    excess : mapping of str to Estimate
        The excess within 15 minutes; of the lines that have any, that of all together.
    abandoned : mapping of str to int
        Calls of each line that were abandoned, known callers or not.
    starts : mapping of str to DatetimeIndex
        When each line was rung by known callers who had given up less than a day before.
    """

    lines: Mapping[str, LineRedials]
    excess: Mapping[str, Estimate]
    abandoned: Mapping[str, int]
    starts: Mapping[str, pd.DatetimeIndex]

    def calls_to(self, line: str) -> float:
        """Return how many calls to a line were redials; unknown callers are taken to ring again as known ones do."""
        return sum(self.abandoned[name] * redial.by_line.get(line, 0.0) for name, redial in self.lines.items())


def redials(calls: pd.DataFrame, lines: Sequence[str]) -> Redials | None:
    """Measure who rings again; None if no caller is known.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`.
    lines : sequence of str
        The lines.
    """
    following = next_calls(calls)
    if following is None:
        return None
    by_line = {line: line_redials(following, line) for line in lines}
    gave_up = calls[(calls["outcome"] == "abandoned") & ~calls["transferred"]].groupby("line").size()
    return Redials(
        {line: redial for line, redial in by_line.items() if redial is not None},
        _excess_by_line(following, lines),
        {line: int(gave_up.get(line, 0)) for line in lines},
        {line: _redial_starts(following, line) for line in lines},
    )


def _redial_starts(calls: NextCalls, line: str) -> pd.DatetimeIndex:
    is_redial = calls.abandoned & (calls.delay_s <= DAY_S) & (calls.next_line == line)
    return pd.DatetimeIndex(calls.next_start[is_redial])


def _excess_by_line(calls: NextCalls, lines: Sequence[str]) -> dict[str, Estimate]:
    own = {line: redial_excess(calls, QUARTER_HOUR_S, [line]) for line in lines}
    enough = {line: estimate for line, estimate in own.items() if estimate is not None}
    alike = [line for line, estimate in enough.items() if (estimate.low or 0.0) > 0]
    together = redial_excess(calls, QUARTER_HOUR_S, alike) if alike else None
    return {line: together if together and line in alike else estimate for line, estimate in enough.items()}


def next_calls(calls: pd.DataFrame) -> NextCalls | None:
    """Find each known caller's next call, on whatever line; None if no caller is known.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`.
    """
    used = calls[(calls["caller"] > 0) & calls["outcome"].isin(["answered", "abandoned"]) & ~calls["transferred"]]
    if used.empty:
        return None
    used = used.sort_values(["caller", "start"], kind="stable")
    start, files_end = seconds_of(used["start"]), seconds_of(calls["start"]).max()
    length = used[["wait", "talk", "hold"]].fillna(0.0).sum(axis=1).to_numpy()
    caller, line = used["caller"].to_numpy(), used["line"].to_numpy(dtype=object)
    followed = np.maximum(0.0, files_end - start - length)
    delay = np.full(len(used), np.inf)
    following = np.full(len(used), "", dtype=object)
    again = np.flatnonzero(caller[1:] == caller[:-1])
    delay[again] = np.maximum(0.0, start[again + 1] - start[again] - length[again])
    following[again] = line[again + 1]
    moments = used["start"].to_numpy()
    next_start = np.full(len(used), np.datetime64("NaT"), dtype=moments.dtype)
    next_start[again] = moments[again + 1]
    abandoned = (used["outcome"] == "abandoned").to_numpy()
    return NextCalls(line, following, abandoned, delay, followed, next_start)


def redial_excess(calls: NextCalls, seconds: float, lines: Sequence[str]) -> Estimate | None:
    """Return the excess of callers who ring again within a time of giving up.

    Parameters
    ----------
    calls : NextCalls
        The calls whose caller is known.
    seconds : float
        The time.
    lines : sequence of str
        The lines on which callers gave up.

    Returns
    -------
    Estimate or None
        None if fewer than 50 known callers gave up.
    """
    gave_up = calls.within(seconds, lines, abandoned=True)
    if gave_up[1] < _LEAST_ABANDONED:
        return None
    return excess_share(gave_up, calls.within(seconds, lines, abandoned=False))


def line_redials(calls: NextCalls, line: str) -> LineRedials | None:
    """Return what is known of a line's callers who ring again, or None if too few gave up."""
    probability = redial_excess(calls, DAY_S, [line])
    if probability is None:
        return None
    probability = replace(probability, value=max(0.0, probability.value), low=max(0.0, probability.low or 0.0))
    return LineRedials(probability, _delay_distribution(calls, line, probability), _by_line(calls, line, probability))


def _by_line(calls: NextCalls, line: str, probability: Estimate) -> dict[str, float]:
    """Split the excess by the line that is rung next."""
    after_answered = calls.shares_by_line(line, abandoned=False)
    after_abandoned = calls.shares_by_line(line, abandoned=True)
    more = {name: max(0.0, share - after_answered.get(name, 0.0)) for name, share in after_abandoned.items()}
    total = sum(more.values())
    return {name: float(probability.value * share / total) for name, share in more.items()} if total > 0 else {}


def _delay_distribution(calls: NextCalls, line: str, probability: Estimate) -> TimeDistribution | None:
    """Return the distribution of the delays that the excess has; None if there is no excess.

    The excess up to each delay, over the whole excess, is a distribution function but for noise: its running maximum
    is inverted. Where it rests on too few calls for `_LEAST_STEPS` steps, an exponential distribution of the same
    median is taken.
    """
    if not probability.low:
        return None
    again, callers = np.maximum(calls.delays(line, abandoned=True), _SHORTEST_S), probability.calls
    background = np.searchsorted(calls.delays(line, abandoned=False), again, side="right") / max(
        1.0, calls.within(DAY_S, [line], abandoned=False)[1]
    )
    excess = (np.arange(1, len(again) + 1) / callers - background) / (1 - background)
    reached = np.maximum.accumulate(excess) / excess.max()
    many = round(probability.value * callers)
    basis = f"{many:,} callers rang again within a day because they had given up."
    median = float(again[np.searchsorted(reached, 0.5)])
    steps = step_count(many)
    if steps < _LEAST_STEPS:
        return exponential_distribution(median / math.log(2), many, many, f"{basis} The shape is assumed.")
    values = again[np.searchsorted(reached, equal_levels(steps))]
    return empirical_distribution(values, many, basis, median=median)
