"""The sentences at the top, for figures written by hand."""

from __future__ import annotations

from typing import Any

from simcall.measures import Results
from simcall.report.of_run import answer
from simcall.report.sentences import target_table
from tests.measured import hours, measured


def run(in_target: Any, answered: Any = (1000, 1000), offered: Any = (1000, 1000), abandoned: Any = (0, 0)) -> Results:
    """Return a run of line 999, target 90 % in 10 s, with these totals by replication."""
    totals = {"in_target": in_target, "answered": answered, "offered": offered, "not_short": offered}
    return measured(hours(24), {"999": {**totals, "abandoned": abandoned, "fresh": offered}})


def test_met():
    """A share whose whole interval is above the target: met, with both ends, and what callers gave up."""
    first = answer(run((950, 952), abandoned=(10, 10), answered=(1000, 1000), offered=(1010, 1010)))[0]
    assert first.startswith(
        "In the 1 day from 5 February 2024, 95.1 % [93.8 %, 96.4 %] of the 999 calls that are answered"
    )
    assert "would be answered within 10 s: the target of 90 % is met, and callers would give up 1.0 % " in first


def test_missed():
    """A share whose whole interval is below the target: missed."""
    assert ": the target of 90 % is missed, and callers" in answer(run((800, 801)))[0]


def test_too_close_to_call():
    """Where the interval holds the target the sentence says so, whichever side the estimate is on."""
    assert "is met, but too close to call, as the interval holds it" in answer(run((880, 930)))[0]
    assert "is missed, but too close to call, as the interval holds it" in answer(run((870, 920)))[0]


def test_nobody_answered():
    """Where callers rang and nobody answered the target is missed; where nobody rang nothing is claimed."""
    none = answer(run((0, 0), answered=(0, 0), abandoned=(1000, 1000)))[0]
    assert "the target of 90 % is missed: nobody was answered" in none
    assert answer(run((0, 0), (0, 0), (0, 0)))[0] == "In the 1 day from 5 February 2024, nobody would ring 999."


def test_one_replication():
    """One replication gives no brackets, and the last sentence says what that means."""
    first, last = answer(run((950,), (1000,), (1000,), (0,)))
    assert "95.0 % of the 999 calls" in first
    assert "One replication gives no intervals" in last


def test_what_it_rests_on():
    """The last sentence counts assumed inputs and says that the brackets do not hold them."""
    last = answer(run((950, 952)))[-1]
    assert (
        "assumed inputs, among them how many ring 999, how many handlers are on duty and how long a call to 999" in last
    )
    assert "not how far those inputs may be wrong" in last


def test_the_table_says_the_same():
    """The verdict in the table is that of the sentence, in words, with a tone that says no more."""
    for totals, word, tone in (
        ((950, 952), "met", "good"),
        ((800, 801), "missed", "bad"),
        ((880, 930), "met, but", "unsure"),
    ):
        table = target_table([run(totals)])
        mark = table.rows[0][-1]
        assert str(mark).startswith(word)
        assert mark.tone == tone
