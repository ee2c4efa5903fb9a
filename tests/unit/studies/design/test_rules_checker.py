"""The checker of designed rotas finds each breach, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from simcall.scenario import Scenario
from simcall.studies.design.request_files import request_of
from simcall.studies.design.working_rules import within_rules
from tests.unit.studies.design.hubs import REST, TEAMS, hub
from tests.unit.studies.design.rules_checker import breaches

LONG = {"length": "45 min", "after": "2 h", "before": "3 h"}
DESIGN: dict[str, Any] = {
    "groups": {
        "handlers": {
            "starts": {"from": "22:00", "to": "01:00", "step": "90 min"},
            "lengths": ["8 h", "6 h"],
            "breaks": {"8 h": [REST], "6 h": []},
            "days": ["every", "Fri-Mon"],
            "kinds": 2,
            "people": {"min": 5, "max": "base"},
            "paid_hours": {"max": 400},
            "each_shift": {"min": 2, "max": 4},
            "keep": ["rota.teams"],
        },
        "officers": {"shifts": {"core": {"start": "09:00", "end": "17:00", "breaks": [LONG]}}, "days": ["Mon"]},
    }
}
SHIFTS = {
    "22:00 8 h": {"start": "22:00", "length": "8 h", "breaks": [REST]},
    "01:00 6 h": {"start": "01:00", "length": "6 h"},
    "core": {"start": "09:00", "end": "17:00", "breaks": [LONG]},
}
WEEKEND = ["Mon", "Fri", "Sat", "Sun"]
FIXED = {
    "a": {"shift": "22:00 8 h", "days": WEEKEND, "people": 3},
    "b": {"shift": "01:00 6 h", "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], "people": 2},
}


@pytest.fixture(scope="module")
def today() -> dict[str, Any]:
    """Return the small hub as it is staffed today."""
    return hub().document()


@pytest.fixture(scope="module")
def right(today: dict[str, Any]) -> dict[str, Any]:
    """Return a design that keeps all rules."""
    document = deepcopy(today)
    document["shifts"] |= SHIFTS
    document["groups"]["handlers"]["rota"]["fixed"] = FIXED
    del document["groups"]["officers"]["headcount"]
    rota = {"fixed": {"c": {"shift": "core", "days": ["Mon"], "people": 1}}}
    document["groups"]["officers"] |= {"rota": rota, "end_of_duty": "count"}
    return Scenario.from_document(document).document()


def test_a_right_design_has_no_breach(today: dict[str, Any], right: dict[str, Any]) -> None:
    """The design file is one that simcall reads, and its design keeps it."""
    request_of(hub(), DESIGN)
    assert breaches(DESIGN, today, right) == []


Change = Callable[[dict[str, Any]], Any]


def fixed(document: dict[str, Any]) -> dict[str, Any]:
    """Return the posts of the handlers."""
    posts: dict[str, Any] = document["groups"]["handlers"]["rota"]["fixed"]
    return posts


def group(document: dict[str, Any], name: str = "handlers") -> dict[str, Any]:
    """Return a group."""
    table: dict[str, Any] = document["groups"][name]
    return table


BREACHES: dict[str, Change] = {
    "start is 2024-06-04": lambda d: d.update(start="2024-06-04"),
    "the shift day has changed": lambda d: d["shifts"]["day"].update(start="09:00"),
    "the group desk has changed": lambda d: group(d, "desk").update(headcount=3),
    "the group handlers has changed": lambda d: group(d).update(handling_factor=0.9),
    "the group officers has changed": lambda d: group(d, "officers").pop("end_of_duty"),
    "staffed in another way": lambda d: group(d, "officers").update(headcount=3),
    "rota.teams.A was to be kept": lambda d: group(d)["rota"]["teams"]["A"].update(people=5),
    "rota.pattern has changed": lambda d: group(d)["rota"].update(pattern=["early", "off", "late"]),
    "is not a post with people": lambda d: fixed(d)["a"].update(people=0),
    "stands on ['Mon']": lambda d: fixed(d)["a"].update(days=["Mon"]),
    "on a shift that is not in the choice": lambda d: fixed(d)["a"].update(shift="early"),
    "core is not in the choice": lambda d: fixed(d)["a"].update(shift="core"),
    "other breaks": lambda d: d["shifts"]["22:00 8 h"].update(breaks=[REST | {"after": "2 h"}]),
    "other hours on Saturdays": lambda d: d["shifts"]["01:00 6 h"].update(on={"Sat": {"length": "5 h"}}),
    "another core": lambda d: d["shifts"]["core"].update(end="16:00"),
    "3 kinds of shift": lambda d: (
        d["shifts"].update({"22:00 6 h": {"start": "22:00", "length": "6 h"}}),
        fixed(d).update(c={"shift": "22:00 6 h", "days": WEEKEND, "people": 2}),
    ),
    "not within {'min': 2, 'max': 4}": lambda d: fixed(d)["b"].update(people=1),
    "more than a crew in two posts": lambda d: fixed(d).update(c=fixed(d)["a"] | {"people": 2}),
    "people: 6 is not within {'min': 5, 'max': 5}": lambda d: fixed(d)["a"].update(people=4),
    "people: 4 is not within": lambda d: fixed(d)["a"].update(people=2),
    "min for refreshment": lambda d: d["shifts"]["core"].update(breaks=[LONG | {"length": "44 min"}]),
    "has no break of 20 min": lambda d: d["shifts"]["22:00 8 h"].update(breaks=[REST | {"length": "19 min"}]),
    "leaves no daily rest": lambda d: d["shifts"]["01:00 6 h"].update(length="781 min"),
}
SEEN_AS = {
    "start is 2024-06-04": "start has changed",
    "core is not in the choice": "not in the choice",
    "other breaks": "not in the choice",
    "other hours on Saturdays": "not in the choice",
    "another core": "officers: rota.fixed.c is on a shift that is not in the choice",
    "more than a crew in two posts": "5 is not within {'min': 2, 'max': 4}",
}


@pytest.mark.parametrize("change", BREACHES)
def test_each_breach_is_seen(today: dict[str, Any], right: dict[str, Any], change: str) -> None:
    """One change to the right design, and the checker says which rule it breaks."""
    document = deepcopy(right)
    BREACHES[change](document)
    assert SEEN_AS.get(change, change) in "; ".join(breaches(DESIGN, today, document))


def test_paid_hours_are_those_of_a_week(today: dict[str, Any], right: dict[str, Any]) -> None:
    """Three people on four days of 7.5 h, and two on seven days of 6 h."""
    hours = 3 * 4 * 7.5 + 2 * 7 * 6
    for most, seen in ((hours, 0), (hours - 0.1, 1)):
        design = deepcopy(DESIGN)
        design["groups"]["handlers"]["paid_hours"] = {"max": most}
        assert len(breaches(design, today, right)) == seen


def test_a_span_of_one_day_counts_that_day() -> None:
    """Today's rota, designed anew for a Tuesday, is as dear as today's on that day, and not as in a week."""
    scenario = hub().update({"start": "2024-06-04", "days": 1})
    table = {"starts": ["08:00"], "lengths": ["8 h"], "breaks": [REST], "paid_hours": {"max": "base"}}
    design = {"groups": {"handlers": table}}
    most = request_of(scenario, design).groups["handlers"].paid_hours.most
    assert most == 3 * 8 + 4 * 7.5
    for people, seen in ((7, 0), (8, 1)):
        document = deepcopy(scenario.document())
        posts = {"a": {"shift": "08:00 8 h", "days": ["Tue"], "people": people}}
        document["shifts"]["08:00 8 h"] = {"start": "08:00", "length": "8 h", "breaks": [REST]}
        document["groups"]["handlers"]["rota"] = {"fixed": posts}
        assert len(breaches(design, scenario.document(), document)) == seen


def test_teams_have_one_number_of_people_within_its_limits() -> None:
    """Designed teams are the former ones with as many people each; part-time teams stay."""
    half = {"people": 2, "share": 0.5, "offset": 2}
    scenario = hub(handlers={"lines": ["999", "101"], "rota": {**TEAMS, "teams": {**TEAMS["teams"], "half": half}}})
    design = {"groups": {"handlers": {"team_people": {"min": 3, "max": 5}, "keep": ["rota.teams.half", "rota.fixed"]}}}
    request_of(scenario, design)
    today = scenario.document()

    def seen(people_of_a: int, people_of_b: int, **changes: Any) -> str:
        document = deepcopy(today)
        teams = document["groups"]["handlers"]["rota"]["teams"]
        teams["A"]["people"], teams["B"]["people"] = people_of_a, people_of_b
        teams["A"] |= changes
        return "; ".join(breaches(design, today, document))

    assert seen(5, 5) == ""
    assert "the teams differ in their people" in seen(4, 5)
    assert "6 is not within {'min': 3, 'max': 5}" in seen(6, 6)
    assert "the team A has changed in more than its people" in seen(4, 4, offset=1)


LENGTHS = ("6 h", "7.5 h", "480 min", "10 h", "12 h", "14 h")
DAY_SETS = ("every", "Mon-Fri", "Fri-Mon", "Sat-Sun", "Wed", "Tue,Thu", "Mon-Wed,Sat")


def drawn_table(random: Random) -> dict[str, Any]:
    """Return a group's table with shifts of some kind, days and rules, which allow at least one of the shifts."""
    days = {"days": random.sample(DAY_SETS, random.randint(1, 3))}
    if random.random() < 0.3:
        return {"shifts": random.sample(["early", "late", "day"], 2), "rules": "staff", **days}
    steps = {"from": f"{random.randrange(24):02d}:30", "to": "03:15", "step": f"{random.randint(40, 400)} min"}
    lengths = random.sample(LENGTHS, 3)
    return {
        "starts": random.choice([steps, ["07:00", "19:45"]]),
        "lengths": [*lengths, "4 h"],
        "breaks": {"4 h": []} | {length: random.choice([[], [REST | {"length": "45 min"}]]) for length in lengths},
        "rules": random.choice(["staff", "officers", "none"]),
        **days,
    }


@pytest.mark.parametrize("seed", range(20))
def test_any_posts_that_a_design_file_allows_have_no_breach(today: dict[str, Any], seed: int) -> None:
    """Posts drawn from the shifts and days that simcall reads, without those that break a working-time rule."""
    random = Random(seed)
    design = {"groups": {name: drawn_table(random) for name in ("handlers", "officers")}}
    request, _ = within_rules(request_of(hub(), design))
    document = deepcopy(today)
    for name, choice in request.groups.items():
        posts = {
            str(number): {"shift": shift, "days": list(random.choice(list(choice.days.values()))), "people": number + 1}
            for number, shift in enumerate(random.sample(sorted(choice.shifts), min(4, len(choice.shifts))))
        }
        table = {key: value for key, value in document["groups"][name].items() if key not in ("headcount", "rota")}
        rule = {"end_of_duty": "count"} if posts and "headcount" in document["groups"][name] else {}
        document["groups"][name] = {**table, **rule, "rota": {"fixed": posts}}
        document["shifts"] |= {
            post["shift"]: choice.shifts[post["shift"]].model_dump(mode="json", by_alias=True, exclude_unset=True)
            for post in posts.values()
        }
    assert breaches(design, today, Scenario.from_document(document).document()) == []
