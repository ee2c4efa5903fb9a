"""Estimate the time and disk space of a very large sweep before it starts."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import rough_duration
from simcall.studies.sweep.cells import Request, simulated

__all__ = ["Cost", "cost_of"]

_TRIED = 30
"""At most this many replications are simulated to estimate the time of all."""


@dataclass(frozen=True)
class Cost:
    """The estimated cost of a sweep.

    Attributes
    ----------
    seconds : float
        On this machine.
    room : float
        Bytes on disk.
    """

    seconds: float
    room: float

    def __str__(self) -> str:
        """Say both in words."""
        size = next((f"{self.room / unit:.0f} {name}" for unit, name in _SIZES if self.room >= unit), "1 MB")
        return f"about {rough_duration(self.seconds)} and {size} on disk"


_SIZES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"))


def cost_of(base: Scenario, points: int, request: Request, jobs: int) -> Cost:
    """Simulate one point, and estimate the cost of many.

    Parameters
    ----------
    base : Scenario
        A typical point.
    points : int
        How many there are.
    request : Request
        How each is simulated. With a precision to reach, the estimate uses the smallest number of replications.
    jobs : int
        Cores that share the work.

    Raises
    ------
    SimcallError
        If it cannot be simulated.
    """
    tried = replace(request, replications=min(request.replications, _TRIED), until=())
    simulated([base], replace(tried, replications=1))  # compiles the engine, where that has not been done
    began = time.perf_counter()
    (document,) = simulated([base.update({})], tried)
    seconds = (time.perf_counter() - began) * request.replications / tried.replications
    if "error" in document:
        raise SimcallError(document["error"])
    room = len(json.dumps(document, separators=(",", ":"))) * request.replications / tried.replications
    return Cost(seconds * points / jobs, room * points)
