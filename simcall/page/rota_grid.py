"""The grid of a rota, ready for its template: cells with their labels, and what is said beside each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simcall.inputs import Bools
from simcall.page.rota_question import RotaQuestion
from simcall.present.words.rota_grid import layers_in_words, pattern_in_words, rule_breaches, shift_hours
from simcall.scenario import Scenario
from simcall.scenario.models.week import DAY_NAMES, WEEKDAYS
from simcall.studies.rota import RotaNumbers
from simcall.studies.rota_counts import PeopleByShift, hours_of_duty, people_by_shift
from simcall.studies.rota_edits import FIXED, HEADCOUNT, HOURS, TEAMS, Cell, Row, edited, layers_of

_MINUTES_OF_DAY = 1440

__all__ = ["CellView", "GroupView", "RowView", "groups_of", "texts_of"]


@dataclass(frozen=True)
class CellView:
    """A cell that can be edited.

    Attributes
    ----------
    id, name : str
        The control in the page, and its cell in the address.
    label : str
        What a screen reader says: "weekday day, Tuesday, shift day, handlers, people". Another group may have a post of
        that name.
    value, base : str
        What is written, and what the scenario has; nothing for nobody.
    error, note : str
        What is wrong; and in how many hours of the duty people are missing.
    """

    id: str
    name: str
    label: str
    value: str
    base: str
    error: str
    note: str


@dataclass(frozen=True)
class RowView:
    """A row: a post, or a team with its mean people by day as text."""

    id: str
    row: Row
    title: str
    hours: str
    cells: tuple[CellView, ...]
    by_day: tuple[str, ...]
    posts: str
    duties: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class GroupView:
    """The grid of a group: rows, people by day, and people by shift and day.

    Attributes
    ----------
    kind : str
        Of its rows: `FIXED` for posts and teams, or a kind of headcount.
    """

    kind: str
    id: str
    name: str
    rows: tuple[RowView, ...]
    totals: tuple[str, ...]
    total_posts: str
    total_duties: str
    by_shift: tuple[tuple[str, str, tuple[str, ...]], ...]


def groups_of(
    question: RotaQuestion,
    view: RotaNumbers,
    errors: Mapping[Cell, str],
    needed: Mapping[str, Bools] | None = None,
) -> tuple[GroupView, ...]:
    """Return the grids of all groups with a rota.

    Parameters
    ----------
    question : RotaQuestion
        What the page asks.
    view : RotaNumbers
        The rota as it is edited; as it was if an edit is impossible.
    errors : mapping of Cell to str
        What is wrong with the edits.
    needed : mapping of str to bool, shape (168,)
        By group, the hours in which people are missing by the search for the people needed; None if they are not known.
    """
    numbered = list(enumerate(question.rows))
    return tuple(
        _group(f"g{number}", name, [pair for pair in numbered if pair[1].group == name], question, view, errors, needed)
        for number, name in enumerate(dict.fromkeys(row.group for row in question.rows))
    )


def _group(
    group_id: str,
    name: str,
    rows: Sequence[tuple[int, Row]],
    question: RotaQuestion,
    view: RotaNumbers,
    errors: Mapping[Cell, str],
    needed: Mapping[str, Bools] | None,
) -> GroupView:
    kind = rows[0][1].kind
    if kind in (HEADCOUNT, HOURS):
        short = view.short_after_absence if needed is None else needed.get(name, np.zeros(168, np.bool_))
        return _headcount(group_id, name, rows, question, errors, short)
    counts = people_by_shift(view.blueprint, name)
    short = view.short_after_absence if needed is None else needed.get(name, np.zeros(168, np.bool_))
    shown = tuple(_row(f"r{number}", row, question, view, counts, errors, short) for number, row in rows)
    total = counts.in_all
    posts = sum(layer.people for _, row in rows for layer in _layers(question, row))
    return GroupView(
        FIXED,
        group_id,
        name,
        shown,
        tuple(_mean(people) for people in total),
        str(posts),
        _mean(float(np.nansum(total))),
        tuple(_by_shift(question.planned, counts)),
    )


def _headcount(
    group_id: str,
    name: str,
    rows: Sequence[tuple[int, Row]],
    question: RotaQuestion,
    errors: Mapping[Cell, str],
    short: Bools,
) -> GroupView:
    """Return the grid of a headcount: a row for each step of the day, or one number."""
    shown = tuple(_step(f"r{number}", row, len(rows), question, errors, short) for number, row in rows)
    people = [edited(row, question.changed_cells)[0] for _, row in rows]
    means = [sum(day) / len(day) for day in zip(*people, strict=True)]
    totals = means if len(means) > 1 else means * len(WEEKDAYS)
    return GroupView(rows[0][1].kind, group_id, name, shown, tuple(map(_mean, totals)), "", "", ())


def _step(
    row_id: str, row: Row, steps: int, question: RotaQuestion, errors: Mapping[Cell, str], short: Bools
) -> RowView:
    people, wrong = edited(row, question.changed_cells)
    title = "all hours" if row.kind == HEADCOUNT else _span_of_step(row.name, steps)
    cells = []
    for index, cell in enumerate(row.cells):
        base, error = str(row.people[index]), errors.get(cell, wrong.get(cell, ""))
        day = DAY_NAMES[index] if row.kind == HOURS else "all days"
        hours = _hours_of_step(row.name, steps, index) if row.kind == HOURS else range(168)
        missing = sum(bool(short[hour]) for hour in hours)
        note = f"{missing} h short" if missing and not error else ""
        label = f"{title}, {day}, {row.group}, people"
        value = question.changed_cells.get(cell, base)
        cells.append(CellView(f"{row_id}-{cell.day}", str(cell), label, value, base, error, note))
    by_day = tuple(_mean(people[0]) for _ in WEEKDAYS) if row.kind == HEADCOUNT else ()
    return RowView(row_id, row, title, "", tuple(cells), by_day, "", "", ())


def _span_of_step(start: str, steps: int) -> str:
    """Say when a step of the day is: "07:00 to 08:00"."""
    end = _minute(start) + _MINUTES_OF_DAY // steps
    return f"{start} to {end // 60:02d}:{end % 60:02d}"


def _hours_of_step(start: str, steps: int, day: int) -> range:
    """Return the hours of the week that a step of a day touches."""
    first = _minute(start)
    last = first + _MINUTES_OF_DAY // steps - 1
    return range(24 * day + first // 60, 24 * day + last // 60 + 1)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _by_shift(scenario: Scenario, counts: PeopleByShift) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, people in counts.by_shift.items():
        yield name, shift_hours(scenario.shifts[name]), tuple(map(_mean, people))


def _row(
    row_id: str,
    row: Row,
    question: RotaQuestion,
    view: RotaNumbers,
    counts: PeopleByShift,
    errors: Mapping[Cell, str],
    short: Bools,
) -> RowView:
    people, wrong = edited(row, question.changed_cells)
    shift = question.planned.shifts.get(row.shift)
    is_post = row.kind == FIXED
    cells = []
    for index, cell in enumerate(row.cells):
        base = str(row.people[index]) if row.people[index] or not is_post else ""
        error = errors.get(cell, wrong.get(cell, ""))
        value = question.changed_cells.get(cell, base)
        hours = hours_of_duty(shift, index) if shift is not None and people[index] else ()
        missing = int(sum(bool(short[hour]) for hour in hours))
        note = f"{missing} h short" if missing and not error else ""
        shown = value if error or value.strip() not in ("", "0") or not is_post else ""
        cells.append(CellView(f"{row_id}-{cell.day}", str(cell), _label(row, index), shown, base, error, note))
    layers = _layers(question, row)
    notes = (
        *(layers_in_words(layers) if is_post and people != row.people else ()),
        *rule_breaches(view, row.group, row.name if not is_post else "", shift),
    )
    by_team = counts.by_team.get(row.name) if not is_post else None
    by_day = () if by_team is None else tuple(map(_mean, by_team))
    duties = float(sum(people)) if is_post else float(np.nansum(by_team)) if by_team is not None else 0.0
    rota = question.planned.groups[row.group].rota
    hours_text = shift_hours(shift) if shift is not None else pattern_in_words(rota, row.name) if rota else ""
    posts = str(sum(layer.people for layer in layers))
    return RowView(row_id, row, _plain(row.name), hours_text, tuple(cells), by_day, posts, _mean(duties), notes)


def _label(row: Row, day: int) -> str:
    """Name a cell of a row apart from all others."""
    if row.kind == TEAMS:
        return f"team {_plain(row.name)}, all days, {row.group}, people"
    return f"{_plain(row.name)}, {DAY_NAMES[day]}, shift {_plain(row.shift)}, {row.group}, people"


def _layers(question: RotaQuestion, row: Row) -> Sequence[Any]:
    people, _ = edited(row, question.changed_cells)
    if row.kind != FIXED:
        return layers_of(row.name, people * 7, WEEKDAYS)
    days = tuple(day for day, number in zip(WEEKDAYS, row.people, strict=True) if number)
    return layers_of(row.name, people, days)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _mean(people: float) -> str:
    """Write a mean number of people: "6", "3.4"; a dash for a day outside the span."""
    return "-" if people != people else f"{round(people, 1):g}"


def texts_of(groups: Sequence[GroupView]) -> dict[str, dict[str, str]]:
    """Return what stands beside the cells, by the id of its element: ``error``, ``note`` or plain ``text``.

    A page that is open takes these over as it is edited; the controls themselves stay, with the focus.
    """
    texts: dict[str, dict[str, str]] = {}
    for group in groups:
        for row in group.rows:
            for cell in row.cells:
                texts[f"{cell.id}-error"] = {"error": cell.error}
                texts[f"{cell.id}-note"] = {"text": cell.note}
            for day, people in zip(WEEKDAYS, row.by_day, strict=False):
                texts[f"{row.id}-{day}-mean"] = {"text": people}
            texts[f"{row.id}-posts"] = {"text": row.posts}
            texts[f"{row.id}-duties"] = {"text": row.duties}
            texts[f"{row.id}-says"] = {"text": " ".join(row.notes)}
        for day, people in zip(WEEKDAYS, group.totals, strict=True):
            texts[f"{group.id}-{day}"] = {"text": people}
        texts[f"{group.id}-posts"] = {"text": group.total_posts}
        texts[f"{group.id}-duties"] = {"text": group.total_duties}
    return texts
