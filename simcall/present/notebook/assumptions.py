"""How an answer with assumptions shows itself in a notebook: the figures, the decision, and what to measure first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcall.present.words.assumptions import (
    DIFFERENCE_HEADINGS,
    decision_sentences,
    difference_cells,
    draws_sentence,
    figure_headings,
    figure_label,
    first_to_measure,
    level_cells,
    method_sentences,
    target_sentences,
)
from simcall.scenario.listing.notebook_tables import display, note, table

if TYPE_CHECKING:
    from simcall.studies.assumptions import AssumptionNumbers

__all__ = ["assumptions_html"]


def assumptions_html(numbers: AssumptionNumbers) -> str:
    """Return the main figures of each scenario, the differences, the targets, and what to measure first."""
    parts = []
    for number, name in enumerate(numbers.names):
        parts += [note(name), table(figure_headings(), level_cells(numbers, number))]
        parts += [note(sentence) for sentence in target_sentences(numbers, number)]
        if number:
            parts.append(table(DIFFERENCE_HEADINGS, difference_cells(numbers, number)))
    first = (
        first_to_measure(shares, figure_label(figure, numbers.scenarios[number]))
        for number, figure, shares in numbers.divided
    )
    sentences = [*decision_sentences(numbers), *first, draws_sentence(numbers), *method_sentences(numbers.draws)]
    return display("With what is assumed", *parts, *map(note, sentences))
