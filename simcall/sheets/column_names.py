"""What the columns of an export mean, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

__all__ = ["Vocabulary", "plain_name", "spaced_name", "unit_in_name"]

_UNITS = {
    "ms": 0.001,
    "msec": 0.001,
    "millis": 0.001,
    "milliseconds": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "mins": 60.0,
    "minutes": 60.0,
}
_FORMATS = frozenset({"hh", "24h", "12h", "mm", "ss", "h", "m", "dd", "yyyy", "yy", "utc", "local", "gmt", "epoch"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[^\W_]+|[%#]")


def spaced_name(name: str) -> str:
    """Return a column's name with spaces between its words: ``StartTimeUTC`` is ``Start Time UTC``."""
    return _CAMEL.sub(" ", name).replace("_", " ")


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(spaced_name(name)))


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Return a column's name in lower case, without punctuation, and without a unit or a format at its end.

    Parameters
    ----------
    name : str
        As the file writes it: ``Queue Time (s)``, ``queue_time_ms`` and ``QueueTime`` are all ``queue time``.
    """
    words = list(_words(name))
    while len(words) > 1 and (words[-1] in _UNITS or words[-1] in _FORMATS):
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=4096)
def unit_in_name(name: str) -> float | None:
    """Return the seconds in one of the unit that a column's name ends with, or None if it names none."""
    words = _words(name)
    return _UNITS.get(words[-1]) if len(words) > 1 else None


@dataclass(frozen=True)
class Vocabulary:
    """The names of columns that mean a field.

    Attributes
    ----------
    names : mapping of str to sequence of str
        For each field the plain names of its columns (see `plain_name`), the surest first.
    patterns : tuple of callable
        Tell names that no list can hold, such as those with a queue in them: ``999_AB``.
    layouts : tuple of callable
        Tell a header of names that are values elsewhere, such as dates and hours side by side.
    lengths : frozenset of str
        The fields that are lengths of time. They go first where a name has a unit: "queue_ms" is the time in the queue.
    """

    names: Mapping[str, Sequence[str]]
    patterns: tuple[Callable[[str], bool], ...] = ()
    layouts: tuple[Callable[[Sequence[str]], bool], ...] = ()
    lengths: frozenset[str] = frozenset()

    @cached_property
    def _fields(self) -> dict[str, tuple[str, int]]:
        return {name: (field, rank) for field, names in self.names.items() for rank, name in enumerate(names)}

    def __contains__(self, name: str) -> bool:
        """Return whether a column's name means a field."""
        return plain_name(name) in self._fields or any(pattern(name) for pattern in self.patterns)

    def is_layout(self, names: Sequence[str]) -> bool:
        """Return whether a row is a header of names that are values elsewhere."""
        return any(layout(names) for layout in self.layouts)

    def columns(self, names: Sequence[str], mapped: Mapping[str, str] | None = None) -> dict[str, int]:
        """Return the position of the column for each field that a table has.

        Parameters
        ----------
        names : sequence of str
            The table's header.
        mapped : mapping of str to str, optional
            Fields by column name, from ``--map``; they go before the vocabulary's own. A column with a field that
            the vocabulary does not have is not read.
        """
        given = _given(names, mapped or {})
        chosen: dict[str, int] = {}
        for position, field in given.items():
            if field in self.names:
                chosen.setdefault(field, position)
        ranked = (
            (rank, position, field)
            for position, name in enumerate(names)
            if position not in given
            for field, rank in (self._field(name),)
            if field
        )
        for _, position, field in sorted(ranked):
            chosen.setdefault(field, position)
        return chosen

    def _field(self, name: str) -> tuple[str, int]:
        """Return the field that a column's name means, ``""`` if none, and how sure it is: 0 is the surest."""
        plain = plain_name(name)
        if self.lengths and unit_in_name(name) is not None:
            for longer in (plain, f"{plain} time", f"{plain} duration"):
                if self._fields.get(longer, ("", 0))[0] in self.lengths:
                    return self._fields[longer]
        return self._fields.get(plain, ("", 0))

    @classmethod
    def union(cls, vocabularies: Iterable[Vocabulary]) -> Vocabulary:
        """Return a vocabulary with the names of several, to find the header of a table of any kind."""
        names: dict[str, list[str]] = {}
        together = tuple(vocabularies)
        for vocabulary in together:
            for field, words in vocabulary.names.items():
                names.setdefault(field, []).extend(words)
        patterns = tuple(pattern for vocabulary in together for pattern in vocabulary.patterns)
        layouts = tuple(layout for vocabulary in together for layout in vocabulary.layouts)
        return cls(names, patterns, layouts)


def _given(names: Sequence[str], mapped: Mapping[str, str]) -> dict[int, str]:
    """Return the field that the planner gives a column, by its position."""
    # A name that a column has is that column alone: "Call Time (s)" is not "Call Time".
    plain = {plain_name(name): field for name, field in mapped.items() if name not in names}
    fields = ((position, mapped.get(name) or plain.get(plain_name(name))) for position, name in enumerate(names))
    return {position: field for position, field in fields if field is not None}
