"""The picture of an explanation: from one figure to the other, cause by cause."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter

from simcall.files.messages import capital
from simcall.measures import MEASURES, Estimate, Kind
from simcall.measures.measure import End
from simcall.present.pictures.style import PICTURE_WIDTH, SMALL_TYPE, distinct_colours, style
from simcall.present.words.differences import signed
from simcall.present.words.explanation import cause_in_words, figure_name
from simcall.present.words.figures import number_in_words
from simcall.studies.explain.explanation import ExplanationNumbers, Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

_ROW = 0.36
"""Inches a bar."""
_LETTERS = 34
_LEVEL = "0.55"
_NO_VALUE = "no value"
_NOTHING = 0.01
"""How far the axis goes if every bar has no length."""


def draw(explanation: ExplanationNumbers, ax: Axes | None = None) -> Axes:
    """Draw a waterfall: the figure before, the part of each cause with its interval, and the figure after.

    Parameters
    ----------
    explanation : ExplanationNumbers
        What to draw.
    ax : Axes, optional
        Where; by default a picture of its own.
    """
    parts = explanation.largest_first
    kind = MEASURES[explanation.figure.measure].kind
    with style():
        if ax is None:
            height = _ROW * (len(parts) + 2) + 1.1
            ax = plt.subplots(figsize=(PICTURE_WIDTH, height), layout="constrained")[1]
        labels = _draw_bars(ax, explanation, parts, 100.0 if kind is Kind.SHARE else 1.0)
        ax.set_yticks(range(len(labels)), labels, parse_math=False)
        ax.invert_yaxis()
        ax.grid(visible=False, axis="y")
        ax.set_title(figure_name(explanation), loc="left", parse_math=False)
        ax.set_xlabel("Lines across the bars: 95 % intervals of the parts", fontsize=SMALL_TYPE)
        if kind is Kind.SHARE:
            ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g} %"))
    return ax


def _draw_bars(ax: Axes, explanation: ExplanationNumbers, parts: tuple[Part, ...], scale: float) -> list[str]:
    """Draw the bars from top to bottom, and return their labels."""
    kind, worse = MEASURES[explanation.figure.measure].kind, MEASURES[explanation.figure.measure].worse
    better, bad = distinct_colours(2)[0], distinct_colours(4)[3]
    start, end = explanation.start.mean or 0.0, explanation.end.mean or 0.0
    before, after = _ends(explanation)
    labels = [before]
    ax.barh(0, start * scale, color=_LEVEL)
    _write(ax, 0, start * scale, _level_in_words(explanation.start, kind))
    level = start
    levels = [0.0, start, end]
    for row, part in enumerate(parts, start=1):
        labels.append(textwrap.fill(capital(cause_in_words(explanation, part.cause)), _LETTERS))
        if part.mean is None:
            _write(ax, row, level * scale, _NO_VALUE)
            continue
        is_worse = (part.mean > 0) == (worse is End.HIGHEST)
        ax.barh(row, part.mean * scale, left=level * scale, color=bad if is_worse else better)
        level += part.mean
        levels.append(level)
        if part.low is not None and part.high is not None:
            half = (part.high - part.low) / 2 * scale
            ax.errorbar(level * scale, row, xerr=half, color="black", linewidth=1, capsize=2)
        else:
            half = 0.0
        right = max(level, level - part.mean) * scale
        _write(ax, row, max(right, level * scale + half), signed(part.mean, kind))
    ax.barh(len(labels), end * scale, color=_LEVEL)
    _write(ax, len(labels), end * scale, _level_in_words(explanation.end, kind))
    ax.set_xlim(1.18 * min(levels) * scale, 1.18 * (max(levels) or _NOTHING) * scale)
    return [*labels, after]


def _level_in_words(level: Estimate, kind: Kind) -> str:
    return _NO_VALUE if level.mean is None else number_in_words(level.mean, kind)


def _ends(explanation: ExplanationNumbers) -> tuple[str, str]:
    if explanation.base is None:
        return "Without these causes", textwrap.fill(explanation.scenario.name, _LETTERS)
    return textwrap.fill(explanation.base.name, _LETTERS), textwrap.fill(explanation.scenario.name, _LETTERS)


def _write(ax: Axes, row: int, x: float, text: str) -> None:
    ax.annotate(text, (x, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=SMALL_TYPE)
