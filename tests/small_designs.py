"""Small rota designs, drawn at random, few enough designs in each to try them all."""

from __future__ import annotations

from random import Random
from typing import Any

from simcall.scenario import Scenario
from simcall.studies.design.request import DesignRequest
from simcall.studies.design.request_files import request_of
from tests.making import exponential

_SHIFTS = {
    "08-12": {"start": "08:00", "length": "4 h"},
    "09-12": {"start": "09:00", "length": "3 h"},
    "10-14": {"start": "10:00", "length": "4 h"},
    "08-14": {"start": "08:00", "length": "6 h"},
    "11-14": {"start": "11:00", "length": "3 h"},
    "12-14": {"start": "12:00", "length": "2 h"},
}
_HOURS = range(8, 14)


def drawn_request(seed: int) -> DesignRequest:
    """Return a day of six hours with one or two groups, two or three shifts each, and either hold."""
    random = Random(seed)
    day = [random.randint(2, 9) if hour in _HOURS else 0 for hour in range(24)]
    groups = ["g", "h"][: 1 if random.random() < 0.7 else 2]
    lines = {"a": _line(random, day)}
    if len(groups) == 2:
        lines["b"] = _line(random, [calls // 2 for calls in day])
    answers = {"g": sorted(lines), "h": ["b"]}
    document = {
        "name": "small",
        "start": "2024-06-03",
        "days": 1,
        "lines": lines,
        "groups": {name: {"lines": answers[name], "headcount": 1} for name in groups},
    }
    measure, share = random.choice([("abandonment_rate<=", 0.1), ("service_level>=", 0.8), ("abandonment_rate<=", 0.2)])
    tables = {
        "targets": [f"{line}.{measure}{share}" for line in lines],
        "hold": random.choice(["week", "every-hour"]),
        "minimise": random.choice(["paid_hours", "people"]),
        "groups": {name: _group(random, 3 if len(groups) == 1 else 2) for name in groups},
    }
    return request_of(Scenario.from_document(document), tables)


def _line(random: Random, day: list[int]) -> dict[str, Any]:
    return {
        "answer_target": {"within": "60 s", "share": 0.8},
        "handling": exponential(f"{random.choice([5, 8, 12, 20])} min"),
        "patience": exponential(f"{random.choice([3, 6])} min"),
        "demand": {"calls_per_hour": max(sum(day), 1) / 24, "profile": day * 7},
    }


def _group(random: Random, most_shifts: int) -> dict[str, Any]:
    names = random.sample(sorted(_SHIFTS), random.randint(2, most_shifts))
    if "08-14" not in names:
        names[0] = "08-14"
    table: dict[str, Any] = {"shifts": {name: _SHIFTS[name] for name in names}, "days": ["every"], "rules": "none"}
    kinds = {"kinds": random.randint(1, 2)} if random.random() < 0.5 else {}
    crews = {"each_shift": {"min": 2}} if random.random() < 0.3 else {}
    return table | kinds | crews
