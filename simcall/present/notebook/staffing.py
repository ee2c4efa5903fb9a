"""How a staffing shows itself in a notebook: the answer, the figures, and the week by hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simcall.present.words.hours_of_week import hourly_most
from simcall.present.words.staffing import (
    FIGURE_HEADINGS,
    answer_sentences,
    figure_rows,
    hours_sentences,
    method_sentences,
    targets_sentence,
    worth_sentences,
)
from simcall.scenario.listing.notebook_tables import display, note, table
from simcall.scenario.models.week import WEEKDAYS

if TYPE_CHECKING:
    from simcall.inputs import Floats
    from simcall.studies.staff.staffing import StaffingNumbers

__all__ = ["staffing_html"]


def staffing_html(numbers: StaffingNumbers) -> str:
    """Return the answer, then the people needed in each hour."""
    weeks = [
        block
        for name, staffing in numbers.groups.items()
        for block in (
            note(f"{name}: people needed at the phones"),
            table(("hour", *WEEKDAYS), _rows(staffing.required)),
        )
    ]
    return display(
        numbers.scenario.name,
        *map(note, (targets_sentence(numbers), *answer_sentences(numbers), *hours_sentences(numbers))),
        table(FIGURE_HEADINGS, figure_rows(numbers)),
        *map(note, (*method_sentences(numbers), *worth_sentences(numbers))),
        *weeks,
    )


def _rows(required: Floats) -> Iterator[tuple[str, ...]]:
    week = hourly_most(required)
    for hour in range(24):
        yield (f"{hour:02d}:00", *("-" if np.isnan(value) else f"{value:.0f}" for value in week[hour::24].tolist()))
