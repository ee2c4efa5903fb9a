"""Decide which words of a log's outcomes may be shown. Words that are rare, or that may name somebody, are hidden."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from simcall.observed.reading.columns import names_anybody

__all__ = ["parts_of_name", "words_not_to_show"]

_OFTEN = 5
"""Rows from which on a word is one of the system's, and not typed for one call."""
_MOST_DIGITS = 4
_SHORTEST_PART = 3
"""Letters of a part of a name; what is shorter, such as initials, is in many words."""
_DIGIT, _LETTERS = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
_CAPITAL = r"[A-Z][a-z'\N{RIGHT SINGLE QUOTATION MARK}-]+"
_NAME = re.compile(
    rf"{_CAPITAL}(?: [A-Z]\.?)?(?: {_CAPITAL}){{1,2}}"  # Ada Example, Ada B. Example
    rf"|(?:[A-Z]\.? ?){{1,2}}{_CAPITAL}"  # A. Example
    r"|[A-Za-z'-]+, ?[A-Z][A-Za-z. ]*"  # EXAMPLE, Ada
)
# fmt: off
_WORKDAY_WORDS = frozenset((
    "action", "advice", "agent", "ambulance", "another", "appointment", "call", "caller", "calls", "contact", "crime",
    "customer", "desk", "details", "dispatch", "dispatched", "duplicate", "emergency", "enquiries", "enquiry", "fire",
    "general", "given", "hoax", "incident", "info", "information", "left", "line", "log", "logged", "message", "no",
    "not", "number", "officer", "online", "other", "passed", "police", "public", "queue", "recorded", "refer",
    "referral", "referred", "report", "reported", "requested", "sent", "service", "signposted", "silent", "support",
    "switchboard", "taken", "team", "time", "to", "transfer", "transferred", "unit", "update", "website", "with",
    "wrong",
))
# fmt: on
"""Capitalised words of call handlers' systems that are nobody's name: "Advice Given"."""


def words_not_to_show(words: pd.Series, others: Collection[str], system_words: Collection[str]) -> frozenset[str]:
    """Return the words that may name somebody, or that are too rare to be a system's.

    Parameters
    ----------
    words : pandas.Series
        The outcome of each row, as written.
    others : collection of str
        What stands in the columns of people and callers.
    system_words : collection of str
        Words of phrases that simcall knows, in lower case.
    """
    counts = words.value_counts()
    familiar = _WORKDAY_WORDS | frozenset(system_words)
    # "Answered by Ada Example" names the person whom another column writes "Example, Ada".
    parts = frozenset[str]().union(*(parts_of_name(other) for other in others)) - familiar
    return frozenset(
        str(word)
        for word, count in counts.items()
        if word
        and (
            names_anybody(str(word), others)
            or not parts.isdisjoint(_parts(str(word)))
            or _is_suspect(str(word), int(count), familiar)
        )
    )


def parts_of_name(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case, that may be parts of a person's name; initials are none."""
    return frozenset(part for part in _parts(text) if len(part) >= _SHORTEST_PART) - _WORKDAY_WORDS


def _parts(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())


def _is_suspect(word: str, count: int, familiar: Collection[str]) -> bool:
    """Return whether a phrase is rare, or written like a name; not one of words that systems use, "Call Answered"."""
    are_familiar = [part in familiar for part in _parts(word)]
    return (count < _OFTEN and not all(are_familiar)) or (_may_name(word) and not any(are_familiar))


def _may_name(word: str) -> bool:
    """Return whether a phrase is written like a person's name, or holds a telephone number."""
    return _NAME.fullmatch(word.strip()) is not None or len(_DIGIT.findall(word)) > _MOST_DIGITS
