"""A small hub and made-up answers of a rota design, for tests of what is said, drawn and written of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import simcall as sc
from simcall.measures import Estimate
from simcall.measures.targets import Target
from simcall.studies.design.designed import RotaDesignNumbers, TargetCheck
from simcall.studies.design.designed_scenario import sources_of
from simcall.studies.design.request import DesignRequest, GroupRequest
from simcall.studies.design.rota_posts import posts_of

HUB = """
name = "Small hub"
start = 2024-02-05
days = 7

[lines.101]
answer_target = { within = "30 s", share = 0.8 }
abandonment_target = 0.10
patience = { distribution = "exponential", mean = "5 min" }
handling = { distribution = "exponential", mean = "6 min" }
demand.calls_per_hour = 12

[shifts.early]
start = "07:00"
length = "8 h"
breaks = [{ length = "30 min", after = "3 h", before = "5 h" }]

[shifts.late]
start = "14:00"
length = "8 h"

[shifts.night]
start = "22:00"
length = "9 h"

[groups.handlers]
lines = ["101"]

[groups.handlers.rota]
pattern = ["early", "late", "off", "off"]
starts = 2024-02-05

[groups.handlers.rota.teams]
A = { people = 2 }

[groups.handlers.rota.fixed]
days = { shift = "early", days = ["Mon", "Tue", "Wed", "Thu", "Fri"], people = 4 }
lates = { shift = "late", days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], people = 6 }
nights = { shift = "night", days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], people = 2 }

[provenance]
"lines.101.patience" = { kind = "assumed", source = "nobody measured it" }
"""
CHANGES: Mapping[str, Any] = {
    "shifts": {
        "15:00 8 h": {"start": "15:00", "length": "8 h"},
        "09:00 10 h": {
            "start": "09:00",
            "length": "10 h",
            "breaks": [{"length": "30 min", "after": "3 h", "before": "5 h"}],
        },
    },
    "groups": {
        "handlers": {
            "rota": {
                "fixed": {
                    "15:00 8 h every": {
                        "shift": "15:00 8 h",
                        "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
                        "people": 6,
                    },
                    "09:00 10 h Fri-Sat": {"shift": "09:00 10 h", "days": ["Fri", "Sat"], "people": 1},
                    "night every": {
                        "shift": "night",
                        "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
                        "people": 3,
                    },
                }
            }
        }
    },
}
WITHOUT = ("groups.handlers.rota.fixed",)
ABANDONED = Target("101", "abandonment_rate", "<=", 0.10)
IN_TIME = Target("101", "answered_in_target", ">=", 0.8)


def hub_file(folder: Path) -> Path:
    """Write the hub as a scenario file."""
    path = folder / "hub.toml"
    path.write_text(HUB, encoding="utf-8")
    return path


def made_up_design(file: Path, **changes: Any) -> RotaDesignNumbers:
    """Return a design of the hub whose figures are made up: earlier lates, one more at night, and no earlies."""
    hub = sc.load(file)
    fixed = CHANGES["groups"]["handlers"]["rota"]["fixed"]
    shifts = {f'shifts."{name}"': shift for name, shift in CHANGES["shifts"].items()}
    gone = {f"groups.handlers.rota.fixed.{name}": None for name in ("days", "lates", "nights")}
    new = {f'groups.handlers.rota.fixed."{name}"': post for name, post in fixed.items()}
    request = DesignRequest(
        hub, {"handlers": GroupRequest({}, {}, keep=("rota.teams",))}, (ABANDONED, IN_TIME), file="hub-design.toml"
    )
    sources = sources_of(request, CHANGES, replications=40, seed=2)
    designed = hub.update({**shifts, **gone, **new, "provenance": sources}, name="Small hub, designed")
    checks = (
        TargetCheck(ABANDONED, Estimate(0.081, 0.078, 0.084), "met", Estimate(0.122, 0.118, 0.126)),
        TargetCheck(IN_TIME, Estimate(0.86, 0.855, 0.865), "met", Estimate(0.86, 0.85, 0.87)),
    )
    numbers = RotaDesignNumbers(
        request=request,
        scenario=designed,
        changes=CHANGES,
        without=WITHOUT,
        posts=posts_of(designed, "handlers"),
        paid_hours=1502.0,
        today_paid_hours=1560.0,
        bound=1480.0,
        objective=1502.0,
        checks=checks,
        replications=40,
        simulated=900,
        seed=1,
        check_seed=2,
        least_people={"handlers": 12},
        notes=("The design of handlers leaves out 1 shift (13:00 14 h).",),
    )
    return replace(numbers, **changes)
