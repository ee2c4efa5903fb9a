"""Make duties of stretches: nights that are split at midnight, breaks and training within a duty, and the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise

from simcall.files.messages import quoted
from simcall.scenario.reading.rosters.checks import check_clock, check_overlaps
from simcall.scenario.reading.rosters.findings import Findings, Setting, Stretch
from simcall.scenario.reading.rosters.nights import ask_about_nights
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.people import bare_names
from simcall.scenario.reading.rosters.words import BREAK

__all__ = ["assembled"]

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LONGEST_DUTY = timedelta(hours=16)
_LONGEST_GAP = timedelta(minutes=90)
"""Between two parts of a duty, where rows give activities and nothing is said of the time between."""


def assembled(
    stretches: Sequence[Stretch], options: RosterOptions, setting: Setting, findings: Findings
) -> list[Stretch]:
    """Return the duties of everybody, in order of person and start.

    Parameters
    ----------
    stretches : sequence of Stretch
        As a layout reads them.
    options : RosterOptions
        What the planner says.
    setting : Setting
        The scenario.
    findings : Findings
        Receives mistakes, questions and notes.
    """
    ordered = sorted(_of_one_name(stretches, findings), key=lambda stretch: (stretch.person, stretch.start))
    if BREAK in findings.left_out:
        ordered = _after_midnight(ordered, findings)
    ordered = _joined_at_midnight(ordered, findings)
    if any(stretch.kind != "duty" for stretch in ordered):
        people = groupby(ordered, key=lambda stretch: stretch.person)
        joins = BREAK in findings.left_out
        ordered = [duty for _, own in people for duty in _without_interruptions(list(own), joins_touching=joins)]
    if findings.has_clock_nights and options.nights is None and not findings.mistakes.number:
        ask_about_nights(ordered, findings)
    check_clock(ordered, setting.zone, findings.mistakes)
    check_overlaps(ordered, findings.mistakes)
    return ordered


def _of_one_name(stretches: Sequence[Stretch], findings: Findings) -> list[Stretch]:
    """Give the stretches of people whose names have a remark in places to one person."""
    bare = bare_names(stretch.person for stretch in stretches)
    findings.notes += [f"{quoted(name)} is read as {quoted(person)}" for name, person in sorted(bare.items())]
    if not bare:
        return list(stretches)
    return [stretch._replace(person=bare.get(stretch.person, stretch.person)) for stretch in stretches]


# Parts of a night under the date on which the night starts -----------------------------------------------------------


def _after_midnight(stretches: Sequence[Stretch], findings: Findings) -> list[Stretch]:
    """Move parts of nights to the next date, if that is where they go on from the parts before midnight."""
    people = [list(own) for _, own in groupby(stretches, key=lambda stretch: stretch.person)]
    goes_on = starts_before = 0
    for parts in people:
        starts = {part.start for part in parts}
        nights = [part.end for part in parts if part.end.date() > part.start.date()]
        goes_on += sum(end in starts for end in nights)
        starts_before += sum(end - _DAY in starts for end in nights)
    if starts_before <= goes_on:
        return list(stretches)
    moved = [part for parts in people for part in _on_next_date(parts)]
    number = len(set(moved) - set(stretches))
    findings.notes.append(
        f"parts of nights after midnight stand on the date on which the night starts; simcall moves {number} to "
        "the next date"
    )
    return moved


def _on_next_date(parts: Sequence[Stretch]) -> list[Stretch]:
    """Move the parts that follow a person's nights."""
    numbers = {part.start: number for number, part in enumerate(parts)}
    later = list(parts)
    for night in parts:
        end = night.end
        while end.date() > night.start.date() and (number := numbers.pop(end - _DAY, None)) is not None:
            later[number] = parts[number]._replace(start=parts[number].start + _DAY, end=parts[number].end + _DAY)
            end = later[number].end
    return sorted(later, key=lambda part: part.start)


# Nights split at midnight -------------------------------------------------------------------------------------------


def _joined_at_midnight(stretches: Sequence[Stretch], findings: Findings) -> list[Stretch]:
    """Join the evening and the morning of a night that stand apart, so that it is missed or worked as a whole."""
    joined: list[Stretch] = []
    number = 0
    for stretch in stretches:
        if joined and _goes_on(joined[-1], stretch):
            joined[-1] = joined[-1]._replace(end=stretch.end, breaks=_both_breaks(joined[-1], stretch))
            number += 1
        else:
            joined.append(stretch)
    if number:
        nights = "one night was" if number == 1 else f"{number} nights were"
        findings.notes.append(f"{nights} split at midnight; simcall reads each as one duty")
        # The evening before the sheet ends has no morning there.
        joined = [_until_midnight(stretch) for stretch in joined]
    return joined


def _goes_on(evening: Stretch, morning: Stretch) -> bool:
    midnight = datetime.combine(morning.start.date(), time())
    return (
        evening.person == morning.person
        and evening.kind == morning.kind
        and evening.line == morning.line
        and morning.start == midnight
        and evening.start < midnight
        and midnight - _MINUTE <= evening.end <= midnight
        and morning.end - evening.start <= _LONGEST_DUTY
    )


def _both_breaks(evening: Stretch, morning: Stretch) -> str:
    return "; ".join(filter(None, (evening.breaks, morning.breaks)))


def _until_midnight(stretch: Stretch) -> Stretch:
    return stretch._replace(end=stretch.end + _MINUTE) if stretch.end.time() == time(23, 59) else stretch


# Breaks and other activities within a duty ----------------------------------------------------------------------------


def _without_interruptions(stretches: Sequence[Stretch], *, joins_touching: bool) -> list[Stretch]:
    """Return a person's duties without the time that other rows take out of them."""
    duties: list[Stretch] = []
    for cluster in _clusters(stretches):
        parts = [stretch for stretch in cluster if stretch.kind == "duty"]
        away = [stretch for stretch in cluster if stretch.kind != "duty"]
        if not away and not joins_touching:
            duties += parts
        elif parts:
            duties += _parted(parts, away)
    return duties


def _clusters(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Yield stretches that follow each other within one duty's time."""
    cluster: list[Stretch] = []
    for stretch in stretches:
        end = max((earlier.end for earlier in cluster), default=stretch.start)
        if cluster and (stretch.start > end + _LONGEST_GAP or stretch.end - cluster[0].start > _LONGEST_DUTY):
            yield cluster
            cluster = []
        cluster.append(stretch)
    if cluster:
        yield cluster


def _parted(parts: Sequence[Stretch], away: Sequence[Stretch]) -> list[Stretch]:
    """Join the parts of a duty; what lies between them, or is taken out of them, is a break."""
    if any(after.start < before.end or after.line != before.line for before, after in pairwise(parts)):
        return list(parts)  # duties that overlap are a mistake, which the checks find
    pieces = list(_less([(part.start, part.end) for part in parts], [(other.start, other.end) for other in away]))
    if not pieces:
        return []
    gaps = [(before[1], after[0]) for before, after in pairwise(pieces) if after[0] > before[1]]
    breaks = [part.breaks for part in parts if part.breaks] + [f"{since:%H:%M}-{until:%H:%M}" for since, until in gaps]
    return [parts[0]._replace(start=pieces[0][0], end=pieces[-1][1], breaks="; ".join(breaks))]


def _less(
    spans: Iterable[tuple[datetime, datetime]], away: Sequence[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is left of some spans without others."""
    for start, end in spans:
        for since, until in sorted(away):
            if since < end and until > start:
                if since > start:
                    yield start, since
                start = max(start, until)
        if start < end:
            yield start, end
