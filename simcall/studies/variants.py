"""Scenarios simulated with the same callers and people, and reduced at once to what a few figures are ratios of.

Searches and explanations simulate dozens of scenarios that differ in little. They need a few figures of each, so
nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from simcall.inputs import Blueprint, draw_blueprint
from simcall.inputs.periods import HOUR, Cells, Periods, gathered, periods_of
from simcall.measures import MEASURES, Tally, tally
from simcall.measures.ratios import RatioTotals, averaged
from simcall.measures.sample import Sample, have_targets, line_indices
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.memory import names_lack_of_memory
from simcall.studies.run import DEFAULT_ENGINE, Progress, in_replications, records_of_each

__all__ = ["VariantTotals", "figure_totals", "minute_of_week", "totals_of_variants", "whole_span"]

_MINUTES_OF_DAY = 24 * 60

VariantTotals = Mapping[Figure, RatioTotals]
"""What the figures of a scenario are ratios of, by replication and cell."""


def minute_of_week(start: datetime) -> int:
    """Return the minutes from Monday 00:00 to the local start of a period: the label of its time of the week."""
    return start.weekday() * _MINUTES_OF_DAY + start.hour * 60 + start.minute


def whole_span(start: datetime) -> None:
    """Return the label of every period of a span that is not cut."""


@names_lack_of_memory()
def totals_of_variants(
    scenarios: Sequence[Scenario],
    figures: Sequence[Figure],
    replications: range,
    seed: int,
    *,
    label: Callable[[datetime], Any] = whole_span,
    width_min: int = HOUR,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[list[list[Any]], list[VariantTotals]]:
    """Simulate scenarios with the same callers and people, and keep what some figures are ratios of.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The scenarios.
    figures : sequence of Figure
        Figures of lines and groups that all of them have, none of them a quantile.
    replications : range
        Which replications. Two ranges that do not overlap have different callers.
    seed : int
        Seed of the run: replication 0 of seed 1 is the same here as in `simcall.run`.
    label : callable
        Gives each period's label from its local start; periods with one label are one cell. By default, the whole span
        is one cell.
    width_min : int
        Minutes of a period; periods begin at multiples of it from local midnight.
    engine, jobs, progress
        As for `simcall.run`.

    Returns
    -------
    labels : list of list
        The labels of each scenario's cells, ascending.
    totals : list of mapping of Figure to RatioTotals
        For each scenario.

    Raises
    ------
    SimcallError
        For a quantile, or if the scenarios do not fit into memory.
    """
    blueprints = tuple(map(draw_blueprint, scenarios))
    periods = [periods_of(blueprint.calendar, width_min) for blueprint in blueprints]
    cells = [gathered(of_scenario, label) for of_scenario in periods]
    reduce = partial(_totals_of_replication, blueprints, periods, cells, tuple(figures), engine, seed)
    parts = []
    for of_replication in in_replications(reduce, replications, engine, jobs):
        parts.append(of_replication)
        if progress is not None:
            progress(len(parts), len(replications))
    joined: list[VariantTotals] = [
        {figure: RatioTotals.joined([totals[figure] for totals in of_scenario]) for figure in figures}
        for of_scenario in zip(*parts, strict=True)
    ]
    return [of_scenario.labels for of_scenario in cells], joined


def _totals_of_replication(
    blueprints: Sequence[Blueprint],
    periods: Sequence[Periods],
    cells: Sequence[Cells],
    figures: Sequence[Figure],
    engine: str,
    seed: int,
    replication: int,
) -> list[VariantTotals]:
    """Draw, simulate and reduce one replication of every scenario."""
    totals: list[VariantTotals] = []
    simulated = records_of_each(blueprints, engine, seed, replication)
    for blueprint, of_scenario, gathering, records in zip(blueprints, periods, cells, simulated, strict=True):
        counted = tally(records, blueprint.scenario, blueprint.calendar, of_scenario)
        totals.append({figure: figure_totals(figure, blueprint, counted, gathering) for figure in figures})
    return totals


def figure_totals(figure: Figure, blueprint: Blueprint, counted: Tally, cells: Cells) -> RatioTotals:
    """Return what a figure is the ratio of in one replication."""
    scenario = blueprint.scenario
    if figure.is_of_line:
        of, indices = "line", line_indices(scenario, figure.line_or_group)
    else:
        of, indices = "group", [list(scenario.groups).index(figure.line_or_group)]
    has_target = figure.is_of_line and have_targets(scenario, indices)
    sample = Sample([counted], of, indices, cells, blueprint.calendar.tick_s, has_target=has_target)
    return RatioTotals.of(averaged(MEASURES[figure.measure]), sample)
