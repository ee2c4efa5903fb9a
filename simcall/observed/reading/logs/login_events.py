"""Read log-ins from a report with a row for each event: somebody logs in, or logs out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from simcall.observed.observations import FileRead
from simcall.observed.reading.columns import Meaning, describe_columns
from simcall.observed.reading.kinds import Kind, Parts
from simcall.observed.reading.logs.logins import VOCABULARY as LOGIN_REPORT
from simcall.observed.reading.logs.logins import sessions_of_events
from simcall.observed.reading.moments import Moments, TimeColumn, read_moments
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table, count_layout_rows
from simcall.sheets.column_names import Vocabulary

__all__ = ["LOGIN_EVENTS"]

VOCABULARY = Vocabulary(
    {
        "person": LOGIN_REPORT.names["person"],
        "date": ("date", "event date", "day"),
        "time": ("time", "timestamp", "time stamp", "date time", "datetime", "date and time", "event time",
                 "event timestamp", "event date time", "start time", "when", "at"),
        "event": ("event", "action", "event type", "event name", "state", "agent state", "status", "activity", "type"),
    }
)  # fmt: skip
_MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "person": Meaning("person", is_private=True),
        "date": Meaning("date of the event"),
        "time": Meaning("time of the event"),
        "event": Meaning("log-in or log-out"),
    }
)
_IN = re.compile(r"(?:log|logg|sign)(?:ed)?[ -]?(?:in|on)")
_OUT = re.compile(r"(?:log|logg|sign)(?:ed)?[ -]?(?:out|off)")
_UNREADABLE, _OTHER = "time that cannot be read", "other events"
_UNPAIRED = "log-in without a log-out within 24 hours"
_SURE = 50.0
_DAY = pd.Timedelta(days=1)


def _recognises(table: Table, options: ReadingOptions) -> float:
    """Return a high score if one column has both log-ins and log-outs: a call's outcome has neither."""
    fields = VOCABULARY.columns(table.names, options.columns)
    if not {"person", "event"} <= fields.keys() or not {"date", "time"} & fields.keys():
        return 0.0
    words = [text.strip().casefold() for text in table.body[fields["event"]].unique()]
    has_both = all(any(map(pattern.fullmatch, words)) for pattern in (_IN, _OUT))
    return _SURE + len(fields) if has_both else 0.0


def _read(tables: Sequence[Table], options: ReadingOptions) -> Parts:
    fields = [VOCABULARY.columns(table.names, options.columns) for table in tables]
    columns = [_column(table, of_table) for table, of_table in zip(tables, fields, strict=True)]
    moments = read_moments(columns, options)
    events = [
        _events(table, of_table, times) for table, of_table, times in zip(tables, fields, moments.columns, strict=True)
    ]
    whole = pd.concat([of_table[of_table["is_event"]] for of_table in events]).drop_duplicates()
    sessions = sessions_of_events(whole.sort_values("time", kind="stable").assign(queue=""))
    people = sessions[sessions["end"] - sessions["start"] <= _DAY].reset_index(drop=True)
    unpaired = int(whole["is_start"].sum()) - len(people)
    files = tuple(
        (table.position, _file_read(table, of_table, of_events, moments, unpaired if number == 0 else 0))
        for number, (table, of_table, of_events) in enumerate(zip(tables, fields, events, strict=True))
    )
    return Parts(people=people, files=files, questions=moments.questions, findings=moments.findings)


def _column(table: Table, fields: Mapping[str, int]) -> TimeColumn:
    name = "date" if "date" in fields else "time"
    clocks = table.body[fields["time"]] if {"date", "time"} <= fields.keys() else None
    where = f'{table.where}, column "{table.names[fields[name]]}"'
    own = " ".join(table.names[fields[field]] for field in ("date", "time") if field in fields)
    return TimeColumn(table.body[fields[name]], clocks, where, table.names, own)


def _events(table: Table, fields: Mapping[str, int], times: pd.Series) -> pd.DataFrame:
    words = table.body[fields["event"]].str.strip().str.casefold()
    is_start, is_end = words.str.fullmatch(_IN), words.str.fullmatch(_OUT)
    is_event = (is_start | is_end) & times.notna()
    return pd.DataFrame(
        {"time": times, "agent": table.body[fields["person"]], "is_start": is_start, "is_event": is_event}
    )


def _file_read(
    table: Table, fields: Mapping[str, int], events: pd.DataFrame, moments: Moments, unpaired: int
) -> FileRead:
    is_unread = events["time"].isna()
    layout = count_layout_rows(table, events.index[is_unread])
    reasons = {
        _UNREADABLE: int(is_unread.sum()) - sum(layout.values()),
        _OTHER: int((~is_unread & ~events["is_event"]).sum()),
        _UNPAIRED: unpaired,
    }
    left_out = {**table.left_out, **layout, **{reason: count for reason, count in reasons.items() if count}}
    meanings = {position: _MEANINGS[name] for name, position in fields.items()}
    meanings[fields.get("date", fields.get("time", 0))] = Meaning("time of the event", moments.assumed)
    columns = describe_columns(table, meanings, events.index[events["is_event"]])
    return FileRead(table.file, "people", len(table.body) - sum(layout.values()), left_out, columns)


LOGIN_EVENTS = Kind("log-in events", VOCABULARY, _recognises, _read)
