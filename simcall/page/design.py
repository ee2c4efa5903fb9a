"""Design a rota from the page: a form, the search as long work, and its answer as a rota in the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.faces.rota_design import design
from simcall.files.own_folders import check_place
from simcall.page.commands import command, setting
from simcall.page.design_form import NEW_TIMES, RULES, STEPS, groups_of, targets_of
from simcall.page.design_tables import problems_of, tables_of
from simcall.page.desk import Desk, desk_of, form_values
from simcall.page.form_problems import FormProblem, by_field
from simcall.page.jobs import Outcome, Picture, Work, drawing
from simcall.page.results_folders import own_folder
from simcall.page.rota_question import RotaQuestion, opened_question
from simcall.present.folders.rota_design import KIND, PLAN, SCENARIO, WORKBOOK
from simcall.present.imported.entries import Entry, entries_text
from simcall.present.pictures.picture_files import svg_text
from simcall.present.pictures.rota_design import HOURS_IN_WORDS, posts_in_words
from simcall.present.words.rota_changes import changes_of
from simcall.present.words.rota_design import (
    POST_HEADINGS,
    POST_MEANING,
    TARGET_HEADINGS,
    answer_sentences,
    bound_sentences,
    method_sentences,
    odd_sentences,
    post_rows,
    target_rows,
    worst_hours,
)
from simcall.scenario import Scenario
from simcall.studies.design.request_files import request_of
from simcall.studies.design.working_rules import within_rules
from simcall.studies.kept_arrays import forget_arrays, unfinished_beside
from simcall.studies.rota_edits import as_edits
from simcall.studies.run import Progress

__all__ = ["ROUTES", "design_file"]


def design_page(request: Request) -> Response:
    """Show the form."""
    desk, values = desk_of(request), request.query_params
    return _form(desk, opened_question(desk, values), values)


def _form(
    desk: Desk, question: RotaQuestion, values: Mapping[str, str], problems: Sequence[FormProblem] = ()
) -> Response:
    scenario = question.changed(question.overrides())
    return desk.html(
        "design.html.j2",
        400 if problems else 200,
        here="rota",
        file=question.name,
        query=question.query,
        back=question.query,
        fields=question.fields,
        scenario=scenario,
        targets=targets_of(scenario, values),
        groups=groups_of(scenario, values),
        hold=values.get("hold", "week"),
        minimise=values.get("minimise", "paid_hours"),
        confidence=values.get("confidence", "95"),
        new_times=NEW_TIMES,
        steps=STEPS,
        rules=RULES,
        problems=problems,
        errors=by_field(problems),
    )


async def begin(request: Request) -> Response:
    """Begin the search that the form asks for, and go to its page."""
    return await run_in_threadpool(_begun, desk_of(request), await form_values(request))


def _begun(desk: Desk, values: Mapping[str, str]) -> Response:
    question = opened_question(desk, values)
    overrides = question.overrides()
    scenario = question.changed(overrides)
    try:
        tables = tables_of(scenario, values)
        within_rules(request_of(scenario, tables))
    except SimcallError as error:
        return _form(desk, question, values, problems_of(error, scenario, values))
    return desk.begin(_designing(desk, question, overrides, tables), values)


def _designing(desk: Desk, question: RotaQuestion, overrides: tuple[str, ...], tables: Mapping[str, Any]) -> Work:
    scenario, seed = question.changed(overrides), desk.answers.seed
    text = design_file(question.path.name, tables)
    folder = own_folder(f"{scenario.name} design", scenario.fingerprint(), text)
    file = question.path.with_name(f"{folder.name}.toml")

    def do(progress: Progress) -> Outcome:
        check_place(folder, KIND)
        request = replace(request_of(scenario, tables), file=file.name)
        unfinished = unfinished_beside(folder)
        answer = design(request, seed=seed, jobs=desk.background_jobs, keep=unfinished, progress=progress)
        with drawing():
            answer.save(folder)
            pictures = (
                Picture("The posts over the day", posts_in_words(answer), _drawn(answer.plot)),
                Picture("People on duty by hour", HOURS_IN_WORDS, _drawn(answer.plot_hours)),
            )
        forget_arrays(unfinished)
        sentences = tuple(answer_sentences(answer))
        shown = {
            "answer": sentences,
            "more": (*bound_sentences(answer), *odd_sentences(answer), *worst_hours(answer)),
            "target_headings": TARGET_HEADINGS,
            "targets": list(target_rows(answer)),
            "post_headings": POST_HEADINGS,
            "posts": list(post_rows(answer)),
            "post_meaning": POST_MEANING,
            "changes": tuple(changes_of(answer)),
            "method": tuple(sentence for sentence in method_sentences(answer) if sentence),
            "grid": _grid_query(question, answer.scenario, tuple(tables["groups"])),
            "design_file": text,
            "file": file.name,
        }
        files = {name: folder / name for name in (WORKBOOK, PLAN, SCENARIO)}
        return Outcome("designed.html.j2", shown, pictures, folder.as_posix(), sentences[0], files)

    identity = f"design {scenario.fingerprint()} {seed} {text}"
    words = command("design", file, *setting(overrides), "--out", folder.as_posix())
    return Work(identity, f"A rota for {scenario.name}", words, do, keeps_unfinished=True, page="rota")


def _drawn(draw: Any) -> str:
    return svg_text(cast("Any", draw()[0].figure), "")


def _grid_query(question: RotaQuestion, designed: Scenario, groups: tuple[str, ...]) -> str:
    """Return the address of the designed rota in the grid: the scenario with its levers, and the rota as edits."""
    new, edits = as_edits(question.planned, designed, groups)
    others = {cell: text for cell, text in question.changed_cells.items() if cell.group not in groups}
    other_new = tuple(row for row in question.new if row[0] not in groups)
    return replace(question, new=(*other_new, *new), edits={**others, **edits}).query


def design_file(scenario: str, tables: Mapping[str, Any]) -> str:
    """Return the text of the design file that asks for the same."""
    rest = [Entry((), key, value) for key, value in tables.items() if key != "groups"]
    groups = [
        Entry(("groups", name), key, value) for name, table in tables["groups"].items() for key, value in table.items()
    ]
    return entries_text([Entry((), "scenario", scenario), *rest, *groups])


ROUTES = (
    Route("/rota/design", design_page),
    Route("/rota/design", begin, methods=["POST"]),
)
