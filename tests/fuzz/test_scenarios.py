"""Any scenario: it is refused in clear words, or it is simulated; checking and simulating refuse the same."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.cli.calling import TINY
from tests.fuzz.forking import Forks, check_scenario, fuzz
from tests.fuzz.hostile import mutated, spoilt, toml_of

SUPPLIED = Path(__file__).parents[2] / "scenarios"
NAMES = ("2024-02-backfill", "officers-on-call", "frequent-caller", "a14-crash", "2024-recruits", "new-years-eve")
CASES = pytest.mark.parametrize("cases", [25, pytest.param(800, marks=pytest.mark.long)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the supplied scenarios, and put beside them what is no file for a scenario."""
    folder = tmp_path_factory.mktemp("fuzz") / "scenarios"
    shutil.copytree(SUPPLIED, folder)
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "fifo")
    return folder


def documents() -> st.SearchStrategy[bytes]:
    """Return small and supplied scenarios with some values changed."""
    known = [tomllib.loads(TINY), *(tomllib.loads((SUPPLIED / f"{name}.toml").read_text("utf-8")) for name in NAMES)]
    return st.sampled_from(known).flatmap(mutated).map(lambda document: toml_of(document).encode("utf-8", "ignore"))


def files() -> st.SearchStrategy[bytes]:
    """Return small and supplied scenarios with their text spoilt."""
    known = [TINY.encode(), *((SUPPLIED / f"{name}.toml").read_bytes() for name in NAMES)]
    return st.sampled_from(known).flatmap(spoilt)


@CASES
def test_values(forks: Forks, folder: Path, cases: int):
    """Values of the wrong kind or size, unknown keys, missing files, deep nesting, the ends of the calendar."""
    fuzz(cases, lambda content: check_scenario(forks, folder, content), content=documents())


@CASES
def test_text(forks: Forks, folder: Path, cases: int):
    """Text that is no TOML, or other TOML than it was."""
    fuzz(cases, lambda content: check_scenario(forks, folder, content), content=files())
