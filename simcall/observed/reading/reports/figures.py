"""The figures of one queue in a report: calls, waits and handling of each row, and the bins of answer times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding, Question
from simcall.observed.reading.reports.bins import AnswerBins, answer_bins
from simcall.observed.reading.reports.durations import DurationForm, durations_of, is_total
from simcall.observed.reading.reports.fields import IntervalColumn
from simcall.observed.reading.reports.identities import CallAccount, PrintedShare, account_for_calls, share_findings
from simcall.observed.reading.reports.report import Report

__all__ = ["FIGURES", "QueueFigures", "queue_figures"]

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
    stated = {name: report.numbers(columns[name]) for name in _CALLS if name in columns}
    is_silent = _silent_rows(list(stated.values()))
    counts = _with_counts_of_shares(report, columns, {name: numbers.fillna(0.0) for name, numbers in stated.items()})
    bins = _bins(report, label, counts, bins_answer)
    if "answered" not in counts and bins is not None:
        counts["answered"] = bins.total
    account = account_for_calls(counts)
    lengths = _Lengths(report, columns, form, account)
    handling, how = lengths.handling()
    waits = lengths.waits()
    rows = pd.DataFrame(
        {
            "offered": account.offered,
            "answered": account.answered,
            "abandoned": account.abandoned,
            "wait_answered": waits[0],
            "wait_abandoned": waits[1],
            "handling": handling,
            "staffed": _staffed(report, label, minutes, form),
            "is_silent": is_silent,
        }
    )
    shares, parts = _shares(report, label, account, bins)
    findings = (*chosen, *account.findings, *(Finding("assumed", text) for text in how))
    findings += share_findings(shares, parts, account)
    questions = (*lengths.questions, *(bins.questions if bins else ()))
    return QueueFigures(rows, bins, questions, findings)


def _columns(report: Report, label: str) -> tuple[dict[str, IntervalColumn], tuple[Finding, ...]]:
    """Return a queue's columns by field; of several for one count, those with which the calls add up best."""
    columns = report.of_queue(label)
    several = {name: report.candidates(label, name) for name in _MAIN if name in columns}
    if set(several) != set(_MAIN) or all(len(candidates) == 1 for candidates in several.values()):
        return columns, ()
    best = max(product(*several.values()), key=lambda columns: _rows_that_add_up(report, *columns))
    names = ", ".join(repr(column.name) for column in best)
    finding = Finding("assumed", f"several columns may be the calls; {names} are taken, which add up best.")
    return {**columns, **dict(zip(_MAIN, best, strict=True))}, (finding,)


def _rows_that_add_up(report: Report, *columns: IntervalColumn) -> int:
    offered, answered, abandoned = (report.numbers(column).fillna(0.0) for column in columns)
    return int((offered == answered + abandoned).sum())


def _silent_rows(counts: list[pd.Series]) -> pd.Series:
    """Return which rows have no count at all, in a report that writes 0 elsewhere; else an empty cell is 0."""
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
) -> dict[str, pd.Series]:
    """Work out calls answered or abandoned from their share of those offered, if the report gives shares alone."""
    if "offered" not in counts or "answered" in counts or "abandoned" in counts:
        return counts
    for name in ("answered", "abandoned"):
        column = columns.get(f"share_{name}")
        if column is not None:
            share = _printed(column.name, report.texts(column), report.numbers(column)).values
            return {**counts, name: (share.fillna(0.0) * counts["offered"]).round()}
    return counts


@dataclass
class _Lengths:
    """The lengths of time of a queue, as seconds of all calls of a row."""

    report: Report
    columns: Mapping[str, IntervalColumn]
    form: DurationForm
    account: CallAccount
    questions: tuple[Question, ...] = ()

    def total(self, name: str, calls: pd.Series) -> pd.Series | None:
        """Return seconds in all of what is a mean or a total; None if the report has neither."""
        for kind in ("mean", "total", "any"):
            column = self.columns.get(f"{kind}_{name}")
            if column is not None:
                seconds = durations_of(self.report, column, self.form)
                return self._of_all_calls(column, kind, seconds, calls)
        return None

    def _of_all_calls(self, column: IntervalColumn, kind: str, seconds: pd.Series, calls: pd.Series) -> pd.Series:
        total = kind == "total"
        if kind == "any":
            judged = is_total(seconds, calls)
            if judged is None and (seconds > 0).any():
                self._ask_total(column)
            total = bool(judged)
        in_all = seconds if total else seconds * calls
        return in_all.mask(calls == 0, 0.0)

    def _ask_total(self, column: IntervalColumn) -> None:
        name = column.field.removeprefix("any_")
        text = f"The column {column.name!r} may hold the time of an average call, or of all calls of a period."
        choices = (
            (f"{column.name}=mean_{name}", "of an average call"),
            (f"{column.name}=total_{name}", "of all calls of a period"),
        )
        self.questions = (*self.questions, Question("--map", text, choices))

    def handling(self) -> tuple[pd.Series, list[str]]:
        """Return seconds of handling, and in words of what they are made."""
        answered = self.account.answered
        parts = {name: self.total(name, answered) for name in ("talk_hold", "talk", "hold", "wrap")}
        talk = parts["talk_hold"] if parts["talk_hold"] is not None else parts["talk"]
        hold = None if parts["talk_hold"] is not None or self._talk_holds_hold() else parts["hold"]
        pieces = {"talk": talk, "hold": hold, "wrap-up": parts["wrap"]}
        stated = {name: piece for name, piece in pieces.items() if piece is not None}
        whole = self.total("handling", answered)
        if whole is not None:
            return self._with_wrap(whole, talk, hold, parts["wrap"])
        if talk is None:
            text = "the report has no handling times. Give them yourself."
            return pd.Series(np.nan, index=answered.index), [text]
        note = f"the handling time is {' + '.join(stated)}"
        if hold is None:
            note += "; time on hold is taken to be in the talk time"
        return sum(stated.values(), start=pd.Series(0.0, index=answered.index)), [f"{note}."]

    def _talk_holds_hold(self) -> bool:
        """Avaya's ACD time holds the time on hold; other systems give them apart."""
        column = self.columns.get("mean_talk") or self.columns.get("total_talk") or self.columns.get("any_talk")
        return column is not None and "acd" in column.name.lower()

    def _with_wrap(
        self, whole: pd.Series, talk: pd.Series | None, hold: pd.Series | None, wrap: pd.Series | None
    ) -> tuple[pd.Series, list[str]]:
        """Return the handling time as the report gives it, with wrap-up added where it plainly leaves it out."""
        if talk is None or wrap is None:
            return whole, ["the handling time is the report's own."]
        on_call = talk if hold is None else talk + hold
        rounding = 2.0 * self.account.answered
        telling = wrap > rounding
        without = ((whole - on_call)[telling].abs() <= rounding[telling]).sum()
        including = ((whole - on_call - wrap)[telling].abs() <= rounding[telling]).sum()
        if without > including:
            return whole + wrap, ["the report's handling time leaves out wrap-up; simcall adds it."]
        return whole, ["the handling time is the report's own, with wrap-up."]

    def waits(self) -> tuple[pd.Series, pd.Series]:
        """Return seconds waited by those who were answered and by those who gave up."""
        nothing = pd.Series(np.nan, index=self.account.offered.index)
        answered = self.total("wait_answered", self.account.answered)
        abandoned = self.total("wait_abandoned", self.account.abandoned)
        everybody = self.total("wait", self.account.offered)
        if everybody is not None and answered is not None and abandoned is None:
            abandoned = (everybody - answered).clip(lower=0.0).mask(self.account.abandoned == 0, 0.0)
        if everybody is not None and abandoned is not None and answered is None:
            answered = (everybody - abandoned).clip(lower=0.0).mask(self.account.answered == 0, 0.0)
        return (nothing if answered is None else answered), (nothing if abandoned is None else abandoned)


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
