"""An import in words: totals that a planner can compare, times as a person says them, questions that can be typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from simcall import load
from simcall.observed.answers import ImportAnswers
from simcall.observed.measured import Measured
from simcall.observed.observations import FileRead, Question
from simcall.present.words.imported import (
    column_table,
    days_without_rota,
    file_in_words,
    left_out_in_words,
    left_out_spells,
    period_in_words,
    questions_in_words,
    time_span,
    total_headings,
    total_rows,
)
from simcall.studies.imported import ImportNumbers
from tests.imports import MEASURED, OBSERVATIONS


def _numbers(measured: Measured) -> ImportNumbers:
    return ImportNumbers("March", OBSERVATIONS, measured, ImportAnswers(), ())


def test_totals_stand_under_their_headings() -> None:
    """A dash is what no file tells; a share is of the calls offered."""
    rows = list(total_rows(MEASURED))

    assert rows[1] == ("101", "101 Public", "1,400", "1,200", "200", "14.3 %", "61.0 s", "75.5 s", "-")
    assert {len(row) for row in rows} == {len(total_headings(MEASURED))}


def test_calls_from_other_lines_have_a_column() -> None:
    """The table is as the queue's own report: 1,400 calls from outside and 100 from other lines are 1,500."""
    totals = MEASURED.totals
    measured = replace(MEASURED, queue_totals={**totals, "101": replace(totals["101"], offered=1500)})

    emergency, public = total_rows(measured)

    assert total_headings(measured)[2:4] == ("offered", "of these by transfer")
    assert (emergency[2:4], public[2:4]) == (("560", "0"), ("1,500", "100"))


def test_what_no_file_tells_is_a_dash_and_not_nought() -> None:
    """Without an outcome anywhere there is no share abandoned, and it is not 0 %."""
    total = replace(MEASURED.totals["101"], answered=None, abandoned=None)

    (row,) = total_rows(replace(MEASURED, totals={"101": total}, queue_totals={"101": total}))

    assert row[2:6] == ("1,400", "-", "-", "-")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-03-05T07", "2026-03-05T21", "Thursday 5 March 2026, 07:00 to 21:00"),
        ("2026-03-05T00", "2026-03-06T00", "Thursday 5 March 2026"),
        ("2026-03-05T00", "2026-03-08T00", "Thursday 5 March 2026 to Saturday 7 March 2026"),
        ("2026-03-05T22", "2026-03-06T00", "Thursday 5 March 2026, 22:00 to 00:00"),
        ("2026-03-05T22", "2026-03-06T02", "Thursday 5 March 2026 22:00 to Friday 6 March 2026 02:00"),
    ],
)
def test_a_span_is_said_with_its_weekday(start: str, end: str, words: str) -> None:
    """Whole days have no hours; the end of a spell is not in it."""
    assert time_span(datetime.fromisoformat(start), datetime.fromisoformat(end)) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 3, 2), date(2026, 3, 16), "2 March to 15 March 2026"),
        (date(2026, 3, 2), date(2026, 3, 3), "2 March 2026"),
        (date(2025, 12, 1), date(2026, 1, 1), "1 December to 31 December 2025"),
        (date(2025, 12, 1), date(2026, 1, 2), "1 December 2025 to 1 January 2026"),
    ],
)
def test_a_period_names_its_year_once(start: date, end: date, words: str) -> None:
    """The day after the last is not in it."""
    assert period_in_words(_numbers(replace(MEASURED, start=start, end=end))) == words


def test_a_sheet_of_weekdays_has_no_dates() -> None:
    """An average week stands for no week of the calendar."""
    observations = replace(OBSERVATIONS, files=(FileRead("week.csv", "week", 168),))

    assert period_in_words(replace(_numbers(MEASURED), observations=observations)) == "an average week"


def test_rows_left_out_are_listed_the_commonest_first() -> None:
    """Every reason has its number of rows."""
    assert left_out_in_words({"totals": 1, "outbound": 40}) == "41 rows are left out: outbound (40); totals (1)."
    assert left_out_in_words({"totals": 1}) == "1 row is left out: totals (1)."
    assert left_out_in_words({}) == ""


def test_a_file_says_what_it_is() -> None:
    """The system is named if it can be told."""
    assert file_in_words(FileRead("a.csv", "intervals", 1480, system="Avaya CMS")) == (
        "a.csv: one row for each interval (Avaya CMS), 1,480 rows read"
    )


def test_questions_can_be_typed_as_they_stand() -> None:
    """An option of the command is written as such, another question as --answer; what a shell would split is quoted."""
    words = questions_in_words(
        [
            Question("--map", "What is Dur2?", (("Dur 2=talk", "talk time"),)),
            Question("--durations", "What is 2:14?", (("h:mm", "8,040 s"),)),
        ]
    )

    assert "these 2 questions" in words
    assert "--map 'Dur 2=talk'  talk time" in words
    assert "--answer durations=h:mm  8,040 s" in words


def test_a_column_of_assumptions_stands_only_where_something_was_assumed() -> None:
    """An empty column takes a quarter of a terminal's width."""
    (file,) = OBSERVATIONS.files
    assert column_table(file) == (("column", "read as", "values", "assumed"), file.columns)

    headings, rows = column_table(replace(file, columns=tuple((*row[:3], "") for row in file.columns)))

    assert headings == ("column", "read as", "values")
    assert rows == tuple(row[:3] for row in file.columns)


def test_few_faulty_spells_are_named_and_many_are_counted() -> None:
    """The first screen of the page says which day is left out."""
    (spell,) = MEASURED.faulty_spells
    numbers = _numbers(MEASURED)

    assert left_out_spells(numbers) == ""
    assert "leaves out Thursday 5 March 2026, 07:00 to 21:00, as" in left_out_spells(
        replace(numbers, left_out=(spell,))
    )
    assert "leaves out 4 faulty spells, as" in left_out_spells(replace(numbers, left_out=(spell,) * 4))


@pytest.mark.parametrize(("days", "says"), [(14, False), (13, False), (12, True)])
def test_a_rota_that_lacks_days_of_the_files_is_named(tmp_path: Path, days: int, says: bool) -> None:
    """The files have 14 days; the first day of a rota may be the warm-up, so that 13 lack none."""
    (tmp_path / "rota.csv").write_text("person,date,start,end\nA01,2026-03-02,07:00,15:00\n", encoding="utf-8")
    scenario = tmp_path / "march.toml"
    scenario.write_text(
        f"""name = "March"
        start = 2026-03-02
        days = {days}
        [lines.101]
        patience = {{ distribution = "exponential", mean = "3 min" }}
        handling = {{ distribution = "exponential", mean = "6 min" }}
        demand = {{ calls_per_day = 100 }}
        [groups.handlers]
        lines = ["101"]
        roster = "rota.csv"
        """,
        encoding="utf-8",
    )
    numbers = _numbers(replace(MEASURED, start=date(2026, 3, 2), end=date(2026, 3, 16)))

    text = days_without_rota(numbers, load(scenario))

    assert ("12 days from 2 March 2026" in text) is says
    assert bool(text) is says
