"""Pictures of a designed rota: its posts over the day, and the people on duty by hour against today's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from simcall.files.messages import counted
from simcall.present.pictures.style import (
    PANEL_HEIGHT,
    PICTURE_WIDTH,
    SMALL_TYPE,
    group_looks,
    legend_below,
    period_axis,
    short_name,
    style,
)
from simcall.present.words.rota_design import days_of_post, times_of_post
from simcall.studies.rota import rota

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.inputs import Floats
    from simcall.studies.design.designed import Post, RotaDesignNumbers

__all__ = ["HOURS_IN_WORDS", "draw_hours", "draw_posts", "posts_in_words"]

HOURS_IN_WORDS = (
    "People on planned duty by hour of the week, before absence: with the designed rota, today, and the workload of "
    "the calls. The sheet with people on duty by hour in rota.xlsx has the numbers."
)
_ROW_HEIGHT = 0.28
"""Inches that a post has."""
_DAY_H, _TICKS_H = 24, 3


def draw_posts(numbers: RotaDesignNumbers) -> Sequence[Axes]:
    """Draw a bar over the day for each post, with how many there are, and its days."""
    posts = [post for post in numbers.posts if post.start]
    looks = group_looks(list(numbers.scenario.groups))
    with style():
        height = 1.3 + _ROW_HEIGHT * max(len(posts), 2)
        ax: Axes = plt.subplots(figsize=(PICTURE_WIDTH, height), layout="constrained")[1]
        for row, post in enumerate(posts):
            _draw_post(ax, row, post, looks[post.group]["color"])
        _name_groups(ax, posts, looks)
        ax.set_yticks([])
        ax.set_ylim(max(len(posts), 2) - 0.4, -0.6)
        ax.set_xlim(_hours_of(posts))
        ax.xaxis.set_major_locator(MultipleLocator(_TICKS_H))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: f"{round(hour) % _DAY_H:02d}:00"))
        ax.set_xlabel("Time of day")
        ax.set_title("The posts of the designed rota", loc="left")
    return [ax]


def _draw_post(ax: Axes, row: int, post: Post, colour: str) -> None:
    ax.barh(row, post.length_s / 3600, left=_start_h(post), height=0.8, color=colour, alpha=0.45)
    ax.text(
        _start_h(post) + 0.15,
        row,
        f"{counted(post.people, 'post')}, {days_of_post(post)}",
        va="center",
        fontsize=SMALL_TYPE,
    )


def _name_groups(ax: Axes, posts: Sequence[Post], looks: dict[str, dict[str, str]]) -> None:
    """Name the colours, if there are several groups."""
    groups = list(dict.fromkeys(post.group for post in posts))
    if len(groups) > 1:
        for name in groups:
            ax.barh([0], [0], color=looks[name]["color"], alpha=0.45, label=short_name(name))
        legend_below(ax)


def _start_h(post: Post) -> float:
    hour, minute = map(int, post.start.split(":"))
    return hour + minute / 60


def _hours_of(posts: Sequence[Post]) -> tuple[float, float]:
    """Return the first and the last hour to draw, both at a tick; hours after midnight are over 24."""
    first = min((_start_h(post) for post in posts), default=0.0)
    last = max((_start_h(post) + post.length_s / 3600 for post in posts), default=_DAY_H)
    return _TICKS_H * (first // _TICKS_H), _TICKS_H * -(-last // _TICKS_H)


def posts_in_words(numbers: RotaDesignNumbers) -> str:
    """Return the picture of the posts in words."""
    posts = (
        f"{post.group}, {times_of_post(post)}, {days_of_post(post)}: {post.people}"
        for post in numbers.posts
        if post.start
    )
    teams = "" if all(post.start for post in numbers.posts) else " The teams, who work their pattern, are not drawn."
    return f"The posts of the designed rota, with how many there are of each. {'; '.join(posts)}.{teams}"


def draw_hours(numbers: RotaDesignNumbers) -> Sequence[Axes]:
    """Draw the people on planned duty by hour of the week, today and designed: all together, and of each group."""
    today, designed = rota(numbers.request.scenario), rota(numbers.scenario)
    groups = list(numbers.request.groups)
    others = groups if len(numbers.scenario.groups) > 1 else []
    looks = group_looks(list(numbers.scenario.groups))
    with style():
        count = 1 + len(others)
        size = (PICTURE_WIDTH, (PANEL_HEIGHT + 1) * count)
        _, table = plt.subplots(count, 1, figsize=size, squeeze=False, layout="constrained")
        panels: list[Axes] = table[:, 0].tolist()
        load = designed.all_load
        _draw_week(panels[0], "all groups" if others else groups[0], today.all_people, designed.all_people, "0.6", load)
        for ax, name in zip(panels[1:], others, strict=True):
            _draw_week(ax, name, today.people[name], designed.people[name], looks[name]["color"])
    return panels


def _draw_week(ax: Axes, name: str, today: Floats, designed: Floats, colour: str, load: Floats | None = None) -> None:
    edges = np.arange(len(today) + 1)
    ax.stairs(np.nan_to_num(designed), edges, fill=True, color=colour, alpha=0.5, label="with the designed rota")
    ax.stairs(np.nan_to_num(today), edges, baseline=None, color="black", linewidth=1.1, label="today")
    if load is not None:
        label = "workload (people busy if every call is answered)"
        ax.stairs(np.nan_to_num(load), edges, baseline=None, color="black", linestyle=":", linewidth=1.3, label=label)
    period_axis(ax, "hour_of_week")
    highest = max(float(np.nanmax(values)) for values in (today, designed, load) if values is not None)
    ax.set_ylim(0, 1.08 * max(highest, 1.0))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_ylabel("People")
    ax.set_title(f"Planned people on duty, before absence: {short_name(name)}", loc="left", parse_math=False)
    legend_below(ax)
