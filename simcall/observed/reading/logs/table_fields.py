"""Choose the column of each field of a table of calls: by its name, and by what stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simcall.observed.reading.logs.fields import DURATIONS, VOCABULARY
from simcall.observed.reading.logs.outcomes import has_both_directions, is_direction, is_media
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.tables import Table
from simcall.sheets.moments import moment_parts

__all__ = ["fields_of", "reads_moments"]

_MOMENT_OF = {"queue_wait": "queue_start"}
"""The moment that a name of a duration means if the column has dates: 8x8's "Queue Time" is when a call joined."""
_SAMPLE, _MOST_OUTCOMES = 200, 60


def fields_of(table: Table, options: ReadingOptions) -> dict[str, int]:
    """Return the column of each field of a table of calls; what stands in a column may say more than its name."""
    body = table.body.iloc[:_SAMPLE]
    fields = VOCABULARY.columns(table.names, options.columns)
    moments = {
        table.names[fields[name]]: _MOMENT_OF.get(name, "ignore")
        for name in DURATIONS
        if name in fields and _are_dated(body[fields[name]])
    }
    if moments:
        fields = VOCABULARY.columns(table.names, {**moments, **options.columns})
    for flag, moment in (("answered", "answered_at"), ("abandoned", "ended_at")):
        if flag in fields and reads_moments(body[fields[flag]]):
            fields.setdefault(moment, fields.pop(flag))
    if "outcome" in fields and table.body[fields["outcome"]].nunique() > _MOST_OUTCOMES:
        # Free text: an outcome has a few words, and these may name people.
        del fields["outcome"]
    if "direction" in fields and not is_direction(table.body[fields["direction"]]):
        position = fields.pop("direction")
        fields.setdefault("queue", position)
    if "direction" not in fields and (unnamed := _directions_without_name(table, fields, options)):
        fields["direction"] = unnamed[0]
    if "media" in fields and not is_media(table.body[fields["media"]]):
        del fields["media"]
    if not fields.keys() & {"start", "menu_start", "queue_start"} and len(fields.keys() & {"date", "clock"}) == 1:
        # One column has both.
        fields["start"] = fields.pop("date" if "date" in fields else "clock")
    return fields


def _directions_without_name(table: Table, fields: Mapping[str, int], options: ReadingOptions) -> list[int]:
    """Return columns, such as "Type", of which the words alone say which calls came in and which did not."""
    used = set(fields.values())
    free = [number for number, name in enumerate(table.names) if number not in used and name not in options.columns]
    return [number for number in free if has_both_directions(table.body[number])]


def _are_dated(texts: Iterable[str]) -> bool:
    """Return whether the texts of a column have dates, so that it holds moments whatever its name."""
    filled = [text for text in texts if text]
    parts = [moment_parts(text) for text in filled if _has_clock(text)]
    return sum(bool(part and part.date) for part in parts) * 2 > len(filled)


def reads_moments(texts: Iterable[str]) -> bool:
    """Return whether the first texts of a column are moments or times of day."""
    filled = [text for text in texts if text][:_SAMPLE]
    return bool(filled) and sum(_has_clock(text) for text in filled) > len(filled) / 2


def _has_clock(text: str) -> bool:
    return ":" in text and any(character.isdigit() for character in text)
