"""Paired differences against exact ones: what one more handler changes in the Erlang A cases.

The steady state of M/M/n+M is a birth-death chain (Palm 1957; Garnett, Mandelbaum and Reiman 2002, "Designing a call
center with impatient customers", MSOM 4:3), solved here term by term for n and for n + 1 people; for n it must give the
case's own metrics.
"""

from __future__ import annotations

import numpy as np
import pytest

import simcall as sc
from simcall.measures.estimates import t_quantile
from tests.making import exponential
from tests.oracle.cases import CASES

ERLANG_A = ("EA1", "EA5", "EA7")
REPLICATIONS = 40
MOST = 4000
LIMIT = 3.5


def exact(name: str, more: int) -> dict[str, float]:
    """Return the share that abandons, the mean queue and the share that waits, with so many more people."""
    case = CASES[name]["parameters"]
    people, calls = case["n"] + more, case["lambda_per_hour"] / 3600
    served, given_up = 1 / case["aht_s"], 1 / case["patience_mean_s"]
    leaving = [min(k, people) * served + max(k - people, 0) * given_up for k in range(1, MOST)]
    logs = np.concatenate(([0.0], np.cumsum(np.log(calls) - np.log(leaving))))
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    queue = float(np.maximum(np.arange(MOST) - people, 0) @ chance)
    waits = float(chance[people:].sum())
    return {"abandonment_rate": given_up * queue / calls, "mean_queue": queue, "delayed_share": waits}


def hub(name: str, more: int) -> sc.Scenario:
    """Return the case as a scenario of some days, with so many more people; the first part is to settle."""
    case = CASES[name]["parameters"]
    days = 400 / case["lambda_per_hour"]
    line = {
        "handling": exponential(f"{case['aht_s']} s"),
        "patience": exponential(f"{case['patience_mean_s']} s"),
        "demand": {"calls_per_hour": float(case["lambda_per_hour"])},
    }
    return sc.Scenario.from_document(
        {
            "name": f"{name} and {more}",
            "start": "2024-01-01",
            "time_zone": "UTC",
            "days": days,
            "warm_up": f"{60 * case['aht_s']} s",
            "lines": {"999": line},
            "groups": {"handlers": {"lines": ["999"], "headcount": case["n"] + more}},
        }
    )


@pytest.mark.parametrize("name", ERLANG_A)
def test_the_chain_gives_the_case(name: str) -> None:
    """The chain is right: for the case's own number of people it gives the case's exact metrics."""
    found, metrics = exact(name, 0), CASES[name]["metrics"]
    assert found["abandonment_rate"] == pytest.approx(metrics["p_abandon"], rel=1e-9)
    assert found["mean_queue"] == pytest.approx(metrics["mean_queue"], rel=1e-9)
    assert found["delayed_share"] == pytest.approx(metrics["p_wait"], rel=1e-9)


@pytest.mark.parametrize("name", ERLANG_A)
def test_one_more_person(name: str) -> None:
    """What one more person changes is within 3.5 standard errors of what it changes exactly.

    Nine differences on a fixed seed: right ones fail in less than one of 200 seeds. Each is at least 8 standard errors
    from zero, so that a difference that is half of it, or of the wrong sign, is refused.
    """
    found = sc.compare(hub(name, 0), hub(name, 1), replications=REPLICATIONS, seed=5, jobs=1)
    for measure, before in exact(name, 0).items():
        difference = exact(name, 1)[measure] - before
        paired = found.of(found.names[1], measure, line="999")
        error = (paired.high - paired.low) / 2 / t_quantile(REPLICATIONS)
        assert abs(paired.mean - difference) <= LIMIT * error, measure
        assert abs(difference) > 8 * error, measure
