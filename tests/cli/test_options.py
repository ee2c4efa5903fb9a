"""Options and exit statuses."""

from __future__ import annotations

import json
import re
from importlib import metadata

import pytest

import simcall.cli.run
from tests.cli.calling import QUICK, Call, everything_in


def test_version(call: Call):
    """--version prints one line with the version, and stops."""
    told = call("--version")
    assert (told.status, told.out, told.err) == (0, f"simcall {metadata.version('simcall')}\n", "")


@pytest.mark.parametrize("words", [("--help",), ("-h",)])
def test_help_names_every_command(call: Call, words):
    """Help goes to stdout and names the commands."""
    told = call(*words)
    assert (told.status, told.err) == (0, "")
    assert "check" in told.out
    assert "run" in told.out


def test_help_of_run_names_every_option(call: Call):
    """Help of `run` names every option of the contract."""
    told = call("run", "--help")
    contract = "--set --replications --seed --engine --jobs --out --json --no-figures --require-target --records"
    assert told.status == 0
    assert set(contract.split()) <= set(re.findall(r"--[a-z-]+", told.out))


USAGE = {
    "no file": ("run",),
    "no command": ("rnu", "tiny.toml"),
    "no option": ("run", "tiny.toml", "--sed", "1"),
    "two files": ("run", "tiny.toml", "tiny.toml"),
    "no replications": ("run", "tiny.toml", "--replications", "0"),
    "replications in words": ("run", "tiny.toml", "--replications", "many"),
    "negative seed": ("run", "tiny.toml", "--seed", "-1"),
    "half a seed": ("run", "tiny.toml", "--seed", "1.5"),
    "no jobs": ("run", "tiny.toml", "--jobs", "0"),
    "option without its value": ("run", "tiny.toml", "--seed"),
    "nothing": (),
}


@pytest.mark.parametrize("words", USAGE.values(), ids=USAGE.keys())
def test_wrong_usage(call: Call, folder, words):
    """Wrong usage is exit 2 with a plain message, and nothing is written or printed as a result."""
    before = everything_in(folder)
    told = call(*words)
    assert told.status == 2
    assert told.out == "" or not words  # `simcall` alone prints its help
    assert "Traceback" not in told.err
    assert told.err or not words
    assert everything_in(folder) == before


def test_unknown_engine(call: Call, folder):
    """An engine that is not there is refused with the names of those that are."""
    told = call("run", "tiny.toml", "--engine", "kernal", *QUICK)
    assert told.status in (1, 2)
    assert told.out == ""
    assert "kernal" in told.err
    assert "reference" in told.err
    assert not (folder / "results").exists()


def test_large_seed(call: Call):
    """Any whole number from 0 is a seed: none is cut short or refused."""
    seeds = [0, 2**31, 2**32 + 1, 2**64 - 1, 2**70]
    documents = [json.loads(call("run", "tiny.toml", *QUICK, "--json", "--seed", seed).out) for seed in seeds]
    assert [document["seed"] for document in documents] == seeds
    assert len({json.dumps(document["lines"]) for document in documents}) == len(seeds)


def test_set_changes_one_value(call: Call):
    """--set lays values over the file, the last of the same path winning, for this run only."""
    words = ("--set", "groups.handlers.headcount=9", "--set", "days=2", "--set", "days=3")
    document = json.loads(call("run", "tiny.toml", *QUICK, "--json", *words).out)
    assert document["days"] == 3.0
    assert document["groups"]["handlers"]["duty_hours"]["mean"] == 9 * 72
    assert json.loads(call("run", "tiny.toml", *QUICK, "--json").out)["days"] == 1.0


SET_REFUSALS = {
    "misspelt": ("lines.999.patience.maen=1 min", "--set: lines.999.patience.maen: ", 'did you mean "mean"'),
    "another line": ("lines.998.priority=1", "--set: lines.998: ", "did you mean 999"),
    "another group": ("groups.handler.headcount=1", "--set: groups.handler: ", "did you mean handlers"),
    "no value": ("lines.999.priority", "--set: ", "PATH=VALUE"),
    "no path": ("=3", "--set: ", "is not a path"),
    "nothing": ("", "--set: ", "PATH=VALUE"),
    "no unit": ("lines.999.patience.mean=3", "--set: lines.999.patience.mean: ", "needs a unit"),
    "broken list": ("groups.handlers.headcount_profile=[1,", "--set: groups.handlers.headcount_profile: ", "list"),
    "code": ("lines.999.priority=__import__('os')", "--set: lines.999.priority: ", "whole number"),
}


@pytest.mark.parametrize(("text", "start", "remedy"), SET_REFUSALS.values(), ids=SET_REFUSALS.keys())
@pytest.mark.parametrize("command", ["check", "run"])
def test_wrong_set(call: Call, folder, command, text, start, remedy):
    """A --set that leads nowhere or says what cannot be is refused with its path and the nearest known name."""
    before = everything_in(folder)
    told = call(command, "tiny.toml", "--set", text)
    assert (told.status, told.out) == (1, "")
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith(start)
    assert remedy in told.err
    assert everything_in(folder) == before


def test_require_target(call: Call, folder):
    """Only with --require-target is a missed target exit 3; the results are printed and saved all the same."""
    missed, met = ("--set", "groups.handlers.headcount=1"), ("--set", "groups.handlers.headcount=20")
    assert call("run", "tiny.toml", *QUICK, *missed).status == 0
    assert call("run", "tiny.toml", *QUICK, *met, "--require-target").status == 0
    told = call("run", "tiny.toml", *QUICK, *missed, "--require-target", "--json", "--out", "mine")
    assert told.status == 3
    assert json.loads(told.out)["scenario"] == "Tiny hub"
    assert (folder / "mine" / "manifest.json").is_file()


def test_require_target_without_answers(call: Call):
    """A line on which nobody rang has missed nothing; nor has a line without a target."""
    nobody = ("--set", "lines.999.demand.calls_per_day=0")
    assert call("run", "tiny.toml", *QUICK, *nobody, "--require-target").status == 0


def test_nobody_answered_is_a_missed_target(call: Call):
    """A line on which callers rang and nobody ever answered has not met its target."""
    told = call("run", "tiny.toml", *QUICK, "--set", "groups.handlers.headcount=0", "--require-target")
    assert told.status == 3


def test_a_fault_of_our_own(call: Call, monkeypatch):
    """A fault inside simcall is exit 1 in plain lines; the traceback comes with --debug only, wherever that stands."""

    def broken(*_args, **_rest):
        raise ZeroDivisionError("an inner fault")

    monkeypatch.setattr(simcall.cli.run, "run", broken)
    told = call("run", "tiny.toml", *QUICK)
    assert told.status == 1
    assert "--debug" in told.err
    assert "Traceback" not in told.err
    for words in (("--debug", "run", "tiny.toml"), ("run", "tiny.toml", "--debug")):
        told = call(*words)
        assert told.status == 1
        assert told.err.endswith("ZeroDivisionError: an inner fault\n")


@pytest.mark.parametrize(
    "command", [("run", "tiny.toml"), ("sweep", "tiny.toml", "--vary", "days=1..2")], ids=lambda command: command[0]
)
def test_more_replications_than_can_be(call: Call, command: tuple[str, ...]):
    """A number of 400 digits is no number that arithmetic on floats can take."""
    for digits in (7, 400):
        told = call(*command, "--replications", "9" * digits, "--jobs", "1", "--no-figures")
        assert told.status == 1
        assert told.err.endswith("that is more than 1,000,000 replications: give fewer\n")
