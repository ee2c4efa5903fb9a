from __future__ import annotations

import pytest

import simcall as sc
from simcall.api import Results
from tests.making import TWO_LINES, scenario


@pytest.fixture(scope="session")
def two_days() -> Results:
    """A small run of everything: Saturday noon to Monday noon, with a warm-up."""
    changes = {"start": "2024-02-10T12:00:00", "days": 2.0, "warm_up": "3 h"}
    return sc.run(scenario(TWO_LINES, changes), replications=3, seed=4, jobs=1)
