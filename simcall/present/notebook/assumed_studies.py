"""How explanations and numbers of people over draws of what is assumed show themselves in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcall.present.words.assumed_studies import (
    PART_HEADINGS,
    explanation_sentences,
    part_rows,
    staffing_sentences,
)
from simcall.present.words.assumptions import method_sentences
from simcall.scenario.listing.notebook_tables import display, note, table

if TYPE_CHECKING:
    from simcall.studies.assumptions.explained import AssumedExplanationNumbers
    from simcall.studies.assumptions.staffed import AssumedStaffingNumbers

__all__ = ["explanation_html", "staffing_html"]


def explanation_html(numbers: AssumedExplanationNumbers) -> str:
    """Return the answer and a table of the parts, the largest first."""
    return display(
        numbers.plain.scenario.name,
        *map(note, explanation_sentences(numbers)),
        table(PART_HEADINGS, part_rows(numbers)),
        *map(note, method_sentences(numbers.draws)),
    )


def staffing_html(numbers: AssumedStaffingNumbers) -> str:
    """Return the hours that are needed, and what to measure first."""
    sentences = (*staffing_sentences(numbers), *method_sentences(numbers.draws))
    return display(numbers.plain.scenario.name, *map(note, sentences))
