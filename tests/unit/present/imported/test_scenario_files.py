"""The scenario of an import is complete: each value is measured where a file says it, and assumed if none does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simcall.observed.measured import Estimate, LeadsTo, LineMeasured, Measured, Staffing, TimeDistribution, WeekProfile
from simcall.observed.saved import SCENARIO
from simcall.present.imported.scenario_files import scenario_files
from simcall.scenario import Scenario, holdings, load
from tests.imports import LINE_999, MEASURED, OBSERVATIONS, with_line, with_lines, with_staffing


def _loaded(texts: Mapping[str, str], folder: Path) -> Scenario:
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder / SCENARIO)


def _scenario(folder: Path, measured: Measured = MEASURED) -> Scenario:
    return _loaded(scenario_files("March", OBSERVATIONS, measured), folder)


def test_measured_figures_stand_in_the_scenario(tmp_path: Path) -> None:
    """What was measured is what runs: volumes, distributions, factors, spreads."""
    scenario = _scenario(tmp_path)

    emergency, public = scenario.lines["999"], scenario.lines["101"]
    assert (scenario.start, scenario.days, scenario.time_zone) == (MEASURED.start, 14, "Europe/London")
    assert (emergency.demand.calls_per_day, public.demand.calls_per_day) == (40.0, 100.0)
    assert (emergency.handling.mean_s(), emergency.pick_up.mean_s()) == (300.0, 4.0)
    assert emergency.patience is not None
    assert emergency.patience.mean_s() == pytest.approx((20 + 60 + 240) / 3)
    assert emergency.handling_by_hour == ((1.0,) * 12 + (1.1,) * 12) * 7
    assert emergency.redial is not None
    assert (emergency.redial.probability, emergency.redial.delay.mean_s()) == (0.4, 300.0)
    assert public.patience_runs == ("queue", "pick_up")
    busyness = scenario.busyness
    assert (busyness.cv, busyness.hour_cv, busyness.hour_correlation) == (0.12, 0.17, 0.62)


def test_the_shape_of_the_week_is_that_of_the_profile(tmp_path: Path) -> None:
    """Weights are read back in the order of the week, to six figures."""
    assert LINE_999.profile is not None
    assert _scenario(tmp_path).lines["999"].demand.profile == pytest.approx(LINE_999.profile.values, rel=1e-5)


def test_emergency_calls_come_first_with_the_national_target(tmp_path: Path) -> None:
    """999 is recognised by its name; other lines follow, with a target that is assumed."""
    lines = _scenario(tmp_path).lines

    assert (lines["999"].priority, lines["101"].priority) == (1, 2)
    assert lines["999"].answer_target is not None
    assert (lines["999"].answer_target.within, lines["999"].answer_target.share) == (10.0, 0.9)


@pytest.mark.parametrize(
    ("name", "queue", "priority"), [("A", "Emergency", 1), ("B", "Non-Emergency", 2), ("999", "Q7", 1), ("C", "999", 1)]
)
def test_the_queue_says_which_line_is_the_emergency_line(tmp_path: Path, name: str, queue: str, priority: int) -> None:
    """A non-emergency queue is not an emergency queue, though the word is in its name."""
    measured = with_lines({name: LINE_999})
    observations = replace(OBSERVATIONS, queues={name: queue})

    lines = _loaded(scenario_files("March", observations, measured), tmp_path).lines

    assert lines[name].priority == priority


def test_every_value_has_its_source(tmp_path: Path) -> None:
    """Nothing is without provenance; measured values name the file, its rows and the period."""
    by_path = {holding.path: holding for holding in holdings(_scenario(tmp_path))}

    written = {kind for kind in (holding.kind for holding in by_path.values()) if kind not in ("setting", "default")}
    assert written == {"measured", "assumed", "published"}
    calls = by_path["lines.999.demand.calls_per_day"]
    assert calls.kind == "measured"
    assert "march.csv, 2,000 rows, 2026-03-02 to 2026-03-15" in calls.source
    assert by_path["lines.999.priority"].kind == "assumed"


def test_a_shape_is_assumed_where_counts_give_the_mean_alone(tmp_path: Path) -> None:
    """From counts by interval only the mean of patience is known."""
    provenance = _scenario(tmp_path).provenance

    assert provenance["lines.101.patience"].kind == "assumed"
    assert provenance["lines.101.patience.mean"].kind == "measured"


def test_what_no_file_says_is_assumed_and_says_so(tmp_path: Path) -> None:
    """A sheet of days alone still gives a scenario that runs, with its shape and its times assumed."""
    provenance = _scenario(tmp_path, with_line("101", LineMeasured(Estimate(100.0)))).provenance

    for key in ("handling", "patience", "demand.profile"):
        assert provenance[f"lines.101.{key}"].kind == "assumed", key


def test_people_counted_from_names_keep_their_hours(tmp_path: Path) -> None:
    """Rounding to whole people in each hour keeps the hours of the week: 3.5 people are 3 and 4 in turn."""
    people = _scenario(tmp_path).groups["handlers"].headcount_profile

    assert people is not None
    assert sum(people) == 588
    assert set(people) == {3, 4}


def test_other_readings_of_the_same_names_are_shown() -> None:
    """Staffing from names is a range: the file shows what the other readings give."""
    text = scenario_files("March", OBSERVATIONS, MEASURED)[SCENARIO]

    assert "472 hours (gaps of up to 10 min between calls count as on duty)" in text.replace("\n# ", " ")


def test_without_people_in_the_files_the_number_is_a_marked_placeholder(tmp_path: Path) -> None:
    """101: 100 calls a day of 10 min, 999: 40 of 5 min; at the flat hour n is the workload plus its square root."""
    scenario = _scenario(tmp_path, with_staffing(Staffing("none")))

    mean = 1.25
    night = 100 / 24 * 600 / 3600 + 40 / 24 * 300 / 3600 / mean
    people = scenario.groups["handlers"].headcount_profile
    assert people is not None
    assert people[0] == math.ceil(night + math.sqrt(night))
    assert scenario.provenance["groups.handlers.headcount_profile"].kind == "assumed"


_DELAY = TimeDistribution(
    {"distribution": "empirical"}, (4.0, 8.0, 60.0), mean=24.0, calls=70, basis="70 transferred calls"
)
_LEADS = (
    LeadsTo("101", "released", Estimate(0.25, 0.2, 0.3, 280), _DELAY, 70),
    LeadsTo(
        "101",
        "waiting",
        Estimate(0.5, 0.4, 0.6, 40),
        TimeDistribution({"distribution": "constant", "value": "60 s"}),
        20,
    ),
)


def _with_transfers(own_calls: float) -> Measured:
    """Return measurements in which 999 sends calls on to 101, which has some of its own or none."""
    lines = {
        "999": replace(LINE_999, leads_to=_LEADS),
        "101": replace(MEASURED.lines["101"], calls_per_day=Estimate(own_calls)),
    }
    of_queue = replace(MEASURED.totals["101"], offered=MEASURED.totals["101"].offered + 90)
    return replace(MEASURED, lines=lines, queue_totals={**MEASURED.totals, "101": of_queue})


def test_transfers_are_written_as_what_a_line_leads_to(tmp_path: Path) -> None:
    """Share, moment and delay stand in the scenario, with their source, and run."""
    scenario = _scenario(tmp_path, _with_transfers(100.0))

    transferred, overflow = scenario.lines["999"].leads_to
    assert (transferred.to, transferred.share, transferred.when) == ("101", 0.25, "released")
    assert transferred.after.mean_s() == pytest.approx(24)
    assert (overflow.share, overflow.when, overflow.after.mean_s()) == (0.5, "waiting", 60.0)
    assert scenario.provenance["lines.999.leads_to"].kind == "measured"
    assert scenario.lines["101"].demand.calls_per_day == 100.0


def test_a_line_that_only_transfers_reach_has_no_demand_of_its_own(tmp_path: Path) -> None:
    """Nobody rings it: its calls are those that other lines send on."""
    measured = _with_transfers(0.0)

    assert _scenario(tmp_path, measured).lines["101"].demand.mean_calls_per_hour() == 0
    text = scenario_files("March", OBSERVATIONS, measured)[SCENARIO]
    assert "All calls come from other lines (90 calls in the files)" in text.replace("\n# ", " ")


def test_a_placeholder_has_people_for_transferred_calls(tmp_path: Path) -> None:
    """A quarter of the 40 calls to 999 a day take 10 min more on 101, in the hour in which they came."""
    measured = replace(_with_transfers(0.0), staffing=Staffing("none"))

    people = _scenario(tmp_path, measured).groups["handlers"].headcount_profile

    load = 40 / 24 * (300 + 0.25 * 600) / 3600 / 1.25
    assert people is not None
    assert people[0] == math.ceil(load + math.sqrt(load))


def test_a_rota_is_named_and_not_copied() -> None:
    """The planner's sheet stays where it is: the scenario names it, and holds nobody's name."""
    texts = scenario_files("March", OBSERVATIONS, MEASURED, roster={"file": "../rota.xlsx"})

    assert 'roster = "../rota.xlsx"' in texts[SCENARIO]
    assert "headcount_profile" not in texts[SCENARIO]
    assert "profiles/staff.csv" not in texts


@pytest.mark.parametrize("name", ['Crime "Desk"', "crime.desk", "Crime\\Desk", "Öffentlich = 1", "Team #1"])
def test_any_name_of_a_queue_can_be_a_line(tmp_path: Path, name: str) -> None:
    """Names of queues are other people's: quotes, dots and backslashes in them change nothing."""
    measured = with_lines({name: LINE_999})
    observations = replace(OBSERVATIONS, queues={name: name})

    scenario = _loaded(scenario_files(name, observations, measured), tmp_path)

    assert list(scenario.lines) == [name]
    assert scenario.name == name


def test_quantiles_stand_in_a_file_of_their_own() -> None:
    """An empirical distribution names its file, which holds one value in a row, in seconds."""
    patience = TimeDistribution(
        {"distribution": "empirical", "at_zero": 0.1}, (1.5, 30.0), basis="Kaplan-Meier", calls=40
    )
    measured = with_line("999", replace(LINE_999, patience=patience))

    texts = scenario_files("March", OBSERVATIONS, measured)

    assert texts["distributions/999-patience.csv"] == "seconds\n1.5\n30\n"
    assert "at_zero = 0.1" in texts[SCENARIO]


def test_a_line_that_nobody_rang_loads(tmp_path: Path) -> None:
    """Weights that are all zero are no shape of a week."""
    silent = replace(LINE_999, calls_per_day=Estimate(0.0), profile=WeekProfile((0.0,) * 168))

    assert _scenario(tmp_path, with_line("999", silent)).lines["999"].demand.profile == "flat"


def test_numbers_of_numpy_are_written_as_numbers(tmp_path: Path) -> None:
    """Measuring gives NumPy's floats, whose own text names their type."""
    measured = with_line("999", replace(LINE_999, calls_per_day=Estimate(np.float64(89.985))))

    assert _scenario(tmp_path, measured).lines["999"].demand.calls_per_day == 89.985


def test_lines_that_differ_in_capitals_have_files_of_their_own(tmp_path: Path) -> None:
    """File names are in small letters, so two such lines would share a profile unseen."""
    measured = with_lines({"Desk": LINE_999, "desk": replace(LINE_999, profile=WeekProfile((1.0, 3.0)))})

    lines = _loaded(scenario_files("March", OBSERVATIONS, measured), tmp_path).lines

    assert len(lines["Desk"].demand.profile) == 168
    assert lines["desk"].demand.profile == (1.0, 3.0)
