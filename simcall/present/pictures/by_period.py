"""One measure of one line or group by period, as a curve with its interval as a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures.definitions import ANSWERED_IN_TARGET
from simcall.measures.incident_words import worded
from simcall.measures.measure import Measure
from simcall.measures.measure_texts import lines_named
from simcall.present.pictures.style import (
    distinct_colours,
    draw_target,
    new_axes,
    period_axis,
    short_name,
    style,
    value_axis,
)
from simcall.present.words.picture_texts import cells_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers
    from simcall.present.words.picture_texts import Cell

__all__ = ["column_of", "draw_by_period", "places_of"]


def draw_by_period(
    results: RunNumbers, measure: Measure, by: str, *, line: str | None, group: str | None, width: str, ax: Axes | None
) -> Axes:
    """Draw one measure of one line or group by period, with its interval as a band."""
    lines = results.blueprint.scenario.lines
    worded_measure = worded(measure, lines_named(line, lines)) if line is not None else measure
    subject = {name: value for name, value in (("line", line), ("group", group)) if value is not None}
    cells = cells_of(results, measure, by, subject, width=width)
    mean, low, high = (column_of(cells, end) for end in ("mean", "low", "high"))
    colour, target_colour = distinct_colours(2)
    with style():
        ax = ax if ax is not None else new_axes()
        x = places_of(cells, by)
        ax.plot(x, mean, color=colour)
        ax.fill_between(x, low, high, color=colour, alpha=0.25, linewidth=0)
        period_axis(ax, by)
        highest, end = (float(np.nanmax(values, initial=0)) for values in (mean, high))
        value_axis(ax, worded_measure, by, highest, max(highest, end))
        ax.set_title(
            f"{worded_measure.axis}: {short_name(line or group or '')} (band: 95 % interval)",
            loc="left",
            parse_math=False,
        )
        target = results.blueprint.scenario.target_of(line)
        if measure is ANSWERED_IN_TARGET and target is not None:
            draw_target(ax, target, target_colour)
    return ax


def column_of(cells: Sequence[Cell], end: str) -> Floats:
    """Return the means or an end of the intervals of some periods."""
    return np.array([getattr(cell, end) for cell in cells], np.float64)


def places_of(cells: Sequence[Cell], by: str) -> Any:
    """Return where periods stand: hours of the week at their middles, intervals by what the clock shows."""
    labels = [cell.label for cell in cells]
    if by == "hour_of_week":
        return np.array(labels) + 0.5
    return [label.replace(tzinfo=None) for label in labels] if by == "interval" else labels
