"""Sum up what was read of a roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from simcall.scenario.models.roster_summary import RosterSummary
from simcall.scenario.models.shifts import Shift
from simcall.scenario.reading.rosters.findings import Findings, Setting, Staffing, Stretch

__all__ = ["summary_of"]

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
    common = (left_out, tuple(findings.ignored), notes)
    name = PurePath(file).name
    if staffing.rota is not None:
        people = sum(team["people"] for team in staffing.rota["teams"].values())
        lengths = _shift_lengths(staffing, setting)
        shortest, longest = min(lengths, default=None), max(lengths, default=None)
        return RosterSummary(name, layout, people, None, None, shortest, longest, None, None, *common)
    if staffing.headcounts:
        spans = [(_span(row), row["people"]) for row in staffing.headcounts]
    else:
        spans = [((duty.start, duty.end), 1) for duty in duties]
    people = len({duty.person for duty in duties}) if duties else None
    hours = [(end - start) / _HOUR for (start, end), _ in spans]
    at = _moment([start.date() for (start, _), _ in spans], setting)
    return RosterSummary(
        name,
        layout,
        people,
        sum(number for _, number in spans),
        round(sum(length * number for length, (_, number) in zip(hours, spans, strict=True)), 2),
        min(hours),
        max(hours),
        at,
        sum(number for (start, end), number in spans if start <= at < end),
        *common,
    )


def _shift_lengths(staffing: Staffing, setting: Setting) -> list[float]:
    """Return the hours of the shifts in a pattern."""
    assert staffing.rota is not None
    own = {name: Shift.model_validate(shift) for name, shift in staffing.shifts.items()}
    shifts = {**setting.shifts, **own}
    worked = [shifts[name] for name in dict.fromkeys(staffing.rota["pattern"]) if name in shifts]
    return [variant.minutes / 60 for shift in worked for variant in shift.variants]


def _span(row: dict[str, str] | object) -> tuple[datetime, datetime]:
    assert isinstance(row, dict)
    day = date.fromisoformat(row["date"])
    start, end = (datetime.combine(day, time.fromisoformat(row[key])) for key in ("from", "to"))
    return start, end if end > start else end + timedelta(days=1)


def _moment(days: Iterable[date], setting: Setting) -> datetime:
    """Return 14:00 on the first Monday of the run that the roster has, or on its first day."""
    different = sorted(set(days))
    within = [day for day in different if setting.start is None or day >= setting.start] or different
    return datetime.combine(next((day for day in within if day.weekday() == 0), within[0]), _AFTERNOON)
