"""Bring the counts of calls and those of reports together: the calls count, and reports check their totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from simcall.files.messages import counted
from simcall.observed.observations import COUNT_COLUMNS, Finding, Question
from simcall.observed.queue_counts import counts_from_outside, queue_counts
from simcall.observed.reading.together.report_days import days_without_hours, line_days, spread_over_days

__all__ = ["CALLS_OR_REPORT", "CHOICES", "CountsTogether", "counts_together"]

CALLS_OR_REPORT: Final = "--calls-or-report"
CALLS, REPORT = "calls", "report"
CHOICES: Final = (
    (CALLS, "the calls of the log; simcall does not use the report on these days"),
    (REPORT, "the report; simcall measures waits, handling and patience from the calls all the same"),
)
_FAR_APART = 0.05
_FEW = 20


@dataclass(frozen=True)
class CountsTogether:
    """Counts in which no call is counted twice, and what a planner has to decide or know of them."""

    counts: pd.DataFrame
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def counts_together(
    calls: pd.DataFrame | None,
    periods: pd.DataFrame | None,
    answer: str | None,
    transferred: pd.DataFrame | None = None,
) -> CountsTogether:
    """Return the counts of calls and of reports; where both have a line and date, only one of them counts.

    Parameters
    ----------
    calls, periods : pandas.DataFrame or None
        As `COUNT_COLUMNS`: from single calls, and from reports.
    answer : str or None
        Which counts where their totals differ: ``"calls"`` or ``"report"``.
    transferred : pandas.DataFrame or None
        Calls that another line sent on, which a report counts and `calls` does not.
    """
    if calls is None or periods is None:
        present = calls if periods is None else periods
        counts = _typed(pd.DataFrame(columns=list(COUNT_COLUMNS)) if present is None else present)
        return CountsTogether(counts, findings=tuple(days_without_hours(counts)))
    days_of_calls, days_of_periods = line_days(calls), line_days(periods)
    totals = _shared_totals(queue_counts(calls, transferred), periods)
    is_far = (totals["calls"] - totals["report"]).abs() > np.maximum(_FAR_APART * totals["report"], _FEW)
    from_outside = counts_from_outside(periods, transferred)
    if answer == REPORT:
        parts = [calls[~days_of_calls.isin(days_of_periods)], spread_over_days(from_outside, calls)]
    else:
        parts = [calls, periods[~days_of_periods.isin(days_of_calls)]]
    counts = _typed(pd.concat(parts, ignore_index=True))
    questions = (_question(totals[is_far]),) if is_far.any() and answer not in (CALLS, REPORT) else ()
    findings = list(_findings(totals, answer or CALLS))
    if answer == REPORT:
        findings += _transfer_findings(periods["offered"].sum() - from_outside["offered"].sum())
    return CountsTogether(counts, questions, (*findings, *days_without_hours(counts)))


def _typed(counts: pd.DataFrame) -> pd.DataFrame:
    typed = counts[list(COUNT_COLUMNS)].astype(dict(COUNT_COLUMNS))
    return typed.sort_values(["line", "start"], kind="stable", ignore_index=True)


def _shared_totals(calls: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Return the calls offered to each line on the dates that both have, but those on which a file may begin or end."""
    by_day = [_by_day(of) for of in (calls, periods)]
    both = pd.concat(by_day, axis=1, join="inner", keys=["calls", "report"]).dropna().sort_index()
    position = both.groupby("line").cumcount()
    days = both.groupby("line")["calls"].transform("size")
    is_edge = (days > 2) & ((position == 0) | (position == days - 1))
    return both[~is_edge].groupby("line").sum()


def _by_day(counts: pd.DataFrame) -> pd.Series:
    offered = counts["offered"].fillna(counts["answered"])
    return offered.groupby([counts["line"], counts["start"].dt.normalize().rename("day")]).sum(min_count=1)


def _in_words(totals: pd.DataFrame) -> str:
    return "; ".join(
        f"{row.Index}: {row.calls:,.0f} in the calls and {row.report:,.0f} in the report" for row in totals.itertuples()
    )


def _question(totals: pd.DataFrame) -> Question:
    text = (
        "Single calls and a report cover the same days, but they do not have as many calls offered "
        f"({_in_words(totals)}; first and last days left out). Which one counts? If they hold different calls, import "
        "them one at a time."
    )
    return Question(CALLS_OR_REPORT, text, CHOICES)


def _findings(totals: pd.DataFrame, counted: str) -> Iterator[Finding]:
    """Say that only one of two sources counts, and how well their totals agree."""
    if totals.empty:
        return
    source = "the calls" if counted == CALLS else "the report"
    text = (
        f"Single calls and a report cover the same days. simcall counts {source} only, and compares calls offered, "
        f"first and last days left out: {_in_words(totals)}"
    )
    yield Finding("left out", text)


def _transfer_findings(transferred: float) -> Iterator[Finding]:
    """Say how many calls of the report came by transfer: they are no new calls."""
    if transferred:
        number = counted(round(transferred), "call")
        yield Finding("assumed", f"From another line, by transfer or overflow: {number} of the report, counted apart")
