"""Read call logs: a row for each call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.files.messages import counted
from simcall.observed.observations import CALL_COLUMNS, Finding, Question
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.lines import line_of_all, lines_of_queues
from simcall.observed.reading.logs.fields import VOCABULARY
from simcall.observed.reading.logs.outcomes import (
    ABANDONED,
    IN_MENU,
    OTHER,
    PHANTOM,
    TEST,
    is_test,
    left_out_by_direction,
    left_out_by_media,
    read_outcomes,
)
from simcall.observed.reading.logs.queue_paths import read_queue_paths
from simcall.observed.reading.logs.rows import CallRows, read_call_rows
from simcall.observed.reading.logs.shown_words import parts_of_name
from simcall.observed.reading.logs.table_fields import fields_of
from simcall.observed.reading.logs.times import read_call_times
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table

__all__ = [
    "CALLS",
    "QueueLines",
    "call_columns",
    "has_calls",
    "lines_of_calls",
    "missing_times",
    "no_calls",
    "reasons_of_rows",
    "reasons_with_queues",
]

OTHER_QUEUE, NO_QUEUE, TEST_QUEUE = "other queue", "no queue named", "test queue"
PERSON = "a person or a number in place of a queue"
_FEW = 0.05
"""Share of the calls above which a queue is one even if a person has its name: whole teams may have one name."""
_STARTS = frozenset({"start", "menu_start", "queue_start"})
_ENDS = frozenset({"outcome", "answered_at", "abandoned", "answered", "ended_at", "talk", "wait", "queue_wait"})
_SIGNS = frozenset({"outcome", "answered_at", "abandoned", "answered", "caller", "call_id", "agent", "direction"})
_OF_DUTIES = frozenset({"date", "clock", "start", "ended_at", "agent"})

_COUNT = re.compile(r"(\d{1,9})(?:$|[.,]\d| [a-z]+$)", re.IGNORECASE | re.ASCII)
"""A number of calls: ``12``, ``12.0``, ``1,204`` or ``12 calls``; no time of day."""
_NO_WAIT = Advice(
    "The calls have no wait, so nothing is known of waits and patience. If a column has the wait, write ",
    Give("--map", "Its name=wait"),
    ', or "Its name=queue_wait" if it leaves the ringing out',
)
_NO_TALK = Advice(
    "The calls have no talk time, so simcall assumes how long handling takes. If a column has the talk time, write ",
    Give("--map", "Its name=talk"),
)


def has_calls(fields: dict[str, int]) -> bool:
    """Return whether columns say when calls started and how they ended; columns that duties have too do not count."""
    if fields.keys() <= _OF_DUTIES:
        return False
    is_timed = bool(_STARTS & fields.keys()) or {"date", "clock"} <= fields.keys()
    return is_timed and bool(_ENDS & fields.keys()) and bool(_SIGNS & fields.keys())


def _recognises(table: Table, options: ReadingOptions) -> float:
    fields = fields_of(table, options)
    if not has_calls(fields) or "leg" in fields:
        return 0.0
    counts = sum(_is_counts(table.body[fields[name]]) for name in ("answered", "abandoned") if name in fields)
    return 0.0 if counts else float(len(fields))


def _is_counts(texts: pd.Series) -> bool:
    """Return whether a column counts calls, as in an interval report, and does not just say yes or no."""
    counts = (_COUNT.match(text) for text in texts.iloc[:1000])
    return any(count and int(count[1]) > 1 for count in counts)


@dataclass(frozen=True)
class QueueLines:
    """The line of each row and of each queue, queues that are no line, and why their rows are left out.

    Cells that hold several queues raise a question or a finding.
    """

    line: pd.Series
    queues: dict[str, str]
    others: tuple[str, ...]
    reason: pd.Series
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def lines_of_calls(frame: pd.DataFrame, options: ReadingOptions) -> QueueLines:
    """Return the line of each row; ``""`` where its queue is none.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with a `queue`, if the table names queues.
    options : ReadingOptions
        The lines that the planner named.
    """
    if "queue" not in frame:
        name = line_of_all(options)
        line = pd.Series(name, index=frame.index, dtype="str")
        queue = next(iter(options.line_of_queue), "")
        return QueueLines(line, {queue: name}, (), pd.Series("", index=frame.index, dtype="str"))
    named = _named_people(frame)
    paths = read_queue_paths(frame["queue"].fillna("").astype("str"), options, named)
    frame = frame.assign(queue=paths.queue)
    every = [str(queue) for queue in frame["queue"].unique() if queue]
    people = _people_among(every, named, frame, options)
    queues = [queue for queue in every if queue not in people]
    lines = lines_of_queues([queue for queue in queues if options.lines or not is_test(queue)], options)
    others = tuple(queue for queue in queues if queue not in lines)
    reasons = {"": NO_QUEUE, **dict.fromkeys(people, PERSON)}
    reasons |= {queue: TEST_QUEUE if is_test(queue) else OTHER_QUEUE for queue in others}
    blank = dict.fromkeys(["", *every], "")
    line, reason = (frame["queue"].map(blank | names).astype("str") for names in (lines, reasons))
    return QueueLines(line, lines, others, reason, paths.questions, paths.findings)


def _named_people(frame: pd.DataFrame) -> set[str]:
    return {text for column in ("agent", "caller") if column in frame for text in frame[column].unique()}


def _people_among(
    queues: Sequence[str], named: set[str], frame: pd.DataFrame, options: ReadingOptions
) -> frozenset[str]:
    """Return the queues that are people: their own lines, or names and numbers in a damaged row."""
    few = len(frame) * _FEW
    rare = {queue for queue in set(queues) & named if (frame["queue"] == queue).sum() < few}
    return frozenset(rare | _own_lines(queues, frame)) - options.line_of_queue.keys()


def _own_lines(queues: Sequence[str], frame: pd.DataFrame) -> set[str]:
    """Return the queues with the name of the one person who answers them in it, such as "Direct: Ada Example"."""
    if "agent" not in frame:
        return set()
    pairs = frame.loc[frame["agent"].fillna("") != "", ["queue", "agent"]].drop_duplicates()
    alone = pairs[~pairs["queue"].duplicated(keep=False) & pairs["queue"].isin(queues)].astype("str")
    names = {queue: parts_of_name(person) for queue, person in alone.to_numpy() if queue != person}
    return {queue for queue, parts in names.items() if len(parts) > 1 and parts <= parts_of_name(queue)}


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    rows = read_call_rows(tables, options)
    if rows.frame.empty or rows.problems:
        return Parts(questions=rows.questions, problems=rows.problems or tuple(map(no_calls, tables)))
    where = tables[0].where
    outcomes = read_outcomes(rows.frame, options, where, rows.outcome_column)
    reasons = reasons_of_rows(rows, outcomes.outcomes)
    times = read_call_times(rows.frame.assign(outcome=outcomes.outcomes), options, where)
    frame = times.frame
    reasons = reasons.mask((reasons == "") & _ended_in_menu(frame), IN_MENU)
    lines = lines_of_calls(frame[reasons == ""], options)
    reasons = reasons_with_queues(reasons, lines)
    kept = frame[reasons == ""].assign(line=lines.line[reasons[lines.line.index] == ""])
    return Parts(
        queues=lines.queues,
        other_queues=lines.others,
        answered_words=outcomes.answered,
        calls=call_columns(kept),
        files=rows.files("calls", reasons, {"outcome": outcomes.assumed}, outcomes.hidden),
        questions=(*rows.questions, *outcomes.questions, *times.questions, *lines.questions),
        findings=(*rows.findings, *times.findings, *lines.findings, *_notes(kept)),
    )


def no_calls(table: Table) -> str:
    """Return the message for a table without a single row that can be read."""
    return f"{table.where}: no row under the header has a date and a time that simcall can read"


def reasons_of_rows(rows: CallRows, outcomes: pd.Series) -> pd.Series:
    """Return why rows are left out before their queue counts: duplicates, other directions, other media, tests."""
    frame, reasons = rows.frame, rows.left_out
    for name, left_out_by in (("media", left_out_by_media), ("direction", left_out_by_direction)):
        if name in frame:
            reasons = reasons.mask(reasons == "", left_out_by(frame[name].fillna("")))
    is_no_call = outcomes.isin((IN_MENU, TEST, PHANTOM))
    return reasons.mask((reasons == "") & is_no_call, outcomes)


def reasons_with_queues(reasons: pd.Series, lines: QueueLines) -> pd.Series:
    """Return why rows are left out, those of queues that are no line included."""
    queue_reasons = lines.reason.reindex(reasons.index).fillna("")
    return reasons.mask(reasons == "", queue_reasons)


def _ended_in_menu(frame: pd.DataFrame) -> pd.Series:
    """Return which calls were given up before they joined the queue, where the system says when that was."""
    if "queue_start" not in frame:
        return pd.Series(data=False, index=frame.index)
    return (frame["outcome"] == ABANDONED) & frame["queue_start"].isna()


def call_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Return calls with the columns of `CALL_COLUMNS`; those that a system does not have are empty."""
    texts = {"agent": "", "caller": "", "to_line": ""}
    missing = {
        name: texts.get(name, False if kind == "bool" else float("nan"))
        for name, kind in CALL_COLUMNS.items()
        if name not in frame
    }
    frame = frame.assign(**missing)[list(CALL_COLUMNS)]
    kinds = {name: kind for name, kind in CALL_COLUMNS.items() if name != "caller"}
    return frame.fillna(texts).astype(kinds)


def _notes(calls: pd.DataFrame) -> list[Finding]:
    """Return what the calls do not tell, and a planner has to know."""
    notes = []
    if others := int((calls["outcome"] == OTHER).sum()):
        text = f"Neither answered nor abandoned: {counted(others, 'call')}. simcall counts them only as offered"
        notes.append(Finding("assumed", text))
    notes += missing_times(calls)
    if "caller" not in calls:
        notes.append(
            Finding(
                "missing", "The calls have no callers' numbers. So simcall cannot see redials, and volumes include them"
            )
        )
    return notes


def missing_times(calls: pd.DataFrame) -> list[Finding]:
    """Return which times no call has, and what follows."""
    abandoned = calls.loc[calls["outcome"] == ABANDONED, "wait"]
    texts: list[str] = []
    if calls["wait"].isna().all():
        texts.append(_NO_WAIT)
    elif len(abandoned) and abandoned.isna().all():
        texts.append("The abandoned calls have no wait, so simcall cannot measure patience")
    if calls["talk"].isna().all():
        texts.append(_NO_TALK)
    elif calls["wrap"].isna().all():
        texts.append("The calls have no wrap-up. Handling is talk and hold only")
    return [Finding("missing", text) for text in texts]


CALLS = Kind("calls", VOCABULARY, _recognises, _read)
