"""Tests of headcounts without the people who are on duty elsewhere."""

from __future__ import annotations

import numpy as np

from simcall.engine import NONE
from simcall.engine.records import duty_records
from simcall.inputs.world import NO_SHIFTS, Duties, Shifts
from simcall.measures.taken_people import without_taken_people

HOME, TAKER, OTHER = 0, 1, 2
SOURCE = np.array([-1, HOME, -1])
HORIZON = 100


def ints(*values: int) -> np.ndarray:
    """Return numbers as a column."""
    return np.array(values, np.int64)


def planned(shifts: Shifts = NO_SHIFTS) -> Duties:
    """Return 2 people at home, 1 from tick 50, and always 4 in a group that has nothing to do with them."""
    return Duties(ints(0, 0, 50), ints(HOME, OTHER, HOME), ints(2, 4, 1), shifts)


def steps(duties: Duties, group: int) -> list[tuple[int, int]]:
    """Return the ticks and headcounts of a group."""
    own = duties.group == group
    return list(zip(duties.tick[own].tolist(), duties.headcount[own].tolist(), strict=True))


def test_people_are_missing_until_their_last_call_is_over():
    """One person is called up for ticks 10 to 30, though stood down at 20; a second comes for 15 to 25."""
    stays = duty_records([(10, TAKER, 0, 30, 20), (15, TAKER, 1, 25, 20)])
    reduced = without_taken_people(stays, planned(), SOURCE, HORIZON)
    assert steps(reduced, HOME) == [(0, 2), (10, 1), (15, 0), (25, 1), (30, 2), (50, 1)]
    assert steps(reduced, OTHER) == [(0, 4)]
    assert np.all(np.diff(reduced.tick) >= 0)


def test_a_break_does_not_send_anybody_back():
    """A duty of ticks 10 to 40 has a break from 20 to 25, and its last call ends at 45."""
    shifts = Shifts(ints(TAKER), ints(0), ints(10), ints(40), ints(0), ints(0, 1), ints(20), ints(5))
    stays = duty_records([(10, TAKER, 0, 20, 40), (25, TAKER, 0, 45, 40)])
    assert steps(without_taken_people(stays, planned(shifts), SOURCE, HORIZON), HOME) == [
        (0, 2), (10, 1), (45, 2), (50, 1),
    ]  # fmt: skip


def test_a_headcount_never_falls_below_zero():
    """Three people are away and one is on duty at home."""
    stays = duty_records([(60, TAKER, number, HORIZON, NONE) for number in range(3)])
    assert steps(without_taken_people(stays, planned(), SOURCE, HORIZON), HOME) == [(0, 2), (50, 1), (60, 0)]


def test_named_people_are_on_duty_while_they_are_present():
    """A group of named people has no headcount that could be less; the others' headcounts stay."""
    shifts = Shifts(ints(HOME), ints(0), ints(0), ints(90), ints(0), ints(0, 0), ints(), ints())
    duties = Duties(ints(0), ints(OTHER), ints(4), shifts)
    stays = duty_records([(0, HOME, 0, 10, 90), (10, TAKER, 0, 30, NONE), (30, HOME, 0, 90, 90)])
    assert steps(without_taken_people(stays, duties, SOURCE, HORIZON), OTHER) == [(0, 4)]


def test_duties_stay_as_planned_if_nobody_is_taken_from_a_group():
    """A group may be taken from work outside the scenario."""
    stays = duty_records([(10, TAKER, 0, 30, NONE)])
    duties = planned()
    assert without_taken_people(stays, duties, np.full(3, -1), HORIZON) is duties
