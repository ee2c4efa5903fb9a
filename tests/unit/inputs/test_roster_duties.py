"""Rosters of named people laid on the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from simcall.inputs import Blueprint, draw_blueprint
from tests.making import TWO_LINES, scenario
from tests.people import check_shifts, drawn, laid, planned

H_MS = 3_600_000


def roster(*duties: tuple[str, ...], **changes: Any) -> Blueprint:
    """Lay a roster on the calendar: of each duty person, start and end, and perhaps breaks and line."""
    names = ("person", "start", "end", "breaks", "line")
    rows = [dict(zip(names, duty, strict=False)) for duty in duties]
    return laid({"roster": {"duties": rows}, **changes.pop("group", {})}, **changes)


def every_day(person: str, first: datetime, days: int) -> list[tuple[str, str, str]]:
    """Return a person's duties from 07:00 to 15:00 on so many days."""
    starts = [first + timedelta(days=n, hours=7) for n in range(days)]
    return [(person, start.isoformat(), (start + timedelta(hours=8)).isoformat()) for start in starts]


def test_duties():
    """People are numbered in the roster's order; duties outside the run are left out, one that runs into it is cut."""
    found = roster(
        ("Bea", "2024-02-04T22:00", "2024-02-05T06:00"),
        ("Bea", "2024-02-05T22:00", "2024-02-06T06:00"),
        ("Ada", "2024-02-05T07:15", "2024-02-05T15:45"),
        ("Cal", "2024-02-04T07:00", "2024-02-05T00:00"),
        ("Cal", "2024-02-06T00:00", "2024-02-06T08:00"),
    )
    assert planned(found) == [
        (0, "Mon 05 07:15", "Mon 05 15:45"),
        (1, "Sun 04 22:00", "Mon 05 06:00"),
        (1, "Mon 05 22:00", "Tue 06 06:00"),
    ]
    shifts = drawn(found).shifts
    assert shifts.start.tolist() == [0, 7.25 * H_MS, 22 * H_MS]
    check_shifts(shifts, found.calendar.horizon)


def test_clock_changes():
    """A duty is on the local clock: 7 hours from 22:00 to 06:00 in March, and 9 in October."""
    duties = [
        ("Ada", f"2024-{day}T22:00", f"2024-{after}T06:00") for day, after in (("03-30", "03-31"), ("10-26", "10-27"))
    ]
    plans = [roster(*duties, start=start).plan for start in ("2024-03-30", "2024-10-26")]
    assert [(plan.end - plan.began).tolist() for plan in plans] == [[7 * H_MS], [9 * H_MS]]


def test_breaks():
    """Breaks are due at the times of the roster, and are not paid; one before the start of the run is not had."""
    duty = ("Ada", "2024-02-05T06:00", "2024-02-05T14:00", "07:00-07:15; 10:00-10:30")
    found = roster(duty)
    assert found.plan.paid_s.tolist() == [7.25 * 3600]
    shifts = drawn(found).shifts
    assert shifts.break_at.tolist() == [7 * H_MS, 10 * H_MS]
    assert shifts.break_length.tolist() == [H_MS // 4, H_MS // 2]
    shifts = drawn(roster(duty, start="2024-02-05T08:00:00")).shifts
    assert (shifts.start.tolist(), shifts.break_at.tolist()) == ([0], [2 * H_MS])


def test_line():
    """Who has a line in a duty answers that line only; in the next duty it may be all of the group's."""
    duties = [
        {"person": "Ada", "start": "2024-02-05T06:00", "end": "2024-02-05T08:00", "line": "101"},
        {"person": "Ada", "start": "2024-02-05T08:00", "end": "2024-02-05T10:00"},
        {"person": "Bea", "start": "2024-02-05T06:00", "end": "2024-02-05T08:00", "line": "999"},
    ]
    handlers = {"lines": ["999", "101"], "roster": {"duties": duties}}
    found = draw_blueprint(scenario(TWO_LINES, {"groups.handlers": handlers}))
    assert found.plan.role.tolist() == [2, 0, 3]
    assert found.policy.role_group.tolist() == [0, 1, 0, 0]
    assert found.policy.serves.tolist() == [[True, True], [False, True], [False, True], [True, False]]


def test_split_shift():
    """Both duties of a person on one date are missed together: they are away that day."""
    days = [f"2024-02-{n:02d}" for n in range(5, 25)]
    duties = [("Ada", f"{day}T{a}", f"{day}T{b}") for day in days for a, b in (("06:00", "09:00"), ("12:00", "15:00"))]
    found = roster(*duties, group={"absence": {"probability": 0.5}}, days=20.0)
    for replication in range(5):
        start = drawn(found, replication).shifts.start // (24 * H_MS)
        assert set(np.bincount(start, minlength=20).tolist()) == {0, 2}


def test_training_turns():
    """Of a window that the roster has in part, a duty is as likely to be missed as in a whole one.

    It counts for as many duties as it would have at the same rate, also where the run has fewer still.
    """
    first = datetime(2024, 2, 5)
    found = roster(*every_day("Ada", first, 25), group={"absence": {"training_every": "10 days"}}, days=25.0)
    plan = found.plan
    assert plan.turns.tolist() == [10.0] * 25
    into_window = 10 - first.toordinal() % 10
    assert plan.turn.tolist() == [*range(into_window), *(n % 10 for n in range(25 - into_window))]
    shorter = roster(*every_day("Ada", first, 25), group={"absence": {"training_every": "10 days"}}, days=3.0)
    assert shorter.plan.turn.tolist() == plan.turn.tolist()[:3]


def test_same_person_in_two_groups_is_two():
    """A person's random numbers belong to the group too."""
    duties = [{"person": "Ada", "start": "2024-02-05T06:00", "end": "2024-02-05T08:00"}]
    one, two = (
        draw_blueprint(scenario(TWO_LINES, {f"groups.{name}": {"lines": lines, "roster": {"duties": duties}}}))
        for name, lines in (("handlers", ["999", "101"]), ("officers", ["101"]))
    )
    assert one.plan.streams != two.plan.streams
    assert (one.plan.group.tolist(), two.plan.group.tolist()) == ([0], [1])
