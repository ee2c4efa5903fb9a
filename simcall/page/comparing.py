"""Your month against the model's month: what ``simcall validate`` shows, as long work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.files.advice import Give
from simcall.files.own_folders import check_place
from simcall.observed.answers import ANSWERS
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, desk_of, form_values
from simcall.page.form_problems import FormProblem, FormProblemsError
from simcall.page.imports import DATA, data_page
from simcall.page.jobs import Outcome, Picture, Work, drawing
from simcall.page.published_figures import figure_fields, published
from simcall.page.results_folders import own_folder
from simcall.page.rota_question import opened_question
from simcall.scenario import load
from simcall.studies.run import Progress

if TYPE_CHECKING:
    from simcall.studies.validate.validation import ValidationNumbers

__all__ = ["ROUTES"]


async def compare(request: Request) -> Response:
    """Begin to compare a scenario with the data that a form names, and go to the work's page."""
    return await run_in_threadpool(_begun, desk_of(request), await form_values(request))


def _begun(desk: Desk, values: Mapping[str, str]) -> Response:
    question = opened_question(desk, values)
    name = values.get(DATA, "")
    if name and name not in desk.folder.import_folders():
        raise SimcallError("choose the data from the list")
    desk.answers.base(question.path)  # as it is now, whatever was read before
    fields = figure_fields(question.planned, values)
    try:
        figures = published(fields)
        if not name and not figures:
            first = DATA if desk.folder.import_folders() else next((field.name for field in fields), "")
            raise FormProblemsError([FormProblem("choose your data, or enter at least one published figure", first)])
    except FormProblemsError as error:
        return data_page(desk, values, error.problems)
    data = desk.folder.path / name if name else None
    return desk.begin(_comparing(desk, question.path, question.overrides(), data, figures), values)


def _comparing(desk: Desk, path: Path, overrides: tuple[str, ...], data: Path | None, figures: tuple[str, ...]) -> Work:
    scenario, answers = load(path, overrides), desk.answers
    of_data = () if data is None else (data.as_posix(), f"{_written(data)}")
    depends_on = (scenario.fingerprint(), *of_data, *figures)
    folder = own_folder(f"{scenario.name} validation", *depends_on)

    def do(progress: Progress) -> Outcome:
        from simcall.faces.validation import validate  # the page starts faster
        from simcall.present.folders.validation import KIND, PAGE
        from simcall.present.words.validation import verdict_sentence

        check_place(folder, KIND)
        validation = validate(
            scenario,
            () if data is None else data,
            observed=figures,
            folder=path.parent,
            replications=answers.replications,
            seed=answers.seed,
            jobs=desk.background_jobs,
            progress=progress,
        )
        with drawing():
            pictures = tuple(_pictures(validation))
            validation.save(folder)
        shown = {**_shown(validation, data), "page": PAGE, "tables": tuple(_tables(validation))}
        spoken = verdict_sentence(validation)
        return Outcome("validated.html.j2", shown, pictures, folder.as_posix(), spoken, {PAGE: folder / PAGE})

    identity = f"compare {answers.seed} {answers.replications} {' '.join(depends_on)}"
    observed = (word for figure in figures for word in ("--observed", figure))
    of_command = (*of_data[:1], *observed, *setting(overrides), "--out", folder.as_posix())
    title = f"Your month and the model's month: {scenario.name}"
    return Work(identity, title, command("validate", path, *of_command), do, page="data")


def _written(data: Path) -> int:
    """Return when data was written: another import into the same folder is other data."""
    return (data / ANSWERS).stat().st_mtime_ns


def _shown(validation: ValidationNumbers, data: Path | None) -> dict[str, Any]:
    """Return the words and tables of ``simcall validate``, for the template."""
    from simcall.present.words.obstacles import obstacles
    from simcall.present.words.validation import (
        WEEK_HEADINGS,
        error_rows,
        figure_headings,
        figure_rows,
        honest_sentences,
        missing_figures,
        next_step,
        period_of,
        reasons,
        scaled_counts,
        verdict_sentence,
        week_rows,
    )

    more = f"What to add next: {validation.more}"
    about = (scaled_counts(validation), missing_figures(validation))
    return {
        "period": period_of(validation),
        "verdict": verdict_sentence(validation),
        "obstacles": tuple(obstacles(validation)),
        "next_step": next_step(validation, "" if data is None else data.as_posix()).worded(_field_words),
        "reasons": tuple(reasons(validation)),
        "headings": figure_headings(validation),
        "rows": tuple(figure_rows(validation)),
        "week_headings": WEEK_HEADINGS,
        "weeks": tuple(week_rows(validation)),
        "errors": tuple(error_rows(validation)) if validation.held_out.weeks else (),
        "sentences": tuple(filter(None, (*about, *honest_sentences(validation), more, *validation.notes))),
    }


def _field_words(_: Give) -> str:
    """Return how the form of the page asks for published figures."""
    return "their number among the published figures"


def _pictures(validation: ValidationNumbers) -> Iterator[Picture]:
    from simcall.present.pictures.validation import validation_pictures

    for line in validation.lines:
        for picture in validation_pictures(line):
            yield Picture(picture.title, picture.alternative, picture.svg("picture"))


def _tables(validation: ValidationNumbers) -> Iterator[Any]:
    from simcall.present.words.validation_tables import picture_tables

    for line in validation.lines:
        yield from picture_tables(line)


ROUTES = (Route("/data/compare", compare, methods=["POST"]),)
