"""The model as a plain C loop, compiled by the machine's own compiler and called through ctypes."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from simcall.engine import CallRecords
from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS
from simcall.inputs import World
from simcall.inputs.behaviour import HANDLING, PATIENCE
from simcall.inputs.distributions import A
from simcall.inputs.draws import Purpose
from simcall.inputs.world import INDEX_BITS

SOURCE = Path(__file__).with_name("loop.c")
OPTIMISED = ("-O3", "-march=native")
FLAGS = (*OPTIMISED, "-std=c99", "-shared", "-fPIC")
DEFINITIONS = {"INDEX_BITS": INDEX_BITS, "PATIENCE": int(Purpose.PATIENCE), "HANDLING": int(Purpose.HANDLING)}
COLUMNS = LOG_COLUMNS
"""In the order of the C function's arguments."""

CLoop = Callable[[World], CallRecords]


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
            [
                compiler,
                *FLAGS,
                *(f"-D{name}={value}" for name, value in DEFINITIONS.items()),
                "-o",
                library,
                SOURCE,
                "-lm",
            ],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            raise NoCompilerError("cc cannot compile the C loop: " + (done.stderr.strip().splitlines() or ["?"])[0])
        run = ctypes.CDLL(str(library)).simulate  # stays loaded when the file is gone
    ints, flags, words, reals = (
        np.ctypeslib.ndpointer(dtype, flags="C_CONTIGUOUS") for dtype in (np.int64, np.bool_, np.uint64, np.float64)
    )
    columns = [flags if name == "diverted" else ints for name in COLUMNS]
    run.argtypes = [*[ctypes.c_int64] * 3, ctypes.c_double, reals, reals, *[ints] * 3, words, words, *columns]
    run.restype = ctypes.c_int
    return lambda world: _simulate(run, world)


def compiler_version() -> str:
    """Return the compiler's name for itself."""
    done = subprocess.run(["cc", "--version"], capture_output=True, text=True, errors="replace", check=False)
    return (done.stdout.splitlines() or ["cc"])[0]


def _simulate(run: Callable[..., int], world: World) -> CallRecords:
    callers, behaviour = world.callers, world.behaviour
    calls = len(callers.ring)
    columns: dict[str, Any] = {name: np.empty(calls, np.bool_ if name == "diverted" else np.int64) for name in COLUMNS}
    means_s = (behaviour.distributions.parameters[A, behaviour.lines[row]] for row in (PATIENCE, HANDLING))
    arrays = (callers.ring, callers.line, callers.address, callers.keys, callers.dates)
    people, horizon = int(world.duties.headcount[0]), world.policy.horizon
    if run(calls, people, horizon, behaviour.tick_s, *means_s, *arrays, *columns.values()) != 0:
        raise MemoryError("no memory for the C loop")
    columns |= dict.fromkeys(ITEM_COLUMNS, np.broadcast_to(np.int64(0), calls))
    return CallRecords(**columns)
