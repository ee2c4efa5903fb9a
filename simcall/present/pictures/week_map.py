"""A measure of a week at a glance: seven days by 24 hours, each with its figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures.incident_words import worded
from simcall.measures.measure import End, Kind, Measure
from simcall.measures.measure_texts import lines_named
from simcall.present.pictures.style import (
    DAYS,
    SMALL_TYPE,
    below,
    new_axes,
    one_hue,
    short_name,
    style,
)
from simcall.present.words.picture_texts import cells_of, list_few

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers

__all__ = ["draw_week_map", "draw_week_table"]

_HOURS = 24
_LONGEST_FIGURE = 4
"""Letters that fit into a cell."""
_LEAST_SPREAD = 0.1
"""Shares that differ by less do not fill the scale, so that a small difference does not look like a large one."""
_SMALL_NUMBER = 10
_DARK = 0.69
"""From here on white letters stand out more than black ones, 4.6 to 1."""


def draw_week_map(results: RunNumbers, measure: Measure, subject: Mapping[str, str], ax: Axes | None) -> Axes:
    """Draw a measure of a line or group by hour of the week: darker is worse, where one end is."""
    table = _table(results, measure, subject)
    name = next(iter(subject.values()))
    lines = results.blueprint.scenario.lines
    named = lines_named(name, lines) if "line" in subject else []
    measure, is_of_incidents = worded(measure, named), bool(named) and all(line.grade for line in named)
    counted = "Incidents" if is_of_incidents else "People" if "group" in subject else "Callers"
    legend = _unit(measure, counted) + (" (darker is worse)" if measure.worse is not None else "")
    title = f"{measure.axis}: {short_name(name)}"
    return draw_week_table(table, measure.kind, title, legend, ax, dark_is_low=measure.worse is End.LOWEST)


def draw_week_table(
    table: Floats, kind: Kind, title: str, legend: str, ax: Axes | None = None, *, dark_is_low: bool = False
) -> Axes:
    """Draw a number for each hour of the week: darker is higher, unless dark is low.

    Parameters
    ----------
    table : float64, shape (7, 24)
        The numbers, days down; nan where there is none.
    kind : Kind
        What they are.
    title, legend : str
        The words above the map, and beside its colours.
    ax : Axes, optional
        Where to draw; by default, a picture of its own.
    dark_is_low : bool
        Whether low numbers are dark.
    """
    from matplotlib.ticker import MaxNLocator

    from simcall.present.pictures.percents import Percents

    with style():
        ax = ax if ax is not None else new_axes()
        low, high = _ends(table, kind)
        hues = one_hue(dark_is_low=dark_is_low)
        image = ax.pcolormesh(np.ma.masked_invalid(table), cmap=hues, vmin=low, vmax=high, edgecolors="white", lw=0.5)
        _write_figures(ax, table, kind, low, high, dark_is_low=dark_is_low)
        _hatch_undefined(ax, table)
        _week_axes(ax)
        bar = ax.figure.colorbar(image, ax=ax, pad=0.015, aspect=14, ticks=MaxNLocator(6, steps=[1, 2, 5, 10]))
        if kind is Kind.SHARE:
            bar.ax.yaxis.set_major_formatter(Percents(1, symbol=""))
        bar.set_label(legend)
        bar.outline.set_visible(False)
        ax.set_title(title, loc="left", parse_math=False)
    return ax


def _table(results: RunNumbers, measure: Measure, subject: Mapping[str, str]) -> Floats:
    """Return the measure, days down and hours across; not a number where it is not defined."""
    week = np.full(len(DAYS) * _HOURS, np.nan)
    for cell in cells_of(results, measure, "hour_of_week", subject, an_hour=True):
        week[cell.label] = np.nan if cell.mean is None else cell.mean
    return week.reshape(len(DAYS), _HOURS)


def _ends(table: Floats, kind: Kind) -> tuple[float, float]:
    """Return the ends of the scale: those of the figures, further apart where shares hardly differ."""
    if not np.isfinite(table).any():
        return 0.0, 1.0
    low, high = float(np.nanmin(table)), float(np.nanmax(table))
    if kind is Kind.SHARE:
        short = max(_LEAST_SPREAD - (high - low), 0.0) / 2
        low, high = max(low - short, 0.0), min(high + short, 1.0)
    return (low, high) if high > low else (low, low + 1.0)


def _write_figures(ax: Axes, table: Floats, kind: Kind, low: float, high: float, *, dark_is_low: bool) -> None:
    """Write each figure into its cell, if there is room."""
    from simcall.present.pictures.cell_figures import CellFigure, CellFigures

    texts = _figures(table, kind)
    if any(len(text) > _LONGEST_FIGURE for text in texts.values()):
        return
    darkness = (table - low) / (high - low)
    is_dark = (1 - darkness if dark_is_low else darkness) > _DARK
    figures = [
        CellFigure(hour + 0.5, day + 0.5, text, "white" if is_dark[day, hour] else "black")
        for (day, hour), text in texts.items()
    ]
    ax.add_artist(CellFigures(figures, SMALL_TYPE))


def _figures(table: Floats, kind: Kind) -> dict[tuple[int, int], str]:
    """Return what to write into each cell, all with as many decimals."""
    scale = 100 if kind is Kind.SHARE else 1
    digits = 1 if scale * float(np.nanmax(table, initial=0)) < _SMALL_NUMBER else 0
    cells = zip(*np.nonzero(np.isfinite(table)), strict=True)
    return {(int(i), int(j)): f"{scale * table[i, j]:,.{digits}f}" for i, j in cells}


def _hatch_undefined(ax: Axes, table: Floats) -> None:
    """Hatch the hours in which there is nothing to measure, and name them."""
    from matplotlib.patches import Patch, Rectangle

    spells = list(_undefined_spells(table))
    look: dict[str, Any] = {"facecolor": "0.97", "edgecolor": "0.6", "hatch": "////", "linewidth": 0}
    for day, first, after in spells:
        ax.add_patch(Rectangle((first, day), after - first, 1, **look))
    if spells:
        named = list_few([f"{DAYS[day]} {first:02d}-{after:02d}" for day, first, after in spells], 6)
        label = f"nothing to measure, or not in the span: {named}"
        ax.legend(handles=[Patch(label=label, **look)], **below(ax), fontsize=SMALL_TYPE)


def _undefined_spells(table: Floats) -> Iterator[tuple[int, int, int]]:
    """Yield hours that follow each other on a day without a figure: the day, the first, and the hour after the last."""
    for day, hours in enumerate(np.isnan(table)):
        turns = np.flatnonzero(np.diff(hours.astype(np.int64), prepend=0, append=0)).tolist()
        yield from ((day, first, after) for first, after in zip(turns[::2], turns[1::2], strict=True))


def _week_axes(ax: Axes) -> None:
    ax.set_yticks(np.arange(len(DAYS)) + 0.5, DAYS)
    ax.invert_yaxis()
    ax.set_xticks(np.arange(0, _HOURS) + 0.5, [f"{hour:02d}" for hour in range(_HOURS)])
    ax.set_xlabel("Hour of the day, by its beginning (local time)")
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def _unit(measure: Measure, counted: str) -> str:
    """Return what the colours are of."""
    units = {Kind.SHARE: "Per cent", Kind.SECONDS: "Seconds", Kind.NUMBER: counted}
    return f"{measure.axis} an hour" if measure.adds_up else units[measure.kind]
