"""The levers beside a rota that is edited: what each post and team has then, and what a lever can still change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from simcall.page.rota_question import RotaQuestion, path_of
from simcall.scenario import Scenario
from simcall.scenario.models.paths import format_path
from simcall.studies.levers import Lever, Place, levers_of
from simcall.studies.rota_edits import FIXED, HEADCOUNT, HOURS, TEAMS, ImpossibleEditsError, Row, edited

__all__ = ["ShownLevers", "shown_levers"]

_PEOPLE = "people"
_KEPT = "The number on the page Rota counts here. This lever does not change it."
_PARTLY_KEPT = "What you edited on the page Rota keeps its numbers."
_KEYS = {
    FIXED: "fixed:{group}:{name}",
    TEAMS: "team:{group}:{name}",
    HEADCOUNT: "headcount:{group}",
    HOURS: "profile:{group}",
}
"""The place of the lever for people that moves a row, by the row's kind."""


@dataclass(frozen=True)
class ShownLevers:
    """The levers as the page shows them.

    Attributes
    ----------
    levers : tuple of Lever
        Their labels say what the edited rota has.
    notes : mapping of str to str
        By the key of a place whose row of the grid is edited: what the lever leaves as it is.
    """

    levers: tuple[Lever, ...]
    notes: Mapping[str, str]


def shown_levers(scenario: Scenario, question: RotaQuestion | None) -> ShownLevers:
    """Return the levers of a scenario, beside the rota as a question edits it; None if its levers are wrong."""
    levers = levers_of(scenario)
    if question is None or not question.is_edited:
        return ShownLevers(tuple(levers.values()), {})
    notes = dict(_notes(question))
    numbers = dict(_numbers(question))
    people = levers[_PEOPLE]
    places = tuple(replace(place, label=_label(place, numbers)) for place in people.places)
    return ShownLevers(tuple({**levers, _PEOPLE: replace(people, places=places)}.values()), notes)


def _label(place: Place, numbers: Mapping[str, str]) -> str:
    """Return the label of a place; its number of people is that of the edited rota."""
    before, mark, _ = place.label.rpartition(" (")
    return f"{before}{mark}{numbers[place.key]} now, edited)" if place.key in numbers else place.label


def _rows(question: RotaQuestion) -> Iterator[tuple[str, Row]]:
    """Yield the rows that are edited, each with the key of its lever."""
    changed = {(cell.group, cell.kind, cell.name) for cell in question.changed_cells}
    for row in question.rows:
        if (row.group, row.kind, row.name) in changed:
            yield _KEYS[row.kind].format(group=row.group, name=row.name), row


def _numbers(question: RotaQuestion) -> Iterator[tuple[str, str]]:
    """Yield the people of the edited rows, on the days that have any: "5", or "3 to 5"."""
    for key, row in _rows(question):
        same = [other for other in question.rows if other.group == row.group] if row.kind == HOURS else [row]
        people = [number for each in same for number in edited(each, question.changed_cells)[0]]
        numbers = sorted({number for number in people if number or row.kind == HOURS}) or [0]
        yield key, f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _notes(question: RotaQuestion) -> Iterator[tuple[str, str]]:
    """Yield what the lever of an edited row leaves as it is."""
    try:
        edits = question.grid_overrides()
    except ImpossibleEditsError as error:
        edits = error.possible
    written = set(map(path_of, edits))
    for key, row in _rows(question):
        of_rota = ("groups", row.group, "rota", row.kind, row.name, _PEOPLE)
        path = format_path(("groups", row.group, HEADCOUNT) if row.kind == HEADCOUNT else of_rota)
        yield key, _KEPT if path in written else _PARTLY_KEPT
