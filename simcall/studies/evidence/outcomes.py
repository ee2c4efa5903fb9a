"""How calls end, by hour of the day: answered within each time, or given up; what happened, and the model's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from simcall.inputs import Floats, Ints
from simcall.measures.definitions import ABANDONED, ANSWERED
from simcall.measures.measure import ANSWER_TICKS
from simcall.measures.sample import Sample
from simcall.studies.evidence.model_hours import ModelHours
from simcall.studies.evidence.observed_hours import LineHours

__all__ = ["model_outcomes", "observed_outcomes", "outcome_edges"]

_HOURS = 24
_AT_ONCE_S = 20.0
"""Calls that are answered before this count as one outcome. Whether an answer takes one second or ten depends on how
phones ring and how people pick up, not on how many people there are."""


def outcome_edges(hours: LineHours) -> Floats:
    """Return the ends of the bins of answer times; one bin where the data hold none."""
    if hours.answers.empty:
        return np.array([0.0, np.inf])
    at_once = (hours.edges > 0) & (hours.edges < _AT_ONCE_S) & (hours.edges < hours.edges[-2])
    edges: Floats = hours.edges[~at_once]
    return edges


def observed_outcomes(hours: LineHours, edges: Floats) -> Floats:
    """Return the calls by hour of the day and outcome: answered in each bin, then abandoned.

    Where a file does not say how many gave up, that outcome is empty.

    Parameters
    ----------
    hours : LineHours
        What was observed.
    edges : float64, shape (bins + 1,)
        The ends of the bins: all of those that were observed, or some.
    """
    answered = np.zeros((_HOURS, len(edges) - 1))
    if hours.answers.empty:
        np.add.at(answered[:, 0], _hour_of(hours.totals.index), np.nan_to_num(hours.totals[ANSWERED.name].to_numpy()))
    else:
        first = np.searchsorted(hours.edges, edges[:-1])
        joined = np.add.reduceat(hours.answers.to_numpy(np.float64), first, axis=1)
        np.add.at(answered, _hour_of(hours.answers.index), joined)
    abandoned = np.zeros(_HOURS)
    np.add.at(abandoned, _hour_of(hours.totals.index), np.nan_to_num(hours.totals[ABANDONED.name].to_numpy(np.float64)))
    return np.column_stack((answered, abandoned))


def model_outcomes(model: ModelHours, line: str, edges: Floats) -> Floats:
    """Return the calls of each replication in the same cells as `observed_outcomes`: replications come first."""
    hours = model.observed.lines[line]
    labels, sample = model.sample(line, _hour)
    counts = np.stack((*_in_bins(sample, edges), sample.total(ABANDONED.name)), axis=-1)
    outcomes = np.zeros((len(counts), _HOURS, counts.shape[-1]))
    outcomes[:, labels] = counts[:, : len(labels)]
    if not hours.totals[ABANDONED.name].notna().any():
        outcomes[..., -1] = 0.0
    return outcomes


def _hour(start: datetime) -> int:
    return start.hour


def _hour_of(index: pd.Index[Any]) -> Ints:
    return np.asarray(pd.DatetimeIndex(index).hour, np.int64)


def _in_bins(sample: Sample, edges: Floats) -> list[Floats]:
    """Return the answered calls in each bin, by replication and cell."""
    answered = sample.total(ANSWERED.name)
    below = [np.zeros_like(answered), *(sample.within(ANSWER_TICKS, edge) for edge in edges[1:-1].tolist())]
    return list(np.diff(np.array([*below, answered]), axis=0))
