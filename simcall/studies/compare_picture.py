"""Pictures of a comparison: how far a measure differs, by hour of the week."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter

from simcall.measures import LINE_MEASURES, Kind
from simcall.measures.plots import distinct_colours, new_axes, period_axis, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.studies.compare import Comparison

__all__ = ["draw", "save_figures"]

_WORDS = {"answered_in_target": "Answered in time", "abandonment_rate": "Abandoned"}
_UNITS = {Kind.SHARE: "points", Kind.SECONDS: "seconds", Kind.HOURS: "hours", Kind.COUNT: "calls", Kind.NUMBER: "calls"}


def draw(comparison: Comparison, measure: str, line: str, by: str, ax: Axes | None) -> Axes:
    """Draw `Comparison.plot`."""
    table = comparison.by(by, line=line, measures=[measure])
    kind = next(one.kind for one in LINE_MEASURES if one.name == measure)
    scale = 100 if kind is Kind.SHARE else 1
    names = comparison.names[1:]
    with style():
        ax = ax if ax is not None else new_axes()
        for name, colour in zip(names, distinct_colours(max(len(names), 2)), strict=False):
            own = table[table["scenario"] == name]
            x = np.arange(len(own)) + 0.5 if by == "hour_of_week" and len(own) == 168 else own[by]
            values = [own[column].astype(float) * scale for column in ("difference", "low", "high")]
            ax.plot(x, values[0], color=colour, label=name)
            ax.fill_between(x, values[1], values[2], color=colour, alpha=0.25, linewidth=0)
        ax.axhline(0, color="black", linewidth=1)
        period_axis(ax, by)
        ax.set_ylabel(f"Difference, {_UNITS[kind]}")
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:+g}" if y else "0"))
        words = _WORDS.get(measure, measure.replace("_", " "))
        ax.set_title(f"{line}: {words.lower()}, against {comparison.names[0]} (band: 95 % interval)", loc="left")
        if len(names) > 1:
            ax.legend(loc="lower right", bbox_to_anchor=(1, 1.05), ncols=2)
    return ax


def save_figures(comparison: Comparison, folder: Path) -> None:
    """Write the pictures of a comparison as PNG and SVG."""
    folder.mkdir()
    lines = comparison.base.blueprint.scenario.lines
    with_target = [name for name, line in lines.items() if line.answer_target]
    panels = {"answered_in_target_by_hour_of_week": with_target, "abandonment_rate_by_hour_of_week": list(lines)}
    for name, shown in panels.items():
        if shown:
            with style():
                figure, axes = plt.subplots(
                    len(shown), 1, figsize=(11, 4.2 * len(shown)), layout="constrained", squeeze=False
                )
            for line, ax in zip(shown, axes[:, 0], strict=True):
                draw(comparison, name.removesuffix("_by_hour_of_week"), line, "hour_of_week", ax)
            about = " against ".join([", ".join(comparison.names[1:]), comparison.names[0]])
            figure.suptitle(about, x=0.01, ha="left", fontsize=10, color="0.3", parse_math=False)
            with style():
                for kind in ("png", "svg"):
                    metadata = {"Date": None} if kind == "svg" else None
                    figure.savefig(folder / f"{name}.{kind}", dpi=150, metadata=metadata)
            plt.close(figure)
