"""What a newcomer sees first: `simcall` alone, its help, and completion for a shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cli.calling import Call, Process

FIRST = ("simcall new ", "simcall run ", "simcall compare ")


def commands(text: str) -> list[str]:
    """Return the commands that a help page lists, in its order."""
    return re.findall(r"^│ ([a-z]+) ", text, re.MULTILINE)


def test_simcall_alone_begins_with_what_a_newcomer_needs(call: Call):
    """`simcall` alone shows the first three commands, each of which there is, and then what `--help` lists."""
    alone, helped = call().out, call("--help").out
    before = alone[: alone.index("Usage")]
    assert re.findall(r"simcall [a-z]+ ", before) == list(FIRST)
    assert {words.split()[1] for words in FIRST} <= set(commands(alone))
    assert commands(alone) == commands(helped)
    assert "New to simcall" not in helped


def test_help_is_complete_and_in_order(call: Call):
    """Every command stands under one of the headings, what one starts with first."""
    listed = commands(call("--help").out)
    assert len(listed) == len(set(listed))
    assert listed[:5] == ["new", "import", "check", "rota", "run"]
    assert {"compare", "sweep", "best", "calibrate", "recruits"} <= set(listed)


def test_nothing_heavy_is_loaded_for_help(folder: Path):
    """Help answers at once: it loads no library that takes long to load."""
    script = "import sys; from simcall.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert not loaded & {"numpy", "pandas", "matplotlib", "numba", "pydantic", "jinja2", "openpyxl", "scipy"}


def test_completion_for_a_shell(process: Process):
    """A shell can be told how to complete; what it then asks for is answered with the commands that fit."""
    script = process("--show-completion", "bash", env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})
    assert script.returncode == 0
    assert b"_SIMCALL_COMPLETE=complete_bash" in script.stdout
    asked = {"_SIMCALL_COMPLETE": "complete_bash", "COMP_WORDS": "simcall re", "COMP_CWORD": "1"}
    assert process(env=asked).stdout.decode().split() == [word for word in _commands(process) if word.startswith("re")]


def _commands(process: Process) -> list[str]:
    return commands(
        process("--help", env={**os.environ, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}).stdout.decode()
    )
