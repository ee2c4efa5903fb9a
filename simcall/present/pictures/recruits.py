"""The picture of a year of recruits: the share in time with and without help, over the hours at the phones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import PercentFormatter

from simcall.files.own_pictures import check_own_picture
from simcall.inputs import Floats
from simcall.measures import Estimate
from simcall.present.pictures import draw_target, group_looks, period_axis, style, write_picture
from simcall.present.pictures.style import PANEL_HEIGHT, PICTURE_WIDTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcall.studies.recruits import RecruitsNumbers

__all__ = ["draw", "save"]

_WEEK = timedelta(days=7)
_WITH: dict[str, Any] = {"color": "0.45", "linestyle": (0, (4, 2)), "marker": "s"}
_WITHOUT: dict[str, Any] = {"color": "black", "linestyle": "-", "marker": "o"}
"""No colours: those are of groups."""
_RED = "#A8001E"


def draw(view: RecruitsNumbers, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw `RecruitsView.plot`: two axes, one above the other."""
    with style():
        if axes is None:
            axes = plt.subplots(
                2, 1, figsize=(PICTURE_WIDTH, 2 * PANEL_HEIGHT), layout="constrained", sharex=True, height_ratios=(3, 2)
            )[1]
        _draw_shares(view, axes[0])
        _draw_hours(view, axes[1])
        for ax in axes:
            _mark_cut_off(view, ax)
        axes[1].set_xlim(*_edges(view)[[0, -1]])
        period_axis(axes[1], "week")
        axes[1].set_xlabel("\n".join(["Week, from Monday to Monday", *_cut_off_words(view)]))
    return axes


def _edges(view: RecruitsNumbers) -> Floats:
    """Return every Monday, and that after the last week, as dates that an axis has."""
    mondays = [week.monday for week in view.weeks]
    return np.asarray(mdates.date2num([*mondays, mondays[-1] + _WEEK]), np.float64)  # type: ignore[no-untyped-call]


def _draw_shares(view: RecruitsNumbers, ax: Axes) -> None:
    """Draw each week's shares in the middle of the week."""
    edges, who = _edges(view), " and ".join(view.helpers)
    middle = (edges[:-1] + edges[1:]) / 2
    for label, look, found in (
        (f"with {who}", _WITH, [week.with_help for week in view.weeks]),
        (f"without {who}", _WITHOUT, [week.without_help for week in view.weeks]),
    ):
        mean, low, high = (np.array([getattr(one, end) for one in found], float) for end in ("mean", "low", "high"))
        ax.plot(middle, mean, label=label, markersize=4, linewidth=1.5, **look)
        ax.fill_between(middle, low, high, color=look["color"], alpha=0.2, linewidth=0)
    draw_target(ax, view.target, _RED)
    if view.back_from is not None:
        ax.axvline(view.back_from, color="0.3", linestyle=":", linewidth=1.5)  # type: ignore[arg-type]
        ax.annotate(
            f"{who} can go back from {view.back_from:%d %b}",
            (view.back_from, 0),  # the curves are above the target from there on
            xycoords=("data", "axes fraction"),
            xytext=(5, 6),
            textcoords="offset points",
        )
    ax.set_ylabel("Share of answered calls within target")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylim(top=1.01)  # so that a marker at 1 is seen whole
    ax.set_title(f"{view.line} in time, week by week (band: 95 % interval)", loc="left")
    _legend_above(ax)


def _draw_hours(view: RecruitsNumbers, ax: Axes) -> None:
    """Draw each week's hours from its Monday to the next."""
    edges, floor = _edges(view), np.zeros(len(view.weeks))
    for name, look in group_looks(list(view.scenario.groups)).items():
        top = floor + [week.hours[name] for week in view.weeks]
        ax.stairs(top, edges, baseline=floor, fill=True, label=name, **look)
        floor = top
    ax.set_ylabel("Hours on duty at the phones")
    ax.set_ylim(0, 1.05 * max(float(floor.max()), 1.0))
    ax.set_title("People at the phones, hours a week", loc="left")
    _legend_above(ax)


def _mark_cut_off(view: RecruitsNumbers, ax: Axes) -> None:
    """Hatch the weeks of which some days are outside the span."""
    for week in view.weeks:
        if not week.is_whole:
            edges = mdates.date2num([week.monday, week.monday + _WEEK])  # type: ignore[no-untyped-call]
            ax.axvspan(*edges, facecolor=(1, 1, 1, 0.55), edgecolor="0.7", hatch="//", linewidth=0, zorder=3)


def _cut_off_words(view: RecruitsNumbers) -> list[str]:
    cut = [f"{week.monday.day} {week.monday:%b} ({week.days:.3g} days)" for week in view.weeks if not week.is_whole]
    return [f"Hatched: cut off, as only a part of the week is in the span: {', '.join(cut)}"] if cut else []


def _legend_above(ax: Axes) -> None:
    """Put the legend where no curve can be."""
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, borderpad=0.2)


def save(view: RecruitsNumbers, path: Path) -> None:
    """Write `RecruitsView.save_picture`."""
    check_own_picture(path)
    figure = cast("Figure", draw(view)[0].figure)
    write_picture(figure, path, view.scenario.name, alternative(view))


def alternative(view: RecruitsNumbers) -> str:
    """Say in words what the picture shows."""
    who = " and ".join(view.helpers)
    since = (
        f"from the week of {view.back_from:%d %b %Y} on" if view.back_from else "in no week up to the end of the span"
    )
    ways = {"with": [week.with_help for week in view.weeks], "without": [week.without_help for week in view.weeks]}
    shares = "; ".join(
        f"{how} {who} {_written(found[0])} in the first week and {_written(found[-1])} in the last"
        for how, found in ways.items()
    )
    return (
        f"Share of answered {view.line} calls in time, week by week: {shares}. The target of "
        f"{100 * view.target.share:g} % is surely kept without {who} {since}. Below, the hours at the phones by week "
        "and group."
    )


def _written(found: Estimate) -> str:
    return "not defined" if found.mean is None else f"{100 * found.mean:.1f} %"
