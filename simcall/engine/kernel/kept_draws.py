"""What callers draw for their first attempts, kept for the next run with the same callers, compiled.

A caller's number is worked out when it is needed: a hash of its address, then the inverse of a distribution function.
These are half of the time of a run. First attempts have the first rows of the log, in the order of the callers, so a
row of the log is a place in these columns. In a run that keeps nothing they are empty.
"""

from __future__ import annotations

from simcall.engine.kernel.queues import item_case, item_rang
from simcall.engine.kernel.tables import (
    ATTEMPT,
    CALLER,
    NOT_DRAWN,
    PATIENCE,
    REDIAL_DELAY,
    REDIAL_LINE,
    State,
    WorldTables,
)
from simcall.inputs.caller_draws import (
    handling_ticks,
    line_of_redial,
    pick_up_ticks,
    queue_patience,
    redial_delay_ticks,
    rings_again,
)
from simcall.inputs.compiling import rule

__all__ = ["handling", "patience_in_queue", "pick_up", "redial_delay", "redial_line"]


@rule
def handling(row: int, line: int, group: int, world: WorldTables, state: State) -> int:
    """R11: return how long a person of a group handles an item."""
    kept, of, ticks = world.kept.ticks, world.kept.handling[group], NOT_DRAWN
    if row < kept.shape[1]:
        ticks = kept[of, row]
    if ticks == NOT_DRAWN:
        case, caller = item_case(row, world, state), state.log[CALLER, row]
        ticks = handling_ticks(line, group, case, caller, world.callers, world.behaviour)
        if row < kept.shape[1]:
            kept[of, row] = ticks
    return ticks


@rule
def pick_up(row: int, line: int, group: int, nth: int, world: WorldTables, state: State) -> int:
    """R11: return how long a person of a group takes to pick up an item that was put down n times."""
    kept, of, ticks = world.kept.ticks, world.kept.pick_up[group], NOT_DRAWN
    if row < kept.shape[1] and nth == 0:
        ticks = kept[of, row]
    if ticks == NOT_DRAWN:
        number, caller = item_case(row, world, state) + state.log[ATTEMPT, row], state.log[CALLER, row]
        ticks = pick_up_ticks(line, group, number, nth, caller, world.callers, world.behaviour)
        if row < kept.shape[1] and nth == 0:
            kept[of, row] = ticks
    return ticks


@rule
def patience_in_queue(row: int, line: int, world: WorldTables, state: State) -> int:
    """R8: return for how long the caller waits in the queue before giving up."""
    kept, ticks = world.kept.ticks, NOT_DRAWN
    if row < kept.shape[1]:
        ticks = kept[PATIENCE, row]
    if ticks == NOT_DRAWN:
        case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
        rang = item_rang(row, world, state)
        ticks = queue_patience(line, case, attempt, rang, caller, world.callers, world.behaviour)
        if row < kept.shape[1]:
            kept[PATIENCE, row] = ticks
    return ticks


@rule
def redial_delay(row: int, line: int, engaged: bool, world: WorldTables, state: State) -> int:
    """R10: return how long after an attempt the caller rings again; 0 if they do not."""
    kept, ticks = world.kept.ticks, NOT_DRAWN
    if row < kept.shape[1] and not engaged:
        ticks = kept[REDIAL_DELAY, row]
    if ticks == NOT_DRAWN:
        case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
        ticks = 0
        if rings_again(line, engaged, case, attempt, caller, world.callers, world.behaviour):
            ticks = redial_delay_ticks(line, case + attempt, caller, world.callers, world.behaviour)
        if row < kept.shape[1] and not engaged:
            kept[REDIAL_DELAY, row] = ticks
    return ticks


@rule
def redial_line(row: int, line: int, world: WorldTables, state: State) -> int:
    """R10: return the line that the caller rings after an attempt."""
    kept, dialled = world.kept.ticks, NOT_DRAWN
    if row < kept.shape[1]:
        dialled = kept[REDIAL_LINE, row]
    if dialled == NOT_DRAWN:
        number, caller = item_case(row, world, state) + state.log[ATTEMPT, row], state.log[CALLER, row]
        dialled = line_of_redial(line, number, caller, world.callers, world.behaviour)
        if row < kept.shape[1]:
            kept[REDIAL_LINE, row] = dialled
    return dialled
