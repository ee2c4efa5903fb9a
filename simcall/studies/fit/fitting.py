"""Fit the people on duty, or the ring times if the data show no queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.scenario import Scenario
from simcall.scenario.models.lines import NO_SOURCE, WITH_AVAILABILITY
from simcall.scenario.models.paths import format_path
from simcall.studies.evidence.observed_hours import ObservedHours
from simcall.studies.evidence.outcomes import observed_outcomes, outcome_edges
from simcall.studies.fit.availability import (
    MOST_PEOPLE,
    AvailabilityFit,
    availability_fit,
    availability_values,
    headcount_groups,
)
from simcall.studies.fit.likelihood import deviance, exceeds_chance
from simcall.studies.fit.ringing import Ringing, fit_ringing
from simcall.studies.run import Progress

__all__ = ["Fitted", "fit_inputs"]

REPLICATIONS = 10
_MANY_CALLS = 1e9
"""A number of calls so large that the shares of a distribution count as exact."""


@dataclass(frozen=True)
class Fitted:
    """What the data say of what no file measures.

    Attributes
    ----------
    staffing : AvailabilityFit or None
        The factor on the people on duty; None if no group has a headcount, or the data hold no outcomes.
    ringing : mapping of str to Ringing
        By line: how its phones would ring if somebody were always free; empty if the bins do not tell.
    has_queue : bool
        Whether the data need a queue: whether phones that ring explain them significantly worse.
    assumed : tuple of str
        Paths of inputs that the number of people rests on, and that nobody has measured or given.
    values : mapping of str to object
        The fitted values by path.
    """

    staffing: AvailabilityFit | None
    ringing: Mapping[str, Ringing]
    has_queue: bool
    assumed: tuple[str, ...]
    values: Mapping[str, object]

    @property
    def is_identified(self) -> bool:
        """Whether the data settle how many people were on duty: the verdict of a fit, and of a validation, on staffing.

        They exclude fewer people, and more unless everybody whom a rota names was there; they show a queue; and neither
        the people nor the mean handling times are only assumed. A rota alone settles nothing: it says who was planned.
        """
        return bool(self.staffing and self.staffing.is_identified and self.has_queue and not self.assumed)


def fit_inputs(
    scenario: Scenario,
    observed: ObservedHours,
    seed: int,
    *,
    replications: int = REPLICATIONS,
    jobs: int | None = None,
    progress: Progress | None = None,
    needs_interval: bool = True,
) -> Fitted:
    """Fit a scenario to some weeks.

    Parameters
    ----------
    scenario : Scenario
        The scenario, as it was measured.
    observed : ObservedHours
        What happened in these weeks.
    seed, replications, jobs
        As for `simcall.run`; every value has the same callers.
    progress : callable, optional
        Called with the number of values that have been simulated, and the number planned.
    needs_interval : bool
        Whether the interval of the share of people has to hold; the values are the same without it.
    """
    staffing = availability_fit(
        scenario, observed, replications, seed, jobs=jobs, progress=progress, needs_interval=needs_interval
    )
    ringing = _ringing(observed)
    has_queue = staffing is None or _needs_queue(staffing, ringing, observed)
    return Fitted(
        staffing,
        ringing,
        has_queue,
        _assumed(scenario, observed),
        _values(scenario, staffing, ringing, has_queue=has_queue),
    )


def _ringing(observed: ObservedHours) -> dict[str, Ringing]:
    fits = {}
    for name, hours in observed.lines.items():
        counts = observed_outcomes(hours, hours.edges).sum(axis=0) if not hours.answers.empty else np.zeros(0)
        ringing = fit_ringing(counts, hours.edges) if counts.any() else None
        if ringing is not None:
            fits[name] = ringing
    return fits


def _needs_queue(staffing: AvailabilityFit, ringing: Mapping[str, Ringing], observed: ObservedHours) -> bool:
    """Tell whether phones that ring explain the outcomes significantly worse than the best number of people."""
    if set(ringing) != set(staffing.lines):
        return True
    without = sum(_without_queue(ringing[name], name, observed) for name in staffing.lines)
    return exceeds_chance(without - staffing.least_deviance, staffing.overdispersion)


def _without_queue(ringing: Ringing, name: str, observed: ObservedHours) -> float:
    hours = observed.lines[name]
    edges = outcome_edges(hours)
    counts = observed_outcomes(hours, edges)
    shares: Floats = np.tile(ringing.outcomes(edges), (len(counts), 1))
    return deviance(counts, shares * _MANY_CALLS)


def _assumed(scenario: Scenario, observed: ObservedHours) -> tuple[str, ...]:
    """Return the inputs on which the number of people rests and that are assumed: headcounts, and handling times.

    A handling time counts as its mean does: the mean makes the workload, and reports by period never show the shape.
    """
    headcounts = [
        ("groups", name, key)
        for name in headcount_groups(scenario)
        for key in WITH_AVAILABILITY
        if getattr(scenario.groups[name], key) is not None
    ]
    sources = {format_path(path): scenario.provenance_at(path) for path in headcounts}
    for name in observed.lines:
        handling = ("lines", name, "handling")
        sources[format_path(handling)] = scenario.provenance_at((*handling, "mean"))
    # A value without any source is the planner's own, and not one that an import had to assume.
    return tuple(path for path, entry in sources.items() if entry.kind == "assumed" and entry is not NO_SOURCE)


def _values(
    scenario: Scenario, staffing: AvailabilityFit | None, ringing: Mapping[str, Ringing], *, has_queue: bool
) -> dict[str, object]:
    """Return the fitted values: the availability, or without a queue the ringing and people enough for everybody."""
    if staffing is None:
        return {}
    factor = staffing.factor if has_queue else MOST_PEOPLE
    values: dict[str, object] = dict(availability_values(scenario, staffing.groups, factor))
    for name, line_ringing in () if has_queue else ringing.items():
        values |= _ringing_values(name, line_ringing)
    return values


def _ringing_values(name: str, ringing: Ringing) -> dict[str, object]:
    """Return the ring time of a line, and how soon callers hang up meanwhile."""

    def path(key: str) -> str:
        return format_path(("lines", name, key))

    ring = _ring_time(ringing)
    if not ringing.hang_ups:
        return {path("pick_up"): ring}
    patience = {"distribution": "exponential", "mean": _seconds(1 / ringing.hang_ups)}
    return {path("pick_up"): ring, path("patience"): patience, path("patience_runs"): ["queue", "pick_up"]}


def _ring_time(ringing: Ringing) -> dict[str, object]:
    usual = {"distribution": "lognormal", "mean": _seconds(ringing.mean_s), "sd": _seconds(ringing.sd_s)}
    if not ringing.late_share:
        return {**usual}
    late = {"distribution": "exponential", "mean": _seconds(ringing.late_s)}
    weights = [round(1 - ringing.late_share, 4), round(ringing.late_share, 4)]
    return {"distribution": "mixture", "weights": weights, "components": [usual, late]}


def _seconds(seconds: float) -> str:
    return f"{seconds:.4g} s" if seconds < 1e4 else f"{seconds:.0f} s"
