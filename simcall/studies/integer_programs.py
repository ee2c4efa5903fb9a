"""Integer programs, solved by HiGHS through SciPy, without what the solver prints for its own developers."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scipy.optimize import OptimizeResult, milp

__all__ = ["solve"]


def solve(*args: Any, **options: Any) -> OptimizeResult:
    """Solve a program; see `scipy.optimize.milp`.

    Some releases of HiGHS write a line for each solution that they repair to the standard output, whatever their
    options say. It would stand in the middle of a JSON document.
    """
    with _standard_output_closed():
        return milp(*args, **options)


@contextmanager
def _standard_output_closed() -> Iterator[None]:
    """Send what compiled code prints to nowhere; Python itself prints nothing meanwhile."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    _flush()
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        _flush()
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


def _flush() -> None:
    """Write out what the C library still holds; on Windows it has none of its own to name."""
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)
