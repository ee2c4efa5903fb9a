"""The pictures of a run in the order in which a reader wants them, each with its message and its text alternative."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simcall.files.own_pictures import check_own_picture
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, DUTY_HOURS, MEASURES
from simcall.measures.incident_words import worded
from simcall.measures.measure import End
from simcall.measures.measure_texts import lines_named
from simcall.present.pictures.answers import in_time, say_answer_times
from simcall.present.pictures.backlog import (
    BACKLOG_MEASURES,
    has_measure,
    say_backlog,
    title_of_backlog,
    with_backlog,
)
from simcall.present.pictures.drawing_at_once import draw_at_once
from simcall.present.pictures.picture_files import save_both, write_whole
from simcall.present.pictures.plots import Plots
from simcall.present.pictures.queue import say_queue
from simcall.present.pictures.staff import (
    say_demand_and_staff,
    say_duty_hours,
    title_of_demand_and_staff,
    title_of_duty_hours,
    with_hours,
)
from simcall.present.pictures.style import ALL_TOGETHER, PANEL_HEIGHT, PICTURE_WIDTH, SMALL_TYPE, adds_up, style
from simcall.present.words.picture_texts import (
    cells_of,
    list_few,
    period_words,
    read_out,
    value,
    worst_first,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcall.measures.measure import Measure
    from simcall.measures.run_numbers import RunNumbers
    from simcall.present.words.picture_texts import Cell

__all__ = [
    "Picture",
    "answer_times",
    "backlog",
    "by_period",
    "demand_and_staff",
    DUTY_HOURS.name,
    "pictures_of",
    "queue",
    "save_figures",
    "save_picture",
    "week_map",
]

_WIDEST_TITLE, _WIDEST_ABOUT = 85, 105

Panel = Callable[..., "Axes"]
"""Draws on the axes that it is given as `ax`."""


@dataclass(frozen=True)
class Picture:
    """A picture with what it says.

    Attributes
    ----------
    name : str
        Stem of its files.
    title : str
        What is seen, in one line.
    alternative : str
        The same with the main figures, for those who cannot see it.
    draw : callable
        Draws it anew. The caller closes it, as `svg_text` and `write_picture` do.
    """

    name: str
    title: str
    alternative: str
    draw: Callable[[], Figure]


def pictures_of(results: RunNumbers) -> tuple[Picture, ...]:
    """Return the pictures of a run, those first that a reader wants first.

    Parameters
    ----------
    results : Results
        The run.

    Returns
    -------
    tuple of Picture
        Several lines, or groups, are panels of one picture.
    """
    plots, scenario = Plots(results), results.blueprint.scenario
    without_grade = [name for name, line in scenario.lines.items() if line.grade is None]
    subjects = [*without_grade, *scenario.grades]
    with_target = [
        name for name in subjects if all(scenario.lines[line].answer_target for line in scenario.lines_of(name))
    ]
    with_callers = [name for name in without_grade if not scenario.lines[name].is_work]
    work = with_backlog(scenario)
    helpers = with_hours(results, list(scenario.groups)[1:])
    pictures = [
        answer_times(results, plots, subjects),
        *([week_map(results, plots, ANSWERED_IN_TARGET.name, with_target)] if with_target else []),
        *([week_map(results, plots, ABANDONMENT_RATE.name, with_callers)] if with_callers else []),
        *([by_period(results, plots, ANSWERED_IN_TARGET.name, with_target)] if with_target else []),
        *([by_period(results, plots, ABANDONMENT_RATE.name, with_callers)] if with_callers else []),
        queue(results, plots, without_grade or list(scenario.lines)),
        *([backlog(results, plots, work, by) for by in ("hour_of_week", "interval")] if work else []),
        demand_and_staff(results, plots),
        *([duty_hours(results, plots, helpers)] if helpers else []),
    ]
    return tuple(pictures)


def save_figures(results: RunNumbers, folder: Path) -> None:
    """Write the pictures of a run as PNG and SVG.

    Parameters
    ----------
    results : Results
        The run.
    folder : Path
        Where; it is made if there is none.
    """
    folder.mkdir(exist_ok=True)
    draw_at_once([partial(_save, picture, results, folder) for picture in pictures_of(results)])


def _save(picture: Picture, results: RunNumbers, folder: Path) -> None:
    """Draw one of the pictures of a run and write it into a folder."""
    import matplotlib.pyplot as plt

    figure = picture.draw()
    try:
        _name(figure, picture, results)
        save_both(figure, folder / f"{picture.name}.png", picture.alternative)
    finally:
        plt.close(figure)


def save_picture(picture: Picture, results: RunNumbers, path: Path) -> None:
    """Write one picture of a run as PNG, and as SVG beside it; both are there whole, or as they were.

    Parameters
    ----------
    picture : Picture
        Which.
    results : Results
        The run.
    path : Path
        Of the PNG.

    Raises
    ------
    ResultsError
        If they cannot be written there, or would take the place of a picture that is not simcall's.
    """
    check_own_picture(path)
    figure = picture.draw()
    _name(figure, picture, results)
    write_whole(figure, path, picture.alternative)


def by_period(
    results: RunNumbers, plots: Plots, measure: str, names: Sequence[str], by: str = "hour_of_week", of: str = "line"
) -> Picture:
    """Return the picture of a measure by period, a panel for each line or group."""
    draw = getattr(plots, measure)
    panels = [partial(draw, by, **_subject(of, name)) for name in names]
    title, alternative = _texts(results, measure, names, by, of)
    return _picture(f"{_stem(measure)}_by_{by}", panels, title, f"Curves with bands. {alternative}")


def week_map(results: RunNumbers, plots: Plots, measure: str, names: Sequence[str], of: str = "line") -> Picture:
    """Return the picture of a measure as days by hours, a panel for each line or group."""
    panels = [partial(plots.week_map, measure, **_subject(of, name)) for name in names]
    title, alternative = _texts(results, measure, names, "hour_of_week", of, an_hour=True)
    return _picture(f"{_stem(measure)}_week_map", panels, title, f"Maps of seven days by 24 hours. {alternative}")


def answer_times(results: RunNumbers, plots: Plots, lines: Sequence[str]) -> Picture:
    """Return the picture of how soon answered calls are answered."""
    title = list_few([in_time(results, name) for name in lines], between="; ")
    alternative = " ".join(say_answer_times(results, name) for name in lines)
    return _picture("answer_times", [partial(plots.answer_times, line=name) for name in lines], title, alternative)


def queue(results: RunNumbers, plots: Plots, lines: Sequence[str]) -> Picture:
    """Return the picture of the callers who wait through a typical day and the worst."""
    longest = [f"{plots.waiting[name].worst.longest} for {name}" for name in lines]
    days = plots.waiting[lines[0]].days
    which = "the only simulated day" if days == 1 else f"the worst of {days:,} simulated days"
    are_incidents = all(results.blueprint.scenario.lines[name].grade for name in lines)
    who_waits = "incidents waiting" if are_incidents else "callers waiting"
    title = f"Most {who_waits} at once, on {which}: {list_few(longest)}"
    alternative = " ".join(say_queue(plots.waiting[name], name) for name in lines)
    return _picture("queue", [partial(plots.queue, line=name) for name in lines], title, alternative)


def backlog(results: RunNumbers, plots: Plots, names: Sequence[str], by: str = "hour_of_week") -> Picture:
    """Return the picture of what waits of some lines or grades: how many, how many overdue, how old the oldest."""
    measures = [name for name in BACKLOG_MEASURES if has_measure(results, name, names)]
    panels = [partial(plots.backlog, each, by, lines=names, has_legend=each == measures[-1]) for each in measures]
    title = title_of_backlog(results, by, names)
    return _picture(f"backlog_by_{by}", panels, title, f"Curves with bands. {say_backlog(results, by, names)}")


def demand_and_staff(results: RunNumbers, plots: Plots) -> Picture:
    """Return the picture of the people on duty and the work that callers bring."""
    title, alternative = title_of_demand_and_staff(results), say_demand_and_staff(results)
    return _picture("demand_and_staff", [plots.demand_and_staff], title, alternative)


def duty_hours(results: RunNumbers, plots: Plots, groups: Sequence[str]) -> Picture:
    """Return the picture of where the hours of some groups went; those with none are left out if others have any."""
    groups = with_hours(results, groups) or groups
    title = title_of_duty_hours(results, groups)
    alternative = " ".join(say_duty_hours(results, name) for name in groups)
    return _picture(DUTY_HOURS.name, [partial(plots.duty_hours, group=name) for name in groups], title, alternative)


def _name(figure: Figure, picture: Picture, results: RunNumbers) -> None:
    """Write the main finding above a picture, and the run that it shows below it."""
    about = "; ".join([results.blueprint.scenario.name, *(f"changed: {change}" for change in results.changes)])
    about += f"; {results.replications} replications, seed {results.seed}"
    with style():
        title = textwrap.fill(picture.title, _WIDEST_TITLE)
        figure.suptitle(title, x=0.01, ha="left", fontsize=10, weight="bold", parse_math=False)
        small = textwrap.fill(about, _WIDEST_ABOUT)
        figure.supxlabel(small, x=0.01, ha="left", fontsize=SMALL_TYPE, color="0.3", parse_math=False)


def _picture(name: str, panels: Sequence[Panel], title: str, alternative: str) -> Picture:
    return Picture(name, title, alternative, partial(_stacked, panels))


def _stacked(panels: Sequence[Panel]) -> Figure:
    """Return one figure with a panel to a row."""
    import matplotlib.pyplot as plt

    with style():
        size = (PICTURE_WIDTH, PANEL_HEIGHT * len(panels) + 0.4)
        figure, axes = plt.subplots(len(panels), 1, figsize=size, layout="constrained", squeeze=False)
    for draw, ax in zip(panels, axes[:, 0], strict=True):
        draw(ax=ax)
    return figure


def _texts(
    results: RunNumbers, measure: str, names: Sequence[str], by: str, of: str, *, an_hour: bool = False
) -> tuple[str, str]:
    """Return the title and the text alternative of a measure by period: both ends of each line or group."""
    chosen = MEASURES[measure]
    unit = " an hour" if an_hour and chosen.adds_up else ALL_TOGETHER if adds_up(chosen, by) else ""
    sentences, ends = [], []
    for name in names:
        cells = cells_of(results, chosen, by, {of: name}, an_hour=an_hour)
        sentences.append(read_out(results, chosen, by, {of: name}, cells, unit))
        if extremes := worst_first(cells, chosen):
            ends.append(f"{name} {_ends(extremes, by, chosen)}")
    lines = results.blueprint.scenario.lines
    shown = worded(chosen, [line for name in names for line in lines_named(name, lines)] if of == "line" else [])
    mixed = of == "line" and shown is chosen and any(name in results.blueprint.scenario.grades for name in names)
    also = " (incidents: attended)" if mixed and chosen.worse is End.LOWEST else ""
    return f"{shown.axis}{also}{unit}: {list_few(ends, between='; ') if ends else 'not defined'}", " ".join(sentences)


def _ends(extremes: Sequence[tuple[str, Cell]], by: str, measure: Measure) -> str:
    """Write the worse end of a measure, or both where neither is."""
    (which, first), (_, opposite) = extremes
    figures = [value(cell.mean or 0.0, measure.kind) for cell in (opposite, first)]
    if measure.worse is not None:
        return f"{which} {period_words(by, first.label)} ({figures[1]})"
    return f"from {figures[0]} to {figures[1]}"


def _subject(of: str, name: str) -> dict[str, Any]:
    """Return a line or a group as the methods of `Plots` take it."""
    return {of: name}


def _stem(measure: str) -> str:
    return "abandonment" if measure == ABANDONMENT_RATE.name else measure
