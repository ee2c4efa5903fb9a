"""Dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcall.sheets.dates import date_orders, read_date

FIRST = date(2026, 10, 1)


@pytest.mark.parametrize(
    "text",
    ["01/10/2026", "1.10.26", "1-10-2026", "2026-10-01", "2026/10/1", "Thu 01-Oct-26", "1st October 2026", "1 Oct 2026",
     "Oct 1, 2026", "October 1 2026", "Thursday, 1 October 2026", "20261001", "46296"],
)  # fmt: skip
def test_ways_to_write_a_day(text):
    """The same day in many styles, day first where only numbers are there."""
    assert read_date(text, "dmy") == FIRST


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
def test_a_month_in_letters_has_its_day_beside_it(order):
    """01-Oct-26 is the first of October in any order: nobody writes the year beside the month's name first."""
    assert read_date("01-Oct-26", order) == FIRST


@pytest.mark.parametrize(
    "text", ["", "32/10/2026", "31/09/2026", "1/13/2026", "Total", "10:00", "1/10", "Foo 1/10/2026", "1234"]
)
def test_what_is_no_date(text):
    """Days that do not exist, and words, are no dates; a date without a year needs one."""
    assert read_date(text, "dmy") is None


def test_a_date_without_a_year_takes_the_one_that_is_given():
    """A rota's heading such as 1 Oct is of the rota's year."""
    assert read_date("1 Oct", "dmy", 2026) == FIRST


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["01/10/2026", "13/10/2026"], ("dmy",)),
        (["10/01/2026", "10/13/2026"], ("mdy",)),
        (["01/10/2026", "02/10/2026"], ("dmy", "mdy")),
        (["990201", "990228"], ("ymd",)),
        (["Thu 01/10/2026", "Fri 02/10/2026"], ("dmy",)),
        (["05/05/2026"], ("dmy",)),
        (["01/10/2026", "31/09/2026", "30/10/2026"], ("dmy",)),
        (["soon", ""], ()),
    ],
)
def test_the_whole_column_tells_the_order(texts, orders):
    """An order is possible if it reads all that any order reads; weekdays decide; more than one must be asked."""
    assert date_orders(texts) == orders


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.sampled_from([("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"), ("ymd", "%Y%m%d")]),
)
def test_every_day_is_read_as_it_was_written(day, style):
    """Writing a day and reading it in the same order gives the day."""
    order, written = style
    assert read_date(day.strftime(written), order) == day
