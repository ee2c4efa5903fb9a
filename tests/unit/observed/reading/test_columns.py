"""The line of a column shows what it is taken for, and never what names a caller or a person."""

from __future__ import annotations

import pandas as pd

from simcall.observed.reading.columns import Meaning, describe_columns
from simcall.observed.reading.tables import Table

_MEANINGS = {
    0: Meaning("start of the call", "day first"),
    1: Meaning("answered or abandoned", "Ann Ashgrove: answered; Lost: abandoned"),
    2: Meaning("who answered", is_private=True),
}


def _table(names: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
    return Table("march.csv", 0, None, (), names, pd.DataFrame(rows, index=range(2, len(rows) + 2)))


def test_a_column_has_its_name_its_meaning_values_and_what_was_assumed() -> None:
    """Three different values are shown, in the order of the file; a column that is not read shows none."""
    rows = [(f"0{day}/03/2026", "Lost", "Ann Ashgrove", "a note") for day in (1, 1, 2, 3, 4)]

    lines = describe_columns(_table(("Start", "Result", "Agent", "Notes"), *rows), _MEANINGS)

    assert lines[0] == ("Start", "start of the call", "01/03/2026, 02/03/2026, 03/03/2026", "day first")
    assert lines[2][2] == lines[3][2] == "not shown"


def test_a_name_that_stands_in_another_column_is_not_shown() -> None:
    """Cells of a damaged file have moved: what is somebody's name in one column is no value of another."""
    rows = [("Ann Ashgrove", "Ann Ashgrove", "Ann Ashgrove"), ("02/03/2026", "Lost", "")]

    lines = describe_columns(_table(("Start", "Result", "Agent"), *rows), _MEANINGS)

    assert [line[2] for line in lines] == ["02/03/2026", "Lost", "not shown"]
    assert lines[1][3] == "not shown: answered; Lost: abandoned"


def test_a_name_in_the_header_is_not_shown() -> None:
    """A column that somebody has named after a person has a number instead."""
    lines = describe_columns(
        _table(("Start", "Result", "Agent", "Ann Ashgrove"), ("", "", "Ann Ashgrove", "x")), _MEANINGS
    )

    assert [line[0] for line in lines] == ["Start", "Result", "Agent", "column 4"]
