"""Cutting the measured span into periods of the local clock."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simcall.errors import SimcallError
from simcall.inputs import Calendar
from simcall.inputs.calendar import calendar_of
from simcall.inputs.periods import Periods, cells_by, periods_of
from tests.making import ONE_LINE, scenario


def cut(width_min: int = 60, **changes: object) -> tuple[Calendar, Periods]:
    """Lay a span on the calendar and cut it."""
    calendar = calendar_of(scenario(ONE_LINE, {"tick": "1 s", **changes}))
    return calendar, periods_of(calendar, width_min)


def hours(periods: Periods) -> list[float]:
    """Return the lengths of periods in hours."""
    return (np.diff(periods.edges) / 3600).tolist()


def test_ordinary_day():
    """A day is 24 hours, from local midnight."""
    _, periods = cut()
    assert hours(periods) == [1] * 24
    assert [start.hour for start in periods.starts] == list(range(24))


def test_warm_up_is_before_the_first_period():
    """The first period starts where measuring does, after the warm-up, and the last ends at the horizon."""
    calendar, periods = cut(warm_up="90 min")
    assert periods.edges[0] == calendar.measured_from == 5400
    assert periods.edges[-1] == calendar.horizon


def test_span_within_hours():
    """Where the span starts or ends within an hour its first and last period are shorter."""
    _, periods = cut(start="2024-02-05T10:20:00", days=0.125)
    assert hours(periods) == pytest.approx([40 / 60, 1, 1, 20 / 60])
    assert [start.strftime("%H:%M") for start in periods.starts] == ["10:20", "11:00", "12:00", "13:00"]


@pytest.mark.parametrize("width_min", [1, 7, 15, 30, 90, 1440])
def test_widths_count_from_midnight(width_min):
    """Periods of any width are cut at its multiples from local midnight, of each day."""
    _, periods = cut(width_min, days=2.0)
    per_day = -(-1440 // width_min)
    assert len(periods) == 2 * per_day
    starts = [start.hour * 60 + start.minute for start in periods.starts]
    assert starts == [i * width_min for i in range(per_day)] * 2


def test_spring_night():
    """On 31 March 2024 there is no hour from 01:00: 23 periods."""
    _, periods = cut(start="2024-03-31")
    assert hours(periods) == [1] * 23
    assert [start.hour for start in periods.starts] == [0, *range(2, 24)]


def test_autumn_night():
    """On 27 October 2024 the hour from 01:00 makes two periods, which gather under one label."""
    _, periods = cut(start="2024-10-27")
    assert hours(periods) == [1] * 25
    cells = cells_by(periods, "hour")
    assert cells.labels == list(range(24))
    assert np.bincount(cells.of_period).tolist() == [1, 2] + [1] * 22


def test_autumn_night_by_interval():
    """By interval each period stands by itself, in the order of time, also the two that the local clock calls 01:00."""
    _, periods = cut(start="2024-10-27")
    cells = cells_by(periods, "interval")
    assert len(cells.labels) == 25
    assert cells.of_period.tolist() == list(range(25))


def test_gather_by_day_and_hour_of_week():
    """Labels are the local date, and the hour of the week from Monday 00:00, ascending."""
    _, periods = cut(start="2024-02-10T23:00:00", days=1 / 12 + 1)  # Saturday 23:00 to Monday 01:00
    days = cells_by(periods, "day")
    assert days.labels == [date(2024, 2, 10), date(2024, 2, 11), date(2024, 2, 12)]
    assert np.bincount(days.of_period).tolist() == [1, 24, 1]
    assert cells_by(periods, "hour_of_week").labels == [0, *range(143, 168)]


def test_unknown_gathering():
    """A gathering that there is not is refused, and those that there are are named."""
    _, periods = cut()
    with pytest.raises(SimcallError, match="hour_of_week"):
        cells_by(periods, "weekday")


@pytest.mark.parametrize("tick", ["1 ms", "1 s", "30 s", "13 s", "7 s", "1.1 ms"])
def test_hours_keep_their_names_on_any_tick(tick):
    """Each hour is labelled as itself, also where the tick does not divide it and the edge is a tick beside it."""
    _, periods = cut(tick=tick)
    cells = cells_by(periods, "hour")
    assert cells.labels == list(range(24))
    assert np.bincount(cells.of_period).tolist() == [1] * 24


def test_gather_by_week():
    """Weeks are named by their Monday, the ones that the span cuts off too."""
    periods = cut(start="2024-02-08", days=12.0)[1]
    weeks = cells_by(periods, "week")
    assert [str(monday) for monday in weeks.labels] == ["2024-02-05", "2024-02-12", "2024-02-19"]
    assert np.bincount(weeks.of_period).tolist() == [4 * 24, 7 * 24, 24]
