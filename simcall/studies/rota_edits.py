"""Edits of a rota as a planner makes them in a grid: people on a post by day of the week, and in a team.

A post is a place for one person on each of its days. A higher number on one day is therefore a further post on that
day, beside the post as it was: with 3 people from Monday to Friday and 5 on Tuesday, the 3 stay, and 2 more stand on
Tuesday alone. A lower number on one day leaves a post with fewer people, and the others on the rest of its days. A team
has one number, because it works its pattern as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from simcall.files.messages import listed
from simcall.scenario import FixedShift, Group, Scenario
from simcall.scenario.models.paths import format_path
from simcall.scenario.models.week import WEEKDAYS

__all__ = [
    "ALL_DAYS",
    "FIXED",
    "Cell",
    "ImpossibleEditsError",
    "Layer",
    "Row",
    "as_edits",
    "edited",
    "layers_of",
    "rota_overrides",
    "rows_of",
]

ALL_DAYS = "all"
"""The day of the one cell of a team."""
FIXED, TEAMS, HEADCOUNT, HOURS = "fixed", "teams", "headcount", "hours"
"""Kinds of rows: a post, a team, a headcount at all hours, and one step of a headcount by hour."""
_MOST, _MOST_STEPS, _MINUTES_OF_DAY = 10_000, 48, 1440


@dataclass(frozen=True)
class Cell:
    """A cell of the grid.

    Attributes
    ----------
    group, kind, name : str
        The row: one of the kinds, and the post, the team or the start of the step.
    day : str
        One of `WEEKDAYS`; `ALL_DAYS` for a team or a headcount at all hours.
    """

    group: str
    kind: str
    name: str
    day: str

    def __str__(self) -> str:
        """Return it as an address names it."""
        return format_path((self.group, self.kind, self.name, self.day))


@dataclass(frozen=True)
class Row:
    """A row of the grid.

    Attributes
    ----------
    group, kind, name : str
        As of a `Cell`.
    shift : str
        The shift of a post; empty for a team.
    people : tuple of int
        People by day of the week from Monday; of a team, its one number.
    is_new : bool
        Whether the scenario does not have it yet.
    """

    group: str
    kind: str
    name: str
    shift: str
    people: tuple[int, ...]
    is_new: bool = False

    @property
    def days(self) -> tuple[str, ...]:
        """The days of its cells."""
        return WEEKDAYS if self.kind in (FIXED, HOURS) else (ALL_DAYS,)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells, in the order of `people`."""
        return tuple(Cell(self.group, self.kind, self.name, day) for day in self.days)


@dataclass(frozen=True)
class Layer:
    """People who stand on the same days: what a scenario holds as one post."""

    name: str
    days: tuple[str, ...]
    people: int


class ImpossibleEditsError(ValueError):
    """Edits that the scenario cannot hold.

    Attributes
    ----------
    messages : mapping of Cell to str
        What is wrong and what to do instead, by cell.
    possible : tuple of str
        The overrides of the rows with nothing wrong.
    """

    def __init__(self, messages: Mapping[Cell, str], possible: tuple[str, ...]) -> None:
        self.messages, self.possible = dict(messages), possible
        super().__init__("\n".join(f"{cell}: {text}" for cell, text in self.messages.items()))


def rows_of(scenario: Scenario, new: Iterable[tuple[str, str, str]] = ()) -> list[Row]:
    """Return the rows of a scenario, by group: posts first, then new posts, then teams; or headcounts.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    new : iterable of (group, name, shift)
        Posts to add. Those that the scenario cannot have are left out.
    """
    new = tuple(dict.fromkeys(new))
    rows: list[Row] = []
    for name, group in scenario.groups.items():
        if group.rota is None:
            rows += _headcount_rows(name, group)
            continue
        rows += [Row(name, FIXED, post, fixed.shift, _by_day(fixed)) for post, fixed in group.rota.fixed.items()]
        taken = {row.name for row in rows if row.group == name}
        for of_group, post, shift in new:
            if of_group == name and post.strip() and post not in taken and shift in scenario.shifts:
                rows.append(Row(name, FIXED, post, shift, (0,) * 7, is_new=True))
                taken.add(post)
        rows += [Row(name, TEAMS, team, "", (members.people,)) for team, members in group.rota.teams.items()]
    return rows


def _headcount_rows(name: str, group: Group) -> Iterator[Row]:
    """Yield the rows of a headcount: one at all hours, or one for each step of the day."""
    if group.headcount is not None:
        yield Row(name, HEADCOUNT, "people", "", (group.headcount,))
    profile = group.headcount_profile or ()
    steps, is_uneven = divmod(len(profile), len(WEEKDAYS))
    if is_uneven or not 0 < steps <= _MOST_STEPS:
        return
    for step in range(steps):
        hours, minutes = divmod(step * _MINUTES_OF_DAY // steps, 60)
        yield Row(name, HOURS, f"{hours:02d}:{minutes:02d}", "", tuple(profile[step::steps]))


def _by_day(fixed: FixedShift) -> tuple[int, ...]:
    return tuple(fixed.people if day in fixed.days else 0 for day in WEEKDAYS)


def edited(row: Row, edits: Mapping[Cell, str]) -> tuple[tuple[int, ...], dict[Cell, str]]:
    """Return the people of a row with its edits, and what is wrong with them."""
    people, messages = list(row.people), {}
    for index, cell in enumerate(row.cells):
        text = edits.get(cell)
        if text is None:
            continue
        number = _number(text)
        if number is None:
            messages[cell] = f"Enter a whole number from 0 to {_MOST:,}"
        else:
            people[index] = number
    return tuple(people), messages


def _number(text: str) -> int | None:
    """Read a number of people; an empty cell is nobody."""
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    return int(text) if int(text) <= _MOST else None


def layers_of(name: str, people: Sequence[int], days: Sequence[str], taken: Iterable[str] = ()) -> tuple[Layer, ...]:
    """Divide people by day into layers of people with the same days.

    Parameters
    ----------
    name : str
        The name of the post.
    people : sequence of int
        By day of the week from Monday.
    days : sequence of str
        The days that the post has had. The layer with these days keeps the name; if there is none, the widest does.
    taken : iterable of str
        Names of other posts.

    Returns
    -------
    tuple of Layer
        The one with the post's own name first. If nobody is left, it keeps its days and has no people.
    """
    spans = []
    below = 0
    for level in sorted(set(people) - {0}):
        spans.append(
            (tuple(day for day, number in zip(WEEKDAYS, people, strict=True) if number >= level), level - below)
        )
        below = level
    if not spans:
        return (Layer(name, tuple(days), 0),)
    own = next((span for span in spans if set(span[0]) == set(days)), spans[0])
    names = {name, *taken}
    layers = [Layer(name, *own)]
    for span in spans:
        if span is not own:
            fresh = _fresh_name(f"{name}_{'_'.join(span[0])}", names)
            names.add(fresh)
            layers.append(Layer(fresh, *span))
    return tuple(layers)


def _fresh_name(name: str, taken: set[str]) -> str:
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def rota_overrides(scenario: Scenario, rows: Sequence[Row], edits: Mapping[Cell, str]) -> tuple[str, ...]:
    """Return the overrides that edits of a grid amount to, as ``PATH=VALUE``.

    Parameters
    ----------
    scenario : Scenario
        The scenario that the grid shows.
    rows : sequence of Row
        Its rows: see `rows_of`.
    edits : mapping of Cell to str
        What is written in the cells. Cells that are left out stay as they are.

    Raises
    ------
    ImpossibleEditsError
        With what is wrong with each cell.
    """
    messages: dict[Cell, str] = {}
    overrides: list[str] = []
    known = {cell for row in rows for cell in row.cells}
    for cell in edits:
        if cell not in known:
            messages[cell] = "The scenario has no such cell: load the page again"
    taken = {row.name for row in rows}
    for row in rows:
        people, wrong = edited(row, edits)
        messages |= wrong
        if people == row.people or wrong:
            continue
        if fault := _designated_fault(scenario, row, people):
            changed = (cell for cell, new, old in zip(row.cells, people, row.people, strict=True) if new != old)
            messages[next(changed)] = fault
        else:
            overrides += _of_row(scenario, row, people, taken)
    overrides += _of_profiles(rows, edits)
    if messages:
        raise ImpossibleEditsError(messages, tuple(overrides))
    return tuple(overrides)


def _of_row(scenario: Scenario, row: Row, people: Sequence[int], taken: set[str]) -> Iterator[str]:
    """Yield the overrides of a row that changes nothing in others."""
    if row.kind == FIXED:
        yield from _of_post(scenario, row, people, taken)
    elif row.kind == TEAMS:
        yield f"{format_path(('groups', row.group, 'rota', TEAMS, row.name, 'people'))}={people[0]}"
    elif row.kind == HEADCOUNT:
        yield f"{format_path(('groups', row.group, 'headcount'))}={people[0]}"


def _of_profiles(rows: Sequence[Row], edits: Mapping[Cell, str]) -> Iterator[str]:
    """Yield the headcounts by hour that are changed; the steps of one group are one list, from Monday 00:00."""
    for group in dict.fromkeys(row.group for row in rows if row.kind == HOURS):
        steps = [row for row in rows if row.group == group and row.kind == HOURS]
        people = [edited(row, edits)[0] for row in steps]
        if people != [row.people for row in steps]:
            profile = [number for day in zip(*people, strict=True) for number in day]
            yield f"{format_path(('groups', group, 'headcount_profile'))}={json.dumps(profile)}"


def _of_post(scenario: Scenario, row: Row, people: Sequence[int], taken: set[str]) -> Iterator[str]:
    path = ("groups", row.group, "rota", FIXED)
    fixed = _fixed(scenario, row)
    days = fixed.days if fixed is not None else ()
    own, *others = layers_of(row.name, people, days, taken)
    if fixed is not None:
        if set(own.days) != set(fixed.days):
            yield f"{format_path((*path, row.name, 'days'))}={json.dumps(own.days)}"
        if own.people != fixed.people:
            yield f"{format_path((*path, row.name, 'people'))}={own.people}"
    for layer in others if fixed is not None else (own, *others):
        if layer.people:
            yield f"{format_path((*path, layer.name))}={_table(row.shift, layer, fixed)}"


def _fixed(scenario: Scenario, row: Row) -> FixedShift | None:
    """Return the post of a row as the scenario has it; None if it is new."""
    rota = scenario.groups[row.group].rota
    return None if rota is None or row.kind != FIXED else rota.fixed.get(row.name)


def _table(shift: str, layer: Layer, like: FixedShift | None) -> str:
    """Write a post as TOML on one line; it joins and leaves when the post does from which it is split."""
    parts = [f"shift = {json.dumps(shift, ensure_ascii=False)}", f"days = {json.dumps(layer.days)}"]
    parts.append(f"people = {layer.people}")
    for key in ("joins", "leaves"):
        when = getattr(like, key, None)
        if when is not None:
            parts.append(f"{key} = {when.isoformat()}")
    return f"{{ {', '.join(parts)} }}"


def _designated_fault(scenario: Scenario, row: Row, people: Sequence[int]) -> str:
    """Say so if fewer people are left than answer one line only; nothing otherwise."""
    rota = scenario.groups[row.group].rota
    if rota is None or row.is_new:
        return ""
    fixed = _fixed(scenario, row)
    designated = fixed.designated if fixed is not None else rota.teams[row.name].designated
    left = people[0] if fixed is None else layers_of(row.name, people, fixed.days)[0].people
    if sum(designated.values()) <= left:
        return ""
    lines = listed(list(designated))
    return (
        f"{sum(designated.values())} people of {row.name} answer {lines} only. Enter more people, or change designated "
        "in the scenario file"
    )


def as_edits(
    scenario: Scenario, other: Scenario, groups: Iterable[str]
) -> tuple[tuple[tuple[str, str, str], ...], dict[Cell, str]]:
    """Return the rota that another scenario has as new rows and edits of a scenario's grid.

    Parameters
    ----------
    scenario : Scenario
        The scenario that the grid shows.
    other : Scenario
        The scenario with the rota. It has the same shifts, pattern and offsets of the teams.
    groups : iterable of str
        The groups whose rota is taken over; each has a rota in the first scenario.
    """
    new: list[tuple[str, str, str]] = []
    edits: dict[Cell, str] = {}
    for name in groups:
        rota = other.groups[name].rota
        fixed = dict(rota.fixed) if rota is not None else {}
        teams = rota.teams if rota is not None else {}
        for row in (row for row in rows_of(scenario) if row.group == name):
            post = fixed.get(row.name) if row.kind == FIXED else None
            people: tuple[int, ...]
            if row.kind == TEAMS:
                people = (teams[row.name].people if row.name in teams else 0,)
            elif post is not None and post.shift == row.shift:
                people = _by_day(fixed.pop(row.name))
            else:
                people = (0,) * len(WEEKDAYS)
            edits |= {cell: str(number) for cell, number in zip(row.cells, people, strict=True)}
        taken = {row.name for row in rows_of(scenario) if row.group == name}
        for post_name, post in fixed.items():
            fresh = _fresh_name(post_name, taken)
            taken.add(fresh)
            new.append((name, fresh, post.shift))
            edits |= {Cell(name, FIXED, fresh, day): str(post.people) for day in post.days}
    return tuple(new), edits
