"""Recognise labels that are the hours of a day, such as 07:00, 08:00, 09:00, beside numbers of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from simcall.sheets.clocks import read_clock

__all__ = ["hours_of_day"]

_STEPS = (15, 30, 60)
_FEWEST = 4
_DAY = 1440


def hours_of_day(labels: Iterable[str], *, bare_hours: bool) -> Mapping[str, tuple[int, int]]:
    """Return from when until when each label lasts, in minutes of the day; nothing of labels that are no hours.

    Parameters
    ----------
    labels : iterable of str
        In the order of the sheet. Those that are not times, such as a total, do not count.
    bare_hours : bool
        Whether 7 is an hour, as in a column that is called "Hour".
    """
    starts = {label: _minutes(label, bare_hours=bare_hours) for label in labels}
    timed = {label: start for label, start in starts.items() if start is not None}
    if _DAY in timed.values():
        return {}  # 24:00 is the end of an hour, so the others may be ends too
    steps = {(after - before) % _DAY for before, after in pairwise(timed.values())}
    if len(timed) < _FEWEST or len(set(timed.values())) < len(timed) or len(steps) != 1 or not steps <= set(_STEPS):
        return {}
    (step,) = steps
    return {label: (start, start + step) for label, start in timed.items()}


def _minutes(label: str, *, bare_hours: bool) -> int | None:
    seconds = read_clock(label, bare_hours=bare_hours)
    return seconds // 60 if seconds is not None and seconds % 60 == 0 else None
