"""A sweep on a Dask cluster of two workers on this machine, started once for all of this file."""

from __future__ import annotations

import builtins
import gc
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import simcall as sc
from simcall.api import sweep
from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.studies.sweep import Design, Parameter, cache_key, cluster, listed
from simcall.studies.sweep.cells import Request, simulated
from simcall.studies.sweep.cluster import on_cluster
from tests.making import TWO_LINES, scenario

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")

OFFICERS, GROWTH = "groups.officers.headcount", "lines.999.demand.growth"
_CERTIFICATE_FILES = ("ca-file", "client.cert", "client.key")
VARY: dict[str, object] = {OFFICERS: [0, 1, 2], GROWTH: [1.0, 1.2]}


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """Start a scheduler and two workers of one thread."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as started:
            yield started


def hub(**changes: object) -> Scenario:
    """Return half a day of a small hub with two lines."""
    return scenario(TWO_LINES, {"days": 0.5, **changes})


def tables(found: sc.Sweep, folder: Path) -> dict[str, bytes]:
    """Save a sweep, and return its tables."""
    found.save(folder, figures=False)
    return {name: (folder / name).read_bytes() for name in ("table.csv", "table.parquet", "points.csv", "summary.json")}


def test_the_same_bytes(workers: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A cluster gives the tables that this machine gives, to the byte, and says nothing on the screen."""
    here = tables(sweep(hub(), VARY, replications=3, jobs=1), tmp_path / "here")
    capfd.readouterr()  # the engine may have been compiled
    there = sweep(hub(), VARY, folder=tmp_path / "there", replications=3, scheduler=workers.scheduler_address)
    assert tables(there, tmp_path / "there") == here
    assert capfd.readouterr() == ("", "")


def test_only_what_is_missing(workers: Any, tmp_path: Path) -> None:
    """A sweep that was begun here goes on there, with what is missing alone."""
    sweep(hub(), {OFFICERS: [0, 1]}, folder=tmp_path, replications=2, jobs=1)
    before = {path.name: path.stat().st_ino for path in (tmp_path / "cells").iterdir()}
    seen: list[tuple[int, int]] = []
    sweep(
        hub(),
        {OFFICERS: [0, 1, 2]},
        folder=tmp_path,
        replications=2,
        scheduler=workers.scheduler_address,
        progress=lambda now: seen.append((now.done, now.points)),
    )
    assert (seen[0], seen[-1]) == ((2, 3), (3, 3))
    after = {path.name: path.stat().st_ino for path in (tmp_path / "cells").iterdir()}
    assert before.items() < after.items()


def test_failures_are_kept(workers: Any) -> None:
    """A point that fails on a worker has its error, and the others are done."""
    calls = "lines.101.demand.calls_per_day"
    points = listed([{calls: 250.0}, {calls: 1e7, "days": 1000.0}, {calls: 300.0}]).points
    design = Design("failing", hub(), (Parameter(calls, (250.0, 1e7, 300.0)),), points)
    found = sweep(design, replications=2, scheduler=workers.scheduler_address)
    assert [(cell.point.number, "memory" in str(cell.error)) for cell in found.failed] == [(1, True)]
    assert found.rows() == sweep(design, replications=2, jobs=1).rows()


def test_a_worker_that_is_killed(workers: Any, tmp_path: Path) -> None:
    """A worker that is killed in the middle costs time, not results: the tables are the same."""
    slow = hub(days=20.0)
    vary: dict[str, object] = {OFFICERS: [0, 1, 2, 3, 4, 5], GROWTH: [1.0, 1.2]}
    pids = [worker.process.pid for worker in workers.workers.values()]
    killed: list[int] = []

    def kill() -> None:
        with distributed.Client(workers.scheduler_address, set_as_default=False) as client:
            deadline = time.monotonic() + 60
            while not all(client.processing().values()) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert all(client.processing().values())  # both are at work
        os.kill(pids[0], signal.SIGKILL)
        killed.append(pids[0])

    killer = threading.Thread(target=kill)
    killer.start()
    there = sweep(slow, vary, folder=tmp_path / "there", replications=20, scheduler=workers.scheduler_address)
    killer.join()
    assert killed
    assert pids != [worker.process.pid for worker in workers.workers.values()]
    assert there.failed == ()
    here = sweep(slow, vary, replications=20, jobs=2)
    assert tables(there, tmp_path / "there") == tables(here, tmp_path / "here")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"numpy": "0.1"},
            r"a worker has numpy \d.* in place of 0\.1: its numbers might not be the same; install the same",
        ),
        ({"source": "x"}, "a worker has a changed simcall .*: its numbers might not be the same"),
        ({"numba": "0.1", "source": "x"}, r"a worker has numba \d\S* in place of 0\.1: its numbers"),
    ],
)
def test_another_version_there(
    workers: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    """A worker whose libraries or whose simcall are others is refused with a remedy, and nothing of it is kept."""
    here = {**cache_key.versions(), **changed}
    monkeypatch.setattr(cluster, "versions", lambda: here)
    with pytest.raises(SimcallError, match=said):
        sweep(hub(), VARY, folder=tmp_path, replications=2, scheduler=workers.scheduler_address)
    assert not list((tmp_path / "cells").iterdir())


def test_until_precise(workers: Any) -> None:
    """Points that each get as many replications as it takes are the same there and here."""
    how: dict[str, Any] = {"replications": 2, "until": ["999.answered_in_target+-0.05"], "max_replications": 60}
    there = sweep(hub(), {OFFICERS: [0, 2]}, scheduler=workers.scheduler_address, **how)
    assert there.rows() == sweep(hub(), {OFFICERS: [0, 2]}, jobs=1, **how).rows()


def test_memory_is_kept(workers: Any) -> None:
    """What Dask sets for its workers' memory is set back where the C library is GNU's, and does no harm elsewhere."""
    cluster._keep_memory()
    with distributed.Client(workers.scheduler_address, set_as_default=False) as client:
        assert set(client.run(cluster._keep_memory).values()) == {None}


# Who is not there -----------------------------------------------------------------------------------------------------


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no scheduler answers, one line says so within our patience."""
    monkeypatch.setattr(cluster, "_ANSWER_S", 0.5)
    started = time.monotonic()
    with pytest.raises(SimcallError) as refused:
        sweep(hub(), VARY, replications=2, scheduler="tcp://127.0.0.1:9")
    assert time.monotonic() - started < 10
    assert re.fullmatch(
        r"no Dask scheduler answers at tcp://127\.0\.0\.1:9 \((OS|Timeout)Error\); start one with: dask scheduler",
        str(refused.value),
    )


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" * 20], ids=["silent", "a stranger"])
def test_something_else_answers(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], says: bytes
) -> None:
    """Something that says nothing, or is no scheduler, is told in the same line, and nothing else is on the screen."""
    monkeypatch.setattr(cluster, "_ANSWER_S", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            with server.accept()[0] as there:
                there.sendall(says)
                there.recv(1 << 16)
                time.sleep(1.5)

        threading.Thread(target=answer, daemon=True).start()
        started = time.monotonic()
        with pytest.raises(SimcallError, match=f"^no Dask scheduler answers at {address} "):
            sweep(hub(), VARY, replications=2, scheduler=address)
        assert time.monotonic() - started < 8
    gc.collect()
    assert capfd.readouterr() == ("", "")


def test_a_worker_is_no_scheduler(workers: Any) -> None:
    """The address of a worker is told from a scheduler's."""
    address = next(iter(workers.workers.values())).worker_address
    with pytest.raises(SimcallError, match="is a Dask worker, not a scheduler; start one with: dask scheduler"):
        sweep(hub(), VARY, replications=2, scheduler=address)


@pytest.mark.parametrize(
    "address", ["", "nonsense", "tcp://127.0.0.1", "http://host:1", "tcp://:1", "host:x", "tcp://h:99999"]
)
def test_no_address(address: str) -> None:
    """What is no address is refused at once, with one that is."""
    with (
        pytest.raises(SimcallError, match="is not the address of a scheduler; write it as tcp://host:8786"),
        on_cluster(address),
    ):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "host:8786", "tls://host:1", "tcp://[::1]:8786"])
def test_addresses(address: str) -> None:
    """The usual forms of an address are taken."""
    cluster._check_address(address)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is needed")
def test_an_encrypted_cluster(tmp_path: Path) -> None:
    """Certificates that Dask's configuration names are shown to the scheduler: without, it would refuse the sweep."""
    key, certificate = (str(tmp_path / f"{name}.pem") for name in ("key", "certificate"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=hub"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    parties = ("client", "scheduler", "worker")
    files = {f"{party}.{what}": file for party in parties for what, file in (("cert", certificate), ("key", key))}
    names = {f"distributed.comm.tls.{name}": file for name, file in {"ca-file": certificate, **files}.items()}
    with dask.config.set(names), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(
            n_workers=1, protocol="tls", processes=False, dashboard_address=None, silence_logs=50
        ) as started:
            assert started.scheduler_address.startswith("tls://")
            points = sweep(hub(), {OFFICERS: [1]}, replications=1, scheduler=started.scheduler_address)
    assert set(points.to_frame()["point"]) == {0}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "tls://127.0.0.1:9 needs certificates; set DASK_DISTRIBUTED__COMM__TLS__CA_FILE"),
        (
            dict.fromkeys((f"distributed.comm.tls.{name}" for name in _CERTIFICATE_FILES), "no-such.pem"),
            r"cannot be read \(.*\); name files in PEM format",
        ),
    ],
    ids=["none", "missing"],
)
def test_certificates_that_are_not_there(files: dict[str, str], message: str) -> None:
    """An encrypted scheduler whose certificates are not named, or not there, is refused with what to set."""
    with dask.config.set(files), pytest.raises(SimcallError, match=message), on_cluster("tls://127.0.0.1:9"):
        pass


@pytest.fixture
def _without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every import of `distributed` fail."""
    real = builtins.__import__

    def missing(name: str, *rest: Any, **how: Any) -> Any:
        if name.startswith("distributed"):
            raise ImportError(name)
        return real(name, *rest, **how)

    monkeypatch.setattr(builtins, "__import__", missing)


@pytest.mark.usefixtures("_without_the_library")
def test_without_the_library() -> None:
    """Where `distributed` is not installed, the message names the extra to install."""
    with pytest.raises(SimcallError) as refused:
        sweep(hub(), VARY, replications=2, scheduler="tcp://127.0.0.1:9")
    assert str(refused.value) == 'a scheduler needs the library distributed: pip install "simcall[cluster]"'


@pytest.mark.usefixtures("_without_the_library")
def test_local_sweeps_need_no_library() -> None:
    """A sweep on this machine does not import `distributed`, and neither does simcall when it is loaded."""
    assert not sweep(hub(), {OFFICERS: [1]}, replications=1, jobs=1).failed
    script = "import sys, simcall.api, simcall.studies.sweep.cluster; print('distributed' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    assert ended.stdout.strip() == b"False"


def test_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler without workers is waited for, and then told of with how to start some."""
    monkeypatch.setattr(cluster, "_ANSWER_S", 0.3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with distributed.LocalCluster(n_workers=0, processes=True, dashboard_address=None, silence_logs=50) as empty:
            address = empty.scheduler_address
            with pytest.raises(SimcallError) as refused:
                sweep(hub(), VARY, replications=2, scheduler=address)
    assert str(refused.value) == (
        f"the Dask scheduler at {address} has no workers; start some with: "
        f"dask worker {address} --nworkers 4 --nthreads 1"
    )


# What is made of what comes back --------------------------------------------------------------------------------------


class Came:
    """What a worker has sent, or how it failed."""

    def __init__(self, found: object) -> None:
        self.found = found

    def result(self) -> object:
        """Return it, or raise it."""
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found


def test_how_tasks_fail() -> None:
    """A task that kills its workers is its points' failure; whatever else goes wrong ends the sweep with a remedy."""
    task: Any = SimpleNamespace(points=(1, 2))

    def documents(found: object) -> Any:
        return cluster._documents(Came(found), task)  # type: ignore[arg-type]

    killed = distributed.KilledWorker("task", SimpleNamespace(address="tcp://there:1"), 3)
    assert [set(one) for one in documents(killed)] == [{"error"}] * 2
    assert "the workers that simulated it died" in documents(killed)[0]["error"]
    assert documents([{}, {}]) == [{}, {}]
    for error, said in (
        (CancelledError(), "the Dask scheduler has stopped; finished points are kept, and the same command continues"),
        (
            ModuleNotFoundError("No module named 'simcall'"),
            "a worker failed .*No module named 'simcall'.*install the same",
        ),
        (SimcallError("as it is"), "^as it is$"),
    ):
        with pytest.raises(SimcallError, match=said):
            documents(error)


def test_workers_that_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """While there are workers we wait; when all have gone for longer than our patience, the sweep ends with that."""
    monkeypatch.setattr(cluster, "_PATIENCE_S", 0.05)
    there = [{"a": 1}, {"a": 1}, {}]
    asked = 0

    def nthreads() -> dict[str, int]:
        nonlocal asked
        asked += 1
        return there[asked - 1]

    client: Any = SimpleNamespace(nthreads=nthreads)
    done: Any = SimpleNamespace(is_empty=lambda: False, has_ready=lambda: False)
    with pytest.raises(SimcallError, match="has no workers left; finished points are kept"):
        next(cluster._as_they_come(client, done))
    assert asked == 3


def test_logs_come_back() -> None:
    """The library's log is silent only while a sweep is on the cluster."""
    logger = logging.getLogger("distributed.client")
    before = logger.level
    with cluster._quiet():
        assert not logger.isEnabledFor(logging.ERROR)
    assert logger.level == before


def test_the_same_versions_simulate() -> None:
    """A worker that has what this machine has gives this machine's documents."""
    request = Request(2, 1, "kernel")
    assert cluster._checked([hub()], request, cache_key.versions()) == simulated([hub()], request)
