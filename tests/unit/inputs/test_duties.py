"""People who are counted at the end of a duty, groups of several kinds side by side, and presence by plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simcall.inputs import Blueprint, Duties, draw_blueprint, draw_world, planned_presence
from tests.making import TWO_LINES, constant, scenario
from tests.people import SHIFTS, around_the_clock, check_shifts, drawn, laid

H_MS = 3_600_000
MIN_MS = 60_000


def same_steps(one: Duties, other: Duties) -> bool:
    """Tell whether two groups have the same headcount at every tick."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("tick", "group", "headcount"))


def counted(rota: dict[str, Any], absence: dict[str, Any] | None = None, **rest: Any) -> Blueprint:
    """Lay a rota on the calendar whose people are counted."""
    return laid({"rota": rota, "end_of_duty": "count", "absence": absence or {}}, **rest)


EARLY_AND_LATE = {
    "fixed": {
        "week": {"shift": "early", "days": ["Mon", "Tue", "Wed", "Thu", "Fri"], "people": 5},
        "end": {"shift": "long", "days": ["Sat", "Sun"], "people": 2},
        "late": {"shift": "late", "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "people": 4},
        "night": {"shift": "night", "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "people": 3},
        "first": {"shift": "first", "days": ["Sun"], "people": 7},
    }
}
MORE_SHIFTS = {**SHIFTS, "long": {"start": "09:30", "end": "19:00"}, "first": {"start": "01:00", "end": "02:00"}}


def profile() -> list[int]:
    """Return the headcounts of the week, by the half hour, that `EARLY_AND_LATE` comes to."""
    week = np.zeros(7 * 48, np.int64)
    for day in range(7):
        for first, last, people in ((12, 28, 5), (28, 44, 4), (44, 60, 3), (19, 38, 2), (2, 4, 7)):
            on = {5: day < 5, 2: day > 4, 7: day == 6}.get(people, True)
            week[np.arange(day * 48 + first, day * 48 + last) % len(week)] += people * on
    return week.tolist()


@pytest.mark.parametrize(
    "start", ["2024-02-05", "2024-02-08T11:17:00", "2024-03-29", "2024-03-31", "2024-10-25", "2024-10-27T01:00:00"]
)
@pytest.mark.parametrize("tick", ["1 ms", "1 min", "7 min", "1 h"])
def test_count_rule_is_the_profile(start, tick):
    """Counted people without absence or breaks are the steps of the equal headcount profile, tick by tick.

    Also over both nights when the clock changes, with a shift in the very hour; in coarse ticks; and in a run that
    starts within a shift.
    """
    span = {"start": start, "days": 9.0, "tick": tick, "warm_up": "7 h"}
    found = drawn(counted(EARLY_AND_LATE, shifts=MORE_SHIFTS, **span))
    expected = laid({"headcount_profile": profile()}, **span).duties
    assert same_steps(found, expected)
    assert len(found.shifts.group) == 0


def test_other_profiles_are_other_steps():
    """The comparison can fail: one person more on one shift gives other steps."""
    more = {"fixed": {**EARLY_AND_LATE["fixed"], "late": {**EARLY_AND_LATE["fixed"]["late"], "people": 5}}}
    expected = laid({"headcount_profile": profile()}, days=2.0).duties
    assert same_steps(drawn(counted(EARLY_AND_LATE, shifts=MORE_SHIFTS, days=2.0)), expected)
    assert not same_steps(drawn(counted(more, shifts=MORE_SHIFTS, days=2.0)), expected)


def test_round_the_clock_is_constant():
    """Four teams of three who relieve each other are a constant headcount of three, over every change of the clock."""
    found = drawn(counted(around_the_clock(), start="2024-03-01", days=300.0))
    assert (found.tick.tolist(), found.headcount.tolist()) == ([0], [3])


def present(shifts: Any, tick: int, breaks: bool = True) -> int:
    """Return how many people are there at a tick, counted one by one."""
    on_duty = 0
    for s in range(len(shifts.group)):
        back = away = shifts.start[s]
        here = shifts.start[s] <= tick < shifts.end[s]
        for b in range(shifts.first_break[s], shifts.first_break[s + 1]):
            away = max(shifts.break_at[b], back)
            back = away + shifts.break_length[b]
            here &= not (breaks and away <= tick < back)
        on_duty += here
    return on_duty


def test_counted_people_less_those_missing_or_on_a_break():
    """At every minute the headcount is that of the people who have come, less those on a break, one after another."""
    breaks = [
        {"length": "40 min", "after": "1 h", "before": "3 h"},
        {"length": "50 min", "after": "2 h", "before": "4 h"},
    ]
    shifts = {name: {**times, "breaks": breaks} for name, times in SHIFTS.items()}
    absence = {"probability": 0.3, "late": {"probability": 0.3, "by": constant("90 min")}}
    rota = around_the_clock(people=5)
    steps = drawn(counted(rota, absence, shifts=shifts, days=2.0, tick="1 min"))
    named = drawn(laid({"rota": rota, "absence": absence}, shifts, days=2.0, tick="1 min"))
    assert len(named.tick) == 0
    at = np.searchsorted(steps.tick, np.arange(2 * 1440), side="right") - 1
    found = steps.headcount[at]
    assert found.tolist() == [present(named.shifts, tick) for tick in range(2 * 1440)]
    assert np.all(np.diff(steps.tick) > 0)
    assert np.all(np.diff(steps.headcount) != 0)


def test_duty_that_ends_in_a_break():
    """Who is on a break when the duty ends, which in the short night in March may be, is not missed a second time."""
    night = {"start": "22:00", "end": "06:00", "breaks": [{"length": "1 h", "after": "6.5 h", "before": "6.5 h"}]}
    rota = {"pattern": ["night"], "starts": "2024-02-05", "teams": {"A": {"people": 2}}}
    found = drawn(counted(rota, shifts={"night": night}, start="2024-03-30T12:00:00", days=1.0, tick="30 min"))
    assert (found.tick / 2).tolist() == [0, 10, 16.5]
    assert found.headcount.tolist() == [0, 2, 0]


def test_nobody_is_counted():
    """With nobody on duty, or everybody missing, the headcount is 0 from the start."""
    nobody = {"fixed": {"desk": {"shift": "early", "days": ["Sat"], "people": 2}}}
    for found in (counted(nobody), counted(around_the_clock(), {"probability": 1.0})):
        steps = drawn(found)
        assert (steps.tick.tolist(), steps.headcount.tolist()) == ([0], [0])


def several() -> Blueprint:
    """Lay a scenario with a headcount, a group that is counted and one that is named on the calendar."""
    groups = {
        "officers": {"lines": ["101"], "headcount_profile": [1, 2] * 7},
        "counted": {
            "lines": ["999"],
            "rota": around_the_clock(2),
            "end_of_duty": "count",
            "absence": {"probability": 0.3},
        },
        "named": {"lines": ["999"], "rota": around_the_clock(3), "absence": {"probability": 0.3}},
        "handlers": {"lines": ["999", "101"], "rota": around_the_clock(4)},
    }
    changes = {f"groups.{name}": group for name, group in groups.items()}
    return draw_blueprint(scenario(TWO_LINES, {"shifts": SHIFTS, **changes, "days": 5.0}))


def test_groups_of_several_kinds():
    """Steps of headcounts and of counted people stand together in order; the others are named, in their groups."""
    blueprint = several()
    names = list(blueprint.scenario.groups)
    handlers, officers, of_steps, named = (names.index(name) for name in ("handlers", "officers", "counted", "named"))
    duties = drawn(blueprint)
    assert set(duties.group.tolist()) == {officers, of_steps}
    assert set(duties.shifts.group.tolist()) == {handlers, named}
    assert np.array_equal(np.lexsort((duties.group, duties.tick)), np.arange(len(duties.tick)))
    assert duties.tick[:2].tolist() == [0, 0]
    own = duties.group == officers
    assert np.array_equal(duties.tick[own], blueprint.duties.tick)
    assert np.array_equal(duties.headcount[own], blueprint.duties.headcount)
    check_shifts(duties.shifts, blueprint.calendar.horizon)


def test_world():
    """A world holds the duties of its replication: the same for the same one, and others for another."""
    blueprint = several()
    one, again, other = (draw_world(blueprint, 1, replication).duties for replication in (0, 0, 1))
    for name in ("start", "agent", "end", "role"):
        assert np.array_equal(getattr(one.shifts, name), getattr(again.shifts, name))
    assert same_steps(one, again)
    assert not same_steps(one, other)
    assert len(one.shifts.start) != len(other.shifts.start) or not np.array_equal(one.shifts.agent, other.shifts.agent)


def test_headcounts_alone_are_without_chance():
    """Where nobody has a rota or a roster every replication has the blueprint's duties."""
    blueprint = laid({"headcount": 3})
    assert drawn(blueprint, 0) is drawn(blueprint, 1) is blueprint.duties
    assert len(blueprint.plan) == 0


def test_planned_presence_by_the_minute_and_the_hour():
    """By plan so many are on duty as are counted one by one, whoever is missing; an hour has its minutes' mean."""
    shifts = {
        "early": {**SHIFTS["early"], "breaks": [{"length": "1 h", "after": "1 h", "before": "2 h"}]},
        "odd": {"start": "23:20", "end": "05:50"},
    }
    rota = {
        "pattern": ["early", "odd", "off"],
        "starts": "2024-02-05",
        "teams": {"A": {"people": 2}, "B": {"people": 3, "offset": 1}},
    }
    blueprint = laid({"rota": rota, "absence": {"probability": 0.5}}, shifts, days=3.0)
    certain = drawn(laid({"rota": rota}, shifts, days=3.0)).shifts
    minutes = np.arange(3 * 1440 + 1) * MIN_MS
    found = planned_presence(blueprint.duties, blueprint.plan, 1, minutes)
    assert found.shape == (1, 3 * 1440)
    assert found[0].tolist() == [present(certain, tick, breaks=False) for tick in minutes[:-1].tolist()]
    hours = planned_presence(blueprint.duties, blueprint.plan, 1, np.arange(73) * H_MS)
    assert hours[0] == pytest.approx(found[0].reshape(72, 60).mean(axis=1))


def test_planned_presence_of_headcounts():
    """A group with a headcount is present as its profile says; every group has its row."""
    blueprint = several()
    found = planned_presence(blueprint.duties, blueprint.plan, 4, np.arange(11) * 12 * H_MS)
    names = list(blueprint.scenario.groups)
    assert found[names.index("officers")].tolist() == [1, 2] * 5
    for name, people in (("counted", 2), ("named", 3), ("handlers", 4)):
        assert found[names.index(name)].tolist() == [people] * 10
