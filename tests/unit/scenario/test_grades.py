"""Incidents: work with a grade, and the area where it happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simcall.scenario import Scenario
from simcall.scenario.listing.review import warnings
from simcall.studies.merge import two_rooms
from tests.unit.scenario.conftest import Refused

Over = Callable[[str], Scenario]

INCIDENTS = """
[areas]
town = { share = 0.75 }
hills = { share = 0.25 }
[[lines.999.leads_to]]
to = "immediate-{area}"
share = 0.2
when = "answered"
[lines."immediate-{area}"]
kind = "work"
grade = "immediate"
area = "{area}"
handling = { distribution = "exponential", mean = "40 min" }
[lines.later]
kind = "work"
handling = { distribution = "exponential", mean = "40 min" }
demand = { calls_per_day = 10 }
[groups.units]
lines = ["immediate-{area}", "later"]
headcount = 5
"""


def having(line: str, text: str) -> str:
    """Return the incidents with more keys of one line."""
    head = f"[lines.{line}]\n"
    return INCIDENTS.replace(head, f"{head}{text}\n") if head in INCIDENTS else f"{INCIDENTS}{head}{text}\n"


def test_lines_of_a_grade_are_found_under_its_name(over: Over) -> None:
    """Each line of `{area}` has its own area, and a grade all of its lines."""
    scenario = over(having("later", "grade = 'prompt'"))
    assert dict(scenario.grades) == {"immediate": ("immediate-town", "immediate-hills"), "prompt": ("later",)}
    assert [line.area for line in scenario.lines.values()] == [None, None, "town", "hills", None]
    assert Scenario.from_document(scenario.document()) == scenario


def test_a_grade_needs_no_source(over: Over) -> None:
    """How a force calls its incidents is an arrangement, which nobody publishes."""
    assert warnings(over(INCIDENTS)) == warnings(over(INCIDENTS.replace('grade = "immediate"\narea = "{area}"\n', "")))


@pytest.mark.parametrize(
    ("line", "text", "path", "said"),
    [
        ("101", "grade = 'prompt'", "lines.101.grade", 'incidents of a grade; leave it out, or write kind = "'),
        ("101", "area = 'town'", "lines.101.area", "only incidents, which are work with a grade"),
        ("later", "grade = 3", "lines.later.grade", "text"),
        ("later", "grade = ' '", "lines.later.grade", "it is empty"),
        ("later", "grade = '101'", "lines.later.grade", '"101" is the name of a line too; give one of the two'),
        ("later", "grade = 'units'", "lines.later.grade", '"units" is the name of a group too'),
        ("later", "area = 'town'", "lines.later.area", 'give the line a grade too, such as grade = "immediate"'),
        ("later", "grade = 'slow'\narea = 'hill'", "lines.later.area", 'not an area; did you mean "hills"?'),
    ],
)
def test_one_wrong_value(refused: Refused, line: str, text: str, path: str, said: str) -> None:
    """One wrong value makes one problem that says where it is and what to write."""
    (problem,) = refused(having(line, text))
    assert (problem.file, problem.path) == ("x.toml", path)
    assert said in problem.message


def test_without_a_table_of_areas_any_name_is_an_area(over: Over) -> None:
    """Areas may be named line by line, too; the name can be read and typed."""
    assert over(INCIDENTS.split("[areas]")[0] + LATER_IN.format("hills")).lines["later"].area == "hills"


def test_an_area_has_a_name_that_can_be_read(refused: Refused) -> None:
    """An empty area is refused."""
    (problem,) = refused(LATER_IN.format(" "))
    assert problem.path == "lines.later.area"


LATER_IN = """
[lines.later]
kind = "work"
grade = "slow"
area = "{}"
handling = {{ distribution = "exponential", mean = "40 min" }}
demand = {{ calls_per_day = 10 }}
[groups.units]
lines = ["later"]
headcount = 5
"""


def test_merging_keeps_grades_and_areas_of_two_forces_apart(over: Over) -> None:
    """Each force attends its own incidents, so a grade of both would add up what nobody answers for."""
    room = over(INCIDENTS)
    merged = two_rooms(room, room, ("north", "south"), ["999"]).merged
    assert dict(merged.grades) == {
        f"immediate-{force}": (f"immediate-town-{force}", f"immediate-hills-{force}") for force in ("north", "south")
    }
    assert merged.lines["immediate-hills-south"].area == "hills-south"
