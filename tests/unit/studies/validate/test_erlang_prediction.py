"""Erlang A by half hour, from a scenario: the inputs reach it, and ring times are added to waits."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simcall import Scenario
from simcall.inputs import draw_blueprint
from simcall.scenario.models.distributions import Constant, Exponential, Uniform
from simcall.studies.erlang_a import ErlangA, exponential_patience_s
from simcall.studies.evidence.observed_hours import LineHours, ObservedHours
from simcall.studies.validate.erlang_prediction import ErlangPrediction, erlang_prediction

DAY = date(2024, 2, 5)
TEN_CALLS_AN_HOUR = 10 / 3600


def scenario(line: dict[str, Any] | None = None, **group: Any) -> Scenario:
    """Return a day of ten calls an hour for two people."""
    base = {
        "patience": {"distribution": "exponential", "mean": "2 min"},
        "handling": {"distribution": "exponential", "mean": "8 min"},
        "answer_target": {"within": "10 s", "share": 0.9},
        "demand": {"calls_per_hour": 10.0},
    }
    return Scenario.from_document(
        {
            "name": "a day",
            "start": DAY.isoformat(),
            "days": 1,
            "lines": {"101": {**base, **(line or {})}},
            "groups": {"handlers": {"lines": ["101"], "headcount": 2, **group}},
        }
    )


def predicted(day: Scenario) -> ErlangPrediction:
    """Return the prediction of the whole day."""
    hours = pd.date_range(DAY.isoformat(), periods=24, freq="h")
    line = LineHours(pd.DataFrame({"offered": 10.0}, index=hours), pd.DataFrame(), np.array([0.0, np.inf]), False)
    return erlang_prediction(draw_blueprint(day), ObservedHours(DAY, date(2024, 2, 6), {"101": line}))["101"]


def figures(day: Scenario) -> dict[str, float]:
    """Return the figures of the whole day."""
    return {name: value for name, value in predicted(day).figures(10.0).items() if value is not None}


def test_a_steady_day_is_the_steady_state() -> None:
    """The same in every half hour: the figures are those of one queue."""
    queue, day = ErlangA(2, TEN_CALLS_AN_HOUR, 480, 120), figures(scenario())
    late = queue.answered_after(np.array([10.0]))[0] / (1 - queue.abandoned)
    assert day["offered"] == pytest.approx(240)
    assert day["abandonment_rate"] == pytest.approx(queue.abandoned, rel=1e-4)
    assert day["asa"] == pytest.approx(queue.answered_wait_s, rel=1e-4)
    assert day["answered_in_target"] == pytest.approx(1 - late, abs=1e-3)


def test_half_a_person_is_half_of_the_time() -> None:
    """An availability of 0.75 of two people: one and two people, half of the time each."""
    one, two = (ErlangA(n, TEN_CALLS_AN_HOUR, 480, 120).abandoned for n in (1, 2))
    assert figures(scenario(availability=0.75))["abandonment_rate"] == pytest.approx((one + two) / 2, rel=1e-4)


def test_a_constant_ring_is_added_to_every_wait() -> None:
    """It rings for 6 s: the mean answer time is 6 s longer, and the person is busy for 6 s more."""
    queue = ErlangA(2, TEN_CALLS_AN_HOUR, 486, 120)
    day = figures(scenario({"pick_up": {"distribution": "constant", "value": "6 s"}}))
    late = queue.answered_after(np.array([4.0]))[0] / (1 - queue.abandoned)
    assert day["asa"] == pytest.approx(queue.answered_wait_s + 6, rel=1e-4)
    assert day["answered_in_target"] == pytest.approx(1 - late, abs=2e-3)


def test_callers_who_hang_up_while_it_rings() -> None:
    """With people enough, a constant ring of 12 s loses 1 - e^(-12/120) of the calls, and no other."""
    ring = {"pick_up": {"distribution": "constant", "value": "12 s"}, "patience_runs": ["queue", "pick_up"]}
    assert figures(scenario(ring, headcount=30))["abandonment_rate"] == pytest.approx(1 - np.exp(-0.1), rel=1e-3)


def test_callers_who_ring_again_are_offered_again() -> None:
    """Arrivals and abandonment settle together: offered = fresh / (1 - share again * share abandoned)."""
    again = {"redial": {"probability": 0.5, "delay": {"distribution": "constant", "value": "5 min"}}}
    day = figures(scenario(again))
    assert day["offered"] == pytest.approx(240 / (1 - 0.5 * day["abandonment_rate"]), rel=2e-3)
    assert day["offered"] > 240


def test_only_hours_that_count() -> None:
    """A line observed for six hours is predicted for six hours."""
    hours = pd.date_range(DAY.isoformat(), periods=6, freq="h")
    line = LineHours(pd.DataFrame({"offered": 10.0}, index=hours), pd.DataFrame(), np.array([0.0, np.inf]), False)
    observed = ObservedHours(DAY, date(2024, 2, 6), {"101": line})
    prediction = erlang_prediction(draw_blueprint(scenario()), observed)["101"]
    assert prediction.figures(None)["offered"] == pytest.approx(60)
    assert set(prediction.abandonment_by(lambda start: start.hour)) == set(range(6))


def test_patience_as_an_exponential() -> None:
    """An exponential one is itself; one of 0 to 2 min loses half in a minute; a constant one counts by its mean."""
    assert exponential_patience_s(Exponential(distribution="exponential", mean="3 min")) == 180
    uniform = Uniform(distribution="uniform", low="0 s", high="2 min")
    assert exponential_patience_s(uniform) == pytest.approx(60 / np.log(2), rel=1e-3)
    assert exponential_patience_s(Constant(distribution="constant", value="5 min")) == 300
    assert exponential_patience_s(None) == np.inf
