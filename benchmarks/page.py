"""How soon the page answers a move of a lever: the first estimate, and the settled answer.

Run it with ``make bench``. A page in a process of its own is asked over HTTP, as a browser asks it, for February 2024.
Moves come one by one, and then fifty within five seconds, of which only the last is answered; the memory that the page
holds before and after these shows whether anything stays of the others.
"""

from __future__ import annotations

import http.client
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from benchmarks.stages import FEBRUARY

MOVES = 20
AT_ONCE, APART_S = 50, 0.1
_MB = 1_000_000


@dataclass(frozen=True)
class Page:
    """A running page, as a browser that has opened its address knows it."""

    port: int
    root: str
    cookie: str
    process: psutil.Process

    def moved(self, percent: int, page: str = "") -> dict[str, float]:
        """Ask for more calls, and return after how many seconds each event came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started, came = time.perf_counter(), {}
        address = f"{self.root}answer?file={FEBRUARY.name}&calls={percent}&page={page}&number={percent}"
        connection.request("GET", address, headers={"Cookie": self.cookie})
        for line in connection.getresponse():
            if line.startswith(b"event: "):
                came[line[7:].strip().decode()] = time.perf_counter() - started
        connection.close()
        return came

    def memory_mb(self) -> float:
        """Return the memory that the page holds."""
        return float(self.process.memory_info().rss) / _MB


@contextmanager
def running() -> Iterator[Page]:
    """Start a page, and open its address."""
    command = [sys.executable, "-m", "simcall", "page", str(FEBRUARY), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    found = re.search(r":(\d+)(/.*)", address)
    assert found is not None
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
    connection.request("GET", found[2])
    answer = connection.getresponse()
    answer.read()
    cookie, _, rest = (answer.headers["Set-Cookie"] or "").partition(";")
    root = re.search(r"Path=([^;]+)", rest)
    assert root is not None
    try:
        yield Page(int(found[1]), root[1], cookie, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def fifty(page: Page, name: str) -> float:
    """Move a lever fifty times in five seconds, and return how long after the last move its answer was settled."""
    came: dict[int, dict[str, float]] = {}

    def move(percent: int) -> None:
        came[percent] = page.moved(percent, name)

    threads = [threading.Thread(target=move, args=(percent,)) for percent in range(1, AT_ONCE + 1)]
    for thread in threads:
        thread.start()
        time.sleep(APART_S)
    for thread in threads:
        thread.join()
    return came[AT_ONCE]["settled"]


def main() -> None:
    """Print the times and the memory."""
    with running() as page:
        page.moved(0)  # compiled, and the scenario as it stands is known
        moves = [page.moved(percent) for percent in range(1, MOVES + 1)]
        for name, words in (
            ("first", "first estimate, 4 replications"),
            ("settled", "settled answer, 30 replications"),
        ):
            times = sorted(1000 * came[name] for came in moves)
            print(f"{words:<34} median {statistics.median(times):5.0f} ms, slowest of {MOVES} {times[-1]:5.0f} ms")
        fifty(page, "first")
        before = page.memory_mb()
        after_s = fifty(page, "second")
        print(f"{AT_ONCE} moves in {AT_ONCE * APART_S:g} s: the last one is settled {1000 * after_s:.0f} ms after it")
        print(f"memory before and after them: {before:.0f} MB, {page.memory_mb():.0f} MB")


if __name__ == "__main__":
    main()
