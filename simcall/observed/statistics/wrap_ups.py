"""Wrap-up where a file does not have it: the gap between an agent's calls while callers wait.

Somebody who is free takes the next call at once if callers wait. So the gap until the agent's next call is wrap-up, as
long as two or more wait when it begins. A gap of two minutes or more is something else, such as a break.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simcall.observed.measured import TimeDistribution
from simcall.observed.statistics.distributions import fitted_distribution
from simcall.observed.statistics.grids import Floats
from simcall.observed.statistics.queues import call_times, seconds_of, waiting_at

__all__ = ["LONGEST_GAP_S", "gaps_while_waiting", "wrap_up_distribution"]

LONGEST_GAP_S = 120.0
_WAITING = 2
_LEAST_GAPS = 100


def gaps_while_waiting(calls: pd.DataFrame) -> Floats:
    """Return the gaps between an agent's calls, in seconds, under two minutes and while two or more wait.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`, all lines that the agents serve.
    """
    answered = calls[(calls["outcome"] == "answered") & (calls["agent"] != "") & calls["talk"].notna()]
    answer = seconds_of(answered["start"]) + answered["wait"].fillna(0.0).to_numpy()
    ended = answer + answered[["talk", "hold"]].fillna(0.0).sum(axis=1).to_numpy()
    # The agent's phone rings before the answer: that is not wrap-up.
    ringing = answered["ring"].fillna(0.0).to_numpy()
    agents, _ = pd.factorize(answered["agent"])
    order = np.lexsort((answer, agents))
    agents, answer, ended, ringing = agents[order], answer[order], ended[order], ringing[order]
    gap = answer[1:] - ended[:-1]
    candidate = (agents[1:] == agents[:-1]) & (gap >= 0) & (gap < LONGEST_GAP_S)
    joined, left = call_times(calls)
    counts = waiting_at(ended[:-1][candidate], joined, left) >= _WAITING
    # Where the ring time is a mean, it may be longer than the gap.
    return np.asarray(np.maximum(0.0, gap - ringing[1:])[candidate][counts])


def wrap_up_distribution(gaps_s: Floats) -> TimeDistribution | None:
    """Return wrap-up from such gaps, or None if there are fewer than 100."""
    return (
        fitted_distribution(gaps_s, "gaps between calls while two or more waited")
        if len(gaps_s) >= _LEAST_GAPS
        else None
    )
