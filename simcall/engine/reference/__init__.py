"""The readable engine: the rules of `simcall.engine.records`, one after the other, on SimPy's clock.

SimPy orders events by (tick, priority). `simcall.engine.reference.clock` makes the priority from the phase of the tick
and the round of R9, so that a tick goes through the rules in order, whatever order its events were scheduled in. The
modules have the names of the kernel's, and follow the same rules.
"""

from simcall.engine.reference.run import simulate

__all__ = ["simulate"]
