"""A designed rota against today's, in sentences that a planner can act on: who starts at another time, more, fewer."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simcall.files.messages import counted
from simcall.scenario import Scenario
from simcall.scenario.models.week import MINUTES_PER_DAY, WEEKDAYS, days_in_words
from simcall.studies.design.designed import Post, RotaDesignNumbers
from simcall.studies.design.rota_posts import posts_of

__all__ = ["change_sentences", "changes_between", "changes_of"]

_MOST_SENTENCES = 8
_LATEST_MOVE_MIN = 6 * 60
"""A start that is further away is another shift, and not the same shift at another time."""


@dataclass(frozen=True, order=True)
class _Hours:
    """When a duty is: minutes after midnight at which it starts, and how long it lasts."""

    start: int
    minutes: int

    def __str__(self) -> str:
        return f"{_clock(self.start)} to {_clock(self.start + self.minutes)}"


@dataclass(frozen=True)
class _Change:
    """What is different for some people on some days; without the hours of today they are more, otherwise fewer."""

    people: int
    days: tuple[int, ...]
    today: _Hours | None
    designed: _Hours | None

    def __str__(self) -> str:
        every_day = len(self.days) == len(WEEKDAYS)
        days = "every day" if every_day else f"on {days_in_words(self.days, in_full=True)}"
        if self.today is not None and self.designed is not None:
            start = "starts" if self.people == 1 else "start"
            times = f"{_clock(self.designed.start)} instead of {_clock(self.today.start)}"
            return f"{self.people} {_noun(self.people)} {start} at {times} {days}"
        if self.designed is not None:
            return f"{self.people} more {_noun(self.people)} {days}, {self.designed}"
        return f"{self.people} fewer {_noun(self.people)} {days}, {self.today}"


def changes_of(numbers: RotaDesignNumbers) -> list[str]:
    """Return how a designed rota differs from today's, the changes for most people first, and how many more there are.

    Parameters
    ----------
    numbers : RotaDesignNumbers
        The designed rota.

    Returns
    -------
    list of str
        At most eight sentences, and one with the number of smaller changes if there are any. For a group without a
        rota today, one that says so.
    """
    several = len(numbers.request.groups) > 1
    today, weekdays = numbers.request.scenario, _weekdays_of(numbers.request.scenario)
    without_rota = [group for group in numbers.request.groups if today.groups[group].rota is None]
    changes: list[tuple[int, int, str]] = []
    for group in (group for group in numbers.request.groups if group not in without_rota):
        of_group = changes_between(posts_of(today, group), posts_of(numbers.scenario, group), weekdays)
        changes += [(people, days, f"{group}: {words}" if several else words) for people, days, words in of_group]
    nothing = (f"{group} has no rota today, so there are no shifts to compare." for group in without_rota)
    return [*change_sentences(changes), *nothing]


def _weekdays_of(scenario: Scenario) -> tuple[int, ...]:
    """Return the days of the week in the scenario's span, 0 for Monday."""
    first = scenario.measured_from.weekday()
    return tuple(sorted({(first + day) % 7 for day in range(min(math.ceil(scenario.days), 7))}))


def change_sentences(changes: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    """Yield the changes for most people, and the number of the others."""
    ordered = sorted(changes, key=lambda change: (-change[0], -change[1]))
    for _, _, words in ordered[:_MOST_SENTENCES]:
        yield f"{words}."
    rest = len(ordered) - _MOST_SENTENCES
    if rest > 0:
        yield f"And {counted(rest, 'smaller change')}."


def changes_between(
    today: Sequence[Post], designed: Sequence[Post], weekdays: Sequence[int] = range(7)
) -> list[tuple[int, int, str]]:
    """Return what differs between two rotas of a group: people, number of days, and the words.

    People who start at another time are those of a shift of the same length on the same day, each with the nearest
    start. Others are more or fewer.

    Parameters
    ----------
    today, designed : sequence of Post
        The posts of a group.
    weekdays : sequence of int
        The days of the week that count, 0 for Monday.
    """
    of_today, of_design = _by_day(today), _by_day(designed)
    days_of: dict[tuple[int, _Hours | None, _Hours | None], list[int]] = defaultdict(list)
    for day in weekdays:
        for before, after, people in _changes_on_day(of_today[day], of_design[day]):
            days_of[people, before, after].append(day)
    changes = [_Change(people, tuple(days), before, after) for (people, before, after), days in days_of.items()]
    by_time = [(change.people, len(change.days), str(change)) for change in changes]
    return [*by_time, *_team_change(today, designed)]


def _by_day(posts: Sequence[Post]) -> list[Counter[_Hours]]:
    """Return the people by the hours of their duty, for each day of the week."""
    week: list[Counter[_Hours]] = [Counter() for _ in WEEKDAYS]
    for post in posts:
        if post.start:
            hour, minute = map(int, post.start.split(":"))
            for day in post.days:
                week[WEEKDAYS.index(day)][_Hours(60 * hour + minute, round(post.length_s / 60))] += post.people
    return week


def _changes_on_day(
    today: Counter[_Hours], designed: Counter[_Hours]
) -> Iterator[tuple[_Hours | None, _Hours | None, int]]:
    """Yield the hours of today, the hours of the design, and how many people change from these to those."""
    fewer, more = today - designed, designed - today
    pairs = sorted(
        (_apart(before, after), before, after)
        for before in fewer
        for after in more
        if before.minutes == after.minutes and _apart(before, after) <= _LATEST_MOVE_MIN
    )
    for _, before, after in pairs:
        if people := min(fewer[before], more[after]):
            fewer[before] -= people
            more[after] -= people
            yield before, after, people
    yield from ((before, None, people) for before, people in (+fewer).items())
    yield from ((None, after, people) for after, people in (+more).items())


def _apart(before: _Hours, after: _Hours) -> int:
    """Return the minutes between two starts, around midnight if that is shorter."""
    apart = abs(before.start - after.start)
    return min(apart, MINUTES_PER_DAY - apart)


def _team_change(today: Sequence[Post], designed: Sequence[Post]) -> Iterator[tuple[int, int, str]]:
    """Yield the change of the number of people in the teams, if there is one."""
    before, after = (sum(post.people for post in posts if not post.start) for posts in (today, designed))
    if people := abs(after - before):
        which = "more" if after > before else "fewer"
        yield people, len(WEEKDAYS), f"{people} {which} {_noun(people)} in the teams"


def _noun(number: int) -> str:
    return "person" if number == 1 else "people"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
