"""What calls and work bring with them: the expected items of each line, and which of them can wait."""

from __future__ import annotations

import numpy as np

from simcall.inputs import Floats
from simcall.scenario import Scenario
from simcall.scenario.models.traffic import items_per_call

__all__ = ["lines_that_can_wait", "urgent_lines", "with_follow_ons"]


def with_follow_ons(scenario: Scenario, calls: Floats) -> Floats:
    """Return the expected items of each line, with those that they lead to when they are answered or released.

    What follows is counted in the hour of its cause: see `simcall.scenario.models.traffic`.

    Parameters
    ----------
    scenario : Scenario
        Its lines say what they lead to.
    calls : float64, shape (lines, hours)
        Expected first calls.

    Returns
    -------
    float64, shape (lines, hours)
    """
    if not any(line.leads_to for line in scenario.lines.values()):
        return calls
    per_call = items_per_call(scenario.lines)
    onward = [[per_call[cause].get(name, 0.0) for cause in scenario.lines] for name in scenario.lines]
    return np.asarray(np.array(onward) @ calls)


def lines_that_can_wait(scenario: Scenario) -> tuple[str, ...]:
    """Return the lines of work, without those that whoever took a call goes on with at once."""
    at_once = {entry.to for line in scenario.lines.values() for entry in line.leads_to if entry.same_person}
    return tuple(name for name, line in scenario.lines.items() if line.is_work and name not in at_once)


def urgent_lines(scenario: Scenario) -> list[int]:
    """Return the lines that cannot wait for another hour; all of them, if every line is work that can."""
    waiting = lines_that_can_wait(scenario)
    urgent = [line for line, name in enumerate(scenario.lines) if name not in waiting]
    return urgent or list(range(len(scenario.lines)))
