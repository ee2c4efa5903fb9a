"""Waits and handling of a queue's calls: seconds of all calls of a row, whether a report has averages or totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simcall.observed.observations import Question
from simcall.observed.reading.reports.durations import DurationForm, durations_of, is_total
from simcall.observed.reading.reports.fields import IntervalColumn
from simcall.observed.reading.reports.identities import CallAccount
from simcall.observed.reading.reports.report import Report

__all__ = ["CallTimes", "call_times"]

_PARTS = ("wait_answered", "wait_abandoned", "wait", "handling", "talk_hold", "talk", "hold", "wrap")
_ROUNDING_S = 2.0
"""How far an average call's parts may be from their sum: each is rounded to a second."""


@dataclass(frozen=True)
class CallTimes:
    """Seconds of all calls of each row; NaN where the report does not tell.

    Attributes
    ----------
    wait_answered, wait_abandoned, handling : pandas.Series
        Of the calls answered, given up and handled.
    note : str
        What the handling time is made of, and what cannot be used.
    questions : tuple of Question
        Whether a column has averages or totals, where its figures do not tell.
    """

    wait_answered: pd.Series
    wait_abandoned: pd.Series
    handling: pd.Series
    note: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class _Part:
    """Seconds of all calls of each row, of one part of a call."""

    column: IntervalColumn
    seconds: pd.Series
    is_unclear: bool = False


def call_times(
    report: Report, columns: Mapping[str, IntervalColumn], form: DurationForm, account: CallAccount
) -> CallTimes:
    """Return the waits and the handling of a queue's calls.

    Parameters
    ----------
    report : Report
        The queue's rows.
    columns : mapping of str to IntervalColumn
        The queue's, by field.
    form : DurationForm
        How lengths of time are written.
    account : CallAccount
        What became of the calls.
    """
    calls = {"wait_abandoned": account.abandoned, "wait": account.offered}
    parts = {name: _part(report, columns, name, form, calls.get(name, account.answered)) for name in _PARTS}
    present = {name: part for name, part in parts.items() if part is not None}
    wait_answered, wait_abandoned = _waits({name: part.seconds for name, part in present.items()}, account)
    handling, note = _handling(present, account.answered)
    if "wait" in present and wait_answered.isna().all():
        note += " The report has the wait only for all calls together, so the wait of answered calls is not known."
    questions = tuple(_ask_total(part.column) for part in present.values() if part.is_unclear)
    return CallTimes(wait_answered, wait_abandoned, handling, note, questions)


def _part(
    report: Report, columns: Mapping[str, IntervalColumn], name: str, form: DurationForm, calls: pd.Series
) -> _Part | None:
    """Return a part of the calls from its average, its total, or a column that may be either."""
    for kind in ("mean", "total", "any"):
        column = columns.get(f"{kind}_{name}")
        if column is not None:
            seconds = durations_of(report, column, form)
            is_sum = is_total(seconds, calls) if kind == "any" else kind == "total"
            in_all = seconds if is_sum else seconds * calls
            return _Part(column, in_all.mask(calls == 0, 0.0), is_sum is None and bool((seconds > 0).any()))
    return None


def _ask_total(column: IntervalColumn) -> Question:
    name = column.field.removeprefix("any_")
    text = f"The column {column.name!r} may hold the time of an average call, or of all calls of a period."
    choices = (
        (f"{column.name}=mean_{name}", "of an average call"),
        (f"{column.name}=total_{name}", "of all calls of a period"),
    )
    return Question("--map", text, choices)


def _waits(seconds: Mapping[str, pd.Series], account: CallAccount) -> tuple[pd.Series, pd.Series]:
    """Return the waits of calls answered and given up; one is the rest of all waits if the report has the other."""
    nothing = pd.Series(np.nan, index=account.offered.index)
    answered, abandoned = seconds.get("wait_answered"), seconds.get("wait_abandoned")
    if "wait" in seconds and answered is not None and abandoned is None:
        abandoned = (seconds["wait"] - answered).clip(lower=0.0).mask(account.abandoned == 0, 0.0)
    if "wait" in seconds and abandoned is not None and answered is None:
        answered = (seconds["wait"] - abandoned).clip(lower=0.0).mask(account.answered == 0, 0.0)
    return (nothing if answered is None else answered), (nothing if abandoned is None else abandoned)


_NO_HANDLING = (
    "the report has no handling times, so simcall assumes them. Export the average handling time too; or write yours "
    "into a file that extends scenario.toml, as lines.NAME.handling.mean with the name of the line."
)


def _handling(parts: Mapping[str, _Part], answered: pd.Series) -> tuple[pd.Series, str]:
    """Return the handling, and of what it is made: the report's own, or the sum of its parts."""
    pieces = _pieces(parts)
    if "handling" in parts:
        return _with_wrap_up(parts["handling"].seconds, pieces, answered)
    if "talk" not in pieces:
        return pd.Series(np.nan, index=answered.index), _NO_HANDLING
    note = f"the handling time is {' + '.join(pieces)}"
    if "hold" not in pieces:
        note += "; simcall assumes that the talk time includes time on hold"
    return _sum(pieces, answered), f"{note}."


def _pieces(parts: Mapping[str, _Part]) -> dict[str, pd.Series]:
    """Return what adds up to the handling: Avaya's ACD time, and talk and hold together, hold the time on hold."""
    talk = parts.get("talk_hold") or parts.get("talk")
    holds_hold = "talk_hold" in parts or (talk is not None and "acd" in talk.column.name.lower())
    pieces = {"talk": talk, "hold": None if holds_hold else parts.get("hold"), "wrap-up": parts.get("wrap")}
    return {name: piece.seconds for name, piece in pieces.items() if piece is not None}


def _with_wrap_up(whole: pd.Series, pieces: Mapping[str, pd.Series], answered: pd.Series) -> tuple[pd.Series, str]:
    """Return the report's own handling time, with wrap-up added where it plainly leaves it out."""
    if "talk" not in pieces or "wrap-up" not in pieces:
        return whole, "the handling time is the report's own."
    wrap_up = pieces["wrap-up"]
    rounding = _ROUNDING_S * answered
    telling = wrap_up > rounding
    rest = (whole - _sum(pieces, answered))[telling]
    holds_it = (rest.abs() <= rounding[telling]).sum()
    leaves_it_out = ((rest + wrap_up[telling]).abs() <= rounding[telling]).sum()
    if leaves_it_out > holds_it:
        return whole + wrap_up, "the report's handling time does not include wrap-up; simcall adds it."
    return whole, "the handling time is the report's own, with wrap-up."


def _sum(pieces: Mapping[str, pd.Series], answered: pd.Series) -> pd.Series:
    return sum(pieces.values(), start=pd.Series(0.0, index=answered.index))
