"""The exact cases of explanations: Shapley parts in closed form, with what each cause does first and last."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np
import pytest

import simcall as sc
from simcall.studies.explain.explanation import ExplanationNumbers
from simcall.studies.explain.study import explain
from tests.oracle.cases import CASES, exponential
from tests.oracle.test_second_cases import CASES as SECOND_CASES

LIMIT = 3.5
T_19 = 2.093024054408263  # 97.5 % of the t distribution with 19 degrees of freedom
REPLICATIONS = 20

Exact = Mapping[str, Mapping[str, float]]
"""By cause: its part, and what it does first and last where that is known."""


def scenarios(name: str) -> tuple[sc.Scenario, sc.Scenario]:
    """Return the two scenarios of a case of the second set."""
    case = SECOND_CASES[name]
    first, second = (tomllib.loads(case[key]) for key in ("scenario_toml", "scenario_b_toml"))
    return sc.Scenario.from_document(first), sc.Scenario.from_document(second)


def exact_parts(name: str, measure: str) -> dict[str, dict[str, float]]:
    """Return the exact parts of a case of the second set."""
    return {
        metric["part"]: {key: metric[key] for key in ("value", "first", "last")}
        for metric in SECOND_CASES[name]["metrics"]
        if metric.get("part") and metric["measure"] == measure
    }


def errors(explanation: ExplanationNumbers) -> dict[str, float]:
    """Return the standard error of each part."""
    return {part.cause.name: (part.high - part.low) / 2 / T_19 for part in explanation.parts if part.low is not None}


def z_values(explanation: ExplanationNumbers, exact: Exact, key: str = "value") -> dict[str, float]:
    """Return how many standard errors each part is off."""
    error = errors(explanation)
    return {name: (explanation.of(name).mean - exact[name][key]) / error[name] for name in exact}


@pytest.fixture(scope="module", params=["a.abandonment_rate", "a.service_level"])
def explained(request: pytest.FixtureRequest) -> tuple[ExplanationNumbers, Exact]:
    """The case EX1, explained."""
    measure = request.param
    seed = crc32(measure.encode())
    explanation = explain(*scenarios("EX1"), measure=measure, replications=REPLICATIONS, seed=seed)
    return explanation, exact_parts("EX1", measure.partition(".")[2])


def test_parts_are_those_of_the_exact_solution(explained: tuple[ExplanationNumbers, Exact]) -> None:
    """Every part lies within 3.5 of its standard errors, and they add up to the whole change."""
    explanation, exact = explained
    assert set(exact) == {part.cause.name for part in explanation.parts}
    assert max(map(abs, z_values(explanation, exact).values())) < LIMIT
    change = explanation.end.mean - explanation.start.mean
    assert sum(part.mean for part in explanation.parts) == pytest.approx(change, abs=1e-9)


def test_first_and_last(explained: tuple[ExplanationNumbers, Exact]) -> None:
    """What each change does first and last is within 3.5 of a part's standard errors, which are about as wide."""
    explanation, exact = explained
    error = errors(explanation)
    for part in explanation.parts:
        name = part.cause.name
        assert abs(part.first - exact[name]["first"]) < 2 * LIMIT * error[name]
        assert abs(part.last - exact[name]["last"]) < 2 * LIMIT * error[name]


def test_what_a_cause_does_first_would_be_caught_as_its_part(explained: tuple[ExplanationNumbers, Exact]) -> None:
    """The test tells a part from the effect of the change alone: some are more than 3.5 standard errors apart."""
    explanation, exact = explained
    assert max(map(abs, z_values(explanation, exact, key="first").values())) > LIMIT


def test_the_order_of_the_files_changes_nothing() -> None:
    """Scenarios whose tables are in another order have the same parts, to the last digit."""
    first, second = scenarios("EX1")
    options: dict[str, Any] = {"measure": "a.abandonment_rate", "replications": 2, "seed": 3}
    turned = [sc.Scenario.from_document(_backwards(scenario.document())) for scenario in (first, second)]
    assert explain(first, second, **options).document()["parts"] == explain(*turned, **options).document()["parts"]


def _backwards(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables within tables with their keys in the opposite order."""
    items = [(key, _backwards(value) if isinstance(value, Mapping) else value) for key, value in table.items()]
    return dict(reversed(items))


PATHS = {
    "lambda_per_hour": "lines.999.demand.calls_per_hour",
    "aht_s": "lines.999.handling",
    "patience_mean_s": "lines.999.patience",
    "n": "groups.g.headcount",
}


def hub(parameters: Mapping[str, float], within_s: float) -> sc.Scenario:
    """Return the hub of a case of the first set: Erlang A, four weeks."""
    return sc.Scenario.from_document(
        {
            "name": f"{parameters['n']} people",
            "start": "2024-06-03",
            "days": 14,
            "warm_up": "1 day",
            "lines": {
                "999": {
                    "answer_target": {"within": f"{within_s} s", "share": 0.9},
                    "patience": exponential(parameters["patience_mean_s"]),
                    "handling": exponential(parameters["aht_s"]),
                    "demand": {"calls_per_hour": parameters["lambda_per_hour"], "profile": "flat"},
                }
            },
            "groups": {"g": {"lines": ["999"], "headcount": parameters["n"]}},
        }
    )


def test_four_causes_of_the_first_set() -> None:
    """SH1: demand, handling, patience and staff change at once. 100,000 calls a replication, six of them."""
    case = CASES["SH1"]
    p, exact = case["parameters"], case["metrics"]["p_abandon"]
    pair = hub(p["baseline"], p["T_s"]), hub(p["scenario"], p["T_s"])
    explanation = explain(*pair, measure="999.abandonment_rate", replications=6, seed=2)
    t_5 = 2.5705818366147395
    for name, path in PATHS.items():
        part = explanation.of(path)
        assert part.high is not None
        error = (part.high - part.mean) / t_5
        assert abs(part.mean - exact["shapley"][name]) < LIMIT * error
        assert error < 0.02 * abs(exact["change"])  # so that a part of another cause would be caught


@pytest.mark.long
def test_intervals_hold_the_exact_parts_in_95_of_100() -> None:
    """EX1 with 100 seeds and 20 replications of a week: of 300 intervals about 285 hold the exact part.

    A count of 273 or fewer, or of 297 or more, has a probability under 1 % if 95 % hold.
    """
    first, second = (scenario.update({"days": 7}) for scenario in scenarios("EX1"))
    exact = exact_parts("EX1", "abandonment_rate")
    held = []
    for seed in range(100):
        explanation = explain(first, second, measure="a.abandonment_rate", replications=20, seed=seed)
        held += [
            part.low <= exact[part.cause.name]["value"] <= part.high
            for part in explanation.parts
            if part.low is not None and part.high is not None
        ]
    assert len(held) == 300
    assert 273 < np.sum(held) < 297
