"""The model as a bare loop in plain Python over two heaps: what an afternoon's script would do, and nothing more.

It keeps no records but how and when each wait ended, and it does not know who took which call: people are a number.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

from simcall.engine import Outcome

ANSWERED, ABANDONED = int(Outcome.ANSWERED), int(Outcome.ABANDONED)


def simulate(  # noqa: C901  one loop, as in the kernel: calls would cost more than they do
    ring: list[int], line: list[int], patience: list[int], handling: list[int], handlers: int, horizon: int
) -> tuple[list[int], list[int]]:
    """Return the outcome of each call and the tick at which its wait ended, by the rules of `simcall.engine.records`.

    A call that has left stays in its queue, and a call that was taken in the heap of those who will give up, until
    its turn comes; but whoever gives up does so at that very tick.
    """
    outcome, left = [int(Outcome.STILL_WAITING)] * len(ring), [horizon] * len(ring)
    releases: list[int] = []
    leaving: list[tuple[int, int]] = []
    first: deque[int] = deque()
    second: deque[int] = deque()
    idle, arrived, callers = handlers, 0, len(ring)
    while True:
        now = ring[arrived] if arrived < callers else horizon
        if releases and releases[0] < now:
            now = releases[0]
        if leaving and leaving[0][0] < now:
            now = leaving[0][0]
        if now >= horizon:  # R12
            return outcome, left
        while releases and releases[0] == now:  # R2
            heappop(releases)
            idle += 1
        while arrived < callers and ring[arrived] == now:  # R4
            (second if line[arrived] else first).append(arrived)
            leaves = now + patience[arrived]
            if leaves < horizon:
                heappush(leaving, (leaves, arrived))
            arrived += 1
        while idle and (first or second):  # R6
            row = (first or second).popleft()
            if outcome[row]:
                continue
            outcome[row], left[row] = ANSWERED, now
            heappush(releases, now + handling[row])
            idle -= 1
        while leaving and leaving[0][0] == now:  # R8; R9 is the next turn of the loop
            row = heappop(leaving)[1]
            if not outcome[row]:
                outcome[row], left[row] = ABANDONED, now
