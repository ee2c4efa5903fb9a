"""The posts of a scenario's rota, so that a rota of today and a designed one can be set beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from simcall.scenario import FixedShift, Rota, Scenario, Shift
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.designed import Post
from simcall.studies.design.weekly_hours import hours_of_posts, hours_of_team, people_and_hours_on

__all__ = ["PATTERN", "posts_of", "posts_on_first_day"]

PATTERN = "pattern"
"""The name and the shift of the post that stands for the teams."""


def posts_of(scenario: Scenario, group: str) -> tuple[Post, ...]:
    """Return the posts of a group's rota on the first day of the scenario, by start and days.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    group : str
        The group.

    Returns
    -------
    tuple of Post
        One for each fixed shift, or several if its hours differ between its days; then one for all teams together.
        Empty for a group without a rota.
    """
    rota = scenario.groups[group].rota
    if rota is None:
        return ()
    first_day = scenario.measured_from.date()
    fixed = (
        post
        for name, entry in rota.fixed.items()
        if entry.people and entry.is_there(first_day)
        for post in _posts_of_entry(group, name, entry, scenario.shifts[entry.shift])
    )
    by_start = sorted(fixed, key=lambda post: (post.start, post.length_s, *map(WEEKDAYS.index, post.days)))
    return (*by_start, *_teams(scenario, group, rota))


def posts_on_first_day(scenario: Scenario, group: str) -> tuple[Post, ...]:
    """Return the posts of a group's rota that have a duty on the first day, with the people and hours of that day."""
    first_day = scenario.measured_from.date()
    weekday = WEEKDAYS[first_day.weekday()]
    posts = [post for post in posts_of(scenario, group) if weekday in post.days]
    return tuple(
        _teams_on(scenario, post, first_day)
        if post.shift == PATTERN
        else replace(post, days=(weekday,), paid_hours=post.paid_hours / len(post.days))
        for post in posts
    )


def _teams_on(scenario: Scenario, post: Post, day: date) -> Post:
    rota = scenario.groups[post.group].rota
    assert rota is not None
    teams = rota.model_copy(update={"fixed": {}})
    people, paid_hours = people_and_hours_on(teams, scenario.shifts, day)
    return replace(post, days=(WEEKDAYS[day.weekday()],), people=people, paid_hours=paid_hours)


def _posts_of_entry(group: str, name: str, entry: FixedShift, shift: Shift) -> Iterator[Post]:
    """Yield a post for the days on which the shift has the same hours."""

    def hours(day: str) -> tuple[str, int]:
        variant = shift.on_weekday(WEEKDAYS.index(day))
        return f"{variant.start:%H:%M}", variant.minutes

    by_hours = sorted(entry.days, key=lambda day: (hours(day), WEEKDAYS.index(day)))
    for (start, minutes), alike in groupby(by_hours, key=hours):
        days = tuple(alike)
        paid = entry.people * hours_of_posts(shift, days)
        yield Post(group, name, entry.shift, start, 60.0 * minutes, days, entry.people, paid)


def _teams(scenario: Scenario, group: str, rota: Rota) -> Iterator[Post]:
    first_day = scenario.measured_from.date()
    teams = [team for team in rota.teams.values() if team.people and team.is_there(first_day)]
    if teams:
        paid = sum(team.people * hours_of_team(rota, team, scenario.shifts) for team in teams)
        people = sum(team.people for team in teams)
        yield Post(group, PATTERN, PATTERN, "", 0.0, WEEKDAYS, people, paid)
