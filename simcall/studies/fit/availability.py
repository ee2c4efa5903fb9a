"""One factor on the people on duty, for all groups of a pool alike, chosen by the likelihood of how calls ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Floats
from simcall.scenario import Scenario
from simcall.scenario.models.lines import WITH_AVAILABILITY, Group
from simcall.scenario.models.paths import format_path
from simcall.studies.evidence.model_hours import ModelHours, over_the_dates
from simcall.studies.evidence.observed_hours import ObservedHours
from simcall.studies.evidence.outcomes import model_outcomes, observed_outcomes, outcome_edges
from simcall.studies.fit.likelihood import LikelihoodProfile, deviance, dispersion, likelihood_profile
from simcall.studies.run import Progress, run

__all__ = [
    "MOST_PEOPLE",
    "AvailabilityFit",
    "adjustable_groups",
    "availability_fit",
    "availability_values",
    "headcount_groups",
    "with_factor",
]

_COARSE = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
"""Factors that are tried first: at the largest nobody waits, whatever the scenario's people are."""
MOST_PEOPLE = _COARSE[-1]
"""The factor at which nobody waits."""
_FINER = 8
"""How many are tried between the neighbours of the best."""
_BOOTSTRAPS = 30
"""Simulated months, under the best value, that show how far chance moves it."""
_HIGHEST = 10.0
"""The highest availability that a scenario may have."""


@dataclass(frozen=True)
class AvailabilityFit:
    """What the data say of the number of people.

    Attributes
    ----------
    groups : tuple of str
        The groups whose availability, or absence, was changed.
    lines : tuple of str
        The lines whose outcomes it rests on.
    profile : LikelihoodProfile
        Over the factor on the scenario's own availability.
    least_deviance : float
        At the best value that was simulated.
    overdispersion : float
        Pearson's factor at the best value.
    ends_with_everybody : bool
        Whether at the largest factor everybody is there whom a rota or a roster names, so that there are no more.
    """

    groups: tuple[str, ...]
    lines: tuple[str, ...]
    profile: LikelihoodProfile
    least_deviance: float
    overdispersion: float
    ends_with_everybody: bool = False

    @property
    def is_identified(self) -> bool:
        """Whether the data exclude fewer people, and more if there are any."""
        return not self.profile.reaches_low_end and not self.is_open_above

    @property
    def is_open_above(self) -> bool:
        """Whether the data cannot exclude more people."""
        return self.profile.reaches_high_end and not self.ends_with_everybody

    @property
    def factor(self) -> float:
        """The factor that fits best."""
        return self.profile.best


def headcount_groups(scenario: Scenario) -> tuple[str, ...]:
    """Return the groups whose number of people is a headcount, which an availability can change either way."""
    return tuple(
        name
        for name, group in scenario.groups.items()
        if any(getattr(group, key) is not None for key in WITH_AVAILABILITY)
    )


def adjustable_groups(scenario: Scenario) -> tuple[str, ...]:
    """Return the groups of which fewer or more people can be there, by their availability or their absence."""
    counted = headcount_groups(scenario)
    return tuple(
        name for name, group in scenario.groups.items() if name in counted or group.rota is not None or group.roster
    )


def with_factor(scenario: Scenario, groups: Sequence[str], factor: float) -> Scenario:
    """Return a scenario in which the share of people who are there is multiplied."""
    return scenario.update(availability_values(scenario, groups, factor))


def availability_values(scenario: Scenario, groups: Sequence[str], factor: float) -> Mapping[str, float]:
    """Return the new availability or absence of some groups by its path."""
    return dict(_share_of_people(scenario.groups[name], name, factor) for name in groups)


def _share_of_people(group: Group, name: str, factor: float) -> tuple[str, float]:
    if not group.has_duties:
        return format_path(("groups", name, "availability")), min(group.availability * factor, _HIGHEST)
    present = min((1 - group.absence.probability) * factor, 1.0)
    return format_path(("groups", name, "absence", "probability")), round(1 - present, 6)


def _factors_to_try(scenario: Scenario, groups: Sequence[str]) -> tuple[float, ...]:
    """Return the factors that are tried first; no more people than a rota names can be on duty."""
    if not _have_duties(scenario, groups):
        return _COARSE
    most = max(1 / max(1 - scenario.groups[name].absence.probability, 1 / MOST_PEOPLE) for name in groups)
    return (*(factor for factor in _COARSE if factor < most), most)


def _have_duties(scenario: Scenario, groups: Sequence[str]) -> bool:
    return all(scenario.groups[name].has_duties for name in groups)


def availability_fit(
    scenario: Scenario,
    observed: ObservedHours,
    replications: int,
    seed: int,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    needs_interval: bool = True,
) -> AvailabilityFit | None:
    """Choose the availability under which what happened is likeliest; every value has the same callers.

    Parameters
    ----------
    scenario : Scenario
        The scenario, with its own dates.
    observed : ObservedHours
        What happened in the weeks to fit.
    replications, seed, jobs
        As for `simcall.studies.run.run`.
    progress : callable, optional
        Called with the number of values that have been simulated, and the number planned.
    needs_interval : bool
        Whether months are simulated under the best value, for an interval that holds what whole days have in common.

    Returns
    -------
    AvailabilityFit or None
        None if no group has a headcount, a rota or a roster, or the data hold no outcomes.
    """
    groups = adjustable_groups(scenario)
    edges = {name: outcome_edges(hours) for name, hours in observed.lines.items() if not hours.is_daily}
    observed_counts = {name: observed_outcomes(observed.lines[name], of_line) for name, of_line in edges.items()}
    if not groups or not any(counts.any() for counts in observed_counts.values()):
        return None
    dated = over_the_dates(scenario, observed)
    outcomes: dict[float, Mapping[str, Floats]] = {}
    first = _factors_to_try(dated, groups)
    planned = len(first) + _FINER

    def simulate(factors: Sequence[float]) -> None:
        for factor in factors:
            numbers = run(with_factor(dated, groups, factor), replications, seed, jobs=jobs)
            model = ModelHours(numbers, observed)
            outcomes[factor] = {name: model_outcomes(model, name, edges[name]).sum(axis=0) for name in observed_counts}
            if progress is not None:
                progress(len(outcomes), planned)

    simulate(first)
    simulate(_between(outcomes, observed_counts))
    factors = sorted(outcomes)
    deviances = np.array([_deviance(outcomes[factor], observed_counts) for factor in factors])
    best = outcomes[factors[int(deviances.argmin())]]
    overdispersion = dispersion(*(np.vstack(list(table)) for table in _wide(observed_counts, best)))
    profile = likelihood_profile(np.array(factors), deviances, overdispersion)
    if needs_interval:
        at_best = ModelHours(run(with_factor(dated, groups, profile.best), _BOOTSTRAPS, seed + 1, jobs=jobs), observed)
        months = {name: model_outcomes(at_best, name, edges[name]) for name in observed_counts}
        chance = _spread([outcomes[factor] for factor in factors], np.array(factors), months)
        profile = profile.widened(np.sqrt(1 + 1 / replications) * chance)  # of the data, and of the replications
    return AvailabilityFit(
        groups,
        tuple(observed_counts),
        profile,
        float(deviances.min()),
        overdispersion,
        _have_duties(dated, groups),
    )


def _spread(outcomes: Sequence[Mapping[str, Floats]], factors: Floats, months: Mapping[str, Floats]) -> float:
    """Return the standard deviation of the logarithm of the best factor over simulated months (parametric bootstrap).

    The over-dispersion of hours does not hold what whole days and busy spells have in common.
    """
    best = []
    for number in range(_BOOTSTRAPS):
        month = {name: of_line[number] for name, of_line in months.items()}
        deviances = np.array([_deviance(of_factor, month) for of_factor in outcomes])
        best.append(likelihood_profile(factors, deviances, 1.0).best)
    return float(np.std(np.log(best), ddof=1))


def _between(outcomes: Mapping[float, Mapping[str, Floats]], observed_counts: Mapping[str, Floats]) -> list[float]:
    """Return values between the neighbours of the best one, which are new."""
    factors = sorted(outcomes)
    best = min(range(len(factors)), key=lambda number: _deviance(outcomes[factors[number]], observed_counts))
    low, high = factors[max(best - 1, 0)], factors[min(best + 1, len(factors) - 1)]
    finer = np.geomspace(low, high, _FINER + 2)[1:-1]
    return [value for value in np.round(finer, 6).tolist() if value not in outcomes]


def _deviance(outcomes: Mapping[str, Floats], observed_counts: Mapping[str, Floats]) -> float:
    return sum(deviance(counts, outcomes[name]) for name, counts in observed_counts.items())


def _wide(observed_counts: Mapping[str, Floats], model: Mapping[str, Floats]) -> tuple[list[Floats], list[Floats]]:
    """Return the tables of all lines with as many outcomes each, so that they can stand under each other."""
    width = max(table.shape[1] for table in observed_counts.values())

    def padded(table: Floats) -> Floats:
        return np.pad(table, ((0, 0), (0, width - table.shape[1])))

    return [padded(table) for table in observed_counts.values()], [padded(model[name]) for name in observed_counts]
