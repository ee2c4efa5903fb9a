"""Integer and linear programs, solved by HiGHS through SciPy, without what the solver prints for its own developers."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, vstack

from simcall.inputs import Floats

__all__ = ["reduced_costs", "solve"]


def solve(*args: Any, **options: Any) -> OptimizeResult:
    """Solve a program; see `scipy.optimize.milp`.

    Some releases of HiGHS write a line for each solution that they repair to the standard output, whatever their
    options say. It would stand in the middle of a JSON document.
    """
    with _standard_output_closed():
        return milp(*args, **options)


def reduced_costs(cost: Floats, lower: Floats, upper: Floats, rows: LinearConstraint) -> tuple[float, Floats]:
    """Return the optimum of a linear program and its reduced costs.

    Parameters
    ----------
    cost, lower, upper : float64, shape (columns,)
        What is minimised, and the bounds of the columns.
    rows : LinearConstraint
        The rows.

    Returns
    -------
    optimum : float
        Infinite if there is no solution.
    reduced : float64, shape (columns,)
        Of a column at its lower bound, by how much the optimum rises at least with each unit above it; otherwise 0.
    """
    low, high = (np.asarray(side, np.float64) for side in (rows.lb, rows.ub))
    given: Any = rows.A
    matrix, equal = csr_array(given), low == high
    at_most, at_least = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
    sides: dict[str, Any] = {
        "A_ub": vstack([matrix[at_most], -matrix[at_least]]),
        "b_ub": np.concatenate([high[at_most], -low[at_least]]),
        "A_eq": matrix[equal],
        "b_eq": low[equal],
        "bounds": np.column_stack([lower, upper]),
    }
    with _standard_output_closed():
        result = linprog(cost, **sides)
    if result.x is None:
        return np.inf, np.zeros(len(cost))
    return float(result.fun), np.asarray(result.lower.marginals, np.float64)


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
