"""Keep an answer: the results folder of the command, a report to hand on and a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simcall.faces.run import run
from simcall.files.own_folders import check_place
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, desk_of, form_values
from simcall.page.jobs import Outcome, Work, drawing
from simcall.page.results_folders import REPORT_FORMS, run_folder
from simcall.page.rota_question import opened_question
from simcall.present.words.run_answer import target_sentences
from simcall.studies.run import Progress

__all__ = ["ROUTES", "keeping"]


async def keep(request: Request) -> Response:
    """Begin to save the answer of the scenario and levers that a form holds, and go to the work's page."""
    return await run_in_threadpool(_begun, desk_of(request), await form_values(request))


def _begun(desk: Desk, values: Mapping[str, str]) -> Response:
    question = opened_question(desk, values)
    desk.answers.base(question.path)  # as it is now, whatever was read before
    return desk.begin(keeping(desk, question.path, question.overrides()), values)


def keeping(desk: Desk, path: Path, overrides: tuple[str, ...]) -> Work:
    """Return the work of saving the answer of a scenario with overrides."""
    answers = desk.answers
    scenario = answers.changed(path, overrides)
    folder = run_folder(scenario, overrides)

    def do(progress: Progress) -> Outcome:
        from simcall.report import report  # the page starts faster

        check_place(folder, "run")
        results = run(scenario, answers.replications, answers.seed, jobs=desk.background_jobs, progress=progress)
        kept = replace(results, changes=overrides)
        with drawing():
            kept.save(folder)
            files = {f"report.{form}": report(folder, format=form) for form in REPORT_FORMS}
        sentences = tuple(target.text for target in target_sentences(kept))
        shown = {"sentences": sentences, "folder": folder.as_posix()}
        return Outcome("kept.html.j2", shown, (), folder.as_posix(), "Saved.", files)

    words = (*setting(overrides), *(("--out", folder.as_posix()) if overrides else ()))
    commands = "\n".join(
        [command("run", path, *words), *(command("report", folder, "--format", form) for form in REPORT_FORMS)]
    )
    identity = f"keep {scenario.fingerprint()} {answers.seed} {answers.replications} {folder}"
    return Work(identity, "Keep this answer", commands, do, page="")


ROUTES = (Route("/keep", keep, methods=["POST"]),)
