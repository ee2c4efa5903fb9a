"""Your data: exports that are dropped on the page, read, asked about, and written as a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.files.folder_names import folder_name
from simcall.observed.answers import read_answers
from simcall.page.desk import Desk, desk_of, form_values, query_of, received
from simcall.page.form_problems import FormProblem, by_field
from simcall.page.import_options import Option, from_text, with_answers, written
from simcall.page.import_work import OPTIONS, OUT, STAFF, UPLOADS, ImportRequest, reading, writing
from simcall.page.published_figures import figure_fields
from simcall.page.rota_question import question_of
from simcall.page.sheet_answers import answers_in
from simcall.page.uploads import EXPORTS, LARGEST_BYTES, MOST_EXPORTS, SHEETS, Upload

__all__ = ["DATA", "ROUTES", "data_page"]

DATA = "data"
"""The folder of data to compare with, in a form; empty for none."""
_DIFFERENTLY, _REPLACE, _REPLACE_STAFF = "differently", "replace", "replace_staff"


def data(request: Request) -> Response:
    """Show where to drop files, and what may be compared with the scenario."""
    return data_page(desk_of(request), request.query_params)


def data_page(desk: Desk, values: Mapping[str, str], problems: Sequence[FormProblem] = ()) -> Response:
    """Return the page of data, with what was entered to compare and what is wrong with it."""
    question = question_of(desk, values)
    overrides = () if question is None else question.overrides()
    own = "" if question is None else Path(question.name).parent.as_posix()
    return desk.html(
        "data.html.j2",
        400 if problems else 200,
        here="data",
        file="" if question is None else question.name,
        query="" if question is None else question.query,
        kinds=",".join(EXPORTS),
        sheets=",".join(SHEETS),
        most=MOST_EXPORTS,
        largest=LARGEST_BYTES,
        scenario="" if question is None else question.planned.name,
        is_changed=bool(overrides),
        kept={} if question is None else question.fields,
        folders=desk.folder.import_folders(),
        chosen=values.get(DATA, own),
        figures=() if question is None else figure_fields(question.planned, values),
        problems=problems,
        errors=by_field(problems),
    )


async def send_export(request: Request) -> Response:
    """Take an export, and return how an address names it."""
    return await _sent(request, desk_of(request).uploads.place_export)


async def send_sheet(request: Request) -> Response:
    """Take a duty sheet, and return how an address names it."""
    return await _sent(request, desk_of(request).uploads.place)


async def _sent(request: Request, place: Callable[[str], Upload]) -> Response:
    try:
        upload = place(request.query_params.get("name", ""))
    except SimcallError as error:
        return JSONResponse({"problem": str(error)}, 400)
    await received(request, upload.path)
    return JSONResponse({"key": upload.key})


async def read(request: Request) -> Response:
    """Begin to read the files with the answers that a form holds."""
    return await run_in_threadpool(_begun, desk_of(request), await form_values(request))


def _begun(desk: Desk, values: Mapping[str, str]) -> Response:
    options = written(values) if _DIFFERENTLY in values else with_answers(from_text(values.get(OPTIONS, "")), values)
    return desk.begin(reading(_import_request(desk, values, options)), values)


async def write(request: Request) -> Response:
    """Begin to write the scenario."""
    return await run_in_threadpool(_write_begun, desk_of(request), await form_values(request))


def _write_begun(desk: Desk, values: Mapping[str, str]) -> Response:
    request = _import_request(desk, values, from_text(values.get(OPTIONS, "")))
    if request.is_there and _REPLACE not in values:
        raise SimcallError(f"{request.folder} is there already; go back, and tick the box to replace it")
    if request.replaces_sheet and _REPLACE_STAFF not in values:
        raise SimcallError(f"{request.kept_sheet} is there already; go back, and tick the box to replace it")
    return desk.begin(writing(desk, request), values)


async def forget(request: Request) -> Response:
    """Remove the files that were sent."""
    desk, values = desk_of(request), await form_values(request)
    desk.uploads.forget([*values.get(UPLOADS, "").split(","), values.get(STAFF, "")])
    return RedirectResponse(f"{desk.keys.root}data{query_of(values)}", 303)


def _import_request(desk: Desk, values: Mapping[str, str], options: tuple[Option, ...]) -> ImportRequest:
    keys = [key for key in values.get(UPLOADS, "").split(",") if key]
    if not keys:
        raise SimcallError("choose at least one file")
    uploads = tuple(desk.uploads.get(key) for key in keys[:MOST_EXPORTS])
    name = values.get(OUT, "").strip() or uploads[0].name.partition(".")[0]
    folder = desk.folder.path / folder_name(name)
    if not folder.resolve().is_relative_to(desk.folder.path.resolve()):
        raise SimcallError(f"{folder} leads out of the folder that simcall shows; enter another name")
    staff = desk.uploads.get(values[STAFF]) if values.get(STAFF) else None
    sheet = {} if staff is None else answers_in(values)
    return ImportRequest(uploads, options, folder, read_answers(folder), folder.exists(), staff, sheet)


ROUTES = (
    Route("/data", data),
    Route("/data/file", send_export, methods=["POST"]),
    Route("/data/sheet", send_sheet, methods=["POST"]),
    Route("/data/read", read, methods=["POST"]),
    Route("/data/write", write, methods=["POST"]),
    Route("/data/forget", forget, methods=["POST"]),
)
