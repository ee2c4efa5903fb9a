"""Write the records of a run as phone systems export them, so that an import can be held against the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["write_call_log", "write_interval_report", "write_legs", "write_queue_log", "write_segments"]

_HALF_HOUR = pd.Timedelta(minutes=30)
_ENDS = ("answered", "abandoned", "short_abandoned")
_WITH_OVERFLOW = (*_ENDS, "moved")


def write_call_log(records: pd.DataFrame, path: Path) -> Path:
    """Write a row for each call, times on the local clock, lengths in seconds; a wait is until the answer.

    Parameters
    ----------
    records : DataFrame
        Of `Results.records`.
    path : Path
        The file to write (CSV).
    """
    calls = _calls(records)
    table = pd.DataFrame(
        {
            "Call Start": calls.joined.dt.strftime("%d/%m/%Y %H:%M:%S"),
            "Queue": calls.line,
            "Result": np.where(calls.is_answered, "Answered", "Abandoned"),
            "Queue Time (s)": _seconds(calls.joined, calls.ended_waiting).round().astype(int),
            "Talk (s)": calls.handling_s.round().astype("Int64"),
            "CLI": _numbers(calls),
            "Agent": _people(calls),
        }
    )
    table.to_csv(path, index=False)
    return path


def write_queue_log(records: pd.DataFrame, path: Path, *, has_transfers: bool = False) -> Path:
    """Write the event log of Asterisk: seconds since 1970, a line for each thing that happens to a call.

    Parameters
    ----------
    records : DataFrame
        Of `Results.records`.
    path : Path
        The file to write.
    has_transfers : bool
        Whether callers go from line to line: all that a caller does is then one call, so nobody may ring again.
    """
    calls = _calls(records, ends=_WITH_OVERFLOW if has_transfers else _ENDS)
    entered = _epoch(calls.joined)
    left = _epoch(calls.left)
    answered = _epoch(calls.ended_waiting)
    released = _epoch(calls.released.where(calls.is_answered, calls.left))
    rows = []
    for k, (number, person) in enumerate(zip(_numbers(calls), _people(calls), strict=True)):
        key = f"1.{calls.caller.iat[k]}" if has_transfers else f"{entered[k]}.{k}"
        name = f"{key}|{calls.line.iat[k]}"
        rows.append((entered[k], f"{entered[k]}|{name}|NONE|ENTERQUEUE||{number}|1"))
        wait = answered[k] - entered[k]
        if calls.is_answered.iat[k]:
            connect = f"CONNECT|{wait}|{entered[k]}.9{k}|{answered[k] - left[k]}"
            rows.append((answered[k], f"{answered[k]}|{name}|{person}|{connect}"))
            end = max(released[k], answered[k])
            rows.append((end, f"{end}|{name}|{person}|COMPLETECALLER|{wait}|{end - answered[k]}|1"))
        else:
            event = "EXITWITHTIMEOUT" if calls.outcome.iat[k] == "moved" else "ABANDON"
            rows.append((left[k], f"{left[k]}|{name}|NONE|{event}|1|1|{wait}"))
    rows.sort(key=lambda row: row[0])
    path.write_text("\n".join(text for _, text in rows) + "\n", encoding="utf-8")
    return path


def write_interval_report(records: pd.DataFrame, path: Path) -> Path:
    """Write half hours: what was offered, answered and given up in each, with mean times in milliseconds.

    Its waits leave the ringing out, as those of some systems do.
    """
    calls = _calls(records)
    calls["period"] = calls.joined.dt.tz_localize(None).dt.floor("30min")
    first, last = calls.period.min().normalize(), calls.period.max().normalize() + pd.Timedelta(days=1)
    periods = pd.date_range(first, last, freq=_HALF_HOUR, inclusive="left")
    tables = []
    for line, of_line in calls.groupby("line", observed=True):
        by_period = of_line.groupby("period")
        answered, abandoned = (
            of_line[of_line.is_answered == is_answered].groupby("period") for is_answered in (True, False)
        )
        table = pd.DataFrame(index=periods)
        table["Interval Start"] = periods.strftime("%d/%m/%Y %H:%M")
        table["Interval End"] = (periods + _HALF_HOUR).strftime("%d/%m/%Y %H:%M")
        table["Queue Name"] = line
        table["Offer"] = by_period.size().reindex(periods, fill_value=0)
        table["Answer"] = answered.size().reindex(periods, fill_value=0)
        table["Abandon"] = table.Offer - table.Answer
        table["ASA"] = (answered.wait_s.mean() * 1000).round()
        table["Avg Abandon Time"] = (abandoned.wait_s.mean() * 1000).round()
        table["Avg Handle"] = (answered.handling_s.mean() * 1000).round()
        tables.append(table)
    pd.concat(tables).sort_values(["Interval Start", "Queue Name"]).to_csv(path, index=False)
    return path


def write_legs(records: pd.DataFrame, path: Path) -> Path:
    """Write a row for each queue that a call was in, numbered from 0; nobody may ring again."""
    calls = _calls(records, ends=_WITH_OVERFLOW)
    lengths = {"Queue Time": calls.wait_s, "Talk Time": calls.handling_s.fillna(0.0)}
    table = pd.DataFrame(
        {
            "Session ID": calls.caller,
            "Sequence No": calls.groupby("caller").cumcount(),
            "Call Start Time": calls.joined.dt.strftime("%Y-%m-%d %H:%M:%S"),
            "CSQ Names": calls.line,
            "Contact Disposition": np.where(calls.is_answered, "Handled", "Abandoned"),
            "Originator DN": _numbers(calls),
            "Agent Name": _people(calls),
            **{name: [_clock(length) for length in seconds] for name, seconds in lengths.items()},
        }
    )
    table.to_csv(path, index=False)
    return path


def write_segments(records: pd.DataFrame, path: Path) -> Path:
    """Write a row for each stage of a call: a queue, or a talk; nobody may ring again."""
    calls = _calls(records, ends=_WITH_OVERFLOW)
    talks = calls[calls.is_answered]
    stages = [("Queue", calls, calls.joined, calls.left), ("Interact", talks, talks.answered, talks.released)]
    tables = [
        pd.DataFrame(
            {
                "Conversation ID": rows.caller,
                "Segment Type": stage,
                "Segment Start": start.dt.strftime("%Y-%m-%d %H:%M:%S"),
                "Segment End": end.dt.strftime("%Y-%m-%d %H:%M:%S"),
                "Queue Name": rows.line,
                "User": _people(rows) if stage == "Interact" else "",
            }
        )
        for stage, rows, start, end in stages
    ]
    table = pd.concat(tables).sort_values(["Conversation ID", "Segment Start", "Segment End"], kind="stable")
    table.to_csv(path, index=False)
    return path


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _calls(records: pd.DataFrame, ends: tuple[str, ...] = _ENDS) -> pd.DataFrame:
    """Return the calls of the measured span that ended in some ways: answered or given up, by default."""
    ended = records.outcome.isin(ends) & ~records.in_warm_up
    return (
        records[ended]
        .sort_values("joined", kind="stable")
        .assign(
            is_answered=lambda calls: calls.outcome == "answered",
            ended_waiting=lambda calls: calls.answered.fillna(calls.left),
        )
    )


def _seconds(earlier: pd.Series[pd.Timestamp], later: pd.Series[pd.Timestamp]) -> pd.Series[float]:
    return (later - earlier).dt.total_seconds()


def _numbers(calls: pd.DataFrame) -> list[str]:
    """Give each caller a number that Ofcom keeps for drama, with more digits than it keeps."""
    return [f"07700900{caller:06d}" for caller in calls.caller]


def _people(calls: pd.DataFrame) -> list[str]:
    return [
        "" if pd.isna(person) else f"{group} {person}" for group, person in zip(calls.group, calls.person, strict=True)
    ]


def _epoch(moments: pd.Series[pd.Timestamp]) -> np.ndarray:
    return (moments.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[s]")).astype("int64").to_numpy()
