"""`simcall compare`: what it prints, writes and refuses."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

import simcall as sc
import simcall.cli.compare
import simcall.present.folders.comparison
from tests.cli.calling import QUICK, Call, Process, everything_in
from tests.cli.test_table import flat

FILES = ("tiny.toml", "more.toml")
TABLES = {"manifest.json", "summary.json", "differences.csv", "by_hour_of_week.csv"}
PLACE = "results/more-handlers-against-tiny-hub"


@pytest.fixture(autouse=True)
def others(folder: Path) -> None:
    """Put scenarios beside tiny.toml that extend it."""
    for name, changes in {
        "more": 'name = "More handlers"\n[groups.handlers]\nheadcount = 3\ntaken_from = "response"\n',
        "growth": 'name = "Growth"\n[lines.999.demand]\ngrowth = 1.3\n',
        "same": 'name = "The same"\n',
        "later": 'name = "Later"\nstart = 2024-02-06\n',
    }.items():
        (folder / f"{name}.toml").write_text(f'extends = "tiny.toml"\n{changes}', encoding="utf-8")


def document(call: Call, *words: str) -> dict:
    """Return what --json prints."""
    told = call("compare", *words, "--json")
    assert told.status == 0
    return json.loads(told.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


# What it prints -------------------------------------------------------------------------------------------------------


def test_sentences_first(call: Call):
    """The scenarios get letters, then comes what was run, then a sentence for each finding, and where it is saved."""
    out = call("compare", *FILES, "--replications", "10", "--jobs", "1", "--no-figures").out
    lines, words = out.splitlines(), flat(out)
    assert lines[:4] == [
        "A (base): Tiny hub",
        "B: More handlers",
        "1 day from 5 February 2024, 10 replications, seed 1, the same callers and people in each.",
        "[low, high]: 95 % interval of a difference.",
    ]
    assert lines[5] == "B against A"
    assert len(lines) <= 24
    assert re.search(
        r"999 answered in 10 s: \d\d\.\d % against \d\d\.\d %, \d+\.\d points higher \[\d+\.\d, \d+\.\d\][.,]", words
    )
    assert "999 abandoned: " in words
    assert "handlers: 24.0 h more on duty, taken from response." in words
    verdict = "(met|missed|too close to call)"
    assert re.search(rf"from response\. 999, target 90 % in 10 s: {verdict}\. In the base: {verdict}\.", words)
    ends = r"\d+\.\d % to \d+\.\d %"
    assert re.search(rf"One such day, 999: {ends} in 95 of 100 cases\. In the base: {ends}\.", words)
    assert re.search(
        r"would need more replications: [\d.]+ times as many for 999 answered in 10 s, [\d.]+ times", words
    )
    assert out.replace("\\", "/").splitlines()[-3:] == [
        f"Saved in {PLACE}",
        "For every measure with its definition, add --all, or open differences.csv there.",
        f"For a report: simcall report {PLACE}",
    ]


def test_tables_with_all(call: Call):
    """With --all the tables of each line and group stand between the sentences and what pairing saves."""
    out = call("compare", *FILES, *QUICK, "--all").out
    order = ("24.0 h more", "Line 999", "Group handlers", "Both scenarios have the same callers", "Saved in")
    assert [out.index(words) for words in order] == sorted(out.index(words) for words in order)
    assert "add --all" not in out
    assert "Line 999" not in call("compare", *FILES, *QUICK).out


def test_table(call: Call):
    """Each measure that differs has a row: both figures, signed difference, interval, definition; others have none."""
    out = call("compare", *FILES, *QUICK, "--all").out
    row = next(line for line in out.splitlines() if line.startswith("answered_in_target"))
    shown = (
        r"answered_in_target +(\d+\.\d) % +(\d+\.\d) % +\+(\d+\.\d) points +\[[+-]\d+\.\d, \+\d+\.\d\] +answered with"
    )
    base, this, more = map(float, re.match(shown, row).groups())
    assert this - base == pytest.approx(more, abs=0.11)
    assert re.search(r"^duty_hours +48\.0 h +72\.0 h +\+24\.0 h +\[\+24\.0, \+24\.0\]", out, re.MULTILINE)
    assert not re.search(r"^(fresh|engaged|overrun_hours) ", out, re.MULTILINE)


def test_the_same_under_another_name(call: Call):
    """A scenario against itself: no difference, no row, and nothing that pairing could have gained."""
    out = flat(call("compare", "tiny.toml", "same.toml", *QUICK, "--all").out)
    assert out.count("no difference in any replication") == 4
    assert "points" not in out
    assert "the same callers." not in out


def test_several_against_the_base(call: Call):
    """Of several each has its sentences and tables, and it is said that their intervals hold together."""
    out = call("compare", *FILES, "growth.toml", *QUICK, "--all").out
    assert "those of one measure hold for all 2 comparisons together." in flat(out)
    assert "Bonferroni" not in out
    assert out.index("C: Growth") < out.index("B against A") < out.index("C against A")
    assert out.splitlines()[-2].replace("\\", "/") == "Saved in results/more-handlers-and-growth-against-tiny-hub"


def test_one_replication(call: Call):
    """One replication has differences and no intervals, and says so."""
    out = call("compare", *FILES, "--replications", "1", "--jobs", "1", "--no-figures", "--all").out
    assert ", 1 replication, seed 1," in flat(out)
    assert "One replication gives no intervals." in flat(out)
    assert "[" not in out
    assert not re.search(r"^fresh ", out, re.MULTILINE)


def test_changes_to_all(call: Call, folder: Path):
    """--set changes every scenario, and is told above the figures and in the manifest."""
    told = call("compare", *FILES, *QUICK, "--set", "lines.999.answer_target.within=20 s", "--set", "days=0.5")
    assert told.out.startswith("Changed in all of them: lines.999.answer_target.within=20 s; days=0.5\n")
    assert "999 answered in 20 s: " in told.out
    manifest = json.loads((folder / PLACE / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["changed_for_this_run"] == ["lines.999.answer_target.within=20 s", "days=0.5"]
    assert [scenario["days"] for scenario in manifest["scenarios"]] == [0.5, 0.5]


def test_a_narrow_terminal_cuts_no_figure(call: Call, monkeypatch):
    """In a terminal of 40 columns figures, intervals and names are whole."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    out = call("compare", *FILES, *QUICK, "--all").out
    assert "…" not in out
    assert re.search(
        r"duty_hours: 48\.0 h -> 72\.0 h, \+24\.0 h \[\+24\.0, \+24\.0\]", flat(re.sub("\x1b[^m]*m", "", out))
    )


def test_no_colour_into_a_file(call: Call):
    """Output that is no terminal holds no escape codes."""
    out = call("compare", *FILES, *QUICK).out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 120


# JSON and files -------------------------------------------------------------------------------------------------------


def test_json(call: Call, folder: Path):
    """--json prints one document and nothing else, the same as is saved; it is what the comparison holds in Python."""
    told = call("compare", *FILES, *QUICK, "--json", "--out", "mine")
    assert told.out == (folder / "mine" / "summary.json").read_text(encoding="utf-8")
    assert told.err.splitlines()[-1] == "simulated 2 of 2"
    again = sc.compare(*map(sc.load, FILES), replications=2, seed=1, jobs=1)
    assert json.loads(told.out) == again.document()


def test_each_side_is_what_run_prints(call: Call):
    """The figures of both sides are those of `simcall run` with the same seed."""
    cells = document(call, *FILES, *QUICK)["differences"]["More handlers"]
    for file, side in zip(FILES, ("base", "other"), strict=True):
        alone = json.loads(call("run", file, *QUICK, "--json").out)
        for kind, name in (("lines", "999"), ("groups", "handlers")):
            for measure, found in cells[kind][name].items():
                assert found[side] == alone[kind][name][measure]["mean"]


def test_the_same_bytes_on_any_number_of_jobs(call: Call, process: Process):
    """Repeated in another Python, on one thread or two, it prints byte for byte the same document."""
    words = ("compare", *FILES, "--replications", "3", "--no-figures", "--json")
    one, two = call(*words, "--jobs", "1", "--out", "out1"), process(*words, "--jobs", "2", "--out", "out2")
    assert (one.status, two.returncode) == (0, 0)
    assert one.out.encode() == two.stdout
    assert b"\r" not in two.stdout


def test_files(call: Call, folder: Path):
    """Saved are the document, the table, all of it by hour of the week, the manifest and two pictures."""
    assert call("compare", *FILES, "--replications", "2", "--jobs", "1").status == 0
    mine = folder / PLACE
    assert {path.name for path in mine.iterdir()} == {*TABLES, "figures"}
    pictures = {"answered_in_target_by_hour_of_week", "abandonment_rate_by_hour_of_week"}
    assert {path.name for path in (mine / "figures").iterdir()} == {
        f"{p}.{kind}" for p in pictures for kind in ("png", "svg")
    }
    assert (mine / "figures" / "abandonment_rate_by_hour_of_week.png").read_bytes().startswith(b"\x89PNG")
    table = pd.read_csv(mine / "differences.csv", dtype={"name": str})
    assert table["definition"].notna().all()
    assert set(everything_in(folder)) - set(everything_in(folder / "results")) >= {"tiny.toml", "more.toml"}
    assert call("compare", *FILES, *QUICK, "--seed", "2").status == 0
    assert {path.name for path in mine.iterdir()} == TABLES  # replaced whole


# What it refuses ------------------------------------------------------------------------------------------------------


def forbid_simulating(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if anything is simulated from now on."""
    room = import_module("simcall.studies.run")
    monkeypatch.setattr(room, "replicate", lambda *_args, **_rest: pytest.fail("it was simulated"))


REFUSED = {
    "one alone": (("tiny.toml",), 1, "a comparison needs a base and at least one scenario to compare with it"),
    "twice the same": (("tiny.toml", "tiny.toml"), 1, '2 scenarios are called "Tiny hub"; give each a name of its own'),
    "another span": (
        ("tiny.toml", "later.toml"),
        1,
        "do not measure the same span: start is 2024-02-05 and 2024-02-06",
    ),
    "no such file": (("tiny.toml", "nix.toml"), 1, "nix.toml"),
    "nothing": ((), 2, "BASE OTHER"),
    "no replications": ((*FILES, "--replications", "0"), 2, "--replications"),
    "no seed": ((*FILES, "--seed", "-1"), 2, "--seed"),
    "an unknown key": ((*FILES, "--set", "groups.handlers.headcuont=3"), 1, 'did you mean "headcount"'),
}


@pytest.mark.parametrize(("words", "status", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(call: Call, folder: Path, monkeypatch, words, status, said):
    """What cannot be compared is refused in plain lines before any simulation, and nothing is written."""
    forbid_simulating(monkeypatch)
    before = everything_in(folder)
    told = call("compare", *words)
    assert (told.status, told.out) == (status, "")
    assert said in flat(told.err.replace("│", " "))
    assert "Traceback" not in told.err
    assert everything_in(folder) == before


def test_a_run_s_folder_is_refused(call: Call, folder: Path, monkeypatch):
    """A folder that holds a run's results, or anything else, is named and left as it is, before any simulation."""
    assert call("run", "tiny.toml", *QUICK, "--out", "mine").status == 0
    forbid_simulating(monkeypatch)
    before = everything_in(folder)
    told = call("compare", *FILES, "--out", "mine")
    assert (told.status, told.out) == (1, "")
    assert re.match(r"mine: holds something that is not a comparison's results \(.*\); name another folder", told.err)
    assert everything_in(folder) == before


def test_a_run_spares_a_comparison(call: Call, folder: Path):
    """Nor does a run replace the results of a comparison."""
    assert call("compare", *FILES, *QUICK, "--out", "mine").status == 0
    before = everything_in(folder)
    told = call("run", "tiny.toml", *QUICK, "--out", "mine")
    assert told.status == 1
    assert "not a run's results" in told.err
    assert everything_in(folder) == before


def test_interrupted_while_simulating(call: Call, folder: Path, monkeypatch):
    """Ctrl-C while it simulates: exit 130, "nothing was saved", and that is true."""

    def interrupted(*_args, **_rest):
        raise KeyboardInterrupt

    before = everything_in(folder)
    monkeypatch.setattr(simcall.cli.compare, "compare", interrupted)
    told = call("compare", *FILES)
    assert (told.status, told.out) == (130, "")
    assert told.err == "Interrupted: nothing was saved.\n"
    assert everything_in(folder) == before


def test_interrupted_while_saving(call: Call, folder: Path, monkeypatch):
    """Ctrl-C while it saves leaves the earlier results as they were."""

    def interrupted(*_args, **_rest):
        raise KeyboardInterrupt

    assert call("compare", *FILES, *QUICK).status == 0
    before = everything_in(folder)
    monkeypatch.setattr(simcall.present.folders.comparison, "write_csv", interrupted)
    told = call("compare", *FILES, *QUICK, "--seed", "2")
    assert (told.status, told.out) == (130, "")
    assert "nothing was saved" in told.err
    assert everything_in(folder) == before
