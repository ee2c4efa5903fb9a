"""Which share of a line's calls is sent on to other lines, when, and how soon."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from simcall.observed.measured import Estimate, LeadsTo, TimeDistribution
from simcall.observed.statistics.distributions import (
    STEP_CALLS,
    empirical_distribution,
    equal_levels,
    fitted_distribution,
    seconds_text,
    step_count,
)
from simcall.observed.statistics.grids import Bools, Floats
from simcall.observed.statistics.intervals import share_interval
from simcall.observed.statistics.patience import Survival, survival

__all__ = ["leads_to"]

_SAME_S, _SAME_SHARE = 5.0, 0.1
"""Times count as one if they differ by less than this, or by less than this share of their median: logs have whole
seconds, and phones ring out before a call is sent on."""
_MIDDLE = (0.05, 0.95)


def leads_to(calls: pd.DataFrame) -> tuple[LeadsTo, ...]:
    """Return where calls of a line are sent on: first those that were answered, then those that nobody answered.

    Parameters
    ----------
    calls : pandas.DataFrame
        Every call of one line, as `simcall.observed.observations.CALL_COLUMNS`.
    """
    return (*_after_the_answer(calls), *_from_the_queue(calls))


def _after_the_answer(calls: pd.DataFrame) -> Iterator[LeadsTo]:
    answered = calls[calls["outcome"] == "answered"]
    for line, number in _targets(answered):
        sent = answered[answered["to_line"] == line]
        # A scenario's handling includes the wrap-up, where a file has it.
        delay = np.maximum(0.0, (sent["to_after"] - sent["wrap"].fillna(0.0)).to_numpy(np.float64))
        yield LeadsTo(line, "released", _share(number, len(answered)), _delay(delay), number)


def _from_the_queue(calls: pd.DataFrame) -> Iterator[LeadsTo]:
    timed = calls[calls["wait"] >= 0]
    is_unanswered = timed["outcome"] != "answered"
    wait = timed["wait"].to_numpy(np.float64)
    for line, number in _targets(timed[is_unanswered]):
        is_sent = ((timed["to_line"] == line) & is_unanswered).to_numpy()
        if number < STEP_CALLS:
            yield LeadsTo(line, "waiting", _share(number, len(wait)), None, number)
        elif _is_one_time(wait[is_sent]):
            yield _after_one_wait(line, wait, is_sent)
        else:
            yield _after_any_wait(line, wait, is_sent)


def _targets(calls: pd.DataFrame) -> list[tuple[str, int]]:
    """Return the lines to which calls were sent on, with how many; most first."""
    sizes = calls.loc[calls["to_line"] != "", "to_line"].value_counts()
    return sorted(((str(line), int(number)) for line, number in sizes.items()), key=lambda each: (-each[1], each[0]))


def _share(number: int, calls: int) -> Estimate:
    return Estimate(number / calls, *share_interval(number, calls), calls)


def _is_one_time(seconds: Floats) -> bool:
    low, high = np.quantile(seconds, _MIDDLE)
    return bool(high - low <= max(_SAME_S, _SAME_SHARE * float(np.median(seconds))))


def _delay(seconds: Floats) -> TimeDistribution | None:
    """Return the time from the end of handling until calls join the other line; None if they join at once."""
    if len(seconds) < STEP_CALLS or seconds.max() == 0:
        return None
    if not _is_one_time(seconds):
        return fitted_distribution(seconds, "transferred calls")
    return _constant(float(seconds.mean()), len(seconds), "transferred calls, which join the other line after about")


def _constant(seconds: float, calls: int, description: str) -> TimeDistribution:
    written = {"distribution": "constant", "value": seconds_text(seconds)}
    basis = f"{calls:,} {description} {seconds_text(seconds)}."
    return TimeDistribution(written, mean=seconds, median=seconds, calls=calls, basis=basis)


def _after_one_wait(line: str, wait: Floats, is_sent: Bools) -> LeadsTo:
    """Return calls that are all sent on after the same wait: a share of those that wait for so long."""
    number, median = int(is_sent.sum()), float(np.median(wait[is_sent]))
    after = _constant(median, number, "calls, sent on from the queue after a wait of about")
    return LeadsTo(line, "waiting", _share(number, int((is_sent | (wait >= median)).sum())), after, number)


def _after_any_wait(line: str, wait: Floats, is_sent: Bools) -> LeadsTo:
    """Return calls that are sent on after waits that differ.

    Whoever was answered or gave up before would perhaps have been sent on later (Kaplan and Meier, 1958). The curve
    counts as far as `STEP_CALLS` calls still wait.
    """
    curve = survival(wait, is_sent)
    assert curve is not None
    last = max(0, int((curve.at_risk >= STEP_CALLS).sum()) - 1)
    share = 1 - float(curve.share[last])
    estimate = Estimate(share, 1 - float(curve.high[last]), 1 - float(curve.low[last]), len(wait))
    number = int(is_sent.sum())
    return LeadsTo(line, "waiting", estimate, _waits(curve, last, number), number)


def _waits(curve: Survival, last: int, number: int) -> TimeDistribution:
    """Return how long calls wait before they are sent on, at equally likely steps of the curve."""
    reached = (1 - curve.share[: last + 1]) / (1 - curve.share[last])
    values = curve.time_s[np.searchsorted(reached, equal_levels(step_count(number)))]
    basis = f"{number:,} calls, sent on from the queue after waits that differ; others could have been sent on later."
    return empirical_distribution(values, number, basis, median=float(np.median(values)))
