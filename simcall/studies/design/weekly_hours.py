"""Paid hours of posts and teams in a week of the calendar, without public holidays and changes of the clock."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date

from simcall.scenario import Rota, Shift, Team
from simcall.scenario.models.staffing import OFF
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["hours_of_posts", "hours_of_team", "paid_hours_a_week"]


def hours_of_posts(shift: Shift, days: Iterable[str]) -> float:
    """Return the paid hours a week of one person who works a shift on some days of the week."""
    return sum(_hours_on(shift, WEEKDAYS.index(day)) for day in days)


def hours_of_team(rota: Rota, team: Team, shifts: Mapping[str, Shift]) -> float:
    """Return the mean paid hours a week of one person of a team, over all weeks of the pattern."""
    assert rota.starts is not None
    days = math.lcm(len(rota.pattern), 7)
    on_day = [(rota.pattern[(day + team.offset) % len(rota.pattern)], day) for day in range(days)]
    hours = (_hours_on(shifts[name], (rota.starts.weekday() + day) % 7) for name, day in on_day if name != OFF)
    return team.share * sum(hours) * 7 / days


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
