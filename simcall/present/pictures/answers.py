"""How soon answered calls are answered: the share within each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from simcall.inputs import Floats
from simcall.present.pictures.style import distinct_colours, draw_target, new_axes, short_name, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers

__all__ = ["BANDS", "answered_under", "draw_answer_times", "say_answer_times"]

BANDS = (10.0, 60.0)
"""Seconds between which forces' 999 answer times are published: under 10 s, 10 to 60 s, 60 s and longer."""
_LEAST, _MOST = 0.5, 3600.0
_TICKS = {1: "1 s", 3: "3 s", 10: "10 s", 30: "30 s", 60: "1 min", 300: "5 min", 900: "15 min", 3600: "1 h"}


def draw_answer_times(results: RunNumbers, line: str, ax: Axes | None) -> Axes:
    """Draw the share of a line's answered calls that are answered within each time, on a logarithmic scale."""
    edges = np.unique(np.concatenate((BANDS, np.geomspace(_LEAST, _MOST, 350))))
    colour, target_colour = distinct_colours(2)
    with style():
        ax = ax if ax is not None else new_axes()
        ax.plot(edges, answered_under(results, line, edges), color=colour)
        ax.set_xscale("log")
        ax.set_xlim(_LEAST, _MOST)
        ax.set_xticks(list(_TICKS), list(_TICKS.values()))
        ax.minorticks_off()
        ax.set_ylim(0, 1)
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlabel("Answer time: connection, queue and pick-up")
        ax.set_ylabel("Answered calls\nanswered in less than this")
        ax.set_title(f"How soon answered calls are answered: {short_name(line)}", loc="left", parse_math=False)
        target = results.blueprint.scenario.target_of(line)
        if target is not None:
            ax.axvline(target.within, color=target_colour, linestyle="--", linewidth=1.5)
            draw_target(ax, target, target_colour)
    return ax


def answered_under(results: RunNumbers, line: str, seconds: Floats) -> Floats:
    """Return the share of a line's answered calls with an answer time strictly under some times; NaN if none was.

    Parameters
    ----------
    results : Results
        Whose calls, all replications together.
    line : str
        Of which line.
    seconds : float64
        The times.
    """
    ticks = np.sort(np.concatenate(results.answers(line)[0]))
    limits = np.ceil(seconds / results.blueprint.calendar.tick_s - 1e-9)  # as the measures have it
    with np.errstate(invalid="ignore"):
        return np.searchsorted(ticks, limits, side="left") / np.float64(len(ticks))


def say_answer_times(results: RunNumbers, line: str) -> str:
    """Say the shares in the published bands."""
    under, short = answered_under(results, line, np.array(BANDS)).tolist()
    if np.isnan(under):
        return f"{line}: no call was answered."
    bands = (under, short - under, 1 - short)
    in_band = zip(bands, ("in under 10 s", "in 10 to 60 s", "in 60 s or longer"), strict=True)
    shares = ", ".join(f"{100 * share:.1f} % {words}" for share, words in in_band)
    return f"{line}, answered calls: {shares}."
