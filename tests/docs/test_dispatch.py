"""Response fitted to a log of incidents: how the log is read, what is fitted, and how far a week is predicted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import simcall as sc
from docs.builder.dispatch import page
from docs.builder.dispatch.figures import Goal, of_week
from docs.builder.dispatch.figures import read as figures_of
from docs.builder.dispatch.fitting import Fitted, fitted_to, sorts_of
from docs.builder.dispatch.log import OFFICERS, Incidents, read
from docs.builder.dispatch.mixtures import distribution_of
from docs.builder.dispatch.predict import Interval, predicted, sunday_of
from docs.builder.dispatch.response import Team, document, simulated
from docs.builder.dispatch.search import Found, Tried, accepted, misfit, search, simulated_weeks, weights_of
from docs.builder.dispatch.structures import CHOICE_ALONE, PLAIN, Structure
from docs.builder.dispatch.study import FIT, TEST, weeks_of
from tests.docs.pages import ROOT

LOG = Path(os.environ.get("SIMCALL_SHARED", "nowhere")) / "data/response/police_incidents_911_centre_weeks_40_47.csv.gz"
needs_log = pytest.mark.skipif(
    not LOG.exists(), reason="the log of incidents is not here: SIMCALL_SHARED names the folder that has it"
)

HEADER = "start,priority,reception,problem,phone_stop_s,queued_s,dispatched_s,enroute_s,arrived_s,cleared_s,closed_s\n"
ROWS = """\
2023-01-01 00:10:00,2,Phone,FIGHT,120,60,300,305,600,1800,1800
2023-01-01 00:05:00,2,OFFICER,TRAFFIC STOP,0,0,0,0,0,900,900
2023-01-01 00:20:00,8,OFFICER,OFF DUTY DETAIL,0,0,0,0,0,9000,9000
2023-01-01 00:30:00,5,Phone,OTHER,60,60,100,100,200,300,300
2023-01-01 00:40:00,1,E-911,ALARM,90,30,60,70,300,200,2400
2023-01-01 00:50:00,4,Phone,PARKING,90,60,7200,7200,,,7500
2023-01-01 01:00:00,3,Radio,SIGN,0,0,0,0,0,400,300
2023-01-01 01:10:00,3,Phone,CLOCKS,60,30,-1800,-1700,-1500,600,900
"""


@pytest.fixture
def log(tmp_path: Path) -> tuple[Incidents, dict[str, int]]:
    """A made-up log of eight rows."""
    file = tmp_path / "log.csv"
    file.write_text(HEADER + ROWS)
    incidents, oddities = read(file)
    return incidents, dict(oddities)


def test_a_log_is_read_as_it_stands(log: tuple[Incidents, dict[str, int]]) -> None:
    """Details off duty, other priorities and times that run backwards are left out, and counted."""
    incidents, oddities = log
    assert incidents.start_s.tolist() == [300, 600, 2400, 3000, 3600]
    assert incidents.priority.tolist() == [OFFICERS, 2, 1, 4, 3]
    assert incidents.by_radio.tolist() == [False, False, False, False, True]
    assert incidents.reached.tolist() == [True, True, True, False, True]
    left_out = ("rows", "off-duty details", "other priorities", "times that run backwards", "incidents")
    assert [oddities[name] for name in left_out] == [8, 1, 1, 1, 5]
    assert (oddities["cleared before the arrival"], oddities["closed before cleared"]) == (1, 1)


def test_a_unit_is_free_when_it_is_cleared(log: tuple[Incidents, dict[str, int]]) -> None:
    """If it is cleared before the arrival, or never, the incident's close counts."""
    incidents, _ = log
    assert incidents.free_s.tolist() == [900, 1800, 2400, 7500, 400]


def test_incidents_in_progress_are_those_with_a_unit(log: tuple[Incidents, dict[str, int]]) -> None:
    """From the dispatch to the unit's being free: what waits does not count."""
    incidents, _ = log
    assert incidents.in_progress.tolist() == [0, 1, 0, 1, 1]


def made_up(number: int, priority: Sequence[int] = (2,), **columns: list[float]) -> Incidents:
    """Return incidents that callers raise, one an hour, with these columns."""
    times = {"queued_s": [30.0], "dispatched_s": [60.0], "arrived_s": [300.0], "free_s": [900.0], **columns}
    return Incidents.of_columns(
        start_s=np.arange(number) * 3600.0,
        priority=np.resize(np.array(priority), number),
        by_radio=np.zeros(number, bool),
        **{
            name: np.resize(np.array(times[name]), number)
            for name in ("queued_s", "dispatched_s", "arrived_s", "free_s")
        },
    )


def test_figures_of_a_week_are_of_incidents_that_were_reached() -> None:
    """15 min to the arrival still count, and incidents without an arrival do not."""
    week = of_week(made_up(5, arrived_s=[100.0, 900.0, 901.0, 2000.0, np.nan]))
    assert (week[2, "reached"], week[2, "within 15 min"], week[2, "median"]) == (4, 0.5, 900.5)
    assert week[1, "reached"] == 0
    assert np.isnan(week[1, "median"])


def test_a_distribution_gives_back_the_times_it_was_fitted_to() -> None:
    """Two kinds of times, and one in five at once: quantiles of 5,000 draws lie within a tenth, six standard errors."""
    rng = np.random.default_rng(3)
    times = np.where(rng.random(5000) < 0.6, rng.lognormal(5, 0.5, 5000), rng.lognormal(8, 0.7, 5000))
    times[::5] = 0
    table = distribution_of(times)
    assert table["at_zero"] == pytest.approx(0.2, abs=0.001)
    drawn = []
    for share, one in zip((table["weights"][0], 1 - table["weights"][0]), table["components"], strict=True):
        mean, sd = (float(one[name].removesuffix(" s")) for name in ("mean", "sd"))
        spread = np.sqrt(np.log1p((sd / mean) ** 2))
        drawn.append(rng.lognormal(np.log(mean) - spread**2 / 2, spread, round(100_000 * share)))
    shares = (0.1, 0.25, 0.75, 0.9)
    found = np.quantile(np.concatenate(drawn), shares)
    assert found == pytest.approx(np.quantile(times[times > 0], shares), rel=0.1)


def test_a_single_time_is_a_distribution_too() -> None:
    """Nothing longer than a second is no time at all."""
    assert distribution_of([0.0, 0.4]) == {"distribution": "constant", "value": "0 s"}


TRUTH = Structure(5, areas=2)


@pytest.fixture(scope="module")
def known() -> list[Incidents]:
    """Six weeks of a made-up force: two areas, 12, 8 and 8 units, which are short in the evening."""
    rng = np.random.default_rng(7)
    number = 220 * 7 * 2
    start = np.sort(rng.random(number)) * 14 * 86_400
    priority = rng.choice([OFFICERS, 1, 2, 3, 4], number, p=[0.2, 0.05, 0.45, 0.1, 0.2])
    hold = np.where(priority == OFFICERS, 0.0, rng.lognormal(4.5 + 0.4 * priority, 0.8, number))
    arrived = hold + np.where(priority == OFFICERS, 0.0, rng.lognormal(5.5, 0.6, number))
    arrived[rng.random(number) < 0.1] = np.nan
    free = np.nan_to_num(arrived, nan=0) + hold + rng.lognormal(7.0, 0.8, number)
    bare = Incidents.of_columns(
        start_s=start, priority=priority, by_radio=np.zeros(number, bool), queued_s=hold / 2, dispatched_s=hold,
        arrived_s=arrived, free_s=free,
    )  # fmt: skip
    return simulated_weeks(fitted_to(bare, 2, CHOICE_ALONE), TRUTH, [(12, 8, 8)], 6, seed=11)[0]


@pytest.fixture(scope="module")
def fitted(known: list[Incidents]) -> Fitted:
    """What the first of those weeks tells without a model."""
    return fitted_to(known[0], 1, TRUTH)


def test_what_is_fitted_counts_every_incident_once(known: list[Incidents], fitted: Fitted) -> None:
    """The lines' numbers a day add up to the log's, and each hour of the week has a weight."""
    week = known[0]
    sorts = sorts_of(week)
    assert np.all(sum(some.astype(int) for some in sorts.values()) == 1)
    assert sum(sort.per_day for sort in fitted.sorts.values()) * 7 == pytest.approx(len(week))
    assert all(len(profile) == 168 and min(profile) > 0 for profile in fitted.profiles.values())
    grown = fitted.grown(1.1).sorts
    assert grown["p2"].per_day == pytest.approx(1.1 * fitted.sorts["p2"].per_day)
    assert grown["officers"] == fitted.sorts["officers"]


def test_the_units_of_all_areas_are_those_asked_for(fitted: Fitted) -> None:
    """Areas differ by one unit at most in every part of the day, and other priorities are served by all of them."""
    tables = document(fitted, Structure(5, areas=3), (13, 10, 8), date(2025, 11, 16))
    groups = {name: group for name, group in tables["groups"].items() if name.startswith("area-")}
    by_hour = np.array([group["headcount_profile"] for group in groups.values()])
    assert by_hour.sum(axis=0)[[7, 14, 15, 22, 23, 30]].tolist() == [13, 13, 10, 10, 8, 8]
    assert np.ptp(by_hour, axis=0).max() == 1
    assert all({"officers", "p1"} <= set(group["lines"]) for group in groups.values())
    assert [sum(name in group["lines"] for group in groups.values()) for name in ("p2-area-2", "p4")] == [1, 0]


def test_a_simulated_week_has_the_incidents_of_the_log(known: list[Incidents], fitted: Fitted) -> None:
    """Numbers lie within four standard errors of a week's, and what officers raise gets a unit at once."""
    week = known[0]
    (again,) = simulated([Team.of(fitted, TRUTH, (30, 30, 30), date(2025, 11, 16))], 0, 1)
    for priority in (OFFICERS, 1, 2, 3, 4):
        number = len(week.of(priority))
        spread = np.sqrt(number + (fitted.day_cv * number) ** 2 / 7)
        assert len(again.of(priority)) == pytest.approx(number, abs=4 * spread)
    assert again.of(OFFICERS).dispatched_s.max() == 0


def test_the_true_units_miss_less_than_others(known: list[Incidents], fitted: Fitted) -> None:
    """Two units fewer or four more in the evening miss the figures of six weeks by far more than the true eight."""
    wanted = {name: Goal(value, 0.02) for name, value in figures_of(known).items()}
    candidates = [(12, 8, 8), (12, 6, 8), (12, 12, 8)]
    true, *others = (misfit(figures_of(found), wanted) for found in simulated_weeks(fitted, TRUTH, candidates, 6))
    assert 1.5 * true < min(others)


def test_waits_that_have_nothing_to_do_with_each_other_are_not_alike() -> None:
    """Independent waits correlate by less than four standard errors of 800 pairs; those of good and bad days do."""
    rng = np.random.default_rng(5)
    number, priority = 1000, [2, 2, 1, 2, 3, 2, 2, 4]
    free = rng.uniform(1e4, 3e4, number).tolist()

    def alike(dispatched_s: np.ndarray) -> float:
        week = made_up(number, priority=priority, dispatched_s=dispatched_s.tolist(), free_s=free)
        return figures_of([week])["waits within 2 h alike"]

    assert abs(alike(rng.lognormal(5, 1, number))) < 4 / np.sqrt(800)
    assert alike(np.where((np.arange(number) // 24) % 2 == 0, 3000.0, 60.0)) > 0.5


def test_what_fits_about_as_well_is_kept() -> None:
    """The limit widens if the best misses by more than chance, and the better fits weigh more."""
    goals = {str(number): Goal(0.5, 0.1) for number in range(13)}
    tried = [Tried(TRUTH, (number, 8, 8), value) for number, value in ((10, 20.0), (11, 30.0), (12, 36.0))]
    found = Found(tuple(tried), goals)
    assert found.excess == 2.0
    assert accepted(found) == tried[:2]
    assert weights_of(found) == pytest.approx([1 / (1 + np.exp(-2.5)), np.exp(-2.5) / (1 + np.exp(-2.5))])


def test_an_interval_leaves_out_what_is_not_known() -> None:
    """A week without an incident of a priority has no median."""
    interval = Interval.of([*np.arange(101.0), np.nan])
    assert (interval.low, interval.high) == pytest.approx((2.5, 97.5), abs=1.1)
    assert interval.holds(50.0)
    assert not interval.holds(100.0)


def test_the_page_is_up_to_date() -> None:
    """``python -m docs.builder.dispatch`` writes it, and the table of the predictions."""
    assert page.PAGE.read_bytes() == page.text().encode()
    predictions = page.PREDICTIONS.read_text("utf-8")
    assert "<!-- week-48: made by docs/builder/dispatch -->" in predictions
    assert page.with_prediction(predictions) == predictions


def test_every_table_that_is_kept_is_on_a_page() -> None:
    """Nothing is measured and then left out."""
    template = (ROOT / "docs/builder/dispatch/template.md").read_text("utf-8")
    shown = [name for name in page.kept()["tables"] if name != "week 48"]  # that one is with the other predictions
    assert all(f'table("{name}")' in template for name in shown)


def test_the_kept_scenario_can_be_run() -> None:
    """It holds what was fitted, and no row of the log."""
    scenario = sc.load(page.SCENARIO)
    assert str(scenario.start)[:10] == "2025-11-23"
    assert page.SCENARIO.stat().st_size < 60_000


@pytest.mark.long
def test_the_units_of_a_made_up_force_are_found(known: list[Incidents]) -> None:
    """The search accepts the true structure with numbers near the true ones, and refuses a queue without holds."""
    found = search(known, [PLAIN, TRUTH])
    sets = accepted(found)
    assert {one.structure for one in sets} == {TRUTH}
    for step, true in enumerate((12, 8, 8)):
        assert min(one.units[step] for one in sets) - 1 <= true <= max(one.units[step] for one in sets) + 1


@needs_log
@pytest.mark.long
def test_a_week_is_predicted_from_the_weeks_before() -> None:
    """Week 47 from weeks 41 to 46: shares within 5 points and times within a fifth, for 200 incidents or more."""
    log, _ = read(LOG)
    weeks = weeks_of(log, FIT)
    week = predicted(weeks, search(weeks, [Structure(5, 3), Structure(5, 4)]), sunday_of(TEST))
    (test,) = weeks_of(log, [TEST])
    seen = of_week(test)
    for priority in (2, 4):
        assert seen[priority, "reached"] >= 200
        assert week[priority, "within 15 min"].middle == pytest.approx(seen[priority, "within 15 min"], abs=0.05)
        assert week[priority, "median"].middle == pytest.approx(seen[priority, "median"], rel=0.2)
        assert week[priority, "90 % within"].middle == pytest.approx(seen[priority, "90 % within"], rel=0.2)
