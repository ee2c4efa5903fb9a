"""Replace the rosters that a scenario names by the duties in them, after all files are merged.

A roster must agree with the scenario's groups, lines and clock, which another file of a chain may give; so it is read
when all files and overrides are laid over each other, and an override may change its sheet or its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from simcall.errors import Problem
from simcall.files.messages import meant, quoted, shown
from simcall.files.sheets import Sheet, read_sheet
from simcall.files.text import BadFileError, UnreadableFileError
from simcall.scenario.models.duty_table import uncollected
from simcall.scenario.models.paths import KeyPath, Table, child, format_path, named, served_by
from simcall.scenario.models.quantities import parse_start
from simcall.scenario.reading.layers import Merged
from simcall.scenario.reading.roster_columns import COLUMNS, folded
from simcall.scenario.reading.rosters import Setting, duty_columns

__all__ = ["SOURCE_KEYS", "STAND_IN", "with_rosters"]

SOURCE_KEYS = ("file", "sheet", "columns")
"""Of a table that names a roster's file."""
_WANTED = "a roster (a CSV or Excel file with the columns person, date, start and end)"
_EXAMPLE = 'write { file = "people.xlsx", sheet = "March", columns = { person = "Collar no" } }'
STAND_IN: Table = {"duties": {"person": ["x"], "start": ["2000-01-01T00:00"], "end": ["2000-01-01T01:00"]}}
"""For a roster that cannot be read, while the rest is checked."""


def with_rosters(merged: Merged, otherwise: str, *, partial: bool = False) -> tuple[Merged, list[Problem]]:
    """Read the rosters that merged layers name.

    Parameters
    ----------
    merged : Merged
        The layers.
    otherwise : str
        The file to name for what none of them wrote.
    partial : bool
        Whether a layer could not be read, so that nothing can be said of the rosters.

    Returns
    -------
    tuple of (Merged, list of Problem)
        The same with the duties (or stand-ins), and what is wrong with the rosters.
    """
    groups = dict(named(merged.values, "groups"))
    problems: list[Problem] = []
    sheets: dict[tuple[str, str | None], Sheet] = {}
    for name, group in groups.items():
        source = child(group, "roster")
        if not isinstance(source, Mapping) or "duties" in source:
            continue
        path: KeyPath = ("groups", name, "roster")
        faults = [] if partial else list(_source_faults(source, path))
        read: Table = STAND_IN
        if faults:
            problems += [Problem(merged.origin_of(at, otherwise), format_path(at), message) for at, message in faults]
        elif not partial:
            problem = Problem(merged.origin_of((*path, "file"), otherwise), format_path(path), "")
            read, faults_of_file = _read(source, _setting(merged.values, name), sheets, problem)
            problems += [
                fault
                for fault in faults_of_file
                if (fault.file, fault.message) not in {(p.file, p.message) for p in problems}
            ]
        groups[name] = {**group, "roster": read}
    if not problems and groups == named(merged.values, "groups"):
        return merged, []
    return replace(merged, values={**merged.values, "groups": groups}, provenance=_lifted(merged)), problems


def _lifted(merged: Merged) -> dict[KeyPath, object]:
    """Let what is said of a roster's file, sheet or columns be said of the roster."""
    entries: dict[KeyPath, object] = {}
    for path, entry in merged.provenance.items():
        inside = len(path) > 3 and path[0] == "groups" and path[2] == "roster" and path[3] in SOURCE_KEYS
        # Later layers come later: an override of the sheet alone makes the whole roster assumed.
        entries[path[:3] if inside else path] = entry
    return entries


def _source_faults(source: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    for key in source:
        if key not in SOURCE_KEYS:
            yield (*path, key), f"unknown key; {meant(key, SOURCE_KEYS, 'the keys here are')}"
    for key in ("file", "sheet"):
        if key in source and not isinstance(source[key], str):
            yield (*path, key), f"{shown(source[key])} is not text; {_EXAMPLE}"
        elif key in source and not source[key].strip():
            yield (*path, key), f"{shown(source[key])} names no {key}; {_EXAMPLE}"
    if "file" not in source:
        yield path, f"the file is missing; {_EXAMPLE}"
    columns = source.get("columns", {})
    if isinstance(columns, Mapping):
        yield from _column_faults(columns, (*path, "columns"))
    else:
        yield (*path, "columns"), f"{shown(columns)} is not a table; {_EXAMPLE}"


def _column_faults(columns: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    taken: dict[str, str] = {}
    for column, name in columns.items():
        if column not in COLUMNS:
            message = f"a roster has no column {shown(column)}; {meant(column, COLUMNS, 'it may have')}"
            yield (*path, column), message
        elif not isinstance(name, str) or not name.strip():
            yield (*path, column), f"{shown(name)} is not the name of a column in the file"
        elif (earlier := taken.setdefault(folded(name), column)) != column:
            yield (*path, column), f"{shown(name)} is already the column for {earlier}; each needs a column of its own"


def _setting(values: Mapping[str, Any], group: str) -> Setting:
    zone, start = child(values, "time_zone"), child(values, "start")
    groups, lines = tuple(named(values, "groups")), tuple(named(values, "lines"))
    served = tuple(line for line in served_by(named(values, "groups")[group]) if line in lines)
    return Setting(group, groups, lines, served, _zone(zone), _date(start))


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
    sheets: dict[tuple[str, str | None], Sheet],
    problem: Problem,
) -> tuple[Table, list[Problem]]:
    """Read one group's roster from its file, which other groups may have too and which is opened once."""
    file, sheet = source["file"], source.get("sheet")
    try:
        if (file, sheet) not in sheets:
            sheets[file, sheet] = read_sheet(file, sheet, _WANTED)
        return {"duties": duty_columns(sheets[file, sheet], source.get("columns", {}), setting)}, []
    except BadFileError as fault:
        if isinstance(fault, UnreadableFileError):
            return STAND_IN, [replace(problem, message=f"{quoted(file)}: {message}") for message in fault.messages]
        return STAND_IN, [replace(problem, file=file, message=message) for message in fault.messages]
