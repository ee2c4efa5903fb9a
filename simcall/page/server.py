"""Listen on this machine alone, say where, and end cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from typing import NoReturn

import uvicorn

from simcall.errors import SimcallError
from simcall.files.scratch import scratch_folder
from simcall.page.answers import Answers
from simcall.page.application import application
from simcall.page.desk import Desk
from simcall.page.folder import Folder
from simcall.page.guard import HOST, Keys

__all__ = ["serve"]

_ENDING_S = 1
"""How long answers that are being worked out have when the page ends."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl-C, a request to end, a terminal that closes, and Ctrl-Break on Windows."""


def serve(scenario: Path | None, port: int, *, browser: bool, announce: Callable[[str], None]) -> None:
    """Show the page until somebody ends it. If work is then still going on, the process ends here.

    Parameters
    ----------
    scenario : Path or None
        A scenario file; its folder is the one that the page shows. Or a folder; None for the current one.
    port : int
        The port; 0 for any that is free.
    browser : bool
        Whether to open a browser.
    announce : callable
        Given the address once it can be used.

    Raises
    ------
    SimcallError
        If the port is not free.
    """
    folder, opened = _place(scenario)
    listening = _listen(port)
    keys = Keys(listening.getsockname()[1])
    desk = Desk(folder, opened, keys, Answers())
    config = uvicorn.Config(
        application(desk),
        lifespan="off",
        ws="none",
        http="h11",
        loop="asyncio",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )
    with scratch_folder() as scratch:

        def ready() -> None:
            announce(keys.address)
            if browser:
                _open_browser(keys.address, scratch)

        server = _Server(config, desk, ready)
        server.run(sockets=[listening])
    if not server.is_idle:
        _end_process()


class _Server(uvicorn.Server):
    """A server that says when it can be used, and ends without an error when it is asked to.

    Parameters
    ----------
    config : uvicorn.Config
        How to serve.
    desk : Desk
        Its work ends with the server.
    ready : callable
        Called once the address can be used.
    """

    def __init__(self, config: uvicorn.Config, desk: Desk, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._desk, self._ready = desk, ready

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being worked out."""
        return self._desk.jobs.are_over and not self.server_state.tasks

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until somebody ends it; unlike uvicorn's own, it does not wait for work that cannot be broken off."""
        runner = asyncio.Runner()
        runner.run(self.serve(sockets))
        if self.is_idle:
            runner.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(super().shutdown(sockets), _ENDING_S)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End at a signal; uvicorn would raise it once more, as an error."""
        signals = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, lambda *_: self._end()) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self) -> None:
        self.force_exit = self.should_exit  # the second time it does not wait
        self.should_exit = True


def _end_process() -> NoReturn:
    """End without waiting for threads: while the engine compiles or simulates, nothing can break them off.

    What they write is whole at any moment.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _place(scenario: Path | None) -> tuple[Folder, str]:
    """Return the folder to show, and the scenario to open in it."""
    path = scenario if scenario is not None else Path()
    if path.is_dir():
        return Folder(path), ""
    if not path.is_file():
        raise SimcallError(f"{path}: there is no such file; give a scenario file, or a folder with some")
    return Folder(path.parent), path.name


def _listen(port: int) -> socket.socket:
    """Return a socket that only this machine reaches."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # nobody else may take the port too
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        reason = error.strerror or error
        raise SimcallError(f"--port {port} cannot be used ({reason}); leave --port out to get a free one") from error
    return listening


def _open_browser(address: str, scratch: Path) -> None:
    """Open a browser by way of a file that only the user can read: other users see the words of a command."""
    file = scratch / "simcall.html"
    file.write_text(
        f'<!doctype html><meta charset="utf-8"><title>simcall</title>'
        f'<meta http-equiv="refresh" content="0; url={escape(address)}">'
        f'<p><a href="{escape(address)}">Open simcall</a></p>',
        encoding="utf-8",
    )
    webbrowser.open(file.as_uri())
