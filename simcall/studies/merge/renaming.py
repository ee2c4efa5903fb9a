"""Give the lines, groups, shifts, grades and areas of a scenario other names, wherever its document names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simcall.scenario.models.paths import KeyPath, Table, format_path, parse_path

__all__ = ["Names", "renamed"]

Names = Mapping[str, Mapping[str, str]]
"""By kind (lines, groups, shifts, grades, areas), the new name of each old one."""

_EACH = "*"
_KEYS: Mapping[KeyPath, str] = {
    ("lines",): "lines",
    ("groups",): "groups",
    ("shifts",): "shifts",
    ("groups", _EACH, "reserve"): "lines",
    ("groups", _EACH, "on"): "lines",
    ("groups", _EACH, "rota", "teams", _EACH, "designated"): "lines",
    ("groups", _EACH, "rota", "fixed", _EACH, "designated"): "lines",
}
"""By the path of a table, the kind of things that its keys name."""
_VALUES: Mapping[KeyPath, str] = {
    ("lines", _EACH, "grade"): "grades",
    ("lines", _EACH, "area"): "areas",
    ("lines", _EACH, "redial", "divert", "to"): "lines",
    ("lines", _EACH, "leads_to", _EACH, "to"): "lines",
    ("groups", _EACH, "lines", _EACH): "lines",
    ("groups", _EACH, "prefers", _EACH): "lines",
    ("groups", _EACH, "call_up", "lines", _EACH): "lines",
    ("groups", _EACH, "roster", "duties", "line", _EACH): "lines",
    ("groups", _EACH, "roster", "duties", _EACH, "line"): "lines",
    ("groups", _EACH, "recruits", _EACH, "joins"): "groups",
    ("groups", _EACH, "taken_from"): "groups",
    ("groups", _EACH, "rota", "pattern", _EACH): "shifts",
    ("groups", _EACH, "rota", "fixed", _EACH, "shift"): "shifts",
    ("groups", _EACH, "absence", "on", _EACH, "shift"): "shifts",
}
"""By the path of a text, the kind of thing that it names. Other texts there, such as "off", stay as they are."""


def renamed(document: Table, names: Names) -> Table:
    """Return a scenario's document in which lines, groups and the like have other names.

    Parameters
    ----------
    document : dict
        As `Scenario.document` gives it.
    names : mapping
        The new names by kind. What is not in it keeps its name.
    """
    table: Table = _renamed({key: value for key, value in document.items() if key != "provenance"}, (), names)
    if "provenance" in document:
        table["provenance"] = {
            format_path(_renamed_path(parse_path(path), names)): entry for path, entry in document["provenance"].items()
        }
    return table


def _renamed(node: Any, path: KeyPath, names: Names) -> Any:
    """Return what stands at a path, with other names in it."""
    if isinstance(node, Mapping):
        new = names.get(_kind(path, _KEYS), {})
        return {new.get(key, key): _renamed(inner, (*path, key), names) for key, inner in node.items()}
    if isinstance(node, list | tuple):
        return [_renamed(inner, (*path, _EACH), names) for inner in node]
    return names.get(_kind(path, _VALUES), {}).get(node, node) if isinstance(node, str) else node


def _renamed_path(path: KeyPath, names: Names) -> KeyPath:
    """Return a path to the same value, with other names in it."""
    kinds = (_kind(path[:length], _KEYS) for length in range(len(path)))
    return tuple(names.get(kind, {}).get(key, key) for kind, key in zip(kinds, path, strict=True))


def _kind(path: KeyPath, kinds: Mapping[KeyPath, str]) -> str:
    """Return what is named at a path; empty if nothing is."""
    for pattern, kind in kinds.items():
        if len(pattern) == len(path) and all(part in (_EACH, key) for part, key in zip(pattern, path, strict=True)):
            return kind
    return ""
