"""Keys of tables. The same results always get the same keys, whatever else is written beside them.

A key is readable ASCII with a digest at its end. Two names that differ only in capitals have different keys, because
Power BI joins text without regard to capitals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from simcall.files.folder_names import folder_name
from simcall.measures.run_numbers import TOTAL
from simcall.measures.subjects import subjects_in
from simcall.scenario import Group, Line, Scenario

__all__ = ["Subject", "key_of", "scenario_key", "subject_in", "subjects_by_name"]

_DIGITS = 10


def key_of(words: str, *parts: object) -> str:
    """Return a key that begins with some words and is only of these parts, which JSON can hold."""
    digest = sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()
    return f"{folder_name(words)}-{digest[:_DIGITS]}"


def scenario_key(scenario: Scenario, seed: int, replications: int) -> str:
    """Return the key of a scenario as it was simulated: these three decide every figure."""
    return key_of(scenario.name, scenario.fingerprint(), seed, replications)


@dataclass(frozen=True)
class Subject:
    """What a figure is of.

    Attributes
    ----------
    of, name : str
        "line", "grade", "group" or "total", and its name.
    settings : tuple
        Of a line or a group: the columns of its table after the name; empty if the scenario does not say.
    """

    of: str
    name: str
    settings: tuple[Any, ...] = ()

    @property
    def key(self) -> str:
        """Its key: settings are part of it, so that one row cannot stand for two settings."""
        return key_of(self.of if self.of == TOTAL else f"{self.of} {self.name}", self.of, self.name, self.settings)


def subject_in(scenario: Scenario, of: str, name: str) -> Subject:
    """Return a line, grade or group as a scenario has it; without settings, if it has none of that name."""
    if of == "line" and name in scenario.lines:
        return Subject(of, name, _line_settings(scenario.lines[name]))
    if of == "group" and name in scenario.groups:
        return Subject(of, name, _group_settings(scenario.groups[name]))
    return Subject(of, name)


def subjects_by_name(scenario: Scenario) -> Mapping[tuple[str, str], Subject]:
    """Return everything in a scenario that has figures, with the total, by what it is and its name."""
    return {(of, name): subject_in(scenario, of, name) for of, name in (*subjects_in(scenario), (TOTAL, TOTAL))}


def _line_settings(line: Line) -> tuple[Any, ...]:
    target = line.answer_target
    return (
        *(line.kind, line.priority, line.grade, line.area),
        *((target.within, target.share) if target else (None, None)),
        *(line.abandonment_target, line.short_abandon, line.service_level_ignores_s),
    )


def _group_settings(group: Group) -> tuple[Any, ...]:
    return "; ".join(group.lines), group.taken_from or None, group.cost_per_hour
