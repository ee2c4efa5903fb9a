"""Pictures of a validation: the share abandoned by hour of the day, day and hour of the week, yours and the model's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from simcall.measures import Estimate
from simcall.present.pictures.picture_files import svg_text
from simcall.present.pictures.style import Percents, distinct_colours, legend_below, new_axes, period_axis, style
from simcall.studies.validate.comparison import ByPeriod, LineComparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ValidationPicture", "validation_pictures"]

_FEW_CALLS = 10
"""Calls offered in a period below which a share is not drawn."""
_TITLES = {
    "hour": "by hour of the day",
    "day": "day by day",
    "hour_of_week": "by hour of the week",
}


@dataclass(frozen=True)
class ValidationPicture:
    """A picture of a line's month beside the model's.

    Attributes
    ----------
    title : str
        What it shows.
    alternative : str
        The same in words, with the main figures.
    draw : callable
        Draws it on given axes.
    """

    title: str
    alternative: str
    draw: Callable[[Axes], None]

    def svg(self, prefix: str) -> str:
        """Return it as SVG that can stand in a page; every id in it begins with `prefix`."""
        with style():
            ax = new_axes()
            self.draw(ax)
        return svg_text(cast("Figure", ax.figure), self.alternative, prefix)


def validation_pictures(line: LineComparison) -> Iterator[ValidationPicture]:
    """Yield the pictures of a line, of each kind of period."""
    for by, periods in line.by.items():
        yield ValidationPicture(
            f"{line.line}: share abandoned {_TITLES[by]}", _in_words(line.line, periods), _drawing(periods)
        )


def _in_words(name: str, periods: ByPeriod) -> str:
    text = f"The share of {name} calls abandoned {_TITLES[periods.by]}, in your data and in the model."
    if periods.rank_correlation is None or periods.mean_error is None:
        return text
    return f"{text} Rank correlation {periods.rank_correlation:.2f}; mean error {100 * periods.mean_error:.1f} points."


def _drawing(periods: ByPeriod) -> Callable[[Axes], None]:
    def draw(ax: Axes) -> None:
        yours, model, erlang = distinct_colours(3)
        at: Any = list(periods.labels)
        low, high = (_values(periods, end) for end in ("span_low", "span_high"))
        ax.fill_between(at, low, high, color=model, alpha=0.2, linewidth=0, label="Model: 95 of 100 such months")
        ax.plot(at, _values(periods, "mean"), color=model, label="Model")
        if any(value is not None for value in periods.erlang_a):
            ax.plot(at, _drawn(periods, periods.erlang_a), color=erlang, linestyle=":", label="Erlang A by half hour")
        ax.plot(
            at, _drawn(periods, periods.observed), color=yours, marker="o", markersize=3, linewidth=1, label="Yours"
        )
        period_axis(ax, periods.by)
        ax.set_ylabel("Share abandoned")
        ax.set_ylim(bottom=0)
        ax.yaxis.set_major_formatter(Percents(1))
        legend_below(ax)

    return draw


def _values(periods: ByPeriod, end: str) -> list[float]:
    return _drawn(periods, [_end(estimate, end) for estimate in periods.model])


def _drawn(periods: ByPeriod, values: Sequence[float | None]) -> list[float]:
    """Return values, with gaps where hardly anybody rang: shares of two calls would hide all others."""
    return [
        np.nan if value is None or offered < _FEW_CALLS else value
        for value, offered in zip(values, periods.offered, strict=True)
    ]


def _end(estimate: Estimate, end: str) -> float | None:
    value: float | None = getattr(estimate, end)
    return value
