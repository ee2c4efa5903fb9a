"""Pictures of a validation, yours and the model's: the share abandoned, who still waits, and handling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.measures import Estimate
from simcall.observed.observations import CallFigures
from simcall.present.pictures.page_pictures import PagePicture
from simcall.present.pictures.percents import Percents
from simcall.present.pictures.style import distinct_colours, legend_below, period_axis
from simcall.present.words.validation_tables import FEW_CALLS, still_waiting_at
from simcall.studies.validate.comparison import ByPeriod, LineComparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["validation_pictures"]

_MINUTE_S = 60.0
_TITLES = {
    "hour": "by hour of the day",
    "day": "day by day",
    "hour_of_week": "by hour of the week",
}


def validation_pictures(line: LineComparison) -> Iterator[PagePicture]:
    """Yield the pictures of a line, of each kind of period."""
    for by, periods in line.by.items():
        yield PagePicture(
            f"{line.line}: share abandoned {_TITLES[by]}", _in_words(line.line, periods), _drawing(periods)
        )
    yours, model = line.observed_calls, line.model_calls
    if yours is None or model is None:
        return
    if yours.still_waiting and model.still_waiting:
        yield PagePicture(
            f"{line.line}: callers who would still wait",
            _waiting_in_words(line.line, yours, model),
            _waiting(yours, model),
        )
    if yours.handling_s and model.handling_s:
        yield PagePicture(
            f"{line.line}: handling time by hour of the day",
            _handling_in_words(line.line, yours, model),
            _handling(yours, model),
        )


def _in_words(name: str, periods: ByPeriod) -> str:
    text = f"The share of {name} calls abandoned {_TITLES[periods.by]}, in your data and in the model."
    if periods.rank_correlation is None or periods.mean_error is None:
        return text
    error = f"{100 * periods.mean_error:.1f}\u00a0points"
    return f"{text} Rank correlation {periods.rank_correlation:.2f}; mean error {error}."


def _waiting_in_words(name: str, yours: CallFigures, model: CallFigures) -> str:
    text = f"The share of {name} callers who would still wait after a given time if nobody answered"
    happened, simulated = (still_waiting_at(figures, _MINUTE_S) for figures in (yours, model))
    if happened is None or simulated is None:
        return f"{text}, in your data and in the model."
    return (
        f"{text}. After 1 min, {100 * happened:.0f}\u00a0% in your data and {100 * simulated:.0f}\u00a0% in the model."
    )


def _waiting(yours: CallFigures, model: CallFigures) -> Callable[[Axes], None]:
    def draw(ax: Axes) -> None:
        for label, figures, looks in _both(yours, model):
            seconds, shares = zip((0.0, 1.0), *figures.still_waiting, strict=True)
            ax.plot(np.array(seconds) / _MINUTE_S, shares, label=label, **looks)
        ax.set_xlabel("Minutes in the queue")
        ax.set_ylabel("Share still waiting")
        ax.set_xlim(0, min(yours.still_waiting[-1][0], model.still_waiting[-1][0]) / _MINUTE_S)
        ax.set_ylim(0, 1)
        ax.yaxis.set_major_formatter(Percents(1))
        legend_below(ax)

    return draw


def _both(yours: CallFigures, model: CallFigures) -> Iterator[tuple[str, CallFigures, dict[str, Any]]]:
    yours_colour, model_colour, _ = distinct_colours(3)  # as in the pictures of the share abandoned
    yield "Model", model, {"color": model_colour}
    yield "Yours", yours, {"color": yours_colour, "linewidth": 1, "marker": "o", "markersize": 3}


def _handling_in_words(name: str, yours: CallFigures, model: CallFigures) -> str:
    both = sorted(yours.handling_s.keys() & model.handling_s.keys())
    text = f"The mean handling time of {name} calls by hour of the day, in your data and in the model."
    if not both:
        return text
    error = np.mean([abs(model.handling_s[hour] - yours.handling_s[hour]) for hour in both])
    return f"{text} The model is wrong by {error:.0f}\u00a0s on average."


def _handling(yours: CallFigures, model: CallFigures) -> Callable[[Axes], None]:
    def draw(ax: Axes) -> None:
        for label, figures, looks in _both(yours, model):
            minutes = [figures.handling_s.get(hour, np.nan) / _MINUTE_S for hour in range(24)]
            ax.plot(range(24), minutes, label=label, **looks)
        period_axis(ax, "hour")
        wrap_up = "" if yours.has_wrap_up else ", without wrap-up"
        ax.set_ylabel(f"Minutes a call{wrap_up}")
        ax.set_ylim(0, 1.1 * ax.dataLim.y1)  # room above the highest point
        legend_below(ax)

    return draw


def _drawing(periods: ByPeriod) -> Callable[[Axes], None]:
    def draw(ax: Axes) -> None:
        yours, model, erlang = distinct_colours(3)
        at: Any = list(periods.labels)
        low, high = (_values(periods, end) for end in ("span_low", "span_high"))
        ax.fill_between(at, low, high, color=model, alpha=0.2, linewidth=0, label="Model: 95 of 100 cases")
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
        np.nan if value is None or offered < FEW_CALLS else value
        for value, offered in zip(values, periods.offered, strict=True)
    ]


def _end(estimate: Estimate, end: str) -> float | None:
    value: float | None = getattr(estimate, end)
    return value
