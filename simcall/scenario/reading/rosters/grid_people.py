"""Find whose rows the rows of a grid are: people, and no headings, totals or notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from simcall.scenario.reading.rosters.clocks import spans_in
from simcall.scenario.reading.rosters.codes import Codes
from simcall.scenario.reading.rosters.columns import folded, is_named
from simcall.scenario.reading.rosters.findings import Findings, Setting
from simcall.scenario.reading.rosters.headings import Block
from simcall.scenario.reading.rosters.people import is_calendar, is_total, is_vacant
from simcall.scenario.reading.rosters.tables import Row, shown_cell
from simcall.scenario.reading.rosters.teams import HEADING, chosen_rows, team_heading

__all__ = ["Person", "PersonRows", "people_of_group", "person_column", "person_rows"]

_Kind = Literal["heading", "count", "total", "vacant", "nameless", "own hours", "person"]
_LEFT_OUT: Mapping[_Kind, str] = {
    "heading": "headings, notes and rows without entries",
    "count": "rows of counts",
    "total": "totals",
    "vacant": "vacant rows",
}


@dataclass(frozen=True)
class Person:
    """A row of a person.

    Attributes
    ----------
    number : int
        Of the row.
    name : str
        Who.
    cells : tuple of str
        All cells of the row.
    heading : str
        The heading of a team above the row.
    sides : mapping of str to str
        The cells beside the days, by the folded name of their column.
    collar : str
        The number beside the name.
    """

    number: int
    name: str
    cells: tuple[str, ...]
    heading: str
    sides: Mapping[str, str]
    collar: str = ""


@dataclass
class PersonRows:
    """The rows of a block.

    Attributes
    ----------
    people : list of Person
        Those of people.
    counts : list of Row
        Those of numbers on duty.
    """

    people: list[Person] = field(default_factory=list)
    counts: list[Row] = field(default_factory=list)


def person_column(block: Block) -> int | None:
    """Return the column of names on the left of the days."""
    for meaning in ("person", "number"):
        if (named := _column_of(block, meaning)) is not None:
            return named
    filled = {at: [cells[at] for _, cells in block.rows if cells[at]] for at in block.labels}
    differing = {at: len(set(texts)) for at, texts in filled.items() if any(text[:1].isalpha() for text in texts)}
    return max(differing, key=lambda at: (differing[at], -at), default=next(iter(block.labels), None))


def _column_of(block: Block, meaning: str) -> int | None:
    """Return the first column on the left of the days that is named for a meaning."""
    return next((at for at, name in block.labels.items() if is_named(meaning, folded(name))), None)


# The kinds of rows ----------------------------------------------------------------------------------------------------


def person_rows(block: Block, title: str, codes: Codes, findings: Findings) -> PersonRows:
    """Part the rows of people in a block from headings, notes and rows of counts.

    Parameters
    ----------
    block : Block
        The block.
    title : str
        The heading of the team that stands above the whole block; ``""``: there is none.
    codes : Codes
        The meanings of codes.
    findings : Findings
        Receives what is no person's.
    """
    rows = PersonRows()
    heading = title
    for row in block.rows:
        number, cells = row
        label = _name(block, cells)
        kind = _kind_of(label, _entries(block, cells), codes)
        if kind == "person" and any(spans_in(text)[0] for text in _hours_beside(block, cells)):
            kind = "own hours"
        if kind in _LEFT_OUT:
            findings.left_out[_LEFT_OUT[kind]] += 1
        if kind == "heading":
            heading = team_heading(cells) or heading
        elif kind == "count":
            rows.counts.append(row)
        elif kind == "nameless":
            findings.mistakes.add("no name", number, _nameless(_entries(block, cells)[0]))
        elif kind == "own hours":
            findings.questions.append(_own_hours(number, label))
        elif kind == "person":
            rows.people.append(_person(block, row, label, heading))
    if rows.counts and not rows.people:
        findings.questions.append(_meaning_of_numbers(rows.counts[0][1][block.days[0].first]))
    return rows


def _entries(block: Block, cells: Sequence[str]) -> list[str]:
    return [cells[at] for day in block.days for at in range(day.first, day.last + 1) if cells[at]]


def _kind_of(label: str, entries: Sequence[str], codes: Codes) -> _Kind:
    has_hours = bool(spans_in(label)[0])
    if not entries or is_calendar(label) or (has_hours and not all(codes.named(text) is not None for text in entries)):
        return "heading"
    if all(_is_number(text, codes) for text in entries):
        return "count"
    if is_total(label):
        return "total"
    if is_vacant(label):
        return "vacant"
    if not label:
        return "nameless"
    return "own hours" if has_hours else "person"


def _hours_beside(block: Block, cells: Sequence[str]) -> list[str]:
    """Return the cells of columns such as Hours, which may hold somebody's own hours in place of a number."""
    return [cells[at] for at, name in (*block.labels.items(), *block.after.items()) if is_named("hours", folded(name))]


def _is_number(text: str, codes: Codes) -> bool:
    """Tell a number of people or hours from a code that is a number."""
    return text.replace(".", "", 1).isdecimal() and len(text) < 4 and codes.named(text) is None


def _nameless(entry: str) -> str:
    return f"it has entries such as {shown_cell(entry)} and no name; write the person's name"


def _own_hours(number: int, label: str) -> str:
    return (
        f"Does {shown_cell(label)} in row {number} work the hours beside the name, or those of the codes? Write the "
        "hours of each duty into the cells of that row, and the name alone beside them"
    )


def _meaning_of_numbers(example: str) -> str:
    return (
        f"What are the numbers under the dates, such as {shown_cell(example)}? If they are hours, write the times or "
        "codes of the duties into the cells. If they are people, write the times of each row into its label, such as "
        "Early 0700-1500"
    )


def _name(block: Block, cells: Sequence[str]) -> str:
    """Return the name in a row: forename and surname, where they stand apart."""
    column, forename = person_column(block), _column_of(block, "forename")
    surname = cells[column] if column is not None else ""
    return " ".join(filter(None, (cells[forename], surname))) if forename not in (None, column) else surname


def _person(block: Block, row: Row, name: str, heading: str) -> Person:
    number, cells = row
    sides = {folded(title): cells[at] for at, title in (*block.labels.items(), *block.after.items()) if title}
    collar = _column_of(block, "number")
    is_beside = collar is not None and collar != person_column(block)
    return Person(number, name, cells, heading, sides, cells[collar or 0] if is_beside else "")


# The people of a group ------------------------------------------------------------------------------------------------


def people_of_group(
    people: Sequence[Person], only: Mapping[str, tuple[str, ...]], setting: Setting, findings: Findings
) -> list[Person]:
    """Return the rows of a group's people, with the number in the name where two people share it.

    Parameters
    ----------
    people : sequence of Person
        All people of a sheet.
    only : mapping of str to tuple of str
        What the planner chooses, by column.
    setting : Setting
        The scenario.
    findings : Findings
        Receives questions and what is left out.
    """
    names = dict.fromkeys(name for person in people for name in person.sides)
    columns = {name: [person.sides.get(name, "") for person in people] for name in names}
    uses = {use: next((name for name in names if is_named(use, name)), "") for use in ("group", "team", "site")}
    named = {use: name for use, name in uses.items() if name}
    if not named and len({person.heading for person in people}) > 1:
        columns[HEADING] = [person.heading for person in people]
        named["team"] = HEADING
    kept = chosen_rows(columns, named, [person.number for person in people], only, setting, findings)
    return _with_numbers([people[at] for at in kept])


def _with_numbers(people: Iterable[Person]) -> list[Person]:
    """Add the number to names that two people share."""
    listed = list(people)
    numbers = Counter(name for name, collar in {(person.name, person.collar) for person in listed} if collar)
    return [
        replace(person, name=f"{person.name} ({person.collar})")
        if numbers[person.name] > 1 and person.collar
        else person
        for person in listed
    ]
