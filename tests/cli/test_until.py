"""``--until``: replications are added until it is precise enough, and it is said where it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from tests.cli.calling import Call, everything_in
from tests.cli.test_compare import forbid_simulating
from tests.cli.test_table import flat

PLAIN = ("--jobs", "1", "--no-figures", "--replications", "3")
COMMANDS = {"run": ("run", "tiny.toml"), "compare": ("compare", "tiny.toml", "more.toml")}
both = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())


@pytest.fixture(autouse=True)
def more(folder: Path) -> None:
    """Put a scenario beside tiny.toml that extends it, with officers."""
    officers = '[groups.officers]\nlines = ["999"]\nheadcount = 1\n'
    (folder / "more.toml").write_text(f'extends = "tiny.toml"\nname = "More"\n{officers}', encoding="utf-8")


def replications(told: str) -> int:
    """Return the number that was printed."""
    return int(re.search(r", (\d+) replications?, seed", flat(told))[1])


@both
def test_it_goes_on_until_it_is_narrow_enough(call: Call, command):
    """Replications are added until the interval is so narrow; the number that it took is printed, and nothing more."""
    told = call(*command, *PLAIN, "--until", "999.answered_in_target+-0.01")
    n = replications(told.out)
    assert told.status == 0
    assert 10 < n < 1000
    assert "Stopped at" not in told.out + told.err
    assert told.err.splitlines()[-1] == f"simulated {n} of {n}"


@both
def test_as_if_so_many_had_been_asked_for(call: Call, command):
    """The document is that of the same number of replications at once, on any number of jobs."""
    words = (*command, "--no-figures", "--json", "--replications", "3", "--until", "999.asa ± 2 s")
    one, two = (call(*words, "--jobs", jobs) for jobs in ("1", "2"))
    assert one.out == two.out
    n = str(json.loads(one.out)["replications"])
    assert int(n) > 10
    assert call(*command, "--no-figures", "--json", "--jobs", "1", "--replications", n).out == one.out


def _reached_and_below(out: str) -> tuple[str, str]:
    """Return the line that says how far a run has got, and the one below it."""
    (pair,) = [pair for pair in pairwise(out.splitlines()) if pair[0].startswith("Stopped at ")]
    return pair


@both
def test_not_reached(call: Call, command):
    """Where the cap ends it, one line above where it was saved tells which figures are how far off; exit is 0."""
    goals = ("--until", "999.answered_in_target+-0.0001", "--until", "999.offered+-1e6", "--until", "999.asa+-0.1")
    told = call(*command, *PLAIN, *goals, "--max-replications", "12")
    assert (told.status, replications(told.out)) == (0, 12)
    line, below = _reached_and_below(told.out)
    assert re.fullmatch(
        r"Stopped at 12 replications: 999\.answered_in_target is within ±0\.\d+, not ±0\.0001; "
        r"999\.asa is within ±[\d.]+, not ±0\.1\.",
        line,
    )
    assert below.startswith("Saved in ")
    assert all(re.fullmatch(r"simulated \d+ of (3|6|10|12)", line) for line in told.err.splitlines())


@both
def test_not_reached_with_json(call: Call, command):
    """With --json stdout holds the document alone, and the line is among the messages."""
    told = call(*command, *PLAIN, "--until", "999.answered+-0.001", "--max-replications", "11", "--json")
    assert json.loads(told.out)["replications"] == 11
    assert re.fullmatch(
        r"Stopped at 11 replications: 999\.answered is within ±\S+, not ±0\.001\.", told.err.splitlines()[-1]
    )


def test_a_long_line_is_one_line(call: Call):
    """What was not reached stands in one line, however many figures there are and wherever it is printed."""
    names = ("offered", "answered", "abandoned", "asa", "mean_wait", "callers")
    goals = [word for name in names for word in ("--until", f"999.{name}+-0.0001")]
    told = call(*COMMANDS["run"], *PLAIN, *goals, "--max-replications", "10")
    line, _ = _reached_and_below(told.out)
    assert line.startswith("Stopped at 10 replications: ")
    assert all(f"999.{name} is within" in line for name in names)


def test_of_a_group_that_only_the_other_has(call: Call):
    """A goal may be of a group that only one of the compared has."""
    told = call(*COMMANDS["compare"], *PLAIN, "--until", "officers.calls_answered+-8")
    assert told.status == 0
    assert 10 <= replications(told.out) < 1000


REFUSED = {
    "a typo": ("999.answered_in_targt+-0.005", 'did you mean "answered_in_target"'),
    "no such line": ("998.asa+-1", 'there is no line or group "998"; did you mean "999"?'),
    "no width": (
        "999.asa",
        "write a figure and half the width of its interval, such as 999.answered_in_target +- 0.005",
    ),
    "no number": ("999.offered+-few", '"few" is not a number'),
    "percent": ("999.answered_in_target+-0.5%", "0.005"),
    "nothing": ("", "write a figure"),
    "zero": ("999.asa+-0", "write more than 0"),
    "a comparison": ("999.asa<=10", "write a figure and half the width"),
}


@both
@pytest.mark.parametrize(("goal", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read(call: Call, folder: Path, monkeypatch, command: Sequence[str], goal: str, said: str):
    """A goal that cannot be read is refused in one plain line that begins with --until, before any simulation."""
    forbid_simulating(monkeypatch)
    before = everything_in(folder)
    told = call(*command, "--until", goal)
    assert (told.status, told.out) == (1, "")
    assert told.err.startswith("--until: ")
    assert len(told.err.splitlines()) == 1
    assert said in told.err
    assert everything_in(folder) == before


@both
def test_a_cap_under_the_replications(call: Call, command):
    """A cap under the number to begin with is refused, with what to do; without --until it means nothing."""
    told = call(*command, "--until", "999.asa+-1 s", "--max-replications", "20")
    assert (told.status, told.out) == (1, "")
    assert told.err == "at most 20 replications, but 30 are asked for: raise max_replications, or ask for fewer\n"
    assert call(*command, *PLAIN, "--max-replications", "1").status == 0
    assert call(*command, "--max-replications", "0").status == 2
