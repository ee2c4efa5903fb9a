"""What callers do and calls need, by line and by group, as arrays: what is drawn for a caller follows from them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simcall.inputs.compiling import Column, FloatColumn, FloatTable, Table
from simcall.inputs.distributions import DistributionIndex, Distributions
from simcall.scenario import Line, Scenario

__all__ = [
    "CONNECTION",
    "DIVERT_SHARE",
    "DIVERT_TO",
    "ENGAGED_PROBABILITY",
    "HANDLING",
    "LINE_ROWS",
    "PATIENCE",
    "PICK_UP",
    "REDIAL_DELAY",
    "REDIAL_LIMIT",
    "REDIAL_PROBABILITY",
    "SHARE_ROWS",
    "WRAP_UP",
    "Behaviour",
    "behaviour_of",
]

# Rows of `Behaviour.lines`.
LINE_ROWS = ("connection", "patience", "handling", "wrap_up", "redial_delay", "redial_limit", "divert_to")
CONNECTION = LINE_ROWS.index("connection")
PATIENCE = LINE_ROWS.index("patience")
HANDLING = LINE_ROWS.index("handling")
WRAP_UP = LINE_ROWS.index("wrap_up")
REDIAL_DELAY = LINE_ROWS.index("redial_delay")
REDIAL_LIMIT = LINE_ROWS.index("redial_limit")
DIVERT_TO = LINE_ROWS.index("divert_to")
# Rows of `Behaviour.shares`.
SHARE_ROWS = ("redial_probability", "engaged_probability", "divert_share")
REDIAL_PROBABILITY = SHARE_ROWS.index("redial_probability")
ENGAGED_PROBABILITY = SHARE_ROWS.index("engaged_probability")
DIVERT_SHARE = SHARE_ROWS.index("divert_share")
# Rows of `Behaviour.groups`.
GROUP_ROWS = ("pick_up",)
PICK_UP = GROUP_ROWS.index("pick_up")


class Behaviour(NamedTuple):
    """What callers do and calls need.

    Attributes
    ----------
    lines : int64, shape (`LINE_ROWS`, lines)
        For each line the numbers of its distributions in `distributions`, how often a caller rings again at most, and
        the line that redials may divert to (the line itself where there is none).
    shares : float64, shape (`SHARE_ROWS`, lines)
        Probability of ringing again after giving up and after the engaged tone, and the share of redials that divert.
    groups : int64, shape (`GROUP_ROWS`, groups)
        For each group the number of its pick-up time's distribution.
    handling_factors : float64, shape (groups,)
        By how much each group's handling times are longer than those of the line.
    distributions : Distributions
        The distributions of lengths of time.
    tick_s : float
        Length of a tick in seconds.
    """

    lines: Table
    shares: FloatTable
    groups: Table
    handling_factors: FloatColumn
    distributions: Distributions
    tick_s: float


def behaviour_of(scenario: Scenario) -> Behaviour:
    """Return a scenario's behaviour as arrays."""
    index, names = DistributionIndex(), list(scenario.lines)
    lines = [_line_row(names.index(name), names, line, index) for name, line in scenario.lines.items()]
    shares = [_shares_of(line) for line in scenario.lines.values()]
    groups = scenario.groups.values()
    return Behaviour(
        lines=np.array(lines, np.int64).T.copy(),
        shares=np.array(shares, np.float64).T.copy(),
        groups=np.array([[index.number_of(group.pick_up) for group in groups]], np.int64),
        handling_factors=np.array([group.handling_factor for group in groups], np.float64),
        distributions=index.tables(),
        tick_s=float(scenario.tick),
    )


def _line_row(number: int, names: list[str], line: Line, index: DistributionIndex) -> Column:
    """Return a line's column of `Behaviour.lines`."""
    redial = line.redial
    divert = redial.divert if redial else None
    row = np.empty(len(LINE_ROWS), np.int64)
    row[CONNECTION] = index.number_of(line.connection)
    row[PATIENCE] = index.number_of(line.patience)
    row[HANDLING] = index.number_of(line.handling)
    row[WRAP_UP] = index.number_of(line.wrap_up)
    row[REDIAL_DELAY] = index.number_of(redial.delay if redial else None)
    row[REDIAL_LIMIT] = redial.limit if redial else 0
    row[DIVERT_TO] = names.index(divert.to) if divert else number
    return row


def _shares_of(line: Line) -> tuple[float, float, float]:
    """Return a line's column of `Behaviour.shares`."""
    redial = line.redial
    if redial is None:
        return 0.0, 0.0, 0.0
    engaged = redial.probability if redial.engaged_probability is None else redial.engaged_probability
    return redial.probability, engaged, redial.divert.share if redial.divert else 0.0
