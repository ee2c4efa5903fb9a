"""Doubly linked lists in arrays, compiled: calls that wait on a line, and idle people of a role."""

from __future__ import annotations

from simcall.engine.kernel.tables import AFTER, BEFORE, HEAD, LENGTH, TAIL
from simcall.engine.records import NONE
from simcall.inputs.compiling import rule
from simcall.inputs.world import Ints

__all__ = ["link", "unlink", "unlink_first"]


@rule
def link(links: Ints, ends: Ints, which: int, before: int, item: int) -> None:
    """Put an item into a list after `before`, or first if that is `NONE`."""
    after = links[AFTER, before] if before != NONE else ends[HEAD, which]
    links[BEFORE, item], links[AFTER, item] = before, after
    if before != NONE:
        links[AFTER, before] = item
    else:
        ends[HEAD, which] = item
    if after != NONE:
        links[BEFORE, after] = item
    else:
        ends[TAIL, which] = item
    ends[LENGTH, which] += 1


@rule
def unlink(links: Ints, ends: Ints, which: int, item: int) -> None:
    """Take an item out of a list."""
    before, after = links[BEFORE, item], links[AFTER, item]
    if before != NONE:
        links[AFTER, before] = after
    else:
        ends[HEAD, which] = after
    if after != NONE:
        links[BEFORE, after] = before
    else:
        ends[TAIL, which] = before
    ends[LENGTH, which] -= 1


@rule
def unlink_first(links: Ints, ends: Ints, which: int) -> int:
    """Take the first item out of a list; return it."""
    item: int = ends[HEAD, which]
    after = links[AFTER, item]
    ends[HEAD, which] = after
    if after != NONE:
        links[BEFORE, after] = NONE
    else:
        ends[TAIL, which] = NONE
    ends[LENGTH, which] -= 1
    return item
