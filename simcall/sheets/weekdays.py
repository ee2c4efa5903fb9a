"""Read weekdays as people write them: Mon, Tues, Wednesdays, Th, Gwener, or M T W T F S S in a row."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["read_weekday", "weekdays_of_initials"]

_NAMES = (
    "mo|mon|monday|llun|dydd llun",
    "tu|tue|tues|tuesday|mawrth|dydd mawrth",
    "we|wed|weds|wednesday|mercher|dydd mercher",
    "th|thu|thur|thurs|thursday|iau|dydd iau",
    "fr|fri|friday|gwener|dydd gwener",
    "sa|sat|saturday|sadwrn|dydd sadwrn",
    "su|sun|sunday|sul|dydd sul",
)
"""From Monday, in English and in Welsh."""
_NUMBERS = {name: number for number, names in enumerate(_NAMES) for name in names.split("|")}
_INITIALS = "mtwtfss"


def read_weekday(text: str) -> int | None:
    """Return the number of a weekday, Monday being 0, or None."""
    word = " ".join(text.casefold().split()).strip(" .")
    return _NUMBERS.get(word, _NUMBERS.get(word.removesuffix("s")))


def weekdays_of_initials(texts: Sequence[str]) -> list[int]:
    """Return the weekdays of M T W T F S S, from whichever day they begin; empty if they are anything else."""
    written = "".join(texts).casefold()
    if len(written) != len(texts) or len(texts) < len(_INITIALS):
        return []
    for first in range(len(_INITIALS)):
        days = [(first + position) % len(_INITIALS) for position in range(len(texts))]
        if written == "".join(_INITIALS[day] for day in days):
            return days
    return []
