"""Words for the planner: what a column of an interval report is read as, and which system wrote the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simcall.observed.reading.columns import Meaning
from simcall.observed.reading.reports.fields import IntervalColumn

__all__ = ["meaning_of", "system_of"]

_WORDS: Mapping[str, str] = {
    "start": "start of the period",
    "end": "end of the period",
    "date": "date",
    "time": "time of day",
    "queue": "queue",
    "media": "kind of contact",
    "direction": "direction",
    "offered": "calls offered",
    "answered": "calls answered",
    "abandoned": "calls abandoned",
    "short_abandoned": "calls abandoned within the short time",
    "unanswered": "calls not answered",
    "flow_out": "calls that flowed out",
    "transferred": "calls transferred",
    "voicemail": "calls sent to voicemail",
    "dequeued": "calls taken out of the queue",
    "turned_away": "calls turned away",
    "callback": "calls back",
    "wait_answered": "wait of answered calls",
    "wait_abandoned": "wait of abandoned calls",
    "wait": "wait of all calls",
    "handling": "handling time",
    "talk": "talk time",
    "talk_hold": "talk and hold time",
    "hold": "time on hold",
    "wrap": "wrap-up time",
    "staffed": "people logged in",
    "staffed_time": "time logged in",
    "share_answered": "share answered",
    "share_abandoned": "share abandoned",
    "level_seconds": "seconds of the service level",
    "level_count": "calls answered within the service level",
}
_KINDS = {"mean_": "average ", "total_": "total ", "any_": "average or total "}
_SIGNS: Sequence[tuple[str, frozenset[str]]] = (
    ("Avaya CMS", frozenset({"acd calls", "acdcalls", "avg acd time"})),
    ("Genesys Cloud", frozenset({"interval complete", "media type"})),
    ("Cisco UCCX", frozenset({"csq name", "calls presented"})),
    ("Amazon Connect", frozenset({"contacts queued", "startinterval"})),
    ("NICE CXone", frozenset({"skill name", "abandons"})),
    ("Five9", frozenset({"half hour", "average after call work time"})),
)


def meaning_of(column: IntervalColumn) -> Meaning:
    """Return what a column is read as, in words."""
    text = _binned(column) or _WORDS.get(column.field, "")
    for prefix, kind in _KINDS.items():
        if column.field.startswith(prefix):
            text = f"{kind}{_WORDS[column.field.removeprefix(prefix)]}"
    return Meaning(f"{column.queue}: {text}" if column.queue else text)


def _binned(column: IntervalColumn) -> str:
    if column.field == "share_in":
        return f"share answered in {column.high:g} s"
    if column.field != "bin" or column.high is None:
        return ""
    if column.low is None:
        return f"calls answered in {column.high:g} s"
    return f"calls answered after {column.low:g} s" + (f" to {column.high:g} s" if column.high < float("inf") else "")


def system_of(names: Sequence[str], titles: Sequence[Sequence[str]]) -> str:
    """Return which system wrote a report, ``""`` if that cannot be told."""
    lower = {name.casefold() for name in names}
    if any(cell.casefold().startswith("split/skill") for cells in titles for cell in cells):
        return "Avaya CMS"
    return next((system for system, signs in _SIGNS if len(signs & lower) >= min(2, len(signs))), "")
