"""How often intervals hold what they should: measured here where it is quick, and kept from long tests elsewhere."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np

import simcall as sc
from docs.builder.validity.hubs import NOVEMBER, hub_of
from docs.builder.validity.tables import Table
from tests.oracle.days import EXPERIMENTS
from tests.oracle.figures import Measure, estimate
from tests.oracle.rule import Budget, laid_out

__all__ = ["SCENARIOS", "made"]

SCENARIOS = (NOVEMBER,)
_LONG_TESTS = Path(__file__).parent / "long_tests.toml"
_SEEDS, _BUDGET = 200, Budget(calls=4_000, replications=12)
_T_11 = 2.2009851600916384  # 97.5 % of the t distribution with 11 degrees of freedom
_MONTHS, _REPLICATIONS = 200, 30
_CASE = "EA7"


def made(seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    rows = [*_of_means(seed), *_of_months(seed)]
    columns = {"interval": "text", "should hold": "text", "held": "text", "measured with": "text"}
    kept = tomllib.loads(_LONG_TESTS.read_text("utf-8"))["tests"]
    long_rows = [(one["interval"], one["should"], one["held"], f"`{one['command']}`") for one in kept]
    return {"tables": {"coverage": Table(columns, [*rows, *long_rows]).document()}, "figures": {}}


def _of_means(seed: int) -> list[tuple[str, str, str, str]]:
    """Count the 95 % intervals of twelve replications that hold the exact value."""
    experiment = EXPERIMENTS[_CASE]
    figures = {name: figure for name, figure in experiment.figures.items() if isinstance(figure, Measure)}
    held = dict.fromkeys(figures, 0)
    scenario, span_s, replications = laid_out(experiment, _BUDGET)
    for number in range(_SEEDS):
        results = sc.run(scenario, replications, seed + number, jobs=1)
        for name, found in estimate(results, figures, span_s).items():
            held[name] += abs(found.mean[0] - experiment.exact[name]) <= _T_11 * found.error[0]
    counted = f"{sum(held.values())} of {_SEEDS * len(held)}"
    return [(f"mean of {replications} replications, exact case {_CASE}", "95 %", counted, "`make validity`")]


def _of_months(seed: int) -> list[tuple[str, str, str, str]]:
    """Count the single months that lie where a run says that 95 of 100 do."""
    month = hub_of(NOVEMBER)
    run = sc.run(month, _REPLICATIONS, seed, jobs=1)
    others = sc.run(month, _MONTHS, seed + 1000, jobs=1)
    rows = []
    for line, measure, words in (
        ("999", "answered_in_target", "one month, 999 in 10 s"),
        ("101", "abandonment_rate", "one month, 101 abandoned"),
    ):
        estimated = run.estimate(measure, line=line)
        _, above, below = others.totals(measure, line=line)
        single = above[:, 0] / below[:, 0]
        held = int(np.count_nonzero((estimated.span_low <= single) & (single <= estimated.span_high)))
        rows.append((f"{words} (November 2023)", "95 %", f"{held} of {_MONTHS}", "`make validity`"))
    return rows
