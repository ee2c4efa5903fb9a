"""The library of machine code: the same numbers without Numba, and never after a change of its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import TINY

ROOT = Path(__file__).parents[2]
AT_THE_END = """
import atexit
import sys

atexit.register(lambda: print("loaded", *sorted({"numba", "llvmlite"} & set(sys.modules)), file=sys.stderr))
"""
RUN = """
from simcall.cli import main
main(["run", "tiny.toml", "--json", "--no-figures", "--replications", "2", "--jobs", "1"])
"""
QUANTILES = """
import numpy as np
from pydantic import TypeAdapter
from simcall.inputs.distributions import quantile_of
from simcall.scenario import Distribution

for law in ("gamma", "lognormal", "normal"):
    table = {"distribution": law, "mean": "60 s", "sd": "20 s"}
    print(quantile_of(TypeAdapter(Distribution).validate_python(table), np.linspace(0.01, 0.99, 50)).tolist())
"""

HIDDEN = """
from pathlib import Path
from simcall.inputs import engine_library
engine_library.LIBRARY = Path("no such library")
"""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which(os.environ.get("CC", "cc")) is None, reason="there is no linker"),
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources, and make their library."""
    folder = tmp_path_factory.mktemp("checkout")
    for package in ("simcall", "distribution"):
        leave_out = shutil.ignore_patterns("__pycache__", "engine.bin", "engine.sha256")
        shutil.copytree(ROOT / package, folder / package, ignore=leave_out)
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    made = python(folder, "-m", "distribution.library")
    assert made.returncode == 0, made.stderr
    return folder


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call Python in a folder, whose packages come first."""
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=900)


@pytest.mark.parametrize("program", [RUN, QUANTILES], ids=["run", "quantiles"])
def test_the_same_numbers_without_numba(checkout: Path, program: str):
    """Machine code for any processor gives the digits of Numba's for this one, and Numba is not even imported."""
    from_library, from_numba = (python(checkout, "-c", AT_THE_END + hidden + program) for hidden in ("", HIDDEN))
    assert from_library.stdout == from_numba.stdout != ""
    assert from_library.stderr.splitlines()[-1] == "loaded"
    assert from_numba.stderr.splitlines()[-1] == "loaded llvmlite numba"
    assert "compiling" not in from_library.stderr


def test_a_changed_rule_is_not_taken_from_the_library(checkout: Path):
    """After an edit of a rule in any file, the functions that may call it are compiled again; others are not."""
    rule = checkout / "simcall" / "engine" / "kernel" / "queues.py"
    before = rule.read_text(encoding="utf-8")
    look = (
        "from simcall.inputs.engine_library import name_in_library, stored\n"
        "from simcall.inputs.fingerprints import fingerprint\n"
        "from simcall.engine.kernel.run import run\nfrom simcall.inputs.ordering import _sort\n"
        "for entry in (run, _sort):\n"
        "    function = entry.function\n"
        "    print(stored(name_in_library(function, fingerprint(function.__module__))) is not None)\n"
    )
    assert python(checkout, "-c", look).stdout.split() == ["True", "True"]
    rule.write_text(before + "# edited\n", encoding="utf-8")
    assert python(checkout, "-c", look).stdout.split() == ["False", "True"]
    rule.write_text(before, encoding="utf-8")


def test_a_damaged_library(checkout: Path):
    """A library of which a part is missing is not loaded."""
    library = checkout / "simcall" / "inputs" / "engine.bin"
    whole = library.read_bytes()
    library.unlink()  # machine code in use must not change
    library.write_bytes(whole[:100])
    look = "from simcall.inputs import engine_library\nprint(engine_library._library())"
    assert python(checkout, "-c", look).stdout.strip() == "None"
    library.unlink()
    library.write_bytes(whole)
