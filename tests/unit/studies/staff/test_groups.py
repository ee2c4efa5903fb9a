"""Which groups are searched, for which targets, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.studies.staff.groups import searched_groups, targets_of, unsearched_groups
from simcall.studies.trials.target_trials import trial_scenario
from tests.making import exponential


def hub(**groups: Any) -> sc.Scenario:
    """Return a hub with two lines that have targets, and one that has none."""
    line = {"handling": exponential("5 min"), "demand": {"calls_per_hour": 5.0}}
    with_target = line | {"answer_target": {"within": "10 s", "share": 0.9}}
    lines = {"999": with_target, "101": with_target | {"abandonment_target": 0.1}, "desk": line}
    served = {name for group in groups.values() for name in group["lines"]}
    own_lines = {name: of_line for name, of_line in lines.items() if name in served}
    span = {"name": "hub", "start": "2024-06-03", "days": 7}
    return sc.Scenario.from_document({**span, "lines": own_lines, "groups": groups})


ALL = {"lines": ["999", "101"], "headcount": 4}
CALL_UP = {"waiting": 2, "people": 2, "pool": 4, "after": "10 min", "stint": "1 h", "calm": "10 min"}


def test_the_first_group_in_overflow_order_is_searched() -> None:
    """Of two groups that answer the same lines, the one that is tried first; the other stays."""
    scenario = hub(later=ALL | {"overflow": 2}, first=ALL)
    targets = targets_of(scenario, ())
    assert searched_groups(scenario, targets, ()) == ("first",)
    assert unsearched_groups(scenario, ("first",), targets) == ("later",)


def test_each_line_with_a_target_has_its_group() -> None:
    """Separate teams are all searched; a group that answers no line with a target is not, and stays unnamed."""
    scenario = hub(a=ALL | {"lines": ["999"]}, b=ALL | {"lines": ["101"]}, c=ALL | {"lines": ["desk"]})
    targets = targets_of(scenario, ())
    assert searched_groups(scenario, targets, ()) == ("a", "b")
    assert unsearched_groups(scenario, ("a", "b"), targets) == ()


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (["handler"], "no such group"),
        (["officers"], "comes only when it is called up"),
        (["desk"], "does not answer it"),
    ],
)
def test_a_group_that_cannot_be_searched_is_refused(named: list[str], message: str) -> None:
    """A misspelt group, one that is called up, and one that answers no line with a target."""
    scenario = hub(handlers=ALL, officers={"lines": ["999"], "call_up": CALL_UP}, desk=ALL | {"lines": ["desk"]})
    with pytest.raises(SimcallError, match=message):
        searched_groups(scenario, targets_of(scenario, ()), named)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("handlers.occupancy<=0.8", "cannot hold this target"),
        ("999.answer_time_p90<=10", "cannot hold this target"),
        ("999.backlog_end<=3", "cannot hold this target"),
        ("101.abandoned<=10", "a number of calls"),
        ("101.abandonment_rate<=0", "such as 0.01"),
        ("999.answered_in_target>=1", "such as 0.99"),
    ],
)
def test_targets_that_say_nothing_of_an_hour_are_refused(target: str, message: str) -> None:
    """Figures of groups, quantiles, states at the end and counts."""
    with pytest.raises(SimcallError, match=message):
        targets_of(hub(handlers=ALL), [target])


def test_a_scenario_without_a_target_is_refused() -> None:
    """The message says how to name one."""
    scenario = hub(handlers=ALL).update({"lines.999.answer_target": None, "lines.101.answer_target": None})
    scenario = scenario.update({"lines.101.abandonment_target": None})
    with pytest.raises(SimcallError, match="has no target; give a line an answer_target"):
        targets_of(scenario, ())


def test_a_trial_has_numbers_in_place_of_duties() -> None:
    """A searched group loses its availability, and keeps its lines, reserve, factor and pick-up."""
    scenario = hub(handlers=ALL | {"availability": 0.9, "reserve": {"101": 1}, "handling_factor": 1.2})
    group = trial_scenario(scenario, ("handlers",)).groups["handlers"]
    assert (group.availability, group.reserve, group.handling_factor) == (1.0, {"101": 1}, 1.2)


@pytest.mark.parametrize(
    "name",
    ["2024-recruits", "officers-on-call", "crime-desk", "call-back", "silent-calls", "switchboard", "digital-desk"],
)
def test_supplied_scenarios_have_a_trial(name: str) -> None:
    """Every supplied hub can be searched, whatever its groups are."""
    scenario = sc.load(f"scenarios/{name}.toml")
    searched = searched_groups(scenario, targets_of(scenario, ()), ())
    assert all(trial_scenario(scenario, searched).groups[group].has_headcount for group in searched)
