"""A sweep on a Dask cluster: any number of machines, the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any

from simcall.errors import SimcallError
from simcall.studies.sweep.cells import Request, simulated
from simcall.studies.sweep.tasks import Simulate, Task

if TYPE_CHECKING:
    from distributed import Client

    from simcall.scenario import Scenario

__all__ = ["on_cluster"]

_PATIENCE_S = 30
_SAME = ("simcall", "numba", "numpy", "scipy")
"""What has to be the same there and here for the numbers to be."""


@contextmanager
def on_cluster(address: str) -> Iterator[Simulate]:
    """Give what simulates tasks on the workers of a Dask scheduler.

    Parameters
    ----------
    address : str
        Of the scheduler: ``"tcp://host:8786"``.

    Raises
    ------
    SimcallError
        If `distributed` is not installed, or nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise SimcallError('a scheduler needs the library distributed: pip install "simcall[cluster]"') from None
    try:
        client = Client(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise SimcallError(
            f"no Dask scheduler answers at {address} ({type(error).__name__}); start one with: dask scheduler"
        ) from None
    try:
        yield partial(_simulate, client)
    finally:
        client.close()  # what has not begun is not begun any more


def _simulate(client: Client, tasks: Sequence[Task], request: Request) -> Iterator[tuple[Task, list[dict[str, Any]]]]:
    """Yield tasks as they are done. One whose worker has died is begun again elsewhere, up to Dask's own limit."""
    from distributed import as_completed

    here = _versions()
    futures = {client.submit(_checked, task.scenarios, request, here, pure=False): task for task in tasks}
    for future in as_completed(list(futures)):
        task = futures.pop(future)
        error = future.exception()
        if error is None:
            yield task, future.result()
        elif isinstance(error, SimcallError):
            raise error
        else:
            yield task, [{"error": f"its worker failed: {type(error).__name__}: {error}"}] * len(task.points)
        future.release()


def _checked(scenarios: Sequence[Scenario], request: Request, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """Simulate on a worker, if it has the libraries that give the same numbers."""
    there = _versions()
    wrong = [
        f"{name} {there[name]} in place of {version}" for name, version in wanted.items() if there[name] != version
    ]
    if wrong:
        raise SimcallError(
            f"a worker has {', '.join(wrong)}: its numbers might not be the same; install the same versions there"
        )
    return simulated(scenarios, request)


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in _SAME}
