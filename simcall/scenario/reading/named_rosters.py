"""Read the rosters that a scenario names. Most name none, and do not import the reader: it takes a tenth of a start."""

from __future__ import annotations

from simcall.errors import Problem
from simcall.scenario.reading.layers import Merged
from simcall.scenario.reading.rosters.sources import roster_sources

__all__ = ["with_rosters"]


def with_rosters(merged: Merged, otherwise: str, *, partial: bool = False) -> tuple[Merged, list[Problem]]:
    """Read the rosters that merged layers name.

    Parameters
    ----------
    merged : Merged
        The layers.
    otherwise : str
        The file to name for what none of them wrote.
    partial : bool
        Whether a layer could not be read, so that nothing can be said of the rosters.

    Returns
    -------
    tuple of (Merged, list of Problem)
        The same with the duties (or stand-ins), and what is wrong with the rosters.
    """
    sources = roster_sources(merged)
    if not sources:
        return merged, []
    from simcall.scenario.reading.rosters.files import read_rosters

    return read_rosters(merged, sources, otherwise, partial=partial)
