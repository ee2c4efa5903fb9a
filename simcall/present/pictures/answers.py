"""How soon answered calls are answered: the share within each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simcall.inputs import Floats
from simcall.measures.measure_texts import lines_named
from simcall.present.pictures.style import distinct_colours, draw_target, new_axes, short_name, style
from simcall.scenario.models.quantities import plain_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers

__all__ = ["answered_under", "draw_answer_times", "in_time", "say_answer_times"]

BANDS = (10.0, 60.0)
"""Seconds between which forces' 999 answer times are published: under 10 s, 10 to 60 s, 60 s and longer."""


@dataclass(frozen=True)
class _Look:
    """How the share within each time is drawn and said: its scale, its words and its bands."""

    least_s: float
    most_s: float
    ticks: Mapping[int, str]
    axis: str
    share: str
    title: str
    items: str
    bands: tuple[float, float]
    band_words: tuple[str, str, str]


_CALLS = _Look(
    0.5,
    3600.0,
    {1: "1 s", 3: "3 s", 10: "10 s", 30: "30 s", 60: "1 min", 300: "5 min", 900: "15 min", 3600: "1 h"},
    "Answer time: connection, queue and pick-up",
    "Answered calls\nanswered in less than this",
    "How soon answered calls are answered",
    "answered calls",
    BANDS,
    ("in under 10 s", "in 10 to 60 s", "in 60 s or longer"),
)
_INCIDENTS = _Look(
    60.0,
    86400.0,
    {
        **{60: "1 min", 300: "5 min", 900: "15 min", 1800: "30 min"},
        **{3600: "1 h", 7200: "2 h", 14400: "4 h", 28800: "8 h", 86400: "24 h"},
    },
    "Time to attend: from when the incident was made to the first unit at the scene",
    "Attended incidents\nattended in less than this",
    "How soon incidents are attended",
    "attended incidents",
    (900.0, 3600.0),
    ("in under 15 min", "in 15 to 60 min", "in 60 min or longer"),
)


def draw_answer_times(results: RunNumbers, line: str, ax: Axes | None) -> Axes:
    """Draw the share of a line's answered calls that are answered within each time, on a logarithmic scale."""
    from matplotlib.ticker import PercentFormatter

    look = _look_of(results, line)
    edges = np.unique(np.concatenate((look.bands, np.geomspace(look.least_s, look.most_s, 350))))
    colour, target_colour = distinct_colours(2)
    with style():
        ax = ax if ax is not None else new_axes()
        ax.plot(edges, answered_under(results, line, edges), color=colour)
        ax.set_xscale("log")
        ax.set_xlim(look.least_s, look.most_s)
        ax.set_xticks(list(look.ticks), list(look.ticks.values()))
        ax.minorticks_off()
        ax.set_ylim(0, 1)
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.set_xlabel(look.axis)
        ax.set_ylabel(look.share)
        ax.set_title(f"{look.title}: {short_name(line)}", loc="left", parse_math=False)
        target = results.blueprint.scenario.target_of(line)
        if target is not None:
            ax.axvline(target.within, color=target_colour, linestyle="--", linewidth=1.5)
            draw_target(ax, target, target_colour)
    return ax


def in_time(results: RunNumbers, line: str) -> str:
    """Say which share of a line's calls was answered in time, or in the first band where it has no target."""
    look, target = _look_of(results, line), results.blueprint.scenario.target_of(line)
    limit = target.within if target else look.bands[0]
    (share,) = answered_under(results, line, np.array([limit])).tolist()
    none = look.items.replace("calls", "call").replace("incidents", "incident")
    share_in_words = f"no {none}" if np.isnan(share) else f"{100 * share:.1f} % of {look.items}"
    return f"{line}: {share_in_words} in less than {plain_duration(limit)}"


def _look_of(results: RunNumbers, name: str) -> _Look:
    lines = lines_named(name, results.blueprint.scenario.lines)
    return _INCIDENTS if lines and all(line.grade for line in lines) else _CALLS


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
    """Say the shares in bands of time: for calls, those in which forces publish them."""
    look = _look_of(results, line)
    under, short = answered_under(results, line, np.array(look.bands)).tolist()
    if np.isnan(under):
        return f"{line}: no {'incident was attended' if look is _INCIDENTS else 'call was answered'}."
    in_band = zip((under, short - under, 1 - short), look.band_words, strict=True)
    shares = ", ".join(f"{100 * share:.1f} % {words}" for share, words in in_band)
    return f"{line}, {look.items}: {shares}."
