"""Days and times in words: "Sat 22:00 to Sun 02:00", "Fri and Sat 22:00 to 00:00", "29 days from 1 February 2024"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

__all__ = [
    "DAY_NAMES",
    "HOURS_OF_WEEK",
    "MINUTES_PER_DAY",
    "MINUTES_PER_WEEK",
    "WEEKDAYS",
    "Span",
    "check_week_steps",
    "days_in_words",
    "join_steps",
    "means_by_hour",
    "span_in_words",
    "span_noun",
    "spans_in_words",
]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_OF_WEEK = 168
_MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * 60
MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY

Span = tuple[int, int]
"""Minutes after Monday 00:00 at which it starts and ends; a span into the next week ends after 10,080."""


def join_steps(minutes: Iterable[int], step: int = _MINUTES_PER_HOUR) -> list[Span]:
    """Join equal steps that follow each other, on from Sunday into Monday.

    Parameters
    ----------
    minutes : iterable of int
        When each step starts, ascending, in minutes after Monday 00:00.
    step : int
        Length of each, in minutes.

    Returns
    -------
    list of Span
        In the order of the week; a span that crosses the end of Sunday comes last.
    """
    spans: list[Span] = []
    for minute in minutes:
        if spans and spans[-1][1] == minute:
            spans[-1] = (spans[-1][0], minute + step)
        else:
            spans.append((minute, minute + step))
    if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == MINUTES_PER_WEEK:
        return [*spans[1:-1], (spans[-1][0], MINUTES_PER_WEEK + spans[0][1])]
    return spans


def spans_in_words(spans: Iterable[Span], *, in_full: bool = False) -> list[str]:
    """Name spans of the week; spans at the same times of several days share one name.

    Parameters
    ----------
    spans : iterable of Span
        The spans.
    in_full : bool
        Whether to write "Monday" in place of "Mon".

    Returns
    -------
    list of str
        "Sat 22:00 to Sun 02:00", "Mon to Thu 02:00 to 06:00", "Fri and Sat 22:00 to 00:00", "every day 14:00 to 15:00".
    """
    spans_by_clock: dict[str, list[Span]] = {}
    for start, end in spans:
        within_a_day = end - start < MINUTES_PER_DAY
        key = f"{_clock(start)} to {_clock(end)}" if within_a_day else f"{start} to {end}"
        spans_by_clock.setdefault(key, []).append((start, end))
    return [_spans_at_one_time(clock, alike, in_full) for clock, alike in spans_by_clock.items()]


def days_in_words(days: Sequence[int], *, in_full: bool = False) -> str:
    """Name days of the week, 0 for Monday: "Fri and Sat", "Mon to Thu and Sun", "every day"."""
    if len(set(days)) == len(DAY_NAMES):
        return "every day"
    runs = [
        [day for _, day in run] for _, run in groupby(enumerate(sorted(set(days))), key=lambda pair: pair[1] - pair[0])
    ]
    names = [part for run in runs for part in _run_in_words(run, in_full)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def span_in_words(start: date, days: float) -> str:
    """Write how long a run is and when it starts: "29 days from 1 February 2024"."""
    return f"{_length(days)} from {start.day} {start:%B %Y}"


def span_noun(days: float) -> str:
    """Name a span by its length: "month", "week", "day", "year" or "span of 14 days", "span of 6 hours"."""
    for noun, lengths in _NOUNS.items():
        if days in lengths:
            return noun
    return f"span of {_length(days)}"


def _length(days: float) -> str:
    """Write a length, in hours if it is less than a day."""
    number, noun = (days, "day") if days >= 1 else (days * 24, "hour")
    written = f"{number:g}"
    return f"{written} {noun}{'' if written == '1' else 's'}"


_NOUNS = {"day": (1,), "week": (7,), "month": (28, 29, 30, 31), "year": (365, 366)}


def check_week_steps(steps: int) -> None:
    """Refuse a number of steps that does not cut the week into whole minutes."""
    if steps == 0 or MINUTES_PER_WEEK % steps:
        raise ValueError(f"{steps} steps do not cut a week into equal steps of whole minutes (168 are hourly)")


def means_by_hour(steps: Sequence[float]) -> tuple[float, ...]:
    """Return the mean of values in equal steps of the week in each of its 168 hours from Monday 00:00."""
    if HOURS_OF_WEEK % len(steps) == 0:
        return tuple(value for value in steps for _ in range(HOURS_OF_WEEK // len(steps)))
    length = MINUTES_PER_WEEK // len(steps)
    minutes = [steps[minute // length] for minute in range(MINUTES_PER_WEEK)]
    hours = range(0, MINUTES_PER_WEEK, _MINUTES_PER_HOUR)
    return tuple(sum(minutes[hour : hour + _MINUTES_PER_HOUR]) / _MINUTES_PER_HOUR for hour in hours)


def _spans_at_one_time(clock: str, spans: Sequence[Span], in_full: bool) -> str:
    """Name spans that start and end at the same times of different days."""
    start, end = spans[0]
    if end - start >= MINUTES_PER_WEEK:
        return "all week"
    if len(spans) > 1:
        return f"{days_in_words([first // MINUTES_PER_DAY for first, _ in spans], in_full=in_full)} {clock}"
    first_day, last_day = _day_name(start // MINUTES_PER_DAY, in_full), _day_name(end // MINUTES_PER_DAY, in_full)
    ends_same_day = end <= (start // MINUTES_PER_DAY + 1) * MINUTES_PER_DAY
    return f"{first_day} {_clock(start)} to {'' if ends_same_day else f'{last_day} '}{_clock(end)}"


def _clock(minute: int) -> str:
    hour, of_hour = divmod(minute % MINUTES_PER_DAY, _MINUTES_PER_HOUR)
    return f"{hour:02d}:{of_hour:02d}"


def _run_in_words(run: Sequence[int], in_full: bool) -> list[str]:
    if len(run) > 2:
        return [f"{_day_name(run[0], in_full)} to {_day_name(run[-1], in_full)}"]
    return [_day_name(day, in_full) for day in run]


def _day_name(day: int, in_full: bool) -> str:
    return (DAY_NAMES if in_full else WEEKDAYS)[day % 7]
