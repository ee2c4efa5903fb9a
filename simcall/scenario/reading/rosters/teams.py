"""Choose the rows of one group from a sheet that holds several teams."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from simcall.files.messages import listed, meant, quoted
from simcall.files.text import BadFileError
from simcall.scenario.reading.rosters.columns import folded
from simcall.scenario.reading.rosters.findings import Findings, Setting
from simcall.scenario.reading.rosters.tables import FORMULA_ERRORS, shown_cell

__all__ = ["HEADING", "chosen_rows", "positions_by_choice", "team_heading"]

_SHIFT_TEAM = re.compile(r"(?:team|watch|relief|crew|block|group|shift|section)?\s*(?:[a-z]|\d{1,2}|[a-z]\d)", re.ASCII)
_COLOURS = frozenset(
    [
        "red",
        "blue",
        "green",
        "yellow",
        "white",
        "black",
        "amber",
        "orange",
        "purple",
        "gold",
        "silver",
        "grey",
        "brown",
        "pink",
    ]
)
_TEAM_WORD = re.compile(
    r"\b(?:team|desk|group|section|watch|relief|handlers?|dispatch\w*|supervisors?|officers|operators?|control|radio|"
    r"site|room|centre|hub|station|north|south|east|west)\b",
    re.IGNORECASE,
)
OTHER_TEAMS = "other teams"
HEADING = "heading"
"""The name of the column that rows of headings stand for, as in ``only = { heading = "DISPATCH" }``."""


def team_heading(cells: Sequence[str]) -> str:
    """Return the text of a row that names the team of the rows under it, and not a person; or ``""``."""
    filled = set(filter(None, cells))
    text = filled.pop() if len(filled) == 1 else ""
    return text if text.isupper() or _TEAM_WORD.search(text) else ""


def chosen_rows(
    columns: Mapping[str, Sequence[str]],
    named: Mapping[str, str],
    numbers: Sequence[int],
    only: Mapping[str, tuple[str, ...]],
    setting: Setting,
    findings: Findings,
) -> list[int]:
    """Return the positions of a group's rows, and count those of others.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        Cells by the folded name of their column.
    named : mapping of str to str
        The folded names of the columns of groups, teams and sites, as ``group``, ``team`` and ``site``.
    numbers : sequence of int
        The rows' numbers in the file.
    only : mapping of str to tuple of str
        What the planner chooses, by column.
    setting : Setting
        The scenario.
    findings : Findings
        Receives questions and what is left out.

    Raises
    ------
    BadFileError
        If a chosen column or value is not there.
    """
    positions = list(range(len(numbers)))
    if only:
        positions = positions_by_choice(columns, only, positions)
    elif "group" in named:
        positions = _by_group(columns[named["group"]], numbers, named["group"], setting, findings)
    elif "team" in named and not _are_shift_teams(set(columns[named["team"]])):
        positions = _by_group(columns[named["team"]], numbers, named["team"], setting, findings)
    elif "site" in named:
        positions = _by_group(columns[named["site"]], numbers, named["site"], setting, findings)
    if others := len(numbers) - len(positions) - len({row for row, _ in findings.mistakes.by_kind.get("group", ())}):
        findings.left_out[OTHER_TEAMS] += others
    return positions


def positions_by_choice(
    columns: Mapping[str, Sequence[str]], only: Mapping[str, tuple[str, ...]], positions: Iterable[int]
) -> list[int]:
    """Return the positions of the rows with the values that the planner chooses; parameters as for `chosen_rows`."""
    positions = list(positions)
    for name, values in only.items():
        cells = columns.get(folded(name))
        if cells is None:
            named_columns = tuple(column for column in columns if column)
            raise BadFileError(
                f"only: there is no column {quoted(name)}; {meant(name, named_columns, 'the columns are')}"
            )
        present = {folded(cell): cell for cell in dict.fromkeys(cells) if cell}
        for value in values:
            if folded(value) not in present:
                hint = meant(value, tuple(present.values()), "the values are")
                raise BadFileError(f"only: no row has {quoted(value)} in the column {quoted(name)}; {hint}")
        kept = {folded(value) for value in values}
        positions = [position for position in positions if folded(cells[position]) in kept]
    return positions


def _are_shift_teams(values: set[str]) -> bool:
    """Tell teams that share out the shifts, such as A to E or Red and Blue, from teams with other work."""
    words = {folded(value) for value in values if value}
    return all(_SHIFT_TEAM.fullmatch(word) or _COLOURS & set(word.split()) for word in words)


def _by_group(
    cells: Sequence[str], numbers: Sequence[int], column: str, setting: Setting, findings: Findings
) -> list[int]:
    values = list(dict.fromkeys(cell for cell in cells if cell))
    group_of = {value: _group_meant(value, setting.groups, values) for value in values}
    own = {value for value in values if group_of[value] == setting.group}
    if not own and _is_for_all(values, group_of):
        return list(range(len(numbers)))
    _add_mistakes(cells, numbers, column, group_of, setting, findings)
    if not own and not findings.mistakes.by_kind:
        if all(group_of.values()):
            names = sorted({name for name in group_of.values() if name})
            raise BadFileError(f"no row belongs to {setting.group}; the groups in it are {', '.join(names)}")
        counted = ", ".join(
            f"{quoted(value)} ({number})" for value, number in Counter(filter(None, cells)).most_common(12)
        )
        findings.questions.append(
            f"Which rows belong to {setting.group}? The column {quoted(column)} holds {counted}; write only = "
            f"{{ {quoted(column)} = {quoted(values[0])} }}, or a list of values"
        )
    elif len(own) < len(values):
        chosen = " and ".join(quoted(value) for value in values if value in own)
        findings.notes.append(
            f"for {setting.group} simcall reads only rows with {chosen} in the column {quoted(column)}"
        )
    return [position for position, cell in enumerate(cells) if cell in own]


def _is_for_all(values: Sequence[str], group_of: Mapping[str, str | None]) -> bool:
    """Tell whether a column does not part the sheet: it is empty, or says the same of everybody."""
    return not values or (len(values) == 1 and group_of[values[0]] is None)


def _group_meant(value: str, groups: Sequence[str], values: Sequence[str]) -> str | None:
    """Return the group of the scenario that a value means for certain: its name, or the only value with its word."""
    for group in groups:
        if folded(group) == folded(value):
            return group
    for group in groups:
        if any(folded(other) == folded(group) for other in values):
            continue
        alike = [other for other in values if _stems(group) <= _stems(other)]
        if alike == [value]:
            return group
    return None


def _stems(name: str) -> set[str]:
    return {word.rstrip("s") for word in re.split(r"[^a-z0-9]+", name.casefold()) if word}


def _add_mistakes(
    cells: Sequence[str],
    numbers: Sequence[int],
    column: str,
    group_of: Mapping[str, str | None],
    setting: Setting,
    findings: Findings,
) -> None:
    """Note names that are misspelt and cells that are empty: their rows would be lost without a word."""
    exact = {value for value, group in group_of.items() if group and folded(group) == folded(value)}
    for row, cell in zip(numbers, cells, strict=True):
        if cell in FORMULA_ERRORS:
            message = f"{column} is {cell}: a formula failed; correct it, or put its value in"
            findings.mistakes.add("group", row, message)
        elif not cell and exact:
            message = (
                "the group is empty; write whose duty it is, in every row (of merged cells only the first holds it)"
            )
            findings.mistakes.add("group", row, message)
        elif cell and exact and group_of[cell] is None and "did you mean" in meant(cell, setting.groups, ""):
            hint = meant(cell, setting.groups, f"the groups are {listed(setting.groups)}")
            findings.mistakes.add("group", row, f"{shown_cell(cell)} is not a group of the scenario; {hint}")
