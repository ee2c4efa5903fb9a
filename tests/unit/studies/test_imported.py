"""What is read and measured for an import: the planner's order of lines, and the faulty days that they keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

import simcall as sc
import simcall.observed.measuring
from simcall.errors import SimcallError
from simcall.observed.answers import ImportAnswers
from simcall.observed.measured import Estimate, FaultySpell, Measured
from simcall.observed.observations import Observations
from simcall.studies.imported import flagged_days, is_emergency, measure_files
from tests.imports import MEASURED, OBSERVATIONS

_CALLS = "Start,Queue,Offered,Answered,Abandoned\n"


@pytest.fixture
def left_out(monkeypatch: pytest.MonkeyPatch) -> list[tuple[FaultySpell, ...] | None]:
    """Measure the invented centre, its lines in the order of their names; return what each measuring leaves out."""
    calls: list[tuple[FaultySpell, ...] | None] = []

    def measure(observations: Observations, leave_out: Sequence[FaultySpell] | None = None) -> Measured:
        calls.append(None if leave_out is None else tuple(leave_out))
        lines, totals = (dict(sorted(parts.items())) for parts in (MEASURED.lines, MEASURED.totals))
        return replace(MEASURED, lines=lines, totals=totals, queue_totals=totals)

    monkeypatch.setattr(simcall.observed.measuring, "measure", measure)
    return calls


def test_the_emergency_line_comes_first(left_out: list[object]) -> None:
    """Without names from the planner, 999 stands before 101 in tables and in the scenario."""
    numbers = measure_files("March", OBSERVATIONS, ImportAnswers())

    assert list(numbers.measured.lines) == list(numbers.measured.totals) == ["999", "101"]


def test_lines_stand_in_the_order_in_which_the_planner_names_them(left_out: list[object]) -> None:
    """The order of --line is the order of the scenario."""
    numbers = measure_files("March", OBSERVATIONS, ImportAnswers(lines={"101": "101 Public", "999": "999 Emergency"}))

    assert list(numbers.measured.lines) == ["101", "999"]


def test_faulty_spells_are_left_out(left_out: list[object]) -> None:
    """What simcall finds is left out at the first measuring; there is no need for a second."""
    numbers = measure_files("March", OBSERVATIONS, ImportAnswers())

    assert numbers.left_out == MEASURED.faulty_spells
    assert left_out == [None]


def test_a_day_that_is_kept_is_measured_again_with_it(left_out: list[object]) -> None:
    """The planner says that the day is no fault."""
    numbers = measure_files("March", OBSERVATIONS, ImportAnswers(keep=(date(2026, 3, 5),)))

    assert numbers.left_out == ()
    assert left_out == [None, ()]


def test_a_line_without_an_hour_of_data_is_not_in_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to say of it but that; its totals are shown."""
    empty = replace(MEASURED.lines["101"], calls_per_day=Estimate(float("nan")))
    measured = replace(MEASURED, lines={**MEASURED.lines, "101": empty})
    monkeypatch.setattr(simcall.observed.measuring, "measure", lambda observations, leave_out=None: measured)

    numbers = measure_files("March", OBSERVATIONS, ImportAnswers())

    assert (list(numbers.measured.lines), set(numbers.measured.totals)) == (["999"], {"999", "101"})
    assert "101: no hour has data" in numbers.measured.findings[-1].text


def test_files_of_which_nothing_is_left_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario without a line says nothing."""
    empty = {name: replace(line, calls_per_day=Estimate(float("nan"))) for name, line in MEASURED.lines.items()}
    measured = replace(MEASURED, lines=empty)
    monkeypatch.setattr(simcall.observed.measuring, "measure", lambda observations, leave_out=None: measured)

    with pytest.raises(SimcallError, match="simcall can measure nothing"):
        measure_files("March", OBSERVATIONS, ImportAnswers())


def test_a_spell_until_midnight_touches_its_own_day_alone() -> None:
    """The end of a spell is not in it."""
    spell = FaultySpell(datetime(2026, 3, 5, 22), datetime(2026, 3, 7), "volume", ("101",), "")

    assert flagged_days([spell, spell]) == [date(2026, 3, 5), date(2026, 3, 6)]


@pytest.mark.parametrize(
    ("name", "queue", "is_one"),
    [
        ("999", "Q1", True),
        ("a", "EMERGENCY", True),
        ("911", "", True),
        ("a", "Non Emergency 101", False),
        ("desk", "Crime", False),
    ],
)
def test_an_emergency_line_is_known_by_a_name(name: str, queue: str, *, is_one: bool) -> None:
    """Its own name or its queue's says so."""
    assert is_emergency(name, queue) is is_one


def test_python_reads_measures_and_saves(tmp_path: Path) -> None:
    """sc.import_data does what the command does: two weeks of 20 calls an hour, one in ten abandoned."""
    rows = [
        f"{date(2026, 3, 2 + day).isoformat()} {hour:02d}:00,{queue},20,18,2\n"
        for day in range(14)
        for hour in range(24)
        for queue in ("999 Emergency", "101 Public")
    ]
    (tmp_path / "march.csv").write_text(_CALLS + "".join(rows))

    imported = sc.import_data(tmp_path / "march.csv", lines={"999": "999 Emergency"})

    assert imported.measured.totals["999"].offered == 14 * 24 * 20
    assert imported.scenario.lines["999"].demand.calls_per_day == pytest.approx(480)
    assert imported.scenario.name == "march"
    assert sc.load(imported.save(tmp_path / "march") / "scenario.toml").fingerprint() == imported.scenario.fingerprint()
    assert "6,720" in imported._repr_html_()


def test_python_raises_every_question(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Dates that can be read in two ways are never guessed; the message says how to decide."""
    rows = [f"0{day}/0{month}/2026 09:00,Q,20,18,2\n" for month in (1, 2, 3) for day in (1, 2, 3)]
    (tmp_path / "dates.csv").write_text(_CALLS + "".join(rows))

    with pytest.raises(SimcallError, match=r"dates: dmy"):
        sc.import_data([tmp_path / "dates.csv"])


def test_a_report_without_a_number_of_calls_is_refused(tmp_path: Path) -> None:
    """Waits and shares alone say nothing of how many called; the message says how to name the column that does."""
    rows = [f"2026-03-{day:02d},99.0,00:00:34,00:09:10\n" for day in range(2, 16)]
    (tmp_path / "days.csv").write_text("Date,Answer %,Avg Speed of Answer,Avg Handling\n" + "".join(rows))

    with pytest.raises(SimcallError, match=r"--map"):
        sc.import_data(tmp_path / "days.csv")
