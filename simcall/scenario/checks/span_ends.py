"""Tell quickly that a scenario accepts the end of a span as its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from simcall.scenario.models.lines import Busyness, Group, Line
from simcall.scenario.models.paths import MISSING, KeyPath, child, lookup
from simcall.scenario.models.spans import SpanEnd

__all__ = ["concerns_its_part_alone", "is_accepted_alone", "part_of"]

_MODELS: Mapping[str, type[BaseModel]] = {"lines": Line, "groups": Group, "busyness": Busyness}
_NAMED = ("lines", "groups")
_COMPARED = frozenset(("leads_to", "offset", "designated", "leavers_per_year"))
"""Keys under which a number can contradict another part of the scenario, however right its own table is."""


def part_of(path: KeyPath) -> KeyPath:
    """Return the path of the line, the group or the other table of the scenario that holds a value."""
    return path[: 2 if path[0] in _NAMED else 1]


def concerns_its_part_alone(path: KeyPath) -> bool:
    """Return whether a number or a length of time can contradict nothing but its own line or group."""
    return path[0] in _MODELS and _COMPARED.isdisjoint(path)


def is_accepted_alone(document: Mapping[str, Any], path: KeyPath, end: SpanEnd) -> bool:
    """Return whether an end is accepted by the line or the group that holds the value, and concerns nothing else.

    To check the whole scenario for each end took most of the time to load it.

    Parameters
    ----------
    document : mapping
        The merged document, in which nothing is wrong but its provenance.
    path : KeyPath
        Where the value is.
    end : SpanEnd
        The end.

    Returns
    -------
    bool
        False also where only a check of the whole scenario can tell.
    """
    own, value = part_of(path), lookup(document, path)
    if not concerns_its_part_alone(path) or value is MISSING or isinstance(value, Mapping):
        return False
    try:
        _MODELS[path[0]].model_validate(_replaced(lookup(document, own), path[len(own) :], end))
    except ValidationError:
        return False
    return True


def _replaced(node: Any, path: KeyPath, value: object) -> Any:
    """Return a copy of nested tables and lists with another value at a path that is there."""
    if not path:
        return value
    inner = _replaced(child(node, path[0]), path[1:], value)
    if isinstance(node, Mapping):
        return {**node, path[0]: inner}
    return [inner if number == int(path[0]) else element for number, element in enumerate(node)]
