"""Names that must agree: lines, groups, reserves and diverts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from simcall.errors import Problem
from simcall.scenario import Scenario

Over = Callable[[str], Scenario]
Refused = Callable[..., list[Problem]]
Told = Callable[..., str]
Write = Callable[..., Path]

LINE = "{ handling = { distribution = 'constant', value = '1 s' }, demand = { calls_per_day = 1 } }"


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (f"lines.112 = {LINE}", "lines.112", "no group serves 112: add it to the lines of one of the groups handlers"),
        (
            "groups.handlers.lines = ['999', '1O1']",
            "groups.handlers.lines",
            '"1O1", which is not a line; did you mean "101"?',
        ),
        (
            "groups.handlers.lines = ['999', '101', 'xyz']",
            "groups.handlers.lines",
            '"xyz", which is not a line; the lines are',
        ),
        ("groups.handlers.lines = ['999', '101', '999']", "groups.handlers.lines", '"999" appears 2 times'),
        ("groups.handlers.reserve = { '102' = 1 }", "groups.handlers.reserve.102", 'not a line; did you mean "101"?'),
        (
            "groups.g = { lines = ['999'], headcount = 1, reserve = { '101' = 1 } }",
            "groups.g.reserve.101",
            "g has a reserve for 101, which it does not serve; it serves 999",
        ),
        (
            "groups.g = { lines = ['999'], headcount = 1, on = { '101' = { handling_factor = 2 } } }",
            "groups.g.on.101",
            "g has its own times for 101, which it does not serve; it serves 999",
        ),
        ("lines.101.redial.divert.to = '101'", "lines.101.redial.divert.to", "is the line itself"),
        (
            "lines.101.redial.divert.to = '998'",
            "lines.101.redial.divert.to",
            'not a line to divert to; did you mean "999"?',
        ),
        (
            "lines.102.answer_target = { within = '30 s', share = 0.9 }",
            "lines.102",
            "no line 102 is defined: it has only answer_target, and a line needs handling and demand; "
            "lines are 999, 101; did you mean 101?",
        ),
        (
            "lines.99.demand.growth = 1.1",
            "lines.99",
            "no line 99 is defined: it has only demand.growth, and a line needs handling and demand; "
            "lines are 999, 101; did you mean 999?",
        ),
        ("lines.99.handling.mean = '5 min'", "lines.99", "it has only handling.mean, and"),
        ("lines.99.patience.mean = '5 min'", "lines.99", "it has only patience, and"),
        ("lines.xyz = {}", "lines.xyz", "no line xyz is defined: it is empty"),
        (
            "groups.handler.headcount = 4",
            "groups.handler",
            "no group handler is defined: it has only headcount, and a group needs lines; groups are handlers; "
            "did you mean handlers?",
        ),
        ("groups.handlers.lines = []", "groups.handlers.lines", "this is empty"),
    ],
)
def test_one_name_that_leads_nowhere(refused: Refused, text: str, path: str, said: str) -> None:
    """One wrong name makes one problem, at the place where it is written."""
    (problem,) = refused(text)
    assert (problem.file, problem.path) == ("x.toml", path)
    assert said in problem.message


def test_a_line_half_defined(refused: Refused) -> None:
    """A table with one of handling and demand is meant as a line: what it lacks is missing."""
    problems = refused("lines.112.demand.calls_per_day = 1\ngroups.g = { lines = ['112'], headcount = 1 }")
    assert [(problem.path, problem.message[:15]) for problem in problems] == [("lines.112.handling", "this is missing")]


def test_no_lines_and_no_groups(write: Write, told: Told) -> None:
    """An empty table of lines or of groups is one problem each."""
    write("x.toml", "name = 'x'\nstart = 2024-01-01\ndays = 1\n[lines]\n[groups]")
    assert told("x.toml").splitlines() == [
        "x.toml: lines: this is empty; give at least one",
        "x.toml: groups: this is empty; give at least one",
    ]


@pytest.mark.parametrize("name", ["", " 112", "1\\n2", "1\\u0000"])
def test_names_that_nobody_could_type(refused: Refused, name: str) -> None:
    """Names are printed in tables and typed in overrides."""
    problems = refused(f'lines."{name}" = {LINE}\ngroups.g = {{ lines = ["{name}"], headcount = 1 }}')
    assert ["cannot be a name" in problem.message for problem in problems] == [True]


def test_what_is_fine(over: Over) -> None:
    """Diverts may form a loop, a reserve may be zero, names may differ only in their capitals."""
    scenario = over(
        "lines.999.redial = { probability = 1, limit = 3, delay = { distribution = 'constant', value = '1 s' }, "
        f"divert = {{ to = '101', share = 1 }} }}\nlines.Web = {LINE}\nlines.web = {LINE}\n"
        "groups.Handlers = { lines = ['Web', 'web'], headcount = 0, reserve = { web = 0 } }"
    )
    assert set(scenario.lines) == {"999", "101", "Web", "web"}
    assert set(scenario.groups) == {"handlers", "Handlers"}


@pytest.mark.parametrize(
    "text",
    [
        "lines = 3",
        "groups = 3",
        "[groups]\nhandlers = 3",
        "[lines]\n101 = 3",
        "groups.handlers.lines = 3",
        "groups.handlers.lines = [3]",
        "groups.handlers.reserve = 3",
        "lines.101.redial = 3",
        "lines.101.redial.divert = 3",
        "lines.101.redial.divert.to = 3",
        "lines.101.demand = 3",
        "lines.101.demand.bursts = 3",
        "[lines.101.demand]\nbursts.x = 3",
        "provenance = 3",
    ],
)
def test_references_are_checked_round_what_has_the_wrong_type(refused: Refused, text: str) -> None:
    """A value of the wrong type makes the one problem that it is, and references are checked all the same."""
    (problem,) = [problem for problem in refused(text) if problem.message.startswith(("3 ", "3:"))]
    assert problem.file == "x.toml"
    other = refused(text + "\n[lines.102]\npriority = 3" if not text.startswith("lines = 3") else text)
    assert text.startswith("lines = 3") or any(one.path == "lines.102" for one in other)


def test_models_made_in_python_are_held_to_the_same(base: Scenario) -> None:
    """However a scenario is made, its names agree."""
    document = base.document()
    document["provenance"]["a..b"] = {"kind": "assumed", "source": "x"}
    with pytest.raises(ValidationError, match="is not a path"):
        Scenario.model_validate(document)
    document = base.document()
    document["groups"]["handlers"]["lines"] = ["999"]
    with pytest.raises(ValidationError, match="no group serves 101"):
        Scenario.model_validate(document)
