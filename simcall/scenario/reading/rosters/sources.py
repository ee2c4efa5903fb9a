"""The rosters that a scenario names and that are still to be read, and what stands in for one that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simcall.scenario.models.paths import Table, child, named
from simcall.scenario.reading.layers import Merged

__all__ = ["STAND_IN", "roster_sources"]

STAND_IN: Table = {"duties": {"person": ["x"], "start": ["2000-01-01T00:00"], "end": ["2000-01-01T01:00"]}}
"""For a roster that cannot be read, while the rest is checked."""


def roster_sources(merged: Merged) -> dict[str, Mapping[str, Any]]:
    """Return the tables of the rosters that are still files, by group."""
    tables = {name: child(group, "roster") for name, group in named(merged.values, "groups").items()}
    return {name: table for name, table in tables.items() if isinstance(table, Mapping) and "duties" not in table}
