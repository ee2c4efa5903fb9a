"""The model's own calls, measured as a planner's are, give the model's own inputs back."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simcall.observed.observations import CallFigures
from simcall.studies.evidence.call_figures import model_call_figures
from simcall.studies.evidence.model_hours import ModelHours
from simcall.studies.evidence.observed_hours import observed_hours
from simcall.studies.run import run
from tests.unit.studies.fit.twins import planned, twin_of

SHORT = planned().update({"groups.handlers.availability": 0.75})
"""So few people that thousands of callers give up."""


@pytest.fixture(scope="module")
def model() -> ModelHours:
    """Return two months of it, of all hours."""
    return ModelHours(run(SHORT, 2, 5, jobs=1), observed_hours(twin_of(SHORT, 6), SHORT))


def test_patience_is_given_back(model: ModelHours) -> None:
    """Exponential with a mean of 3 min; within three standard errors of some 1,400 who gave up, at most 0.03."""
    figures = model_call_figures(model, {"101": CallFigures()})["101"]
    seconds, shares = zip((0.0, 1.0), *figures.still_waiting, strict=True)
    for minute in (1, 2, 3):
        assert np.interp(60.0 * minute, seconds, shares) == pytest.approx(math.exp(-minute / 3), abs=0.03)


def test_handling_is_given_back(model: ModelHours) -> None:
    """6 min, sd 4 min: some 400 calls in the quietest hour give it within 50 s, four errors; all within 10 s."""
    means = model_call_figures(model, {"101": CallFigures()})["101"].handling_s
    assert len(means) == 24
    assert list(means.values()) == pytest.approx([360.0] * 24, abs=50)
    assert np.mean(list(means.values())) == pytest.approx(360.0, abs=10)


def test_wrap_up_is_taken_off_where_the_files_have_none() -> None:
    """Talk of 6 min stays, whatever the wrap-up."""
    wrapping = SHORT.update({"lines.101.wrap_up": {"distribution": "constant", "value": "2 min"}})
    observed = observed_hours(twin_of(wrapping, 6), wrapping)
    model = ModelHours(run(wrapping, 2, 5, jobs=1), observed)
    with_it, without = (
        model_call_figures(model, {"101": CallFigures(has_wrap_up=has)})["101"].handling_s for has in (True, False)
    )
    assert [with_it[hour] - without[hour] for hour in with_it] == pytest.approx([120.0] * 24)


def test_lines_of_which_nothing_is_known_are_left_out(model: ModelHours) -> None:
    """Nothing is simulated again for them."""
    assert model_call_figures(model, {}) == {}
