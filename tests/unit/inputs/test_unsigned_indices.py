from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from __future__ import annotations
import numpy as np
from simcall.inputs.compiling import compiled, rule
from simcall.inputs.signatures import Table

@rule
def value_at(column, index):
    return column[index]

@compiled
def read(table: Table, index: int) -> int:
    return value_at(table[1], index)

@compiled
def read_table(table: Table, index: int) -> int:
    return table[1, index]

@compiled
def read_row(table: Table, index: int) -> int:
    return table[index, 1:3][0]

@compiled
def write(table: Table, index: int) -> int:
    table[1, index] = 7
    return table[1, 2]

for function in (read, read_table, read_row, write):
    for index in (2, -1, 3):
        try:
            print(function(np.arange(9).reshape(3, 3), index), end=" ")
        except IndexError:
            print("outside", end=" ")
    print()
"""


def test_no_index_counts_from_the_end(tmp_path: Path):
    """Where Numba checks bounds, -1 is as far outside an array of three as 3, however it is read or written."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "NUMBA_BOUNDSCHECK": "1"}
    ended = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, env=env)
    outside = "outside outside"
    assert ended.stdout.split(" \n") == [f"5 {outside}", f"5 {outside}", f"7 {outside}", f"7 {outside}", ""]
