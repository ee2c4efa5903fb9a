"""Inputs in words that a planner would say."""

from __future__ import annotations

from simcall.present.words.inputs import inputs_in_words


def test_the_weightiest_comes_first_and_each_once() -> None:
    """People weigh more than handling; a path without words of its own is left out."""
    paths = ["name", "lines.999.handling", "lines.999.handling.mean", "groups.handlers.headcount"]
    assert inputs_in_words(paths) == ["how many handlers are on duty", "how long a 999 call takes"]


def test_an_assumed_shape_is_not_an_assumed_length() -> None:
    """A report by period gives the mean of handling and of patience."""
    assert inputs_in_words(["lines.101.handling.distribution", "lines.101.patience.distribution"]) == [
        "how much the patience of 101 callers varies",
        "how much the lengths of 101 calls vary",
    ]
