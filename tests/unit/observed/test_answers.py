"""The answers of an import are kept, read back, and overruled by what a command says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from simcall.errors import SimcallError
from simcall.observed.answers import ANSWERS, ImportAnswers, answers_text, read_answers

_ALL = ImportAnswers(
    lines={"999": "999 Emergency", "101": 'Public "101"'},
    columns={"Ring Duration": "ring"},
    zone="UTC",
    local_zone="Europe/Dublin",
    dates="dmy",
    choices={"--durations": "seconds"},
    keep=(date(2026, 3, 5),),
    staff="../rota.xlsx",
)


@pytest.mark.parametrize("answers", [_ALL, ImportAnswers(), ImportAnswers(zone="Europe/London")])
def test_answers_are_read_back_as_they_were(tmp_path: Path, answers: ImportAnswers) -> None:
    """Next month's import reads this month's answers; the rota is found from any folder."""
    (tmp_path / ANSWERS).parent.mkdir()
    (tmp_path / ANSWERS).write_text(answers_text(answers), encoding="utf-8")

    staff = None if answers.staff is None else str(tmp_path.parent / "rota.xlsx")
    assert read_answers(tmp_path) == replace(answers, staff=staff)


def test_a_new_folder_has_no_answers(tmp_path: Path) -> None:
    """The first import asks everything."""
    assert read_answers(tmp_path) == ImportAnswers()


def test_an_option_counts_for_more_than_an_earlier_answer() -> None:
    """What a command says replaces what was said before, answer by answer; lines are replaced as a whole."""
    later = ImportAnswers(lines={"999": "Emergency"}, zone="Europe/London", keep=(date(2026, 4, 1),))

    answers = later.laid_over(_ALL)

    assert answers.lines == {"999": "Emergency"}
    assert answers.zone == "Europe/London"
    assert (answers.dates, answers.columns, answers.staff) == (_ALL.dates, _ALL.columns, _ALL.staff)
    assert answers.keep == (date(2026, 3, 5), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("text", "message"),
    [("zone = ", "cannot be read"), ('dates = "dym"', "dates"), ("line = 1", "line"), ("keep = [3]", "keep")],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    """The message names the file and the answer."""
    (tmp_path / ANSWERS).parent.mkdir()
    (tmp_path / ANSWERS).write_text(text)

    with pytest.raises(SimcallError, match=rf"import\.toml: .*{message}.*correct it"):
        read_answers(tmp_path)


def test_answers_to_the_rotas_questions_are_keys_of_the_roster() -> None:
    """Numbers, lists and words are written as a scenario has them; the reader of exports does not see them."""
    answers = ImportAnswers(choices={"--roster.people": "8", "--roster.nights": "end", "--durations": "seconds"})

    assert answers.roster("rota.xlsx") == {"file": "rota.xlsx", "people": 8, "nights": "end"}
    assert answers.roster(None) is None
    assert answers.reading_choices == {"--durations": "seconds"}
