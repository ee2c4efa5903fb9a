"""Find shifts in a rota's pattern that begin before the previous day's shift is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from simcall.files.messages import shown
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.paths import child, lookup, named
from simcall.scenario.models.quantities import parse_date
from simcall.scenario.models.shifts import Shift, written_times
from simcall.scenario.models.staffing import OFF
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["overlap_faults"]

_DAY_MIN = 24 * 60
_TIMES = ("start", "end", "length", "on")


def overlap_faults(shifts: Mapping[str, Any], group: object) -> Iterator[Fault]:
    """Find shifts of a group's pattern that are not over when the next day's begins, by the clock.

    The pattern is worked again and again, so that its first day comes after its last. A shift lasts a day at most:
    only the next day's can overlap it. A fixed shift follows only itself, and overlaps only if it has other hours on
    some days.

    Parameters
    ----------
    shifts : mapping
        The raw tables of the scenario's shifts; those without right times have faults of their own.
    group : object
        The raw table of the group.
    """
    yield from _pattern_faults(shifts, group)
    yield from _fixed_faults(shifts, group)


def _pattern_faults(shifts: Mapping[str, Any], group: object) -> Iterator[Fault]:
    """Find days of the pattern whose shift is not over when the next day's begins; each pair of shifts once."""
    pattern = lookup(group, ("rota", "pattern"))
    names = [day if isinstance(day, str) else OFF for day in pattern] if isinstance(pattern, list | tuple) else []
    timed = {name: shift for name in dict.fromkeys(names) if (shift := _timed(name, shifts))}
    days: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for day, pair in enumerate(zip(names, names[1:] + names[:1], strict=True)):
        if all(name in timed for name in pair):
            weekdays = _weekdays(child(group, "rota"), day, len(names))
            overlap = next((w for w in weekdays if _overlap(*_shifts_from(w, *(timed[name] for name in pair)))), None)
            if overlap is not None:
                days.setdefault(pair, []).append((day, overlap))
    for (name, following), overlaps in days.items():
        day, weekday = overlaps[0]
        shift, next_shift = _shifts_from(weekday, timed[name], timed[following])
        on = f" on {WEEKDAYS[weekday]}" if timed[name].on or timed[following].on else ""
        first = f"{shown(name)} on day {day + 1} ({written_times(shift)}{on})"
        second = f"{shown(following)} on day {(day + 1) % len(names) + 1} ({written_times(next_shift)})"
        yield Fault(
            ("rota", "pattern"),
            f"{first} does not end before {second} begins{_more(len(overlaps) - 1)}; put a rest day in between, or "
            "give a shorter shift",
        )


def _fixed_faults(shifts: Mapping[str, Any], group: object) -> Iterator[Fault]:
    """Find fixed shifts that are not over when the same people's next one begins."""
    for key, fixed in named(child(group, "rota"), "fixed").items():
        name, days = child(fixed, "shift"), child(fixed, "days")
        shift = _timed(name, shifts) if isinstance(name, str) else None
        worked = [day in days for day in WEEKDAYS] if isinstance(days, list | tuple) else [False] * 7
        for weekday in range(7) if shift else ():
            both = worked[weekday] and worked[(weekday + 1) % 7]
            if both and shift and _overlap(*_shifts_from(weekday, shift, shift)):
                first, after = _shifts_from(weekday, shift, shift)
                yield Fault(
                    ("rota", "fixed", key, "days"),
                    f"{shown(name)} on {WEEKDAYS[weekday]} ({written_times(first)}) does not end before the same "
                    f"people's next one begins ({written_times(after)}); leave out a day, or give a shorter shift",
                )


def _weekdays(rota: object, day: int, length: int) -> Iterable[int]:
    """Return the days of the week on which a day of a pattern can fall: all, unless the pattern is whole weeks."""
    if length % 7:
        return range(7)
    try:
        starts = parse_date(child(rota, "starts")).weekday()
    except ValueError:
        return range(7)
    offsets = [child(team, "offset") for team in named(rota, "teams").values()]
    return sorted({(starts + day - (offset if isinstance(offset, int) else 0)) % 7 for offset in offsets or [0]})


def _shifts_from(weekday: int, shift: Shift, following: Shift) -> tuple[Shift, Shift]:
    """Return a shift as it is on a day of the week, and another as it is on the day after."""
    return shift.on_weekday(weekday), following.on_weekday((weekday + 1) % 7)


def _timed(name: str, shifts: Mapping[str, Any]) -> Shift | None:
    """Return a shift without its usual breaks, which may be wrong where its times are right; None for a rest day."""
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
