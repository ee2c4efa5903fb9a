"""A case on the user's path: written as a TOML file, loaded, run and read."""

from __future__ import annotations

from pathlib import Path

import pytest

import simcall as sc
from tests.oracle.cases import CASES
from tests.oracle.days import EXPERIMENTS
from tests.oracle.figures import START, estimate
from tests.oracle.rule import LIMIT, seed_of

SPAN_S = 4 * 86400

TEXT = """
name = "RS3"
start = {start}
days = 4
warm_up = "2 h"
time_zone = "UTC"

[lines.999]
priority = 1
answer_target = {{ within = "{c1_T_s} s", share = 0.90 }}
patience = {{ distribution = "exponential", mean = "{c1_patience_mean_s} s" }}
handling = {{ distribution = "exponential", mean = "{c1_aht_s} s" }}

[lines.999.demand]
calls_per_hour = {c1_lambda_per_hour}
profile = "flat"

[lines.101]
priority = 2
answer_target = {{ within = "{c2_T_s} s", share = 0.90 }}
patience = {{ distribution = "exponential", mean = "{c2_patience_mean_s} s" }}
handling = {{ distribution = "exponential", mean = "{c2_aht_s} s" }}

[lines.101.demand]
calls_per_day = {c2_calls_per_day}
profile = "flat"

[groups.handlers]
lines = ["999", "101"]
headcount_profile = "headcount.csv"
reserve = {{ "101" = {reserve} }}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> sc.Scenario:
    """Case RS3 as a planner would write it, the people in a file of their own."""
    p = CASES["RS3"]["parameters"]
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    rows = [f"{day},{hour:02d}:00,{p['n']}" for day in days for hour in range(24)]
    (tmp_path / "headcount.csv").write_text("\n".join(["day,from,headcount", *rows, ""]), encoding="utf-8")
    more = {"start": START, "c2_calls_per_day": 24 * p["c2_lambda_per_hour"], "reserve": p["reserve_r"] - 1}
    file = tmp_path / "rs3.toml"
    file.write_text(TEXT.format(**p, **more), encoding="utf-8")
    return sc.load(file)


def test_a_scenario_file_meets_its_case(scenario: sc.Scenario) -> None:
    """RS3 (two people kept back from 101) from a TOML and a CSV file: every figure within 3.5 standard errors."""
    experiment = EXPERIMENTS["RS3"]
    results = sc.run(scenario, replications=12, seed=seed_of(experiment, 2), jobs=1)
    found = estimate(results, experiment.figures, SPAN_S)
    for name, figure in found.items():
        assert abs(figure.mean - experiment.exact[name]) <= LIMIT * figure.error, name


def test_periods_are_cut_as_the_records_say() -> None:
    """TV6 by intervals of 15 min: `by` and the call records agree to the last digit on what both can count."""
    experiment = EXPERIMENTS["TV6"]
    assert experiment.day_s is not None
    results = sc.run(experiment.scenario(experiment.day_s), replications=3, seed=1, jobs=1)
    measures = {
        "offered": "arrivals",
        "service_level": "p_served_within_T",
        "delayed_share": "p_delay",
        "mean_queue": "mean_queue",
    }
    table = results.by("interval", line="999", measures=list(measures), width="15 min").set_index("measure")["mean"]
    counted = estimate(results, {name: experiment.figures[name] for name in measures.values()}, experiment.day_s)
    for measure, name in measures.items():
        assert table[measure].tolist() == pytest.approx(counted[name].mean.tolist(), rel=1e-9), measure
