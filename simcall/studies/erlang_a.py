"""Erlang A: the steady state of the queue M/M/n+M, in which callers give up after an exponential time.

Calls arrive at random at a steady rate, n people answer them, and handling times and patience are exponential. It is
what most workforce software uses, so it is the predictor with which a simulation has to be compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy import special

from simcall.inputs import Floats
from simcall.inputs.distributions import quantile_of
from simcall.scenario import Distribution
from simcall.scenario.models.distributions import Exponential

__all__ = ["ErlangA", "erlang_a", "exponential_patience_s"]

_NEGLIGIBLE = 1e-13
_FIRST_STATES, _MOST_STATES = 256, 20_000
_PATIENT_PER_SECOND = 1e-6
"""Stands for callers who never give up: a queue with more work than people would have no steady state."""
_MINUTE_S = 60.0
_PATIENCES = (np.arange(2000) + 0.5) / 2000
_SHORTEST_S = 1e-9


@dataclass(frozen=True)
class ErlangA:
    """The steady state of M/M/n+M.

    Attributes
    ----------
    people : int
        How many people answer.
    arrivals : float
        Calls a second.
    handling_s : float
        Mean seconds of handling.
    patience_s : float
        Mean seconds until a caller gives up; infinite if nobody does.
    """

    people: int
    arrivals: float
    handling_s: float
    patience_s: float

    @cached_property
    def abandoned(self) -> float:
        """Share of calls that are abandoned."""
        if not self.people:
            return 1.0
        return float((self._waiting * np.arange(len(self._waiting))).sum() * self._give_up / self.arrivals)

    @cached_property
    def answered_wait_s(self) -> float:
        """Mean seconds in the queue of answered calls, those that do not wait included.

        The wait of a caller with k ahead has e^(-θ wait) distributed as Beta(n μ/θ, k + 1): the sum of exponential
        times with the rates n μ + j θ, j = 0 … k (Rényi's representation of order statistics).
        """
        if not self.people:
            return 0.0
        a, k = self._clearing, np.arange(len(self._waiting))
        waits = a / (a + k + 1) * (special.digamma(a + k + 2) - special.digamma(a + 1)) / self._give_up
        return float((self._waiting * waits).sum() / (1 - self.abandoned))

    @property
    def mean_queue(self) -> float:
        """Mean number of callers who wait."""
        return float((self._waiting * np.arange(len(self._waiting))).sum())

    def answered_after(self, seconds: Floats) -> Floats:
        """Return the share of all calls that are answered after more than some seconds in the queue each."""
        if not self.people:
            return np.zeros(len(seconds))
        a, k = self._clearing, np.arange(len(self._waiting))
        still = np.exp(-self._give_up * np.maximum(seconds, 0.0))[:, None]
        later: Floats = (special.betainc(a + 1, k + 1, still) * (a / (a + k + 1)) * self._waiting).sum(axis=1)
        return np.where(seconds < 0, 1 - self.abandoned, later)

    @property
    def _give_up(self) -> float:
        """Rate at which a caller who waits gives up."""
        return max(1 / self.patience_s, _PATIENT_PER_SECOND)

    @property
    def _clearing(self) -> float:
        """Rate at which busy people become free, in terms of the rate at which a caller gives up."""
        return self.people / self.handling_s / self._give_up

    @cached_property
    def _waiting(self) -> Floats:
        """Probability that everybody is busy and k callers wait, k = 0, 1, …, as an arrival sees it."""
        load = self.arrivals * self.handling_s
        up_to_busy = np.log(load) * np.arange(self.people + 1) - special.gammaln(np.arange(self.people + 1) + 1)
        beyond = up_to_busy[-1] + self._log_growth(_FIRST_STATES)
        largest = max(up_to_busy.max(), beyond.max())
        if beyond[-1] > largest + np.log(_NEGLIGIBLE):
            beyond = up_to_busy[-1] + self._log_growth(_MOST_STATES)
            largest = max(up_to_busy.max(), beyond.max())
        kept = int(np.flatnonzero(beyond > largest + np.log(_NEGLIGIBLE)).max(initial=0)) + 1
        busy = np.exp(np.concatenate((up_to_busy[-1:], beyond[:kept])) - largest)
        probabilities: Floats = busy / (busy.sum() + np.exp(up_to_busy[:-1] - largest).sum())
        return probabilities

    def _log_growth(self, states: int) -> Floats:
        """Return the logarithms of the probabilities that 1, 2, … callers wait, relative to that of none."""
        ends = np.arange(1, states)
        growth: Floats = np.cumsum(np.log(self.arrivals / (self.people / self.handling_s + ends * self._give_up)))
        return growth


@lru_cache(maxsize=100_000)
def erlang_a(people: int, arrivals: float, handling_s: float, patience_s: float) -> ErlangA:
    """Return the steady state of a queue; weeks that repeat each other share it."""
    return ErlangA(people, arrivals, handling_s, patience_s)


def exponential_patience_s(patience: Distribution | None) -> float:
    """Return the mean of the exponential patience that loses as many callers in the first minute of waiting.

    A patience that loses nobody, or everybody, by then is taken by its mean.
    """
    if patience is None:
        return math.inf
    if isinstance(patience, Exponential) and not patience.at_zero:
        return patience.mean
    stay = float((quantile_of(patience, _PATIENCES) > _MINUTE_S).mean())
    return -_MINUTE_S / math.log(stay) if 0 < stay < 1 else max(patience.mean_s(), _SHORTEST_S)
