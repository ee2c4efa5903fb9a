"""What has measures: lines, grades of incidents and groups, and which measures each of them has."""

from __future__ import annotations

from typing import Any

from simcall.measures.attendance_measures import ATTENDANCE_MEASURES
from simcall.measures.definitions import MEAN_FREE, MEASURES_OF
from simcall.measures.measure import Measure
from simcall.scenario import Scenario

__all__ = ["attending_groups", "can_have", "listed_measures", "subject_of", "subjects_in"]


def subjects_in(scenario: Scenario) -> list[tuple[str, str]]:
    """Return "line", "grade" or "group", and the name, of everything in a scenario that has measures."""
    tables = (("line", scenario.lines), ("grade", scenario.grades), ("group", scenario.groups))
    return [(of, name) for of, names in tables for name in names]


def subject_of(of: str, name: str) -> dict[str, Any]:
    """Return the keyword argument that names a line, a grade or a group: a grade stands in place of a line."""
    return {"group" if of == "group" else "line": name}


def listed_measures(scenario: Scenario, of: str, name: str) -> list[Measure]:
    """Return the measures that tables show of a line, a grade or a group of a scenario.

    Work that something leads to has times from the call, and groups that attend incidents have free people.
    """
    measures = list(MEASURES_OF[of].values())
    if of == "group":
        return [*measures, MEAN_FREE] if name in attending_groups(scenario) else measures
    return [*measures, *ATTENDANCE_MEASURES] if _is_attended(scenario, name) else measures


def can_have(scenario: Scenario, measure: Measure, name: str) -> bool:
    """Tell whether a measure of a line or a grade can be defined: times from the call need something to lead there."""
    return not measure.from_call or _is_attended(scenario, name)


def attending_groups(scenario: Scenario) -> tuple[str, ...]:
    """Return the groups whose people attend incidents."""
    incidents = {line for lines in scenario.grades.values() for line in lines}
    return tuple(name for name, group in scenario.groups.items() if not incidents.isdisjoint(group.lines))


def _is_attended(scenario: Scenario, name: str) -> bool:
    """Tell whether a line, or any line of a grade, is work that something leads to."""
    return any(scenario.lines[line].is_work and line in scenario.led_to for line in scenario.lines_of(name))
