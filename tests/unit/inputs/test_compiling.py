from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simcall.engine import kernel
from simcall.inputs import fingerprints
from simcall.inputs.fingerprints import fingerprint

PROGRAM = """
from simcall.inputs.compiling import compiled

@compiled
def double(number: int) -> int:
    return 2 * number

print(double(21))
"""


def test_only_compiling_is_announced(tmp_path: Path):
    """The first process says that it compiles; the second loads what it kept, without Numba."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM + "import sys\nprint('numba' in sys.modules)\n", encoding="utf-8")
    first, second = (
        subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=120)
        for _ in range(2)
    )
    assert (first.stdout, first.stderr) == ("42\nTrue\n", "compiling the engine, once: up to half a minute\n")
    assert (second.stdout, second.stderr) == ("42\nFalse\n", "")


def test_a_changed_source_is_compiled_again(tmp_path: Path):
    """Kept code is not read when the digest of the sources differs, though the function's own file is the same."""
    program = tmp_path / "program.py"
    digest = "import sys\nfrom simcall.inputs import compiling\ncompiling.fingerprint = lambda module: sys.argv[1]\n"
    program.write_text(digest + PROGRAM, encoding="utf-8")
    messages = [
        subprocess.run([sys.executable, program, argument], capture_output=True, text=True, check=True).stderr
        for argument in ("before", "before", "after")
    ]
    assert messages == [
        "compiling the engine, once: up to half a minute\n",
        "",
        "compiling the engine, once: up to half a minute\n",
    ]


BESIDE_THE_LOOP = {"kept_attempts", "by_caller", "log_memory"}
"""The modules that the main loop does not call: they make its tables and put its log in order."""
NAMES = sorted({path.stem for path in Path(kernel.__path__[0]).glob("[!_]*.py")} - BESIDE_THE_LOOP)
RULES = [f"{kernel.__name__}.{name}" for name in NAMES]
COMPILER = ["simcall.inputs.numba_arrays", "simcall.inputs.numba_passes"]


@pytest.mark.parametrize("module", [*RULES, "simcall.engine.records", "simcall.inputs.world", *COMPILER])
def test_the_kernel_depends_on_each_of_its_modules(module: str, monkeypatch: pytest.MonkeyPatch):
    """The digest changes with each module of rules, and with the records, the world and the compiler."""
    before, read = fingerprint("simcall.engine.kernel.run"), fingerprints._source
    monkeypatch.setattr(fingerprints, "_source", lambda name: read(name) + b"#" * (name == module))
    assert fingerprint("simcall.engine.kernel.run") != before


def test_the_kernel_does_not_depend_on_the_reference(monkeypatch: pytest.MonkeyPatch):
    """An edit of the reference engine does not compile the kernel again."""
    before, read = fingerprint("simcall.engine.kernel.run"), fingerprints._source
    monkeypatch.setattr(fingerprints, "_source", lambda name: read(name) + b"#" * name.endswith("reference"))
    assert fingerprint("simcall.engine.kernel.run") == before


OF_EVERY_RUN = (
    *("engine.kernel.run", "engine.kernel.by_caller", "inputs.caller_draws", "inputs.inverse_rates"),
    *("inputs.ordering", "inputs.philox", "inputs.quantiles", "measures.times", "measures.totals"),
)


@pytest.mark.parametrize("module", [f"simcall.{name}" for name in OF_EVERY_RUN])
def test_what_every_run_loads_does_not_depend_on_how_a_scenario_is_read(module: str, monkeypatch: pytest.MonkeyPatch):
    """An edit of a scenario's loading compiles none of it again, and no start of a run reads a hundred sources."""
    digested, read = [], fingerprints._source
    monkeypatch.setattr(fingerprints, "_source", lambda name: digested.append(name) or read(name))
    fingerprint(module)
    assert module in digested
    assert not {"simcall.scenario", "simcall.scenario.loading", "simcall.inputs.replication"} & set(digested)


@pytest.mark.parametrize(
    ("line", "modules"),
    [
        ("from simcall.inputs import NEVER", {"simcall.inputs"}),
        ("from simcall.inputs import world", {"simcall.inputs.world"}),
        ("from simcall.inputs import behaviour as conduct", {"simcall.inputs.behaviour"}),
        ("from simcall.inputs import (\n    NEVER,\n    world,\n)", {"simcall.inputs", "simcall.inputs.world"}),
        ("from simcall.inputs import *", {"simcall.inputs"}),
        ("from simcall.inputs.world import NEVER, World", {"simcall.inputs.world"}),
        ("from simcall.inputs.missing import anything", set()),
        ("    from simcall.inputs import world", set()),
    ],
)
def test_the_modules_of_an_import(line: str, modules: set[str]):
    """A package is a source of what it names itself, and of no module that only stands in it."""
    assert fingerprints._imported_modules(f"import numpy\n{line}\n".encode()) == modules


SAID = "simcall cannot use its stored engine ("


@pytest.fixture
def run_program(tmp_path: Path):
    """Run a program that compiles a function, with its code kept in the folder "cache"; return the lines of stderr."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")

    def run(program_text: str = PROGRAM, **rest) -> list[str]:
        program.write_text(program_text, encoding="utf-8")
        env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
        command = [sys.executable, "-B", program]  # on a full disk, Python 3.11 would keep a part of a compiled module
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, env=env, check=True, **rest)
        assert ended.stdout == "42\n"
        return ended.stderr.splitlines()

    return run


def empty(path: Path) -> None:
    """Leave nothing in a file."""
    path.write_bytes(b"")


def cut_in_half(path: Path) -> None:
    """Leave the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_a_bit(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def replace_by_a_folder(path: Path) -> None:
    """Put a folder in a file's place."""
    path.unlink()
    path.mkdir()


def replace_by_text(path: Path) -> None:
    """Write something else into a file."""
    path.write_text("not code", encoding="utf-8")


def kept_code(folder: Path) -> Path:
    """Return the file that holds the function's code."""
    (path,) = (folder / "cache").rglob("*.object")
    return path


@pytest.mark.parametrize(
    "damage",
    [flip_a_bit, *(pytest.param(other, marks=pytest.mark.long) for other in (empty, cut_in_half, replace_by_text))],
)
def test_damaged_code_is_mended(tmp_path: Path, run_program, damage):
    """Code of which one bit is wrong does not run. It costs one line and compiling once more."""
    run_program()
    damage(kept_code(tmp_path))
    said = run_program()
    assert said[0].startswith(SAID)
    assert said[0].endswith("is damaged), so it compiles the engine for this run")
    assert said[1:] == ["compiling the engine, once: up to half a minute"]
    assert run_program() == []


def test_a_folder_in_place_of_kept_code(tmp_path: Path, run_program):
    """A folder that is named as a file of code costs one line, and the code is kept elsewhere."""
    run_program()
    replace_by_a_folder(kept_code(tmp_path))
    assert sum(line.startswith(SAID) for line in run_program()) == 1
    assert run_program() == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk(tmp_path: Path, run_program):
    """When the disk takes no more, one line says so; the function is compiled all the same."""

    def little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    said = run_program(preexec_fn=little_room)
    assert said == [
        "compiling the engine, once: up to half a minute",
        f"{SAID}File too large), so it compiles the engine for this run",
    ]


FAULTS = ["EOFError()", "MemoryError()", "OSError(28, 'No space left on device')", "BrokenPipeError()", "KeyError(1)"]


@pytest.mark.parametrize("fault", FAULTS)
def test_any_fault_of_kept_code(run_program, fault):
    """Whatever reading and writing code raise, one line says so and the function is compiled."""
    broken = f"""
from simcall.inputs import kept_code

def fail(*_args):
    raise {fault}

kept_code.code_kept = kept_code.keep_code = fail
"""
    said = run_program(broken + PROGRAM)
    assert sum(line.startswith(SAID) for line in said) == 1
    assert "compiling the engine, once: up to half a minute" in said


def test_no_folder_for_kept_code(run_program):
    """Where no folder takes the code, one line says so and the function is compiled."""
    nowhere = """
from simcall.inputs import kept_code

def refuse(*_args):
    raise OSError(30, "Read-only file system")

kept_code.whole_file = refuse
"""
    assert run_program(nowhere + PROGRAM) == [
        "compiling the engine, once: up to half a minute",
        f"{SAID}Read-only file system), so it compiles the engine for this run",
    ]


def test_a_file_in_place_of_the_folder(tmp_path: Path, run_program):
    """A file where the folder of kept code should be: it is kept beside the source."""
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    assert run_program() == ["compiling the engine, once: up to half a minute"]
    assert [path.suffix for path in (tmp_path / "__pycache__").iterdir()] == [".object"]
    assert run_program() == []


@pytest.mark.parametrize("variables", [{"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}, {"NUMBA_OPT": "1"}])
def test_code_that_was_made_otherwise(run_program, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]):
    """Code for another processor, or made with other options of Numba's, is not used."""
    run_program()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run_program() == ["compiling the engine, once: up to half a minute"]


def test_code_for_worker_processes(run_program, monkeypatch: pytest.MonkeyPatch):
    """Worker processes, which are told how many threads to use, load what another process has kept."""
    run_program()
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    assert run_program() == []


ENDING = "\nsys.stderr = None  # Python itself would fail to write what is left"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_message_that_cannot_be_printed(run_program):
    """A stderr that takes nothing does not stop compiling."""
    assert run_program("import sys\nsys.stderr = open('/dev/full', 'w', buffering=1)\n" + PROGRAM + ENDING) == []
