"""Pictures drawn by two processes at once, where the operating system can copy this one safely."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from simcall.files.scratch import scratch_folder

__all__ = ["draw_at_once", "texts_at_once"]

Drawing = Callable[[], object]
"""Draws a picture and writes its files."""


def texts_at_once(drawings: Sequence[Callable[[], str]]) -> list[str]:
    """Return the pictures that functions draw as text, such as SVG; half of them are drawn as in `draw_at_once`.

    Raises
    ------
    ResultsError
        If the system's disk for temporary files cannot be written to.
    """
    with scratch_folder() as folder:
        files = [folder / str(number) for number in range(len(drawings))]
        draw_at_once([partial(_write, draw, file) for draw, file in zip(drawings, files, strict=True)])
        return [file.read_text(encoding="utf-8") for file in files]


def _write(draw: Callable[[], str], file: Path) -> None:
    file.write_text(draw(), encoding="utf-8", newline="\n")


def draw_at_once(drawings: Sequence[Drawing]) -> None:
    """Do all drawings; half of them in a copy of this process, if there can be one.

    A copy needs no data sent to it, and no imports if they are made before, so it pays from the second picture on. What
    the copy cannot finish is drawn here, where errors are reported as usual.

    Parameters
    ----------
    drawings : sequence of callable
        Each is independent of the others.
    """
    here, there = drawings[::2], drawings[1::2]
    if not there or not _can_copy():
        _draw(drawings)
        return
    import matplotlib.pyplot  # noqa: F401  once, and not in each of the two

    copy = get_context("fork").Process(target=_draw_in_copy, args=(there, os.getpid()), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads that libraries keep: none of them draws
        copy.start()
    try:
        _draw(here)
        copy.join()
    finally:
        copy.kill()
        copy.join()
    if copy.exitcode:
        _draw(there)


def _can_copy() -> bool:
    """Tell whether a copy of this process is safe, and has a core of its own: a lock of another thread stays locked."""
    return sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def _draw(drawings: Sequence[Drawing]) -> None:
    for draw in drawings:
        draw()


def _draw_in_copy(drawings: Sequence[Drawing], parent: int) -> None:
    """Draw in the copy: quietly, and no longer than the process lives that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process is told, and ends this one
    for draw in drawings:
        if os.getppid() != parent:
            sys.exit(1)
        try:
            draw()
        except Exception:  # the other process draws it again and says what is wrong
            sys.exit(1)
