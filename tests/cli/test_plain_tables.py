"""Tables on the terminal: words and numbers stay whole wherever there is room for them."""

from __future__ import annotations

import pytest
from rich.text import Text

from simcall.cli.console import SafeConsole
from simcall.cli.plain_tables import PlainTable, plain_table

HEADINGS = ("line", "queue", "abandoned", "mean wait of all calls")
ROWS = [("999", "999 Emergency", "207", "39.7 s"), ("crime-desk", "101 Non-Emergency contact", "1,207", "54.4 s")]


def printed(width: int, **options: bool) -> list[str]:
    """Return the lines of the table on a terminal of a width."""
    return lines_of(plain_table(HEADINGS, ROWS, numbers=HEADINGS[2:], **options), width)


def lines_of(table: PlainTable, width: int) -> list[str]:
    """Return what is printed of a table on a terminal of a width."""
    console = SafeConsole(width=width)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.mark.parametrize("width", [52, 60, 80, 120])
def test_no_word_and_no_number_is_broken(width: int) -> None:
    """Each word of the table is in some line whole, and a number stands with its unit."""
    lines = printed(width)
    text = " ".join(lines)
    words = {word for cell in (*HEADINGS, *ROWS[0], *ROWS[1]) for word in cell.split()}
    assert words <= set(text.split())
    assert "39.7 s" in text
    assert "54.4 s" in text
    assert max(map(len, lines)) <= width


def test_a_table_that_is_too_wide_is_turned() -> None:
    """Where the words of four columns have no room, the two rows become columns."""
    headings = ("line", "offered", "answered", "abandoned")
    table = plain_table(headings, [("999", "2,853", "2,646", "207"), ("101", "5,181", "4,421", "760")])
    assert lines_of(table, 40)[0].split() == list(headings)
    assert lines_of(table, 30) == [
        "line       999    101",
        "offered    2,853  5,181",
        "answered   2,646  4,421",
        "abandoned  207    760",
    ]


def test_nothing_is_cut_where_not_even_words_have_room() -> None:
    """On a terminal of 20 letters words are broken, and all of their letters are there."""
    letters = sorted("".join(printed(20)).replace(" ", ""))
    assert letters == sorted("".join((*HEADINGS, *ROWS[0], *ROWS[1])).replace(" ", ""))


def test_a_table_without_headings_keeps_its_rows() -> None:
    """Without headings a row cannot become a column: nothing would name what is in it."""
    assert printed(44, has_header=False)[0].startswith("999")


@pytest.mark.parametrize("width", [12, 13, 17, 20, 26, 30, 39])
def test_a_number_in_a_sentence_keeps_its_unit(width: int) -> None:
    """Wherever the line ends, "+19.9 points" and "[91.7 %," stay whole."""
    console = SafeConsole(width=width)
    with console.capture() as capture:
        console.print(Text("Of 31.8 points, 91.9 % [91.7 %, 92.1 %] and 3.2 s; every 10 s or 20 handlers."))
    lines = [line.strip() for line in capture.get().splitlines()]
    assert max(map(len, lines)) <= width
    assert " ".join(lines) == "Of 31.8 points, 91.9 % [91.7 %, 92.1 %] and 3.2 s; every 10 s or 20 handlers."
    assert all(
        any(number in line for line in lines) for number in ("31.8 points,", "91.9 %", "[91.7 %,", "92.1 %]", "3.2 s;")
    )
