"""The same numbers in, the same numbers out."""

from __future__ import annotations

import json

import numpy as np
import pytest

import simcall as sc
from tests.making import ONE_LINE, TWO_LINES, columns_equal, constant, scenario

SHORT = {"days": 0.5}


def test_same_seed_same_records():
    """The same scenario, seed and replication give the same records, in a new run and whatever was run between."""
    made = scenario(TWO_LINES, SHORT)
    first = sc.run(made, replications=2, seed=9, jobs=1)
    between = sc.run(made, replications=1, seed=10, jobs=1)
    second = sc.run(made, replications=2, seed=9, jobs=1)
    for replication in (1, 0):
        again = second.resimulate(replication)
        assert columns_equal(first.resimulate(replication).calls, again.calls)
        assert columns_equal(first.resimulate(replication).duties, again.duties)
    assert first.document() == second.document()
    assert between.document() != first.document()


def test_replications_are_the_first_of_more():
    """More replications only add to those that were there."""
    made = scenario(TWO_LINES, SHORT)
    two, three = (sc.run(made, replications=n, seed=9, jobs=1) for n in (2, 3))
    for one, other in zip(two.tallies, three.tallies, strict=False):
        assert all(np.array_equal(one.lines[name], other.lines[name]) for name in one.lines)


def test_one_job_and_two_give_the_same_document():
    """The numbers do not depend on how many processes share the work."""
    made = scenario(TWO_LINES, SHORT)
    alone, shared = (sc.run(made, replications=3, seed=9, jobs=jobs) for jobs in (1, 2))
    assert json.dumps(alone.document()) == json.dumps(shared.document())
    assert alone.summary().equals(shared.summary())


@pytest.mark.parametrize("tick", [0.001, 1.0, 30.0])
def test_twice_the_unit_of_time(tick):
    """All times doubled, rates halved, ticks doubled: the same records in ticks; measures of time double, shares stay.

    The callers are those of one incident, whose times scale with its spread: the number who ring on a date cannot
    scale, as dates do not. Exponential laws scale exactly, doubling being exact in binary.
    """

    def made(scale: int) -> sc.Results:
        def exponential(seconds: float) -> dict[str, object]:
            return {"distribution": "exponential", "mean": f"{seconds * scale} s"}

        incident = {"at": ["2024-02-05T00:00:00"], "calls_per_incident": 300.0, "size": "fixed"}
        line = {
            "answer_target": {"within": f"{20 * scale} s", "share": 0.9},
            "connection": constant(f"{3 * scale} s"),
            "patience": exponential(150),
            "handling": exponential(100),
            "redial": {"probability": 0.5, "delay": exponential(60), "limit": 3},
            "queue_limit": 8,
            "pass_on": {"after": f"{400 * scale} s"},
            "demand": {"calls_per_day": 0.0, "bursts": {"crash": {**incident, "spread": exponential(4000)}}},
        }
        group = {"lines": ["999"], "headcount": 5, "pick_up": exponential(5)}
        document = {**ONE_LINE, "tick": f"{tick * scale} s", "days": 0.25 * scale}
        return sc.run(scenario({**document, "lines": {"999": line}, "groups": {"g": group}}), replications=2, jobs=1)

    one, two = made(1), made(2)
    for replication in (0, 1):
        records, doubled = one.resimulate(replication), two.resimulate(replication)
        assert columns_equal(records.calls, doubled.calls)
        assert columns_equal(records.duties, doubled.duties)
    before, after = one.lines["999"], two.lines["999"]
    assert before.abandoned.mean > 20
    for name in ("offered", "abandoned", "engaged", "passed_on", "answered_in_target", "service_level", "mean_queue"):
        assert after[name].mean == pytest.approx(before[name].mean, rel=1e-12), name
    for name in ("asa", "mean_wait", "answer_time_p90", "answer_time_max"):
        assert after[name].mean == pytest.approx(2 * before[name].mean, rel=1e-12), name
    assert two.groups["g"].occupancy.mean == pytest.approx(one.groups["g"].occupancy.mean, rel=1e-12)


def test_a_longer_warm_up_changes_no_steady_state_figure():
    """A longer warm-up moves steady-state figures by no more than noise: within 4 standard errors of the paired change.

    Negative control: starting empty without a warm-up does move them in the first hours: 5 erlangs on 6 people, where
    the queue takes more than an hour to build up.
    """
    steady = {"lines.999.demand.calls_per_day": 1440.0, "groups.handlers.headcount": 6, "days": 1 / 24}

    def waits(warm_up: str) -> np.ndarray:
        results = sc.run(scenario(ONE_LINE, {**steady, "warm_up": warm_up}), replications=120, jobs=1)
        totals = [(t.lines["wait_s"].sum(), t.lines["queued"].sum()) for t in results.tallies]
        return np.array(totals)

    none, long, longer = waits("0 s"), waits("4 h"), waits("6 h")

    def shift(before: np.ndarray, after: np.ndarray) -> float:
        ratio = after[:, 0].sum() / after[:, 1].sum()
        change = (after[:, 0] - before[:, 0]) - ratio * (after[:, 1] - before[:, 1])
        return float(change.mean() / (change.std(ddof=1) / np.sqrt(len(change)) or 1.0))

    assert abs(shift(long, longer)) < 4
    assert shift(none, longer) > 4
