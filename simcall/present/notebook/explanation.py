"""How an explanation shows itself in a notebook: the answer, then the part of each cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcall.present.words.explanation import (
    PART_HEADINGS,
    PART_NOTES,
    answer_in_words,
    notes_in_words,
    part_cells,
)
from simcall.scenario.listing.notebook_tables import display, note, table

if TYPE_CHECKING:
    from simcall.studies.explain.explanation import ExplanationNumbers

__all__ = ["explanation_html"]


def explanation_html(explanation: ExplanationNumbers) -> str:
    """Return the answer and a table of the parts, the largest first."""
    sentences = [*answer_in_words(explanation), *notes_in_words(explanation)]
    rows = (part_cells(explanation, part) for part in explanation.largest_first)
    return display(
        explanation.scenario.name,
        *map(note, sentences),
        table(PART_HEADINGS, rows),
        *map(note, PART_NOTES),
        note(
            f"{explanation.replications} replications, seed {explanation.seed}, the same callers and people in all "
            f"{len(explanation.totals)} combinations of the causes."
        ),
    )
