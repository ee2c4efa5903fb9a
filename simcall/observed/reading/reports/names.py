"""The words of interval reports: the names of columns in the words of the field, whichever system wrote them.

Vendors shorten and turn round the same few words: "Avg Speed Ans", "Average Speed of Answer", "ASA (sec)". A name is
brought to a phrase of plain words first ("avg speed answered"), and one vocabulary of phrases says what it means.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Phrase", "phrase_of", "without_fillers"]


class Phrase(NamedTuple):
    """A column's name in plain words.

    Attributes
    ----------
    words : tuple of str
        Lower case; synonyms are one word: ``("avg", "speed", "answered")``.
    written : tuple of str
        The same words as the file has them.
    unit : float or None
        Seconds in one of the unit that the name states: 0.001 of ``(ms)``.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    unit: float | None


_UNITS = {
    "ms": 0.001,
    "msec": 0.001,
    "milliseconds": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "mins": 60.0,
    "minutes": 60.0,
}
_UNIT = re.compile(r"[(\[]\s*(?:in\s+)?(" + "|".join(_UNITS) + r")\.?\s*[)\]]", re.IGNORECASE)
_LAYOUT = re.compile(r"[(\[]\s*(?:[hmsd]{1,2}[:.]?){2,3}\s*[)\]]", re.IGNORECASE)
_ZONE = re.compile(r"\b(?:UTC|GMT|local)\b", re.IGNORECASE)
_SECONDS = re.compile(r"(?<=\d)\s*(?:secs?|seconds|s)\b", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_SPOKEN = (
    (re.compile(r"%"), " pct "),
    (re.compile("<=|<|\N{LESS-THAN OR EQUAL TO}|less than|up to|below", re.IGNORECASE), " under "),
    (re.compile(">=|>|\N{GREATER-THAN OR EQUAL TO}|more than|(?<=\\d)\\+", re.IGNORECASE), " over "),
    (re.compile(r"(?:work(?: time)? )?after[ -](?:call|contact)(?:[ -]work)?|wrap[ -]?up", re.IGNORECASE), " wrap "),
    (re.compile(r"no\. of|\bnumber of|#", re.IGNORECASE), " "),
    (re.compile(r"time in queue|in[ -]?queue time", re.IGNORECASE), " wait time "),
    (re.compile(r"logged[ -](?:in|on)", re.IGNORECASE), " staffed "),
    (re.compile(r"\btill\b|\buntil\b", re.IGNORECASE), " to "),
)
_SYNONYMS = {
    "avg": "average av avge mean",
    "pct": "percent percentage",
    "answered": "answer answers ans answ accepted",
    "abandoned": "abandon abandons aban abandonment abandonments abn abnd abd aba ab lost",
    "handling": "handle handled",
    "offered": "offer presented received entered incoming inbound arrived arrivals arrival queued volume demand",
    "talk": "talking conversation interaction",
    "wrap": "acw acwt",
    "hold": "held",
    "wait": "waiting waited delay queue",
    "staffed": "staff staffing",
    "length": "duration",
    "in": "within",
    "pos": "positions position",
    "agent": "agents advisors advisor handlers operators staffs",
    "rate": "share ratio",
    "sla": "sl servicelevel",
}
_WORDS = {other: word for word, others in _SYNONYMS.items() for other in others.split()}
_DATABASE_ITEMS = {
    "acdcalls": "acd calls",
    "abncalls": "abandoned calls",
    "callsoffered": "calls offered",
    "acdtime": "total acd time",
    "acwtime": "total acw time",
    "holdacdtime": "total hold time",
    "anstime": "total answered wait time",
    "abntime": "total abandoned wait time",
    "stafftime": "total staffed time",
    "outflowcalls": "flow out",
    "dequecalls": "dequeued",
    "busycalls": "busy",
    "disccalls": "disconnected",
    "starttime": "start time",
    "acceptable": "answered in sla",
    "noffered": "calls offered",
    "nanswered": "calls answered",
    "nabandon": "calls abandoned",
    "tanswered": "total answered wait time",
    "tabandon": "total abandoned wait time",
    "twait": "total wait time",
    "thandle": "total handling time",
    "ttalk": "total talk time",
    "theld": "total hold time",
    "tacw": "total acw time",
}
_FILLERS = frozenset(
    {"calls", "call", "contacts", "contact", "interactions", "of", "the", "to", "customer", "count", "actual"}
)


@lru_cache(maxsize=4096)
def phrase_of(name: str) -> Phrase:
    """Return a column's name as a phrase."""
    text = re.sub(r"^i_", "", name.strip(), flags=re.IGNORECASE)
    text = _DATABASE_ITEMS.get(text.lower().replace("_", ""), text)
    stated = _UNIT.search(text)
    unit = _UNITS[stated[1].lower()] if stated else None
    text = _ZONE.sub(" ", _SECONDS.sub("", _LAYOUT.sub(" ", _UNIT.sub(" ", text))))
    for pattern, spoken in _SPOKEN:
        text = pattern.sub(spoken, text)
    written = tuple(re.findall(r"[^\W_]+", _CAMEL.sub(" ", text)))
    words = tuple(_WORDS.get(word.lower(), word.lower()) for word in written)
    return Phrase(words, written, unit)


def without_fillers(words: tuple[str, ...]) -> str:
    """Return words without those that say nothing, such as "calls" and "of"; "calls" alone stays."""
    kept = tuple(word for word in words if word not in _FILLERS)
    if kept:
        return " ".join(kept)
    return "calls" if words else ""
