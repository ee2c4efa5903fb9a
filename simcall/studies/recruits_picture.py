"""The picture of a year of recruits: the share in time with and without help, over the hours at the phones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter

from simcall.measures.plots import distinct_colours, draw_target, period_axis, style, write_picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcall.measures import Estimate
    from simcall.studies.recruits import RecruitsView

__all__ = ["draw", "save"]


def draw(view: RecruitsView, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw `RecruitsView.plot`: two axes, one above the other."""
    with style():
        if axes is None:
            axes = plt.subplots(2, 1, figsize=(11, 8.4), layout="constrained", sharex=True, height_ratios=(3, 2))[1]
        _draw_shares(view, axes[0])
        _draw_hours(view, axes[1])
    return axes


def _draw_shares(view: RecruitsView, ax: Axes) -> None:
    weeks = [week.monday for week in view.weeks]
    who = " and ".join(view.helpers)
    curves: dict[str, list[Estimate]] = {
        f"with {who}": [week.with_help for week in view.weeks],
        f"without {who}": [week.without_help for week in view.weeks],
    }
    for (label, found), colour in zip(curves.items(), distinct_colours(2), strict=True):
        mean, low, high = (np.array([getattr(one, end) for one in found], float) for end in ("mean", "low", "high"))
        ax.plot(weeks, mean, color=colour, label=label, marker="o", markersize=3)  # type: ignore[arg-type]
        ax.fill_between(weeks, low, high, color=colour, alpha=0.25, linewidth=0)  # type: ignore[arg-type]
    draw_target(ax, view.target, "black")
    if view.back_from is not None:
        ax.axvline(view.back_from, color="0.3", linestyle=":", linewidth=1.5)  # type: ignore[arg-type]
        ax.annotate(
            f"{who} can go back from {view.back_from:%d %b}",
            (view.back_from, 1),
            xycoords=("data", "axes fraction"),
            xytext=(5, -12),
            textcoords="offset points",
        )
    ax.set_ylabel("Share of answered calls within target")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylim(top=1)
    ax.set_title(f"{view.line} in time, week by week (band: 95 % interval)", loc="left")
    _legend_above(ax)


def _draw_hours(view: RecruitsView, ax: Axes) -> None:
    weeks = [week.monday for week in view.weeks]
    hours = {name: [week.hours[name] for week in view.weeks] for name in view.scenario.groups}
    colours = distinct_colours(max(2, len(hours)))
    ax.stackplot(weeks, *hours.values(), labels=list(hours), colors=colours[: len(hours)], step="mid", alpha=0.6)  # type: ignore[arg-type]
    ax.set_ylabel("Hours on duty at the phones")
    ax.set_ylim(bottom=0)
    ax.set_title("People at the phones, hours a week", loc="left")
    _legend_above(ax)
    period_axis(ax, "week")


def _legend_above(ax: Axes) -> None:
    """Put the legend where no curve can be."""
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, borderpad=0.2)


def save(view: RecruitsView, path: Path) -> None:
    """Write `RecruitsView.save_picture`."""
    figure = cast("Figure", draw(view)[0].figure)
    write_picture(figure, path, view.scenario.name)
