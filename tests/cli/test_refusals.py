"""What bad input gets at the command line: every problem at once on stderr, exit 1, and nothing written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import simcall.cli.run
from tests.cli.calling import QUICK, Call, everything_in

PARENT = 'extends = "tiny.toml"\n'
SECOND_LINE = '[lines.101]\nhandling = { distribution = "constant", value = "1 min" }\ndemand = { calls_per_day = 9 }\n'
REDIAL = '[lines.999.redial]\nprobability = 0.5\ndelay = { distribution = "constant", value = "1 min" }\n'

REFUSALS = {
    "unknown key": ('colour = "red"', "colour", "unknown key"),
    "misspelt key": ("[lines.999.pateince]\nmean = 3", "lines.999.pateince", 'did you mean "patience"'),
    "no unit": ("warm_up = 3", "warm_up", "needs a unit"),
    "wrong unit": ('warm_up = "3 parsecs"', "warm_up", "use ms, s, min, h, day or week"),
    "negative": ("lines.999.demand.calls_per_day = -3", "lines.999.demand.calls_per_day", "0 or more"),
    "impossible": ("groups.handlers.headcount = 2.5", "groups.handlers.headcount", "whole number"),
    "share over 1": ("lines.999.answer_target.share = 90", "lines.999.answer_target.share", "from 0 to 1"),
    "line that no group serves": (SECOND_LINE, "lines.101", "no group serves 101"),
    "divert to no line": (REDIAL + 'divert = { to = "991", share = 0.1 }', "lines.999.redial.divert.to", "not a line"),
    "target on no line": ('lines.99.answer_target = { within = "9 s", share = 0.9 }', "lines.99", "did you mean 999"),
    "start that is text": ('start = "2024-02-30"', "start", "no such date"),
    "two ways": ("groups.handlers = { headcount = 1, headcount_profile = [1] }", "groups.handlers", "exactly one"),
    "missing profile": ('lines.999.demand.profile = "profles.csv"', "lines.999.demand.profile", "no such file"),
}


def assert_refused(told, *expected: str) -> None:
    """Assert that all was said in plain lines, one to each problem, and nothing printed as a result."""
    lines = told.err.splitlines()
    assert told.status == 1
    assert told.out == ""
    assert "Traceback" not in told.err
    assert "simcall itself has failed" not in told.err
    assert len(lines) == len(expected), told.err
    for line, wanted in zip(lines, expected, strict=True):
        assert line.startswith(wanted)


@pytest.mark.parametrize(("text", "path", "remedy"), REFUSALS.values(), ids=REFUSALS.keys())
def test_one_clear_line_and_nothing_written(call: Call, folder: Path, text, path, remedy):
    """A refused scenario gets one line with its file, its path and the remedy, and leaves nothing behind."""
    (folder / "bad.toml").write_text(PARENT + text, encoding="utf-8")
    before = everything_in(folder)
    told = call("run", "bad.toml", *QUICK)
    assert_refused(told, f"bad.toml: {path}: ")
    assert remedy in told.err
    assert everything_in(folder) == before


def test_too_large_for_the_machine(call: Call, folder: Path):
    """A run that needs more memory than any machine has is refused at once, with the figure and what would help."""
    (folder / "big.toml").write_text(PARENT + "days = 3000\nlines.999.demand.calls_per_day = 1e7", encoding="utf-8")
    before = everything_in(folder)
    told = call("run", "big.toml", "--jobs", "1")
    assert told.status == 1
    assert "GB of memory, and " in told.err
    assert "give fewer days, calls, replications or jobs" in told.err
    assert everything_in(folder) == before


NOT_IN_TIME = {
    "a start in the hour that the clock skips": "start = 2024-03-31T01:30:00",
    "less than an hour from there": "start = 2024-03-31T01:30:00\ndays = 0.04",
    "a span of no tick": 'days = 0.01\ntick = "1 h"',
    "a span of next to nothing": "days = 1e-12",
}


@pytest.mark.parametrize("text", NOT_IN_TIME.values(), ids=NOT_IN_TIME.keys())
def test_times_that_do_not_exist(call: Call, folder: Path, text):
    """A start that no clock shows, and a span that holds no tick, are refused in one line that names the value."""
    (folder / "bad.toml").write_text(PARENT + text, encoding="utf-8")
    told = call("run", "bad.toml", *QUICK)
    assert_refused(told, "bad.toml: ")
    assert told.err.split()[1].strip(":") in ("start", "days", "tick")


def test_who_wrote_a_time_that_does_not_exist(call: Call):
    """A start that no clock shows is told as every problem is: who wrote it, its path, and beside other problems."""
    told = call("run", "tiny.toml", "--set", "start=2024-03-31T01:30:00", "--set", "lines.999.priority=0")
    assert_refused(told, "--set: start: ", "--set: lines.999.priority: ")


UNREADABLE = {
    "not there": (None, "did you mean"),
    "a folder": ("", "this is a folder"),
    "binary": (bytes(range(256)), "not a text file"),
    "other bytes": (b'name = "K\xf6ln"', "not UTF-8"),
    "not TOML": (b"[lines\n", "line 1, column 7: this is not TOML"),
    "a date that is in no calendar": (b"start = 2024-02-30", "2024-02-30 is not in the calendar"),
    "empty": (b"", "missing"),
}


@pytest.mark.parametrize(("content", "expected"), UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_file_that_is_no_scenario(call: Call, folder: Path, command, content, expected):
    """A file that cannot be read as a scenario is refused by both commands, with what it is and what is wanted."""
    bad = folder / "tinyy.toml"
    if content == "":
        bad.mkdir()
    elif content is not None:
        bad.write_bytes(content)
    told = call(command, "tinyy.toml")
    assert (told.status, told.out) == (1, "")
    assert all(line.startswith("tinyy.toml: ") for line in told.err.splitlines())
    assert expected in told.err
    assert "Traceback" not in told.err


def test_a_file_that_one_may_not_read(call: Call, monkeypatch):
    """A scenario that exists and may not be read is at fault, not the usage: exit 1 and one plain line, not 2."""

    def forbidden(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "access", lambda *_args, **_rest: False)
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert_refused(call("check", "tiny.toml"), "tiny.toml: the file cannot be read (permission denied)")


def test_extending_what_is_not_there_or_itself(call: Call, folder: Path):
    """A missing parent, and files that extend each other in a circle, are named at `extends`."""
    (folder / "a.toml").write_text('extends = "b.toml"', encoding="utf-8")
    (folder / "b.toml").write_text('extends = "a.toml"', encoding="utf-8")
    (folder / "c.toml").write_text('extends = "tny.toml"', encoding="utf-8")
    circle, missing = call("run", "a.toml"), call("run", "c.toml")
    assert_refused(circle, "b.toml: extends: ")
    assert "a.toml -> b.toml -> a.toml" in circle.err
    assert_refused(missing, "c.toml: extends: ")
    assert 'did you mean "tiny.toml"' in missing.err


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PROFILES = {
    "gap": ("Mon,00:00,1\nTue,00:00,1\nThu,00:00,1", "gap|equal|missing"),
    "overlap": ("".join(f"{day},00:00,1\n" for day in ("Mon", "Mon", *DAYS[1:])), "twice"),
    "bad day": ("Mno,00:00,1", "did you mean Mon"),
    "bad clock": ("Mon,25:00,1", "25:00"),
    "negative": ("Mon,00:00,-1", "-1"),
    "no number": ("Mon,00:00,many", "many"),
    "empty": ("", "empty|no rows|nothing"),
}


@pytest.mark.parametrize(("rows", "expected"), PROFILES.values(), ids=PROFILES.keys())
def test_bad_profiles(call: Call, folder: Path, rows, expected):
    """A profile with gaps, overlaps, a bad day, clock or weight is refused with the CSV's name and what is wrong."""
    (folder / "week.csv").write_text("day,from,weight\n" + rows, encoding="utf-8")
    told = call("run", "tiny.toml", "--set", "lines.999.demand.profile=week.csv")
    assert (told.status, told.out) == (1, "")
    assert all(line.startswith("week.csv: lines.999.demand.profile: ") for line in told.err.splitlines())
    assert any(word in told.err for word in expected.split("|")), told.err
    assert "Traceback" not in told.err


MANY = """extends = "tiny.toml"
days = -1
tick = "3 parsecs"
colour = "red"

[lines.999]
priority = 0
answer_target = { within = "10 s", share = 90 }

[lines.101]
handling = { distribution = "constant", value = "1 min" }
demand = { calls_per_day = -3, profile = "none.csv" }

[groups.handlers]
headcuont = 3
"""


@pytest.mark.parametrize("command", ["check", "run"])
def test_every_problem_at_once(call: Call, folder: Path, command):
    """All problems of a file, of its CSV files and of --set are told together, each on one line of its own."""
    (folder / "many.toml").write_text(MANY, encoding="utf-8")
    before = everything_in(folder)
    told = call(command, "many.toml", "--set", "lines.999.patience.maen=1 min", "--set", "nonsense")
    places = sorted(": ".join(line.split(": ")[:2]) for line in told.err.splitlines())
    assert (told.status, told.out) == (1, "")
    assert places == sorted(
        [
            "many.toml: days",
            "many.toml: tick",
            "many.toml: colour",
            "many.toml: lines.999.priority",
            "many.toml: lines.999.answer_target.share",
            "many.toml: lines.101",
            "many.toml: lines.101.demand.calls_per_day",
            "many.toml: lines.101.demand.profile",
            "many.toml: groups.handlers.headcuont",
            "--set: lines.999.patience.maen",
            '--set: "nonsense" is not PATH=VALUE, such as lines.101.handling.mean=10 min',
        ]
    )
    assert everything_in(folder) == before


def test_a_refusal_comes_before_the_work(call: Call, folder: Path, monkeypatch):
    """Nothing is simulated for a scenario that is refused."""
    monkeypatch.setattr(simcall.cli.run, "run", lambda *_args, **_rest: pytest.fail("it was simulated"))
    assert call("run", "tiny.toml", "--set", "days=0", *QUICK).status == 1
