"""Your data: exports that are dropped on the page, read, asked about, and written as a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.files.own_folders import folder_name
from simcall.observed.answers import ImportAnswers, read_answers
from simcall.observed.saved import SCENARIO
from simcall.observed.without_data import without_data
from simcall.page.commands import command
from simcall.page.desk import Desk, desk_of, form_values, received
from simcall.page.import_options import (
    Option,
    answers_of,
    as_text,
    from_text,
    is_accepted,
    text_fields,
    with_answers,
    words_of,
    written,
)
from simcall.page.jobs import Outcome, Work, drawing
from simcall.page.rota_question import question_of
from simcall.page.uploads import EXPORTS, LARGEST_BYTES, MOST_KEPT, Upload
from simcall.studies.imported import flagged_days, measure_files, observe_files
from simcall.studies.run import Progress

if TYPE_CHECKING:
    from simcall.observed.observations import FileRead, Observations
    from simcall.studies.imported import ImportNumbers

__all__ = ["ROUTES"]

_UPLOADS, _OPTIONS, _OUT, _DIFFERENTLY, _REPLACE = "uploads", "options", "out", "differently", "replace"
_STEPS = 2
"""Reading and measuring."""


@dataclass(frozen=True)
class _Asked:
    """What is to be imported.

    Attributes
    ----------
    uploads : tuple of Upload
        The files.
    options : tuple of Option
        What the user has said about them.
    folder : Path
        Where the scenario is to be written.
    earlier : ImportAnswers
        The answers of an earlier import into the folder.
    is_there : bool
        Whether the folder is there already.
    """

    uploads: tuple[Upload, ...]
    options: tuple[Option, ...]
    folder: Path
    earlier: ImportAnswers
    is_there: bool

    @property
    def answers(self) -> ImportAnswers:
        """What the options say, and an earlier import's answers where they say nothing."""
        return answers_of(self.options).laid_over(self.earlier)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a form that asks the same."""
        keys = ",".join(upload.key for upload in self.uploads)
        return {_UPLOADS: keys, _OPTIONS: as_text(self.options), _OUT: self.folder.name}

    @property
    def command(self) -> str:
        """The command that does the same."""
        first, *others = (upload.name for upload in self.uploads)
        return command("import", Path(first), *others, *words_of(self.options), "--out", self.folder.as_posix())

    @property
    def identity(self) -> str:
        """All that the answer depends on."""
        return f"{self.fields} {self.earlier} {self.is_there}"


def data(request: Request) -> Response:
    """Show where to drop files, and what may be compared with the scenario."""
    desk, values = desk_of(request), request.query_params
    question = question_of(desk, values)
    overrides = () if question is None else question.overrides()
    return desk.html(
        "data.html.j2",
        here="data",
        file="" if question is None else question.name,
        query="" if question is None else question.query,
        kinds=",".join(EXPORTS),
        most=MOST_KEPT,
        largest=LARGEST_BYTES,
        scenario="" if question is None else question.planned.name,
        is_changed=bool(overrides),
        kept={} if question is None else question.fields,
        folders=desk.folder.import_folders(),
        own="" if question is None else Path(question.name).parent.as_posix(),
    )


async def send(request: Request) -> Response:
    """Take a file, and return how an address names it."""
    desk = desk_of(request)
    try:
        upload = desk.uploads.place_export(request.query_params.get("name", ""))
    except SimcallError as error:
        return JSONResponse({"problem": str(error)}, 400)
    await received(request, upload.path)
    return JSONResponse({"key": upload.key})


async def read(request: Request) -> Response:
    """Begin to read the files with the answers that a form holds."""
    return await run_in_threadpool(_begun, desk_of(request), await form_values(request))


def _begun(desk: Desk, values: Mapping[str, str]) -> Response:
    options = written(values) if _DIFFERENTLY in values else with_answers(from_text(values.get(_OPTIONS, "")), values)
    return _job(desk, _reading(_asked(desk, values, options)))


async def write(request: Request) -> Response:
    """Begin to write the scenario."""
    return await run_in_threadpool(_write_begun, desk_of(request), await form_values(request))


def _write_begun(desk: Desk, values: Mapping[str, str]) -> Response:
    asked = _asked(desk, values, from_text(values.get(_OPTIONS, "")))
    if asked.is_there and _REPLACE not in values:
        raise SimcallError(f"{asked.folder}: there already; go back, and tick the box to replace it")
    return _job(desk, _writing(desk, asked))


async def forget(request: Request) -> Response:
    """Remove the files that were sent."""
    desk, values = desk_of(request), await form_values(request)
    desk.uploads.forget(values.get(_UPLOADS, "").split(","))
    return RedirectResponse(f"{desk.keys.root}data", 303)


def _job(desk: Desk, work: Work) -> Response:
    return RedirectResponse(f"{desk.keys.root}jobs/{desk.jobs.begin(work).work.key}", 303)


def _asked(desk: Desk, values: Mapping[str, str], options: tuple[Option, ...]) -> _Asked:
    keys = [key for key in values.get(_UPLOADS, "").split(",") if key]
    if not keys:
        raise SimcallError("choose at least one file")
    uploads = tuple(desk.uploads.get(key) for key in keys[:MOST_KEPT])
    name = values.get(_OUT, "").strip() or uploads[0].name.partition(".")[0]
    folder = desk.folder.path / folder_name(name)
    if not folder.resolve().is_relative_to(desk.folder.path.resolve()):
        raise SimcallError(f"{folder} leads out of the folder that simcall shows; enter another name")
    return _Asked(uploads, options, folder, read_answers(folder), folder.exists())


def _reading(asked: _Asked) -> Work:
    """Return the work of reading the files: it ends with questions, or with totals to compare."""

    def do(progress: Progress) -> Outcome:
        shown = _shown(asked)
        try:
            shown |= _read(asked, progress)
        except SimcallError as error:
            shown["problems"] = tuple(str(error).splitlines())
        shown["is_open"] = bool(shown["problems"] or shown["questions"] or shown["spells"])
        return Outcome("read.html.j2", shown, spoken=_spoken(shown))

    return Work(f"read {asked.identity}", "Your data", asked.command, do, keeps_unfinished=False)


def _shown(asked: _Asked) -> dict[str, Any]:
    """Return what the template needs whatever is read."""
    return {
        "fields": asked.fields,
        "texts": text_fields(asked.options),
        "folder": asked.folder.as_posix(),
        "is_there": asked.is_there,
        "has_earlier": asked.earlier != ImportAnswers(),
        "names": tuple(upload.name for upload in asked.uploads),
        "problems": (),
        "files": (),
        "questions": (),
        "spells": (),
        "totals": None,
        "sentences": (),
    }


def _read(asked: _Asked, progress: Progress) -> dict[str, Any]:
    """Return what was read of the files, for the template."""
    from simcall.present.folders.imported import check_import_place  # the page starts faster
    from simcall.present.words.imported import finding_sentences, period_in_words, total_headings, total_rows

    check_import_place(asked.folder)  # before the work, not after it
    observations = _observed(asked, progress)
    files = tuple(map(_file, observations.files))
    if observations.questions:
        return {"files": files, "questions": observations.questions}
    numbers = _measured(asked, observations, progress)
    if numbers.left_out and not is_accepted(asked.options):
        return {"files": files, "spells": tuple(_spells(numbers))}
    headings = total_headings(numbers.measured)
    totals = {"period": period_in_words(numbers), "headings": headings, "rows": tuple(total_rows(numbers.measured))}
    return {"files": files, "totals": totals, "sentences": (*finding_sentences(numbers), _on_duty(numbers))}


def _observed(asked: _Asked, progress: Progress) -> Observations:
    progress(0, _STEPS)
    with without_data():
        return observe_files([upload.path for upload in asked.uploads], asked.answers)


def _measured(asked: _Asked, observations: Observations, progress: Progress) -> ImportNumbers:
    progress(1, _STEPS)
    with without_data():
        numbers = measure_files(asked.folder.resolve().name, observations, asked.answers)
    progress(_STEPS, _STEPS)
    return numbers


def _file(file: FileRead) -> dict[str, Any]:
    from simcall.present.words.imported import column_table, file_in_words, left_out_in_words

    headings, rows = column_table(file)
    return {
        "title": file_in_words(file),
        "headings": headings,
        "rows": rows,
        "left_out": left_out_in_words(file.left_out) or "No row is left out.",
    }


def _spells(numbers: ImportNumbers) -> list[dict[str, str]]:
    from simcall.present.words.imported import time_span

    return [
        {
            "when": time_span(spell.start, spell.end),
            "text": spell.text,
            "days": " ".join(day.isoformat() for day in flagged_days([spell])),
        }
        for spell in numbers.left_out
    ]


def _on_duty(numbers: ImportNumbers) -> str:
    """Say what the files show of the people on duty."""
    from simcall.present.imported.people_entries import PLACEHOLDER, readings_in_words

    if numbers.answers.staff is not None:
        return f"On duty: simcall reads the rota {Path(numbers.answers.staff).name}, as in the last import."
    staffing = numbers.measured.staffing
    return readings_in_words(staffing) if staffing.readings else PLACEHOLDER


def _spoken(shown: Mapping[str, Any]) -> str:
    if shown["problems"]:
        return "There is a problem."
    if asked := len(shown["questions"] or shown["spells"]):
        return f"simcall asks {asked} {'question' if asked == 1 else 'questions'}."
    return "Read. Compare the totals with your own report."


def _writing(desk: Desk, asked: _Asked) -> Work:
    """Return the work of writing the folder of the import; the files that were sent are removed then."""
    keys = [upload.key for upload in asked.uploads]

    def do(progress: Progress) -> Outcome:
        from simcall.faces.imported import Import  # the page starts faster
        from simcall.present.folders.imported import PAGE
        from simcall.scenario import load, warnings

        for key in keys:
            desk.uploads.get(key)
        observations = _observed(asked, progress)
        if observations.questions:
            raise SimcallError("these files raise questions; go back, and answer them first")
        numbers = _measured(asked, observations, progress)
        if numbers.left_out and not is_accepted(asked.options):
            raise SimcallError("some hours look faulty; go back, and decide about them first")
        with drawing(), without_data():
            Import.presenting(numbers).save(asked.folder)
        desk.uploads.forget(keys)
        file = asked.folder / SCENARIO
        desk.answers.forget(file)
        shown = {
            "file": file.relative_to(desk.folder.path).as_posix(),
            "folder": asked.folder.relative_to(desk.folder.path).as_posix(),
            "page": PAGE,
            "warnings": warnings(load(file)),
        }
        spoken = f"Written: {shown['file']}."
        return Outcome("imported.html.j2", shown, (), asked.folder.as_posix(), spoken, {PAGE: asked.folder / PAGE})

    return Work(f"write {asked.identity}", "Your data as a scenario", asked.command, do, keeps_unfinished=False)


ROUTES = (
    Route("/data", data),
    Route("/data/file", send, methods=["POST"]),
    Route("/data/read", read, methods=["POST"]),
    Route("/data/write", write, methods=["POST"]),
    Route("/data/forget", forget, methods=["POST"]),
)
