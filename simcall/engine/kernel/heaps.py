"""Binary heaps of whole numbers, compiled: the least key first.

A key that never comes stands behind the last one, so that neither an empty heap nor a missing child needs a test.
"""

from __future__ import annotations

from simcall.inputs.compiling import rule
from simcall.inputs.world import Ints

__all__ = ["NO_KEY", "pop", "push"]

NO_KEY = 2**63 - 1
"""A key that is later than any other."""


@rule
def push(heap: Ints, size: int, key: int) -> int:
    """Put a key on a heap of `size` keys; return the new size."""
    place = size
    while place > 0:
        above = (place - 1) >> 1
        if heap[above] <= key:
            break
        heap[place] = heap[above]
        place = above
    heap[place] = key
    heap[size + 1] = NO_KEY
    return size + 1


@rule
def pop(heap: Ints, size: int) -> int:
    """Take the least key, ``heap[0]``, off a heap of `size` keys; return the new size."""
    size -= 1
    key = heap[size]
    heap[size] = NO_KEY
    place, below = 0, 1
    while below < size:
        below += heap[below + 1] < heap[below]
        if heap[below] >= key:
            break
        heap[place] = heap[below]
        place, below = below, 2 * below + 1
    if size > 0:
        heap[place] = key
    return size
