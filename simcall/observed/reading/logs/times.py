"""Work out a call's wait, ringing and talk from whichever columns a system has."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.observed.observations import Finding, Question
from simcall.observed.reading.logs.outcomes import ABANDONED, ANSWERED
from simcall.observed.reading.options import ReadingOptions

__all__ = ["CallTimes", "read_call_times"]

OPTION = "--call-length"
_WHOLE, _TALK = "whole", "talk"
CHOICES = ((_WHOLE, "the whole call, with its wait"), (_TALK, "the talk alone"))
_RINGING_ALONE = Advice(
    "The calls have no time in the queue, so simcall takes the ringing time as the whole wait. If a column has the "
    "time in the queue, write ",
    Give("--map", "Its name=queue_wait"),
)
_ENOUGH, _ROUNDING_S, _NEAR_S, _FEW = 5, 1.0, 5.0, 0.05


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
    if "wrap" not in frame and {"ended_at", "wrapped_at"} <= set(frame.columns):
        wrap = _since(frame, "wrapped_at", "ended_at").where(frame["outcome"] == ANSWERED)
        frame["wrap"] = wrap.mask(wrap < 0)
    for name in ("menu", "ring", "hold", "wrap"):
        if name not in frame:
            frame[name] = float("nan")
    frame["joined"] = _joined_queue(frame)
    has_wait = bool({"wait", "queue_wait"} & set(frame.columns))
    frame["wait"], notes = _wait(frame)
    meaning = _meaning_of_duration(frame, options) if has_wait and _needs_duration(frame) else _TALK
    frame["talk"] = _talk(frame, has_wait, meaning)
    notes += _without_hold(frame)
    notes += _sums_that_fail(frame, where)
    frame["start"] = frame["joined"]
    return CallTimes(frame, () if meaning else (_duration_question(where),), tuple(notes))


def _needs_duration(frame: pd.DataFrame) -> bool:
    """Return whether the talk is known from the length of the call alone."""
    has_clocks = {"answered_at", "ended_at"} <= set(frame.columns)
    return "duration" in frame and not has_clocks and not {"talk", "handling"} & set(frame.columns)


def _duration_question(where: str) -> Question:
    text = f"{where}: is a call's duration the whole call, with its wait, or the talk alone?"
    return Question(OPTION, text, CHOICES)


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


def _wait(frame: pd.DataFrame) -> tuple[pd.Series, list[Finding]]:
    """Return seconds from joining the queue until the call was answered or given up, ringing included."""
    is_answered = frame["outcome"] == ANSWERED
    queued, notes = _queued(frame)
    if "wait" in frame:
        # Some systems give a time to answer for answered calls alone.
        wait, notes = _without_menu(frame, queued)
        wait = wait.fillna(queued)
    elif "queue_wait" in frame:
        wait = queued
    else:
        wait = _since(frame, "answered_at", "joined").where(is_answered)
        left = _since(frame, "ended_at", "joined").where(frame["outcome"] == ABANDONED)
        wait = wait.fillna(left)
        if wait.isna().all() and frame["ring"].notna().any():
            notes = [Finding("missing", _RINGING_ALONE)]
        wait = wait.fillna(frame["ring"])
    if "time_to_abandon" in frame:
        wait = wait.where(is_answered | frame["time_to_abandon"].isna(), frame["time_to_abandon"])
    if "duration" in frame and "answered_at" not in frame and "ended_at" not in frame:
        wait = wait.fillna(frame["duration"].where(frame["outcome"] == ABANDONED))
    return wait, notes


def _without_menu(frame: pd.DataFrame, queued: pd.Series) -> tuple[pd.Series, list[Finding]]:
    """Return the column of waits, less the time in the menu where it is the time in the queue and the menu."""
    wait, menu = frame["wait"], frame["menu"]
    before_queue = (wait - queued)[menu > 0].dropna()
    off = (before_queue - menu[before_queue.index]).abs().median()
    if len(before_queue) < _ENOUGH or off > _ROUNDING_S or off >= before_queue.abs().median():
        return wait, []
    note = "The wait includes the time in the menu, as the time in the queue shows. simcall takes it off"
    return wait - menu.fillna(0.0), [Finding("assumed", note)]


def _queued(frame: pd.DataFrame) -> tuple[pd.Series, list[Finding]]:
    """Return seconds from joining the queue by the column of times in the queue, NaN if there is none."""
    if "queue_wait" not in frame:
        return pd.Series(float("nan"), index=frame.index), []
    wait = frame["queue_wait"]
    if frame["ring"].isna().all() or _is_inside(wait, frame["ring"], _until_talk(frame)):
        return wait, []
    whole = wait.fillna(0.0).where(wait.notna() | frame["ring"].notna()) + frame["ring"].fillna(0.0)
    return whole, [Finding("assumed", "A call's wait is its time in the queue and its ringing time together")]


def _until_talk(frame: pd.DataFrame) -> pd.Series:
    """Return seconds from joining the queue to the talk, by the clock times of the call."""
    if "answered_at" in frame:
        return _since(frame, "answered_at", "joined")
    talk = frame["talk"].fillna(0.0) if "talk" in frame else 0.0
    return _since(frame, "ended_at", "joined") - talk - frame["hold"].fillna(0.0)


def _is_inside(whole: pd.Series, part: pd.Series, elapsed: pd.Series) -> bool:
    """Return whether a part is in the whole already: the whole alone is the time that passed, not both together."""
    excess = (elapsed - whole)[(part > 0) & whole.notna() & elapsed.notna()]
    if len(excess) < _ENOUGH:
        return False
    return bool(excess.abs().median() + _ROUNDING_S < (excess - part).abs().median())


def _without_hold(frame: pd.DataFrame) -> list[Finding]:
    """Take the hold out of the talk where the end of calls shows that the talk includes it."""
    if "ended_at" not in frame:
        return []
    elapsed = _since(frame, "ended_at", "joined") - frame["wait"].fillna(0.0)
    if not _is_inside(frame["talk"], frame["hold"], elapsed):
        return []
    frame["talk"] = (frame["talk"] - frame["hold"].fillna(0.0)).clip(lower=0.0)
    return [Finding("assumed", "The talk time includes the hold time, as the ends of calls show")]


def _sums_that_fail(frame: pd.DataFrame, where: str) -> list[Finding]:
    """Return a finding if many calls do not last from their start to their end."""
    if "ended_at" not in frame:
        return []
    total = frame["wait"] + frame["talk"] + frame["hold"].fillna(0.0)
    elapsed = _since(frame, "ended_at", "joined")
    is_checked = (frame["outcome"] == ANSWERED) & total.notna() & elapsed.notna()
    # Some systems end a call after the wrap-up.
    with_wrap = total + frame["wrap"].fillna(0.0)
    fails = ((elapsed - total).abs() > _NEAR_S) & ((elapsed - with_wrap).abs() > _NEAR_S) & is_checked
    if fails.sum() <= is_checked.sum() * _FEW:
        return []
    text = (
        f"{where}: wait, talk and hold do not add up to the time between start and end for "
        f"{fails.sum() / is_checked.sum():.0%} of answered calls"
    )
    return [Finding("identity", text)]


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
