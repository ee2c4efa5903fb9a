"""An answer over draws of what is assumed: the intervals, the decisions and the documents."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import simcall as sc
from simcall.api import Assumptions, assume
from simcall.errors import ScenarioError, SimcallError
from simcall.measures.targets import Figure
from tests.making import TWO_LINES, scenario

HANDLING, PATIENCE, GROWTH = "lines.999.handling.mean", "lines.101.patience.mean", "lines.101.demand.growth"
ABANDONED = Figure("101", "abandonment_rate")


def entry(span: list[object], kind: str = "assumed") -> dict[str, object]:
    """Return the provenance of a value with a span."""
    return {"kind": kind, "source": "a guess", "span": span}


BASE = scenario(TWO_LINES, {"provenance": {HANDLING: entry(["3 min", "8 min"]), PATIENCE: entry(["3 min", "9 min"])}})
MORE = BASE.update({"groups.handlers.headcount": 4}, name="two more")


@pytest.fixture(scope="module")
def alone() -> Assumptions:
    """One scenario."""
    return assume(BASE, draws=16, replications=8, jobs=1)


@pytest.fixture(scope="module")
def pair() -> Assumptions:
    """The scenario and one with more people."""
    return assume(BASE, MORE, draws=16, replications=3, jobs=1)


def test_the_interval_is_wider_than_that_of_sampling(alone: Assumptions) -> None:
    """It holds both; the interval of sampling is that of the run without assumptions, to the last digit."""
    whole, sampling = alone.of(ABANDONED), alone.sampling(ABANDONED)
    assert whole.low is not None
    assert whole.high is not None
    assert sampling.low is not None
    assert sampling.high is not None
    assert whole.high - whole.low > sampling.high - sampling.low
    assert sampling == sc.run(BASE, replications=8, jobs=1).estimate("abandonment_rate", line="101")
    narrower = alone.of(ABANDONED, confidence=0.5)
    assert narrower.low is not None
    assert narrower.low > whole.low


def test_jobs_change_nothing(alone: Assumptions) -> None:
    """The draws and the callers do not depend on how many share the work."""
    assert assume(BASE, draws=16, replications=8, jobs=2).document() == alone.document()


def test_a_span_of_almost_nothing(alone: Assumptions) -> None:
    """If the spans have hardly any width, sampling is all there is, and no assumption is named."""
    narrow = BASE.update(
        {"provenance": {HANDLING: entry(["300 s", "300.001 s"]), PATIENCE: entry(["300 s", "300.001 s"])}}
    )
    found = assume(narrow, draws=8, replications=3, jobs=1)
    means = found.sets.means(ABANDONED)
    assert np.ptp(means) == pytest.approx(0, abs=1e-3)
    assert found.of(ABANDONED).mean == pytest.approx(found.sampling(ABANDONED).mean, abs=1e-3)


def test_differences_draw_by_draw(pair: Assumptions) -> None:
    """Each draw compares the two with the same callers and values; more people are better in every draw."""
    direction = pair.direction(ABANDONED)
    assert (direction.lower, direction.higher, direction.draws) == (16, 0, 16)
    assert 0 < direction.clearly_lower <= 16
    assert pair.best(ABANDONED) == {BASE.name: 0, "two more": 16}
    assert pair.best(Figure("101", "offered")) is None
    means = pair.sets.means(ABANDONED, 1) - pair.sets.means(ABANDONED, 0)
    assert pair.sets.mean_differences(ABANDONED) == pytest.approx(means)
    assert pair.difference(ABANDONED).mean == pytest.approx(means.mean())


def test_targets_by_draw(pair: Assumptions) -> None:
    """Every draw has one verdict on each target."""
    for number in (0, 1):
        rows = pair.targets(number)
        assert [str(Figure(row.target.line_or_group, row.target.measure)) for row in rows] == [
            "999.answered_in_target",
            "101.answered_in_target",
        ]
        assert all(sum(row.counts.values()) == 16 for row in rows)
    assert sum(row.met for row in pair.targets(1)) > sum(row.met for row in pair.targets(0))


def test_the_input_that_matters(alone: Assumptions) -> None:
    """A figure that only one input moves is that input's: occupancy of 999's people by the handling time."""
    shares = alone.shares("999.asa")
    assert shares is not None
    assert shares.inputs[0].name == HANDLING
    assert shares.inputs[0].slope > 0
    assert shares.is_clear


def test_the_document_and_the_folder(pair: Assumptions, tmp_path: Path) -> None:
    """What is saved is what the numbers say, and can be read as JSON."""
    document = json.loads(json.dumps(pair.document(), allow_nan=False))
    assert document["draws"] == 16
    assert [one["path"] for one in document["inputs"]] == [HANDLING, PATIENCE]
    assert document["inputs"][0]["scenarios"]["two more"] == {"value": "5 min", "low": "3 min", "high": "8 min"}
    own = document["results"]["two more"]["lines"]["101"]["abandonment_rate"]
    assert own["mean"] == pair.of(ABANDONED, 1).mean
    assert own["sampling_high"] == pair.sampling(ABANDONED, 1).high
    (difference,) = (one for one in document["differences"] if one["figure"] == "101.abandonment_rate")
    assert difference["lower"] == 16
    folder = pair.save(tmp_path / "answer")
    assert {path.name for path in folder.iterdir()} == {
        *("manifest.json", "summary.json", "summary.csv", "shares.csv", "draws.csv", "figures"),
    }
    assert (folder / "figures" / "what-matters-most.png").stat().st_size > 10_000
    rows = (folder / "draws.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 17
    assert "draws" in pair._repr_html_()
    assert list(pair.to_frame().columns)[:4] == ["scenario", "of", "name", "measure"]


def test_values_that_are_not_valid_together() -> None:
    """Ends that are valid one by one may clash; that is said before anything is simulated."""
    uniform = {"distribution": "uniform", "low": "2 min", "high": "6 min"}
    clash = BASE.update(
        {
            "lines.999.handling": uniform,
            "provenance": {
                "lines.999.handling.low": entry(["1 min", "5 min"]),
                "lines.999.handling.high": entry(["3 min", "8 min"]),
            },
        }
    )
    with pytest.raises(ScenarioError, match="handling"):
        assume(clash, draws=32, replications=2, jobs=1)


def test_refused() -> None:
    """No scenario, scenarios of one name, and one replication are refused."""
    with pytest.raises(SimcallError, match="give a scenario"):
        assume()
    with pytest.raises(SimcallError, match="are called"):
        assume(BASE, BASE)
    with pytest.raises(SimcallError, match="at least 2"):
        assume(BASE, draws=8, replications=1)
