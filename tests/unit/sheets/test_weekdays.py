"""Weekdays, in the forms that people write."""

from __future__ import annotations

import pytest

from simcall.sheets.weekdays import read_weekday, weekdays_of_initials


@pytest.mark.parametrize(
    ("text", "day"),
    [("Mon", 0), (" tues.", 1), ("Weds", 2), ("THURSDAY", 3), ("Fridays", 4), ("Dydd Sadwrn", 5), ("Su", 6)],
)
def test_weekdays(text: str, day: int) -> None:
    """Capitals, full stops and plurals do not matter."""
    assert read_weekday(text) == day


@pytest.mark.parametrize("text", ["", "S", "Month", "Satisfied", "1", "Sunny"])
def test_other_words(text: str) -> None:
    """A word that only begins like a weekday is none."""
    assert read_weekday(text) is None


@pytest.mark.parametrize(
    ("letters", "first"),
    [("MTWTFSS", 0), ("ssmtwtf", 5), ("SMTWTFS", 6), ("MTWTFSSMTWTFSS", 0), ("MTWTF", None), ("ELNELNE", None)],
)
def test_initials(letters: str, first: int | None) -> None:
    """A whole week of initials can begin on one day alone."""
    expected = [] if first is None else [(first + position) % 7 for position in range(len(letters))]
    assert weekdays_of_initials(letters) == expected
