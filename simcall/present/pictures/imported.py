"""Pictures of what was measured: the week's calls, callers' patience, and handling by hour of the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MultipleLocator

from simcall.observed.measured import LineMeasured, Measured, TimeDistribution
from simcall.present.pictures.page_pictures import PagePicture
from simcall.present.pictures.percents import Percents
from simcall.present.pictures.style import (
    distinct_colours,
    legend_below,
    period_axis,
    short_name,
)
from simcall.scenario.models.week import DAY_NAMES, means_by_hour

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["measured_pictures"]

_HOURS_PER_DAY = 24


def measured_pictures(measured: Measured) -> tuple[PagePicture, ...]:
    """Return the pictures for which there is something to draw."""
    pictures = (_week(measured.lines), _patience(measured.lines), _handling(measured.lines))
    return tuple(picture for picture in pictures if picture is not None)


def _week(lines: Mapping[str, LineMeasured]) -> PagePicture | None:
    """Draw the expected calls in each hour of the week."""
    calls = {name: _calls_by_hour(line) for name, line in lines.items() if line.profile is not None}
    if not calls:
        return None

    def draw(ax: Axes) -> None:
        for (name, values), colour in zip(calls.items(), distinct_colours(len(calls)), strict=True):
            ax.stairs(values, np.arange(len(values) + 1), baseline=None, color=colour, label=short_name(name))
        period_axis(ax, "hour_of_week")
        ax.set_ylim(bottom=0)
        ax.set_ylabel("Calls per hour")
        legend_below(ax)

    busiest = [f"{name}, {_moment(int(np.argmax(values)))} ({max(values):.1f} calls)" for name, values in calls.items()]
    return PagePicture("Calls in an average week", f"Busiest hour: {'; '.join(busiest)}.", draw)


def _calls_by_hour(line: LineMeasured) -> tuple[float, ...]:
    assert line.profile is not None
    weights = means_by_hour(line.profile.values)
    mean = sum(weights) / len(weights) or 1.0
    return tuple(line.calls_per_day.value / _HOURS_PER_DAY * weight / mean for weight in weights)


def _moment(hour: int) -> str:
    return f"{DAY_NAMES[hour // _HOURS_PER_DAY]} {hour % _HOURS_PER_DAY:02d}:00"


def _patience(lines: Mapping[str, LineMeasured]) -> PagePicture | None:
    """Draw the share of callers who would still wait, by the seconds in the queue."""
    distributions = {
        name: line.patience for name, line in lines.items() if line.patience is not None and line.patience.values
    }
    if not distributions:
        return None
    longest_s = float(
        np.quantile(np.concatenate([distribution.values for distribution in distributions.values()]), 0.8)
    )

    def draw(ax: Axes) -> None:
        for (name, distribution), colour in zip(
            distributions.items(), distinct_colours(len(distributions)), strict=True
        ):
            times, shares = _still_waiting(distribution)
            ax.step(times, shares, where="post", color=colour, label=short_name(name))
        ax.set(xlim=(0, longest_s), ylim=(0, 1), xlabel="Seconds in the queue", ylabel="Would still wait")
        ax.yaxis.set_major_formatter(Percents(1))
        legend_below(ax)

    medians = [
        f"{name}, {distribution.median:.0f} s"
        for name, distribution in distributions.items()
        if distribution.median is not None
    ]
    about = (
        f"Time in which half of the callers would hang up: {'; '.join(medians)}."
        if medians
        else "On no line would half of the callers hang up within the longest wait."
    )
    return PagePicture("How long callers would wait", about, draw)


def _still_waiting(distribution: TimeDistribution) -> tuple[list[float], list[float]]:
    """Return times, and the share of callers who wait longer than each."""
    at_zero = distribution.written.get("at_zero", 0.0)
    start = 1.0 - (at_zero if isinstance(at_zero, float) else 0.0)
    values = sorted(distribution.values)
    shares = [start * (1 - (number + 1) / len(values)) for number in range(len(values))]
    return [0.0, *values], [start, *shares]


def _handling(lines: Mapping[str, LineMeasured]) -> PagePicture | None:
    """Draw the mean handling time in each hour of the day."""
    times = {
        name: [line.handling.mean * factor / 60 for factor in line.handling_by_hour]
        for name, line in lines.items()
        if line.handling_by_hour is not None and line.handling is not None and line.handling.mean is not None
    }
    if not times:
        return None

    def draw(ax: Axes) -> None:
        for (name, minutes), colour in zip(times.items(), distinct_colours(len(times)), strict=True):
            ax.stairs(minutes, np.arange(_HOURS_PER_DAY + 1), baseline=None, color=colour, label=short_name(name))
        ax.set(xlim=(0, _HOURS_PER_DAY), xlabel="Hour of the day (local time)", ylabel="Minutes")
        ax.xaxis.set_major_locator(MultipleLocator(3))
        ax.set_ylim(bottom=0)
        legend_below(ax)

    ranges = [f"{name}, {min(minutes):.1f} to {max(minutes):.1f} min" for name, minutes in times.items()]
    title = "Mean handling time by hour of the day"
    return PagePicture(title, f"Shortest and longest mean of an hour: {'; '.join(ranges)}.", draw)
