"""Read a phone system's exports, of whatever kind and in any number of files, as observations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path

import pandas as pd

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give
from simcall.files.text import BadFileError
from simcall.observed.observations import CALL_COLUMNS, PEOPLE_COLUMNS, FileRead, Finding, Observations, Question
from simcall.observed.reading.counting import count_calls, count_transferred
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.known_answers import unused_answers, wrong_answers
from simcall.observed.reading.logs.calls import CALLS
from simcall.observed.reading.logs.events import EVENTS
from simcall.observed.reading.logs.legs import LEGS
from simcall.observed.reading.logs.login_events import LOGIN_EVENTS
from simcall.observed.reading.logs.logins import PEOPLE
from simcall.observed.reading.logs.long_rings import without_long_rings
from simcall.observed.reading.mapped_columns import missing_columns, unknown_fields
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.pseudonyms import caller_codes, person_names
from simcall.observed.reading.reports.kind import INTERVALS
from simcall.observed.reading.tables import Table, find_tables
from simcall.observed.reading.together.counts import CALLS_OR_REPORT, counts_together
from simcall.observed.reading.together.queue_names import QueueSource, same_queue_questions
from simcall.observed.reading.together.repeated_calls import (
    HELD_BY_ANOTHER,
    REPEATED_CALLS,
    CallsOnce,
    keep_calls_once,
)
from simcall.sheets.column_names import Vocabulary
from simcall.sheets.grids import Grid, read_grids

__all__ = ["KINDS", "read_exports"]

KINDS: tuple[Kind, ...] = (EVENTS, LEGS, CALLS, PEOPLE, LOGIN_EVENTS, INTERVALS)
"""Every kind of export; of two that are equally sure of a table, the first reads it."""

_EXPORT = "an export of a phone system"
_ROTA = Advice("If this is a rota, give it ", Give("--staff"), ".")
_NEXT_STEP = Advice(
    "If its columns have other names, write what they are: ", Give("--map", "Their name=start"), ". ", _ROTA
)


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
    if unknown := [*unknown_fields(options, KINDS), *wrong_answers(options.answers)]:
        raise SimcallError(Advice.lines(unknown))
    problems: list[str] = []
    findings: list[Finding] = []
    tables: dict[str, list[Table]] = {}
    for position, path in enumerate(fspath(path) for path in paths):
        try:
            grids = _filled_grids(path)
        except BadFileError as error:
            problems.append(f"{path}: {error}")
            continue
        of_file = _tables_of_file(grids, position)
        name, faults = Path(path).name, [grid.fault for grid in grids if grid.fault]
        if not of_file:
            without_names = Advice("no row has names of columns, such as Date, Queue and Answered. ", _ROTA)
            problems += [Advice(f"{name}: ", fault) for fault in (*faults, without_names)]
        findings += [Finding("left out", f"simcall did not read one sheet of {name}: {fault}") for fault in faults]
        _sort_tables(of_file, options, tables, problems, findings)
    findings += missing_columns(options, (table for of_kind in tables.values() for table in of_kind))
    parts = [kind.read(tables[kind.name], options) for kind in KINDS if kind.name in tables]
    problems += [problem for part in parts for problem in part.problems]
    problems = problems or _missing_lines(parts, options) or _nothing_read(parts)
    if problems or not parts:
        raise SimcallError(Advice.lines(problems) or "There is no file to read. Name at least one")
    return _combined(parts, [Path(path).name for path in paths], options, findings)


def _filled_grids(path: str) -> tuple[Grid, ...]:
    """Read the sheets of a file; refuse one without anything in it."""
    grids = read_grids(path, _EXPORT)
    if all(grid.cells.empty and not grid.fault for grid in grids):
        raise BadFileError(f"the file is empty; {_EXPORT} is needed")
    return grids


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
        problems += dict.fromkeys(_unrecognised(table) for table in others)


def _unrecognised(table: Table) -> str:
    """Return the message for a table of no kind; it names only columns that simcall knows, as others may be people."""
    vocabulary = Vocabulary.union(kind.vocabulary for kind in KINDS)
    names = [name for name in table.names if name and name in vocabulary]
    familiar = f"of its columns simcall knows only {', '.join(names)}" if names else "simcall knows none of its columns"
    needs = "A call log needs the start of each call, and its outcome, answer time or talk."
    return Advice(f"{table.where}: {familiar}. {needs} ", _NEXT_STEP)


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
    read = {queue.casefold().strip() for part in parts for queue in part.queues}
    lines_without_queue = {part.queues[""] for part in parts if "" in part.queues}
    others = sorted({queue for part in parts for queue in part.other_queues})
    choice = f"The other queues are: {', '.join(others[:20])}" if others else "There are no other queues"
    return [
        Advice(Give("--line", f"{line}={queue}"), f': no file has a queue "{queue}". {choice}')
        for queue, line in options.line_of_queue.items()
        if queue.casefold().strip() not in read | {""}
        and line not in lines_without_queue
        and not any(part.questions for part in parts)
    ]


def _combined(
    parts: Sequence[Parts], names: Sequence[str], options: ReadingOptions, findings: Sequence[Finding]
) -> Observations:
    once = _calls_once(parts, names, options)
    calls = once.calls if once else None
    people = _joined([part.people for part in parts])
    if people is not None:
        people = people.sort_values(["start", "end", "person"], kind="stable", ignore_index=True)
    calls, people = _without_names(calls, people)
    transferred = None if calls is None else count_transferred(calls, options.local_zone)
    together = counts_together(
        None if calls is None else count_calls(calls, options.local_zone),
        _joined([part.counts for part in parts]),
        options.answers.get(CALLS_OR_REPORT),
        transferred,
    )
    of_parts = (finding for part in parts for finding in part.findings)
    queues = _queues_of_lines(parts)
    merged = () if options.lines else _several_queues(queues)
    unused = unused_answers(
        options.answers,
        frozenset[str]().union(*(part.answered_words for part in parts)),
        {queue or line for part in parts for queue, line in part.queues.items()},
    )
    of_files = (*unused, *merged, *(once.findings if once else ()), *together.findings)
    questions = tuple(dict.fromkeys(question for part in parts for question in part.questions))
    # Of dates that are not certain nobody can say whether they are the same.
    if not any(question.option in _ABOUT_TIMES for question in questions):
        questions += (*_about_queues(parts, options), *(once.questions if once else ()), *together.questions)
    return Observations(
        zone=options.local_zone,
        queues={line: ", ".join(names) for line, names in queues.items()},
        counts=together.counts,
        calls=calls,
        transferred=transferred,
        answers=_sorted(_joined([part.answers for part in parts]), ["line", "start", "low"]),
        people=people,
        files=tuple(
            _file_read(name, position, parts, once.left_out[position] if once else 0)
            for position, name in enumerate(names)
        ),
        questions=questions,
        findings=tuple(dict.fromkeys((*findings, *of_parts, *of_files))),
    )


def _calls_once(parts: Sequence[Parts], names: Sequence[str], options: ReadingOptions) -> CallsOnce | None:
    calls = _joined([part.calls for part in parts])
    if calls is None:
        return None
    calls, long_rings = without_long_rings(calls, names)
    ordered = calls.sort_values([*_CALL_ORDER], kind="stable", ignore_index=True)
    once = keep_calls_once(ordered, names, options.answers.get(REPEATED_CALLS))
    return replace(once, findings=(*long_rings, *once.findings))


def _queues_of_lines(parts: Sequence[Parts]) -> dict[str, list[str]]:
    """Return the names of each line's queues, in the order of the files."""
    queues: dict[str, list[str]] = {}
    for part in sorted(parts, key=lambda part: min((position for position, _ in part.files), default=0)):
        for queue, line in part.queues.items():
            names = queues.setdefault(line, [])
            names += [queue] if queue and queue not in names else []
    return queues


def _several_queues(queues: Mapping[str, Sequence[str]]) -> tuple[Finding, ...]:
    own = Give("--line")
    return tuple(
        Finding(
            "assumed", Advice(f"The line {line} is the queues {' and '.join(names)}. To part them, name each ", own)
        )
        for line, names in queues.items()
        if len(names) > 1
    )


def _about_queues(parts: Sequence[Parts], options: ReadingOptions) -> tuple[Question, ...]:
    """Return questions of queues with two names; there are none if the planner has named the queues."""
    sources = (source for part in parts for source in _queue_sources(part) if source.files)
    by_file = sorted(sources, key=lambda source: min(source.files))
    return () if options.lines else tuple(same_queue_questions(by_file, options.answers))


def _queue_sources(part: Parts) -> Iterator[QueueSource]:
    for queue, line in part.queues.items():
        if part.calls is not None:
            calls = part.calls[part.calls["line"] == line]
            counts = pd.DataFrame({"start": calls["start"], "minutes": 0, "offered": 1.0})
            yield QueueSource(queue or line, line, frozenset(map(int, calls["file"].unique())), counts)
        elif part.counts is not None:
            counts = part.counts.loc[part.counts["line"] == line, ["start", "minutes", "offered"]]
            yield QueueSource(queue or line, line, part.files_of_line.get(line, frozenset()), counts)


_ABOUT_TIMES = frozenset({"--dates", "--zone"})
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


def _file_read(name: str, position: int, parts: Sequence[Parts], held_by_another: int) -> FileRead:
    """Return what became of a file: the tables on its sheets are taken together."""
    reads = [read for part in parts for number, read in part.files if number == position]
    if not reads:
        return FileRead(name, "", 0)
    left_out = {HELD_BY_ANOTHER: held_by_another} if held_by_another else {}
    for read in reads:
        for reason, count in read.left_out.items():
            left_out[reason] = left_out.get(reason, 0) + count
    return replace(reads[0], name=name, rows_read=sum(read.rows_read for read in reads), left_out=left_out)
