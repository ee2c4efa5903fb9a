"""The picture of a staffing: people needed at the phones, those on duty today, and the hours that are short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from simcall.present.pictures.style import (
    PANEL_HEIGHT,
    PICTURE_WIDTH,
    group_looks,
    legend_below,
    period_axis,
    short_name,
    style,
)
from simcall.present.words.staffing import answer_sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.studies.staff.staffing import GroupStaffing, StaffingNumbers

__all__ = ["alternative", "draw"]

_RED = "#A8001E"


def draw(numbers: StaffingNumbers) -> Sequence[Axes]:
    """Draw a panel for each group, by hour of the week."""
    count = len(numbers.groups)
    with style():
        _, table = plt.subplots(
            count, 1, figsize=(PICTURE_WIDTH, (PANEL_HEIGHT + 1) * count), squeeze=False, layout="constrained"
        )
        panels: list[Axes] = table[:, 0].tolist()
        looks = group_looks(list(numbers.scenario.groups))
        for ax, (name, staffing) in zip(panels, numbers.groups.items(), strict=True):
            _draw_group(ax, name, staffing, looks[name]["color"], numbers.step_min)
    return panels


def _draw_group(ax: Axes, name: str, staffing: GroupStaffing, colour: str, step_min: int) -> None:
    edges = np.arange(len(staffing.required) + 1) * step_min / 60
    on_duty, needed = np.nan_to_num(staffing.on_duty), np.nan_to_num(staffing.required)
    ax.stairs(on_duty, edges, fill=True, color=colour, alpha=0.55, label="at the phones today, on average")
    short = np.where(staffing.is_short, needed, on_duty)
    ax.stairs(short, edges, baseline=on_duty, fill=True, color=_RED, alpha=0.8, label="short")
    ax.stairs(needed, edges, baseline=None, color="black", linewidth=1.3, label="needed at the phones")
    period_axis(ax, "hour_of_week")
    ax.set_ylim(0, 1.08 * max(float(np.max([needed, on_duty])), 1.0))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylabel("People")
    ax.set_title(f"People needed and on duty: {short_name(name)}", loc="left", parse_math=False)
    legend_below(ax)


def alternative(numbers: StaffingNumbers) -> str:
    """Return the picture in words."""
    return f"People needed at the phones and on duty today, by hour of the week. {' '.join(answer_sentences(numbers))}"
