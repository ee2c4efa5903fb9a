"""Design files drawn at random, and the small hubs that they are for: a day or a week, with one or two groups."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.making import exponential

Table = dict[str, Any]

_REST = {"length": "30 min", "after": "2 h", "before": "3 h"}
_LONG_REST = {"length": "45 min", "after": "2 h", "before": "4 h"}
_SHIFTS: Table = {
    "early": {"start": "07:00", "length": "8 h", "breaks": [_LONG_REST]},
    "late": {"start": "13:00", "length": "8 h", "breaks": [_REST]},
    "day": {"start": "09:00", "length": "7 h", "breaks": [_REST | {"paid": True}], "on": {"Sat": {"length": "6 h"}}},
}
_LONG: Table = {"start": "08:30", "end": "18:30", "breaks": [_LONG_REST, _REST | {"after": "5 h", "before": "6 h"}]}
_OWN_SHIFTS: Table = {
    "core": {"start": "09:00", "end": "15:00"},
    "dusk": {"start": "14:00", "length": "5 h", "breaks": [_REST]},
    "endless": {"start": "07:00", "length": "13.5 h", "breaks": [_LONG_REST]},
    "evening": {"start": "15:00", "length": "7 h", "on": {"Sun": {"start": "14:00", "length": "6 h"}}},
}
_DAY_SETS = ("every", "Mon-Fri", "Fri-Mon", "Sat-Sun", "Wed", "Tue,Thu", "Mon-Wed,Sat")
_OPEN = range(9, 17)


def drawn_files(seed: int) -> tuple[Table, Table]:
    """Return the tables of a scenario file and of a design file for it, without the scenario's name."""
    random = Random(seed)
    days = random.choice([1, 1, 2, 3, 7])
    groups = {"handlers": _staffed(random, ["999", "101"], days)}
    if random.random() < 0.5:
        groups["officers"] = _staffed(random, ["999"], days) | {"taken_from": "response"}
    hub = {
        "name": "a drawn hub",
        "start": random.choice(["2024-06-03", "2024-06-06", "2024-06-08"]),
        "days": days,
        "shifts": _SHIFTS,
        "lines": {"999": _line(random), "101": _line(random)},
        "groups": groups,
    }
    designed = [name for name in groups if len(groups) == 1 or random.random() < 0.7] or ["handlers"]
    minimise = random.choice(["paid_hours", "people", "cost"])
    design = {
        "targets": _targets(random, designed),
        "hold": random.choice(["week", "week", "every-hour"]),
        "minimise": minimise,
        "confidence": random.choice([0.8, 0.9, 0.95]),
        "groups": {name: _design(random, groups[name], days, cost=minimise == "cost") for name in designed},
    }
    return hub, design


def _line(random: Random) -> Table:
    day = [random.randint(1, 5) if hour in _OPEN else 0 for hour in range(24)]
    return {
        "answer_target": {"within": "60 s", "share": 0.8},
        "handling": exponential(f"{random.choice([4, 6, 10])} min"),
        "patience": exponential(f"{random.choice([2, 4])} min"),
        "demand": {"calls_per_hour": sum(day) / 24, "profile": day * 7},
    }


def _targets(random: Random, designed: list[str]) -> list[str]:
    lines = ["999"] if designed == ["officers"] else random.choice([["999"], ["101"], ["999", "101"]])
    limits = ["answered_in_target>=0.6", "abandonment_rate<=0.25", "abandonment_rate<=0.35", "asa<=50 s"]
    return [f"{line}.{random.choice(limits)}" for line in lines]


# Today --------------------------------------------------------------------------------------------------------------


def _staffed(random: Random, lines: list[str], days: int) -> Table:
    """Return a group with a headcount, with posts, or with teams and posts."""
    group: Table = {"lines": lines}
    way = random.choice(["headcount", "fixed", "teams", "teams"])
    if way == "headcount":
        return group | {"headcount": random.randint(1, 3)}
    names = sorted(_SHIFTS)
    fixed = {
        name: {"shift": random.choice(names), "days": _days_of(random), "people": random.randint(1, 3)}
        for name in ("x", "y z")
    }
    group["rota"] = {"fixed": fixed} if way == "fixed" else _pattern(random) | {"fixed": fixed}
    if random.random() < 0.3:
        group["absence"] = {"probability": 0.15}
    return group


def _days_of(random: Random) -> list[str]:
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    return days if random.random() < 0.5 else sorted(random.sample(days, random.randint(1, 6)), key=days.index)


def _pattern(random: Random) -> Table:
    """Return teams that work a pattern, some of them with part-timers, or with a team that joins or leaves."""
    pattern = random.choice([["early", "late", "off"], ["day", "day", "off", "late"], ["early", "late"]])
    teams: Table = {
        name: {"people": random.randint(1, 3), "offset": offset}
        for offset, name in enumerate(["A", "B", "C"][: random.randint(1, 3)])
    }
    if random.random() < 0.2:
        when = random.choice([{"joins": "2024-06-05"}, {"leaves": "2024-06-07"}])
        teams["new"] = {"people": 2, "offset": 1, **when}
    if random.random() < 0.5:
        teams["half"] = {"people": 2, "share": random.choice([0.5, 0.6])}
    return {"pattern": pattern, "starts": "2024-06-01", "teams": teams}


# What may be designed -----------------------------------------------------------------------------------------------


def _design(random: Random, group: Table, days: int, *, cost: bool) -> Table:
    """Return a group's table: a choice of shifts or none, what stays, and some of the rules."""
    table: Table = {"cost_per_hour": random.choice([20.0, 31.5])} if cost else {}
    rota = group.get("rota", {})
    table |= _kept(random, rota)
    if "team_people" not in table or random.random() < 0.8:
        table |= _choice(random) | _day_sets(random, days) | _of_posts(random)
    if random.random() < 0.5:
        table["people"] = {"max": "base" if rota and random.random() < 0.2 else random.randint(8, 16)}
    if random.random() < 0.3:
        table["people"] = table.get("people", {}) | {"min": random.randint(1, 5)}
    if table.get("people", {}).get("max") == "base":
        table["people"].pop("min", None)
    if random.random() < 0.4:
        once = days == 1 and table.get("days", ["once"]) == ["once"] and "team_people" not in table
        hours = random.randint(40, 90) if once else random.randint(300, 700)
        table["paid_hours"] = random.choice([{"max": hours}, {"min": hours // 5}, {"min": hours // 5, "max": hours}])
    if random.random() < 0.6:
        table["rules"] = random.choice(["staff", "officers", "none"])
    return table


def _kept(random: Random, rota: Table) -> Table:
    """Return which parts of today's rota stay, and whether the size of the teams is designed."""
    teams, fixed = rota.get("teams", {}), rota.get("fixed", {})
    posts = random.choice([[], [], ['rota.fixed."y z"'], ["rota.fixed"]]) if fixed else []
    if not teams:
        return {"keep": posts} if posts else {}
    way = random.choice(["designed", "kept", "gone"])
    if way == "designed":
        least = random.randint(0, 2)
        part_timers = ["rota.teams.half"] if "half" in teams else []
        limits = random.choice([{"min": least}, {"max": 6}, {"min": least, "max": 4}])
        return {"team_people": limits} | ({"keep": [*part_timers, *posts]} if part_timers or posts else {})
    kept = [*(random.choice([["rota.teams"], ["rota.teams.A"]]) if way == "kept" else []), *posts]
    return {"keep": kept} if kept else {}


def _choice(random: Random) -> Table:
    way = random.choice(["named", "own", "combined", "combined"])
    if way == "named":
        return {"shifts": random.sample(sorted(_SHIFTS), random.randint(2, 3))}
    if way == "own":
        return {"shifts": {"long": _LONG} | {name: _OWN_SHIFTS[name] for name in random.sample(sorted(_OWN_SHIFTS), 2)}}
    lengths = ["8 h", *random.sample(["4 h", "6 h", "450 min", "10 h"], random.randint(1, 2))]
    steps = {"from": "07:00", "to": "15:00", "step": random.choice(["8 h", "2 h"])}
    table = {"starts": random.choice([steps, ["09:00", "12:00"], ["08:30", "13:15"]]), "lengths": lengths}
    rest = random.choice([[_REST], [_LONG_REST, _REST | {"paid": True, "after": "4 h", "before": "5 h"}]])
    return table | {"breaks": {length: [] if length in ("4 h", "6 h") else rest for length in lengths}}


def _day_sets(random: Random, days: int) -> Table:
    if days == 1:
        return random.choice([{}, {"days": ["once"]}, {"days": ["every"]}])
    others = random.sample(_DAY_SETS[1:], random.randint(0, 2))
    return {"days": ["every", *others] if random.random() < 0.9 else others or ["Mon-Fri"]}


def _of_posts(random: Random) -> Table:
    kinds = {"kinds": random.randint(1, 3)} if random.random() < 0.5 else {}
    crews = random.choice([{"min": 2}, {"max": 4}, {"min": 2, "max": 5}])
    return kinds | ({"each_shift": crews} if random.random() < 0.5 else {})
