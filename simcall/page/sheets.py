"""A duty sheet that is dropped on the page: read, asked about, and kept as a scenario that names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simcall.errors import ScenarioError, SimcallError
from simcall.files.folder_names import folder_name
from simcall.files.whole import copy_whole
from simcall.page.commands import command
from simcall.page.desk import Desk, desk_of, form_values, received
from simcall.page.rota_question import RotaQuestion, opened_question
from simcall.page.sheet_answers import SheetQuestions, answers_in, questions_of, roster_keys
from simcall.page.uploads import Upload
from simcall.present.folders.changed_scenario import changed_text, write_changed
from simcall.scenario import Scenario, load
from simcall.scenario.listing.roster_words import roster_in_words, rosters_read
from simcall.scenario.models.paths import covers, format_path, parse_path
from simcall.scenario.reading.overrides import overrides_by_path

__all__ = ["ROUTES"]

_GROUP, _NAME, _KEY, _REPLACE = "sheet_group", "sheet_name", "upload", "sheet_replace"


@dataclass(frozen=True)
class _Reading:
    """What was read of a sheet.

    Attributes
    ----------
    changes : mapping of str to object
        The changes of the scenario by path, with the file that was sent as the roster.
    scenario : Scenario or None
        The scenario with it; None if something must be decided first.
    questions : SheetQuestions
        What a form asks of the sheet.
    """

    changes: Mapping[str, object]
    scenario: Scenario | None
    questions: SheetQuestions


async def send(request: Request) -> Response:
    """Take a sheet, and name the page that reads it."""
    desk, values = desk_of(request), request.query_params
    try:
        question = await run_in_threadpool(opened_question, desk, values)
        upload = desk.uploads.place(values.get(_NAME, ""))
    except SimcallError as error:
        return JSONResponse({"problem": str(error)}, 400)
    await received(request, upload.path)
    fields = {**question.fields, _GROUP: values.get(_GROUP, ""), _KEY: upload.key}
    return JSONResponse({"address": f"rota/sheet?{urlencode(fields)}"})


def sheet_page(request: Request) -> Response:
    """Show what was read of the sheet, or what it asks."""
    desk, values = desk_of(request), request.query_params
    return _page(desk, values)


def _page(desk: Desk, values: Mapping[str, str], problem: str = "") -> Response:
    question, group, upload = _sheet_request(desk, values)
    reading = _read(question, group, upload, values)
    name = f"{question.planned.name}, {upload.path.stem}"
    path = question.path.with_name(f"{folder_name(name)}.toml")
    text = "" if reading.scenario is None else _text(question, group, reading.changes, upload.name, name, path)
    return desk.html(
        "sheet.html.j2",
        400 if problem else 200,
        here="rota",
        file=question.name,
        query=question.query,
        back=question.query,
        group=group,
        sheet=upload.name,
        fields={**question.fields, _GROUP: group, _KEY: upload.key},
        answers={name: text for name, text in answers_in(values).items() if name != _GROUP},
        questions=reading.questions,
        totals=() if reading.scenario is None else tuple(_totals(reading.scenario, group)),
        text=text,
        written=path.name,
        taken=[file.name for file in (path, question.path.with_name(upload.name)) if file.exists()],
        problem=problem,
    )


def _sheet_request(desk: Desk, values: Mapping[str, str]) -> tuple[RotaQuestion, str, Upload]:
    question, group = opened_question(desk, values), values.get(_GROUP, "")
    if group not in question.planned.groups:
        raise SimcallError("choose the group whose duties are on the sheet")
    return question, group, desk.uploads.get(values.get(_KEY, ""))


def _read(question: RotaQuestion, group: str, upload: Upload, values: Mapping[str, str]) -> _Reading:
    """Read the sheet as the roster of a group."""
    changes = _changes(question, group, {"file": str(upload.path), **roster_keys(values)})
    questions = questions_of(upload, question.planned, group, values)
    if questions.messages:
        return _Reading(changes, None, questions)
    try:
        return _Reading(changes, load(question.path, changes), questions)
    except ScenarioError as error:
        messages = tuple(problem.message for problem in error.problems)
        return _Reading(changes, None, replace(questions, messages=messages))


def _changes(question: RotaQuestion, group: str, roster: Mapping[str, object]) -> dict[str, object]:
    """Return all changes by path: those of the page, without the rota that the sheet replaces, and the sheet."""
    others = overrides_by_path(question.overrides(), "the page", [])
    replaced = ("groups", group, "rota")
    kept = {path: value for path, value in others.items() if not covers(replaced, parse_path(path))}
    return {**kept, format_path(("groups", group, "roster")): dict(roster)}


def _totals(scenario: Scenario, group: str) -> tuple[str, ...]:
    summary = rosters_read(scenario).get(group)
    return () if summary is None else (*roster_in_words(group, summary), *summary.questions)


def _text(question: RotaQuestion, group: str, changes: Mapping[str, object], sheet: str, name: str, path: Path) -> str:
    """Return the text of the scenario, in which the sheet lies beside it."""
    roster = format_path(("groups", group, "roster"))
    table = changes[roster]
    assert isinstance(table, Mapping)
    beside = {**changes, roster: {**table, "file": sheet}}
    return changed_text(question.path.name, beside, name, path.name)


async def write(request: Request) -> Response:
    """Write the sheet and the scenario that names it."""
    return await run_in_threadpool(_written, desk_of(request), await form_values(request))


def _written(desk: Desk, values: Mapping[str, str]) -> Response:
    question, group, upload = _sheet_request(desk, values)
    reading = _read(question, group, upload, values)
    if reading.scenario is None:
        return _page(desk, values, "Answer the questions first.")
    name = f"{question.planned.name}, {upload.path.stem}"
    path, sheet = (question.path.with_name(file) for file in (f"{folder_name(name)}.toml", upload.name))
    try:
        _keep(reading, upload, path, sheet, _text(question, group, reading.changes, sheet.name, name, path), values)
    except SimcallError as error:
        return _page(desk, values, str(error))
    desk.answers.forget(path)
    written = path.relative_to(desk.folder.path).as_posix()
    return desk.html(
        "saved.html.j2",
        here="rota",
        file=written,
        query=f"?{urlencode({'file': written})}",
        title=name,
        written=written,
        edited=question.name,
        command=command("run", path),
    )


def _keep(reading: _Reading, upload: Upload, path: Path, sheet: Path, text: str, values: Mapping[str, str]) -> None:
    """Put both files in place, or neither. Existing files are replaced only if the user has asked for it."""
    taken = [file.name for file in (path, sheet) if file.exists() or file.is_symlink()]
    if taken and _REPLACE not in values:
        raise SimcallError(f"{' and '.join(taken)} already there; tick the box to replace, or rename your sheet")
    assert reading.scenario is not None
    if any(path.resolve() == Path(file).resolve() for file in reading.scenario.history.files):
        raise SimcallError(f"the new file cannot replace {path.name}, because it extends it; rename your sheet")
    was_there = sheet.exists()
    if sheet.is_symlink() or (was_there and not sheet.is_file()):
        raise SimcallError(f"{sheet.name} is not a file that simcall can replace; rename your sheet")
    try:
        copy_whole(upload.path, sheet)
        write_changed(text, path, reading.scenario, replace=True)
    except (OSError, SimcallError) as error:
        if not was_there:
            sheet.unlink(missing_ok=True)
        raise SimcallError(str(error)) from error


ROUTES = (
    Route("/rota/sheet", sheet_page),
    Route("/rota/sheet", send, methods=["POST"]),
    Route("/rota/sheet/write", write, methods=["POST"]),
)
