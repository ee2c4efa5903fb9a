"""What differs between two scenarios, as causes that can be made one by one."""

from __future__ import annotations

from typing import Any

import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.scenario.models.paths import format_path
from simcall.studies.explain.causes import Kind
from simcall.studies.explain.changes import changes_between
from tests.making import TWO_LINES, exponential, scenario

BASE = scenario(TWO_LINES)


def names(other: sc.Scenario, base: sc.Scenario = BASE) -> list[str]:
    """Return the names of what another scenario changes."""
    return [cause.name for cause in changes_between(base, other)]


def test_each_value_is_a_cause_of_its_own() -> None:
    """A volume, a distribution and a headcount are three causes; the distribution is one value."""
    other = BASE.update(
        {"lines.999.demand.calls_per_day": 200.0, "lines.101.handling.mean": "500 s", "groups.handlers.headcount": 9}
    )
    causes = {cause.name: cause.kind for cause in changes_between(BASE, other)}
    assert causes == {
        "groups.handlers.headcount": Kind.PEOPLE,
        "lines.999.demand.calls_per_day": Kind.DEMAND,
        "lines.101.handling": Kind.WORK,
    }


def test_all_causes_together_make_the_other_scenario() -> None:
    """Whatever changes, making every change gives the second scenario, and making none the first."""
    other = BASE.update(
        {
            "groups.officers": {"lines": ["999"], "headcount": 2},
            "lines.101.redial": {"probability": 0.5, "delay": exponential("5 min")},
            "lines.999.patience": None,
        }
    )
    document = BASE.document()
    for cause in changes_between(BASE, other):
        document = cause.switch(document)
    made = sc.Scenario.from_document({k: v for k, v in document.items() if k != "provenance"})
    assert made.document() == {k: v for k, v in other.document().items() if k != "provenance"}


def test_the_order_of_a_file_changes_nothing() -> None:
    """The same values in another order are the same causes in the same order."""
    changes: dict[str, Any] = {"lines.999.demand.calls_per_day": 200.0, "groups.handlers.headcount": 9}
    backwards = dict(reversed(changes.items()))
    assert names(BASE.update(changes)) == names(BASE.update(backwards))


def test_another_way_of_staffing_is_one_cause() -> None:
    """A headcount cannot go before a profile comes: both change together."""
    other = BASE.update({"groups.handlers.headcount_profile": [3] * 168})
    (cause,) = changes_between(BASE, other)
    assert cause.name == "groups.handlers"
    assert {format_path(path) for path in cause.paths} == {
        "groups.handlers.headcount",
        "groups.handlers.headcount_profile",
    }


def test_a_line_comes_with_those_who_answer_it() -> None:
    """A group cannot answer a line that is not there, so the line and the group's list of lines are one cause."""
    email = {"priority": 3, "handling": exponential("5 min"), "demand": {"calls_per_hour": 2, "profile": "flat"}}
    other = BASE.update({"lines.email": email, "groups.handlers.lines": [*BASE.groups["handlers"].lines, "email"]})
    (cause,) = changes_between(BASE, other)
    assert {format_path(path) for path in cause.paths} == {"lines.email", "groups.handlers.lines"}


def test_many_values_are_one_cause_a_table() -> None:
    """Seven changed values are fewer causes, and none is lost."""
    other = BASE.update(
        {
            "lines.999.demand.calls_per_day": 200.0,
            "lines.999.demand.growth": 1.1,
            "lines.999.handling.mean": "500 s",
            "lines.101.demand.calls_per_day": 300.0,
            "lines.101.demand.growth": 1.2,
            "lines.101.handling.mean": "500 s",
            "groups.handlers.headcount": 9,
        }
    )
    causes = changes_between(BASE, other)
    assert [cause.name for cause in causes] == [
        "groups.handlers.headcount",
        "lines.101.demand",
        "lines.999.demand",
        "lines.101.handling",
        "lines.999.handling",
    ]
    assert sum(len(cause.paths) for cause in causes) == 7


def test_the_span_is_one_cause() -> None:
    """Another start and another length are one cause, the dates."""
    other = BASE.update({"start": "2024-03-01", "days": 5})
    assert names(other) == ["dates"]


def test_nothing_to_explain() -> None:
    """Scenarios that differ in their names alone are refused."""
    with pytest.raises(SimcallError, match="nothing to explain"):
        changes_between(BASE, BASE.update({}, name="another name"))


def test_another_way_to_say_a_volume_is_one_cause() -> None:
    """Calls an hour cannot come before calls a day have gone."""
    (cause,) = changes_between(BASE, BASE.update({"lines.999.demand.calls_per_hour": 9}))
    assert cause.name == "lines.999.demand"
    assert len(cause.paths) == 2


def test_changes_that_need_each_other_leave_the_others_apart() -> None:
    """A line that calls lead to needs its group and the lead; dates and a volume beside it stay causes of their own."""
    desk = {"priority": 3, "handling": exponential("5 min"), "demand": {"calls_per_hour": 0, "profile": "flat"}}
    other = BASE.update(
        {
            "lines.desk": desk,
            "lines.101.leads_to": [{"to": "desk", "share": 0.3, "when": "released"}],
            "groups.desk": {"lines": ["desk"], "headcount": 2},
            "groups.handlers.headcount": 5,
            "lines.999.demand.calls_per_day": 200.0,
            "lines.999.handling.mean": "6 min",
            "days": 2.0,
        }
    )
    assert names(other) == [
        "groups.desk and lines.101.leads_to and lines.desk",
        "groups.handlers.headcount",
        "lines.999.demand.calls_per_day",
        "lines.999.handling",
        "dates",
    ]


def test_the_tick_is_not_called_dates() -> None:
    """Another tick is a cause of its own, under its own name."""
    assert names(BASE.update({"tick": "1 s", "days": 2.0})) == ["dates", "tick"]


def test_a_hub_with_many_groups_has_few_mixtures() -> None:
    """Twelve groups that all change would be 4096 mixtures; the groups are one cause."""
    groups = {f"groups.g{number}": {"lines": ["999"], "headcount": 1} for number in range(12)}
    other = BASE.update({**groups, "lines.999.handling.mean": "6 min", "lines.101.handling.mean": "7 min"})
    assert names(other) == ["groups", "lines.101.handling", "lines.999.handling"]


def test_no_two_causes_have_one_name() -> None:
    """Staffing, and a line that goes with its reserve, are two causes in one table: each has its own name."""
    other = BASE.update(
        {
            "groups.handlers.headcount_profile": [3] * 168,
            "groups.handlers.lines": ["999"],
            "groups.handlers.reserve": None,
        }
    )
    assert sorted(names(other)) == [
        "groups.handlers.headcount and groups.handlers.headcount_profile",
        "groups.handlers.lines and groups.handlers.reserve",
    ]
