"""How a fit and a validation show themselves in a notebook: the verdict first, then the figures beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcall.present.words.fitted import (
    HELD_OUT_HEADINGS,
    NO_CONCLUSION,
    held_out_rows,
    staffing_sentences,
    verdict_of_fit,
)
from simcall.present.words.obstacles import obstacles
from simcall.present.words.validation import figure_headings, figure_rows, honest_sentences, reasons, verdict_sentence
from simcall.scenario.listing.notebook_tables import display, note, table

if TYPE_CHECKING:
    from simcall.studies.fit.study import FitNumbers
    from simcall.studies.validate.validation import ValidationNumbers

__all__ = ["fit_html", "validation_html"]


def fit_html(numbers: FitNumbers) -> str:
    """Return what the data settle, and the weeks that were held out."""
    fitted = numbers.fitted
    return display(
        numbers.scenario.name,
        *map(note, (verdict_of_fit(fitted), *staffing_sentences(fitted), NO_CONCLUSION)),
        table(HELD_OUT_HEADINGS, held_out_rows(numbers)),
    )


def validation_html(numbers: ValidationNumbers) -> str:
    """Return the verdict and why, and each figure beside the model's."""
    return display(
        numbers.scenario.name,
        *map(note, (verdict_sentence(numbers), *obstacles(numbers), *reasons(numbers), *honest_sentences(numbers))),
        table(figure_headings(numbers), figure_rows(numbers)),
        note(f"What to add next: {numbers.more} .save(folder) writes a page with pictures."),
    )
