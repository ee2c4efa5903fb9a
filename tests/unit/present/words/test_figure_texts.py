"""Figures, and what is required of them, in words."""

from pathlib import Path

import pytest

from simcall.measures.targets import Figure, Precision, Target
from simcall.present.words.figure_texts import (
    aim_in_words,
    lines_with_one_target,
    precision_in_words,
    requirements_in_words,
)
from simcall.scenario import load
from simcall.studies.figure_names import figure_name, requirement_in_words
from simcall.studies.sweep import design_from_vary
from simcall.studies.sweep.table import Aim

HUB = """
name = "Hub"
start = 2024-01-01
days = 7
[lines.999]
demand = { calls_per_day = 100 }
handling = { distribution = "exponential", mean = "5 min" }
answer_target = { within = "10 s", share = 0.9 }
[lines.101]
demand = { calls_per_day = 100 }
handling = { distribution = "exponential", mean = "5 min" }
[groups.handlers]
lines = ["999", "101"]
headcount = 3
"""


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Return a scenario with two lines, of which 999 has an answer target."""
    path = tmp_path / "hub.toml"
    path.write_text(HUB, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            Target("999", "answered_in_target", ">=", 0.9),
            "at least 90 % of answered 999 calls in less than 10 s",
        ),
        (
            Target("101", "answered_in_target", ">", 0.9),
            "more than 90 % of answered 101 calls in less than the target",
        ),
        (Target("101", "abandonment_rate", "<=", 0.125), "at most 12.5 % of 101 calls abandoned"),
        (Target("999", "delayed_share", "<", 0.2), "less than 20 % of 999 calls that waited"),
        (Target("999", "asa", "<=", 30.0), "999 mean answer time at most 30 s"),
        (Target("handlers", "occupancy", "<=", 0.85), "handlers occupancy at most 85 %"),
        (Target("", "paid_hours", "<=", 2000.5), "paid hours a week at most 2,000.5 h"),
        (Target("handlers", "paid_hours", "<=", 500), "paid hours a week of handlers at most 500 h"),
    ],
)
def test_a_target(hub: Path, target: Target, words: str):
    """A share says what it is a share of; any other figure stands before its limit, in its unit."""
    assert requirement_in_words(target, load(hub).lines) == words


def test_several_targets(hub: Path):
    """Several targets are joined with "and"."""
    targets = [Target("101", "abandonment_rate", "<=", 0.1), Target("999", "asa", "<", 5.0)]
    written = requirements_in_words(targets, load(hub).lines)
    assert written == "at most 10 % of 101 calls abandoned and 999 mean answer time less than 5 s"


def test_names_aims_and_precisions(hub: Path):
    """The same name of a figure stands in an aim and in a precision; shares differ by points."""
    lines, in_target = load(hub).lines, ("999", "answered_in_target")
    assert figure_name(Figure("handlers", "duty_hours"), lines) == "hours of handlers on duty"
    assert aim_in_words(Aim(Figure(*in_target), larger=True), lines) == "most 999 answered in 10 s"
    assert precision_in_words(Precision(*in_target, 0.0005), lines) == "999 answered in 10 s within ±0.05 points"
    assert precision_in_words(Precision("999", "asa", 0.5), lines) == "999 mean answer time within ±0.5 s"


@pytest.mark.parametrize(
    ("vary", "named"),
    [
        ("groups.handlers.headcount=1..3", {"999", "101"}),
        ("lines.999.handling.mean=4 min, 5 min", {"999", "101"}),
        ("lines.999.answer_target.within=10 s, 20 s", {"101"}),
        ('lines.101.answer_target={ within = "1 min", share = 0.9 }, none', {"999"}),
    ],
)
def test_a_target_that_varies(hub: Path, vary: str, named: set[str]):
    """The time of a line's target is only named where it is the same at every point of a sweep."""
    assert lines_with_one_target(design_from_vary(hub, [vary])).keys() == named
