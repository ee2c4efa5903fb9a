"""Pictures drawn by two processes at once, where the operating system can copy this one safely."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import get_context

__all__ = ["draw_at_once"]

Drawing = Callable[[], object]
"""Draws a picture and writes its files."""


def draw_at_once(drawings: Sequence[Drawing]) -> None:
    """Do all drawings; half of them in a copy of this process, if there can be one.

    A copy needs no imports and no data sent to it, so it pays from the second picture on. What the copy cannot finish
    is drawn here, where an error is told as any other.

    Parameters
    ----------
    drawings : sequence of callable
        Each is independent of the others.
    """
    here, there = drawings[::2], drawings[1::2]
    if not there or not _can_copy():
        _draw(drawings)
        return
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
