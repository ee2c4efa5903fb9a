"""Write what calls lead to in words, for lists of a scenario's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["written_follow_on"]


def written_follow_on(entry: Mapping[str, Any], written_distribution: Callable[[Mapping[str, Any]], str]) -> str:
    """Write one entry of `leads_to`: "30 % to crime_desk when released, by the same person".

    Parameters
    ----------
    entry : mapping
        The entry, as a document has it.
    written_distribution : callable
        Writes a distribution.
    """
    after = f", after: {written_distribution(entry['after'])}" if "after" in entry else ""
    after += ", which counts" if entry.get("after_counts") else ""
    kept_place = ", keeping its place" if entry.get("keep_place") else ""
    person = ", by the same person" if entry.get("same_person") else ""
    choice = f", at most one {entry['one_of']}" if entry.get("one_of") else ""
    return f"{entry['share'] * 100:g} % to {entry['to']} when {entry['when']}{after}{kept_place}{person}{choice}"
