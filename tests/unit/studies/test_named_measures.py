"""Measures that are worked out when somebody names them: wherever a measure may be named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.measures import Verdict
from simcall.measures.paired import differences
from simcall.measures.targets import Figure
from simcall.studies.sweep import load_sweep
from simcall.studies.sweep.design import Settings
from simcall.studies.sweep.new_design import design_of
from simcall.studies.typed_figures import parse_figure, parse_target
from tests.making import constant, exponential, scenario

HEADCOUNT = "groups.handlers.headcount"
HUB: dict[str, Any] = {
    "name": "hub",
    "start": "2024-02-05",
    "days": 1.0,
    "lines": {
        "999": {
            "answer_target": [{"within": "10 s", "share": 0.9}, {"within": "20 s", "share": 0.95}],
            "handling": exponential("5 min"),
            "pick_up": constant("5 s"),
            "patience": exponential("3 min"),
            "demand": {"calls_per_day": 300.0},
        }
    },
    "groups": {"handlers": {"lines": ["999"], "headcount": 2}},
}
NAMES = ["answered_within_15s", "answered_within_2min", "wait_p50", "wait_p90"]


@pytest.fixture(scope="module")
def results() -> sc.Results:
    """Run the hub."""
    return sc.run(scenario(HUB), replications=4)


def test_they_are_what_the_records_say(results):
    """The share within a time and the quantile of the wait are those of the records, replication by replication."""
    under, answered, waits = [], [], []
    for replication in range(4):
        calls = results.records(replication)
        calls = calls[~calls.in_warm_up]
        answered.append(np.count_nonzero(calls.outcome == "answered"))
        under.append(np.count_nonzero(calls.answer_time_s < 120))
        waits.append(np.quantile(calls.wait_s[calls.outcome != "engaged"], 0.9, method="inverted_cdf"))
    assert results.estimate("answered_within_2min", line="999").mean == pytest.approx(sum(under) / sum(answered))
    assert results.estimate("wait_p90", line="999").mean == pytest.approx(np.mean(waits))


@pytest.mark.parametrize("name", NAMES)
def test_in_python(results, name):
    """They have periods, pictures and differences, and each figure has its interval and its span."""
    estimate = results.estimate(name, line="999")
    assert estimate.low <= estimate.mean <= estimate.high
    assert estimate.span_low <= estimate.low <= estimate.high <= estimate.span_high
    assert results.by("hour", line="999", measures=[name])["measure"].unique().tolist() == [name]
    with mpl.rc_context({"backend": "agg"}):
        assert getattr(results.plot, name)(line="999").get_title(loc="left")
        assert results.plot.week_map(name, line="999")
    (difference,) = differences(results, results, name, line="999")[1]
    assert (difference.mean, difference.base) == (0, estimate)


@pytest.mark.parametrize("name", NAMES)
def test_until(name):
    """A run goes on until the interval of such a figure is narrow enough."""
    width = 0.05 if "within" in name else 20
    precise = sc.run(scenario(HUB), replications=4, until=[f"999.{name} +- {width}"])
    estimate = precise.estimate(name, line="999")
    assert max(estimate.high - estimate.mean, estimate.mean - estimate.low) <= width


def test_compare_until():
    """Differences of such figures can be made precise, too."""
    hub = scenario(HUB)
    more = hub.update({"name": "more", HEADCOUNT: 3})
    both = sc.compare(hub, more, replications=4, until=["999.answered_within_15s +- 0.1"])
    (difference,) = differences(*both.results, "answered_within_15s", line="999")[1]
    assert difference.high - difference.mean <= 0.1


def test_a_sweep_holds_what_is_named(tmp_path):
    """A target, a cost and a precision of a sweep may be such figures: cells keep them, and `best` uses them."""
    targets = (parse_target("999.answered_within_15s >= 0.5", scenario(HUB)),)
    design = design_of(scenario(HUB), {HEADCOUNT: [2, 4]})
    named = replace(design, settings=Settings(targets=targets, minimise=Figure("999", "wait_p90")))
    sc.sweep(named, replications=4, folder=tmp_path / "sweep")
    loaded = load_sweep(tmp_path / "sweep")
    alone = sc.run(scenario(HUB, {HEADCOUNT: 4}), replications=4)
    for name in ("answered_within_15s", "wait_p90"):
        assert loaded.cells[1].estimate(loaded.figure(f"999.{name}")) == alone.estimate(name, line="999")
    choice = sc.best(loaded, jobs=1)
    assert choice.chosen is not None
    assert choice.chosen.verdict is Verdict.MET
    with pytest.raises(SimcallError, match=r"999\.wait_p50 was not worked out in this sweep.*wait_p50 <= 60 s"):
        loaded.target("999.wait_p50 <= 10 s")


def test_a_sweep_of_the_time_of_a_target():
    """Cells hold the figure of the base's own targets, though the time of a point's own target is another."""
    path = "lines.999.answer_target"
    other = [{"within": "10 s", "share": 0.9}, {"within": "1 min", "share": 0.95}]
    swept = sc.sweep(scenario(HUB), {path: [HUB["lines"]["999"]["answer_target"], other]}, replications=4)
    figure = swept.figure("999.answered_within_20s")
    shares = [cell.estimate(figure).mean for cell in swept.cells]
    assert shares[0] == shares[1] is not None
    with pytest.raises(SimcallError, match=r"999\.answered_within_60s was not worked out"):
        swept.figure("999.answered_within_60s")


def test_cells_that_need_other_figures_are_others():
    """Naming one more figure simulates the points again; without it the cells are as before."""
    hub, vary = scenario(HUB), {HEADCOUNT: [2]}
    plain = sc.sweep(hub, vary, replications=2, until=["999.offered +- 1000"])
    named = sc.sweep(hub, vary, replications=2, until=["999.wait_p50 +- 1000"])
    assert plain.request.also == (Figure("999", "answered_within_20s"),)
    assert named.request.also == (Figure("999", "answered_within_20s"), Figure("999", "wait_p50"))
    assert set(plain.names.values()).isdisjoint(named.names.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("999.answered_within_15", "write a time, such as answered_within_15s or answered_within_2min"),
        ("999.wait_p100", "write a whole percent from 1 to 99, such as wait_p90"),
        ("999.wait_p99.9", "name a line or a group"),
        ("handlers.wait_p90", "its measures are"),
    ],
)
def test_names_that_are_not_quite_right(text, words):
    """The message says how such a name goes on."""
    with pytest.raises(SimcallError, match=words):
        parse_figure(text, scenario(HUB))
