"""Measures of attendance that count from the call: from its ring, and from its first answer."""

from __future__ import annotations

from simcall.measures.measure import AnswerShare, End, Kind, Measure, Quantile, Ratio
from simcall.scenario.models.quantities import plain_duration

__all__ = [
    "ATTENDANCE_MEASURES",
    "ATTENDED_FROM_ANSWER",
    "ATTENDED_FROM_ANSWER_P90",
    "ATTENDED_FROM_RING",
    "ATTENDED_FROM_RING_P90",
    "attendance_mean",
    "attendance_quantile",
    "attendance_share",
]

_STARTS = {"ring": "the ring", "answer": "the first answer"}
_FROM_CALL = "{start} of the call that led to the work until that is answered; work without such a call is left out"


def attendance_mean(start: str) -> Ratio:
    """Return the mean time from the "ring" or the "answer" of a call until the work that it led to is answered."""
    return Ratio(
        f"attended_from_{start}",
        Kind.SECONDS,
        f"mean time from {_FROM_CALL.format(start=_STARTS[start])}",
        axis=f"Mean time from the call's {start} to attendance (seconds)",
        noun=f"mean time from the call's {start} to attendance",
        label=f"mean time to attend from the call's {start}",
        worse=End.HIGHEST,
        from_call=True,
        numerator=f"since_{start}_s",
        denominator=f"of_{start}",
    )


def attendance_quantile(start: str, percent: int) -> Quantile:
    """Return the time from the "ring" or the "answer" of a call within which a share of the work is answered."""
    return Quantile(
        f"attended_from_{start}_p{percent}",
        Kind.SECONDS,
        f"{percent} % of attended work took at most this from {_FROM_CALL.format(start=_STARTS[start])}",
        axis=f"Time from the call's {start} within which {percent} % is attended (seconds)",
        noun=f"time from the call's {start} within which {percent} % is attended",
        label=f"time within which {percent} % is attended from the call's {start}",
        worse=End.HIGHEST,
        from_call=True,
        level=percent / 100,
        times=f"since_{start}_ticks",
    )


def attendance_share(start: str, seconds: float, name: str) -> AnswerShare:
    """Return the share of work that is answered within a time from the "ring" or the "answer" of its call."""
    within = f"within {plain_duration(seconds)} of the call's {start}"
    return AnswerShare(
        name,
        Kind.SHARE,
        f"took strictly less than {plain_duration(seconds)} from {_FROM_CALL.format(start=_STARTS[start])} / answered "
        "work with such a call",
        axis=f"Share attended {within}",
        noun=f"share attended {within}",
        label=f"attended {within}",
        worse=End.LOWEST,
        from_call=True,
        denominator=f"of_{start}",
        limit_s=seconds,
        times=f"since_{start}_ticks",
    )


ATTENDED_FROM_RING, ATTENDED_FROM_ANSWER = (attendance_mean(start) for start in _STARTS)
ATTENDED_FROM_RING_P90, ATTENDED_FROM_ANSWER_P90 = (attendance_quantile(start, 90) for start in _STARTS)
ATTENDANCE_MEASURES: tuple[Measure, ...] = (
    *(ATTENDED_FROM_ANSWER, ATTENDED_FROM_ANSWER_P90),
    *(ATTENDED_FROM_RING, ATTENDED_FROM_RING_P90),
)
"""Listed for work that something leads to; of every other line, not defined."""
