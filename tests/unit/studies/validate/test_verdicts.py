"""The rules of the verdict."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from simcall.present.words.fitted import verdict_of_fit
from simcall.studies.fit.availability import AvailabilityFit
from simcall.studies.fit.fitting import Fitted
from simcall.studies.fit.likelihood import likelihood_profile
from simcall.studies.validate.held_out import HeldOut
from simcall.studies.validate.verdicts import Evidence, Trust, trust_of, verdict_on


@pytest.mark.parametrize("others", [*product((True, False), repeat=3)])
def test_unsettled_staffing_comes_first(others: tuple[bool, bool, bool]) -> None:
    """However well the figures agree, a model whose people are not settled says nothing of rotas."""
    assert verdict_on(Evidence(False, *others)) is Trust.NOT_IDENTIFIED


@pytest.mark.parametrize("others", [*product((True, False), repeat=2)])
def test_a_level_that_misses_does_not_fit(others: tuple[bool, bool]) -> None:
    """A level that misses does not fit."""
    assert verdict_on(Evidence(True, False, *others)) is Trust.NOT_FITTING


@pytest.mark.parametrize(
    ("hours", "weeks", "verdict"),
    [
        (True, True, Trust.WHAT_IFS),
        (True, False, Trust.LEVEL),
        (False, True, Trust.LEVEL),
        (False, False, Trust.LEVEL),
    ],
)
def test_what_ifs_need_hours_and_weeks(hours: bool, weeks: bool, verdict: Trust) -> None:
    """What ifs need hours and weeks."""
    assert verdict_on(Evidence(True, True, hours, weeks)) is verdict


def _fitted(deviances: list[float], *, has_queue: bool = True, assumed: tuple[str, ...] = ()) -> Fitted:
    """Return a fit of a roster to data whose misfit at 60, 80 and 100 % of its people is given."""
    profile = likelihood_profile(np.array([0.6, 0.8, 1.0]), np.array(deviances), 1.0)
    staffing = AvailabilityFit(("handlers",), ("101",), profile, min(deviances), 1.0, ends_with_everybody=True)
    return Fitted(staffing, {}, has_queue, assumed, {})


@pytest.mark.parametrize(
    ("fitted", "is_settled"),
    [
        (_fitted([90.0, 0.0, 90.0]), True),
        (_fitted([90.0, 40.0, 0.0]), True),
        (_fitted([0.0, 40.0, 90.0]), False),
        (_fitted([90.0, 0.0, 90.0], has_queue=False), False),
        (_fitted([90.0, 0.0, 90.0], assumed=("lines.101.handling",)), False),
        (Fitted(None, {}, True, (), {}), False),
    ],
)
def test_a_fit_and_a_validation_say_the_same_of_the_same_data(fitted: Fitted, is_settled: bool) -> None:
    """Also of a rota: it says who was planned, and the data whether so many came."""
    assert verdict_of_fit(fitted).startswith("Staffing is not identified") is not is_settled
    assert (trust_of((), HeldOut(), fitted) is Trust.NOT_IDENTIFIED) is not is_settled
