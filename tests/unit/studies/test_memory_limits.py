"""Memory that is free is what the process may take: a container or a limit may allow less than the machine has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from simcall.studies import memory_limits
from simcall.studies.memory_limits import free_memory

MACHINE = 64_000_000_000
GB = 1_000_000_000
V1 = {"memory.limit_in_bytes": 4 * GB, "memory.usage_in_bytes": 3 * GB}
V2 = {"memory.max": 4 * GB, "memory.current": 3 * GB}


@pytest.fixture
def control_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a machine of 64 GB whose control groups are those that a test writes."""
    monkeypatch.setattr(memory_limits, "_left_on_machine", lambda: MACHINE)
    monkeypatch.setattr(memory_limits, "_CGROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory_limits, "_OWN_CGROUPS", tmp_path / "own")
    return tmp_path


def write_group(folder: Path, files: Mapping[str, object], cached: str = "") -> None:
    """Write the files of a control group."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, "memory.stat": f"anon 1\n{cached}\n"}.items():
        (folder / name).write_text(f"{content}\n")


@pytest.mark.parametrize(
    ("own", "folder", "files", "cached", "free"),
    [
        ("0::/", "groups", V2, "", GB),
        ("0::/a/b", "groups/a/b", V2, "", GB),
        ("0::/a/b", "groups/a", V2, "", GB),
        ("0::/of/the/host", "groups", V2, "inactive_file 500000000", 1.5 * GB),
        ("0::/a", "groups/a", {**V2, "memory.max": "max"}, "", MACHINE),
        ("0::/a", "groups/a", {**V2, "memory.current": 5 * GB}, "", 0),
        ("9:cpu:/\n4:memory:/a\n0::/", "groups/memory/a", V1, "", GB),
        ("4:hugetlb,memory:/of/the/host", "groups/memory", V1, "total_inactive_file 500000000", 1.5 * GB),
        ("4:memory:/a", "groups/memory/a", {**V1, "memory.limit_in_bytes": 9223372036854771712}, "", MACHINE),
        ("0::/a", "groups/elsewhere", V2, "", MACHINE),
    ],
)
def test_the_limit_of_a_container(
    control_groups: Path, own: str, folder: str, files: Mapping[str, object], cached: str, free: float
) -> None:
    """A run that a container has no memory for would be killed half-way, whatever the machine has."""
    (control_groups / "own").write_text(own + "\n")
    write_group(control_groups / folder, files, cached)
    assert free_memory() == free


def test_the_memory_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux says what it can give; where it does not, psutil knows."""
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=MACHINE))
    monkeypatch.setattr(memory_limits, "_left_in_container", lambda: ())
    monkeypatch.setattr(memory_limits, "_left_of_own_limits", lambda: ())
    monkeypatch.setattr(memory_limits, "_OF_MACHINE", tmp_path / "meminfo")
    assert free_memory() == MACHINE
    for text, free in (("MemTotal: 9 kB\nMemAvailable:    4000 kB\n", 4_096_000), ("MemTotal: 9 kB\n", MACHINE)):
        (tmp_path / "meminfo").write_text(text)
        assert free_memory() == free


@pytest.mark.skipif(sys.platform != "linux", reason="the file is that of Linux")
def test_the_memory_of_this_machine() -> None:
    """What Linux says is what psutil says, but for what changes meanwhile."""
    assert memory_limits._left_on_machine() == pytest.approx(psutil.virtual_memory().available, rel=0.1)


def test_no_control_groups(control_groups: Path) -> None:
    """A system without control groups has the memory of the machine."""
    assert not (control_groups / "own").exists()
    assert free_memory() == MACHINE


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold processes to these limits")
@pytest.mark.parametrize("limit", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_the_limit_of_the_process(limit: str) -> None:
    """A run under ulimit -v would fail with a lack of memory that nobody understands."""
    code = (
        "import resource\n"
        f"resource.setrlimit(resource.{limit}, (2_000_000_000, resource.RLIM_INFINITY))\n"
        "from simcall.studies.memory_limits import free_memory\n"
        "print(free_memory())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < 2_000_000_000
