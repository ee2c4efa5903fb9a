"""The supplied hub of November 2023 with other numbers of calls and people, and with other rules."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import simcall as sc

__all__ = [
    "FEBRUARY",
    "NOVEMBER",
    "SCENARIOS",
    "STRUCTURES",
    "handling_of_101",
    "hub_of",
    "patience_of_101",
    "people_times",
    "pick_up",
]

SCENARIOS = Path(__file__).parents[3] / "scenarios"
STRUCTURES = Path(__file__).parent / "structures"
NOVEMBER, FEBRUARY = "2023-11-inspection.toml", "2024-02-backfill.toml"
LINES = ("999", "101")
_TIMES = ("mean", "sd", "value", "low", "high", "mode")


def hub_of(month: str, structure: str = "") -> sc.Scenario:
    """Return a supplied month; with a structure, its file in structures/ is laid over the month."""
    if not structure:
        return sc.load(SCENARIOS / month)
    overlay = (STRUCTURES / f"{structure}.toml").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hub.toml"
        file.write_text(f'extends = "{(SCENARIOS / month).as_posix()}"\nname = "{structure}"\n{overlay}', "utf-8")
        return sc.load(file)


def calls_times(scenario: sc.Scenario, factor: float) -> Mapping[str, Any]:
    """Return the changes that multiply the fresh callers of both lines."""
    return {f"lines.{line}.demand.calls_per_day": scenario.lines[line].demand.calls_per_day * factor for line in LINES}


def people_times(scenario: sc.Scenario, factor: float) -> Mapping[str, Any]:
    """Return the changes that multiply the handlers of each team and each fixed shift, rounded, but at least one."""
    rota = scenario.groups["handlers"].rota
    posts = {f"teams.{name}": team.people for name, team in rota.teams.items()}
    posts |= {f"fixed.{name}": fixed.people for name, fixed in rota.fixed.items()}
    return {f"groups.handlers.rota.{path}.people": max(1, round(people * factor)) for path, people in posts.items()}


def pick_up(scenario: sc.Scenario, mean_s: float) -> Mapping[str, Any]:
    """Return the changes that give the handlers another mean pick-up; its spread stays in proportion."""
    law = scenario.groups["handlers"].pick_up
    return {
        "groups.handlers.pick_up.mean": f"{mean_s:.6f} s",
        "groups.handlers.pick_up.sd": f"{mean_s * _ratio(law):.6f} s",
    }


def handling_of_101(scenario: sc.Scenario, mean_min: float) -> Mapping[str, Any]:
    """Return the changes that give 101 calls another mean handling time; its spread stays in proportion."""
    law = scenario.lines["101"].handling
    return {
        "lines.101.handling.mean": f"{mean_min:.6f} min",
        "lines.101.handling.sd": f"{mean_min * _ratio(law):.6f} min",
    }


def patience_of_101(scenario: sc.Scenario, factor: float) -> Mapping[str, Any]:
    """Return the changes that multiply every time in the law of 101 callers' patience."""
    return {"lines.101.patience": _times(scenario.lines["101"].patience, factor)}


def _times(law: Any, factor: float) -> dict[str, Any]:
    """Return the table of a law of times, each multiplied; shapes and weights stay."""
    table: dict[str, Any] = {"distribution": law.distribution}
    for name in type(law).model_fields:
        value = getattr(law, name)
        if name == "components":
            table[name] = [_times(component, factor) for component in law.components]
        elif name in _TIMES:
            table[name] = f"{value * factor:.6f} s"
        else:
            table[name] = list(value) if isinstance(value, tuple) else value
    return table


def _ratio(law: Any) -> float:
    return float(law.sd / law.mean)
