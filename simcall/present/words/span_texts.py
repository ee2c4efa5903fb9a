"""The average month and one such month, in words that nobody mixes up.

A run's interval says how well the average is known. Its span says how far one month may be from the average.
"""

from __future__ import annotations

from simcall.measures import Estimate, JudgedLine, Kind
from simcall.present.words.figures import number_in_words
from simcall.scenario.models.week import span_noun

__all__ = ["average_span", "one_span", "span_of_target", "span_range"]


def average_span(days: float) -> str:
    """Return what the mean and its interval are of: "the average month"."""
    return f"the average {span_noun(days)}"


def one_span(days: float) -> str:
    """Return what the wider ends are of: "one such month"."""
    return f"one such {span_noun(days)}"


def span_range(estimate: Estimate, kind: Kind) -> str:
    """Write both ends between which a single span falls; empty if there are none."""
    if estimate.span_low is None or estimate.span_high is None:
        return ""
    low, high = (number_in_words(end, kind, estimate.mean) for end in (estimate.span_low, estimate.span_high))
    return f"{low} to {high}"


def span_of_target(judged: JudgedLine, days: float) -> str:
    """Say where the figure of a target falls in a single span; empty if that is not known."""
    ends = span_range(judged.estimate, Kind.SHARE)
    return f"{one_span(days).capitalize()}: {ends} in 95 of 100 cases." if ends else ""
