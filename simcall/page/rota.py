"""The rota's page: a grid to edit as in a spreadsheet, and what the edits change for callers.

The grid is a table of native text boxes, each named by its post and day, and not a widget with ``role="grid"``. Screen
readers then offer their commands for tables, read the boxes on telephones too, and take what is typed without a mode of
its own; speech control finds each box by its name; and the form works without scripts. Arrow keys are added to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from simcall.inputs import Bools
from simcall.page.desk import Desk, desk_of, event, events
from simcall.page.rota_grid import GroupView, groups_of, texts_of
from simcall.page.rota_question import NEW, RotaQuestion, opened_question, question_of
from simcall.page.shown_answers import answers_as_events, settled_answer, shown_answer, turn_as_events
from simcall.page.turns import Turn
from simcall.page.week import Week
from simcall.page.what_if import week_work
from simcall.present.words.cover import cover_in_words
from simcall.scenario import Group, Scenario
from simcall.scenario.models.paths import format_path
from simcall.studies.rota import RotaNumbers, rota
from simcall.studies.rota_edits import Cell, ImpossibleEditsError, rows_of

__all__ = ["ROUTES"]

_AT_ONCE = "at_once"
_ADD = "add"
_BY_LEVER = "To change how many, move the lever for people on the page What if. For a rota, drop a duty sheet below."
_BY_FILE = "Change the file, or drop another duty sheet below. The lever for people on the page What if adds people."
_NEW_NAME, _NEW_SHIFT = "new_name", "new_shift"
"""Fields of the form that adds a post, with the number of its group behind them."""


def rota_page(request: Request) -> Response:
    """Show the grid, for the scenario with its levers and edits as the address has them."""
    desk, values = desk_of(request), request.query_params
    question = question_of(desk, values)
    if question is None:
        return desk.html("choose.html.j2", here="rota", files=desk.folder.scenario_files())
    desk.answers.base(question.path)  # as it is now, whatever was read before
    problem = ""
    if _ADD in values:
        with_row, problem = _with_row(question, values)
        if not problem:
            place = next(n for n, row in enumerate(with_row.rows) if (row.group, row.name) == with_row.new[-1][:2])
            return RedirectResponse(f"{desk.keys.root}rota{with_row.query}#r{place}-Mon", 303)
    view, errors, _ = _viewed(question)
    groups = groups_of(question, view, errors)
    labels = {cell.name: cell.label for group in groups for row in group.rows for cell in row.cells}
    answer = settled_answer(desk, question, "rota without a script") if _AT_ONCE in values and not errors else None
    return desk.html(
        "rota.html.j2",
        here="rota",
        file=question.name,
        query=question.query,
        scenario=question.planned,
        levers=question.lever_overrides,
        groups=groups,
        others=_without_rota(question.planned),
        has_rota=any(group.rota is not None for group in question.planned.groups.values()),
        new_rows={format_path((group, NEW, name)): shift for group, name, shift in question.new},
        kept=question.kept,
        problem=problem,
        problems=[(labels.get(f"{cell}", cell), text, _id_of(question, cell)) for cell, text in errors.items()],
        cover=cover_in_words(view),
        answer=None if answer is None else shown_answer(question.path, answer, question.fields),
    )


def _with_row(question: RotaQuestion, values: QueryParams) -> tuple[RotaQuestion, str]:
    """Return the question with the post that the form adds, or what is wrong with it."""
    number = values[_ADD]
    groups = list(dict.fromkeys(row.group for row in question.rows))
    group = groups[int(number)] if number.isdecimal() and int(number) < len(groups) else ""
    name, shift = values.get(f"{_NEW_NAME}_{number}", "").strip(), values.get(f"{_NEW_SHIFT}_{number}", "")
    if not group or question.planned.groups[group].rota is None or shift not in question.planned.shifts:
        return question, "Choose a shift from the list"
    if not name or len(name) > 60 or not name.isprintable():
        return question, "Enter a name for the new post, such as extra early"
    if any(row.group == group and row.name == name for row in question.rows):
        return question, f"{group} already has a row {name}: enter another name"
    return question.with_row(group, name, shift), ""


def _viewed(question: RotaQuestion) -> tuple[RotaNumbers, Mapping[Cell, str], tuple[str, ...]]:
    """Return the rota as it is edited, what is wrong with the edits, and the overrides; wrong rows are as they were."""
    try:
        overrides = question.overrides()
    except ImpossibleEditsError as error:
        overrides = question.with_levers(error.possible)
        return rota(question.changed(overrides)), error.messages, overrides
    return rota(question.changed(overrides)), {}, overrides


def _without_rota(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the groups that have no row in the grid, with how they are staffed and how to change that."""
    with_rows = {row.group for row in rows_of(scenario)}
    return [(name, _way(group)) for name, group in scenario.groups.items() if name not in with_rows]


def _way(group: Group) -> str:
    """Say how a group without a row is staffed, and where its people can be changed."""
    ways = {
        "headcount_profile": f"Its headcount has too many steps to show here. {_BY_LEVER}",
        "headcount_by_date": f"Its people by date are in a file. {_BY_FILE}",
        "roster": f"The duties of its people are in a file. {_BY_FILE}",
        "recruits": "It has recruits. To change when they join, edit the scenario file.",
    }
    called_up = "Its people are called up when a queue builds. To change the rule, edit the scenario file."
    return next((words for way, words in ways.items() if getattr(group, way) is not None), called_up)


def _id_of(question: RotaQuestion, cell: Cell) -> str:
    """Return the control of a cell in the page; empty if it has none."""
    return next((f"r{number}-{cell.day}" for number, row in enumerate(question.rows) if cell in row.cells), "")


def rota_events(request: Request) -> Response:
    """Send what stands beside the cells, then the first estimate and the settled answer, as they come."""
    desk, values = desk_of(request), request.query_params
    return events(turn_as_events(desk, values, lambda turn: _answered(desk, values, turn)))


def _answered(desk: Desk, values: QueryParams, turn: Turn) -> Iterator[str]:
    """Yield "grid"; then "first" and "settled", or "problem"."""
    question = opened_question(desk, values)
    view, errors, overrides = _viewed(question)
    turn.check()
    groups = groups_of(question, view, errors, _needed(desk, question, overrides))
    yield event("grid", **_grid(desk, question, groups, view, errors))
    if errors:
        yield event("problem", fields={}, message="")
    else:
        yield from answers_as_events(desk, question.path, lambda _: overrides, turn, question.fields)


def _grid(
    desk: Desk,
    question: RotaQuestion,
    groups: tuple[GroupView, ...],
    view: RotaNumbers,
    errors: Mapping[Cell, str],
) -> dict[str, Any]:
    """Return what an open page takes over."""
    problems = [{"id": _id_of(question, cell), "text": text} for cell, text in errors.items()]
    by_shift = desk.text("rota_by_shift.html.j2", groups=groups, cover=cover_in_words(view))
    return {"texts": texts_of(groups), "problems": problems, "by_shift": by_shift, "query": question.query}


def _needed(desk: Desk, question: RotaQuestion, overrides: tuple[str, ...]) -> Mapping[str, Bools] | None:
    """Return the hours in which people are missing by group, if the search for this very rota is done."""
    job = desk.jobs.get(week_work(desk, question.path, overrides).key)
    if job is None or job.outcome is None:
        return None
    weeks: list[Week] = job.outcome.values["weeks"]
    return {week.group: np.array([bool(hour.short) for day in week.days for hour in day.hours]) for week in weeks}


def rota_week(request: Request) -> Response:
    """Begin to work out the people that each hour needs, against the rota as it is edited, and name the job."""
    desk = desk_of(request)
    question = opened_question(desk, request.query_params)
    job = desk.jobs.begin(week_work(desk, question.path, question.overrides()))
    return JSONResponse({"job": job.work.key})


ROUTES = (
    Route("/rota", rota_page),
    Route("/rota/answer", rota_events),
    Route("/rota/week", rota_week, methods=["POST"]),
)
