"""Read lengths of time as phone systems write them: 0:02:14, 2:14, :05, 135, 135000 ms."""

from __future__ import annotations

import re

from simcall.sheets.numbers import read_number

__all__ = ["read_duration"]

_PARTS = re.compile(
    r"(?P<sign>-)?(?:(?P<first>\d+):)?(?P<second>\d*):(?P<last>\d{1,2})(?:[.,](?P<part>\d+))?", re.ASCII
)
_UNITS = {"ms": 0.001, "s": 1, "sec": 1, "secs": 1, "min": 60, "mins": 60, "h": 3600, "hr": 3600, "hrs": 3600}


def read_duration(
    text: str, *, unit: float = 1.0, two_parts: float = 60.0, decimal_comma: bool = False
) -> float | None:
    """Read a length of time in seconds, or return None.

    Parameters
    ----------
    text : str
        ``0:02:14``, ``2:14``, ``:05``, ``135``, ``135000 ms`` or ``2.5 min``; a sign may stand in front.
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
        sign = -1.0 if match["sign"] else 1.0
        second, last = int(match["second"] or 0), int(match["last"])
        part = float(f"0.{match['part']}") if match["part"] else 0.0
        if match["first"] is not None:
            return sign * (int(match["first"]) * 3600 + second * 60 + last + part)
        return sign * (second * two_parts + (last + part) * two_parts / 60)
    number, _, name = bare.partition(" ")
    if name.lower() in _UNITS:
        unit = _UNITS[name.lower()]
        bare = number
    value = read_number(bare, decimal_comma=decimal_comma)
    return None if value is None else value * unit
