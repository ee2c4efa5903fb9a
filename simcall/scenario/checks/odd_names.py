"""Refuse names that nobody can read or type."""

from __future__ import annotations

from collections.abc import Iterator

from simcall.files.messages import shown
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.paths import KeyPath

__all__ = ["odd_name"]


def odd_name(path: KeyPath, name: str) -> Iterator[Fault]:
    """Yield a fault if what stands at a path cannot be a name."""
    if not name.strip() or name != name.strip() or not name.isprintable():
        message = f"{shown(name)} cannot be a name: it is empty, or has spaces around it or invisible characters"
        yield Fault(path, message, "reference")
