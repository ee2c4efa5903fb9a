"""Variants give the totals that a run of each alone gives, for any replications and any cells."""

import numpy as np
import pytest

import simcall as sc
from simcall.engine import simulate
from simcall.errors import SimcallError
from simcall.inputs import draw_blueprint, draw_world
from simcall.measures.targets import Figure
from simcall.studies.run import records_of_each
from simcall.studies.variants import minute_of_week, totals_of_variants
from tests.engines.worlds import difference

BASE = sc.Scenario.from_document(
    {
        "name": "two days",
        "start": "2024-02-01",
        "days": 2,
        "lines": {
            "999": {
                "priority": 1,
                "answer_target": {"within": "10 s", "share": 0.9},
                "patience": {"distribution": "exponential", "mean": "2 min"},
                "handling": {"distribution": "exponential", "mean": "5 min"},
                "demand": {"calls_per_hour": 12, "profile": "flat"},
            }
        },
        "groups": {"handlers": {"lines": ["999"], "headcount": 2}},
    }
)
MORE = BASE.update({"groups.handlers.headcount": 3}, name="one more")
FIGURES = [Figure("999", "answered_in_target"), Figure("999", "abandonment_rate"), Figure("handlers", "occupancy")]


@pytest.fixture(scope="module")
def runs():
    """Each of the two scenarios run by itself."""
    return [sc.run(scenario, replications=4, seed=7) for scenario in (BASE, MORE)]


def test_each_variant_has_the_totals_of_its_own_run(runs):
    """What is kept of a variant is what its run has."""
    labels, totals = totals_of_variants([BASE, MORE], FIGURES, range(4), 7)
    assert labels == [[None], [None]]
    for run, of_variant in zip(runs, totals, strict=True):
        for figure in FIGURES:
            _, numerator, denominator = run.totals(figure.measure, **figure.subject)
            np.testing.assert_array_equal(of_variant[figure].numerator, numerator)
            np.testing.assert_array_equal(of_variant[figure].denominator, denominator)


def test_ranges_of_replications_join_to_one_run(runs):
    """A later range of replications goes on where an earlier one ended."""
    _, first = totals_of_variants([MORE], FIGURES, range(1), 7)
    _, rest = totals_of_variants([MORE], FIGURES, range(1, 4), 7)
    joined = np.concatenate([first[0][FIGURES[0]].numerator, rest[0][FIGURES[0]].numerator])
    np.testing.assert_array_equal(joined, runs[1].totals("answered_in_target", line="999")[1])


def test_cells_add_up_to_the_span_at_any_width():
    """Half hours of the week add up to the whole span."""
    _, whole = totals_of_variants([BASE], FIGURES, range(2), 7)
    labels, halves = totals_of_variants([BASE], FIGURES, range(2), 7, label=minute_of_week, width_min=30)
    assert labels[0] == list(range(3 * 24 * 60, 5 * 24 * 60, 30))  # Thursday and Friday
    for figure in FIGURES[:2]:
        np.testing.assert_array_equal(halves[0][figure].numerator.sum(axis=1), whole[0][figure].numerator[:, 0])


def test_more_jobs_give_the_same_totals():
    """The number of threads changes nothing."""
    alone, shared = (totals_of_variants([BASE, MORE], FIGURES, range(3), 7, jobs=jobs)[1] for jobs in (1, 2))
    for of_alone, of_shared in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(of_alone[FIGURES[1]].numerator, of_shared[FIGURES[1]].numerator)


def test_the_influence_of_replications_gives_the_interval_of_the_run(runs):
    """The influences are the residuals behind the interval that a run prints."""
    _, (totals, _) = totals_of_variants([BASE, MORE], FIGURES, range(4), 7)
    of_share = totals[FIGURES[1]]
    estimate = runs[0].lines["999"].abandonment_rate
    assert of_share.ratio[0] == pytest.approx(estimate.mean, abs=1e-15)
    half = 3.182446305284263 * of_share.influence[:, 0].std(ddof=1) / 2  # t with 3 degrees of freedom; root of 4
    assert half == pytest.approx(estimate.high - estimate.mean, rel=1e-9)


def test_scenarios_with_the_same_callers_give_the_records_of_each_alone():
    """Also where the one in between has other calls, or the order is another."""
    slower = BASE.update({"lines.999.handling.mean": "6 min"}, name="slower")
    for order in ([BASE, MORE, slower, BASE], [MORE, BASE, slower], [slower, slower, MORE, BASE]):
        blueprints = [draw_blueprint(scenario) for scenario in order]
        for blueprint, records in zip(blueprints, records_of_each(blueprints, "kernel", 7, 1), strict=True):
            assert difference(records, simulate(draw_world(blueprint, 7, 1), "kernel")) is None


def test_a_quantile_is_refused():
    """A quantile of all replications together has no totals."""
    with pytest.raises(SimcallError, match="quantile"):
        totals_of_variants([BASE], [Figure("999", "answer_time_p90")], range(1), 7)
