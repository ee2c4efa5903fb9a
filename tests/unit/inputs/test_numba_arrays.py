from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simcall.inputs.compiling import compiled, rule
from simcall.inputs.signatures import Flags, FloatCube, HalfColumn, Table, WordColumn

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
def read_part(table: Table, index: int) -> int:
    return value_at(table[0, 1:], index - 1)

@compiled
def write(table: Table, index: int) -> int:
    table[1, index] = 7
    return table[1, 2]

for function in (read, read_table, read_row, read_part, write):
    for index in (2, -1, 3):
        try:
            print(function(np.arange(9).reshape(3, 3), index), end=" ")
        except RuntimeError:
            print("outside", end=" ")
    print()
"""


def test_no_index_counts_from_the_end(tmp_path: Path):
    """Where bounds are checked, -1 is as far outside an array of three as 3, however it is read or written."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "NUMBA_BOUNDSCHECK": "1"}
    ended = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, env=env)
    firsts = ended.stdout.split(" \n")
    assert firsts == [f"{value} outside outside" for value in (5, 5, 7, 2, 7)] + [""]


@rule
def _total(row: np.ndarray) -> int:
    total = 0
    for index in range(len(row)):
        total += row[index]
    return total


@compiled
def _parts(table: Table, row: int, first: int, end: int) -> int:
    """Put the totals of parts of a row together, one in each three digits."""
    rest, part = _total(table[row, first:]), _total(table[row, first:end])
    return _total(table[row]) * 1_000_000 + rest * 1_000 + part


@compiled
def _cell(cube: FloatCube, plane: int, row: int, column: int) -> float:
    lengths = cube.shape[0] * 100 + cube.shape[1] * 10 + cube.shape[2]
    cube[plane, row, column] += 0.5
    return cube[plane][row, column] + cube[plane, row][column] + lengths


@compiled
def _mixed(flags: Flags, halves: HalfColumn, words: WordColumn) -> int:
    """Read and write items of other types than whole numbers of 64 bits."""
    flags[1], halves[1], words[1] = halves[0] < 0, -3, words[0] + np.uint64(1)
    return int(flags[1]) + halves[1] * 10 + int(words[1])


@pytest.mark.parametrize(("row", "first", "end"), [(0, 0, 4), (1, 2, 3), (1, 1, 9), (2, 4, 4), (2, 3, 3)])
def test_parts_of_a_row_are_those_of_python(row: int, first: int, end: int):
    """A row of a table, what is left of it and a part of it hold what they hold in Python, also at the row's end."""
    table = np.arange(12).reshape(3, 4)
    assert _parts(table, row, first, end) == _parts.function(table, row, first, end)


def test_an_array_of_three_dimensions():
    """An item is found by three indices, or by fewer after each other, and each length is that of its dimension."""
    compiled_cube, cube = (np.arange(24.0).reshape(2, 3, 4) for _ in range(2))
    for place in np.ndindex(2, 3, 4):
        assert _cell(compiled_cube, *place) == _cell.function(cube, *place)
    assert np.array_equal(compiled_cube, cube)


def test_items_of_other_types():
    """Truth values, halves and words are read and written as NumPy does."""
    arrays = [(np.zeros(2, bool), np.array([-1, 0], np.int32), np.array([7, 0], np.uint64)) for _ in range(2)]
    assert _mixed(*arrays[0]) == _mixed.function(*arrays[1])
    assert all(np.array_equal(made, expected) for made, expected in zip(*arrays, strict=True))
