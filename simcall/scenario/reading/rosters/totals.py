"""Sum up what was read of a roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from simcall.scenario.models.roster_summary import RosterSummary
from simcall.scenario.models.shifts import Shift
from simcall.scenario.reading.rosters.findings import Findings, Setting, Staffing, Stretch

__all__ = ["summary_of"]

_Span = tuple[datetime, datetime]
_HOUR = timedelta(hours=1)
_AFTERNOON = time(14)


def summary_of(
    file: str, layout: str, staffing: Staffing, duties: Sequence[Stretch], setting: Setting, findings: Findings
) -> RosterSummary:
    """Return the totals of a roster that was read.

    Parameters
    ----------
    file : str
        Its file.
    layout : str
        Its layout, in words.
    staffing : Staffing
        What the layout gives.
    duties : sequence of Stretch
        The duties of named people.
    setting : Setting
        The scenario.
    findings : Findings
        What else was found.
    """
    left_out = {reason: number for reason, number in findings.left_out.items() if number}
    notes = tuple(dict.fromkeys(findings.notes))
    summary = RosterSummary(
        PurePath(file).name, layout, left_out=left_out, ignored=tuple(findings.ignored), notes=notes
    )
    if staffing.rota is not None:
        return _with_pattern(summary, staffing, setting)
    people = len({duty.person for duty in duties}) if duties else None
    spans = [((duty.start, duty.end), 1) for duty in duties]
    return _with_spans(summary, people, spans or [(_span(row), row["people"]) for row in staffing.headcounts], setting)


def _with_pattern(summary: RosterSummary, staffing: Staffing, setting: Setting) -> RosterSummary:
    assert staffing.rota is not None
    people = sum(team["people"] for team in staffing.rota["teams"].values())
    lengths = _shift_lengths(staffing, setting)
    return replace(summary, people=people, shortest=min(lengths, default=None), longest=max(lengths, default=None))


def _with_spans(
    summary: RosterSummary, people: int | None, spans: Sequence[tuple[_Span, int]], setting: Setting
) -> RosterSummary:
    """Add the totals of spans of time, each with the number of people in it."""
    hours = [(end - start) / _HOUR for (start, end), _ in spans]
    at = _moment([start.date() for (start, _), _ in spans], setting)
    return replace(
        summary,
        people=people,
        duties=sum(number for _, number in spans),
        hours=round(sum(length * number for length, (_, number) in zip(hours, spans, strict=True)), 2),
        shortest=min(hours),
        longest=max(hours),
        at=at,
        on_duty=sum(number for (start, end), number in spans if start <= at < end),
    )


def _shift_lengths(staffing: Staffing, setting: Setting) -> list[float]:
    """Return the hours of the shifts in a pattern."""
    assert staffing.rota is not None
    own = {name: Shift.model_validate(shift) for name, shift in staffing.shifts.items()}
    shifts = {**setting.shifts, **own}
    worked = [shifts[name] for name in dict.fromkeys(staffing.rota["pattern"]) if name in shifts]
    return [variant.minutes / 60 for shift in worked for variant in shift.variants]


def _span(row: object) -> _Span:
    assert isinstance(row, dict)
    day = date.fromisoformat(row["date"])
    start, end = (datetime.combine(day, time.fromisoformat(row[key])) for key in ("from", "to"))
    return start, end if end > start else end + timedelta(days=1)


def _moment(days: Iterable[date], setting: Setting) -> datetime:
    """Return 14:00 on the first Monday of the run that the roster has, or on its first day."""
    different = sorted(set(days))
    within = [day for day in different if setting.start is None or day >= setting.start] or different
    return datetime.combine(next((day for day in within if day.weekday() == 0), within[0]), _AFTERNOON)
