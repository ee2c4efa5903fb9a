"""Who was on duty: sessions by hand, and people who are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.statistics.staffing import busy_hours, from_agents, from_counts, from_log_ins, sessions
from tests.observing import MONDAY, calls_frame, counts_frame

_START = pd.Timestamp(MONDAY)
_MINUTE = 60.0


def test_sessions_are_joined_over_gaps() -> None:
    """One agent's calls at 0-5, 12-20 and 60-70 min: gaps of 7 and 40 min. Another agent's call stands alone."""
    agents = np.array([0, 0, 0, 1])
    start, end = np.array([0.0, 12, 60, 3]) * _MINUTE, np.array([5.0, 20, 70, 4]) * _MINUTE
    assert _minutes(sessions(agents, start, end, 10 * _MINUTE)) == [(0, 20), (60, 70), (3, 4)]
    assert _minutes(sessions(agents, start, end, 5 * _MINUTE)) == [(0, 5), (12, 20), (60, 70), (3, 4)]
    assert _minutes(sessions(agents, start, end, 60 * _MINUTE)) == [(0, 70), (3, 4)]


def test_a_call_within_another_does_not_end_a_session() -> None:
    """A consultation at 5-10 min lies in a call of 0-60 min; the next call at 65 min is 5 min after that one."""
    agents, start, end = np.zeros(3, dtype=np.int64), np.array([0.0, 5, 65]), np.array([60.0, 10, 70])
    assert _minutes(sessions(agents, start * _MINUTE, end * _MINUTE, 10 * _MINUTE)) == [(0, 70)]


def _minutes(spans: tuple[np.ndarray, np.ndarray]) -> list[tuple[float, float]]:
    return [(start / _MINUTE, end / _MINUTE) for start, end in zip(*spans, strict=True)]


def test_no_calls_have_no_sessions() -> None:
    """Nothing in, nothing out."""
    start, end = sessions(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), 60.0)
    assert len(start) == len(end) == 0


def test_person_hours_are_split_at_the_hour() -> None:
    """From 00:30 to 02:15 and from 01:00 to 02:00; what is before the first hour does not count."""
    start, end = np.array([1800.0, 3600, -7200]), np.array([8100.0, 7200, -3600])
    assert busy_hours(start, end, 4).tolist() == [0.5, 2.0, 0.25, 0.0]


def _week_of_calls() -> pd.DataFrame:
    """Return two agents' calls of 4 minutes every 10 minutes, from 08:00 to 16:00 on weekdays, for two weeks."""
    starts = [
        _START + pd.Timedelta(days=day, hours=8, minutes=10 * call)
        for day in range(14)
        if day % 7 < 5
        for call in range(48)
    ]
    one = calls_frame(starts, wait=0.0, talk=240.0, agent="A01")
    return pd.concat([one, one.assign(agent="A02")], ignore_index=True)


def test_names_beside_calls_give_a_range() -> None:
    """Joined over gaps of 10 min each of ten sessions lasts 7 h 54 min; busy people count for 40 % of the time."""
    staff = from_agents(_week_of_calls(), MONDAY, np.ones(14 * 24, dtype=bool))
    by_name = {reading.name: reading.hours_per_week for reading in staff.readings}
    assert by_name["gaps of up to 10 min between calls count as on duty"] == pytest.approx(2 * 5 * 7.9)
    assert staff.readings[staff.chosen].name == "gaps of up to 30 min between calls count as on duty"
    assert staff.readings[staff.chosen].profile.values[9] == pytest.approx(2)
    assert staff.readings[staff.chosen].profile.values[7] == 0
    assert list(by_name.values()) == sorted(by_name.values())


def test_busy_people_count_while_two_wait() -> None:
    """At 09:00 both agents are busy while three wait; otherwise nobody waits, and people are busy 40 % of the time."""
    waiting = calls_frame([_START + pd.Timedelta(hours=9, minutes=1)] * 3, wait=120.0, outcome="abandoned")
    calls = pd.concat([_week_of_calls(), waiting], ignore_index=True)
    staff = from_agents(calls, MONDAY, np.ones(14 * 24, dtype=bool))
    (busy,) = [reading for reading in staff.readings if "busy" in reading.name]
    assert busy.profile.values[9] == pytest.approx(2)
    assert busy.profile.values[10] == pytest.approx(2 * 0.4)


def test_hours_that_do_not_count_do_not_lower_the_average() -> None:
    """The second week is left out: the first alone gives the same people."""
    counted = np.arange(14 * 24) < 7 * 24
    calls = _week_of_calls()
    first = calls[calls["start"] < _START + pd.Timedelta(days=7)]
    all_hours = from_agents(calls, MONDAY, np.ones(14 * 24, dtype=bool))
    half = from_agents(first, MONDAY, counted)
    assert half.readings[0].hours_per_week == pytest.approx(all_hours.readings[0].hours_per_week)


def test_calls_without_names_tell_nothing() -> None:
    """There is nobody to count."""
    assert from_agents(_week_of_calls().assign(agent=""), MONDAY, np.ones(336, dtype=bool)) is None


def test_log_ins_are_people_on_duty() -> None:
    """Two people from 22:00 to 06:00 on two nights; overlapping activities of one person count once."""
    night = _START + pd.Timedelta(hours=22)
    rows = [
        ("A01", night, night + pd.Timedelta(hours=8), "phones"),
        ("A01", night, night + pd.Timedelta(hours=4), "999"),
        ("A02", night, night + pd.Timedelta(hours=8), "phones"),
    ]
    people = pd.DataFrame(rows, columns=["person", "start", "end", "activity"])
    (reading,) = from_log_ins(people).readings
    assert reading.profile.values[23] == 2
    assert reading.profile.values[30] == 0
    assert reading.hours_per_week == 16


def test_a_reports_column_of_people_counts_once_for_all_lines() -> None:
    """Both lines say that six are logged in: six, not twelve."""
    counts = pd.concat([counts_frame(line, np.full((7, 24), 5.0), staffed=6.0) for line in ("101", "999")])
    (reading,) = from_counts(counts, MONDAY, np.ones(168, dtype=bool)).readings
    assert reading.hours_per_week == 6 * 168
    assert from_counts(counts.assign(staffed=np.nan), MONDAY, np.ones(168, dtype=bool)) is None
