"""Commands that do the same as the page, written for the terminal of this system."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

__all__ = ["command", "setting"]


def command(name: str, file: Path, *words: str) -> str:
    """Write a command of simcall on a file, with what follows it."""
    all_words = ("simcall", name, file.as_posix(), *words)
    return subprocess.list2cmdline(all_words) if os.name == "nt" else shlex.join(all_words)


def setting(overrides: Sequence[str]) -> tuple[str, ...]:
    """Return the words that lay overrides over a scenario."""
    return tuple(word for override in overrides for word in ("--set", override))
