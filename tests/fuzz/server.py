"""A program that calls commands in forks of itself: it reads a request on each line of stdin, and answers on stdout.

The first requests are its preparation, and run in the program itself, so that the forks have every library loaded and
the engine compiled. It imports nothing of the tests.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simcall.cli import main

_LARGEST_FILE = 200 << 20


def serve(preparation: int, cpu_s: int, wall_s: int) -> None:
    """Answer requests until there are no more; so many of them prepare the program."""
    with tempfile.TemporaryDirectory() as name:
        streams = Path(name)
        for number, line in enumerate(sys.stdin):
            request = json.loads(line)
            if number < preparation:
                with _streams_in(streams):
                    _run(**request)
                gc.collect()
                gc.freeze()  # the forks need not look through what is loaded
                print("ready", flush=True)
            else:
                print(json.dumps(_answer(streams, cpu_s, wall_s, request)), flush=True)


@contextmanager
def _streams_in(folder: Path) -> Iterator[None]:
    """Send what is printed into files."""
    before = sys.stdout, sys.stderr
    with (folder / "out").open("w", encoding="utf-8") as out, (folder / "err").open("w", encoding="utf-8") as err:
        sys.stdout, sys.stderr = out, err
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


def _run(folder: str, words: list[str]) -> int:
    os.chdir(folder)
    try:
        main(words)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _answer(streams: Path, cpu_s: int, wall_s: int, request: dict[str, Any]) -> dict[str, Any]:
    child = os.fork()
    if not child:
        _run_and_leave(streams, cpu_s, wall_s, request)
    _, status, used = os.wait4(child, 0)
    out, err = ((streams / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err"))
    return {
        "status": os.waitstatus_to_exitcode(status),
        "out": out,
        "err": err,
        "cpu_s": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
    }


def _run_and_leave(streams: Path, cpu_s: int, wall_s: int, request: dict[str, Any]) -> None:
    """Run a command within limits, as a process of its own would, and end the process."""
    status = 99
    try:
        os.environ["HOME"] = str(Path(request["folder"]) / "home")
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  it stays open
        os.dup2(sys.stdin.fileno(), 0)
        for number, name in enumerate(("out", "err"), start=1):
            os.dup2(os.open(streams / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115  as Python does
        signal.alarm(wall_s)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
        status = _run(**request)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
