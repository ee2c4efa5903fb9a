"""Streams that close or take nothing, and disks that are full: every command saves what it can, and says the rest."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

import pytest

from simcall.cli import main
from simcall.studies.calibrate import Effort
from tests.cli.calling import NO_BYTECODE, QUICK, TINY, Call, Process, simcall_in
from tests.cli.test_ensemble import SMALL
from tests.cli.test_recruits import HUB

resource = pytest.importorskip("resource", reason="limits of POSIX")
pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="pipes of POSIX, and a device of Linux")

FEW = ("--replications", "2", "--jobs", "1")
VARY = ("--vary", "groups.handlers.headcount=1..2")
FIT = ("--fit", "lines.999.handling.mean=1.0 min..12.0 min", "--target", "999.abandonment_rate=0.1+-0.05")
COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "run": (("run", "tiny.toml", *QUICK, "--out", "mine"), "mine/manifest.json"),
    "compare": (("compare", "tiny.toml", "more.toml", *QUICK, "--out", "mine"), "mine/differences.csv"),
    "sweep": (("sweep", "tiny.toml", *VARY, *QUICK, "--out", "mine"), "mine/table.csv"),
    "calibrate": (
        ("calibrate", "tiny.toml", *FIT, "--jobs", "1", "--no-figures", "--out", "mine"),
        "mine/summary.json",
    ),
    "ensemble": (("run", "tiny.toml", "--ensemble", "fitted", *FEW, "--out", "mine"), "mine/summary.csv"),
    "recruits": (("recruits", "hub.toml", *FEW), "results/recruits-recruits.png"),
    "best": (("best", "swept", "--target", "999.answered_in_target>=0.1", "--jobs", "1"), "swept/table.csv"),
    "plot": (("plot", "tiny.toml", "still_waiting", "--replications", "2", "--out", "waits.png"), "waits.png"),
    "report": (("report", "swept", "--out", "swept.md", "--format", "md"), "swept.md"),
    "check": (("check", "tiny.toml"), "tiny.toml"),
    "rota": (("rota", "hub.toml", "--out", "rota.png"), "rota.png"),
}
"""What is typed, and a file that is there afterwards."""
MORE = 'extends = "tiny.toml"\nname = "More"\ngroups.handlers.headcount = 3\n'
SAVED = "could not print all of its output (No space left on device). Files that it has saved are complete."


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the results that some commands start from."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(Effort, "named", lambda _name: SMALL)
        for words, out in ((COMMANDS["sweep"][0], "swept"), (COMMANDS["calibrate"][0], "fitted")):
            with pytest.raises(SystemExit):
                main([*words[:-1], out])
    return folder


@pytest.fixture
def ready(folder: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder in which every command of `COMMANDS` can start."""
    (folder / "hub.toml").write_text(HUB, encoding="utf-8")
    (folder / "more.toml").write_text(MORE, encoding="utf-8")
    for name in ("swept", "fitted"):
        (folder / name).symlink_to(prepared / name)
    monkeypatch.setattr(Effort, "named", lambda _name: SMALL)
    return folder


def left_by_its_reader() -> TextIO:
    """Return a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w", encoding="utf-8")


def full() -> TextIO:
    """Return a stream on a full disk."""
    return Path("/dev/full").open("w", encoding="utf-8")


def status_of(words: tuple[str, ...], **streams: TextIO) -> int:
    """Call a command in this process with other standard streams; return its exit status."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name, stream in streams.items():
            patch.setattr(sys, name, stack.enter_context(stream))
        with pytest.raises(SystemExit) as left:
            main(list(words))
    assert isinstance(left.value.code, int)
    return left.value.code


every_command = pytest.mark.parametrize(("words", "saved"), COMMANDS.values(), ids=COMMANDS.keys())


@every_command
@pytest.mark.parametrize("broken", [left_by_its_reader, full])
def test_stderr_that_takes_nothing(ready: Path, words, saved, broken: Callable[[], TextIO]):
    """Progress and messages that cannot be printed stop nothing: exit 0, and the results are saved."""
    assert status_of(words, stderr=broken()) == 0
    assert (ready / saved).is_file()


@every_command
def test_both_streams_left_by_their_reader(ready: Path, words, saved):
    """A command in ``2>&1 | head -1`` saves its results and ends with 0."""
    assert status_of(words, stdout=left_by_its_reader(), stderr=left_by_its_reader()) == 0
    assert (ready / saved).is_file()


@every_command
def test_stdout_on_a_full_disk(ready: Path, words, saved, capsys: pytest.CaptureFixture[str]):
    """Results are saved; as they were also to be printed, the command ends with 1, and one line says why."""
    assert status_of(words, stdout=full()) == 1
    assert (ready / saved).is_file()
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == f"simcall {SAVED}"
    assert sum("could not" in line for line in said) == 1


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("run", "--help"), ()], ids=" ".join)
def test_help_whose_reader_has_left(call: Call, words):
    """Help that nobody reads ends as help that somebody reads."""
    assert status_of(words, stdout=left_by_its_reader()) == call(*words).status


def test_a_refusal_that_cannot_be_printed(folder: Path):
    """A scenario that is wrong ends with 1 also when nobody can read why."""
    assert status_of(("run", "tiny.toml", *QUICK, "--set", "days=0"), stderr=full()) == 1
    assert status_of(("run", "none.toml", *QUICK), stdout=full(), stderr=left_by_its_reader()) == 1


def test_a_missed_target_stays_one(call: Call, folder: Path):
    """With --require-target, a script learns that a target was missed, also if the table could not be printed."""
    words = ("run", "tiny.toml", *QUICK, "--require-target", "--set", "groups.handlers.headcount=1")
    assert call(*words).status == status_of(words, stdout=full()) == 3


SHELLS = [
    ("2>&1 | head -1", "1"),
    ("| true", ""),
    ("2>/dev/full | cat", "1"),
    ("<&- 2>&- | cat", ""),
    pytest.param("2>&1 | head -1", "", marks=pytest.mark.long),
    pytest.param("| true", "1", marks=pytest.mark.long),
    pytest.param("2>/dev/full | cat", "", marks=pytest.mark.long),
    pytest.param("<&- 2>&- | cat", "1", marks=pytest.mark.long),
]
"""What the shell does with the streams, and how Python writes to them. The long tests have the other pairs."""


@pytest.mark.parametrize(("after", "buffered"), SHELLS)
def test_as_a_shell_does_it(folder: Path, after, buffered):
    """In a pipe of a shell the results are saved too, whether Python buffers its output or not."""
    command = " ".join(simcall_in(folder, "run", "tiny.toml", *QUICK, "--out", "mine")["args"])
    line = f"{command} {after}; exit ${{PIPESTATUS[0]}}"
    env = {**os.environ, "PYTHONUNBUFFERED": buffered}
    ended = subprocess.run(["bash", "-c", line], capture_output=True, check=False, timeout=60, cwd=folder, env=env)
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr
    assert (folder / "mine" / "manifest.json").is_file()


def test_a_pipe_that_does_not_block(folder: Path):
    """Another program may have made a pipe non-blocking: all that is printed arrives, however slowly it is read."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    words = ("rota", "tiny.toml", "--json", "--no-figures", "--set", "days=7")
    with subprocess.Popen(**simcall_in(folder, *words, stdout=writer)) as process:
        os.close(writer)
        time.sleep(2)  # the pipe is full by now
        with os.fdopen(reader, "rb") as arriving:
            printed = arriving.read()
    assert process.returncode == 0
    assert len(printed) > 65_536, "more than a pipe holds, or nothing is shown"
    assert len(json.loads(printed)["hours_of_week"]) == 168


# Disks ----------------------------------------------------------------------------------------------------------------


@contextmanager
def full_disk(room: int = 300) -> Iterator[None]:
    """Let this process write no file that is longer than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # see NO_BYTECODE
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        sys.dont_write_bytecode = before


WRITING = [name for name in COMMANDS if name not in {"best", "check"}]


@pytest.mark.parametrize("name", WRITING)
def test_a_full_disk(ready: Path, call: Call, name):
    """On a full disk a command ends with 1 and one line that says so, and leaves nothing half-written."""
    words, saved = COMMANDS[name]
    with full_disk():
        told = call(*words)
    assert told.status == 1
    assert "File too large" in told.err.splitlines()[-1]
    assert "itself has failed" not in told.err
    assert not (ready / saved).exists()
    assert not [path for path in ready.rglob("*") if path.name.startswith((".new-", ".mine"))]


NOT_WRITTEN = "mine.xlsx: the report could not be written (File too large); name another file with --out"


@pytest.mark.parametrize("room", [100, 2000, 9000])  # with no room at all, threads find none for their locks
def test_a_workbook_on_a_full_disk(call: Call, monkeypatch: pytest.MonkeyPatch, room):
    """A workbook that cannot be written ends in one line, also if the library fails again when it clears up."""
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    assert call("run", "tiny.toml", *QUICK, "--out", "mine").status == 0
    with full_disk(room):
        told = call("report", "mine", "--out", "mine.xlsx")
        gc.collect()
    assert told.status == 1
    assert told.err.splitlines()[-1] == NOT_WRITTEN
    assert "Traceback" not in told.err
    assert not ignored


def test_a_workbook_on_a_full_disk_at_the_end_of_a_process(call: Call, process: Process):
    """Nor is there another word when Python clears up at its end."""

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    assert call("run", "tiny.toml", *QUICK, "--out", "mine").status == 0
    ended = process("report", "mine", "--out", "mine.xlsx", env=NO_BYTECODE, preexec_fn=little_room)
    said = ended.stderr.decode().splitlines()
    assert (ended.returncode, said[-1]) == (1, NOT_WRITTEN)
    assert not any("Traceback" in line or "ignored" in line for line in said)


FAULTS = [EOFError(), BrokenPipeError(32, "Broken pipe"), OSError(28, "No space left on device"), KeyError("x")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_an_error_of_a_library_is_no_ctrl_d(call: Call, monkeypatch: pytest.MonkeyPatch, fault):
    """What a library raises inside the work is not taken for the end of the input, or for a reader that has left."""

    def fail(*_args, **_options):
        raise fault

    monkeypatch.setattr("simcall.cli.run.run", fail)
    told = call("run", "tiny.toml", *QUICK)
    assert told.status == 1
    assert type(fault).__name__ in told.err
    assert "Aborted" not in told.err
