"""The callers of a run, in the order in which they first ring."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.demand import Arrivals
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.ordering import in_order
from simcall.inputs.world import INDEX_BITS, Callers, Ints

__all__ = ["NOTHING_GIVEN", "callers_of"]

NOTHING_GIVEN = np.empty((max(Purpose) + 1, 0, 0))
"""`Callers.given` of callers whose numbers come from the generator."""


def callers_of(arrivals: Iterable[Arrivals], calendar: Calendar, draws: Draws) -> Callers:
    """Put the callers of a run in order.

    Parameters
    ----------
    arrivals : iterable of Arrivals
        Who rings and when.
    calendar : Calendar
        The span. Callers who ring outside it are left out.
    draws : Draws
        The replication's random numbers, for their keys.

    Returns
    -------
    Callers
    """
    sources = list(arrivals)
    blocks = np.concatenate([np.empty((0, 3), np.int64), *map(_labels, sources)])
    keys = [np.tile(draws.key(source.stream), (len(source.sizes), 1)) for source in sources]
    sizes = np.concatenate([np.empty(0, np.int64), *(source.sizes for source in sources)])
    first = np.cumsum(sizes) - sizes
    address = np.arange(sizes.sum()) + np.repeat((np.arange(len(sizes)) << INDEX_BITS) - first, sizes)
    ring_s = np.concatenate([np.empty(0), *(source.ring_s for source in sources)])
    ring = np.floor(ring_s / calendar.tick_s)
    inside = (ring >= 0) & (ring < calendar.horizon)
    if not inside.all():
        ring, address = ring[inside], address[inside]
    ring, order = in_order(ring.astype(np.int64))
    address = address[order]
    return Callers(
        ring=ring,
        line=blocks[address >> INDEX_BITS, 0],
        address=address,
        blocks=blocks,
        keys=np.concatenate([np.empty((0, 2), np.uint64), *keys]),
        dates=blocks[:, 2].astype(np.uint64),
        given=NOTHING_GIVEN,
    )


def _labels(arrivals: Arrivals) -> Ints:
    """Return line, source and date of each block."""
    line, source = np.full_like(arrivals.dates, arrivals.line), np.full_like(arrivals.dates, arrivals.source)
    return np.column_stack([line, source, arrivals.dates])
