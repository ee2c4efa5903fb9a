"""Read lengths of time as phone systems write them: 0:02:14, 2:14, :05, 135, 135000 ms, 2m 14s."""

from __future__ import annotations

import re

from simcall.sheets.numbers import read_number

__all__ = ["read_duration"]

_PARTS = re.compile(
    r"(?P<sign>-)?(?:(?P<days>\d+)(?:\.|\s*d(?:ays?)?,?\s+))?(?:(?P<first>\d+):)?(?P<second>\d*):(?P<last>\d{1,2})"
    r"(?:[.,](?P<part>\d+))?",
    re.ASCII | re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86_400.0),
}
_COUNTED = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)", re.IGNORECASE | re.ASCII)
_ALL_COUNTED = re.compile(r"(?:PT?)?(?:\d+(?:[.,]\d+)?\s*[a-z]+[\s,]*)+", re.IGNORECASE | re.ASCII)


def read_duration(
    text: str, *, unit: float = 1.0, two_parts: float = 60.0, decimal_comma: bool = False
) -> float | None:
    """Read a length of time in seconds, or return None.

    Parameters
    ----------
    text : str
        ``0:02:14``, ``2:14``, ``:05``, ``135``, ``135000 ms``, ``2.5 min``, ``2m 14s`` or ``PT2M14S``; a sign may stand
        in front.
    unit : float
        Seconds in one of what a number alone counts: 0.001 of milliseconds, 86,400 of days.
    two_parts : float
        Seconds in one of the first of two parts: 60 where ``2:14`` is minutes and seconds, 3,600 where it is hours and
        minutes.
    decimal_comma : bool
        Whether a comma stands before the decimals.
    """
    bare = text.strip()
    if match := _PARTS.fullmatch(bare):
        return _seconds_of_parts(match, two_parts)
    if _ALL_COUNTED.fullmatch(bare):
        return _seconds_of_units(bare)
    value = read_number(bare, decimal_comma=decimal_comma)
    return None if value is None or bare.endswith("%") else value * unit


def _seconds_of_parts(match: re.Match[str], two_parts: float) -> float:
    second, last = int(match["second"] or 0), int(match["last"])
    part = float(f"0.{match['part']}") if match["part"] else 0.0
    if match["first"] is not None:
        seconds = int(match["first"]) * 3600 + second * 60 + last + part
    else:
        seconds = second * two_parts + (last + part) * two_parts / 60
    seconds += int(match["days"] or 0) * 86_400
    return -seconds if match["sign"] else seconds


def _seconds_of_units(text: str) -> float | None:
    pairs = _COUNTED.findall(text.upper().removeprefix("P").removeprefix("T").lower())
    if not all(name in _UNITS for _, name in pairs):
        return None
    return sum(float(count.replace(",", ".")) * _UNITS[name] for count, name in pairs)
