"""What the documentation tells planners to type, held against the scenarios supplied."""

from __future__ import annotations

import re
import shlex
import tomllib
from itertools import pairwise

import pytest

import simcall as sc
from simcall.scenario import load, warnings
from simcall.studies.calibrate import is_study_file, load_study
from simcall.studies.sweep import is_sweep_file, load_design
from tests.scenarios.shared import FEBRUARY, FOLDER

ROOT = FOLDER.parent
PAGE_NAMES = ("rotas.md", "recruits.md", "scenario-file.md", "compare.md", "sweeps.md", "calibration.md")
PAGES = [ROOT / "README.md", *(ROOT / "docs" / name for name in PAGE_NAMES)]


def commands() -> list[list[str]]:
    """Return the words of every command on a supplied scenario that a page shows in a block."""
    blocks = [block for page in PAGES for block in re.findall(r"```\n(.*?)```", page.read_text("utf-8"), re.DOTALL)]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("simcall ")]
    return [words for words in map(shlex.split, lines) if files(words)]


def files(words: list[str]) -> list[str]:
    """Return the scenarios that a command names."""
    return [word for word in words if word.startswith("scenarios/")]


def changes(words: list[str]) -> list[str]:
    """Return what a command sets."""
    return [value for option, value in pairwise(words) if option == "--set"]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_of_the_documentation(words: list[str]):
    """Every command that a page shows names scenarios, sweeps or studies that are there, and sets what can be set."""
    for file in files(words):
        if is_sweep_file(ROOT / file):
            load_design(ROOT / file, changes(words))
        elif is_study_file(ROOT / file):
            load_study(ROOT / file, changes(words))
        else:
            load(ROOT / file, changes(words))


def test_a_shift_that_moves_by_itself_leaves_a_hole():
    """Of the two commands of docs/rotas.md the first leaves the hours short that it says, and the second none."""
    alone, together = (changes(words) for words in commands() if words[1] == "rota" and "--set" in words)
    before, holes, moved = (sc.rota(load(FOLDER / FEBRUARY, some)) for some in ((), alone, together))
    table = holes.by_hour_of_week()
    assert [(row.day, row.hour) for row in table[table["short"]].itertuples()] == [("Mon", 14), ("Sat", 14)]
    assert not before.short.any()
    assert not moved.short.any()
    assert moved.paid_hours == before.paid_hours


def test_a_line_that_is_open_at_some_hours():
    """The line of docs/scenario-file.md is open from 08:00 to 16:00 on weekdays, and nobody is missed else."""
    page = (ROOT / "docs" / "scenario-file.md").read_text("utf-8")
    blocks = [block for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if "front-desk" in block]
    assert len(blocks) == 1
    desk = tomllib.loads(blocks[0])["lines"]["front-desk"]
    office = [1 if day < 5 and step == 1 else 0 for day in range(7) for step in range(3)]
    group = {"lines": ["front-desk"], "headcount_profile": office}
    scenario = load(FOLDER / "base.toml").update({"lines.front-desk": desk, "groups.desk": group})
    assert not [one for one in warnings(scenario) if "front-desk cannot be answered" in one]
    calls = sc.rota(scenario).calls["front-desk"].reshape(7, 24)
    assert calls[0, 8:16] == pytest.approx(70 / 8)
    assert (calls.sum(), calls[:5, 8:16].sum()) == pytest.approx((350, 350))
