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
    REDIAL_AFTER_TONE,
    REDIAL_DELAY,
    REDIAL_LINE,
    SERVICE_BITS,
    SERVICE_MASK,
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

__all__ = ["patience_in_queue", "redial_delay", "redial_line", "service"]


@rule
def drawn(kind: int, row: int, world: WorldTables) -> int:
    """Return what a row of the log has drawn of a kind; `NOT_DRAWN` if nothing is kept of it."""
    kept, number = world.kept.ticks, NOT_DRAWN
    if row < kept.shape[1]:
        number = kept[kind, row]
    return number


@rule
def keep(number: int, kind: int, row: int, world: WorldTables) -> None:
    """Keep what a row of the log has drawn of a kind, if there is room for it."""
    if row < world.kept.ticks.shape[1]:
        world.kept.ticks[kind, row] = number


@rule
def service(row: int, line: int, group: int, world: WorldTables, state: State) -> tuple[int, int]:
    """R11: return how long a person of a group takes to pick up an item at first, and then to handle it."""
    kept, both = world.kept.ticks, NOT_DRAWN
    if row < kept.shape[1]:
        both = kept[world.kept.services[group], row]
    if both != NOT_DRAWN:
        return both >> SERVICE_BITS, both & SERVICE_MASK
    case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
    pick_up = pick_up_ticks(line, group, case + attempt, 0, caller, world.callers, world.behaviour)
    handling = handling_ticks(line, group, case, caller, world.callers, world.behaviour)
    if row < kept.shape[1] and pick_up | handling <= SERVICE_MASK:
        kept[world.kept.services[group], row] = pick_up << SERVICE_BITS | handling
    return pick_up, handling


@rule
def patience_in_queue(row: int, line: int, world: WorldTables, state: State) -> int:
    """R8: return for how long the caller waits in the queue before giving up."""
    ticks = drawn(PATIENCE, row, world)
    if ticks == NOT_DRAWN:
        case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
        rang = item_rang(row, world, state)
        ticks = queue_patience(line, case, attempt, rang, caller, world.callers, world.behaviour)
        keep(ticks, PATIENCE, row, world)
    return ticks


@rule
def redial_delay(row: int, line: int, engaged: bool, world: WorldTables, state: State) -> int:
    """R10: return how long after an attempt the caller rings again; 0 if they do not."""
    kind = REDIAL_AFTER_TONE if engaged else REDIAL_DELAY
    ticks = drawn(kind, row, world)
    if ticks == NOT_DRAWN:
        case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
        ticks = 0
        if rings_again(line, engaged, case, attempt, caller, world.callers, world.behaviour):
            ticks = redial_delay_ticks(line, case + attempt, caller, world.callers, world.behaviour)
        keep(ticks, kind, row, world)
    return ticks


@rule
def redial_line(row: int, line: int, world: WorldTables, state: State) -> int:
    """R10: return the line that the caller rings after an attempt."""
    dialled = drawn(REDIAL_LINE, row, world)
    if dialled == NOT_DRAWN:
        number, caller = item_case(row, world, state) + state.log[ATTEMPT, row], state.log[CALLER, row]
        dialled = line_of_redial(line, number, caller, world.callers, world.behaviour)
        keep(dialled, REDIAL_LINE, row, world)
    return dialled
