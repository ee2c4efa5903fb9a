"""As many replications as it takes: they are added until the intervals that matter are narrow enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from simcall.errors import ScenarioError, SimcallError
from simcall.measures import Estimate, Results
from simcall.scenario import Scenario
from simcall.studies.targets import Precision, parse_precision

__all__ = ["DEFAULT_CAP", "HalfWidth", "Plan", "goals_of", "half_width", "own_half_width", "until_precise"]

DEFAULT_CAP = 1000
LEAST = 10
"""Replications before the first look: from fewer, an interval may be narrow by chance."""
_STEP = 5

Plan = Callable[[tuple[Results, ...]], int]
"""Given results so far, tells how many replications there should be in all."""
HalfWidth = Callable[[tuple[Results, ...], Precision], float | None]
"""Given results so far, tells how far the interval of a goal reaches; None where it is not known."""


def goals_of(until: Sequence[Precision | str], scenarios: Sequence[Scenario]) -> tuple[Precision, ...]:
    """Read goals such as ``"999.answered_in_target+-0.005"``.

    Raises
    ------
    ScenarioError
        If one cannot be read, or names a line, group or measure that is in none of the scenarios.
    """
    return tuple(_goal(one, scenarios) if isinstance(one, str) else one for one in until)


def _goal(text: str, scenarios: Sequence[Scenario]) -> Precision:
    """Read a goal that one of some scenarios has; officers may be in one of them alone."""
    for scenario in scenarios[:-1]:
        try:
            return parse_precision(text, scenario, "until")
        except ScenarioError:
            continue
    return parse_precision(text, scenarios[-1], "until")


def until_precise(goals: Sequence[Precision], half: HalfWidth, least: int, cap: int) -> Plan:
    """Return a plan that goes on until every goal is met, or `cap` replications are done.

    The next look is where the intervals will be narrow enough if the spread stays as it is, and at no more than twice
    as many replications. It depends on the results alone, and so neither on how the work is spread nor on its speed.

    Parameters
    ----------
    goals : sequence of Precision
        Intervals that are to be narrow enough.
    half : callable
        How far an interval reaches.
    least, cap : int
        The first look, and the number at which it ends whatever has been found.

    Raises
    ------
    SimcallError
        If the cap is under the number that is asked for at least.
    """
    if cap < max(least, LEAST):
        raise SimcallError(f"at most {cap} replications: give {max(least, LEAST)} or more with until")

    def plan(results: tuple[Results, ...]) -> int:
        done = results[0].replications
        if done < LEAST:
            return LEAST
        reach = [(half(results, goal), goal.half_width) for goal in goals]
        short = [(found, wanted) for found, wanted in reach if found is None or found > wanted]
        if not short:
            return done
        needed = max(done * (found / wanted) ** 2 if found is not None else math.inf for found, wanted in short)
        return min(math.ceil(min(max(needed, done + _STEP), 2 * done)), cap)

    return plan


def half_width(estimate: Estimate) -> float | None:
    """Return how far an interval reaches from the mean, at its longer side."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return None
    return max(estimate.high - estimate.mean, estimate.mean - estimate.low)


def own_half_width(results: tuple[Results, ...], goal: Precision) -> float | None:
    """Return how far the interval of a figure itself reaches, in the one of some runs where it is widest."""
    tables = [(one.lines if goal.is_of_line else one.groups).get(goal.line_or_group) for one in results]
    reach = [half_width(table[goal.measure]) for table in tables if table is not None]
    return None if None in reach else max((one for one in reach if one is not None), default=None)
