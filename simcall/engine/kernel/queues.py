"""R6a: queues of calls in their order, compiled."""

from __future__ import annotations

from simcall.engine.kernel.lists import link
from simcall.engine.kernel.tables import (
    ATTEMPT,
    BEFORE,
    CALLER,
    CANDIDATES,
    CASE,
    IS_CANDIDATE,
    JOINED,
    PLACE,
    TAIL,
    WAITING,
    State,
    WorldTables,
)
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule

__all__ = ["add_candidate", "comes_before", "enter", "item_case", "item_place", "item_rang"]


@rule
def item_case(row: int, world: WorldTables, state: State) -> int:
    """Return which of the caller's cases an item is: 0 for what they rang about."""
    case: int = state.items[CASE, row] if world.keys.has_items else 0
    return case


@rule
def item_place(row: int, world: WorldTables, state: State) -> int:
    """R6a: the tick by which an item stands in its queue."""
    place: int = state.items[PLACE, row] if world.keys.has_items else state.log[JOINED, row]
    return place


@rule
def item_rang(row: int, world: WorldTables, state: State) -> bool:
    """Return whether a caller rang for an item: not if another led to it."""
    return not world.keys.has_items or state.items[CASE, row] == 0 or state.log[ATTEMPT, row] > 0


@rule
def comes_before(row: int, other: int, world: WorldTables, state: State) -> bool:
    """R6a: whether an item stands before another in a queue: by place, caller, case and attempt."""
    place, other_place = item_place(row, world, state), item_place(other, world, state)
    caller, other_caller = state.log[CALLER, row], state.log[CALLER, other]
    before: bool = place < other_place
    if place == other_place:
        before = caller < other_caller
        if caller == other_caller:
            case, other_case = item_case(row, world, state), item_case(other, world, state)
            earlier = case == other_case and state.log[ATTEMPT, row] < state.log[ATTEMPT, other]
            before = case < other_case or earlier
    return before


@rule
def enter(row: int, line: int, world: WorldTables, state: State) -> None:
    """R6a: put an item into its line's queue, where it stands."""
    before = state.queues[TAIL, line]
    while before != NONE and comes_before(row, before, world, state):
        before = state.queue_links[BEFORE, before]
    link(state.queue_links, state.queues, line, before, row)
    state.counts[WAITING] += 1


@rule
def add_candidate(line: int, state: State) -> None:
    """R6: note that calls of a line may be taken at the next dispatch; those of the other lines cannot."""
    if state.queues[IS_CANDIDATE, line] == 0:
        state.queues[IS_CANDIDATE, line] = 1
        state.candidates[state.counts[CANDIDATES]] = line
        state.counts[CANDIDATES] += 1
