"""Divide a difference or a level among its causes: every mixture of them is simulated with the same callers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.inputs import demand_of, draw_blueprint
from simcall.inputs.periods import GATHERINGS
from simcall.measures import MEASURES
from simcall.measures.definitions import ABANDONMENT_RATE
from simcall.measures.measure import Averaged
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.paths import Table
from simcall.studies.explain.causes import Cause, grouped
from simcall.studies.explain.changes import changes_between
from simcall.studies.explain.counterfactuals import counterfactuals, with_everybody_present
from simcall.studies.explain.explanation import ExplanationNumbers, adds_up_over_hours, over_span
from simcall.studies.explain.sharing import Causes, needed_coalitions
from simcall.studies.explain.spread_hours import hours_of_groups
from simcall.studies.kept_totals import KeptTotals
from simcall.studies.memory import check_memory
from simcall.studies.run import (
    DEFAULT_ENGINE,
    DEFAULT_REPLICATIONS,
    DEFAULT_SEED,
    Progress,
    check_request,
    jobs_at_once,
)
from simcall.studies.typed_figures import parse_figure
from simcall.studies.variants import totals_of_variants, whole_span

__all__ = ["explain"]

_AT_ONCE = 4
"""Scenarios that are simulated together: those that share their callers draw them once."""


def explain(
    scenario: Scenario,
    other: Scenario | None = None,
    *,
    measure: str | None = None,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    engine: str = DEFAULT_ENGINE,
    jobs: int | None = None,
    keep: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> ExplanationNumbers:
    """Divide the difference of a figure between two scenarios, or its level in one, among causes.

    Parameters
    ----------
    scenario : Scenario
        The scenario; with `other`, the first of the two.
    other : Scenario, optional
        The second scenario. Without it, the level of the first is explained against named counterfactuals.
    measure : str, optional
        The figure, such as ``"101.abandonment_rate"``; by default the abandonment of the phone line with the most
        calls.
    replications, seed, engine, jobs
        As for `simcall.run`.
    keep : path, optional
        A folder that keeps each mixture of causes as soon as it is simulated. An explanation that was interrupted goes
        on from there. Remove the folder when you have the explanation.
    progress : callable, optional
        Called with the number of scenarios that are simulated, and with all of them.

    Returns
    -------
    Explanation

    Raises
    ------
    SimcallError
        If a figure or a number is not valid, one of the scenarios does not have the figure, or nothing differs.
    """
    check_request(replications, seed, engine, jobs)
    started = time.perf_counter()
    span = range(replications)
    figure = _figure(measure, scenario, other)
    blueprints = [draw_blueprint(each) for each in (scenario, other) if each is not None]
    check_memory(blueprints, replications, jobs_at_once(jobs, replications), keeps_calls=False)
    causes = _causes_of_level(scenario, span, seed, jobs) if other is None else changes_between(scenario, other)
    groups = grouped(causes)
    mixtures = {coalition: _mixture(scenario, causes, coalition, other) for coalition in needed_coalitions(groups)}
    kept = KeptTotals(
        None if keep is None else Path(keep), {"figure": str(figure), "replications": replications, "seed": seed}
    )
    labels, totals = _simulated(mixtures, figure, span, seed, engine, jobs, kept, progress)
    return ExplanationNumbers(
        figure,
        scenario if other is None else other,
        None if other is None else scenario,
        tuple(causes),
        tuple(map(tuple, groups)),
        {coalition: over_span(figure, scenario_totals) for coalition, scenario_totals in totals.items()},
        totals if _are_alike(labels.values()) else {},
        tuple(labels[frozenset()]),
        seed,
        time.perf_counter() - started,
    )


def _are_alike(labels: Iterable[Sequence[Any]]) -> bool:
    """Tell whether the figure is known in the same hours of the week everywhere."""
    first, *rest = labels
    return first != [None] and all(other == first for other in rest)


def _figure(measure: str | None, scenario: Scenario, other: Scenario | None) -> Figure:
    """Return the figure that is explained; both scenarios have it."""
    if measure is None:
        return _busiest(scenario, other or scenario)
    figure = parse_figure(measure, scenario, "--measure")
    if other is not None:
        figure = parse_figure(str(figure), other, "--measure")
    if figure.is_planned:
        raise SimcallError(f"--measure: {figure} follows from the plan and has no causes among the calls")
    if not isinstance(MEASURES[figure.measure], Averaged):
        raise SimcallError(
            f"--measure: {figure} is a quantile of the calls of all replications, so causes have no parts in it; "
            f'explain a share within a time instead, such as "{figure.line_or_group}.answered_within_15s"'
        )
    return figure


def _busiest(scenario: Scenario, other: Scenario) -> Figure:
    """Return the abandonment of the phone line with the most calls, of those that both scenarios have."""
    shared = [name for name in scenario.lines if name in other.lines and not other.lines[name].is_work]
    phones = {name: scenario.lines[name] for name in shared if not scenario.lines[name].is_work}
    if not phones:
        which = "there is no phone line" if scenario is other else "no phone line is in both scenarios"
        raise SimcallError(f"{which}; name the figure to explain, such as --measure GROUP.occupancy")
    busiest = max(phones, key=lambda name: phones[name].demand.mean_calls_per_hour())
    return Figure(busiest, ABANDONMENT_RATE.name)


def _causes_of_level(scenario: Scenario, span: range, seed: int, jobs: int | None) -> list[Cause]:
    present = _scenario(with_everybody_present(scenario.document()))
    causes = counterfactuals(scenario, hours_of_groups(scenario, present, span, seed, jobs))
    if not causes:
        raise SimcallError(f'"{scenario.name}" has nothing that could be taken out to explain its level')
    return causes


def _mixture(scenario: Scenario, causes: Sequence[Cause], coalition: Causes, other: Scenario | None) -> Scenario:
    """Return the scenario in which some causes are in force.

    Between two scenarios a cause in force brings the second one's values. Of a level all causes are in force to begin
    with, so those that are not are taken out.
    """
    document = scenario.document()
    for number, cause in enumerate(causes):
        if (number in coalition) == (other is not None):
            document = cause.switch(document)
    return _scenario(document)


def _scenario(document: Table) -> Scenario:
    """Return a scenario of a document; where the values come from has no part in it."""
    return Scenario.from_document({key: value for key, value in document.items() if key != "provenance"})


def _simulated(
    mixtures: Mapping[Causes, Scenario],
    figure: Figure,
    span: range,
    seed: int,
    engine: str,
    jobs: int | None,
    kept: KeptTotals,
    progress: Progress | None,
) -> tuple[dict[Causes, list[Any]], dict[Causes, RatioTotals]]:
    """Simulate mixtures, those that share their callers together, and return the figure's totals and their cells."""
    label = GATHERINGS["hour_of_week"] if adds_up_over_hours(figure) else whole_span
    done = {coalition: earlier for coalition, mixture in mixtures.items() if (earlier := kept.read(mixture))}
    waiting = sorted(
        mixtures.keys() - done.keys(), key=lambda coalition: (demand_of(mixtures[coalition]), sorted(coalition))
    )
    if done and progress is not None:
        progress(len(done), len(mixtures))
    for batch in (waiting[first : first + _AT_ONCE] for first in range(0, len(waiting), _AT_ONCE)):
        scenarios = [mixtures[coalition] for coalition in batch]
        cells, of_batch = totals_of_variants(scenarios, [figure], span, seed, label=label, engine=engine, jobs=jobs)
        for coalition, cell_labels, scenario_totals in zip(batch, cells, of_batch, strict=True):
            kept.write(mixtures[coalition], cell_labels, scenario_totals[figure])
            done[coalition] = cell_labels, scenario_totals[figure]
        if progress is not None:
            progress(len(done), len(mixtures))
    labels = {coalition: own_labels for coalition, (own_labels, _) in done.items()}
    return labels, {coalition: totals for coalition, (_, totals) in done.items()}
