"""Find the header of rows of duties, or of numbers on duty, under whatever titles there are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from simcall.files.text import BadFileError
from simcall.scenario.reading.rosters.clocks import is_date_text, spans_in, text_before
from simcall.scenario.reading.rosters.columns import folded, is_named, not_found, places_of
from simcall.scenario.reading.rosters.hours_of_day import hours_of_day
from simcall.scenario.reading.rosters.tables import Row, Table

__all__ = ["RowsHeader", "rows_header"]

_SEARCHED = 40
"""Rows in which the header may stand."""
_SAMPLED = 60
_NUMBER_OF = re.compile(r"\b(?:on duty|number|count|people|staff|handlers|operators|agents|officers|heads|headcount)\b")


class RowsHeader(NamedTuple):
    """The header of rows of duties.

    Attributes
    ----------
    at : int
        Its position among the rows of the sheet.
    places : dict of str to int
        By what a column holds, which it is: see `places_of`.
    """

    at: int
    places: Mapping[str, int]


def rows_header(table: Table, names: Mapping[str, str], *, of_counts: bool = False) -> RowsHeader | None:
    """Find the header of rows of duties, or of numbers on duty, under whatever titles there are.

    Raises
    ------
    BadFileError
        If the header has some of what must be there, and not all, or has it twice.
    """
    best: tuple[int, int] | None = None
    for at, (_, cells) in enumerate(table.rows[:_SEARCHED]):
        number = len({cell for cell in map(folded, cells) if _is_usual(cell, names)})
        if number >= 2 and not any(map(is_date_text, filter(None, cells))) and (best is None or number > best[1]):
            best = at, number
    if best is None:
        return None
    header = table.rows[best[0]][1]
    body = table.rows[best[0] + 1 : best[0] + 1 + _SAMPLED]
    if _is_repeated(header):
        return None
    places = _with_spans(places_of(header, names), body, keeps_name=not of_counts)
    if of_counts:
        places = _with_hours(_with_numbers(places, header, body), header, body)
        return RowsHeader(best[0], places) if _are_counts(places, body) else None
    missing = _missing(places, body)
    if not missing:
        return RowsHeader(best[0], places)
    if names or (len(missing) == 1 and len({"person", "date", "start", "end"} & places.keys()) > 1):
        raise BadFileError(*not_found(missing, header, names))
    return None


def _is_usual(cell: str, names: Mapping[str, str]) -> bool:
    usual = ("person", "number", "date", "start", "end", "activity", "people", "span", "group", "label")
    return bool(cell) and (cell in map(folded, names.values()) or any(is_named(column, cell) for column in usual))


def _is_repeated(header: Sequence[str]) -> bool:
    """Tell the header of a block, with a start for each day, from that of rows."""
    cells = [folded(cell) for cell in header]
    has_date = any(is_named("date", cell) for cell in cells)
    return not has_date and sum(is_named("start", cell) for cell in cells) > 1


def _with_spans(places: Mapping[str, int], body: Sequence[Row], *, keeps_name: bool) -> dict[str, int]:
    """Find the column with both times, whatever it is called, where none has the start alone."""
    if "start" in places:
        return dict(places)
    for column in range(len(body[0][1]) if body else 0):
        cells = [cells[column] for _, cells in body if cells[column]]
        if cells and sum(bool(spans_in(cell)[0]) for cell in cells) * 2 > len(cells):
            return {**{key: at for key, at in places.items() if at != column}, "span": column}
    if keeps_name and "activity" not in places and any(cells[places["span"]] for _, cells in body if "span" in places):
        return dict(places)  # its texts, such as 8-4, are asked about
    return {key: at for key, at in places.items() if key != "span"}


def _with_numbers(places: dict[str, int], header: Sequence[str], body: Sequence[Row]) -> dict[str, int]:
    """Find the column of numbers of people, such as "Handlers on duty", where its name is not a usual one."""
    if "people" in places:
        return places
    for at, name in enumerate(header):
        cells = [cells[at] for _, cells in body if cells[at]]
        if _NUMBER_OF.search(folded(name)) and cells and all(cell.isdecimal() for cell in cells):
            return {**{key: column for key, column in places.items() if column != at}, "people": at}
    return places


def _with_hours(places: dict[str, int], header: Sequence[str], body: Sequence[Row]) -> dict[str, int]:
    """Find the column of the hours of the day, where no other gives an end."""
    if {"start", "end"} <= places.keys() or {"span", "activity"} & places.keys():
        return places
    for at, name in enumerate(header):
        if is_named("hour", folded(name)) and hours_of_day((cells[at] for _, cells in body), bare_hours=True):
            return {**{key: column for key, column in places.items() if column != at}, "hour": at}
    return places


def _missing(places: Mapping[str, int], body: Sequence[Row]) -> list[str]:
    missing = [] if "person" in places or "number" in places else ["person"]
    dated = "start" in places and any(text_before(cells[places["start"]]) for _, cells in body)
    missing += [] if "date" in places or dated else ["date"]
    if not ({"span", "activity"} & places.keys()):
        missing += [column for column in ("start", "end") if column not in places]
    elif "start" in places and "end" not in places:
        missing += ["end"]
    return [column for column in missing if column != "end" or "hours" not in places]


def _are_counts(places: Mapping[str, int], body: Sequence[Row]) -> bool:
    has_times = {"start", "end"} <= places.keys() or {"span", "activity", "hour"} & places.keys()
    if not has_times or "people" not in places or "person" in places:
        return False
    numbers = [cells[places["people"]] for _, cells in body if cells[places["people"]]]
    return bool(numbers) and "date" in places
