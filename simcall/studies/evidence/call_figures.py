"""Who still waits, and handling by hour of the day: what happened, and the model's, measured in the same way."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from simcall.engine import NONE, CallRecords, Outcome
from simcall.inputs import Blueprint
from simcall.measures.export import call_table
from simcall.observed.observations import CallFigures, Observations
from simcall.observed.statistics.call_figures import call_figures, figures_of_counts
from simcall.scenario import Line
from simcall.studies.evidence.model_hours import ModelHours

__all__ = ["model_call_figures", "observed_call_figures"]

_REPLICATIONS = 5
"""Months whose single calls are simulated again, as a run keeps totals alone: five times the planner's calls."""
_NOT_QUEUED = (Outcome.ENGAGED, Outcome.IN_ANNOUNCEMENT, Outcome.LEFT_ANNOUNCEMENT)
_TOLD = (Outcome.ANSWERED, Outcome.ABANDONED)
"""The outcomes that an export names; all others are "other"."""


def observed_call_figures(observations: Observations) -> dict[str, CallFigures]:
    """Return what happened by line: of single calls, or else handling by hour of the day from the counts."""
    counts = observations.counts
    of_counts = {str(line): figures_of_counts(own) for line, own in counts.groupby("line", observed=True)}
    return {line: figures for line, figures in of_counts.items() if figures} | dict(observations.call_figures)


def model_call_figures(model: ModelHours, observed: dict[str, CallFigures]) -> dict[str, CallFigures]:
    """Return the same of the model's own calls in the hours that count, of the lines that were observed so.

    Parameters
    ----------
    model : ModelHours
        The run over the dates that were observed.
    observed : dict of str to CallFigures
        What happened: where it has no wrap-up, the model's is taken off.
    """
    names = [name for name in model.observed.lines if name in observed]
    if not names:
        return {}
    blueprint = model.run.blueprint
    months = range(min(_REPLICATIONS, model.run.replications))
    calls = pd.concat([_as_exported(model.run.resimulate(month).calls, blueprint) for month in months])
    hour = calls["start"].dt.floor("h")
    kept = pd.concat(
        [calls[(calls["line"] == name) & hour.isin(model.observed.lines[name].totals.index)] for name in names]
    )
    lines = blueprint.scenario.lines
    return {
        name: figures if observed[name].has_wrap_up else _without_wrap_up(figures, lines[name])
        for name, figures in call_figures(kept).items()
    }


def _as_exported(calls: CallRecords, blueprint: Blueprint) -> pd.DataFrame:
    """Return the calls that joined a queue in the measured span as a phone system would export them."""
    table = call_table(calls, blueprint)
    # Ringing is a part of the wait, as in an export: until the answer, or until the caller hangs up meanwhile.
    gave_up_ringing = (calls.outcome == Outcome.ABANDONED) & (calls.released != NONE)
    ends = np.where(calls.answered != NONE, calls.answered, np.where(gave_up_ringing, calls.released, calls.left))
    exported = pd.DataFrame(
        {
            "line": table["line"].astype("str"),
            "start": table["joined"].dt.tz_localize(None),
            "outcome": table["outcome"].astype("str").where(np.isin(calls.outcome, _TOLD), "other"),
            "wait": (ends - calls.joined) * blueprint.calendar.tick_s,
            "talk": table["handling_s"],
            "hold": 0.0,
            "wrap": 0.0,
        }
    )
    return exported[~table["in_warm_up"] & ~np.isin(calls.outcome, _NOT_QUEUED)]


def _without_wrap_up(figures: CallFigures, line: Line) -> CallFigures:
    """Take the mean wrap-up off: the files do not have it."""
    wrap_up_s = line.wrap_up.mean_s() if line.wrap_up else 0.0
    factors = np.array(line.handling_factors()).reshape(-1, 24).mean(axis=0)
    talk = {hour: mean - wrap_up_s * float(factors[hour]) for hour, mean in figures.handling_s.items()}
    return replace(figures, handling_s={hour: mean for hour, mean in talk.items() if mean > 0 and math.isfinite(mean)})
