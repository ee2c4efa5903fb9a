"""Sheets with a column for each weekday, date or time of day: days by times, or times by days."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["columns_across"]


def columns_across(names: Sequence[str], is_heading: Callable[[str], bool], fewest: int) -> list[int]:
    """Return the positions of the columns whose names are days, or times; none if they are too few, or one comes twice.

    Parameters
    ----------
    names : sequence of str
        The header.
    is_heading : callable
        Tells whether a name is a day, or a time.
    fewest : int
        With fewer such columns a sheet is laid out in another way.
    """
    positions = [position for position, name in enumerate(names) if is_heading(name)]
    headings = {names[position].casefold() for position in positions}
    return positions if len(positions) >= fewest and len(headings) == len(positions) else []
