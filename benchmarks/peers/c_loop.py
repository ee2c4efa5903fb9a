"""The model as a plain C loop, compiled by the machine's own compiler and called through ctypes."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.peers.plain import PlainWorld
from simcall.engine import CallRecords

SOURCE = Path(__file__).with_name("loop.c")
OPTIMISED = ("-O3", "-march=native")
FLAGS = (*OPTIMISED, "-std=c99", "-shared", "-fPIC")
COLUMNS = tuple(field.name for field in fields(CallRecords))
"""In the order of the C function's arguments."""

CLoop = Callable[[PlainWorld], CallRecords]


class NoCompilerError(Exception):
    """There is no C loop on this machine; the message says why."""


def load() -> CLoop:
    """Compile the C loop and return it as a function; raise NoCompilerError if that cannot be done."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise NoCompilerError("no C compiler: there is no cc on the path")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        library = Path(folder) / "loop.so"
        done = subprocess.run(
            [compiler, *FLAGS, "-o", library, SOURCE], capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode != 0:
            raise NoCompilerError("cc cannot compile the C loop: " + (done.stderr.strip().splitlines() or ["?"])[0])
        run = ctypes.CDLL(str(library)).simulate  # stays loaded when the file is gone
    ints, flags = (np.ctypeslib.ndpointer(dtype, ndim=1, flags="C_CONTIGUOUS") for dtype in (np.int64, np.bool_))
    run.argtypes = [ctypes.c_int64] * 3 + [ints] * 4 + [flags if name == "diverted" else ints for name in COLUMNS]
    run.restype = ctypes.c_int
    return lambda plain: _simulate(run, plain)


def compiler_version() -> str:
    """Return the compiler's name for itself."""
    done = subprocess.run(["cc", "--version"], capture_output=True, text=True, errors="replace", check=False)
    return (done.stdout.splitlines() or ["cc"])[0]


def _simulate(run: Callable[..., int], plain: PlainWorld) -> CallRecords:
    calls = len(plain.ring)
    columns: dict[str, Any] = {name: np.empty(calls, np.bool_ if name == "diverted" else np.int64) for name in COLUMNS}
    arrays = (plain.ring, plain.line, plain.patience, plain.handling)
    if run(calls, plain.handlers, plain.horizon, *arrays, *columns.values()) != 0:
        raise MemoryError("no memory for the C loop")
    return CallRecords(**columns)
