"""Pictures in the style of the Government Analysis Function: one message each, named axes, intervals as bands."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from afcharts.af_colours import get_af_colours
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator, PercentFormatter

from simcall.errors import ResultsError
from simcall.measures.definitions import GROUP_MEASURES, LINE_MEASURES, Kind, Measure
from simcall.measures.picture_files import MARKS
from simcall.scenario.quantities import plain_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simcall.measures.results import Results
    from simcall.scenario import AnswerTarget

__all__ = [
    "Plots",
    "distinct_colours",
    "draw_target",
    "group_looks",
    "new_axes",
    "period_axis",
    "save_figures",
    "style",
    "write_picture",
]

_COLOURS = 6
"""After which they come round again."""
_WEEKS_NAMED = 17
"""An axis of so many weeks has room to name each of their Mondays."""
_DAYS_PER_WEEK = 7
_SMALL_SHARE = 0.1
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PERIOD_LABELS = {
    "hour": "Hour of the day (local time)",
    "hour_of_week": "Hour of the week (local time)",
    "day": "Date",
    "week": "Week, by its Monday",
    "interval": "Local time",
}
_WORDS = {
    "answered_in_target": "Share of answered calls within target",
    "service_level": "Service level",
    "abandonment_rate": "Share of calls abandoned",
    "asa": "Mean answer time (seconds)",
    "mean_wait": "Mean time in the queue (seconds)",
    "mean_queue": "Mean number waiting",
    "occupancy": "Occupancy",
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the Analysis Function's style, text left as text in SVG."""
    small = {"font.size": 11, "svg.fonttype": "none", "svg.hashsalt": "simcall", "font.sans-serif": ["DejaVu Sans"]}
    with mpl.rc_context(), plt.style.context(["afcharts.afcharts", small]):
        yield


class Plots:
    """Pictures of one run. Every measure is a method: ``plot.abandonment_rate(by="hour_of_week", line="101")``."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        known = {measure.name: measure for measure in (*LINE_MEASURES, *GROUP_MEASURES)}
        if name not in known:
            raise AttributeError(f"no picture {name!r}; there are demand_and_staff, answer_times, {', '.join(known)}")

        def draw(by: str = "hour_of_week", **subject: Any) -> Axes:
            return self._measure(known[name], by, **subject)

        draw.__doc__ = f"Draw {name} by period: {known[name].definition}."
        return draw

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(measure.name for measure in (*LINE_MEASURES, *GROUP_MEASURES))]

    def _measure(
        self,
        measure: Measure,
        by: str,
        *,
        line: str | None = None,
        group: str | None = None,
        width: str = "1 h",
        ax: Axes | None = None,
    ) -> Axes:
        """Draw one measure of one line or group by period, with its interval as a band."""
        table = self._results.by(by, line=line, group=group, measures=[measure.name], width=width)
        with style():
            ax = ax if ax is not None else new_axes()
            x = np.arange(len(table)) + 0.5 if by == "hour_of_week" and len(table) == 168 else table[by]
            ax.plot(x, table["mean"], color=distinct_colours(2)[0])
            ax.fill_between(x, table["low"], table["high"], color=distinct_colours(2)[0], alpha=0.25, linewidth=0)
            period_axis(ax, by)
            highest, end = (float(np.nanmax(table[of].to_numpy(float), initial=0)) for of in ("mean", "high"))
            _value_axis(ax, measure, highest, max(highest, end))
            ax.set_title(f"{_words(measure)}: {line or group} (band: 95 % interval)", loc="left")
            target = self._results.blueprint.scenario.lines[line].answer_target if line is not None else None
            if measure.name == "answered_in_target" and target is not None:
                draw_target(ax, target, distinct_colours(2)[1])
        return ax

    def demand_and_staff(self, *, ax: Axes | None = None) -> Axes:
        """Draw the work that callers bring against the people on duty, by hour of the week.

        The load of an hour, in people, is the calls offered in it times the mean handling time of the line's answered
        calls: how many people would be talking, on average, were every call answered.
        """
        hours = np.arange(168)
        duty = {name: self._hourly(group=name, measure="duty_hours") for name in self._results.groups}
        load = sum(self._load(name) for name in self._results.lines)
        with style():
            ax = ax if ax is not None else new_axes()
            floor = np.zeros(len(hours))
            for (name, people), look in zip(duty.items(), group_looks(list(duty)).values(), strict=True):
                top = floor + people
                label = f"on duty: {name}{self._only(name)}"
                ax.stairs(top, np.arange(169), baseline=floor, fill=True, label=label, **look)
                floor = top
            ax.stairs(
                load,
                np.arange(169),
                baseline=None,
                color="black",
                linewidth=2,
                label="work: calls received, redials included, x handling time",
            )
            period_axis(ax, "hour_of_week")
            ax.set_ylim(bottom=0)
            ax.yaxis.set_major_locator(MaxNLocator(integer=True))
            ax.set_ylabel("People")
            ax.set_title("People on duty, and the work that callers bring", loc="left")
            ax.legend(loc="upper left", ncols=2, bbox_to_anchor=(0, -0.16))
        return ax

    def answer_times(self, *, line: str, ax: Axes | None = None) -> Axes:
        """Draw the share of a line's answered calls that are answered within each time, on a logarithmic scale."""
        place = list(self._results.lines).index(line)
        ticks = np.concatenate([one.answers(place)[0] for one in self._results.tallies])
        times = np.sort(ticks) * self._results.blueprint.calendar.tick_s
        with style():
            ax = ax if ax is not None else new_axes()
            edges = np.concatenate(([0.5], np.geomspace(1, 3600, 300)))
            share = np.searchsorted(times, edges, side="left") / max(len(times), 1)
            ax.plot(edges, share, color=distinct_colours(2)[0])
            ax.set_xscale("log")
            ax.set_xlim(0.5, 3600)
            ax.set_xticks(
                [1, 3, 10, 30, 60, 300, 900, 3600], ["1 s", "3 s", "10 s", "30 s", "1 min", "5 min", "15 min", "1 h"]
            )
            ax.minorticks_off()
            ax.set_ylim(0, 1)
            ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
            ax.set_xlabel("Answer time: connection, queue and pick-up")
            ax.set_ylabel("Answered calls answered in less than this")
            ax.set_title(f"How soon answered calls are answered: {line}", loc="left")
            target = self._results.blueprint.scenario.lines[line].answer_target
            if target is not None:
                ax.axvline(target.within, color=distinct_colours(2)[1], linestyle="--", linewidth=1.5)
                draw_target(ax, target, distinct_colours(2)[1])
        return ax

    def _hourly(self, measure: str, **subject: str) -> np.ndarray:
        """Return a count or a total of hours per hour, for the 168 hours of the week; NaN where the span has none."""
        table = self._results.by("hour_of_week", measures=[measure], **subject).set_index("hour_of_week")
        return (table["mean"] / table["hours"]).reindex(range(168)).to_numpy()

    def _only(self, group: str) -> str:
        """Say which lines a group serves, where those are not all."""
        scenario = self._results.blueprint.scenario
        served = scenario.groups[group].lines
        return "" if set(served) == set(scenario.lines) else f" ({', '.join(served)} only)"

    def _load(self, line: str) -> np.ndarray:
        """Return the work that a line's calls bring in each hour of the week, in people."""
        handling = self._results.blueprint.scenario.lines[line].mean_handling_s()
        return self._hourly("offered", line=line) * handling / 3600


def save_figures(results: Results, folder: Path) -> None:
    """Write the pictures of a run as PNG and SVG.

    Parameters
    ----------
    results : Results
        The run.
    folder : Path
        Where; it is made.
    """
    folder.mkdir()
    about = "; ".join([results.blueprint.scenario.name, *(f"changed: {change}" for change in results.changes)])
    plots, lines = Plots(results), list(results.lines)
    with_target = [name for name in lines if results.blueprint.scenario.lines[name].answer_target]
    panels: dict[str, Sequence[tuple[Callable[..., Axes], dict[str, Any]]]] = {
        "answered_in_target_by_hour_of_week": [(plots.answered_in_target, {"line": name}) for name in with_target],
        "abandonment_by_hour_of_week": [(plots.abandonment_rate, {"line": name}) for name in lines],
        "demand_and_staff": [(plots.demand_and_staff, {})],
        "answer_times": [(plots.answer_times, {"line": name}) for name in lines],
    }
    for name, drawings in panels.items():
        if drawings:
            figure = _stacked(drawings)
            figure.suptitle(about, x=0.01, ha="left", fontsize=10, color="0.3", parse_math=False)
            for kind in ("png", "svg"):
                with style():  # how SVG holds text is asked when it is written
                    figure.savefig(folder / f"{name}.{kind}", dpi=150, metadata=MARKS[kind])
            plt.close(figure)


def _stacked(drawings: Sequence[tuple[Callable[..., Axes], dict[str, Any]]]) -> Figure:
    """Return one figure with a drawing to a row."""
    with style():
        figure, axes = plt.subplots(
            len(drawings), 1, figsize=(11, 4.2 * len(drawings)), layout="constrained", squeeze=False
        )
    for (draw, subject), ax in zip(drawings, axes[:, 0], strict=True):
        draw(ax=ax, **subject)
    return figure


def draw_target(ax: Axes, target: AnswerTarget, colour: str) -> None:
    """Draw a line's target share, named in the margin, where no curve runs through the words."""
    ax.axhline(target.share, color=colour, linestyle="--", linewidth=1.5)
    text = f"target:\n{100 * target.share:g} % in\n{plain_duration(target.within)}"
    ax.annotate(
        text,
        (1, target.share),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color="black",
    )


def write_picture(figure: Figure, path: Path, about: str) -> None:
    """Write a picture as PNG, and as SVG beside it; both are there whole, or as they were. The figure is closed.

    Parameters
    ----------
    figure : Figure
        The picture.
    path : Path
        Of the PNG.
    about : str
        What it is of, above it in small letters.

    Raises
    ------
    ResultsError
        If they cannot be written there.
    """
    try:
        with style():  # how SVG holds text is asked when it is written
            figure.suptitle(about, x=0.01, ha="left", fontsize=10, color="0.3", parse_math=False)
            _write_both(figure, path)
    except OSError as error:
        what = f"the picture could not be written ({error.strerror or error})"
        raise ResultsError(f"{path}: {what}; name another file with --out") from error
    finally:
        plt.close(figure)


def _write_both(figure: Figure, path: Path) -> None:
    """Write both files beside their place, and put them there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.stem}-", dir=path.parent, ignore_cleanup_errors=True) as folder:
        places = (path.with_suffix(".svg"), path)
        for place in places:
            kind = "png" if place == path else "svg"
            figure.savefig(Path(folder) / place.name, format=kind, dpi=150, metadata=MARKS[kind])
        for place in places:
            (Path(folder) / place.name).replace(place)


def new_axes() -> Axes:
    """Return the axes of a picture of its own."""
    axes: Axes = plt.subplots(figsize=(11, 4.2), layout="constrained")[1]
    return axes


def distinct_colours(n: int) -> list[str]:
    """Return colours that colour-blind readers can tell apart; beyond six they come round again."""
    palette: list[str] = get_af_colours("categorical", number_of_colours=min(max(n, 2), _COLOURS))
    return [palette[i % len(palette)] for i in range(n)]


def group_looks(groups: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return how to draw each group of a scenario: the same by its place in it, in whichever picture it stands.

    Parameters
    ----------
    groups : sequence of str
        All groups of the scenario, in its order, those that a picture leaves out too.

    Returns
    -------
    dict of str to dict
        By group, arguments of a filled patch; beyond six, colours come round again with a hatch.
    """
    palette = distinct_colours(_COLOURS)
    return {
        name: {"color": palette[place % _COLOURS], "alpha": 0.45, "hatch": "//" if place >= _COLOURS else None}
        for place, name in enumerate(groups)
    }


def _words(measure: Measure) -> str:
    return _WORDS.get(measure.name, measure.name.replace("_", " ").capitalize())


def period_axis(ax: Axes, by: str) -> None:
    """Name and mark an axis of time; hours of the week by their days."""
    ax.set_xlabel(_PERIOD_LABELS[by])
    if by == "hour_of_week":
        ax.set_xlim(0, 168)
        ax.set_xticks(np.arange(0, 168, 24), [f"{day} 00" for day in _DAYS])
        ax.xaxis.set_minor_locator(MultipleLocator(6))
        ax.xaxis.set_minor_formatter(FuncFormatter(lambda x, _: f"{int(x) % 24:02d}" if int(x) % 24 == 12 else ""))
    elif by == "hour":
        ax.xaxis.set_major_locator(MultipleLocator(3))
    elif by == "week" and np.ptp(ax.get_xlim()) <= _WEEKS_NAMED * _DAYS_PER_WEEK:
        ax.xaxis.set_major_locator(mdates.WeekdayLocator(mdates.MO))  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_formatter(FuncFormatter(_monday))
    else:
        locator = mdates.AutoDateLocator()  # type: ignore[no-untyped-call]
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _monday(day: float, place: int | None) -> str:
    """Write a Monday, with the year on the first and on that of a new one."""
    on = mdates.num2date(day)  # type: ignore[no-untyped-call]
    first_of_year = place == 0 or (on.month == 1 and on.day <= _DAYS_PER_WEEK)
    return f"{on.day} {on:%b}" + (f"\n{on.year}" if first_of_year else "")


def _value_axis(ax: Axes, measure: Measure, highest: float, end: float) -> None:
    """Name and scale an axis of values: shares to 1, or to the end of their bands where all of them are small."""
    ax.set_ylabel(_words(measure))
    if measure.kind is Kind.SHARE:
        top = min(1.1 * end, 1.0) if end > 0 and highest < _SMALL_SHARE else 1.0
        ax.set_ylim(0, top)
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0 if top >= _SMALL_SHARE else 1))
    else:
        ax.set_ylim(bottom=0)
