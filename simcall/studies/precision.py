"""Add replications until the intervals of chosen measures are narrow enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from simcall.errors import ScenarioError, SimcallError
from simcall.measures import Estimate, RunNumbers
from simcall.measures.targets import Figure, Precision
from simcall.scenario import Scenario
from simcall.studies.typed_figures import parse_precision

__all__ = [
    "DEFAULT_CAP",
    "HalfWidth",
    "Plan",
    "goals_of",
    "half_width",
    "own_half_width",
    "stopped_short",
    "until_precise",
]

DEFAULT_CAP = 1000
LEAST = 10
"""Replications before the first look: from fewer, an interval may be narrow by chance."""
_STEP = 5

Plan = Callable[[tuple[RunNumbers, ...]], int]
"""Given the results so far, returns the total number of replications to run."""
HalfWidth = Callable[[tuple[RunNumbers, ...], Precision], float | None]
"""Given the results so far, returns how far the interval of a goal reaches; None if it is not known."""


def goals_of(
    until: Sequence[Precision | str] | Precision | str, scenarios: Sequence[Scenario]
) -> tuple[Precision, ...]:
    """Read goals such as ``"999.answered_in_target+-0.005"``; a single goal needs no list.

    Raises
    ------
    ScenarioError
        If one cannot be read, or names a line, group or measure that is in none of the scenarios.
    """
    goals = [until] if isinstance(until, Precision | str) else until
    return tuple(_goal(goal, scenarios) for goal in goals)


def _goal(goal: Precision | str, scenarios: Sequence[Scenario]) -> Precision:
    """Read a goal that one of some scenarios has; officers may be in one of them alone."""
    for scenario in scenarios[:-1]:
        try:
            return _read(goal, scenario)
        except ScenarioError:
            continue
    return _read(goal, scenarios[-1])


def _read(goal: Precision | str, scenario: Scenario) -> Precision:
    read = parse_precision(str(goal), scenario, "--until")
    return read if isinstance(goal, str) else goal


def until_precise(goals: Sequence[Precision], half: HalfWidth, least: int, cap: int) -> Plan:
    """Return a plan that goes on until every goal is met, or `cap` replications are done.

    The next look comes when the intervals should be narrow enough if the spread stays as it is, and after at most twice
    as many replications. It depends only on the results, and not on the number of jobs or on their speed.

    Parameters
    ----------
    goals : sequence of Precision
        Intervals that are to be narrow enough.
    half : callable
        How far an interval reaches.
    least, cap : int
        The number of replications at the first look, and the number at which the run ends in any case.

    Raises
    ------
    SimcallError
        If the cap is smaller than the requested number of replications.
    """
    if cap < max(least, LEAST):
        reason = f"{least} are asked for" if least >= LEAST else f"a first look takes {LEAST}"
        lower = ", or ask for fewer" if least > LEAST else ""
        raise SimcallError(f"at most {cap} replications, but {reason}: raise max_replications{lower}")

    def plan(results: tuple[RunNumbers, ...]) -> int:
        done = results[0].replications
        if done < LEAST:
            return LEAST
        short = _unmet(goals, half, results)
        if not short:
            return done
        needed = max(done * (reach / goal.half_width) ** 2 if reach is not None else math.inf for goal, reach in short)
        return min(math.ceil(min(max(needed, done + _STEP), 2 * done)), cap)

    return plan


def stopped_short(goals: Sequence[Precision], half: HalfWidth, results: tuple[RunNumbers, ...]) -> str | None:
    """Say which goals the results have not reached; None if they have reached all.

    Parameters
    ----------
    goals, half
        As for `until_precise`.
    results : tuple of Results
        The results, at the end of the run.
    """
    short = _unmet(goals, half, results)
    if not short:
        return None
    return f"Stopped at {results[0].replications} replications: {'; '.join(_how_far(*unmet) for unmet in short)}."


def _unmet(
    goals: Sequence[Precision], half: HalfWidth, results: tuple[RunNumbers, ...]
) -> list[tuple[Precision, float | None]]:
    """Return the goals that are not met, each with how far its interval reaches."""
    reached = [(goal, half(results, goal)) for goal in goals]
    return [(goal, reach) for goal, reach in reached if not goal.met_by(reach)]


def _how_far(goal: Precision, reach: float | None) -> str:
    """Write how far an interval reaches, in as many digits as it takes to tell that from the goal."""
    target_width, figure = f"{goal.half_width:.12g}", Figure(goal.line_or_group, goal.measure)
    if reach is None:
        return f"{figure} has no interval, so it is not within ±{target_width}"
    actual_width = next(
        text for digits in (*range(2, 13), 17) if float(text := f"{reach:.{digits}g}") > goal.half_width
    )
    return f"{figure} is within ±{actual_width}, not ±{target_width}"


def half_width(estimate: Estimate) -> float | None:
    """Return how far an interval reaches from the mean, at its longer side."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return None
    return max(estimate.high - estimate.mean, estimate.mean - estimate.low)


def own_half_width(results: tuple[RunNumbers, ...], goal: Precision) -> float | None:
    """Return how far the interval of a figure itself reaches, in the run where it is widest."""
    reach = [half_width(run.estimate(goal.measure, **goal.subject)) for run in results if _has(run, goal)]
    return None if None in reach else max((width for width in reach if width is not None), default=None)


def _has(run: RunNumbers, goal: Precision) -> bool:
    scenario = run.blueprint.scenario
    return bool(scenario.lines_of(goal.line_or_group)) if goal.is_of_line else goal.line_or_group in scenario.groups
