"""Read the rows of call logs and of legs: their times, durations and texts, and which of them are no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.files.messages import counted
from simcall.observed.observations import FileRead, Finding, Question
from simcall.observed.reading.columns import describe_columns
from simcall.observed.reading.counting import comes_twice
from simcall.observed.reading.logs.fields import CLOCKS, DURATIONS, MEANINGS
from simcall.observed.reading.logs.lengths import LONGEST_CALL_S, DurationColumn, read_lengths
from simcall.observed.reading.logs.table_fields import fields_of, reads_moments
from simcall.observed.reading.logs.weights import weight_questions
from simcall.observed.reading.moments import TimeColumn, read_moments
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table, count_layout_rows
from simcall.observed.reading.titles import titled_queue
from simcall.sheets.clocks import read_clock

__all__ = ["CallRows", "read_call_rows"]

UNREADABLE = "time that cannot be read"
DUPLICATE = "exact duplicate"
_TEXTS = ("queue", "outcome", "abandoned", "answered", "direction", "media", "agent", "caller", "call_id", "leg")
_SAMPLE = 200
_ZEROS = frozenset({"0:00:00", "00:00:00", "0:00", "00:00", "0", "00.00.00"})
_FEW = 0.01


@dataclass(frozen=True)
class CallRows:
    """The rows of several tables as one.

    Attributes
    ----------
    frame : pandas.DataFrame
        A row for each whose start can be read: moments on the local clock, durations in seconds and texts, by field;
        `file` and `row` say where it stands.
    left_out : pandas.Series
        For each row of `frame` why it is left out, ``""`` if it is not.
    tables : tuple of Table
        The tables.
    fields : tuple of dict
        For each table, the column of each field.
    assumed : tuple of dict
        For each table, what was assumed in reading a field.
    layout : tuple of dict
        For each table, rows that are no data, by reason.
    questions, findings, problems : tuple
        As in `Parts`.
    """

    frame: pd.DataFrame
    left_out: pd.Series
    tables: tuple[Table, ...]
    fields: tuple[dict[str, int], ...]
    assumed: tuple[dict[str, str], ...]
    layout: tuple[dict[str, int], ...]
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def outcome_column(self) -> str:
        """The name of the first table's column of outcomes, ``""`` if it has none."""
        position = self.fields[0].get("outcome")
        return "" if position is None else self.tables[0].names[position]

    def files(
        self,
        kind: str,
        reasons: pd.Series,
        assumed: Mapping[str, str] | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> tuple[tuple[int, FileRead], ...]:
        """Return what became of the rows of each table.

        Parameters
        ----------
        kind : str
            As in `FileRead.kind`.
        reasons : pandas.Series
            For each row of `frame` why it is left out in the end.
        assumed : mapping of str to str, optional
            What else was assumed, by field.
        hidden : frozenset of str
            Words for outcomes that may name somebody.
        """
        reads = []
        for number, (table, layout) in enumerate(zip(self.tables, self.layout, strict=True)):
            words = {**self.assumed[number], **(assumed or {})}
            meanings = {
                position: replace(
                    MEANINGS[name], assumed=words.get(name, ""), hidden=hidden if name == "outcome" else frozenset()
                )
                for name, position in self.fields[number].items()
            }
            of_table = reasons[self.frame["table"] == number]
            counts = of_table[of_table != ""].value_counts(sort=False)
            left_out = {**table.left_out, **layout, **{str(reason): int(n) for reason, n in counts.items()}}
            no_data = sum(count for reason, count in layout.items() if reason not in (UNREADABLE, DUPLICATE))
            rows = self.frame.loc[of_table.index[of_table == ""], "row"]
            columns = describe_columns(table, meanings, rows)
            reads.append((table.position, FileRead(table.file, kind, len(table.body) - no_data, left_out, columns)))
        return tuple(reads)


@dataclass
class _TableColumns:
    """The columns of one table: where each field stands, and how the times are written."""

    table: Table
    fields: dict[str, int]
    times: dict[str, TimeColumn] = field(default_factory=dict)

    def texts(self, name: str) -> pd.Series:
        return self.table.body[self.fields[name]]

    def name(self, *fields: str) -> str:
        """Return the names of the columns of fields."""
        return " ".join(self.table.names[self.fields[field]] for field in fields)


def read_call_rows(tables: Sequence[Table], options: ReadingOptions) -> CallRows:
    """Read the rows of tables of calls or legs.

    Parameters
    ----------
    tables : sequence of Table
        Of all files.
    options : ReadingOptions
        What the planner says about them.
    """
    columns = [_TableColumns(table, fields_of(table, options)) for table in tables]
    for of_table in columns:
        of_table.times = _time_columns(of_table)
    flat = [(number, name, column) for number, c in enumerate(columns) for name, column in c.times.items()]
    titles = [text for table in tables for texts in table.titles for text in texts]
    moments = read_moments([column for _, _, column in flat], options, titles)
    times: list[dict[str, pd.Series]] = [{} for _ in tables]
    for (number, name, _), values in zip(flat, moments.columns, strict=True):
        times[number][name] = values
    read = [_read_table(n, c, t, options) for n, (c, t) in enumerate(zip(columns, times, strict=True))]
    frame = pd.concat([part.frame for part in read], ignore_index=True)
    frame = frame.assign(**{name: frame[name].fillna("") for name in _TEXTS if name in frame})
    left_out = pd.Series(np.where(_duplicates(columns, frame), DUPLICATE, ""), index=frame.index)
    of_times = dict.fromkeys((*CLOCKS, "date"), moments.assumed)
    return CallRows(
        frame,
        left_out,
        tuple(tables),
        tuple(of_table.fields for of_table in columns),
        tuple({**of_times, **part.assumed} for part in read),
        tuple(part.layout for part in read),
        (
            *moments.questions,
            *(question for part in read for question in part.questions),
            *(question for c in columns for question in weight_questions(c.table, c.fields.values(), options)),
        ),
        (*moments.findings, *(finding for part in read for finding in part.findings)),
        tuple(part.problem for part in read if part.problem),
    )


def _time_columns(columns: _TableColumns) -> dict[str, TimeColumn]:
    """Return the columns that hold moments; times of day go with the column of dates beside them."""
    table, fields = columns.table, columns.fields
    times: dict[str, TimeColumn] = {}
    date = table.body[fields["date"]] if "date" in fields else None
    for name in CLOCKS:
        if name not in fields:
            continue
        texts = columns.texts(name)
        own = columns.name(name)
        where = f'{table.where}, column "{own}"'
        if date is not None and _are_clocks(texts):
            is_first = not times
            clocks = texts if is_first else _without_zeros(texts)
            times[name] = TimeColumn(date, clocks, where, table.names, columns.name("date", name))
        elif times and _are_clocks(texts):
            # The first column of moments has the date of the others.
            times[name] = TimeColumn(next(iter(times.values())).texts, _without_zeros(texts), where, table.names, own)
        elif name == "start" and "clock" in fields and not reads_moments(texts):
            times[name] = TimeColumn(texts, columns.texts("clock"), where, table.names, columns.name(name, "clock"))
        else:
            times[name] = TimeColumn(texts, None, where, table.names, own)
    if not times.keys() & {"start", "menu_start", "queue_start"} and date is not None and "clock" in fields:
        where = f'{table.where}, column "{columns.name("date")}"'
        times["start"] = TimeColumn(date, columns.texts("clock"), where, table.names, columns.name("date", "clock"))
    return times


def _are_clocks(texts: pd.Series) -> bool:
    filled = [text for text in texts.iloc[: 5 * _SAMPLE] if text]
    return bool(filled) and sum(read_clock(text) is not None for text in filled) > len(filled) / 2


def _without_zeros(texts: pd.Series) -> pd.Series:
    """Return times of day without 0:00:00 where it is so frequent that it means none."""
    zeros = texts.isin(_ZEROS)
    return texts.mask(zeros, "") if zeros.mean() > _FEW else texts


@dataclass(frozen=True)
class _TableRows:
    frame: pd.DataFrame
    layout: dict[str, int]
    assumed: Mapping[str, str]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    problem: str


def _read_table(
    number: int, columns: _TableColumns, times: dict[str, pd.Series], options: ReadingOptions
) -> _TableRows:
    table = columns.table
    first = next(name for name in ("start", "menu_start", "queue_start", "answered_at", "ended_at") if name in times)
    start = times[first]
    if "queue_start" in times and first != "queue_start":
        start = start.fillna(times["queue_start"])
    is_read = start.notna()
    frame = pd.DataFrame({"start": start[is_read]})
    frame["table"], frame["file"], frame["row"] = number, table.position, start.index[is_read]
    findings: list[Finding] = []
    for name in ("queue_start", "answered_at", "ended_at", "wrapped_at"):
        if name in times:
            is_clock = columns.times[name].clocks is not None
            frame[name], wrong = _after(frame["start"], times[name][is_read], options.local_zone, is_clock=is_clock)
            if name == "queue_start":
                # The call was in the queue all the same; two clocks of one system differ by seconds.
                frame[name] = frame[name].mask(times[name][is_read].notna() & frame[name].isna(), frame["start"])
            findings += _wrong_times(table, name, wrong)
    for name in _TEXTS:
        if name in columns.fields:
            frame[name] = columns.texts(name)[is_read]
    if "queue" not in columns.fields and (queue := titled_queue(table, options.line_of_queue)):
        frame["queue"] = queue
    lengths = read_lengths(
        _duration_columns(columns, is_read),
        options,
        table.where,
        _elapsed(frame),
        ("queue_wait", "wait", "ring", "talk", "hold"),
    )
    for name, seconds in lengths.seconds.items():
        frame[name], impossible = _possible(seconds, name)
        findings += _impossible(table, name, impossible)
    layout = count_layout_rows(table, table.body.index[~is_read])
    unreadable = int((~is_read).sum()) - sum(layout.values())
    if unreadable:
        layout[UNREADABLE] = unreadable
    problem = _problem(columns, first, start, unreadable)
    return _TableRows(frame, layout, lengths.assumed, lengths.questions, tuple(findings), problem)


def _duration_columns(columns: _TableColumns, is_read: pd.Series) -> dict[str, DurationColumn]:
    table, fields = columns.table, columns.fields
    return {
        name: DurationColumn(table.names[fields[name]], columns.texts(name)[is_read], table.separator == ";")
        for name in DURATIONS
        if name in fields
    }


def _elapsed(frame: pd.DataFrame) -> pd.Series | None:
    return (frame["ended_at"] - frame["start"]).dt.total_seconds() if "ended_at" in frame else None


def _after(start: pd.Series, moments: pd.Series, zone: str, *, is_clock: bool) -> tuple[pd.Series, int]:
    """Return moments after the start of their call, and how many were before it.

    A time of day before the start is past midnight if that gives under four hours. In the night in which the clock
    goes back, a call that goes on into the second hour of one name lasts an hour more than its times say.
    """
    is_before = moments < start
    if is_before.any():
        goes_back = is_before & comes_twice(start, zone) & (start - moments <= pd.Timedelta(hours=1))
        moments = moments.mask(goes_back, moments + pd.Timedelta(hours=1))
        is_before = moments < start
    if is_clock:
        moments = moments.mask(is_before, moments + pd.Timedelta(days=1))
        is_before = (moments - start).dt.total_seconds() > LONGEST_CALL_S
    return moments.mask(is_before), int(is_before.sum())


def _wrong_times(table: Table, name: str, count: int) -> list[Finding]:
    if not count:
        return []
    text = (
        f'{table.where}: simcall does not use {counted(count, "value")} of "{MEANINGS[name].text}" '
        "(before the start of the call)."
    )
    return [Finding("identity", text)]


def _possible(seconds: pd.Series, name: str) -> tuple[pd.Series, dict[str, int]]:
    """Return durations without the impossible ones, and how many those were."""
    is_negative, is_long = seconds < 0, seconds > LONGEST_CALL_S
    if name == "duration":
        is_long = is_long & False
    counts = {"negative": int(is_negative.sum()), "over 4 hours": int(is_long.sum())}
    return seconds.mask(is_negative | is_long), {reason: count for reason, count in counts.items() if count}


def _impossible(table: Table, name: str, counts: Mapping[str, int]) -> list[Finding]:
    return [
        Finding(
            "left out",
            f'{table.where}: simcall does not use {counted(count, "value")} of "{MEANINGS[name].text}" ({reason}).',
        )
        for reason, count in counts.items()
    ]


def _problem(columns: _TableColumns, name: str, start: pd.Series, unreadable: int) -> str:
    """Return why the starts of calls are of no use, or ``""``."""
    table = columns.table
    column = table.names[columns.fields.get(name, columns.fields.get("date", 0))]
    remedy = Advice("If another column holds the start, write ", Give("--map", "Its name=start"))
    if unreadable * 2 > len(table.body):
        return Advice(
            f'{table.row(int(start.index[start.isna()][0]))}: simcall takes column "{column}" for the start of the '
            "calls, but cannot read a date and a time in most rows. ",
            remedy,
        )
    is_midnight = start.dropna() == start.dropna().dt.normalize()
    if len(is_midnight) > 1 and is_midnight.all():
        return Advice(f'{table.where}: column "{column}" has the dates of the calls, but no time of day. ', remedy)
    return ""


def _duplicates(columns: Sequence[_TableColumns], frame: pd.DataFrame) -> np.ndarray:
    """Return which rows have the same text in every column as one before, in the same file or another."""
    keys = []
    for of_table in columns:
        order = sorted(range(len(of_table.table.names)), key=lambda position: of_table.table.names[position])
        hashes = pd.util.hash_pandas_object(of_table.table.body[order], index=False)
        keys.append(hashes)
    hashed = pd.concat(keys, keys=range(len(keys)))
    of_rows = hashed.reindex(pd.MultiIndex.from_frame(frame[["table", "row"]]))
    return of_rows.duplicated().to_numpy()
