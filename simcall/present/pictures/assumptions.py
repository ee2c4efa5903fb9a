"""The picture of assumptions: the share of each in the variance of each figure."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, cast

import matplotlib.pyplot as plt
import numpy as np

from simcall.present.pictures.percents import Percents
from simcall.present.pictures.style import PICTURE_WIDTH, SMALL_TYPE, distinct_colours, style
from simcall.present.words.assumptions import figure_label, input_name, listed_shares, nothing_to_measure
from simcall.studies.assumptions import AssumptionNumbers, VarianceShares

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_ROW = 0.3
_LETTERS, _TITLE_LETTERS = 36, 60
_LEFT = "0.72"
_NOTE = (
    "Share of the variance over the draws. Thin lines: 95 % intervals. Dashed line: the largest share\n"
    "that chance alone gives in 95 of 100 cases"
)


def draw(numbers: AssumptionNumbers) -> list[Axes]:
    """Draw a panel for each main figure: the share of each input, with its interval, and what is left.

    A dashed line shows the largest share that an input would have by chance.
    """
    cases = numbers.divided
    with style():
        heights = [sum(map(len, listed_shares(shares))) + 2.6 for _, _, shares in cases] or [3.0]
        panels = plt.subplots(
            len(heights),
            1,
            figsize=(PICTURE_WIDTH, _ROW * sum(heights) + 0.6),
            height_ratios=heights,
            layout="constrained",
            squeeze=False,
        )[1][:, 0]
        for ax, (number, figure, shares) in zip(panels, cases, strict=False):
            _draw_panel(ax, shares)
            title = _title(numbers, number, figure_label(figure, numbers.scenarios[number]))
            ax.set_title(title, loc="left", parse_math=False)
        if not cases:
            panels[0].set_title(
                textwrap.fill(nothing_to_measure(numbers.draws, numbers.with_value), _TITLE_LETTERS), loc="left"
            )
        cast("Figure", panels[-1].figure).supxlabel(_NOTE, x=0.01, ha="left", fontsize=SMALL_TYPE)
    return list(panels)


def _title(numbers: AssumptionNumbers, number: int, label: str) -> str:
    if len(numbers.scenarios) == 1:
        return label
    return textwrap.fill(f"{label}: {numbers.names[number]}, less the base", _TITLE_LETTERS)


def _draw_panel(ax: Axes, shares: VarianceShares) -> None:
    listed, left = listed_shares(shares)
    sizes = np.array([share.share for share in listed])
    rows = np.arange(len(listed))
    ax.barh(rows, sizes, color=distinct_colours(2)[0])
    reach = np.array([[share.share - share.low for share in listed], [share.high - share.share for share in listed]])
    ax.errorbar(sizes, rows, xerr=reach, fmt="none", color="black", linewidth=1, capsize=2)
    ax.barh(np.arange(len(left)) + len(listed), [size for _, size in left], color=_LEFT)
    ax.axvline(shares.chance, color="black", linestyle="--", linewidth=1)
    labels = [*(_broken_at_dots(input_name(share.name)) for share in listed), *(name for name, _ in left)]
    ax.set_yticks(range(len(labels)), labels, parse_math=False, fontsize=SMALL_TYPE)
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(Percents(1))


def _broken_at_dots(path: str) -> str:
    """Break a long path after a dot."""
    return textwrap.fill(path.replace(".", ". "), _LETTERS, break_long_words=False).replace(". ", ".")
