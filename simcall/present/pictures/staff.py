"""People: on duty against the work that callers bring, and what they do with their hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simcall.inputs import Floats
from simcall.measures.definitions import BUSY_HOURS, DUTY_HOURS, OFFERED, OVERRUN_HOURS
from simcall.present.pictures.style import group_looks, legend_below, new_axes, period_axis, short_name, style
from simcall.present.words.picture_texts import list_few, period_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers

__all__ = [
    "draw_demand_and_staff",
    "draw_duty_hours",
    "say_demand_and_staff",
    "say_duty_hours",
    "title_of_demand_and_staff",
    "title_of_duty_hours",
    "with_hours",
]

_HOURS = 168


def draw_demand_and_staff(results: RunNumbers, ax: Axes | None) -> Axes:
    """Draw the workload against the people on duty, by hour of the week."""
    from matplotlib.ticker import MaxNLocator

    edges, floor = np.arange(_HOURS + 1), np.zeros(_HOURS)
    with style():
        ax = ax if ax is not None else new_axes()
        looks = group_looks(list(results.blueprint.scenario.groups))
        for name in with_hours(results, list(looks)):
            top = floor + _people(results, name)
            ax.stairs(
                top,
                edges,
                baseline=floor,
                fill=True,
                label=f"on duty: {short_name(name)}{_only(results, name)}",
                **looks[name],
            )
            floor = top
        label = "workload: calls offered, with redials, by handling time"
        ax.stairs(_load(results), edges, baseline=None, color="black", linewidth=2, label=label)
        period_axis(ax, "hour_of_week")
        ax.set_ylim(bottom=0)
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylabel("People")
        title = "People on duty (after absence, without breaks) and the workload"
        ax.set_title(title, loc="left")
        legend_below(ax)
    return ax


def title_of_demand_and_staff(results: RunNumbers) -> str:
    """Say in how many hours of the week there are fewer people than the workload."""
    people, load = _all_people(results), _load(results)
    defined = np.isfinite(load)
    short = int((people[defined] < load[defined]).sum())
    if not short:
        return "In every hour of the week the people on duty cover the workload"
    return f"In {short} of {int(defined.sum())} hours of the week there are fewer people on duty than the workload"


def say_demand_and_staff(results: RunNumbers) -> str:
    """Say how many people are on duty, how large the workload is, and which hour has the least to spare."""
    people, load = _all_people(results), _load(results)
    if not np.isfinite(load).any():
        return "The span has no hour."
    with np.errstate(divide="ignore", invalid="ignore"):
        spare = people - load
    tightest, hour = float(np.nanmin(spare)), int(np.nanargmin(spare))
    more_or_fewer = "more" if tightest >= 0 else "fewer"
    return (
        f"In an hour of the week, {np.nanmin(people):.1f} to {np.nanmax(people):.1f} people are on duty, after absence "
        f"and without those on a break. The workload (calls offered, with redials, multiplied by handling time) is "
        f"{np.nanmin(load):.1f} to {np.nanmax(load):.1f} people. The hour with the least to spare is "
        f"{period_words('hour_of_week', hour).removeprefix('on ')}: {people[hour]:.1f} people on duty, "
        f"{abs(tightest):.1f} {more_or_fewer} than the workload."
    )


def draw_duty_hours(results: RunNumbers, group: str, ax: Axes | None) -> Axes:
    """Draw what a group's people do, by hour of the week: on calls, or available."""
    edges = np.arange(_HOURS + 1)
    busy, present = _spent(results, group)
    look = group_looks(list(results.blueprint.scenario.groups))[group]
    with style():
        ax = ax if ax is not None else new_axes()
        on_calls = look | {"alpha": 0.9}
        free = look | {"alpha": 0.25}
        ax.stairs(busy, edges, fill=True, label="on calls: picking up and handling, overruns included", **on_calls)
        ax.stairs(present, edges, baseline=busy, fill=True, label="available: on duty, and on no call", **free)
        ax.stairs(present, edges, baseline=None, color=look["color"], linewidth=0.8)
        period_axis(ax, "hour_of_week")
        ax.set_ylim(0, max(1.05 * float(np.nanmax(present, initial=0)), 1.0))
        ax.set_ylabel("People, on average\n(person-hours in an hour)")
        ax.set_title(f"Where the hours went: {short_name(group)}", loc="left", parse_math=False)
        legend_below(ax)
    return ax


def with_hours(results: RunNumbers, groups: Sequence[str]) -> list[str]:
    """Return the groups with hours on duty, or hours of finishing calls after it."""
    measures = (DUTY_HOURS.name, OVERRUN_HOURS.name)
    return [name for name in groups if any(results.estimate(measure, group=name).mean for measure in measures)]


def title_of_duty_hours(results: RunNumbers, groups: Sequence[str]) -> str:
    """Say how much of their time people spent on calls."""
    return list_few([f"{name}: {_of_hours(results, name)}" for name in groups], between="; ")


def say_duty_hours(results: RunNumbers, group: str) -> str:
    """Say how many hours a group was on duty, how many of them on calls, and when most were available."""
    busy, present = _spent(results, group)
    if not np.nansum(present):
        return f"{group}: nobody is on duty."
    free = present - busy
    most = int(np.nanargmax(free))
    busiest = int(np.nanargmax(busy))
    return (
        f"{group}, by hour of the week: {_of_hours(results, group)}. Most are on calls "
        f"{period_words('hour_of_week', busiest)}, {busy[busiest]:.1f} of {present[busiest]:.1f} people on average; "
        f"most are available {period_words('hour_of_week', most)}, {free[most]:.1f} of {present[most]:.1f}."
    )


def _of_hours(results: RunNumbers, group: str) -> str:
    duty, busy, overrun = (
        results.estimate(name, group=group).mean or 0.0
        for name in (DUTY_HOURS.name, BUSY_HOURS.name, OVERRUN_HOURS.name)
    )
    share = f", {100 * busy / (duty + overrun):.0f} % of the time on calls" if duty + overrun else ""
    return f"{duty:,.0f} h on duty{share}"


def _spent(results: RunNumbers, group: str) -> tuple[Floats, Floats]:
    """Return busy people and people present in each hour of the week: as occupancy has them."""
    busy, duty, overrun = (
        _hourly(results, name, group=group) for name in (BUSY_HOURS.name, DUTY_HOURS.name, OVERRUN_HOURS.name)
    )
    return busy, duty + overrun


def _people(results: RunNumbers, group: str) -> Floats:
    return _hourly(results, DUTY_HOURS.name, group=group)


def _all_people(results: RunNumbers) -> Floats:
    return _total([_people(results, name) for name in results.blueprint.scenario.groups])


def _load(results: RunNumbers) -> Floats:
    """Return the work of all lines' calls in each hour of the week, in people: calls times mean handling time.

    This many people would be on calls, on average, if every call were answered.
    """
    lines = results.blueprint.scenario.lines
    work = [
        _hourly(results, OFFERED.name, line=name) * line.mean_handling_s() * np.array(line.handling_factors()) / 3600
        for name, line in lines.items()
    ]
    return _total(work)


def _total(of_each: Sequence[Floats]) -> Floats:
    total: Floats = np.sum(of_each, axis=0)
    return total


def _hourly(results: RunNumbers, measure: str, **subject: str) -> Floats:
    """Return a count or a total of hours per hour, for the 168 hours of the week; NaN where the span has none."""
    week = np.full(_HOURS, np.nan)
    for row in results.rows_by("hour_of_week", measures=[measure], **subject):
        assert row.mean is not None
        week[row.label] = row.mean / row.hours
    return week


def _only(results: RunNumbers, group: str) -> str:
    """Say which lines a group serves, where those are not all."""
    scenario = results.blueprint.scenario
    served = scenario.groups[group].lines
    return "" if set(served) == set(scenario.lines) else f" ({short_name(', '.join(served))} only)"
