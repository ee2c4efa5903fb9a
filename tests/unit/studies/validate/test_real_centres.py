"""Two real centres, fitted and validated: the figures that a fit by hand reached. Skipped where their files are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simcall import import_data
from simcall.measures.definitions import ABANDONMENT_RATE, ASA
from simcall.observed.saved import LeftOut
from simcall.studies.fit.study import FitNumbers, fit_observed
from simcall.studies.validate.validation import ValidationNumbers, hold_against
from simcall.studies.validate.verdicts import Trust

PHONE = Path(os.environ.get("SIMCALL_SHARED", "nowhere")) / "data" / "phone"
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not PHONE.is_dir(), reason="the two real centres are not here: SIMCALL_SHARED names the folder that has them"
    ),
]


def fitted_and_held(*files: str) -> tuple[FitNumbers, ValidationNumbers]:
    """Import a centre, fit it to all weeks but the last, and hold the fitted scenario against all weeks."""
    numbers = import_data([PHONE / file for file in files])
    spells = (*numbers.left_out, *numbers.measured.missing)
    left_out = tuple(LeftOut(spell.start, spell.end, spell.lines, spell.text) for spell in spells)
    fit = fit_observed(numbers.scenario, numbers.observations, left_out)
    return fit, hold_against(numbers.scenario.update(fit.fitted.values), numbers.observations, left_out)


@pytest.fixture(scope="module")
def bank() -> tuple[FitNumbers, ValidationNumbers]:
    """Return the bank's month, a row for each call."""
    return fitted_and_held("bank_february_1999.csv.gz")


@pytest.fixture(scope="module")
def centre() -> tuple[FitNumbers, ValidationNumbers]:
    """Return the emergency centre's four weeks of hourly bins."""
    return fitted_and_held(*(f"centre_911_week_{week}.csv" for week in (44, 45, 46, 47)))


def model(validation: ValidationNumbers, measure: str) -> float:
    """Return the model's figure of the first line."""
    value = next(row.model.mean for row in validation.rows if row.measure.name == measure)
    assert value is not None
    return value


def test_the_bank_in_sample(bank: tuple[FitNumbers, ValidationNumbers]) -> None:
    """Level, waits and hours of the day are as near as by hand."""
    _, held = bank
    assert 0.114 <= model(held, ABANDONMENT_RATE.name) <= 0.139
    assert 40 <= model(held, ASA.name) <= 51
    assert 136 <= model(held, "answer_time_p90") <= 166
    hours = held.lines[0].by["hour"]
    assert hours.rank_correlation is not None
    assert hours.rank_correlation >= 0.54
    assert hours.mean_error is not None
    assert hours.mean_error <= 0.029


def test_the_bank_week_by_week(bank: tuple[FitNumbers, ValidationNumbers]) -> None:
    """Volume known: no worse than Erlang A by half a point, and two of three weeks inside their interval."""
    held_out = bank[1].held_out
    errors = held_out.mean_errors
    assert len(held_out.weeks) == 3
    assert held_out.inside >= 2
    assert errors["model"] is not None
    assert errors["erlang_a"] is not None
    assert errors["model"] <= errors["erlang_a"] + 0.005


def test_nothing_tells_how_many_people_the_centre_had(centre: tuple[FitNumbers, ValidationNumbers]) -> None:
    """Phones that ring explain the bins as well as any number of people does."""
    fit, held = centre
    assert not fit.fitted.has_queue
    assert held.trust is Trust.NOT_IDENTIFIED


def test_the_centres_last_week(centre: tuple[FitNumbers, ValidationNumbers]) -> None:
    """The bins of week 47 are foretold no worse than by the constant bins of the weeks before, to 0.003 a call."""
    fit, _ = centre
    scores = [figure.scores for figure in fit.held_out if figure.scores is not None]
    assert scores
    assert all(score.model >= score.constant - 0.003 for score in scores)
