"""`simcall page` in a terminal that closes or gets Ctrl-C, under many moves, and sent a gigabyte."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
    pytest.mark.skipif(
        importlib.util.find_spec("uvicorn") is None, reason='needs uvicorn: pip install "simcall[page]"'
    ),
]

IN_TERMINAL = 'exec "$@" < {0} > {0} 2>&1'
"""Opening a terminal first makes it the session's own."""
HELD = """
import time
import simcall.page.answers, simcall.studies.staff.study
from simcall.cli import main

def held(*_, **__):
    print("It is held.", flush=True)
    time.sleep(3600)

simcall.page.answers.early_results = simcall.studies.staff.study.staff = held
main(["page", "tiny.toml", "--no-browser"])
"""
"""The page with work that nothing can break off, as while the engine compiles."""
GIGABYTE = 10**9
GROWTH_KIB = 15_000
"""What 100 moves may add to the memory. Kept, 100 results of tiny.toml would add 70,000, or 35,000 if nothing has been
worked out from them."""


@dataclass
class Session:
    """A page in a terminal of its own, with its browser."""

    process: subprocess.Popen[bytes]
    terminal: int
    port: int
    root: str
    cookie: str

    def ask(self, method: str, address: str) -> HTTPResponse:
        """Ask for something, and read the answer whole."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        origin = f"http://127.0.0.1:{self.port}"
        connection.request(method, self.root + address, headers={"Cookie": self.cookie, "Origin": origin})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def begin(self, method: str, address: str) -> socket.socket:
        """Ask for something, and leave the answer unread."""
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        origin = f"http://127.0.0.1:{self.port}"
        lines = f"Host: 127.0.0.1:{self.port}\r\nOrigin: {origin}\r\nCookie: {self.cookie}\r\nContent-Length: 0"
        opened.sendall(f"{method} {self.root}{address} HTTP/1.1\r\n{lines}\r\n\r\n".encode())
        return opened

    def read_until(self, words: bytes) -> bytes:
        """Read what the terminal shows until it shows some words, or until nobody has it open."""
        shown = b""
        with suppress(OSError):  # Linux says so that it has been closed
            while words not in shown:
                shown += os.read(self.terminal, 1000)
        return shown

    @property
    def others(self) -> set[int]:
        """Other processes of the session."""
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                found.add(int(stat.parent.name))
        return found - {self.process.pid}

    @property
    def memory_kib(self) -> int:
        """What it has in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0])


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    """A page that has been opened."""
    with opened_page(folder, "-m", "simcall", "page", "tiny.toml", "--no-browser") as opened:
        yield opened


@contextmanager
def opened_page(folder: Path, *words: str) -> Iterator[Session]:
    """Start a page with what follows the word python, and open it."""
    ours, theirs = os.openpty()
    shell = IN_TERMINAL.format(os.ttyname(theirs))
    process = subprocess.Popen(["sh", "-c", shell, "sh", sys.executable, *words], cwd=folder, start_new_session=True)
    said = b""
    while not (found := re.search(rb"http://127.0.0.1:(\d+)(/\?token=\S+)\r?\n", said)):
        said += os.read(ours, 1000)
    os.close(theirs)  # not before the page has opened it: a terminal that nobody has open is gone
    opened = HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
    opened.request("GET", found[2].decode())
    cookie, _, rest = opened.getresponse().headers["Set-Cookie"].partition(";")
    root = re.findall(r"Path=([^;]+)", rest)[0]
    opened.close()
    yield Session(process, ours, int(found[1]), root, cookie)
    process.kill()
    process.wait()
    with suppress(OSError):  # a test may have closed it
        os.close(ours)


ENDS: dict[str, Callable[[int], object]] = {
    "Ctrl-C": lambda terminal: os.write(terminal, b"\x03"),
    "the terminal closes": os.close,
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_it_ends_with_its_terminal_and_leaves_nothing(session: Session, tmp_path: Path, end: Callable[[int], object]):
    """While it searches for the people needed: status 0, no process is left, and no copy of what was sent."""
    assert session.ask("POST", "week").status == 200
    before = set(tmp_path.rglob("*"))
    end(session.terminal)
    assert session.process.wait(timeout=60) == 0
    for _ in range(100):
        if not session.others:
            break
        time.sleep(0.05)
    assert session.others == set()
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("method", "address"), [("GET", "answer?page=p&number=1"), ("GET", "figures.json"), ("POST", "week")]
)
def test_it_ends_while_work_cannot_be_broken_off(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, address: str
):
    """Ctrl-C ends it although a thread works on for an hour: status 0, no traceback, no scratch folder is left."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    with opened_page(folder, "-c", HELD) as session, session.begin(method, address):
        assert b"held" in session.read_until(b"held")
        assert any(scratch.iterdir())
        os.write(session.terminal, b"\x03")
        assert session.process.wait(timeout=60) == 0
        assert b"Traceback" not in session.read_until(b"Traceback")
    assert not any(scratch.iterdir())


@pytest.mark.long
def test_many_moves_take_no_more_memory(session: Session):
    """A hundred moves after fifty others: only what the last one needs stays in memory.

    The moves add less than 1,000 KiB as long as no results are kept. Keeping those of every second move would fail.
    Scenarios that are kept are too light to be seen here: 100 of them would add some 1,500 KiB.
    """
    for number in range(1, 151):
        if number == 51:
            before = session.memory_kib
        assert session.ask("GET", f"answer?page=p&number={number}&calls={number % 90 + 1}").status == 200
    assert session.memory_kib - before < GROWTH_KIB


@pytest.mark.parametrize("address", ["data/file?name=a.csv", "rota/sheet?sheet_name=a.csv"])
def test_a_gigabyte_is_not_read(session: Session, address: str):
    """The refusal comes before a single byte of the file has been sent."""
    head = (
        f"POST {session.root}{address} HTTP/1.1\r\nHost: 127.0.0.1:{session.port}\r\n"
        f"Origin: http://127.0.0.1:{session.port}\r\nCookie: {session.cookie}\r\nContent-Length: {GIGABYTE}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", session.port), timeout=60) as opened:
        opened.sendall(head.encode())
        assert opened.recv(100).startswith(b"HTTP/1.1 413 ")
