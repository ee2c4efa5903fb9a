"""Counts of answer times in bins: where they begin and end, and whether each holds those of the bins before it.

Names give the upper end alone (`999_10`, `<10s`, "answered in 10 s"), or both. Whether the counts are cumulative is
decided by the figures: bins of their own add up to the calls answered, cumulative ones grow from bin to bin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from simcall.observed.observations import Question
from simcall.observed.reading.reports.fields import IntervalColumn

__all__ = ["BINS", "AnswerBins", "answer_bins"]

BINS: Final = "--bins"
CHOICES: Final = (("disjoint", "each call stands in one column"), ("cumulative", "each column holds those before it"))


@dataclass(frozen=True)
class AnswerBins:
    """Calls answered by how long they waited.

    Attributes
    ----------
    edges : tuple of (float, float)
        Seconds: from, and under; the last ends at infinity.
    counts : pandas.DataFrame
        A column for each bin, disjoint.
    questions : tuple of Question
        Whether they are cumulative, where the figures do not tell.
    """

    edges: tuple[tuple[float, float], ...]
    counts: pd.DataFrame
    questions: tuple[Question, ...] = ()

    def under(self, seconds: float) -> pd.Series | None:
        """Return the calls answered in under the given seconds, or None if no bin ends there."""
        inside = [position for position, (_, high) in enumerate(self.edges) if high <= seconds]
        if not any(high == seconds for _, high in self.edges):
            return None
        return self.counts[inside].sum(axis=1)

    @property
    def total(self) -> pd.Series:
        """Calls answered, of all bins."""
        return self.counts.sum(axis=1)


def answer_bins(
    columns: Sequence[IntervalColumn], counts: pd.DataFrame, answered: pd.Series | None, answer: str | None
) -> AnswerBins:
    """Return the bins of a queue as disjoint ones that hold every call answered.

    Parameters
    ----------
    columns : sequence of IntervalColumn
        The bins.
    counts : pandas.DataFrame
        Their figures, a column each, in the same order.
    answered : pandas.Series or None
        Calls answered, where the report gives them apart from the bins.
    answer : str or None
        What the planner says: ``"disjoint"`` or ``"cumulative"``.
    """
    order = sorted(range(len(columns)), key=lambda position: _upper(columns[position]))
    ends = [_upper(columns[position]) for position in order]
    lows = [columns[position].low for position in order]
    figures = counts.iloc[:, order].set_axis(range(len(order)), axis=1).fillna(0.0)
    ends = _open_ended(ends)
    if all(low is not None for low in lows):
        before = [0.0, *ends[:-1]]
        # 0-10, 11-20 and 21-30 leave nothing out between them.
        joined = [end if low == end + 1 else float(low or 0.0) for low, end in zip(lows, before, strict=True)]
        edges = tuple(zip(joined, ends, strict=True))
        return _closed(AnswerBins(edges, figures), answered)
    cumulative, questions = _is_cumulative(figures, answered, ends, answer)
    if cumulative:
        figures = figures.diff(axis=1).fillna({0: figures[0]})
    edges = tuple(zip([0.0, *ends[:-1]], ends, strict=True))
    return _closed(AnswerBins(edges, figures, questions), answered)


def _upper(column: IntervalColumn) -> float:
    return math.inf if column.high is None else column.high


def _open_ended(ends: list[float]) -> list[float]:
    """Return the upper ends, the last without end where it only counts on: 10, 20, …, 120, 121."""
    if len(ends) > 1 and ends[-1] == ends[-2] + 1:
        return [*ends[:-1], math.inf]
    return ends


def _is_cumulative(
    figures: pd.DataFrame, answered: pd.Series | None, ends: Sequence[float], answer: str | None
) -> tuple[bool, tuple[Question, ...]]:
    """Return whether each bin holds those before it, with a question where the figures allow both."""
    if answer in ("disjoint", "cumulative"):
        return answer == "cumulative", ()
    if len(ends) == 1:
        return False, ()
    can_be_cumulative = bool((figures.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None))
    can_be_disjoint = True
    if answered is not None:
        total = figures.sum(axis=1)
        can_be_disjoint = bool((total <= answered).all())
        can_be_cumulative &= bool((figures.iloc[:, -1] <= answered).all())
        if math.isinf(ends[-1]):
            can_be_disjoint = bool((total == answered).mean() > 0.9)
            can_be_cumulative &= bool((figures.iloc[:, -1] == answered).mean() > 0.9)
    if can_be_cumulative != can_be_disjoint:
        return can_be_cumulative, ()
    question = Question(
        BINS,
        "It is unclear whether each column of answer times holds the calls of the columns before it.",
        CHOICES,
    )
    return False, (question,)


def _closed(bins: AnswerBins, answered: pd.Series | None) -> AnswerBins:
    """Add the bin of those who waited longer than the last one, from the calls answered."""
    last = bins.edges[-1][1]
    if math.isinf(last) or answered is None:
        return bins
    later = (answered - bins.total).clip(lower=0.0)
    counts = bins.counts.assign(**{"later": later}).set_axis(range(len(bins.edges) + 1), axis=1)
    return AnswerBins((*bins.edges, (last, math.inf)), counts, bins.questions)
