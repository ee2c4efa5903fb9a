"""A second process that compiles one function and keeps its code, while this process compiles others."""

from __future__ import annotations

import json
import subprocess
import sys

__all__ = ["compile_beside"]

_PROGRAM = """
import importlib, json, sys
sys.path[:], module, name = json.loads(sys.argv[1])
getattr(importlib.import_module(module), name).load()
"""


def compile_beside(module: str, name: str) -> subprocess.Popen[bytes] | None:
    """Start it.

    Parameters
    ----------
    module, name : str
        Where the compiled function is.

    Returns
    -------
    subprocess.Popen or None
        The process, which prints nothing; None if this machine starts none.
    """
    command = [sys.executable, "-c", _PROGRAM, json.dumps([sys.path, module, name])]
    nothing = subprocess.DEVNULL
    try:
        return subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)
    except OSError:
        return None
