from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from simcall.api import Sweep
from simcall.errors import SimcallError
from simcall.measures import Estimate, Kind, Verdict, estimates
from simcall.measures.estimates import ratio_estimates, t_quantile
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.sweep import best
from simcall.studies.sweep.cells import UNDONE
from tests.unit.studies.sweep.handmade import HEADCOUNT, INTIME, around, by_headcount, document, swept, with_request

module = import_module("simcall.studies.sweep.best")
TARGET = f"{INTIME} >= 0.9"
Again = Callable[[Mapping[int, tuple[float, float]]], list[dict[str, Any]]]


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> Again:
    """Let the second look find shares and half-widths by headcount, and gather what was asked for."""

    def found(shares: Mapping[int, tuple[float, float]]) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []

        def run_all(scenarios: Sequence[Scenario], replications: int, seed: int, **how: Any) -> list[Scenario]:
            asked.append({"officers": [_officers(one) for one in scenarios], "n": replications, "seed": seed, **how})
            return list(scenarios)

        def document_of(scenario: Scenario, also: Sequence[Figure]) -> dict[str, Any]:
            found, paid = around(*shares[_officers(scenario)]), {"officers": 10.0 * _officers(scenario)}
            return document({INTIME: found}, paid, replications=asked[-1]["n"])

        monkeypatch.setattr(module, "run_all", run_all)
        monkeypatch.setattr(module, "document_of", document_of)
        return asked

    return found


def _officers(scenario: Scenario) -> int:
    headcount = scenario.groups["officers"].headcount
    assert headcount is not None
    return headcount


def unnamed(sweep: Sweep) -> Sweep:
    """Return a sweep whose cells have no names: nothing is known of what they were made with."""
    return replace(sweep, names={})


def officers(*rows: tuple[tuple[float, float], float], targets: Sequence[str] = (TARGET,)) -> Sweep:
    """Return a sweep of headcounts: each its share in time with a half-width, and paid hours."""
    return unnamed(by_headcount(*((around(*share), paid) for share, paid in rows), targets=targets))


def test_two_stages(again: Again) -> None:
    """Points that the sweep shows to miss are ruled out; the others are simulated again, from the cheapest on."""
    asked = again({1: (0.895, 0.001), 2: (0.901, 0.003), 3: (0.92, 0.001), 4: (0.99, 0.001)})
    sweep = officers(
        ((0.5, 0.01), 0),
        ((0.90, 0.01), 10),
        ((0.91, 0.01), 20),
        ((0.93, 0.01), 30),
        ((0.95, 0.01), 40),
        ((0.97, 0.01), 50),
    )
    choice = best(sweep)
    assert choice.ruled_out == 1
    assert [(one.cell.point.number, one.verdict) for one in choice.candidates] == [
        (1, Verdict.MISSED),
        (2, Verdict.TOO_CLOSE),
        (3, Verdict.MET),
    ]
    assert choice.chosen is not None
    assert (choice.chosen.cell.point.number, choice.chosen.cost) == (3, 130.0)
    assert [one.cell.point.number for one in choice.undecided] == [2]
    assert [cell.point.number for cell in choice.left] == [4, 5]
    assert (choice.replications, choice.seed, choice.unknown) == (20, 2, 0)
    assert [one["officers"] for one in asked] == [[1], [2, 3]]
    assert {one["seed"] for one in asked} == {2}
    assert {one["n"] for one in asked} == {20}


def test_the_first_that_meets_them(again: Again) -> None:
    """Of candidates that were simulated together, those that cost more than the chosen one are not told of."""
    again({n: (0.99 if n else 0.5, 0.001) for n in range(9)})
    choice = best(officers(*(((0.9, 0.05), 10.0 * n) for n in range(9))))
    assert [(one.cell.point.number, one.verdict) for one in choice.candidates] == [
        (0, Verdict.MISSED),
        (1, Verdict.MET),
    ]
    assert len(choice.left) == 7


def test_several_at_once(again: Again) -> None:
    """One candidate is looked at first, then ever more together, so that their callers are drawn once."""
    asked = again({n: (0.5, 0.001) for n in range(20)})
    seen: list[tuple[int, int]] = []
    choice = best(officers(*(((0.9, 0.05), 10.0 * n) for n in range(20))), progress=lambda *done: seen.append(done))
    assert [len(one["officers"]) for one in asked] == [1, 2, 4, 8, 5]
    assert seen == [(1, 20), (3, 20), (7, 20), (15, 20), (20, 20)]
    assert choice.chosen is None
    assert len(choice.candidates) == 20


def test_ties_in_cost(again: Again) -> None:
    """Of points that cost the same the first is looked at first; the others are told of as no dearer."""
    again({0: (0.95, 0.001)})
    choice = best(officers(((0.9, 0.05), 10), ((0.9, 0.05), 10), ((0.9, 0.05), 20)))
    assert choice.chosen is not None
    assert choice.chosen.cell.point.number == 0
    assert [cell.point.number for cell in choice.as_cheap] == [1]


def test_costs_that_differ_by_chance(again: Again) -> None:
    """Of a simulated cost, a point is dearer only if its difference on the same callers says so."""
    again({0: (0.95, 0.001)})
    ones = [1.0] * 10
    hours = {0: [10.0, 11.0] * 5, 1: [10.1, 11.1] * 5, 2: [11.0, 10.2] * 5}  # one moves with the first, one against it
    rows = [
        (
            {HEADCOUNT: n},
            document(
                {INTIME: around(0.9, 0.05), "officers.duty_hours": around(sum(of) / 10)},
                totals={"officers.duty_hours": (of, ones)},
            ),
        )
        for n, of in hours.items()
    ]
    choice = best(unnamed(swept(rows, [TARGET], "officers.duty_hours")))
    assert choice.chosen is not None
    assert choice.chosen.cell.point.number == 0
    assert [cell.point.number for cell in choice.as_cheap] == [2]


def test_points_of_which_nothing_is_known(again: Again) -> None:
    """Points that failed, were not simulated, or have no such cost are counted, and never chosen."""
    again({0: (0.95, 0.001)})
    rows = [
        ({HEADCOUNT: 0}, document({INTIME: around(0.95)}, {"officers": 9.0})),
        ({HEADCOUNT: 1}, {"error": "no"}),
        ({HEADCOUNT: 2}, dict(UNDONE)),
        ({HEADCOUNT: 3}, document({INTIME: around(0.95)}, {"handlers": 9.0})),
    ]
    choice = best(unnamed(swept(rows, [TARGET], "paid_hours.officers")))
    assert (choice.unknown, choice.ruled_out, len(choice.left)) == (3, 0, 0)


def test_undefined_is_not_met(again: Again) -> None:
    """A point at which the figure is not defined does not meet its target."""
    again({1: (0.95, 0.001)})
    choice = best(unnamed(by_headcount(((None, None, None), 1), (around(0.95), 2), targets=[TARGET])))
    assert choice.ruled_out == 1
    assert choice.chosen is not None
    assert choice.chosen.cell.point.number == 1


def test_several_targets(again: Again) -> None:
    """Every target has to be met; of the plan's hours that is known for sure."""
    again({1: (0.95, 0.001), 2: (0.96, 0.001)})
    sweep = officers(
        ((0.5, 0.01), 5), ((0.95, 0.01), 10), ((0.95, 0.01), 20), targets=[TARGET, "paid_hours.officers >= 15"]
    )
    choice = best(sweep)
    assert choice.ruled_out == 2
    assert choice.chosen is not None
    assert choice.chosen.cell.point.number == 2
    assert [judged.verdict for judged in choice.chosen.judged] == [Verdict.MET, Verdict.MET]


def test_what_is_least_unless_said(again: Again) -> None:
    """Paid hours are least unless the sweep or the caller says something else; text and objects are both taken."""
    again({0: (0.95, 0.001), 1: (0.95, 0.001)})
    sweep = officers(((0.95, 0.01), 20), ((0.95, 0.01), 10))
    assert str(best(sweep).minimise) == "paid_hours"
    assert str(best(sweep, minimise="paid_hours.officers").minimise) == "paid_hours.officers"
    assert best(sweep, minimise=Figure("handlers", "paid_hours")).minimise == Figure("handlers", "paid_hours")
    for targets in (f"{INTIME} >= 0.8", [f"{INTIME} >= 0.8"], sweep.target(f"{INTIME} >= 0.8")):
        assert [str(one) for one in best(sweep, targets).targets] == [f"{INTIME} >= 0.8"]


def test_fresh_callers_are_enforced(again: Again) -> None:
    """The second look never has the sweep's own callers: their luck is what the point was picked for."""
    asked = again({0: (0.95, 0.001)})
    sweep = with_request(officers(((0.95, 0.01), 20)), seed=7)
    with pytest.raises(SimcallError, match="seed 7 is the sweep's own: the second stage needs fresh callers"):
        best(sweep, seed=7)
    best(sweep)
    best(sweep, seed=3)
    assert [one["seed"] for one in asked] == [8, 3]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"seed": -1}, "seed -1: give a whole number"),
        ({"replications": 1}, "one replication gives no interval"),
        ({"targets": ["999.asa <= soon"]}, "soon"),
        ({"minimise": "nobody.duty_hours"}, "nobody"),
    ],
)
def test_refusals(how: dict[str, Any], said: str) -> None:
    """What cannot be a choice is refused before anything is simulated."""
    sweep = officers(((0.95, 0.01), 20))
    with pytest.raises(SimcallError, match=said):
        best(sweep, **how)


def test_sweeps_that_cannot_be_chosen_from() -> None:
    """A sweep with one replication of each point, or of which nothing is done, tells nothing."""
    with pytest.raises(SimcallError, match="one replication gives no interval"):
        best(with_request(officers(((0.95, 0.01), 20)), replications=1))
    with pytest.raises(SimcallError, match="no point of the sweep is simulated yet"):
        best(swept([({HEADCOUNT: 0}, UNDONE)], [TARGET]))


def test_least_replications(again: Again) -> None:
    """The second look has twice the sweep's replications, and never fewer than make an interval that can be trusted."""
    asked = again({0: (0.95, 0.001)})
    best(with_request(officers(((0.95, 0.01), 20)), replications=3))
    best(officers(((0.95, 0.01), 20)), replications=4)
    assert [one["n"] for one in asked] == [10, 4]


# Intervals ------------------------------------------------------------------------------------------------------------


def widened(found: Estimate, measure: str, n: int, confidence: float) -> Estimate:
    """Return an estimate of the 999 line, or of the handlers, with a wider interval."""
    figure = Figure("999" if measure not in ("occupancy", "duty_hours", "paid_hours") else "handlers", measure)
    return module._widened(found, figure, n, confidence)


@pytest.mark.parametrize("n", [2, 5, 10, 30])
@pytest.mark.parametrize("confidence", [0.95, 0.975, 0.999])
@pytest.mark.parametrize(
    ("above", "below"),
    [([5, 6, 7, 8], [10, 11, 10, 12]), ([10, 11, 10, 12], [10, 11, 10, 12]), ([0, 0, 0, 0], [10, 11, 10, 12])],
    ids=["between", "all", "none"],
)
def test_wider_intervals(
    monkeypatch: pytest.MonkeyPatch, n: int, confidence: float, above: list[float], below: list[float]
) -> None:
    """A widened interval is what the higher confidence itself would have given, also where all came out alike."""
    totals = [np.resize(np.array(one, float), n)[:, None] for one in (above, below)]
    (found,) = ratio_estimates(*totals, Kind.SHARE)
    monkeypatch.setattr(estimates, "t_quantile", lambda m: t_quantile(m, confidence))
    (wanted,) = ratio_estimates(*totals, Kind.SHARE)
    wider = widened(found, "answered_in_target", n, confidence)
    assert (wider.mean, wider.low, wider.high) == pytest.approx((wanted.mean, wanted.low, wanted.high))


def test_intervals_that_stay(again: Again) -> None:
    """Of what has no interval, and of the plan's hours, none is made."""
    for found in (Estimate(None, None, None), Estimate(0.5, None, None)):
        assert widened(found, "answered_in_target", 5, 0.99) == found
    assert widened(Estimate(5.0, 5.0, 5.0), "paid_hours", 5, 0.99) == Estimate(5.0, 5.0, 5.0)


def test_intervals_of_quantiles() -> None:
    """The two sides of a quantile's interval, which are not alike, are widened each by itself, and never under zero."""
    t, wide = t_quantile(10), t_quantile(10, 0.99)
    wider = widened(Estimate(10.0, 9.0, 13.0), "answer_time_p90", 10, 0.99)
    assert (wider.low, wider.high) == pytest.approx((10 - wide / t, 10 + 3 * wide / t))
    assert widened(Estimate(1.0, 0.1, 3.0), "answer_time_p90", 2, 0.9999).low == 0.0


def test_they_hold_together(again: Again) -> None:
    """Bonferroni: all points and targets of a stage share half of the error, so that more points cost width."""
    again({n: (0.95, 0.04) for n in range(40)})
    few, many = (best(officers(*(((0.95, 0.01), 10.0 * n) for n in range(points)))) for points in (2, 40))
    spans = [choice.candidates[0].judged[0].estimate for choice in (few, many)]
    for choice, found, points in ((few, spans[0], 2), (many, spans[1], 40)):
        ratio = t_quantile(20, 1 - 0.05 / 2 / points) / t_quantile(20)
        assert found.low == pytest.approx(0.95 - 0.04 * ratio), choice
    assert spans[1].low < spans[0].low


# What is told ---------------------------------------------------------------------------------------------------------


def test_document(again: Again) -> None:
    """The choice as JSON: the point, its cost and values, every candidate with its verdicts, and how it was made."""
    again({1: (0.895, 0.02), 2: (0.95, 0.001)})
    told = json.loads(json.dumps(best(officers(((0.5, 0.01), 0), ((0.9, 0.01), 10), ((0.95, 0.01), 20))).document()))
    assert told["chosen"]["point"] == 2
    assert told["chosen"]["values"] == {HEADCOUNT: 2}
    assert told["chosen"]["cost"] == 120.0
    assert told["chosen"]["targets"][TARGET]["verdict"] == Verdict.MET
    assert told["undecided"] == [1]
    assert (told["ruled_out"], told["unknown"], told["seed"], told["replications"]) == (1, 0, 2, 20)
    assert [one["point"] for one in told["candidates"]] == [1, 2]
    none = best(officers(((0.5, 0.001), 1))).document()
    assert (none["chosen"], none["candidates"], none["as_cheap"]) == (None, [], [])
    assert (told["nearest"], none["nearest"]["point"], none["nearest"]["verdict"]) == (None, 0, Verdict.MISSED)


def test_nearest(again: Again) -> None:
    """Where none is chosen, the point that is least far from its worst target came nearest, of fresh callers or not."""
    again({2: (0.7, 0.001), 3: (0.89, 0.02)})
    by_the_sweep = best(officers(((0.5, 0.01), 0), ((0.8, 0.01), 10), ((0.9, 0.01), 20)))
    assert by_the_sweep.nearest.cell.point.number == 1
    assert by_the_sweep.nearest.shortfall == pytest.approx(0.1 / 0.9)
    again({2: (0.89, 0.02), 3: (0.895, 0.02)})
    fresh = best(officers(((0.5, 0.01), 0), ((0.8, 0.01), 10), ((0.9, 0.01), 20), ((0.9, 0.01), 30)))
    assert (fresh.nearest, fresh.nearest.verdict) == (fresh.candidates[1], Verdict.TOO_CLOSE)
    again({0: (0.95, 0.001)})
    assert best(officers(((0.95, 0.01), 20))).nearest is None


def test_nearest_to_several_targets(again: Again) -> None:
    """Of several targets the worst counts, each as a share of itself: 20 hours over 100 are more than 0.09 of 0.9."""
    again({})
    targets = (TARGET, "paid_hours <= 100")  # the handlers alone
    choice = best(officers(((0.81, 0.001), 0), ((0.85, 0.001), 20), ((0.5, 0.001), 0), targets=targets))
    assert choice.nearest.cell.point.number == 0
    assert choice.nearest.shortfall == pytest.approx(0.1)
