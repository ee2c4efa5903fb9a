"""Read a phone system's exports, of whatever kind and in any number of files, as observations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path

import pandas as pd

from simcall.errors import SimcallError
from simcall.files.messages import counted
from simcall.files.text import BadFileError
from simcall.observed.observations import CALL_COLUMNS, COUNT_COLUMNS, PEOPLE_COLUMNS, FileRead, Finding, Observations
from simcall.observed.reading.counting import count_calls
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.logs.calls import CALLS
from simcall.observed.reading.logs.events import EVENTS
from simcall.observed.reading.logs.legs import LEGS
from simcall.observed.reading.logs.logins import PEOPLE
from simcall.observed.reading.logs.long_rings import without_long_rings
from simcall.observed.reading.mapped_columns import missing_columns, unknown_fields
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.pseudonyms import caller_codes, person_names
from simcall.observed.reading.reports.kind import INTERVALS
from simcall.observed.reading.tables import Table, find_tables
from simcall.sheets.column_names import Vocabulary
from simcall.sheets.grids import Grid, read_grids

__all__ = ["KINDS", "read_exports"]

KINDS: tuple[Kind, ...] = (EVENTS, LEGS, CALLS, PEOPLE, INTERVALS)
"""Every kind of export; of two that are equally sure of a table, the first reads it."""

_NEXT_STEP = 'If its columns have other names, write what they are: --map "Their name=start"'


def read_exports(paths: Sequence[str | PathLike[str]], options: ReadingOptions | None = None) -> Observations:
    """Read what phone systems export.

    Parameters
    ----------
    paths : sequence of str or path
        The files; several of one kind are one table.
    options : ReadingOptions, optional
        What the planner says about them.

    Returns
    -------
    Observations
        With any questions, the planner must answer them first: counts and calls may then be empty.

    Raises
    ------
    SimcallError
        If a file cannot be read, with all that is wrong with all files.
    """
    options = options or ReadingOptions()
    if unknown := unknown_fields(options, KINDS):
        raise SimcallError("\n".join(unknown))
    problems: list[str] = []
    findings: list[Finding] = []
    tables: dict[str, list[Table]] = {}
    for position, path in enumerate(fspath(path) for path in paths):
        try:
            grids = read_grids(path, "an export of a phone system")
        except BadFileError as error:
            problems.append(f"{path}: {error}")
            continue
        of_file = _tables_of_file(grids, position)
        if not of_file:
            problems.append(f"{Path(path).name}: no row has names of columns, such as Date, Queue and Answered")
        _sort_tables(of_file, options, tables, problems, findings)
    findings += missing_columns(options, (table for of_kind in tables.values() for table in of_kind))
    parts = [kind.read(tables[kind.name], options) for kind in KINDS if kind.name in tables]
    problems += [problem for part in parts for problem in part.problems]
    problems = problems or _missing_lines(parts, options) or _nothing_read(parts)
    if problems or not parts:
        raise SimcallError("\n".join(problems) or "There is no file to read. Name at least one")
    return _combined(parts, [Path(path).name for path in paths], options, findings)


def _tables_of_file(grids: Iterable[Grid], position: int) -> list[Table]:
    vocabulary = Vocabulary.union(kind.vocabulary for kind in KINDS)
    tables: list[Table] = []
    for grid in grids:
        tables += _without_header(grid, position) or find_tables(grid, position, vocabulary)
    return tables


def _without_header(grid: Grid, position: int) -> list[Table]:
    """Return the table of a log that has no header because its columns are always the same."""
    for kind in KINDS:
        if kind.fixed_columns and (names := kind.fixed_columns(grid)):
            return [Table(Path(grid.file).name, position, grid.sheet, (), names, grid.cells, separator=grid.separator)]
    return []


def _sort_tables(
    tables: Sequence[Table],
    options: ReadingOptions,
    by_kind: dict[str, list[Table]],
    problems: list[str],
    findings: list[Finding],
) -> None:
    """Give each table of a file to the kind that is surest of it."""
    others = []
    for table in tables:
        scores = {kind.name: kind.recognises(table, options) for kind in KINDS}
        surest = max(scores, key=lambda name: scores[name], default="")
        if surest and scores[surest] > 0:
            by_kind.setdefault(surest, []).append(table)
        else:
            others.append(table)
    if len(others) < len(tables):
        findings += [Finding("left out", f"{table.where} has no columns that simcall reads") for table in others]
    else:
        problems += [_unrecognised(table) for table in others]


def _unrecognised(table: Table) -> str:
    """Return the message for a table of no kind; it names only columns that simcall knows, as others may be people."""
    vocabulary = Vocabulary.union(kind.vocabulary for kind in KINDS)
    names = [name for name in table.names if name and name in vocabulary]
    familiar = f"of its columns simcall knows only {', '.join(names)}" if names else "simcall knows none of its columns"
    return (
        f"{table.where}: {familiar}. A call log needs the start of each call, and its outcome, answer time or talk. "
        f"{_NEXT_STEP}"
    )


def _nothing_read(parts: Sequence[Parts]) -> list[str]:
    """Return a message if every row of every file was left out."""
    frames = (frame for part in parts for frame in (part.calls, part.counts, part.people))
    if any(part.questions for part in parts) or any(frame is not None and not frame.empty for frame in frames):
        return []
    return [
        f"{file.name}: no row could be used. Left out: "
        + ", ".join(f"{reason} {count:,}" for reason, count in file.left_out.items())
        for part in parts
        for _, file in part.files
    ]


def _missing_lines(parts: Sequence[Parts], options: ReadingOptions) -> list[str]:
    queues = {line for part in parts for line in part.queues}
    others = sorted({queue for part in parts for queue in part.other_queues})
    choice = f"The other queues are: {', '.join(others[:20])}" if others else "There are no other queues"
    return [
        f'--line {line}={queue}: no file has a queue "{queue}". {choice}'
        for line, queue in options.lines.items()
        if line not in queues and not any(part.questions for part in parts)
    ]


def _combined(
    parts: Sequence[Parts], names: Sequence[str], options: ReadingOptions, findings: Sequence[Finding]
) -> Observations:
    calls = _joined([part.calls for part in parts])
    people = _joined([part.people for part in parts])
    long_rings: tuple[Finding, ...] = ()
    if calls is not None:
        calls, long_rings = without_long_rings(calls, names)
        calls = calls.sort_values([*_CALL_ORDER], kind="stable", ignore_index=True)
    if people is not None:
        people = people.sort_values(["start", "end", "person"], kind="stable", ignore_index=True)
    calls, people = _without_names(calls, people)
    counts, overlaps = _counts(parts, calls, options)
    of_parts = (finding for part in parts for finding in part.findings)
    return Observations(
        zone=options.local_zone,
        queues={line: queue for part in parts for line, queue in part.queues.items()},
        counts=counts,
        calls=calls,
        answers=_sorted(_joined([part.answers for part in parts]), ["line", "start", "low"]),
        people=people,
        files=tuple(_file_read(name, position, parts) for position, name in enumerate(names)),
        questions=tuple(dict.fromkeys(question for part in parts for question in part.questions)),
        findings=tuple(dict.fromkeys((*findings, *of_parts, *long_rings, *overlaps))),
    )


_CALL_ORDER = ("start", "wait", "line", "outcome", "talk", "hold", "wrap", "ring", "menu", "agent", "caller")


def _joined(frames: Iterable[pd.DataFrame | None]) -> pd.DataFrame | None:
    present = [frame for frame in frames if frame is not None and not frame.empty]
    return pd.concat(present, ignore_index=True) if present else None


def _sorted(frame: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame | None:
    return None if frame is None else frame.sort_values(columns, kind="stable", ignore_index=True)


def _without_names(
    calls: pd.DataFrame | None, people: pd.DataFrame | None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """Replace callers and people by codes; the same person has one name in the calls and in the log-ins."""
    texts = [frame for frame in (calls["agent"] if calls is not None else None,) if frame is not None]
    texts += [people["person"]] if people is not None else []
    names = person_names(texts)
    if calls is not None:
        calls = calls.assign(agent=calls["agent"].map(names), caller=caller_codes(calls["caller"]))
        calls = calls[list(CALL_COLUMNS)].astype(dict(CALL_COLUMNS))
    if people is not None:
        people = people.assign(person=people["person"].map(names))
        people = people[list(PEOPLE_COLUMNS)].astype(dict(PEOPLE_COLUMNS))
    return calls, people


def _counts(
    parts: Sequence[Parts], calls: pd.DataFrame | None, options: ReadingOptions
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return counts of calls and of periods; where both tell of a line and date, the calls do."""
    periods = _joined([part.counts for part in parts])
    findings: tuple[Finding, ...] = ()
    of_calls = None if calls is None else count_calls(calls, options.local_zone)
    if of_calls is not None and periods is not None:
        days = pd.MultiIndex.from_arrays([of_calls["line"], of_calls["start"].dt.normalize()])
        is_double = pd.MultiIndex.from_arrays([periods["line"], periods["start"].dt.normalize()]).isin(days)
        periods = periods[~is_double]
        if is_double.any():
            text = f"{counted(int(is_double.sum()), 'row')} of interval reports: the call log covers the same dates"
            findings = (Finding("left out", text),)
    counts = _joined([of_calls, periods])
    if counts is None:
        counts = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COUNT_COLUMNS.items()})
    counts = counts[list(COUNT_COLUMNS)].astype(dict(COUNT_COLUMNS))
    return counts.sort_values(["line", "start"], kind="stable", ignore_index=True), findings


def _file_read(name: str, position: int, parts: Sequence[Parts]) -> FileRead:
    """Return what became of a file: the tables on its sheets are taken together."""
    reads = [read for part in parts for number, read in part.files if number == position]
    if not reads:
        return FileRead(name, "", 0)
    left_out: dict[str, int] = {}
    for read in reads:
        for reason, count in read.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    return replace(reads[0], name=name, rows_read=sum(read.rows_read for read in reads), left_out=left_out)
