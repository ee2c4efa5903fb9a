"""What callers draw for their attempts, kept for the next run with the same callers, compiled.

A caller's number is worked out when it is needed: a hash of its address, then the inverse of a distribution function.
These are half of the time of a run. Whatever happens, a caller's nth attempt draws the same. So each attempt about what
a caller rang about has a row in the table of draws, as long as there are any left. First attempts have theirs from
the start, and others when they are first made. In a run that keeps nothing the table is empty.
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
    REDIAL_ROW,
    SERVICE_BITS,
    SERVICE_MASK,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.caller_draws import (
    handling_ticks,
    line_of_redial,
    pick_up_ticks,
    queue_patience,
    redial_delay_ticks,
    rings_again,
)
from simcall.inputs.compiling import rule

__all__ = ["keep_redial", "patience_in_queue", "redial_delay", "redial_line", "service"]


@rule
def draw_row_of(row: int, state: State) -> int:
    """Return which row of draws a row of the log has; `NONE` if nothing is kept of it."""
    draw_row: int = state.draw_row[row] if row < len(state.draw_row) else NONE
    return draw_row


@rule
def drawn(kind: int, row: int, world: WorldTables, state: State) -> int:
    """Return what a row of the log has drawn of a kind; `NOT_DRAWN` if nothing is kept of it."""
    number, draw_row = NOT_DRAWN, draw_row_of(row, state)
    if draw_row != NONE:
        number = world.kept.ticks[draw_row, kind]
    return number


@rule
def keep(number: int, kind: int, row: int, world: WorldTables, state: State) -> None:
    """Keep what a row of the log has drawn of a kind, if there is room for it."""
    draw_row = draw_row_of(row, state)
    if draw_row != NONE:
        world.kept.ticks[draw_row, kind] = number


@rule
def keep_redial(row: int, redial: int, world: WorldTables, state: State) -> None:
    """Give a redial the row of draws of the caller's next attempt: that of an earlier run, or one that is free."""
    if redial >= len(state.draw_row):
        return
    draw_row = drawn(REDIAL_ROW, row, world, state)
    if draw_row == NOT_DRAWN:
        draw_row = free_draw_row(world) if draw_row_of(row, state) != NONE else NONE
        keep(draw_row, REDIAL_ROW, row, world, state)
    state.draw_row[redial] = draw_row


@rule
def free_draw_row(world: WorldTables) -> int:
    """Take a free row of draws, with nothing drawn; return `NONE` if there is none."""
    kept = world.kept
    draw_row: int = kept.taken[0]
    if draw_row == len(kept.ticks):
        return NONE
    kept.taken[0] += 1
    for kind in range(kept.ticks.shape[1]):
        kept.ticks[draw_row, kind] = NOT_DRAWN
    return draw_row


@rule
def service(row: int, line: int, group: int, world: WorldTables, state: State) -> tuple[int, int]:
    """R11: return how long a person of a group takes to pick up an item at first, and then to handle it."""
    kind = world.kept.services[group]
    both = drawn(kind, row, world, state)
    if both != NOT_DRAWN:
        return both >> SERVICE_BITS, both & SERVICE_MASK
    case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
    pick_up = pick_up_ticks(line, group, case + attempt, 0, caller, world.callers, world.behaviour)
    handling = handling_ticks(line, group, case, caller, world.callers, world.behaviour)
    if pick_up | handling <= SERVICE_MASK:
        keep(pick_up << SERVICE_BITS | handling, kind, row, world, state)
    return pick_up, handling


@rule
def patience_in_queue(row: int, line: int, world: WorldTables, state: State) -> int:
    """R8: return for how long the caller waits in the queue before giving up."""
    ticks = drawn(PATIENCE, row, world, state)
    if ticks == NOT_DRAWN:
        case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
        rang = item_rang(row, world, state)
        ticks = queue_patience(line, case, attempt, rang, caller, world.callers, world.behaviour)
        keep(ticks, PATIENCE, row, world, state)
    return ticks


@rule
def redial_delay(row: int, line: int, engaged: bool, world: WorldTables, state: State) -> int:
    """R10: return how long after an attempt the caller rings again; 0 if they do not."""
    kind = REDIAL_AFTER_TONE if engaged else REDIAL_DELAY
    ticks = drawn(kind, row, world, state)
    if ticks == NOT_DRAWN:
        case, attempt, caller = item_case(row, world, state), state.log[ATTEMPT, row], state.log[CALLER, row]
        ticks = 0
        if rings_again(line, engaged, case, attempt, caller, world.callers, world.behaviour):
            ticks = redial_delay_ticks(line, case + attempt, caller, world.callers, world.behaviour)
        keep(ticks, kind, row, world, state)
    return ticks


@rule
def redial_line(row: int, line: int, world: WorldTables, state: State) -> int:
    """R10: return the line that the caller rings after an attempt."""
    dialled = drawn(REDIAL_LINE, row, world, state)
    if dialled == NOT_DRAWN:
        number, caller = item_case(row, world, state) + state.log[ATTEMPT, row], state.log[CALLER, row]
        dialled = line_of_redial(line, number, caller, world.callers, world.behaviour)
        keep(dialled, REDIAL_LINE, row, world, state)
    return dialled
