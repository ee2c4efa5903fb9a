"""The folder of an import: whole, simcall's own, and never in the place of what the planner has written."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from simcall.errors import ResultsError, ScenarioError
from simcall.observed.answers import ImportAnswers, read_answers
from simcall.observed.measured import Estimate, LeadsTo, Staffing, StaffingReading, WeekProfile
from simcall.observed.saved import read_left_out, read_observations
from simcall.present.folders.imported import check_import_place, save
from simcall.present.imported.measured_scenario import measured_scenario
from simcall.present.imported.people_entries import rota_beside_files
from simcall.report.of_import import import_page
from simcall.scenario import Scenario, load
from simcall.studies.imported import ImportNumbers
from tests.imports import MEASURED, OBSERVATIONS

_NUMBERS = ImportNumbers("March", OBSERVATIONS, MEASURED, ImportAnswers(zone="UTC"), MEASURED.faulty_spells)
_ROTA = "person,date,start,end\nA Sample,2026-03-02,07:00,15:00\n"


def _page(numbers: ImportNumbers, scenario: Scenario) -> str:
    return f"<p>{numbers.name}, {scenario.days:g} days</p>\n"


def test_the_folder_holds_all_that_the_next_command_needs(tmp_path: Path) -> None:
    """A scenario that loads, the answers, the counts, the times left out, and the page."""
    folder = save(_NUMBERS, tmp_path / "march", _page)

    assert load(folder / "scenario.toml").name == "March"
    assert read_answers(folder) == _NUMBERS.answers
    assert len(read_observations(folder).counts) == len(OBSERVATIONS.counts)
    left_out = {(spell.start, spell.end) for spell in read_left_out(folder)}
    assert left_out == {(spell.start, spell.end) for spell in (*MEASURED.faulty_spells, *MEASURED.missing)}
    assert "<p>March, 14 days</p>" in (folder / "import-report.html").read_text()


def test_a_second_import_takes_the_place_of_the_first_and_keeps_the_planners_files(tmp_path: Path) -> None:
    """Next month's figures replace this month's; a file that simcall has not written stays."""
    folder = save(_NUMBERS, tmp_path / "hub", _page)
    (folder / "officers.toml").write_text('extends = "scenario.toml"\n')

    save(replace(_NUMBERS, name="April"), folder, _page)

    assert load(folder / "scenario.toml").name == "April"
    assert (folder / "officers.toml").read_text() == 'extends = "scenario.toml"\n'


def test_a_scenario_that_the_planner_has_changed_is_not_replaced(tmp_path: Path) -> None:
    """An edit is worth more than an import: the message says how to keep both."""
    folder = save(_NUMBERS, tmp_path / "hub", _page)
    scenario = folder / "scenario.toml"
    scenario.write_text(scenario.read_text().replace("priority = 2", "priority = 3"))
    before = scenario.read_bytes()

    with pytest.raises(ResultsError, match=r"scenario\.toml: somebody has changed this file.*extends"):
        save(_NUMBERS, folder, _page)

    assert scenario.read_bytes() == before


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    """An import has a folder of its own."""
    (tmp_path / "rota.xlsx").write_text("mine")

    with pytest.raises(ResultsError, match="not an import's results"):
        check_import_place(tmp_path)


def test_nothing_is_written_if_the_page_fails(tmp_path: Path) -> None:
    """An import that is interrupted leaves the folder as it was, and nothing beside it."""

    def interrupted(numbers: ImportNumbers, scenario: Scenario) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(_NUMBERS, tmp_path / "hub", interrupted)

    assert list(tmp_path.iterdir()) == []


def test_a_rota_is_named_from_the_folder(tmp_path: Path) -> None:
    """The folder and the rota can move together, because the scenario names one from the other."""
    rota = tmp_path / "rota.csv"
    rota.write_text(_ROTA)

    folder = save(replace(_NUMBERS, answers=ImportAnswers(staff=str(rota))), tmp_path / "hub", _page)

    written = tomllib.loads((folder / "scenario.toml").read_text())
    assert written["groups"]["handlers"]["roster"] == "../rota.csv"
    assert load(folder / "scenario.toml").groups["handlers"].roster is not None


def _rota_of(folder: Path, first: str, last: str) -> Path:
    """Write a rota with a night on each date."""
    dates = [day.date().isoformat() for day in pd.date_range(first, last)]
    path = folder / "rota.csv"
    path.write_text("\n".join(["person,date,start,end", *(f"Ada Sample,{day},22:00,06:00" for day in dates)]))
    return path


@pytest.mark.parametrize(
    ("first", "last", "start", "days", "warm_up_h"),
    [
        ("2026-02-20", "2026-03-31", "2026-03-02", 14, 24),
        ("2026-03-05", "2026-03-31", "2026-03-06", 10, 2),
        ("2026-02-20", "2026-03-09", "2026-03-02", 8, 24),
    ],
)
def test_the_scenario_runs_over_the_days_that_the_rota_covers(
    tmp_path: Path, first: str, last: str, start: str, days: int, warm_up_h: int
) -> None:
    """On days without a rota nobody would be on duty; the warm-up before the start needs people too."""
    rota = _rota_of(tmp_path, first, last)
    numbers = replace(_NUMBERS, answers=ImportAnswers(staff=str(rota)))

    scenario = load(save(numbers, tmp_path / "hub", _page) / "scenario.toml")

    assert (scenario.start.isoformat(), scenario.days, scenario.warm_up) == (start, days, warm_up_h * 3600)
    assert measured_scenario(numbers).start == scenario.start


def test_a_rota_with_other_hours_than_the_files_is_remarked_on(tmp_path: Path) -> None:
    """One person on 8 h nights is 56 hours a week; the names beside the calls show 472 to 572."""
    rota = _rota_of(tmp_path, "2026-02-20", "2026-03-31")
    scenario = measured_scenario(replace(_NUMBERS, answers=ImportAnswers(staff=str(rota))))

    assert "The rota has 56 hours a week on duty, and the files show between 472 and 572." in rota_beside_files(
        scenario, MEASURED.staffing
    )
    alike = Staffing("log-ins", (StaffingReading("log-ins", 60.0, WeekProfile((0.36,) * 168)),))
    assert rota_beside_files(scenario, alike) == ""


def test_a_rota_of_another_month_is_refused(tmp_path: Path) -> None:
    """Nobody on it would be on duty on the days of the files."""
    numbers = replace(_NUMBERS, answers=ImportAnswers(staff=str(_rota_of(tmp_path, "2026-05-01", "2026-05-31"))))

    with pytest.raises(ScenarioError, match=r"duties are from 2026-05-01.*name the roster of those days"):
        save(numbers, tmp_path / "hub", _page)

    assert not (tmp_path / "hub").exists()


def test_a_rota_that_cannot_be_read_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """The message names the scenario's key, and no file that is gone when it is read."""
    answers = ImportAnswers(staff=str(tmp_path / "missing.csv"))

    with pytest.raises(ScenarioError, match="roster") as refused:
        save(replace(_NUMBERS, answers=answers), tmp_path / "hub", _page)

    assert "/tmp" not in str(refused.value).replace(str(tmp_path), "")
    assert list(tmp_path.iterdir()) == []


def test_the_page_says_what_was_read_left_out_and_assumed() -> None:
    """Totals, faulty and missing times, findings and the register of inputs stand on one page."""
    page = import_page(_NUMBERS, measured_scenario(_NUMBERS)).replace("<wbr>", "").replace("\N{NO-BREAK SPACE}", " ")

    for text in ("march.csv", "14.3 %", "46 % of 101 calls", "Monday 9 March 2026, 08:00 to 12:00", "outbound call"):
        assert text in page, text
    assert page.count("<svg") == 3


def test_the_page_shows_which_calls_go_from_line_to_line() -> None:
    """The share has its interval beside it, and what it is a share of."""
    lead = LeadsTo("101", "released", Estimate(0.25, 0.2, 0.305, 280), None, 70)
    lines = {**MEASURED.lines, "999": replace(MEASURED.lines["999"], leads_to=(lead,))}
    numbers = replace(_NUMBERS, measured=replace(MEASURED, lines=lines))

    page = import_page(numbers, measured_scenario(numbers)).replace("\N{NO-BREAK SPACE}", " ")

    assert "after the talk (share of answered calls)" in page
    assert "25.0 %" in page
    assert "20.0 % to 30.5 %" in page
