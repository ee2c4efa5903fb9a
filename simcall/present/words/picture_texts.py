"""Words and figures of titles and text alternatives: what a picture shows, for those who cannot see it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from simcall.measures.measure import End, Kind, Measure
from simcall.measures.measure_texts import lines_named, noun_of_lines
from simcall.present.words.figures import number_in_words
from simcall.scenario.models.week import spans_in_words

if TYPE_CHECKING:
    from simcall.measures.estimates import Estimate
    from simcall.measures.run_numbers import RunNumbers

__all__ = [
    "Cell",
    "cells_of",
    "list_few",
    "period_words",
    "read_out",
    "value",
    "worst_first",
]

_SMALL_NUMBER = 10
_BY_WORDS = {"hour": "hour of the day", "hour_of_week": "hour of the week"}


@dataclass(frozen=True)
class Cell:
    """A measure in one period: where, the value, and its interval; None where it is not defined."""

    label: Any
    mean: float | None
    low: float | None
    high: float | None


def cells_of(
    results: RunNumbers,
    measure: Measure,
    by: str,
    subject: Mapping[str, str],
    *,
    an_hour: bool = False,
    width: str = "1 h",
) -> list[Cell]:
    """Return a measure of a line or group in each period; counts and hours, if wanted, for one hour of each."""
    rows = results.rows_by(by, measures=[measure.name], width=width, **subject)
    scaled = an_hour and measure.adds_up
    return [
        Cell(row.label, *(None if x is None else x / row.hours if scaled else x for x in (row.mean, row.low, row.high)))
        for row in rows
    ]


def worst_first(cells: Sequence[Cell], measure: Measure) -> list[tuple[End, Cell]]:
    """Return the lowest and the highest of some cells, the worse for callers first; empty if no cell is defined."""
    defined = sorted((cell for cell in cells if cell.mean is not None), key=lambda cell: cell.mean or 0.0)
    if not defined:
        return []
    ends = [(End.LOWEST, defined[0]), (End.HIGHEST, defined[-1])]
    return ends if measure.worse is End.LOWEST else ends[::-1]


def read_out(
    results: RunNumbers, measure: Measure, by: str, subject: Mapping[str, str], cells: Sequence[Cell], unit: str = ""
) -> str:
    """Return a picture of a measure by period in words: both ends, the whole span, and what is not defined."""
    name, kind = next(iter(subject.values())), measure.kind
    noun = noun_of_lines(measure, lines_named(name, results.blueprint.scenario.lines))
    ends = [
        f"{which} {period_words(by, cell.label)} at {_with_interval(cell, kind)}"
        for which, cell in worst_first(cells, measure)
    ]
    if not ends:
        return f"{name}: {noun} is not defined in any {_by_words(by)}."
    estimate = results.estimate(measure.name, **subject)
    sentences = [f"{name}, {noun}{unit}, by {_by_words(by)}: {', '.join(ends)}."]
    if not measure.adds_up:
        sentences.append(f"Over the whole span {_with_interval(estimate, kind)}.")
    undefined = sum(cell.mean is None for cell in cells)
    return " ".join([*sentences, *([f"Not defined in {undefined} of {len(cells)}."] if undefined else [])])


def period_words(by: str, label: Any) -> str:
    """Return when a period is, in words: "on Friday 16:00 to 17:00"."""
    if by == "hour_of_week":
        return f"on {spans_in_words([(60 * label, 60 * label + 60)], in_full=True)[0]}"
    if by == "hour":
        return f"from {label:02d}:00 to {(label + 1) % 24:02d}:00"
    if isinstance(label, datetime):
        return f"on {label.day} {label:%b %Y} at {label:%H:%M}"
    assert isinstance(label, date)
    return f"{'in the week of' if by == 'week' else 'on'} {label:%a} {label.day} {label:%b %Y}"


def value(number: float, kind: Kind) -> str:
    """Write a figure with its unit: more digits of a small one."""
    digits = 1 if number < _SMALL_NUMBER else 0
    if kind is Kind.SHARE:
        return f"{100 * number:.1f} %"
    if kind is Kind.SECONDS:
        return f"{number:,.{digits}f} s"
    if kind is Kind.HOURS:
        return number_in_words(number, kind)
    return f"{number:,.{2 * digits if kind is Kind.NUMBER else digits}f}"


def list_few(names: Sequence[str], most: int = 3, between: str = ", ") -> str:
    """Write some names one after the other, of many the first."""
    more = len(names) - most
    return between.join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _by_words(by: str) -> str:
    return _BY_WORDS.get(by, by)


def _with_interval(figure: Cell | Estimate, kind: Kind) -> str:
    """Write a figure and its 95 % interval, where it has one."""
    if figure.mean is None:
        return "not defined"
    if figure.low is None or figure.high is None:
        return value(figure.mean, kind)
    return f"{value(figure.mean, kind)} (95 % interval {value(figure.low, kind)} to {value(figure.high, kind)})"
