"""What only a process of its own can show: streams that close, signals, encodings, and what is imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simcall.scenario.models.week import WEEKDAYS
from tests.cli.calling import QUICK, Process, simcall_in

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="streams and signals of POSIX")
HEAVY = (
    *("numpy", "pandas", "matplotlib", "scipy", "pydantic", "simpy", "joblib", "pyarrow", "afcharts"),
    *("markdown_it", "pygments"),
)

IMPORTED = """
import sys
from simcall.cli import main
try:
    main({words!r})
except SystemExit:
    pass
print(*sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["check", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(folder: Path, words):
    """Help and version answer at once: no library that is slow to import is imported for them."""
    by_typer = {"pydantic"} if len(words) > 1 else set()  # it reads the types of a command's options with it
    script = IMPORTED.format(words=words, heavy=HEAVY)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert set(ended.stderr.split()) <= by_typer
    assert ended.stdout


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["check"], []),
        (["check", "--all"], []),
        (["rota", "--no-figures"], ["numpy", "simcall.inputs"]),
        (["run", "--json", "--no-figures", *QUICK], ["filelock", "numpy", "simcall.inputs", "simcall.measures"]),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_needs_no_table_or_picture_waits_for_neither(folder: Path, words, needed):
    """A scenario with a profile from a file is checked and run without the libraries of tables, pictures and fits.

    To be checked, it needs no array either; to show its rota, no measures and no locks.
    """
    (folder / "flat.csv").write_text("day,from,weight\n" + "".join(f"{day},00:00,1\n" for day in WEEKDAYS))
    command = [words[0], "tiny.toml", "--set", "lines.999.demand.profile=flat.csv", *words[1:]]
    heavy = ("pandas", "matplotlib", "scipy.special", "scipy.stats", "scipy.optimize")
    lighter = ("numpy", "numpy.ma", "filelock", "simcall.inputs", "simcall.measures")
    script = IMPORTED.format(words=command, heavy=heavy + lighter)
    for _ in range(2):  # the first of them compiles what is not compiled yet, and imports the compiler
        ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=600)
    assert ended.stdout
    assert ended.stderr.splitlines()[-1].split() == needed


LEFT = """
import sys
from simcall.cli import main
class Left:
    def __init__(self):
        self.own = self
    def __del__(self):
        print("collected", file=sys.stderr)
try:
    {call}
except SystemExit:
    pass
Left()
"""


@pytest.mark.parametrize(("call", "said"), [("main(['--version'])", ""), ("pass", "collected\n")])
def test_the_end_of_a_command_looks_for_no_garbage(folder: Path, call: str, said: str):
    """Python does not look through all that is loaded once more: that took a sixth of `simcall check`.

    Control: without a command it does.
    """
    script = LEFT.format(call=call)
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stderr == said


def test_a_report_of_a_run_waits_for_no_fits(folder: Path):
    """A run is reported on without the libraries of fits, which are for calibrations."""
    subprocess.run(**simcall_in(folder, "run", "tiny.toml", "--out", "mine", *QUICK), check=True)
    script = IMPORTED.format(
        words=["report", "mine"], heavy=("scipy.stats", "scipy.optimize", "scipy.interpolate", "jinja2")
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=600)
    assert (folder / "mine" / "report.html").exists()
    assert ended.stderr.splitlines()[-1] == "jinja2"


@POSIX
@pytest.mark.parametrize("words", [("run", "tiny.toml", *QUICK), ("check", "tiny.toml")], ids=["run", "check"])
def test_a_reader_that_leaves(folder: Path, words):
    """When the reader of a pipe has gone, as in `simcall run … | head -1`, a command ends without a word about it."""
    with subprocess.Popen(**simcall_in(folder, *words)) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        said = command.stderr.read().decode()
    assert all(line.startswith("simulated") for line in said.splitlines()), said
    assert command.returncode == 0


@POSIX
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted(folder: Path, jobs):
    """Ctrl-C during a run: exit 130, one line that nothing was saved, and nothing is."""
    words = ("--replications", "90", "--jobs", jobs, "--set", "days=40", "--set", "lines.999.demand.calls_per_day=900")
    words += ("--set", "groups.handlers.headcount=4")
    # A terminal sends the signal to all processes of the command: give it a group of its own.
    with subprocess.Popen(**simcall_in(folder, "run", "tiny.toml", *words), start_new_session=True) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        first = command.stderr.readline()
        if first.startswith(b"compiling"):  # it is the first run on this machine
            first = command.stderr.readline()
        os.killpg(command.pid, signal.SIGINT)
        out, said = command.communicate(timeout=60)
    assert first == b"simulated 1 of 90\n"
    assert (command.returncode, out) == (130, b"")
    assert said.decode().splitlines()[-1] == "Interrupted: nothing was saved."
    assert b"Traceback" not in said
    assert {path.name for path in folder.iterdir()} == {"tiny.toml"}


NIGHT = "Nacht in Köln 🚓"
ONE_OF_TWO = [pytest.param("ascii", marks=pytest.mark.long), "cp1252"]
"""Encodings of streams; that of Windows knows more letters, and not the others."""


@pytest.fixture
def night(folder: Path) -> str:
    """Write a scenario whose name has letters and signs."""
    text = (folder / "tiny.toml").read_text(encoding="utf-8").replace("Tiny hub", NIGHT)
    (folder / "night.toml").write_text(text, encoding="utf-8")
    return "night.toml"


@pytest.mark.parametrize("encoding", ["ascii", pytest.param("cp1252", marks=pytest.mark.long)])
def test_a_table_on_a_stream_of_few_letters(process: Process, night: str, encoding):
    """On streams that know few letters, as pipes on Windows, a run ends well: signs are replaced."""
    table = process("run", night, *QUICK, env={"PYTHONIOENCODING": encoding})
    assert table.returncode == 0, table.stderr
    assert b"calls offered" in table.stdout


@pytest.mark.parametrize("encoding", ONE_OF_TWO)
def test_json_on_a_stream_of_few_letters(process: Process, night: str, encoding):
    """JSON is UTF-8 on every stream."""
    document = process("run", night, *QUICK, "--json", env={"PYTHONIOENCODING": encoding})
    assert document.returncode == 0, document.stderr
    assert json.loads(document.stdout.decode("utf-8"))["scenario"] == NIGHT


@pytest.mark.parametrize("encoding", ONE_OF_TWO)
def test_a_refusal_on_a_stream_of_few_letters(process: Process, encoding):
    """A message with letters that stderr does not know is told all the same."""
    told = process("check", "tiny.toml", "--set", "🚓=1", env={"PYTHONIOENCODING": encoding})
    assert told.returncode == 1
    assert b"unknown key" in told.stderr
    assert b"Traceback" not in told.stderr


@POSIX
@pytest.mark.parametrize("words", [("--json",), ()], ids=["json", "table"])
def test_a_stdout_that_takes_nothing(process: Process, words):
    """When stdout is a full disk, exit 1 says so plainly: it is not called a fault of simcall."""
    with Path("/dev/full").open("wb") as full:
        ended = process("run", "tiny.toml", *QUICK, *words, stdout=full)
    said = ended.stderr.decode()
    assert ended.returncode == 1
    assert "No space left" in said
    assert "simcall itself has failed" not in said
    assert "Traceback" not in said


@POSIX
def test_closed_streams(folder: Path):
    """A command whose stdin, stdout or stderr is closed, as under a scheduler, does its work."""
    run = f"run tiny.toml {' '.join(QUICK)} --json --out mine"
    check = "check tiny.toml"
    for words, closed in ((check, "<&-"), (check, ">&-"), (check, "2>&-"), (run, "<&- >&- 2>&-")):
        line = f'exec "{sys.executable}" -m simcall {words} {closed}'
        ended = subprocess.run(["/bin/sh", "-c", line], cwd=folder, capture_output=True, check=False, timeout=60)
        assert b"failed" not in ended.stderr, closed
        assert ended.returncode == 0, closed
    assert (folder / "mine" / "summary.json").is_file()


def test_the_module_and_the_script_are_one(process: Process):
    """`python -m simcall` is `simcall`: the same name in its usage, the same version."""
    assert b"Usage: simcall " in process("--help").stdout
    assert process("--version").stdout.startswith(b"simcall ")
    wrong = process("run")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"Usage: simcall run" in wrong.stderr
