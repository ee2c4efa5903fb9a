"""Checks a plan against the Working Time Regulations 1998: daily rest, weekly rest and the average week.

Only clear breaches count: time outside the run counts as rest. Special rules, agreements and opt-outs (regulations 5
and 21 to 24 among them) are not checked. Nor are fixed shifts: they are posts, and the plan does not say who fills them
on which day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from simcall.inputs import NEVER, Blueprint, Bools, Calendar, Ints, Plan
from simcall.inputs.plan import select_duties
from simcall.scenario import Rota

__all__ = [
    "REFERENCE_DAYS",
    "SHORTEST_SPAN_DAYS",
    "WorkingTimeWarning",
    "are_of_posts",
    "posts_of",
    "working_time_warnings",
]

REFERENCE_DAYS = 17 * 7
"""The reference period of the average week (regulation 4(3))."""
SHORTEST_SPAN_DAYS = 7
"""The average week is not checked in a shorter span."""
_HOUR_S = 3600
_DAY_S = 24 * _HOUR_S
_DAILY_REST_S = 11 * _HOUR_S
_LONGEST_WEEK_S = 48 * _HOUR_S
_SLACK_S = 60
"""Times are rounded to ticks, so a rest may lack up to two ticks, if that is less than this."""


@dataclass(frozen=True)
class WorkingTimeWarning:
    """One rule that the plan breaks for the people of a team, or for one person of a roster.

    Attributes
    ----------
    rule : str
        "daily rest", "weekly rest" or "average week".
    regulation : int
        Of the Working Time Regulations 1998: 10, 11 or 4.
    group : str
        The group.
    who : str
        The team or the person.
    people : int
        Number of people of the team whom it concerns.
    cases : int
        Number of cases, over all of them; for an average week, the number of people.
    start, end : datetime.datetime or datetime.date
        The first case. Daily rest: the longest rest in the 24 hours. Weekly rest: from the start of the first duty to
        the end of the last. Average week: the first and the last date of the reference period.
    hours : float
        In the first case: the length of the rest; the time without a rest of 24 hours; or the mean hours of a week.
    fortnight_kept : bool or None
        For weekly rest: whether regulation 11(2), which an employer may choose instead, holds in every case.
    """

    rule: str
    regulation: int
    group: str
    who: str
    people: int
    cases: int
    start: datetime | date
    end: datetime | date
    hours: float
    fortnight_kept: bool | None = None

    def __str__(self) -> str:
        """Return the warning as a sentence."""
        return f"{self.group}, {self.who}: {_SENTENCES[self.rule](self)}"


def working_time_warnings(blueprint: Blueprint) -> tuple[WorkingTimeWarning, ...]:
    """Check the plan against regulations 10, 11 and 4.

    Parameters
    ----------
    blueprint : Blueprint
        A scenario, laid on the calendar. Rest is checked over the whole run, and hours of work over the duties that
        begin in the measured span. Fixed shifts are left out.

    Returns
    -------
    tuple of WorkingTimeWarning
        By rule, and then in the order of the scenario. Daily rest is too short if the 24 hours from a duty's start have
        no 11 hours of rest in one piece. Weekly rest is too short if no rest of 24 hours ends within 7 days of the
        first duty after the last such rest. Both are elapsed time, whatever the clock shows. Duties that touch count as
        one.
    """
    blueprint = replace(blueprint, plan=select_duties(blueprint.plan, np.flatnonzero(~are_of_posts(blueprint))))
    if not len(blueprint.plan):
        return ()
    owners = [(stream.group, stream.who) for stream in blueprint.plan.streams]
    spells = _spells_of(blueprint.plan)
    breaches = (_daily_rest(spells, blueprint), _weekly_rest(spells, blueprint), _average_week(blueprint))
    return tuple(warning for cases in breaches for warning in _by_stream(cases, owners))


def are_of_posts(blueprint: Blueprint) -> Bools:
    """Tell which duties of the plan are of fixed shifts, shape (duties,); one person may fill several such posts."""
    plan, posts = blueprint.plan, np.zeros(len(blueprint.plan), np.bool_)
    for number, group in enumerate(blueprint.scenario.groups.values()):
        if group.rota is not None:  # its teams have the first numbers, and its fixed shifts the next
            after_teams = plan.agent >= group.rota.people - posts_of(group.rota)
            posts |= (plan.group == number) & after_teams & (plan.agent < group.rota.people)
    return posts


def posts_of(rota: Rota | None) -> int:
    """Return the number of posts of a rota's fixed shifts."""
    return sum(fixed.people for fixed in rota.fixed.values()) if rota is not None else 0


@dataclass(frozen=True)
class _Spells:
    """Times of work without a gap, by person and start."""

    person: Ints
    stream: Ints
    start: Ints
    end: Ints

    @property
    def following(self) -> Ints:
        """Tick at which the same person works again, or never."""
        same = np.append(np.diff(self.person) == 0, False)
        return np.where(same, np.append(self.start[1:], NEVER), NEVER)


@dataclass(frozen=True)
class _Case:
    """One breach: its person, and fields of its warning."""

    person: int
    stream: int
    start: datetime | date
    end: datetime | date
    hours: float
    fortnight_kept: bool | None = None


@dataclass(frozen=True)
class _Cases:
    """All breaches of one rule: their people and times; `case` makes the details of one of them."""

    rule: str
    regulation: int
    person: Ints
    stream: Ints
    when: Ints
    case: Callable[[int], _Case]
    fortnight_kept: Bools | None = None


def _persons(plan: Plan) -> Ints:
    """Return a number for the person of each duty."""
    new = (np.diff(plan.group, prepend=-1) != 0) | (np.diff(plan.agent, prepend=-1) != 0)
    numbers: Ints = np.cumsum(new) - 1
    return numbers


def _spells_of(plan: Plan) -> _Spells:
    """Join the duties that touch."""
    person = _persons(plan)
    new = np.ones(len(plan), np.bool_)
    new[1:] = (np.diff(person) != 0) | (plan.began[1:] > plan.end[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(plan)) - 1
    return _Spells(person[first], plan.stream[first], plan.began[first], plan.end[last])


def _rests(spells: _Spells, chosen: Ints, within: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield (index into `chosen`, start, length) of the rests within some time of the start of the chosen spells."""
    following, until = spells.following, spells.start[chosen] + within
    at, spell = np.arange(len(chosen)), chosen
    while len(at):
        yield at, spells.end[spell], np.minimum(following[spell], until[at]) - spells.end[spell]
        more = following[spell] < until[at]
        at, spell = at[more], spell[more] + 1


def _slack(calendar: Calendar) -> float:
    """Return the number of ticks that a rest may lack through rounding."""
    return min(2.0, _SLACK_S / calendar.tick_s)


def _daily_rest(spells: _Spells, blueprint: Blueprint) -> _Cases:
    """Find the duties whose start is not followed by a rest of 11 hours within 24 hours."""
    calendar = blueprint.calendar
    longest, since = np.zeros(len(spells.start), np.int64), spells.end.copy()
    for at, begins, length in _rests(spells, np.arange(len(spells.start)), calendar.tick_at(_DAY_S)):
        more = length > longest[at]
        longest[at[more]], since[at[more]] = length[more], begins[more]
    short = np.flatnonzero(longest + _slack(calendar) < _DAILY_REST_S / calendar.tick_s)

    def case(i: int) -> _Case:
        spell = short[i]
        start, end = since[spell], since[spell] + longest[spell]
        hours = float(longest[spell]) * calendar.tick_s / _HOUR_S
        owner = int(spells.person[spell]), int(spells.stream[spell])
        return _Case(*owner, calendar.local(int(start)), calendar.local(int(end)), hours)

    return _Cases("daily rest", 10, spells.person[short], spells.stream[short], spells.start[short], case)


def _weekly_rest(spells: _Spells, blueprint: Blueprint) -> _Cases:
    """Find the stretches of work in which no rest of 24 hours ends within 7 days of the start."""
    calendar = blueprint.calendar
    day, slack = _DAY_S / calendar.tick_s, _slack(calendar)
    ends = spells.following - spells.end + slack >= day
    last = np.flatnonzero(ends)
    first = np.append(0, last[:-1] + 1)
    long = np.flatnonzero(spells.end[last] - spells.start[first] > 6 * day + slack)
    first, last = first[long], last[long]
    days_of_rest = np.zeros(len(first), np.int64)
    for at, _, length in _rests(spells, first, calendar.tick_at(14 * _DAY_S)):
        days_of_rest[at] += np.maximum((length + slack) // day, 0).astype(np.int64)
    kept = days_of_rest >= 2

    def case(i: int) -> _Case:
        start, end = int(spells.start[first[i]]), int(spells.end[last[i]])
        owner = int(spells.person[first[i]]), int(spells.stream[first[i]])
        hours = (end - start) * calendar.tick_s / _HOUR_S
        return _Case(*owner, calendar.local(start), calendar.local(end), hours)

    return _Cases("weekly rest", 11, spells.person[first], spells.stream[first], spells.start[first], case, kept)


def _average_week(blueprint: Blueprint) -> _Cases:
    """Find the people who work more than 48 hours a week over 17 weeks, or over the span if it is shorter.

    Only periods that begin on the date of a duty are checked, because one of the busiest always does.
    """
    plan, calendar, days = blueprint.plan, blueprint.calendar, blueprint.scenario.days
    counted = plan.began >= calendar.measured_from
    person, stream, on = (part[counted] for part in (_persons(plan), plan.stream, plan.date))
    length = min(float(REFERENCE_DAYS), days)
    far = int(np.ceil(length))
    step = 10 * (far + 4000)  # more than any two dates of a run are apart
    base = int(on.min()) if len(on) else 0
    key = person * step + (on - base)
    cumulative_s = np.concatenate(([0.0], np.cumsum(plan.paid_s[counted])))
    paid_s = cumulative_s[np.searchsorted(key, key + far)] - cumulative_s[np.searchsorted(key, key)]
    week_s = paid_s / (length / 7)
    over = np.flatnonzero((week_s > _LONGEST_WEEK_S + 1) & (days >= SHORTEST_SPAN_DAYS))
    _, first_of_person = np.unique(person[over], return_index=True)
    over = over[first_of_person]
    start = calendar.local(calendar.measured_from).date()

    def case(i: int) -> _Case:
        duty = over[i]
        begins = date.fromordinal(int(on[duty])) if days > REFERENCE_DAYS else start
        owner = int(person[duty]), int(stream[duty])
        return _Case(*owner, begins, begins + timedelta(days=far - 1), float(week_s[duty]) / _HOUR_S)

    return _Cases("average week", 4, person[over], stream[over], on[over], case)


def _by_stream(cases: _Cases, owners: list[tuple[str, str]]) -> Iterator[WorkingTimeWarning]:
    """Yield a warning for each team or person, with its first case."""
    for stream in sorted(set(cases.stream.tolist())):  # `np.unique` would import NumPy's masked arrays
        own = np.flatnonzero(cases.stream == stream)
        first = cases.case(int(own[np.argmin(cases.when[own])]))
        kept = None if cases.fortnight_kept is None else bool(cases.fortnight_kept[own].all())
        yield WorkingTimeWarning(
            cases.rule,
            cases.regulation,
            *owners[int(stream)],
            people=len(set(cases.person[own].tolist())),
            cases=len(own),
            start=first.start,
            end=first.end,
            hours=first.hours,
            fortnight_kept=kept,
        )


def _count(warning: WorkingTimeWarning) -> str:
    """Return the number of cases, as the lead to the first of them."""
    if warning.cases == 1:
        return "1 case"
    over = "" if warning.people == 1 else f" over {warning.people:,} people"
    return f"{warning.cases:,} cases{over}; the first"


def _moment(when: datetime | date) -> str:
    return f"{when:%a} {when.day} {when:%b %Y %H:%M}"


def _day(when: datetime | date) -> str:
    return f"{when.day} {when:%B %Y}"


def _daily_sentence(warning: WorkingTimeWarning) -> str:
    longest = f"at most {warning.hours:.3g} h of rest, from {_moment(warning.start)} to {_moment(warning.end)}"
    return f"under 11 h of rest in 24 h (reg. 10), {_count(warning)}: {longest}."


def _weekly_sentence(warning: WorkingTimeWarning) -> str:
    first = f"{_moment(warning.start)} to {_moment(warning.end)}"
    fortnight = "kept" if warning.fortnight_kept else "broken too"
    return (
        f"no 24 h of rest within 7 days (reg. 11(1)), {_count(warning)}: {first}. "
        f"The rule of 14 days, two rests of 24 h or one of 48 h (reg. 11(2)), is {fortnight}."
    )


def _average_sentence(warning: WorkingTimeWarning) -> str:
    days = warning.end.toordinal() - warning.start.toordinal() + 1
    over = "17 weeks" if days == REFERENCE_DAYS else f"{days} days (the span is shorter than 17 weeks)"
    people = "1 person" if warning.people == 1 else f"{warning.people:,} people; the first"
    average = f"{warning.hours:.1f} h a week over the {over} from {_day(warning.start)}"
    return f"over 48 h a week (reg. 4), {people}: {average}."


_SENTENCES = {"daily rest": _daily_sentence, "weekly rest": _weekly_sentence, "average week": _average_sentence}
