"""Read, write and follow the paths of values in nested tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import takewhile
from typing import Any

__all__ = [
    "KeyPath",
    "Table",
    "child",
    "common_path",
    "covers",
    "cut_at",
    "format_path",
    "is_covered",
    "leaves",
    "lookup",
    "named",
    "overlap",
    "parse_path",
    "served_by",
]


KeyPath = tuple[str, ...]
"""The keys that lead to a value, from the outermost: ``("lines", "101", "patience", "mean")``."""

Table = dict[str, Any]
"""A table of a TOML document."""

MISSING: Any = object()
"""What `lookup` gives for a path that leads nowhere: None is a value that `update` may be given."""

_PROBE = "simcall reads a path"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NEEDS_QUOTES = re.compile(r"""[."'=:@<>≤≥±\\\n\r\t]|\+/?-""")
"""What would end a key, or the path of a target, a precision, a fit or an override."""
_QUOTED_KEY = r"""(?<![^\s.:])(?:"(?:[^"\\]|\\.)*"|'[^']*')"""
"""A quote within a word is an apostrophe."""


def parse_path(text: str) -> KeyPath:
    """Read a dotted path as an override writes it.

    Parameters
    ----------
    text : str
        Keys joined by dots; a key that holds a dot is quoted, as in TOML.

    Returns
    -------
    KeyPath
        The keys.

    Raises
    ------
    ValueError
        If a key is empty.
    """
    keys = _toml_key(text) or tuple(part.strip() for part in text.split("."))
    if not all(keys):
        raise ValueError(f'"{text}" is not a path; join names with single dots, such as lines.101.handling.mean')
    return keys


@lru_cache(maxsize=4096)  # the keys of a provenance are read dozens of times when a scenario is loaded
def _toml_key(text: str) -> KeyPath | None:
    """Return the keys if TOML reads the text as one key and nothing else."""
    try:
        node: object = tomllib.loads(f'{text} = "{_PROBE}"')
    except (ValueError, RecursionError):
        return None
    keys: list[str] = []
    while isinstance(node, dict) and len(node) == 1:
        ((key, node),) = node.items()
        keys.append(key)
    return tuple(keys) if node == _PROBE else None


def cut_at(separator: str, text: str) -> tuple[str, str, str] | None:
    """Cut text at the first separator that does not stand within a quoted key.

    Parameters
    ----------
    separator : str
        A regular expression.
    text : str
        A path as `format_path` writes it, a separator, and anything.

    Returns
    -------
    tuple of (str, str, str) or None
        The path, the separator and the rest, without the spaces around them; None if there is no separator.
    """
    pattern = rf"((?:(?>{_QUOTED_KEY}|.))*?)({separator})(.*)"
    match = re.fullmatch(pattern, text, re.DOTALL)
    return None if match is None else (match[1].strip(), match[2], match[3].strip())


def format_path(path: Iterable[str]) -> str:
    """Write a path so that `parse_path` reads the same keys, and `cut_at` keeps it whole."""
    keys = list(path)
    if all(key and key == key.strip() and not _NEEDS_QUOTES.search(key) for key in keys):
        return ".".join(keys)
    # With quotes in it, a path is read as TOML, which then wants them round every key that is not bare.
    return ".".join(key if _BARE.fullmatch(key) else _quoted(key) for key in keys)


def _quoted(key: str) -> str:
    escaped = "".join(
        f"\\U{ord(character):08x}" if character in '"\\' or not character.isprintable() else character
        for character in key
    )
    return f'"{escaped}"'


def covers(outer: KeyPath, inner: KeyPath) -> bool:
    """Tell whether a path is another one or leads to a table that holds it."""
    return inner[: len(outer)] == outer


def common_path(paths: Iterable[KeyPath]) -> KeyPath:
    """Return the path of the innermost table that holds all of some values, or of the value if there is one."""
    alike = takewhile(lambda keys: len(set(keys)) == 1, zip(*paths, strict=False))
    return tuple(keys[0] for keys in alike)


def overlap(first: KeyPath, second: KeyPath) -> bool:
    """Tell whether two paths are the same, or one lies within the other."""
    return covers(first, second) or covers(second, first)


def is_covered(path: KeyPath, outer: Iterable[KeyPath]) -> bool:
    """Tell whether a path is one of some others, or lies within one of them."""
    return any(covers(outer_path, path) for outer_path in outer)


def child(node: object, key: str) -> Any:
    """Return what a table holds under a key, or a list at a number; `MISSING` if there is no such thing."""
    if isinstance(node, Mapping):
        return node.get(key, MISSING)
    if isinstance(node, list | tuple) and is_index(key) and int(key) < len(node):
        return node[int(key)]
    return MISSING


def is_index(key: str) -> bool:
    """Tell whether a key can number the elements of a list."""
    return key.isascii() and key.isdigit() and len(key) < 10


def lookup(document: object, path: Iterable[str]) -> Any:
    """Return the value at a path, or `MISSING`."""
    node = document
    for key in path:
        node = child(node, key)
    return node


def leaves(table: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Walk over every value that is not itself a table, with its path; an empty table counts as a value."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def named(document: object, kind: str) -> Mapping[str, Any]:
    """Return the tables of a kind by name; none if there is something else."""
    tables = child(document, kind)
    return tables if isinstance(tables, Mapping) else {}


def served_by(group: object) -> list[str]:
    """Return the lines that a group names."""
    lines = child(group, "lines")
    return [line for line in lines if isinstance(line, str)] if isinstance(lines, list | tuple) else []
