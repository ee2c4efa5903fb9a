"""The table that a planner reads."""

from __future__ import annotations

import json
import re

import pytest

from simcall.measures import LINE_MEASURES
from tests.cli.calling import QUICK, Call


def flat(text: str) -> str:
    """Return text with every run of white space as one blank, since a table folds its cells."""
    return " ".join(text.split())


def row(out: str, measure: str) -> str:
    """Return the line of the table that begins with a measure's name."""
    return next(line for line in out.splitlines() if line.startswith(f"{measure} "))


def test_definitions_beside_the_figures(call: Call):
    """Each figure has its interval in square brackets and the definition in force, the target's own time in it."""
    out = call("run", "tiny.toml", *QUICK, "--set", "lines.999.answer_target.within=20 s").out
    shown = row(out, "answered_in_target")
    assert re.search(r"\d+\.\d %  \[\d+\.\d %, \d+\.\d %\]  ", shown)
    assert "strictly under 20 s / answered" in shown
    assert "busy (picking up and handling)" in row(out, "occupancy")


def test_short_abandonments_are_in_the_definition(call: Call):
    """The threshold under which an abandonment is short stands in the definitions that depend on it."""
    plain = row(call("run", "tiny.toml", *QUICK).out, "abandonment_rate")
    with_threshold = call("run", "tiny.toml", *QUICK, "--set", "lines.999.short_abandon=5 s").out
    assert "however soon" in plain
    assert "after 5 s or longer" in row(with_threshold, "abandonment_rate")


@pytest.mark.parametrize(("headcount", "verdict"), [(1, "missed"), (20, "met")])
def test_met_or_missed_in_a_sentence(call: Call, headcount, verdict):
    """A sentence says the share found, its interval, the target, and whether it was met."""
    out = flat(call("run", "tiny.toml", *QUICK, "--set", f"groups.handlers.headcount={headcount}").out)
    sentence = re.search(r"999: (.*?) of answered calls in time; target 90 % within 10 s: (.*?)\.", out)
    assert sentence
    assert re.fullmatch(r"\d+\.\d % \[.*\]", sentence[1])
    assert sentence[2].split(",")[0] == verdict


def test_groups_with_nobody_are_one_line(call: Call):
    """A group that was never on duty has a line in the place of a table of dashes; JSON keeps its figures."""
    nobody = ("--set", 'groups.helpers={ lines = ["999"], headcount = 0 }')
    out = call("run", "tiny.toml", *QUICK, *nobody).out
    assert "Group helpers: nobody on duty" in out
    assert len(re.findall("^occupancy ", out, re.MULTILINE)) == 1
    document = json.loads(call("run", "tiny.toml", *QUICK, *nobody, "--json").out)
    assert document["groups"]["helpers"]["duty_hours"]["mean"] == 0


def test_one_replication_has_no_interval(call: Call):
    """One replication says that it gives no intervals, and speaks of none."""
    words = ("--replications", "1", "--jobs", "1", "--no-figures")
    printed = call("run", "tiny.toml", *words, "--set", "groups.handlers.taken_from=response").out
    out = flat(printed)
    assert "means of a whole span. One replication gives no intervals." in out
    assert "[" not in out
    sentences = [line for line in printed.splitlines() if line.startswith(("999: ", "handlers: "))]
    assert len(sentences) == 3
    assert not [line for line in sentences if "  " in line]
    assert "the interval holds the target" not in out


def test_assumed_inputs_are_named(call: Call):
    """The inputs that are only assumed are named under the figures; those that are published, and settings, are not."""
    out = flat(call("run", "tiny.toml", *QUICK).out)
    assumed = re.search(r"Assumed, [^:]*\((\d+) inputs\): ([^:]*)\. Saved in", out)
    assert assumed
    names = assumed[2].split(", ")
    assert len(names) == int(assumed[1])
    assert "lines.999.patience" in names
    assert "lines.999.demand.calls_per_day" not in names
    assert not {"name", "start", "days"} & set(names)


def test_overload_is_said_plainly(call: Call):
    """A queue that only grows ends at the horizon, and how many still waited is said in a sentence."""
    words = ("--set", "lines.999.demand.calls_per_day=1000", "--set", "lines.999.patience.mean=300 day")
    out = call("run", "tiny.toml", *QUICK, *words).out
    assert re.search(r"Line 999: \d+ calls \([\d.]+% of those offered\) still waited when the run ended", flat(out))
    assert re.search(r"^still_waiting +\d+", out, re.MULTILINE)


def test_no_overload_no_alarm(call: Call):
    """A run that ends with an empty queue says nothing of calls that still wait."""
    out = call("run", "tiny.toml", *QUICK, "--set", "groups.handlers.headcount=20").out
    assert "still wait" not in out


def test_where_it_was_saved(call: Call):
    """The last line says where the results are."""
    assert call("run", "tiny.toml", *QUICK).out.splitlines()[-1].replace("\\", "/") == "Saved in results/tiny-hub"


def test_a_narrow_terminal_cuts_no_figure(call: Call, monkeypatch):
    """In a terminal of 40 columns figures, intervals and names are whole: what is cut short could mislead."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    out = call("run", "tiny.toml", *QUICK).out
    assert "…" not in out
    assert all(measure.name in out for measure in LINE_MEASURES if measure.name.startswith("answer"))
    assert "strictly under" in flat(out)


def test_no_colour_into_a_file(call: Call):
    """Output that is no terminal holds no escape codes, and its words are the same in any width."""
    out = call("run", "tiny.toml", *QUICK).out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 120


def test_hours_taken_from_other_work(call: Call):
    """What the help of a group costs its own work is said in hours, and priced where a price is given."""
    taken = ("--set", "groups.handlers.taken_from=response")
    said = flat(call("run", "tiny.toml", *QUICK, *taken).out)
    assert re.search(r"handlers: 48\.0 h on duty, and 0\.0 h after it, taken from response\. ", said)
    priced = flat(call("run", "tiny.toml", *QUICK, *taken, "--set", "groups.handlers.cost_per_hour=2.5").out)
    assert "taken from response; at 2.5 an hour 120 in all." in priced
    assert "taken from" not in call("run", "tiny.toml", *QUICK).out
