from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import simcall as sc
from simcall.api import Calibration, Prediction, predict
from simcall.errors import ResultsError, SimcallError
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.calibrate import EnsembleValues, load_ensemble, worth_of
from tests.making import ONE_LINE, TWO_LINES, scenario

HANDLING, PATIENCE = "lines.999.handling.mean", "lines.999.patience"
BASE = scenario(
    ONE_LINE,
    {
        PATIENCE: {"distribution": "exponential", "mean": "5 min"},
        "lines.999.answer_target": {"within": "10 s", "share": 0.9},
    },
)
MORE = BASE.update({"groups.handlers.headcount": 4}, name="one more")


def ensemble_of(*values: Mapping[str, object], **documents: Scenario) -> EnsembleValues:
    """Return sets of values that were fitted in scenarios by label; in the base if none are given."""
    of = documents or {"base": BASE}
    members = tuple({label: dict(one) for label in of} for one in values)
    return EnsembleValues("a study", members, {label: one.document() for label, one in of.items()})


def handling(*minutes: float) -> EnsembleValues:
    """Return sets that differ in the handling time."""
    return ensemble_of(*({HANDLING: f"{one} min"} for one in minutes))


# Intervals ------------------------------------------------------------------------------------------------------------


def test_one_member_is_sampling_alone():
    """Of one set of values the estimate is that of a run, and the interval about the run's own."""
    found = predict(handling(5), BASE, replications=20, jobs=1)
    run = sc.run(BASE.update({HANDLING: "5 min"}), 20, jobs=1).lines["999"]
    for name in ("asa", "abandonment_rate", "offered"):
        one, own = found.of(f"999.{name}"), run[name]
        assert one.mean == own.mean
        assert (one.high - one.low) / (own.high - own.low) == pytest.approx(1, abs=0.3)
    assert found.replications == 20


def test_what_nobody_knows_widens_it():
    """The wider the members differ the wider the interval, around their mean; it holds the most of them."""
    widths = []
    for spread in (0.0, 1.0, 3.0):
        found = predict(handling(*np.linspace(5 - spread, 5 + spread, 9)), BASE, replications=10, jobs=1)
        one = found.of("999.abandonment_rate")
        means = found.means("999.abandonment_rate")
        assert one.mean == pytest.approx(means.mean())
        assert np.mean((means >= one.low) & (means <= one.high)) >= 0.9
        widths.append(one.high - one.low)
    assert 1.5 * widths[0] < 1.2 * widths[1] < widths[2]


def test_differences_are_paired():
    """A difference is taken member by member with the same callers: it is narrower than the figures make it seem."""
    found = predict(handling(4, 4.5, 5, 5.5, 6), BASE, MORE, replications=10, jobs=1)
    difference = found.difference("999.abandonment_rate")
    base, more = found.of("999.abandonment_rate"), found.of("999.abandonment_rate", 1)
    assert difference.mean == pytest.approx(more.mean - base.mean)
    assert difference.high < 0
    assert difference.high - difference.low < (base.high - base.low) + (more.high - more.low)
    assert found.difference("handlers.duty_hours").mean == pytest.approx(24)


def test_intervals_stay_where_figures_can_be():
    """An interval of a share stays within 0 and 1, one of a count above 0, however few replications there are."""
    found = predict(handling(0.5), BASE, replications=2, jobs=1)
    for name in ("abandonment_rate", "answered_in_target", "abandoned", "asa"):
        one = found.of(f"999.{name}")
        assert one.low >= 0
        assert one.high <= 1 or name in ("abandoned", "asa")


def test_what_is_not_defined():
    """A figure that no member defines has no estimate; members that do not define it are left out."""
    nobody = BASE.update({"groups.handlers.headcount": 0}, name="nobody")
    assert predict(handling(5), nobody, replications=2, jobs=1).of("999.asa").mean is None
    some = ensemble_of({"groups.handlers.headcount": 0}, {"groups.handlers.headcount": 3})
    found = predict(some, BASE, replications=3, jobs=1)
    assert np.isnan(found.means("999.asa")).tolist() == [True, False]
    assert found.of("999.asa").mean == found.means("999.asa")[1]


def test_the_same_set_several_times(monkeypatch: pytest.MonkeyPatch):
    """A set that comes several times counts so often, and is simulated once; progress counts members."""
    from simcall.studies import value_sets

    runs: list[int] = []
    run_all = value_sets.run_all
    monkeypatch.setattr(value_sets, "run_all", lambda *words, **rest: runs.append(1) or run_all(*words, **rest))
    told: list[tuple[int, int]] = []
    found = predict(
        handling(5, 6, 5, 5), BASE, replications=2, jobs=1, progress=lambda done, planned: told.append((done, planned))
    )
    assert len(runs) == 2
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    means = found.means("handlers.occupancy")
    assert means[0] == means[2] == means[3] != means[1]


# Which values a scenario takes ----------------------------------------------------------------------------------------


def test_only_what_it_has():
    """A scenario takes the values at places that it has; one with none of them is refused."""
    values = ensemble_of({HANDLING: "6 min", "groups.officers.headcount": 2})
    assert values.overrides(BASE) == [{HANDLING: "6 min"}]
    two = scenario(TWO_LINES)
    assert values.overrides(two) == [{HANDLING: "6 min", "groups.officers.headcount": 2}]
    other = ensemble_of({"groups.officers.headcount": 2})
    with pytest.raises(SimcallError, match='"one line, one group" has none of the values that "a study" fitted'):
        other.overrides(BASE)


def test_a_default_that_was_fitted():
    """A fitted default that a scenario has not written is set in it."""
    assert ensemble_of({"groups.handlers.handling_factor": 1.2}).overrides(BASE) == [
        {"groups.handlers.handling_factor": 1.2}
    ]


GROWTH = "lines.999.demand.growth"
BUSY = BASE.update({GROWTH: 1.2}, name="busy")
CALM = BASE.update({GROWTH: 0.8}, name="calm")
APART = EnsembleValues(
    "a study",
    ({"busy": {GROWTH: 1.3, HANDLING: "5 min"}, "calm": {GROWTH: 0.7, HANDLING: "5 min"}},),
    {"busy": BUSY.document(), "calm": CALM.document()},
)
OWNED = EnsembleValues(
    "a study", ({"busy": {GROWTH: 1.3}, "calm": {}},), {"busy": BUSY.document(), "calm": CALM.document()}
)


def test_fitted_apart():
    """Where a place was fitted apart, a scenario of the study takes its own value; another says which it is like."""
    assert APART.overrides(CALM)[0][GROWTH] == 0.7
    what_if = BUSY.update({"days": 2}, name="longer")
    with pytest.raises(
        SimcallError, match=r"growth was fitted separately for busy, calm: say .* \"longer\" resembles \(--like\)"
    ):
        APART.overrides(what_if)
    assert APART.overrides(what_if, like="busy") == [{GROWTH: 1.3, HANDLING: "5 min"}]
    with pytest.raises(SimcallError, match='has no scenario "bussy"; it has busy, calm'):
        APART.overrides(what_if, like="bussy")


def test_fitted_in_one_alone():
    """A place that others have, and that was fitted in one alone, is not taken to be everybody's."""
    what_if = BUSY.update({"days": 2}, name="longer")
    with pytest.raises(SimcallError, match="was fitted only for busy"):
        OWNED.overrides(what_if)
    assert OWNED.overrides(what_if, like="busy") == [{GROWTH: 1.3}]
    with pytest.raises(SimcallError, match='"calm" has none of the values'):
        OWNED.overrides(CALM)


# What is refused ------------------------------------------------------------------------------------------------------


def test_refusals():
    """Nothing to predict, one replication, a slip in a figure, and a scenario that is not there are told."""
    with pytest.raises(SimcallError, match="give a scenario to predict"):
        predict(handling(5))
    with pytest.raises(SimcallError, match="one replication gives no interval"):
        predict(handling(5), BASE, replications=1)
    found = predict(handling(5), BASE, replications=2, jobs=1)
    with pytest.raises(SimcallError, match='999 has no measure "assa"; did you mean "asa"'):
        found.of("999.assa")
    with pytest.raises(SimcallError, match="there is no scenario 1: give a number from 0 to 0"):
        found.difference("999.asa")


def test_folders_that_hold_no_ensemble(calibration: Calibration, tmp_path: Path):
    """A folder of something else, a calibration that is not done, or one without members is told apart."""
    with pytest.raises(
        ResultsError, match=r"holds no manifest\.json, so it is not a folder of results; simcall calibrate STUDY --out"
    ):
        predict(tmp_path, BASE)
    sc.run(BASE, 2, jobs=1).save(tmp_path / "run", figures=False)
    with pytest.raises(ResultsError, match='holds results of the kind "run"'):
        load_ensemble(tmp_path / "run")
    folder = calibration.save(tmp_path / "x", figures=False)
    summary = folder / "summary.json"
    document = json.loads(summary.read_text(encoding="utf-8"))
    summary.write_text(json.dumps({**document, "ensemble": {"members": [], "tried": 4}}), encoding="utf-8")
    with pytest.raises(ResultsError, match="no set of values met its targets"):
        load_ensemble(folder)
    summary.unlink()
    with pytest.raises(ResultsError, match="the calibration is not finished; run the same command again"):
        load_ensemble(folder)
    first, *others = document["parameters"]
    for where, words in (({"elsewhere": ["days"]}, "have different scenarios"), ({"tiny": ["a..b"]}, "is not a path")):
        changed = {**document, "parameters": [{**first, "where": where}, *others]}
        summary.write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(ResultsError, match=words):
            load_ensemble(folder)
    summary.write_text(json.dumps({**document, "parameters": 3}), encoding="utf-8")
    with pytest.raises(ResultsError, match="parameters is 3"):
        load_ensemble(folder)


# What a figure is worth -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def prediction() -> Prediction:
    """Predict with sets that differ in the handling time and, apart from it, in patience."""
    rng = np.random.default_rng(3)
    sets = [
        {HANDLING: f"{one:.3f} min", f"{PATIENCE}.mean": f"{other:.3f} min"}
        for one, other in zip(rng.uniform(4, 7, 32), rng.uniform(2, 8, 32), strict=True)
    ]
    return predict(ensemble_of(*sets), BASE, replications=3, jobs=1)


def test_the_quantity_itself_is_worth_all(prediction: Prediction):
    """A figure that is the quantity would leave nothing open; what goes with it nearly; the best come first."""
    found = worth_of(prediction, prediction.means("handlers.occupancy"))
    assert found[0].figure == Figure("handlers", "occupancy")
    assert found[0].narrower == pytest.approx(1)
    assert [one.narrower for one in found] == sorted((one.narrower for one in found), reverse=True)
    worth = {str(one.figure): one.narrower for one in found}
    assert worth[HANDLING] > 0.5
    assert worth[f"{PATIENCE}.mean"] < 0.3
    assert found[0].spread == pytest.approx(np.std(prediction.means("handlers.occupancy")))


def test_noise_is_worth_nothing(prediction: Prediction):
    """What has nothing to do with the quantity is worth nothing, however many figures there are."""
    rng = np.random.default_rng(5)
    best = [worth_of(prediction, rng.standard_normal(32))[0].narrower for _ in range(40)]
    assert np.mean(np.array(best) == 0) >= 0.85


def test_what_does_not_vary(prediction: Prediction):
    """Figures that are the same with every set are left out; a quantity that is, or few sets, rank nothing."""
    found = {str(one.figure) for one in worth_of(prediction, prediction.means("999.asa"))}
    assert "handlers.duty_hours" not in found
    assert "999.fresh" not in found
    assert worth_of(prediction, np.ones(32)) == ()
    few = predict(handling(4, 5, 6), BASE, replications=2, jobs=1)
    assert worth_of(few, few.means("999.asa")) == ()
