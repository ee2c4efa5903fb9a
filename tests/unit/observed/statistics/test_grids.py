"""Counts by date and step hold what the rows say, and nothing that is left out."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd

from simcall.observed.statistics.grids import line_grid
from tests.observing import MONDAY, counts_frame, grid_of


def test_rows_stand_at_their_date_and_step_and_a_missing_row_has_no_exposure() -> None:
    """Two of three dates have rows; the second date is recorded nowhere, which is not the same as no calls."""
    rows = counts_frame("101", np.arange(48.0).reshape(2, 24))
    rows.loc[24:, "start"] += pd.Timedelta(days=1)
    grid = line_grid(rows, "101", MONDAY, 3)
    assert grid.offered[0].tolist() == list(range(24))
    assert grid.offered[2].tolist() == list(range(24, 48))
    assert grid.exposure.sum(axis=1).tolist() == [24, 0, 24]


def test_the_hour_that_comes_twice_holds_both() -> None:
    """Two rows of one hour are added, calls and exposure."""
    rows = pd.concat([counts_frame("101", np.full((1, 24), 5.0))] * 2)
    grid = line_grid(rows, "101", MONDAY, 1)
    assert grid.offered[0, 1] == 10
    assert grid.exposure[0, 1] == 2


def test_offered_is_worked_out_from_answered_and_abandoned() -> None:
    """A report without offered calls still has them."""
    rows = counts_frame("101", np.full((1, 24), 5.0)).assign(offered=np.nan, abandoned=2.0)
    assert line_grid(rows, "101", MONDAY, 1).offered[0, 0] == 7


def test_abandoned_is_worked_out_from_offered_and_answered() -> None:
    """A report without abandoned calls still has them."""
    rows = counts_frame("101", np.full((1, 24), 5.0)).assign(answered=3.0, abandoned=np.nan)
    assert line_grid(rows, "101", MONDAY, 1).abandoned[0, 0] == 2


def test_rows_of_days_do_not_count_beside_rows_of_hours() -> None:
    """The same calls are in both."""
    hours, days = counts_frame("101", np.full((2, 24), 5.0)), counts_frame("101", np.full((2, 1), 120.0))
    grid = line_grid(pd.concat([hours, days]), "101", MONDAY, 2)
    assert grid.offered.sum() == 240
    assert grid.has_hours


def test_half_hours_add_up_to_hours() -> None:
    """Longer steps hold the sum of the shorter ones."""
    hours = grid_of(np.arange(48.0).reshape(1, 48)).by(24)
    assert hours.offered[0].tolist() == [4 * hour + 1 for hour in range(24)]
    assert hours.exposure.tolist() == [[1.0] * 24]


def test_a_spell_takes_every_step_that_it_touches() -> None:
    """From 09:30 to 11:15 takes 9, 10 and 11; spells before and after the dates take nothing."""
    spells = [
        (datetime(2026, 3, 2, 9, 30), datetime(2026, 3, 2, 11, 15)),
        (datetime(2026, 2, 1), datetime(2026, 2, 2)),
        (datetime(2026, 5, 1), datetime(2026, 5, 2)),
    ]
    left = grid_of(np.ones((1, 24))).without(spells)
    assert np.flatnonzero(left.exposure[0] == 0).tolist() == [9, 10, 11]
    assert left.offered.sum() == 21


def test_dates_and_weekdays_follow_the_first_date() -> None:
    """A Saturday is followed by a Sunday and a Monday."""
    grid = grid_of(np.ones((3, 1)), first=date(2026, 3, 7))
    assert grid.weekdays.tolist() == [5, 6, 0]
    assert grid.dates[-1] == MONDAY.replace(day=9)


def test_calls_are_taken_off_where_they_were_offered() -> None:
    """Two redials at 09:30 come off, one on a date that is not there does not, and no count is below 0."""
    starts = pd.DatetimeIndex([datetime(2026, 3, 2, 9, 30)] * 2 + [datetime(2027, 1, 1)])
    assert grid_of(np.full((1, 24), 5.0)).less(starts).offered[0, 8:11].tolist() == [5, 3, 5]
    assert grid_of(np.full((1, 24), 1.0)).less(starts).offered[0, 9] == 0
