"""Share work among threads or processes. If a process is killed, its task is done again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from simcall.errors import SimcallError

__all__ = ["LostWorkersError", "in_processes", "in_threads"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_MOST_LOSSES = 3
"""Times that processes may be killed over the same task. After that, the task itself most likely kills them."""
_WATCH_S = 1.0
_ASK_S = 0.1
"""How long to wait for a thread's result before looking for Ctrl-C: Windows does not tell a process that waits."""


class LostWorkersError(SimcallError):
    """Worker processes were killed again and again."""


def in_threads(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], jobs: int, *, ordered: bool
) -> Iterator[_Result]:
    """Yield a function's result for each task, from several threads. For functions that release the interpreter's lock.

    A caller that stops early, for example after Ctrl-C, does not wait for running tasks: the threads end with them.

    Parameters
    ----------
    function : callable
        Does one task.
    tasks : iterable
        The tasks. The next one is taken only when it can start.
    jobs : int
        Number of threads.
    ordered : bool
        Whether the results come in the order of the tasks, or as they are done.
    """
    work = _SharedWork(function, tasks)
    threads = [threading.Thread(target=work.do, daemon=True) for _ in range(jobs)]
    try:
        for thread in threads:
            thread.start()
        yield from _in_order(work.results(jobs)) if ordered else (result for _, result in work.results(jobs))
    finally:
        work.stop()
    for thread in threads:
        thread.join()


class _SharedWork(Generic[_Task, _Result]):
    """Tasks that some threads take one by one, and their results."""

    def __init__(self, function: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> None:
        self._function = function
        self._waiting = enumerate(tasks)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._done: SimpleQueue[tuple[int, _Result] | BaseException | None] = SimpleQueue()

    def do(self) -> None:
        """Do tasks until none is left, in a thread; None says that it has ended."""
        try:
            while (numbered := self._next()) is not None:
                self._done.put((numbered[0], self._function(numbered[1])))
        except BaseException as error:  # raised again where the results are taken
            self._done.put(error)
        self._done.put(None)

    def _next(self) -> tuple[int, _Task] | None:
        with self._lock:
            return None if self._stopped.is_set() else next(self._waiting, None)

    def stop(self) -> None:
        """Let no thread begin another task."""
        self._stopped.set()

    def results(self, threads: int) -> Iterator[tuple[int, _Result]]:
        """Yield the number and the result of each task when it is done, until all threads have ended."""
        while threads:
            try:
                done = self._done.get(timeout=_ASK_S)
            except Empty:
                continue
            if isinstance(done, BaseException):
                raise done
            if done is None:
                threads -= 1
            else:
                yield done


def _in_order(numbered: Iterable[tuple[int, _Result]]) -> Iterator[_Result]:
    """Yield results in the order of their numbers, each as soon as all before it are there."""
    early: dict[int, _Result] = {}
    number = 0
    for finished, result in numbered:
        early[finished] = result
        while number in early:
            yield early.pop(number)
            number += 1


def in_processes(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], jobs: int, *, ordered: bool
) -> Iterator[_Result]:
    """Yield a function's result for each task, from several processes. They end when this one ends, however it ends.

    If a process is killed, its task is done again.

    Parameters
    ----------
    function, tasks, jobs, ordered
        As for `in_threads`.

    Raises
    ------
    LostWorkersError
        If processes are killed over the same task three times.
    SimcallError
        If the operating system does not let processes start or answer.
    """
    unfinished = _Unfinished(tasks)

    def numbered_result(numbered: tuple[int, _Task]) -> tuple[int, _Result]:
        return numbered[0], function(numbered[1])

    is_done = False
    while not is_done:
        try:
            for number, result in _from_processes(numbered_result, unfinished, jobs, ordered=ordered):
                unfinished.remove(number)
                yield result
            is_done = unfinished.is_empty()
        except BrokenExecutor as error:
            unfinished.count_loss(error)
        except OSError as error:
            raise SimcallError(
                f"the worker processes failed ({error.strerror or error}); use --jobs 1, which needs none"
            ) from error


class _Unfinished(Generic[_Task]):
    """Tasks with their numbers: those that were begun and have no result, then the rest."""

    def __init__(self, tasks: Iterable[_Task]) -> None:
        self._waiting = enumerate(tasks)
        self._begun: dict[int, _Task] = {}
        self._losses: Counter[int] = Counter()
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[tuple[int, _Task]]:
        yield from sorted(self._begun.items(), key=lambda numbered: numbered[0])
        while (numbered := self._next()) is not None:
            yield numbered

    def _next(self) -> tuple[int, _Task] | None:
        with self._lock:  # a thread of a pool that broke may still ask
            numbered = next(self._waiting, None)
            if numbered is not None:
                self._begun[numbered[0]] = numbered[1]
            return numbered

    def is_empty(self) -> bool:
        """Return whether every task that was begun has a result."""
        return not self._begun

    def remove(self, number: int) -> None:
        """Take away a task that has a result."""
        del self._begun[number]

    def count_loss(self, error: BrokenExecutor) -> None:
        """Count that a process was killed; refuse to begin its task again too often."""
        self._losses.update(list(self._begun))
        if max(self._losses.values(), default=_MOST_LOSSES) >= _MOST_LOSSES:
            raise LostWorkersError(
                f"worker processes were killed {_MOST_LOSSES} times over the same work, most likely because memory ran "
                "out; use fewer --jobs, or --jobs 1, which needs no worker processes"
            ) from error


def _from_processes(
    function: Callable[[_Task], _Result], tasks: Iterable[_Task], jobs: int, *, ordered: bool
) -> Iterator[_Result]:
    from joblib import Parallel, delayed  # work in threads starts faster

    order = "generator" if ordered else "generator_unordered"
    yield from Parallel(n_jobs=jobs, batch_size=1, return_as=order, **_of_processes())(
        delayed(function)(task) for task in tasks
    )


def _of_processes() -> dict[str, Any]:
    """Return how joblib starts processes; without files in shared memory, which may be full."""
    return {"backend": "loky", "max_nbytes": None, "initializer": _follow, "initargs": (os.getpid(),)}


def _follow(parent: int) -> None:
    """Leave Ctrl-C to the main process, and end whenever that ends."""
    import psutil  # type: ignore[import-untyped]  # threads do without it

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        with suppress(psutil.NoSuchProcess):  # it may have ended already
            process = psutil.Process(parent)
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                time.sleep(_WATCH_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
