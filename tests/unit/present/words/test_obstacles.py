"""A verdict that is not "believable" says first what most likely stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from simcall.measures import Estimate
from simcall.measures.definitions import ABANDONED, OFFERED
from simcall.observed.observations import CallFigures
from simcall.observed.saved import LeftOut
from simcall.present.words.obstacles import obstacles
from simcall.present.words.validation import figure_headings, figure_rows, missing_figures, next_step, reasons
from simcall.studies.validate.comparison import ByPeriod
from simcall.studies.validate.held_out import HeldOut
from simcall.studies.validate.validation import ValidationNumbers, hold_against
from simcall.studies.validate.verdicts import Trust
from tests.unit.studies.fit.twins import planned, twin_of


@pytest.fixture(scope="module")
def numbers() -> ValidationNumbers:
    """Return a centre held against nine days with a queue that its model lacks; half of its people were away."""
    twin = twin_of(planned(9).update({"groups.handlers.availability": 0.5}), 1)
    other = twin.counts.assign(line="102")
    both = replace(twin, counts=pd.concat([twin.counts, other], ignore_index=True))
    return hold_against(planned(9), both, replications=5, jobs=1)


def test_a_queue_that_the_model_lacks_comes_first(numbers: ValidationNumbers) -> None:
    """With its calls: as many as those of 101, which it repeats."""
    assert numbers.trust is Trust.NOT_FITTING
    offered = next(row.observed for row in numbers.rows if row.measure is OFFERED)
    assert numbers.missing_queues == (("102", offered),)
    first = next(obstacles(numbers))
    assert first.startswith(f"Your data have queues that are not in the model: 102 ({offered:,.0f} calls)")


def test_a_believable_model_has_none(numbers: ValidationNumbers) -> None:
    """Whatever is left out or missing."""
    assert list(obstacles(replace(numbers, trust=Trust.WHAT_IFS))) == []


def test_hours_without_a_roster_are_named(numbers: ValidationNumbers) -> None:
    """They are left out on both sides, so the comparison says nothing of them."""
    spell = LeftOut(datetime(2024, 2, 5), datetime(2024, 2, 6), ("101",), "")
    texts = list(obstacles(replace(numbers, missing_queues=(), unrostered=(spell,))))
    assert any("the scenario covers them: Monday 5 February 2024. Give" in text for text in texts)
    assert not any("no roster" in text for text in obstacles(numbers))


@pytest.mark.parametrize(("model_s", "words"), [(320.0, "take longer"), (280.0, "take shorter"), (310.0, None)])
def test_handling_that_differs_by_more_than_a_tenth(
    numbers: ValidationNumbers, model_s: float, words: str | None
) -> None:
    """Of 290, 312 and 310 s in your data, over the hours that both have."""
    yours_s = {320.0: 290.0, 280.0: 312.0, 310.0: 310.0}[model_s]
    (line,) = numbers.lines
    line = replace(
        line,
        observed_calls=CallFigures(handling_s={9: yours_s, 10: 900.0}),
        model_calls=CallFigures(handling_s={9: model_s, 11: 60.0}),
    )
    texts = [text for text in obstacles(replace(numbers, lines=(line,))) if "calls take" in text]
    assert len(texts) == (0 if words is None else 1)
    assert words is None or words in texts[0]


@pytest.mark.parametrize(("offered", "words"), [(1.0, "more 101 calls"), (1e6, "fewer 101 calls")])
def test_other_calls_than_the_models(numbers: ValidationNumbers, offered: float, words: str) -> None:
    """Another number of calls is another month."""
    (line,) = numbers.lines
    rows = tuple(replace(row, observed=offered) if row.measure is OFFERED else row for row in line.rows)
    texts = list(obstacles(replace(numbers, lines=(replace(line, rows=rows),))))
    assert any(words in text for text in texts)


def test_fewer_calls_may_come_from_fewer_redials(numbers: ValidationNumbers) -> None:
    """On a line with redials, a model in which nobody gives up has fewer calls, and its calls a day may be right."""
    (line,) = numbers.lines
    rows = tuple(replace(row, observed=1e6) if row.measure in (OFFERED, ABANDONED) else row for row in line.rows)
    fewer = replace(numbers, lines=(replace(line, rows=rows),))
    assert any("give it the calls of this period" in text for text in obstacles(fewer))
    redial = {"probability": 0.5, "delay": {"distribution": "exponential", "mean": "5 min"}}
    ringing_again = replace(fewer, scenario=numbers.scenario.update({"lines.101.redial": redial}))
    texts = list(obstacles(ringing_again))
    assert any("because fewer callers give up in it and ring again" in text for text in texts)
    assert not any("give it the calls of this period" in text for text in texts)


def test_level_only_names_the_hours_that_disagree(numbers: ValidationNumbers) -> None:
    """Of two lines, one as in the model and one the other way round, only the second; no week could be predicted."""
    (line,) = numbers.lines
    hours = line.by["hour"]
    model = [estimate.mean or 0.0 for estimate in hours.model]
    lines = tuple(
        replace(line, by={"hour": replace(hours, observed=tuple(sign * mean for mean in model))}) for sign in (1, -1)
    )
    texts = list(obstacles(replace(numbers, trust=Trust.LEVEL, lines=lines, held_out=HeldOut())))
    (named,) = (text for text in texts if "rank correlation" in text)
    assert "for 101 are not yours: rank correlation -1.00; a believable model has at least 0.5." in named
    assert any("give more weeks" in text for text in texts)


def test_the_hour_that_differs_most_is_that_of_most_calls(numbers: ValidationNumbers) -> None:
    """Of ten points of 100 calls and twenty points of 40, the first is more calls: ten against eight."""
    model = (Estimate(0.1, None, None), Estimate(0.1, None, None), Estimate(0.3, None, None))
    hours = ByPeriod("hour", (8, 17, 22), (100.0, 40.0, 60.0), (0.2, 0.3, 0.3), model, (None,) * 3)
    assert hours.widest_gap == (8, 0.2, 0.1)
    line = replace(numbers.lines[0], by={"hour": replace(hours, offered=(100.0, 60.0, 60.0), observed=(0.2, 0.4, 0.1))})
    texts = list(obstacles(replace(numbers, trust=Trust.LEVEL, lines=(line,))))
    assert any("The hour from 17:00 differs most: 40.0 % abandoned in your data, 10.0 % in" in text for text in texts)


def test_missing_figures_are_listed_once_for_all_lines(numbers: ValidationNumbers) -> None:
    """Each with its lines only where another line has it."""
    (line,) = numbers.lines
    without = tuple(replace(row, observed=None) for row in line.rows)
    others = tuple(
        replace(row, line="102", observed=None if row.measure is OFFERED else row.observed) for row in line.rows
    )
    lines = (replace(line, rows=without), replace(line, line="102", rows=others))
    text = missing_figures(replace(numbers, lines=lines))
    assert "leaves them out: calls offered; calls answered (101); calls abandoned (101);" in text


def test_published_figures_alone_have_no_columns_of_predictors(numbers: ValidationNumbers) -> None:
    """And the next step compares the calls before anything is changed."""
    rows = tuple(replace(row, last=None, earlier_mean=None, erlang_a=None) for row in numbers.lines[0].rows)
    alone = replace(numbers, observed=None, lines=(), published=rows, fitted=None, held_out=HeldOut())
    assert figure_headings(alone) == ("figure", "yours", "model", "interval for 9 such days")
    assert {len(cells) for cells in figure_rows(alone)} == {4}
    assert "--observed 101.offered=" in next_step(alone)
    assert next_step(replace(alone, trust=Trust.LEVEL)) == ""


def test_sentence_and_heading_have_one_wording(numbers: ValidationNumbers) -> None:
    """Nine days are no month."""
    assert "interval for 9 such days" in figure_headings(numbers)
    assert any("outside the interval for 9 such days (" in sentence for sentence in reasons(numbers))
