"""Check the duties of a roster against each other and against the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from simcall.scenario.models.duty_table import break_spells
from simcall.scenario.reading.rosters.findings import Stretch
from simcall.scenario.reading.rosters.mistakes import Mistakes

__all__ = ["check_clock", "check_overlaps"]


def check_clock(duties: Sequence[Stretch], zone: ZoneInfo, mistakes: Mistakes) -> None:
    """Find times that the clock skips when it goes forward; only on those days is there anything to look for."""
    changes = _changing_days(sorted({day for duty in duties for day in (duty.start.date(), duty.end.date())}), zone)
    if not changes:
        return
    for duty in duties:
        if duty.start.date() in changes or duty.end.date() in changes:
            spells = break_spells(duty.breaks, duty.start, duty.end) if duty.breaks else ()
            for moment in (duty.start, duty.end, *(edge for spell in spells for edge in spell)):
                if not _exists(moment, zone):
                    message = f"the clock goes forward on {moment:%Y-%m-%d} and never shows {moment:%H:%M}"
                    mistakes.add("skipped", duty.row, f"{message}; write a time before or after that hour")


def _changing_days(days: Sequence[date], zone: ZoneInfo) -> set[date]:
    def offset(day: date) -> timedelta | None:
        return datetime.combine(day, time(), zone).utcoffset()

    return {day for day in days if offset(day) != offset(day + timedelta(days=1))}


def _exists(moment: datetime, zone: ZoneInfo) -> bool:
    aware = moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment


def check_overlaps(duties: Sequence[Stretch], mistakes: Mistakes) -> None:
    """Find duties of one person that overlap, or are there twice."""
    by_person: dict[str, list[Stretch]] = {}
    for duty in duties:
        by_person.setdefault(duty.person, []).append(duty)
    for own_duties in by_person.values():
        own_duties.sort(key=lambda duty: duty.start)
        for kind, row, message in _clashes(own_duties):
            mistakes.add(kind, row, message)


def _clashes(duties: Sequence[Stretch]) -> Iterator[tuple[str, int, str]]:
    """Compare each duty of one person with the one before; they come by their start."""
    for earlier, later in pairwise(duties):
        if later.start >= earlier.end:
            continue
        first, second = sorted((earlier, later), key=lambda duty: duty.row)
        if _content(earlier) == _content(later):
            yield "twice", second.row, f"it says the same as row {first.row}; delete one of them"
        else:
            clash = (
                f"{earlier.person} has the duty {_written(second)}, which overlaps {_written(first)} of row {first.row}"
            )
            remedy = "correct one of them, or add a number to each name if these are two people"
            yield "overlap", second.row, f"{clash}; nobody is on duty twice: {remedy}"


def _content(duty: Stretch) -> tuple[object, ...]:
    return duty.start, duty.end, duty.breaks, duty.line


def _written(duty: Stretch) -> str:
    return f"{duty.start:%Y-%m-%d %H:%M}-{duty.end:%H:%M}"
