"""Who is on duty by plan, the load, hours and working time: against numbers worked out by hand.

5 February 2024 is a Monday. One line of 240 flat calls a day and 5 minutes each brings 10 x 5 / 60 = 0.833 erlangs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simcall as sc
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.rota import PaidHours
from tests.making import ONE_LINE, constant, scenario
from tests.people import SHIFTS

TWO_TWO_TWO_FOUR = ["early", "early", "late", "late", "night", "night", "off", "off", "off", "off"]
LOAD = 10 * 5 / 60
MON, SUN = 0, 6 * 24


def view_of(staff: Mapping[str, Any], shifts: Mapping[str, Any] | None = None, **changes: object) -> sc.RotaView:
    """Return the view of a scenario whose only group is staffed so; `changes` go by path."""
    group = {"lines": ["999"], **staff}
    rest = {name.replace("__", "."): value for name, value in changes.items()}
    return sc.rota(scenario(ONE_LINE, {"shifts": shifts or SHIFTS, "groups.handlers": group, **rest}))


def pattern(days: Sequence[str], people: int = 1, **team: object) -> dict[str, Any]:
    """Return a rota of one team, on the first day of its pattern on Monday 5 February 2024."""
    return {"rota": {"pattern": list(days), "starts": "2024-02-05", "teams": {"A": {"people": people, **team}}}}


def five_teams() -> dict[str, Any]:
    """Return the rota of 2 earlies, 2 lates, 2 nights and 4 days off, worked by five teams of 6."""
    teams = {name: {"people": 6, "offset": 2 * i} for i, name in enumerate("ABCDE")}
    return {"rota": {"pattern": TWO_TWO_TWO_FOUR, "starts": "2024-02-05", "teams": teams}}


def roster(*duties: tuple[str, str, str], **columns: list[str]) -> dict[str, Any]:
    """Return the roster of duties (person, start, end)."""
    person, start, end = (list(column) for column in zip(*duties, strict=True))
    return {"roster": {"duties": {"person": person, "start": start, "end": end, **columns}}}


def told(view: sc.RotaView) -> list[tuple[str, int, str, int, int]]:
    """Return (rule, regulation, who, people, cases) of the warnings."""
    return [(one.rule, one.regulation, one.who, one.people, one.cases) for one in view.warnings]


# Who is on duty, and the load ---------------------------------------------------------------------------------------


def test_two_two_two_four():
    """Five teams of 6 give 6 at any time: 1,008 h a week, 4.2 duties and 33.6 h a person, and nothing illegal."""
    view = view_of(five_teams(), days=10.0)
    assert np.all(view.people["handlers"] == 6)
    assert view.hours.tolist() == [2.0] * 72 + [1.0] * 96
    paid = view.paid_hours["handlers"]
    assert (paid.staffing, paid.people) == ("rota", 30)
    assert paid.hours_per_week == pytest.approx(1008)
    assert paid.duties_per_person_week == pytest.approx(4.2)
    assert paid.hours_per_person_week == pytest.approx(33.6)
    assert view.warnings == ()


def test_unpaid_breaks():
    """An unpaid break of 30 min is taken off the paid hours, not off those on duty: 7.5 h in the place of 8."""
    rest = {"length": "30 min", "after": "3 h", "before": "4 h"}
    shifts = {name: {**shift, "breaks": [rest]} for name, shift in SHIFTS.items()}
    view = view_of(five_teams(), shifts, days=10.0)
    assert np.all(view.people["handlers"] == 6)
    assert view.paid_hours["handlers"].hours_per_week == pytest.approx(1008 * 7.5 / 8)


def test_headcount_profile():
    """One by day from 06:00 to 18:00 and 3 by night, in steps of 6 h: 168 x 2 hours a week that are not called paid."""
    view = view_of({"headcount_profile": [3, 1, 1, 3] * 7}, days=7.0)
    assert view.people["handlers"].tolist() == ([3.0] * 6 + [1.0] * 12 + [3.0] * 6) * 7
    assert vars(view.paid_hours["handlers"]) == {
        "staffing": "headcount",
        "hours_per_week": pytest.approx(336),
        "people": None,
        "duties_per_person_week": None,
        "hours_per_person_week": None,
        "posts": 0,
    }
    assert view.warnings == ()


def test_half_hours_are_means():
    """An hour of which half has 1 person and half has 4 has 2.5."""
    assert view_of({"headcount_profile": [1, 4] * 168}, days=7.0).people["handlers"].tolist() == [2.5] * 168


def test_load_and_what_is_short():
    """Load is calls times handling; an hour with fewer people than that is marked, and no other."""
    view = view_of({"headcount_profile": [0, 1] * 84}, days=7.0)
    assert view.calls["999"] == pytest.approx(np.full(168, 10.0))
    assert view.load["999"] == pytest.approx(np.full(168, LOAD))
    assert view.people_per_erlang == pytest.approx(np.tile([0, 1 / LOAD], 84))
    assert view.short.tolist() == [True, False] * 84


@pytest.mark.parametrize(("absent", "short"), [(0.2, 168), (0.1, 0), (0.0, 0)])
def test_absence_makes_hours_short(absent, short):
    """Four people for 3.33 erlangs are enough by plan; 20 % absent leave 3.2, too few in every hour; 10 % leave 3.6."""
    always = {name: {"shift": name, "days": [*WEEKDAYS], "people": 4} for name in SHIFTS}
    staff = {"rota": {"fixed": always}, "absence": {"probability": absent}}
    view = view_of(staff, days=7.0, lines__999__demand__calls_per_day=960.0)
    assert view.people["handlers"].tolist() == [4.0] * 168
    document = view.document()
    assert (document["short_hours"], document["short_hours_after_absence"]) == (0, short)
    assert view.absence == ({"handlers": absent} if absent else {})
    covers = {(cover.planned, round(cover.present, 9), round(cover.load, 9)) for cover in view.hours_by_cover}
    assert covers == {(4.0, round(4 * (1 - absent), 9), round(4 * LOAD, 9))}


@pytest.mark.parametrize(("availability", "short"), [(1.0, 0), (0.9, 0), (0.8, 168)])
def test_availability_makes_hours_short(availability: float, short: int):
    """Of a headcount of four for 3.33 erlangs, 80 % leave 3.2, too few in every hour; 90 % leave 3.6."""
    staff = {"headcount": 4, "availability": availability}
    view = view_of(staff, days=7.0, lines__999__demand__calls_per_day=960.0)
    assert view.people["handlers"].tolist() == [4.0] * 168
    document = view.document()
    assert (document["short_hours"], document["short_hours_after_absence"]) == (0, short)
    assert view.absence == ({"handlers": pytest.approx(1 - availability)} if availability < 1 else {})


def test_absence_counts_group_by_group():
    """Officers who all miss their duties leave the handlers' hours as they are."""
    nights = {"fixed": {"night": {"shift": "night", "days": [*WEEKDAYS], "people": 2}}}
    officers = {"lines": ["999"], "rota": nights, "absence": {"probability": 1.0}}
    view = view_of({"headcount_profile": ([0] + [1] * 23) * 7}, groups__officers=officers, days=7.0)
    assert not view.short.any()
    assert np.flatnonzero(view.short_after_absence).tolist() == [24 * day for day in range(7)]


def test_profile_growth_and_wrap_up():
    """Calls follow the week's profile and growth; the load counts wrap-up too."""
    demand = {"calls_per_day": 24.0, "profile": [1.0] * 144 + [8.0] * 24, "growth": 2.0}  # weights mean 2
    changes = {"lines__999__demand": demand, "lines__999__wrap_up": constant("1 min")}
    view = view_of({"headcount": 1}, days=7.0, **changes)
    assert view.calls["999"] == pytest.approx([1.0] * 144 + [8.0] * 24)
    assert view.load["999"] == pytest.approx(view.calls["999"] * 6 / 60)


def test_load_follows_handling_by_hour():
    """Calls that take half as long again from noon on bring half as much load again in those hours."""
    view = view_of({"headcount": 1}, days=7.0, lines__999__handling_by_hour=[1.0, 1.5] * 7)
    assert view.load["999"] == pytest.approx(LOAD * np.tile([1.0] * 12 + [1.5] * 12, 7))


def test_lines_together():
    """One person for two lines of 0.83 erlangs each is enough for either and short of both; two are enough."""
    for headcount, short in ((1, True), (2, False)):
        second = {"handling": constant("5 min"), "demand": {"calls_per_day": 240.0}}
        group = {"lines": ["999", "101"], "headcount": headcount}
        view = sc.rota(scenario(ONE_LINE, {"lines.101": second, "groups.handlers": group, "days": 7.0}))
        assert view.all_load == pytest.approx(np.full(168, 2 * LOAD))
        assert np.all(view.short == short)


@pytest.mark.parametrize(("handlers", "lines", "present"), [(1, ("999",), 1.0), (3, ("999", "101"), 5.0)])
def test_the_thinnest_lines_of_an_hour(handlers, lines, present):
    """Handlers answer 999 and 101; four clerks answer 101 alone, and half of them come, so two are present.

    Two lines of 0.83 erlangs each. One handler: 1 present for 999 and 3 for both lines, so 1 against 1.5 for each 0.83
    erlangs. Three handlers: 3 for 999 and 5 for both, so 3 against 2.5. The hour without handlers comes first.
    """
    second = {"handling": constant("5 min"), "demand": {"calls_per_day": 240.0}}
    always = {name: {"shift": name, "days": [*WEEKDAYS], "people": 4} for name in SHIFTS}
    groups = {
        "groups.handlers": {"lines": ["999", "101"], "headcount_profile": [handlers] * 50 + [0] + [handlers] * 117},
        "groups.clerks": {"lines": ["101"], "rota": {"fixed": always}, "absence": {"probability": 0.5}},
    }
    view = sc.rota(scenario(ONE_LINE, {"shifts": SHIFTS, "lines.101": second, **groups, "days": 7.0}))
    first, *others = view.hours_by_cover
    assert (first.hour, first.lines, first.present) == (50, ("999",), 0.0)
    assert [cover.hour for cover in others] == [hour for hour in range(168) if hour != 50]
    assert {(cover.lines, cover.present) for cover in others} == {(lines, present)}


def test_an_hour_without_calls_is_not_thin():
    """Hours in which nobody rings have no cover to judge, whoever is on duty."""
    demand = {"calls_per_day": 24.0, "profile": [0.0] * 144 + [7.0] * 24}
    view = view_of({"headcount": 0}, days=7.0, lines__999__demand=demand)
    assert [cover.hour for cover in view.hours_by_cover] == list(range(144, 168))


def test_designated_people():
    """Who is designated to a line counts for no other: two on 101 leave 999 short, though people outnumber the load."""
    second = {"handling": constant("5 min"), "demand": {"calls_per_day": 240.0}}
    fixed = {"shift": "early", "days": ["Mon"], "people": 3, "designated": {"101": 2}}
    group = {"lines": ["999", "101"], "rota": {"fixed": {"desk": fixed}}}
    changes = {"shifts": SHIFTS, "lines.101": second, "groups.handlers": group}
    view = sc.rota(scenario(ONE_LINE, changes))
    assert (view.people["handlers"][8], view.people_for["999"][8], view.people_for["101"][8]) == (3, 1, 3)
    assert not view.short[8]
    fixed["designated"] = {"101": 3}
    view = sc.rota(scenario(ONE_LINE, changes))
    assert (view.people["handlers"][8], view.people_for["999"][8], view.people_for["101"][8]) == (3, 0, 3)
    assert view.short[8]


def test_night_over_midnight():
    """A night from 22:00 to 06:00 is there on both dates; the one that begins in the span is paid."""
    view = view_of(pattern(["night"], people=2))
    assert view.people["handlers"][:24].tolist() == [2.0] * 6 + [0.0] * 16 + [2.0] * 2
    assert np.isnan(view.people["handlers"][24:]).all()
    assert view.paid_hours["handlers"].hours_per_week == pytest.approx(2 * 8 * 7)
    table = view.by_hour_of_week()
    assert table["hour_of_week"].tolist() == list(range(24))
    assert table["people_handlers"].sum() == 16


def test_warm_up_is_left_out():
    """The warm-up is no part of the means, nor of the paid hours."""
    view = view_of(pattern(["night"], people=2), warm_up="1 day")
    assert view.hours.sum() == 24
    assert view.paid_hours["handlers"].hours_per_week == pytest.approx(2 * 8 * 7)


CLOCK = {"spring": ("2024-03-30", 47, 0.0, 7), "autumn": ("2024-10-26", 49, 2.0, 9)}


@pytest.mark.parametrize(("start", "hours", "at_one", "paid"), CLOCK.values(), ids=CLOCK.keys())
def test_both_nights_when_the_clock_changes(start, hours, at_one, paid):
    """Sunday 01:00 comes never or twice; a night then lasts and pays 7 or 9 h; the rate of calls follows the clock."""
    view = view_of({**pattern(["night"], people=2)}, start=start, days=2.0)
    assert view.hours.sum() == hours
    assert view.hours[SUN + 1] == at_one
    assert view.paid_hours["handlers"].hours_per_week == pytest.approx(2 * (paid + 8) * 7 / 2)
    there = view.hours > 0
    assert view.calls["999"][there] == pytest.approx(np.full(there.sum(), 10.0))
    sunday = view.people["handlers"][SUN : SUN + 24]
    assert sunday[~np.isnan(sunday)].tolist() == [2.0] * (6 if at_one else 5) + [0.0] * 16 + [2.0] * 2
    flat = view_of({"headcount": 3}, start=start, days=2.0)
    assert flat.paid_hours["handlers"].hours_per_week == pytest.approx(3 * hours * 7 / 2)


def test_roster_people():
    """Of a roster those count who have a duty in the span."""
    duties = [("Ann", "2024-02-05T06:00", "2024-02-05T14:00"), ("Bob", "2024-03-05T06:00", "2024-03-05T14:00")]
    paid = view_of(roster(*duties), days=7.0).paid_hours["handlers"]
    assert (paid.staffing, paid.people, paid.hours_per_week) == ("roster", 1, pytest.approx(8))


def test_called_up():
    """Who comes by a rule is on no plan, and has no hours."""
    officers = {"lines": ["999"], "call_up": {"waiting": 3, "pool": 4}}
    view = view_of({"headcount": 2}, groups__officers=officers, days=7.0)
    assert not view.people["officers"].any()
    assert view.people_for["999"].tolist() == [2.0] * 168
    assert view.paid_hours["officers"] == PaidHours("called up", 0.0)


def test_nobody():
    """A rota with nobody in it, and a line without calls, are zeros and no fault."""
    view = view_of(pattern(["early"], people=0), days=7.0, lines__999__demand__calls_per_day=0.0)
    assert (view.all_people.sum(), view.all_load.sum(), view.short.sum()) == (0, 0, 0)
    assert view.paid_hours["handlers"].hours_per_person_week is None
    assert view.warnings == ()
    json.dumps(view.document(), allow_nan=False)


# Working time -------------------------------------------------------------------------------------------------------


def test_daily_rest():
    """A late and then an early leave 8 h: one case a week for each of two people, the first dated."""
    view = view_of(pattern(["late", "early", *["off"] * 5], people=2), days=14.0)
    assert told(view) == [("daily rest", 10, "team A", 2, 4)]
    first = view.warnings[0]
    assert first.start.isoformat() == "2024-02-05T22:00:00+00:00"
    assert first.end.isoformat() == "2024-02-06T06:00:00+00:00"
    assert first.hours == 8


@pytest.mark.parametrize(("end", "cases"), [("19:00", 0), ("19:01", 4)])
def test_daily_rest_of_eleven_hours(end, cases):
    """11 h exactly are enough, a minute less is not; the last duty is followed by nothing known, but is itself long."""
    shifts = {"long": {"start": "06:00", "end": end}}
    view = view_of(pattern(["long", "long", "long", "long", "off", "off", "off"]), shifts, days=7.0)
    assert sum(one.cases for one in view.warnings if one.rule == "daily rest") == cases


def test_daily_rest_when_the_clock_goes_forward():
    """From 20:00 to 07:00 are 10 h in the night when the clock goes forward, and 11 h in any other."""
    shifts = {"long": {"start": "07:00", "end": "20:00"}}
    for start, cases in (("2024-03-30", 1), ("2024-03-23", 0)):
        desk = pattern([*["off"] * 5, "long", "long"])
        assert [one.cases for one in view_of(desk, shifts, start=start, days=2.0).warnings] == [1] * cases


def test_split_and_touching_duties():
    """Four hours twice a day, with 12 h by night, are legal; so are two duties of one shift that touch."""
    days = [f"2024-02-0{day}" for day in range(5, 10)]
    split = [("Ann", f"{day}T{at}:00", f"{day}T{at + 4}:00") for day in days for at in (12, 16)]
    apart = [("Bob", f"{day}T{at}:00", f"{day}T{int(at) + 4:02d}:00") for day in days for at in ("08", "16")]
    assert view_of(roster(*split, *apart), days=7.0).warnings == ()


LEGAL = {
    "2-2-2-4": TWO_TWO_TWO_FOUR,
    "six on, one off": ["early"] * 6 + ["off"],
    "six nights": ["night"] * 6 + ["off"],
    "2 days, 2 nights, 4 off": ["day12", "day12", "night12", "night12", *["off"] * 4],
}


@pytest.mark.parametrize("days", LEGAL.values(), ids=LEGAL.keys())
def test_legal_patterns(days):
    """Patterns that forces work break no rule over half a year, both changes of the clock apart."""
    shifts = {
        **SHIFTS,
        "day12": {"start": "07:00", "end": "19:00"},
        "night12": {"start": "19:00", "end": "07:00"},
    }
    assert view_of(pattern(days), shifts, start="2024-04-01", days=182.0).warnings == ()


WEEKLY = {
    "seven on, seven off": (["early"] * 7 + ["off"] * 7, 152, True),
    "twelve on, two off": (["early"] * 12 + ["off"] * 2, 11 * 24 + 8, True),
    "thirteen on, one off": (["early"] * 13 + ["off"], 12 * 24 + 8, False),
}


@pytest.mark.parametrize(("days", "hours", "kept"), WEEKLY.values(), ids=WEEKLY.keys())
def test_weekly_rest(days, hours, kept):
    """Seven earlies in a row have no 24 h free in 7 days; whether the rule of 14 days is kept is said."""
    short = {"early": {"start": "06:00", "end": "14:00", "breaks": [REST_OF_4_H]}}
    view = view_of(pattern(days, people=3), short, days=28.0)
    assert told(view) == [("weekly rest", 11, "team A", 3, 6)]
    first = view.warnings[0]
    assert (first.hours, first.fortnight_kept) == (hours, kept)
    assert first.start == datetime.fromisoformat("2024-02-05T06:00:00+00:00")
    assert ("kept" if kept else "broken too") in str(first)


REST_OF_4_H = {"length": "4 h", "after": "2 h", "before": "2 h"}
"""Unpaid: so that weeks stay under 48 h."""


@pytest.mark.parametrize(("end", "average"), [("14:00", None), ("15:00", 54)])
def test_average_week(end, average):
    """Six duties of 8 h are 48 h a week and legal; of 9 h they are 54; a span under 17 weeks is told."""
    shifts = {"early": {"start": "06:00", "end": end}}
    view = view_of(pattern(["early"] * 6 + ["off"], people=4), shifts, days=28.0)
    if average is None:
        assert view.warnings == ()
        return
    assert told(view) == [("average week", 4, "team A", 4, 4)]
    first = view.warnings[0]
    assert (first.hours, first.start, first.end) == (average, date(2024, 2, 5), date(2024, 3, 3))
    assert "54.0 h a week over the 28 days (the span is shorter than 17 weeks) from 5 February 2024" in str(first)


def test_no_average_of_less_than_a_week():
    """Six days of 9 h tell nothing of an average week."""
    shifts = {"early": {"start": "06:00", "end": "15:00"}}
    assert view_of(pattern(["early"] * 6 + ["off"]), shifts, days=6.0).warnings == ()


@pytest.mark.parametrize(("weeks", "people"), [(16, 0), (17, 1)])
def test_busiest_seventeen_weeks(weeks, people):
    """51 h in 16 weeks of 17 are 48 on average, and legal; in 17 weeks they are not, however idle the rest."""
    first = date(2024, 4, 15)  # ten weeks into the span
    days = [first + timedelta(days=7 * week + day) for week in range(weeks) for day in range(6)]
    view = view_of(roster(*(("Ann", f"{day}T08:00", f"{day}T16:30") for day in days)), days=280.0)
    assert told(view) == [("average week", 4, "Ann", 1, 1)] * people
    if people:
        assert (view.warnings[0].start, view.warnings[0].end) == (first, first + timedelta(days=118))
        assert view.warnings[0].hours == pytest.approx(51)
        assert "over the 17 weeks" in str(view.warnings[0])


def test_posts_are_not_judged():
    """A fixed shift, all days of the week, is posts that several people share: paid, of nobody, and held to no rule."""
    weekdays, weekend = ["Mon", "Tue", "Wed", "Thu", "Fri"], ["Sat", "Sun"]
    early = {"desk": {"shift": "early", "days": [*weekdays, *weekend], "people": 2}}
    team = pattern(["late", "off", "off", "off", "off", "off", "off"], people=3)["rota"]
    alone = view_of({"rota": {"fixed": early}}, days=28.0)
    assert alone.warnings == ()
    assert alone.paid_hours["handlers"] == PaidHours("rota", pytest.approx(2 * 56), posts=2)
    beside = view_of({"rota": {**team, "fixed": early}}, days=28.0)
    assert beside.warnings == ()
    assert beside.paid_hours["handlers"] == PaidHours("rota", pytest.approx(2 * 56 + 24), 3, 1.0, 8.0, 2)


def test_one_person_is_no_first_of_many():
    """Of one person, or one case, there is no first."""
    six = [("Ann", f"2024-02-{day:02d}T06:00", f"2024-02-{day:02d}T15:00") for day in range(5, 11)]
    short = [("Bob", "2024-02-05T14:00", "2024-02-05T22:00"), ("Bob", "2024-02-06T06:00", "2024-02-06T14:00")]
    daily, weekly = map(str, view_of(roster(*six, *short), days=7.0).warnings)
    assert daily.startswith("handlers, Bob: under 11 h of rest in 24 h (reg. 10), 1 case: at most 8 h of rest, from")
    assert weekly.startswith("handlers, Ann: over 48 h a week (reg. 4), 1 person: 54.0 h a week over the 7 days")


def test_each_is_named():
    """Warnings name the group and the team or the person, and no others."""
    rota = pattern(["late", "early", "off", "off", "off", "off", "off"])["rota"]
    rota["teams"]["B"] = {"people": 0, "offset": 1}
    rota["fixed"] = {"desk": {"shift": "early", "days": ["Mon"], "people": 2}}
    officers = {
        "lines": ["999"],
        **roster(
            ("Ann", "2024-02-05T06:00", "2024-02-05T14:00"),
            ("Bob", "2024-02-05T14:00", "2024-02-05T22:00"),
            ("Bob", "2024-02-06T06:00", "2024-02-06T14:00"),
        ),
    }
    view = view_of({"rota": rota}, groups__officers=officers, days=7.0)
    assert [(one.group, one.who) for one in view.warnings] == [("handlers", "team A"), ("officers", "Bob")]


# Handing it on ------------------------------------------------------------------------------------------------------


def test_table_and_document_agree():
    """The table has a row for each hour, and the document has the same numbers."""
    view = view_of(five_teams(), days=10.0)
    table, document = view.by_hour_of_week(), view.document()
    assert len(table) == len(document["hours_of_week"]) == 168
    for row, hour in zip(table.to_dict("records"), document["hours_of_week"], strict=True):
        assert (row["day"], row["hour"], row["people_handlers"]) == (
            hour["day"],
            hour["hour"],
            hour["people"]["handlers"],
        )
        assert (row["load_999"], row["calls_999"]) == (hour["load_erlangs"]["999"], hour["calls_per_hour"]["999"])
        assert (row["people_per_erlang"], row["short"]) == (hour["people_per_erlang"], hour["short"])
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["schema"] == 1


def test_picture(tmp_path: Path):
    """The picture is there as PNG and SVG, and nothing else is left; its words are in it."""
    helpers = {"lines": ["999"], "headcount": 0}
    view = view_of(five_teams(), days=10.0, groups__helpers=helpers)
    view.save_picture(tmp_path / "new" / "my.png")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["my.png", "my.svg"]
    assert (tmp_path / "new" / "my.png").read_bytes().startswith(b"\x89PNG")
    svg = (tmp_path / "new" / "my.svg").read_text(encoding="utf-8")
    for words in ("on duty: handlers", "workload: first calls", "Hour of the week", "Mon 00", "one line, one group"):
        assert f">{words}" in svg  # as text
    assert "Planned people on duty, before absence" in svg
    assert "fewer people" not in svg
    assert "helpers" not in svg  # nobody


def test_same_view_same_picture(tmp_path: Path):
    """Twice the same view gives the same bytes."""
    for name in ("a", "b"):
        view_of({"headcount": 0}, days=7.0).save_picture(tmp_path / f"{name}.png")
    for kind in ("png", "svg"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


# Work, and what calls lead to -----------------------------------------------------------------------------------------

WEEK = {"days": 7.0}
DESK = {**WEEK, "lines.desk": {"handling": constant("6 min")}, "groups.desk": {"lines": ["desk"], "headcount": 1}}


def led(*leads: Mapping[str, object], **lines: Mapping[str, object]) -> sc.RotaView:
    """Return the view of ten calls an hour of 5 minutes that lead to other lines, among them a desk of one person."""
    more = {f"lines.{name}": line for name, line in lines.items()}
    return sc.rota(scenario(ONE_LINE, {**DESK, **more, "lines.999.leads_to": list(leads)}))


def test_what_calls_lead_to_is_workload():
    """Of 10 calls an hour 0.3 are transferred; a quarter of the 3 and of those who return come back: 3 / 0.75 = 4.

    So 4 calls of 6 minutes are 0.4 erlangs at the desk, and the calls that lead there stay 10.
    """
    back = {"handling": constant("6 min"), "leads_to": [{"to": "desk", "share": 0.25, "when": "answered"}]}
    view = led({"to": "desk", "share": 0.3, "when": "released"}, desk=back)
    assert view.calls["desk"] == pytest.approx(np.full(168, 4.0))
    assert view.load["desk"] == pytest.approx(np.full(168, 0.4))
    assert view.calls["999"] == pytest.approx(np.full(168, 10.0))


@pytest.mark.parametrize("when", ["abandoned", "waiting", "overdue"])
def test_what_waiting_calls_lead_to_is_not_workload(when):
    """If every call is answered at once, nobody gives up or waits."""
    view = led({"to": "desk", "share": 0.3, "when": when, "after": "1 min"})
    assert np.all(view.load["desk"] == 0)


def test_work_that_can_wait_leaves_no_hour_short():
    """Reports of 2 erlangs for one person can wait; if whoever took a call goes on with them, they cannot."""
    work = {"kind": "work", "handling": constant("12 min"), "demand": {"calls_per_hour": 10.0}}
    staff = {**WEEK, "lines.reports": work, "groups.desk": {"lines": ["reports"], "headcount": 1}}
    waiting = sc.rota(scenario(ONE_LINE, staff))
    assert waiting.load["reports"][0] == pytest.approx(2)
    assert waiting.can_wait == ("reports",)
    assert not waiting.short.any()
    assert {cover.lines for cover in waiting.hours_by_cover} == {("999",)}
    lead = [{"to": "reports", "share": 0.1, "when": "released", "same_person": True}]
    at_once = sc.rota(scenario(ONE_LINE, {**staff, "lines.999.leads_to": lead}))
    assert at_once.can_wait == ()
    assert at_once.short.all()


def test_a_room_of_work_alone_can_be_short():
    """If every line is work that can wait, all of them count: 2 erlangs for one person."""
    work = {"kind": "work", "handling": constant("12 min"), "demand": {"calls_per_hour": 10.0}}
    view = sc.rota(
        scenario(
            ONE_LINE,
            {
                **WEEK,
                "lines.999": None,
                "lines.reports": work,
                "groups.handlers": {"lines": ["reports"], "headcount": 1},
            },
        )
    )
    assert view.can_wait == ()
    assert view.short.all()
