"""Rotas laid on the calendar: patterns, teams, fixed shifts and part-timers, also when the clock changes."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.errors import ScenarioError
from simcall.inputs import Blueprint, draw_blueprint
from tests.making import TWO_LINES, scenario
from tests.people import SHIFTS, around_the_clock, clock, drawn, laid, planned

H_MS = 3_600_000


def hours(blueprint: Blueprint) -> list[float]:
    """Return how long each duty lasts."""
    return ((blueprint.plan.end - blueprint.plan.began) / H_MS).tolist()


def team(pattern: list[str], people: int = 1, starts: str = "2024-02-05", **rest: object) -> dict[str, object]:
    """Return the staffing of one team."""
    return {"rota": {"pattern": pattern, "starts": starts, "teams": {"A": {"people": people, **rest}}}}


def fixed(shift: str, days: list[str], people: int = 1) -> dict[str, object]:
    """Return the staffing of one fixed shift."""
    return {"rota": {"fixed": {"desk": {"shift": shift, "days": days, "people": people}}}}


def test_pattern():
    """A team works through the pattern from its first day; 5 February 2024 is a Monday."""
    found = laid(team(["early", "late", "off"]), days=4.0)
    assert planned(found) == [
        (0, "Mon 05 06:00", "Mon 05 14:00"),
        (0, "Tue 06 14:00", "Tue 06 22:00"),
        (0, "Thu 08 06:00", "Thu 08 14:00"),
    ]


def test_offset():
    """A team with an offset is so many days ahead: it begins in the middle of the pattern."""
    found = laid(team(["early", "late", "off"], offset=1), days=3.0)
    assert planned(found) == [(0, "Mon 05 14:00", "Mon 05 22:00"), (0, "Wed 07 06:00", "Wed 07 14:00")]


def test_people_who_join_and_leave():
    """A team works from the date on which it joins to the day before it leaves, on the same days as if always there."""
    found = laid(team(["early", "late", "off"], joins="2024-02-06", leaves="2024-02-08"), days=7.0)
    assert planned(found) == [(0, "Tue 06 14:00", "Tue 06 22:00")]
    always = planned(laid(team(["early", "late", "off"]), days=7.0))
    joined = planned(laid(team(["early", "late", "off"], joins="2024-02-08"), days=7.0))
    assert joined == [duty for duty in always if duty[1][4:6] >= "08"]


def test_fixed_shifts_end_when_their_people_leave():
    """The night before they leave is still worked."""
    staff = {"rota": {"fixed": {"desk": {"shift": "night", "days": ["Mon", "Tue", "Wed"], "people": 1}}}}
    staff["rota"]["fixed"]["desk"]["leaves"] = "2024-02-07"
    assert [start for _, start, _ in planned(laid(staff, days=4.0))] == ["Mon 05 22:00", "Tue 06 22:00"]


def test_people_are_numbered_by_team():
    """People of the first team come first, then those of the next, then those of fixed shifts, on duty or not."""
    rota = {
        "pattern": ["early", "off"],
        "starts": "2024-02-05",
        "teams": {"B": {"people": 2, "offset": 1}, "A": {"people": 1}, "none": {"people": 0}},
        "fixed": {"desk": {"shift": "late", "days": ["Mon"], "people": 2}},
    }
    found = laid({"rota": rota}, days=2.0)
    assert [(who, start) for who, start, _ in planned(found)] == [
        (0, "Tue 06 06:00"),
        (1, "Tue 06 06:00"),
        (2, "Mon 05 06:00"),
        (3, "Mon 05 14:00"),
        (4, "Mon 05 14:00"),
    ]
    assert found.plan.person.tolist() == [0, 1, 0, 0, 1]


def test_fixed_shift():
    """A fixed shift is worked on its weekdays, every week."""
    found = laid(fixed("early", ["Sat", "Tue"]), days=10.0)
    assert [start for _, start, _ in planned(found)] == ["Tue 06 06:00", "Sat 10 06:00", "Tue 13 06:00"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["early", "late", "off"]), min_size=1, max_size=13),
    st.integers(0, 400),
    st.integers(-800, 800),
    st.integers(1, 20),
)
def test_any_pattern(pattern, offset, starts, days):
    """On every date the shift is the pattern's at the days since it starts and the offset, before it starts too."""
    first = date(2024, 2, 5)
    begins = first - timedelta(days=starts)
    found = laid(team(pattern, offset=offset, starts=begins.isoformat()), days=float(days))
    on = [pattern[(starts + n + offset) % len(pattern)] for n in range(days)]
    expected = [
        ((first + timedelta(days=n)).strftime("%a %d ") + SHIFTS[shift]["start"], SHIFTS[shift]["end"])
        for n, shift in enumerate(on)
        if shift != "off"
    ]
    assert [(start, end[-5:]) for _, start, end in planned(found)] == expected


def test_nights():
    """A night shift ends on the next day; one that began before the run runs into it, and is cut at its start."""
    found = laid(team(["night"]), days=2.0)
    assert planned(found) == [
        (0, "Sun 04 22:00", "Mon 05 06:00"),
        (0, "Mon 05 22:00", "Tue 06 06:00"),
        (0, "Tue 06 22:00", "Wed 07 06:00"),
    ]
    assert found.plan.began[0] == -2 * H_MS
    assert found.plan.start[0] == 0
    shifts = drawn(found).shifts
    assert shifts.start.tolist() == [0, 22 * H_MS, 46 * H_MS]
    assert shifts.end.tolist() == [6 * H_MS, 30 * H_MS, 54 * H_MS]


def test_start_within_a_date():
    """Duties of the run's first date that are over when it starts, or start when it ends, are left out."""
    found = laid(team(["early"], people=1), start="2024-02-05T14:00:00", days=16 / 24)
    assert planned(found) == []
    found = laid(team(["early"], people=1), start="2024-02-05T13:59:00", days=16 / 24 + 2 / 1440)
    assert planned(found) == [(0, "Mon 05 06:00", "Mon 05 14:00"), (0, "Tue 06 06:00", "Tue 06 14:00")]


def test_shift_by_its_length():
    """A shift's length is time on the clock; one of 24 hours is worked day after day."""
    shifts = {"long": {"start": "10:00", "length": "12.5 h"}, "day": {"start": "07:00", "length": "24 h"}}
    assert planned(laid(team(["long"]), shifts, days=1.0)) == [(0, "Mon 05 10:00", "Mon 05 22:30")]
    assert hours(laid(team(["day"]), shifts, start="2024-03-30", days=2.0)) == [24, 23, 24]


@pytest.mark.parametrize(("night", "last"), [("2024-03-30", 7), ("2024-10-26", 9)])
def test_night_shift_when_the_clock_changes(night, last):
    """A shift from 22:00 to 06:00 lasts 7 hours in the night in March and 9 in the one in October."""
    found = laid(team(["night"]), start=night, days=1.0)
    assert [end[-5:] for _, _, end in planned(found)] == ["06:00", "06:00"]
    assert hours(found) == [8, last]
    assert found.plan.paid_s.tolist() == [8 * 3600, last * 3600]


@pytest.mark.parametrize(("start", "length"), [("2024-02-05", 24), ("2024-03-31", 23), ("2024-10-27", 25)])
def test_round_the_clock(start, length):
    """Who works round the clock works every hour of the date, of which there are 23 or 25 when the clock changes."""
    found = laid({"rota": around_the_clock(people=1)}, start=start, days=1.0)
    shifts = drawn(found).shifts
    horizon = found.calendar.horizon
    assert horizon == length * H_MS
    assert np.sum(np.minimum(shifts.end, horizon) - shifts.start) == horizon
    assert shifts.start.tolist() == [0, *shifts.end[:-1].tolist()]


def test_a_time_that_the_clock_skips():
    """A shift that starts or ends at 01:30 on 31 March 2024 starts or ends at 02:00; one within the hour is none."""
    shifts = {
        "starts": {"start": "01:30", "end": "06:00"},
        "ends": {"start": "00:15", "end": "01:30"},
        "within": {"start": "01:15", "end": "01:45"},
    }
    found = {name: planned(laid(team([name]), shifts, start="2024-03-31", days=0.5)) for name in shifts}
    assert found["starts"] == [(0, "Sun 31 02:00", "Sun 31 06:00")]
    assert found["ends"] == [(0, "Sun 31 00:15", "Sun 31 02:00")]
    assert found["within"] == []


def test_a_time_that_the_clock_shows_twice():
    """A shift that ends, and one that starts, at 01:30 on 27 October 2024 do so when it is first shown."""
    shifts = {"evening": {"start": "18:00", "end": "01:30"}, "morning": {"start": "01:30", "end": "10:00"}}
    rota = {
        "pattern": ["evening", "off"],
        "starts": "2024-10-26",
        "teams": {"A": {"people": 1}},
        "fixed": {"desk": {"shift": "morning", "days": ["Sun"], "people": 1}},
    }
    found = laid({"rota": rota}, shifts, start="2024-10-26", days=2.0)
    assert hours(found) == [7.5, 9.5]
    assert found.plan.end[0] == found.plan.began[1]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(1, 12), st.integers(1, 100), st.integers(1, 9))
def test_part_timers(people, percent, working):
    """On every date the share of part-timers at work is theirs, rounded up or down; over time each works just it."""
    share = Fraction(percent, 100)
    pattern = [*["early"] * working, "off"]
    days = 60
    plan = laid(team(pattern, people, share=float(share)), days=float(days)).plan
    dates = [n for n in range(days) if n % (working + 1) < working]
    at_work = np.bincount(plan.date - date(2024, 2, 5).toordinal(), minlength=days)[dates]
    assert set(at_work.tolist()) <= {floor(people * share), ceil(people * share)}
    duties = np.bincount(plan.agent, minlength=people)
    assert np.all(np.abs(duties - float(len(dates) * share)) < 1)


def test_two_thirds():
    """Three people on two thirds of the pattern: two are at work at any time, although 2/3 is no binary fraction."""
    plan = laid(team(["early"], 3, share=2 / 3), days=3000.0).plan
    assert set(np.bincount(plan.date - plan.date.min()).tolist()) == {2}


def test_some_part_timers_at_any_time():
    """Of the first few part-timers, who may be designated to a line, some are at work at any time too."""
    plan = laid(team(["early"], 20, share=0.5), days=50.0).plan
    first = np.bincount((plan.date - plan.date.min())[plan.agent < 4], minlength=50)
    assert set(first.tolist()) == {2}


def test_part_timers_work_the_pattern_alone():
    """Part-timers work no other shift than the pattern's, and over time all kinds of them alike."""
    pattern = ["early", "late", "night", "off", "off"]
    whole, part = (planned(laid(team(pattern, 1, share=share), days=90.0)) for share in (1.0, 0.5))
    assert set(part) < set(whole)
    assert {start[-5:] for _, start, _ in part} == {"06:00", "14:00", "22:00"}


def test_plan_does_not_depend_on_the_run():
    """Where a run starts changes nobody's duties, nor whose turn for training is when."""
    absence = {"absence": {"training_every": "30 days"}}
    long, short = (
        laid({"rota": around_the_clock(people=4, share=0.7), **absence}, start=start, days=days)
        for start, days in (("2024-01-20", 100.0), ("2024-03-03", 20.0))
    )
    rows = [
        {
            (agent, day): (place, window, turn, turns)
            for agent, day, place, window, turn, turns in zip(
                plan.agent.tolist(),
                plan.date.tolist(),
                plan.person.tolist(),
                plan.window.tolist(),
                plan.turn.tolist(),
                plan.turns.tolist(),
                strict=True,
            )
        }
        for plan in (long.plan, short.plan)
    ]
    assert len(rows[1]) > 150
    assert rows[1].items() <= rows[0].items()


def test_breaks_and_pay():
    """A duty carries its shift's breaks; unpaid ones are taken off its pay."""
    shifts = {
        "early": {
            "start": "06:00",
            "end": "14:00",
            "breaks": [
                {"length": "30 min", "after": "3 h", "before": "4 h"},
                {"length": "15 min", "after": "1 h", "before": "1 h", "paid": True},
            ],
        },
        "short": {
            "start": "06:00",
            "end": "07:00",
            "breaks": [{"length": "1 min", "after": "10 min", "before": "20 min"}],
        },
        "plain": {"start": "06:00", "end": "07:00"},
    }
    plan = laid(team(["early", "plain", "short", "early"]), shifts, days=4.0).plan
    assert plan.first_break.tolist() == [0, 2, 2, 3, 5]
    assert plan.break_after.tolist() == [3 * H_MS, H_MS, H_MS // 6, 3 * H_MS, H_MS]
    assert plan.break_before.tolist() == [4 * H_MS, H_MS, H_MS // 3, 4 * H_MS, H_MS]
    assert plan.break_length.tolist() == [H_MS // 2, H_MS // 4, H_MS // 60, H_MS // 2, H_MS // 4]
    assert plan.paid_s.tolist() == [7.5 * 3600, 3600, 3540, 7.5 * 3600]


def test_coarse_ticks():
    """Duties start and end at the nearest tick; one within a tick is none."""
    shifts = {"some": {"start": "06:10", "end": "07:40"}, "tiny": {"start": "06:20", "end": "06:21"}}
    assert planned(laid(team(["some"]), shifts, tick="30 min")) == [(0, "Mon 05 06:00", "Mon 05 07:30")]
    assert planned(laid(team(["tiny"]), shifts, tick="1 h")) == []


def test_designated():
    """The first people of a team answer the lines that they are designated to, and the others all of the group's."""
    rota = {
        "pattern": ["early"],
        "starts": "2024-02-05",
        "teams": {"A": {"people": 4, "designated": {"101": 1, "999": 2}}},
        "fixed": {"desk": {"shift": "late", "days": ["Mon"], "people": 2, "designated": {"999": 1}}},
    }
    handlers = {"lines": ["999", "101"], "rota": rota}
    found = draw_blueprint(scenario(TWO_LINES, {"shifts": SHIFTS, "groups.handlers": handlers}))
    policy = found.policy
    assert policy.role_group.tolist() == [0, 1, 0, 0]
    assert policy.serves.tolist() == [[True, True], [False, True], [False, True], [True, False]]
    assert found.plan.role.tolist() == [2, 3, 3, 0, 3, 0]
    assert drawn(found).shifts.role.tolist() == [2, 3, 3, 0, 3, 0]


def test_no_roles_but_the_groups_own():
    """Without designations each group has one role: all the lines that it serves."""
    policy = laid({"rota": around_the_clock()}).policy
    assert policy.role_group.tolist() == [0]
    assert policy.serves.tolist() == [[True]]


def test_two_shifts_at_once():
    """A plan that wants somebody at work twice at once is refused, with the first date on which it does.

    The scenario's own checks refuse such a pattern before; here it is put past them.
    """
    shifts = {"long": {"start": "20:00", "end": "08:00"}, "early": {"start": "06:00", "end": "14:00"}}
    right = laid(team(["long", "off", "early"]), shifts, days=9.0)
    assert len(planned(right)) == 6
    group = right.scenario.groups["handlers"]
    rota = group.rota.model_copy(update={"pattern": ("long", "early", "off")})
    groups = {"handlers": group.model_copy(update={"rota": rota})}
    with pytest.raises(ScenarioError, match=r"groups\.handlers: a shift on 2024-02-06 begins before"):
        draw_blueprint(right.scenario.model_copy(update={"groups": groups}))


def test_nobody_on_duty():
    """A rota that has nobody on duty in the run is a plan of no duties."""
    found = laid(fixed("early", ["Sat"]), days=2.0)
    assert planned(found) == []
    assert len(drawn(found).shifts.group) == 0
    assert clock(found, 0) == "Mon 05 00:00"


def with_hours(**on: dict[str, object]) -> dict[str, object]:
    """Return the shifts, of which the late one has other hours on some days."""
    return {**SHIFTS, "late": {**SHIFTS["late"], "on": on}}


def test_other_hours_on_a_day():
    """On the days on which it starts then, a shift has its other hours: the rest is as on other days."""
    shifts = with_hours(Fri={"end": "03:00"}, Sat={"start": "16:00"}, Sun={"start": "12:00", "length": "90 min"})
    found = laid(fixed("late", ["Thu", "Fri", "Sat", "Sun"]), shifts, days=7.0)
    assert planned(found) == [
        (0, "Thu 08 14:00", "Thu 08 22:00"),
        (0, "Fri 09 14:00", "Sat 10 03:00"),
        (0, "Sat 10 16:00", "Sat 10 22:00"),
        (0, "Sun 11 12:00", "Sun 11 13:30"),
    ]


def test_other_breaks_on_a_day():
    """Breaks of a day replace those of other days, and with them the paid time."""
    rest = {"length": "30 min", "after": "3 h", "before": "3 h"}
    shifts = with_hours(Fri={"breaks": [rest, {**rest, "after": "5 h", "before": "5 h"}]}, Sat={"breaks": []})
    shifts["late"]["breaks"] = [rest]
    found = laid(fixed("late", ["Thu", "Fri", "Sat"]), shifts, days=7.0)
    assert np.diff(found.plan.first_break).tolist() == [1, 2, 0]
    assert (found.plan.paid_s / 3600).tolist() == [7.5, 7, 8]


def test_other_hours_in_a_pattern():
    """A pattern that does not keep to the week meets the other hours when its shift starts on that day."""
    found = laid(team(["late", "late", "off"]), with_hours(Fri={"end": "23:00"}), days=21.0)
    lengths = {(when[:3], round(length)) for (_, when, _), length in zip(planned(found), hours(found), strict=True)}
    assert lengths == {(day, 9 if day == "Fri" else 8) for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
