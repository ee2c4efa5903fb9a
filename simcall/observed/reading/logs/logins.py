"""Read when people were logged in, from reports of log-ins and from the events of a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from simcall.observed.observations import FileRead
from simcall.observed.reading.columns import Meaning, describe_columns
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.moments import TimeColumn, read_moments
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table, count_layout_rows
from simcall.sheets.clocks import read_clock
from simcall.sheets.column_names import Vocabulary

__all__ = ["PEOPLE", "answered_by_members", "joined_sessions", "sessions_of_events"]

VOCABULARY = Vocabulary(
    {
        "person": ("agent name", "agent", "agent id", "user", "user name", "operator", "employee", "name", "staff",
                   "call handler", "handler", "advisor", "staff member", "login id", "agent login", "team member"),
        "start": ("login time", "log in time", "login", "log in", "logged in", "login date time", "signed in",
                  "sign in", "logon", "logon time", "log on", "login timestamp", "session start", "logged on",
                  "start time", "start", "login datetime", "sign on", "state start", "from"),
        "end": ("logout time", "log out time", "logout", "log out", "logged out", "logout date time", "signed out",
                "sign out", "logoff", "logoff time", "log off", "logout timestamp", "session end", "logged off",
                "end time", "end", "logout datetime", "sign off", "state end", "to", "until"),
        "date": ("date", "day", "login date", "work date"),
        "activity": ("activity", "state", "status", "agent state", "aux reason", "reason", "presence"),
    }
)  # fmt: skip
_MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "person": Meaning("person", is_private=True),
        "start": Meaning("log-in"),
        "end": Meaning("log-out"),
        "date": Meaning("date of the log-in"),
        "activity": Meaning("activity"),
    }
)
_LOGIN_WORDS = ("log", "sign", "session", "state")
_UNREADABLE, _NO_END, _TOO_LONG = "time that cannot be read", "no log-out", "log-out over 24 hours later"
_DAY = pd.Timedelta(days=1)


def _recognises(table: Table, options: ReadingOptions) -> float:
    fields = VOCABULARY.columns(table.names, options.columns)
    if not {"person", "start", "end"} <= fields.keys():
        return 0.0
    names = [table.names[fields[name]].casefold() for name in ("start", "end")]
    is_login = any(word in name for name in names for word in _LOGIN_WORDS) or "activity" in fields
    return float(len(fields)) + 1 if is_login or len(table.names) <= len(fields) + 1 else 0.0


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    fields = [VOCABULARY.columns(table.names, options.columns) for table in tables]
    columns = [
        _column(table, of_table, name)
        for table, of_table in zip(tables, fields, strict=True)
        for name in ("start", "end")
    ]
    moments = read_moments(columns, options)
    frames, reads = [], []
    for number, (table, of_table) in enumerate(zip(tables, fields, strict=True)):
        start, end = moments.columns[2 * number : 2 * number + 2]
        frame = pd.DataFrame({"person": table.body[of_table["person"]], "start": start, "end": end})
        frame["activity"] = table.body[of_table["activity"]] if "activity" in of_table else ""
        if columns[2 * number + 1].clocks is not None:
            frame["end"] = frame["end"].mask(frame["end"] < frame["start"], frame["end"] + _DAY)
        reasons, layout = _reasons(table, frame)
        frames.append(frame[reasons == ""])
        reads.append((table.position, _file_read(table, of_table, reasons, layout, moments.assumed)))
    people = pd.concat(frames, ignore_index=True).drop_duplicates(ignore_index=True)
    return Parts(people=people, files=tuple(reads), questions=moments.questions, findings=moments.findings)


def _column(table: Table, fields: Mapping[str, int], name: str) -> TimeColumn:
    texts = table.body[fields[name]]
    where = f'{table.where}, column "{table.names[fields[name]]}"'
    filled = [text for text in texts.iloc[:200] if text]
    if "date" in fields and sum(read_clock(text) is not None for text in filled) * 2 > len(filled):
        both = f"{table.names[fields['date']]} {table.names[fields[name]]}"
        return TimeColumn(table.body[fields["date"]], texts, where, table.names, both)
    return TimeColumn(texts, None, where, table.names, table.names[fields[name]])


def _reasons(table: Table, frame: pd.DataFrame) -> tuple[pd.Series, dict[str, int]]:
    """Return why rows are left out, and how many are no data."""
    is_unread = frame["start"].isna()
    layout = count_layout_rows(table, frame.index[is_unread])
    length = frame["end"] - frame["start"]
    reasons = np.select(
        [is_unread, frame["end"].isna(), (length > _DAY) | (length <= pd.Timedelta(0))],
        [_UNREADABLE, _NO_END, _TOO_LONG],
        "",
    )
    return pd.Series(reasons, index=frame.index), layout


def _file_read(
    table: Table, fields: Mapping[str, int], reasons: pd.Series, layout: Mapping[str, int], assumed: str
) -> FileRead:
    counts = {str(reason): int(count) for reason, count in reasons[reasons != ""].value_counts(sort=False).items()}
    no_data = sum(layout.values())
    counts[_UNREADABLE] = counts.get(_UNREADABLE, 0) - no_data
    left_out = {**table.left_out, **layout, **{reason: count for reason, count in counts.items() if count}}
    meanings = {position: _MEANINGS[name] for name, position in fields.items()}
    meanings |= {fields[name]: Meaning(_MEANINGS[name].text, assumed) for name in ("start", "end")}
    columns = describe_columns(table, meanings, reasons.index[reasons == ""])
    return FileRead(table.file, "people", len(table.body) - no_data, left_out, columns)


def sessions_of_events(events: pd.DataFrame) -> pd.DataFrame:
    """Return log-ins from events: each ends with the same person's next log-out from the same queue.

    Parameters
    ----------
    events : pandas.DataFrame
        `time`, `agent`, `queue` and `is_start`, in order of time. A log-in without a log-out is left out.
    """
    by_member = events.groupby(["agent", "queue"], sort=False)
    is_whole = events["is_start"] & ~by_member["is_start"].shift(-1, fill_value=True)
    ends = by_member["time"].shift(-1)
    sessions = pd.DataFrame({"person": events["agent"], "start": events["time"], "end": ends})
    return sessions[is_whole].assign(activity="logged in").reset_index(drop=True)


def joined_sessions(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return log-ins without overlaps: a person logged in to several queues is there once.

    Parameters
    ----------
    sessions : pandas.DataFrame
        As `PEOPLE_COLUMNS`.
    """
    ordered = sessions.sort_values(["person", "start", "end"], ignore_index=True)
    latest = ordered.groupby("person")["end"].cummax()
    is_new = (ordered["person"] != ordered["person"].shift()) | (ordered["start"] > latest.shift())
    joined = ordered.groupby(is_new.cumsum()).agg(
        {"person": "first", "start": "min", "end": "max", "activity": "first"}
    )
    return joined.reset_index(drop=True)


def answered_by_members(calls: pd.DataFrame, sessions: pd.DataFrame) -> float:
    """Return the share of answered calls that people took while they were logged in.

    Parameters
    ----------
    calls : pandas.DataFrame
        `agent`, `start` and `wait`, of answered calls and others.
    sessions : pandas.DataFrame
        As `joined_sessions` returns them.
    """
    taken = calls[(calls["agent"] != "") & (calls["outcome"] == "answered")]
    if taken.empty:
        return 1.0
    moments = (taken["start"] + pd.to_timedelta(taken["wait"].fillna(0.0), unit="s")).astype("datetime64[ms]")
    answers = pd.DataFrame({"person": taken["agent"], "time": moments}).sort_values("time")
    starts = sessions.rename(columns={"start": "time"}).sort_values("time")
    starts["time"] = starts["time"].astype("datetime64[ms]")
    matched = pd.merge_asof(answers, starts[["person", "time", "end"]], on="time", by="person")
    return float((matched["end"] >= matched["time"]).mean())


PEOPLE = Kind("people", VOCABULARY, _recognises, _read)
