"""Exports of a phone system to give to the page: they can be read in two ways, so simcall has to ask."""

from __future__ import annotations

__all__ = ["FILES"]

HEADER = "Interval start,Queue,Calls offered,Calls answered,Calls abandoned,Handle time"


def _report(days: range) -> str:
    """Return a report by hour, whose handling times may be minutes and seconds or hours and minutes."""
    hours = [(day, hour) for day in days for hour in range(24)]
    rows = [f"2026-03-{day:02d} {hour:02d}:00,101,{20 + hour},{19 + hour},1,4:{10 + hour}" for day, hour in hours]
    return "\n".join([HEADER, *rows]) + "\n"


FILES = (("One.csv", _report(range(1, 5))), ("Two.csv", _report(range(5, 10))))
