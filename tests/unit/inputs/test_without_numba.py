"""Where neither Numba nor the library of machine code can be loaded, Python itself works out the same numbers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import TINY

BLOCKED = """
import sys
from pathlib import Path
from simcall.inputs import engine_library

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numba", "llvmlite"):
            raise ImportError("DLL load failed: an application control policy has blocked this file")

sys.meta_path.insert(0, Refused())
engine_library.LIBRARY = Path("no such library")
"""
RUN = """
from simcall.cli import main
status = main(["run", "tiny.toml", "--json", "--no-figures", "--replications", "2", "--jobs", "1"])
"""
DRAW = """
import numpy as np
from simcall.inputs.distributions import quantile_of
from simcall.inputs.ordering import in_order
from simcall.inputs.philox import uniforms_at, uniforms_in_runs
from simcall.scenario import Distribution
from pydantic import TypeAdapter

key, dates = np.array([2**64 - 1, 2**63 + 5], np.uint64), np.array([738000, 738001], np.uint64)
u = uniforms_in_runs(key, dates, np.array([7, 9]), 6, 3)
at = uniforms_at(np.array([key]), dates[:1], np.zeros(9, np.int64), np.arange(9), 6, 3)
print(u.tolist(), at.tolist(), [part.tolist() for part in in_order((u * 1e6).astype(np.int64))])
for words in ("exponential mean=60", "lognormal mean=60 sd=50", "gamma mean=60 sd=20", "weibull mean=60 shape=0.7",
              "uniform low=5 high=9", "triangular low=5 mode=6 high=9", "normal mean=60 sd=30"):
    law, *values = words.split()
    table = {"distribution": law}
    for key, value in (pair.split("=") for pair in values):
        table[key] = float(value) if key == "shape" else f"{value} s"
    print(quantile_of(TypeAdapter(Distribution).validate_python(table), u).tolist())
"""


def output_of(program: str, folder: Path) -> tuple[str, list[str]]:
    """Run a program in a folder that holds a small scenario; return what it prints, and the lines on stderr."""
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, ended.stderr.splitlines()


@pytest.mark.parametrize("program", [DRAW, RUN], ids=["draws", "run"])
def test_the_same_numbers(tmp_path: Path, program: str):
    """Draws, records and measures are the same to the last digit, and one line says that it takes longer."""
    plain, said = output_of(BLOCKED + program, tmp_path)
    assert plain == output_of(program, tmp_path)[0]
    assert sum(line.startswith("simcall works more slowly: it cannot load Numba here (DLL load") for line in said) == 1
    assert not any("Traceback" in line or "Warning" in line for line in said)
