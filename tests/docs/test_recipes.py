"""Every recipe works on a hub of the reader's own, made by `simcall new`: it changes something, and `check` passes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from simcall.scenario import Scenario, load, warnings
from tests.docs.pages import DOCS, lay_out
from tests.docs.test_commands import run_command

PAGE = DOCS / "recipes.md"
RECIPES = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
SUPPLIED_HUBS = ("base.toml", "2023-11-inspection.toml", "2024-02-backfill.toml")
"""The scenarios in whose place a reader puts a hub of their own."""
HUBS = {
    "small": ("--early", "12", "--late", "12", "--night", "6"),
    "officers": ("--officers", "4", "--calls-999", "390", "--measured"),
    "flat": ("--flat",),
}


@pytest.fixture(params=HUBS.values(), ids=HUBS)
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Make a hub, and lay out the page's files and the supplied what-ifs so that they extend it."""
    lay_out(tmp_path, PAGE)
    monkeypatch.chdir(tmp_path)
    run_command(["new", "my-hub", *request.param, "--start", "2026-11-30", "--out", "scenarios", "--yes"])
    for file in Path("scenarios").glob("*.toml"):
        text = file.read_text("utf-8")
        for name in SUPPLIED_HUBS:
            text = text.replace(f'extends = "{name}"', 'extends = "my-hub.toml"')
        file.write_text(text, encoding="utf-8")
    for name in SUPPLIED_HUBS:
        shutil.copy("scenarios/my-hub.toml", Path("scenarios") / name)
    return Path("scenarios/my-hub.toml")


def changes(words: Sequence[str]) -> list[str]:
    """Return what a command sets, and of what it varies the last value."""
    given = [pair for pair in pairwise(words) if pair[0] in ("--set", "--vary")]
    return [_last(value) if option == "--vary" else value for option, value in given]


def _last(varied: str) -> str:
    """Return PATH=1.3 for PATH=1.0..1.3 step 0.1."""
    path, _, numbers = varied.partition("=")
    return f"{path}={numbers.split('..')[-1].split(' ')[0]}"


def variants(recipe: str) -> Iterator[tuple[str, list[str]]]:
    """Return the scenarios that a recipe's commands are about, with what the commands change in them."""
    for line in re.findall(r"^simcall (.*)$", recipe, re.MULTILINE):
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
        for file in words:
            if file.endswith(".toml") and (changes(words) or Path(file).name not in SUPPLIED_HUBS):
                yield file, changes(words)


def values(scenario: Scenario) -> dict[str, object]:
    """Return what a scenario says of the hub: not its name, its days or its sources."""
    settings = ("name", "description", "start", "days", "provenance")
    return {key: value for key, value in scenario.document().items() if key not in settings}


OF_SCENARIOS = [recipe for recipe in RECIPES if not re.search(r"^simcall (design|merge) ", recipe, re.MULTILINE)]
"""The recipes that change a scenario: a design file has parts of one hub's own rota, and a merger has two hubs."""


@pytest.mark.parametrize("recipe", OF_SCENARIOS, ids=lambda recipe: recipe.partition("\n")[0])
def test_a_recipe_works_on_a_hub_of_ones_own(hub: Path, recipe: str):
    """Every file and command of a recipe changes something in the hub, and `check` passes."""
    if "needs a group `officers`" in " ".join(recipe.split()) and load(hub).groups["officers"].headcount == 0:
        pytest.skip("the recipe says that this hub cannot use it")
    about = list(dict.fromkeys((file, tuple(changed)) for file, changed in variants(recipe)))
    assert about
    for file, changed in about:
        scenario = load(file, changed)
        assert values(scenario) != values(load(hub))
        assert not [warning for warning in warnings(scenario) if "changes nothing" in warning]
        run_command(["check", file, *(word for value in changed for word in ("--set", value))])


def test_twelve_hour_shifts_replace_the_whole_rota(hub: Path):
    """The people of the recipe's pattern do not come on top of the hub's own."""
    handlers = load("scenarios/twelve-hours.toml").groups["handlers"].rota
    assert handlers is not None
    assert set(handlers.fixed) & set(load(hub).document()["groups"]["handlers"]["rota"]["fixed"]) == set()
    assert not [
        warning for warning in warnings(load("scenarios/twelve-hours.toml")) if "simcall adds them up" in warning
    ]
