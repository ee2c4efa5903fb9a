"""Rows of the log, compiled: one for each attempt or item."""

from __future__ import annotations

from simcall.engine.kernel.tables import (
    ATTEMPT,
    CALLER,
    CASE,
    DIVERTED,
    INTERRUPTIONS,
    JOINED,
    LINE,
    OFFERED,
    OUTCOME,
    OVERFLOWED,
    PLACE,
    ROWS,
    TICKS_LEFT,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule

__all__ = ["new_row"]


@rule
def new_row(caller: int, case: int, attempt: int, line: int, offered: int, world: WorldTables, state: State) -> int:
    """Start a row of the log; if there is none left, the run is in vain and starts again with a longer log."""
    row: int = state.counts[ROWS]
    if row == state.log.shape[1]:
        state.counts[OVERFLOWED] = 1
        row -= 1
    else:
        state.counts[ROWS] += 1
    log, items = state.log, state.items
    log[CALLER, row], log[ATTEMPT, row], log[LINE, row], log[DIVERTED, row] = caller, attempt, line, 0
    log[OFFERED, row], log[JOINED, row], log[OUTCOME, row] = offered, NONE, NONE
    if row < len(state.draw_row):
        state.draw_row[row] = NONE
    if world.keys.has_items:
        items[CASE, row], items[INTERRUPTIONS, row] = case, 0
        items[PLACE, row], items[TICKS_LEFT, row] = NONE, NONE
    return row
