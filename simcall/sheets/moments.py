"""Read a cell that holds a date, a time of day, a range of times, or a date with either."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simcall.sheets.clocks import SECONDS_PER_DAY, read_clock, read_clock_span
from simcall.sheets.dates import parts_of_date, read_date

__all__ = ["MomentText", "moment_parts"]

_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
_OFFSET = r"Z|UTC|GMT|BST|[+-]\d{2}:?\d{2}"
_DATE_AND_CLOCK = re.compile(
    rf"(?P<date>\S.*?)(?:\s*T|[\s,]+)(?:at\s+)?(?P<clock>{_CLOCK})(?P<part>[.,]\d+)?(?P<half>\s*[ap]\.?m\.?)?"
    rf"\s*(?P<offset>{_OFFSET})?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK_AND_DATE = re.compile(
    rf"(?P<clock>{_CLOCK})(?P<half>\s*[ap]\.?m\.?)?[\s,]+(?P<date>\S.*)", re.ASCII | re.IGNORECASE
)
_COMPACT = re.compile(
    r"(?P<date>(?:19|20)\d{6})(?:T?| (?!\d{4}-\d{4}$))(?P<clock>\d{4}(?:\d{2})?)(?P<part>\.\d+)?"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_EPOCH = re.compile(r"(?P<seconds>[12]\d{9})(?P<milliseconds>\d{3})?(?P<part>\.\d+)?", re.ASCII)
_SERIAL = re.compile(r"(?P<day>\d{5})(?P<part>\.\d+)", re.ASCII)
_TRAILING_OFFSET = re.compile(rf"(?<=[\dMm])\s*({_OFFSET})$", re.IGNORECASE)
_BETWEEN = re.compile("\\s+(?:-|\N{EN DASH}|\N{EM DASH}|to|until)\\s+|/(?=\\d{4}-\\d{2}-\\d{2}T)", re.IGNORECASE)
_AHEAD = {"Z": 0.0, "UTC": 0.0, "GMT": 0.0, "BST": 3600.0}


class MomentText(NamedTuple):
    """What one cell says of a moment.

    Attributes
    ----------
    date : str
        As it is written; ``""`` if the cell holds a time alone.
    start, end : float or None
        Seconds after midnight; `end` of a range alone.
    offset : float or None
        Seconds ahead of UTC, where the cell states it.
    """

    date: str
    start: float | None = None
    end: float | None = None
    offset: float | None = None


@lru_cache(maxsize=65_536)
def moment_parts(text: str) -> MomentText | None:
    """Return the parts of a date, a time, a range of times, or a date with either; None of anything else."""
    bare = text.strip()
    return _dated_clock(bare) or _counted(bare) or _range(bare) or _date_or_clock(bare)


def _dated_clock(text: str) -> MomentText | None:
    """Read a date and a time of day, the form of nearly every log."""
    for form in (_DATE_AND_CLOCK, _COMPACT, _CLOCK_AND_DATE):
        match = form.fullmatch(text)
        if match and _is_date(match["date"].strip()):
            named = match.groupdict()
            seconds = _clock_seconds(named["clock"], named.get("half") or "")
            if seconds is not None:
                part = float((named.get("part") or "0").replace(",", "."))
                return MomentText(named["date"].strip(), seconds + part, None, _seconds_ahead(named.get("offset")))
    return None


@lru_cache(maxsize=200_000)
def _clock_seconds(clock: str, half: str) -> float | None:
    return read_clock(clock + half)


@lru_cache(maxsize=256)
def _seconds_ahead(offset: str | None) -> float | None:
    if not offset:
        return None
    if offset.upper() in _AHEAD:
        return _AHEAD[offset.upper()]
    digits = offset[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600.0 + int(digits[2:]) * 60.0
    return -seconds if offset[0] == "-" else seconds


def _is_date(text: str) -> bool:
    return parts_of_date(text) is not None or _is_serial_day(text)


def _is_serial_day(text: str) -> bool:
    return len(text) == 5 and text.isdecimal() and read_date(text, "ymd") is not None


def _counted(text: str) -> MomentText | None:
    """Read seconds or milliseconds since 1970, in UTC, or days as a workbook counts them."""
    if match := _EPOCH.fullmatch(text):
        seconds = int(match["seconds"]) + int(match["milliseconds"] or 0) / 1000 + float(match["part"] or 0)
        day = np.datetime64("1970-01-01") + np.timedelta64(int(seconds // SECONDS_PER_DAY), "D")
        return MomentText(str(day), seconds % SECONDS_PER_DAY, None, 0.0)
    if match := _SERIAL.fullmatch(text):
        return MomentText(match["day"], float(round(float(match["part"]) * SECONDS_PER_DAY)))
    return None


def _range(text: str) -> MomentText | None:
    ends = _BETWEEN.split(text)
    if len(ends) != 2:
        return None
    first, last = (_dated_clock(end) or _date_or_clock(end) for end in ends)
    if first and last and first.start is not None and last.start is not None:
        return first._replace(end=last.start)
    return None


def _date_or_clock(text: str) -> MomentText | None:
    """Read a date or a time that stands alone, or a date with a range of times."""
    stated = _TRAILING_OFFSET.search(text) if ":" in text and read_clock_span(text) is None else None
    bare = text[: stated.start()].strip() if stated else text
    offset = _seconds_ahead(stated[1]) if stated else None
    clock = _clock_or_span(bare)
    if clock is not None:
        return MomentText("", *clock, offset)
    if _is_date(bare):
        return MomentText(bare, offset=offset)
    for split in re.finditer(r"\s+|(?<=\d)T(?=\d)", bare):
        day, clock = bare[: split.start()], _clock_or_span(bare[split.end() :])
        if clock is not None and parts_of_date(day) is not None:
            return MomentText(day, *clock, offset)
    return None


def _clock_or_span(text: str) -> tuple[float, float | None] | None:
    date = parts_of_date(text)
    if date is not None and date.parts[2] is not None:
        # 01.10.26 and 990201 are dates, 08.00 is a time.
        return None
    span = read_clock_span(text)
    if span is not None:
        return span
    clock = read_clock(text)
    return None if clock is None else (clock, None)
