"""Measures of incidents in their own words: units attend incidents, and nobody answers them.

The figures are those of any line of work. The item is an incident, it is answered when the first unit is at the scene,
and it waits in the queue until a unit is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simcall.measures.definitions import (
    ABANDONED,
    ABANDONMENT_RATE,
    ANSWERED,
    ANSWERED_IN_TARGET,
    ASA,
    BACKLOG_END,
    DELAYED_SHARE,
    FRESH,
    INTERRUPTIONS,
    MEAN_OVERDUE,
    MEAN_QUEUE,
    MEAN_WAIT,
    OFFERED,
    OLDEST_END,
    REDIALS,
    SERVICE_LEVEL,
    STILL_WAITING,
    TRANSFERRED_IN,
)
from simcall.measures.measure import AnswerShare, Maximum, Measure, Quantile, WaitQuantile
from simcall.scenario import Line
from simcall.scenario.models.quantities import plain_duration

__all__ = ["suits", "worded"]

_FROM_MADE = "from when the incident was made until the first unit is at the scene"

_Words = tuple[str, str, str, str]
"""The definition, the axis, the noun and the label of a measure."""

_WORDS: Mapping[str, _Words] = {
    OFFERED.name: ("incidents that were made", "Incidents", "incidents", "incidents"),
    FRESH.name: (
        "incidents that no call led to, such as those that units raise themselves",
        "Incidents without a call",
        "incidents without a call",
        "incidents without a call",
    ),
    TRANSFERRED_IN.name: (
        "incidents that calls or other work led to",
        "Incidents from calls",
        "incidents from calls",
        "incidents from calls",
    ),
    ANSWERED.name: (
        "incidents that a unit attended, or set out to when the run ended",
        "Incidents attended",
        "incidents attended",
        "attended",
    ),
    STILL_WAITING.name: (
        "incidents that still waited for a unit when the run ended",
        "Incidents still waiting",
        "incidents still waiting",
        "still waiting",
    ),
    INTERRUPTIONS.name: (
        "times that a unit left an incident for something more urgent",
        "Times that units left for something more urgent",
        "times that units left for something more urgent",
        "times left for something more urgent",
    ),
    ANSWERED_IN_TARGET.name: (
        f"attended in strictly less than {{target}}, {_FROM_MADE} / attended",
        "Share of incidents attended within target",
        "share of incidents attended in less than {target}",
        "attended in {target}",
    ),
    SERVICE_LEVEL.name: (
        f"attended in strictly less than {{target}}, {_FROM_MADE} / all incidents, attended or not",
        "Share of all incidents attended within target",
        "share of all incidents attended in less than {target}",
        "of all incidents attended in {target}",
    ),
    ASA.name: (
        f"mean time to attend, {_FROM_MADE} (wait and drive), of attended incidents",
        "Mean time to attend (seconds)",
        "mean time to attend",
        "mean time to attend",
    ),
    MEAN_WAIT.name: (
        "mean time that incidents waited for a unit to be sent, until then or the end",
        "Mean wait for a unit (seconds)",
        "mean wait for a unit",
        "mean wait for a unit",
    ),
    DELAYED_SHARE.name: (
        "waited for a unit for longer than zero / incidents",
        "Share of incidents that waited for a unit",
        "share of incidents that waited for a unit",
        "incidents that waited for a unit",
    ),
    MEAN_QUEUE.name: (
        "time-average number of incidents waiting for a unit",
        "Mean number of incidents waiting",
        "mean number of incidents waiting",
        "mean number waiting",
    ),
    MEAN_OVERDUE.name: (
        "time-average number of incidents waiting for a unit for longer than {target}",
        "Mean number of incidents waiting beyond the target",
        "mean number of incidents waiting for longer than {target}",
        "mean number waiting beyond the target",
    ),
    BACKLOG_END.name: (
        "incidents waiting for a unit at the end of the period; those that a unit left wait again",
        "Incidents waiting at the end",
        "incidents waiting at the end",
        "waiting at the end",
    ),
    OLDEST_END.name: (
        "time since the incident that waits longest began to wait, at the end of the period; 0 if none waits",
        "Age of the oldest waiting incident at the end (seconds)",
        "age of the oldest waiting incident at the end",
        "oldest waiting incident at the end",
    ),
}
"""By the measure, its words for incidents."""


def worded(measure: Measure, lines: Sequence[Line]) -> Measure:
    """Return a measure in the words of incidents if all of some lines have a grade, otherwise as it is."""
    if not lines or any(line.grade is None for line in lines):
        return measure
    words = _WORDS.get(measure.name) or _words_of_times(measure)
    if words is None:
        return measure
    definition, axis, noun, label = words
    return replace(measure, definition=definition, axis=axis, noun=noun, label=label)


def suits(measure: Measure, lines: Sequence[Line]) -> bool:
    """Tell whether a measure says anything about some lines: nobody rings about incidents, or gives up."""
    are_incidents = bool(lines) and all(line.grade is not None for line in lines)
    return not (are_incidents and (measure.of_people or measure in (REDIALS, ABANDONED, ABANDONMENT_RATE)))


def _words_of_times(measure: Measure) -> _Words | None:
    """Return the words of quantiles and of shares within a time, of which there are many."""
    match measure:
        case AnswerShare(from_call=True) | Quantile(from_call=True):
            return None
        case AnswerShare():
            return _words_of_share(measure)
        case Quantile():
            share = f"{100 * measure.level:g} %"
            return (
                f"{share} of attended incidents took at most this, {_FROM_MADE}",
                f"Time to attend {share} of incidents (seconds)",
                f"time within which {share} of incidents are attended",
                f"time to attend {share} of incidents",
            )
        case WaitQuantile():
            share = f"{100 * measure.level:g} %"
            return (
                f"{share} of incidents waited at most this for a unit, until it was sent or the end; mean over "
                "replications",
                f"Wait of {share} of incidents for a unit (seconds)",
                f"time within which the wait of {share} of incidents ended",
                f"wait of {share} of incidents",
            )
        case Maximum():
            return (
                "longest time to attend in a replication, averaged over replications",
                "Longest time to attend (seconds)",
                "longest time to attend",
                "longest time to attend",
            )
    return None


def _words_of_share(measure: AnswerShare) -> _Words:
    limit = plain_duration(measure.limit_s)
    when = f"after {limit} or longer" if measure.late else f"in strictly less than {limit}"
    short = f"after {limit}" if measure.late else f"within {limit}"
    return (
        f"attended {when}, {_FROM_MADE} / attended",
        f"Share of incidents attended {short}",
        f"share of incidents attended {short}",
        f"attended {short}",
    )
