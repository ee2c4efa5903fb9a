"""A function that a second process compiles: this process loads it, or compiles it if the other one did not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
from simcall.inputs.compiling import compiled

@compiled
def double(number: int) -> int:
    return 2 * number
"""
PROGRAM = """
from simcall.inputs import compiling, numba_compiler, second_compiler
from doubling import double

made, object_code = [], numba_compiler.object_code

def watched(*arguments):
    made.append(arguments)
    return object_code(*arguments)

numba_compiler.object_code = watched
BEFORE
double.compile_beside()
double.compile_beside()
print(double(21), len(made))
"""
SAID = "compiling the engine, once: up to half a minute"


@pytest.fixture
def run_program(tmp_path: Path):
    """Run a program beside a module with a compiled function; return what it prints, and the lines on stderr."""
    (tmp_path / "doubling.py").write_text(MODULE, encoding="utf-8")
    program = tmp_path / "program.py"

    def run(before: str = "") -> tuple[str, list[str]]:
        program.write_text(PROGRAM.replace("BEFORE", before), encoding="utf-8")
        env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
        command = [sys.executable, program]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, env=env, check=True)
        return ended.stdout, ended.stderr.splitlines()

    return run


def test_this_process_compiles_nothing(run_program):
    """The other process compiles and keeps the function, which is announced; the next time nobody compiles it."""
    assert run_program() == ("42 0\n", [SAID])
    assert run_program("second_compiler.compile_beside = compiling.compile_beside = None") == ("42 0\n", [])


@pytest.mark.parametrize(
    "fault",
    [
        'second_compiler._PROGRAM = "raise SystemExit(1)"',
        'second_compiler._PROGRAM = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"',
        'second_compiler.sys.executable = "no such program"',
    ],
    ids=["ends", "is killed", "does not start"],
)
def test_a_second_process_that_fails(run_program, fault: str):
    """Without the other process this one compiles the function, and says no more about it."""
    assert run_program(fault) == ("42 1\n", [SAID])
