from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import Problem, ScenarioError
from simcall.inputs import Blueprint, draw_blueprint
from simcall.scenario import Scenario
from simcall.studies.sweep import DUPLICATE, design_from_vary, design_of, feasible_points

Told = Callable[[Callable[[], object]], list[str]]
Write = Callable[[str, str], Path]

EVENING = "groups.handlers.rota.fixed.evening.people"
HOURS = "day,from,headcount\n" + "".join(
    f"{day},00:00,{{}}\n" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
)


def test_scenarios(hub: Scenario) -> None:
    """The scenario of a point is the base with the point's values, named after them; the rest is the base's own."""
    design = design_of(hub, {EVENING: "3..4", "lines.101.patience.mean": "5..10 min step 5 min"})
    scenarios = [design.scenario_of(point) for point in design.points]
    assert [one.name for one in scenarios] == [
        "hub: evening.people = 3, patience.mean = 5 min",
        "hub: evening.people = 3, patience.mean = 10 min",
        "hub: evening.people = 4, patience.mean = 5 min",
        "hub: evening.people = 4, patience.mean = 10 min",
    ]
    assert scenarios[1] == hub.update({EVENING: 3, "lines.101.patience.mean": "10 min"}, name=scenarios[1].name)
    assert design.name == "hub: evening.people x patience.mean"
    assert (design.dropped, design.notes) == ({}, ())


def test_labels(hub: Scenario) -> None:
    """A label has as much of each path as tells it from the others, and what a value is in few words."""
    growth = design_of(
        hub,
        {"lines.999.demand.growth": [1.1], "lines.101.demand.growth": [1 / 3], "days": [2], "lines.101.redial": [None]},
    )
    assert growth.label_of(growth.points[0]) == (
        "999.demand.growth = 1.1, 101.demand.growth = 0.333333, days = 2, 101.redial = none"
    )
    profiles = design_of(hub, {"lines.101.demand.profile": [[1] * 7, [2, *[1] * 6], "flat", [1, 2]]})
    labels = [profiles.label_of(point) for point in profiles.points]
    assert labels[2:3] == ["demand.profile = flat"]
    assert labels[3].startswith("demand.profile = [1, 2] ")
    assert len(set(labels)) == 4


def test_left_out(hub: Scenario) -> None:
    """None leaves a value out of a point's scenario."""
    design = design_of(hub, {"groups.officers": ["none", {"headcount": 3}]}).checked()
    without, three = (design.scenario_of(point) for point in design.points)
    assert list(without.groups) == ["handlers"]
    assert three.groups["officers"].headcount == 3


def test_whole_rotas(hub: Scenario) -> None:
    """Whole tables may vary."""
    late = {"shift": "late", "days": ["Fri"], "people": 2}
    design = design_of(hub, {"groups.officers.rota": [{"fixed": {"a": late}}, {"fixed": {"a": {**late, "people": 7}}}]})
    people = [design.scenario_of(point).groups["officers"].rota for point in design.checked().points]
    assert [rota.fixed["a"].people for rota in people if rota] == [2, 7]


def test_files_of_values(hub: Scenario, write: Write) -> None:
    """Files that values name are read once each, from the current folder; keys hold the names as written."""
    for number in (1, 2):
        write(f"staff/{number}.csv", HOURS.format(*[number] * 7))
    paths = "groups.officers.headcount_profile"
    design = design_of(hub, {paths: "staff/1.csv, staff\\2.csv", "lines.999.demand.growth": "1..3"}).checked()
    assert design.points[0].values[paths] == "staff/1.csv"
    Path("staff/1.csv").unlink()
    found = [design.scenario_of(point).groups["officers"].headcount_profile for point in design.points]
    assert found == [(1,) * 7] * 3 + [(2,) * 7] * 3


def test_roster_files(hub: Scenario, write: Write) -> None:
    """A whole roster may be chosen by its file."""
    for number in (1, 2):
        rows = "".join(f"P{i},2024-02-05,07:00,15:00\n" for i in range(number))
        write(f"{number}.csv", f"person,date,start,end\n{rows}")
    design = design_of(hub, {"groups.officers.roster": ["1.csv", {"file": "2.csv"}]}).checked()
    rosters = [design.scenario_of(point).groups["officers"].roster for point in design.points]
    assert [len(roster.duties) for roster in rosters if roster] == [1, 2]


def test_every_problem_once(hub: Scenario, told: Told) -> None:
    """All that is wrong at any point is told before anything is simulated: once, with how many points have it."""
    design = design_of(hub, {EVENING: [-1, 2], "lines.101.demand.grwth": [1.1], "lines.999.demand.growth": "1..3"})
    assert told(design.checked) == [
        'sweep: lines.101.demand.grwth: unknown key; did you mean "growth"? (at every point)',
        f"sweep: {EVENING}: -1 is out of range: 0 or more (at 3 of 6 points, the first with evening.people = -1, "
        "demand.grwth = 1.1, demand.growth = 1)",
    ]
    with pytest.raises(ScenarioError, match="-1 is out of range"):
        design.scenario_of(design.points[0])


def test_many_values_wrong(hub: Scenario, told: Told) -> None:
    """Of many wrong values of a path five are told, and how many more there are."""
    said = told(design_of(hub, {EVENING: "-20..3"}).checked)
    assert len(said) == 6
    assert (
        said[0]
        == f"sweep: {EVENING}: -20 is out of range: 0 or more (at 1 of 24 points, the first with evening.people = -20)"
    )
    assert said[5] == f"sweep: {EVENING}: and 15 more such values"


def test_missing_files(hub: Scenario, told: Told) -> None:
    """A file that is not there is told once, whatever the number of points."""
    design = design_of(hub, {"lines.101.demand.profile": "flat, x.csv", "lines.999.demand.growth": "1..3"})
    assert told(design.checked) == [
        'sweep: lines.101.demand.profile: "x.csv": there is no such file (at 3 of 6 points, the first with '
        "demand.profile = x.csv, demand.growth = 1)"
    ]


def test_misspelt_names(hub: Scenario, told: Told) -> None:
    """A misspelt shift, team or group does not make another one."""
    (said,) = told(design_of(hub, {"groups.handlers.rota.fixed.evning.people": "1..3"}).checked)
    assert 'there is no fixed shift "evning" to change' in said
    assert 'did you mean "evening"? (at every point)' in said


def test_constraints_leave_wrong_points(hub: Scenario, told: Told) -> None:
    """A point that is no scenario keeps the constraints, so that what is wrong with it is told and not dropped."""
    design = design_of(hub, {EVENING: [-1, 4, 5]}, constraints=["paid_hours <= base"])
    assert [point.values[EVENING] for point in design.points] == [-1, 4]
    (said,) = told(design.checked)
    assert "-1 is out of range" in said


def test_plans_that_cannot_be(hub: Scenario, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plan is refused for is told when its hours are wanted, and the sweep is blamed."""

    def plan(scenario: Scenario) -> Blueprint:
        if scenario == hub:
            return draw_blueprint(scenario)
        raise ScenarioError([Problem("", "groups.handlers", "two duties at once")])

    monkeypatch.setattr(feasible_points, "draw_blueprint", plan)
    assert told(lambda: design_of(hub, {EVENING: [4, 5]}, constraints=["paid_hours <= base"])) == [
        "sweep: groups.handlers: two duties at once (at every point)"
    ]


def test_duplicates_are_told(hub: Scenario) -> None:
    """How many points were the same as another is told beside what rules drop."""
    design = design_of(hub, {EVENING: [3, 4, 4]}, only=[f"{EVENING} > 3"])
    assert design.dropped == {DUPLICATE: 1, f"{EVENING} > 3": 1}


def test_keys_outlive_other_points(hub: Scenario) -> None:
    """A point that a wider sweep has too has the same key there, and another number."""
    fewer, more = (design_of(hub, {EVENING: text, "days": [2, 3]}) for text in ("3..4", "1..6"))
    keys = {point.key: point.number for point in more.points}
    assert len(keys) == 12
    assert [keys[point.key] for point in fewer.points] == [4, 5, 6, 7]


def test_designs_by_name(hub: Scenario, told: Told) -> None:
    """A random, Latin-hypercube or Sobol design takes a number of points and a seed; a grid takes none."""
    vary = {"lines.999.demand.growth": "1.0..1.4"}
    for kind in ("random", "latin-hypercube", "sobol"):
        assert len(design_of(hub, vary, kind=kind, points=7, seed=2).points) == 7
    for settings, message in (
        ({}, "1.0..1.4 has no end of values, and a grid needs each of them"),
        ({"points": 3}, "a grid has as many points as there are combinations; leave the number of points out"),
        ({"kind": "sobol"}, "a sobol design needs a number of points, such as 64"),
        ({"kind": "lhs", "points": 3}, '"lhs" is not a design; write grid, random, latin-hypercube, sobol'),
        ({"kind": "random", "points": 3, "seed": -1}, "seed -1: give a whole number from 0"),
        ({"kind": "random", "points": 0}, "0 points: give a number from 1 to 100,000"),
    ):
        (said,) = told(lambda settings=settings: design_of(hub, vary, **settings))
        assert said.startswith(f"sweep: {message}")


def test_notebook_refusals(hub: Scenario, told: Told) -> None:
    """All that cannot be read of what a notebook gives is told at once, by its path."""
    said = told(lambda: design_of(hub, {"days": [], EVENING: "6..0", "start": [1]}))
    assert [one.split(": ")[1] for one in said] == ["days", EVENING]


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ((), "sweep: nothing is varied; give a path and its values"),
        (
            ("groups.officers", "groups.officers.headcount"),
            "sweep: groups.officers.headcount: this lies within groups.officers, which is varied too; vary one of them",
        ),
        (("lines.101.x", 'lines."101".x'), "sweep: lines.101.x: this is varied twice; list all of its values once"),
    ],
)
def test_paths_that_clash(hub: Scenario, told: Told, paths: tuple[str, ...], message: str) -> None:
    """Nothing varied, a path varied twice and one within another are refused."""
    assert told(lambda: design_of(hub, dict.fromkeys(paths, "1"))) == [message]


def test_from_the_command_line(hub: Scenario) -> None:
    """--vary gives the points that the same mapping gives, over the file with --set laid on it."""
    design = design_from_vary("hub.toml", [f"{EVENING}=3,4", "days=2..3"], ["groups.officers.headcount=9"])
    assert [point.values for point in design.points] == [
        {EVENING: people, "days": days} for people in (3, 4) for days in (2, 3)
    ]
    assert design.scenario_of(design.points[0]).groups["officers"].headcount == 9
    assert [point.key for point in design.points] == [
        point.key for point in design_of(hub, {EVENING: [3, 4], "days": [2, 3]}).points
    ]


def test_command_line_refusals(write: Write, told: Told) -> None:
    """What is wrong with the file, the overrides and every --vary is told at once, each by its option."""
    said = told(
        lambda: design_from_vary("hub.toml", ["days=0..x", "days", f"{EVENING}=6..1"], ["groups.officers.headcount=-1"])
    )
    assert [one.split(" ")[0] for one in said] == ["--set:", "--vary:", "--vary:", "--vary:"]
    assert told(lambda: design_from_vary("hub.toml", ["days=2..3", "days=4"], only=["x"], constraints=["y"])) == [
        "--vary: days: this is varied twice; list all of its values once",
        '--only: "x": there is no comparison in it; write PATH <= PATH or PATH <= VALUE, with <=, <, >=, >, == or != '
        "between, and + to add",
        '--constraint: "y": there is no comparison in it; write paid_hours <= base, paid_hours <= 2000, or the same '
        "with paid_hours.GROUP",
    ]
    assert len(told(lambda: design_from_vary("hub.toml", ["days=0..x", "days"]))) == 2
    (said,) = told(design_from_vary("hub.toml", ["days=-1"]).checked)
    assert said == "--vary: days: -1 is out of range: more than 0 (at days = -1)"


def test_travels(hub: Scenario) -> None:
    """A design goes to another process and back as it was."""
    design = design_of(hub, {EVENING: "3..4"}, constraints=["paid_hours <= base"]).checked()
    again = pickle.loads(pickle.dumps(design))
    assert again == design
    assert again.scenario_of(again.points[0]) == design.scenario_of(design.points[0])


def test_quick(hub: Scenario) -> None:
    """Checking takes some milliseconds a point."""
    design = design_of(hub, {EVENING: "0..9", "lines.999.demand.growth": "1.0..2.0 step 0.1"})
    started = time.process_time()
    design.checked()
    assert time.process_time() - started < 0.05 * len(design.points)
