"""Run a sweep on a Dask cluster: any number of machines give the same numbers."""

from __future__ import annotations

import ctypes
import logging
import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simcall.errors import SimcallError
from simcall.studies.sweep.cache_key import versions
from simcall.studies.sweep.cells import Request, simulated
from simcall.studies.sweep.tasks import Documents, Task, Workers

if TYPE_CHECKING:
    from distributed import Client, Future, as_completed

    from simcall.scenario import Scenario

__all__ = ["on_cluster"]

_ANSWER_S = 10.0
"""Seconds to wait for a scheduler to answer, and then for the first of its workers."""
_PATIENCE_S = 30.0
"""Seconds to wait for workers to come back once all have gone."""
_POLL_S = 0.02
_AHEAD = 4
"""Tasks for each worker that the scheduler has at a time: enough that none waits for us, few enough to be small."""
_REMEDY = "its numbers might not be the same; install the same version there, and restart the workers"
_LOGS = ("distributed", "tornado")
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Options of the GNU C library's mallopt(3)."""
_ENCRYPTED = ("tls://", "wss://")
_SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
_TLS = "DASK_DISTRIBUTED__COMM__TLS__"
"""The beginning of the environment variables in which Dask looks for certificates."""


@contextmanager
def on_cluster(address: str) -> Iterator[Workers]:
    """Yield the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        The address of the scheduler: ``"tcp://host:8786"``.

    Raises
    ------
    SimcallError
        If `distributed` is not installed, nobody answers there, or the scheduler has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise SimcallError('a scheduler needs the library distributed: pip install "simcall[cluster]"') from None
    _check_address(address)
    with _quiet(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="distributed")  # simcall itself reports versions that differ
        _check_answers(address)
        client = Client(address, timeout=_ANSWER_S, set_as_default=False)
        try:
            yield Workers(_threads(client, address), partial(_simulate, client))
        finally:
            client.close()  # tasks that have not started are cancelled


def _check_address(address: str) -> None:
    """Refuse what the library would take minutes to refuse."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        complete = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:  # of the port
        complete = False
    if not complete:
        raise SimcallError(f'"{address}" is not the address of a scheduler; write it as tcp://host:8786')


def _check_answers(address: str) -> None:
    """Refuse an address where no scheduler answers.

    A client that finds none takes long to give up and prints warnings, so simcall first sends one short request.
    """
    import asyncio

    from distributed.core import rpc

    certificates = _certificates(address)

    async def who_is_there() -> str:
        async with rpc(address, timeout=_ANSWER_S, connection_args=certificates) as connection:
            return str((await connection.identity())["type"])

    async def in_time() -> str:
        return await asyncio.wait_for(who_is_there(), _ANSWER_S)

    try:
        role = asyncio.run(in_time())
    except Exception as error:  # a stranger's answer may be anything
        raise SimcallError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}); start one with: dask scheduler"
        ) from None
    if role != "Scheduler":
        raise SimcallError(f"{address} is a Dask {role.lower()}, not a scheduler; start one with: dask scheduler")


def _certificates(address: str) -> dict[str, Any]:
    """Return the certificates that Dask's configuration names, as its client will read them."""
    from distributed.security import Security

    try:
        certificates: dict[str, Any] = Security().get_connection_args("client")
    except Exception as error:  # of ssl, of a file, or of what the configuration says
        raise SimcallError(f"the certificates in {_TLS}* cannot be read ({error}); name files in PEM format") from None
    if address.startswith(_ENCRYPTED) and certificates["ssl_context"] is None:
        raise SimcallError(
            f"{address} needs certificates; set {_TLS}CA_FILE, {_TLS}CLIENT__CERT and {_TLS}CLIENT__KEY to their files"
        )
    return certificates


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own log, which is not for planners, off the screen."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in _LOGS]
    levels = {logging.getLogger(name): logging.getLogger(name).level for name in names}
    for logger in levels:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def _threads(client: Client, address: str) -> int:
    """Return how many tasks the workers do at a time, once there is one."""
    try:
        client.wait_for_workers(1, timeout=_ANSWER_S)
    except TimeoutError:
        raise SimcallError(
            f"the Dask scheduler at {address} has no workers; start some with: "
            f"dask worker {address} --nworkers 4 --nthreads 1"
        ) from None
    return sum(client.nthreads().values())


def _simulate(client: Client, tasks: Iterable[Task], request: Request) -> Iterator[tuple[Task, Documents]]:
    """Yield tasks as they are done. One whose worker has died is begun again elsewhere, up to Dask's own limit."""
    from distributed import as_completed

    here, waiting = versions(), iter(tasks)
    doing: dict[Future, Task] = {}

    def begun(task: Task) -> Future:
        future = client.submit(_checked, task.scenarios, request, here, pure=False)
        doing[future] = task
        return future

    ahead = _AHEAD * sum(client.nthreads().values())
    done = as_completed([begun(task) for task in islice(waiting, ahead)], loop=client.loop)
    for future in _as_they_come(client, done):
        for task in islice(waiting, 1):
            done.add(begun(task))
        task = doing.pop(future)
        yield task, _documents(future, task)
        future.release()


def _as_they_come(client: Client, done: as_completed) -> Iterator[Future]:
    """Yield finished tasks; wait for the rest while there are workers."""
    last = time.monotonic()
    while not done.is_empty():
        if done.has_ready():
            last = time.monotonic()
            yield next(done)
        elif time.monotonic() - last < _PATIENCE_S:
            time.sleep(_POLL_S)
        elif client.nthreads():
            last = time.monotonic()
        else:
            raise SimcallError(
                "the Dask scheduler has no workers left; finished points are kept, and the same command continues"
            )


def _documents(future: Future, task: Task) -> Documents:
    """Return what a worker has found."""
    from asyncio import CancelledError as AsyncCancelledError
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        documents: Documents = future.result()
        return documents
    except SimcallError:
        raise
    except KilledWorker as error:
        return [{"error": f"the workers that simulated it died: {error}"}] * len(task.points)
    except (CancelledError, AsyncCancelledError):
        raise SimcallError(
            "the Dask scheduler has stopped; finished points are kept, and the same command continues"
        ) from None
    except Exception as error:  # simcall's own errors come as results: here a worker could not read what it was sent
        raise SimcallError(f"a worker failed ({type(error).__name__}: {error}): {_REMEDY}") from error


def _checked(scenarios: Sequence[Scenario], request: Request, expected: Mapping[str, str]) -> list[dict[str, Any]]:
    """Simulate on a worker, if it has what gives the same numbers."""
    installed = versions()
    wrong = [name for name in expected if installed[name] != expected[name]]
    if wrong == ["source"]:
        raise SimcallError(f"a worker has a changed simcall {installed['simcall']}: {_REMEDY}")
    if wrong:
        differences = ", ".join(
            f"{name} {installed[name]} in place of {expected[name]}" for name in wrong if name != "source"
        )
        raise SimcallError(f"a worker has {differences}: {_REMEDY}")
    _keep_memory()
    return simulated(scenarios, request)


@cache
def _keep_memory() -> None:
    """Let a worker keep the memory that the next replication needs again.

    Dask has the C library give it back at once, which for arrays that come and go takes a quarter of the time.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than GNU's
            c_library = ctypes.CDLL(None)
            c_library.mallopt(_M_MMAP_THRESHOLD, 32 << 20)
            c_library.mallopt(_M_TRIM_THRESHOLD, 256 << 20)
