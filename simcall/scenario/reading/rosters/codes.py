"""What the codes and words in a rota's cells mean: hours, time off, or something that must be asked about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simcall.files.messages import quoted
from simcall.files.text import BadFileError
from simcall.scenario.models.shifts import Shift
from simcall.scenario.reading.rosters.clocks import read_minutes, spans_in
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.words import BREAK, DUTY, REST, folded_word, is_shift_name, meaning_of

__all__ = ["Codes", "Meaning", "codes_of", "is_key_row", "meaning_of_shift"]

Hours = tuple[tuple[int, int], ...]
Rows = Sequence[tuple[int, tuple[str, ...]]]

_REASONS = ("leave", "sickness", "training", "meetings", "court")
_FEW = 2
"""A row with no more cells may be a note."""
_LONGEST_CODE, _WIDTH_OF_KEY = 5, 5
_BESIDE_CODES = ("start", "end", "meaning", "span", "hours")
_OF_WEEKDAY = re.compile(
    r"(\w{1,5})\s*[-(:/ ]\s*(?:mon|tue|wed|thu|fri|sat|sun|weekend|w/?e)[a-z]*\.?(?:\s*[-/&]\s*[a-z]{3,9})?\s*\)?",
    re.IGNORECASE,
)
"""A code on certain days: "E (Fri)", "E weekend"."""
_PAID = re.compile(r"\(\s*\d{1,2}(?:\.\d+)?\s*(?:h|hrs?|hours)?\b[^()]*\)", re.IGNORECASE)
"""How long a shift is, behind its times: (7.5 hrs paid)."""
_KEY = re.compile(r"(?<!\w)([A-Za-z][\w/]{0,4})\s*(?:=|:|\N{EN DASH}| - )\s*([A-Za-z][A-Za-z ]{2,30})")


@dataclass(frozen=True)
class Meaning:
    """What a code or a cell means.

    Attributes
    ----------
    hours : tuple of (int, int)
        From and to, in minutes of the day; an end that is not after its start is on the next day.
    reason : str or None
        Why nobody is at the phones: `REST`, ``"leave"``, …; `BREAK`; `DUTY` of a word for work without hours.
    by_weekday : tuple of tuple
        The hours from Monday to Sunday, if they differ.
    """

    hours: Hours = ()
    reason: str | None = None
    by_weekday: tuple[Hours, ...] = ()

    def on(self, day: date) -> Hours:
        """Return the hours on a date."""
        return self.by_weekday[day.weekday()] if self.by_weekday else self.hours

    @property
    def is_away(self) -> bool:
        """Whether it is time off, or work away from the phones."""
        return self.reason not in (None, DUTY, BREAK)


class Codes:
    """The meanings of codes, from the strongest source to the weakest.

    Parameters
    ----------
    sources : iterable of mapping
        By code: what the planner says, the key of the sheet, the scenario's shifts.
    """

    def __init__(self, sources: Iterable[Mapping[str, Meaning]]) -> None:
        self._exact: dict[str, Meaning] = {}
        self._folded: dict[str, Meaning] = {}
        self._read: dict[str, Meaning | None] = {}
        for source in sources:
            for code, meaning in source.items():
                self._exact.setdefault(code.strip(), meaning)
            for code, meaning in source.items():
                self._folded.setdefault(folded_word(code), meaning)

    def named(self, text: str) -> Meaning | None:
        """Return the meaning of a code or a word; None if it is unknown."""
        meaning = self._exact.get(text) or self._folded.get(folded_word(text))
        if meaning is None and (reason := meaning_of(text)):
            meaning = Meaning(reason=reason)
        return meaning

    def of_word(self, word: str) -> Meaning | None:
        """Return the hours of a code by its own name, or by the first letter of a usual one: early for E."""
        meaning = self.named(word)
        return meaning or (self._folded.get(word[:1].casefold()) if is_shift_name(word) else None)

    def read(self, text: str) -> Meaning | None:
        """Return the meaning of a cell that holds a code, times, or both; None if any part is unknown."""
        if text not in self._read:
            self._read[text] = self._meaning(text)
        return self._read[text]

    def _meaning(self, text: str) -> Meaning | None:
        whole = self.named(text)
        if whole is not None or not text:
            return whole or Meaning(reason=REST)
        spans, rest = spans_in(text)
        if not spans:
            return None
        label = self.named(rest) if rest else None
        if label is not None and (label.is_away or label.reason == BREAK):
            return label
        return Meaning(spans) if not rest or label is not None or is_shift_name(rest) else None

    def label(self, text: str) -> Meaning | None:
        """Return the meaning of the label of a row of shifts, where other words may stand beside the times."""
        spans, rest = spans_in(text)
        label = self.named(rest) if spans and rest else None
        if label is not None and label.is_away:
            return label
        return Meaning(spans) if spans else self.named(text)


def codes_of(written: Mapping[str, str], shifts: Mapping[str, Shift], sheets: Iterable[Rows]) -> Codes:
    """Gather the codes that a planner, the workbook and the scenario explain.

    Parameters
    ----------
    written : mapping of str to str
        The planner's ``codes``.
    shifts : mapping of str to Shift
        The scenario's.
    sheets : iterable of rows
        The cells of all sheets, any of which may hold a key.

    Raises
    ------
    BadFileError
        If a code is given a meaning that is none.
    """
    of_shifts = {name: meaning_of_shift(shift) for name, shift in shifts.items()}
    every = tuple(sheets)
    used = Counter(cell for rows in every for _, cells in rows for cell in cells[1:] if len(cell) <= _LONGEST_CODE)
    key = _without_contradictions(entry for rows in every for entry in _key_of(rows, used))
    _check_weekdays(key, written)
    by_planner = {code: _by_planner(code, text, of_shifts, key) for code, text in written.items()}
    return Codes((by_planner, key, of_shifts))


def _check_weekdays(key: Mapping[str, Meaning], written: Mapping[str, str]) -> None:
    """Refuse a key in which a code has other hours on certain days, unless the planner says what the code means."""
    for name, meaning in key.items():
        qualified = _OF_WEEKDAY.fullmatch(name)
        code = qualified[1] if qualified else name
        if code != name and code in key and key[code] != meaning and code not in written:
            raise BadFileError(
                f"the key gives {quoted(code)} and {quoted(name)}, so {quoted(code)} has other hours on some days; "
                f'give a shift of the scenario these hours, and write codes = {{ {quoted(code)} = "its name" }}'
            )


def meaning_of_shift(shift: Shift) -> Meaning:
    """Return the hours of a shift of the scenario."""
    hours = tuple((_span_of(variant),) for variant in shift.variants)
    return Meaning(hours[0]) if len(hours) == 1 else Meaning(hours[0], by_weekday=hours)


def _span_of(shift: Shift) -> tuple[int, int]:
    start = shift.start.hour * 60 + shift.start.minute
    return start, (start + shift.minutes - 1) % 1440 + 1


def _by_planner(code: str, text: str, shifts: Mapping[str, Meaning], key: Mapping[str, Meaning]) -> Meaning:
    """Read what the planner says of a code: a shift, times, a reason or a word."""
    spans, rest = spans_in(text)
    if spans and not rest:
        return Meaning(spans)
    word = folded_word(text)
    for name, meaning in (*shifts.items(), *key.items()):
        if folded_word(name) == word:
            return meaning
    if reason := word if word in _REASONS else meaning_of(text):
        return Meaning(reason=reason)
    known = ", ".join([*shifts, '"07:00-15:00"', '"off"', '"leave"', '"sickness"', '"training"', '"duty"', '"break"'])
    raise BadFileError(f"codes: {quoted(code)} cannot mean {quoted(text)}; write one of {known}")


# Keys in the workbook -----------------------------------------------------------------------------------------------


def _without_contradictions(entries: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Leave out codes with two meanings, such as other hours on Fridays: they are asked about, or are shifts."""
    meanings: dict[str, set[Meaning]] = {}
    for code, meaning in entries:
        meanings.setdefault(code, set()).add(meaning)
    return {code: meaning for code, (meaning, *others) in meanings.items() if not others}


def _key_of(rows: Rows, used: Mapping[str, int]) -> Iterator[tuple[str, Meaning]]:
    """Find the key of codes on a sheet: a small table, or notes such as ``E 0700-1500`` or ``RD = rest day``."""
    for at, (_, cells) in enumerate(rows):
        header = [folded(cell) for cell in cells]
        code = next((column for column, name in enumerate(header) if is_named("code", name)), None)
        if code is not None and not _is_of_duties(header):
            yield from _table_key(rows[at + 1 :], header, code)
            continue
        filled = [cell for cell in cells if cell]
        if (meaning := _of_bare_row(filled, used)) is not None:
            yield filled[0], meaning
        notes = [_note_key(cell) for cell in filled]
        for note in notes if len(notes) <= _FEW or all(notes) else ():
            yield from note.items()


def _of_bare_row(filled: Sequence[str], used: Mapping[str, int]) -> Meaning | None:
    """Return what a row without a header says of a code that the cells use: its hours, or a start and an end."""
    if not filled or used.get(filled[0], 0) < _FEW:
        return None
    if len(filled) == _FEW + 1 and all(map(_is_clock, filled[1:])):
        return _of_key(filled[0], "-".join(filled[1:]), ())
    return _of_key(filled[0], "", filled[1:]) if len(filled) == _FEW else None


def _is_clock(text: str) -> bool:
    try:
        read_minutes(text)
    except ValueError:
        return False
    return True


def _is_of_duties(header: Sequence[str]) -> bool:
    """Tell the header of rows of duties, which have a code too, from that of a key."""
    named = {name for name in ("person", "date", "start") for cell in header if is_named(name, cell)}
    return "date" in named or {"person", "start"} <= named


def is_key_row(cells: Sequence[str], codes: Codes) -> bool:
    """Tell whether a row below a grid explains a code, or is the header of such rows, and is no person's."""
    filled = [cell for cell in cells if cell]
    if len(filled) < _FEW:
        return False
    first, *others = filled
    if is_named("code", folded(first)) and len(filled) <= _WIDTH_OF_KEY:
        return all(any(is_named(use, folded(cell)) for use in _BESIDE_CODES) for cell in others)
    return codes.named(first) is not None and all(map(_is_explanation, others)) and len(filled) <= _WIDTH_OF_KEY


def _is_explanation(text: str) -> bool:
    return bool(spans_in(text)[0]) or _is_clock(text) or (len(text) > _LONGEST_CODE and meaning_of(text) is not None)


def _table_key(rows: Rows, header: Sequence[str], code: int) -> Iterator[tuple[str, Meaning]]:
    """Read the rows under the header of a key, as far as they have a code."""
    columns = {
        name: next((at for at, cell in enumerate(header) if at != code and is_named(name, cell)), None)
        for name in ("start", "end", "meaning", "span")
    }
    for _, cells in rows:
        name = cells[code]
        if not name:
            break
        start, end, *others = (cells[at] if at is not None else "" for at in columns.values())
        beside = cells[code + 1 : code + _WIDTH_OF_KEY]
        meaning = _of_key(name, f"{start}-{end}" if start and end else "", [*others, *beside])
        if meaning is not None:
            yield name, meaning


def _of_key(name: str, times: str, cells: Sequence[str]) -> Meaning | None:
    """Return what a row of a key says of a code: time off by its words, or hours."""
    reason = next((reason for text in (*cells, name) if (reason := meaning_of(text)) not in (None, DUTY)), None)
    spans = next((spans for text in (times, *cells) if (spans := spans_in(text)[0])), ())
    if reason is not None:
        return Meaning(reason=reason)
    return Meaning(spans) if spans else None


def _note_key(text: str) -> dict[str, Meaning]:
    """Read a note: ``E 0700-1500, L 1400-2200``, ``RD = rest day``."""
    key: dict[str, Meaning] = {}
    for part in re.split(r"[,;\n]", text):
        spans, rest = spans_in(_PAID.sub("", part))
        words = rest.replace("=", " ").split()
        if len(spans) == 1 and words and len(words[-1]) <= 12 and len(words) <= 3:
            key[words[0] if len(words) == 1 or len(words[0]) <= 4 else words[-1]] = Meaning(spans)
    for code, meaning in _KEY.findall(text):
        if reason := meaning_of(meaning):
            key.setdefault(code, Meaning(reason=reason))
    return key
