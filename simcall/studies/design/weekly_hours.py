"""Paid hours of posts and teams in a week or on a day of the calendar, without changes of the clock."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date

from simcall.scenario import Rota, Shift, Team
from simcall.scenario.models.staffing import OFF
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["hours_of_posts", "hours_of_team", "paid_hours_a_week", "people_and_hours_on"]


def hours_of_posts(shift: Shift, days: Iterable[str]) -> float:
    """Return the paid hours a week of one person who works a shift on some days of the week."""
    return sum(_hours_on(shift, WEEKDAYS.index(day)) for day in days)


def hours_of_team(rota: Rota, team: Team, shifts: Mapping[str, Shift]) -> float:
    """Return the mean paid hours a week of one person of a team, over all weeks of the pattern."""
    days = math.lcm(len(rota.pattern), 7)
    return sum(_hours_of_team_on(rota, team, shifts, day) for day in range(days)) * 7 / days


def _hours_of_team_on(rota: Rota, team: Team, shifts: Mapping[str, Shift], day: int) -> float:
    """Return the mean paid hours of one person of a team, on a day counted from the start of the pattern."""
    assert rota.starts is not None
    name = rota.pattern[(day + team.offset) % len(rota.pattern)]
    return 0.0 if name == OFF else team.share * _hours_on(shifts[name], (rota.starts.weekday() + day) % 7)


def _hours_on(shift: Shift, weekday: int) -> float:
    """Return the paid hours of a shift that starts on a day of the week."""
    variant = shift.on_weekday(weekday)
    unpaid_s = sum(pause.length for pause in variant.breaks if not pause.paid)
    return max(0.0, variant.minutes * 60 - unpaid_s) / 3600


def paid_hours_a_week(rota: Rota, shifts: Mapping[str, Shift], on: date) -> float:
    """Return the paid hours a week of the people of a rota who are there on a date."""
    posts = (
        post.people * hours_of_posts(shifts[post.shift], post.days) for post in rota.fixed.values() if post.is_there(on)
    )
    teams = (team.people * hours_of_team(rota, team, shifts) for team in rota.teams.values() if team.is_there(on))
    return sum(posts) + sum(teams)


def people_and_hours_on(rota: Rota, shifts: Mapping[str, Shift], on: date) -> tuple[int, float]:
    """Return how many people of a rota have a shift that starts on a date, and their paid hours."""
    weekday = WEEKDAYS[on.weekday()]
    duties = [
        (post.people, hours_of_posts(shifts[post.shift], (weekday,)))
        for post in rota.fixed.values()
        if weekday in post.days and post.is_there(on)
    ]
    if rota.starts is not None:
        day = (on - rota.starts).days
        hours_of_teams = ((team, _hours_of_team_on(rota, team, shifts, day)) for team in rota.teams.values())
        duties += [(team.people, hours) for team, hours in hours_of_teams if hours and team.is_there(on)]
    return sum(people for people, _ in duties), sum(people * hours for people, hours in duties)
