"""What the columns of an interval report mean, and for which queue: several queues may stand side by side.

The names decide where vendors differ: Avaya's "ACD Calls" are answered calls, Genesys's "Offer" are those offered.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from simcall.observed.reading.reports.names import phrase_of, without_fillers

__all__ = [
    "COUNT_FIELDS",
    "INTERVAL_FIELDS",
    "NOT_READ",
    "NUMBER_FIELDS",
    "IntervalColumn",
    "interval_columns",
    "is_interval_name",
]

_PHRASES: Mapping[str, str] = {
    "start": "date time|datetime|start|start time|interval start|interval start time|start interval|start date time"
    "|timestamp|date hour|period start|start date|from|interval begin|begin time|interval beginning",
    "end": "end|end time|interval end|interval end time|end interval|end date time|period end|end date|interval ending"
    "|hour ending|hour end|period ending|half hour ending|time ending|ending",
    "date": "date|day|row date|report date|dates|day of week|weekday|week day|date of|day name|month",
    "time": "time|hour|interval|half hour|time interval|period|time period|hour day|hour of day|time day|quarter hour"
    "|hours|time slot|interval time|time band|slot|hh",
    "queue": "csq name|csq|skill name|skill|split skill|split|vdn|skillset|hunt group|wait name|wait|line|service name"
    "|service|campaign|campaign name|group name|group|ddi|call wait|wait description",
    "media": "media type|channel|media|contact type|interaction type|talk type|type media|channel type",
    "direction": "direction|type|talk direction|direction type",
    "offered": "acd contacts|offered|total offered|offered total|calls|total|acd offered|total calls|voice offered"
    "|offered in",
    "answered": "answered|connected|total answered|answered total|acd|handling|total handling|handling offered"
    "|handling total"
    "|acd handling|acd answered|answered by agent|answered agent|offered answered|offered handling",
    "abandoned": "abandoned|total abandoned|abandoned total|abandoned wait|acd abandoned|offered abandoned"
    "|abandoned long|long abandoned|wait abandoned",
    "short_abandoned": "short abandoned|abandoned short|shortabandoned",
    "unanswered": "missed|unanswered|not answered|no answered|total missed",
    "flow_out": "flow out|outflow|flowout|overflow out|overflowed|overflow|interflowed|redirected|diverted|forwarded",
    "transferred": "transferred out|transferred|transfer out|transfers out",
    "voicemail": "voicemail|voicemails|vmail|voice mail",
    "dequeued": "dequeued|requeued|handling by other|handling other",
    "turned_away": "busy|forced busy|disconnected|forced disc|unavailable|blocked|rejected",
    "callback": "callback|callbacks|callbacks requested",
    "mean_wait_answered": "avg speed answered|asa|speed answered|avg time answered|avg answered time|avg answered speed"
    "|avg wait answered|avg answered wait|avg wait answered time|avg wait time answered|avg answered wait time"
    "|average speed answered|avg wait speed answered|avg wait before answered",
    "mean_wait_abandoned": "avg abandoned time|avg time abandoned|avg wait abandoned time|avg abandoned wait"
    "|avg wait abandoned|avg abandoned|avg abandoned wait time|avg wait time abandoned|avg time before abandoned",
    "mean_wait": "avg wait|avg wait time|awt|avg time wait|avg offered wait|avg wait wait time|avg offered time",
    "mean_handling": "aht|avg handling time|avg handling|avg acd handling time|avg processing time",
    "mean_talk": "avg talk time|avg talk|att|avg time|avg acd time|avg acd talk time|avg agent talk time|avg acd",
    "mean_talk_hold": "avg talk and hold time|avg agent talk and hold time|avg talk hold time",
    "mean_hold": "avg hold time|avg hold",
    "mean_wrap": "avg wrap time|avg wrap|awrap|avg agent wrap time|avg wrap work time",
    "total_wait_answered": "total answered wait time|total speed answered|total answered time|total wait answered",
    "total_wait_abandoned": "total abandoned wait time|total abandoned time|total wait abandoned",
    "total_wait": "total wait time|total wait",
    "total_handling": "total handling time",
    "total_talk": "total talk time|total acd time|total talk",
    "total_hold": "total hold time|total hold",
    "total_wrap": "total wrap time|total wrap",
    "any_wait_answered": "time answered|answered time|wait time answered|answered wait time|answered wait",
    "any_wait_abandoned": "time abandoned|abandoned time|abandoned wait time|wait time abandoned",
    "any_wait": "wait time|time wait",
    "any_handling": "handling time",
    "any_talk": "talk time|acd time|agent talk time",
    "any_hold": "hold time",
    "any_wrap": "wrap time|agent wrap time",
    "staffed": "avg pos staffed|staffed|avg staffed|avg agent staffed|agent staffed|staffed agent|avg agent|avg staffed"
    " agent|staffed pos|pos staffed|agent|avg pos|fte staffed",
    "staffed_time": "total staffed time|staffed time",
    "share_answered": "pct answered|answered pct|answered rate|pct handling|handling pct|answered level",
    "share_abandoned": "pct abandoned|abandoned pct|abandoned rate|pct abandoned rate",
    "level_seconds": "service level seconds|sla threshold|service level threshold",
    "level_count": "handling under service level|answered under service level|answered in service level|in sla"
    "|answered in sla|met sla|handling in service level|answered under sla|in service level",
}
_SUFFIX_ONLY: Mapping[str, str] = {"t": "offered", "tot": "offered"}
_FIELDS = {phrase: name for name, phrases in _PHRASES.items() for phrase in phrases.split("|")}
_BINNED = re.compile(
    r"(?P<pct>pct )?(?:(?:answered|handling|service level|sla) )?(?:(?P<side>under|in|over) )?(?P<low>\d+)"
    r"(?: (?P<high>\d+))?(?P<after> over)?(?P<late_pct> pct)?"
)
_SHARE_WORDS = ("service level", "sla")
_NO_QUEUE = frozenset(
    {
        "max",
        "min",
        "avg",
        "pct",
        "longest",
        "oldest",
        "forecast",
        "forecasted",
        "predicted",
        "expected",
        "planned",
        "budget",
        "target",
        "required",
        "flow",
        "in",
        "out",
        "outbound",
        "internal",
        "extn",
        "not",
        "service",
        "level",
        "rate",
        "sla",
        "under",
        "over",
        "short",
        "long",
        "first",
        "time",
        "hold",
        "wait",
        "total",
        "ttl",
        "all",
        "overall",
        "grand",
        "abandoned",
        "answered",
        "handling",
        "transfer",
        "id",
    }
)
_TEXT_FIELDS = frozenset({"start", "end", "date", "time", "queue", "media", "direction"})
INTERVAL_FIELDS: Final = frozenset(_PHRASES) | {"bin", "share_in"}
"""Every field that a column of an interval report may be read as."""
COUNT_FIELDS: Final = frozenset({"offered", "answered", "bin"})
"""The fields of which a report has at least one for every queue."""
NOT_READ: Final = frozenset({"", "none", "ignore", "not read"})
"""What --map gives to a column that is to be left alone."""
_POLICE_NUMBERS = frozenset({"999", "101", "112", "911", "111"})
NUMBER_FIELDS: Final = frozenset(
    name
    for name in INTERVAL_FIELDS - _TEXT_FIELDS - {"staffed_time"}
    if not name.startswith(("mean_", "total_", "any_"))
)
"""The fields that are numbers, not texts or lengths of time."""
_ALWAYS_SHARED = _TEXT_FIELDS | {"staffed", "staffed_time"}


@dataclass(frozen=True)
class IntervalColumn:
    """What a column is read as.

    Attributes
    ----------
    position : int
        Among the columns of the table.
    name : str
        As the file has it.
    field : str
        One of `INTERVAL_FIELDS`; ``""``: not read.
    queue : str
        The queue that the name states; ``""``: all, or the one that the row names.
    low, high : float or None
        Seconds, of a bin of answer times and of a share that was answered in so many seconds. `low` is None where the
        name gives the upper end alone: whether such bins are cumulative is for the figures to decide.
    unit : float or None
        Seconds in one of the unit that the name states.
    """

    position: int
    name: str
    field: str = ""
    queue: str = ""
    low: float | None = None
    high: float | None = None
    unit: float | None = None


def interval_columns(
    names: Sequence[str], fields: Mapping[str, str], queues: Iterable[str] = ()
) -> tuple[IntervalColumn, ...]:
    """Return what each column of an interval report is read as.

    Parameters
    ----------
    names : sequence of str
        Of the columns.
    fields : mapping of str to str
        What the planner says: names of columns to fields, ``ignore`` of a column that is not to be read. For one of
        several queues side by side: ``"999:offered"``.
    queues : iterable of str
        That the planner names.
    """
    given = {name.casefold().strip(): field for name, field in fields.items()}
    labels = _queues_in(names, {" ".join(phrase_of(queue).written).casefold() for queue in queues} | _POLICE_NUMBERS)
    columns = []
    for position, name in enumerate(names):
        if name.casefold().strip() in given:
            columns.append(_as_given(position, name, given[name.casefold().strip()]))
        else:
            columns.append(replace(_column(name, labels), position=position))
    return tuple(columns)


def is_interval_name(name: str) -> bool:
    """Return whether a text may be the name of a column of an interval report."""
    if not any(letter.isalpha() for letter in name) and not set("<>") & set(name):
        return False
    return bool(_column(name, frozenset()).field) or any(field for _, field in _readings(name))


def _as_given(position: int, name: str, field: str) -> IntervalColumn:
    if field.casefold() in NOT_READ:
        return IntervalColumn(position, name)
    queue, _, bare = field.rpartition(":")
    stated = re.fullmatch(r"(bin|share_in)_(\d+)", bare)
    if stated:
        return IntervalColumn(position, name, stated[1], queue, high=float(stated[2]))
    return IntervalColumn(position, name, bare, queue, unit=phrase_of(name).unit)


def _column(name: str, queues: frozenset[str]) -> IntervalColumn:
    """Read one name: with one of the queues beside it first, else as a whole."""
    phrase = phrase_of(name)
    if name.casefold() in queues:
        return IntervalColumn(0, name, "offered", name)
    for start, end in _slices(len(phrase.words)):
        queue = _queue_name(phrase.written[start:end])
        if queue.casefold() in queues:
            column = _meaning(name, phrase.words[:start] + phrase.words[end:], is_labelled=True)
            if column is not None:
                return replace(column, queue=queue, unit=phrase.unit)
    column = _meaning(name, phrase.words, is_labelled=False) or IntervalColumn(0, name)
    if column.field == "" and without_fillers(phrase.words) == "service level" and phrase.unit:
        column = replace(column, field="level_seconds")
    return replace(column, unit=phrase.unit)


def _meaning(name: str, words: tuple[str, ...], *, is_labelled: bool) -> IntervalColumn | None:
    bare = without_fillers(words)
    field = _FIELDS.get(" ".join(words)) or _FIELDS.get(bare) or _field_of_length(bare)
    if field in _TEXT_FIELDS and "count" in words:
        # "Service Count" is how many calls the service level counts.
        return None
    if field is None and is_labelled:
        field = _SUFFIX_ONLY.get(bare)
    if field is not None:
        return None if is_labelled and field in _ALWAYS_SHARED else IntervalColumn(0, name, field)
    match = _BINNED.fullmatch(bare)
    if match is None or (not is_labelled and bare.isdecimal()):
        return None
    return _binned(name, match, any(word in bare for word in _SHARE_WORDS))


def _field_of_length(phrase: str) -> str | None:
    """Return the field of a duration: that of an answered or connected call is its talk time, not its wait."""
    if "length" not in phrase.split():
        return None
    phrase = phrase.replace("length", "time")
    if re.fullmatch(r"(?:avg )?(?:answered |connected )?time", phrase):
        return "mean_talk" if phrase.startswith("avg") else "any_talk"
    return _FIELDS.get(phrase)


def _binned(name: str, match: re.Match[str], is_share: bool) -> IntervalColumn | None:
    """Read the edges of a bin of answer times, or the seconds of a share answered in time."""
    low = float(match["low"])
    if match["pct"] or match["late_pct"] or is_share:
        return None if match["high"] else IntervalColumn(0, name, "share_in", high=low)
    if match["high"]:
        high = float(match["high"])
        return IntervalColumn(0, name, "bin", low=low, high=high) if low < high else None
    if match["side"] == "over" or match["after"]:
        return IntervalColumn(0, name, "bin", low=low, high=math.inf)
    return IntervalColumn(0, name, "bin", high=low)


def _slices(length: int) -> Iterator[tuple[int, int]]:
    """Yield where a queue may stand among words: longer ones first, those in front before those behind."""
    for size in range(length - 1, 0, -1):
        for start in range(length - size + 1):
            yield start, start + size


def _queues_in(names: Sequence[str], queues: Collection[str]) -> frozenset[str]:
    """Return the queues that stand in the names of columns, lower case.

    A word beside a field is a queue if the planner names it or it is a number to ring, or if it stands beside two
    different fields, a count among them. "Silent Calls" alone is no queue.
    """
    beside: dict[str, set[str]] = {}
    for name in names:
        for queue, field in _readings(name):
            beside.setdefault(queue.casefold(), set()).add(field)
    named = {queue for queue in queues if beside.get(queue, set()) & COUNT_FIELDS}
    alone = {name.casefold() for name in names if name.casefold() in queues}
    several = {queue for queue, fields in beside.items() if len(fields) >= 2 and fields & COUNT_FIELDS}
    return frozenset(named | alone | several)


def _readings(name: str) -> Iterator[tuple[str, str]]:
    """Yield each queue that may stand in a name, with the field beside it."""
    phrase = phrase_of(name)
    if _FIELDS.get(" ".join(phrase.words)) or _FIELDS.get(without_fillers(phrase.words)):
        return
    for start, end in _slices(len(phrase.words)):
        label = phrase.words[start:end]
        bare = without_fillers(phrase.words[:start] + phrase.words[end:])
        field = _FIELDS.get(bare) or _SUFFIX_ONLY.get(bare)
        if field and field not in _ALWAYS_SHARED and not _NO_QUEUE & set(label) and without_fillers(label) != "calls":
            yield _queue_name(phrase.written[start:end]), field


def _queue_name(words: Sequence[str]) -> str:
    """Return a queue's name from the words beside a field: "Emergency" of "Emergency Calls Offered"."""
    name = " ".join(words)
    return re.sub(r"\s+(?:calls?|contacts)$", "", name, flags=re.IGNORECASE)
