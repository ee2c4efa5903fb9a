"""The map of where one more person helps most: what one more person in each hour of the week is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt

from simcall.measures.measure import Kind
from simcall.measures.targets import Figure
from simcall.present.pictures.style import DAYS, PANEL_HEIGHT, PICTURE_WIDTH, style
from simcall.present.pictures.week_map import draw_week_table
from simcall.studies.figure_names import figure_name
from simcall.studies.staff.worth import Worth

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.studies.staff.staffing import StaffingNumbers

__all__ = ["draw_worth"]


def draw_worth(numbers: StaffingNumbers, worth: Worth) -> Sequence[Axes]:
    """Draw a map for each group and target: calls a week that end better with one more person in that hour.

    Parameters
    ----------
    numbers : StaffingNumbers
        The staffing.
    worth : Worth
        What one more person is worth.
    """
    maps = [(name, of_target) for name, of_targets in worth.groups.items() for of_target in of_targets]
    with style():
        height = (PANEL_HEIGHT + 0.4) * len(maps)
        _, table = plt.subplots(len(maps), 1, figsize=(PICTURE_WIDTH, height), squeeze=False, layout="constrained")
    panels: list[Axes] = table[:, 0].tolist()
    for ax, (name, of_target) in zip(panels, maps, strict=True):
        target = of_target.target
        figure = figure_name(Figure(target.line_or_group, target.measure), numbers.scenario.lines)
        gain = "Fewer calls a week" if target.comparison in ("<=", "<") else "More calls a week"
        title = f"One more person in {name}: {figure}"
        draw_week_table(of_target.calls.reshape(len(DAYS), -1), Kind.NUMBER, title, f"{gain}\n(darker: helps more)", ax)
    return panels
