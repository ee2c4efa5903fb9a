"""Sweeps from end to end: the numbers of each point, what is kept, going on after a break, and the best point."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import simcall as sc
from simcall.errors import ResultsError, SimcallError
from tests.making import ONE_LINE, exponential, scenario

VARY = {"groups.handlers.headcount": [1, 2, 3], "lines.999.demand.growth": [1.0, 1.5]}


def hub(**changes: object) -> sc.Scenario:
    """Return a small hub in which callers give up and have a target."""
    rest = {name.replace("__", "."): value for name, value in changes.items()}
    line = {"lines.999.patience": exponential("4 min"), "lines.999.answer_target": {"within": "10 s", "share": 0.8}}
    return scenario(ONE_LINE, {**line, **rest})


def tables(found: sc.Sweep, folder: Path) -> dict[str, bytes]:
    """Save a sweep and return the bytes of its tables."""
    found.save(folder, figures=False)
    return {name: (folder / name).read_bytes() for name in ("table.csv", "table.parquet", "points.csv", "summary.json")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> sc.Sweep:
    """Return a sweep that nothing has interrupted."""
    return sc.sweep(hub(), VARY, replications=3, seed=2, jobs=1)


def test_each_point_is_a_run(whole: sc.Sweep):
    """The figures of a point are those of running its scenario alone, to the bit."""
    assert len(whole.cells) == 6
    for cell in whole.cells:
        alone = sc.run(whole.design.scenario_of(cell.point), replications=3, seed=2, jobs=1)
        for measure in ("answered_in_target", "abandonment_rate", "asa", "answer_time_p90", "offered"):
            assert cell.estimate(whole.figure(f"999.{measure}")) == alone.lines["999"][measure]
    table = whole.to_frame()
    assert len(table) == len(whole.rows())
    assert {"point", "key", *VARY, "of", "name", "measure", "mean", "low", "high"} <= set(table.columns)


@pytest.mark.parametrize("how", [{"jobs": 2}, {"jobs": 4}, {"jobs": 1, "engine": "reference"}])
def test_the_tables_do_not_depend_on_how(whole: sc.Sweep, tmp_path: Path, how: dict[str, object]):
    """On one core, on several and with either engine the tables are the same bytes."""
    other = sc.sweep(hub(), VARY, replications=3, seed=2, **how)
    assert tables(other, tmp_path / "other") == tables(whole, tmp_path / "whole")


def test_what_is_there_is_not_done_again(whole: sc.Sweep, tmp_path: Path):
    """A sweep goes on from the cells that are there, and its tables are those of one that was never broken off."""
    folder = tmp_path / "sweep"
    sc.sweep(hub(), VARY, folder=folder, replications=3, seed=2, jobs=1)
    cells = sorted((folder / "cells").glob("*.json"))
    kept = {path: path.stat().st_mtime_ns for path in cells[:4]}
    for path in cells[4:]:
        path.unlink()
    cells[0].with_name(f".new-{'0' * 32}").write_text("{", encoding="utf-8")  # what a process that was killed has left
    seen: list[tuple[int, int]] = []
    again = sc.sweep(
        hub(),
        VARY,
        folder=folder,
        replications=3,
        seed=2,
        jobs=1,
        progress=lambda now: seen.append((now.done, now.points)),
    )
    assert seen[0] == (4, 6)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert not list((folder / "cells").glob(".new-*"))
    assert tables(again, folder) == tables(whole, tmp_path / "whole")
    assert tables(sc.load_sweep(folder), tmp_path / "loaded") == tables(whole, tmp_path / "whole")


def test_a_cell_that_was_cut_off_is_done_again(whole: sc.Sweep, tmp_path: Path):
    """A file that is no whole cell counts as not there."""
    folder = tmp_path / "sweep"
    sc.sweep(hub(), VARY, folder=folder, replications=3, seed=2, jobs=1)
    first = sorted((folder / "cells").glob("*.json"))[0]
    first.write_bytes(first.read_bytes()[:100])
    again = sc.sweep(hub(), VARY, folder=folder, replications=3, seed=2, jobs=1)
    assert tables(again, folder) == tables(whole, tmp_path / "whole")


@pytest.mark.parametrize("other", [{"seed": 3}, {"replications": 4}, {"handling": "6 min"}])
def test_cells_of_something_else_are_never_mixed_in(tmp_path: Path, other: dict[str, object]):
    """Another seed, number of replications or scenario is simulated anew, and the old cells are counted, not read."""
    folder = tmp_path / "sweep"
    sc.sweep(hub(), VARY, folder=folder, replications=3, seed=2, jobs=1)
    base = hub(lines__999__handling=exponential(str(other["handling"]))) if "handling" in other else hub()
    how = {"replications": 3, "seed": 2, **{key: value for key, value in other.items() if key != "handling"}}
    found = sc.sweep(base, VARY, folder=folder, jobs=1, **how)
    assert found.others == 6
    assert tables(found, folder) == tables(sc.sweep(base, VARY, jobs=1, **how), tmp_path / "alone")


def test_more_points_leave_the_others_as_they_are(tmp_path: Path):
    """A point that was done is done, whatever other points there are."""
    folder = tmp_path / "sweep"
    sc.sweep(hub(), {"groups.handlers.headcount": [1, 2]}, folder=folder, replications=2, jobs=1)
    seen: list[tuple[int, int]] = []
    sc.sweep(
        hub(),
        {"groups.handlers.headcount": [1, 2, 3]},
        folder=folder,
        replications=2,
        jobs=1,
        progress=lambda now: seen.append((now.done, now.points)),
    )
    assert seen[0] == (2, 3)


def test_one_at_a_time(tmp_path: Path):
    """While one process has a folder another is refused, and a process that is killed lets it go."""
    folder = tmp_path / "sweep"
    code = (
        "import sys, time; from pathlib import Path; from simcall.studies.sweep.store import CellStore\n"
        "with CellStore(Path(sys.argv[1]), lambda folder: None):\n    print('taken', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"taken"
        with pytest.raises(ResultsError, match="another"):
            sc.sweep(hub(), VARY, folder=folder, replications=2, jobs=1)
        holder.kill()
    assert len(sc.sweep(hub(), VARY, folder=folder, replications=2, jobs=1).cells) == 6


def test_until_holds_at_every_point():
    """Each point gets the replications that its own interval takes."""
    found = sc.sweep(hub(), VARY, replications=10, seed=2, jobs=1, until=["999.answered_in_target+-0.03"])
    for cell in found.cells:
        one = cell.estimate(found.figure("999.answered_in_target"))
        assert one.high - one.mean <= 0.03
    assert len({cell.replications for cell in found.cells}) > 1


def test_the_frontier_and_what_is_dominated(whole: sc.Sweep):
    """No point on the frontier is beaten by another in every aim, and each other point is, by the one that is named."""
    figures = {aim: [cell.estimate(aim.figure).mean for cell in whole.cells] for aim in whole.aims}

    def better(one: int, other: int) -> bool:
        gains = [(of[one] - of[other]) * (1 if aim.larger else -1) for aim, of in figures.items()]
        return min(gains) >= 0 and max(gains) > 0

    dominated = whole.dominated()
    on_it = {cell.point.number for cell in whole.frontier()}
    for number in range(6):
        beaten = [other for other in range(6) if better(other, number)]
        assert (number in on_it) == (not beaten)
        assert dominated[number] in (beaten or [None])


def test_best_takes_the_fewest_that_surely_meet_the_target():
    """Where two people clearly miss a target and three clearly meet it, three are chosen, on fresh callers."""
    found = sc.sweep(hub(), {"groups.handlers.headcount": [1, 2, 3, 4]}, replications=10, seed=2, jobs=1)
    share = {cell.point.number: cell.estimate(found.figure("999.answered_in_target")).mean for cell in found.cells}
    target = (share[1] + share[2]) / 2
    choice = sc.best(found, [f"999.answered_in_target >= {target:.3f}"], "paid_hours", jobs=1)
    assert choice.chosen is not None
    assert choice.chosen.cell.point.number == 2
    assert choice.seed != found.request.seed
    assert json.loads(json.dumps(choice.document(), allow_nan=False))["chosen"]["point"] == 2


def test_best_says_so_where_nothing_meets_it():
    """Where no point can meet a target none is chosen."""
    found = sc.sweep(hub(), {"groups.handlers.headcount": [1, 2]}, replications=5, jobs=1)
    assert sc.best(found, ["999.abandonment_rate <= 0.001"], jobs=1).chosen is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"targets": ["999.answered_in_target >= 0.5"], "seed": 2}, "seed"),
        ({"targets": ["998.answered_in_target >= 0.5"]}, "999"),
    ],
)
def test_what_best_refuses(whole: sc.Sweep, asked: dict[str, object], said: str):
    """A choice needs callers that the sweep has not seen, and names that are there."""
    with pytest.raises(SimcallError, match=said):
        sc.best(whole, **asked)
