"""How much of the rise from November 2023 to February 2024 is the officers', under what is not known.

Each structure meets the three published figures again: 76.8 % of 999 in 10 s and one 101 call in three abandoned in
November, and 91.8 % of 999 in 10 s in February. Absence, and handling and patience of 101, are chosen anew for
November, and how many of the officers come for February. What February would have been without the officers then says
what they did.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import simcall as sc
from docs.builder.validity.hubs import FEBRUARY, NOVEMBER, handling_of_101, hub_of, patience_of_101
from docs.builder.validity.solving import Goal, Knob, solve
from docs.builder.validity.tables import Table

__all__ = ["SCENARIOS", "made"]

SCENARIOS = (NOVEMBER, FEBRUARY)
NOVEMBER_999, NOVEMBER_101, FEBRUARY_999 = 0.768, 1 / 3, 0.918
_DRIFT = 0.03
_NEAR_ENOUGH = 0.012
"""A structure that misses a published figure by more than this, with the same callers, does not meet it."""
_REPLICATIONS = 20
_MORE_POSTS = 1
"""One officer more on each post than is supplied, some of whom do not come: so that their number may be any number."""
_HANDLING, _PATIENCE = Knob(3.0, 20.0, 9.4), Knob(0.3, 3.0, 1.0)
"""Mean handling of 101 in minutes, and 101 callers' patience over that of the structure's file."""
_USUAL_HANDLING_MIN = (8.0, 12.0)


@dataclass(frozen=True)
class Structure:
    """A hub with other rules.

    Attributes
    ----------
    name : str
        What is different.
    overlay : str
        The file in structures/ that is laid over both months; none if empty.
    only_february : bool
        Whether it is laid over February alone.
    drift : float
        By how much the share of 999 in 10 s would have risen for other reasons.
    """

    name: str
    overlay: str = ""
    only_february: bool = False
    drift: float = 0.0

    @property
    def is_supplied(self) -> bool:
        """Return whether November is as supplied, and so fitted already."""
        return not self.overlay or self.only_february

    def month(self, file: str) -> sc.Scenario:
        """Return a month under this structure."""
        return hub_of(file, "" if self.only_february and file == NOVEMBER else self.overlay)


ON_BOTH_LINES = Structure("officers answer 101 as well", "officers-on-both-lines", only_february=True)
STRUCTURES = (
    Structure("as supplied"),
    Structure("101 callers of another patience", "other-patience"),
    Structure("one handler of each team answers 999 only", "designated"),
    Structure("two handlers of each team answer 999 only", "more-designated"),
    Structure("on weekdays a colleague puts other work down for 999", "colleagues"),
    Structure("day and night a colleague puts other work down for 999", "colleagues-day-and-night"),
    Structure("a supervisor is called up when 999 waits for 2 min", "supervisors"),
    Structure("two handlers kept free for 999, not one", "reserve"),
    ON_BOTH_LINES,
)
"""The same rules in both months."""
CHANGED_IN_BETWEEN = (
    Structure("3 points more for all forces", drift=_DRIFT),
    Structure("from February on, on weekdays, a colleague puts work down for 999", "colleagues", only_february=True),
    Structure("from February on a supervisor is called up", "supervisors", only_february=True),
)
VOLUMES = (1.0, 0.95, 0.9)


@dataclass(frozen=True)
class Effect:
    """February with and without the officers."""

    without_999: float
    with_999: float
    without_101: float
    with_101: float
    officer_hours: float

    @property
    def on_999(self) -> float:
        """Return what the officers add to the share of 999 in 10 s."""
        return self.with_999 - self.without_999

    @property
    def on_101(self) -> float:
        """Return what the officers take off the share of 101 abandoned."""
        return self.without_101 - self.with_101

    @property
    def share_of_rise(self) -> float:
        """Return the officers' part of the published rise."""
        return self.on_999 / (FEBRUARY_999 - NOVEMBER_999)

    @property
    def is_met(self) -> bool:
        """Return whether February's published figure is met."""
        return abs(self.with_999 - FEBRUARY_999) <= _NEAR_ENOUGH


@dataclass(frozen=True)
class November:
    """What November's two figures need under a structure."""

    absence: float
    handling_min: float
    patience: float
    in_10_s: float
    abandoned: float

    @property
    def is_met(self) -> bool:
        """Return whether both figures are met."""
        missed = (abs(self.in_10_s - NOVEMBER_999), abs(self.abandoned - NOVEMBER_101))
        return max(missed) <= _NEAR_ENOUGH

    def changes(self, scenario: sc.Scenario) -> Mapping[str, Any]:
        """Return these values as changes of a scenario."""
        return {
            "groups.handlers.absence.probability": self.absence,
            **handling_of_101(scenario, self.handling_min),
            **patience_of_101(scenario, self.patience),
        }


def november(structure: Structure, seed: int) -> November:
    """Choose absence, and handling and patience of 101, so that November has its two figures.

    Two figures leave three inputs open, so each stays as near to what is supplied as it can.
    """
    month = structure.month(NOVEMBER)
    if structure.is_supplied:
        minutes = month.lines["101"].handling.mean / 60
        return November(month.groups["handlers"].absence.probability, minutes, 1.0, *_shares(month, seed)[:2])
    absence = Knob(0.01, 0.7, month.groups["handlers"].absence.probability)

    def figures(values: Sequence[float]) -> tuple[float, float]:
        return _shares(month.update(dict(November(*values, 0, 0).changes(month))), seed)[:2]

    goals = (Goal(NOVEMBER_999), Goal(NOVEMBER_101))
    values = solve(figures, (absence, _HANDLING, _PATIENCE), goals)
    return November(*values, *figures(values))


def _shares(scenario: sc.Scenario, seed: int) -> tuple[float, float, float]:
    """Return the share of 999 in 10 s, the share of 101 abandoned, and the officers' hours."""
    results = sc.run(scenario, _REPLICATIONS, seed, jobs=1)
    hours = results.groups["officers"].duty_hours.mean if "officers" in results.groups else 0.0
    return results.lines["999"].answered_in_target.mean, results.lines["101"].abandonment_rate.mean, hours


def february(structure: Structure, found: November, volume: float, both_lines: bool, seed: int) -> Effect:
    """Return February with as many officers as its published figure needs, and without them."""
    month = structure.month(FEBRUARY)
    month = month.update(dict(found.changes(month)))
    month = month.update(
        {
            f"lines.{line}.demand.calls_per_day": month.lines[line].demand.calls_per_day * volume
            for line in (("999", "101") if both_lines else ("999",))
        }
    )
    if structure.drift:
        month = _drifted(month, structure.drift, seed)
    without = _shares(_without(month), seed)
    with_them = _shares(_with(month, seed), seed)
    return Effect(without[0], with_them[0], without[1], with_them[1], with_them[2])


def _without(month: sc.Scenario) -> sc.Scenario:
    return month.update({"groups.officers.headcount": 0})


def _drifted(month: sc.Scenario, drift: float, seed: int) -> sc.Scenario:
    """Return the month with so much less absence that without officers its share of 999 in 10 s is higher."""
    path, alone = "groups.handlers.absence.probability", _without(month)
    goal = Goal(_shares(alone, seed)[0] + drift)
    absence = Knob(0.01, 0.7, month.groups["handlers"].absence.probability)
    values = solve(lambda v: _shares(alone.update({path: v[0]}), seed)[:1], (absence,), (goal,))
    return month.update({path: values[0]})


def _with(month: sc.Scenario, seed: int) -> sc.Scenario:
    """Return the month with as many officers as meet its published figure."""
    path = "groups.officers.absence.probability"
    fixed = month.groups["officers"].rota.fixed
    posts = {f"groups.officers.rota.fixed.{name}.people": one.people + _MORE_POSTS for name, one in fixed.items()}
    more = month.update(posts)
    come = Knob(0.005, 0.95, 0.25)
    values = solve(lambda v: _shares(more.update({path: v[0]}), seed)[:1], (come,), (Goal(FEBRUARY_999),))
    return more.update({path: values[0]})


def made(seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    rows, effects = [], {}
    for structure in (*STRUCTURES, *CHANGED_IN_BETWEEN):
        print(f"  officers: {structure.name}", file=sys.stderr, flush=True)
        found = november(structure, seed)
        of_volumes = [february(structure, found, volume, False, seed) for volume in VOLUMES] if found.is_met else []
        effects[structure.name] = (found, of_volumes)
        rows.append(_row(structure, found, of_volumes))
    supplied = effects[STRUCTURES[0].name][0]
    both = [february(STRUCTURES[0], supplied, volume, True, seed) for volume in VOLUMES[1:]]
    met = {name: of for name, (found, of) in effects.items() if found.is_met and all(one.is_met for one in of)}
    everything = [one for of in met.values() for one in of] + both
    on_999_alone = [one for name, of in met.items() if name != ON_BOTH_LINES.name for one in of] + both
    same_rules = [one for structure in STRUCTURES for one in met.get(structure.name, ())] + both
    changed = [one for structure in CHANGED_IN_BETWEEN for one in met.get(structure.name, ())]
    return {
        "tables": {
            "short": _short_table({name: of for name, (_, of) in effects.items()}, both).document(),
            "effects": Table(_COLUMNS, rows).document(),
        },
        "figures": {
            "rise": FEBRUARY_999 - NOVEMBER_999,
            "as supplied 999": effects["as supplied"][1][0].on_999,
            "as supplied 101": effects["as supplied"][1][0].on_101,
            "least 999": min(one.on_999 for one in everything),
            "most 999": max(one.on_999 for one in everything),
            "least 999, same rules": min(one.on_999 for one in same_rules),
            "least 999, changed": min(one.on_999 for one in changed),
            "least 101": min(one.on_101 for one in on_999_alone),
            "most 101": max(one.on_101 for one in on_999_alone),
            "101 if on both lines": effects[ON_BOTH_LINES.name][1][0].on_101,
            "structures": len(effects),
            "structures that meet the figures": len(met),
        },
    }


_COLUMNS = {
    "what is different": "text",
    "handlers absent": "whole percent",
    "101 handling": "minutes",
    "101 patience, times that of the rules": "two",
    "November met": "text",
    "999 volume as assumed": "points",
    "5 % lower": "points",
    "10 % lower": "points",
    "101 abandonment, volume as assumed": "points",
    "10 % lower ": "points",
}


def _row(structure: Structure, found: November, effects: Sequence[Effect]) -> tuple[Any, ...]:
    low, high = _USUAL_HANDLING_MIN
    verdict = "yes" if found.is_met else f"no: {found.in_10_s:.1%} and {found.abandoned:.1%}".replace("%", " %")
    if found.is_met and not low <= found.handling_min <= high:
        verdict = "yes, with unusual handling"
    on_999 = [one.on_999 if one.is_met else None for one in effects] or [None] * len(VOLUMES)
    on_101 = [one.on_101 if one.is_met else None for one in (effects[0], effects[-1])] if effects else [None, None]
    return structure.name, found.absence, found.handling_min, found.patience, verdict, *on_999, *on_101


def _short_table(effects: Mapping[str, Sequence[Effect]], both: Sequence[Effect]) -> Table:
    supplied = effects[STRUCTURES[0].name]
    drifted, colleague, supervisor = (effects[one.name][0] for one in CHANGED_IN_BETWEEN)
    cases = {
        "nothing else changed, as in the scenarios supplied": supplied[0],
        "February had 5 % fewer 999 calls than assumed": supplied[1],
        "February had 10 % fewer 999 calls": supplied[2],
        "February had 5 % fewer calls on both lines": both[0],
        "February had 10 % fewer calls on both lines": both[1],
        "3 points would have come anyway, as in other forces": drifted,
        "from February on, a colleague put other work down for 999 on weekdays": colleague,
        "from February on, a supervisor was called up when 999 waited for 2 min": supervisor,
    }
    columns = {
        "if": "text",
        "the officers' part of the rise of 999 in 10 s, points": "points",
        "what they took off 101 abandonment, points": "points",
    }
    return Table(columns, [(case, one.on_999, one.on_101) for case, one in cases.items()])
