"""Every measure of lines and groups, defined once: to add one, add it to `LINE_MEASURES` or `GROUP_MEASURES`.

Other modules ask the measure for its words, its unit, what it needs and which end is worse. No other module writes the
name of a measure as text; code that means one of them in particular takes its constant from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from simcall.measures.attendance_measures import attendance_mean, attendance_quantile, attendance_share
from simcall.measures.measure import (
    IN_TARGET,
    LENGTH,
    OVERDUE,
    AnswerShare,
    AtEnd,
    End,
    Kind,
    Maximum,
    Measure,
    Quantile,
    Ratio,
    Shown,
    WaitQuantile,
)
from simcall.scenario.models.quantities import SECONDS_PER_UNIT, plain_duration

__all__ = [
    "ABANDONED",
    "ABANDONMENT_RATE",
    "ANSWERED",
    "ANSWERED_IN_TARGET",
    "ASA",
    "BACKLOG_END",
    "BUSY_HOURS",
    "DELAYED_SHARE",
    "DUTY_HOURS",
    "FORMS",
    "FRESH",
    "GRADE_MEASURES",
    "GROUP_MEASURES",
    "INTERRUPTIONS",
    "LINE_MEASURES",
    "MEAN_FREE",
    "MEAN_OVERDUE",
    "MEAN_QUEUE",
    "MEAN_WAIT",
    "MEASURES",
    "MEASURES_OF",
    "OCCUPANCY",
    "OFFERED",
    "OLDEST_END",
    "OVERRUN_HOURS",
    "REDIALS",
    "SERVICE_LEVEL",
    "SHORT_ABANDONED",
    "STILL_WAITING",
    "TOTAL_MEASURES",
    "TRANSFERRED_IN",
    "answer_share",
    "answer_time",
    "share_within",
    "wait_quantile",
]


def _count(name: str, definition: str, **words: Any) -> Ratio:
    return Ratio(name, Kind.COUNT, definition, numerator=name, **words)


def _calls(name: str, definition: str, **words: Any) -> Ratio:
    """Return a count of calls, each of which one line counts. Callers may be counted by several lines."""
    return _count(name, definition, in_total=True, **words)


def _hours(name: str, definition: str, total: str, **words: Any) -> Ratio:
    return Ratio(name, Kind.HOURS, definition, numerator=total, scale=1 / 3600, **words)


def answer_share(seconds: float, *, late: bool = False, name: str = "") -> AnswerShare:
    """Return the share of answered calls with an answer time under a number of seconds; or, if `late`, the others."""
    limit = f"of {seconds:g} s or longer" if late else f"strictly under {seconds:g} s"
    when = f"after {seconds:g} s or longer" if late else f"in less than {seconds:g} s"
    return AnswerShare(
        name or f"answered_{'after' if late else 'within'}_{seconds:g}s",
        Kind.SHARE,
        f"answered with an answer time {limit} / answered",
        axis=f"Share answered {when}",
        noun=f"share of answered calls {when}",
        label=f"answered after {plain_duration(seconds)}" if late else f"answered within {plain_duration(seconds)}",
        worse=End.HIGHEST if late else End.LOWEST,
        in_total=True,
        denominator=ANSWERED.name,
        limit_s=seconds,
        late=late,
    )


def _answer_time(percent: int, calls: str, share: str, **words: Any) -> Quantile:
    return Quantile(
        f"answer_time_p{percent}",
        Kind.SECONDS,
        f"{share} answered calls had an answer time of at most this",
        axis=f"Answer time of {calls} (seconds)",
        label=f"answer time of {percent} % of calls",
        worse=End.HIGHEST,
        level=percent / 100,
        **words,
    )


def wait_quantile(percent: int) -> WaitQuantile:
    """Return a quantile of the time in the queue."""
    return WaitQuantile(
        f"wait_p{percent}",
        Kind.SECONDS,
        f"{percent} % of offered less engaged waited in the queue for at most this, until taken, given up, passed on, "
        "moved or the end; mean over replications",
        axis=f"Time in the queue of {percent} % of calls (seconds)",
        noun=f"time within which the wait of {percent} % of calls ended",
        label=f"wait of {percent} % of calls",
        worse=End.HIGHEST,
        level=percent / 100,
    )


# Measures that code names ---------------------------------------------------------------------------------------------

OFFERED = _calls(
    "offered",
    "attempts that reached the force: fresh + redials + diverted_in + transferred_in",
    is_main=True,
    first_screen=("calls offered", "redials included"),
    first_screen_of_work=("items of work", ""),
)
FRESH = _calls("fresh", "first attempts of callers")
REDIALS = _calls("redials", "further attempts on the line that the caller rang before")
ANSWERED = _calls("answered", "attempts taken by somebody of the force", is_main=True)
ABANDONED = _calls("abandoned", "callers gave up{long_wait}", is_main=True)
SHORT_ABANDONED = _calls(
    "short_abandoned",
    "callers gave up after less than {short} in the queue, counted apart",
    shown=Shown.IF_ANY,
)
ANSWERED_IN_TARGET = Ratio(
    "answered_in_target",
    Kind.SHARE,
    "answered with an answer time strictly under {target} / answered",
    axis="Share of answered calls within target",
    noun="share of answered calls in less than {target}",
    label="answered in {target}",
    worse=End.LOWEST,
    shown=Shown.ALWAYS,
    is_main=True,
    numerator=IN_TARGET,
    denominator=ANSWERED.name,
)
SERVICE_LEVEL = Ratio(
    "service_level",
    Kind.SHARE,
    "answered with an answer time strictly under {target} / (offered - {ignored})",
    noun="share of calls answered in less than {target}",
    worse=End.LOWEST,
    is_main=True,
    numerator=IN_TARGET,
    denominator="not_ignored",
)
ABANDONMENT_RATE = Ratio(
    "abandonment_rate",
    Kind.SHARE,
    "abandoned{long_wait} / (offered - short_abandoned)",
    axis="Share of calls abandoned",
    noun="share of calls abandoned",
    label="abandoned",
    worse=End.HIGHEST,
    is_main=True,
    in_total=True,
    first_screen=("abandoned", "of calls offered"),
    numerator=ABANDONED.name,
    denominator="not_short",
)
MEAN_WAIT = Ratio(
    "mean_wait",
    Kind.SECONDS,
    "mean time in the queue, until taken, given up, passed on or the end, of offered less engaged",
    axis="Mean time in the queue (seconds)",
    noun="mean time in the queue",
    label="mean time in the queue",
    worse=End.HIGHEST,
    is_main=True,
    in_total=True,
    numerator="wait_s",
    denominator="queued",
)
ASA = Ratio(
    "asa",
    Kind.SECONDS,
    "mean answer time (connection + queue + pick-up) of answered calls",
    axis="Mean answer time (seconds)",
    noun="mean answer time",
    label="mean answer time",
    worse=End.HIGHEST,
    is_main=True,
    in_total=True,
    first_screen=("mean time to answer", "of answered calls"),
    first_screen_of_work=("mean time to start", "of items started"),
    numerator="answer_s",
    denominator=ANSWERED.name,
)
MEAN_QUEUE = Ratio(
    "mean_queue",
    Kind.NUMBER,
    "time-average number of calls waiting in the queue",
    axis="Mean number waiting",
    noun="mean number waiting",
    label="mean number waiting",
    worse=End.HIGHEST,
    in_total=True,
    numerator="queue_s",
    denominator=LENGTH,
)
TRANSFERRED_IN = _calls("transferred_in", "calls and work that other calls or work led to", shown=Shown.IF_ANY)
STILL_WAITING = _calls("still_waiting", "calls that still waited when the run ended", shown=Shown.IF_ANY)
INTERRUPTIONS = _count(
    "interruptions",
    "times that work was put down for something more urgent",
    shown=Shown.IF_ANY,
    first_screen_of_work=("times put down", "for something more urgent"),
)
DELAYED_SHARE = Ratio(
    "delayed_share",
    Kind.SHARE,
    "waited in the queue for longer than zero / offered",
    axis="Share of calls that waited",
    noun="share of calls that waited",
    label="calls that waited",
    worse=End.HIGHEST,
    in_total=True,
    numerator="delayed",
    denominator=OFFERED.name,
)
MEAN_OVERDUE = Ratio(
    "overdue",
    Kind.NUMBER,
    "time-average number waiting for longer than {target}",
    axis="Mean number waiting beyond the target",
    noun="mean number waiting for longer than {target}",
    worse=End.HIGHEST,
    shown=Shown.IF_ANY,
    numerator=OVERDUE,
    denominator=LENGTH,
)
BACKLOG_END = AtEnd(
    "backlog_end",
    Kind.NUMBER,
    "number waiting in the queue at the end of the period; work that was put down waits again",
    axis="Number waiting at the end",
    noun="number waiting at the end",
    label="waiting at the end",
    worse=End.HIGHEST,
    shown=Shown.IF_ANY,
    first_screen_of_work=("waiting at the end", "items"),
    in_total=True,
    total="backlog",
)
OLDEST_END = AtEnd(
    "oldest_end",
    Kind.SECONDS,
    "time since the call that waits longest joined the queue, at the end of the period; 0 if none waits",
    axis="Age of the oldest waiting call at the end (seconds)",
    noun="age of the oldest waiting call at the end",
    label="oldest waiting call at the end",
    worse=End.HIGHEST,
    shown=Shown.IF_ANY,
    total="oldest_s",
)
OCCUPANCY = Ratio(
    "occupancy",
    Kind.SHARE,
    "busy (picking up and handling) / present (on duty, and finishing a call after it)",
    is_main=True,
    numerator="busy_s",
    denominator="present_s",
    counted=False,
)
DUTY_HOURS = _hours(
    "duty_hours",
    "person-hours on duty: after absence, training and lateness, breaks left out",
    "duty_s",
    label="on duty",
    is_main=True,
)
BUSY_HOURS = _hours("busy_hours", "person-hours picking up and handling calls", "busy_s", label="on calls")
OVERRUN_HOURS = _hours(
    "overrun_hours",
    "person-hours finishing calls after the end of duty",
    "overrun_s",
    label="finishing calls after the end of duty",
)

MEAN_FREE = Ratio(
    "mean_free",
    Kind.NUMBER,
    "time-average number of people who are present and not busy",
    axis="Mean number of people free",
    noun="mean number of people free",
    label="people free",
    numerator="free_s",
    denominator=LENGTH,
)
"""Listed for groups that attend incidents; of every other group, worked out when somebody names it."""

# Every measure, in the order of tables and files ----------------------------------------------------------------------

LINE_MEASURES: tuple[Measure, ...] = (
    OFFERED,
    FRESH,
    REDIALS,
    _calls("diverted_in", "attempts of callers who rang another line before", shown=Shown.IF_ANY),
    TRANSFERRED_IN,
    ANSWERED,
    ABANDONED,
    SHORT_ABANDONED,
    _calls("engaged", "attempts that heard the engaged tone", shown=Shown.IF_ANY),
    _calls("passed_on", "calls that went to another force", shown=Shown.IF_ANY),
    _calls("moved", "calls that left the queue for another line", shown=Shown.IF_ANY),
    STILL_WAITING,
    _calls("in_announcement", "callers who were in the recorded message when the run ended", shown=Shown.IF_ANY),
    INTERRUPTIONS,
    ANSWERED_IN_TARGET,
    SERVICE_LEVEL,
    ABANDONMENT_RATE,
    DELAYED_SHARE,
    ASA,
    MEAN_WAIT,
    MEAN_QUEUE,
    MEAN_OVERDUE,
    BACKLOG_END,
    OLDEST_END,
    _answer_time(50, "half of the calls", "half of the"),
    _answer_time(
        90,
        "9 in 10 calls",
        "nine in ten",
        is_main=True,
        first_screen=("9 in 10 answered within", "of answered calls"),
        first_screen_of_work=("9 in 10 started within", "of items started"),
    ),
    _answer_time(95, "19 in 20 calls", "19 in 20"),
    Maximum(
        "answer_time_max",
        Kind.SECONDS,
        "longest answer time of a replication, averaged over replications",
        axis="Longest answer time (seconds)",
        worse=End.HIGHEST,
        total="longest_answer_s",
        among=ANSWERED.name,
    ),
    answer_share(60, late=True),
    _count("callers", "people, not calls, who rang the line", of_people=True),
    _count(
        "callers_never_answered",
        "callers who never got through on any line, however often they tried",
        worse=End.HIGHEST,
        of_people=True,
    ),
)

GROUP_MEASURES: tuple[Measure, ...] = (
    OCCUPANCY,
    DUTY_HOURS,
    BUSY_HOURS,
    OVERRUN_HOURS,
    _count("calls_answered", "calls taken by the group"),
)

GRADE_MEASURES: tuple[Measure, ...] = tuple(measure for measure in LINE_MEASURES if not measure.of_people)
"""Measures of all lines of a grade together.

Counts add up, shares and mean times are ratios of such sums, and each line counts with its own target. Quantiles are of
the answer times of all lines together. What is longest or oldest is the largest of the lines' own.
"""

TOTAL_MEASURES: tuple[Measure, ...] = tuple(measure for measure in LINE_MEASURES if measure.in_total)
"""Measures of all phone lines together.

Counts of calls add up, and so do numbers waiting. Shares and mean times are ratios of such sums, so that a busy line
counts for more. What depends on a line's own target is left out, and so are quantiles and the longest answer time.
Callers are left out because two lines may count the same person.
"""


class _Measures(Mapping[str, Measure]):
    """Measures by name: some that are listed, and others that are worked out when somebody names them."""

    def __init__(self, listed: Iterable[Measure], unlisted: Callable[[str], Measure | None]) -> None:
        self._listed = {measure.name: measure for measure in listed}
        self._unlisted = unlisted

    def __getitem__(self, name: str) -> Measure:
        if name in self._listed:
            return self._listed[name]
        if (measure := self._unlisted(str(name))) is not None:
            return measure
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


_TIME = r"([0-9]+(?:\.[0-9]+)?)(s|min|h)"
_WITHIN = re.compile(rf"answered_within_{_TIME}", re.ASCII)
_WAIT = re.compile(r"wait_p([1-9][0-9]?)", re.ASCII)
_ATTENDED = re.compile(rf"attended_from_(ring|answer)(?:_p([1-9][0-9]?)|_within_{_TIME})?", re.ASCII)


def _unlisted_of_lines(name: str) -> Measure | None:
    """Return a measure of a line that is worked out when somebody names it."""
    if match := _WITHIN.fullmatch(name):
        return answer_share(float(match[1]) * SECONDS_PER_UNIT[match[2]], name=name)
    if match := _WAIT.fullmatch(name):
        return wait_quantile(int(match[1]))
    if match := _ATTENDED.fullmatch(name):
        start, percent, time, unit = match.groups()
        if time is not None:
            return attendance_share(start, float(time) * SECONDS_PER_UNIT[unit], name)
        return attendance_mean(start) if percent is None else attendance_quantile(start, int(percent))
    return None


def _unlisted_of_groups(name: str) -> Measure | None:
    return MEAN_FREE if name == MEAN_FREE.name else None


FORMS = {
    "answered_within": "write a time, such as answered_within_15s or answered_within_2min",
    "wait_p": "write a whole percent from 1 to 99, such as wait_p90",
    "attended_from": "write attended_from_ring, attended_from_ring_p90 or attended_from_ring_within_15min, or the same "
    "from_answer",
}
"""How the name of a measure goes on that is worked out when somebody names it, by how the name starts."""

MEASURES_OF: Mapping[str, Mapping[str, Measure]] = {
    "line": _Measures(LINE_MEASURES, _unlisted_of_lines),
    "grade": _Measures(GRADE_MEASURES, _unlisted_of_lines),
    "group": _Measures(GROUP_MEASURES, _unlisted_of_groups),
}
"""Measures of lines, of grades of incidents and of groups by name."""
MEASURES: Mapping[str, Measure] = _Measures(
    (*LINE_MEASURES, *GROUP_MEASURES), lambda name: _unlisted_of_lines(name) or _unlisted_of_groups(name)
)
"""Every measure by name: lines and groups have no name in common."""


def share_within(seconds: float) -> str:
    """Return the name of the share of answered calls that are answered within a time: ``answered_within_15s``."""
    whole_minutes = seconds >= 120 and seconds % 60 == 0
    return f"answered_within_{f'{seconds / 60:.12g}min' if whole_minutes else f'{seconds:.12g}s'}"


def answer_time(percent: int) -> Measure:
    """Return the answer time of a share of answered calls, which is listed or not."""
    quantile = _answer_time(percent, f"{percent} % of calls", f"{percent} % of")
    return MEASURES.get(quantile.name, quantile)
