"""A small right scenario, and what calling a command gives."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TINY = """
name = "Tiny hub"
start = 2024-02-05  # a Monday
days = 1

[lines.999]
priority = 1
answer_target = { within = "10 s", share = 0.9 }
patience = { distribution = "exponential", mean = "5 min" }
handling = { distribution = "exponential", mean = "5 min" }
demand = { calls_per_day = 240 }

[groups.handlers]
lines = ["999"]
headcount = 2

[provenance]
"lines.999.patience" = { kind = "assumed", source = "a guess" }
"lines.999.demand.calls_per_day" = { kind = "published", source = "the force's web page" }
"""

FORBIDDEN = {chr(code) for code in (*range(32), *range(0x7F, 0xA0))} - {"\n", "\t"}
FORBIDDEN |= set("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What no message may hold: control characters but tabs and line ends, and marks of direction."""
QUICK = ("--replications", "2", "--jobs", "1", "--no-figures")
"""Options of a run that is over at once."""
NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}
"""For a process that cannot write whole files: Python 3.11 would keep part of a module, and later processes fail."""


@dataclass(frozen=True)
class Told:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


Call = Callable[..., Told]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]


def simcall_in(folder: Path, *words: str, env: Mapping[str, str] | None = None, **rest: Any) -> dict[str, Any]:
    """Return the arguments of `subprocess` for a command in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "simcall", *words]
    return {"args": command, "cwd": folder, "env": {**os.environ, **(env or {})}, **streams, **rest}


def everything_in(folder: Path) -> dict[str, bytes]:
    """Return the contents of every file by its path, and of every folder nothing."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }
