"""Every measure: its name, its definition in words, and the totals that it is the ratio of. There is no other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from simcall.scenario import Line
from simcall.scenario.models.quantities import plain_duration

__all__ = ["GROUP_MEASURES", "LINE_MEASURES", "Kind", "Maximum", "Measure", "Quantile", "Ratio", "line_definition"]


class Kind(StrEnum):
    """What a figure is, and so how it is written and bounded."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    HOURS = "hours"
    NUMBER = "number"


@dataclass(frozen=True)
class Measure:
    """A measure of a line or a group.

    Attributes
    ----------
    name : str
        Its name in every table and file.
    kind : Kind
        What the figure is.
    definition : str
        The definition in force, which stands beside the figure. ``{target}``, ``{short}`` and
        ``{long_wait}`` are filled with the line's own target and threshold.
    """

    name: str
    kind: Kind
    definition: str


@dataclass(frozen=True)
class Ratio(Measure):
    """The ratio of two totals over all replications; without a denominator, a mean per replication.

    Attributes
    ----------
    numerator : str
        A total of `simcall.measures.tally.Tally`.
    denominator : str, optional
        Another; left out, the number of replications.
    scale : float
        Multiplies the ratio, to change its unit.
    counted : bool
        Whether the denominator counts trials, as calls do and hours do not.
    """

    numerator: str = ""
    denominator: str | None = None
    scale: float = 1.0
    counted: bool = True


@dataclass(frozen=True)
class Maximum(Measure):
    """The largest value of each replication, averaged over those that have any."""

    total: str = ""
    among: str = ""
    scale: float = 1.0
    counted: bool = True


@dataclass(frozen=True)
class Quantile(Measure):
    """A quantile of the answer times of all replications together."""

    level: float = 0.5


def _count(name: str, definition: str) -> Ratio:
    return Ratio(name, Kind.COUNT, definition, name)


LINE_MEASURES: tuple[Measure, ...] = (
    _count("offered", "attempts that reached the force: fresh + redials + diverted_in"),
    _count("fresh", "first attempts of callers"),
    _count("redials", "further attempts on the line that the caller rang before"),
    _count("diverted_in", "attempts of callers who rang another line before"),
    _count("answered", "attempts taken by somebody of the force"),
    _count("abandoned", "callers gave up{long_wait}"),
    _count("short_abandoned", "callers gave up after less than {short} in the queue, counted apart"),
    _count("engaged", "attempts that heard the engaged tone"),
    _count("passed_on", "calls that went to another force"),
    _count("still_waiting", "calls that still waited when the run ended"),
    Ratio(
        "answered_in_target",
        Kind.SHARE,
        "answered with an answer time strictly under {target} / answered",
        "in_target",
        "answered",
    ),
    Ratio(
        "service_level",
        Kind.SHARE,
        "answered with an answer time strictly under {target} / (offered - short_abandoned)",
        "in_target",
        "not_short",
    ),
    Ratio(
        "abandonment_rate",
        Kind.SHARE,
        "abandoned{long_wait} / (offered - short_abandoned)",
        "abandoned",
        "not_short",
    ),
    Ratio("delayed_share", Kind.SHARE, "waited in the queue for longer than zero / offered", "delayed", "offered"),
    Ratio(
        "asa", Kind.SECONDS, "mean answer time (connection + queue + pick-up) of answered calls", "answer_s", "answered"
    ),
    Ratio(
        "mean_wait",
        Kind.SECONDS,
        "mean time in the queue, until taken, given up, passed on or the end, of offered less engaged",
        "wait_s",
        "queued",
    ),
    Ratio("mean_queue", Kind.NUMBER, "time-average number of calls waiting in the queue", "queue_s", "length_s"),
    Quantile("answer_time_p50", Kind.SECONDS, "half of the answered calls had an answer time of at most this", 0.5),
    Quantile("answer_time_p90", Kind.SECONDS, "nine in ten answered calls had an answer time of at most this", 0.9),
    Quantile("answer_time_p95", Kind.SECONDS, "19 in 20 answered calls had an answer time of at most this", 0.95),
    Maximum(
        "answer_time_max",
        Kind.SECONDS,
        "longest answer time of a replication, averaged over replications",
        "longest_answer_s",
        "answered",
    ),
    Ratio(
        "answered_after_60s",
        Kind.SHARE,
        "answered with an answer time of 60 s or longer / answered",
        "long_answers",
        "answered",
    ),
    _count("callers", "people, not calls, who rang the line"),
    _count("callers_never_answered", "of those people, who got no answer on any line, however often they rang"),
)

GROUP_MEASURES: tuple[Measure, ...] = (
    Ratio(
        "occupancy",
        Kind.SHARE,
        "busy (picking up and handling) / present (on duty, and finishing a call after it)",
        "busy_s",
        "present_s",
        counted=False,
    ),
    Ratio(
        "duty_hours",
        Kind.HOURS,
        "person-hours on duty: after absence, training and lateness, breaks left out",
        "duty_s",
        scale=1 / 3600,
    ),
    Ratio("busy_hours", Kind.HOURS, "person-hours picking up and handling calls", "busy_s", scale=1 / 3600),
    Ratio(
        "overrun_hours", Kind.HOURS, "person-hours finishing calls after the end of duty", "overrun_s", scale=1 / 3600
    ),
    Ratio("calls_answered", Kind.COUNT, "calls taken by the group", "calls_answered"),
)


def line_definition(measure: str, line: Line) -> str:
    """Return the definition of a line's measure with that line's own target and threshold."""
    text = next(known.definition for known in LINE_MEASURES if known.name == measure)
    target = plain_duration(line.answer_target.within) if line.answer_target else "a target (none is set)"
    short = plain_duration(line.short_abandon)
    long_wait = f" after {short} or longer in the queue" if line.short_abandon else ", however soon"
    return text.format(target=target, short=short, long_wait=long_wait)
