"""The place among the forces of November 2023."""

from __future__ import annotations

import pytest

from simcall.measures import Estimate
from simcall.report import league
from simcall.scenario import AnswerTarget


def said(mean: float, low: float | None = None, high: float | None = None) -> str:
    """Return what is said of a share."""
    return league.place_among(Estimate(mean, low, high))


def test_each_force_has_its_own_place():
    """A share as printed for a force has the place one after all that had more; ties share a place."""
    for one in league.published():
        better = sum(other.percent > one.percent for other in league.published())
        assert f"among the 34 forces whose figures for November 2023 were published: {better} of them" in said(
            one.percent / 100
        )


def test_the_place_that_was_published():
    """Cambridgeshire's 76.8 % was 42nd of 45: within the span given for all forces."""
    assert "would have been 33rd among" in said(0.768)
    assert "Among all 45, the place would lie between 33rd and 44th" in said(0.768)


def test_the_interval_gives_a_range():
    """The ends of the interval give the best and the worst place; an interval within one place gives no range."""
    assert "would have been 9th (6th to 15th at the ends of its interval)" in said(0.90, 0.884, 0.918)
    assert "between 6th and 26th" in said(0.90, 0.884, 0.918)
    assert "at the ends" not in said(0.99, 0.98, 1.0)


def test_rounded_as_printed():
    """Figures are compared to the one decimal that is printed: 93.86 % is no less than the best's 93.9 %."""
    assert "would have been 1st among" in said(0.9386)
    assert "would have been 2nd among" in said(0.9384)


def test_undefined():
    """Of a share of nothing there is no place."""
    assert league.place_among(Estimate(None, None, None)) == ""


@pytest.mark.parametrize(
    ("line", "within", "counts"), [("999", "10 s", True), ("999", "15 s", False), ("101", "10 s", False)]
)
def test_what_is_comparable(line, within, counts):
    """Only 999 within 10 s is the published figure."""
    assert league.counts_here(line, AnswerTarget(within=within, share=0.9)) is counts
    assert not league.counts_here(line, None)


def test_every_force_has_its_source():
    """Each figure carries where it was printed."""
    assert len(league.published()) == 34
    assert all(one.source.startswith("https://") for one in league.published())
