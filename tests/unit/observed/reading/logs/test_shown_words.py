"""Words for outcomes that may name somebody are neither printed nor asked about by name."""

from __future__ import annotations

import pandas as pd
import pytest

from simcall.observed.reading.logs.shown_words import words_not_to_show
from tests.unit.observed.reading.logs.made_up import as_text, made_up_calls, read_text, rows_of

SYSTEM_WORDS = ("answered", "system", "error")


@pytest.mark.parametrize(
    ("word", "rows", "is_hidden"),
    [
        ("Ada Example", 50, True),
        ("EXAMPLE, Ada", 50, True),
        ("A. Example", 50, True),
        ("told Bo Sample", 50, True),
        ("07700900123", 50, True),
        ("Zebra", 4, True),
        ("Zebra", 5, False),
        ("Code 17", 50, False),
        ("System Error", 1, False),
        ("Advice Given", 50, False),
        ("2", 1, False),
    ],
)
def test_words_that_are_rare_or_may_be_names(word: str, rows: int, is_hidden: bool) -> None:
    """A person of the agents' column is one wherever the name stands."""
    hidden = words_not_to_show(pd.Series([word] * rows), {"Bo Sample"}, SYSTEM_WORDS)

    assert hidden == ({word} if is_hidden else set())


@pytest.mark.parametrize("person", ["Sample, Bo", "SAMPLE Bo", "b.sample", "Bo A. Sample"])
def test_a_person_whose_name_another_column_writes_otherwise(person: str) -> None:
    """The parts of a name count, in any order; words that systems use do not, although a person may have them."""
    words = pd.Series(["Answered by Bo Sample"] * 50 + ["Answered by a person"] * 50)
    assert words_not_to_show(words, {person}, SYSTEM_WORDS) == {"Answered by Bo Sample"}


def test_a_column_of_names_is_asked_about_without_them(tmp_path) -> None:
    """The question names the column, a row and the way to leave it out."""
    rows = rows_of(made_up_calls())
    for number, row in enumerate(rows[1:]):
        row[3] = ("Ada Example", "Bo Sample", "Cy Specimen")[number % 3]

    observed = read_text(tmp_path, as_text(rows))

    (question,) = observed.questions
    assert question.choices == (("Result=ignore", "do not read this column"),)
    assert 'column "Result" has 3 values that simcall does not know, in 120 rows; the first is row 2' in question.text
    assert not any(name in repr((observed.questions, observed.files)) for name in ("Example", "Sample", "Specimen"))
    assert not read_text(tmp_path, as_text(rows), columns={"Result": "ignore"}).questions
