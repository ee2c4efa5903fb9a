"""Know some keys of a scenario by their path: alternatives, rosters, settings of the run."""

from __future__ import annotations

from collections.abc import Mapping

from simcall.scenario.models.lines import STAFFING
from simcall.scenario.models.paths import KeyPath

__all__ = ["ALTERNATIVES", "RUN_SETTINGS", "alternatives_at", "is_roster"]

ALTERNATIVES: Mapping[KeyPath, tuple[str, ...]] = {
    ("groups", "*"): STAFFING,
    ("shifts", "*"): ("end", "length"),
    ("lines", "*", "demand"): ("calls_per_day", "calls_per_hour"),
    ("lines", "*", "demand", "bursts", "*"): ("incidents_per_day", "at"),
}
"""By the path of a table (``*`` is any name), keys of which it has exactly one."""

_AT_MOST_ONE: Mapping[KeyPath, tuple[str, ...]] = {("shifts", "*", "on", "*"): ("end", "length")}
"""The same, for tables that may have none of them."""

RUN_SETTINGS = frozenset({"name", "description", "start", "days", "warm_up", "time_zone", "tick"})
"""Choices of the study, not facts about the force: nobody asks for their source."""


def alternatives_at(path: KeyPath) -> tuple[str, ...]:
    """Return the keys of which the table at a path has no more than one; none for most tables."""
    for pattern, keys in (*ALTERNATIVES.items(), *_AT_MOST_ONE.items()):
        if len(pattern) == len(path) and all(name in ("*", key) for name, key in zip(pattern, path, strict=True)):
            return keys
    return ()


def is_roster(path: KeyPath) -> bool:
    """Tell whether a path is that of a group's roster."""
    return len(path) == 3 and path[0] == "groups" and path[2] == "roster"
