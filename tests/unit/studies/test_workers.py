from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psutil
import pytest

from simcall.errors import SimcallError
from simcall.studies.workers import LostWorkersError, in_processes, in_threads

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.mark.parametrize("shared_out", [in_threads, in_processes])
@pytest.mark.parametrize("ordered", [True, False])
def test_every_task_once(shared_out, ordered):
    """Each task has its result; in the order of the tasks, if that is asked for."""
    results = list(shared_out(lambda number: number * number, range(20), 2, ordered=ordered))
    squares = [number * number for number in range(20)]
    assert (results if ordered else sorted(results)) == squares


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("fatal", [[0], [7], [3, 12, 19]])
def test_the_work_of_a_killed_process_is_done_again(tmp_path: Path, fatal, ordered):
    """Processes that are killed cost nothing but time: every task has its result once."""

    def square(number: int) -> int:
        mark = tmp_path / str(number)
        if number in fatal and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number * number

    results = list(in_processes(square, iter(range(20)), 2, ordered=ordered))
    squares = [number * number for number in range(20)]
    assert (results if ordered else sorted(results)) == squares


def test_a_task_that_kills_its_processes():
    """A task that kills every process that does it, as one that needs too much memory, ends the work in one line."""

    def kill_at_three(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(LostWorkersError, match=r"^worker processes were killed 3 times over the same work, .*--jobs 1"):
        list(in_processes(kill_at_three, range(8), 2, ordered=True))


def test_an_error_of_a_task_is_its_own():
    """What a task raises in a process arrives as what it is, whichever task is done first."""

    def refuse(number: int) -> int:
        if number:
            return number
        raise SimcallError(f"not {number}")

    with pytest.raises(SimcallError, match=r"^not 0$"):
        list(in_processes(refuse, range(2), 2, ordered=True))


PROGRAM = """
import time
from simcall.studies.workers import in_processes

def wait(number):
    time.sleep(600 * (number > 1))
    return number

for number in in_processes(wait, range(4), 2, ordered=True):
    print(number, flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_their_parent(how: signal.Signals):
    """However the main process ends, its worker processes end soon after."""
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"0\n"
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(how)
    assert len(workers) >= 2
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


@pytest.mark.parametrize("ordered", [True, False])
def test_an_error_of_a_task_in_a_thread(ordered):
    """What a task raises in a thread arrives as what it is, and ends the work: there is no last task here."""

    def refuse(number: int) -> int:
        if number == 3:
            raise SimcallError(f"not {number}")
        return number

    with pytest.raises(SimcallError, match=r"^not 3$"):
        list(in_threads(refuse, count(), 2, ordered=ordered))


def test_tasks_are_taken_when_they_can_start():
    """Threads take no task before they can do it, so tasks may be made one by one; and all threads end."""
    before, taken, done = set(threading.enumerate()), [], []

    def tasks() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            assert len(taken) - len(done) <= 2
            yield number

    assert list(in_threads(lambda number: done.append(number) or number, tasks(), 2, ordered=True)) == list(range(50))
    assert set(threading.enumerate()) <= before


def test_who_stops_asking_waits_for_nothing():
    """Results that nobody asks for any more are not made: the threads end after the task that they do."""
    before, go_on, begun = set(threading.enumerate()), threading.Event(), []

    def wait(number: int) -> int:
        begun.append(number)
        if number > 0:
            go_on.wait()
        return number

    results = in_threads(wait, range(1000), 2, ordered=True)
    assert next(results) == 0
    results.close()  # returns although tasks 1 and 2 wait
    go_on.set()
    while set(threading.enumerate()) - before:
        time.sleep(0.01)
    assert max(begun) <= 2
