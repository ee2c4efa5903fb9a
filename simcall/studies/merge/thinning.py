"""The same room with fewer people: everybody who answers some lines is on duty a little less often."""

from __future__ import annotations

from collections.abc import Collection

from simcall.scenario import Group, Scenario
from simcall.scenario.models.lines import WITH_AVAILABILITY
from simcall.scenario.models.paths import format_path

__all__ = ["groups_to_thin", "thinned"]


def groups_to_thin(scenario: Scenario, lines: Collection[str]) -> tuple[str, ...]:
    """Return the groups that answer some of the lines and whose planned people can be fewer."""
    return tuple(
        name
        for name, group in scenario.groups.items()
        if set(group.lines) & set(lines) and _presence(group) is not None
    )


def thinned(scenario: Scenario, groups: Collection[str], share: float) -> Scenario:
    """Return a scenario in which a share of the people of some groups is taken away, evenly over all hours.

    People of a rota or a roster miss more duties, and of a headcount fewer are there. With a larger share the same
    people are missing and some more, so that figures change steadily.
    """
    changes: dict[str, object] = {}
    for name in groups:
        group = scenario.groups[name]
        if _presence(group) == "availability":
            changes[format_path(("groups", name, "availability"))] = group.availability * (1 - share)
        else:
            present = (1 - group.absence.probability) * (1 - share)
            changes[format_path(("groups", name, "absence", "probability"))] = 1 - present
    return scenario.update(changes) if share else scenario


def _presence(group: Group) -> str | None:
    """Return the key that says how many of the planned people are there; None if there is none."""
    if any(getattr(group, way) is not None for way in WITH_AVAILABILITY):
        return "availability"
    return "absence" if group.rota is not None or group.roster is not None else None
