"""Other forces: their scenarios, the values fitted to their first state, and the predictions made from these."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import simcall as sc
from docs.builder.predictions import (
    PAGE,
    PREDICTIONS,
    PUBLISHED,
    STATES,
    draws_of,
    predicted,
    tables,
    with_tables,
)
from simcall.scenario import holdings, spanned_inputs, warnings
from simcall.studies.calibrate import load_ensemble
from simcall.studies.calibrate.study_files import load_study
from tests.scenarios.shared import FOLDER

FILES = sorted(path.name for path in (FOLDER / "forces").glob("*.toml"))
RESULTS = FOLDER.parent / "results"
STUDIES = {"kent": ("october", 4), "devon-and-cornwall": ("before", 4)}
"""The label of the fitted scenario, and the number of published figures that it is fitted to."""
SETTINGS = {"name", "description", "start", "days", "warm_up", "time_zone", "tick"}


@cache
def loaded(name: str) -> sc.Scenario:
    """Load a force's scenario once."""
    return sc.load(FOLDER / "forces" / name)


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_is_clean_and_says_where_its_values_are_from(name: str) -> None:
    """`check` finds nothing odd, and every value that is set has a source of its own words."""
    scenario = loaded(name)
    bare = [
        held.path
        for held in holdings(scenario)
        if held.path.split(".")[0] not in SETTINGS and held.kind != "default" and not held.source
    ]
    assert bare == []
    assert warnings(scenario) == ()


@pytest.mark.parametrize("study", STUDIES)
def test_values_that_fit_do_fit(study: str) -> None:
    """The first two sets of the kept ensemble meet the targets again, within a tolerance and the noise of the run.

    Six spans each, of callers that the fit has not seen. A set may miss a target by its tolerance and twice the
    half-width of its interval: a wrong file, path or engine misses by far more, and a right one in 1 of 1,000 cases.
    """
    label, figures = STUDIES[study]
    targets = load_study(FOLDER / "studies" / f"{study}.toml").targets
    assert len(targets) == figures
    assert {target.scenario for target in targets} == {label}
    scenario = loaded(f"{study}-{'2022-10' if study == 'kent' else '2023'}.toml")
    for member in load_ensemble(RESULTS / study).overrides(scenario, label)[:2]:
        results = sc.run(scenario.update(member), replications=6, seed=77, jobs=1)
        for target in targets:
            found = results.estimate(target.figure.measure, **target.subject)
            assert found.mean is not None
            assert found.high is not None
            assert abs(found.mean - target.value) < target.tolerance + 2 * (found.high - found.mean)


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.name)
def test_what_is_drawn_is_assumed(prediction) -> None:
    """Every span of a predicted state is either fitted to the first state or drawn, and what is drawn is assumed."""
    scenario = loaded(prediction.scenario)
    fitted = load_ensemble(RESULTS / prediction.ensemble).overrides(scenario, prediction.like)[0]
    drawn = [span for span in spanned_inputs(scenario) if span.path not in fitted]
    assert drawn
    assert all(span.kind == "assumed" for span in drawn)


def test_a_draw_has_every_input() -> None:
    """A draw takes the values of a set, draws all else that is assumed, and gives each figure within its bounds."""
    prediction = next(one for one in PREDICTIONS if one.name == "Kent, January 2023")
    scenario = loaded(prediction.scenario)
    (inputs, values), (others, _) = draws_of(prediction, 2)
    spans = {span.path: span for span in spanned_inputs(scenario)}
    assert set(spans) <= set(inputs)
    assert all(inputs[path] != others[path] for path in spans if spans[path].form != "whole")
    assert set(values) == set(prediction.figures)
    assert 0 < values["101 abandoned, %"] < 100


@pytest.mark.long
def test_a_prediction_is_made_again() -> None:
    """All draws of January 2023 give the median and the ends of the kept results: the same seeds, the same figures."""
    prediction = next(one for one in PREDICTIONS if one.name == "Kent, January 2023")
    found = [values["101 abandoned, %"] for _, values in draws_of(prediction, prediction.draws)]
    kept = next(row for row in predicted() if row[:2] == [prediction.name, "101 abandoned, %"])
    assert [float(cell) for cell in kept[2:]] == pytest.approx(np.quantile(found, [0.5, 0.025, 0.975]), rel=1e-3)


def test_nothing_is_predicted_that_was_fitted() -> None:
    """No predicted state is the fitted month, and every published figure belongs to a predicted state."""
    fitted = {loaded(name).name for name in ("kent-2022-10.toml", "devon-and-cornwall-2023.toml")}
    assert not fitted & {loaded(prediction.scenario).name for prediction in PREDICTIONS}
    assert {state for state, _ in PUBLISHED} <= set(STATES)


def test_the_page_has_the_tables_of_the_results() -> None:
    """``python -m docs.builder.predictions tables`` writes them."""
    page = PAGE.read_text("utf-8")
    assert all(table in page for table in tables().values())
    assert with_tables(page) == page
