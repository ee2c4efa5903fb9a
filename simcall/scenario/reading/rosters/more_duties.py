"""Give each duty a row of its own where a row holds several: Start, End, Start 2, End 2, or OT Start, OT End."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.tables import Row

__all__ = ["more_duties", "more_times"]

_MARKED = re.compile(r"(?P<before>(?:ot|o/t|overtime|second|third|2nd|3rd)\s+)?(?P<name>.*?)\s*(?P<number>[2-9])?")


def more_times(names: Sequence[str], places: Mapping[str, int]) -> list[tuple[int, int]]:
    """Return the columns of further starts and ends.

    Parameters
    ----------
    names : sequence of str
        The header.
    places : mapping of str to int
        The columns of the first start and end, as `places_of` returns them.
    """
    if not {"start", "end"} <= places.keys():
        return []
    columns = {meaning: _further(names, meaning, set(places.values())) for meaning in ("start", "end")}
    return [(at, columns["end"][mark]) for mark, at in columns["start"].items() if mark in columns["end"]]


def _further(names: Sequence[str], meaning: str, taken: set[int]) -> dict[str, int]:
    """Return the columns for further starts or ends, by what tells them from the first."""
    columns: dict[str, int] = {}
    for at, name in enumerate(names):
        match = _MARKED.fullmatch(folded(name))
        if match and at not in taken and (match["before"] or match["number"]) and is_named(meaning, match["name"]):
            columns.setdefault(f"{match['before'] or ''}{match['number'] or ''}", at)
    return columns


def more_duties(row: Row, places: Mapping[str, int], pairs: Sequence[tuple[int, int]]) -> Iterator[Row]:
    """Yield a row for each further duty in a row, with its times where those of the first stand."""
    number, cells = row
    for start, end in pairs:
        if cells[start] or cells[end]:
            times = {places["start"]: cells[start], places["end"]: cells[end]}
            yield number, tuple(times.get(at, cell) for at, cell in enumerate(cells))
