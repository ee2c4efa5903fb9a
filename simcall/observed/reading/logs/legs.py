"""Read reports with several rows for a call, one for each leg: rung but not picked up, transferred, in conference."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import Finding
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.lines import lines_of_queues
from simcall.observed.reading.logs.calls import (
    call_columns,
    has_calls,
    lines_of_calls,
    missing_times,
    no_calls,
    reasons_of_rows,
    reasons_with_queues,
)
from simcall.observed.reading.logs.fields import VOCABULARY
from simcall.observed.reading.logs.outcomes import ABANDONED, ANSWERED, OTHER, Outcomes, read_outcomes
from simcall.observed.reading.logs.rows import read_call_rows
from simcall.observed.reading.logs.segments import SEGMENT_FIELD, calls_of_segments, is_segments
from simcall.observed.reading.logs.table_fields import fields_of
from simcall.observed.reading.logs.times import CallTimes, read_call_times
from simcall.observed.reading.logs.transfers import transfer_notes, with_transfers
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table

__all__ = ["LEGS"]

_NUMBERED = re.compile(r"(?P<call>.+)[-./_](?P<leg>\d{1,2})", re.ASCII)
_DATE_LENGTH = 10
_FEW, _MOST = 0.005, 0.8
_SAME_CALL = pd.Timedelta(hours=4)
_LEG = "leg of a call"


def _recognises(table: Table, options: ReadingOptions) -> float:
    fields = fields_of(table, options)
    if "call_id" not in fields:
        return 0.0
    if "leg" in fields and is_segments(table.body[fields["leg"]]):
        return float(len(fields)) + 2 if "start" in fields and {"ended_at", "duration"} & fields.keys() else 0.0
    is_numbered = "leg" in fields or _is_numbered(table, fields)
    are_spans = {"leg", "start", "duration", "agent"} <= fields.keys()
    if not (has_calls(fields) or are_spans) or not (is_numbered or _repeats(table, fields)):
        return 0.0
    return float(len(fields)) + 1


def _is_numbered(table: Table, fields: dict[str, int]) -> bool:
    """Return whether the number of the leg ends the call's reference, as the column's name says."""
    name = table.names[fields["call_id"]].casefold()
    return any(word in name for word in ("sequence", "segment", "leg"))


def _repeats(table: Table, fields: dict[str, int]) -> bool:
    """Return whether rows share a call's reference because they are legs of one call.

    Such rows are of one day and one caller, and are not copies. Systems use the same references again on other days.
    """
    references = table.body[fields["call_id"]]
    repeated = references.duplicated(keep=False) & (references != "") & ~table.body.duplicated(keep=False)
    if repeated.mean() < _FEW:
        return False
    names = [fields[name] for name in ("call_id", "caller") if name in fields]
    keys = table.body.loc[repeated, names].copy()
    time = fields.get("date", fields.get("start"))
    if time is not None:
        keys["day"] = table.body.loc[repeated, time].str.slice(0, _DATE_LENGTH)
    return bool(keys.duplicated(keep=False).mean() > _MOST)


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    rows = read_call_rows(tables, options)
    if rows.frame.empty or rows.problems:
        return Parts(questions=rows.questions, problems=rows.problems or tuple(map(no_calls, tables)))
    where = tables[0].where
    reasons = reasons_of_rows(rows, pd.Series("", index=rows.frame.index))
    legs = _numbered(rows.frame[reasons == ""])
    if SEGMENT_FIELD in legs and is_segments(legs[SEGMENT_FIELD]):
        calls, outcomes, times = calls_of_segments(_with_ends(legs)), Outcomes(pd.Series(dtype="str")), CallTimes(legs)
    else:
        calls, outcomes, times = _folded(legs, options, (where, rows.outcome_column))
    lines = lines_of_calls(calls, options)
    kept = with_transfers(calls[lines.reason == ""].assign(line=lines.line[lines.reason == ""]))
    reasons = reasons_with_queues(reasons, lines)
    folded = (reasons == "") & ~rows.frame.index.isin(calls.index)
    return Parts(
        queues={**_named_queues(legs, options), **lines.queues},
        other_queues=lines.others,
        answered_words=outcomes.answered,
        calls=call_columns(kept),
        files=rows.files("legs", reasons.mask(folded, _LEG), {"outcome": outcomes.assumed}, outcomes.hidden),
        questions=(*rows.questions, *outcomes.questions, *times.questions, *lines.questions),
        findings=(*rows.findings, *times.findings, *lines.findings, *_notes(kept, int(folded.sum()))),
    )


def _named_queues(legs: pd.DataFrame, options: ReadingOptions) -> dict[str, str]:
    """Return the line of each queue that the planner names, also of those in which no call begins."""
    return lines_of_queues(legs["queue"].unique(), options) if options.lines and "queue" in legs else {}


def _with_ends(segments: pd.DataFrame) -> pd.DataFrame:
    """Return segments with their ends, worked out from their lengths where the system writes only these."""
    if "ended_at" in segments:
        return segments
    return segments.assign(ended_at=segments["start"] + pd.to_timedelta(segments["duration"].fillna(0.0), unit="s"))


def _numbered(legs: pd.DataFrame) -> pd.DataFrame:
    """Return legs with a key of their call and the number of the leg."""
    if "leg" not in legs:
        split = legs["call_id"].str.extract(_NUMBERED)
        is_numbered = bool(split["leg"].notna().all())
        legs = legs.assign(call_id=split["call"], leg=split["leg"]) if is_numbered else legs.assign(leg="")
    ordered = legs.sort_values(["call_id", "start"], kind="stable")
    is_new = (ordered["call_id"] != ordered["call_id"].shift()) | (ordered["start"].diff() > _SAME_CALL)
    return legs.assign(call_id=is_new.cumsum())


def _folded(
    legs: pd.DataFrame, options: ReadingOptions, where: tuple[str, str]
) -> tuple[pd.DataFrame, Outcomes, CallTimes]:
    """Return a row for each visit of a call to a queue: its first is the call, later ones are transfers."""
    legs = _with_lengths(legs)
    is_taken = _is_taken(legs)
    times = read_call_times(legs.assign(outcome=np.where(is_taken, ANSWERED, ABANDONED)), options, where[0])
    frame = _visits(times.frame.assign(is_taken=is_taken, words=legs.get("outcome", "")), options)
    visits = _with_times(frame)
    outcomes = _words(visits, options, where)
    return _with_outcomes(visits, outcomes.outcomes), outcomes, times


def _with_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each visit, with the times of the leg that was picked up first."""
    keys = ["call_id", "visit"]
    ends = frame.assign(end=frame["start"] + pd.to_timedelta(frame["wait"], unit="s"))
    visits = frame[~frame.duplicated(keys)].copy()
    index = pd.MultiIndex.from_frame(visits[keys])
    answers = ends[ends["is_taken"]].drop_duplicates(keys).set_index(keys).reindex(index)
    for name in ("talk", "hold", "wrap", "ring", "agent"):
        if name in frame:
            visits[name] = answers[name].to_numpy()
    by_visit = ends.groupby(keys, sort=False)
    given_up_at = by_visit["end"].max().reindex(index)
    start = by_visit["start"].min().reindex(index).to_numpy()
    ended = answers["end"].fillna(given_up_at).to_numpy()
    return visits.assign(
        start=start, wait=(ended - start) / np.timedelta64(1, "s"), is_taken=answers["start"].notna().to_numpy()
    )


def _with_lengths(legs: pd.DataFrame) -> pd.DataFrame:
    """Return legs with talk and wait; a leg that has but a start and an end is a talk if a person is named in it."""
    is_span = "agent" in legs and {"ended_at", "duration"} & set(legs.columns)
    if {"talk", "answered_at", "handling", "wait", "queue_wait"} & set(legs.columns) or not is_span:
        return legs
    legs = _with_ends(legs)
    is_taken = legs["agent"] != ""
    seconds = (legs["ended_at"] - legs["start"]).dt.total_seconds()
    return legs.assign(talk=seconds.where(is_taken), wait=seconds.mask(is_taken, 0.0))


def _is_taken(legs: pd.DataFrame) -> pd.Series:
    """Return which legs a person picked up: a leg that rang without a talk is nobody's answer."""
    if "talk" in legs:
        return legs["talk"] > 0
    if "answered_at" in legs:
        return legs["answered_at"].notna()
    return legs["handling"] > 0 if "handling" in legs else pd.Series(data=False, index=legs.index)


def _visits(frame: pd.DataFrame, options: ReadingOptions) -> pd.DataFrame:
    """Return legs in order with the number of the visit: a leg in another queue, or numbered on after an answer.

    A caller whom nobody has answered yet is still the same call in another queue of the same line.
    """
    number = pd.to_numeric(frame["leg"], errors="coerce").fillna(0)
    frame = frame.assign(number=number).sort_values(["call_id", "number", "start", "wait"], kind="stable")
    same_call = frame["call_id"] == frame["call_id"].shift()
    queue = frame["queue"] if "queue" in frame else pd.Series("", index=frame.index)
    queues = queue.unique()
    line = queue.map({**dict(zip(queues, queues, strict=True)), **lines_of_queues(queues, options)})
    was_taken = frame["is_taken"].shift(fill_value=False)
    is_elsewhere = (queue != queue.shift()) & (queue != "") & (was_taken | (line != line.shift()))
    is_later = (frame["number"] > frame["number"].shift()) & was_taken
    is_new = same_call & (is_elsewhere | is_later)
    return frame.assign(visit=is_new.groupby(frame["call_id"]).cumsum())


def _words(visits: pd.DataFrame, options: ReadingOptions, where: tuple[str, str]) -> Outcomes:
    """Return what the system's words say of whole calls."""
    if not (visits["words"] != "").any():
        return Outcomes(pd.Series(np.where(visits["is_taken"], ANSWERED, ABANDONED), index=visits.index))
    return read_outcomes(visits.assign(outcome=visits["words"]), options, *where)


def _with_outcomes(visits: pd.DataFrame, words: pd.Series) -> pd.DataFrame:
    """Return calls with their outcome: a caller sent on from one queue to another was neither answered nor gave up."""
    goes_on = visits["visit"] < visits.groupby("call_id")["visit"].transform("max")
    unanswered = np.where(goes_on, OTHER, np.where(words == ANSWERED, ABANDONED, words))
    outcome = np.where(visits["is_taken"], ANSWERED, unanswered)
    return visits.assign(outcome=outcome)


def _notes(calls: pd.DataFrame, folded: int) -> list[Finding]:
    notes = [*missing_times(calls), *transfer_notes(calls)]
    if not folded:
        return notes
    text = (
        f"{counted(folded, 'row')} of later legs of calls: people who did not pick up, conferences, or stages of a call"
    )
    return [Finding("assumed", text), *notes]


LEGS = Kind("legs", VOCABULARY, _recognises, _read)
