"""The scenarios supplied, and how to compare them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import simcall as sc

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(path.name for path in FOLDER.glob("*.toml"))
"""The demand hub's."""
SHAPES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("shapes/*.toml"))
"""Other forces', of which only the shape of the answer times is known."""
NOVEMBER, FEBRUARY, WITHOUT = "2023-11-inspection.toml", "2024-02-backfill.toml", "2024-02-without-officers.toml"


def loaded(name: str) -> sc.Scenario:
    """Load one of the scenarios supplied."""
    return sc.load(FOLDER / name)


def differences(one: Any, other: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Return the paths at which two documents differ, the outermost where a table is in one of them only."""
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return set() if one == other else {path}
    found: set[tuple[str, ...]] = set()
    for key in one.keys() | other.keys():
        found |= differences(one.get(key), other.get(key), (*path, key))
    return found
