"""The scenario of a response team, from what is fitted to its log and a number of units; and its simulated weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

import simcall as sc
from docs.builder.dispatch.fitting import Fitted, Sort
from docs.builder.dispatch.log import DAY_S, OFFICERS, WEEK_DAYS, Bools, Incidents, Ints
from docs.builder.dispatch.structures import CHOICE_ALONE, Structure
from simcall.engine import NONE, CallRecords
from simcall.inputs import Blueprint, draw_blueprint
from simcall.studies.run import DEFAULT_ENGINE, records_of_each

__all__ = ["STEPS", "Team", "Units", "document", "simulated"]

STEPS = (7, 15, 23)
"""The hours of the day at which the number of units may change."""
Units = tuple[int, ...]
"""How many units there are in each step of the day."""
_PLENTY = 60
_MORE_DAYS, _WARM_UP_DAYS = 2, 2
_LAST_PRIORITY, _OF_AN_AREA = 4, (2, 3)


def document(fitted: Fitted, structure: Structure, units: Units, first: date) -> dict[str, Any]:
    """Return the scenario of the week that begins on a Sunday.

    Parameters
    ----------
    fitted : Fitted
        Demand and distributions.
    structure : Structure
        Who waits for whom.
    units : tuple of int
        How many there are in all areas together.
    first : date
        The Sunday. Two more days are simulated, so that what began in the week is reached.
    """
    areas = [f"area-{number + 1}" for number in range(structure.areas)]
    lines: dict[str, Any] = {}
    served: dict[str, list[str]] = {area: [] for area in areas}
    for name, sort in fitted.sorts.items():
        if structure.areas > 1 and sort.priority in _OF_AN_AREA:
            for area in areas:
                lines[f"{name}-{area}"] = _line(fitted, sort, structure.areas)
                served[area].append(f"{name}-{area}")
            continue
        lines[name] = _line(fitted, sort)
        apart = structure.apart and sort.priority == _LAST_PRIORITY
        for group in ["others"] if apart else areas:
            served.setdefault(group, []).append(name)
    groups = {
        group: {"lines": names, **_headcount(units, structure, group), **_reserve(fitted, structure, names)}
        for group, names in served.items()
    }
    return {
        "name": "A response team in the United States, fitted to its log of incidents",
        "start": first.isoformat(),
        "days": WEEK_DAYS + _MORE_DAYS,
        "warm_up": f"{_WARM_UP_DAYS} days",
        "time_zone": "America/New_York",
        "busyness": {"cv": fitted.day_cv, "day_starts": "00:00"},
        "lines": lines,
        "groups": groups,
    }


def _line(fitted: Fitted, sort: Sort, areas: int = 1) -> dict[str, Any]:
    return {
        "kind": "work",
        "priority": 1 if sort.priority == OFFICERS else 1 + sort.priority,
        "answer_target": {"within": "15 min", "share": 0.9},
        "connection": dict(sort.hold),
        "pick_up": dict(sort.drive),
        "handling": dict(sort.on_scene),
        "demand": {"calls_per_day": round(sort.per_day / areas, 4), "profile": fitted.profiles[sort.priority]},
    }


def _reserve(fitted: Fitted, structure: Structure, names: Sequence[str]) -> dict[str, Any]:
    """Return the reserve of a group: units that only priority 1 and officers' own incidents may take."""
    others = [name for name in names if fitted.sorts[_sort_of(name)].priority > 1]
    return {"reserve": dict.fromkeys(others, structure.kept)} if structure.kept else {}


def _sort_of(line: str) -> str:
    """Return the name of a line's sort."""
    return line.split("-area-")[0]


def _headcount(units: Units, structure: Structure, group: str) -> dict[str, Any]:
    """Return a group's number of units by hour; areas differ by one at most."""
    if group == "others" or structure == CHOICE_ALONE:
        return {"headcount": _PLENTY}
    place = int(group.rsplit("-", 1)[1]) - 1
    step = np.searchsorted(np.array(STEPS), np.arange(24), side="right") - 1
    day = [structure.kept + (units[one] + structure.areas - 1 - place) // structure.areas for one in step]
    return {"headcount_profile": day * WEEK_DAYS}


@dataclass(frozen=True)
class Team:
    """A structure with numbers of units, ready to simulate weeks.

    Attributes
    ----------
    blueprint : Blueprint
        Of its scenario.
    priority, reached, by_radio : ndarray
        Of each line's incidents.
    """

    blueprint: Blueprint
    priority: Ints
    reached: Bools
    by_radio: Bools

    @classmethod
    def of(cls, fitted: Fitted, structure: Structure, units: Units, first: date) -> Team:
        """Return the team of the week that begins on a Sunday."""
        scenario = sc.Scenario.from_document(document(fitted, structure, units, first))
        names = [_sort_of(name) for name in scenario.lines]
        sorts = [fitted.sorts[name] for name in names]
        return cls(
            draw_blueprint(scenario),
            np.array([sort.priority for sort in sorts]),
            np.array([sort.reached for sort in sorts]),
            np.array([name.endswith("by-radio") for name in names]),
        )

    def incidents(self, calls: CallRecords) -> Incidents:
        """Return the incidents of a simulated span that got a unit, in seconds from the start of the week."""
        taken = calls.answered != NONE
        line, offered = calls.line[taken], calls.offered[taken]
        tick_s = self.blueprint.calendar.tick_s
        moments = ("joined", "left", "answered", "released")
        after = {name: (getattr(calls, name)[taken] - offered) * tick_s for name in moments}
        return Incidents.of_columns(
            start_s=(offered - self.blueprint.calendar.measured_from) * tick_s,
            priority=self.priority[line],
            by_radio=self.by_radio[line],
            queued_s=after["joined"],
            dispatched_s=after["left"],
            arrived_s=np.where(self.reached[line], after["answered"], np.nan),
            free_s=after["released"],
        )


def simulated(teams: Sequence[Team], number: int, seed: int) -> Iterator[Incidents]:
    """Simulate the same week for some teams that differ in their number of units alone.

    Parameters
    ----------
    teams : sequence of Team
        Who responds.
    number : int
        Of the replication: the same number and seed give the same incidents.
    seed : int
        Of the random numbers.

    Yields
    ------
    Incidents
        For each team, those that began in the week. Two days before and after it are simulated too.
    """
    every = records_of_each([team.blueprint for team in teams], DEFAULT_ENGINE, seed, number)
    for team, records in zip(teams, every, strict=True):
        yield team.incidents(records.calls).from_to(0.0, WEEK_DAYS * DAY_S)
