"""Make one even week of the entries of a file: averages over its weeks, closed hours, and every gap named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simcall.scenario.models.week import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    WEEKDAYS,
    join_steps,
    spans_in_words,
)
from simcall.scenario.reading.weeks.entries import Entry

__all__ = ["EvenWeek", "even_week", "week_moment"]

_DAYS = range(7)
_WEEKEND = frozenset((5, 6))
_LOG_STEP = 60
_LONGEST_OPEN_STEP = 60


@dataclass(frozen=True)
class EvenWeek:
    """A value for each of the equal steps of a week.

    Attributes
    ----------
    values : tuple of float or None
        From Monday 00:00; None where the file has no row.
    length : int
        Of a step, in minutes.
    calls : tuple of float
        The mean number of calls in each step, where the file has them beside its values.
    faults : tuple of str
        What is wrong; empty if nothing is.
    """

    values: tuple[float | None, ...] = ()
    length: int = 0
    calls: tuple[float, ...] = ()
    faults: tuple[str, ...] = ()

    def closed_hours(self) -> str:
        """Return in words when there is no value; empty if there always is one."""
        minutes = [number * self.length for number, value in enumerate(self.values) if value is None]
        return " and ".join(spans_in_words(join_steps(minutes, self.length)))


def week_moment(minute: int) -> str:
    """Write a minute of the week as a planner does: ``Mon 06:30``."""
    day, of_day = divmod(minute % MINUTES_PER_WEEK, MINUTES_PER_DAY)
    return f"{WEEKDAYS[day]} {of_day // 60:02d}:{of_day % 60:02d}"


def even_week(entries: Sequence[Entry], column: str, *, is_log: bool = False, closes: bool = False) -> EvenWeek:
    """Return the week that entries describe.

    Parameters
    ----------
    entries : sequence of Entry
        In any order.
    column : str
        ``"weight"``, ``"factor"`` or ``"headcount"``.
    is_log : bool
        Whether each entry is a call; then an hour without any holds none.
    closes : bool
        Whether steps without a row are closed hours, whatever their pattern.
    """
    entries = [each for entry in entries for each in _on_its_days(entry)]
    if not entries:
        return EvenWeek(faults=("there are no rows under the header",))
    faults = [] if is_log else _repeated(entries)
    levels, calls = _means(entries, is_log=is_log)
    length = _LOG_STEP if is_log else _step_length(levels, entries)
    if MINUTES_PER_WEEK % length:
        return EvenWeek(
            faults=(*faults, f"most steps are of {length} minutes, which do not cut a week into equal steps")
        )
    faults += [] if is_log else _uneven(entries, length)
    starts = range(0, MINUTES_PER_WEEK, length)
    gaps = [minute for minute in starts if levels.get(minute) is None]
    may_close = closes or (column == "weight" and _is_closing_pattern(levels, length))
    if gaps and not may_close:
        faults.append(_gap(gaps, column))
    values = tuple(levels.get(minute) for minute in starts)
    return EvenWeek(values, length, tuple(calls.get(minute, 0.0) for minute in starts), tuple(faults))


def _on_its_days(entry: Entry) -> list[Entry]:
    """Return an entry that holds on all days once for each of them."""
    return [entry._replace(day=day) for day in _DAYS] if entry.day is None else [entry]


def _minute_of_week(entry: Entry) -> int:
    weekday = entry.day.weekday() if isinstance(entry.day, date) else entry.day
    assert weekday is not None
    return (weekday * MINUTES_PER_DAY + entry.minute) % MINUTES_PER_WEEK


def _repeated(entries: Iterable[Entry]) -> list[str]:
    """Say which steps are given twice; the hour that comes twice in autumn may be."""
    first_rows: dict[tuple[object, int], int] = {}
    faults: list[str] = []
    for entry in entries:
        earlier = first_rows.setdefault((entry.day, entry.minute), entry.row)
        if earlier != entry.row and not _comes_twice(entry):
            when = f"{entry.day:%d %B %Y} " if isinstance(entry.day, date) else ""
            moment = week_moment(_minute_of_week(entry))
            faults.append(f"row {entry.row}: {when}{moment} is given twice, in row {earlier} too")
    return faults


def _comes_twice(entry: Entry) -> bool:
    """Return whether the clock shows this time twice: from 01:00, or 02:00, on an autumn Sunday at a month's end."""
    day = entry.day
    if not isinstance(day, date) or day.weekday() != 6 or not 60 <= entry.minute < 180:
        return False
    return (day.month == 10 and day.day > 24) or (day.month == 11 and day.day < 8)


def _means(entries: Sequence[Entry], *, is_log: bool) -> tuple[dict[int, float | None], dict[int, float]]:
    """Return the mean value of each minute of the week, and its mean number of calls.

    A row that is missing is not a zero, so the mean is that of the rows that are there.
    """
    groups: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[_minute_of_week(entry)].append(entry)
    if is_log:
        return _calls_by_hour(groups, {entry.day for entry in entries if isinstance(entry.day, date)}), {}
    levels = {minute: _mean(group) for minute, group in groups.items()}
    calls = {minute: sum(entry.calls for entry in group) / len(group) for minute, group in groups.items()}
    return levels, calls


def _mean(group: Iterable[Entry]) -> float | None:
    pairs = [(entry.value, entry.calls) for entry in group if entry.value is not None]
    if len(pairs) == 1:
        return pairs[0][0]
    total = sum(calls for _, calls in pairs)
    return sum(value * calls for value, calls in pairs) / total if total else None


def _calls_by_hour(groups: Mapping[int, Sequence[Entry]], dates: set[date]) -> dict[int, float | None]:
    """Return the calls of each hour of the week that the log covers, from its first date to its last."""
    first, last = min(dates), max(dates)
    days = Counter((first + timedelta(days=number)).weekday() for number in range((last - first).days + 1))
    return {
        minute: len(groups.get(minute, ())) / days[minute // MINUTES_PER_DAY]
        for minute in range(0, MINUTES_PER_WEEK, _LOG_STEP)
        if days[minute // MINUTES_PER_DAY]
    }


def _step_length(levels: Mapping[int, object], entries: Sequence[Entry]) -> int:
    """Return the length of most steps: as written, or else the commonest distance from one step to the next."""
    written = Counter(entry.length for entry in entries if entry.length is not None)
    if written:
        return max(written, key=lambda length: (written[length], -length))
    minutes = sorted(levels)
    following = [*minutes[1:], minutes[0] + MINUTES_PER_WEEK]
    distances = Counter(after - before for before, after in zip(minutes, following, strict=True))
    return max(distances, key=lambda length: (distances[length], -length))


def _uneven(entries: Iterable[Entry], length: int) -> list[str]:
    """Say which steps are not of the length of most."""
    faults: dict[int, str] = {}
    for entry in entries:
        moment = week_moment(_minute_of_week(entry))
        if entry.minute % length and length <= MINUTES_PER_DAY:
            off = f"{moment} is off the steps of {length} minutes; steps must be equal"
            faults.setdefault(_minute_of_week(entry), f"row {entry.row}: {off}")
        elif entry.length not in (None, length):
            other = f"the step from {moment} is of {entry.length} minutes, most are of {length}; steps must be equal"
            faults.setdefault(_minute_of_week(entry), f"row {entry.row}: {other}")
    return list(faults.values())


def _is_closing_pattern(levels: Mapping[int, float | None], length: int) -> bool:
    """Return whether the steps with a value are the opening hours of an office.

    Each day is open for one stretch of an hour or less a step, some times are open on no day, and at most Saturday and
    Sunday are closed as a whole: a file that was cut short has no such pattern, and longer steps may each last until
    the next.
    """
    if length > _LONGEST_OPEN_STEP:
        return False
    by_day: dict[int, list[int]] = defaultdict(list)
    for minute in sorted(minute for minute, value in levels.items() if value is not None):
        by_day[minute // MINUTES_PER_DAY].append(minute % MINUTES_PER_DAY)
    unbroken = all(clocks[-1] - clocks[0] == (len(clocks) - 1) * length for clocks in by_day.values())
    open_clocks = {clock for clocks in by_day.values() for clock in clocks}
    return unbroken and len(open_clocks) * length < MINUTES_PER_DAY and set(_DAYS) - set(by_day) <= _WEEKEND


def _gap(gaps: Sequence[int], column: str) -> str:
    closed = "nobody is on duty then" if column == "headcount" else "nobody rings then"
    others = f" nor for {len(gaps) - 1} other steps" if len(gaps) > 1 else ""
    return (
        f"there is no row for {week_moment(gaps[0])}{others}; cover the whole week in equal steps, "
        f'or write missing = "closed" if {closed}'
    )
