"""Who is on duty today in each step of the week: as planned, and at the phones after breaks, absence and training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Blueprint, Floats, draw_blueprint
from simcall.inputs.periods import Periods, periods_of
from simcall.measures import Estimate
from simcall.measures.definitions import DUTY_HOURS
from simcall.measures.targets import Figure, Target
from simcall.scenario import Scenario
from simcall.studies.rota import presence_of_roles
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.trial import span_estimates
from simcall.studies.variants import totals_of_variants

__all__ = ["Today", "rostered_for", "today"]

_EXACT = 1e-6
_HARDLY_ANYBODY = 0.25
"""With fewer people planned than this on average, an hour says nothing about how many of them are there."""


@dataclass(frozen=True)
class Today:
    """The scenario as it is staffed, in the steps of the week from Monday 00:00; nan where the span has no step.

    Attributes
    ----------
    rostered, on_duty : mapping of str to float64, shape (steps,)
        By group, people as planned, and at the phones.
    figures : mapping of str to Estimate
        The figure of each target over the span.
    """

    rostered: Mapping[str, Floats]
    on_duty: Mapping[str, Floats]
    figures: Mapping[str, Estimate]


def today(
    scenario: Scenario,
    groups: Sequence[str],
    targets: Sequence[Target],
    cycle: Cycle,
    replications: range,
    seed: int,
    jobs: int | None,
) -> Today:
    """Simulate the scenario as it is staffed.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    groups : sequence of str
        Whose people count.
    targets : sequence of Target
        Whose figures count.
    cycle : Cycle
        For the length of its steps.
    replications, seed, jobs
        As for `totals_of_variants`.
    """
    week = Cycle(cycle.step_min, 7 * 24 * 60)
    hours = {name: Figure(name, DUTY_HOURS.name) for name in groups}
    figures = {str(target): Figure(target.line_or_group, target.measure) for target in targets}
    all_figures = list(dict.fromkeys([*hours.values(), *figures.values()]))
    (labels,), (totals,) = totals_of_variants(
        [scenario], all_figures, replications, seed, label=week.step_of, width_min=week.step_min, jobs=jobs
    )
    blueprint = draw_blueprint(scenario)
    periods = periods_of(blueprint.calendar, week.step_min)
    length_h = _length_hours(blueprint, periods, week)
    on_duty = {}
    for name, figure in hours.items():
        on_duty[name] = np.full(week.steps, np.nan)
        on_duty[name][labels] = totals[figure].ratio / length_h[labels]
    names, roles = list(scenario.groups), blueprint.policy.role_group
    present = presence_of_roles(blueprint, periods)
    rostered = {
        name: _mean(present[roles == names.index(name)].sum(axis=0), blueprint, periods, week) for name in groups
    }
    return Today(rostered, on_duty, {key: span_estimates(figure, totals[figure]) for key, figure in figures.items()})


def _length_hours(blueprint: Blueprint, periods: Periods, week: Cycle) -> Floats:
    """Return the hours that the span has of each step of the week."""
    steps = [week.step_of(start) for start in periods.starts]
    hours = np.diff(periods.edges) * blueprint.calendar.tick_s / 3600
    return np.asarray(np.bincount(steps, hours, week.steps), np.float64)


def _mean(levels: Floats, blueprint: Blueprint, periods: Periods, week: Cycle) -> Floats:
    """Return the mean of values that hold for a period each, in each step of the week."""
    steps = [week.step_of(start) for start in periods.starts]
    hours = np.diff(periods.edges) * blueprint.calendar.tick_s / 3600
    lengths = _length_hours(blueprint, periods, week)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.bincount(steps, levels * hours, week.steps) / np.where(lengths > 0, lengths, np.nan)
    return mean


def rostered_for(required: Floats, rostered: Floats, on_duty: Floats) -> Floats:
    """Return how many must be rostered so that as many as required are at the phones.

    The share of the rostered people who are at the phones is that of the same step today, or of the whole week where
    hardly anybody is rostered; nobody is missing if nobody is rostered at all.

    Parameters
    ----------
    required, rostered, on_duty : float64, shape (steps,)
        People needed at the phones, planned today, and at the phones today.
    """
    planned = float(np.nansum(rostered))
    overall = float(np.nansum(on_duty)) / planned if planned else 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where((rostered >= _HARDLY_ANYBODY) & (on_duty > 0), on_duty / rostered, overall)
    needed: Floats = np.ceil(required / (share if overall > 0 else np.ones_like(share)) - _EXACT)
    return needed
