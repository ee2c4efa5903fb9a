from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import time
from numba import int64
from numba.core.dispatcher import Dispatcher
from simcall.inputs.compiling import compiled

load = Dispatcher.compile

def slowly(self, signature):  # as on a machine whose disk is busy
    time.sleep(1.5)
    return load(self, signature)

Dispatcher.compile = slowly

def double(number):
    return 2 * number

print(compiled(double, int64(int64))(21))
"""


def test_only_compiling_is_announced(tmp_path: Path):
    """The first process says that it compiles; the second loads the cache, however slowly, and says nothing."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    first, second = (
        subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, timeout=120)
        for _ in range(2)
    )
    assert (first.stdout, first.stderr) == ("42\n", "compiling the engine, once\n")
    assert (second.stdout, second.stderr) == ("42\n", "")
