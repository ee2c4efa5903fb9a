from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import simcall as sc
from tests.making import TWO_LINES, scenario

CALIBRATED = Path(__file__).parents[3] / "results" / "two-dated-states"
"""A calibration that is kept with the project."""
HOSTILE = "<script>alert('x')</script> =1+1 | `b` \"q\""
LONG = "line-" * 40

Made = Callable[[str], Path]


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of each kind, and a run whose names are hostile; for reading alone."""
    place = tmp_path_factory.mktemp("report")
    base = scenario(TWO_LINES, {"groups.officers.taken_from": "response", "provenance": PROVENANCE})
    more = base.update({"groups.handlers.headcount": 3}, name="three handlers")
    sc.run(base, replications=3, seed=4, jobs=1).save(place / "run", figures=False)
    sc.compare(base, more, replications=3, seed=4, jobs=1).save(place / "comparison", figures=False)
    sweep = sc.sweep(base, {"groups.handlers.headcount": [2, 3, 4]}, replications=3, jobs=1)
    sweep.save(place / "sweep", figures=False)
    shutil.copytree(CALIBRATED, place / "calibration", ignore=shutil.ignore_patterns("*.png"))
    sc.run(hostile(), replications=2, jobs=1).save(place / "hostile", figures=False)
    return {path.name: path for path in place.iterdir()}


@pytest.fixture
def own(results: dict[str, Path], tmp_path: Path) -> Made:
    """Copy a folder, to be changed."""

    def _own(kind: str) -> Path:
        return Path(shutil.copytree(results[kind], tmp_path / kind))

    return _own


PROVENANCE = {
    "lines.999.demand.calls_per_day": {"kind": "published", "source": "=the force's web page"},
    "lines.101.handling": {"kind": "calibrated", "source": "so that a figure is met"},
    "lines.101.patience": {"kind": "assumed", "source": "a guess"},
}


def hostile() -> sc.Scenario:
    """Return a scenario whose names try everything."""
    document = scenario(TWO_LINES).document()
    lines, groups = document["lines"], document["groups"]
    return sc.Scenario.from_document(
        {
            **document,
            "name": HOSTILE,
            "description": "</title><img src=x onerror=alert(1)> {{ 7 * 7 }}",
            "lines": {
                "🚨 <b>": {**lines["999"]},
                LONG: {key: value for key, value in lines["101"].items() if key != "redial"},
            },
            "groups": {
                "=cmd|' /C calc'!A0": {**groups["handlers"], "lines": ["🚨 <b>", LONG], "reserve": {}},
                "@officers": {**groups["officers"], "lines": [LONG]},
            },
        }
    )
