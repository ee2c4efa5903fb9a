"""Read the values that a command line or a notebook lays over a scenario, by path."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from simcall.errors import Problem
from simcall.files.messages import shown
from simcall.scenario.models.paths import KeyPath, Table, cut_at, format_path, parse_path
from simcall.scenario.models.quantities import format_duration
from simcall.scenario.reading.attachments import read_attachments
from simcall.scenario.reading.layers import Layer
from simcall.scenario.reading.override_targets import entered_by_parts

__all__ = ["Overrides", "depth_over", "override_layer", "overrides_by_path"]

Overrides = Mapping[str, object] | Iterable[str]
"""Values by path, or strings ``PATH=VALUE``."""

DEEPEST = 30
"""No scenario is nested nearly as deep. Python's recursion would fail on deeper tables."""


_OF_FILES = {
    "extends": "only a file can extend another; write it in the file",
    "without": "only a file can take away what it extends; in Python give the path the value None",
}


def override_layer(overrides: Overrides, origin: str) -> tuple[Layer, list[Problem]]:
    """Make a layer of overrides.

    Parameters
    ----------
    overrides : mapping or iterable of str
        Python values by path, or strings ``PATH=VALUE`` with a TOML value or plain text. File names in them are
        relative to the current folder.
    origin : str
        What to call them in messages: ``"--set"`` or ``"update"``.

    Returns
    -------
    tuple of (Layer, list of Problem)
        What they write, and what cannot be read.
    """
    values: Table = {}
    problems: list[Problem] = []
    written: list[tuple[KeyPath, object]] = []
    for text, path, value in _pairs(overrides, origin, problems):
        if len(path) > DEEPEST or depth_over(value, DEEPEST - len(path)):
            problems.append(Problem(origin, shown(text), "too many tables within tables"))
            continue
        plain = _plain(value)
        if _put(values, path, plain):
            written.append((path, plain))
        else:
            problems.append(
                Problem(origin, format_path(path), "another override gives a value that is not a table here")
            )
    # Both would be dropped in silence, as they are when a file has been read.
    problems += [Problem(origin, key, message) for key, message in _OF_FILES.items() if key in values]
    attached = read_attachments(values, ".", origin)
    layer = Layer.of(attached.values, origin, origin)
    layer = replace(layer, by_parts=entered_by_parts(written), overrides=True, readings=attached.readings)
    return layer, [*problems, *attached.problems]


def overrides_by_path(overrides: Overrides, origin: str, problems: list[Problem]) -> dict[str, object]:
    """Return overrides as values by path, and add to the problems those that cannot be read."""
    return {format_path(path): value for _, path, value in _pairs(overrides, origin, problems)}


def depth_over(value: object, deepest: int) -> bool:
    """Tell whether tables and lists are nested deeper than a number of levels."""
    level = [value]
    for _ in range(max(deepest, 0) + 1):
        level = [inner for node in level for inner in _inside(node)]
        if not level:
            return False
    return True


def _inside(node: object) -> Iterable[object]:
    if isinstance(node, Mapping):
        return node.values()
    return (
        [element for element in node if isinstance(element, Mapping | list | tuple)]
        if isinstance(node, list | tuple)
        else ()
    )


def _pairs(overrides: Overrides, origin: str, problems: list[Problem]) -> Iterable[tuple[str, KeyPath, object]]:
    if isinstance(overrides, Mapping):
        items: Iterable[tuple[object, object]] = overrides.items()
    else:
        texts = [overrides] if isinstance(overrides, str) else list(overrides)
        items = [pair for text in texts if (pair := _assignment(text, origin, problems))]
    for text, value in items:
        try:
            yield str(text), parse_path(str(text)), value
        except ValueError as fault:
            problems.append(Problem(origin, "", str(fault)))


def _assignment(text: object, origin: str, problems: list[Problem]) -> tuple[str, object] | None:
    """Split ``PATH=VALUE`` at the first equals sign outside quotes."""
    parts = cut_at("=", text) if isinstance(text, str) else None
    if parts is None:
        problems.append(Problem(origin, "", f"{shown(text)} is not PATH=VALUE, such as lines.101.handling.mean=10 min"))
        return None
    path, _, written = parts
    try:
        return path, _value(written)
    except ValueError as fault:
        problems.append(Problem(origin, path, f"{shown(written)} cannot be read as a list or a table ({fault})"))
        return None


def _value(text: str) -> object:
    """Read a TOML value; anything else is plain text, which saves quotes within quotes on a command line."""
    try:
        document = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError) as error:
        if text[:1] in ("[", "{"):
            raise ValueError(str(error).partition(" (at ")[0].lower()) from None
        return text
    return document["value"] if document.keys() == {"value"} else text


def _put(values: Table, path: KeyPath, value: object) -> bool:
    """Set a value; a later override of the same path wins. False if the path leads through something else."""
    table = values
    for key in path[:-1]:
        inner = table.setdefault(key, {})
        if not isinstance(inner, dict):
            return False
        table = inner
    before = table.get(path[-1])
    both_tables = isinstance(value, dict) and isinstance(before, dict) and "distribution" not in value
    table[path[-1]] = {**before, **value} if both_tables else value  # type: ignore[dict-item]
    return True


def _plain(value: Any) -> Any:
    """Turn what Python has many kinds of (arrays, ranges, models, named tuples) into what a TOML file can hold."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, timedelta) and value >= timedelta(0):
        return format_duration(value.total_seconds())
    if hasattr(value, "tolist"):
        # NumPy's scalars and arrays, recognised without importing NumPy: start-up stays quick.
        return _plain(value.tolist())
    if isinstance(value, list | tuple | range | set | frozenset):
        return [_plain(inner) for inner in value]
    return str(value) if hasattr(value, "__fspath__") else value
