"""Tests of what people who are moved from other work bring and cost: on sweeps written by hand, worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from simcall.api import Sweep
from simcall.present.words.exchange import exchange_columns, exchange_rows, exchange_sentences
from tests.unit.studies.sweep.handmade import ABANDONED, HEADCOUNT, INTIME, RESERVE, document, swept

HOURS = 50.0
"""Hours on duty that one more officer brings."""


def point(officers: int, reserve: int, answered: list[float], abandoned: list[float]) -> tuple[Any, Mapping[str, Any]]:
    """Return a point with two replications: the calls answered in time and abandoned of 100 in each."""
    figures = {
        INTIME: (sum(answered) / 200, None, None),
        ABANDONED: (sum(abandoned) / 200, None, None),
        "officers.duty_hours": (HOURS * officers, None, None),
    }
    totals = {INTIME: (answered, [100.0, 100.0]), ABANDONED: (abandoned, [100.0, 100.0])}
    return {HEADCOUNT: officers, RESERVE: reserve}, document(figures, totals=totals, replications=2)


def moved(*points: tuple[Any, Mapping[str, Any]], taken_from: str = "response") -> Sweep:
    """Return a sweep of points in which officers come from other work."""
    sweep = swept(points)
    base = sweep.design.base.update({"groups.officers.taken_from": taken_from})
    return replace(sweep, design=replace(sweep.design, base=base))


GRID = [
    point(0, 0, [50, 60], [30, 30]),
    point(2, 0, [60, 72], [28, 26]),
    point(4, 0, [61, 72], [28, 26]),
    point(0, 1, [40, 60], [20, 30]),
    point(2, 1, [60, 78], [16, 26]),
    point(4, 1, [60, 78], [16, 26]),
]


def test_changes_by_hand() -> None:
    """Two officers bring 10 and 12, and 20 and 18 calls: 30 in each replication, for 200 hours. So 15 for each 100."""
    whole, first, last = moved(*GRID).exchanges
    assert [(step.path, step.group, step.low, step.high, step.hours) for step in (whole, first, last)] == [
        (HEADCOUNT, "officers", 0, 4, 200.0),
        (HEADCOUNT, "officers", 0, 2, 100.0),
        (HEADCOUNT, "officers", 2, 4, 100.0),
    ]
    answered, abandoned = first.changes.values()
    assert (answered.mean, answered.low, answered.high) == pytest.approx((15, 15, 15))
    assert abandoned.mean == pytest.approx(-3.5)  # -2 and -4, -4 and -4: -6 and -8 for 200 hours
    # Half of the interval: the t quantile 12.706 times the standard error of -3 and -4, which is 0.5.
    assert abandoned.low == pytest.approx(-3.5 - 12.706 * 0.5, abs=1e-3)
    assert [estimate.mean for estimate in last.changes.values()] == pytest.approx([0.25, 0])
    assert [estimate.mean for estimate in whole.changes.values()] == pytest.approx([7.625, -1.75])


def test_what_has_no_exchange() -> None:
    """Nobody is moved where people come from nowhere, where no hours change, or where replications differ."""
    assert moved(*GRID, taken_from="").exchanges == ()
    assert moved(*(point(officers, 1, [1, 2], [1, 2]) for officers in (2, 2))).exchanges == ()
    values, unequal = point(4, 0, [61, 72], [28, 26])
    assert [step.high for step in moved(*GRID[:2], (values, {**unequal, "replications": 3})).exchanges] == [2]


def test_a_value_that_lacks_a_point_is_left_out_of_no_pair() -> None:
    """Only values of the others at which every number of people was simulated count."""
    first = moved(*GRID[:3], GRID[3], GRID[4]).exchanges[1]
    assert next(iter(first.changes.values())).mean == pytest.approx(11)  # 10 and 12 for 100 hours


def test_words() -> None:
    """The first people and the last are told apart: what more of them bring falls."""
    sweep = moved(*GRID)
    (sentence,) = exchange_sentences(sweep)
    assert sentence.startswith("Each 100 hours of the first 2 officers with officers.headcount mean 15.0 more")
    assert "no clear change in 101 calls abandoned (-9.9 to +2.9)" in sentence
    assert "Between 2 and 4 they mean no clear change in" in sentence
    assert [row[1] for row in exchange_rows(sweep)] == ["0 to 4", "0 to 2", "2 to 4"]


def test_the_first_of_all() -> None:
    """One person is not written as several."""
    (sentence,) = exchange_sentences(moved(GRID[0], point(1, 0, [60, 72], [28, 26]), GRID[3]))
    assert sentence.startswith("Each 100 hours of the first of the officers with officers.headcount mean")


def test_a_figure_that_a_step_lacks_keeps_its_column() -> None:
    """Where only one step knows a figure, the others have a dash under it, and every row has all columns."""
    (values, full), *rest = GRID[:3]
    only_abandoned = {"101": full["totals"]["line"]["101"]}
    sweep = moved((values, {**full, "totals": {**full["totals"], "line": only_abandoned}}), *rest)
    columns, rows = exchange_columns(sweep), list(exchange_rows(sweep))
    assert {len(row) for row in rows} == {len(columns)}
    answered = columns.index(next(name for name in columns if "answered" in name))
    assert [row[answered] == "-" for row in rows] == [True, True, False]  # the first point is an end of two steps


def test_half_an_officer_is_nobody() -> None:
    """Only whole numbers of people are moved: a share that is varied is none."""
    halves = [({HEADCOUNT: number / 2}, full) for number, (_, full) in enumerate(GRID[:2])]
    assert moved(*halves).exchanges == ()
