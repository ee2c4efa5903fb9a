"""Pictures of one run, each a method that draws on axes: ``plot.abandonment_rate(by="hour_of_week", line="101")``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from simcall.errors import SimcallError
from simcall.measures.definitions import ANSWERED, DUTY_HOURS, MEAN_QUEUE, MEASURES
from simcall.present.pictures.answers import draw_answer_times
from simcall.present.pictures.backlog import draw_backlog, with_backlog
from simcall.present.pictures.by_period import draw_by_period
from simcall.present.pictures.queue import draw_queue
from simcall.present.pictures.staff import draw_demand_and_staff, draw_duty_hours
from simcall.present.pictures.waiting import Waiting, waiting_of
from simcall.present.pictures.week_map import draw_week_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers

__all__ = ["DRAWINGS", "Plots"]

DRAWINGS = ("answer_times", "backlog", "demand_and_staff", DUTY_HOURS.name, "queue", "week_map")
"""What there is besides a measure by period."""


class Plots:
    """Pictures of one run. Every measure is a method: ``plot.abandonment_rate(by="hour_of_week", line="101")``."""

    def __init__(self, results: RunNumbers) -> None:
        self._results = results

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        if name not in MEASURES:
            raise AttributeError(f"no picture {name!r}; there are {', '.join((*DRAWINGS, *MEASURES))}")

        def draw(
            by: str = "hour_of_week",
            *,
            line: str | None = None,
            group: str | None = None,
            width: str = "1 h",
            ax: Axes | None = None,
        ) -> Axes:
            return draw_by_period(self._results, MEASURES[name], by, line=line, group=group, width=width, ax=ax)

        draw.__doc__ = f"Draw {name} by period: {MEASURES[name].definition}."
        return draw

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *MEASURES]

    def week_map(
        self, measure: str, *, line: str | None = None, group: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw a measure of a line or group as seven days by 24 hours, each hour with its figure.

        Where one end of a measure is worse for callers, that end is dark. Hours in which the measure is not defined, or
        that the span does not have, are hatched. Counts and hours are for one such hour.

        Parameters
        ----------
        measure : str
            Such as ``"answered_in_target"``.
        line, group : str, optional
            Of which line or group; one of the two.
        ax : Axes, optional
            Where.

        Raises
        ------
        SimcallError
            For an unknown measure, line or group.
        """
        self._results.rows_by("hour_of_week", line=line, group=group, measures=[measure])
        subject = {name: value for name, value in (("line", line), ("group", group)) if value is not None}
        return draw_week_map(self._results, MEASURES[measure], subject, ax)

    def demand_and_staff(self, *, ax: Axes | None = None) -> Axes:
        """Draw the work that callers bring against the people on duty, by hour of the week.

        The load of an hour, in people, is the calls offered in it times the mean handling time of the line's answered
        calls: how many people would be talking, on average, if every call were answered.
        """
        return draw_demand_and_staff(self._results, ax)

    def duty_hours(self, by: str | None = None, *, group: str, width: str = "1 h", ax: Axes | None = None) -> Axes:
        """Draw where a group's hours went, by hour of the week: on calls, or available.

        Finishing a call after the end of duty counts as time on calls.

        Parameters
        ----------
        by : str, optional
            Draws the hours on duty alone by period, as any other measure.
        group : str
            Whose.
        width : str
            With ``by="interval"``, how long those are.
        ax : Axes, optional
            Where.
        """
        if by is not None:
            return draw_by_period(self._results, DUTY_HOURS, by, line=None, group=group, width=width, ax=ax)
        self._results.estimate(DUTY_HOURS.name, group=group)
        return draw_duty_hours(self._results, group, ax)

    def answer_times(self, *, line: str, ax: Axes | None = None) -> Axes:
        """Draw the share of a line's answered calls that are answered within each time, on a logarithmic scale."""
        self._results.estimate(ANSWERED.name, line=line)
        return draw_answer_times(self._results, line, ax)

    def backlog(
        self,
        measure: str = MEAN_QUEUE.name,
        by: str = "hour_of_week",
        *,
        lines: Sequence[str] | None = None,
        has_legend: bool = True,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw what waits, by hour of the week or over the run: a curve for each line of work, with its interval.

        Parameters
        ----------
        measure : str
            How many wait (``"mean_queue"``), how many of them beyond their line's target (``"overdue"``), or how long
            the oldest has waited at the end of each period (``"oldest_end"``). Any other number works too.
        by : str
            As for `Results.by`: ``"hour_of_week"``, ``"interval"`` for every hour of the run, ``"day"`` and so on.
        lines : sequence of str, optional
            Lines or grades. By default all lines of work; if there are more than six, grades in place of their lines.
        has_legend : bool
            Whether to name the curves below.
        ax : Axes, optional
            Where.
        """
        names = with_backlog(self._results.blueprint.scenario) if lines is None else lines
        return draw_backlog(self._results, measure, by, names, ax, has_legend=has_legend)

    def queue(self, *, line: str, ax: Axes | None = None) -> Axes:
        """Draw how many callers of a line wait through the day: a typical day, and the worst of all.

        The typical day is the median, at each quarter of an hour of the local clock, over all measured days and
        replications; its band reaches from 10 to 90 %. The worst day is the one, of all replications, whose longest
        queue was longest. They are of as many replications as make 1,000 days, and of at least one.
        """
        if line not in self.waiting:
            raise SimcallError(f'there is no line "{line}"; there are {", ".join(self.waiting)}')
        who = "Incidents" if self._results.blueprint.scenario.lines[line].grade else "Callers"
        return draw_queue(self.waiting[line], line, ax, who)

    @cached_property
    def waiting(self) -> Mapping[str, Waiting]:
        """How many callers of each line wait through the day, found out once."""
        return waiting_of(self._results)
