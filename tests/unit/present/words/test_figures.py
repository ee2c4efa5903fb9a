"""Figures in words: with their unit, and hours written alike in a run and in a comparison."""

from __future__ import annotations

import pytest

from simcall.measures import Estimate, Kind
from simcall.present.words.differences import points
from simcall.present.words.figures import figure_in_words, number_in_words


@pytest.mark.parametrize(("hours", "text"), [(0.0, "0.0 h"), (2.25, "2.2 h"), (100.0, "100 h"), (1355.9, "1,356 h")])
def test_hours_are_written_alike_in_figures_and_differences(hours: float, text: str) -> None:
    """A run prints no decimals that a comparison leaves out."""
    assert number_in_words(hours, Kind.HOURS) == text
    assert points(hours, Kind.HOURS) == text


TIMES = {
    (9.25, 9.0, 9.5): "9.2 s [9.0 s, 9.5 s]",
    (599.0, 580.0, 618.0): "599.0 s [580.0 s, 618.0 s]",
    (610.0, 595.0, 625.0): "10.2 min [9.9 min, 10.4 min]",
    (36_900.0, 35_100.0, 38_700.0): "10.2 h [9.8 h, 10.8 h]",
}


@pytest.mark.parametrize(("ends", "written"), TIMES.items())
def test_times(ends, written):
    """A long time is in minutes or hours; both ends of its interval have the unit of the figure."""
    assert figure_in_words(Estimate(*ends), Kind.SECONDS) == written
