"""How each quantity of the exact cases is read from a run: from simcall's own measure, or from the call records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from simcall import Estimate, Results

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

START = "2024-01-01"  # a Monday, in UTC: no clock change comes near
LEVEL = 0.975  # of the t quantile behind simcall's intervals of 95 %


@dataclass(frozen=True)
class Found:
    """An estimate in one or more cells (windows of a day), with its standard error, of n - 1 degrees of freedom."""

    mean: Floats
    error: Floats
    replications: int


@dataclass(frozen=True)
class Measure:
    """A measure of simcall, times `scale`, plus `offset`: of the whole run, or hour by hour for its first `hours`."""

    of: str
    name: str
    measure: str
    scale: float = 1.0
    offset: float = 0.0
    hours: int | None = None

    def read(self, results: Results) -> Found:
        """Return the estimate; its standard error is the interval's half-width over the t quantile."""
        table: Mapping[str, Mapping[str, Estimate]] = results.lines if self.of == "line" else results.groups
        whole = [table[self.name][self.measure]]
        cells = whole if self.hours is None else self._hourly(results)
        mean, low, high = (np.array([getattr(cell, key) for cell in cells]) for key in ("mean", "low", "high"))
        # A share's interval stops at 0 and 1: the longer arm is the half-width. A quantile's has two arms of its own.
        half = (high - low) / 2 if "answer_time_p" in self.measure else np.maximum(high - mean, mean - low)
        error = half / stats.t.ppf(LEVEL, results.replications - 1)
        return Found(mean * self.scale + self.offset, error * abs(self.scale), results.replications)

    def _hourly(self, results: Results) -> list[Estimate]:
        table = results.by("interval", measures=[self.measure], **{self.of: self.name})
        rows = table.head(self.hours)[["mean", "low", "high"]]
        return [Estimate(*row) for row in rows.itertuples(index=False)]


@dataclass(frozen=True)
class Ratio:
    """The ratio of two totals of the call records, summed over the replications."""

    numerator: Callable[[Attempts], Floats | float]
    denominator: Callable[[Attempts], Floats | float]


Figure = Measure | Ratio


def estimate(results: Results, figures: Mapping[str, Figure], span_s: float) -> dict[str, Found]:
    """Return every figure's estimate from a run.

    Parameters
    ----------
    results : Results
        The run.
    figures : mapping of str to Figure
        What to read. The records are made only if a figure asks for them.
    span_s : float
        Records count from the end of the warm-up to here.
    """
    ratios = {name: figure for name, figure in figures.items() if isinstance(figure, Ratio)}
    totals: dict[str, list[tuple[Floats, Floats]]] = {name: [] for name in ratios}
    for replication in range(results.replications) if ratios else ():
        attempts = Attempts(results.records(replication), span_s)
        for name, ratio in ratios.items():
            totals[name].append((np.atleast_1d(ratio.numerator(attempts)), np.atleast_1d(ratio.denominator(attempts))))
    measured = {name: figure.read(results) for name, figure in figures.items() if isinstance(figure, Measure)}
    return measured | {name: _ratio_of_totals(pairs) for name, pairs in totals.items()}


def _ratio_of_totals(pairs: list[tuple[Floats, Floats]]) -> Found:
    """Return the ratio of totals with its standard error by the delta method (Law 2015, section 9.4)."""
    above = np.array([pair[0] for pair in pairs], dtype=np.float64)
    below = np.array([pair[1] for pair in pairs], dtype=np.float64)
    n, ratio = len(pairs), above.sum(axis=0) / below.sum(axis=0)
    spread = np.sqrt(((above - ratio * below) ** 2).sum(axis=0) / (n - 1))
    return Found(ratio, spread / (below.mean(axis=0) * np.sqrt(n)), n)


class Attempts:
    """One replication's call records in seconds from the end of the warm-up; what came before has negative times.

    Attributes
    ----------
    span_s : float
        Attempts offered from 0 to here count.
    offered, joined, left, released, wait_s : ndarray of float64
        Times; `released` is `left` where nobody answered.
    answered, abandoned, engaged : ndarray of bool
        How they ended.
    attempt, caller : ndarray of int64
        1 for a first call; who it is.
    """

    def __init__(self, records: pd.DataFrame, span_s: float) -> None:
        start = pd.Timestamp(START, tz="UTC")
        self.span_s = span_s
        self.offered, self.joined, self.left = (
            (records[name] - start).dt.total_seconds().to_numpy() for name in ("offered", "joined", "left")
        )
        outcome = records["outcome"].astype(str).to_numpy()
        self.answered, self.abandoned, self.engaged = (outcome == end for end in ("answered", "abandoned", "engaged"))
        released = (records["released"] - start).dt.total_seconds().to_numpy()
        self.released = np.where(self.answered, released, self.left)
        self.wait_s = records["wait_s"].to_numpy()
        self.attempt, self.caller = records["attempt"].to_numpy(), records["caller"].to_numpy()
        self.counted = (self.offered >= 0) & (self.offered < span_s)

    def count(self, mask: Bools | None = None) -> int:
        """Return how many attempts of the mask count."""
        return int(np.count_nonzero(self.counted if mask is None else self.counted & mask))

    def sum_wait_s(self, mask: Bools) -> float:
        """Return the seconds in the queue of the attempts of the mask that count."""
        return float(self.wait_s[self.counted & mask].sum())

    def windows(self, times: Floats, edges: Floats) -> Floats:
        """Return how many of the times lie in each window."""
        return np.histogram(times, edges)[0].astype(np.float64)

    def time_in(self, start: Floats, end: Floats, edges: Floats) -> Floats:
        """Return the seconds of the spans from `start` to `end` that lie in each window."""
        clipped = [np.clip(end, a, b) - np.clip(start, a, b) for a, b in pairwise(edges)]
        return np.array([window.sum() for window in clipped])

    def time_within(self, start: Floats, end: Floats) -> float:
        """Return the seconds of the spans that lie in the whole measured time."""
        return float(self.time_in(start, end, np.array([0.0, self.span_s]))[0])

    def ever_answered(self) -> Bools:
        """Return, for each attempt, whether its caller is answered in some attempt, this or another."""
        served = np.zeros(int(self.caller.max()) + 1, bool)
        served[self.caller[self.answered]] = True
        return served[self.caller]

    def time_in_orbit(self) -> float:
        """Return the seconds that callers spend between giving up and ringing again."""
        again = np.flatnonzero(self.caller[1:] == self.caller[:-1])
        return self.time_within(self.left[again], self.offered[again + 1])
