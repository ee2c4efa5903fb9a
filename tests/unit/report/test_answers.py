"""The sentences at the top, for figures written by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import simcall as sc
from simcall.api import Comparison, Results
from simcall.report.of_comparison import answer as answer_on
from simcall.report.of_run import answer
from simcall.report.reading import open_results
from simcall.report.sentences import odd_in, target_table
from simcall.report.writing import document_of
from simcall.scenario import warnings
from tests.making import TWO_LINES, scenario
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


# Of comparisons -------------------------------------------------------------------------------------------------------


def named(name: str, in_target: Any) -> Results:
    """Return a run of another name, in which so many calls are answered in time."""
    totals = {"in_target": in_target, "answered": (1000, 1000), "offered": (1000, 1000), "not_short": (1000, 1000)}
    return measured(hours(24, name), {"999": {**totals, "abandoned": (0, 0), "fresh": (1000, 1000)}})


def test_one_scenario_against_the_base():
    """Of one scenario the first sentence tells the first line, and whether its target is met in both."""
    first, *_ = answer_on(Comparison((run((800, 801)), named("more", (950, 952)))))
    assert first.startswith(
        'In the 1 day from 5 February 2024, against "by hand": with "more", 999 answered in 10 s: 95.1 %'
    )
    assert first.endswith('; the target of 90 % for 999 is missed with "by hand", met with "more".')


def test_several_scenarios_have_a_paragraph_each():
    """Of several scenarios each has its own paragraph, with its figures alone and whether each target is met."""
    runs = (run((800, 801)), *(named(name, share) for name, share in (("a", (950, 952)), ("b", (700, 701)))))
    first, of_a, of_b, last = answer_on(Comparison(runs))
    assert first == 'In the 1 day from 5 February 2024, each is held against "by hand".'
    assert of_a.startswith('With "a": 999 answered in 10 s: 95.1 % against 80.0 %')
    assert of_b.startswith('With "b": 999 answered in 10 s: 70.0 % against 80.0 %')
    assert of_a.endswith(" 999, target 90 % in 10 s: met. In the base: missed.")
    assert of_b.endswith(" 999, target 90 % in 10 s: missed. In the base: missed.")
    assert last.startswith("It rests on")


# What is odd ----------------------------------------------------------------------------------------------------------

GAP = {"groups.handlers.headcount_profile": [0 if hour % 24 == 14 else 3 for hour in range(168)]}


def test_odd_things_stand_at_the_top(tmp_path: Path):
    """What `simcall check` calls odd is an alert of a run, and of a comparison with its scenario's name, once."""
    base = scenario(TWO_LINES).update(GAP, name="the base")
    more = base.update({"groups.officers.headcount": 3}, name="more officers")
    sc.run(base, replications=2, jobs=1).save(tmp_path / "run", figures=False)
    sc.compare(base, more, replications=2, jobs=1).save(tmp_path / "comparison", figures=False)
    for folder in ("run", "comparison"):
        (part,) = document_of([open_results(tmp_path / folder)]).parts
        (odd,) = (alert for alert in part.alerts if "14:00 to 15:00" in alert)
        assert odd.startswith("Odd in the base: "), folder


def test_odd_things_that_the_base_does_not_have():
    """Of a scenario beside its base only what the base does not have too is told; who can answer comes first."""
    whole = scenario(TWO_LINES)
    gap = whole.update(GAP, name="gap")
    own = [one for one in warnings(gap) if one not in warnings(whole)]
    assert odd_in(whole, whole) == ()
    assert any("14:00 to 15:00" in one for one in own)
    (told,) = odd_in(gap, whole)
    assert re.match(r"Odd in gap: \w+ cannot be answered every day 14:00 to 15:00", told)
    assert all(one[1:] in told for one in own)


def test_more_odd_things_than_a_reader_bears():
    """After four it is said how many more there are, and where they stand."""
    made = scenario(TWO_LINES)
    shifts = {f"shifts.{name}": {"start": "06:00", "length": "8 h"} for name in "abcdefg"}
    many = made.update(shifts, name="many")
    (told,) = odd_in(many, made)
    left = len([one for one in warnings(many) if one not in warnings(made)]) - 4
    assert told.count("is not in any rota: nobody works it.") == 4
    assert told.endswith(f" {left} more stand in the register of inputs.")
