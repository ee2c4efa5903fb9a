"""Differences in words: "91.8 % against 77.2 %", "14.4 points higher [14.0, 14.9]"."""

from __future__ import annotations

import math

from simcall.measures import Difference, Kind

__all__ = ["against", "by_how_much", "points", "signed"]

_MOST_DECIMALS = 3
"""The most extra decimals that a small difference gets."""
_DIRECTIONS = {
    Kind.SHARE: ("higher", "lower"),
    Kind.SECONDS: ("longer", "shorter"),
    Kind.HOURS: ("more on duty", "fewer on duty"),
}
"""What a sentence calls a difference above zero, and one below."""


def points(value: float, kind: Kind, more: int = 0) -> str:
    """Write a difference without its sign, with some extra decimals; shares are in percentage points."""
    size = abs(value)
    match kind:
        case Kind.SHARE:
            return f"{size * 100:.{1 + more}f} points"
        case Kind.SECONDS:
            return f"{size:,.{1 + more}f} s"
        case Kind.HOURS:
            return f"{size:,.{more if size >= 100 else 1 + more}f} h"
        case Kind.NUMBER:
            return f"{size:,.{2 + more}f}"
        case Kind.COUNT:
            return f"{size:,.{more if size >= 100 else 1 + more}f}"


def signed(value: float, kind: Kind, more: int = 0) -> str:
    """Write a difference as `points` does, with its sign unless it rounds to nothing."""
    written = points(value, kind, more)
    return written if _is_nothing(written) else f"{'+' if value > 0 else '-'}{written}"


def against(difference: Difference, other: float, base: float) -> str:
    """Write "91.8 % against 77.2 %", with more decimals if they differ clearly and would look alike."""
    plain = [f"{100 * share:.1f} %" for share in (other, base)]
    must_show = plain[0] == plain[1] and (difference.clear or difference.low is None)
    more = _decimals_more(difference, Kind.SHARE) if must_show else 0
    return " against ".join(f"{100 * share:.{1 + more}f} %" for share in (other, base))


def by_how_much(difference: Difference, kind: Kind) -> str:
    """Write "14.4 points higher [14.0, 14.9]", or that there is no clear difference."""
    assert difference.mean is not None
    more = _decimals_more(difference, kind)
    if difference.low is None or difference.high is None:
        size = _size_and_direction(difference.mean, kind, more) if difference.mean else "no difference"
        return f"{size} (one replication gives no interval)"
    if difference.low == difference.high == 0:
        return "no difference in any replication"
    if not difference.clear:
        low, high = signed(difference.low, kind, more), signed(difference.high, kind, more)
        within = f"{_number(low)} to {high}" if low != high else f"under {_least(kind, more)} either way"
        return f"no clear difference ({within})"
    size = _size_and_direction(difference.mean, kind, more)
    if _has_no_width(difference, kind) or _is_nothing(points(difference.mean, kind, more)):
        return size
    ends = [_number(points(end, kind, more)) for end in sorted((difference.low, difference.high), key=abs)]
    return f"{size} [{', '.join(ends)}]"


def _decimals_more(difference: Difference, kind: Kind) -> int:
    """Return how many extra decimals a difference needs, so that neither it nor its interval rounds to nothing."""
    enough = (more for more in range(_MOST_DECIMALS) if not _is_lost(difference, kind, more))
    return next(enough, _MOST_DECIMALS) or int(_looks_like_none(difference, kind))


def _is_lost(difference: Difference, kind: Kind, more: int) -> bool:
    """Return whether these decimals round a difference to nothing, or both ends of its interval to the same."""
    ends = [signed(end, kind, more) for end in (difference.low, difference.high) if end is not None]
    alike = len(set(ends)) == 1 and len(ends) == 2 and not _has_no_width(difference, kind)
    must_show = bool(difference.mean) and (difference.clear or not ends)
    return alike or (must_show and _is_nothing(points(difference.mean or 0.0, kind, more)))


def _looks_like_none(difference: Difference, kind: Kind) -> bool:
    """Return whether the usual decimals make a clear difference look like none."""
    if not difference.mean or not (difference.clear or difference.low is None):
        return False
    ends = [end for end in (difference.low, difference.high) if end is not None]
    if ends and _is_nothing(points(min(ends, key=abs), kind)):
        return True
    levels = (difference.other.mean, difference.base.mean)
    return kind is Kind.SHARE and len({f"{100 * (share or 0.0):.1f}" for share in levels}) == 1


def _has_no_width(difference: Difference, kind: Kind) -> bool:
    """Return whether every replication differs by the same. Planned hours do, except for breaks that calls delay."""
    if difference.low is None or difference.high is None:
        return False
    alike = points(difference.low, kind) == points(difference.high, kind)
    return math.isclose(difference.low, difference.high, rel_tol=1e-9) or (kind is Kind.HOURS and alike)


def _size_and_direction(value: float, kind: Kind, decimals_more: int) -> str:
    """Write "14.4 points higher"."""
    written = points(value, kind, decimals_more)
    if _is_nothing(written):
        written = f"under {_least(kind, decimals_more)}"
    more, less = _DIRECTIONS[kind]
    return f"{written} {more if value > 0 else less}"


def _least(kind: Kind, more: int) -> str:
    """Write the smallest size that does not round to nothing."""
    return f"{10.0 ** -(1 + more):.{1 + more}f} {_unit(kind)}"


def _number(written: str) -> str:
    """Return a figure without its unit."""
    return written.partition(" ")[0]


def _unit(kind: Kind) -> str:
    return points(0, kind).partition(" ")[2]


def _is_nothing(written: str) -> bool:
    """Return whether a figure is rounded to nothing."""
    return not any(digit in written for digit in "123456789")
