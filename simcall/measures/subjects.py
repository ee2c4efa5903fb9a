"""What has measures: lines, grades of incidents, and groups."""

from __future__ import annotations

from typing import Any

from simcall.scenario import Scenario

__all__ = ["subject_of", "subjects_in"]


def subjects_in(scenario: Scenario) -> list[tuple[str, str]]:
    """Return "line", "grade" or "group", and the name, of everything in a scenario that has measures."""
    tables = (("line", scenario.lines), ("grade", scenario.grades), ("group", scenario.groups))
    return [(of, name) for of, names in tables for name in names]


def subject_of(of: str, name: str) -> dict[str, Any]:
    """Return the keyword argument that names a line, a grade or a group: a grade stands in place of a line."""
    return {"group" if of == "group" else "line": name}
