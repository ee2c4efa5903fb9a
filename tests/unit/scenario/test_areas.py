"""Lines and groups that a file gives once for several areas."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simcall.scenario import Scenario, load
from tests.unit.scenario.conftest import Refused, Write

Over = Callable[[str], Scenario]

AREAS = """
[areas]
town = { share = 0.75, neighbours = ["coast"] }
hills = { share = 0.25, neighbours = ["town", "coast"] }
coast = { share = 0, neighbours = [] }
"""
UNITS = """
[lines."incident-{area}"]
kind = "work"
answer_target = { within = "15 min", share = 0.8 }
handling = { distribution = "exponential", mean = "40 min" }
[lines.incident-hills]
answer_target = { within = "20 min", share = 0.8 }
[groups."units-{area}"]
lines = ["incident-{area}", "incident-{neighbour}"]
headcount = 3
on = { "incident-{neighbour}" = { handling_factor = 1.5 } }
[groups.units-coast]
headcount = 1
[[lines.999.leads_to]]
to = "incident-{area}"
share = 0.2
when = "answered"
[provenance]
"groups.units-{area}.headcount" = { kind = "given", source = "the force" }
"groups.units-coast.headcount" = { kind = "published", source = "a newspaper" }
"""


def test_one_table_stands_for_every_area(over: Over) -> None:
    """Each area has its line and its group; neighbours are repeated in lists and keys."""
    scenario = over(AREAS + UNITS)
    assert [name for name in scenario.lines if "incident" in name] == [
        "incident-town",
        "incident-hills",
        "incident-coast",
    ]
    assert scenario.groups["units-town"].lines == ("incident-town", "incident-coast")
    assert scenario.groups["units-hills"].lines == ("incident-hills", "incident-town", "incident-coast")
    assert list(scenario.groups["units-hills"].on) == ["incident-town", "incident-coast"]
    assert scenario.groups["units-coast"].lines == ("incident-coast",)


def test_what_one_area_says_for_itself_wins(over: Over) -> None:
    """A table of one area is laid over that of all, with its provenance."""
    scenario = over(AREAS + UNITS)
    within = {
        name: line.answer_target.within for name, line in scenario.lines.items() if line.is_work and line.answer_target
    }
    assert within == {"incident-town": 900, "incident-hills": 1200, "incident-coast": 900}
    assert [scenario.groups[f"units-{area}"].headcount for area in scenario.areas] == [3, 3, 1]
    assert scenario.provenance_of("groups.units-town.headcount").kind == "given"
    assert scenario.provenance_of("groups.units-coast.headcount").kind == "published"


def test_what_calls_lead_to_is_shared_among_the_areas(over: Over) -> None:
    """The shares of the areas add up to the share of the calls."""
    leads = over(AREAS + UNITS).lines["999"].leads_to
    assert [(lead.to, lead.share) for lead in leads] == [
        ("incident-town", pytest.approx(0.15)),
        ("incident-hills", pytest.approx(0.05)),
        ("incident-coast", 0),
    ]


def test_a_file_above_changes_all_areas_or_one(write: Write) -> None:
    """A later file wins for every area that it names, however the file below named it."""
    write("areas.toml", 'extends = "base.toml"\n' + AREAS + UNITS)
    text = 'extends = "areas.toml"\n[lines."incident-{area}".answer_target]\nwithin = "12 min"\n'
    scenario = load(write("x.toml", text + "[groups.units-hills]\nheadcount = 9\n"))
    assert {line.answer_target.within for line in scenario.lines.values() if line.is_work and line.answer_target} == {
        720
    }
    assert [scenario.groups[f"units-{area}"].headcount for area in scenario.areas] == [3, 9, 1]
    assert scenario.provenance_of("groups.units-hills.headcount").kind == "assumed"


def test_overrides_name_all_areas_too(over: Over) -> None:
    """`--set` and `update` take the same names, and the document makes the same scenario again."""
    scenario = over(AREAS + UNITS)
    assert Scenario.from_document(scenario.document()) == scenario
    changed = scenario.update({"groups.units-{area}.headcount": 5, "groups.units-town.headcount": 7})
    assert [changed.groups[f"units-{area}"].headcount for area in changed.areas] == [7, 5, 5]


def test_a_file_without_such_names_is_read_as_before(over: Over) -> None:
    """Areas alone change nothing."""
    plain = over("")
    with_areas = over(AREAS)
    assert with_areas.lines == plain.lines
    assert with_areas.groups == plain.groups


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (UNITS, "areas", "stands for each area, and there are none; name them"),
        (AREAS + "[lines.999]\npass_on = { after = '{area}' }", "lines.999.pass_on.after", "write one of them"),
        (
            AREAS + UNITS.replace('kind = "work"', 'kind = "work"\ntaken = "{neighbour}"'),
            "lines.incident-{area}.taken",
            "can stand only in a list or as a key",
        ),
        (
            AREAS.replace("share = 0, ", "") + UNITS,
            "areas.coast",
            '"incident-{area}" shares its work among the areas, and coast has no share',
        ),
        (AREAS.replace("0.75", "0.7"), "areas", "add up to 0.95; they are to add up to 1"),
        (AREAS.replace('["coast"]', '["cost"]'), "areas.town.neighbours", 'not another area; did you mean "coast"?'),
        (AREAS + "[groups.handlers]\nlines = ['999', '101', 'x-{area}']", "groups.handlers.lines", "x-town"),
    ],
)
def test_what_cannot_be_written_out_is_refused(refused: Refused, text: str, path: str, said: str) -> None:
    """Each fault names its place and the remedy."""
    problems = refused(text)
    assert any(path in problem.path and said in problem.message for problem in problems), problems
