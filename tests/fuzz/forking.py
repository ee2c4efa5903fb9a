"""Calling the command line in forks of a process that has loaded it, and what every end of a command must be like."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.calling import FORBIDDEN, QUICK

CPU_S, WALL_S = 60, 120
MEMORY = 2 << 30
_CHECKOUT = Path(__file__).parents[2]
Commands = tuple[tuple[str, ...], ...]
_PREPARATION: Commands = (("check", "tiny.toml"), ("run", "tiny.toml", *QUICK, "--out", "prepared"))
_ONCE = ("--replications", "1", *QUICK[2:], "--out", "out")
_MOST_LINES = 110
"""Of a message: an error shows a hundred problems, and counts the rest."""


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status, negative if a signal killed it, what it printed, and what it took."""

    status: int
    out: str
    err: str
    cpu_s: float
    memory: int


class Forks:
    """Calls commands in forks of another process."""

    def __init__(self, server: Popen[str]) -> None:
        self._server = server

    def call(self, folder: Path, *words: str) -> Ended:
        """Call a command in a folder."""
        return Ended(**json.loads(self.answer(folder, words)))

    def answer(self, folder: Path, words: tuple[str, ...]) -> str:
        """Send a request, and return the line that answers it."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps({"folder": str(folder), "words": words}), file=self._server.stdin, flush=True)
        return self._server.stdout.readline()


@contextmanager
def forks_of_server(folder: Path, preparation: Commands = _PREPARATION) -> Iterator[Forks]:
    """Start a process to fork, and prepare it in a folder with tiny.toml by calling commands there."""
    environment = {"COLUMNS": "120", "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    env = {**os.environ, **environment}
    limits = map(str, (len(preparation), CPU_S, WALL_S))
    command = [sys.executable, str(Path(__file__).with_name("server.py")), *limits]
    with Popen(command, cwd=_CHECKOUT, env=env, stdin=PIPE, stdout=PIPE, text=True) as server:
        forks = Forks(server)
        for words in preparation:
            assert forks.answer(folder, words) == "ready\n"
        yield forks
        assert server.stdin is not None
        server.stdin.close()


def fuzz(cases: int, test: Callable[..., None], **strategies: st.SearchStrategy[Any]) -> None:
    """Call a test with so many cases, the same at each time."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    limits = settings(max_examples=cases, derandomize=True, database=None, deadline=None, suppress_health_check=checks)
    limits(given(**strategies)(test))()


def check_end(ended: Ended) -> None:
    """Every command ends in one of four ways, and says clearly why it did not do its work."""
    assert ended.status in (0, 1, 2, 3), ended
    assert ended.cpu_s < CPU_S
    assert ended.memory < MEMORY
    for text in (ended.out, ended.err):
        assert "Traceback" not in text, text
        assert "itself has failed" not in text, text
        assert not FORBIDDEN & set(text), text
    assert len(ended.err.splitlines()) <= _MOST_LINES
    if ended.status:
        assert ended.err.strip()


def files_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size and the time of change of everything in a folder, by its path."""
    return {
        str(path.relative_to(folder)): (status.st_size, status.st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if not stat.S_ISDIR((status := path.lstat()).st_mode)
    }


def check_nothing_half_written(folder: Path) -> None:
    """No hidden folder or file of work that is under way stays behind."""
    hidden = [path for path in folder.rglob(".*") if "-simcall-" in path.name or path.name.startswith(".new-")]
    assert not hidden


def check_scenario(forks: Forks, folder: Path, content: bytes) -> None:
    """Check and run a scenario in a folder: both refuse it, or both take it, and a refusal leaves nothing behind."""
    case = folder / "case.toml"
    case.write_bytes(content)
    before = files_in(folder)
    checked = forks.call(folder, "check", case.name)
    check_end(checked)
    assert checked.status in (0, 1)
    assert files_in(folder) == before
    ended = forks.call(folder, "run", case.name, *_ONCE)
    check_end(ended)
    check_nothing_half_written(folder)
    assert ended.status == checked.status, (checked.err, ended.err)
    assert (folder / "out").exists() == (ended.status == 0)
    shutil.rmtree(folder / "out", ignore_errors=True)
    assert files_in(folder) == before
