"""An explanation in words: what it says where the figure has no value, and what causes are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from simcall.measures.ratios import RatioTotals
from simcall.measures.targets import Figure
from simcall.present.words.explanation import (
    answer_in_words,
    cause_in_words,
    interaction_in_words,
    notes_in_words,
    part_cells,
)
from simcall.present.words.fitted import NOT_IDENTIFIED
from simcall.scenario.models.paths import parse_path
from simcall.studies.explain.causes import Cause, Kind
from simcall.studies.explain.explanation import ExplanationNumbers
from simcall.studies.explain.sharing import needed_coalitions
from tests.making import TWO_LINES, scenario

HUB = scenario(TWO_LINES)
PATHS = (("groups", "handlers", "headcount"), ("lines", "101", "handling"))
CAUSES = tuple(Cause(".".join(path), Kind.OTHER, (path,), lambda document: document) for path in PATHS)
Calls = Mapping[frozenset[int], tuple[int, int]]
"""For each mixture the calls abandoned and offered in each of its replications."""


def explanation(calls: Calls, replications: int = 2) -> ExplanationNumbers:
    """Return an explanation of two causes; every replication of a mixture has the same calls."""
    totals = {
        mixture: RatioTotals(*(np.full((replications, 1), float(number)) for number in calls.get(mixture, (1, 4))))
        for mixture in needed_coalitions([[0], [1]])
    }
    return ExplanationNumbers(Figure("101", "abandonment_rate"), HUB, HUB, CAUSES, ((0,), (1,)), totals, {}, (), 1)


def test_a_mixture_without_calls_leaves_parts_without_a_value() -> None:
    """No part is made up, the document has null, and a sentence says why."""
    undefined = explanation({frozenset({0}): (0, 0)})
    assert [part["mean"] for part in undefined.document()["parts"]] == [None, None]
    answer = " ".join(answer_in_words(undefined))
    assert "no value in 1 of the 4 combinations" in answer
    assert interaction_in_words(undefined) is None
    assert [part_cells(undefined, part)[1] for part in undefined.largest_first] == ["-", "-"]


@pytest.mark.parametrize(
    ("mixture", "where"), [(frozenset(), "in the first scenario"), (frozenset({0, 1}), "in the second scenario")]
)
def test_an_end_without_calls_has_nothing_to_divide(mixture: frozenset[int], where: str) -> None:
    """Where the figure has no value at one end, the answer says at which, and gives no change of 0.0 points."""
    answer = " ".join(answer_in_words(explanation({mixture: (0, 0)})))
    assert f"there is no value {where}" in answer
    assert "points" not in answer


def test_one_replication_does_not_say_that_nothing_is_clear() -> None:
    """A part without an interval is not called unclear."""
    answer = " ".join(answer_in_words(explanation({frozenset(): (0, 4)}, replications=1)))
    assert "One replication gives no intervals" in answer
    assert "clear difference" not in answer


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        ("groups.desk lines.101.leads_to lines.desk", "desk and 101: leads to"),
        ("groups.officers.headcount groups.officers.rota", "officers: staffing"),
        ("days groups.handlers.headcount groups.handlers.roster start", "other dates and handlers: staffing"),
        ("busyness.cv busyness.hour_cv", "busyness"),
        ("lines.101.redial.limit lines.101.redial.probability", "101: ringing again"),
        ("days start", "other dates"),
        ("groups.handlers.lines groups.handlers.reserve.101", "handlers: lines and reserve"),
    ],
)
def test_names_of_causes(paths: str, name: str) -> None:
    """Of values that change together, whole lines and groups and dates come first, and nothing is named twice."""
    cause = Cause("many", Kind.PEOPLE, tuple(map(parse_path, paths.split())), lambda document: document)
    assert cause_in_words(explanation({}), cause) == name


@pytest.mark.parametrize(
    ("calls", "sentence"),
    [
        ({frozenset(): (0, 4), frozenset({0, 1}): (2, 4)}, "Of the 50.0 points between the two, 25.0 come from"),
        (
            {frozenset(): (0, 4), frozenset({0}): (3, 4), frozenset({1}): (0, 4)},
            "Causes of the rise: handlers: number of people (+50.0 points).",
        ),
    ],
)
def test_parts_larger_than_the_change_are_not_shares_of_it(calls: Calls, sentence: str) -> None:
    """A part is said to be of the change only if the other causes do not work against it."""
    assert sentence in " ".join(answer_in_words(explanation(calls)))


def test_causes_that_may_be_chance_are_not_said_to_need_each_other() -> None:
    """Two causes that only matter together say so, unless their parts have no intervals that are clear of zero."""
    together: Calls = {frozenset(): (0, 4), frozenset({0}): (0, 4), frozenset({1}): (0, 4), frozenset({0, 1}): (4, 4)}
    assert "do more together" in (interaction_in_words(explanation(together)) or "")
    assert interaction_in_words(explanation(together, replications=1)) is None


def test_a_single_cause_is_all_of_the_difference() -> None:
    """The change is not divided into one part of 100 %."""
    two = explanation({})
    totals = {
        mixture: RatioTotals(np.full((2, 1), float(abandoned)), np.full((2, 1), 4.0))
        for mixture, abandoned in zip(needed_coalitions([[0]]), (1, 3), strict=True)
    }
    single = replace(two, causes=CAUSES[:1], groups=((0,),), totals=totals)
    assert list(answer_in_words(single))[1:] == ["All of the difference comes from handlers: number of people."]


def test_people_that_a_fit_could_not_settle_are_noted_once() -> None:
    """Both scenarios have the same fitted people; the warning stands once."""
    source = {"kind": "calibrated", "source": f"simcall fit. {NOT_IDENTIFIED}"}
    fitted = HUB.update({"groups.handlers.availability": 0.5, "provenance": {"groups.handlers.availability": source}})
    notes = list(notes_in_words(replace(explanation({}), scenario=fitted, base=fitted)))
    assert len([note for note in notes if "your data do not settle it" in note]) == 1
    assert not any("settle" in note for note in notes_in_words(explanation({})))
