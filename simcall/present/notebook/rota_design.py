"""How a designed rota shows itself in a notebook: the answer, the targets, the changes and the posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcall.present.words.rota_changes import changes_of
from simcall.present.words.rota_design import (
    POST_HEADINGS,
    POST_MEANING,
    TARGET_HEADINGS,
    answer_sentences,
    bound_sentences,
    method_sentences,
    odd_sentences,
    post_rows,
    target_rows,
    targets_sentence,
    worst_hours,
)
from simcall.scenario.listing.notebook_tables import display, note, table

if TYPE_CHECKING:
    from simcall.studies.design.designed import RotaDesignNumbers

__all__ = ["rota_design_html"]


def rota_design_html(numbers: RotaDesignNumbers) -> str:
    """Return the answer, then the changes against today's rota and the posts."""
    return display(
        numbers.scenario.name,
        *map(
            note,
            (targets_sentence(numbers), *answer_sentences(numbers), *bound_sentences(numbers), *odd_sentences(numbers)),
        ),
        table(TARGET_HEADINGS, target_rows(numbers)),
        *map(note, (*worst_hours(numbers), *changes_of(numbers))),
        table(POST_HEADINGS, post_rows(numbers)),
        note(POST_MEANING),
        *map(note, method_sentences(numbers)),
    )
