"""What an address of the rota's pages asks: a scenario, its levers, new posts, and what is written in the grid's cells.

``rota?file=hub.toml&calls=10&officers.fixed.weekday_day.Tue=5&officers.new.extra=early``
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import urlencode

from simcall.errors import SimcallError
from simcall.page.desk import Desk, open_file
from simcall.page.moves import NAMES, moves_of
from simcall.scenario import Scenario
from simcall.scenario.models.paths import KeyPath, cut_at, format_path, parse_path
from simcall.studies.levers import Move, overrides_of
from simcall.studies.rota_edits import Cell, Row, rota_overrides, rows_of

__all__ = ["NEW", "RotaQuestion", "opened_question", "path_of", "question_of"]

NEW = "new"
"""In an address: a post to add, as ``group.new.name=shift``."""


@dataclass(frozen=True)
class RotaQuestion:
    """A scenario with changes, as an address holds it.

    Attributes
    ----------
    name : str
        The scenario's file in the folder.
    path : Path
        The file.
    moves : mapping of str to Move
        The levers.
    kept : mapping of str to str
        The same as the address has them, with the file.
    new : tuple of (group, name, shift)
        Posts to add.
    edits : mapping of Cell to str
        What is written in the cells.
    changed : callable
        Returns the scenario with overrides.
    """

    name: str
    path: Path
    moves: Mapping[str, Move]
    kept: Mapping[str, str]
    new: tuple[tuple[str, str, str], ...]
    edits: Mapping[Cell, str]
    changed: Callable[[tuple[str, ...]], Scenario]

    @cached_property
    def lever_overrides(self) -> tuple[str, ...]:
        """What the levers change."""
        return overrides_of(self.changed(()), self.moves)

    @cached_property
    def planned(self) -> Scenario:
        """The scenario with its levers, as the grid shows it before it is edited."""
        return self.changed(self.lever_overrides)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the grid."""
        return rows_of(self.planned, self.new)

    @cached_property
    def changed_cells(self) -> dict[Cell, str]:
        """The cells that say something else than the scenario has; unknown cells among them."""
        now = {cell: str(people) for row in self.rows for cell, people in zip(row.cells, row.people, strict=True)}
        return {cell: text for cell, text in self.edits.items() if (text.strip() or "0") != now.get(cell)}

    def overrides(self) -> tuple[str, ...]:
        """Return what the levers and the grid change together; the grid wins where both say something.

        Raises
        ------
        ImpossibleEditsError
            If the scenario cannot hold an edit.
        """
        return self.with_levers(self.grid_overrides()) if self.is_edited else self.lever_overrides

    def grid_overrides(self) -> tuple[str, ...]:
        """Return what the grid alone changes; raise as `overrides`."""
        return rota_overrides(self.planned, self.rows, self.changed_cells)

    def with_levers(self, edits: tuple[str, ...]) -> tuple[str, ...]:
        """Return the overrides of the levers that the grid does not replace, then those of the grid."""
        written = set(map(path_of, edits))
        return (*(each for each in self.lever_overrides if path_of(each) not in written), *edits)

    @property
    def is_edited(self) -> bool:
        """Whether anything is written in the grid."""
        return bool(self.new or self.edits)

    @property
    def rota_fields(self) -> dict[str, str]:
        """The posts to add and the changed cells, as a form or an address holds them."""
        if not self.is_edited:
            return {}
        rows = {format_path((group, NEW, name)): shift for group, name, shift in self.new}
        return {**rows, **{str(cell): text for cell, text in self.changed_cells.items()}}

    @property
    def fields(self) -> dict[str, str]:
        """The question as a form or an address holds it, without the cells that say what the scenario has."""
        return {**self.kept, **self.rota_fields}

    @property
    def query(self) -> str:
        """What an address of the same question ends in."""
        return f"?{urlencode(self.fields)}"

    def with_row(self, group: str, name: str, shift: str) -> RotaQuestion:
        """Return the question with one more post."""
        new = (*self.new, (group, name, shift))
        return replace(self, new=new)


def question_of(desk: Desk, values: Mapping[str, str]) -> RotaQuestion | None:
    """Read a question; None if no scenario is chosen yet.

    Raises
    ------
    ImpossibleMovesError
        If an amount of a lever is not a number.
    """
    opened = open_file(desk, values)
    if opened is None:
        return None
    moves = moves_of(values)
    moved = [lever for lever, move in moves.items() if move.amount]
    kept = {name: values[name] for name in NAMES if name.removesuffix("_at") in moved and values.get(name)}
    new = tuple(row for name, text in values.items() if (row := _row(name, text)))
    changed = partial(desk.answers.changed, opened[1])
    return RotaQuestion(*opened, moves, {"file": opened[0], **kept}, new, dict(_cells(values)), changed)


def opened_question(desk: Desk, values: Mapping[str, str]) -> RotaQuestion:
    """Read a question about a scenario that is chosen."""
    question = question_of(desk, values)
    if question is None:
        raise SimcallError("choose a scenario first")
    return question


def _row(name: str, shift: str) -> tuple[str, str, str] | None:
    keys = _keys(name)
    return (keys[0], keys[2], shift) if len(keys) == 3 and keys[1] == NEW else None


def _cells(values: Mapping[str, str]) -> Iterator[tuple[Cell, str]]:
    for name, text in values.items():
        keys = _keys(name)
        if len(keys) == 4:
            yield Cell(*keys), text


def _keys(name: str) -> KeyPath:
    try:
        return parse_path(name) if "." in name else ()
    except ValueError:
        return ()


def path_of(override: str) -> str:
    """Return the path of an override ``PATH=VALUE``."""
    parts = cut_at("=", override)
    return parts[0] if parts is not None else override
