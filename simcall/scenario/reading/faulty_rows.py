"""Report the faulty rows of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from simcall.files.text import BadFileError

__all__ = ["first_few", "read_rows"]

_REPORTED = 5
"""The most faulty rows of one file that are shown one by one."""

Read = TypeVar("Read")
Cells = Sequence[str]


def read_rows(rows: Iterable[tuple[int, Cells]], read: Callable[[Cells], Read]) -> list[Read]:
    """Read each row; if some are faulty, raise BadFileError with their numbers and what is wrong."""
    values: list[Read] = []
    faults: list[str] = []
    for number, cells in rows:
        try:
            values.append(read(cells))
        except ValueError as fault:
            faults.append(f"row {number}: {fault}")
    if faults:
        raise BadFileError(*first_few(faults))
    return values


def first_few(faults: Sequence[str]) -> list[str]:
    """Return the first faults, and how many more there are."""
    more = len(faults) - _REPORTED
    return [*faults[:_REPORTED], *([f"and {more} more such rows"] if more > 0 else [])]
