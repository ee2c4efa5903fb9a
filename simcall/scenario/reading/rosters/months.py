"""Find the month of headings that give only its days: in a title, or in the name of the sheet or the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.models.week import WEEKDAYS
from simcall.scenario.reading.rosters.findings import Findings

__all__ = ["month_of"]

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WITH_YEAR = re.compile(rf"(?<![a-z])({'|'.join(_NAMES)})[a-z]*[.,_\-]?\s*'?(\d{{4}}|\d{{2}})\b", re.IGNORECASE)
_ALONE = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])",
    re.IGNORECASE,
)
_WORDS = ("may", "mar", "march")
_LONGEST_TITLE, _LONGEST_OF_WORDS = 8, 3
"""Words: in a longer text, may is most likely no month."""
_YEARS_AROUND = 3


def month_of(texts: Sequence[str], weekdays: Mapping[int, int], start: date | None, findings: Findings) -> date | None:
    """Return the first day of the month that texts name, or None.

    Parameters
    ----------
    texts : sequence of str
        The nearest to the headings first.
    weekdays : mapping of int to int
        By day of the month, its weekday, where the sheet gives it.
    start : date or None
        The first date of the run, which tells the year where no text does.
    findings : Findings
        Receives the year that was assumed.
    """
    for text in texts:
        if match := _WITH_YEAR.search(text):
            year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
            return _agreeing(text, [date(year, _number(match[1]), 1)], weekdays)
    for text in texts:
        match = _ALONE.search(text)
        longest = _LONGEST_OF_WORDS if match and match[1].casefold() in _WORDS else _LONGEST_TITLE
        if match and start is not None and len(text.split()) <= longest:
            return _in_likely_year(_number(match[1]), text, weekdays, start, findings)
    return None


def _number(name: str) -> int:
    return _NAMES.index(name[:3].casefold()) + 1


def _in_likely_year(month: int, text: str, weekdays: Mapping[int, int], start: date, findings: Findings) -> date:
    """Return the month in the year nearest to the run in which the weekdays are right."""
    around = range(start.year - _YEARS_AROUND, start.year + _YEARS_AROUND + 1)
    nearest = sorted((date(year, month, 1) for year in around), key=lambda first: abs(first - start))
    chosen = _agreeing(text, nearest, weekdays)
    reason = "in which its weekdays are right" if weekdays else "the nearest to the run"
    findings.notes.append(f"{quoted(text)} has no year; simcall takes {chosen.year}, {reason}")
    return chosen


def _agreeing(text: str, months: Sequence[date], weekdays: Mapping[int, int]) -> date:
    """Return the first month with the weekdays of the sheet: a copied sheet may keep an old title."""
    for first in months:
        if all(_weekday(first, day) == own for day, own in weekdays.items()):
            return first
    day, own = next((day, own) for day, own in weekdays.items() if _weekday(months[0], day) != own)
    raise BadFileError(
        f"{quoted(text)} does not agree with the weekdays of the sheet: {day} {months[0]:%B %Y} is a "
        f"{WEEKDAYS[_weekday(months[0], day)]}, and the sheet has {WEEKDAYS[own]}; correct one of them"
    )


def _weekday(first: date, day: int) -> int:
    return (first.weekday() + day - 1) % 7
