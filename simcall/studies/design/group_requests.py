"""What a design may do with one group: its table, compared with the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from simcall.files.advice import Advice, Write
from simcall.files.messages import listed
from simcall.scenario import Group, Scenario, Shift
from simcall.scenario.models.lines import STAFFING, cohorts_joining
from simcall.scenario.models.paths import format_path
from simcall.scenario.models.staffing import FixedShift, Team
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.kept_staffing import TEAMS, is_kept, kept_parts, today_beside
from simcall.studies.design.request import GroupRequest, Limits, WorkingRules
from simcall.studies.design.request_tables import GroupTable, HoursLimits, PeopleLimits
from simcall.studies.design.shift_choices import Fault
from simcall.studies.design.written_choices import BASE, EVERY, ONCE

__all__ = ["group_faults", "group_request"]

_OF_POSTS = ("days", "kinds", "each_shift")
_SHIFTS_EXAMPLE = 'starts = ["07:00", "15:00"] and lengths = ["8 h"]'


def group_request(scenario: Scenario, name: str, table: GroupTable, shifts: Mapping[str, Shift]) -> GroupRequest:
    """Return what the design may do with a group whose table has no fault.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is staffed today.
    name : str
        The group.
    table : GroupTable
        Its table.
    shifts : mapping of str to Shift
        The shifts to choose from.
    """
    group, keep = scenario.groups[name], _keep(scenario.groups[name], table)
    days = _days(scenario, table)
    needs_today = _uses_base(table.people) or _uses_base(table.paid_hours)
    people, hours = today_beside(scenario, name, keep, once=ONCE in days) if needs_today else (0, 0.0)
    is_officers = bool(group.taken_from)
    return GroupRequest(
        shifts=shifts,
        days=days,
        kinds=table.kinds,
        people=_limits(table.people, people),
        paid_hours=_limits(table.paid_hours, hours),
        each_shift=Limits(table.each_shift.least, table.each_shift.most),
        team_people=_team_people(group, table),
        keep=keep,
        rules=WorkingRules(table.rules or ("officers" if is_officers else "staff")),
        cost_per_hour=table.cost_per_hour,
    )


def _limits(limits: PeopleLimits | HoursLimits, today: float) -> Limits:
    least, most = (today if limit == BASE else limit for limit in (limits.least, limits.most))
    assert not isinstance(least, str)
    assert not isinstance(most, str)
    return Limits(least or 0, most)


def _uses_base(limits: PeopleLimits | HoursLimits) -> bool:
    return BASE in (limits.least, limits.most)


def _days(scenario: Scenario, table: GroupTable) -> dict[str, tuple[str, ...]]:
    """Return the sets of days; by default all days, or the only day of the span."""
    only_day = (WEEKDAYS[scenario.start.weekday()],)
    if table.days is None:
        return {ONCE: only_day} if scenario.days <= 1 else {EVERY: WEEKDAYS}
    return {name: only_day if name == ONCE else days for name, days in table.days.items()}


def _team_people(group: Group, table: GroupTable) -> Limits | None:
    """Return the limits of a full-time team, which at least has the people who are designated to a line."""
    if table.team_people is None:
        return None
    return Limits(max(table.team_people.least, _designated(group)), table.team_people.most)


def _designated(group: Group) -> int:
    teams = group.rota.teams.values() if group.rota else ()
    return max((sum(team.designated.values()) for team in teams if team.share == 1), default=0)


def _keep(group: Group, table: GroupTable) -> tuple[str, ...]:
    rota = group.rota
    parts = [part for written in table.keep for part in kept_parts(rota, written)] if rota else []
    teams = {part for part in parts if part.startswith(f"{TEAMS}.")} if TEAMS in parts else set()
    return tuple(part for part in dict.fromkeys(parts) if part not in teams)


def group_faults(
    scenario: Scenario, name: str, table: GroupTable, given: Set[str], *, needs_cost: bool
) -> Iterator[Fault]:
    """Find what a group's table gets wrong, or leaves open, about the scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is staffed today.
    name : str
        The group.
    table : GroupTable
        Its table, without the keys that hold a wrong value.
    given : set of str
        The keys that the file has, with a right value or a wrong one.
    needs_cost : bool
        Whether the cost is to be least.

    Yields
    ------
    Fault
    """
    group = scenario.groups[name]
    yield from _staffing_faults(group)
    yield from _choice_faults(given)
    yield from _days_faults(scenario, table)
    yield from _base_faults(group, table)
    keep_faults = list(_keep_faults(group, table))
    yield from keep_faults
    keep_is_right = not keep_faults and ("keep" in table.model_fields_set or "keep" not in given)
    if keep_is_right:
        yield from _team_faults(group, table)
        yield from _lost_faults(group, table, teams_stay="team_people" in given)
        if "team_people" not in given:
            yield from _recruits_faults(scenario, name, _keep(group, table))
    if needs_cost and "cost_per_hour" not in given:
        yield ("cost_per_hour",), "this is missing, and the cost is to be least; write what a paid hour costs"


def _staffing_faults(group: Group) -> Iterator[Fault]:
    if group.call_up is not None:
        yield (), "this group comes only when it is called up; design the rota of a group with planned duties"
    if group.recruits is not None:
        yield (), "these are recruits under supervision; design the rota of the group that they join"
    if group.availability != 1:
        staffing = next(way for way in STAFFING if getattr(group, way) is not None)
        message = (
            f"the scenario has {staffing} with availability = {group.availability:g}, and a rota has absence "
            "instead; in the scenario, give the group a rota with absence.probability, or leave availability out"
        )
        yield (), message


def _choice_faults(given: Set[str]) -> Iterator[Fault]:
    """Refuse a table that gives shifts in two ways, in half a way or not at all."""
    combined = [key for key in ("starts", "lengths", "breaks") if key in given]
    if "shifts" in given and combined:
        message = f"give either shifts, with their own breaks, or starts, lengths and breaks; here is {combined[0]} too"
        yield ("shifts",), message
    elif combined and not {"starts", "lengths"} <= given:
        missing = "starts" if "starts" not in given else "lengths"
        example = (
            'starts = { from = "06:00", to = "18:00", step = "1 h" }' if missing == "starts" else 'lengths = ["8 h"]'
        )
        yield (missing,), f"this is missing, and the table gives {combined[0]}; write {example}"
    elif not combined and "shifts" not in given:
        idle = next((key for key in _OF_POSTS if key in given), None)
        if idle is not None:
            yield (idle,), f"this needs shifts; write {_SHIFTS_EXAMPLE}"
        elif "team_people" not in given:
            yield (), f"nothing is designed here; write {_SHIFTS_EXAMPLE}, or leave the group out and it stays as it is"


def _days_faults(scenario: Scenario, table: GroupTable) -> Iterator[Fault]:
    if table.days and ONCE in table.days and scenario.days > 1:
        message = (
            f'"{ONCE}" is for a span of one day, and the scenario has {scenario.days:g} days; write "{EVERY}", '
            'or days such as "Mon-Fri"'
        )
        yield ("days",), message


def _base_faults(group: Group, table: GroupTable) -> Iterator[Fault]:
    """Refuse today's people or hours as a limit where the scenario does not say them."""
    for key, limits in (("people", table.people), ("paid_hours", table.paid_hours)):
        for end, limit in (("min", limits.least), ("max", limits.most)):
            if limit == BASE and not group.has_duties:
                message = (
                    f'"{BASE}" is not available: the scenario gives only the number of people on duty, and not their '
                    "duties; write a number"
                )
                yield (key, end), message


def _keep_faults(group: Group, table: GroupTable) -> Iterator[Fault]:
    for index, written in enumerate(table.keep):
        if group.rota is None:
            message = "only parts of a rota can be kept, and the scenario has none for this group; leave this out"
            yield ("keep",), message
            return
        try:
            kept_parts(group.rota, written)
        except ValueError as fault:
            yield ("keep", str(index)), str(fault)


def _team_faults(group: Group, table: GroupTable) -> Iterator[Fault]:
    """Refuse teams if the file does not say whether they are designed, stay or go."""
    if table.team_people is None:
        return
    teams, keep = group.rota.teams if group.rota else {}, _keep(group, table)
    full_time = [name for name, team in teams.items() if team.share == 1]
    open_teams = [name for name in teams if name not in full_time and not is_kept(keep, "teams", name)]
    kept = [name for name in full_time if is_kept(keep, "teams", name)]
    most, designated = table.team_people.most, _designated(group)
    if not full_time:
        message = "the scenario has no full-time team here; leave this out, or give the group a pattern with teams"
        yield ("team_people",), message
    elif kept:
        yield ("team_people",), f"keep says that {listed(kept)} stay as they are; leave out keep or team_people"
    elif open_teams:
        parts = [format_path(("rota", "teams", name)) for name in open_teams]
        message = f"part-time teams are not designed ({listed(open_teams)}); to keep them, "
        yield ("team_people",), Advice(message, Write("keep", parts))
    if most is not None and most < designated:
        message = f"a team has {designated} people who are designated to a line; write {designated} or more"
        yield ("team_people", "max"), message


def _lost_faults(group: Group, table: GroupTable, *, teams_stay: bool) -> Iterator[Fault]:
    """Refuse to replace posts with people designated to a line, or shifts that absences name."""
    rota, keep = group.rota, _keep(group, table)
    if rota is None:
        return
    teams = {} if teams_stay else rota.teams
    parts: list[tuple[str, str, Team | FixedShift]] = [("teams", name, team) for name, team in teams.items()]
    parts += [("fixed", name, post) for name, post in rota.fixed.items()]
    for kind, name, part in parts:
        lines = [line for line, people in part.designated.items() if people]
        if lines and not is_kept(keep, kind, name):
            path = format_path(("rota", kind, name))
            message = f"{name} has people who answer only {listed(lines)}, and designed posts have none; to keep them, "
            yield ("keep",), Advice(message, Write("keep", [path]), ", or leave designated out of the scenario")
    gone = {post.shift for name, post in rota.fixed.items() if not is_kept(keep, "fixed", name)}
    for absence in group.absence.on:
        if absence.shift in gone:
            message = (
                f"absence.on names the shift {absence.shift}, which the design may not use; in the scenario, leave the "
                "shift out, so that these people are missing on the date"
            )
            yield (), message


def _recruits_faults(scenario: Scenario, name: str, keep: tuple[str, ...]) -> Iterator[Fault]:
    """Refuse a design without the teams that recruits join."""
    rota = scenario.groups[name].rota
    for supervised_in, cohort, recruits in cohorts_joining(scenario.groups, name):
        joined = recruits.teams or (tuple(rota.teams) if rota else ())
        if not all(is_kept(keep, "teams", team) for team in joined):
            message = (
                f"recruits join teams of this group (groups.{supervised_in}.recruits.{cohort}), and the teams are "
                "not kept; "
            )
            sizes = Write("team_people", {"min": 1}, purpose="to design the teams")
            yield ("keep",), Advice(message, Write("keep", [TEAMS]), " or ", sizes)
