"""Warn of recruits who change nothing in a run, and of teams with too few tutors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from math import ceil
from typing import NamedTuple

from simcall.scenario.listing.coverage import Coverage
from simcall.scenario.models.lines import Group, ScenarioModel, cohorts_joining
from simcall.scenario.models.staffing import Recruits, Team

__all__ = ["recruits_warnings"]

_EXACT = 1e-9
"""Three recruits with a third of a tutor each need one, whatever their sum is as a float."""
_SHOWN = 6


class _Learning(NamedTuple):
    """Recruits on a team while they are supervised."""

    since: date
    until: date
    tutors: float
    """That they need together."""


class _Short(NamedTuple):
    """From when on a team has fewer people on a shift than tutors are needed, and how many of both."""

    since: date
    needed: int
    there: float


def recruits_warnings(scenario: ScenarioModel, coverage: Coverage) -> Iterator[str]:
    """Return what is odd about the recruits of a scenario, in sentences for planners.

    Parameters
    ----------
    scenario : ScenarioModel
        The scenario.
    coverage : Coverage
        When its run is.
    """
    for name, group in scenario.groups.items():
        for cohort, recruits in (group.recruits or {}).items():
            yield from _about_cohort(f"cohort {cohort} of {name}", recruits, coverage)
    for name, group in scenario.groups.items():
        yield from _about_tutors(scenario, name, group, coverage)


def _about_cohort(who: str, recruits: Recruits, coverage: Coverage) -> Iterator[str]:
    begin, end = coverage.begin, coverage.end
    ends = f"the run ends on {end:%Y-%m-%d %H:%M}"
    if recruits.people == 0:
        yield f"{who} has no people: nobody comes"
    elif _midnight(recruits.takes_calls) >= end:
        yield f"{who} takes its first calls on {recruits.takes_calls}, and {ends}: it changes nothing"
    elif _midnight(recruits.is_trained) >= end:
        joins = f"none of its people join {recruits.joins} before that"
        yield f"{who} is supervised until {recruits.is_trained}, and {ends}: {joins}"
    elif _midnight(recruits.is_trained) <= begin:
        yield (
            f"{who} is trained by {recruits.is_trained}, and the run begins on {begin:%Y-%m-%d %H:%M}: all its people "
            f"are {recruits.joins} from the first day"
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _about_tutors(scenario: ScenarioModel, name: str, group: Group, coverage: Coverage) -> Iterator[str]:
    """Warn of teams in which recruits need more tutors than there are people on a shift."""
    short: dict[_Short, list[str]] = {}
    for team, learning in _learning(scenario, name, group).items():
        assert group.rota is not None
        if shortage := _worst(group.rota.teams[team], learning, coverage):
            short.setdefault(shortage, []).append(team)
    for shortage, teams in short.items():
        named_teams = ", ".join(teams[:_SHOWN]) + (f" and {len(teams) - _SHOWN} more" if len(teams) > _SHOWN else "")
        yield _too_few(
            f"team {named_teams} of {name}" if len(teams) == 1 else f"each of teams {named_teams} of {name}", shortage
        )


def _too_few(which: str, short: _Short) -> str:
    tutors = "1 tutor" if short.needed == 1 else f"{short.needed} tutors"
    if short.there == 0:
        return f"{which} has nobody from {short.since}, and its recruits need {tutors}: they take calls alone"
    people = "1 person" if short.there == 1 else f"{short.there:.3g} people"
    return (
        f"{which} has {people} on a shift, and its recruits need {tutors} from {short.since} on: all of the team sit "
        "beside them, and some have no tutor"
    )


def _learning(scenario: ScenarioModel, name: str, group: Group) -> dict[str, list[_Learning]]:
    """Return the recruits who are supervised beside each team of a group."""
    learning: dict[str, list[_Learning]] = {}
    for _, _, recruits in cohorts_joining(scenario.groups, name):
        assert group.rota is not None
        for team, members in recruits.learning(group.rota).teams.items():
            needed = members.people * recruits.tutors
            learning.setdefault(team, []).append(_Learning(recruits.takes_calls, recruits.is_trained, needed))
    return learning


def _worst(team: Team, learning: list[_Learning], coverage: Coverage) -> _Short | None:
    """Return when most tutors are missing, within the run; None if that is never."""
    first, last = coverage.begin.date(), coverage.end
    dates = {max(first, cohort.since) for cohort in learning} | ({team.leaves} if team.leaves else set())
    worst: _Short | None = None
    for day in sorted(day for day in dates if first <= day and _midnight(day) < last):
        needed = ceil(sum(cohort.tutors for cohort in learning if cohort.since <= day < cohort.until) - _EXACT)
        shortage = _Short(day, needed, team.people * team.share if team.is_there(day) else 0.0)
        if needed > shortage.there and (worst is None or _missing(shortage) > _missing(worst)):
            worst = shortage
    return worst


def _missing(short: _Short) -> float:
    return short.needed - short.there
