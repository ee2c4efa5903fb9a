"""Pictures of a comparison: how far a measure differs, by hour of the week."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter

from simcall.inputs import Floats
from simcall.measures import MEASURES, Kind
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET
from simcall.measures.incident_words import worded
from simcall.measures.measure import End, Measure
from simcall.measures.measure_texts import label_of
from simcall.present.pictures import distinct_colours, new_axes, period_axis, save_both, style
from simcall.present.pictures.drawing_at_once import draw_at_once
from simcall.present.pictures.style import PANEL_HEIGHT, PICTURE_WIDTH, SMALL_TYPE, below
from simcall.present.words.differences import signed
from simcall.present.words.picture_texts import period_words
from simcall.scenario.models.quantities import plain_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcall.scenario import Line
    from simcall.studies.compare import ComparisonNumbers

__all__ = ["draw", "save_figures"]

_UNITS = {Kind.SHARE: "points", Kind.SECONDS: "seconds", Kind.HOURS: "hours", Kind.COUNT: "calls", Kind.NUMBER: "calls"}
_UP_IS = {End.LOWEST: "better", End.HIGHEST: "worse"}
"""By the end of a measure that is worse for callers."""
_LONGEST_NAME = 70
_WIDEST_ABOUT = 105


def draw(comparison: ComparisonNumbers, measure: str, line: str, by: str, ax: Axes | None) -> Axes:
    """Draw `Comparison.plot`: every scenario that has the line, in one picture."""
    names = [scenario.name for scenario in comparison.scenarios[1:] if line in scenario.lines]
    ax = _curves(comparison, measure, line, by, names, ax)
    against = f"against {_short(comparison.names[0])}"
    with style():
        if len(names) > 1:
            words = f"{against} (bands: 95 % intervals):"
            legend = ax.legend(**below(ax), title=words, alignment="left")
            for text in (legend.get_title(), *legend.get_texts()):
                text.set_parse_math(False)
        else:
            _note(ax, f"{against} (band: 95 % interval)")
    return ax


def save_figures(comparison: ComparisonNumbers, folder: Path) -> None:
    """Write the pictures of a comparison as PNG and SVG: for each measure one, a row for each line and scenario."""
    folder.mkdir(exist_ok=True)
    rows_of = {measure.name: list(_rows(comparison, measure)) for measure in (ANSWERED_IN_TARGET, ABANDONMENT_RATE)}
    draw_at_once([partial(_save, comparison, name, rows, folder) for name, rows in rows_of.items() if rows])


def _save(comparison: ComparisonNumbers, measure: str, rows: Sequence[tuple[str, str]], folder: Path) -> None:
    """Draw one of the pictures of a comparison and write it into a folder."""
    figure = _stacked(comparison, measure, rows)
    alternative = " ".join(_extremes_in_words(comparison, measure, line, name) for line, name in rows)
    try:
        save_both(figure, folder / f"{measure}_by_hour_of_week.png", alternative)
    finally:
        plt.close(figure)


def _rows(comparison: ComparisonNumbers, measure: Measure) -> Iterator[tuple[str, str]]:
    """Yield the lines and scenarios that a measure can be compared in."""
    base = comparison.scenarios[0]
    for name, line in base.lines.items():
        for variant in comparison.scenarios[1:]:
            if name not in variant.lines or (line.is_work and measure is ABANDONMENT_RATE):
                continue
            if not measure.needs_target or _times([line, variant.lines[name]]):
                yield name, variant.name


def _extremes_in_words(comparison: ComparisonNumbers, measure: str, line: str, scenario: str) -> str:
    """Say in words what one row shows: where the difference is lowest and highest."""
    rows = comparison.rows_by("hour_of_week", line=line, measures=[measure])
    defined = sorted((row for row in rows if row[0] == scenario and row[5] is not None), key=lambda row: row[5])
    subject = f"{scenario}, against {comparison.names[0]}: difference in {line} {_words(comparison, measure, line)}"
    if not defined:
        return f"{subject} not defined in any hour of the week."
    ends = [
        f"{signed(row[5], MEASURES[measure].kind)} {period_words('hour_of_week', row[1])}"
        for row in (defined[0], defined[-1])
    ]
    return f"{subject}, by hour of the week from {' to '.join(ends)}."


def _stacked(comparison: ComparisonNumbers, measure: str, rows: Sequence[tuple[str, str]]) -> Figure:
    """Return one figure with a drawing to a row, those of a line on one scale."""
    with style():
        figure, axes = plt.subplots(
            len(rows), 1, figsize=(PICTURE_WIDTH, PANEL_HEIGHT * len(rows)), layout="constrained", squeeze=False
        )
    first: dict[str, Axes] = {}
    for (line, name), ax in zip(rows, axes[:, 0], strict=True):
        if first.setdefault(line, ax) is not ax:
            ax.sharey(first[line])
        _curves(comparison, measure, line, "hour_of_week", [name], ax)
        if len(comparison.others) > 1:
            _note(ax, _short(name))
    about = f"{', '.join(comparison.names[1:])}, against {comparison.names[0]} (band: 95 % interval of an hour)"
    figure.suptitle(
        textwrap.fill(about, _WIDEST_ABOUT), x=0.01, ha="left", fontsize=SMALL_TYPE, color="0.3", parse_math=False
    )
    return figure


def _curves(
    comparison: ComparisonNumbers, measure: str, line: str, by: str, scenarios: Sequence[str], ax: Axes | None
) -> Axes:
    """Draw the differences of some scenarios from the base, with their intervals as bands."""
    rows = comparison.rows_by(by, line=line, measures=[measure])
    colours = dict(zip(comparison.names[1:], distinct_colours(len(comparison.others)), strict=True))
    kind = MEASURES[measure].kind
    with style():
        ax = ax if ax is not None else new_axes()
        for name in scenarios:
            x, mean, low, high = _columns([row for row in rows if row[0] == name], by)
            scale = 100 if kind is Kind.SHARE else 1
            ax.plot(x, mean * scale, color=colours[name], label=_short(name))
            ax.fill_between(x, low * scale, high * scale, color=colours[name], alpha=0.25, linewidth=0)
        ax.axhline(0, color="black", linewidth=1)
        period_axis(ax, by)
        worse = MEASURES[measure].worse
        better = f"\n(up is {_UP_IS[worse]})" if worse is not None else ""
        ax.set_ylabel(f"Difference in {_UNITS[kind]}{better}")
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:+g}" if y else "0"))
        ax.set_title(f"{line}: {_words(comparison, measure, line)}", loc="left", parse_math=False)
    return ax


def _note(ax: Axes, words: str) -> None:
    """Write something above a drawing, across from its title."""
    with style():
        ax.set_title(words, loc="right", fontsize=SMALL_TYPE, color="0.3", parse_math=False)


def _columns(rows: Sequence[tuple[Any, ...]], by: str) -> tuple[Any, Floats, Floats, Floats]:
    """Return where the periods are, the difference and its bounds; of hours that a week does not have, nothing."""
    periods = [row[1] for row in rows]
    values = np.array([row[5:8] for row in rows], dtype=np.float64).reshape(-1, 3)
    if by == "hour_of_week":
        week = np.full((168, 3), np.nan)
        week[periods] = values
        return np.arange(168) + 0.5, *week.T
    return periods, *values.T


def _words(comparison: ComparisonNumbers, measure: str, line: str) -> str:
    lines = [scenario.lines[line] for scenario in comparison.scenarios if line in scenario.lines]
    return label_of(worded(MEASURES[measure], lines), *_times(lines))


def _times(lines: Sequence[Line]) -> list[str]:
    """Return the different times of targets."""
    return list(dict.fromkeys(plain_duration(line.answer_target.within) for line in lines if line.answer_target))


def _short(name: str) -> str:
    return textwrap.shorten(name, _LONGEST_NAME, placeholder="…")
