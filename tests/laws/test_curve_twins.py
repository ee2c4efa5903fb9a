"""Laws of published curves, on twins: pairs are simulated from known callers, and the callers found from them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simcall.inputs import Floats
from simcall.studies.calibrate import Effort, Study, calibrate, load_study
from simcall.studies.calibrate.matching import CUT, implausibilities
from simcall.studies.calibrate.moments import Moments, moments_of
from simcall.studies.calibrate.search import spread_of

HUB = """
name = "a small hub"
start = 2024-02-05
days = 7

[lines.101]
patience = { distribution = "mixture", weights = [0.3], components = [
    { distribution = "exponential", mean = "1 min" },
    { distribution = "exponential", mean = "20 min" },
] }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_day = 240 }

[groups.handlers]
lines = ["101"]
headcount = 2
"""
PAIRS = {"A": (40, 160), "B": (80, 320)}
STUDY = """
name = "a twin"
[calibration]
method = "history-matching"
scenarios = { hub = "hub.toml" }
[[calibration.fit]]
name = "share"
path = "lines.101.patience.weights.0"
values = "0.05..0.60"
[[calibration.fit]]
name = "quick"
path = "lines.101.patience.components.0.mean"
values = "0.3 min..4.0 min"
[[calibration.fit]]
name = "patient"
path = "lines.101.patience.components.1.mean"
values = "8.0 min..60.0 min"
[[calibration.curves]]
figure = "101.abandonment_rate"
against = "101.mean_wait"
moved_by = "lines.101.demand.calls_per_day"
values = "100.0..2500.0"
levels = 6
pairs = [
"""
TRUTH = (0.3, 1.0, 20.0)
TOLERANCE = 0.02
SETS = Effort(points=32, replications=12)
"""96 sets of three values, rounded up to 128; two weeks at each of the six levels."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Ask for the three values of a mixture by four pairs of two forces."""
    folder = tmp_path_factory.mktemp("twin")
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    pairs = [
        f'{{ at = "{wait} s", value = 0.2, tolerance = {TOLERANCE}, force = "{force}" }}'
        for force, waits in PAIRS.items()
        for wait in waits
    ]
    (folder / "study.toml").write_text(STUDY + ",\n".join(pairs) + "\n]\n", encoding="utf-8")
    return load_study(folder / "study.toml")


def published(study: Study, values: Floats) -> Study:
    """Return the study with other published values."""
    targets = tuple(
        replace(target, value=float(value), published=(float(value), float(value)))
        for target, value in zip(study.targets, values, strict=True)
    )
    return replace(study, targets=targets)


@pytest.mark.long
def test_a_known_mixture_is_found(study: Study) -> None:
    """The curve of a known mixture is met, and a force that was left out is predicted; other sets are ruled out.

    The pairs are simulated from ten weeks at each level on another seed. An exponential that meets the two
    outer pairs misses the others by 6 points, so an error of 2 points tells a curve that bends from one that does not.
    """
    truth = moments_of(study, TRUTH, 60, 77).means
    effort = Effort(points=2, replications=6, rounds=1, each=4, ladder=(6, 12), confirm=24, ensemble=8)
    found = calibrate(published(study, truth), effort=effort, jobs=1)
    (fit,) = found.curve_fits
    assert fit.rms < 0.02
    assert fit.left_out_rms < 0.04
    assert [left.force for left in fit.left_out] == ["A", "B"]
    assert found.matching is not None
    assert 0 < found.matching.remaining < 0.7 * found.matching.simulated
    distances = np.sort(np.nan_to_num(np.abs(found.ensemble.moments - truth)), axis=1)
    assert distances[:, -2].max() < 2 * CUT * TOLERANCE / 1.96


def simulated(study: Study, numbers: tuple[float, ...], seed: int) -> Moments:
    """Return the pairs of a set of values."""
    return moments_of(study, numbers, SETS.replications, seed)


@pytest.mark.long
def test_the_truth_is_not_ruled_out(study: Study) -> None:
    """Of 100 twins, at least 98 keep their own values, and on average more than half of all other sets are ruled out.

    The values of a twin are a set of the spread. What it publishes is simulated on another seed, with an error of which
    one tolerance contains 95 %. The second largest of four distances is beyond three standard deviations with a
    probability of 0.00004, so that keeping fewer than 98 would be a fault. The sets are simulated once for all twins.
    """
    sets = [study.numbers(point) for point in spread_of(study, SETS)][:100]
    own = [simulated(study, numbers, 1) for numbers in sets]
    rng = np.random.default_rng(5)
    kept, ruled_out = 0, []
    for row, numbers in enumerate(sets):
        truth = moments_of(study, numbers, 4 * SETS.replications, 1000 + row).means
        values = truth + rng.normal(0, TOLERANCE / 1.96, truth.shape)
        distances = implausibilities(published(study, values), own, SETS.replications)
        kept += bool(distances[row] <= CUT)
        ruled_out.append(float((distances > CUT).mean()))
    print(f"{kept} of 100 twins keep the truth; {np.mean(ruled_out):.0%} of the sets are ruled out on average")
    assert kept >= 98
    assert np.mean(ruled_out) > 0.5
