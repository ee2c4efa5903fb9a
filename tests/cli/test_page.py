"""`simcall page`: says where it is, answers this machine alone, and ends cleanly."""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import Call, simcall_in

NEEDS_EXTRA = pytest.mark.skipif(
    importlib.util.find_spec("uvicorn") is None, reason='needs uvicorn: pip install "simcall[page]"'
)
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=[\w-]{43}\n")


@pytest.fixture
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The page in a process of its own, and its address."""
    started = subprocess.Popen(**simcall_in(folder, "page", "tiny.toml", "--no-browser"))
    assert started.stdout is not None
    try:
        yield started, started.stdout.readline().decode()
    finally:
        started.kill()
        started.communicate()


@NEEDS_EXTRA
def test_it_says_where_it_is_and_ends_cleanly(running: tuple[subprocess.Popen[bytes], str]):
    """One line on stdout, which can be used at once; a signal to end ends it with status 0 and without a traceback.

    It listens on 127.0.0.1 alone, not on the addresses by which other machines reach this one. A stream that is being
    listened to does not hold up its end.
    """
    page, line = running
    found = ADDRESS.fullmatch(line)
    assert found
    for address, kind in (("127.0.0.2", socket.AF_INET), ("::1", socket.AF_INET6)):
        with socket.socket(kind) as tried, pytest.raises(OSError, match=r".+"):
            tried.connect((address, int(found[1])))
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=20)
    connection.request("GET", line.strip().partition(found[1])[2])
    answer = connection.getresponse()
    assert answer.status == 200
    assert b"Tiny hub" in answer.read()
    cookie = answer.headers["Set-Cookie"]
    path = re.search(r"Path=(\S+);", cookie)
    assert path
    connection.request("GET", f"{path[1]}answer", headers={"Cookie": cookie.partition(";")[0]})
    assert connection.getresponse().status == 200
    began = time.monotonic()
    page.send_signal(signal.SIGINT if os.name != "nt" else signal.CTRL_C_EVENT)
    out, err = page.communicate(timeout=30)
    connection.close()
    assert page.returncode == 0
    assert out == b""
    assert b"Traceback" not in err
    assert b"press Ctrl-C" in err
    assert time.monotonic() - began < 20


@NEEDS_EXTRA
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no signal for a terminal that closes")
def test_it_ends_with_its_terminal(running: tuple[subprocess.Popen[bytes], str]):
    """When the terminal closes, so does the page."""
    page, _ = running
    page.send_signal(signal.SIGHUP)
    _, err = page.communicate(timeout=30)
    assert page.returncode == 0
    assert b"Traceback" not in err


@NEEDS_EXTRA
def test_a_port_that_is_taken(call: Call):
    """A port that another program has is refused in words."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        told = call("page", "tiny.toml", "--no-browser", "--port", str(other.getsockname()[1]))
    assert told.status == 1
    assert "leave --port out to get a free one" in told.err


@NEEDS_EXTRA
def test_a_file_that_is_not_there(call: Call):
    """A scenario that is not there is refused before anything is opened."""
    told = call("page", "nowhere.toml", "--no-browser")
    assert (told.status, told.out) == (1, "")
    assert "nowhere.toml: there is no such file" in told.err


def test_without_the_extra(call: Call, monkeypatch: pytest.MonkeyPatch):
    """If the packages of the page are not installed, it says how to install them."""
    found = importlib.util.find_spec
    hide = lambda name, *rest: None if name == "uvicorn" else found(name, *rest)  # noqa: E731
    monkeypatch.setattr(importlib.util, "find_spec", hide)
    told = call("page", "tiny.toml")
    assert told.status == 1
    assert 'python -m pip install "simcall[page]"' in told.err
