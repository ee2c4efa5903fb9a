"""Compare a model with what happened: your month against the model's month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from simcall.measures.definitions import ANSWERED, OFFERED
from simcall.observed.observations import CallFigures, Observations
from simcall.observed.saved import LeftOut
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.scenario.models.week import span_in_words
from simcall.studies.evidence.call_figures import model_call_figures, observed_call_figures
from simcall.studies.evidence.model_hours import ModelHours, over_the_dates
from simcall.studies.evidence.observed_hours import ObservedHours, observed_hours, span_of
from simcall.studies.evidence.unrostered import unrostered
from simcall.studies.fit.fitting import Fitted, fit_inputs
from simcall.studies.run import DEFAULT_REPLICATIONS, DEFAULT_SEED, Progress, run
from simcall.studies.validate.comparison import FigureRow, LineComparison, line_comparison
from simcall.studies.validate.erlang_prediction import erlang_prediction
from simcall.studies.validate.held_out import HeldOut, HeldOutWeek, held_out_weeks
from simcall.studies.validate.published import PublishedFigure, published_rows, published_trust
from simcall.studies.validate.verdicts import Trust, most_telling_file, trust_of

__all__ = ["ValidationNumbers", "hold_against", "hold_against_figures"]

_SCHEMA = 1


@dataclass(frozen=True)
class ValidationNumbers:
    """A model compared with what happened.

    Attributes
    ----------
    scenario : Scenario
        The model.
    observed : ObservedHours or None
        What happened; None if there are published figures alone.
    lines : tuple of LineComparison
        Each line's month beside the model's.
    published : tuple of FigureRow
        Published figures beside the model's.
    held_out : HeldOut
        The weeks that were predicted from those before them.
    fitted : Fitted or None
        What the data say of the number of people on duty.
    trust : Trust
        The verdict.
    more : str
        Which file to add next, and why.
    left_out : tuple of LeftOut
        Faulty or missing times, left out on both sides.
    notes : tuple of str
        What was assumed.
    replications, seed : int
        Of the run.
    unrostered : tuple of LeftOut
        Those of the times left out that no roster reaches.
    missing_queues : tuple of tuple
        Lines of the data that the scenario does not have, and their calls.
    """

    scenario: Scenario
    observed: ObservedHours | None
    lines: tuple[LineComparison, ...]
    published: tuple[FigureRow, ...]
    held_out: HeldOut
    fitted: Fitted | None
    trust: Trust
    more: str
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    replications: int
    seed: int
    unrostered: tuple[LeftOut, ...] = ()
    missing_queues: tuple[tuple[str, float], ...] = ()

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """Every figure that was compared with the model."""
        return (*(row for line in self.lines for row in line.rows), *self.published)

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first date that was observed, and the day after the last."""
        return (self.observed.start, self.observed.end) if self.observed else None

    def document(self) -> dict[str, Any]:
        """Return the validation as one JSON document."""
        weeks = self.held_out.weeks
        return {
            "schema": _SCHEMA,
            "scenario": self.scenario.name,
            "verdict": str(self.trust),
            "start": self.observed.start.isoformat() if self.observed else None,
            "days": self.observed.days if self.observed else None,
            "replications": self.replications,
            "seed": self.seed,
            "figures": [_figure_document(row) for row in self.rows],
            "by_hour_of_day": {line.line: _hours_document(line) for line in self.lines if line.by},
            "call_figures": {line.line: _calls_document(line) for line in self.lines if line.observed_calls},
            "held_out": {
                "spans": len(weeks),
                "inside": self.held_out.inside,
                "mean_error": dict(self.held_out.mean_errors),
                "weeks": [_week_document(week) for week in weeks],
            },
            "staffing": _staffing_document(self.fitted),
            "more": self.more,
            "left_out": [
                {"from": spell.start.isoformat(), "to": spell.end.isoformat(), "lines": list(spell.lines)}
                for spell in self.left_out
            ],
            "notes": list(self.notes),
        }


def hold_against(
    scenario: Scenario,
    observations: Observations,
    left_out: Iterable[LeftOut] = (),
    *,
    figures: Sequence[PublishedFigure] = (),
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> ValidationNumbers:
    """Compare a model with what was observed.

    Parameters
    ----------
    scenario : Scenario
        The model. It is run over the dates that were observed, whatever its own are.
    observations : Observations
        What happened.
    left_out : iterable of LeftOut
        Faulty or missing times, to be left out on both sides.
    figures : sequence of PublishedFigure
        Published figures, compared with the model over the same dates.
    replications, seed, jobs, progress
        As for `validate`.

    Raises
    ------
    SimcallError
        If no line of the scenario was observed.
    """
    out_of_reach = unrostered(scenario, *span_of(observations))
    spells = (*left_out, *out_of_reach)
    observed = observed_hours(observations, scenario, spells)
    steps = _Steps(2 + max(len(observed.weeks()) - 1, 0), progress)
    model = ModelHours(run(over_the_dates(scenario, observed), replications, seed, jobs=jobs), observed)
    erlang = erlang_prediction(model.run.blueprint, observed)
    calls = observed_call_figures(observations)
    model_calls = model_call_figures(model, calls)
    lines = tuple(
        replace(
            line_comparison(name, model, erlang.get(name)),
            observed_calls=calls.get(name),
            model_calls=model_calls.get(name),
        )
        for name in observed.lines
    )
    steps.advance()
    fitted = fit_inputs(scenario, observed, seed, jobs=jobs)
    steps.advance()
    held_out = held_out_weeks(scenario, observed, replications, seed, jobs=jobs, advance=steps.advance)
    return ValidationNumbers(
        scenario,
        observed,
        lines,
        published_rows(model.run, figures),
        held_out,
        fitted,
        trust_of(lines, held_out, fitted),
        most_telling_file(scenario, observed),
        spells,
        _notes(scenario, observed),
        replications,
        seed,
        out_of_reach,
        _missing_queues(scenario, observations),
    )


def hold_against_figures(
    scenario: Scenario,
    figures: Sequence[PublishedFigure],
    *,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> ValidationNumbers:
    """Compare a model with published figures only, over the scenario's own dates; the rest as for `hold_against`."""
    rows = published_rows(run(scenario, replications, seed, jobs=jobs, progress=progress), figures)
    more = "your phone system's report by half hour: one or two figures for a month say nothing about its hours."
    return ValidationNumbers(
        scenario, None, (), rows, HeldOut(), None, published_trust(rows), more, (), (), replications, seed
    )


class _Steps:
    """Counts the steps that are done.

    Parameters
    ----------
    planned : int
        How many there are.
    progress : callable or None
        Called after each.
    """

    def __init__(self, planned: int, progress: Progress | None) -> None:
        self._done, self._planned, self._progress = 0, planned, progress

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._planned)


def _missing_queues(scenario: Scenario, observations: Observations) -> tuple[tuple[str, float], ...]:
    """Return the lines of the data that the scenario does not have, with the calls in each; those with most first."""
    counts = observations.counts[~observations.counts["line"].isin(list(scenario.lines))]
    calls = counts[OFFERED.name].fillna(counts[ANSWERED.name]).fillna(0.0).groupby(counts["line"]).sum()
    return tuple((str(name), float(total)) for name, total in calls.sort_values(ascending=False).items() if total > 0)


def _notes(scenario: Scenario, observed: ObservedHours) -> tuple[str, ...]:
    """Say what was assumed, and why the dates are not the scenario's own."""
    notes = ["In your figures and the model's, every hang-up counts as abandoned, however soon."]
    absent = [name for name, line in scenario.lines.items() if name not in observed.lines and not line.is_work]
    if absent:
        notes.append(f"Your data have no calls to {', '.join(absent)}. The model still includes such calls.")
    if any(line.is_daily for line in observed.lines.values()):
        notes.append("Your data have one row for each day, so simcall does not compare hours.")
    if (observed.start, observed.days) != (scenario.start, scenario.days):
        notes.append(
            "simcall compares all days that both your data and the scenario's people cover. The scenario itself is for "
            f"{span_in_words(scenario.start, scenario.days)}."
        )
    return tuple(notes)


def _figure_document(row: FigureRow) -> dict[str, Any]:
    model = row.model
    return {
        "name": row.name,
        "observed": row.observed,
        "model": {"mean": model.mean, "span_low": model.span_low, "span_high": model.span_high},
        "last": row.last,
        "earlier_mean": row.earlier_mean,
        "erlang_a": row.erlang_a,
    }


def _hours_document(line: LineComparison) -> dict[str, Any]:
    hours = line.by["hour"]
    return {
        "hours": list(hours.labels),
        "observed": list(hours.observed),
        "model": [estimate.mean for estimate in hours.model],
        "erlang_a": list(hours.erlang_a),
        "rank_correlation": hours.rank_correlation,
        "mean_error": hours.mean_error,
    }


def _calls_document(line: LineComparison) -> dict[str, Any]:
    return {
        "patience_curve": {
            side: [{"seconds": seconds, "share": share} for seconds, share in figures.still_waiting]
            for side, figures in _both_sides(line)
        },
        "handling_by_hour": {
            side: [figures.handling_s.get(hour) for hour in range(24)] for side, figures in _both_sides(line)
        },
    }


def _both_sides(line: LineComparison) -> Iterator[tuple[str, CallFigures]]:
    for side, figures in (("observed", line.observed_calls), ("model", line.model_calls)):
        yield side, figures or CallFigures()


def _week_document(week: HeldOutWeek) -> dict[str, Any]:
    return {
        "name": format_path((week.line, week.measure.name)),
        "start": week.start.isoformat(),
        "observed": week.observed,
        "model": {"mean": week.model.mean, "span_low": week.model.span_low, "span_high": week.model.span_high},
        "last": week.last,
        "earlier_mean": week.earlier_mean,
        "erlang_a": week.erlang_a,
        "log_score": None if week.scores is None else {"model": week.scores.model, "constant": week.scores.constant},
    }


def _staffing_document(fitted: Fitted | None) -> dict[str, Any] | None:
    if fitted is None or fitted.staffing is None:
        return None
    staffing, profile = fitted.staffing, fitted.staffing.profile
    return {
        "groups": list(staffing.groups),
        "identified": fitted.is_identified,
        "has_queue": fitted.has_queue,
        "factor": staffing.factor,
        "low": None if profile.reaches_low_end else profile.low,
        "high": None if profile.reaches_high_end else profile.high,
    }
