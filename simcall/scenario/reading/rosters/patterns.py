"""Read pattern sheets: weeks by weekdays, which teams work one after the other from weeks of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from simcall.files.text import BadFileError
from simcall.scenario.models.shifts import Shift
from simcall.scenario.models.staffing import OFF
from simcall.scenario.reading.rosters.clocks import DateReader
from simcall.scenario.reading.rosters.codes import Codes, Meaning, meaning_of_shift
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Setting, Staffing
from simcall.scenario.reading.rosters.headings import Block
from simcall.scenario.reading.rosters.hours_checks import hours_in
from simcall.scenario.reading.rosters.options import RosterOptions
from simcall.scenario.reading.rosters.tables import Row, Table

__all__ = ["pattern_of", "read_pattern"]

_WEEK = re.compile(r"(?:week|wk|w)?\s*\.?\s*(\d{1,2})", re.IGNORECASE)
_NAME = r"(?-i:[A-Z][a-z]+|[A-Z])|\d{1,2}"
_GROUP = r"(?:team|group|block|watch|relief|crew|section)"
_TEAM = re.compile(
    rf"\b(?!(?:team|week|wk)\b)({_NAME})\b(?:\s+{_GROUP})?[\s:=\-]*(?:starts?|begins?|is|are|on|in|at|from|works?)?\s*"
    r"(?:on|in|at|with)?\s*\b(?:week|wk)\.?\s*(\d{1,2})\b",
    re.IGNORECASE,
)
_WEEK_OF = re.compile(rf"\b(?:week|wk)\.?\s*(\d{{1,2}})\s*[:=\-]\s*(?:{_GROUP}\s+)?({_NAME})\b", re.IGNORECASE)
_STARTS = re.compile(r"\b(?:starts?|starting|from|commenc\w*|begin\w*|w/?c|wk|week)\b", re.IGNORECASE)
"""A note whose date is that of the weeks, and not of the day on which the sheet was printed."""
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?\s+"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+\d{4}",
    re.IGNORECASE,
)


def pattern_of(blocks: Sequence[Block]) -> Block | None:
    """Return the numbered weeks of a pattern, which may go on in a second block; None if the blocks are no pattern.

    Raises
    ------
    BadFileError
        If there are several patterns.
    """
    alike = [block for block in blocks if block.days == blocks[0].days]
    whole = [replace(blocks[0], rows=tuple(row for block in alike for row in block.rows))] if alike else []
    patterns = list(filter(_is_pattern, whole)) or list(filter(_is_pattern, blocks))
    if len(patterns) > 1:
        raise BadFileError(
            f"the sheet has {len(patterns)} patterns of weeks; write each on a sheet of its own, and name it: "
            'sheet = "…"'
        )
    return patterns[0] if patterns else None


def _is_pattern(block: Block) -> bool:
    numbers = [number for _, number in _weeks(block)]
    return block.labels != {} and len(numbers) > 1 and sorted(numbers) == list(range(1, len(numbers) + 1))


def _weeks(block: Block) -> list[tuple[Row, int]]:
    """Return the rows of numbered weeks, with their numbers."""
    column = next((at for at, name in block.labels.items() if is_named("week", folded(name))), 0)
    rows = [row for row in block.rows if any(row[1][day.first] for day in block.days)]
    return [(row, int(match[1])) for row in rows if (match := _WEEK.fullmatch(row[1][column]))]


def read_pattern(
    table: Table, block: Block, options: RosterOptions, setting: Setting, codes: Codes, findings: Findings
) -> Staffing:
    """Read a pattern into a rota.

    Parameters
    ----------
    table : Table
        The sheet, any row of which may be a note about teams.
    block : Block
        The weeks.
    options, setting, codes, findings
        As for `read_rows`.
    """
    weeks = [row for row, _ in sorted(_weeks(block), key=lambda week: week[1])]
    names, shifts = _pattern(weeks, block, setting, codes, findings)
    notes = [cell for row in table.rows if row not in weeks for cell in row[1] if cell]
    team_weeks = _team_weeks(weeks, block, notes, options)
    starts = _starts(notes, block, options, setting, findings)
    people = _people(team_weeks, options, findings)
    if not team_weeks:
        findings.questions.append(
            "In which week of the pattern does each team start? Write teams = { A = 1, B = 3 } with the week of each"
        )
    for team, week in team_weeks.items():
        if not 1 <= week <= len(weeks):
            findings.questions.append(f"team {team} starts in week {week}, and the pattern has {len(weeks)} weeks")
    if starts is None:
        findings.questions.append(
            "On which date are the teams in these weeks? Write starts = 2026-10-05, the first day of the pattern"
        )
    teams = {team: {"people": people.get(team, 1), "offset": 7 * (week - 1)} for team, week in team_weeks.items()}
    start = starts.isoformat() if starts else ""
    return Staffing(rota={"starts": start, "pattern": names, "teams": teams}, shifts=shifts)


def _pattern(
    weeks: Sequence[Row], block: Block, setting: Setting, codes: Codes, findings: Findings
) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Return the shift of each day, and the shifts that the scenario does not have."""
    shifts: dict[str, dict[str, Any]] = {}
    names: list[str] = []
    for number, cells in weeks:
        hours = 0.0
        for day in block.days:
            text = cells[day.first]
            meaning = codes.read(text)
            if meaning is None or (not meaning.hours and not meaning.is_away):
                findings.unknown[text] += 1
            elif meaning.is_away:
                names.append(OFF)
            else:
                name = _shift_name(text, meaning, setting.shifts)
                if name not in setting.shifts:
                    shifts[name] = _shift(meaning)
                names.append(name)
                hours += sum((end - start - 1) % 1440 + 1 for start, end in meaning.hours) / 60
        _check_hours(number, cells, block, hours, findings)
    return names, shifts


def _shift_name(text: str, meaning: Meaning, shifts: Mapping[str, Shift]) -> str:
    """Return the name of the scenario's shift with these hours, or the code itself."""
    same = [name for name, shift in shifts.items() if meaning_of_shift(shift) == meaning]
    if same:
        return next((name for name in same if name.casefold() == text.casefold()), same[0])
    name = text.upper() if len(text) <= 2 else text
    return f"{name} of the pattern" if name in shifts or name == OFF else name


def _shift(meaning: Meaning) -> dict[str, Any]:
    (start, end), *_ = meaning.hours
    return {"start": f"{start // 60:02d}:{start % 60:02d}", "end": f"{end // 60 % 24:02d}:{end % 60:02d}"}


def _check_hours(number: int, cells: tuple[str, ...], block: Block, hours: float, findings: Findings) -> None:
    text = next((cells[at] for at, name in block.after.items() if is_named("hours", folded(name))), "")
    given = hours_in(text)
    if given is not None and abs(given - hours) > 0.02:
        findings.notes.append(f"row {number}: the sheet has {given:g} h for the week, and its shifts {hours:g} h")


def _team_weeks(weeks: Sequence[Row], block: Block, notes: Sequence[str], options: RosterOptions) -> dict[str, int]:
    """Return the week in which each team starts: as the planner says, in a column, or in a note."""
    if options.teams:
        return dict(options.teams)
    sides = {**block.labels, **block.after}
    column = next((at for at, name in sides.items() if is_named("team", folded(name))), None)
    if column is not None:
        return {cells[column]: week for week, (_, cells) in enumerate(weeks, start=1) if cells[column]}
    by_week = {team: int(week) for note in notes for week, team in _WEEK_OF.findall(note)}
    return by_week or {team: int(week) for note in notes for team, week in _TEAM.findall(note)}


def _starts(
    notes: Sequence[str], block: Block, options: RosterOptions, setting: Setting, findings: Findings
) -> date | None:
    """Return the date of the first day of the pattern: the first heading's weekday at or before the date given."""
    first = block.days[0].day
    assert isinstance(first, int)
    day = options.starts
    if day is None:
        texts = [text for note in notes if _STARTS.search(note) for text in _DATE.findall(note)]
        dates = DateReader(texts[:1], options.dates, setting.start, setting.until, weekdays={first})
        findings.questions += filter(None, [dates.question()])
        with suppress(ValueError):
            day = dates.read(texts[0]) if texts else None
    return None if day is None else day - timedelta(days=(day.weekday() - first) % 7)


def _people(team_weeks: Mapping[str, int], options: RosterOptions, findings: Findings) -> dict[str, int]:
    if isinstance(options.people, int):
        return dict.fromkeys(team_weeks, options.people)
    people = dict(options.people or {})
    missing = [team for team in team_weeks if team not in people]
    if missing:
        findings.questions.append(
            f"How many people are in each team ({', '.join(missing)})? The pattern has no names; write people = 8, or "
            "people = { A = 8, B = 7 }"
        )
    return people
