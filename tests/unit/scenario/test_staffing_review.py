"""What is legal and odd in rotas and rosters, and how they are listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from simcall.scenario import Scenario, holdings, staffing_oddities, warnings

Over = Callable[[str], Scenario]

SHIFTS = """
[shifts.early]
start = "06:00"
end = "14:00"
[shifts.late]
start = "14:00"
end = "22:00"
[shifts.night]
start = "22:00"
end = "06:00"
[shifts.day]
start = "07:00"
length = "12 h"
[[shifts.day.breaks]]
length = "30 min"
after = "3 h"
before = "5 h"
[[shifts.day.breaks]]
length = "15 min"
after = "8 h"
before = "8 h"
paid = true
"""
PATTERN = """
[groups.handlers.rota]
pattern = ["early", "early", "late", "late", "night", "night", "off", "off", "off", "off"]
starts = 2024-01-29
teams.A = { people = 6 }
teams.B = { people = 6, offset = 2 }
teams.C = { people = 6, offset = 4 }
teams.D = { people = 6, offset = 6 }
teams.E = { people = 6, offset = 8 }
"""
WEEKEND = "fixed.weekend = { shift = 'day', days = ['Sat', 'Fri'], people = 2, designated = { 999 = 1 } }\n"
OFFICE = "[groups.handlers.rota.fixed.all]\nshift = 'day'\ndays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri']\npeople = 9\n"


def about(scenario: Scenario, words: str) -> list[str]:
    """Return the warnings with these words in them."""
    return [warning for warning in warnings(scenario) if words in warning]


def roster(*duties: tuple[str, str, str]) -> dict[str, Any]:
    """Return a roster of duties in February 2024: a person, from and to."""
    person, start, end = zip(*duties, strict=True)
    moments = {"start": [f"2024-02-{one}" for one in start], "end": [f"2024-02-{one}" for one in end]}
    return {"duties": {"person": list(person), **moments}}


def test_a_rota_without_gaps_is_not_odd(over: Over) -> None:
    """Five teams on two earlies, lates and nights and four days off cover the clock; only the spare shift is told."""
    scenario = over(SHIFTS + PATTERN)
    assert about(scenario, "nobody in") == []
    assert about(scenario, "shift day") == ["shift day is not in any rota: nobody works it"]
    assert about(over(SHIFTS + PATTERN + WEEKEND), "nobody works it") == []


def test_a_team_that_starts_where_another_does(over: Over) -> None:
    """Where two teams share a place in the pattern, another is left empty: told for the group, and for each line."""
    scenario = over(SHIFTS + PATTERN).update({"groups.handlers.rota.teams.E.offset": 6})
    told = about(scenario, "nobody in handlers is on duty")
    assert [one.partition(" from ")[0] for one in told] == [
        "999 cannot be answered",
        "101 cannot be answered",
        "nobody in handlers is on duty",
    ]
    assert told[2] == (
        "nobody in handlers is on duty from Wed 2024-01-31 06:00 to 14:00, Thu 2024-02-01 06:00 to 14:00, "
        "Fri 2024-02-02 14:00 to 22:00 and at 3 more times (48 h of the run): none of its teams has a shift then"
    )


def test_hours_without_calls_need_nobody_of_a_rota(over: Over) -> None:
    """Where a line has no calls nobody need be there, and a group of fixed shifts alone may well be away."""
    scenario = over(SHIFTS + OFFICE)
    assert len(about(scenario, "cannot be answered from")) == 2
    assert about(scenario, "none of its teams") == []
    office = [1 if 7 <= hour % 24 < 19 and hour < 120 else 0 for hour in range(168)]
    quiet = scenario.update(
        {
            "lines.101.demand.profile": office,
            "lines.999.demand.profile": office,
            "lines.101.redial": None,
            "lines.101.demand.calls_per_hour": 1,
        }
    )
    assert about(quiet, "cannot be answered") == []


def test_a_headcount_beside_a_rota(over: Over) -> None:
    """Another group that is there takes the warning away; one that is no more than its reserve does not."""
    other = "[groups.night]\nlines = ['999', '101']\nheadcount = 1\n"
    scenario = over(SHIFTS + OFFICE + other)
    assert about(scenario, "cannot be answered") == []
    (told,) = about(scenario.update({"groups.night.reserve": {"101": 1}}), "cannot be answered")
    assert told == (
        "101 cannot be answered from Wed 2024-01-31 00:00 to 07:00, Wed 2024-01-31 19:00 to Thu 2024-02-01 07:00, "
        "Thu 2024-02-01 19:00 to Fri 2024-02-02 07:00 and at 4 more times (120 h of the run): "
        "everybody on duty in handlers and night is in the reserve kept from it"
    )


def test_the_work_of_a_rota(over: Over) -> None:
    """The mean number on duty is that of the run: 24 h of 6 people all round the clock."""
    work = {
        "lines.101.demand.calls_per_hour": 0,
        "lines.999.handling": {"distribution": "constant", "value": "1 h"},
        "lines.999.demand.calls_per_day": 24 * 6,
    }
    scenario = over(SHIFTS + PATTERN).update(work)
    assert about(scenario, "brings more work") == []
    (told,) = about(scenario.update({"lines.999.demand.growth": 1.5}), "brings more work")
    assert "9 people busy on average, and 6 are on duty" in told
    halves = scenario.update({f"groups.handlers.rota.teams.{team}.share": 0.5 for team in "ABCDE"})
    assert "and 3 are on duty" in about(halves, "brings more work")[0]
    alone = {"groups.handlers.headcount": 1, "lines.999.demand.calls_per_day": 48}
    (one,) = about(scenario.update(alone), "brings more work")
    assert "2 people busy on average, and 1 is on duty" in one


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"teams.A.people": 0}, "team A of handlers has no people: nobody works its shifts"),
        ({"teams.A.offset": 10}, "team A of handlers is 10 days ahead in a pattern of 10: the same as 0"),
        ({"teams.A.offset": 9}, None),
        ({"fixed.weekend.people": 0, "fixed.weekend.designated": {"999": 0}}, "fixed shift weekend of handlers has no"),
    ],
)
def test_odd_teams(over: Over, changes: dict[str, Any], said: str | None) -> None:
    """Nobody in a team, and an offset longer than the pattern, are told."""
    scenario = over(SHIFTS + PATTERN + WEEKEND)
    changed = scenario.update({f"groups.handlers.rota.{key}": value for key, value in changes.items()})
    told = about(changed, "team A") + about(changed, "fixed shift")
    assert told == [] if said is None else told[0].startswith(said)


def test_breaks_that_may_overlap(over: Over) -> None:
    """Two breaks whose windows meet may be taken one in the other."""
    scenario = over(SHIFTS + PATTERN + WEEKEND)
    assert about(scenario, "overlap") == []
    (told,) = about(scenario.update({"shifts.day.breaks.0.before": "7.75 h"}), "overlap")
    assert told == (
        "shift day: break 1 may last until 8.25 h after the start, and break 2 may begin from 8 h on: they may overlap"
    )


def test_a_roster_that_ends_before_the_run(base: Scenario) -> None:
    """A roster is for some days; a run that is longer, or whose warm-up is earlier, is told."""
    whole = roster(("Ann", "01 00:00", "01 12:00"), ("Ann", "07 12:00", "08 00:00"))
    changed = base.update({"warm_up": "0 s", "groups.handlers.roster": whole})
    assert about(changed, "the roster of") == []
    (told,) = about(changed.update({"warm_up": "1 day"}), "the roster of")
    assert told == (
        "the roster of handlers goes from 2024-02-01 00:00 to 2024-02-08 00:00 and the run, warm-up included, from "
        "2024-01-31 00:00 to 2024-02-08 00:00: outside those dates nobody on this roster is on duty"
    )
    assert about(changed.update({"days": 8}), "the roster of")
    assert "999 cannot be answered from Thu 2024-02-01 12:00 to Wed 2024-02-07 12:00 (144 h" in warnings(changed)[0]


def test_a_gap_of_a_whole_day_says_both_dates(base: Scenario) -> None:
    """A gap that ends at the hour at which it began, a day later, has its end's date."""
    duties = roster(("Ann", "01 00:00", "01 22:00"), ("Ann", "02 22:00", "03 22:00"), ("Bob", "03 22:00", "08 00:00"))
    duties["duties"]["person"][2] = "Cid"
    duties["duties"]["end"][2] = "2024-02-04T22:00"
    changed = base.update({"warm_up": "0 s", "groups.handlers.roster": duties})
    assert "999 cannot be answered from Thu 2024-02-01 22:00 to Fri 2024-02-02 22:00, Sun" in warnings(changed)[0]


def test_people_of_a_roster_who_may_be_the_same(base: Scenario) -> None:
    """People are told apart by the exact text: names alike but for capitals, spaces and zeros at the front are told."""
    people = ["AB", "ab", "007", "7", "A B", "Ann", "70"]
    duties = roster(*((who, f"{day:02d} 07:00", f"{day:02d} 15:00") for day, who in enumerate(people, start=1)))
    (told,) = about(base.update({"groups.handlers.roster": duties}), "exact text")
    assert told == (
        "the roster of handlers has 007 and 7, A B and AB and ab: people are identified by the exact text, so "
        "these count as different people"
    )


@pytest.mark.parametrize(
    ("absence", "said"),
    [
        ({"probability": 1.0}, "everybody in handlers misses every duty (absence.probability is 1): nobody ever comes"),
        ({"probability": 0.99}, None),
        (
            {"training_every": "1 day"},
            "people in handlers spend one duty every day on training and have no other duties: nobody ever comes",
        ),
        ({"training_every": "2 days"}, None),
        (
            {"late": {"probability": 1.0, "by": {"distribution": "uniform", "low": "12 h", "high": "13 h"}}},
            "everybody in handlers is 12 h late or more, and no duty is longer than 12 h: nobody ever comes",
        ),
        ({"late": {"probability": 1.0, "by": {"distribution": "uniform", "low": "11 h", "high": "13 h"}}}, None),
        ({"late": {"probability": 0.9, "by": {"distribution": "constant", "value": "13 h"}}}, None),
    ],
)
def test_absence_that_leaves_nobody(over: Over, absence: dict[str, Any], said: str | None) -> None:
    """What keeps everybody away from every duty is told: on training, absent, or late beyond the end."""
    scenario = over(SHIFTS + PATTERN + WEEKEND).update({"groups.handlers.absence": absence})
    assert about(scenario, "nobody ever comes") == ([said] if said else [])


def test_training_on_every_duty_there_is(over: Over, base: Scenario) -> None:
    """One duty in three days on training leaves nobody where there is no more than one duty in three days."""
    every = {"groups.handlers.absence": {"training_every": "3 days"}}
    seldom = over(SHIFTS + PATTERN).update({"groups.handlers.rota.pattern": ["early", "off", "off", "off"], **every})
    assert about(seldom, "nobody ever comes") == [
        "people in handlers spend one duty in every 3 days on training and have no other duties: nobody ever comes"
    ]
    assert about(seldom.update({"groups.handlers.rota.pattern": ["early", "off"]}), "nobody ever comes") == []
    listed = base.update({"groups.handlers.roster": roster(("Ann", "01 07:00", "01 15:00")), **every})
    assert about(listed, "nobody ever comes") == []
    assert about(listed.update({"groups.handlers.absence.training_every": "1 day"}), "nobody ever comes")
    late = {"probability": 1.0, "by": {"distribution": "constant", "value": "8 h"}}
    assert about(listed.update({"groups.handlers.absence.late": late}), "no duty is longer than 8 h")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"pool": 2, "people": 5}, "helpers are called up 5 at a time, but the pool is 2, so no more can come"),
        ({"pool": 0, "people": 5}, "the pool of helpers is 0: nobody can be called up"),
        (
            {"pool": 2, "lines": ["101"]},
            "helpers are called up when 101 waits, but answer only 999: they cannot take those calls",
        ),
        ({"pool": 2, "people": 2, "lines": ["101", "999"]}, None),
    ],
)
def test_odd_rules_for_calling_people_up(base: Scenario, rule: dict[str, Any], said: str | None) -> None:
    """A rule that can call nobody, or fewer than it says, or for calls that its people do not take, is told."""
    changed = base.update({"groups.helpers": {"lines": ["999"], "call_up": {"waiting": 2, **rule}}})
    assert about(changed, "helpers") == ([said] if said else [])


def test_what_a_run_would_be_wasted_on(over: Over) -> None:
    """What is odd about who is there to answer comes first; what is odd otherwise is left out."""
    scenario = over(SHIFTS + PATTERN).update(
        {f"groups.handlers.rota.teams.{team}.people": 0 for team in "ABCD"} | {"lines.101.demand.growth": 20.0}
    )
    told = staffing_oddities(scenario)
    assert [one.partition(" from ")[0] for one in told[:2]] == ["999 cannot be answered", "101 cannot be answered"]
    assert [one[:20] for one in told[2:4]] == ["999 brings more work", "101 brings more work"]
    assert set(told) <= set(warnings(scenario))
    assert {one for one in warnings(scenario) if one not in told} == {
        one for one in warnings(scenario) if "never give up: " in one or "no source" in one
    }


def test_people_who_are_called_up(base: Scenario) -> None:
    """People who can be called up can answer at any time, but are no part of those on duty."""
    call_up = {"waiting": 3, "pool": 2}
    changed = base.update({"groups.handlers.call_up": call_up, "groups.handlers.reserve": None})
    assert about(changed, "cannot be answered") == []
    assert "and 0 are on duty" in about(changed, "101 brings")[0]


def test_how_shifts_and_rotas_are_listed(over: Over) -> None:
    """A shift, a rota and absence are one row each, as a planner would say them, with where they are from."""
    late = "late = { probability = 0.05, by = { distribution = 'exponential', mean = '15 min' } }"
    scenario = over(
        SHIFTS
        + PATTERN
        + "teams.P = { people = 4, share = 0.67, designated = { 101 = 1 } }\n"
        + WEEKEND
        + f"[groups.handlers.absence]\nprobability = 0.08\ntraining_every = '10 weeks'\n{late}\n"
        + "[provenance]\n'groups.handlers.rota' = { kind = 'published', source = 'the force' }\n"
    )
    rows = {row.path: row for row in holdings(scenario)}
    assert rows["shifts.night"].value == "22:00 to 06:00 (8 h)"
    assert rows["shifts.day"].value == (
        "07:00 to 19:00 (12 h); 30 min unpaid break 3 h to 5 h after the start; 15 min paid break 8 h after the start"
    )
    assert rows["groups.handlers.rota"].value == (
        "2 early, 2 late, 2 night, 4 off; 5 teams of 6, 1 team of 4 at 67 % of the pattern (1 for 101 only); "
        "day 1 is 2024-01-29; weekend: 2 (1 for 999 only) on day every Fri, Sat"
    )
    assert (rows["groups.handlers.rota"].kind, rows["groups.handlers.rota"].source) == ("published", "the force")
    assert rows["groups.handlers.absence"].value == (
        "8 % of duties missed; training every 70 days; 5 % come late, exponential: mean 15 min"
    )
    assert (rows["groups.handlers.end_of_duty"].value, rows["groups.handlers.end_of_duty"].kind) == ("named", "default")
    assert not any(path.startswith(("shifts.night.", "groups.handlers.rota.")) for path in rows)


def test_parts_of_a_rota_with_their_own_provenance(over: Over) -> None:
    """A rota of which a part was changed is told part by part, and so is a shift."""
    sources = "[provenance]\n'groups.handlers.rota' = { kind = 'published', source = 'x' }\n"
    scenario = over(SHIFTS + PATTERN + WEEKEND + sources + "'shifts' = { kind = 'published', source = 'x' }")
    changed = scenario.update({"groups.handlers.rota.teams.A.people": 7, "shifts.day.start": "08:00"})
    rows = {row.path: row for row in holdings(changed)}
    assert rows["groups.handlers.rota.pattern"].value == "2 early, 2 late, 2 night, 4 off"
    assert (rows["groups.handlers.rota.teams.A.people"].value, rows["groups.handlers.rota.teams.A.people"].kind) == (
        "7",
        "assumed",
    )
    assert rows["groups.handlers.rota.teams.B.people"].kind == "published"
    assert rows["groups.handlers.rota.fixed.weekend.days"].value == "Sat, Fri"
    assert rows["shifts.day.breaks"].value.startswith("30 min unpaid break 3 h to 5 h after the start; 15 min paid")
    assert (rows["shifts.day.start"].kind, rows["shifts.day.length"].kind) == ("assumed", "published")


def test_how_a_roster_is_listed(base: Scenario) -> None:
    """A roster is one row: people, duties, and the first and last day; without absence, none is listed."""
    duties = roster(("Ann", "01 07:00", "01 15:00"), ("Bob", "03 22:00", "04 07:00"), ("Ann", "02 07:00", "02 15:00"))
    rows = {row.path: row for row in holdings(base.update({"groups.handlers.roster": duties}))}
    assert rows["groups.handlers.roster"].value == "2 people, 3 duties, 2024-02-01 to 2024-02-03"
    assert (rows["groups.handlers.absence"].value, rows["groups.handlers.absence"].kind) == ("none", "default")


def test_a_headcount_has_no_rows_of_a_rota(base: Scenario) -> None:
    """What does not go with a headcount is not listed for one."""
    assert not [row for row in holdings(base) if row.path.endswith(("absence", "end_of_duty", "shifts", "roster"))]


def test_long_patterns_are_shortened(over: Over) -> None:
    """A pattern of many changes is told by its beginning and its length."""
    scenario = over(SHIFTS + PATTERN).update({"groups.handlers.rota.pattern": ["early", "off"] * 20})
    row = next(row for row in holdings(scenario) if row.path == "groups.handlers.rota.pattern")
    assert row.value.startswith("1 early, 1 off, ")
    assert row.value.endswith("1 off and so on, 40 days")
