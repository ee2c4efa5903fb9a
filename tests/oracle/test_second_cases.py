"""The second set of exact cases (exact_cases_2.json), each from its own scenario file, as a planner would run it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from scipy import stats

import simcall as sc
from simcall.inputs import Draws, draw_blueprint
from simcall.inputs.demand import arrivals

CASES: Mapping[str, Mapping[str, Any]] = {
    case["id"]: case
    for case in json.loads(Path(__file__).with_name("exact_cases_2.json").read_text(encoding="utf-8"))["cases"]
}
LIMIT = 3.5
HOUR_S = 3600.0
SHARE_OF_RUN = 4
"""Of the replications that the intervals of the README need, one in so many is run: they are twice as wide here."""


def of_families(*families: str) -> list[str]:
    """Return the cases of some families."""
    return [name for name, case in CASES.items() if case["family"] in families]


def loaded(name: str, folder: Path) -> sc.Scenario:
    """Load a case as the scenario file that it is."""
    file = folder / f"{name}.toml"
    file.write_text(CASES[name]["scenario_toml"], encoding="utf-8")
    return sc.load(file)


def z_values(name: str, scenario: sc.Scenario, trial: int, replications: int) -> dict[str, float]:
    """Return how many standard errors each figure of a case is off in one run."""
    results = sc.run(scenario, replications, crc32(f"{name} {trial}".encode()), jobs=1)
    z: dict[str, float] = {}
    for metric in CASES[name]["metrics"]:
        figure, mean, low = estimate(results, metric)
        error = (mean - low) / stats.t.ppf(0.975, replications - 1)
        off = mean - metric["value"]
        z[figure] = off / error if error > 0 else np.copysign(np.inf, off) * (abs(off) > 1e-9 or np.nan)
    return z


def estimate(results: sc.Results, metric: Mapping[str, Any]) -> tuple[str, float, float]:
    """Return a metric's name, its estimate, and the lower end of the interval of that."""
    of, name = ("line", metric["line"]) if "line" in metric else ("group", metric["group"])
    measure = metric["measure"]
    if metric.get("by") != "hour":
        found = (results.lines if of == "line" else results.groups)[name][measure]
        assert found.mean is not None
        assert found.low is not None
        return f"{name}.{measure}", found.mean, found.low
    row = results.by("hour", **{of: name}, measures=[measure]).set_index("hour").loc[metric["hour_of_day"]]
    return f"{name}.{measure} {metric['hour_of_day']}:00", float(row["mean"]), float(row["low"])


@pytest.mark.parametrize("name", of_families("availability"))
def test_figures(name: str, tmp_path: Path) -> None:
    """|estimate - value| <= 3.5 standard errors for every figure, or else on a second seed.

    Control: with an availability 3 % higher every figure is off.
    """
    scenario, replications = loaded(name, tmp_path), CASES[name]["run"]["replications"] // SHARE_OF_RUN
    missed = [key for key, z in z_values(name, scenario, 0, replications).items() if not abs(z) <= LIMIT]
    if missed:
        again = z_values(name, scenario, 1, replications)
        assert not [key for key in missed if not abs(again[key]) <= LIMIT]
    higher = scenario.update({"groups.g.availability": 1.03 * scenario.groups["g"].availability})
    off = z_values(name, higher, 0, replications)
    assert all(abs(z) > LIMIT for z in off.values())


WITHOUT: Mapping[str, Mapping[str, Any] | str] = {
    "PR2": {"lines.a.patience_runs": ["queue", "pick_up"]},
    "PR4": {"lines.a.patience_runs": ["queue"]},
    "AN1": {"lines.a.announcement.length": "0 s", "lines.a.announcement.leave_share": 0.0},
    "AN4": {"lines.a.announcement.leave_share": 0.0},
    "HH2": {"lines.a.handling_by_hour": None},
    "RS1": {"lines.a.redial.patience": "fresh"},
    "RS5": {"lines.a.redial.patience": "same"},
    "LT1": {"lines.a.leads_to": [{"to": "b", "share": 0.4, "when": "released"}]},
    "LT4": {"lines.a.leads_to": [{"to": "b", "share": 0.5, "when": "released"}]},
    "LT7": {"lines.a.leads_to": [{"to": "rec", "share": 0.4, "when": "released"}]},
    "IN1": "interruptible",
    "IN2": "interruptible",
    "IN5": "interruptible",
    "WK1": {"lines.a.leads_to": [{"to": "b", "share": 1.0, "when": "waiting", "after": "90 s"}]},
    "OD1": {"lines.a.leads_to": [{"to": "news", "share": 0.5, "when": "overdue", "after": "90 s"}]},
    "AT2": {"groups.units.headcount": 5},
}
"""By case: its scenario without what it is about, or with another value of it; or the key that is taken away."""


def without(name: str, scenario: sc.Scenario) -> sc.Scenario:
    """Return a case's scenario without what the case is about."""
    changes = WITHOUT[name]
    if isinstance(changes, str):
        changes = {
            f"lines.{line}.{changes}": False if changes == "interruptible" else []
            for line, of_line in scenario.lines.items()
            if getattr(of_line, changes)
        }
    return scenario.update(dict(changes))


@pytest.mark.parametrize("name", WITHOUT)
def test_calls_and_work(name: str, tmp_path: Path) -> None:
    """|estimate - value| <= 3.5 standard errors for every figure, or else on a second seed.

    Control: without what the case is about, at least one figure is off.
    """
    scenario, replications = loaded(name, tmp_path), 20
    missed = [key for key, z in z_values(name, scenario, 0, replications).items() if abs(z) > LIMIT]
    if missed:
        again = z_values(name, scenario, 1, replications)
        assert not [key for key in missed if abs(again[key]) > LIMIT]
    assert any(abs(z) > LIMIT for z in z_values(name, without(name, scenario), 0, replications).values())


def hourly_counts(scenario: sc.Scenario, replications: int, seed: int) -> np.ndarray:
    """Return the number of callers in each hour of each replication; days have 24 hours and nobody rings again."""
    blueprint = draw_blueprint(scenario)
    hours = round(scenario.days * 24)
    counts = np.empty((replications, hours))
    for replication in range(replications):
        (drawn,) = arrivals(blueprint.demands, scenario.busyness, blueprint.calendar, Draws(seed, replication))
        counts[replication] = np.bincount((drawn.ring_s // HOUR_S).astype(np.int64), minlength=hours)
    return counts


def jackknife(numerator: np.ndarray, denominator: np.ndarray) -> tuple[float, float]:
    """Return a ratio of totals over replications, and its standard error by the jackknife."""
    n, total, over = len(numerator), numerator.sum(), denominator.sum()
    left_out = (total - numerator) / (over - denominator)
    return total / over, float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))


@pytest.mark.parametrize("name", of_families("hour_cv"))
def test_dispersion_by_hour(name: str, tmp_path: Path) -> None:
    """Variance over mean, and the correlations of hours of one day, are within 3.5 standard errors.

    Control: without the correlation of hours, those of counts are off.
    """
    scenario, case = loaded(name, tmp_path), CASES[name]
    found = _statistics(scenario, case["run"]["replications"])
    assert [abs(z) <= LIMIT for z in _off(case, found)] == [True] * len(case["metrics"])
    if scenario.busyness.hour_correlation:
        alone = _statistics(scenario.update({"busyness.hour_correlation": 0.0}), case["run"]["replications"] // 4)
        assert any(abs(z) > LIMIT for z in _off(case, alone))


def _statistics(scenario: sc.Scenario, replications: int) -> dict[str, tuple[float, float]]:
    """Return the estimates of a case of hours that are busy together, with their standard errors."""
    (line,) = scenario.lines.values()
    mean = line.demand.mean_calls_per_hour()
    days = (hourly_counts(scenario, replications, 1) - mean).reshape(replications, -1, 24)
    square = (days**2).mean(axis=(1, 2))
    estimates = {"variance/mean": jackknife(square, np.full(replications, mean))}
    for apart in range(1, 5):
        product = (days[:, :, apart:] * days[:, :, :-apart]).mean(axis=(1, 2))
        estimates[f"correlation of counts {apart} h apart"] = jackknife(product, square)
    return estimates


def _off(case: Mapping[str, Any], estimates: Mapping[str, tuple[float, float]]) -> list[float]:
    z = []
    for metric in case["metrics"]:
        estimate, error = estimates[metric["statistic"]]
        z.append((estimate - metric["value"]) / error)
    return z
