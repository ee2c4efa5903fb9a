"""The keys of a roster's table in a scenario, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from simcall.files.messages import meant, shown
from simcall.scenario.models.paths import KeyPath
from simcall.scenario.reading.rosters.columns import COLUMNS, folded

__all__ = ["SOURCE_KEYS", "RosterOptions", "option_faults"]

SOURCE_KEYS = (
    "file",
    "sheet",
    "columns",
    "only",
    "codes",
    "dates",
    "nights",
    "people_in_cell",
    "people",
    "starts",
    "teams",
)
"""Of a table that names a roster's file."""

_EXAMPLE = 'write { file = "people.xlsx", sheet = "March", columns = { person = "Collar no" } }'
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "dates": ("dmy", "mdy", "ymd"),
    "nights": ("start", "end"),
    "people_in_cell": ("split", "one"),
}


@dataclass(frozen=True)
class RosterOptions:
    """What a planner says of a roster's file.

    Attributes
    ----------
    sheet : str or None
        The sheet of a workbook; None: those that hold a roster.
    columns : mapping of str to str
        By column of `COLUMNS`, its name in the file.
    only : mapping of str to tuple of str
        By column of the file, the values of the rows to be read.
    codes : mapping of str to str
        What codes and activities mean: a shift, times, or a word such as ``"off"``, ``"leave"`` or ``"duty"``.
    dates : str or None
        The order of day, month and year; None: as the dates themselves allow.
    nights : str or None
        Whether a night stands on the date on which it starts or ends; None: on which it starts, if nothing contradicts.
    people_in_cell : str or None
        Whether a cell such as ``Smith / Jones`` names two people (``"split"``) or ``"one"``.
    people : int or mapping of str to int, or None
        People in each team of a pattern, or of a rota that names teams.
    starts : date or None
        The date on which a pattern's teams are in their weeks.
    teams : mapping of str to int
        The week of the pattern in which each team starts.
    """

    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    dates: Literal["dmy", "mdy", "ymd"] | None = None
    nights: Literal["start", "end"] | None = None
    people_in_cell: Literal["split", "one"] | None = None
    people: int | Mapping[str, int] | None = None
    starts: date | None = None
    teams: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Mapping[str, Any]) -> RosterOptions:
        """Return the options of a table without faults."""
        values = {key: value for key, value in source.items() if key in SOURCE_KEYS and key not in ("file", "only")}
        only = {
            column: (values,) if isinstance(values, str) else tuple(values)
            for column, values in source.get("only", {}).items()
        }
        if isinstance(values.get("starts"), str):
            values["starts"] = date.fromisoformat(values["starts"])
        return cls(only=only, **values)


def option_faults(source: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield what is wrong with a roster's table, with its path."""
    for key in source:
        if key not in SOURCE_KEYS:
            yield (*path, key), f"unknown key; {meant(key, SOURCE_KEYS, 'the keys here are')}"
    for key in ("file", "sheet"):
        if key in source and not isinstance(source[key], str):
            yield (*path, key), f"{shown(source[key])} is not text; {_EXAMPLE}"
        elif key in source and not source[key].strip():
            yield (*path, key), f"{shown(source[key])} names no {key}; {_EXAMPLE}"
    if "file" not in source:
        yield path, f"the file is missing; {_EXAMPLE}"
    for key, choices in _CHOICES.items():
        if key in source and source[key] not in choices:
            written = " or ".join(f'"{choice}"' for choice in choices)
            yield (*path, key), f"{shown(source[key])} is not a choice here; write {written}"
    yield from _columns_faults(source.get("columns", {}), (*path, "columns"))
    yield from _text_table_faults(source.get("codes", {}), (*path, "codes"), '{ E = "07:00-15:00", RD = "off" }')
    yield from _only_faults(source.get("only", {}), (*path, "only"))
    yield from _pattern_faults(source, path)


def _columns_faults(columns: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(columns, Mapping):
        yield path, f"{shown(columns)} is not a table; {_EXAMPLE}"
        return
    taken: dict[str, str] = {}
    for column, name in columns.items():
        if column not in COLUMNS:
            yield (*path, column), f"a roster has no column {shown(column)}; {meant(column, COLUMNS, 'it may have')}"
        elif not isinstance(name, str) or not name.strip():
            yield (*path, column), f"{shown(name)} is not the name of a column in the file"
        elif (earlier := taken.setdefault(folded(name), column)) != column:
            yield (*path, column), f"{shown(name)} is already the column for {earlier}; each needs a column of its own"


def _text_table_faults(table: object, path: KeyPath, example: str) -> Iterator[tuple[KeyPath, str]]:
    if not isinstance(table, Mapping):
        yield path, f"{shown(table)} is not a table; write {example}"
        return
    for key, value in table.items():
        if not isinstance(value, str) or not value.strip():
            yield (*path, key), f"{shown(value)} is not text; write {example}"


def _only_faults(only: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    example = '{ Role = "Call Handler" }'
    if not isinstance(only, Mapping):
        yield path, f"{shown(only)} is not a table; write {example}"
        return
    for column, values in only.items():
        texts = values if isinstance(values, list | tuple) and values else [values]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            yield (*path, column), f"{shown(values)} is neither text nor a list of texts; write {example}"


def _pattern_faults(source: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    people, teams = source.get("people", 1), source.get("teams", {})
    by_team = people.values() if isinstance(people, Mapping) else (people,)
    if not all(_is_number(number) for number in by_team):
        yield (*path, "people"), f"{shown(people)} is not a number of people; write 8, or {{ A = 8, B = 7 }}"
    if not isinstance(teams, Mapping) or not all(_is_number(week) for week in teams.values()):
        yield (*path, "teams"), f"{shown(teams)} gives no week for each team; write {{ A = 1, B = 3 }}"
    if "starts" in source and not _is_date(source["starts"]):
        yield (*path, "starts"), f"{shown(source['starts'])} is not a date; write 2026-10-05"


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000


def _is_date(value: object) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return isinstance(value, date | str)
