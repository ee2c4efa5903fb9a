"""Find the month of headings that give only its days: in a title, or in the name of the sheet or the file."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.models.week import WEEKDAYS
from simcall.scenario.reading.rosters.findings import Findings

__all__ = ["RunningDays", "are_days_of_month", "month_of", "number_in", "running_days"]

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WITH_YEAR = re.compile(
    rf"(?<![a-z])({'|'.join(_NAMES)})[a-z]*[.,_\-]?\s*'?(\d{{4}}|\d{{2}}(?!\s*(?:-|to|\N{{EN DASH}}|&|/)\s*\d))\b",
    re.IGNORECASE,
)
"""A month and its year; in "Oct 16-31" the figures are days."""
_ALONE = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])",
    re.IGNORECASE,
)
_WORDS = ("may", "mar", "march")
_LONGEST_TITLE, _LONGEST_OF_WORDS = 8, 3
"""In a text of more words than this, "may" is most likely not the month."""
_YEARS_AROUND = 3
_FEWEST_NUMBERS = 7
_FIRST_LAST = 28
"""The earliest day on which a month ends."""


class RunningDays(NamedTuple):
    """Days of the month that may run on into the next month.

    Attributes
    ----------
    numbers : list of int
        Counted from the first day of the first month: after 31 comes 32.
    turn : int or None
        The last day of the first month; None if there is only one month.
    """

    numbers: list[int]
    turn: int | None


def running_days(values: Sequence[int]) -> RunningDays:
    """Count days of the month on over the end of a month."""
    turn = next((before for before, after in pairwise(values) if before >= _FIRST_LAST and after < before), None)
    if turn is None:
        return RunningDays(list(values), None)
    first = values.index(turn) + 1
    return RunningDays([*values[:first], *(turn + value for value in values[first:])], turn)


def number_in(text: str) -> int:
    """Return the figures of a text: 5 of Mon 5th."""
    return int(re.sub(r"\D", "", text))


def are_days_of_month(texts: Sequence[str]) -> bool:
    """Tell days of the month, one after the other; with weekdays beside them there may be few, and gaps at weekends."""
    values = [number_in(text) for text in texts]
    days = running_days(values)
    if not all(1 <= value <= 31 for value in values) or (days.turn and 1 not in values):
        return False
    if all(" " in text for text in texts):
        return len(texts) > 1 and all(before < after for before, after in pairwise(days.numbers))
    return len(texts) >= _FEWEST_NUMBERS and all(after == before + 1 for before, after in pairwise(days.numbers))


def month_of(
    texts: Sequence[str], weekdays: Mapping[int, int], turn: int | None, start: date | None, findings: Findings
) -> date | None:
    """Return the first day of the month that texts name, or None.

    Parameters
    ----------
    texts : sequence of str
        The nearest to the headings first.
    weekdays : mapping of int to int
        By running day, its weekday, where the sheet gives it.
    turn : int or None
        The last day of the first month, if the days run on into another.
    start : date or None
        The first date of the run, which tells the year where no text does.
    findings : Findings
        Receives the year that was assumed.
    """
    for text in texts:
        if match := _WITH_YEAR.search(text):
            year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
            return _agreeing(text, _firsts(text, date(year, _number(match[1]), 1), turn), weekdays, turn)
    for text in texts:
        match = _ALONE.search(text)
        longest = _LONGEST_OF_WORDS if match and match[1].casefold() in _WORDS else _LONGEST_TITLE
        if match and start is not None and len(text.split()) <= longest:
            return _in_likely_year(_number(match[1]), text, weekdays, turn, start, findings)
    return None


def _number(name: str) -> int:
    return _NAMES.index(name[:3].casefold()) + 1


def _firsts(text: str, named: date, turn: int | None) -> list[date]:
    """Return the months in which the days may begin: the one that is named or, if they run on, the one before."""
    if turn is None:
        return [named]
    before = (named - timedelta(days=1)).replace(day=1)
    months = [_number(name) for name in _ALONE.findall(text)]
    if len(set(months)) > 1:  # "December - January 2027" gives the year of one of them
        firsts = [first for first in (named, before) if first.month == months[0]]
    else:
        firsts = [named, before]
    return [first for first in firsts if monthrange(first.year, first.month)[1] == turn]


def _in_likely_year(
    month: int, text: str, weekdays: Mapping[int, int], turn: int | None, start: date, findings: Findings
) -> date:
    """Return the month in the year nearest to the run in which the weekdays are right."""
    around = range(start.year - _YEARS_AROUND, start.year + _YEARS_AROUND + 1)
    nearest = sorted((date(year, month, 1) for year in around), key=lambda first: abs(first - start))
    firsts = [first for named in nearest for first in _firsts(text, named, turn)]
    chosen = _agreeing(text, firsts, weekdays, turn)
    reason = "in which its weekdays are right" if weekdays else "the nearest to the run"
    findings.notes.append(f"{quoted(text)} has no year; simcall takes {chosen.year}, {reason}")
    return chosen


def _agreeing(text: str, months: Sequence[date], weekdays: Mapping[int, int], turn: int | None) -> date:
    """Return the first month with the weekdays of the sheet: a copied sheet may keep an old title."""
    if not months:
        raise BadFileError(
            f"{quoted(text)} does not agree with the days of the sheet, which run on after day {turn}; write the month "
            'in which they begin above the headings, such as "December 2026"'
        )
    if len({first.month for first in months}) > 1 and not weekdays:
        names = " or ".join(f"{first:%B}" for first in months[:2])
        raise BadFileError(
            f"Do the days begin in {names}? {quoted(text)} names one month, and the days run on after day {turn}; "
            'write both months above the headings, such as "December 2026 - January 2027"'
        )
    for first in months:
        if all(_weekday(first, day) == weekday for day, weekday in weekdays.items()):
            return first
    day, weekday = next((day, weekday) for day, weekday in weekdays.items() if _weekday(months[0], day) != weekday)
    raise BadFileError(
        f"{quoted(text)} does not agree with the weekdays of the sheet: {day} {months[0]:%B %Y} is a "
        f"{WEEKDAYS[_weekday(months[0], day)]}, and the sheet has {WEEKDAYS[weekday]}; correct one of them"
    )


def _weekday(first: date, day: int) -> int:
    return (first.weekday() + day - 1) % 7
