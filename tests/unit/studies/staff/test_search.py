"""The moves of the search, tried on a made-up hub in which one knows what every person does."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from simcall.errors import SimcallError
from simcall.inputs import Bools, Floats, Ints
from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Target
from simcall.studies.staff.fresh_check import checked
from simcall.studies.staff.search import HourSearch, exchange, latest_before
from simcall.studies.staff.week_search import WeekSearch
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.erlang_start import ErlangStart
from simcall.studies.trials.goals import Goals
from simcall.studies.trials.trial import Trial

TARGET = Target("a", "answered_in_target", ">=", 0.9)
STEPS = 24
CALLS = 100.0


@dataclass
class MadeUpTrials:
    """A day in which an hour meets its target with its own people, and those of two hours before beyond their own need.

    Attributes
    ----------
    needed : float64, shape (steps,)
        People that each hour needs.
    carried : float
        How many people of an hour's own a person of the hours before is worth.
    luck : float
        By how much the callers of the search are better than the fresh ones, in people.
    """

    needed: Floats
    carried: float = 0.0
    luck: float = 0.0
    cycle: Cycle = field(default_factory=lambda: Cycle(60, 1440))
    number: int = 0

    @property
    def in_span(self) -> Bools:
        """All hours."""
        return np.ones(STEPS, np.bool_)

    def trial(self, people: Ints, replications: range) -> Trial:
        """Return figures that rise by 1 point with each person beyond those needed, exactly the same every time."""
        self.number += 1
        beyond = np.maximum(people[0] - self.needed, 0)
        there = people[0] + self.carried * (np.roll(beyond, 1) + np.roll(beyond, 2))
        share = np.clip(0.9 + 0.01 * (there - self.needed + (self.luck if replications.start == 0 else 0.0)), 0, 1)
        calls = np.full((len(replications), STEPS), CALLS)
        return Trial((TARGET,), (RatioTotals(calls * share, calls),), (RatioTotals(calls, np.ones_like(calls)),))


GOALS = Goals((TARGET,), (True,), (0,), 1)
OVER_SPAN = Goals((TARGET,), (False,), (0,), 1)
SHAPE = np.round(6 + 4 * np.sin(np.arange(STEPS) / 24 * 2 * np.pi))
START = ErlangStart((), SHAPE, np.ones(STEPS), 300.0, 120.0)
LONG_CALLS = ErlangStart((), SHAPE, np.ones(STEPS), 2400.0, 120.0)
LEAST, MOST = np.ones((1, STEPS), np.int64), np.full((1, STEPS), 30)


def search(trials: MadeUpTrials, start: ErlangStart = START, most: Ints = MOST) -> HourSearch:
    """Return a search in a made-up hub."""
    return HourSearch(trials, GOALS, (start,), LEAST, most, range(4), np.zeros((1, STEPS)))  # type: ignore[arg-type]


def test_repair_and_trim_find_what_each_hour_needs() -> None:
    """From too few and from too many, the answer is the same: every hour has exactly what it needs."""
    own = search(MadeUpTrials(SHAPE))
    for start in (LEAST, MOST):
        assert own.trimmed(own.repaired(start))[0].tolist() == SHAPE.tolist()


def test_many_hours_are_tried_at_once() -> None:
    """From 20 people too many in each of 24 hours, far fewer trials than the 480 of one at a time are needed."""
    trials = MadeUpTrials(SHAPE)
    search(trials).trimmed(SHAPE.astype(np.int64)[None, :] + 20)
    assert trials.number < 100


def test_an_exchange_saves_people_where_calls_last_long() -> None:
    """A person who serves the two hours after, too, stands for one in each of them; with short calls none is tried."""
    trials = MadeUpTrials(SHAPE, carried=1.0)
    people = SHAPE.astype(np.int64)[None, :]
    better = search(trials, LONG_CALLS).exchanged(people)
    assert better.sum() < people.sum()
    assert not search(trials, LONG_CALLS).misses(better).any()
    before = trials.number
    assert (search(trials).exchanged(people) == people).all()
    assert trials.number == before


def test_an_hour_that_no_number_saves_is_refused() -> None:
    """Where even the most people miss the target there is an error, and no endless loop."""
    with pytest.raises(SimcallError, match="found no numbers"):
        search(MadeUpTrials(SHAPE + 40)).repaired(LEAST)


def test_fresh_callers_put_right_what_the_search_took_for_chance() -> None:
    """Numbers that are one short on fresh callers are raised by one in every hour."""
    trials = MadeUpTrials(SHAPE, luck=1.0)
    people = search(trials).trimmed(MOST)
    assert people[0].tolist() == np.maximum(SHAPE - 1, 1).tolist()
    answer = checked(trials, GOALS, people, MOST, (range(100, 140),))  # type: ignore[arg-type]
    assert (answer.people[0] >= SHAPE).all()
    assert not answer.open.any()
    assert answer.trial.surely_meets(0.95).all()


def test_hours_that_nobody_can_make_sure_are_said_to_be_open() -> None:
    """With a bound on the people, some hours stay open."""
    trials = MadeUpTrials(SHAPE)
    low = np.full((1, STEPS), 8)
    answer = checked(trials, GOALS, LEAST, low, (range(100, 500),))  # type: ignore[arg-type]
    assert answer.open[0].tolist() == (SHAPE >= 8).tolist()


def test_the_last_hour_before_is_blamed() -> None:
    """The cycle goes round: before the first hour comes the last."""
    assert [latest_before(step, [3, 9, 20], STEPS) for step in (2, 3, 8, 23)] == [20, 3, 3, 20]


def test_an_exchange_adds_one_and_takes_two() -> None:
    """Around the end of the cycle too."""
    people = np.full((1, STEPS), 5)
    other = exchange(people, 0, [4, 23], (1, 2))
    assert other[0, [4, 5, 6]].tolist() == [6, 4, 4]
    assert other[0, [23, 0, 1]].tolist() == [6, 4, 4]
    assert other.sum() == people.sum() - 2


def test_over_the_span_spare_people_go() -> None:
    """Held over the span, 24 people more than the hours need together are taken away."""
    trials = MadeUpTrials(SHAPE)
    own = WeekSearch(trials, OVER_SPAN, (START,), LEAST, MOST, range(4), range(4))  # type: ignore[arg-type]
    better = own.improved(SHAPE.astype(np.int64)[None, :] + 1)
    assert better.sum() == SHAPE.sum()
    assert own.holds(own.trial(better))
    assert not own.holds(own.trial(LEAST))
    assert own.holds(own.trial(own.raised(LEAST)))
