"""Sheets with a column for each day or hour."""

from __future__ import annotations

from simcall.sheets.crosstabs import columns_across

HEADER = ("Time", "1", "2", "3", "Total")


def test_columns_across_are_those_whose_names_are_headings() -> None:
    """The label and the total stand beside them."""
    assert columns_across(HEADER, str.isdecimal, fewest=3) == [1, 2, 3]


def test_too_few_headings_are_another_layout() -> None:
    """Three numbers may be anything."""
    assert columns_across(HEADER, str.isdecimal, fewest=4) == []


def test_a_heading_that_comes_twice_is_another_layout() -> None:
    """Two weeks side by side, or a queue's columns beside another's, are no table of days by hours."""
    assert columns_across((*HEADER, "2"), str.isdecimal, fewest=3) == []
