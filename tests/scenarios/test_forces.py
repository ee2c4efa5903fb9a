"""Other forces: their scenarios are clean."""

from __future__ import annotations

from functools import cache

import pytest

import simcall as sc
from simcall.scenario import holdings, warnings
from simcall.studies.calibrate.study_files import load_study
from tests.scenarios.shared import FOLDER

FILES = sorted(path.name for path in (FOLDER / "forces").glob("*.toml"))
SETTINGS = {"name", "description", "start", "days", "warm_up", "time_zone", "tick"}


@cache
def loaded(name: str) -> sc.Scenario:
    """Load a force's scenario once."""
    return sc.load(FOLDER / "forces" / name)


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_is_clean_and_says_where_its_values_are_from(name: str) -> None:
    """`check` finds nothing odd, and every value that is set has a source of its own words."""
    scenario = loaded(name)
    bare = [
        held.path
        for held in holdings(scenario)
        if held.path.split(".")[0] not in SETTINGS and held.kind != "default" and not held.source
    ]
    assert bare == []
    assert warnings(scenario) == ()


@pytest.mark.parametrize("study", ["kent", "devon-and-cornwall"])
def test_a_study_fits_published_figures(study: str) -> None:
    """Each study loads, and is fitted to four figures of one state."""
    targets = load_study(FOLDER / "studies" / f"{study}.toml").targets
    assert len(targets) == 4
    assert len({target.scenario for target in targets}) == 1
    assert all(target.source for target in targets)
