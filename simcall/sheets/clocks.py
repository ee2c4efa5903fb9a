"""Read times of day as people write them: 07:00, 0700, 7.00, 7am, 10:00 PM."""

from __future__ import annotations

import re

__all__ = ["SECONDS_PER_DAY", "read_clock", "read_clock_span"]

SECONDS_PER_DAY = 86_400
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?)?\s*(?P<half>[ap])?\.?m?\.?",
    re.IGNORECASE | re.ASCII,
)
_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})(?P<second>\d{2})?\s*(?:hrs?|h)?", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile("\\s*(?:-|\N{EN DASH}|\N{EM DASH}|x|\\bto\\b|\\buntil\\b)\\s*", re.IGNORECASE)


def read_clock(text: str, *, bare_hours: bool = False) -> int | None:
    """Read a time of day, or return None.

    Parameters
    ----------
    text : str
        ``07:00``, ``0700``, ``7.00``, ``7am``, ``7:00 AM``, ``12 AM``, or ``24:00``, which ends a day.
    bare_hours : bool
        Whether ``7`` is 07:00, as in a column that holds times and nothing else.

    Returns
    -------
    int or None
        Seconds after midnight, from 0 to 86,400.
    """
    bare = text.strip()
    match = _DIGITS.fullmatch(bare) or _CLOCK.fullmatch(bare)
    if match is None:
        return None
    parts = match.groupdict()
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif parts["minute"] is None and not bare_hours:
        # A number alone may be anything.
        return None
    seconds = hour * 3600 + minute * 60 + second
    return seconds if minute < 60 and second < 60 and seconds <= SECONDS_PER_DAY else None


def read_clock_span(text: str, *, bare_hours: bool = False) -> tuple[int, int] | None:
    """Read two times of day with a dash, an x or "to" between them, such as ``0700x1500``, or return None."""
    parts = _BETWEEN.split(text.strip())
    if len(parts) != 2:
        return None
    start, end = (read_clock(part, bare_hours=bare_hours) for part in parts)
    return None if start is None or end is None else (start, end)
