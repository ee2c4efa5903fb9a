"""What each caller would do in every attempt that they might make, written out as a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcall.inputs import Ints, World
from simcall.inputs.caller_draws import CallerDraws

__all__ = ["Lives", "lives_of"]


@dataclass(frozen=True)
class Lives:
    """Every attempt of every caller: a row each, a caller's rows together, in the order of the callers.

    `first_row` says where a caller's rows begin, and where the last one's end. A row's columns are what
    `simcall.inputs.caller_draws` answers for it; `pick_up` and `handling` have a column for each group.
    """

    ring: Ints
    origin: Ints
    first_row: Ints
    line: Ints
    connection: Ints
    patience: Ints
    redials_if_abandoned: np.ndarray
    redials_if_engaged: np.ndarray
    redial_delay: Ints
    pick_up: Ints
    handling: Ints


def lives_of(world: World) -> Lives:
    """Ask for everything that each caller would do."""
    draws, groups = CallerDraws(world.callers, world.behaviour), range(len(world.behaviour.handling_factors))
    rows, first_row = [], [0]
    for caller, first_line in enumerate(world.callers.line.tolist()):
        line, attempt, goes_on = first_line, 0, True
        while goes_on:
            again = [draws.rings_again(line, engaged, 0, attempt, caller) for engaged in (False, True)]
            goes_on = any(again)
            rows.append(
                (
                    line,
                    draws.connection(line, attempt, caller),
                    draws.patience_at_joining(line, 0, attempt, True, caller),
                    *again,
                    draws.redial_delay(line, attempt, caller) if goes_on else 1,
                    *(draws.pick_up(line, group, attempt, 0, caller) for group in groups),
                    *(draws.handling(line, group, 0, caller) for group in groups),
                )
            )
            line, attempt = draws.line_of_redial(line, attempt, caller), attempt + 1
        first_row.append(len(rows))
    table = np.array(rows, np.int64).reshape(-1, 6 + 2 * len(groups))
    columns = table[:, :6].T
    return Lives(
        world.callers.ring,
        world.callers.origin,
        np.array(first_row),
        *columns[:3],
        *columns[3:5].astype(bool),
        columns[5],
        table[:, 6 : 6 + len(groups)],
        table[:, 6 + len(groups) :],
    )
