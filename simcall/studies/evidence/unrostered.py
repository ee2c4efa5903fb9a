"""Find observed times that a roster does not cover: with nobody on duty, the model cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from simcall.observed.saved import LeftOut
from simcall.scenario import Scenario
from simcall.scenario.models.lines import Group

__all__ = ["unrostered"]


def unrostered(scenario: Scenario, start: date, end: date) -> tuple[LeftOut, ...]:
    """Return the times before the first and after the last duty of a roster or a headcount by date.

    Parameters
    ----------
    scenario : Scenario
        Its groups' people; those of a rota or a headcount are there at all times.
    start, end : date
        The first date that was observed, and the day after the last.
    """
    begin, finish = (datetime.combine(day, time()) for day in (start, end))
    return tuple(
        LeftOut(first, last, tuple(group.lines), f"the {kind} of {name} does not cover these hours.")
        for name, group in scenario.groups.items()
        for kind, duties in _spans(group)
        for first, last in ((begin, min(duties[0], finish)), (max(duties[1], begin), finish))
        if first < last
    )


def _spans(group: Group) -> Iterator[tuple[str, tuple[datetime, datetime]]]:
    """Yield when the first duty that is given by date starts, and when the last ends."""
    if group.roster is not None:
        duties = group.roster.duties
        yield "roster", (min(duty.start for duty in duties), max(duty.end for duty in duties))
    if group.headcount_by_date is not None:
        rows = group.headcount_by_date
        yield "headcount by date", (min(row.begins for row in rows), max(row.ends for row in rows))
