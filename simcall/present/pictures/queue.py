"""Callers waiting through the day: a typical day with its band, and the worst of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simcall.inputs import Floats
from simcall.present.pictures.style import below, distinct_colours, new_axes, short_name, style
from simcall.present.pictures.waiting import QUARTERS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.present.pictures.waiting import Waiting, WorstDay

__all__ = ["draw_queue", "say_queue"]

_HOURS = 24


def draw_queue(waiting: Waiting, line: str, ax: Axes | None, who: str = "Callers") -> Axes:
    """Draw how many callers of a line wait through the day; `who` names them."""
    from matplotlib.ticker import MaxNLocator

    hours = np.arange(QUARTERS) * _HOURS / QUARTERS
    colour, worst_colour = distinct_colours(2)
    worst, day_words = waiting.worst, _worst_day(waiting)
    with style():
        ax = ax if ax is not None else new_axes()
        ax.step(
            worst.hour, worst.number, where="post", color=worst_colour, linewidth=1.2, label=f"worst day: {day_words}"
        )
        typical = f"typical day (median of {waiting.days:,} days)"
        ax.plot(hours, waiting.median, color=colour, label=typical, clip_on=False, zorder=3)  # seen whole at 0 too
        band = "8 in 10 days"
        ax.fill_between(hours, waiting.low, waiting.high, color=colour, alpha=0.25, linewidth=0, label=band)
        ax.set_xlim(0, _HOURS)
        ax.set_xticks(range(0, _HOURS + 1, 3), [f"{hour:02d}:00" for hour in range(0, _HOURS + 1, 3)])
        ax.set_xlabel("Time of day (local time)")
        ax.set_ylim(0, max(1.05 * worst.longest, 1.0))
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylabel(f"{who} waiting")
        ax.set_title(f"{who} waiting through the day: {short_name(line)}", loc="left", parse_math=False)
        entries = ax.get_legend_handles_labels()
        ax.legend(*(column[1:] + column[:1] for column in entries), ncols=2, **below(ax))
    return ax


def say_queue(waiting: Waiting, line: str) -> str:
    """Say how many wait on a typical day and on the worst."""
    if not waiting.worst.longest:
        return f"{line}: nobody ever waits, in {waiting.days:,} simulated days."
    return (
        f"{line}, {waiting.days:,} days of {waiting.replications} replications, by quarter of an hour: on a "
        f"typical day (the median) {_most(waiting.median)}, on nine days in ten {_most(waiting.high)}. "
        f"The worst day, which has the longest queue of all, is {_worst_words(waiting)}."
    )


def _most(level: Floats) -> str:
    """Say where a level is highest."""
    quarter = int(np.nanargmax(level))
    if not level[quarter]:
        return "nobody waits at any of them"
    return f"at most {level[quarter]:g} wait, at {quarter // 4:02d}:{15 * (quarter % 4):02d}"


def _worst_day(waiting: Waiting) -> str:
    """Write the worst day and its longest queue, short enough for a legend."""
    worst = waiting.worst
    return f"{_date(worst)}, longest queue {worst.longest} at {worst.longest_at:%H:%M}"


def _worst_words(waiting: Waiting) -> str:
    """Write the worst day, its replication and its longest queue."""
    worst = waiting.worst
    which = f"replication {worst.replication} of 0 to {waiting.replications - 1}"
    return f"{_date(worst)}, {which}; longest queue {worst.longest}, at {worst.longest_at:%H:%M}"


def _date(worst: WorstDay) -> str:
    return f"{worst.day:%a} {worst.day.day} {worst.day:%b %Y}"
