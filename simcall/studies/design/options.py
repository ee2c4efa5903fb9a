"""What a design can put people on: each shift on each set of days, and the teams of a pattern."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from simcall.scenario import FixedShift, Group, Rota, Scenario, Shift, Team
from simcall.scenario.models.lines import OF_DUTIES
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.kept_staffing import TEAMS, kept_rota, people_and_hours
from simcall.studies.design.request import DesignRequest, GroupRequest, Minimise
from simcall.studies.design.rota_posts import PATTERN
from simcall.studies.design.weekly_hours import hours_of_posts

__all__ = ["Option", "most_steps", "options_of", "rota_beside", "staffed", "tables_of"]

_MOST_ON_AN_OPTION = 80
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Option:
    """A shift on some days, or the pattern of the full-time teams.

    Attributes
    ----------
    group : str
        The group.
    shift : str
        The shift's name; `PATTERN` for the teams.
    name : str
        The name of its post in a scenario; `PATTERN` for the teams.
    days : tuple of str
        The days of the week on which it starts.
    paid_hours : float
        Paid hours a week for each person on it; of the teams, for one more person in every team. In a design for one
        day, the hours of that day.
    people : int
        How many people one step is: 1, or the number of full-time teams that are there on the first day; in a design
        for one day, of those that work on it.
    weight : float
        What one step adds to what is minimised.
    """

    group: str
    shift: str
    name: str
    days: tuple[str, ...]
    paid_hours: float
    people: int
    weight: float

    @property
    def is_pattern(self) -> bool:
        """Whether it is the teams' pattern."""
        return self.shift == PATTERN


def options_of(request: DesignRequest) -> tuple[Option, ...]:
    """Return every option of the designed groups, in the order of the file."""
    return tuple(option for name in request.groups for option in _of_group(request, name))


def _of_group(request: DesignRequest, name: str) -> Iterator[Option]:
    group_request = request.groups[name]
    if group_request.team_people is not None:
        people, hours = _one_more_in_each_team(request, name)
        weight = _weight(request, group_request, hours, people)
        yield Option(name, PATTERN, PATTERN, (), hours, people, weight)
    for shift_name, shift in group_request.shifts.items():
        for days_name, days in group_request.days.items():
            hours = hours_of_posts(shift, days)
            weight = _weight(request, group_request, hours, 1)
            yield Option(name, shift_name, f"{shift_name} {days_name}", days, hours, 1, weight)


def _one_more_in_each_team(request: DesignRequest, name: str) -> tuple[int, float]:
    """Return the people and the paid hours of one more in each full-time team; on one day, of those who work."""
    scenario, rota = request.scenario, request.scenario.groups[name].rota
    assert rota is not None
    full_time = {team: table.model_copy(update={"people": 1}) for team, table in rota.teams.items() if table.share == 1}
    one_more = rota.model_copy(update={"teams": full_time, "fixed": {}})
    return people_and_hours(one_more, scenario, once=request.groups[name].is_for_one_day)


def _weight(request: DesignRequest, group: GroupRequest, hours: float, people: int) -> float:
    if request.minimise is Minimise.PEOPLE:
        return float(people)
    return hours * (group.cost_per_hour or 0.0) if request.minimise is Minimise.COST else hours


def most_steps(request: DesignRequest, options: Sequence[Option], plenty: Sequence[int]) -> list[int]:
    """Return the most steps on each option that can be of use.

    Parameters
    ----------
    request : DesignRequest
        The limits.
    options : sequence of Option
        The options.
    plenty : sequence of int
        For each group, enough people for its busiest hour.
    """
    names = list(request.groups)
    return [_most_of(option, request.groups[option.group], plenty[names.index(option.group)]) for option in options]


def _most_of(option: Option, group_request: GroupRequest, plenty: int) -> int:
    """Return the most steps: enough for the busiest hour and for each least number, unless a limit forbids it."""
    crew = group_request.team_people if option.is_pattern else group_request.each_shift
    totals = ((group_request.people, option.people), (group_request.paid_hours, option.paid_hours))
    least = [math.ceil(total.least / of_a_step - _ROUNDING) for total, of_a_step in totals if of_a_step]
    least.append(int(crew.least) if crew is not None else 0)
    limits = [max(min(int(plenty), _MOST_ON_AN_OPTION), *least)]
    if group_request.people.most is not None and option.people:
        limits.append(int(group_request.people.most // option.people))
    if option.is_pattern and crew is not None and crew.most is not None:
        limits.append(int(crew.most))
    return min(limits)


def rota_beside(group: Group, request: GroupRequest) -> Rota | None:
    """Return what stays of a group's present rota; teams stay with a designed size too, with today's people."""
    return kept_rota(group.rota, request.keep if request.team_people is None else (*request.keep, TEAMS))


def staffed(
    request: DesignRequest,
    options: Sequence[Option],
    people: Sequence[int],
    name: str | None = None,
    sources: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Scenario:
    """Return the scenario with people on the options, in place of what the designed groups do not keep.

    Parameters
    ----------
    request : DesignRequest
        What is designed.
    options : sequence of Option
        The options.
    people : sequence of int
        Steps on each of them.
    name : str, optional
        The name of the scenario; by default the name stays.
    sources : mapping of str to mapping
        The new entries of its provenance, by path.
    """
    tables = tables_of(request, options, people)
    emptied = {f'groups."{group}".headcount': 0 for group in request.groups}
    changes: dict[str, object] = {f'shifts."{shift}"': table for shift, table in tables.get("shifts", {}).items()}
    for group, entries in tables["groups"].items():
        kept = _of_duties(request.scenario, group) if "rota" in entries else {}
        changes |= {f'groups."{group}".{key}': value for key, value in (kept | entries).items()}
    changes |= {"provenance": sources} if sources else {}
    return request.scenario.update(emptied).update(changes, name=name)  # a headcount displaces rota and absence


def _of_duties(scenario: Scenario, group: str) -> dict[str, Any]:
    """Return what a group with duties has besides its rota, such as absence."""
    table = scenario.document()["groups"][group]
    return {key: table[key] for key in OF_DUTIES if key in table and scenario.groups[group].has_duties}


def tables_of(request: DesignRequest, options: Sequence[Option], people: Sequence[int]) -> dict[str, Any]:
    """Return what a scenario file with these people says besides the first scenario: its tables "shifts" and "groups".

    A group that has a headcount today keeps its rule at the end of a duty: nobody starts a call beyond the number.
    """
    shifts: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    for name, group_request in request.groups.items():
        group = request.scenario.groups[name]
        own = [(option, n) for option, n in zip(options, people, strict=True) if option.group == name]
        for option, n in own:
            if n and not option.is_pattern and option.shift not in request.scenario.shifts:
                shifts[option.shift] = shift_table(group_request.shifts[option.shift])
        rota = _rota_table(group, group_request, own)
        groups[name] = {"rota": rota} if rota else {"headcount": 0}
        if rota and group.has_headcount:
            groups[name]["end_of_duty"] = "count"
    return ({"shifts": shifts} if shifts else {}) | {"groups": groups}


def _rota_table(group: Group, request: GroupRequest, own: Sequence[tuple[Option, int]]) -> dict[str, Any]:
    """Return a group's designed rota as a table of a scenario file; empty if nobody is on it."""
    kept = rota_beside(group, request)
    size = next((n for option, n in own if option.is_pattern), None)
    table: dict[str, Any] = {}
    if kept is not None and kept.teams:
        full_time = (
            {} if size is None else {name: {"people": size} for name, team in kept.teams.items() if team.share == 1}
        )
        table |= {"pattern": list(kept.pattern), "starts": kept.starts}
        table["teams"] = {name: _written(team) | full_time.get(name, {}) for name, team in kept.teams.items()}
    posts = {} if kept is None else {name: _written(post) for name, post in kept.fixed.items()}
    posts |= {
        option.name: {"shift": option.shift, "days": list(option.days), "people": n}
        for option, n in own
        if n and not option.is_pattern
    }
    return table | ({"fixed": posts} if posts else {})


def _written(entry: Team | FixedShift) -> dict[str, Any]:
    table = entry.model_dump(mode="python", exclude_defaults=True)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in table.items()}


def shift_table(shift: Shift) -> dict[str, Any]:
    """Return a shift as a table of a scenario file."""
    table = _hours_table(shift)
    if not shift.breaks:
        del table["breaks"]
    if shift.on is None:
        return table
    other_days = (weekday for weekday, hours in enumerate(shift.on.days) if hours is not None)
    return table | {"on": {WEEKDAYS[weekday]: _hours_table(shift.on_weekday(weekday)) for weekday in other_days}}


def _hours_table(shift: Shift) -> dict[str, Any]:
    """Return the hours and the breaks of a shift, also if it has no break: on other days it may have some."""
    breaks = [
        {
            "length": plain_duration(rest.length),
            "after": plain_duration(rest.after),
            "before": plain_duration(rest.before),
        }
        | ({"paid": True} if rest.paid else {})
        for rest in shift.breaks
    ]
    return {"start": f"{shift.start:%H:%M}", "length": plain_duration(60.0 * shift.minutes), "breaks": breaks}
