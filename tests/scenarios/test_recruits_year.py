"""The year in which recruits come and officers go back."""

from __future__ import annotations

from datetime import date

import pytest

import simcall as sc
from tests.scenarios.shared import loaded

RECRUITS = "2024-recruits.toml"


def test_three_cohorts_are_handlers_within_the_year():
    """Every cohort is on the phones, and trained, before the span ends: 52 weeks that begin and end with a week."""
    year = loaded(RECRUITS)
    cohorts = year.groups["trainees"].recruits.values()
    assert year.days == 52 * 7
    assert year.start.weekday() == 0
    assert all(year.start < cohort.starts < cohort.is_trained < date(2025, 3, 3) for cohort in cohorts)


@pytest.mark.long
def test_when_the_officers_can_go_back():
    """The officers can go back once the third cohort is trained, and not before the second is.

    Ten replications; from that week on the mean of the weeks without them is over the target by several half-widths.
    """
    view = sc.recruits(loaded(RECRUITS), replications=10, seed=1)
    cohorts = list(view.scenario.groups["trainees"].recruits.values())
    assert view.helpers == ("officers",)
    assert cohorts[1].is_trained < view.back_from <= date(2024, 11, 25)
    trained = [week for week in view.weeks if week.monday >= cohorts[2].is_trained]
    tutored = [week for week in view.weeks if cohorts[0].takes_calls <= week.monday < cohorts[0].is_trained]
    assert all(week.without_help.mean > 0.9 for week in trained)
    # Eighteen tutors off the phones: the hub is at its worst while its first recruits learn.
    assert max(week.without_help.high for week in tutored) < view.weeks[0].without_help.low
