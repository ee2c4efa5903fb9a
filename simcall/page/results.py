"""The results that are there: each opens as a report, a workbook or tables, made first if they are not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.page.commands import command
from simcall.page.desk import Desk, desk_of, form_values, query_of
from simcall.page.jobs import Outcome, Work, drawing
from simcall.page.results_folders import ResultsFolder, folder_of, results_in
from simcall.page.sent_files import sent_file
from simcall.studies.run import Progress

__all__ = ["ROUTES"]

_TITLES = {"html": "Report", "xlsx": "Workbook", "tables": "Tables for Power BI"}
"""What can be made of results, by its format."""
_README = "README.md"


def results_page(request: Request) -> Response:
    """Show the folders of results."""
    desk, values = desk_of(request), request.query_params
    return desk.html(
        "results.html.j2",
        here="results",
        file=values.get("file", "") or desk.opened,
        query=query_of(values),
        folders=[_shown(each) for each in results_in(desk.folder.path)],
    )


def _shown(results: ResultsFolder) -> dict[str, Any]:
    finished = results.finished
    return {
        "results": results,
        "finished": "" if finished is None else f"{finished.day} {finished:%B %Y, %H:%M}",
        "there": [form for form in results.forms if results.report(form) is not None],
        "command": "\n".join(_command(results, form) for form in results.forms),
    }


def _command(results: ResultsFolder, form: str) -> str:
    return command("report", results.path, "--format", form)


def results_file(request: Request) -> Response:
    """Return a report or a workbook that is there."""
    desk, values = desk_of(request), request.query_params
    path = folder_of(desk.folder.path, values.get("folder", "")).report(values.get("format", ""))
    if path is None:
        raise HTTPException(404, "This report is not there. Make it on the page of results.")
    return sent_file(path)


async def make(request: Request) -> Response:
    """Begin to make a report or tables, and go to the work's page."""
    return await run_in_threadpool(_begun, desk_of(request), await form_values(request))


def _begun(desk: Desk, values: Mapping[str, str]) -> Response:
    results = folder_of(desk.folder.path, values.get("folder", ""))
    form = values.get("format", "")
    if form not in results.forms:
        raise SimcallError(f"simcall makes no such report of {results.name}; choose one on the page of results")
    return desk.begin(_making(results, form), values)


def _making(results: ResultsFolder, form: str) -> Work:
    """Return the work of making a report or tables. What is made changes the folder, so that it can be made anew."""

    def do(progress: Progress) -> Outcome:
        from simcall.report import report  # the page starts faster

        with drawing():
            path = report(results.path, format=form, progress=progress)
        place = path.as_posix()
        if form == "tables":
            return Outcome("tables.html.j2", {"readme": _README}, (), place, "Saved.", {_README: path / _README})
        return Outcome("reported.html.j2", {"name": path.name, "form": form}, (), place, "Saved.", {path.name: path})

    identity = f"report {form} {results.name} {results.path.stat().st_mtime_ns}"
    return Work(identity, f"{_TITLES[form]}: {_in_words(results)}", _command(results, form), do, page="results")


def _in_words(results: ResultsFolder) -> str:
    return results.about or Path(results.name).name


ROUTES = (
    Route("/results", results_page),
    Route("/results/file", results_file),
    Route("/results/make", make, methods=["POST"]),
)
