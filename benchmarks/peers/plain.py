"""What the bare loops are given: the arrays of a world that has nothing but two lines and one pool of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcall.inputs import NEVER, Ints, World
from simcall.inputs.behaviour import REDIAL_LIMIT
from simcall.inputs.caller_draws import CallerDraws


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
    callers, lines, duties, policy = world.callers, world.behaviour.lines, world.duties, world.policy
    drawn = CallerDraws(callers, world.behaviour)
    plain = {
        "two lines, the first before the second": policy.priority.tolist() == [1, 2],
        "one group for both lines": len(policy.overflow) == 1 and bool(policy.serves.all()),
        "the same headcount throughout": len(duties.tick) == 1,
        "one attempt each": not lines[REDIAL_LIMIT].any(),
        "no connection or pick-up time": not any(
            drawn.connection(line, 0, caller) or drawn.pick_up(line, 0, 0, 0, caller)
            for caller, line in enumerate(callers.line[:100].tolist())
        ),
        "no reserve": not policy.reserve.any(),
        "no engaged tone, no passing on": bool(
            (policy.queue_limit >= NEVER).all() & (policy.pass_on_after >= NEVER).all()
        ),
        "all callers within the run": bool((callers.ring < policy.horizon).all()),
    }
    if not all(plain.values()):
        raise ValueError("a bare loop needs " + "; ".join(what for what, is_so in plain.items() if not is_so))
    pairs = list(enumerate(callers.line.tolist()))
    patience = np.array([drawn.patience_at_joining(line, 0, 0, True, caller) for caller, line in pairs])
    handling = np.array([drawn.handling(line, 0, 0, caller) for caller, line in pairs])
    return PlainWorld(callers.ring, callers.line, patience, handling, int(duties.headcount[0]), policy.horizon)
