"""Find the parts of a changed scenario that need no new check: a sweep changes only a few numbers at each point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcall.scenario.checks.span_ends import concerns_its_part_alone, is_accepted_alone, part_of
from simcall.scenario.checks.spans import spans_written
from simcall.scenario.models.lines import ScenarioModel
from simcall.scenario.models.number_forms import default_number, number_form
from simcall.scenario.models.paths import MISSING, KeyPath, Table, covers, named
from simcall.scenario.models.schema import schema_key
from simcall.scenario.reading.layers import Merged

__all__ = ["KnownParts"]

_PARTS = ("shifts", "areas", "lines", "groups", "provenance")
_IN_A_TABLE_OF_ITS_PART = 4
"""Length of a path such as ``lines.999.demand.growth``. Whether a line or a group itself may have a key depends on what
else it has."""


@dataclass(frozen=True, eq=False)
class KnownParts:
    """The lines, groups and other parts of a scenario in which nothing is wrong.

    Attributes
    ----------
    scenario : ScenarioModel
        The scenario.
    merged : Merged
        Its document. What is laid over it holds the same tables wherever nothing is changed.
    """

    scenario: ScenarioModel
    merged: Merged

    def put_into(self, document: Mapping[str, Any]) -> Table:
        """Return a document with the scenario's own parts in the place of the tables that they were made of."""
        known = self.merged.document()
        return {**document, **{kind: self._parts(kind, known, document) for kind in _PARTS if kind in document}}

    def _parts(self, kind: str, known: Mapping[str, Any], document: Mapping[str, Any]) -> object:
        tables, parts = named(known, kind), getattr(self.scenario, kind)
        if document[kind] is not named(document, kind):
            return document[kind]
        return {
            name: parts[name] if name in parts and table is tables.get(name) else table
            for name, table in document[kind].items()
        }

    def leaves_right(self, merged: Merged) -> bool:
        """Return whether only the changed lines and groups need a check for changed layers to be right; False in doubt.

        They are the only ones if nothing differs but numbers and lengths of time that concern only their own line or
        group, and if that line or group still accepts the spans of its other values.
        """
        document = merged.document()
        changed = list(_changes(self.merged.values, merged.values))
        return (
            not (merged.strays or merged.idle)
            and all(path == ("name",) or _is_number_of_its_part(path, old, document) for path, old in changed)
            and all(self._is_entry_of_change(path, merged, changed) for path in merged.provenance)
            and _spans_are_accepted(document, {part_of(path) for path, _ in changed})
        )

    def _is_entry_of_change(self, path: KeyPath, merged: Merged, changed: list[tuple[KeyPath, object]]) -> bool:
        """Return whether an entry of provenance is an old one, or gives the source of a changed value."""
        entry = merged.provenance[path]
        if entry is self.merged.provenance.get(path):
            return True
        return isinstance(entry, Mapping) and "span" not in entry and any(path == own for own, _ in changed)


def _changes(old: Any, new: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, object]]:
    """Yield the path of each value that differs, and the old value; a list or a table in place of a value is one."""
    if old is new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            yield from _changes(old.get(key, MISSING), new.get(key, MISSING), (*path, key))
    elif type(old) is not type(new) or old != new:
        yield path, old


def _is_number_of_its_part(path: KeyPath, old: object, document: Mapping[str, Any]) -> bool:
    """Return whether a changed value is a number or a length of time that concerns nothing but its line or group.

    If nothing was written there, it takes the place of a default.
    """
    entry = schema_key(path, document) if concerns_its_part_alone(path) else None
    form = number_form(entry) if entry is not None else None
    if entry is None or form is None or isinstance(old, Mapping | list):
        return False
    return old is not MISSING or (len(path) >= _IN_A_TABLE_OF_ITS_PART and default_number(entry, form) is not MISSING)


def _spans_are_accepted(document: Mapping[str, Any], changed: set[KeyPath]) -> bool:
    """Return whether changed lines and groups accept the ends of their own spans."""
    spans = ((path, end) for _, path, ends in spans_written(document) for end in ends)
    return all(
        is_accepted_alone(document, path, end) for path, end in spans if any(covers(part, path) for part in changed)
    )
