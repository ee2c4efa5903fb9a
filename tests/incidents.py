"""A small hub with response: calls that lead to incidents of three grades in two areas, and units that attend them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simcall.scenario import Scenario
from tests.making import constant, exponential

__all__ = ["INCIDENTS", "incidents"]

INCIDENTS: dict[str, Any] = {
    "name": "hub and response",
    "start": "2024-02-05",  # a Monday
    "days": 2.0,
    "warm_up": "12 h",
    "areas": {"urban": {"share": 0.75, "neighbours": ["rural"]}, "rural": {"share": 0.25, "neighbours": ["urban"]}},
    "lines": {
        "999": {
            "priority": 1,
            "answer_target": {"within": "10 s", "share": 0.9},
            "patience": exponential("3 min"),
            "handling": exponential("5 min"),
            "demand": {"calls_per_day": 240},
            "leads_to": [
                {"to": "immediate-{area}", "share": 0.2, "when": "answered", "after": "90 s"},
                {"to": "prompt-{area}", "share": 0.15, "when": "released"},
                {"to": "scheduled-{area}", "share": 0.1, "when": "released"},
            ],
        },
        "immediate-{area}": {
            "kind": "work",
            "grade": "immediate",
            "area": "{area}",
            "priority": 2,
            "answer_target": {"within": "15 min", "share": 0.9},
            "handling": exponential("50 min"),
        },
        "immediate-rural": {"answer_target": {"within": "20 min", "share": 0.9}},
        "prompt-{area}": {
            "kind": "work",
            "grade": "prompt",
            "area": "{area}",
            "priority": 3,
            "answer_target": {"within": "60 min", "share": 0.8},
            "interruptible": True,
            "handling": exponential("60 min"),
            "leads_to": [{"to": "news", "share": 0.3, "when": "overdue", "after": "90 min"}],
        },
        "scheduled-{area}": {
            "kind": "work",
            "grade": "scheduled",
            "area": "{area}",
            "priority": 4,
            "interruptible": True,
            "handling": exponential("45 min"),
        },
        "news": {"priority": 2, "patience": exponential("5 min"), "handling": exponential("3 min")},
    },
    "groups": {
        "handlers": {"lines": ["999", "news"], "headcount": 2},
        "officers": {"lines": ["999"], "overflow": 2, "headcount": 1, "taken_from": "units-urban"},
        "units-{area}": {
            "lines": [
                *("immediate-{area}", "prompt-{area}", "scheduled-{area}"),
                *("immediate-{neighbour}", "prompt-{neighbour}"),
            ],
            "headcount": 5,
            "pick_up": exponential("8 min"),
            "on": {
                "immediate-{neighbour}": {"pick_up": exponential("20 min"), "overflow": 2},
                "prompt-{neighbour}": {"pick_up": constant("25 min"), "overflow": 2},
            },
        },
        "units-rural": {"headcount": 2},
    },
}
"""As a document. Units of each area help the other, with a longer drive."""


def incidents(changes: Mapping[str, object] | None = None) -> Scenario:
    """Return the hub with response, with changes by path."""
    made = Scenario.from_document(INCIDENTS)
    return made.update(changes) if changes else made
