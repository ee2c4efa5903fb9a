"""The sweep files supplied: they load, keep their own rules, and every point's scenario is the one that it says."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

import simcall as sc
from simcall.api import sweep
from simcall.studies.sweep import Design, is_sweep_file, load_design
from tests.scenarios.shared import FEBRUARY, FOLDER, loaded

FILES = sorted(path.name for path in (FOLDER / "sweeps").glob("*.toml"))
OFFICERS, GROWTH = "officers-at-peak.toml", "growth-and-absence.toml"
EVENING, DAY = (f"groups.officers.rota.fixed.weekday_{part}.people" for part in ("evening", "day"))
START, RESERVE = "shifts.evening.start", "groups.handlers.reserve.101"


@pytest.fixture(scope="module")
def designs() -> dict[str, Design]:
    """Load each of them once."""
    return {name: load_design(FOLDER / "sweeps" / name) for name in FILES}


def test_those_of_the_issue_are_here() -> None:
    """Officers at peak, and growth with absence; both are known for sweep files, and no scenario is."""
    assert {OFFICERS, GROWTH} <= set(FILES)
    assert all(is_sweep_file(FOLDER / "sweeps" / name) for name in FILES)
    assert not any(is_sweep_file(path) for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", FILES)
def test_every_point_is_what_it_says(designs: dict[str, Design], name: str) -> None:
    """A point's scenario is the base with its values and nothing else, whose names are all different."""
    design = designs[name]
    base = sc.load(FOLDER / "sweeps" / tomllib.loads((FOLDER / "sweeps" / name).read_text())["scenario"])
    names = set()
    for point, scenario in design.made():
        names.add(scenario.name)
        assert scenario == base.update(dict(point.values), name=scenario.name)
        assert scenario.name.startswith(f"{base.name}: ")
    assert len(names) == len(design.points)
    assert [point.number for point in design.points] == list(range(len(design.points)))


def test_officers_at_peak(designs: dict[str, Design]) -> None:
    """Of all combinations those are kept, and only those, with no more officers by day and no more than 350 hours."""
    design, february = designs[OFFICERS], loaded(FEBRUARY)
    paid = {
        (evening, day, start): sc.rota(february.update({EVENING: evening, DAY: day, START: start}))
        .paid_hours["officers"]
        .hours_per_week
        for evening, day, start in product(range(7), (0, 2, 4, 6), ("15:00", "16:00", "17:00"))
        if day <= evening
    }
    wanted = [
        {EVENING: evening, DAY: day, START: start, RESERVE: reserve}
        for (evening, day, start), hours in paid.items()
        for reserve in (0, 1, 2)
        if hours <= 350 + 1e-9
    ]
    assert [dict(point.values) for point in design.points] == wanted
    assert sum(design.dropped.values()) == 7 * 4 * 3 * 3 - len(wanted)
    settings = design.settings
    assert [str(target) for target in settings.targets] == [
        "999.answered_in_target >= 0.9",
        "101.abandonment_rate <= 0.35",
    ]
    assert (settings.replications, settings.seed, str(settings.minimise)) == (30, 1, "officers.duty_hours")


def test_growth_and_absence(designs: dict[str, Design]) -> None:
    """64 points spread evenly: each quarter of each range has sixteen of them, and each point is one that may be."""
    design = designs[GROWTH]
    ranges = {
        "lines.999.demand.growth": (1.0, 1.4),
        "lines.101.demand.growth": (1.0, 1.4),
        "groups.handlers.absence.probability": (0.15, 0.30),
        "lines.101.patience.components.1.mean": (30.0, 75.0),
    }
    assert len(design.points) == 64
    assert {path for point in design.points for path in point.values} == set(ranges)
    for path, (low, high) in ranges.items():
        shares = [(float(str(point.values[path]).removesuffix(" min")) - low) / (high - low) for point in design.points]
        assert min(shares) >= 0
        assert max(shares) <= 1
        assert [sum(int(min(share, 0.999) * 4) == quarter for share in shares) for quarter in range(4)] == [16] * 4


@pytest.mark.parametrize("name", FILES)
def test_they_run(designs: dict[str, Design], name: str, tmp_path: Path) -> None:
    """The first and the last point run, and the tables are written with what the file asks for."""
    design = designs[name]
    few = replace(design, points=(design.points[0], design.points[-1]), base=design.base.update({"days": 2.0}))
    found = sweep(few, folder=tmp_path, replications=2, jobs=1)
    assert found.failed == ()
    found.save(tmp_path, figures=False)
    table = found.to_frame()
    assert set(table["point"]) == {few.points[0].number, few.points[-1].number}
    assert len(found.verdicts(design.settings.targets)[0][1]) == len(design.settings.targets)
