"""Find shifts in a rota's pattern that begin before the previous day's shift is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from simcall.files.messages import shown
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.paths import lookup
from simcall.scenario.models.staffing import OFF, Shift, written_times

__all__ = ["overlap_faults"]

_DAY_MIN = 24 * 60
_TIMES = ("start", "end", "length")


def overlap_faults(shifts: Mapping[str, Any], group: object) -> Iterator[Fault]:
    """Find shifts of a group's pattern that are not over when the next day's begins, by the clock.

    The pattern is worked again and again, so that its first day comes after its last. A shift lasts a day at most:
    only the next day's can overlap it, and one that follows itself cannot. That holds for fixed shifts too, each of
    which is worked by people of its own; they need no check.

    Parameters
    ----------
    shifts : mapping
        The raw tables of the scenario's shifts; those without right times have faults of their own.
    group : object
        The raw table of the group.
    """
    pattern = lookup(group, ("rota", "pattern"))
    names = [day if isinstance(day, str) else OFF for day in pattern] if isinstance(pattern, list | tuple) else []
    timed = {name: shift for name in dict.fromkeys(names) if (shift := _timed(name, shifts))}
    days: dict[tuple[str, str], list[int]] = {}
    for day, pair in enumerate(zip(names, names[1:] + names[:1], strict=True)):
        if all(name in timed for name in pair) and _overlap(*(timed[name] for name in pair)):
            days.setdefault(pair, []).append(day)
    for (name, following), overlaps in days.items():
        first, after = overlaps[0] + 1, (overlaps[0] + 1) % len(names) + 1
        yield Fault(
            ("rota", "pattern"),
            f"{shown(name)} on day {first} ({written_times(timed[name])}) does not end before {shown(following)} on "
            f"day {after} ({written_times(timed[following])}) begins{_more(len(overlaps) - 1)}; put a rest day in "
            "between, or give a shorter shift",
        )


def _timed(name: str, shifts: Mapping[str, Any]) -> Shift | None:
    """Return a shift without its breaks, which may be wrong where its times are right; None for a rest day."""
    table = shifts.get(name)
    if name.casefold() == OFF or not isinstance(table, Mapping):
        return None
    try:
        return Shift.model_validate({key: table[key] for key in _TIMES if key in table})
    except ValidationError:
        return None


def _overlap(shift: Shift, following: Shift) -> bool:
    return _began_min(shift) + shift.minutes > _DAY_MIN + _began_min(following)


def _began_min(shift: Shift) -> int:
    return shift.start.hour * 60 + shift.start.minute


def _more(times: int) -> str:
    return f" (and {times} more {'time' if times == 1 else 'times'})" if times else ""
