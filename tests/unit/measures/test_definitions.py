"""Each measure is defined once, with the words that the rest of simcall asks it for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simcall
from simcall.measures import GROUP_MEASURES, LINE_MEASURES, MEASURES, Measure
from simcall.measures.definitions import ABANDONMENT_RATE, DUTY_HOURS, OFFERED, answer_share, share_within
from simcall.measures.measure import End, Kind
from tests.measured import hours, measured

PACKAGE = Path(simcall.__file__).parent
BELOW_MEASURES = ("inputs", "engine", "observed", "scenario")
"""Rooms that know no measure: there, "offered" and "answered" are columns of records or exports, or moments."""
OF_RECORDS = ("totals.py", "tally.py", "export.py")
"""Modules of this room that name columns of records, and totals of them, some of which measures are named after."""


def modules_that_name_measures() -> list[str]:
    """Return the modules that hold the name of a measure as text, without those that read records of calls."""
    paths = [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in BELOW_MEASURES]
    return sorted(
        str(path.relative_to(PACKAGE))
        for path in paths
        if path.parent.name != "measures" or path.name not in OF_RECORDS
        if any(isinstance(node, ast.Constant) and node.value in MEASURES for node in ast.walk(parsed(path)))
    )


def parsed(path: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def test_the_name_of_a_measure_is_text_in_one_module():
    """Whatever else needs a measure takes its constant, or asks all of them."""
    assert modules_that_name_measures() == [str(Path("measures", "definitions.py"))]


def test_names_are_unique():
    """Lines and groups have no measure's name in common, so that a name alone says which is meant."""
    assert len(MEASURES) == len(LINE_MEASURES) + len(GROUP_MEASURES)


def test_words_by_default():
    """A measure without words of its own is written as its name."""
    plain = Measure("passed_on", Kind.COUNT, "calls that went to another force")
    assert (plain.axis, plain.noun, plain.label) == ("Passed on", "passed on", "passed on")
    assert DUTY_HOURS.label == "on duty"


@pytest.mark.parametrize("measure", [*LINE_MEASURES, *GROUP_MEASURES], ids=lambda measure: measure.name)
def test_words_take_only_what_is_filled_in(measure: Measure):
    """Templates hold nothing but what the line's own target and threshold give."""
    for template in (measure.definition, measure.axis, measure.noun, measure.label):
        assert "{" not in template.format(target="10 s", short="5 s", long_wait="", ignored=""), template


def test_needs():
    """Only measures of the line's own target need one; only counts and hours grow with the time."""
    assert {measure.name for measure in MEASURES.values() if measure.needs_target} == {
        "answered_in_target",
        "service_level",
        "overdue",
    }
    assert OFFERED.adds_up
    assert DUTY_HOURS.adds_up
    assert not ABANDONMENT_RATE.adds_up


def test_shares_of_answers_by_a_fixed_time():
    """A share within a time and the share after it are of the same calls; exactly at the limit is late."""
    within, after = answer_share(30), answer_share(30, late=True)
    assert (within.name, within.worse) == ("answered_within_30s", End.LOWEST)
    assert (after.name, after.worse) == ("answered_after_30s", End.HIGHEST)
    assert within.definition == "answered with an answer time strictly under 30 s / answered"
    assert after.definition == "answered with an answer time of 30 s or longer / answered"


@pytest.mark.parametrize(
    ("name", "mean"),
    [
        ("answered_within_60s", 3 / 5),
        ("answered_after_60s", 2 / 5),
        ("answered_within_30s", 2 / 5),
        ("answered_within_0.5min", 2 / 5),
    ],
)
def test_counting_answers_by_a_fixed_time(name: str, mean: float):
    """Five answer times by hand, over two hours and two replications: 10, 29.9, 30, 60 and 90 s."""
    answers = {"999": [[[10.0, 60.0], [29.9]], [[90.0], [30.0]]]}
    results = measured(hours(2), answers=answers)
    assert results.estimate(name, line="999").mean == pytest.approx(mean)


@pytest.mark.parametrize(
    ("seconds", "name"), [(15.0, "answered_within_15s"), (90.0, "answered_within_90s"), (120.0, "answered_within_2min")]
)
def test_a_share_within_any_time(seconds: float, name: str):
    """The share within any time is a measure of a line by its name; it is not in the list of every run."""
    assert share_within(seconds) == name
    assert (MEASURES[name].name, MEASURES[name].limit_s) == (name, seconds)
    assert name in simcall.measures.MEASURES_OF["line"]
    assert name not in list(MEASURES)
    assert "answered_within_soon" not in MEASURES
