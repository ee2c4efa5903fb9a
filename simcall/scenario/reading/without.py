"""Read the key ``without`` of a scenario file: the paths that are taken away from what the file extends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from simcall.errors import Problem
from simcall.files.messages import listed, nearest, shown
from simcall.scenario.models.paths import KeyPath, format_path, parse_path
from simcall.scenario.reading.layers import Absent

__all__ = ["absent_problems", "read_without"]

_KEY = "without"
_EXAMPLE = 'write a list of paths, such as without = ["groups.handlers.rota.fixed"]'


def read_without(raw: Mapping[str, Any], file: str, problems: list[Problem]) -> tuple[KeyPath, ...]:
    """Return the paths that a file takes away.

    Parameters
    ----------
    raw : mapping
        The document, as the file has it.
    file : str
        The file, for messages.
    problems : list of Problem
        What is wrong with the key is added here.
    """
    if _KEY not in raw:
        return ()
    if "extends" not in raw:
        problems.append(
            Problem(file, _KEY, "this file extends no other, so there is nothing to take away; leave it out")
        )
        return ()
    if not isinstance(raw[_KEY], list):
        problems.append(Problem(file, _KEY, f"{shown(raw[_KEY])} is not a list; {_EXAMPLE}"))
        return ()
    return tuple(_paths(raw[_KEY], file, problems))


def _paths(entries: Iterable[object], file: str, problems: list[Problem]) -> Iterator[KeyPath]:
    for entry in entries:
        try:
            if not isinstance(entry, str):
                raise ValueError(f"{shown(entry)} is not a path; {_EXAMPLE}")
            yield parse_path(entry)
        except ValueError as fault:
            problems.append(Problem(file, _KEY, str(fault)))


def absent_problems(absent: Iterable[Absent]) -> list[Problem]:
    """Report each path to take away that does not exist, and name the nearest one."""
    return [Problem(path.origin, _KEY, _absent(path)) for path in absent]


def _absent(absent: Absent) -> str:
    path = format_path(absent.path)
    paths = [format_path(entry) for entry in _entries(absent.values)]
    guess = nearest(path, paths)
    remedy = f"did you mean {guess}?" if guess else f"it has {listed(list(absent.values))}"
    return f"there is nothing at {path} in {Path(absent.base).name}; {remedy}"


def _entries(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[KeyPath]:
    """Walk over the paths of every table and value."""
    for key, value in table.items():
        yield (*path, key)
        if isinstance(value, Mapping):
            yield from _entries(value, (*path, key))
