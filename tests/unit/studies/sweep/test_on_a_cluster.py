"""A sweep on a Dask cluster gives the same bytes as on this machine, also when a worker dies."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

import simcall as sc
from simcall.errors import SimcallError
from tests.unit.studies.sweep.test_whole_sweeps import VARY, hub, tables

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Start two workers of one thread each, in processes of their own."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as started:
        yield started


def test_the_same_bytes(cluster: LocalCluster, tmp_path: Path):
    """Points simulated by workers have the tables of those simulated here."""
    here = sc.sweep(hub(), VARY, replications=3, seed=2, jobs=1)
    there = sc.sweep(hub(), VARY, replications=3, seed=2, scheduler=cluster.scheduler_address)
    assert tables(there, tmp_path / "there") == tables(here, tmp_path / "here")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_is_killed_costs_time_alone(cluster: LocalCluster, tmp_path: Path):
    """A worker killed in the middle of a sweep changes nothing that is found."""
    vary = {"groups.handlers.headcount": [1, 2, 3, 4, 5, 6], "lines.999.demand.growth": [1.0, 1.5]}
    base = hub(days=20.0)
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    killer = threading.Timer(0.5, os.kill, (pids[0], signal.SIGKILL))
    killer.start()
    there = sc.sweep(base, vary, replications=6, seed=2, scheduler=cluster.scheduler_address)
    killer.cancel()
    here = sc.sweep(base, vary, replications=6, seed=2, jobs=2)
    assert not there.failed
    assert tables(there, tmp_path / "there") == tables(here, tmp_path / "here")


def test_no_scheduler_there():
    """Where nobody answers one plain message says how to start one."""
    with pytest.raises(SimcallError, match="scheduler"):
        sc.sweep(hub(), VARY, replications=2, scheduler="tcp://127.0.0.1:9")
