"""What pictures share: the style, colours that all readers can tell apart, and axes with their names and units."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from simcall.measures.measure import Kind, Measure
from simcall.scenario.models.quantities import plain_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    from simcall.scenario import AnswerTarget

__all__ = [
    "ALL_TOGETHER",
    "DAYS",
    "PANEL_HEIGHT",
    "PICTURE_WIDTH",
    "SMALL_SHARE",
    "SMALL_TYPE",
    "adds_up",
    "below",
    "distinct_colours",
    "draw_target",
    "group_looks",
    "legend_below",
    "new_axes",
    "one_hue",
    "period_axis",
    "short_name",
    "style",
    "value_axis",
]

ALL_TOGETHER = ", all such hours of the span together"
"""What a count by hour of the day or of the week is over."""
PICTURE_WIDTH, PANEL_HEIGHT = 7.6, 2.3
"""Inches. A report prints pictures 7.24 inches wide, the width of text on A4, so type keeps 95 % of its size."""
SMALL_TYPE = 8.5
"""Points, the smallest type in a picture: at least 8 on paper."""
_LETTERS_ACROSS = 90
"""Letters of a legend that fit across a picture, in two columns."""
_LETTERS_BESIDE = 24
"""Letters of the name of an upright axis that fit beside it."""
SMALL_SHARE = 0.1
"""Where all shares are smaller, they have an axis of their own, and a decimal."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_COLOURS = 6
"""After which they come round again."""
_WEEKS_NAMED = 17
"""The most weeks for which an axis has room to name each Monday."""
_DAYS_PER_WEEK = 7
_PERIOD_LABELS = {
    "hour": "Hour of the day (local time)",
    "hour_of_week": "Hour of the week (local time)",
    "day": "Date",
    "week": "Week, by its Monday",
    "interval": "Local time",
}
_HUE = ((0.0, "#F4F8FC"), (0.43, "#6BACE6"), (0.72, "#2073BC"), (1.0, "#12436D"))
"""The Analysis Function's blues, each where its lightness (CIELAB) puts it: equal steps look equal, also in grey."""


@contextmanager
def style() -> Iterator[None]:
    """Draw in the Analysis Function's style, text left as text in SVG."""
    import matplotlib as mpl

    with mpl.rc_context(_looks()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)  # an emoji in a name
        try:
            yield
        finally:
            shows_itself = mpl.is_interactive()
    mpl.interactive(shows_itself)  # turned on by a notebook's first picture: later ones would not be shown without it


@cache
def _looks() -> Any:
    """Return the settings of the style, read once: every picture asks for them several times."""
    import matplotlib as mpl

    with as_file(files("afcharts") / "afcharts.mplstyle") as file:
        of_analysis_function: Any = mpl.rc_params_from_file(file, use_default_template=False)
    own = {"font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "simcall", "font.sans-serif": ["DejaVu Sans"]}
    return {**of_analysis_function, **own, "axes.titley": 1.0}  # no axis is above a title, and looking for one is slow


def new_axes() -> Axes:
    """Return the axes of a picture of its own."""
    import matplotlib.pyplot as plt

    axes: Axes = plt.subplots(figsize=(PICTURE_WIDTH, PANEL_HEIGHT + 0.4), layout="constrained")[1]
    return axes


def distinct_colours(n: int) -> list[str]:
    """Return colours that colour-blind readers can tell apart; beyond six they come round again."""
    palette = _palette(min(max(n, 2), _COLOURS))
    return [palette[i % len(palette)] for i in range(n)]


@cache
def _palette(colours: int) -> Sequence[str]:
    """Return this number of colours of the Analysis Function, read once from its file."""
    from afcharts.af_colours import get_af_colours

    return tuple(get_af_colours("categorical", number_of_colours=colours))


def one_hue(*, dark_is_low: bool = False) -> LinearSegmentedColormap:
    """Return a colour map of one hue, whose equal steps look equal, even when printed in grey."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("one hue", list(_HUE))
    return colours.reversed() if dark_is_low else colours


def group_looks(groups: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return how to draw each group of a scenario: the same by its place in it, in whichever picture it stands.

    Parameters
    ----------
    groups : sequence of str
        All groups of the scenario, in its order, those that a picture leaves out too.

    Returns
    -------
    dict of str to dict
        By group, arguments of a filled patch; beyond six, colours come round again with a hatch.
    """
    palette = distinct_colours(_COLOURS)
    return {
        name: {"color": palette[index % _COLOURS], "alpha": 0.45, "hatch": "//" if index >= _COLOURS else None}
        for index, name in enumerate(groups)
    }


def short_name(name: str, most: int = 40) -> str:
    """Leave the middle out of a long name, so that it does not push the picture away: its end tells it from others."""
    return name if len(name) <= most else f"{name[: most - 9]}… {name[-7:]}"


def draw_target(ax: Axes, target: AnswerTarget, colour: str) -> None:
    """Draw a line's target share, named in the margin, where no curve runs through the words."""
    ax.axhline(target.share, color=colour, linestyle="--", linewidth=1.5)
    text = f"target:\n{100 * target.share:g} % in\n{plain_duration(target.within)}"
    ax.annotate(
        text,
        (1, target.share),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color="black",
    )


def legend_below(ax: Axes) -> None:
    """Put the legend below the axes, in two columns if its texts fit beside each other."""
    _, labels = ax.get_legend_handles_labels()
    columns = 1 if sum(sorted(map(len, labels))[-2:]) > _LETTERS_ACROSS else 2
    ax.legend(ncols=columns, **below(ax))


def below(ax: Axes, points: float = 34) -> dict[str, Any]:
    """Return where to put a legend under the name of the axis, whatever the height of the axes."""
    from matplotlib.transforms import ScaledTranslation

    figure = cast("Figure", ax.figure)
    down = ScaledTranslation(0, -points / 72, figure.dpi_scale_trans)
    return {"loc": "upper left", "bbox_to_anchor": (0, 0), "bbox_transform": ax.transAxes + down, "borderaxespad": 0}


def period_axis(ax: Axes, by: str) -> None:
    """Name and mark an axis of time; hours of the week by their days."""
    import matplotlib.dates as mdates
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    ax.set_xlabel(_PERIOD_LABELS[by])
    if by == "hour_of_week":
        ax.set_xlim(0, 168)
        ax.set_xticks(np.arange(0, 168, 24), [f"{day} 00" for day in DAYS])
        ax.xaxis.set_minor_locator(MultipleLocator(6))
        ax.xaxis.set_minor_formatter(FuncFormatter(lambda x, _: f"{int(x) % 24:02d}" if int(x) % 24 == 12 else ""))
    elif by == "hour":
        ax.xaxis.set_major_locator(MultipleLocator(3))
    elif by == "week" and np.ptp(ax.get_xlim()) <= _WEEKS_NAMED * _DAYS_PER_WEEK:
        ax.xaxis.set_major_locator(mdates.WeekdayLocator(mdates.MO))  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_formatter(FuncFormatter(_monday))
    else:
        locator = mdates.AutoDateLocator()  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
        if by == "day":
            _name_dates(ax)


def _name_dates(ax: Axes) -> None:
    """Write dates of one year as "5 Oct", with the year in the axis's name; other dates stay as they are."""
    from matplotlib.dates import num2date
    from matplotlib.ticker import FuncFormatter

    ends = ax.dataLim.intervalx
    years = {num2date(end).year for end in ends if np.isfinite(end)}  # type: ignore[no-untyped-call]
    if len(years) == 1:
        ax.set_xlabel(f"{_PERIOD_LABELS['day']} ({years.pop()})")
        ax.xaxis.set_major_formatter(FuncFormatter(lambda day, _: _date(day)))


def _monday(day: float, index: int | None) -> str:
    """Write a Monday, with the year on the first and on that of a new one."""
    from matplotlib.dates import num2date

    on = num2date(day)  # type: ignore[no-untyped-call]
    first_of_year = index == 0 or (on.month == 1 and on.day <= _DAYS_PER_WEEK)
    return f"{on.day} {on:%b}" + (f"\n{on.year}" if first_of_year else "")


def _date(day: float) -> str:
    from matplotlib.dates import num2date

    on = num2date(day)  # type: ignore[no-untyped-call]
    return f"{on.day} {on:%b}"


def adds_up(measure: Measure, by: str) -> bool:
    """Tell whether a figure of a period is a sum over all such periods of the span."""
    return measure.adds_up and by in ("hour", "hour_of_week")


def value_axis(ax: Axes, measure: Measure, by: str, highest: float, end: float) -> None:
    """Name and scale an axis of values: shares to 1, or to the end of their bands where all of them are small."""
    from simcall.present.pictures.percents import Percents

    ax.set_ylabel(
        textwrap.fill(measure.axis, _LETTERS_BESIDE)
        + ("\n(all such hours of the span)" if adds_up(measure, by) else "")
    )
    if measure.kind is Kind.SHARE:
        top = min(1.1 * end, 1.0) if end > 0 and highest < SMALL_SHARE else 1.0
        ax.set_ylim(0, top)
        ax.yaxis.set_major_formatter(Percents(1))
    else:
        ax.set_ylim(bottom=0)
