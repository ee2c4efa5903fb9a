"""A line's month and the model's month beside each other, and what simpler predictors say."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from scipy import stats

from simcall.measures import Estimate, Kind, Measure
from simcall.measures.definitions import ABANDONED, ABANDONMENT_RATE, OFFERED
from simcall.observed.observations import CallFigures
from simcall.scenario.models.paths import format_path
from simcall.studies.evidence.earlier_demand import hour_of_week
from simcall.studies.evidence.figures import measures_of, observed_figures
from simcall.studies.evidence.model_hours import ModelHours
from simcall.studies.evidence.observed_hours import LineHours, ObservedHours
from simcall.studies.validate.erlang_prediction import ErlangPrediction

__all__ = ["ByPeriod", "FigureRow", "LineComparison", "line_comparison"]

_ENOUGH_CALLS = 50
"""Calls offered from which the share abandoned in an hour of the day says something."""
Label = Hashable
_LABELS: Mapping[str, Callable[[datetime], Label]] = {
    "hour": lambda start: start.hour,
    "day": lambda start: start.date(),
    "hour_of_week": hour_of_week,
}


@dataclass(frozen=True)
class FigureRow:
    """A figure of the planner's, and what the model and simpler predictors say.

    Attributes
    ----------
    line : str
        The line or group.
    measure : Measure
        The measure.
    observed : float or None
        What happened.
    model : Estimate
        The model's, with the span in which one such month falls.
    last, earlier_mean, erlang_a : float or None
        The last week, the mean of the weeks before it (counts scaled to the whole time), and Erlang A.
    """

    line: str
    measure: Measure
    observed: float | None
    model: Estimate
    last: float | None = None
    earlier_mean: float | None = None
    erlang_a: float | None = None

    @property
    def name(self) -> str:
        """Its name, such as ``101.abandonment_rate``."""
        return format_path((self.line, self.measure.name))

    @property
    def is_inside(self) -> bool | None:
        """Whether what happened lies in the model's interval for one such month; None if either is unknown."""
        low, high = self.model.span_low, self.model.span_high
        if self.observed is None or low is None or high is None:
            return None
        return low <= self.observed <= high


@dataclass(frozen=True)
class ByPeriod:
    """The share abandoned by period.

    Attributes
    ----------
    by : str
        "hour", "day" or "hour_of_week".
    labels : tuple
        The periods.
    offered : tuple of float
        Calls that were offered in each.
    observed, model, erlang_a : tuple of float or None
        The share abandoned in each.
    """

    by: str
    labels: tuple[Label, ...]
    offered: tuple[float, ...]
    observed: tuple[float | None, ...]
    model: tuple[Estimate, ...]
    erlang_a: tuple[float | None, ...]

    @property
    def rank_correlation(self) -> float | None:
        """Spearman's correlation of what happened and the model, over periods with 50 calls or more."""
        observed, model = self._pairs()
        if len(observed) < 3 or np.ptp(observed) == 0 or np.ptp(model) == 0:
            return None
        return float(stats.spearmanr(observed, model).statistic)

    @property
    def mean_error(self) -> float | None:
        """Mean distance of the model from what happened, over periods with 50 calls or more."""
        observed, model = self._pairs()
        return float(np.abs(observed - model).mean()) if len(observed) else None

    @property
    def widest_gap(self) -> tuple[Label, float, float] | None:
        """The period in which most calls ended otherwise than in the model, with both shares; None without periods."""
        periods = [
            (offered * abs(observed - estimate.mean), label, observed, estimate.mean)
            for label, offered, observed, estimate in zip(
                self.labels, self.offered, self.observed, self.model, strict=True
            )
            if observed is not None and estimate.mean is not None
        ]
        return max(periods, key=lambda period: period[0])[1:] if periods else None

    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        pairs = [
            (observed, estimate.mean)
            for offered, observed, estimate in zip(self.offered, self.observed, self.model, strict=True)
            if offered >= _ENOUGH_CALLS and observed is not None and estimate.mean is not None
        ]
        observed, model = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(observed), np.array(model)


@dataclass(frozen=True)
class LineComparison:
    """A line's month and the model's month.

    Attributes
    ----------
    line : str
        The line.
    rows : tuple of FigureRow
        In the order of the table.
    by : mapping of str to ByPeriod
        The share abandoned by hour of the day, day and hour of the week; empty if the files hold days alone.
    observed_calls, model_calls : CallFigures or None
        Who still waits, and handling by hour of the day; None where the data do not tell.
    """

    line: str
    rows: tuple[FigureRow, ...]
    by: Mapping[str, ByPeriod]
    observed_calls: CallFigures | None = None
    model_calls: CallFigures | None = None


def line_comparison(name: str, model: ModelHours, erlang: ErlangPrediction | None) -> LineComparison:
    """Compare a line's month with the model's."""
    line, hours = model.run.blueprint.scenario.lines[name], model.observed.lines[name]
    measures = measures_of(line)
    estimates = [cells[0] for cells in model.estimates(name, measures)[1]]
    observed = observed_figures(line, hours)
    target_s = line.answer_target.within if line.answer_target else None
    by_erlang = erlang.figures(target_s) if erlang else {}
    last, earlier = _of_weeks(name, model)
    rows = tuple(
        FigureRow(
            name,
            measure,
            observed[measure.name],
            estimate,
            last.get(measure.name),
            earlier.get(measure.name),
            by_erlang.get(measure.name),
        )
        for measure, estimate in zip(measures, estimates, strict=True)
    )
    has_hours = not hours.is_daily and hours.totals[ABANDONED.name].notna().any()
    return LineComparison(name, rows, {by: _by(by, name, model, erlang) for by in _LABELS} if has_hours else {})


def _of_weeks(name: str, model: ModelHours) -> tuple[Mapping[str, float | None], Mapping[str, float | None]]:
    """Return the figures of the last week and the mean of those before it; none if there is only one week."""
    weeks = [week for week in model.observed.weeks() if not week.lines[name].totals.empty]
    if len(weeks) < 2:
        return {}, {}
    scaled = [_scaled(name, week, model) for week in weeks]
    earlier = {measure: _mean([figures[measure] for figures in scaled[:-1]]) for measure in scaled[-1]}
    return scaled[-1], earlier


def _scaled(name: str, week: ObservedHours, model: ModelHours) -> Mapping[str, float | None]:
    """Return a week's figures, its counts scaled to the hours of the whole time."""
    line, own, every = model.run.blueprint.scenario.lines[name], week.lines[name], model.observed.lines[name]
    factor = len(every.totals) / len(own.totals)
    figures = observed_figures(line, own)
    counts = {measure.name for measure in measures_of(line) if measure.kind is Kind.COUNT}
    return {
        measure: value * factor if value is not None and measure in counts else value
        for measure, value in figures.items()
    }


def _mean(values: Sequence[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return float(np.mean(given)) if given else None


def _by(by: str, name: str, model: ModelHours, erlang: ErlangPrediction | None) -> ByPeriod:
    label = _LABELS[by]
    labels, (estimates,) = model.estimates(name, [ABANDONMENT_RATE], label)
    offered, abandoned = _totals_by(label, model.observed.lines[name])
    by_erlang = erlang.abandonment_by(label) if erlang else {}
    return ByPeriod(
        by,
        tuple(labels),
        tuple(offered.get(period, 0.0) for period in labels),
        tuple(abandoned[period] / offered[period] if offered.get(period) else None for period in labels),
        tuple(estimates),
        tuple(by_erlang.get(period) for period in labels),
    )


def _totals_by(label: Callable[[datetime], Label], hours: LineHours) -> tuple[dict[Label, float], dict[Label, float]]:
    periods = [label(start) for start in pd.DatetimeIndex(hours.totals.index).to_pydatetime()]
    by_period = hours.totals[[OFFERED.name, ABANDONED.name]].groupby(np.array(periods)).sum()
    return by_period[OFFERED.name].to_dict(), by_period[ABANDONED.name].to_dict()
