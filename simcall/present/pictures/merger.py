"""The picture of a merger: the pooled calls that are answered in time, by hour of the day, apart and merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter

from simcall.present.pictures.style import PICTURE_WIDTH, distinct_colours, style
from simcall.studies.merge import MergeNumbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

_HEIGHT = 3.2
_BAND = 0.25


def draw(numbers: MergeNumbers, ax: Axes | None = None) -> Axes:
    """Draw the share of pooled calls that are answered in time in each hour of the day.

    Parameters
    ----------
    numbers : MergeNumbers
        What to draw.
    ax : Axes, optional
        Where; by default a picture of its own.
    """
    pairs = numbers.in_time_by_hour()
    hours = range(len(pairs))
    with style():
        if ax is None:
            ax = plt.subplots(figsize=(PICTURE_WIDTH, _HEIGHT), layout="constrained")[1]
        apart, merged = distinct_colours(2)
        ax.plot(hours, [100 * pair.apart for pair in pairs], color=apart, marker="o", ms=3, label="apart")
        ax.plot(hours, [100 * pair.merged for pair in pairs], color=merged, marker="s", ms=3, label="merged")
        low, high = ([100 * (pair.apart + getattr(pair, end)) for pair in pairs] for end in ("low", "high"))
        ax.fill_between(list(hours), low, high, color=merged, alpha=_BAND, lw=0)
        ax.set_xticks(range(0, 24, 3), [f"{hour:02}:00" for hour in range(0, 24, 3)])
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g} %"))
        ax.set_title(
            f"{' and '.join(numbers.rooms.together)} calls answered in time, by hour of the day",
            loc="left",
            parse_math=False,
        )
        ax.set_xlabel("Band: 95 % interval of the difference between the merged room and the rooms apart")
        ax.legend(loc="lower right", ncols=2)
    return ax
