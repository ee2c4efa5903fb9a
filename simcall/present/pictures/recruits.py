"""The picture of recruits: the share answered in time with and without helpers, and the hours at the phones."""

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
"""No colours, because colours stand for groups."""
_RED = "#A8001E"


def draw(view: RecruitsNumbers, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw the shares in time above the hours, on two axes."""
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
    """Return every Monday, with the one after the last week, as dates of an axis."""
    mondays = [week.monday for week in view.weeks]
    return np.asarray(mdates.date2num([*mondays, mondays[-1] + _WEEK]), np.float64)  # type: ignore[no-untyped-call]


def _draw_shares(view: RecruitsNumbers, ax: Axes) -> None:
    """Draw each week's shares in the middle of the week."""
    edges, helpers = _edges(view), " and ".join(view.helpers)
    middle = (edges[:-1] + edges[1:]) / 2
    for label, look, shares in (
        (f"with {helpers}", _WITH, [week.with_help for week in view.weeks]),
        (f"without {helpers}", _WITHOUT, [week.without_help for week in view.weeks]),
    ):
        rows = np.array([(share.mean, share.low, share.high) for share in shares], float)
        mean, low, high = rows.T
        ax.plot(middle, mean, label=label, markersize=4, linewidth=1.5, **look)
        ax.fill_between(middle, low, high, color=look["color"], alpha=0.2, linewidth=0)
    draw_target(ax, view.target, _RED)
    if view.back_from is not None:
        ax.axvline(view.back_from, color="0.3", linestyle=":", linewidth=1.5)  # type: ignore[arg-type]
        ax.annotate(
            f"{helpers} can go back from {view.back_from:%d %b}",
            (view.back_from, 0),  # the curves are above the target from there
            xycoords=("data", "axes fraction"),
            xytext=(5, 6),
            textcoords="offset points",
        )
    ax.set_ylabel("Share of answered calls within target")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set_ylim(top=1.01)  # room for a marker at 1
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
    """Hatch the weeks that are only partly in the span."""
    for week in view.weeks:
        if not week.is_whole:
            edges = mdates.date2num([week.monday, week.monday + _WEEK])  # type: ignore[no-untyped-call]
            ax.axvspan(*edges, facecolor=(1, 1, 1, 0.55), edgecolor="0.7", hatch="//", linewidth=0, zorder=3)


def _cut_off_words(view: RecruitsNumbers) -> list[str]:
    cut = [f"{week.monday.day} {week.monday:%b} ({week.days:.3g} days)" for week in view.weeks if not week.is_whole]
    return [f"Hatched: only part of the week is in the span: {', '.join(cut)}"] if cut else []


def _legend_above(ax: Axes) -> None:
    """Put the legend above the axes, where there is no curve."""
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, borderpad=0.2)


def save(view: RecruitsNumbers, path: Path) -> None:
    """Write the picture as PNG and SVG."""
    check_own_picture(path)
    figure = cast("Figure", draw(view)[0].figure)
    write_picture(figure, path, view.scenario.name, alternative(view))


def alternative(view: RecruitsNumbers) -> str:
    """Return the picture in words."""
    helpers = " and ".join(view.helpers)
    since = f"from the week of {view.back_from:%d %b %Y}" if view.back_from else "at no point within the span"
    first, last = view.weeks[0], view.weeks[-1]
    pairs = {"with": (first.with_help, last.with_help), "without": (first.without_help, last.without_help)}
    shares = "; ".join(
        f"{case} {helpers} {_percentage(start)} in the first week and {_percentage(end)} in the last"
        for case, (start, end) in pairs.items()
    )
    return (
        f"Share of answered {view.line} calls in time, week by week: {shares}. The target of "
        f"{100 * view.target.share:g} % is surely met without {helpers} {since}. Below: the hours at the phones by "
        "week and group."
    )


def _percentage(share: Estimate) -> str:
    return "not defined" if share.mean is None else f"{100 * share.mean:.1f} %"
