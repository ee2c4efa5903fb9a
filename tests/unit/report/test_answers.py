"""The sentences at the top, for figures written by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import simcall as sc
from simcall.api import Comparison, Results
from simcall.measures import verdicts
from simcall.present.pictures import pictures_of
from simcall.report.again import run_again
from simcall.report.first_page import answer, basis, headline, key_figures, worst_table
from simcall.report.of_comparison import answer as answer_on
from simcall.report.of_comparison import basis as basis_of
from simcall.report.reading import open_results
from simcall.report.sentences import odd_in, target_table
from simcall.report.weeks import week_tables
from simcall.report.writing import document_of
from simcall.scenario import warnings
from tests.making import TWO_LINES, constant, scenario
from tests.measured import hours, measured


def run(in_target: Any, answered: Any = (1000, 1000), offered: Any = (1000, 1000), abandoned: Any = (0, 0)) -> Results:
    """Return a run of line 999, target 90 % in 10 s, with these totals by replication."""
    totals = {"in_target": in_target, "answered": answered, "offered": offered, "not_short": offered}
    return measured(hours(24), {"999": {**totals, "abandoned": abandoned, "fresh": offered}})


def test_met():
    """A share whose whole interval is above the target: met; then its figures, and the share abandoned."""
    results = run((950, 952), abandoned=(10, 10), answered=(1000, 1000), offered=(1010, 1010))
    assert answer(results) == (
        "999 meets its target.",
        "95.1 % of answered 999 calls would be answered within 10 s; the target is 90 %. 1.0 % of 999 calls would be "
        "abandoned.",
    )


def test_key_figures():
    """The large figures have their intervals in words, what they are a share of, and the verdict."""
    in_target, abandoned = key_figures(run((950, 952), abandoned=(10, 10), offered=(1010, 1010)))
    assert (in_target.label, in_target.figure) == ("999: answered within 10 s", "95.1 %")
    assert in_target.interval == "between 93.8 % and 96.4 %"
    assert in_target.note == "of answered calls; target 90 %"
    assert (str(in_target.verdict), in_target.verdict.tone) == ("met", "good")
    assert (abandoned.figure, abandoned.note, abandoned.verdict) == ("1.0 %", "of 999 calls", None)


def test_work():
    """Nobody rings, answers or abandons work: it is started. Phone lines come first, whatever their priority."""
    reports = {"kind": "work", "priority": 1, "handling": constant("20 min"), "demand": {"calls_per_day": 48}}
    target = {"answer_target": {"within": "1 h", "share": 0.95}}
    both = {"groups__handlers__lines": ["999", "reports"], "lines__999__priority": 2}
    calls = {"in_target": (950, 952), "answered": (1000, 1000), "offered": (1000, 1000), "not_short": (1000, 1000)}
    started = {**calls, "in_target": (960, 970)}
    results = measured(hours(24, lines__reports={**reports, **target}, **both), {"999": calls, "reports": started})
    assert answer(results)[2] == ("96.5 % of reports that are started would be started within 1 h; the target is 95 %.")
    assert [(figure.label, figure.note) for figure in key_figures(results)][2:] == [
        ("reports: started within 1 h", "of items started; target 95 %")
    ]
    without = measured(
        hours(24, lines__reports=reports, **both), {"999": calls, "reports": {**started, "answer_s": (60_000, 60_000)}}
    )
    assert answer(without)[2] == "reports would wait 60.0 s on average until somebody starts."
    none = measured(hours(24, lines__reports=reports, **both), {"999": calls})
    assert answer(none)[2] == "No work would come to reports."


def test_work_has_no_share_abandoned():
    """Neither the tables of the week nor the pictures show a share abandoned of work."""
    work = {"kind": "work", "handling": constant("20 min"), "demand": {"calls_per_day": 48}}
    both = {"lines__reports": work, "groups__handlers__lines": ["999", "reports"]}
    results = sc.run(hours(24, **both), replications=1, seed=1, jobs=1)
    titles = [table.caption for table in week_tables(results) if "abandoned" in table.caption]
    assert titles == ["999: share of calls abandoned, by hour and day"]
    texts = [picture.alternative for picture in pictures_of(results) if "abandonment" in picture.name]
    assert len(texts) == 2
    assert not [text for text in texts if "reports" in text]


def test_missed():
    """A share whose whole interval is below the target: missed."""
    assert answer(run((800, 801)))[0] == "999 misses its target."


def test_too_close_to_call():
    """Where the interval holds the target the sentence says so, whichever side the estimate is on."""
    for totals in ((880, 930), (870, 920)):
        assert answer(run(totals))[0] == "For 999 it is too close to call."


def test_nobody_answered():
    """Where callers rang and nobody answered the target is missed; where nobody rang nothing is claimed."""
    none = answer(run((0, 0), answered=(0, 0), abandoned=(1000, 1000)))
    assert none == (
        "999 misses its target.",
        "No 999 call would be answered, and 100.0 % of 999 calls would be abandoned.",
    )
    assert answer(run((0, 0), (0, 0), (0, 0))) == ("Nobody rang 999.", "Nobody would ring 999.")


def test_several_lines_in_the_headline():
    """Lines with the same verdict share a part of the sentence."""
    (met,) = verdicts(run((950, 952)))
    (missed,) = verdicts(run((800, 801)))
    others = [
        replace(judged, target=replace(judged.target, line_or_group=name))
        for judged, name in ((met, "101"), (missed, "112"), (missed, "18000"))
    ]
    assert headline([met, *others]) == "999 and 101 meet their targets; 112 and 18000 miss their targets."
    assert headline([]) == "No line has a target."


def test_one_replication():
    """One replication gives no intervals, and the last sentence says what that means."""
    results = run((950,), (1000,), (1000,), (0,))
    assert next(key_figures(results)).interval == ""
    assert "One replication gives no intervals" in basis(results)


def test_what_it_depends_on():
    """The last sentences count assumed inputs and say that the intervals do not cover errors in them."""
    last = basis(run((950, 952)))
    about = "how many calls 999 receives, how many handlers are on duty and how long a 999 call takes"
    assert f"assumed inputs, including {about}" in last
    assert "They cover chance, but not errors in the inputs" in last


def test_worst_hours(results):
    """The worst hours of the week are named, and none are if nothing goes wrong."""
    assert worst_table(run((1000, 1000))) is None
    table = worst_table(run_again(open_results(results["run"])))
    assert table is None or all(re.search(r"\d\d:00 to", str(row[1])) for row in table.rows)


def test_the_table_says_the_same():
    """The verdict in the table is one of four words, with a tone that says no more."""
    for totals, word, tone in (
        ((950, 952), "met", "good"),
        ((800, 801), "missed", "bad"),
        ((880, 930), "too close to call", "unsure"),
    ):
        table = target_table([run(totals)])
        mark = table.rows[0][-1]
        assert str(mark) == word
        assert mark.tone == tone


# Of comparisons -------------------------------------------------------------------------------------------------------


def named(name: str, in_target: Any) -> Results:
    """Return a run of another name, in which so many calls are answered in time."""
    totals = {"in_target": in_target, "answered": (1000, 1000), "offered": (1000, 1000), "not_short": (1000, 1000)}
    return measured(hours(24, name), {"999": {**totals, "abandoned": (0, 0), "fresh": (1000, 1000)}})


def test_one_scenario_against_the_base():
    """Of one scenario the answer names the targets that it and the base meet, then what changes."""
    first, *changes = answer_on(Comparison((run((800, 801)), named("more", (950, 952)))))
    assert first == "999 meets its target. In the base: 999 misses its target."
    assert changes[0].startswith("999 answered in 10 s: 95.1 % against 80.0 %")


def test_several_scenarios_have_a_paragraph_each():
    """Of several scenarios each has its own paragraph, with its figures alone and whether each target is met."""
    runs = (run((800, 801)), *(named(name, share) for name, share in (("a", (950, 952)), ("b", (700, 701)))))
    first, of_a, of_b = answer_on(Comparison(runs))
    assert first == "2 scenarios compared with by hand: 999 misses its target."
    assert of_a.startswith("a: 999 meets its target. 999 answered in 10 s: 95.1 % against 80.0 %")
    assert of_b.startswith("b: 999 misses its target. 999 answered in 10 s: 70.0 % against 80.0 %")
    assert basis_of(Comparison(runs)).startswith("These results depend on")


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
    """After two the alert says how many more there are, and where to find them."""
    made = scenario(TWO_LINES)
    shifts = {f"shifts.{name}": {"start": "06:00", "length": "8 h"} for name in "abcdefg"}
    many = made.update(shifts, name="many")
    (told,) = odd_in(many, made)
    left = len([one for one in warnings(many) if one not in warnings(made)]) - 2
    assert told.count("is not in any rota: nobody works it.") == 2
    assert told.endswith(f" {left} more are in the register of inputs.")
