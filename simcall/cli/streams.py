"""The standard streams. Output that cannot be printed is lost, but the work goes on: its results go to files."""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["Output", "reported_once", "steady_streams"]


class Output(io.RawIOBase):
    """Takes all that is written; passes it on to another stream until that fails, and drops the rest.

    Attributes
    ----------
    error : OSError or None
        The first failure of the other stream.
    """

    def __init__(self, stream: io.RawIOBase | None = None) -> None:
        self._stream = stream or io.RawIOBase()
        self.error: OSError | None = None

    @property
    def has_lost_output(self) -> bool:
        """Whether somebody may still wait for what was dropped: a reader that has left a pipe does not."""
        return self.error is not None and self.error.errno not in {errno.EPIPE, errno.ECONNRESET}

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return whether the other stream is a terminal."""
        return not self._stream.closed and self._stream.isatty()

    def fileno(self) -> int:
        """Return the other stream's number."""
        return self._stream.fileno()

    def write(self, content: ReadableBuffer) -> int:
        """Write to the other stream if it still works; return how many bytes were written or dropped."""
        if self.error is None:
            try:
                return self._write(content)
            except OSError as error:
                self.error = error
        return memoryview(content).nbytes

    def _write(self, content: ReadableBuffer) -> int:
        while (written := self._stream.write(content)) is None:  # another program has made the pipe non-blocking
            select.select([], [self._stream], [])
        return written


@contextmanager
def steady_streams() -> Iterator[Output]:
    """Keep the work going if a standard stream fails; yield the stream under stdout.

    A closed stream is replaced by one that drops its text. A letter that a stream cannot write is replaced by another.
    """
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  it stays open
    stdout, sys.stdout = _steady(sys.stdout)
    _, sys.stderr = _steady(sys.stderr)
    try:
        yield stdout
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def reported_once() -> Iterator[None]:
    """Suppress errors that libraries raise while they clear up after a failure, which has its own message.

    On a full disk an archive fails when it is written, and again when Python removes it from memory.
    """
    before = sys.unraisablehook
    sys.unraisablehook = lambda _failure: None
    try:
        yield
    finally:
        sys.unraisablehook = before


def _steady(stream: TextIO | None) -> tuple[Output, TextIO]:
    """Return the replacement of a stream, and the text stream on top of it."""
    raw = getattr(getattr(stream, "buffer", None), "raw", getattr(stream, "buffer", None))
    if stream is None:
        return Output(), Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return Output(), stream  # of a notebook, or of a test
    if not isinstance(raw, io.RawIOBase):
        stream.reconfigure(errors="replace")
        return Output(), stream  # in memory
    output = Output(raw)
    text = io.TextIOWrapper(
        io.BufferedWriter(output),
        stream.encoding,
        "replace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
    return output, text
