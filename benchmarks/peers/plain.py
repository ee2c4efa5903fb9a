"""What the bare loops are given: the arrays of a world that has nothing but two lines and one pool of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcall.inputs import NEVER, Ints, World


@dataclass(frozen=True)
class PlainWorld:
    """A world in which each caller rings once, waits, is answered or gives up. All arrays are (callers,)."""

    ring: Ints
    line: Ints
    patience: Ints
    handling: Ints
    handlers: int
    horizon: int


def plain_world(world: World) -> PlainWorld:
    """Return the plain part of a world; raise ValueError if there is more to it that a bare loop would leave out."""
    calls, duties, policy = world.calls, world.duties, world.policy
    plain = {
        "two lines, the first before the second": policy.priority.tolist() == [1, 2],
        "one group for both lines": len(policy.overflow) == 1 and bool(policy.serves.all()),
        "the same headcount throughout": len(duties.tick) == 1,
        "one attempt each": len(calls.line) == len(calls.ring),
        "no connection or pick-up time": not calls.connection.any() and not calls.pick_up.any(),
        "no reserve": not policy.reserve.any(),
        "no engaged tone, no passing on": bool(
            (policy.queue_limit >= NEVER).all() & (policy.pass_on_after >= NEVER).all()
        ),
        "all callers within the run": bool((calls.ring < policy.horizon).all()),
    }
    if not all(plain.values()):
        raise ValueError("a bare loop needs " + "; ".join(what for what, is_so in plain.items() if not is_so))
    handling = np.ascontiguousarray(calls.handling[:, 0])
    return PlainWorld(calls.ring, calls.line, calls.patience, handling, int(duties.headcount[0]), policy.horizon)
