"""`simcall import` asks what can be read in two ways, or refuses it; it writes a whole folder, or nothing."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import simcall.cli.importing.command as command
from simcall.observed.answers import ImportAnswers, read_answers
from simcall.observed.observations import Observations, Question
from simcall.scenario import load
from simcall.studies.imported import ImportNumbers, flagged_days
from tests.cli.calling import Call, everything_in
from tests.imports import MEASURED, OBSERVATIONS

_DATES = Question("--dates", "In 03/04/2026, which is the day?", (("dmy", "3 April"), ("mdy", "4 March")))
_LENGTHS = Question("--durations", "Is 2:14 in Talk minutes or hours?", (("m:ss", "134 s"), ("h:mm", "8,040 s")))


@pytest.fixture(autouse=True)
def exports(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[ImportAnswers]:
    """Let every file say the same, with two questions until they are answered; return the answers of each reading."""
    readings: list[ImportAnswers] = []

    def observed(paths: Sequence[Path], answers: ImportAnswers) -> Observations:
        readings.append(answers)
        is_open = {_DATES: answers.dates is None, _LENGTHS: "--durations" not in answers.choices}
        return replace(OBSERVATIONS, questions=tuple(question for question, is_asked in is_open.items() if is_asked))

    def measured(name: str, observations: Observations, answers: ImportAnswers) -> ImportNumbers:
        left_out = [spell for spell in MEASURED.faulty_spells if not set(flagged_days([spell])) & set(answers.keep)]
        return ImportNumbers(name, observations, MEASURED, answers, tuple(left_out))

    monkeypatch.setattr(command, "observe_files", observed)
    monkeypatch.setattr(command, "measure_files", measured)
    return readings


class _Keyboard(io.StringIO):
    """What somebody types at a terminal; when there is no more, they end it with Ctrl-D."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sit at a terminal and type lines."""

    def _type(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", _Keyboard("".join(f"{line}\n" for line in lines)))

    return _type


_ANSWERED = ("--dates", "dmy", "--answer", "durations=m:ss")


def test_every_question_is_asked_at_once_where_nobody_can_answer(call: Call, folder: Path) -> None:
    """Nothing is guessed: status 1, each question with options that can be typed as they stand, and nothing written."""
    before = everything_in(folder)

    result = call("import", "march.csv", "--yes")

    assert (result.status, result.out) == (1, "")
    for text in (_DATES.text, "--dates dmy", "--dates mdy", _LENGTHS.text, "--answer durations=m:ss"):
        assert text in result.err, text
    assert everything_in(folder) == before


def test_questions_stand_in_the_document_too(call: Call) -> None:
    """A program that calls simcall gets the questions as data."""
    result = call("import", "march.csv", "--yes", "--json")

    document = json.loads(result.out)
    assert result.status == 1
    assert [question["option"] for question in document["questions"]] == ["--dates", "--durations"]
    assert document["questions"][0]["choices"] == [
        {"value": "dmy", "meaning": "3 April"},
        {"value": "mdy", "meaning": "4 March"},
    ]


def test_answers_given_as_options_lead_to_a_folder(call: Call, folder: Path, exports: list[ImportAnswers]) -> None:
    """The folder has the name of the file, and the scenario in it loads."""
    result = call("import", "March 2026.csv.gz", *_ANSWERED, "--yes")

    assert (result.status, result.err) == (0, "")
    assert load(folder / "march-2026" / "scenario.toml").name == "march-2026"
    assert exports[-1].choices == {"--durations": "m:ss"}


def test_the_summary_shows_columns_totals_and_what_is_left_out(call: Call) -> None:
    """One line for a column, the totals to compare, faulty spells, hours without data, and the next commands."""
    out = " ".join(call("import", "march.csv", *_ANSWERED, "--yes").out.split())

    for text in (
        "march.csv: one row for each call, 2,000 rows read",
        "Start when the call reached the queue 2026-03-02 09:00:00 day first",
        "40 rows are left out: an outbound call (40)",
        "101 101 Public 1,400 1,200 200 14.3 % 61.0 s 75.5 s -",
        "Looks faulty, left out: Thursday 5 March 2026, 07:00 to 21:00.",
        "No data: Monday 9 March 2026, 08:00 to 12:00.",
        "The same files could also mean: 472 hours",
        "simcall run march/scenario.toml",
    ):
        assert text in out, text


def test_the_document_has_what_the_files_say(call: Call) -> None:
    """Figures of each line, faulty days included; what no file tells is null."""
    result = call("import", "march.csv", *_ANSWERED, "--yes", "--json")

    document = json.loads(result.out)
    assert (result.status, document["schema"], document["questions"]) == (0, 1, [])
    assert document["files"][0] == {
        "name": "march.csv",
        "kind": "calls",
        "system": "",
        "rows_read": 2000,
        "left_out": {"an outbound call": 40},
    }
    public = document["lines"]["101"]
    assert (public["queue"], public["offered"], public["asa"], public["mean_handling"]) == (
        "101 Public",
        1400,
        61,
        None,
    )
    assert document["lines"]["999"]["patience_median"] == 60
    assert document["lines"]["999"]["redial_excess"] == 0.38
    assert document["flagged_days"] == ["2026-03-05"]
    assert document["no_data"][0]["from"] == "2026-03-09T08:00"


def test_faulty_spells_are_proposed_and_not_left_out_in_silence(call: Call, folder: Path) -> None:
    """Without --yes and without a terminal, somebody has to accept the proposal or to keep the day."""
    result = call("import", "march.csv", *_ANSWERED)

    assert result.status == 1
    assert "Thursday 5 March 2026, 07:00 to 21:00" in result.err
    assert "--yes" in result.err
    assert "--keep" in result.err
    assert not (folder / "march").exists()


def test_a_day_that_is_kept_needs_no_more_consent(call: Call, folder: Path) -> None:
    """--keep says that the day is no fault; next month the answer is still there."""
    assert call("import", "march.csv", *_ANSWERED, "--keep", "2026-03-05").status == 0
    assert read_answers(folder / "march").keep == (date(2026, 3, 5),)


def test_next_month_is_one_command(call: Call, folder: Path, exports: list[ImportAnswers]) -> None:
    """The folder keeps the answers: with it, the new files need no option."""
    call("import", "march.csv", *_ANSWERED, "--line", "999=999 Emergency", "--yes", "--out", "hub")

    result = call("import", "april.csv", "--yes", "--out", "hub")

    assert result.status == 0
    assert "hub/observed/import.toml" in result.err
    assert exports[-1].lines == {"999": "999 Emergency"}
    assert exports[-1].dates == "dmy"


def test_a_fit_of_last_month_is_said_to_be_old(call: Call, folder: Path) -> None:
    """The fitted scenario stays in the folder and extends the new one: its values are those of the old files."""
    assert "Fit it again" not in call("import", "march.csv", "--out", "hub", "--yes", *_ANSWERED).out
    (folder / "hub" / "scenario-fitted.toml").write_text('extends = "scenario.toml"\n')

    result = call("import", "april.csv", "--out", "hub", "--yes")

    assert result.status == 0
    assert "hub/scenario-fitted.toml was fitted to the files of an earlier import. Fit it again" in result.out


def test_on_a_terminal_simcall_asks(
    call: Call, folder: Path, typed: Callable[..., None], exports: list[ImportAnswers]
) -> None:
    """Choices are taken by their numbers or as they are written; a faulty spell can be kept."""
    typed("2", "h:mm", "n")

    result = call("import", "march.csv")

    assert result.status == 0
    assert (exports[-1].dates, exports[-1].choices) == ("mdy", {"--durations": "h:mm"})
    assert read_answers(folder / "march").keep == (date(2026, 3, 5),)
    assert _DATES.text in result.err


def test_an_answer_that_is_no_choice_is_asked_for_again(call: Call, typed: Callable[..., None]) -> None:
    """The prompt says what can be typed."""
    typed("3", "1", "1", "y")

    result = call("import", "march.csv")

    assert result.status == 0
    assert "type a number from 1 to 2" in result.err


def test_an_interrupted_import_writes_nothing(call: Call, folder: Path, typed: Callable[..., None]) -> None:
    """Who ends the dialogue at a question leaves everything as it was."""
    before = everything_in(folder)
    typed("1")

    result = call("import", "march.csv")

    assert (result.status, everything_in(folder)) == (130, before)
    assert "nothing was written" in result.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--line", "999"), '--line: "999" has no name on each side'),
        (("--map", "A=talk", "--map", "A=wait"), '--map: "A" is given twice'),
        (("--map", "=talk"), '--map: "=talk" has no name'),
        (("--answer", "durations"), '--answer: "durations" has no name'),
        (("--keep", "5 March"), '--keep: "5 March": not a date'),
        (("--zone", "GMT+1h"), '--zone: there is no time zone "GMT+1h"'),
        (("--dates", "dym"), '--dates: "dym" is not an order; write dmy, mdy or ymd'),
    ],
)
def test_an_option_that_cannot_be_read_is_refused_with_what_to_write(
    call: Call, words: tuple[str, ...], message: str
) -> None:
    """All mistakes are said at once, before any file is read."""
    result = call("import", "march.csv", *words, "--keep", "yesterday")

    assert result.status == 1
    assert message in result.err
    assert '--keep: "yesterday"' in result.err


@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_an_error_that_nobody_foresaw_shows_no_data(
    call: Call, monkeypatch: pytest.MonkeyPatch, debug: tuple[str, ...]
) -> None:
    """A library's message may quote a cell: only the kind of error and its place are printed, with --debug too."""

    def failing(paths: Sequence[Path], answers: ImportAnswers) -> Observations:
        raise ValueError("could not convert string to float: '07700 900123'")

    monkeypatch.setattr(command, "observe_files", failing)

    result = call(*debug, "import", "march.csv", "--yes")

    assert result.status == 1
    assert "07700" not in result.err
    assert "ValueError in" in result.err
