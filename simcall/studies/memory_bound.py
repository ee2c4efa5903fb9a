"""Tell quickly whether a run surely fits into memory, without laying its scenario on the calendar."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta

from simcall.scenario import Burst, Line, Scenario, SpecialDay
from simcall.studies.memory_limits import free_memory
from simcall.studies.memory_sizes import RunSize, bytes_needed

__all__ = ["check_memory_of", "largest_size"]


def check_memory_of(scenario: Scenario, replications: int, jobs: int) -> None:
    """Refuse a run of a scenario that needs more memory than this process may take.

    Nearly every scenario fits even at its `largest_size`. Only the others are laid on the calendar, which needs NumPy
    and would take a quarter of the time of ``simcall check``.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    replications, jobs : int
        How many replications there are, and how many of them run at a time.

    Raises
    ------
    SimcallError
        As `simcall.studies.memory.check_memory` does.
    """
    if bytes_needed([largest_size(scenario)], replications, jobs) <= free_memory():
        return
    from simcall.inputs import draw_blueprint
    from simcall.studies.memory import check_memory

    check_memory([draw_blueprint(scenario)], replications, jobs)


def largest_size(scenario: Scenario) -> RunSize:
    """Return a size that is at least that of a scenario's replications, whatever the clock does."""
    dates = math.ceil(scenario.days) + math.ceil(scenario.warm_up / 86400) + 2
    attempts = sum(_most_callers(line, dates) * _attempts_per_caller(line) for line in scenario.lines.values())
    return RunSize(attempts, dates, len(scenario.lines) + len(scenario.groups), scenario.days)


def _most_callers(line: Line, dates: int) -> float:
    """Return at least the mean number of callers of a line on some dates."""
    # Where the clock goes back, minutes of a week come again, each of them once.
    of_week = 2 * 168 * line.demand.mean_calls_per_hour() * _largest_factor(line.demand.special_days.values())
    return math.ceil(dates / 7) * of_week + sum(_of_burst(burst, dates) for burst in line.demand.bursts.values())


def _largest_factor(special_days: Iterable[SpecialDay]) -> float:
    """Return at least the product of the special days' factors at any time; each may last until the date after."""
    factors: dict[date, float] = {}
    for special in special_days:
        for day in {day + timedelta(days=later) for day in special.dates for later in (0, 1)}:
            factors[day] = factors.get(day, 1.0) * max(special.factor, 1.0)
    return max(factors.values(), default=1.0)


def _of_burst(burst: Burst, dates: int) -> float:
    """Return the mean number of callers about a line's incidents of one kind."""
    incidents = len(burst.at) if burst.at is not None else (burst.incidents_per_day or 0.0) * dates
    return incidents * burst.calls_per_incident


def _attempts_per_caller(line: Line) -> float:
    """Return the mean number of attempts of a caller who rings again whenever they may."""
    if line.redial is None:
        return 1.0
    again = max(line.redial.probability, line.redial.engaged_probability or 0.0)
    return sum(again**nth for nth in range(line.redial.limit + 1))
