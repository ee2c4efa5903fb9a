"""The local clock over a run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from simcall.inputs import Calendar
from simcall.inputs.calendar import calendar_of
from tests.making import ONE_LINE, scenario

HOUR_MS = 3_600_000


def calendar(**changes: object) -> Calendar:
    """Lay a span on the calendar."""
    return calendar_of(scenario(ONE_LINE, changes))


def test_ordinary_date():
    """A run of two ordinary dates: from midnight to midnight, 1,440 minutes each."""
    found = calendar(start="2024-02-05", days=2.0)
    assert found.origin == datetime(2024, 2, 5, tzinfo=UTC)
    assert (found.measured_from, found.horizon) == (0, 48 * HOUR_MS)
    assert [day.date for day in found.dates] == [date(2024, 2, 5), date(2024, 2, 6)]
    assert [day.start_s for day in found.dates] == [0, 86_400]
    assert all(np.array_equal(day.clock, np.arange(1440)) for day in found.dates)
    assert found.dates[1].week_minute[[0, -1]].tolist() == [1440, 2879]


def test_summer_time():
    """Midnight in summer is 23:00 UTC of the day before."""
    found = calendar(start="2024-07-01")
    assert found.origin == datetime(2024, 6, 30, 23, tzinfo=UTC)
    assert found.local(0).isoformat() == "2024-07-01T00:00:00+01:00"
    assert found.horizon == 24 * HOUR_MS


def test_another_zone():
    """The local clock is that of the scenario's zone, also where it is not whole hours from UTC."""
    found = calendar(start="2024-02-05", time_zone="Asia/Kathmandu")
    assert found.origin == datetime(2024, 2, 4, 18, 15, tzinfo=UTC)
    assert len(found.dates) == 1


def test_spring_night():
    """On 31 March 2024 the clock jumps from 01:00 to 02:00: the date has 23 hours, and no 01:00 to 01:59."""
    found = calendar(start="2024-03-31", days=1.0)
    (day,) = found.dates
    assert found.horizon == 23 * HOUR_MS
    assert len(day.clock) == 1380
    assert np.array_equal(day.clock, [*range(60), *range(120, 1440)])
    assert day.minute_at(6 * 60) == 5 * 60
    assert day.minute_at(90) == 60  # 01:30 does not come: the clock has reached it when it shows 02:00
    assert found.seconds_to(datetime(2024, 3, 31, 2, 0)) == 3600


def test_autumn_night():
    """On 27 October 2024 the hour from 01:00 comes twice: the date has 25 hours."""
    found = calendar(start="2024-10-27", days=1.0)
    (day,) = found.dates
    assert found.horizon == 25 * HOUR_MS
    assert np.array_equal(day.clock, [*range(120), *range(60, 1440)])
    assert day.minute_at(90) == 90  # the first of the two
    assert day.minute_at(120) == 180
    assert found.seconds_to(datetime(2024, 10, 27, 1, 30)) == 5400  # the first of the two
    assert found.seconds_to(datetime(2024, 10, 27, 2, 0)) == 3 * 3600


@pytest.mark.parametrize(
    ("start", "days", "hours"),
    [
        ("2024-03-30", 2.0, 47),
        ("2024-03-30T12:00:00", 1.0, 23),
        ("2024-03-31", 0.5, 11),
        ("2024-03-25", 7.0, 167),
        ("2024-10-26", 2.0, 49),
        ("2024-10-26T12:00:00", 1.0, 25),
        ("2024-10-27", 0.5, 13),
        ("2024-03-01", 366.0 - 60 - 31, 275 * 24),  # 1 March to 1 December: one hour lost and one won
        ("2024-02-28", 2.0, 48),  # 29 February
    ],
)
def test_days_are_of_the_local_clock(start, days, hours):
    """The end is the start moved by `days` on the local clock: an hour less in spring, one more in autumn."""
    assert calendar(start=start, days=days).horizon == hours * HOUR_MS


def test_start_within_a_date():
    """A start with a time of day: the first date's first instant lies before the run."""
    found = calendar(start="2024-02-05T18:30:00", days=0.5)
    assert found.horizon == 12 * HOUR_MS
    assert [day.start_s for day in found.dates] == [-18.5 * 3600, 5.5 * 3600]
    assert found.local(0).isoformat() == "2024-02-05T18:30:00+00:00"


def test_warm_up_is_elapsed_time_before_the_start():
    """A warm-up moves the origin back by elapsed time, also over a clock change, and not the end."""
    found = calendar(start="2024-04-01", warm_up="2 days", days=1.0)
    assert found.measured_from == 48 * HOUR_MS
    assert found.horizon == 72 * HOUR_MS
    assert found.local(found.measured_from).isoformat() == "2024-04-01T00:00:00+01:00"
    assert found.local(0).isoformat() == "2024-03-29T23:00:00+00:00"  # the night between had 23 hours
    assert [day.date.day for day in found.dates] == [29, 30, 31, 1]


@pytest.mark.parametrize("tick", ["1 ms", "1 s", "30 s", "1 h"])
def test_ticks(tick):
    """A span is whole ticks, whatever their length; a tick's local time is its start."""
    found = calendar(tick=tick, days=1.0, warm_up="1 h")
    assert found.horizon * found.tick_s == pytest.approx(25 * 3600)
    assert found.local(found.measured_from) == datetime(2024, 2, 5, tzinfo=UTC)


def test_a_zone_whose_midnight_is_missing():
    """Where the clock jumps at midnight the date starts at 01:00 and has 23 hours (Santiago, 8 September 2024)."""
    found = calendar(start="2024-09-08", time_zone="America/Santiago")
    (day,) = found.dates
    assert day.clock[[0, -1]].tolist() == [60, 1439]
    assert found.horizon == 23 * HOUR_MS


def test_a_date_that_a_country_left_out():
    """Samoa went from 29 to 31 December 2011: the date between has no minutes, and nothing looks for its last one."""
    found = calendar(start="2011-12-29", days=3.0, time_zone="Pacific/Apia")
    assert [day.date.day for day in found.dates] == [29, 30, 31]
    assert [len(day.clock) for day in found.dates] == [1440, 0, 1440]
    assert [day.minute_at(600) for day in found.dates] == [600, 0, 600]
    assert found.dates[1].start_s == found.dates[2].start_s == 86_400
