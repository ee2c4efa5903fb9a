"""Read, check and write the duties of named people by column, because there are many."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain, pairwise, repeat
from typing import Any, NamedTuple

from simcall.files.messages import nearest
from simcall.scenario.models.quantities import parse_date_time

__all__ = [
    "COLUMNS",
    "DutyError",
    "RosterDuty",
    "Spell",
    "break_spells",
    "duties_of",
    "parse_breaks",
    "uncollected",
    "written_duties",
]

Spell = tuple[datetime, datetime]
"""From and to, on the local clock."""

COLUMNS = ("person", "start", "end", "breaks", "line")
"""Of a written roster; ``breaks`` and ``line`` may be left out."""

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_REPORTED = 5


class DutyError(ValueError):
    """A duty that is impossible.

    Parameters
    ----------
    kind : str
        Which sort of mistake it is.
    message : str
        What is wrong, and the remedy.
    """

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class RosterDuty(NamedTuple):
    """One duty of a named person, on the local clock."""

    person: str
    start: datetime
    end: datetime
    breaks: tuple[Spell, ...] = ()
    """In their order; a call in hand is finished first."""
    line: str | None = None
    """The only line that the person answers in this duty; None: all of the group's."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Stop the garbage collector meanwhile: it would walk over the growing list again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@uncollected()
def duties_of(value: Any) -> tuple[RosterDuty, ...]:
    """Make duties from columns or rows, sorted by person and start.

    Parameters
    ----------
    value : mapping of str to list, or sequence of mapping or of RosterDuty
        Columns ``person``, ``start``, ``end``, ``breaks`` and ``line``; or a row for each duty. Dates and times are
        text or native; breaks are text such as ``"11:00-11:30; 14:00-14:15"``; no line is ``""``.

    Raises
    ------
    ValueError
        With the first few impossible duties.
    """
    if isinstance(value, Mapping):
        duties = _from_columns(value)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        duties = [_from_row(number, row) for number, row in enumerate(value)]
    else:
        raise ValueError("duties are columns of equal length: person, start and end, and perhaps breaks and line")
    if not duties:
        raise ValueError("the roster has no duties")
    duties.sort(key=lambda duty: duty[:2])
    faults = list(_faults(duties))
    if faults:
        more = f"; and {len(faults) - _REPORTED} more" if len(faults) > _REPORTED else ""
        raise ValueError("; ".join(faults[:_REPORTED]) + more)
    return tuple(duties)


def written_duties(duties: Sequence[RosterDuty]) -> dict[str, list[str]]:
    """Write duties as columns of text, which `duties_of` reads back."""
    columns = {
        "person": [duty.person for duty in duties],
        "start": [_iso(duty.start) for duty in duties],
        "end": [_iso(duty.end) for duty in duties],
    }
    if any(duty.breaks for duty in duties):
        columns["breaks"] = [_written_breaks(duty.breaks) for duty in duties]
    if any(duty.line for duty in duties):
        columns["line"] = [duty.line or "" for duty in duties]
    return columns


def _from_row(number: int, row: object) -> RosterDuty:
    table = row._asdict() if isinstance(row, RosterDuty) else row
    if not isinstance(table, Mapping):
        raise ValueError(f"duty {number + 1} is not a table with a person, a start and an end")
    return _from_columns({str(key): [value] for key, value in table.items() if value is not None})[0]


def _from_columns(columns: Mapping[str, Any]) -> list[RosterDuty]:
    _check_columns(columns)
    start, end = (_moments(name, columns[name]) for name in ("start", "end"))
    breaks: Iterable[tuple[Spell, ...]] = repeat((), len(start))
    if any(columns.get("breaks", ())):
        breaks = map(_read_breaks, columns["breaks"], start, end)
    lines = (line or None for line in columns.get("line", ("",) * len(start)))
    return list(map(RosterDuty._make, zip(map(str.strip, columns["person"]), start, end, breaks, lines, strict=True)))


def _check_columns(columns: Mapping[str, Any]) -> None:
    for name in columns:
        if name not in COLUMNS:
            guess = nearest(name, COLUMNS)
            hint = f'did you mean "{guess}"?' if guess else f"known are {', '.join(COLUMNS)}"
            raise ValueError(f'"{name}" is not a column of duties; {hint}')
    for name in COLUMNS[:3]:
        if name not in columns:
            raise ValueError(f'there is no column "{name}"')
    for name, column in columns.items():
        if not isinstance(column, list | tuple):
            raise ValueError(f'the column "{name}" is not a list')
        if len(column) != len(columns["person"]):
            raise ValueError(f"{name} has {len(column)} values and person has {len(columns['person'])}")
        if name in ("person", "line") and not all(isinstance(cell, str) for cell in column):
            raise ValueError(f"a value of {name} is not text")


def _moments(name: str, column: Iterable[object]) -> list[datetime]:
    try:
        return [_moment(name, value) for value in column]
    except TypeError:
        raise ValueError(f"a value of {name} is not a date and time; write 2024-02-01T06:30") from None


@lru_cache(maxsize=65536)
def _moment(name: str, value: object) -> datetime:
    try:
        moment = parse_date_time(value)
    except ValueError as fault:
        raise ValueError(f"{name} {str(value)!r}: {fault}") from None
    if moment.second or moment.microsecond:
        raise ValueError(f"{name} {str(value)!r}: write times to the minute, without seconds")
    return moment


def _read_breaks(value: object, start: datetime, end: datetime) -> tuple[Spell, ...]:
    if not value:
        return ()
    if isinstance(value, str):
        return break_spells(value, start, end)
    if isinstance(value, list | tuple) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value):
        return _in_order(start, end, tuple((_moment("breaks", pair[0]), _moment("breaks", pair[1])) for pair in value))
    raise ValueError('breaks are text: "11:00-11:30; 14:00-14:15"')


@lru_cache(maxsize=65536)
def break_spells(text: str, start: datetime, end: datetime) -> tuple[Spell, ...]:
    """Place breaks that are given by the clock in a duty of no more than a day.

    Parameters
    ----------
    text : str
        Such as ``"11:00-11:30; 14:00-14:15"``, in any order.
    start, end : datetime
        Of the duty.

    Raises
    ------
    DutyError
        If the text cannot be read, or a break is backwards, outside the duty or overlaps another.
    """
    clock = start.hour * 60 + start.minute
    offsets = _break_offsets(text, clock, (end - start) // _MINUTE)
    return tuple((start + first * _MINUTE, start + last * _MINUTE) for first, last in offsets)


def _break_offsets(text: str, clock: int, length: int) -> tuple[tuple[int, int], ...]:
    """Return the start and the end of each break, in minutes by the clock after the start of the duty."""
    offsets: list[tuple[int, int]] = []
    for first, last in parse_breaks(text):
        written = f"the break {_clock(first)}-{_clock(last)}"
        begins, ends = (first - clock) % 1440, (last - clock) % 1440 or 1440
        duty = f"the duty {_clock(clock)}-{_clock(clock + length)}"
        if begins >= length:
            raise DutyError("outside", f"{written} is outside {duty}: correct one of them")
        if last <= first and (ends <= begins or ends > length):
            raise DutyError("reversed", f"{written} ends before it begins; write the earlier time first")
        if ends > length:
            raise DutyError("outside", f"{written} is not over when {duty} ends: correct one of them")
        offsets.append((begins, ends))
    offsets.sort()
    for (_, until), (since, _) in pairwise(offsets):
        if since < until:
            raise DutyError("breaks overlap", f'its breaks overlap ("{text}"): one must be over when the next begins')
    return tuple(offsets)


def parse_breaks(text: str) -> list[tuple[int, int]]:
    """Read breaks such as ``"11:00-11:30; 14:00-14:15"`` as minutes of the day, without checking them."""
    parts = [part for part in text.replace(",", ";").replace("\n", ";").split(";") if part.strip()]
    return [_parse_break(part.strip()) for part in parts]


def _parse_break(text: str) -> tuple[int, int]:
    first, _, last = text.replace("\N{EN DASH}", "-").partition("-")
    return _minute(first, text), _minute(last, text)


def _minute(clock: str, within: str) -> int:
    hours, colon, minutes = clock.strip().partition(":")
    if not (colon and hours.isdecimal() and minutes[:2].isdecimal() and minutes[2:] in ("", ":00")):
        remedy = 'write "11:00-11:30", and more than one with ";" in between'
        raise DutyError("break", f'"{within[:40]}" is not a break; {remedy}')
    hour, minute = int(hours), int(minutes[:2])
    if hour > 23 or minute > 59 or len(hours) > 2 or len(minutes) < 2:
        raise DutyError("break", f'"{within[:40]}" is not a break; write times from "00:00" to "23:59"')
    return hour * 60 + minute


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@lru_cache(maxsize=65536)
def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


@lru_cache(maxsize=65536)
def _written_breaks(breaks: tuple[Spell, ...]) -> str:
    return "; ".join(f"{first:%H:%M}-{last:%H:%M}" for first, last in breaks)


def _faults(duties: Sequence[RosterDuty]) -> Iterator[str]:
    """Yield a message for each impossible duty; the duties are sorted by person and start."""
    for person, start, end, _, _ in duties:
        if not person:
            yield f"the duty at {start} has no person"
        if end <= start or end - start > _DAY:
            yield f"the duty of {person} from {start} to {end} does not last between 0 and 24 hours"
    for duty, following in pairwise(duties):
        if duty.person == following.person and following.start < duty.end:
            yield f"the duties of {duty.person} from {duty.start} and {following.start} overlap"


def _in_order(start: datetime, end: datetime, breaks: tuple[Spell, ...]) -> tuple[Spell, ...]:
    moments = [start, *chain.from_iterable(breaks), end]
    if any(after < before for before, after in pairwise(moments)):
        raise ValueError(f"the breaks of the duty at {start} are not one after the other within it")
    return breaks
