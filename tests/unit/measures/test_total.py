"""The total of all phone lines, and quantiles of the wait."""

from __future__ import annotations

import numpy as np
import pytest

from simcall.api import Results, run
from simcall.inputs.periods import periods_of
from simcall.measures import MEASURES, tally
from simcall.measures.definitions import TOTAL_MEASURES, wait_quantile
from simcall.measures.measure import Kind
from tests.making import TWO_LINES, constant, scenario
from tests.measured import hours, measured

TWO = {
    "999": {"offered": [10, 20], "answered": [8, 18], "answer_s": [40.0, 60.0], "length_s": [3600.0, 3600.0]},
    "101": {"offered": [30, 50], "answered": [20, 30], "answer_s": [400.0, 900.0], "length_s": [3600.0, 3600.0]},
    "reports": {"offered": [5, 5], "answered": [5, 5], "answer_s": [9e5, 9e5], "length_s": [3600.0, 3600.0]},
}
TWO["999"] |= {"queue_s": [36.0, 36.0], "not_short": [10, 20], "abandoned": [1, 2]}
TWO["101"] |= {"queue_s": [3600.0, 7200.0], "not_short": [30, 50], "abandoned": [9, 18]}
TWO["reports"] |= {"queue_s": [9e5, 9e5], "backlog": [40, 40]}


def three_lines() -> Results:
    """Return results of two phone lines and a line of work."""
    line = {"handling": constant("1 min"), "demand": {"calls_per_day": 1.0}}
    changes = {"lines__101": line, "lines__reports": {"kind": "work", **line}}
    changes["groups__handlers__lines"] = list(TWO)
    return measured(hours(1, **changes), TWO)


def test_by_hand():
    """Calls add up over phone lines; shares and means are ratios of such sums. Work is not in the total."""
    total = three_lines().total
    assert total.offered.mean == (10 + 30 + 20 + 50) / 2
    assert total.abandonment_rate.mean == pytest.approx((1 + 9 + 2 + 18) / (10 + 30 + 20 + 50))
    assert total.asa.mean == pytest.approx((40 + 400 + 60 + 900) / (8 + 20 + 18 + 30))
    assert total.backlog_end.mean == 0


def test_the_mean_number_waiting_adds_up():
    """The numbers waiting on two lines add up: the length of the span is not counted once for each line."""
    assert three_lines().total.mean_queue.mean == pytest.approx((36 + 3600 + 36 + 7200) / 3600 / 2)


def test_its_interval_is_of_the_sums():
    """Each replication's own sum counts: lines that are busy together make the interval wider than if they were not."""
    total = three_lines().total.offered
    assert total.high - total.mean == pytest.approx(12.7062 * 15, rel=1e-4)  # of 40 and 70


def test_every_count_is_the_sum_of_its_lines():
    """In a simulated run every count of the total is the sum of the phone lines', and shares lie between theirs."""
    results = run(scenario(TWO_LINES), replications=3)
    for measure in TOTAL_MEASURES:
        of_lines = [estimates[measure.name].mean for estimates in results.lines.values()]
        total = results.total[measure.name].mean
        if measure.kind in (Kind.COUNT, Kind.NUMBER):
            assert total == pytest.approx(sum(of_lines)), measure.name
        else:
            assert min(of_lines) <= total <= max(of_lines), measure.name
    assert results.total.offered.mean > 0


def test_wait_quantiles_are_those_of_each_replication():
    """In each replication the least wait with enough waits at or under it, of offered less engaged; then their mean."""
    results = run(scenario(TWO_LINES), replications=4)
    for percent in (1, 50, 90, 99):
        each = []
        for replication in range(4):
            calls = results.records(replication)
            calls = calls[(calls.line == "101") & ~calls.in_warm_up & (calls.outcome != "engaged")]
            waits = np.sort(calls.wait_s.to_numpy())
            each.append(waits[int(np.ceil(percent / 100 * len(waits) - 1e-9)) - 1])
        estimate = results.estimate(f"wait_p{percent}", line="101")
        assert estimate.mean == pytest.approx(np.mean(each))
        assert max(each) > 0 or percent < 90


def test_quantiles_rise():
    """A larger share of calls has at least as long a wait, and the share that waited fixes where it is zero."""
    results = run(scenario(TWO_LINES), replications=3)
    waits = [results.estimate(f"wait_p{percent}", line="101").mean for percent in range(1, 100)]
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] == 0
    assert results.lines["101"].delayed_share.mean < 0.99


def test_by_period_and_whole():
    """By the hour it is of the calls offered in that hour; an hour in which nobody rang has none."""
    results = run(scenario(TWO_LINES), replications=3)
    table = results.by("hour", line="101", measures=["wait_p90"])
    counts = results.by("hour", line="101", measures=["offered"])
    assert (table["mean"].isna() == (counts["mean"] == 0)).all()
    blueprint = results.blueprint
    totals = tally(results.resimulate(0), blueprint.scenario, blueprint.calendar, periods_of(blueprint.calendar, 60))
    assert len(totals.wait_ticks) == totals.lines["queued"].sum()


@pytest.mark.parametrize(
    "name", ["wait_p0", "wait_p100", "wait_p05", "wait_p", "wait_p5.5", "WAIT_P50", "wait_p\u0665\u0660"]
)
def test_no_such_quantile(name):
    """Whole percents from 1 to 99 are written as they are."""
    assert name not in MEASURES


def test_its_definition_says_what_a_wait_is():
    """The definition names the share and the calls that it is of."""
    definition = wait_quantile(90).definition
    assert "90 % of offered less engaged" in definition
    assert "given up" in definition
