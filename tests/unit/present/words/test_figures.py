"""Figures in words: with their unit, and hours written alike in a run and in a comparison."""

from __future__ import annotations

import pytest

from simcall.measures import Estimate, Kind
from simcall.present.words.differences import points
from simcall.present.words.figures import figure_in_words, number_in_words, reach_beside


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


@pytest.mark.parametrize(
    ("reach", "mean", "kind", "written"),
    [
        (188.2, 1422.0, Kind.SECONDS, "3.1"),
        (4.0, 95.0, Kind.SECONDS, "4.0"),
        (7200.0, 90_000.0, Kind.SECONDS, "2.0"),
        (0.045, 0.826, Kind.SHARE, "4.5"),
        (3.2, 512.0, Kind.COUNT, "3.2"),
    ],
)
def test_how_far_an_interval_reaches(reach: float, mean: float, kind: Kind, written: str) -> None:
    """Minutes beside minutes and hours beside hours: 23.7 min ±3.1, and not ±188.2."""
    assert reach_beside(reach, mean, kind) == written
