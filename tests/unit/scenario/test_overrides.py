"""What the command line's --set, and a mapping from Python, lay over a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path

import numpy as np
import pytest

from simcall.errors import Problem
from simcall.scenario import Exponential, Mixture, Scenario, load

Write = Callable[..., Path]
Refused = Callable[..., list[Problem]]


def test_values_of_every_kind(base: Scenario) -> None:
    """A value is TOML if TOML can read it, otherwise plain text."""
    scenario = load(
        "base.toml",
        [
            "lines.101.patience.mean=10 min",
            "groups.handlers.headcount=4",
            "lines.101.demand.profile = [1, 2, 3, 4, 5, 6, 7]",
            "groups.handlers.reserve={ 101 = 3 }",
            "busyness.day_starts=06:30",
            "start=2024-03-01",
            'name="quoted = so"',
            "description=what if, perhaps?",
        ],
    )
    patience = scenario.lines["101"].patience
    assert isinstance(patience, Exponential)
    assert patience.mean == 600
    assert scenario.groups["handlers"].headcount == 4
    assert scenario.lines["101"].demand.profile == (1, 2, 3, 4, 5, 6, 7)
    assert scenario.groups["handlers"].reserve == {"101": 3}
    assert scenario.busyness.day_starts == time(6, 30)
    assert (scenario.start.month, scenario.name, scenario.description) == (3, "quoted = so", "what if, perhaps?")


def test_a_mapping_and_strings_say_the_same(base: Scenario) -> None:
    """Python values by path do what the same strings do; one string alone is one override."""
    by_path: Mapping[str, object] = {"groups.handlers.headcount": 4, "lines.101.patience.mean": "10 min"}
    strings = ["groups.handlers.headcount=4", "lines.101.patience.mean=10 min"]
    assert load("base.toml", by_path) == load("base.toml", strings)
    assert load("base.toml", "groups.handlers.headcount=4").groups["handlers"].headcount == 4


def test_odd_names_are_quoted(write: Write) -> None:
    """A line's name with a dot or an equals sign in it is quoted as in TOML."""
    write(
        "odd.toml",
        'extends = "base.toml"\n[lines."a.b=c"]\nhandling = { distribution = "constant", value = "1 min" }\n'
        'demand = { calls_per_day = 1 }\n[groups.odd]\nlines = ["a.b=c"]\nheadcount = 1',
    )
    assert load("odd.toml", ['lines."a.b=c".demand.calls_per_day=5']).lines["a.b=c"].demand.calls_per_day == 5


def test_a_path_leads_into_a_list(write: Write) -> None:
    """The components of a mixture can be set by number, from 0."""
    write(
        "mix.toml",
        'extends = "base.toml"\n[lines.101]\npatience = { distribution = "mixture", weights = [1, 1], components = ['
        '{ distribution = "constant", value = "3 s" }, { distribution = "exponential", mean = "9 min" }] }',
    )
    patience = load("mix.toml", ["lines.101.patience.components.1.mean=2 min"]).lines["101"].patience
    assert isinstance(patience, Mixture)
    assert [part.mean_s() for part in patience.components] == [3, 120]


def test_the_later_of_two_wins(base: Scenario) -> None:
    """The same path twice: the last one counts, as on any command line."""
    assert load("base.toml", ["days=3", "days=4"]).days == 4


def test_files_are_relative_to_the_current_folder(write: Write) -> None:
    """A file named on the command line is where the user is, not where the scenario is."""
    write("deep/x.toml", 'extends = "../base.toml"')
    rows = [f"{day},00:00,{number}" for number, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))]
    write("people.csv", "day,from,headcount\n" + "\n".join(rows))
    scenario = load("deep/x.toml", ["groups.handlers.headcount_profile=people.csv"])
    assert scenario.groups["handlers"].headcounts() == (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("", "is not PATH=VALUE"),
        ("headcount", "is not PATH=VALUE"),
        ("=3", "is not a path"),
        ("a..b=3", "is not a path"),
        ("groups.handlers.lines=[1", "cannot be read as a list or a table (unclosed array)"),
        ("groups.handlers={", "cannot be read as a list or a table"),
        ("a." * 6000 + "b=1", "too many tables within tables"),
        ("extends=base.toml", "only a file can extend another"),
        ("groups.handlers.headcount=", '"" is not a whole number'),
        ("groups.handlers.headcount='4'", '"4" is not a whole number; write it without quotes'),
        ("groups=3", "3 is not a table"),
        ("name.first=x", "a table is not text"),
        ("groups.handlers.lines.7=999", "a table is not a list"),
        ("groups.handlers.lines.0=999", '999 is not text; write it in quotes: "999"'),
        ("provenance=3", "3 is not a table"),
        ("lines.101.demand.profile=nowhere.csv", "there is no such file"),
        ("name=\0", "one line of text"),
    ],
)
def test_overrides_that_cannot_be(refused: Refused, override: str, said: str) -> None:
    """A wrong override is refused in words, and blamed on the command line."""
    problems = refused("", [override])
    assert {problem.file for problem in problems} == {"--set"}
    assert said in problems[0].message


def test_overrides_that_contradict_each_other(refused: Refused) -> None:
    """A path cannot be a number and a table at once."""
    (problem,) = refused("", ["groups.handlers.headcount=3", "groups.handlers.headcount.x=4"])
    assert "another override" in problem.message


def test_all_wrong_overrides_are_told_at_once(refused: Refused) -> None:
    """One wrong override hides neither another nor what is wrong in the file."""
    problems = refused("days = -1", ["nonsense", "a..b=3", "groups.handlers.headcount=-1"])
    assert [problem.file for problem in problems] == ["--set", "--set", "x.toml", "--set"]


def test_what_python_has_many_kinds_of(base: Scenario) -> None:
    """Arrays, ranges, tuples, whole numbers as keys and models do what the TOML would."""
    assert base.update({"groups.handlers.headcount": np.int64(3)}).groups["handlers"].headcount == 3
    assert base.update({"lines.101.demand.profile": np.ones(7)}).lines["101"].demand.profile == (1,) * 7
    assert base.update({"groups.handlers.headcount_profile": range(7)}).groups["handlers"].headcounts()[6] == 6
    assert base.update({"groups.handlers.reserve": {101: 1}}).groups["handlers"].reserve == {"101": 1}
    assert base.update({"lines.101": base.lines["101"]}).lines == base.lines


@pytest.mark.parametrize(
    "value", [object(), b"x", {"a"}, float("nan"), None, [None], {"a": {"b": [object()]}}, "\ud800"]
)
@pytest.mark.parametrize("path", ["groups", "days", "name", "lines.101.handling.mean", "lines.999.demand.profile"])
def test_values_of_no_use(refused: Refused, path: str, value: object) -> None:
    """Whatever Python object stands where it cannot, there is a sentence about it, and it can be printed."""
    if (path, value) in (("lines.999.demand.profile", None), ("name", "\ud800")):
        value = object()
    assert all(str(problem).encode() for problem in refused("", {path: value}))
