"""Check names of shifts and lines in rotas and rosters, on the raw document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcall.files.messages import listed, meant, shown
from simcall.scenario.checks.pattern_overlaps import overlap_faults
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.lines import OF_DUTIES, STAFFING, WITH_AVAILABILITY, WITH_DUTIES
from simcall.scenario.models.paths import MISSING, KeyPath, child, lookup, named, served_by
from simcall.scenario.models.staffing import OFF

__all__ = ["staffing_faults"]

_NO_DUTIES = {
    "absence": "only people of a rota or a roster can miss a duty; a headcount counts only those who are there",
    "end_of_duty": "only a rota or a roster has duties that end; a headcount always follows the count rule",
    "leavers_per_year": "only people of a rota, and recruits, can leave; lower the headcount from a date on instead",
}
_NO_AVAILABILITY = {
    "headcount_by_date": "already gives the people who are there; leave availability out, or lower its numbers",
    "call_up": "already gives the people who come; leave availability out, and give a smaller pool",
    **dict.fromkeys(WITH_DUTIES, "has people who are absent one by one; give absence.probability instead"),
}


def staffing_faults(document: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong between shifts, rotas, rosters and lines.

    Parameters
    ----------
    document : mapping
        The merged document, right or wrong: what has the wrong type is passed over here.
    """
    faults = [
        Fault(("shifts", name), f"{shown(name)} marks a rest day in a pattern; give the shift another name")
        for name in named(document, "shifts")
        if name.casefold() == OFF
    ]
    for name, group in named(document, "groups").items():
        of_group = [*_shift_faults(document, group), *_designated_faults(document, group), *_headcount_faults(group)]
        of_group += [*_watched_faults(document, group), *_preference_faults(document, group), *_counted_faults(group)]
        of_group += [*_recruits_faults(document, name, group), *_leavers_faults(group)]
        of_group += _taken_faults(document, name)
        of_group += overlap_faults(named(document, "shifts"), group)
        faults += [Fault(("groups", name, *fault.path), fault.message, "reference") for fault in of_group]
    return faults


def _shift_faults(document: Mapping[str, Any], group: object) -> Iterator[Fault]:
    pattern = lookup(group, ("rota", "pattern"))
    days = [day for day in pattern if isinstance(day, str)] if isinstance(pattern, list | tuple) else []
    for day in dict.fromkeys(days):
        if day not in named(document, "shifts") and day != OFF:
            yield _no_shift(document, ("rota", "pattern"), day, (OFF,))
    for key, fixed in named(child(group, "rota"), "fixed").items():
        shift = child(fixed, "shift")
        if isinstance(shift, str) and shift not in named(document, "shifts"):
            yield _no_shift(document, ("rota", "fixed", key, "shift"), shift, ())
    absences = lookup(group, ("absence", "on"))
    for number, more in enumerate(absences if isinstance(absences, list | tuple) else ()):
        shift, path = child(more, "shift"), ("absence", "on", str(number), "shift")
        if isinstance(shift, str) and named(group, "roster"):
            yield Fault(path, "a roster has no named shifts; leave it out, and give the date alone")
        elif isinstance(shift, str) and shift not in named(document, "shifts"):
            yield _no_shift(document, path, shift, ())


def _no_shift(document: Mapping[str, Any], path: KeyPath, name: str, others: tuple[str, ...]) -> Fault:
    names = (*named(document, "shifts"), *others)
    if name.casefold() == OFF:
        hint = f'write "{OFF}" for a rest day' if others else "leave out the days on which nobody works it"
    elif names == others:
        hint = 'the scenario has no shifts; write [shifts.early] with start = "07:00" and end = "15:00"'
    else:
        hint = meant(name, names, "the shifts are")
    return Fault(path, f"{shown(name)} is not a shift; {hint}")


def _designated_faults(document: Mapping[str, Any], group: object) -> Iterator[Fault]:
    for part in ("teams", "fixed"):
        for key, people in named(child(group, "rota"), part).items():
            for line in named(people, "designated"):
                yield from _line_faults(document, group, ("rota", part, key, "designated", line), line)
    for line in _roster_lines(lookup(group, ("roster", "duties"))):
        yield from _line_faults(document, group, ("roster", "duties"), line)


def _roster_lines(duties: object) -> list[str]:
    """Return each line that a written roster designates somebody to."""
    if isinstance(duties, Mapping):
        column = child(duties, "line")
    else:
        column = [child(duty, "line") for duty in duties] if isinstance(duties, list | tuple) else None
    lines = [line for line in column if isinstance(line, str)] if isinstance(column, list | tuple) else []
    return [line for line in dict.fromkeys(lines) if line]


def _line_faults(document: Mapping[str, Any], group: object, path: KeyPath, line: str) -> Iterator[Fault]:
    lines, served = named(document, "lines"), served_by(group)
    if line not in lines:
        if lines:
            yield Fault(
                path,
                f"it designates people to {shown(line)}, which is not a line; {meant(line, lines, 'the lines are')}",
            )
    elif line not in served and all(name in lines for name in served):
        yield Fault(path, f"it designates people to {line}, which the group does not serve; it serves {listed(served)}")


def _counted_faults(group: object) -> Iterator[Fault]:
    """Refuse people designated to a line in a group that only counts its people."""
    if child(group, "end_of_duty") != "count":
        return
    message = 'under end_of_duty = "count" people are counted, not known one by one; leave it out, or use "named"'
    for part in ("teams", "fixed"):
        for key, people in named(child(group, "rota"), part).items():
            if any(number != 0 for number in named(people, "designated").values()):
                yield Fault(("rota", part, key, "designated"), message)
    if _roster_lines(lookup(group, ("roster", "duties"))):
        yield Fault(("roster",), f"it designates people to lines; {message}")


def _watched_faults(document: Mapping[str, Any], group: object) -> Iterator[Fault]:
    """Refuse a call-up rule that watches a line that is not there."""
    lines, watched = named(document, "lines"), lookup(group, ("call_up", "lines"))
    for line in watched if isinstance(watched, list | tuple) else ():
        if isinstance(line, str) and line not in lines and lines:
            message = f"it watches {shown(line)}, which is not a line; {meant(line, lines, 'the lines are')}"
            yield Fault(("call_up", "lines"), message)


def _preference_faults(document: Mapping[str, Any], group: object) -> Iterator[Fault]:
    """Refuse a preference for a line that is not there, that the group does not serve, or that is named twice."""
    lines, served, preferred = named(document, "lines"), served_by(group), child(group, "prefers")
    names = [line for line in preferred if isinstance(line, str)] if isinstance(preferred, list | tuple) else []
    for line in dict.fromkeys(names):
        if line not in lines and lines:
            yield Fault(
                ("prefers",), f"it prefers {shown(line)}, which is not a line; {meant(line, lines, 'the lines are')}"
            )
        elif line not in served and all(name in lines for name in served):
            yield Fault(("prefers",), f"it prefers {line}, which the group does not serve; it serves {listed(served)}")
        elif names.count(line) > 1:
            yield Fault(("prefers",), f"it names {line} more than once")


def _recruits_faults(document: Mapping[str, Any], name: str, group: object) -> Iterator[Fault]:
    """Refuse recruits who join a group that is not there or has no teams, or teams that are not there."""
    groups = named(document, "groups")
    with_teams = [key for key, table in groups.items() if named(child(table, "rota"), "teams")]
    for cohort, recruits in named(group, "recruits").items():
        joins, path = child(recruits, "joins"), ("recruits", cohort, "joins")
        if not isinstance(joins, str):
            continue
        if joins not in groups:
            yield Fault(
                path, f"they join {shown(joins)}, which is not a group; {meant(joins, groups, 'the groups are')}"
            )
        elif joins not in with_teams:
            own = ", which is where they are supervised" if joins == name else ""
            have = f"; those with teams: {listed(with_teams)}" if with_teams else "; no group has one"
            yield Fault(path, f"they join {joins}{own}, and it has no rota with teams whose shifts they work{have}")
        else:
            teams = named(child(groups[joins], "rota"), "teams")
            yield from _team_faults(child(recruits, "teams"), joins, teams, ("recruits", cohort, "teams"))


def _team_faults(teams_named: object, joins: str, teams: Mapping[str, Any], path: KeyPath) -> Iterator[Fault]:
    names = [team for team in teams_named if isinstance(team, str)] if isinstance(teams_named, list | tuple) else []
    for team in dict.fromkeys(names):
        if team not in teams:
            hint = meant(team, teams, f"the teams of {joins} are")
            yield Fault(path, f"they work with team {shown(team)}, which {joins} does not have; {hint}")
        elif names.count(team) > 1:
            yield Fault(path, f"it names team {team} more than once")


def _taken_faults(document: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Refuse people who are taken from their own group, in a circle, or from a group where nobody can be missing."""
    source = lookup(document, ("groups", name, "taken_from"))
    if isinstance(source, str) and source in named(document, "groups"):
        yield from _source_faults(document, name, source)
    circle = [name]
    while isinstance(source := lookup(document, ("groups", circle[-1], "taken_from")), str):
        if source == name:
            how = f"in a circle: {' -> '.join((*circle, name))}" if len(circle) > 1 else "from itself"
            message = f"{name} takes its people {how}; name the group or the work that really loses them"
            yield Fault(("taken_from",), message)
        if source in circle:
            return
        circle.append(source)


def _source_faults(document: Mapping[str, Any], name: str, source: str) -> Iterator[Fault]:
    """Refuse people who are called up, or themselves taken from another group, as the source of people."""
    other = lookup(document, ("groups", source, "taken_from"))
    if isinstance(other, str) and other in named(document, "groups") and other != name:
        message = f"{name} takes its people from {source}, which takes its own from {other}; name {other} here too"
        yield Fault(("taken_from",), message)
    if child(named(document, "groups")[source], "call_up") not in (None, MISSING):
        message = f"{name} takes its people from {source}, who are called up themselves; name the group that they leave"
        yield Fault(("taken_from",), message)


def _leavers_faults(group: object) -> Iterator[Fault]:
    """Refuse leavers among named people of a roster, which itself says until when each of them is there."""
    if named(group, "roster") and child(group, "leavers_per_year") not in (None, MISSING, 0):
        message = (
            "a roster shows until when each person works; leave this out, and delete the duties of people who leave"
        )
        yield Fault(("leavers_per_year",), message)


def _headcount_faults(group: object) -> Iterator[Fault]:
    """Refuse what is for people with duties where only a headcount is given, and the other way round."""
    ways = [way for way in STAFFING if child(group, way) is not MISSING]
    if ways and child(group, "availability") is not MISSING and not set(WITH_AVAILABILITY) & set(ways):
        yield Fault(("availability",), f"{ways[0]} {_NO_AVAILABILITY[ways[0]]}")
    if ways and not set(WITH_DUTIES) & set(ways):
        for key in OF_DUTIES:
            if isinstance(group, Mapping) and key in group:
                yield Fault((key,), _NO_DUTIES[key])
