"""Headcounts by date on the calendar, and the people of a headcount who are available."""

from __future__ import annotations

import numpy as np
import pytest

from simcall.inputs import Blueprint, Draws, Duties
from simcall.inputs.headcounts import available
from tests.people import drawn, laid

H = 3600


def steps(duties: Duties) -> list[tuple[float, int]]:
    """Return (hours from the start of the run, headcount) of every step."""
    return list(zip((duties.tick / H / 1000).tolist(), duties.headcount.tolist(), strict=True))


def row(date: str, start: str, end: str, people: int) -> dict[str, object]:
    """Return a row of a headcount by date."""
    return {"date": date, "from": start, "to": end, "people": people}


def dated(*rows: dict[str, object], **changes: object) -> list[tuple[float, int]]:
    """Return the steps of a group with these rows."""
    return steps(laid({"headcount_by_date": list(rows)}, **changes).duties)


def test_rows_add_up():
    """People of rows that overlap are there together, and nobody is there between the rows; Monday is the 5th."""
    found = dated(row("2024-02-05", "07:00", "15:00", 4), row("2024-02-05", "09:00", "17:00", 2))
    assert found == [(0, 0), (7, 4), (9, 6), (15, 2), (17, 0)]


def test_rows_past_midnight():
    """A row whose end is not after its start ends on the next day; one of the day before reaches into the run."""
    found = dated(row("2024-02-04", "22:00", "06:00", 3), row("2024-02-05", "10:00", "10:00", 1), days=2.0)
    assert found == [(0, 3), (6, 0), (10, 1), (34, 0)]


def test_rows_that_meet():
    """Where one row ends as another of as many people starts, the headcount has no step."""
    found = dated(row("2024-02-05", "00:00", "12:00", 2), row("2024-02-05", "12:00", "00:00", 2))
    assert found == [(0, 2)]


@pytest.mark.parametrize(("date", "hours"), [("2024-03-31", 7), ("2024-10-27", 9)])
def test_rows_on_the_nights_when_the_clock_changes(date, hours):
    """From midnight to 08:00 is an hour less or more on those nights."""
    found = dated(row(date, "00:00", "08:00", 2), start=date, time_zone="Europe/London")
    assert found == [(0, 2), (hours, 0)]


def test_a_row_within_the_hour_that_is_skipped():
    """Nobody comes for a time that the clock never shows."""
    found = dated(row("2024-03-31", "01:10", "01:50", 2), start="2024-03-31", time_zone="Europe/London")
    assert found == [(0, 0)]


def by_hour(duties: Duties, hours: int) -> np.ndarray:
    """Return the headcount in each hour from the start of the run."""
    place = np.searchsorted(duties.tick, np.arange(hours) * H * 1000, side="right") - 1
    return duties.headcount[place]


def staffed(availability: float, people: int = 3, days: float = 100.0, **changes: object) -> Blueprint:
    """Lay a headcount with an availability on the calendar."""
    return laid({"headcount": people, "availability": availability}, days=days, **changes)


@pytest.mark.parametrize(("people", "availability"), [(3, 0.85), (10, 0.93), (4, 1.3), (7, 0.0)])
def test_number_in_an_hour(people, availability):
    """The number is the share of the headcount, rounded up or down; its mean is right: 4 standard errors (2,400 hours).

    Hours are independent: the correlation of neighbours is within 4 standard errors of 0.
    """
    found = by_hour(drawn(staffed(availability, people)), 2400)
    mean, part = people * availability, people * availability % 1
    assert set(found.tolist()) <= {int(np.floor(mean)), int(np.ceil(mean))}
    assert abs(found.mean() - mean) <= 4 * np.sqrt(part * (1 - part) / 2400) + 1e-12
    if part:
        assert abs(np.corrcoef(found[1:], found[:-1])[0, 1]) < 4 / np.sqrt(2400)


def test_changes_on_the_hour():
    """The number is drawn anew on the local hour, also where a run starts within one."""
    duties = drawn(staffed(0.5, 3, days=20.0, start="2024-02-05T07:30:00"))
    assert len(duties.tick) > 100
    assert np.all(duties.tick[1:] % (H * 1000) == H * 500)


def test_a_step_of_the_profile_within_an_hour():
    """Within an hour, a new headcount is rounded with the same number."""
    profile = [10, 20] * 168
    blueprint = laid({"headcount_profile": profile, "availability": 0.55}, days=1.0)
    duties = drawn(blueprint)
    halves = np.repeat(duties.headcount, np.diff(np.append(duties.tick, 24 * H * 1000)) // (H * 500))
    assert len(halves) == 48
    assert np.all(halves[1::2] == 11)
    assert set(halves[::2].tolist()) == {5, 6}


def test_address():
    """An hour has the same people whenever the run starts; more availability never means fewer people."""
    long = by_hour(drawn(staffed(0.85, days=3.0)), 72)
    short = by_hour(drawn(staffed(0.85, days=1.0, start="2024-02-06")), 24)
    np.testing.assert_array_equal(long[24:48], short)
    assert np.all(by_hour(drawn(staffed(0.9, days=3.0)), 72) >= long)


@pytest.mark.parametrize(("date", "hours"), [("2024-03-31", 23), ("2024-10-27", 25)])
def test_days_when_the_clock_changes(date, hours):
    """A day of 23 or 25 hours has as many draws."""
    blueprint = staffed(0.5, 1, days=1.0, start=date, time_zone="Europe/London")
    groups = tuple(blueprint.scenario.groups.items())
    changed = {int(tick) // (H * 1000) for i in range(40) for tick in _ticks(blueprint, groups, i)}
    assert changed == set(range(hours))


def _ticks(blueprint: Blueprint, groups: tuple, replication: int) -> list[int]:
    return available(blueprint.duties, groups, blueprint.calendar, Draws(1, replication)).tick.tolist()


def test_availability_beside_named_people():
    """A group with availability and one with a rota keep their own people."""
    rota = {"fixed": {"desk": {"shift": "early", "days": ["Mon"], "people": 2}}}
    blueprint = laid(
        {"headcount": 3, "availability": 0.5},
        **{"groups.rota": {"lines": ["999"], "rota": rota}, "groups.fixed": {"lines": ["999"], "headcount": 4}},
    )
    duties = drawn(blueprint)
    assert duties.headcount[duties.group == 2].tolist() == [4]
    assert set(duties.headcount[duties.group == 0].tolist()) == {1, 2}
    assert duties.shifts.group.tolist() == [1, 1]
