"""Times without data are found; quiet nights, closed hours and the hour that spring skips are not among them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from simcall.observed.statistics.gaps import gaps_in
from tests.observing import grid_of

_LONDON = ZoneInfo("Europe/London")
_SHAPE = 8 * (1 + 0.95 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi))


def _month(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(np.tile(_SHAPE, (28, 1))).astype(np.float64)


def test_hours_without_rows_are_a_gap() -> None:
    """From 08:00 to 12:00 of the first Friday nothing was exported."""
    offered, exposure = _month(1), np.ones((28, 24))
    offered[4, 8:12] = exposure[4, 8:12] = 0
    (gap,) = gaps_in([grid_of(offered, exposure=exposure)], _LONDON)
    assert (gap.start, gap.end) == (datetime(2026, 3, 6, 8), datetime(2026, 3, 6, 12))
    assert gap.text == "The files have no rows for 101."


def test_hours_without_calls_are_a_gap_where_there_are_always_some() -> None:
    """From 14:00 to 16:00, when 30 calls are usual, nothing rang on either line."""
    first, second = _month(1), _month(2)
    first[10, 14:16] = second[10, 14:16] = 0
    (gap,) = gaps_in([grid_of(first), grid_of(second, line="999")], _LONDON)
    assert (gap.start, gap.end) == (datetime(2026, 3, 12, 14), datetime(2026, 3, 12, 16))
    assert gap.lines == ("101", "999")
    assert gap.text.startswith("Nothing rang on 101 and 999, where ")


def test_a_silence_of_one_line_is_a_gap_of_that_line() -> None:
    """The other line rang on."""
    first, second = _month(1), _month(2)
    first[10, 12:17] = 0
    (gap,) = gaps_in([grid_of(first), grid_of(second, line="999")], _LONDON)
    assert gap.lines == ("101",)


def test_months_of_chance_alone_have_no_gap() -> None:
    """The error of a family of hours is 1 %: of 200 months with quiet nights at most six have a gap.

    Seven or more would come once in 200 such tests; at an error of 5 % six or fewer once in eight.
    """
    assert sum(bool(gaps_in([grid_of(_month(seed))], _LONDON)) for seed in range(200)) <= 6


def test_quiet_nights_have_no_call_and_are_no_gap() -> None:
    """Between 01:00 and 05:00 this line has a call in three nights: a night without one is nothing."""
    assert (_month(4)[:, 2:5].sum(axis=1) == 0).any()
    assert not gaps_in([grid_of(_month(4))], _LONDON)


def test_hours_in_which_a_line_is_always_closed_are_no_gap() -> None:
    """An office line has rows from 08:00 to 18:00 alone, and none at weekends."""
    offered, exposure = _month(5), np.ones((28, 24))
    exposure[:, :8] = exposure[:, 18:] = 0
    exposure[[day for day in range(28) if day % 7 >= 5]] = 0
    assert not gaps_in([grid_of(offered * exposure, exposure=exposure)], _LONDON)


def test_the_hour_that_spring_skips_is_no_gap() -> None:
    """On 29 March 2026 the clock goes from 01:00 to 02:00: that hour has no exposure and nothing is missing."""
    offered, exposure = _month(6), np.ones((28, 24))
    offered[27, 1] = exposure[27, 1] = 0
    grid = grid_of(offered, exposure=exposure)
    assert grid.dates[27] == date(2026, 3, 29)
    assert not gaps_in([grid], _LONDON)
    assert len(gaps_in([grid], ZoneInfo("UTC"))) == 1
