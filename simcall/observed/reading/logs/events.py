"""Read event logs, such as Asterisk's queue_log, and fold the events of each call into one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import FileRead, Finding
from simcall.observed.reading.columns import describe_columns
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.logs.calls import call_columns, lines_of_calls, no_calls
from simcall.observed.reading.logs.event_words import (
    ANSWERS,
    ENDS,
    ENTERS,
    GIVES_UP,
    LEAVES,
    LOGS_IN,
    LOGS_OUT,
    MEANINGS,
    RINGS_OUT,
    TRANSFERS,
    VOCABULARY,
    event_of,
)
from simcall.observed.reading.logs.lengths import LONGEST_CALL_S
from simcall.observed.reading.logs.logins import answered_by_members, joined_sessions, sessions_of_events
from simcall.observed.reading.logs.outcomes import ABANDONED, ANSWERED, OTHER
from simcall.observed.reading.logs.transfers import transfer_notes, with_transfers
from simcall.observed.reading.moments import Moments, TimeColumn, read_moments
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table
from simcall.sheets.grids import Grid

__all__ = ["EVENTS"]

_COLUMNS = ("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")
_DATA = ("data1", "data2", "data3", "data4", "data5")
_TEXTS = ("call_id", "queue", "agent", "event", "caller", *_DATA)
_SAMPLE = 100
_ORDER = {ENTERS: 0, RINGS_OUT: 1, ANSWERS: 2, TRANSFERS: 3, ENDS: 4, GIVES_UP: 4, LEAVES: 4}
_NO_CALL, _NEVER_ENDED, _NO_START = (
    "event of no call",
    "call that never ended",
    "call that began before the log (calls)",
)
_DUPLICATE, _UNREADABLE = "exact duplicate", "time that cannot be read"


def _fixed_columns(grid: Grid) -> tuple[str, ...] | None:
    """Return the names of a queue_log's columns if a sheet is one: it has no header."""
    cells = grid.cells.iloc[:_SAMPLE]
    if cells.shape[1] < 5:
        return None
    is_event = [event_of(text) is not None for text in cells[4]]
    is_time = [any(character.isdigit() for character in text) for text in cells[0]]
    if not is_time or not is_time[0] or sum(is_event) * 2 < len(is_event) or ENTERS not in map(event_of, cells[4]):
        return None
    extra = tuple(f"column {number + 1}" for number in range(len(_COLUMNS), cells.shape[1]))
    return (_COLUMNS + extra)[: cells.shape[1]]


def _recognises(table: Table, options: ReadingOptions) -> float:
    fields = VOCABULARY.columns(table.names, options.columns)
    if not {"call_id", "event", "start"} <= fields.keys():
        return 0.0
    words = {event_of(text) for text in table.body[fields["event"]].iloc[: 50 * _SAMPLE].unique()}
    # A log of events beats a log of calls, which can have the same columns.
    return 100.0 + len(fields) if {ENTERS, ANSWERS} <= words else 0.0


@dataclass(frozen=True)
class _Events:
    """Events of all tables, in order of time."""

    frame: pd.DataFrame
    moments: Moments
    layout: tuple[dict[str, int], ...]


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    events = _events(tables, options)
    if events.frame.empty:
        return Parts(questions=events.moments.questions, problems=tuple(map(no_calls, tables)))
    entries = _entries(events.frame)
    lines = lines_of_calls(entries, options)
    reasons = lines.reason.mask((lines.reason == "") & (entries["outcome"] == ""), _NEVER_ENDED)
    kept = entries[reasons == ""].assign(line=lines.line[reasons == ""])
    kept = with_transfers(kept)
    people, notes = _people(events.frame, kept)
    return Parts(
        queues=lines.queues,
        other_queues=lines.others,
        calls=call_columns(kept),
        people=people,
        files=_files(tables, events, entries, reasons, options),
        questions=(*events.moments.questions, *lines.questions),
        findings=(*events.moments.findings, *lines.findings, *_notes(events.frame, kept), *notes),
    )


def _events(tables: Sequence[Table], options: ReadingOptions) -> _Events:
    fields = [VOCABULARY.columns(table.names, options.columns) for table in tables]
    columns = [
        TimeColumn(
            table.body[of_table["start"]],
            None,
            f'{table.where}, column "{table.names[of_table["start"]]}"',
            table.names,
            table.names[of_table["start"]],
        )
        for table, of_table in zip(tables, fields, strict=True)
    ]
    moments = read_moments(columns, options)
    frames, layout = [], []
    for number, (table, of_table, time) in enumerate(zip(tables, fields, moments.columns, strict=True)):
        texts = {name: table.body[of_table[name]] if name in of_table else "" for name in _TEXTS}
        frame = pd.DataFrame({"time": time, **texts})
        frame["table"], frame["file"], frame["row"] = number, table.position, frame.index
        frames.append(frame[frame["time"].notna()])
        unreadable = int(frame["time"].isna().sum())
        layout.append({**table.left_out, **({_UNREADABLE: unreadable} if unreadable else {})})
    frame = pd.concat(frames, ignore_index=True)
    written = ["time", "call_id", "queue", "agent", "event", *_DATA]
    frame["is_duplicate"] = frame.duplicated(written)
    frame["what"] = frame["event"].map({text: event_of(text) for text in frame["event"].unique()})
    order = frame["what"].map(_ORDER).fillna(9)
    frame = frame.assign(order=order).sort_values(["time", "order", *written[1:]], kind="stable", ignore_index=True)
    return _Events(frame.assign(turn=_turns(frame)), moments, tuple(layout))


def _turns(events: pd.DataFrame) -> pd.Series:
    """Return how often an event's call has entered its queue so far: 0 if the log does not hold its start."""
    of_calls = events[~events["is_duplicate"] & events["what"].isin(tuple(_ORDER))]
    turns = (of_calls["what"] == ENTERS).groupby([of_calls["call_id"], of_calls["queue"]]).cumsum()
    return turns.reindex(events.index, fill_value=-1)


def _entries(events: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each time that a call entered a queue, with what became of it there."""
    of_calls = events[events["turn"] > 0]
    by_event = {event: of_calls[of_calls["what"] == event] for event in _ORDER}
    index = ["call_id", "queue", "turn"]
    first = {event: frame.drop_duplicates(index).set_index(index) for event, frame in by_event.items()}
    entries = first[ENTERS][["time", "file", "row", "table", "data2", "caller"]].rename(columns={"time": "start"})
    entries["caller"] = entries["caller"].where(entries["caller"] != "", entries["data2"])
    entries = entries.join(_answers(first[ANSWERS])).join(_ends(first))
    return _with_outcomes(entries.reset_index())


def _numbers(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce")


def _answers(answers: pd.DataFrame) -> pd.DataFrame:
    frame = answers[["time", "agent"]].rename(columns={"time": "answered_at"})
    return frame.assign(told_wait=_numbers(answers["data1"]), ring=_numbers(answers["data3"]))


def _ends(first: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return when each call ended, and the talk or the wait that the log writes beside it."""
    ends, gives_up, leaves, transfers = (first[event] for event in (ENDS, GIVES_UP, LEAVES, TRANSFERS))
    frame = pd.concat(
        [
            pd.DataFrame({"ended_at": ends["time"], "told_talk": _numbers(ends["data2"])}),
            pd.DataFrame({"transferred_at": transfers["time"], "transfer_talk": _numbers(transfers["data4"])}),
            pd.DataFrame({"given_up_at": gives_up["time"], "given_up_wait": _numbers(gives_up["data3"])}),
            pd.DataFrame({"left_at": leaves["time"]}),
        ],
        axis=1,
    )
    return frame.assign(
        ended_at=frame["ended_at"].fillna(frame["transferred_at"]),
        told_talk=frame["told_talk"].fillna(frame["transfer_talk"]),
    )


def _seconds(later: pd.Series, earlier: pd.Series) -> pd.Series:
    return (later - earlier).dt.total_seconds()


def _with_outcomes(entries: pd.DataFrame) -> pd.DataFrame:
    """Return entries with `outcome`, `wait` and `talk`; times decide where the log writes no figures."""
    is_answered = entries["answered_at"].notna()
    given_up_at = entries["given_up_at"].fillna(entries["ended_at"].where(~is_answered))
    is_given_up = ~is_answered & given_up_at.notna()
    has_left = ~is_answered & ~is_given_up & entries["left_at"].notna()
    outcome = np.select([is_answered, is_given_up, has_left], [ANSWERED, ABANDONED, OTHER], "")
    waited = entries["answered_at"].fillna(given_up_at).fillna(entries["left_at"])
    told_wait = entries["told_wait"].where(is_answered, entries["given_up_wait"])
    talk = entries["told_talk"].fillna(_seconds(entries["ended_at"], entries["answered_at"])).where(is_answered)
    entries = entries.assign(
        outcome=outcome,
        wait=told_wait.fillna(_seconds(waited, entries["start"])),
        talk=talk.mask((talk < 0) | (talk > LONGEST_CALL_S)),
        agent=entries["agent"].fillna("").replace("NONE", ""),
    )
    return entries.sort_values(["start", "call_id", "turn", "queue"], kind="stable", ignore_index=True)


def _people(events: pd.DataFrame, calls: pd.DataFrame) -> tuple[pd.DataFrame | None, tuple[Finding, ...]]:
    """Return log-ins, unless people answer calls while they are not logged in."""
    event = events["what"].where(~events["is_duplicate"])
    members = events.assign(is_start=event == LOGS_IN)[event.isin((LOGS_IN, LOGS_OUT))]
    if members.empty:
        return None, ()
    sessions = joined_sessions(sessions_of_events(members))
    if sessions.empty:
        return None, ()
    share = answered_by_members(calls, sessions)
    if share >= 0.9:
        return sessions, ()
    text = (
        f"Only {100 * share:.0f} % of answered calls were taken by people who were logged in. simcall left the log-ins "
        "out."
    )
    return None, (Finding("identity", text),)


def _notes(events: pd.DataFrame, calls: pd.DataFrame) -> list[Finding]:
    notes = [Finding("missing", "An event log has no wrap-up. Handling is talk only")]
    rung = int((events["what"] == RINGS_OUT).sum())
    if rung:
        notes.append(
            Finding("assumed", f"{counted(rung, 'time')} a person did not pick up. simcall counts this time as waiting")
        )
    return [*notes, *transfer_notes(calls)]


def _files(
    tables: Sequence[Table], events: _Events, entries: pd.DataFrame, reasons: pd.Series, options: ReadingOptions
) -> tuple[tuple[int, FileRead], ...]:
    frame = events.frame
    reads = []
    for number, (table, layout) in enumerate(zip(tables, events.layout, strict=True)):
        of_table = frame[frame["table"] == number]
        of_entries = reasons[(entries["table"] == number) & (reasons != "")].value_counts(sort=False)
        counts = {
            **layout,
            _DUPLICATE: int(of_table["is_duplicate"].sum()),
            _NO_CALL: int((~of_table["what"].isin(tuple(_ORDER))).sum()),
            _NO_START: int(of_table.loc[of_table["turn"] == 0, "call_id"].nunique()),
            **{f"{reason} (calls)": int(count) for reason, count in of_entries.items()},
        }
        fields = VOCABULARY.columns(table.names, options.columns)
        meanings = {position: MEANINGS[name] for name, position in fields.items()}
        meanings[fields["start"]] = replace(MEANINGS["start"], assumed=events.moments.assumed)
        left_out = {reason: count for reason, count in counts.items() if count}
        columns = describe_columns(table, meanings)
        system = "Asterisk" if table.names[:5] == _COLUMNS[:5] else ""
        reads.append((table.position, FileRead(table.file, "events", len(table.body), left_out, columns, system)))
    return tuple(reads)


EVENTS = Kind("events", VOCABULARY, _recognises, _read, _fixed_columns)
