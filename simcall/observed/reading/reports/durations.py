"""Lengths of time in a report: seconds in all for each row, whichever unit and average the report writes.

A report writes all its lengths of time in one way. Where neither a name nor the form of the cells says which, the time
that a call takes decides: a person is on a call for minutes, not for hours or milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding, Question
from simcall.observed.reading.durations import (
    DURATION_WORDS,
    DURATIONS,
    TWO_PARTS_S,
    UNITS_S,
    seconds_of_texts,
)
from simcall.observed.reading.reports.fields import IntervalColumn
from simcall.observed.reading.reports.report import Report

__all__ = ["DurationForm", "duration_form", "durations_of", "is_total"]

_CALL_SECONDS: Final = {"s": (10, 7200), "ms": (10, 7200), "min": (30, 1800), "days": (10, 7200)}
_WAIT_SECONDS: Final = {"s": (0.1, 7200), "ms": (1, 1800), "min": (1, 1800), "days": (1, 1800)}
_TWO_PARTS = r"-?\d+:\d{2}"
_CLEAR_FORM = r"-?:\d{2}|-?\d+:\d{1,2}:\d{2}.*|-?\d+:\d{2}[.,]\d+"


@dataclass(frozen=True)
class DurationForm:
    """How a report writes lengths of time.

    Attributes
    ----------
    unit : float
        Seconds in one of what a number alone counts.
    two_parts : float
        Seconds in one of the first of two parts, as in ``2:14``.
    questions, findings : tuple
        What is unclear, and what was assumed.
    """

    unit: float = 1.0
    two_parts: float = 60.0
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def duration_form(report: Report, answer: str | None) -> DurationForm:
    """Return how a report writes lengths of time.

    Parameters
    ----------
    report : Report
        The rows.
    answer : str or None
        What the planner says: ``"s"``, ``"ms"``, ``"min"``, ``"days"``, ``"m:ss"`` or ``"h:mm"``.
    """
    if answer in UNITS_S or answer in TWO_PARTS_S:
        return DurationForm(unit=UNITS_S.get(answer, 1.0), two_parts=TWO_PARTS_S.get(answer, 60.0))
    columns = [column for column in report.columns if _is_duration(column)]
    if not columns:
        return DurationForm()
    texts = pd.concat([report.texts(column) for column in columns])
    two_parts, questions = _two_part_form(report, columns, texts)
    if all(column.unit for column in columns) or not texts.str.fullmatch(r"-?[\d.,]+").any():
        return DurationForm(two_parts=two_parts, questions=questions)
    return _numbers_form(report, columns, DurationForm(two_parts=two_parts, questions=questions))


def durations_of(report: Report, column: IntervalColumn, form: DurationForm) -> pd.Series:
    """Return a column as seconds, NaN of what is no length of time."""
    return seconds_of_texts(
        report.texts(column),
        unit=column.unit or form.unit,
        two_parts=form.two_parts,
        decimal_comma=report.decimal_comma,
    )


def is_total(seconds: pd.Series, calls: pd.Series) -> bool | None:
    """Return whether lengths of time are those of all calls of a period, not of an average call; None: unclear.

    Totals grow with the number of calls, averages do not: whichever spreads less in relation to itself, the figures
    or the figures by call, is the time of a call.
    """
    usable = (seconds > 0) & (calls > 0)
    if not (calls[usable] > 1).any() or usable.sum() < 3:
        return None
    spread_as_average = float(np.log(seconds[usable]).std())
    spread_as_total = float(np.log(seconds[usable] / calls[usable]).std())
    if abs(spread_as_average - spread_as_total) < 0.1 * max(spread_as_average, spread_as_total):
        return None
    return spread_as_total < spread_as_average


def _is_duration(column: IntervalColumn) -> bool:
    return column.field.startswith(("mean_", "total_", "any_")) or column.field == "staffed_time"


def _two_part_form(
    report: Report, columns: Iterable[IntervalColumn], texts: pd.Series
) -> tuple[float, tuple[Question, ...]]:
    """Return whether 2:14 is minutes and seconds or hours and minutes, with a question where nothing tells."""
    for form, seconds in TWO_PARTS_S.items():
        if any(f"({form})" in column.name.lower().replace("mm:", "m:").replace("hh:", "h:") for column in columns):
            return seconds, ()
    if texts.str.fullmatch(_CLEAR_FORM).any() or not texts.str.fullmatch(_TWO_PARTS).any():
        return 60.0, ()
    possible = [
        name
        for name, seconds in TWO_PARTS_S.items()
        if _is_call_time(_typical(report, columns, DurationForm(two_parts=seconds)), (10, 7200))
    ]
    if len(possible) == 1:
        return TWO_PARTS_S[possible[0]], ()
    example = next(text for text in texts if text and text.strip("0:"))
    question = Question(
        DURATIONS,
        f"Lengths of time such as {example} can be minutes and seconds or hours and minutes.",
        tuple((name, DURATION_WORDS[name]) for name in TWO_PARTS_S),
    )
    return 60.0, (question,)


def _numbers_form(report: Report, columns: Iterable[IntervalColumn], form: DurationForm) -> DurationForm:
    """Return the unit of lengths of time that are plain numbers."""
    typical = _typical(report, columns, form)
    if np.isnan(typical):
        return _waits_form(report, columns, form)
    possible = [name for name, limits in _CALL_SECONDS.items() if _is_call_time(typical * UNITS_S[name], limits)]
    if len(possible) == 1:
        return _in_unit(possible[0], f"a call then takes {typical * UNITS_S[possible[0]]:.0f} s", form)
    return _with_question(possible, f"{typical:g} of a whole call", form)


def _waits_form(report: Report, columns: Iterable[IntervalColumn], form: DurationForm) -> DurationForm:
    """Return the unit of a report that has waits alone: seconds if callers then wait for seconds or minutes."""
    if not all(column.unit for column in columns if "wait" not in column.field):
        return _with_question((), "none of a whole call", form)
    typical = _typical_wait(report, columns, form)
    if np.isnan(typical) or _is_call_time(typical, _WAIT_SECONDS["min"]):
        return form
    possible = [name for name, limits in _WAIT_SECONDS.items() if _is_call_time(typical * UNITS_S[name], limits)]
    if len(possible) == 1:
        return _in_unit(possible[0], f"callers then wait {typical * UNITS_S[possible[0]]:.0f} s", form)
    return _with_question(possible, f"{typical:g} of an average wait", form)


def _typical_wait(report: Report, columns: Iterable[IntervalColumn], form: DurationForm) -> float:
    """Return an average wait in the middle of the rows, NaN if there is none without a unit in its name."""
    waits = [column for column in columns if column.field.startswith("mean_wait") and not column.unit]
    if not waits:
        return float("nan")
    seconds = pd.concat([durations_of(report, column, form) for column in waits])
    return float(seconds[seconds > 0].median())


def _in_unit(name: str, consequence: str, form: DurationForm) -> DurationForm:
    text = f"Lengths of time are in {DURATION_WORDS[name]}: {consequence}."
    findings = () if name == "s" else (Finding("assumed", text),)
    return DurationForm(UNITS_S[name], form.two_parts, form.questions, findings)


def _with_question(possible: Collection[str], example: str, form: DurationForm) -> DurationForm:
    question = Question(
        DURATIONS,
        f"The unit of lengths of time is unclear ({example}).",
        tuple((name, DURATION_WORDS[name]) for name in possible or UNITS_S),
    )
    return DurationForm(1.0, form.two_parts, (*form.questions, question))


def _typical(report: Report, columns: Iterable[IntervalColumn], form: DurationForm) -> float:
    """Return what the report gives for a call's time with a person, in the middle of its rows, NaN if nothing."""
    for field in ("mean_handling", "mean_talk", "mean_talk_hold", "total_handling", "total_talk"):
        for column in (column for column in columns if column.field == field and not column.unit):
            seconds = durations_of(report, column, form)
            answered = report.of_queue(column.queue).get("answered")
            if field.startswith("total_") and answered:
                seconds = seconds / report.numbers(answered)
            seconds = seconds[(seconds > 0) & np.isfinite(seconds)]
            if not seconds.empty:
                return float(seconds.median())
    return float("nan")


def _is_call_time(seconds: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= seconds <= limits[1]
