"""Work out a call's wait, ringing and talk from whichever columns a system has."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simcall.observed.observations import Finding, Question
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.outcomes import ABANDONED, ANSWERED

__all__ = ["CallTimes", "read_call_times"]

OPTION = "--call-length"
_WHOLE, _TALK = "whole", "talk"


@dataclass(frozen=True)
class CallTimes:
    """Rows with their times.

    Attributes
    ----------
    frame : pandas.DataFrame
        With `start` at the queue and with `menu`, `wait`, `ring`, `talk`, `hold` and `wrap` in seconds.
    questions, findings : tuple
        As in `Observations`.
    """

    frame: pd.DataFrame
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_call_times(frame: pd.DataFrame, options: ReadingOptions, where: str) -> CallTimes:
    """Work out the times of calls.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with an `outcome`; other columns as `CallRows.frame` has them.
    options : ReadingOptions
        Its answer to ``--call-length`` says what a column of durations holds.
    where : str
        The file, for the question.
    """
    frame = frame.copy()
    for name in ("menu", "ring", "hold", "wrap"):
        if name not in frame:
            frame[name] = float("nan")
    frame["joined"] = _joined_queue(frame)
    has_wait = bool({"wait", "queue_wait"} & set(frame.columns))
    frame["wait"], findings = _wait(frame)
    meaning = _meaning_of_duration(frame, options) if has_wait and _needs_duration(frame) else _TALK
    frame["talk"] = _talk(frame, has_wait, meaning)
    frame["start"] = frame["joined"]
    return CallTimes(frame, () if meaning else (_duration_question(where),), findings)


def _needs_duration(frame: pd.DataFrame) -> bool:
    """Return whether the talk is known from the length of the call alone."""
    has_clocks = {"answered_at", "ended_at"} <= set(frame.columns)
    return "duration" in frame and not has_clocks and not {"talk", "handling"} & set(frame.columns)


def _duration_question(where: str) -> Question:
    text = f"{where}: is a call's duration the whole call, with its wait, or the talk alone?"
    return Question(OPTION, text, ((_WHOLE, "the whole call, with its wait"), (_TALK, "the talk alone")))


def _joined_queue(frame: pd.DataFrame) -> pd.Series:
    """Return when each call joined the queue: after the menu, if the system does not say it."""
    after_menu = frame["start"] + pd.to_timedelta(frame["menu"].fillna(0.0), unit="s")
    joined = frame["queue_start"].fillna(after_menu) if "queue_start" in frame else after_menu
    return joined.astype("datetime64[ms]")


def _since(frame: pd.DataFrame, later: str, earlier: str) -> pd.Series:
    if later not in frame:
        return pd.Series(float("nan"), index=frame.index)
    seconds = (frame[later] - frame[earlier]).dt.total_seconds()
    return seconds.mask(seconds < 0)


def _wait(frame: pd.DataFrame) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return seconds from joining the queue until the call was answered or given up, ringing included."""
    findings: list[Finding] = []
    is_answered = frame["outcome"] == ANSWERED
    if "wait" in frame:
        wait = frame["wait"]
    elif "queue_wait" in frame:
        wait = frame["queue_wait"]
        if frame["ring"].notna().any():
            wait = wait.fillna(0.0).where(wait.notna() | frame["ring"].notna()) + frame["ring"].fillna(0.0)
            findings.append(Finding("assumed", "A call's wait is its time in the queue and its ringing time together"))
    else:
        wait = _since(frame, "answered_at", "joined").where(is_answered)
        left = _since(frame, "ended_at", "joined").where(frame["outcome"] == ABANDONED)
        wait = wait.fillna(left)
    if "time_to_abandon" in frame:
        wait = wait.where(is_answered | frame["time_to_abandon"].isna(), frame["time_to_abandon"])
    if "duration" in frame and "answered_at" not in frame and "ended_at" not in frame:
        wait = wait.fillna(frame["duration"].where(frame["outcome"] == ABANDONED))
    return wait, tuple(findings)


def _talk(frame: pd.DataFrame, has_wait: bool, meaning: str) -> pd.Series:
    """Return seconds of talk of answered calls, without hold and wrap-up."""
    is_answered = frame["outcome"] == ANSWERED
    hold, wrap = frame["hold"].fillna(0.0), frame["wrap"].fillna(0.0)
    if "talk" in frame:
        talk = frame["talk"]
    elif "handling" in frame:
        talk = frame["handling"] - hold - wrap
    elif "answered_at" in frame and "ended_at" in frame:
        talk = _since(frame, "ended_at", "answered_at") - hold
    elif "duration" in frame:
        talk = frame["duration"] - hold
        if meaning == _WHOLE:
            talk = talk - frame["wait"].fillna(0.0) - frame["menu"].fillna(0.0)
    elif "ended_at" in frame and has_wait:
        talk = _since(frame, "ended_at", "joined") - frame["wait"] - hold
    else:
        talk = pd.Series(float("nan"), index=frame.index)
    return talk.where(is_answered).mask(talk < 0)


def _meaning_of_duration(frame: pd.DataFrame, options: ReadingOptions) -> str:
    """Return whether durations are of the whole call or of the talk: those of abandoned calls tell."""
    if answer := options.answers.get(OPTION):
        return answer
    abandoned = frame[(frame["outcome"] == ABANDONED) & (frame["wait"] > 0)]
    if abandoned.empty:
        return ""
    durations = abandoned["duration"].fillna(0.0)
    if (durations == 0).mean() > 0.9:
        return _TALK
    return _WHOLE if (durations >= abandoned["wait"] - 1).mean() > 0.9 else ""
