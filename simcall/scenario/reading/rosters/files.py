"""Replace the rosters that a scenario names by the duties in them, after all files are merged.

A roster must agree with the scenario's groups, lines and clock, which another file of a chain may give; so it is read
when all files and overrides are laid over each other, and an override may change its sheet or its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from simcall.errors import Problem
from simcall.files.messages import quoted
from simcall.files.text import BadFileError, UnreadableFileError
from simcall.scenario.models.duty_table import uncollected
from simcall.scenario.models.paths import KeyPath, child, format_path, named, served_by
from simcall.scenario.models.quantities import parse_start
from simcall.scenario.models.roster_summary import RosterSummary
from simcall.scenario.models.shifts import Shift
from simcall.scenario.reading.layers import Merged
from simcall.scenario.reading.rosters.assembly import assembled
from simcall.scenario.reading.rosters.codes import Codes, codes_of
from simcall.scenario.reading.rosters.colours import note_colours
from simcall.scenario.reading.rosters.findings import Findings, Setting, Staffing, Stretch, note_hidden_rows
from simcall.scenario.reading.rosters.nights import ask_about_notes
from simcall.scenario.reading.rosters.options import SOURCE_KEYS, RosterOptions, option_faults
from simcall.scenario.reading.rosters.recognition import PATTERN, ROWS, Layout, layout_of, unknown_layout
from simcall.scenario.reading.rosters.sources import STAND_IN
from simcall.scenario.reading.rosters.tables import Table as SheetTable
from simcall.scenario.reading.rosters.tables import read_tables
from simcall.scenario.reading.rosters.team_names import with_people_of_teams
from simcall.scenario.reading.rosters.totals import summary_of

__all__ = ["RosterReading", "UndecidedRosterError", "read_roster", "read_rosters", "roster_file"]

Sheets = tuple[tuple[SheetTable, ...], tuple[SheetTable, ...]]


class UndecidedRosterError(BadFileError):
    """A roster that cannot be read before somebody decides something.

    Attributes
    ----------
    codes : tuple of str
        The codes and activities that nobody explains, the most frequent first.
    """

    def __init__(self, messages: Sequence[str], codes: Sequence[str]) -> None:
        super().__init__(*messages)
        self.codes = tuple(codes)


@dataclass(frozen=True)
class RosterReading:
    """What a roster's file gives a group.

    Attributes
    ----------
    way : str
        The key of the group that it becomes: ``"roster"``, ``"headcount_by_date"`` or ``"rota"``.
    value : object
        What stands under that key.
    summary : RosterSummary or None
        The totals; None if it could not be read.
    shifts : mapping of str to dict
        Shifts that a pattern names and the scenario does not have.
    """

    way: str
    value: Any
    summary: RosterSummary | None = None
    shifts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read_rosters(
    merged: Merged, sources: Mapping[str, Mapping[str, Any]], otherwise: str, *, partial: bool
) -> tuple[Merged, list[Problem]]:
    """Read the rosters in `sources`: the tables that name them, by group.

    The rest is as for `simcall.scenario.reading.named_rosters.with_rosters`.
    """
    problems: list[Problem] = []
    readings: dict[str, RosterReading] = {}
    sheets: dict[tuple[str, str | None], Sheets] = {}
    for name, source in sources.items():
        path: KeyPath = ("groups", name, "roster")
        faults = [] if partial else list(option_faults(source, path))
        readings[name] = RosterReading("roster", STAND_IN)
        problems += [Problem(merged.origin_of(at, otherwise), format_path(at), message) for at, message in faults]
        if not faults and not partial:
            problem = Problem(merged.origin_of((*path, "file"), otherwise), format_path(path), "")
            readings[name], faults_of_file = _read(source, _setting(merged.values, name), sheets, problem)
            earlier_faults = {(earlier.file, earlier.message) for earlier in problems}
            problems += [fault for fault in faults_of_file if (fault.file, fault.message) not in earlier_faults]
    return _with_readings(merged, readings), problems


def _with_readings(merged: Merged, readings: Mapping[str, RosterReading]) -> Merged:
    """Put what was read in place of the files; numbers and patterns become other ways of staffing."""
    groups = dict(named(merged.values, "groups"))
    shifts = dict(named(merged.values, "shifts"))
    for name, reading in readings.items():
        rest = {key: value for key, value in groups[name].items() if key != "roster"}
        groups[name] = {**rest, reading.way: reading.value}
        shifts.update(reading.shifts)
    values = {**merged.values, "groups": groups, **({"shifts": shifts} if shifts else {})}
    ways = {name: reading.way for name, reading in readings.items()}
    summaries = {name: reading.summary for name, reading in readings.items() if reading.summary is not None}
    history = replace(merged.history, rosters={**merged.history.rosters, **summaries})
    return replace(merged, values=values, provenance=_lifted(merged, ways), history=history)


def _lifted(merged: Merged, ways: Mapping[str, str]) -> dict[KeyPath, object]:
    """Let what is said of a roster's file, sheet or columns be said of what it becomes."""
    entries: dict[KeyPath, object] = {}
    for path, entry in merged.provenance.items():
        is_of_roster = len(path) > 2 and path[0] == "groups" and path[2] == "roster"
        inside = is_of_roster and (len(path) == 3 or path[3] in SOURCE_KEYS)
        # Later layers come later: an override of the sheet alone makes the whole roster assumed.
        entries[(*path[:2], ways.get(path[1], "roster")) if inside else path] = entry
    return entries


def _setting(values: Mapping[str, Any], group: str) -> Setting:
    zone, start, days = child(values, "time_zone"), child(values, "start"), child(values, "days")
    groups, lines = tuple(named(values, "groups")), tuple(named(values, "lines"))
    served = tuple(line for line in served_by(named(values, "groups")[group]) if line in lines)
    first = _date(start)
    span = min(float(days), 3660.0) if isinstance(days, int | float) and days > 0 else None
    until = first + timedelta(days=span) if first is not None and span is not None else None
    return Setting(group, groups, lines, served, _zone(zone), first, until, _shifts(named(values, "shifts")))


def _shifts(tables: Mapping[str, Any]) -> dict[str, Shift]:
    """Return the shifts that are right; others are refused elsewhere."""
    shifts: dict[str, Shift] = {}
    for name, table in tables.items():
        try:
            shifts[name] = Shift.model_validate(table)
        except ValidationError:
            continue
    return shifts


def _zone(name: object) -> ZoneInfo:
    """Return the clock; for a wrong name, which is refused elsewhere, any clock."""
    try:
        return ZoneInfo(name if isinstance(name, str) else "Europe/London")
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")


def _date(start: object) -> date | None:
    try:
        return parse_start(start)
    except ValueError:
        return None


@uncollected()
def _read(
    source: Mapping[str, Any],
    setting: Setting,
    sheets: dict[tuple[str, str | None], Sheets],
    problem: Problem,
) -> tuple[RosterReading, list[Problem]]:
    """Read one group's roster from its file, which other groups may have too and which is opened once."""
    file, sheet = source["file"], source.get("sheet")
    try:
        if (file, sheet) not in sheets:
            sheets[file, sheet] = read_tables(file, sheet)
        return read_roster(sheets[file, sheet], RosterOptions.of(source), setting), []
    except BadFileError as fault:
        stand_in = RosterReading("roster", STAND_IN)
        if isinstance(fault, UnreadableFileError):
            return stand_in, [replace(problem, message=f"{quoted(file)}: {message}") for message in fault.messages]
        return stand_in, [replace(problem, file=file, message=message) for message in fault.messages]


# One roster ---------------------------------------------------------------------------------------------------------


def read_roster(sheets: Sheets, options: RosterOptions, setting: Setting) -> RosterReading:
    """Read the roster of a group.

    Parameters
    ----------
    sheets : tuple of (tuple of Table, tuple of Table)
        As `read_tables` returns them.
    options : RosterOptions
        What the planner says of it.
    setting : Setting
        The scenario that it must agree with.

    Raises
    ------
    UndecidedRosterError
        With what must be decided first.
    BadFileError
        With what is wrong.
    """
    chosen, every = sheets
    findings = Findings()
    codes = codes_of(options.codes, setting.shifts, [table.rows for table in every])
    layouts = _layouts(chosen, options, setting, codes, findings)
    if layouts[0].name != PATTERN and (options.starts or options.teams):
        raise BadFileError(
            f"starts and teams are for a pattern of weeks, but this file has another layout: {layouts[0].name}"
        )
    if options.nights is None:
        ask_about_notes([layout.table for layout in layouts], findings)
    note_colours([layout.table for layout in layouts], findings)
    for layout in layouts:
        note_hidden_rows(layout.table, findings)
        if layout.table.has_comments:
            findings.notes.append(
                "the sheet has comments on cells, which simcall does not read; write what changes a duty into its cell"
            )
    if options.sheet is None:
        findings.notes += [_hidden_sheet(table) for table in every if table.rows and table not in chosen]
    parts = [layout.read(findings) for layout in layouts]
    stretches = [stretch for part in parts for stretch in part.stretches]
    duties = assembled(stretches, options, setting, findings)
    duties = with_people_of_teams(duties, options, findings, letters_are_teams=layouts[0].name != ROWS)
    staffing = replace(parts[0], headcounts=[row for part in parts for row in part.headcounts])
    if staffing.headcounts and options.people is not None:
        findings.questions.append("people is for teams, but this file gives numbers on duty; leave people out")
    if messages := findings.messages():
        raise UndecidedRosterError(messages, [code for code, _ in findings.unknown.most_common()])
    if not duties and not staffing.headcounts and staffing.rota is None:
        raise BadFileError(_nobody(findings))
    summary = summary_of(layouts[0].table.file, layouts[0].name, staffing, duties, setting, findings)
    return _reading(staffing, duties, summary)


def _reading(staffing: Staffing, duties: Sequence[Stretch], summary: RosterSummary) -> RosterReading:
    if staffing.rota is not None:
        return RosterReading("rota", staffing.rota, summary, staffing.shifts)
    if staffing.headcounts:
        return RosterReading("headcount_by_date", staffing.headcounts, summary)
    return RosterReading("roster", {"duties": _columns(duties)}, summary)


def _columns(duties: Sequence[Stretch]) -> dict[str, list[str]]:
    """Return duties by column, as `duties_of` reads them."""
    iso = lru_cache(maxsize=65_536)(lambda moment: moment.isoformat(timespec="minutes"))
    return {
        "person": [duty.person for duty in duties],
        "start": [iso(duty.start) for duty in duties],
        "end": [iso(duty.end) for duty in duties],
        "breaks": [duty.breaks for duty in duties],
        "line": [duty.line for duty in duties],
    }


def _layouts(
    tables: Sequence[SheetTable], options: RosterOptions, setting: Setting, codes: Codes, findings: Findings
) -> list[Layout]:
    """Return the sheets to read: the first that holds a roster, and others like it for other days."""
    layouts: list[Layout] = []
    faults: list[BadFileError] = []
    for table in tables:
        try:
            layout = layout_of(table, options, setting, codes)
        except BadFileError as fault:
            faults.append(fault)
            continue
        if layout is not None:
            layouts.append(layout)
    if not layouts:
        raise faults[0] if faults else BadFileError(unknown_layout(tables[0]))
    first, *others = layouts
    kept, days = [first], set(first.days)
    for layout in others:
        if first.days and layout.name == first.name and layout.days and not days & set(layout.days):
            kept.append(layout)
            days |= set(layout.days)
        else:
            name = quoted(layout.table.name or "")
            findings.notes.append(f"simcall did not read the sheet {name}; to read it, write sheet = {name}")
    if len(kept) > 1:
        names = ", ".join(quoted(layout.table.name or "") for layout in kept)
        findings.notes.append(f"simcall read {len(kept)} sheets together: {names}")
    return kept


def _hidden_sheet(table: SheetTable) -> str:
    name = quoted(table.name or "")
    return f"the sheet {name} is hidden, and simcall looks for duties in other sheets; to read it, write sheet = {name}"


def _nobody(findings: Findings) -> str:
    counted = ", ".join(f"{reason} {number}" for reason, number in findings.left_out.items() if number)
    return f"nobody has a duty in it (left out: {counted})" if counted else "nobody has a duty in it"


def roster_file(path: Path | str, options: RosterOptions, setting: Setting) -> RosterReading:
    """Read the roster of a group from a file; parameters and errors as for `read_roster`."""
    return read_roster(read_tables(str(path), options.sheet), options, setting)
