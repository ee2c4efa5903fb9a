"""Read what the times and the activity of a row say: a duty, a break, time away or a day off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from simcall.scenario.reading.rosters.clocks import DateReader, Moment, read_moment, spans_in, text_before
from simcall.scenario.reading.rosters.codes import Codes, Meaning
from simcall.scenario.reading.rosters.findings import Kind
from simcall.scenario.reading.rosters.hours_checks import hours_in
from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, shown_cell
from simcall.scenario.reading.rosters.words import BREAK, CANCELLED, DUTY, REST, is_shift_name

__all__ = ["IF_EMPTY", "CellReader", "RowCells"]

_MERGED = "in every row (of merged cells only the first holds it)"
IF_EMPTY: Mapping[str, str] = {
    "person": f"write the name or the number of whoever works it, {_MERGED}",
    "date": "write the date on which the duty starts",
    "start": 'write the time, such as "07:00"',
    "end": 'write the time, such as "15:00"',
}
"""By column: what to write where a cell is empty."""


class RowCells(NamedTuple):
    """What the cells of a row say, whoever and whenever it is.

    Attributes
    ----------
    kind : str
        As of a `Stretch`; or ``"off"``, ``"unknown"`` of a word that nobody explains, ``"wrong"`` of cells with faults.
    reason : str
        Why it is no duty, or the unknown word.
    start, end : int or datetime
        The times, if the row gives them.
    meaning : Meaning or None
        The hours of a code, if it stands in place of the times.
    faults : tuple of (str, str)
        Column and message.
    """

    kind: Kind | Literal["off", "unknown", "wrong"]
    reason: str = ""
    start: Moment = 0
    end: Moment = 0
    meaning: Meaning | None = None
    faults: tuple[tuple[str, str], ...] = ()


class CellReader:
    """Reads the cells of rows.

    Parameters
    ----------
    codes : Codes
        The meanings of codes and activities.
    dates : DateReader
        The dates that stand with the times.
    zone : ZoneInfo
        Whose clock times with an offset are read on.
    """

    def __init__(self, codes: Codes, dates: DateReader, zone: ZoneInfo) -> None:
        self._codes, self._dates, self._zone = codes, dates, zone

    def read(self, cells: Mapping[str, str], activities: Sequence[str]) -> RowCells:
        """Return what the cells of a row say.

        Parameters
        ----------
        cells : mapping of str to str
            By what a column holds.
        activities : sequence of str
            The cells of the columns of activities.
        """
        meanings = [(text, self._activity(text, cells["start"])) for text in activities if text]
        reasons = [meaning for _, meaning in meanings if meaning and meaning.is_away]
        away = min(reasons, key=lambda meaning: meaning.reason != CANCELLED, default=None)
        if away is not None and away.reason == CANCELLED:
            return RowCells("off", CANCELLED)
        in_times = self._words_in_times(cells)
        if in_times is not None and (in_times.is_away or in_times.hours):
            reason = (away or in_times).reason
            return RowCells("off", reason) if reason and reason != DUTY else self._by_code(in_times)
        if not cells["start"] and not cells["end"] and not cells["span"]:
            return self._untimed(meanings, away)
        if cells["span"] and not cells["start"] and not spans_in(cells["span"])[0]:
            return RowCells("unknown", cells["span"])
        start, end, faults = self._times(cells)
        if faults:
            return RowCells("wrong", faults=tuple(faults))
        if away is not None:
            return RowCells("away", str(away.reason), start, end)
        if any(meaning and meaning.reason == BREAK for _, meaning in meanings):
            return RowCells("break", BREAK, start, end)
        unknown = next((text for text, meaning in meanings if meaning is None and not is_shift_name(text)), None)
        return RowCells("unknown", unknown) if unknown else RowCells("duty", "", start, end)

    def _activity(self, text: str, start: str) -> Meaning | None:
        """Return what an activity means; of leave with hours of its own, nobody can tell what the row's times are."""
        meaning = self._codes.read(text)
        has_hours = bool(start and spans_in(text)[0])
        return None if has_hours and meaning is not None and meaning.is_away else meaning

    def _words_in_times(self, cells: Mapping[str, str]) -> Meaning | None:
        """Return what a word in place of the times means: OFF, AL, or the code of a shift."""
        texts = [cells[column] for column in ("start", "end", "span") if cells[column]]
        named = [self._codes.named(text) for text in texts]
        alone = len(set(texts)) == 1 and not spans_in(texts[0])[0]
        return next((meaning for meaning in named if meaning and (meaning.is_away or alone)), None)

    def _untimed(self, meanings: Sequence[tuple[str, Meaning | None]], away: Meaning | None) -> RowCells:
        if away is not None:
            return RowCells("off", str(away.reason))
        for _, meaning in meanings:
            if meaning is not None and meaning.hours:
                return self._by_code(meaning)
        if any(meaning is not None and meaning.reason == BREAK for _, meaning in meanings):
            return RowCells("off", BREAK)
        if any(meaning is not None for _, meaning in meanings):
            return RowCells("wrong", faults=(("start", f"is empty; {IF_EMPTY['start']}"),))
        return RowCells("unknown", meanings[0][0]) if meanings else RowCells("off", REST)

    def _by_code(self, meaning: Meaning) -> RowCells:
        return RowCells("duty", "", meaning=meaning)

    def _times(self, cells: Mapping[str, str]) -> tuple[Moment, Moment, list[tuple[str, str]]]:
        if cells["span"] and not cells["start"]:
            spans, _ = spans_in(cells["span"])
            if len(spans) > 1:
                return 0, 0, [("span", f"{shown_cell(cells['span'])} has two shifts; write a row for each")]
            return (*spans[0], [])
        moments: list[Moment] = []
        faults: list[tuple[str, str]] = []
        for column in ("start", "end"):
            text = cells[column]
            if column == "end" and cells["end date"] and not text_before(text):
                text = f"{cells['end date']} {text}"
            try:
                if column == "end" and not text and moments and hours_in(cells["hours"]):
                    moments.append(_after(moments[0], cells["hours"]))
                else:
                    moments.append(self._moment(column, text))
            except ValueError as fault:
                shown = "" if str(fault).startswith("is ") else f"{shown_cell(cells[column])}: "
                faults.append((column, f"{shown}{fault}"))
        return (moments[0], moments[1], []) if not faults else (0, 0, faults)

    def _moment(self, column: str, text: str) -> Moment:
        if not text:
            raise ValueError(f"is empty; {IF_EMPTY[column]}")
        if text in FORMULA_ERRORS:
            raise ValueError(f"is {text}: a formula failed; correct it, or put its value in")
        moment = read_moment(text, self._dates, self._zone)
        if column == "start" and (moment == 1440 or re.fullmatch(r".*\s24:00(:00)?", text)):
            raise ValueError("a duty cannot start at 24:00, the end of a day; write 00:00 and the next date")
        return moment


def _after(start: Moment, hours: str) -> Moment:
    """Return the end of a duty whose row gives its length in place of the end."""
    minutes = round((hours_in(hours) or 0) * 60)
    if minutes > 1440:
        raise ValueError(f"is empty, and {shown_cell(hours)} hours are over a day; write the time at which it ends")
    if isinstance(start, int):
        return (start + minutes - 1) % 1440 + 1
    return start + timedelta(minutes=minutes)
