"""How long a call in hand still lasts when its handler's duty ends."""

from __future__ import annotations

import numpy as np

from simcall.inputs.distributions import quantile_of
from simcall.scenario import Group, Line, Scenario

__all__ = ["mean_residual_s"]

_SHARES = (np.arange(20_000) + 0.5) / 20_000


def mean_residual_s(scenario: Scenario, group: Group) -> float:
    """Return the longest mean that what is left of a call can have, of the lines that a group answers, in seconds.

    What is left of a call at a random moment lasts on average half of the mean square over the mean. A group whose
    people are counted starts no call beyond the number, so nothing is gained by those who finish theirs.
    """
    if group.end_of_duty == "count" or group.has_headcount:
        return 0.0
    return max(_residual_s(scenario.lines[name]) * group.on_line(name).handling_factor for name in group.lines)


def _residual_s(line: Line) -> float:
    seconds = quantile_of(line.handling, _SHARES)
    if line.wrap_up is not None:
        seconds = seconds + quantile_of(line.wrap_up, _SHARES)
    mean = float(seconds.mean())
    factor = float(max(line.handling_factors()))
    return factor * float((seconds**2).mean()) / (2 * mean) if mean > 0 else 0.0
