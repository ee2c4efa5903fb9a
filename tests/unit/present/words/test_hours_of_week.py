"""Numbers by step of the week as tables by hour and weekday."""

from __future__ import annotations

import numpy as np

from simcall.present.words.hours_of_week import hourly_any, hourly_most, week_rows


def test_an_hour_needs_the_most_of_its_steps() -> None:
    """Half-hours: the larger one counts, also where the span has only one of the two; none is not a number."""
    values = np.zeros(336)
    values[[2, 3]] = 4, 7
    values[5] = np.nan
    values[[6, 7]] = np.nan
    most = hourly_most(values)
    assert most.shape == (168,)
    np.testing.assert_array_equal(most[:5], [0, 7, 0, np.nan, 0])


def test_rows_of_a_week() -> None:
    """A row for each hour of the day, a column for each day; hours that the span does not have are dashes."""
    values = np.arange(168.0)
    values[24 + 5] = np.nan
    rows = week_rows(values, 1)
    assert len(rows) == 24
    assert rows[0] == ("00:00", "0.0", "24.0", "48.0", "72.0", "96.0", "120.0", "144.0")
    assert rows[5][:3] == ("05:00", "5.0", "-")


def test_marked_hours() -> None:
    """An hour is marked if one of its steps is."""
    marked = np.zeros(336, np.bool_)
    marked[[3, 10, 11]] = True
    assert np.flatnonzero(hourly_any(marked)).tolist() == [1, 5]
