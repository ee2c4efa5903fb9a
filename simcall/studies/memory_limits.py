"""How much memory this process may still take: of the machine, of its container, and of its own limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["free_memory"]

_OF_MACHINE = Path("/proc/meminfo")
_AVAILABLE = "MemAvailable:"
"""The label of the kilobytes that Linux can give without swapping."""
_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUPS = Path("/proc/self/cgroup")
_V1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_V2 = ("memory.max", "memory.current", "inactive_file")
"""By version of Linux's control groups: the files of the limit and the use, and what of the use is a cache of files."""


def free_memory() -> int:
    """Return how many bytes this process may still take, as far as the system says."""
    return max(0, min([_left_on_machine(), *_left_in_container(), *_left_of_own_limits()]))


def _left_on_machine() -> int:
    """Return how many bytes the machine can give."""
    with suppress(OSError):
        lines = (line.split() for line in _OF_MACHINE.read_text().splitlines() if line.startswith(_AVAILABLE))
        if kilobytes := next((int(number) for _, number, *_ in lines), None):
            return kilobytes * 1024
    import psutil  # type: ignore[import-untyped]  # only here and below: its import takes a fiftieth of `check`

    available: int = psutil.virtual_memory().available
    return available


def _left_in_container() -> Iterator[int]:
    """Yield what is left in each control group around this process that has a limit."""
    for folder, (limit_file, use_file, cache) in _control_groups():
        with suppress(OSError, ValueError):  # "max" is no limit
            limit = int((folder / limit_file).read_text())
            # The kernel gives cached files back before it lets anything run out of memory.
            yield limit - int((folder / use_file).read_text()) + _statistic(folder, cache)


def _control_groups() -> Iterator[tuple[Path, tuple[str, str, str]]]:
    """Yield the folders of the control groups around this process, with the names of their files."""
    try:
        lines = _OWN_CGROUPS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root, files = (_CGROUPS / "memory", _V1) if controllers else (_CGROUPS, _V2)
        inner = root / path.strip("/")
        # A container may show its own group as the root, whatever the path.
        for folder in dict.fromkeys((inner, *inner.parents)):
            if folder.is_relative_to(root):
                yield folder, files


def _statistic(folder: Path, name: str) -> int:
    for line in (folder / "memory.stat").read_text().splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    return 0


def _left_of_own_limits() -> Iterator[int]:
    """Yield what is left of the limits that ``ulimit -v`` and ``ulimit -d`` set."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows has none
        return
    limits = {limit: resource.getrlimit(limit)[0] for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA)}
    if all(soft == resource.RLIM_INFINITY for soft in limits.values()):
        return
    import psutil

    used = psutil.Process().memory_info()
    sizes = {resource.RLIMIT_AS: used.vms, resource.RLIMIT_DATA: getattr(used, "data", used.rss)}
    yield from (soft - sizes[limit] for limit, soft in limits.items() if soft != resource.RLIM_INFINITY)
