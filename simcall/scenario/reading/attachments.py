"""Replace the CSV files that a scenario names by the numbers in them, so that a scenario holds no file names.

A roster is only found here, and is read by `roster_files` when the whole scenario is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simcall.errors import Problem
from simcall.files.messages import quoted
from simcall.files.text import BadFileError, UnreadableFileError, beside
from simcall.scenario.models.history import FileReading
from simcall.scenario.models.paths import KeyPath, Table, format_path
from simcall.scenario.reading.dated_headcounts import headcount_option_faults, read_dated_headcounts
from simcall.scenario.reading.measured_times import TimeOptions, read_durations, time_option_faults
from simcall.scenario.reading.weeks.options import WeekOptions, option_faults
from simcall.scenario.reading.weeks.week_files import WeekFile, read_week

__all__ = ["UNREAD_HEADCOUNTS", "Attached", "read_attachments"]

UNREAD_HEADCOUNTS = [{"date": "2000-01-01", "from": "00:00", "to": "01:00", "people": 0}]
"""For headcounts by date that cannot be read, while the rest is checked."""


@dataclass(frozen=True)
class _Kind:
    """What a file is read as, and what stands in for a file that cannot be read while the rest is checked.

    A file may be named by a table, with what decides how it is read; `option_faults` says what is wrong with one.
    """

    read: Callable[[str, Table], Any]
    stand_in: Any
    option_faults: Callable[[Table], Iterable[tuple[str, str]]]


def _week(column: str, stand_in: Any) -> _Kind:
    return _Kind(
        lambda path, source: read_week(path, column, WeekOptions.of(source)),
        stand_in,
        lambda source: option_faults(source, column),
    )


_WEIGHTS = _week("weight", "flat")
_FACTORS = _week("factor", [1.0])
_HEADCOUNTS = _week("headcount", [1])
_DATED = _Kind(
    lambda path, source: read_dated_headcounts(path, source.get("sheet")), UNREAD_HEADCOUNTS, headcount_option_faults
)
_DURATIONS = _Kind(lambda path, source: read_durations(path, TimeOptions.of(source)), ["1 s"], time_option_faults)


@dataclass(frozen=True)
class Attached:
    """A layer with numbers in place of the names of files.

    Attributes
    ----------
    values : dict
        A copy of the layer, with numbers (or stand-ins).
    readings : mapping of KeyPath to FileReading
        How files were read that can be laid out in several ways.
    problems : list of Problem
        What is wrong with the files.
    """

    values: Table
    readings: Mapping[KeyPath, FileReading]
    problems: list[Problem]


def read_attachments(values: Mapping[str, Any], folder: str, origin: str) -> Attached:
    """Replace the names of CSV files by what is in them.

    Parameters
    ----------
    values : mapping
        What one layer writes, nested.
    folder : str
        What the file names are relative to.
    origin : str
        The file that names them, for messages.

    """
    copy: Table = _copied(values)
    problems: list[Problem] = []
    readings: dict[KeyPath, FileReading] = {}
    _find_rosters(copy, folder)
    for table, path, kind in _named_files(copy):
        source = _as_table(table[path[-1]])
        table[path[-1]] = kind.stand_in
        faults = [Problem(origin, f"{format_path(path)}.{key}", message) for key, message in kind.option_faults(source)]
        if faults:
            problems += faults
            continue
        file = beside(folder, source["file"])
        try:
            content = kind.read(file, source)
        except BadFileError as fault:
            problems += _problems_of(fault, file, source["file"], Problem(origin, format_path(path), ""))
        else:
            table[path[-1]] = content.values if isinstance(content, WeekFile) else content
            if isinstance(content, WeekFile) and (content.reading or content.calls_per_day):
                readings[path] = FileReading(source["file"], content.reading, content.calls_per_day)
    return Attached(copy, readings, problems)


def _as_table(source: str | Table) -> Table:
    return {"file": source} if isinstance(source, str) else source


def _find_rosters(values: Table, folder: str) -> None:
    """Write every roster that has a name as a table, with its file relative to the current folder."""
    for group in _tables_in(values.get("groups")):
        if _is_a_name(group.get("roster")):
            group["roster"] = {"file": group["roster"]}
        roster = group.get("roster")
        if isinstance(roster, dict) and _is_a_name(roster.get("file")):
            roster["file"] = beside(folder, roster["file"])


def _is_a_name(value: object) -> bool:
    """Tell text from what will be refused when the whole scenario is known; a blank name would lead to the folder."""
    return isinstance(value, str) and bool(value.strip())


def _tables_in(node: object) -> list[Table]:
    return [inner for inner in node.values() if isinstance(inner, dict)] if isinstance(node, dict) else []


def _problems_of(fault: BadFileError, file: str, name: str, problem: Problem) -> list[Problem]:
    """Blame the scenario for a name that leads to no text, and the CSV file for what is in it."""
    if isinstance(fault, UnreadableFileError):
        return [replace(problem, message=f"{quoted(name)}: {message}") for message in fault.messages]
    return [replace(problem, file=file, message=message) for message in fault.messages]


def _named_files(values: Table) -> Iterator[tuple[Table, KeyPath, _Kind]]:
    """Find the tables, the paths and the kinds of all values that are names of files."""
    for path, table in list(_tables(values)):
        for key, value in list(table.items()):
            kind = _kind_of((*path, key))
            if kind and _names_a_file(value) and not (kind is _WEIGHTS and value == "flat"):
                yield table, (*path, key), kind


def _names_a_file(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and "file" in value)


def _kind_of(path: KeyPath) -> _Kind | None:
    match path:
        case ("lines", _, "demand", "profile"):
            return _WEIGHTS
        case ("lines", _, "handling_by_hour"):
            return _FACTORS
        case ("groups", _, "headcount_profile"):
            return _HEADCOUNTS
        case ("groups", _, "headcount_by_date"):
            return _DATED
        case ("lines" | "groups", _, _, *_, "values"):
            return _DURATIONS
    return None


def _tables(node: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Table]]:
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from _tables(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            if isinstance(value, dict):
                yield from _tables(value, (*path, str(number)))


def _copied(node: Any) -> Any:
    """Copy tables and lists, so that the layer itself stays as it was written."""
    if isinstance(node, Mapping):
        return {key: _copied(value) for key, value in node.items()}
    return [_copied(value) for value in node] if isinstance(node, list) else node
