"""The tables of `simcall run --all`: every measure with its definition."""

from __future__ import annotations

import json
import re
from itertools import takewhile

from simcall.measures import LINE_MEASURES
from tests.cli.calling import QUICK, Call

EVERYTHING = (*QUICK, "--all")


def flat(text: str) -> str:
    """Return text with every run of white space as one blank, since a table folds its cells."""
    return " ".join(text.split())


def row(out: str, measure: str) -> str:
    """Return the row of the table that begins with a measure's name, its folded definition on one line."""
    lines = out.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{measure} "))
    folded = takewhile(lambda line: line.startswith(" "), lines[first + 1 :])
    return " ".join([lines[first].rstrip(), *map(str.strip, folded)])


def test_definitions_beside_the_figures(call: Call):
    """Each figure has its interval in square brackets and the definition in force, the target's own time in it."""
    out = call("run", "tiny.toml", *EVERYTHING, "--set", "lines.999.answer_target.within=20 s").out
    shown = row(out, "answered_in_target")
    assert re.search(r"\d+\.\d %  \[\d+\.\d %, \d+\.\d %\]  ", shown)
    assert "strictly under 20 s / answered" in shown
    assert "busy (picking up and handling)" in row(out, "occupancy")


def test_short_abandonments_are_in_the_definition(call: Call):
    """The threshold under which an abandonment is short stands in the definitions that depend on it."""
    plain = row(call("run", "tiny.toml", *EVERYTHING).out, "abandonment_rate")
    with_threshold = call("run", "tiny.toml", *EVERYTHING, "--set", "lines.999.short_abandon=5 s").out
    assert "however soon" in plain
    assert "after 5 s or longer" in row(with_threshold, "abandonment_rate")


def test_groups_with_nobody_are_one_line(call: Call):
    """A group that was never on duty has a line in the place of a table of dashes; JSON keeps its figures."""
    nobody = ("--set", 'groups.helpers={ lines = ["999"], headcount = 0 }')
    out = call("run", "tiny.toml", *EVERYTHING, *nobody).out
    assert "Group helpers: nobody on duty" in out
    assert len(re.findall("^occupancy ", out, re.MULTILINE)) == 1
    document = json.loads(call("run", "tiny.toml", *EVERYTHING, *nobody, "--json").out)
    assert document["groups"]["helpers"]["duty_hours"]["mean"] == 0


def test_a_narrow_terminal_cuts_no_figure(call: Call, monkeypatch):
    """In a terminal of 40 columns figures, intervals and names are whole: what is cut short could mislead."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    out = call("run", "tiny.toml", *EVERYTHING).out
    assert "…" not in out
    assert all(measure.name in out for measure in LINE_MEASURES if measure.name.startswith("answer"))
    assert "strictly under" in flat(out)


def test_no_colour_into_a_file(call: Call):
    """Output that is no terminal holds no escape codes, and its words are the same in any width."""
    out = call("run", "tiny.toml", *EVERYTHING).out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 120
