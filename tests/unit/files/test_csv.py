"""Results in CSV files: numbers that every program reads, and text that none takes for a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.files.spreadsheet_text import harmless
from simcall.files.whole import write_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_is_no_formula(tmp_path: Path, start: str) -> None:
    """A line called =HYPERLINK(…) would be a link in the spreadsheet of whoever opens the table."""
    name = f"{start}HYPERLINK(1)"
    write_csv([name, "mean"], [[name, -1.5], ["999", -2]], tmp_path / "a.csv")
    name = name.replace("\r", "\n")  # a lone carriage return would begin a new row
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [[f"'{name}", "mean"], [f"'{name}", "-1.5"], ["999", "-2"]]


@given(st.text())
def test_other_text_stays(text: str) -> None:
    """An apostrophe before every text would spoil the names that other programs look up."""
    assert harmless(text) in (text, f"'{text}")
    assert harmless(f"a{text}") == f"a{text}"
