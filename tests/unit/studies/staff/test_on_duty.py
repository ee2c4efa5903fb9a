"""How many must be rostered for some number to be at the phones."""

from __future__ import annotations

import numpy as np

from simcall.studies.staff.on_duty import rostered_for


def test_the_share_who_are_there_decides() -> None:
    """If 8 of 10 rostered people are at the phones, 4 need 5 rostered; whole numbers are not rounded up."""
    required, rostered, on_duty = np.array([4.0, 8.0, 3.0]), np.array([10.0, 10.0, 10.0]), np.array([8.0, 8.0, 10.0])
    assert rostered_for(required, rostered, on_duty).tolist() == [5.0, 10.0, 3.0]


def test_an_hour_without_anybody_takes_the_share_of_the_week() -> None:
    """Where nobody is rostered today, the week's share holds: 12 of 16."""
    needed = rostered_for(np.array([3.0, 3.0, 0.0]), np.array([8.0, 0.0, 8.0]), np.array([6.0, 0.0, 6.0]))
    assert needed.tolist() == [4.0, 4.0, 0.0]


def test_nobody_is_missing_where_nobody_is_rostered_at_all() -> None:
    """A group without duties needs as many as are required; hours outside the span stay without a number."""
    needed = rostered_for(np.array([3.0, np.nan]), np.zeros(2), np.zeros(2))
    assert needed[0] == 3.0
    assert np.isnan(needed[1])
