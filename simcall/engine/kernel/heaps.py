"""Binary heaps of whole numbers, compiled: the least key first.

A heap of up to n keys is an array of n + 2 numbers: its size, then its keys. A key that never comes stands behind the
last one, so that neither an empty heap nor a missing child needs a test.
"""

from __future__ import annotations

from simcall.inputs.compiling import rule
from simcall.inputs.world import Ints

__all__ = ["LEAST", "NO_KEY", "SIZE", "pop", "push"]

NO_KEY = 2**63 - 1
"""A key that is later than any other."""
SIZE, LEAST = range(2)
"""Where a heap holds its size, and its least key."""


@rule
def push(heap: Ints, key: int) -> None:
    """Put a key on a heap."""
    heap[SIZE] += 1
    index = heap[SIZE]
    heap[index + 1] = NO_KEY
    while index > 1:
        parent = index >> 1
        if heap[parent] <= key:
            break
        heap[index] = heap[parent]
        index = parent
    heap[index] = key


@rule
def pop(heap: Ints) -> None:
    """Take the least key off a heap that has one."""
    size = heap[SIZE]
    key = heap[size]
    heap[size] = NO_KEY
    heap[SIZE] = size - 1
    index, child = 1, 2
    while child < size:
        child += heap[child + 1] < heap[child]
        if heap[child] >= key:
            break
        heap[index] = heap[child]
        index, child = child, 2 * child
    if size > 1:
        heap[index] = key
