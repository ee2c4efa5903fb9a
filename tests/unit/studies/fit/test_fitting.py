"""A fit gives a twin's share of people back, and says where nothing tells it."""

from __future__ import annotations

import pytest

from simcall.studies.evidence.earlier_demand import with_demand_of
from simcall.studies.evidence.observed_hours import observed_hours
from simcall.studies.fit.fitting import Fitted, fit_inputs
from tests.unit.studies.fit.twins import planned, twin_of


def fitted(truth: float, seed: int) -> Fitted:
    """Fit the planned centre to two weeks in which a share of its people was there."""
    observations = twin_of(planned().update({"groups.handlers.availability": truth}), seed)
    observed = observed_hours(observations, planned())
    return fit_inputs(with_demand_of(planned(), observed, observed), observed, 1, jobs=1)


@pytest.mark.parametrize(("truth", "seed"), [(0.75, 1000), pytest.param(0.9, 1001, marks=pytest.mark.long)])
def test_a_twins_share_of_people_is_given_back(truth: float, seed: int) -> None:
    """It lies in the interval, and the interval excludes a tenth fewer and a tenth more: the test can fail."""
    fit = fitted(truth, seed)
    assert fit.staffing is not None
    profile = fit.staffing.profile
    assert profile.low <= truth <= profile.high
    assert truth * 0.9 < profile.low
    assert profile.high < truth * 1.1
    assert fit.has_queue
    assert fit.is_identified


def test_people_enough_for_everybody_are_not_identified() -> None:
    """With three times the people nobody waits, and no larger number is excluded."""
    fit = fitted(3.0, 7)
    assert fit.staffing is not None
    assert fit.staffing.profile.reaches_high_end
    assert not fit.is_identified


@pytest.mark.parametrize(
    ("kinds", "assumed"),
    [
        ({"lines.101.handling": "assumed"}, ("lines.101.handling",)),
        ({"lines.101.handling": "assumed", "lines.101.handling.mean": "measured"}, ()),
        ({"lines.101.handling": "measured"}, ()),
    ],
)
def test_a_measured_mean_of_handling_is_no_assumption(kinds: dict[str, str], assumed: tuple[str, ...]) -> None:
    """Reports by period give the mean, which makes the workload; none of them shows the shape."""
    provenance = {path: {"kind": kind, "source": "a report"} for path, kind in kinds.items()}
    scenario = planned(7).update({"provenance": provenance})
    observed = observed_hours(twin_of(planned(7), 3), scenario)
    fit = fit_inputs(scenario, observed, 1, replications=1, jobs=1, needs_interval=False)
    assert fit.assumed == assumed
