"""The fewest people who can share the posts of a rota with the rest that the rules give each of them.

A rota of posts does not say who works which duty. However the duties are shared out, week after week, each person goes
from one duty to another. This is a flow from duty to duty round the week, and the number of people is how often the
flow goes round. A linear program, a transportation problem with one more constraint, finds the smallest number. It is
a lower bound: people on leave or absent come on top.

The rules are those of the Working Time Regulations 1998 (SI 1998/1833), which apply to police officers too (regulation
41), and of the determination of an officer's hours:

* regulation 4(1): at most 48 hours of work a week on average;
* regulation 10(1): 11 hours of rest in each 24 hours in which somebody works;
* regulation 11: a rest of 24 hours in each seven days, or two in 14 days, or one of 48 hours;
* Police Regulations 2003 (SI 2003/527), regulation 22, Annex E: eight hours of duty, with the refreshment, and two rest
  days a week. Variable shifts have as many hours. So an officer is on duty for 40 hours a week on average.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from simcall.inputs import Ints
from simcall.scenario import Shift
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.request import WorkingRules
from simcall.studies.design.weekly_hours import hours_of_posts
from simcall.studies.design.working_rules import DAILY_REST_H, LONGEST_DAY_H

__all__ = ["RULES_OF_SHARING", "Crew", "least_people"]

_WEEK_MIN = 7 * 1440
_WEEKLY_REST_H = 24
_MOST_HOURS = 48
_MOST_HOURS_OF_OFFICERS = 40
_SLACK = 1e-6
_REST = (
    f"with {DAILY_REST_H} hours of rest a day and {_WEEKLY_REST_H} hours of weekly rest (Working Time Regulations 1998)"
)
RULES_OF_SHARING = {
    WorkingRules.NONE: "nobody has two duties at a time",
    WorkingRules.STAFF: f"each works at most {_MOST_HOURS} hours a week on average, {_REST}",
    WorkingRules.OFFICERS: (
        f"each is on duty for {_MOST_HOURS_OF_OFFICERS} hours a week (Police Regulations 2003), {_REST}"
    ),
}
"""The rules as a sentence says them."""


@dataclass(frozen=True)
class Crew:
    """The people on a shift, on some days of every week."""

    shift: Shift
    days: tuple[str, ...]
    people: int


def least_people(crews: Iterable[Crew], rules: WorkingRules) -> int:
    """Return the fewest people who can share the duties of some crews.

    Parameters
    ----------
    crews : iterable of Crew
        Who is on duty in every week.
    rules : WorkingRules
        Without rules, nobody has two duties at a time.
    """
    crews = [crew for crew in crews if crew.people]
    if not crews:
        return 0
    return max(math.ceil(_by_hours(crews, rules) - _SLACK), math.ceil(_by_rest(crews, rules) - _SLACK))


def _by_hours(crews: list[Crew], rules: WorkingRules) -> float:
    """Return the people by the hours of an average week: of staff those of work, of officers those of duty."""
    if rules is WorkingRules.NONE:
        return 0.0
    if rules is WorkingRules.STAFF:
        return sum(crew.people * hours_of_posts(crew.shift, crew.days) for crew in crews) / _MOST_HOURS
    _, lengths, people = _duties(crews)
    return float(lengths @ people) / 60 / _MOST_HOURS_OF_OFFICERS


def _by_rest(crews: list[Crew], rules: WorkingRules) -> float:
    """Return the people that the times of the duties and the rests between them need."""
    starts, lengths, people = _duties(crews)
    before, after = (index.ravel() for index in np.indices((len(starts), len(starts))))
    since_start = (starts[after] - starts[before] - 1) % _WEEK_MIN + 1
    rest = since_start - lengths[before]
    if rules is WorkingRules.NONE:
        allowed = rest >= 0
    else:
        same_day = (rest >= 0) & (since_start + lengths[after] <= LONGEST_DAY_H * 60)
        allowed = (rest >= DAILY_REST_H * 60) | same_day
    rounds = since_start[allowed] / _WEEK_MIN
    rests = 0 if rules is WorkingRules.NONE else rounds - rest[allowed] // (_WEEKLY_REST_H * 60)
    rest_in_time = csr_array(np.broadcast_to(rests, (1, len(rounds))))
    balance = vstack([_sums(before[allowed], len(starts)), _sums(after[allowed], len(starts))])
    both_ends = np.concatenate([people, people])
    limits = [LinearConstraint(balance, both_ends, both_ends), LinearConstraint(rest_in_time, -np.inf, 0)]
    people_at_least = milp(rounds, constraints=limits).fun
    assert people_at_least is not None  # each duty can be followed by itself, a week later
    return people_at_least


def _sums(duty: Ints, duties: int) -> csr_array:
    """Return the matrix that sums flows by the duty at their end."""
    return csr_array((np.ones(len(duty)), (duty, np.arange(len(duty)))), shape=(duties, len(duty)))


def _duties(crews: list[Crew]) -> tuple[Ints, Ints, Ints]:
    """Return the start of each duty of the week in minutes from Monday 00:00, its length in minutes and its people."""
    rows = [
        (weekday * 1440 + variant.start.hour * 60 + variant.start.minute, variant.minutes, crew.people)
        for crew in crews
        for weekday in map(WEEKDAYS.index, crew.days)
        for variant in [crew.shift.on_weekday(weekday)]
    ]
    starts, lengths, people = np.array(rows, np.int64).T
    return starts, lengths, people
