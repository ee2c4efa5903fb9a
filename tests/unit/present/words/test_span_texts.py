"""The average month and one such month, in words."""

from __future__ import annotations

from datetime import date

import pytest

from simcall.measures import Estimate, Kind, Verdict
from simcall.measures.targets import Target
from simcall.measures.verdicts import JudgedLine
from simcall.present.words.span_texts import average_span, one_span, span_of_target, span_range
from simcall.scenario.models.week import span_in_words, span_noun


@pytest.mark.parametrize(
    ("days", "noun"),
    [(1, "day"), (7, "week"), (28, "month"), (31.0, "month"), (365, "year"), (14, "span of 14 days")],
)
def test_a_span_has_the_name_of_its_length(days, noun):
    """A span of a month is called a month, and one of another length by its days."""
    assert span_noun(days) == noun
    assert average_span(days) == f"the average {noun}"
    assert one_span(days) == f"one such {noun}"


@pytest.mark.parametrize("days", [1.5, 8, 27.5, 366.5])
def test_other_lengths(days):
    """No other length has a name of its own."""
    assert span_noun(days) == f"span of {days:g} days"


@pytest.mark.parametrize(("days", "length"), [(1 / 24, "1 hour"), (0.5, "12 hours"), (0.2, "4.8 hours")])
def test_less_than_a_day(days, length):
    """A span of less than a day is written in hours, as a planner would say it."""
    assert span_noun(days) == f"span of {length}"
    assert span_in_words(date(2024, 2, 1), days) == f"{length} from 1 February 2024"


def target(estimate: Estimate) -> JudgedLine:
    """Return a target with a figure."""
    return JudgedLine(Target("999", "answered_in_target", ">=", 0.9), estimate, Verdict.MISSED, 10.0)


def test_of_a_target():
    """The ends of one month, not those of the average, are named with how often they hold."""
    estimate = Estimate(0.765, 0.741, 0.789, 0.704, 0.822)
    assert span_range(estimate, Kind.SHARE) == "70.4 % to 82.2 %"
    assert span_of_target(target(estimate), 30) == "One such month: 70.4 % to 82.2 % in 95 of 100 cases."


def test_without_a_span():
    """One replication gives no span, and nothing is said."""
    assert span_range(Estimate(0.7, None, None), Kind.SHARE) == ""
    assert span_of_target(target(Estimate(0.7, None, None)), 30) == ""
