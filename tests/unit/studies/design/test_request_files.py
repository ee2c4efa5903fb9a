"""What a design file may hold, and what simcall says about each mistake in it."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from simcall.errors import ScenarioError
from simcall.measures.targets import Target
from simcall.scenario import Scenario, Shift
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.request import DesignRequest, GroupRequest, Limits, Minimise, WorkingRules
from simcall.studies.design.request_files import read_request, request_of
from tests.unit.studies.design.hubs import CALL_UP, REST, TEAMS, hub

SHIFTS = {"starts": ["07:00", "15:00"], "lengths": ["8 h"]}
RECRUITS = {"people": 2, "starts": "2024-06-03", "classroom": "1 day", "supervised": "7 days", "joins": "handlers"}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Return the small hub."""
    return hub()


def designed(scenario: Scenario, **table: Any) -> GroupRequest:
    """Return what a design may do with the handlers."""
    return request_of(scenario, {"groups": {"handlers": table}}).groups["handlers"]


def refused(scenario: Scenario, tables: dict[str, Any]) -> list[str]:
    """Return every problem of a design file's tables."""
    with pytest.raises(ScenarioError) as error:
        request_of(scenario, tables)
    return [str(problem) for problem in error.value.problems]


FILE = """
scenario = "hub.toml"
targets = ["999.answered_in_target>=0.95", "101.asa <= 1 min"]
hold = "every-hour"
minimise = "cost"
confidence = 0.9
[groups.handlers]
starts = { from = "22:00", to = "01:00", step = "90 min" }
lengths = ["8 h", "7.5 h"]
days = ["every", "Mon-Fri", "Fri-Mon", "Mon,Wed,Fri"]
kinds = 8
people = { min = 1, max = 60 }
paid_hours = { max = "base" }
each_shift = { min = 2, max = 9 }
keep = ["rota.teams"]
rules = "none"
cost_per_hour = 20.5
[groups.handlers.breaks]
"8 h" = [{ length = "30 min", after = "3 h", before = "4 h" }]
"450 min" = []
[groups.officers]
shifts = { core = { start = "09:00", end = "12:00" } }
cost_per_hour = 30.0
"""
HUB = """
name = "a hub"
start = 2024-06-03
days = 28
[shifts.day]
start = "08:00"
length = "8 h"
[lines.999]
answer_target = { within = "10 s", share = 0.9 }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_hour = 5.0 }
[lines.101]
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_hour = 5.0 }
[groups]
officers = { lines = ["999"], headcount = 1, taken_from = "response" }
[groups.handlers]
lines = ["999", "101"]
[groups.handlers.rota]
pattern = ["day", "off"]
starts = 2024-06-03
teams.A = { people = 5 }
fixed.weekday = { shift = "day", days = ["Mon", "Tue"], people = 3 }
"""


def test_all_that_a_file_may_hold(tmp_path: Path) -> None:
    """Every key of a design file is read, and the scenario is named relative to the file."""
    (tmp_path / "hub.toml").write_text(HUB, encoding="utf-8")
    file = tmp_path / "design.toml"
    file.write_text(FILE, encoding="utf-8")
    request = read_request(file)
    rest = [{"length": "30 min", "after": "3 h", "before": "4 h"}]
    shifts = {
        f"{start} {name}": Shift.model_validate({"start": start, "length": length, "breaks": breaks})
        for start in ("22:00", "23:30", "01:00")
        for name, length, breaks in (("8 h", "8 h", rest), ("7.5 h", "450 min", []))
    }
    days = {
        "every": WEEKDAYS,
        "Mon-Fri": WEEKDAYS[:5],
        "Fri-Mon": ("Mon", "Fri", "Sat", "Sun"),
        "Mon,Wed,Fri": ("Mon", "Wed", "Fri"),
    }
    handlers = GroupRequest(
        shifts,
        days,
        kinds=8,
        people=Limits(1, 60),
        paid_hours=Limits(0, 3 * 2 * 8),
        each_shift=Limits(2, 9),
        keep=("rota.teams",),
        rules=WorkingRules.NONE,
        cost_per_hour=20.5,
    )
    core = {"core": Shift.model_validate({"start": "09:00", "end": "12:00"})}
    officers = GroupRequest(core, {"every": WEEKDAYS}, rules=WorkingRules.OFFICERS, cost_per_hour=30.0)
    targets = (Target("999", "answered_in_target", ">=", 0.95), Target("101", "asa", "<=", 60.0))
    assert request.scenario.name == "a hub"
    assert request == DesignRequest(
        request.scenario,
        {"handlers": handlers, "officers": officers},
        targets,
        "every-hour",
        Minimise.COST,
        0.9,
        str(file),
    )


def test_what_holds_by_default(scenario: Scenario) -> None:
    """The scenario's own targets over the whole span, the least paid hours, all days, and the rules of staff."""
    request = request_of(scenario, {"groups": {"handlers": SHIFTS}})
    assert [str(target) for target in request.targets] == [
        "999.answered_in_target >= 0.9",
        "101.abandonment_rate <= 0.1",
    ]
    assert (request.hold, request.minimise, request.confidence) == ("week", Minimise.PAID_HOURS, 0.95)
    group = request.groups["handlers"]
    assert list(group.shifts) == ["07:00 8 h", "15:00 8 h"]
    assert group == GroupRequest(group.shifts, {"every": WEEKDAYS})


def test_shifts_of_the_scenario_keep_their_names(scenario: Scenario) -> None:
    """Shifts named in the file are those of the scenario, with their breaks."""
    assert designed(scenario, shifts=["late", "early"]).shifts == {
        name: scenario.shifts[name] for name in ("late", "early")
    }


def test_a_span_of_one_day_has_posts_on_that_day() -> None:
    """By default and with "once", the only set of days is the weekday of the span."""
    monday = hub().update({"days": 1})
    for days in ({}, {"days": ["once"]}):
        assert designed(monday, **SHIFTS, **days).days == {"once": ("Mon",)}


def test_two_groups_never_have_two_shifts_of_one_name(scenario: Scenario) -> None:
    """A shift with other breaks gets the name of its group; the same shift has the same name in both groups."""
    request = request_of(
        scenario,
        {
            "groups": {
                "handlers": SHIFTS | {"breaks": [REST]},
                "officers": {"starts": ["07:00"], "lengths": ["8 h"]},
                "desk": {"starts": ["15:00"], "lengths": ["8 h"], "breaks": [REST]},
            }
        },
    )
    assert [list(group.shifts) for group in request.groups.values()] == [
        ["07:00 8 h", "15:00 8 h"],
        ["07:00 8 h officers"],
        ["15:00 8 h"],
    ]


def test_todays_people_and_hours_are_those_that_are_not_kept(scenario: Scenario) -> None:
    """A person of a team has 2 shifts of 7.5 h in 3 days; the 3 on weekdays have 8 h, the 2 at weekends 7.5 h."""
    base = {"people": {"max": "base"}, "paid_hours": {"max": "base"}}
    posts = 3 * 5 * 8 + 2 * 2 * 7.5
    teams = 8 * 7 * 2 / 3 * 7.5
    everything = designed(scenario, **SHIFTS, **base)
    assert everything.people == Limits(0, 13)
    assert everything.paid_hours.most == pytest.approx(posts + teams, rel=1e-12)
    without_teams = designed(scenario, **SHIFTS, **base, keep=["rota.teams"])
    assert without_teams.people == Limits(0, 5)
    assert without_teams.paid_hours.most == pytest.approx(posts, rel=1e-12)
    without_posts = designed(scenario, **SHIFTS, **base, keep=["rota.fixed"])
    assert without_posts.people == Limits(0, 8)
    assert without_posts.paid_hours.most == pytest.approx(teams, rel=1e-12)


def test_todays_hours_of_a_roster_are_those_of_its_duties() -> None:
    """Of two people with three duties of 8 h in four weeks, 6 h a week."""
    duties = [
        {"person": person, "start": f"2024-06-{day:02d}T08:00:00", "end": f"2024-06-{day:02d}T16:00:00"}
        for person, day in (("Ada", 4), ("Ada", 5), ("Bo", 6))
    ]
    scenario = hub(handlers={"lines": ["999", "101"], "roster": {"duties": duties}})
    group = designed(scenario, **SHIFTS, people={"max": "base"}, paid_hours={"min": "base"})
    assert (group.people, group.paid_hours) == (Limits(0, 2), Limits(6.0))


def test_today_is_one_day_in_a_span_of_one_day() -> None:
    """The posts of that day, and the teams that work: both on the Monday, one on the Tuesday and the Saturday."""
    limits = {"people": {"max": "base"}, "paid_hours": {"max": "base"}}
    for start, posts, teams in (("2024-06-03", 3 * 8, 2), ("2024-06-04", 3 * 8, 1), ("2024-06-08", 2 * 7.5, 1)):
        scenario = hub().update({"start": start, "days": 1})
        group = designed(scenario, **SHIFTS, **limits)
        assert group.paid_hours.most == pytest.approx(posts + teams * 4 * 7.5, rel=1e-12)
        assert group.people.most == (3 if posts == 24 else 2) + teams * 4
        assert designed(scenario, **SHIFTS, **limits, keep=["rota.teams"]).paid_hours.most == posts


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (["rota.teams", "rota.teams.A"], ("rota.teams",)),
        (["rota"], ("rota.teams", "rota.fixed.weekday", "rota.fixed.weekend")),
        (["rota.fixed.weekend", "rota.fixed"], ("rota.fixed.weekend", "rota.fixed.weekday")),
        (["rota.teams.B"], ("rota.teams.B",)),
    ],
)
def test_parts_of_the_rota_that_stay(scenario: Scenario, written: list[str], kept: tuple[str, ...]) -> None:
    """All teams together, a team, and each fixed shift are named once."""
    assert designed(scenario, **SHIFTS, keep=written).keep == kept


def with_designated(kind: str, name: str) -> dict[str, Any]:
    """Return handlers of whom two answer 999 only, in a team or on a fixed shift."""
    part = {**TEAMS[kind][name], "designated": {"999": 2}}
    return {"handlers": {"lines": ["999", "101"], "rota": {**TEAMS, kind: {**TEAMS[kind], name: part}}}}


def test_a_team_has_at_least_the_people_who_are_designated() -> None:
    """Two people of team A answer 999 only, so a full-time team has at least two."""
    scenario = hub(**with_designated("teams", "A"))
    assert designed(scenario, team_people={"max": 6}).team_people == Limits(2, 6)


PART_TIME = {**TEAMS, "teams": {**TEAMS["teams"], "half": {"people": 2, "share": 0.5}}}
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    # of one table
    "no shifts": ({}, 'nothing is designed here; write starts = ["07:00", "15:00"] and lengths = ["8 h"], or leave'),
    "starts alone": (
        {"starts": ["07:00"]},
        'lengths: this is missing, and the table gives starts; write lengths = ["8 h"]',
    ),
    "lengths alone": ({"lengths": ["8 h"]}, "starts: this is missing, and the table gives lengths; write starts = {"),
    "two ways": (
        SHIFTS | {"shifts": ["early"]},
        "shifts: give either shifts, with their own breaks, or starts, lengths",
    ),
    "days for nothing": ({"days": ["every"]}, "days: this needs shifts; write starts ="),
    "no clock time": (SHIFTS | {"starts": ["25:00"]}, 'starts.0: "25:00": not a clock time: write hours and minutes'),
    "no list of starts": (
        SHIFTS | {"starts": "07:00"},
        'starts: "07:00" is not a list; write values in square brackets, such as ["06:00"',
    ),
    "no starts": (SHIFTS | {"starts": []}, "starts: this is empty; give at least one"),
    "a start twice": (SHIFTS | {"starts": ["07:00", "7:00"]}, "starts: 07:00 stands here 2 times; write it once"),
    "a span of no time": (
        SHIFTS | {"starts": {"from": "06:00", "to": "06:00", "step": "1 h"}},
        'starts: from and to are both 06:00; for one start, write starts = ["06:00"]',
    ),
    "half a minute": (
        SHIFTS | {"starts": {"from": "06:00", "to": "07:00", "step": "90 s"}},
        'starts.step: "90 s": a shift',
    ),
    "a key of starts": (
        SHIFTS | {"starts": {"from": "06:00", "to": "07:00", "till": "07:00", "step": "1 h"}},
        "starts.till: unknown key; the keys here are from, to, step",
    ),
    "too many shifts": (
        {"starts": {"from": "06:00", "to": "05:59", "step": "1 min"}, "lengths": ["8 h", "9 h", "10 h"]},
        "starts: 1,440 starts, 3 lengths and 1 set of days make 4,320 choices; give a longer step between starts, "
        "fewer lengths or fewer sets of days, so that there are at most 3,000",
    ),
    "too many sets of days": (
        {"starts": {"from": "00:00", "to": "23:30", "step": "30 min"}, "lengths": [f"{n} h" for n in range(3, 13)]}
        | {"days": ["every", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]},
        "starts: 48 starts, 10 lengths and 7 sets of days make 3,360 choices; give a longer step between starts, "
        "fewer lengths or fewer sets of days, so that there are at most 3,000",
    ),
    "no unit": (SHIFTS | {"lengths": ["8"]}, 'lengths.0: "8": a length of time needs a unit'),
    "too long": (SHIFTS | {"lengths": ["25 h"]}, 'lengths.0: "25 h" is out of range: 1 day or less'),
    "a break too late": (
        SHIFTS | {"lengths": ["8 h", "4 h"], "breaks": [REST]},
        "breaks: break 1 may last beyond the end of the shift: it begins by 4 h and takes 30 min, and the shift lasts "
        '4 h; to give each length its own breaks, write breaks = { "4 h" = [] }',
    ),
    "a break without an end": (
        SHIFTS | {"breaks": [{"length": "30 min", "after": "3 h"}]},
        "breaks.0.before: this is missing",
    ),
    "a key of a break": (
        SHIFTS | {"breaks": [REST | {"befor": "4 h"}]},
        'breaks.0.befor: unknown key; did you mean "before"?',
    ),
    "a length without breaks": (
        SHIFTS | {"lengths": ["8 h", "4 h"], "breaks": {"8 h": [REST]}},
        'breaks: shifts of 4 h have no entry; write "4 h" = [] if they have no break',
    ),
    "breaks of no length": (
        SHIFTS | {"breaks": {"8 h": [REST], "9 h": []}},
        "breaks: no shift lasts 9 h; the lengths are 8 h",
    ),
    "breaks twice": (
        SHIFTS | {"breaks": {"8 h": [REST], "480 min": []}},
        "breaks: 8 h has breaks twice; write them once",
    ),
    "breaks by no length": (
        SHIFTS | {"breaks": {"long": [REST]}},
        'breaks: the keys here are lengths of shifts; "long": not a length of time',
    ),
    "no shift": ({"shifts": ["earl"]}, 'shifts: "earl" is not a shift of the scenario; did you mean "early"?'),
    "a shift twice": ({"shifts": ["late", "late"]}, "shifts: late stands here 2 times; write it once"),
    "another shift of the name": (
        {"shifts": {"early": {"start": "05:00", "length": "8 h"}}},
        "shifts.early: the scenario has another shift of this name; give this one another name",
    ),
    "a shift without an end": ({"shifts": {"core": {"start": "09:00"}}}, "shifts.core: give either end or length"),
    "a key of a shift": (
        {"shifts": {"core": {"start": "09:00", "ends": "12:00"}}},
        'shifts.core.ends: unknown key; did you mean "end"?',
    ),
    "a rest day": (
        {"shifts": {"OFF": {"start": "09:00", "end": "12:00"}}},
        'shifts.OFF: "OFF" marks a rest day in a pattern; give the shift another name',
    ),
    "no day": (
        SHIFTS | {"days": ["Mon-Fro"]},
        'days: "Fro" is not a day of the week; write "every", from and to such as "Mon-Fri"',
    ),
    "a long day": (SHIFTS | {"days": ["Monday"]}, 'days: "Monday" is not a day of the week; did you mean "Mon"?'),
    "days twice": (
        SHIFTS | {"days": ["Sat-Sun", "Sat,Sun"]},
        'days: "Sat,Sun" has the same days as "Sat-Sun"; write each set of days once',
    ),
    "a set twice": (SHIFTS | {"days": ["every", "every"]}, 'days: "every" stands here twice'),
    "a day twice": (SHIFTS | {"days": ["Mon-Fri,Wed"]}, 'days: "Mon-Fri,Wed" names Wed 2 times; name each day once'),
    "from Monday to Monday": (SHIFTS | {"days": ["Mon-Mon"]}, 'days: "Mon-Mon" is one day; write "Mon"'),
    "once in a month": (
        SHIFTS | {"days": ["once"]},
        'days: "once" is for a span of one day, and the scenario has 28 days; write "every"',
    ),
    "once and more": (
        SHIFTS | {"days": ["once", "Mon"]},
        'days: "once" is the only day of the span; write it alone: ["once"]',
    ),
    "no kinds": (SHIFTS | {"kinds": 0}, "kinds: 0 is out of range: 1 or more"),
    "no table of limits": (SHIFTS | {"people": 60}, "people: 60 is not a table"),
    "part of a person": (
        SHIFTS | {"people": {"max": 2.5}},
        'people.max: 2.5: write a whole number from 0 to 10,000, or "base" for as many as today',
    ),
    "no base of a crew": (
        SHIFTS | {"each_shift": {"min": "base"}},
        'each_shift.min: "base": write a whole number from 0 to 10,000',
    ),
    "hours below none": (
        SHIFTS | {"paid_hours": {"min": -1}},
        "paid_hours.min: -1: write hours a week, from 0 to 1,000,000",
    ),
    "min over max": (
        SHIFTS | {"each_shift": {"min": 3, "max": 2}},
        "each_shift: min (3) is over max (2); write max = 3, or a lower min",
    ),
    "a key of limits": (SHIFTS | {"people": {"most": 3}}, "people.most: unknown key; the keys here are min, max"),
    "no part of the rota": (
        SHIFTS | {"keep": ["rota.team"]},
        'keep.0: "rota.team" is not a part of the rota; did you mean "rota.teams"?',
    ),
    "no path": (SHIFTS | {"keep": ["rota..x"]}, 'keep.0: "rota..x" is not a path'),
    "keep and design": (
        {"team_people": {}, "keep": ["rota.teams"]},
        "team_people: keep says that A, B stay as they are; leave out keep or team_people",
    ),
    "rules of nobody": (SHIFTS | {"rules": "police"}, 'rules: "police" is not one of staff, officers, none'),
    "no cost": (SHIFTS | {"cost_per_hour": 0.0}, "cost_per_hour: 0.0 is out of range: more than 0"),
    "an unknown key": (SHIFTS | {"kind": 3}, 'kind: unknown key; did you mean "kinds"?'),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_table_of_a_group(scenario: Scenario, mistake: str) -> None:
    """One message for each mistake, which begins with its place and says what to write."""
    table, message = MISTAKES[mistake]
    (problem,) = refused(scenario, {"groups": {"handlers": table}})
    path = "groups.handlers: " if mistake == "no shifts" else "groups.handlers."
    assert problem.startswith(path + message)


GROUPS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "called up": (
        {"officers": {"lines": ["999"], "call_up": CALL_UP}},
        {"handlers": SHIFTS, "officers": SHIFTS},
        "groups.officers: this group comes only when it is called up; design the rota of a group with planned duties",
    ),
    "recruits": (
        {"learners": {"lines": ["999"], "recruits": {"June": RECRUITS}}},
        {"handlers": SHIFTS | {"keep": ["rota.teams"]}, "learners": SHIFTS},
        "groups.learners: these are recruits under supervision; design the rota of the group that they join",
    ),
    "teams that recruits join": (
        {"learners": {"lines": ["999"], "recruits": {"June": RECRUITS}}},
        {"handlers": SHIFTS},
        "groups.handlers.keep: recruits join teams of this group (groups.learners.recruits.June), and the teams are "
        'not kept; write keep = ["rota.teams"] or to design the teams, write team_people = { "min" = 1 }',
    ),
    "part-time teams": (
        {"handlers": {"lines": ["999", "101"], "rota": PART_TIME}},
        {"handlers": {"team_people": {"max": 5}}},
        "groups.handlers.team_people: part-time teams are not designed (half); to keep them, write keep = "
        '["rota.teams.half"]',
    ),
    "no teams": (
        {},
        {"handlers": SHIFTS, "officers": {"team_people": {}}},
        "groups.officers.team_people: the scenario has no full-time team here; leave this out, or give the group a",
    ),
    "availability": (
        {"handlers": {"lines": ["999", "101"], "headcount": 5, "availability": 0.8}},
        {"handlers": SHIFTS},
        "groups.handlers: the scenario has headcount with availability = 0.8, and a rota has absence instead; in the "
        "scenario, give the group a rota with absence.probability, or leave availability out",
    ),
    "today's hours of a headcount": (
        {},
        {"handlers": SHIFTS, "officers": SHIFTS | {"paid_hours": {"max": "base"}}},
        'groups.officers.paid_hours.max: "base" is not available: the scenario gives only the number of people on '
        "duty, and not their duties; write a number",
    ),
    "nothing to keep": (
        {},
        {"handlers": SHIFTS, "officers": SHIFTS | {"keep": ["headcount"]}},
        "groups.officers.keep: only parts of a rota can be kept, and the scenario has none for this group; leave this",
    ),
    "one name of two shifts": (
        {},
        {
            "handlers": {"shifts": {"core": {"start": "09:00", "end": "12:00"}}},
            "officers": {"shifts": {"core": {"start": "09:00", "end": "13:00"}}},
        },
        "groups.officers.shifts.core: handlers has another shift of this name; give one of them another name",
    ),
    "no group": (
        {},
        {"handlers": SHIFTS, "handler": SHIFTS},
        'groups.handler: there is no such group in the scenario; did you mean "handlers"?',
    ),
    "too few designated": (
        with_designated("teams", "A"),
        {"handlers": {"team_people": {"max": 1}}},
        "groups.handlers.team_people.max: a team has 2 people who are designated to a line; write 2 or more",
    ),
    "a team with designated people": (
        with_designated("teams", "A"),
        {"handlers": SHIFTS},
        "groups.handlers.keep: A has people who answer only 999, and designed posts have none; to keep them, "
        'write keep = ["rota.teams.A"], or leave designated out of the scenario',
    ),
    "a post with designated people": (
        with_designated("fixed", "weekend"),
        {"handlers": SHIFTS | {"keep": ["rota.teams"]}},
        "groups.handlers.keep: weekend has people who answer only 999, and designed posts have none; to keep "
        'them, write keep = ["rota.fixed.weekend"], or leave designated out of the scenario',
    ),
    "people missing on a shift": (
        {
            "handlers": {
                "lines": ["999", "101"],
                "rota": TEAMS,
                "absence": {"on": [{"date": "2024-06-12", "people": 2, "shift": "day"}]},
            }
        },
        {"handlers": SHIFTS | {"keep": ["rota.teams", "rota.fixed.weekend"]}},
        "groups.handlers: absence.on names the shift day, which the design may not use; in the scenario, leave the "
        "shift out, so that these people are missing on the date",
    ),
    "no table": ({}, {"handlers": SHIFTS, "officers": 3}, "groups.officers: 3 is not a table"),
}


@pytest.mark.parametrize("mistake", GROUPS)
def test_a_group_that_cannot_be_designed_so(mistake: str) -> None:
    """One message for each group whose staffing does not allow what the file says, or leaves open what it means."""
    groups, tables, message = GROUPS[mistake]
    (problem,) = refused(hub(**groups), {"groups": tables})
    assert problem.startswith(message)


FILES: dict[str, tuple[dict[str, Any], str]] = {
    "no such line": (
        {"targets": ["99.asa<=10"]},
        'targets.0: "99.asa<=10": there is no line or group "99"; did you mean',
    ),
    "a group's target": (
        {"targets": ["handlers.occupancy<=0.8"]},
        "targets.0: handlers.occupancy <= 0.8: simcall cannot hold this target; name a share",
    ),
    "hours as a target": (
        {"targets": ["paid_hours<=900"]},
        "targets.0: paid_hours <= 900 is not a target of a line; limit paid hours with paid_hours = { max",
    ),
    "a certainty": (
        {"targets": ["999.answered_in_target>=1"]},
        "targets.0: 999.answered_in_target >= 1: a simulation cannot show",
    ),
    "a line of others": (
        {"targets": ["desk.asa<=10"]},
        "targets: desk has a target, and handlers does not answer it; design a group that does",
    ),
    "no targets": ({"targets": []}, "targets: this is empty; give at least one"),
    "no list": ({"targets": "999.asa<=10"}, 'targets: "999.asa<=10" is not a list; write values in square brackets'),
    "hold": ({"hold": "weeks"}, 'hold: "weeks" is not one of week, every-hour; did you mean "week"?'),
    "minimise": ({"minimise": "hours"}, 'minimise: "hours" is not one of paid_hours, people, cost'),
    "certain": ({"confidence": 1}, "confidence: 1 is out of range: from 0.5 to 0.999"),
    "a cost": (
        {"minimise": "cost"},
        "groups.handlers.cost_per_hour: this is missing, and the cost is to be least; write what",
    ),
    "a scenario": ({"scenario": "x.toml"}, "scenario: unknown key; the keys here are"),
    "no groups": ({"groups": {}}, "groups: this is empty; give at least one"),
}


@pytest.mark.parametrize("mistake", FILES)
def test_a_mistake_beside_the_groups(scenario: Scenario, mistake: str) -> None:
    """One message for each mistake in the targets and the settings."""
    tables, message = FILES[mistake]
    (problem,) = refused(scenario, {"groups": {"handlers": SHIFTS}, **tables})
    assert problem.startswith(message)


def test_a_scenario_without_targets_needs_some() -> None:
    """Without targets of the scenario, the file has to name one."""
    scenario = hub()
    scenario = scenario.update({"lines.999.answer_target": None, "lines.101.abandonment_target": None})
    assert refused(scenario, {"groups": {"handlers": SHIFTS}}) == [
        'targets: the scenario has no target of its own; name one, such as targets = ["999.answered_in_target>=0.9"]'
    ]


def test_everything_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """All mistakes are said with the file's name, those of the scenario at its name."""
    (tmp_path / "hub.toml").write_text(HUB.replace("people = 3", "people = -3"), encoding="utf-8")
    file = tmp_path / "design.toml"
    file.write_text('hold = "x"\nscenario = "hub.toml"\n[groups.handlers]\nkinds = 0\n[other]', encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_request(file)
    places = [(Path(problem.file).name, problem.path) for problem in error.value.problems]
    assert places == [
        ("design.toml", "hold"),
        ("hub.toml", "groups.handlers.rota.fixed.weekday.people"),
        ("design.toml", "groups.handlers.kinds"),
        ("design.toml", "other"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (HUB, "a scenario"),
        ('extends = "hub.toml"', "a scenario"),
        ('name = "x"\nvary = {}', "a sweep file"),
        ("calibration.seed = 1", "a study file"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, text: str, kind: str) -> None:
    """One message says what the file is, and not what each of its keys is not."""
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_request(file)
    (problem,) = error.value.problems
    assert problem.message.startswith(f"this is {kind}, and a design file is needed: it names the scenario, such as")


def test_a_scenario_that_is_not_there(tmp_path: Path) -> None:
    """A file without a scenario, or with one that does not exist, says so."""
    file = tmp_path / "design.toml"
    for text, message in (
        ('[groups.handlers]\nshifts = ["day"]\n', "scenario: this is missing"),
        ('scenario = "hbu.toml"\n[groups.handlers]\nshifts = ["day"]\n', "there is no such file"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ScenarioError, match=re.escape(message)):
            read_request(file)


def test_starts_past_midnight(scenario: Scenario) -> None:
    """A table of starts goes on past midnight, and no start comes after its end."""
    table = {"starts": {"from": "22:30", "to": "00:45", "step": "1 h"}, "lengths": ["8 h"]}
    assert [shift.start for shift in designed(scenario, **table).shifts.values()] == [
        time(22, 30),
        time(23, 30),
        time(0, 30),
    ]


def test_too_many_shifts_of_two_groups(scenario: Scenario) -> None:
    """Each group alone may have its shifts; all mistakes beside are said too."""
    many = {"starts": {"from": "00:00", "to": "23:45", "step": "15 min"}, "lengths": [f"{n} h" for n in range(3, 20)]}
    groups = {"handlers": many, "officers": many | {"breaks": {"8 h": []}}}
    problems = refused(scenario, {"groups": groups})
    crowded = [problem for problem in problems if "choices" in problem]
    assert crowded == [
        "groups.handlers.starts: 96 starts, 17 lengths and 1 set of days make 1,632 choices, and all groups together "
        "have 3,264; give a longer step between starts, fewer lengths or fewer sets of days, so that there are at most "
        "3,000"
    ]
    assert sum(problem.startswith("groups.officers.breaks: shifts of") for problem in problems) == 16
