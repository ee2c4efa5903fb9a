"""Many local times at once, in seconds from the start of the run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simcall.inputs.calendar import calendar_of
from simcall.inputs.clock import seconds_at
from tests.making import ONE_LINE, scenario

ZONES = ["Europe/London", "Asia/Kathmandu", "America/Santiago", "America/Havana", "Australia/Lord_Howe", "UTC"]


def first_shown(zone: ZoneInfo, instants: list[datetime]) -> dict[datetime, datetime]:
    """Return when each local minute is first shown, found by walking through the instants."""
    shown: dict[datetime, datetime] = {}
    for instant in instants:
        shown.setdefault(instant.astimezone(zone).replace(tzinfo=None), instant)
    return shown


@pytest.mark.parametrize("name", ZONES)
def test_every_minute_around_the_clock_changes(name):
    """A time is the first instant that shows it; one that the clock skips is the first instant after it."""
    zone = ZoneInfo(name)
    calendar = calendar_of(scenario(ONE_LINE, {"time_zone": name, "start": "2024-06-01T09:30:00"}))
    for year in (2023, 2024):
        change = [
            day
            for day in (datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(365))
            if (day + timedelta(days=1)).astimezone(zone).utcoffset() != day.astimezone(zone).utcoffset()
        ]
        for day in change or [datetime(year, 3, 3, tzinfo=UTC)]:
            instants = [day - timedelta(days=2) + timedelta(minutes=n) for n in range(5 * 1440)]
            shown = first_shown(zone, instants)
            first = min(shown)
            moments = [first + timedelta(minutes=n) for n in range(4 * 1440)]
            later = sorted(shown)
            places = np.searchsorted(np.array(later, "datetime64[us]"), np.array(moments, "datetime64[us]"))
            expected = [(shown[later[place]] - calendar.origin).total_seconds() for place in places]
            dates = np.array([moment.toordinal() for moment in moments])
            seconds = np.array([moment.hour * 3600 + moment.minute * 60 for moment in moments])
            assert seconds_at(calendar, dates, seconds).tolist() == expected


def test_times_past_midnight():
    """A time of 24 hours or more is that of a later date, by the clock: also over the night in March."""
    calendar = calendar_of(scenario(ONE_LINE, {"start": "2024-03-30"}))
    day = np.array([datetime(2024, 3, 30).toordinal()] * 4)
    hours = np.array([24, 25, 26, 48])
    assert seconds_at(calendar, day, hours * 3600).tolist() == [24 * 3600, 25 * 3600, 25 * 3600, 47 * 3600]


def test_fractions_of_a_second():
    """Times are kept to the microsecond; a skipped one still moves to the whole second of the jump."""
    calendar = calendar_of(scenario(ONE_LINE, {"start": "2024-03-31"}))
    day = np.array([datetime(2024, 3, 31).toordinal()] * 3)
    assert seconds_at(calendar, day, np.array([0.25, 5400.25, 7200.5])).tolist() == [0.25, 3600, 3600.5]


def test_no_times():
    """Of no times it is none."""
    calendar = calendar_of(scenario())
    assert seconds_at(calendar, np.empty(0, np.int64), np.empty(0)).shape == (0,)
