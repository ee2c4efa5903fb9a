"""Cells that hold a date, a time, a range of times, or a date with either."""

from __future__ import annotations

import pytest

from simcall.sheets.moments import MomentText, moment_parts

SEVEN = 7 * 3600.0
HALF_PAST = SEVEN + 1800.0


@pytest.mark.parametrize(
    "text",
    [
        "01/10/2026 07:00",
        "01/10/2026T07:00:00",
        "01/10/2026, 7:00 AM",
        "01/10/2026 at 7.00",
        "01/10/2026 0700",
        "07:00 01/10/2026",
        "  01/10/2026  07:00 ",
    ],
)
def test_a_date_and_a_time_stand_in_one_cell_in_many_ways(text: str) -> None:
    """A date and a time stand in one cell in many ways."""
    assert moment_parts(text) == MomentText("01/10/2026", SEVEN)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-10-01T07:00:00Z", 0.0),
        ("2026-10-01 07:00 GMT", 0.0),
        ("2026-10-01 07:00 BST", 3600.0),
        ("2026-10-01T07:00:00+01:00", 3600.0),
        ("2026-10-01 07:00:00-0530", -19_800.0),
    ],
)
def test_a_cell_may_state_how_far_its_clock_is_ahead_of_utc(text: str, offset: float) -> None:
    """A cell may state how far its clock is ahead of UTC."""
    assert moment_parts(text) == MomentText("2026-10-01", SEVEN, None, offset)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01 07:00 - 2026-10-01 07:30",
        "2026-10-01T07:00/2026-10-01T07:30",
        "2026-10-01 0700-0730",
        "2026-10-01 07:00 to 07:30",
    ],
)
def test_a_range_has_an_end(text: str) -> None:
    """A range has an end."""
    assert moment_parts(text) == MomentText("2026-10-01", SEVEN, HALF_PAST)


def test_in_compact_form_a_space_before_two_times_makes_a_range_and_a_t_makes_an_offset() -> None:
    """In compact form a space before two times makes a range and a t makes an offset."""
    assert moment_parts("20261001 0700-0730") == MomentText("20261001", SEVEN, HALF_PAST)
    assert moment_parts("20261001T0700-0500") == MomentText("20261001", SEVEN, None, -18_000.0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1760000000", MomentText("2025-10-09", 8 * 3600.0 + 53 * 60 + 20, None, 0.0)),
        ("1760000000500", MomentText("2025-10-09", 8 * 3600.0 + 53 * 60 + 20.5, None, 0.0)),
        ("45931.25", MomentText("45931", 6 * 3600.0)),
        ("2026-10-01 07:00:00,250", MomentText("2026-10-01", SEVEN + 0.25)),
    ],
)
def test_computers_count_seconds_since_1970_or_days_of_a_workbook(text: str, parts: MomentText) -> None:
    """Computers count seconds since 1970 or days of a workbook."""
    assert moment_parts(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("01.10.26", MomentText("01.10.26")),
        ("14 Oct", MomentText("14 Oct")),
        ("07.30", MomentText("", HALF_PAST)),
        ("07:00-07:30", MomentText("", SEVEN, HALF_PAST)),
    ],
)
def test_a_date_or_a_time_may_stand_alone(text: str, parts: MomentText) -> None:
    """A date or a time may stand alone."""
    assert moment_parts(text) == parts


@pytest.mark.parametrize(
    "text", ["", "-", "Total", "999", "101 Public Contact", "2026-10-01 25:00", "2026-10-01 - none"]
)
def test_anything_else_is_no_moment(text: str) -> None:
    """Anything else is no moment."""
    assert moment_parts(text) is None
