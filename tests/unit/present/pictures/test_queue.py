"""The queue through the day: counted anew, by its definition, from the records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest

import simcall as sc
from simcall.api import Results
from simcall.engine import CallRecords, Records
from simcall.measures.run_numbers import Resimulate
from simcall.present.pictures.queue import say_queue
from simcall.present.pictures.waiting import Waiting, waiting_of
from simcall.studies import defaults
from tests.making import ONE_LINE, scenario


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close every figure afterwards."""
    yield
    plt.close("all")


@cache
def _calls(resimulate: Resimulate, replication: int) -> CallRecords:
    return resimulate(replication).calls


def calls_of(results: Results, replication: int) -> CallRecords:
    """Return the call records of a replication, simulated once."""
    return _calls(results.resimulate, replication)


def number_at(results: Results, replication: int, line: str, tick: int) -> int:
    """Return how many of a line wait at a tick: those who have joined, and not left yet."""
    calls = calls_of(results, replication)
    own = calls.line == list(results.blueprint.scenario.lines).index(line)
    return int((own & (calls.joined <= tick) & (tick < calls.left)).sum())


@pytest.fixture(scope="module")
def found(two_days) -> dict[str, Waiting]:
    """Return the queues of the small run, counted once."""
    return waiting_of(two_days)


def test_typical_day_is_counted(two_days, found):
    """At each quarter of an hour the levels are order statistics of the numbers waiting, all days and replications."""
    calendar = two_days.blueprint.calendar
    for quarter in (0, 40, 50, 73):  # midnight, 10:00, 12:30, 18:15: two of the three dates have each
        moments = [day.start_s + 900.0 * quarter for day in calendar.dates]
        ticks = [tick for tick in map(calendar.tick_at, moments) if calendar.measured_from <= tick < calendar.horizon]
        numbers = sorted(number_at(two_days, i, "101", tick) for i in range(3) for tick in ticks)
        assert len(numbers) == 6
        drawn = [float(level[quarter]) for level in (found["101"].low, found["101"].median, found["101"].high)]
        assert drawn == [numbers[0], numbers[2], numbers[5]]  # the least with 10, 50 and 90 % at or under it


def test_nothing_is_simulated_again(two_days, found):
    """A run keeps what its queues follow from; without that, simulating again gives the same queues."""

    def refused(replication: int) -> Records:
        raise AssertionError(f"replication {replication} is simulated again")

    kept = waiting_of(replace(two_days, resimulate=refused))
    bare = replace(two_days, tallies=tuple(replace(tally, waits=None) for tally in two_days.tallies))
    again = waiting_of(bare)
    for line in found:
        for other in (kept[line], again[line]):
            for level in ("low", "median", "high"):
                np.testing.assert_array_equal(getattr(other, level), getattr(found[line], level))
            np.testing.assert_array_equal(other.worst.number, found[line].worst.number)
            assert other.worst.longest_at == found[line].worst.longest_at
    with pytest.raises(AssertionError, match="is simulated again"):
        waiting_of(replace(bare, resimulate=refused))


@pytest.mark.parametrize("line", ["999", "101"])
def test_worst_day_has_the_longest_queue_of_all(two_days, found, line):
    """No moment of any replication has more waiting than the worst day at the moment that is named."""
    worst, calendar = found[line].worst, two_days.blueprint.calendar
    longest = {}
    for i in range(3):
        calls = calls_of(two_days, i)
        own = (calls.line == list(two_days.lines).index(line)) & (calls.joined >= calendar.measured_from)
        longest[i] = max(number_at(two_days, i, line, tick) for tick in np.unique(calls.joined[own]).tolist())
    assert worst.longest == max(longest.values()) == longest[worst.replication] == np.nanmax(worst.number)
    assert worst.replication == min(i for i, most in longest.items() if most == worst.longest)
    tick = calendar.tick_at(calendar.seconds_to(worst.longest_at.replace(tzinfo=None)))
    assert number_at(two_days, worst.replication, line, tick) == worst.longest
    assert worst.day == worst.longest_at.date()


def test_worst_day_holds_the_time_waited(two_days, found):
    """The area under the worst day's curve is the waiting that the measure `mean_queue` counts for that day."""
    worst = found["101"].worst
    days, waited_s, _ = two_days.totals("mean_queue", line="101", by="day")
    area_h = float((np.diff(worst.hour) * worst.number[:-1]).sum())
    assert area_h * 3600 == pytest.approx(waited_s[worst.replication, days.index(worst.day)])


def test_what_is_drawn_is_what_was_counted(two_days, found):
    """The curves on the axes are what was counted, and the worst day is named by its date and replication."""
    ax = two_days.plot.queue(line="101")
    worst, typical = ax.lines
    np.testing.assert_array_equal(worst.get_ydata(), found["101"].worst.number)
    np.testing.assert_array_equal(typical.get_ydata(), found["101"].median)
    words = " ".join(text.get_text() for text in ax.get_legend().get_texts())
    day = found["101"].worst.day
    assert f"{day:%a} {day.day} {day:%b %Y}, longest queue {found['101'].worst.longest}" in words


def test_the_night_when_the_clock_goes_forward():
    """The hour that the clock leaves out has no typical number, and the day still ends at 24:00."""
    spring = sc.run(scenario(ONE_LINE, {"start": "2024-03-31"}), replications=2, seed=1, jobs=1)
    found = waiting_of(spring)["999"]
    assert np.flatnonzero(np.isnan(found.median)).tolist() == [4, 5, 6, 7]
    assert found.worst.hour[-1] == 24


def test_the_night_when_the_clock_goes_back():
    """The curve breaks where the clock shows an hour again, and that hour is counted twice."""
    changes = {"start": "2024-10-27", "groups.handlers.headcount": 1}
    autumn = sc.run(scenario(ONE_LINE, changes), replications=2, seed=1, jobs=1)
    hours = waiting_of(autumn)["999"].worst.hour
    assert np.isnan(hours).sum() == 1
    (gap,) = np.flatnonzero(np.isnan(hours))
    assert hours[gap + 1] < hours[gap - 1] < 2 <= hours[gap + 1] + 1


def test_nobody_waits():
    """Where nobody ever waits, that is said, and drawn as nothing."""
    idle = sc.run(scenario(ONE_LINE, {"groups.handlers.headcount": 200}), replications=2, seed=1, jobs=1)
    found = waiting_of(idle)["999"]
    assert found.worst.longest == 0
    assert "nobody ever waits" in say_queue(found, "999")
    assert idle.plot.queue(line="999").get_ylim() == (0, 1)


def test_long_runs_are_looked_at_in_part(two_days, monkeypatch):
    """Of a long run only so many replications are looked at, and the picture says how many."""
    monkeypatch.setattr(defaults, "_MOST_DAYS", 4)
    found = waiting_of(two_days)["101"]
    assert (found.replications, found.days) == (2, 6)  # three dates, two of them in part
    assert "of 2 replications" in say_queue(found, "101")
    monkeypatch.setattr(defaults, "_MOST_DAYS", 1)
    assert waiting_of(two_days)["101"].replications == 1
