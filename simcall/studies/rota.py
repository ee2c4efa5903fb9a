"""Who is on duty by plan, hour by hour of the week, against the work that callers bring. Nobody is simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Blueprint, Bools, Floats, Plan, draw_blueprint, planned_presence
from simcall.inputs.demand import LineDemand
from simcall.measures import HOUR, Periods, periods_of
from simcall.scenario import Scenario
from simcall.scenario.models.lines import WITH_DUTIES
from simcall.scenario.models.week import HOURS_OF_WEEK, WEEKDAYS, span_in_words
from simcall.studies.working_time import WorkingTimeWarning, are_of_posts, posts_of, working_time_warnings

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PaidHours", "RotaNumbers", "WorkingTimeWarning", "paid_hours", "rota"]

_SCHEMA = 1
_MANY_LINES = 8
_EXACT = 1e-9


@dataclass(frozen=True)
class PaidHours:
    """What a group's plan costs a week, over the duties that begin in the measured span.

    Attributes
    ----------
    staffing : str
        "rota", "roster", "recruits", "headcount", or "called up" where people come by a rule and are on no plan.
    hours_per_week : float
        Paid hours, unpaid breaks taken off; of a headcount the hours of people at the phones, which are not paid time.
    people : int or None
        How many work the rota's pattern, on duty in the span or not; of a roster, and of recruits, who have a duty in
        it. None where there are no named people.
    duties_per_person_week, hours_per_person_week : float or None
        Means over them.
    posts : int
        How many posts the rota's fixed shifts have: nobody says who fills which of them, so they are no `people`.
    """

    staffing: str
    hours_per_week: float
    people: int | None = None
    duties_per_person_week: float | None = None
    hours_per_person_week: float | None = None
    posts: int = 0


@dataclass(frozen=True)
class RotaNumbers:
    """Who is on duty by plan, before absence, and the work that callers bring, by hour of the week.

    Attributes
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar.
    hours : float64, shape (168,)
        How many hours of the measured span each hour of the week has, from Monday 00:00 on the local clock.
    people : mapping of str to float64, shape (168,)
        By group, its people on duty, those on a break too: means over the span; NaN for an hour that it has not.
    people_for : mapping of str to float64, shape (168,)
        By line, the people on duty who answer it.
    calls : mapping of str to float64, shape (168,)
        By line, calls an hour expected of fresh callers: no redials, no incidents.
    load : mapping of str to float64, shape (168,)
        By line, erlangs: those calls times the line's mean handling time, before any group's factor. So many people
        would be on calls, on average, were every call answered.
    short : bool, shape (168,)
        Whether some lines bring more load than there are people who answer any of them.
    short_after_absence : bool, shape (168,)
        The same with each group's people times one less its `absence.probability`: those who come, on average. Breaks,
        training and lateness are not taken off.
    paid_hours : mapping of str to PaidHours
        By group.
    warnings : tuple of WorkingTimeWarning
        Where the plan breaks the Working Time Regulations 1998, regulations 4, 10 and 11.
    """

    blueprint: Blueprint
    hours: Floats
    people: Mapping[str, Floats]
    people_for: Mapping[str, Floats]
    calls: Mapping[str, Floats]
    load: Mapping[str, Floats]
    short: Bools
    short_after_absence: Bools
    paid_hours: Mapping[str, PaidHours]
    warnings: tuple[WorkingTimeWarning, ...]

    @property
    def scenario(self) -> Scenario:
        """What it is a view of."""
        return self.blueprint.scenario

    @property
    def span(self) -> str:
        """What the means are over, in words."""
        return span_in_words(self.scenario.start, self.scenario.days)

    @cached_property
    def all_people(self) -> Floats:
        """People on duty, of all groups, shape (168,)."""
        return _total(self.people)

    @cached_property
    def all_load(self) -> Floats:
        """Load of all lines in erlangs, shape (168,)."""
        return _total(self.load)

    @cached_property
    def people_per_erlang(self) -> Floats:
        """People on duty for each erlang of load, shape (168,); NaN where there is none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.all_load > 0, self.all_people / self.all_load, np.nan)

    @property
    def absence(self) -> Mapping[str, float]:
        """The share of duties missed, by group: of the groups on duty that have any absence."""
        return {
            name: group.absence.probability
            for name, group in self.scenario.groups.items()
            if group.absence.probability and np.nansum(self.people[name])
        }

    def by_hour_of_week(self) -> pd.DataFrame:
        """Return a row for each hour of the week that the span has.

        Returns
        -------
        DataFrame
            ``hour_of_week`` (0 is Monday 00:00), ``day``, ``hour``, ``hours`` in the span; ``people_<group>``,
            ``people``; ``calls_<line>`` an hour; ``load_<line>`` and ``load`` in erlangs; ``people_for_<line>``;
            ``people_per_erlang``; and ``short``.
        """
        import pandas as pd

        of_week = np.arange(HOURS_OF_WEEK)
        table = pd.DataFrame(
            {
                "hour_of_week": of_week,
                "day": [WEEKDAYS[i // 24] for i in of_week],
                "hour": of_week % 24,
                "hours": self.hours,
                **{f"people_{name}": people for name, people in self.people.items()},
                "people": self.all_people,
                **{f"calls_{name}": calls for name, calls in self.calls.items()},
                **{f"load_{name}": load for name, load in self.load.items()},
                "load": self.all_load,
                **{f"people_for_{name}": people for name, people in self.people_for.items()},
                "people_per_erlang": self.people_per_erlang,
                "short": self.short,
            }
        )
        return table[table["hours"] > 0].reset_index(drop=True)

    def document(self) -> dict[str, Any]:
        """Return all of it as tables, lists, text and numbers that JSON can hold."""
        scenario = self.scenario
        return {
            "schema": _SCHEMA,
            "scenario": scenario.name,
            "start": scenario.start.isoformat(),
            "days": scenario.days,
            "hours_of_week": [self._hour(i) for i in np.flatnonzero(self.hours > 0).tolist()],
            "short_hours": int(self.short.sum()),
            "short_hours_after_absence": int(self.short_after_absence.sum()),
            "mean_handling_s": {name: line.mean_handling_s() for name, line in scenario.lines.items()},
            "paid_hours": {name: vars(paid) for name, paid in self.paid_hours.items()},
            "working_time": [_warning_document(warning) for warning in self.warnings],
        }

    def _hour(self, i: int) -> dict[str, Any]:
        """Return one hour of the week for JSON."""
        by_name = {"people": self.people, "calls_per_hour": self.calls, "load_erlangs": self.load}
        ratio = float(self.people_per_erlang[i])
        return {
            "hour_of_week": i,
            "day": WEEKDAYS[i // 24],
            "hour": i % 24,
            "hours": float(self.hours[i]),
            **{key: {name: float(of[i]) for name, of in table.items()} for key, table in by_name.items()},
            "people_for": {name: float(of[i]) for name, of in self.people_for.items()},
            "people_in_all": float(self.all_people[i]),
            "load_in_all": float(self.all_load[i]),
            "people_per_erlang": None if np.isnan(ratio) else ratio,
            "short": bool(self.short[i]),
        }


def rota(scenario: Scenario) -> RotaNumbers:
    """Lay a scenario's staffing beside its demand, with no simulation.

    Parameters
    ----------
    scenario : Scenario
        Of which the measured span is looked at.

    Returns
    -------
    RotaView

    Raises
    ------
    ScenarioError
        If somebody's duties overlap.

    Examples
    --------
    >>> view = rota(load("scenarios/2024-02-backfill.toml"))
    >>> view.by_hour_of_week()[["day", "hour", "people", "load"]]
    """
    blueprint = draw_blueprint(scenario)
    periods = periods_of(blueprint.calendar, HOUR)
    week = _Week(periods, blueprint.calendar.tick_s)
    by_role = np.array([week.mean(people) for people in _presence_of_roles(blueprint, periods)])
    calls = np.array([week.per_hour(_calls(demand, week.edges_s)) for demand in blueprint.demands])
    handling_s = np.array([line.mean_handling_s() for line in scenario.lines.values()])
    load = calls * handling_s[:, None] / 3600
    serves, of_group = blueprint.policy.serves, blueprint.policy.role_group
    present = np.array([1 - group.absence.probability for group in scenario.groups.values()])[of_group]
    return RotaNumbers(
        blueprint,
        week.hours,
        {name: by_role[of_group == place].sum(axis=0) for place, name in enumerate(scenario.groups)},
        {name: by_role[serves[:, place]].sum(axis=0) for place, name in enumerate(scenario.lines)},
        dict(zip(scenario.lines, calls, strict=True)),
        dict(zip(scenario.lines, load, strict=True)),
        _short(by_role, serves, load),
        _short(by_role * present[:, None], serves, load),
        paid_hours(blueprint),
        working_time_warnings(blueprint),
    )


class _Week:
    """Periods of the span, gathered by hour of the week.

    Parameters
    ----------
    periods : Periods
        An hour each; shorter at the ends of the span, and two of them where the clock shows an hour twice.
    tick_s : float
        Seconds per tick.
    """

    def __init__(self, periods: Periods, tick_s: float) -> None:
        self.edges_s: Floats = np.asarray(periods.edges * tick_s, np.float64)
        self._length_h = np.diff(self.edges_s) / 3600
        self._hour = np.array([start.weekday() * 24 + start.hour for start in periods.starts])
        self.hours = self._sum(self._length_h)

    def _sum(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self._hour, values, HOURS_OF_WEEK), np.float64)

    def per_hour(self, totals: Floats) -> Floats:
        """Return totals of the periods as means an hour, shape (168,)."""
        with np.errstate(invalid="ignore"):
            return self._sum(totals) / np.where(self.hours > 0, self.hours, np.nan)

    def mean(self, levels: Floats) -> Floats:
        """Return the mean of levels that last as long as the periods, shape (168,)."""
        return self.per_hour(levels * self._length_h)


def _presence_of_roles(blueprint: Blueprint, periods: Periods) -> Floats:
    """Return the people on duty by role, shape (roles, periods): a headcount's have their group's own."""
    by_role: Plan = replace(blueprint.plan, group=blueprint.plan.role)
    return planned_presence(blueprint.duties, by_role, len(blueprint.policy.role_group), periods.edges)


def _calls(demand: LineDemand, edges_s: Floats) -> Floats:
    """Return the mean number of a line's fresh callers between some times, shape (edges - 1,)."""
    rates = demand.rates
    dates = np.split(rates.cumulative, rates.first[1:-1])
    at_s = np.concatenate([start + 60.0 * np.arange(len(of)) for start, of in zip(rates.start_s, dates, strict=True)])
    before = np.concatenate(([0.0], np.cumsum([of[-1] for of in dates])))
    so_far = np.concatenate([total + of for total, of in zip(before, dates, strict=False)])
    calls: Floats = np.diff(np.interp(edges_s, at_s, so_far))
    return calls


def _short(by_role: Floats, serves: Bools, load: Floats) -> Bools:
    """Tell in which hours some lines together bring more load than there are people who answer any of them.

    Every set of lines is looked at (Hall 1935, "On representatives of subsets"); of very many lines only each by
    itself, and all of them.
    """
    short = np.zeros(load.shape[1], np.bool_)
    for lines in _sets(len(load)):
        able = by_role[serves[:, lines].any(axis=1)].sum(axis=0)
        short |= able + _EXACT < load[lines].sum(axis=0)
    return short


def _sets(lines: int) -> Iterator[list[int]]:
    """Return the sets of lines to look at."""
    sizes = range(1, lines + 1) if lines <= _MANY_LINES else (1, lines)
    for size in sizes:
        yield from map(list, combinations(range(lines), size))


def paid_hours(blueprint: Blueprint) -> dict[str, PaidHours]:
    """Return each group's hours a week by plan."""
    return dict(_paid_hours(blueprint, periods_of(blueprint.calendar, HOUR)))


def _paid_hours(blueprint: Blueprint, periods: Periods) -> Iterator[tuple[str, PaidHours]]:
    scenario, plan = blueprint.scenario, blueprint.plan
    weeks = scenario.days / 7
    within = (plan.began >= blueprint.calendar.measured_from) & (plan.began < blueprint.calendar.horizon)
    named = ~are_of_posts(blueprint)
    for place, (name, group) in enumerate(scenario.groups.items()):
        own = within & (plan.group == place)
        if group.has_duties:
            yield name, _paid(blueprint, name, own, named, weeks)
        elif (blueprint.duties.group == place).any():
            hours = planned_presence(blueprint.duties, plan, len(scenario.groups), periods.edges)[place]
            length_h = np.diff(periods.edges) * blueprint.calendar.tick_s / 3600
            yield name, PaidHours("headcount", float((hours * length_h).sum()) / weeks)
        else:
            yield name, PaidHours("called up", 0.0)


def _paid(blueprint: Blueprint, name: str, own: Bools, named: Bools, weeks: float) -> PaidHours:
    """Return the hours a week of a group that has duties, of which some are counted, and some are of named people."""
    plan, group = blueprint.plan, blueprint.scenario.groups[name]
    staffing = next(way for way in WITH_DUTIES if getattr(group, way) is not None)
    hours, of_people = float(plan.paid_s[own].sum()) / 3600 / weeks, own & named
    posts, in_rota = posts_of(group.rota), group.rota.people if group.rota is not None else 0
    people = in_rota - posts + len(np.unique(plan.agent[own & (plan.agent >= in_rota)]))
    if not people:
        return PaidHours(staffing, hours, None if posts else 0, posts=posts)
    each = int(of_people.sum()) / weeks / people, float(plan.paid_s[of_people].sum()) / 3600 / weeks / people
    return PaidHours(staffing, hours, people, *each, posts=posts)


def _warning_document(warning: WorkingTimeWarning) -> dict[str, Any]:
    """Return a warning for JSON."""
    fields = {**vars(warning), "start": warning.start.isoformat(), "end": warning.end.isoformat()}
    return fields if warning.fortnight_kept is not None else {k: v for k, v in fields.items() if k != "fortnight_kept"}


def _total(tables: Mapping[str, Floats]) -> Floats:
    total: Floats = np.sum(list(tables.values()), axis=0)
    return total
