"""A small hub to design rotas for: teams, posts, officers, people who are called up, and recruits."""

from __future__ import annotations

from typing import Any

from simcall.scenario import Scenario
from tests.making import exponential

REST = {"length": "30 min", "after": "3 h", "before": "4 h"}
_LINE: dict[str, Any] = {"handling": exponential("5 min"), "demand": {"calls_per_hour": 5.0}}
_TARGET = {"within": "10 s", "share": 0.9}
TEAMS = {
    "pattern": ["early", "late", "off"],
    "starts": "2024-06-03",
    "teams": {"A": {"people": 4}, "B": {"people": 4, "offset": 1}},
    "fixed": {
        "weekday": {"shift": "day", "days": ["Mon", "Tue", "Wed", "Thu", "Fri"], "people": 3},
        "weekend": {"shift": "late", "days": ["Sat", "Sun"], "people": 2},
    },
}
CALL_UP = {"waiting": 2, "people": 2, "pool": 4, "after": "10 min", "stint": "1 h"}


def document(**groups: Any) -> dict[str, Any]:
    """Return the hub, with groups in place of those that it has or beside them."""
    return {
        "name": "a small hub",
        "start": "2024-06-03",
        "days": 28,
        "shifts": {
            "early": {"start": "06:00", "length": "8 h", "breaks": [REST]},
            "late": {"start": "14:00", "length": "8 h", "breaks": [REST]},
            "day": {"start": "08:00", "length": "8 h", "breaks": [REST | {"paid": True}]},
        },
        "lines": {
            "999": _LINE | {"answer_target": _TARGET},
            "101": _LINE | {"abandonment_target": 0.1, "patience": exponential("5 min")},
            "desk": _LINE,
        },
        "groups": {
            "handlers": {"lines": ["999", "101"], "rota": TEAMS},
            "officers": {"lines": ["999"], "headcount": 2, "taken_from": "response"},
            "desk": {"lines": ["desk"], "headcount": 2},
            **groups,
        },
    }


def hub(**groups: Any) -> Scenario:
    """Return the hub as a scenario."""
    return Scenario.from_document(document(**groups))
