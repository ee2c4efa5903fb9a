"""Pictures of explanations and of people needed over draws of what is assumed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from simcall.files.messages import capital
from simcall.measures import MEASURES, Kind
from simcall.present.pictures.style import (
    PANEL_HEIGHT,
    PICTURE_WIDTH,
    SMALL_TYPE,
    distinct_colours,
    legend_below,
    period_axis,
    style,
)
from simcall.present.words.explanation import cause_in_words, figure_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.studies.assumptions.explained import AssumedExplanationNumbers
    from simcall.studies.assumptions.staffed import AssumedStaffingNumbers

__all__ = ["draw_parts", "draw_people"]

_LETTERS = 34
_ROW = 0.4


def draw_parts(numbers: AssumedExplanationNumbers) -> list[Axes]:
    """Draw the part of each cause with two intervals: over assumptions and sampling, and of sampling alone."""
    parts = numbers.plain.largest_first
    scale = 100.0 if MEASURES[numbers.plain.figure.measure].kind is Kind.SHARE else 1.0
    with style():
        ax = plt.subplots(figsize=(PICTURE_WIDTH, _ROW * len(parts) + 1.6), layout="constrained")[1]
        for colour, shift, label in zip(
            distinct_colours(2), (-0.14, 0.14), ("with assumptions", "sampling alone"), strict=True
        ):
            estimates = [numbers.of(part.cause.name) if shift < 0 else part for part in parts]
            for row, estimate in enumerate(estimates):
                if estimate.mean is None or estimate.low is None or estimate.high is None:
                    continue
                ax.plot([estimate.low * scale, estimate.high * scale], [row + shift] * 2, color=colour, linewidth=2)
                ax.plot(estimate.mean * scale, row + shift, "o", color=colour, label=label if row == 0 else None)
        ax.axvline(0, color="0.5", linewidth=1)
        labels = [textwrap.fill(capital(cause_in_words(numbers.plain, part.cause)), _LETTERS) for part in parts]
        ax.set_yticks(range(len(labels)), labels, parse_math=False)
        ax.set_ylim(len(labels) - 0.5, -0.5)
        ax.grid(visible=False, axis="y")
        ax.set_title(f"Parts in {figure_name(numbers.plain)}", loc="left", parse_math=False)
        unit = "Percentage points. " if scale > 1 else ""
        ax.set_xlabel(f"{unit}Dots: means. Lines: 95 % intervals", fontsize=SMALL_TYPE)
        legend_below(ax)
    return [ax]


def draw_people(numbers: AssumedStaffingNumbers) -> list[Axes]:
    """Draw the people needed in each hour of the week: with the scenario's own values, and over the draws."""
    groups = numbers.plain.groups
    with style():
        panels = plt.subplots(
            len(groups),
            1,
            figsize=(PICTURE_WIDTH, PANEL_HEIGHT * len(groups) + 0.8),
            layout="constrained",
            squeeze=False,
        )[1][:, 0]
        colour, band = distinct_colours(2)
        for ax, (name, group) in zip(panels, groups.items(), strict=True):
            _, low, high = numbers.by_step(name)
            hours = np.arange(len(low) + 1) * numbers.plain.step_min / 60
            ends = (np.append(column, column[-1]) for column in (low, high))
            ax.fill_between(hours, *ends, step="post", color=band, alpha=0.45, label="lowest to highest of the draws")
            own = np.append(group.required, group.required[-1])
            ax.step(hours, own, where="post", color=colour, linewidth=1.2, label="with the scenario's own values")
            ax.set_title(f"{capital(name)}: people needed at the phones", loc="left", parse_math=False)
            ax.set_ylim(bottom=0)
            period_axis(ax, "hour_of_week")
        legend_below(panels[-1])
    return list(panels)
