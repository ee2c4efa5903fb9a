"""What the documentation says of some scenarios, held against them. Its commands and code are run in `tests/docs`."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

import pytest

import simcall as sc
from simcall.scenario import load, warnings
from tests.docs.pages import DOCS, commands
from tests.scenarios.shared import FEBRUARY, FOLDER


def changes(words: list[str]) -> list[str]:
    """Return what a command sets."""
    return [value for option, value in pairwise(words) if option == "--set"]


def test_a_shift_that_moves_by_itself_leaves_a_hole():
    """Of the two commands of docs/rotas.md the first leaves the hours short that it says, and the second none."""
    alone, together = (
        changes(words) for words in commands(DOCS / "rotas.md") if words[1] == "rota" and "--set" in words
    )
    before, holes, moved = (sc.rota(load(FOLDER / FEBRUARY, some)) for some in ((), alone, together))
    table = holes.by_hour_of_week()
    assert [(row.day, row.hour) for row in table[table["short"]].itertuples()] == [("Mon", 14), ("Sat", 14)]
    assert not before.short.any()
    assert not moved.short.any()
    assert moved.paid_hours == before.paid_hours


def test_a_line_that_is_open_at_some_hours():
    """The line of docs/scenario-file.md is open from 08:00 to 16:00 on weekdays, and nobody is missed else."""
    page = (DOCS / "scenario-file.md").read_text("utf-8")
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
