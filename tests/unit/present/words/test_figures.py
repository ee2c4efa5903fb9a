"""Figures in words: hours are written alike in a run and in a comparison."""

from __future__ import annotations

import pytest

from simcall.measures import Kind
from simcall.present.words.differences import points
from simcall.present.words.figures import number_in_words


@pytest.mark.parametrize(("hours", "text"), [(0.0, "0.0 h"), (2.25, "2.2 h"), (100.0, "100 h"), (1355.9, "1,356 h")])
def test_hours_are_written_alike_in_figures_and_differences(hours: float, text: str) -> None:
    """A run prints no decimals that a comparison leaves out."""
    assert number_in_words(hours, Kind.HOURS) == text
    assert points(hours, Kind.HOURS) == text
