"""The picture of a rota: people on duty, stacked by group, and the workload of the calls."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from matplotlib.ticker import MaxNLocator

from simcall.files.own_pictures import check_own_picture
from simcall.present.pictures import group_looks, new_axes, period_axis, style, write_picture
from simcall.present.pictures.style import legend_below
from simcall.present.words.cover import cover_in_words
from simcall.present.words.picture_texts import period_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcall.studies.rota import RotaNumbers

__all__ = ["draw", "save"]

_RED = "#A8001E"


def draw(view: RotaNumbers, ax: Axes | None = None) -> Axes:
    """Draw the people on duty and the workload by hour of the week."""
    edges = np.arange(len(view.hours) + 1)
    with style():
        ax = ax if ax is not None else new_axes()
        floor = np.zeros(len(view.hours))
        for name, look in group_looks(list(view.people)).items():
            if not np.nansum(view.people[name]):  # called up and not on the plan, or nobody
                continue
            top = floor + view.people[name]
            ax.stairs(top, edges, baseline=floor, fill=True, label=f"on duty: {name}{_only(view, name)}", **look)
            floor = top
        ax.stairs(view.all_load, edges, baseline=None, color="black", linewidth=2, label=_workload_label(view))
        _mark_short(view, ax)
        period_axis(ax, "hour_of_week")
        ax.set_ylim(0, 1.05 * max(float(np.nanmax([floor, view.all_load])), 1.0))
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylabel("People; workload in erlangs")
        ax.set_title("Planned people on duty, before absence, and the workload of the calls", loc="left")
        legend_below(ax)
    return ax


def _mark_short(view: RotaNumbers, ax: Axes) -> None:
    """Mark the hours with fewer people than workload, with a bar along the axis."""
    if view.short.any():
        hours = [(hour, 1) for hour in np.flatnonzero(view.short).tolist()]
        transform = ax.get_xaxis_transform()
        label = "fewer people than the workload of their lines"
        ax.broken_barh(hours, (0, 0.025), color=_RED, linewidth=0, transform=transform, label=label, zorder=3)


def _workload_label(view: RotaNumbers) -> str:
    return f"workload: first calls x handling time ({', '.join(view.load)})"


def _only(view: RotaNumbers, group: str) -> str:
    """Return the lines that a group answers, if they are not all."""
    served = view.scenario.groups[group].lines
    return "" if set(served) == set(view.scenario.lines) else f" ({', '.join(served)} only)"


def save(view: RotaNumbers, path: Path) -> None:
    """Write the picture as PNG and SVG."""
    check_own_picture(path)
    about = f"{view.scenario.name}; means over {view.span}, before absence"
    write_picture(cast("Figure", draw(view).figure), path, about, alternative(view))


def alternative(view: RotaNumbers) -> str:
    """Return the picture in words."""
    people, load = view.all_people, view.all_load
    spare = people - load
    worst = period_words("hour_of_week", int(np.nanargmin(spare)))
    return (
        f"By hour of the week, {np.nanmin(people):.1f} to {np.nanmax(people):.1f} people are on planned duty, before "
        f"absence, and the workload is {np.nanmin(load):.1f} to {np.nanmax(load):.1f} erlangs. People exceed the "
        f"workload by least, or fall short of it by most, {worst}: {people[np.nanargmin(spare)]:.1f} people for "
        f"{load[np.nanargmin(spare)]:.1f} erlangs. {' '.join(cover_in_words(view))}"
    )
