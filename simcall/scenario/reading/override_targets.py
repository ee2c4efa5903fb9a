"""Refuse overrides of teams and shifts that do not exist, and empty tables that change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from simcall.files.messages import meant, shown
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.paths import MISSING, KeyPath, covers, format_path, lookup

__all__ = ["entered_by_parts", "idle_tables", "stray_entries"]

_ENTRIES: Mapping[KeyPath, tuple[str, str]] = {
    ("shifts", "*"): ("shift", '{ start = "14:00", length = "8 h" }'),
    ("groups", "*", "rota", "teams", "*"): ("team", "{ people = 6 }"),
    ("groups", "*", "rota", "fixed", "*"): ("fixed shift", '{ shift = "late", days = ["Fri", "Sat"], people = 2 }'),
    ("groups", "*", "recruits", "*"): (
        "cohort",
        '{ people = 6, starts = 2024-03-04, classroom = "30 days", supervised = "60 days", joins = "handlers" }',
    ),
}
"""By the path (``*`` matches any name): its noun, and an example of a whole one."""


def entered_by_parts(overrides: Iterable[tuple[KeyPath, object]]) -> tuple[KeyPath, ...]:
    """Return the entries that overrides lead into and that none of them gives whole.

    Parameters
    ----------
    overrides : iterable of (KeyPath, object)
        Paths and values, as TOML could hold them.
    """
    written = list(overrides)
    entered = dict.fromkeys(path[: len(kind)] for path, _ in written if (kind := _kind(path)) and path[len(kind) :])
    return tuple(entry for entry in entered if not any(_gives(path, value, entry) for path, value in written))


def stray_entries(strays: Collection[KeyPath], document: Mapping[str, Any]) -> Iterator[Fault]:
    """Refuse entries that overrides give in parts and that were not there to be changed.

    Parameters
    ----------
    strays : collection of KeyPath
        The entries.
    document : mapping
        The merged document, with them in it.
    """
    for entry in strays:
        noun, example = _ENTRIES[_kind(entry)]
        table = lookup(document, entry[:-1])
        names = [name for name in table if (*entry[:-1], name) not in strays] if isinstance(table, Mapping) else []
        yield Fault(
            entry,
            f"there is no {noun} {shown(entry[-1])} to change. Give a new one whole, such as "
            f"{format_path(entry)}={example}; {meant(entry[-1], names, f'the {noun}s are')}",
            "unknown",
        )


def idle_tables(idle: Collection[KeyPath], document: Mapping[str, Any]) -> Iterator[Fault]:
    """Refuse empty tables that overrides lay over tables with something in them, and so change nothing.

    Parameters
    ----------
    idle : collection of KeyPath
        Where they are.
    document : mapping
        The merged document.
    """
    for path in idle:
        inner = lookup(document, path)
        first = next(iter(inner), "…") if isinstance(inner, Mapping) else "…"
        remedy = f"give what should change, such as {format_path((*path, first))}=…"
        if len(path) == 2 and path[0] == "groups":
            remedy += f"; to empty the group give {format_path((*path, 'headcount'))}=0"
        yield Fault(
            path,
            f"an empty table changes nothing; {remedy}; to take the table away, give None in Python",
            "reference",
        )


def _kind(path: KeyPath) -> KeyPath:
    """Return the key in `_ENTRIES` of the entry that a path is or leads into; empty if there is none."""
    fits = (kind for kind in _ENTRIES if all(name in ("*", key) for name, key in zip(kind, path, strict=False)))
    return next((kind for kind in fits if len(kind) <= len(path)), ())


def _gives(path: KeyPath, value: object, entry: KeyPath) -> bool:
    return covers(path, entry) and lookup(value, entry[len(path) :]) is not MISSING
