"""Calls counted by half hour."""

import numpy as np
import pandas as pd
import pytest

from simcall.observed.observations import CALL_COLUMNS
from simcall.observed.reading.counting import clock_hours, count_calls, count_transferred

LONDON = "Europe/London"


def calls(*rows):
    """Return calls from (start, line, outcome, wait, talk, wrap, transferred)."""
    names = ("start", "line", "outcome", "wait", "talk", "wrap", "transferred")
    frame = pd.DataFrame(rows, columns=list(names)).assign(
        menu=np.nan, ring=np.nan, hold=np.nan, agent="", caller=0, to_line="", to_after=np.nan, file=0, row=0
    )
    frame["start"] = pd.to_datetime(frame["start"])
    return frame[list(CALL_COLUMNS)].astype(dict(CALL_COLUMNS))


@pytest.mark.parametrize(
    ("start", "minutes", "hours"),
    [
        ("2026-10-25 00:30", 30, 0.5),
        ("2026-10-25 01:00", 30, 1.0),
        ("2026-10-25 01:00", 60, 2.0),
        ("2026-10-25 02:00", 60, 1.0),
        ("2026-10-25", 1440, 25.0),
        ("2026-03-29 01:00", 60, 0.0),
        ("2026-03-29 02:00", 15, 0.25),
        ("2026-03-29", 1440, 23.0),
    ],
)
def test_the_clock_changes_in_two_nights(start, minutes, hours):
    """A period holds the hours that pass while the clock goes through it."""
    assert clock_hours(pd.DatetimeIndex([start]), minutes, LONDON)[0] == pytest.approx(hours)


def test_counts_add_up_by_half_hour():
    """Each call counts once, in the half hour of its start; transfers do not, and empty half hours are rows of zero."""
    observed = calls(
        ("2026-10-14 09:29:59", "101", "answered", 10, 100, 20, False),
        ("2026-10-14 09:30:00", "101", "abandoned", 40, np.nan, np.nan, False),
        ("2026-10-14 09:40:00", "101", "answered", 20, 200, 5, False),
        ("2026-10-14 09:45:00", "101", "other", 7, np.nan, np.nan, False),
        ("2026-10-14 09:50:00", "101", "answered", 5, 50, 5, True),
        ("2026-10-15 23:59:59", "999", "answered", 1, np.nan, 9, False),
    )
    counts = count_calls(observed, LONDON)
    assert len(counts) == 2 * 2 * 48
    assert (counts["exposure"] == 0.5).all()
    by_period = counts.set_index(["line", "start"])
    figures = ["offered", "answered", "abandoned", "wait_answered", "wait_abandoned", "handling"]
    assert by_period.loc[("101", "2026-10-14 09:00"), figures].tolist() == [1, 1, 0, 10, 0, 120]
    assert by_period.loc[("101", "2026-10-14 09:30"), figures].tolist() == [3, 1, 1, 20, 40, 205]
    assert by_period.loc[("999", "2026-10-14 09:00"), figures].tolist() == [0] * 6
    # A call without a possible talk has no handling: its wrap-up alone is not it.
    assert by_period.loc[("999", "2026-10-15 23:30"), "handling"] == 0
    assert counts["offered"].sum() == 5
    transferred = count_transferred(observed, LONDON)
    assert transferred[["line", "minutes", "exposure", *figures]].to_numpy().tolist() == [
        ["101", 15, 0.25, 1, 1, 0, 5, 0, 55]
    ]
    assert count_transferred(observed[~observed["transferred"]], LONDON) is None


def test_a_log_that_starts_in_the_afternoon_does_not_cover_the_morning():
    """Where other days have calls, the time before the first call and after the last has no exposure."""
    every_hour = pd.date_range("2026-10-14 15:10", "2026-10-17 11:10", freq="1h")
    counts = count_calls(
        calls(*((start, "101", "abandoned", 1, np.nan, np.nan, False) for start in every_hour)), LONDON
    )
    uncovered = counts.loc[counts["exposure"] == 0, "start"]
    assert len(uncovered) == 2 * 15 + 2 * 12 + 1
    assert uncovered.min() == pd.Timestamp("2026-10-14")
    assert uncovered[uncovered < "2026-10-15"].max() == pd.Timestamp("2026-10-14 14:30")
    assert uncovered[uncovered > "2026-10-15"].min() == pd.Timestamp("2026-10-17 11:30")


def test_a_centre_that_opens_at_nine_is_covered_at_night():
    """Where no day has calls, silence is no gap in the log."""
    starts = [start for start in pd.date_range("2026-10-14", "2026-10-17 23:00", freq="1h") if 9 <= start.hour < 17]
    counts = count_calls(calls(*((start, "101", "abandoned", 1, np.nan, np.nan, False) for start in starts)), LONDON)
    assert (counts["exposure"] == 0.5).all()
