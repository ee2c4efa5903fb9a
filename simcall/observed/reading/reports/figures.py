"""The figures of one queue in a report: calls, waits and handling of each row, and the bins of answer times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give
from simcall.files.messages import counted
from simcall.observed.observations import Finding, Question
from simcall.observed.reading.reports.bins import AnswerBins, answer_bins
from simcall.observed.reading.reports.durations import DurationForm, durations_of
from simcall.observed.reading.reports.fields import IntervalColumn
from simcall.observed.reading.reports.identities import CallAccount, PrintedShare, account_for_calls, share_findings
from simcall.observed.reading.reports.report import Report
from simcall.observed.reading.reports.times import call_times

__all__ = ["FIGURES", "QueueFigures", "has_numbers_of_calls", "queue_figures"]

FIGURES = ("offered", "answered", "abandoned", "wait_answered", "wait_abandoned", "handling", "staffed")
_MAIN = ("offered", "answered", "abandoned")
_CALLS = (
    "offered",
    "answered",
    "abandoned",
    "unanswered",
    "short_abandoned",
    "flow_out",
    "transferred",
    "voicemail",
    "dequeued",
    "turned_away",
    "callback",
)


@dataclass(frozen=True)
class QueueFigures:
    """What a report says of one queue.

    Attributes
    ----------
    rows : pandas.DataFrame
        `FIGURES` of each row of the report, and ``is_silent``: whether its cells are empty while others state a 0.
    bins : AnswerBins or None
        Of each row.
    questions, findings : tuple
        What is unclear, and what was worked out; the text of a finding goes on after the queue's name.
    """

    rows: pd.DataFrame
    bins: AnswerBins | None
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def has_numbers_of_calls(report: Report) -> bool:
    """Return whether any column holds numbers of calls."""
    return any(column.field in (*_CALLS, "bin") for column in report.columns)


def queue_figures(
    report: Report, label: str, minutes: int, form: DurationForm, bins_answer: str | None
) -> QueueFigures:
    """Return the figures of a queue.

    Parameters
    ----------
    report : Report
        Its rows alone.
    label : str
        The queue in the names of its columns; ``""`` if rows name the queue.
    minutes : int
        Length of a period.
    form : DurationForm
        How lengths of time are written.
    bins_answer : str or None
        What the planner says of bins.
    """
    columns, chosen = _columns(report, label)
    numbers = {name: report.numbers(columns[name]) for name in _CALLS if name in columns}
    if not numbers and not any(column.field == "bin" for column in report.columns):
        text = f"{label}: no column holds its numbers of calls. If one does, write which it is: "
        raise SimcallError(Advice(text, Give("--map", "Its name=offered")))
    stated = {name: values.mask(values < 0) for name, values in numbers.items()}
    is_silent = _silent_rows(list(stated.values()), report.cells.index)
    counts, derived = _with_counts_of_shares(
        report, columns, {name: values.fillna(0.0) for name, values in stated.items()}
    )
    bins = _bins(report, label, counts, bins_answer)
    if "answered" not in counts and bins is not None:
        counts["answered"] = bins.total
    account = account_for_calls(counts)
    times = call_times(report, columns, form, account)
    rows = pd.DataFrame(
        {
            "offered": account.offered,
            "answered": account.answered,
            "abandoned": account.abandoned,
            "wait_answered": times.wait_answered,
            "wait_abandoned": times.wait_abandoned,
            "handling": times.handling,
            "staffed": _staffed(report, label, minutes, form),
            "is_silent": is_silent,
        }
    )
    shares, parts = _shares(report, label, account, bins)
    findings = (*chosen, *_negative_findings(numbers), *derived, *account.findings, Finding("assumed", times.note))
    findings += share_findings(shares, parts, account)
    questions = (*times.questions, *(bins.questions if bins else ()))
    return QueueFigures(rows, bins, questions, findings)


def _columns(report: Report, label: str) -> tuple[dict[str, IntervalColumn], tuple[Finding, ...]]:
    """Return a queue's columns by field; of several for one count, those with which the calls add up best."""
    columns = report.of_queue(label)
    several = {name: report.candidates(label, name) for name in _MAIN if name in columns}
    if set(several) != set(_MAIN) or all(len(candidates) == 1 for candidates in several.values()):
        return columns, ()
    best = max(product(*several.values()), key=lambda columns: _rows_that_add_up(report, *columns))
    names = ", ".join(repr(column.name) for column in best)
    finding = Finding("assumed", f"several columns may hold the calls; simcall takes {names}, which add up best.")
    return {**columns, **dict(zip(_MAIN, best, strict=True))}, (finding,)


def _rows_that_add_up(report: Report, *columns: IntervalColumn) -> int:
    offered, answered, abandoned = (report.numbers(column).fillna(0.0) for column in columns)
    return int((offered == answered + abandoned).sum())


def _negative_findings(numbers: Mapping[str, pd.Series]) -> tuple[Finding, ...]:
    negative = sum(int((values < 0).sum()) for values in numbers.values())
    if not negative:
        return ()
    return (Finding("left out", f"simcall does not read numbers of calls below 0 ({negative:,} in all)."),)


def _silent_rows(counts: list[pd.Series], index: pd.Index) -> pd.Series:
    """Return which rows have no count at all, in a report that writes 0 elsewhere; else an empty cell is 0."""
    if not counts:
        return pd.Series(False, index=index)
    numbers = pd.concat(counts, axis=1)
    writes_zeros = bool((numbers == 0).any(axis=None))
    return numbers.isna().all(axis=1) & writes_zeros


def _bins(report: Report, label: str, counts: Mapping[str, pd.Series], answer: str | None) -> AnswerBins | None:
    columns = [column for column in report.columns if column.queue.casefold() == label.casefold()]
    binned = [column for column in columns if column.field == "bin"] or _level_bin(report, columns)
    if not binned:
        return None
    answered = counts.get("answered")
    if answered is None and "offered" in counts and "abandoned" in counts:
        answered = counts["offered"] - counts["abandoned"]
    figures = pd.concat([report.numbers(column) for column in binned], axis=1)
    return answer_bins(binned, figures, answered, answer)


def _level_bin(report: Report, columns: list[IntervalColumn]) -> list[IntervalColumn]:
    """Return the count of calls answered within the service level as a bin, if a column states its seconds."""
    counted = [column for column in columns if column.field == "level_count"]
    stated = [column for column in columns if column.field == "level_seconds"]
    if not counted or not stated:
        return []
    seconds = report.numbers(stated[0]).dropna().unique()
    if len(seconds) != 1:
        return []
    return [IntervalColumn(counted[0].position, counted[0].name, "bin", counted[0].queue, high=float(seconds[0]))]


def _with_counts_of_shares(
    report: Report, columns: Mapping[str, IntervalColumn], counts: dict[str, pd.Series]
) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Work out calls answered or abandoned from their share of those offered, if the report gives shares alone."""
    stated = counts.keys() & {"offered", "answered", "abandoned"}
    if stated == {"answered"} and "share_abandoned" in columns:
        column = columns["share_abandoned"]
        abandoned, finding = _abandoned_of_share(counts["answered"], _share(report, column), column.name)
        return {**counts, "abandoned": abandoned}, (finding,)
    if stated != {"offered"}:
        return counts, ()
    for name in ("answered", "abandoned"):
        if f"share_{name}" in columns:
            column = columns[f"share_{name}"]
            finding = Finding("assumed", f"calls {name} are calls offered times the column {column.name!r}.")
            return {**counts, name: (_share(report, column) * counts["offered"]).round()}, (finding,)
    return counts, ()


def _share(report: Report, column: IntervalColumn) -> pd.Series:
    """Return a column of shares from 0 to 1; an empty cell is 0."""
    return _printed(column.name, report.texts(column), report.numbers(column)).values.fillna(0.0)


def _abandoned_of_share(answered: pd.Series, share: pd.Series, name: str) -> tuple[pd.Series, Finding]:
    """Return the calls abandoned for each row from their share of the calls offered.

    A row in which every call was abandoned does not say how many there were. It counts as one call.
    """
    has_no_answer = share >= 1.0
    rest = (1.0 - share).mask(has_no_answer)
    text = f"calls abandoned follow from calls answered and the column {name!r}."
    if has_no_answer.any():
        rows = counted(int(has_no_answer.sum()), "row")
        text += f" Where it is 100 % ({rows}), the report does not say how many calls there were. simcall counts one."
    return (answered * share / rest).round().mask(has_no_answer, 1.0), Finding("assumed", text)


def _staffed(report: Report, label: str, minutes: int, form: DurationForm) -> pd.Series:
    """Return people logged in on average."""
    columns = {**report.of_queue(""), **report.of_queue(label)}
    if "staffed" in columns:
        return report.numbers(columns["staffed"])
    if "staffed_time" in columns:
        return durations_of(report, columns["staffed_time"], form) / (minutes * 60.0)
    return pd.Series(np.nan, index=report.cells.index)


def _shares(
    report: Report, label: str, account: CallAccount, bins: AnswerBins | None
) -> tuple[list[PrintedShare], dict[str, pd.Series]]:
    """Return the columns of shares, and the count behind each."""
    shares, parts = [], {}
    for column in report.columns:
        if column.queue.casefold() != label.casefold():
            continue
        part = _part(column, account, bins)
        if part is not None:
            shares.append(_printed(column.name, report.texts(column), report.numbers(column)))
            parts[column.name] = part
    return shares, parts


def _part(column: IntervalColumn, account: CallAccount, bins: AnswerBins | None) -> pd.Series | None:
    if column.field == "share_answered":
        return account.answered
    if column.field == "share_abandoned":
        return account.abandoned
    if column.field == "share_in" and bins is not None and column.high is not None:
        return bins.under(column.high)
    return None


def _printed(name: str, texts: pd.Series, values: pd.Series) -> PrintedShare:
    """Return a column of shares; without a sign for per cent, figures above 1 are per cent."""
    decimals = max((len(match[1]) for text in texts.unique() if (match := re.search(r"[.,](\d+)%?$", text))), default=0)
    is_per_cent = bool((values > 1.5).any())
    has_sign = bool(texts.str.endswith("%").any())
    return PrintedShare(name, values / 100.0 if is_per_cent else values, decimals + 2 * (is_per_cent or has_sign))
