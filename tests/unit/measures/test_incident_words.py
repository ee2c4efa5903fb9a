"""Incidents are attended, and not answered: measures of lines with a grade have words of their own."""

from __future__ import annotations

import pytest

from simcall.measures import LINE_MEASURES, MEASURES
from simcall.measures.attendance_measures import ATTENDANCE_MEASURES
from simcall.measures.definition_texts import definition_in
from simcall.measures.definitions import GRADE_MEASURES
from simcall.measures.incident_words import suits, worded
from simcall.measures.measure import Measure
from simcall.measures.measure_texts import done_within, items_of, noun_of, row_label, worded_for
from simcall.measures.targets import Figure, Target
from simcall.studies.figure_names import figure_name, requirement_in_words
from tests.incidents import incidents

SCENARIO = incidents()
IMMEDIATE = SCENARIO.lines["immediate-urban"]
SHOWN = [measure for measure in GRADE_MEASURES if suits(measure, [IMMEDIATE])]
ABOUT_CALLS = (
    *("passed_on", "moved", "engaged", "in_announcement", "short_abandoned", "diverted_in"),
    *("fresh", "transferred_in"),
)
"""What work never has, and so no table shows, and what says which incidents calls led to."""


@pytest.mark.parametrize(
    "measure",
    [
        *(measure for measure in SHOWN if measure.name not in ABOUT_CALLS),
        *(MEASURES["answered_within_15min"], MEASURES["wait_p90"]),
    ],
    ids=lambda measure: measure.name,
)
def test_no_measure_of_incidents_speaks_of_calls(measure: Measure) -> None:
    """Whoever reads a table of incidents reads of incidents in its definition, noun, label and axis."""
    own = worded(measure, [IMMEDIATE])
    for words in (own.definition, own.axis, own.noun, own.label):
        assert not any(word in words.lower() for word in ("call", "answered", "answer time", "pick-up")), words


def test_what_callers_do_is_left_out() -> None:
    """Nobody abandons an incident or rings again about it."""
    left_out = {measure.name for measure in LINE_MEASURES} - {measure.name for measure in SHOWN}
    assert left_out == {"redials", "abandoned", "abandonment_rate", "callers", "callers_never_answered"}
    assert all(suits(measure, [SCENARIO.lines["999"]]) for measure in LINE_MEASURES)
    assert all(suits(measure, []) for measure in LINE_MEASURES)


def test_other_lines_keep_their_words() -> None:
    """Without a grade, and together with a line that has none, nothing changes."""
    ungraded = SCENARIO.lines["999"]
    for measure in LINE_MEASURES:
        assert worded(measure, [ungraded]) == worded(measure, [IMMEDIATE, ungraded]) == worded(measure, []) == measure


def test_times_from_the_call_name_the_call() -> None:
    """These measures are of incidents already; they say from which moment of the call."""
    for measure in ATTENDANCE_MEASURES:
        assert worded(measure, [IMMEDIATE]) == measure
        assert "of the call that led to the work" in measure.definition


def test_words_of_lines_and_grades() -> None:
    """A grade of one target names its time; one of several does not."""
    assert figure_name(Figure("immediate-rural", "answered_in_target"), SCENARIO.lines) == (
        "immediate-rural attended in 20 min"
    )
    assert figure_name(Figure("immediate", "answered_in_target"), SCENARIO.lines) == "immediate attended in time"
    assert figure_name(Figure("prompt", "answered_in_target"), SCENARIO.lines) == "prompt attended in 1 h"
    target = Target("prompt", "answered_in_target", ">=", 0.8)
    assert requirement_in_words(target, SCENARIO.lines) == "at least 80 % of prompt incidents attended in less than 1 h"
    assert noun_of(MEASURES["asa"], IMMEDIATE) == "mean time to attend"
    assert row_label("immediate-urban", MEASURES["offered"], IMMEDIATE) == "immediate-urban incidents"
    assert worded_for(MEASURES["offered"], [SCENARIO.lines["news"]])[1] == []


@pytest.mark.parametrize(
    ("line", "done", "items"),
    [("999", "answered within", "calls"), ("immediate-urban", "attended within", "incidents")],
)
def test_what_happens_to_items(line: str, done: str, items: str) -> None:
    """Calls are answered, incidents attended, and other work started."""
    assert (done_within(SCENARIO.lines[line]), items_of(SCENARIO.lines[line])) == (done, items)
    work = incidents({"lines.immediate-urban.grade": None, "lines.immediate-urban.area": None}).lines["immediate-urban"]
    assert (done_within(work), items_of(work)) == ("started within", "items of work")


def test_a_group_keeps_its_definition() -> None:
    """A group has no lines of its own name; its measures have no words of incidents."""
    assert definition_in(SCENARIO, MEASURES["mean_free"], "units-urban") == MEASURES["mean_free"].definition
