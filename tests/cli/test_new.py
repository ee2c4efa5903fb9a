"""`simcall new`: a first scenario from a few answers, that runs as it stands and says what is assumed."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import simcall.cli.new.command as command
from simcall.cli.new.questions import QUESTIONS, read_all, read_start
from simcall.cli.new.template import Hub, profiles_of, scenario_text
from simcall.files.folder_names import folder_name
from simcall.scenario import Scenario, holdings, load, warnings
from tests.cli.calling import Call, Process, Told, everything_in
from tests.cli.test_table import flat
from tests.scenarios.shared import FOLDER

MONDAY = ("--start", "2026-11-30")
KEYS = [question.key for question in QUESTIONS]


def new(call: Call, *words: str) -> Told:
    """Write a scenario whose first day is fixed, so that its figures are."""
    return call("new", *words, *MONDAY, "--yes")


def kinds_of(scenario: Scenario) -> dict[str, str]:
    """Return the kind of each entry of provenance."""
    return {path: entry.kind for path, entry in scenario.provenance.items()}


def test_a_first_scenario_runs_as_it_stands(call: Call, folder: Path):
    """What `new` writes passes `check`, `rota` and `run` with nothing odd, and neither answers everybody nor nobody."""
    told = new(call, "demo")
    assert (told.status, told.err) == (0, "")
    assert set(everything_in(folder)) == {
        *("tiny.toml", "demo.toml", "profiles", "profiles/demo-999.csv", "profiles/demo-101.csv")
    }
    assert "Odd" not in call("check", "demo.toml").out
    assert call("rota", "demo.toml", "--no-figures").status == 0
    ran = call("run", "demo.toml", "--replications", "4", "--jobs", "1", "--no-figures", "--json")
    lines = json.loads(ran.out)["lines"]
    assert ran.status == 0
    assert 0.7 < lines["999"]["answered_in_target"]["mean"] < 0.99
    assert 0.02 < lines["101"]["abandonment_rate"]["mean"] < 0.3


def test_every_value_has_a_source_and_nothing_supplied_is_measured(call: Call, folder: Path):
    """Every value has its own source; what the user did not give is assumed, but for the national standard for 999."""
    new(call, "demo", "--officers", "3")
    scenario = load(folder / "demo.toml")
    assert warnings(scenario) == ()
    kinds = kinds_of(scenario)
    assert {path: kind for path, kind in kinds.items() if kind != "assumed"} == {
        "lines.999.answer_target": "published",
        "groups.officers.rota.fixed.evening_weekday": "given",
    }


@pytest.mark.parametrize("word", [(), ("--measured",)])
def test_what_is_given_is_in_the_file_and_measured_only_if_the_user_says_so(call: Call, folder: Path, word):
    """Each answer stands where it belongs, measured with --measured and given without; weekends stay assumed."""
    given = {
        "--calls-999": ("1,234.5", "lines.999.demand.calls_per_day"),
        "--late": ("21", "groups.handlers.rota.fixed.late_weekday"),
        "--absence": ("12.5 %", "groups.handlers.absence.probability"),
        "--officers": ("4", "groups.officers.rota.fixed.evening_weekday"),
        "--target-999": ("85% within 15 s", "lines.999.answer_target"),
        "--handling-101": ("6.5 min", "lines.101.handling.mean"),
        "--patience-101": ("9 min", "lines.101.patience.mean"),
    }
    new(call, "mine", *(part for option, (text, _) in given.items() for part in (option, text)), *word)
    scenario = load(folder / "mine.toml")
    late = scenario.groups["handlers"].rota.fixed["late_weekday"]
    document = scenario.document()["lines"]
    assert scenario.lines["999"].demand.calls_per_day == 1234.5
    assert (late.people, scenario.groups["officers"].rota.fixed["evening_weekday"].people) == (21, 4)
    assert scenario.groups["handlers"].absence.probability == 0.125
    assert document["999"]["answer_target"] == {"within": "15 s", "share": 0.85}
    assert (document["101"]["handling"]["mean"], document["101"]["patience"]["mean"]) == ("390 s", "9 min")
    kinds = kinds_of(scenario)
    kind = "measured" if word else "given"
    assert {path for path in kinds if kinds[path] == kind} == {path for _, path in given.values()}
    assert not ({"measured", "given"} - {kind}) & set(kinds.values())
    assert kinds["groups.handlers.rota.fixed.late_weekend"] == "assumed"


def test_what_is_given_counts_as_given_everywhere(call: Call, folder: Path):
    """`check`, the count of assumed values and what `new` prints do not call a given figure assumed."""
    told = new(call, "mine", "--calls-999", "400", "--absence", "29 %")
    assert "2 answers are yours" in told.out
    scenario = load(folder / "mine.toml")
    rows = {row.path: row for row in holdings(scenario)}
    for path in ("lines.999.demand.calls_per_day", "groups.handlers.absence.probability"):
        assert (rows[path].kind, rows[path].source[:12]) == ("given", "given by you")
    assert "No problems." in call("check", "mine.toml").out
    assumed = sum(row.kind == "assumed" for row in rows.values())
    assert f"; {assumed} inputs are assumed" in told.out
    assert f"{assumed} assumed" in call("check", "mine.toml").out


def test_none_for_a_target(call: Call, folder: Path):
    """A line may have no target; then there is no entry about it either."""
    new(call, "demo", "--target-101", "none")
    scenario = load(folder / "demo.toml")
    assert scenario.lines["101"].answer_target is None
    assert "lines.101.answer_target" not in scenario.provenance


def test_flat_needs_no_other_file(call: Call, folder: Path):
    """With --flat the scenario stands alone, and says that no week is flat."""
    new(call, "demo", "--flat", "--out", "deep/er")
    assert set(everything_in(folder)) == {"tiny.toml", "deep", "deep/er", "deep/er/demo.toml"}
    scenario = load(folder / "deep/er/demo.toml")
    assert scenario.lines["999"].demand.profile == "flat"
    assert "which no hub has" in scenario.provenance["lines.999.demand.profile"].source


def test_the_shapes_supplied_are_those_of_the_scenarios():
    """The profiles in the package are the scenarios' own, to the byte."""
    texts = profiles_of(Hub("demo", "demo", read_start("2026-11-30", None), {}, False, False))
    assert {name[-7:]: text for name, text in texts.items()} == {
        f"{line}.csv": (FOLDER / "profiles" / f"{line}.csv").read_text("utf-8") for line in ("999", "101")
    }


def test_an_existing_file_is_never_overwritten(call: Call, folder: Path):
    """Where a file of the scenario is there already, nothing is written at all, and the message says what to do."""
    (folder / "profiles").mkdir()
    (folder / "profiles/demo-101.csv").write_text("mine", encoding="utf-8")
    for existing in ("profiles/demo-101.csv", "demo.toml"):
        before = everything_in(folder)
        told = new(call, "demo")
        assert (told.status, told.out) == (1, "")
        assert told.err.startswith(f"{Path(existing)}: this already exists")
        assert "--out" in told.err
        assert everything_in(folder) == before
        (folder / "demo.toml").write_text("mine", encoding="utf-8")
        (folder / "profiles/demo-101.csv").unlink(missing_ok=True)


BAD = {
    "--calls-999": "many",
    "--early": "3.5",
    "--absence": "100 %",
    "--officers": "-1",
    "--target-101": "soon",
    "--handling-999": "7",
    "--patience-101": "0 s",
    "--start": "tomorrow",
}


def test_all_bad_options_are_told_at_once(call: Call, folder: Path):
    """Each bad option has its line, with what was given; nothing is written."""
    before = everything_in(folder)
    told = call("new", " \t ", *(part for option, text in BAD.items() for part in (f"{option}={text}",)))
    assert (told.status, told.out) == (1, "")
    starts = ["NAME: ", *(f'{option}: "{text}": ' for option, text in BAD.items())]
    assert len(told.err.splitlines()) == len(starts)
    for start in starts:
        assert sum(line.startswith(start) for line in told.err.splitlines()) == 1
    assert everything_in(folder) == before


NAMES = (
    'Cambs "hub"\\n',
    "<script>alert(1)</script>",
    "Zentrale für Notrufe",
    "指令センター",
    "🚓 nights",
    "con",
    "a" * 200,
)


@pytest.mark.parametrize("name", NAMES)
def test_any_name(call: Call, folder: Path, name):
    """The scenario is called what the user typed, and its file what any file system takes."""
    assert new(call, name).status == 0
    file = folder / f"{folder_name(name)}.toml"
    assert load(file).name == name


def test_a_name_that_is_typed_as_a_file(call: Call, folder: Path):
    """`new demo.toml` writes demo.toml, not demo-toml.toml."""
    assert new(call, "demo.toml").status == 0
    assert load(folder / "demo.toml").name == "demo"


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_all_files_or_none(call: Call, folder: Path, monkeypatch, fails_at):
    """When a file cannot be written, those before it go, and so do folders made for them."""
    real, calls = command.whole_file, []

    def breaks(path):
        calls.append(path)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        return real(path)

    monkeypatch.setattr(command, "whole_file", breaks)
    before = everything_in(folder)
    told = new(call, "demo")
    assert told.status == 1
    assert "No space left on device" in told.err
    assert everything_in(folder) == before


answers = {
    "calls": st.floats(0, 100_000).map(lambda number: f"{number:.3f}"),
    "people": st.integers(0, 1000).map(str),
    "absence": st.floats(0, 99.9999).map(lambda share: f"{share:.4f} %"),
    "time": st.floats(0.02, 1440).map(lambda minutes: f"{minutes:.5f} min"),
    "target": st.tuples(st.integers(1, 100), st.integers(1, 600)).map(lambda pair: f"{pair[0]} % in {pair[1]} s"),
}
KIND = {
    **dict.fromkeys(("calls_999", "calls_101"), "calls"),
    **dict.fromkeys(("early", "late", "night", "officers"), "people"),
    "absence": "absence",
    **dict.fromkeys(("handling_999", "handling_101", "patience_999", "patience_101"), "time"),
    **dict.fromkeys(("target_999", "target_101"), "target"),
}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional={key: answers[KIND[key]] for key in KEYS}), st.booleans())
def test_whatever_can_be_answered_makes_a_scenario(given, measured):
    """Every answer that is taken gives a file that loads: `new` never writes what `check` would refuse."""
    read, problems = read_all(given)
    assert not problems
    hub = Hub("any", "any", read_start("2026-11-30", None), read, measured, True)
    document = tomllib.loads(scenario_text(hub))
    scenario = Scenario.from_document(document)
    kind = "measured" if measured else "given"

    assert sum(entry.kind == kind for entry in scenario.provenance.values()) == len(read)


def test_asks_nobody_where_there_is_no_terminal(process: Process, folder: Path):
    """In a pipe or a job nothing is asked: what is not given is assumed."""
    done = process("new", "demo", *MONDAY, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, b"")
    assert kinds_of(load(folder / "demo.toml"))["lines.999.demand.calls_per_day"] == "assumed"


# A terminal -----------------------------------------------------------------------------------------------------------

terminal = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")


def on_a_terminal(folder: Path, keys: Sequence[bytes], *words: str) -> tuple[int, str]:
    """Run a command on a terminal of its own, typing when it asks; return its status and what was shown."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test runner's own workers ignore it, and what they start
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "simcall", *words])
    shown, waiting = b"", list(keys)
    while part := _read(terminal):
        shown += part
        if waiting and shown.endswith(b"]: "):
            time.sleep(0.3)  # it shows its question first and listens then: a Ctrl-C in between is lost
            os.write(terminal, waiting.pop(0))
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def _read(terminal: int) -> bytes:
    """Return what a terminal shows next; nothing, if it has closed or nothing comes."""
    if not select.select([terminal], [], [], 20)[0]:
        return b""
    try:
        return os.read(terminal, 65536)
    except OSError:  # it has closed
        return b""


@terminal
def test_asks_on_a_terminal(folder: Path):
    """Every question is asked with its default; a bad answer is asked again; Enter keeps what is assumed."""
    status, shown = on_a_terminal(
        folder, [b"abc\n", b"450\n", *([b"\n"] * (len(QUESTIONS) - 1)), b"y\n"], "new", "demo"
    )
    assert status == 0
    for question in QUESTIONS:
        assert f"[{question.default}]" in shown
    assert shown.count("Calls to 999 a day [400]") == 2
    scenario = load(folder / "demo.toml")
    assert scenario.lines["999"].demand.calls_per_day == 450
    assert [path for path, kind in kinds_of(scenario).items() if kind == "measured"] == [
        "lines.999.demand.calls_per_day"
    ]


@terminal
def test_interrupted(folder: Path):
    """Ctrl-C while it asks is exit 130, and leaves nothing."""
    before = everything_in(folder)
    status, shown = on_a_terminal(folder, [b"450\n", b"\x03"], "new", "demo")
    assert status == 130
    assert "nothing was written" in shown
    assert everything_in(folder) == before


@terminal
def test_yes_asks_nothing(folder: Path):
    """With --yes nothing is asked, on a terminal too."""
    status, shown = on_a_terminal(folder, [], "new", "demo", "--yes")
    assert status == 0
    assert "[400]" not in shown
    assert (folder / "demo.toml").is_file()


def test_answers_that_are_piped(folder: Path, process: Process):
    """Answers through a pipe are refused, not thrown away; nothing is written. With --yes the pipe does not matter."""
    told = process("new", "Piped", input=b"450\n901\n")
    assert told.returncode == 1
    assert b"asks its questions on a terminal only; give the answers as options" in told.stderr
    assert not (folder / "piped.toml").exists()
    assert process("new", "Piped", "--yes", input=b"450\n").returncode == 0


def test_a_target_without_a_unit(folder: Path, call: Call):
    """A target without a unit of its time is told as a target is written."""
    told = call("new", "Mine", "--target-999", "90 in 10", "--yes")
    assert told.status == 1
    assert 'the time needs a unit; write one such as "90 % in 10 s"' in flat(told.err)


@pytest.mark.parametrize(
    ("option", "given"), [("--absence", "0.2"), ("--target-999", "0.9 in 10 s")], ids=["absence", "target"]
)
def test_a_share_that_might_be_per_cent(folder: Path, call: Call, option: str, given: str):
    """A number under 1 without a % might be meant as a share: it is asked which, and not taken for a fifth of 1 %."""
    told = call("new", "Mine", option, given, "--yes")
    assert told.status == 1
    assert re.search(r"is that (20 % or 0\.2|90 % or 0\.9) %\? Write it with a %", flat(told.err))
    assert (
        call("new", "Mine", option, given.replace(" in", " % in") if " " in given else f"{given} %", "--yes").status
        == 0
    )


def test_a_folder_that_cannot_be(folder: Path, call: Call):
    """A folder with a name too long for the file system is told in one line."""
    told = call("new", "Mine", "--yes", "--out", "x" * 300)
    assert told.status == 1
    assert "simcall cannot write here (File name too long); give another folder with --out" in flat(told.err)
