"""The rules of the verdict."""

from __future__ import annotations

from itertools import product

import pytest

from simcall.studies.validate.verdicts import Evidence, Trust, verdict_on


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
