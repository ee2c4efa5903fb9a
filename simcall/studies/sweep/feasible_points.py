"""Keep the points of a sweep that satisfy its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import shown
from simcall.inputs import draw_blueprint
from simcall.scenario import Scenario
from simcall.scenario.models.paths import KeyPath, parse_path
from simcall.studies.rota import PaidHours, paid_hours
from simcall.studies.sweep.constraints import Rules
from simcall.studies.sweep.design import DUPLICATE, Design, Faults
from simcall.studies.sweep.points import Drawn, Point, canonical

__all__ = ["kept", "where_given"]

_NOT_THE_PLAN = frozenset({"lines", "busyness", "name", "description", "provenance"})
"""Parts of a scenario that paid hours do not depend on."""
_OF_ROUTING = frozenset({"prefers", "reserve", "handling_factor", "overflow", "pick_up", "on"})
"""Parts of a group that paid hours do not depend on."""


def where_given(origin: str, key: str) -> Problem:
    """Return the place of a rule, with no message yet: its option if the sweep came from options, or its key."""
    return Problem(f"--{key.removesuffix('s')}", "", "") if origin.startswith("--") else Problem(origin, key, "")


def kept(empty: Design, drawn: Drawn, rules: Rules) -> Design:
    """Return a design with the points that keep all rules.

    Parameters
    ----------
    empty : Design
        With no points yet.
    drawn : Drawn
        The points to choose from.
    rules : Rules
        What they must satisfy. A point with an invalid scenario counts as satisfying them: `Design.checked` reports it.

    Raises
    ------
    ScenarioError
        If a rule cannot be applied, or no point is left.
    """
    dropped: Counter[str] = Counter({DUPLICATE: drawn.duplicates} if drawn.duplicates else {})
    faults, plans = Faults(empty.origin), _Plans(empty, rules)
    points: list[Point] = []
    for point in drawn.points:
        try:
            broken = next(_broken(point, rules, plans), None)
        except ScenarioError as error:
            faults.add(empty.label_of(point), error.problems)
            continue
        if broken is None:
            points.append(replace(point, number=len(points)))
        else:
            dropped[broken] += 1
    faults.raise_any(len(drawn.points))
    if not points:
        reasons = "; ".join(f"{shown(rule)} drops {number}" for rule, number in dropped.items() if rule != DUPLICATE)
        raise ScenarioError([Problem(empty.origin, "", f"no point is left of {len(drawn.points)}: {reasons}")])
    return replace(empty, points=tuple(points), dropped=dict(dropped), notes=tuple(plans.notes))


def _broken(point: Point, rules: Rules, plans: _Plans) -> Iterator[str]:
    """Return the rules that a point breaks."""
    for rule in rules.filters:
        try:
            if not rule.keeps(point.values):
                yield rule.text
        except ValueError as fault:
            where = where_given(plans.origin, "only")
            raise ScenarioError([replace(where, message=f"{shown(rule.text)}: {fault}")]) from None
    for constraint in rules.constraints:
        paid = plans.paid(point)
        if paid is not None and not constraint.keeps(paid, plans.base):
            yield constraint.text


def _is_of_plan(path: KeyPath) -> bool:
    """Tell whether paid hours may depend on what is at a path."""
    return path[0] not in _NOT_THE_PLAN and not (path[0] == "groups" and len(path) > 2 and path[2] in _OF_ROUTING)


class _Plans:
    """The paid hours of each point's plan, worked out once for points that do not differ in it.

    Parameters
    ----------
    design : Design
        Which makes the scenarios.
    rules : Rules
        Without constraints nothing is worked out.
    """

    def __init__(self, design: Design, rules: Rules) -> None:
        self._design = design
        self._constraints = rules.constraints
        self._known: dict[str, Mapping[str, PaidHours]] = {}
        self.notes: dict[str, None] = {}
        self.origin = design.origin
        self.base = self._noted(design.base) if rules.constraints else {}

    def paid(self, point: Point) -> Mapping[str, PaidHours] | None:
        """Return paid hours by group; None if there is no such scenario."""
        of_plan = {path: value for path, value in point.values.items() if _is_of_plan(parse_path(path))}
        key = canonical(of_plan)
        if key not in self._known:
            # A group may need a line that only the point itself adds.
            scenario = self._scenario_of(replace(point, values=of_plan)) or self._scenario_of(point)
            if scenario is None:
                return None
            self._known[key] = self._noted(scenario)
        return self._known[key]

    def _scenario_of(self, point: Point) -> Scenario | None:
        try:
            return self._design.scenario_of(point)
        except ScenarioError:
            return None

    def _noted(self, scenario: Scenario) -> Mapping[str, PaidHours]:
        """Return a plan's hours, and note those that are not what their name says."""
        paid = paid_hours(draw_blueprint(scenario))
        for name in dict.fromkeys(name for constraint in self._constraints for name in constraint.groups(paid)):
            if paid[name].staffing == "headcount":
                self.notes[f"{name} has a headcount, whose hours at the phones count as paid_hours"] = None
            elif paid[name].staffing == "called up":
                self.notes[f"{name} is called up and on no plan, so that it has no paid_hours"] = None
        return paid
