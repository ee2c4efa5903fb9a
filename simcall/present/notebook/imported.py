"""How an import shows itself in a notebook: the totals of each line, and what to know before using it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simcall.present.words.imported import period_in_words, time_span, total_headings, total_rows
from simcall.scenario.listing.notebook_tables import display, note, table

if TYPE_CHECKING:
    from simcall.studies.imported import ImportNumbers

__all__ = ["import_html"]


def import_html(numbers: ImportNumbers) -> str:
    """Return the totals of each line as a table, with the faulty spells and the missing hours."""
    return display(
        numbers.name,
        note(f"{period_in_words(numbers)}. Compare these totals with your own report."),
        table(total_headings(numbers.measured), total_rows(numbers.measured)),
        *map(note, _spells(numbers)),
        note(".scenario is the measured scenario; .save(folder) writes it with a page on what simcall has read."),
    )


def _spells(numbers: ImportNumbers) -> Iterator[str]:
    for spell in numbers.measured.faulty_spells:
        decision = "left out" if spell in numbers.left_out else "kept"
        yield f"Looks faulty, {decision}: {time_span(spell.start, spell.end)}. {spell.text}"
    for missing in numbers.measured.missing:
        yield f"No data: {time_span(missing.start, missing.end)}. {missing.text}"
