"""Why a figure is as it is, and where one more person pays most: long work at the press of a button."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.faces.face import FolderFace
from simcall.files.own_folders import check_place, folder_name
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, ASA
from simcall.measures.targets import Figure
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, desk_of, form_values, query_of
from simcall.page.jobs import Outcome, Picture, Work, drawing
from simcall.page.moves import NAMES, moves_of
from simcall.page.what_if import open_file
from simcall.scenario import Scenario, load
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.figure_names import figure_name
from simcall.studies.kept_arrays import forget_arrays, unfinished_beside
from simcall.studies.levers import overrides_of
from simcall.studies.run import Progress

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

__all__ = ["ROUTES"]


def why(request: Request) -> Response:
    """Show the questions, for the scenario with its levers as the address has them."""
    desk, values = desk_of(request), request.query_params
    opened = open_file(desk, values)
    if opened is None:
        return desk.html("choose.html.j2", here="why", files=desk.folder.scenario_files())
    name, path = opened
    overrides = overrides_of(desk.answers.base(path), moves_of(values))
    scenario = load(path, overrides)
    return desk.html(
        "why.html.j2",
        here="why",
        file=name,
        query=query_of(values, *NAMES) or f"?file={name}",
        scenario=scenario,
        overrides=overrides,
        figures=_figures(scenario),
        asked=values.get("measure", ""),
        kept={key: value for key, value in values.items() if key in NAMES} | {"file": name},
    )


def _figures(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the figures to choose from: as a command names them, and in words."""
    return [
        (str(figure), figure_name(figure, scenario.lines))
        for name, line in scenario.lines.items()
        for measure, applies in (
            (ABANDONMENT_RATE.name, not line.is_work),
            (ANSWERED_IN_TARGET.name, line.answer_target is not None),
            (ASA.name, True),
        )
        if applies
        for figure in (Figure(name, measure),)
    ]


async def begin(request: Request) -> Response:
    """Begin the work that a button asks for, and go to its page."""
    desk = desk_of(request)
    values = await form_values(request)
    return await run_in_threadpool(_begun, desk, request.path_params["what"], values)


def _begun(desk: Desk, what: str, values: Mapping[str, str]) -> Response:
    opened = open_file(desk, values)
    if opened is None:
        raise SimcallError("choose a scenario first")
    path = opened[1]
    overrides = overrides_of(desk.answers.base(path), moves_of(values))
    make = {"explain": _explaining, "worth": _worth}.get(what)
    if make is None:
        raise SimcallError("there is no such question")
    job = desk.jobs.begin(make(desk, path, overrides, values))
    return RedirectResponse(f"{desk.keys.root}jobs/{job.work.key}", 303)


def _explaining(desk: Desk, path: Path, overrides: tuple[str, ...], values: Mapping[str, str]) -> Work:
    scenario, answers = load(path, overrides), desk.answers
    measure = values.get("measure", "")
    if measure not in dict(_figures(scenario)):
        raise SimcallError("choose a figure from the list")
    folder = Path("results") / folder_name(f"why {scenario.name}")

    def do(progress: Progress) -> Outcome:
        from simcall.faces.explanation import explain  # the page starts faster
        from simcall.present.folders.explanation import KIND
        from simcall.present.words.explanation import (
            PART_HEADINGS,
            PART_NOTES,
            answer_in_words,
            notes_in_words,
            part_cells,
        )

        check_place(folder, KIND)
        explanation = explain(
            scenario,
            measure=measure,
            replications=answers.replications,
            seed=answers.seed,
            jobs=desk.background_jobs,
            keep=unfinished_beside(folder),
            progress=progress,
        )
        answer = tuple(answer_in_words(explanation))
        rows = [[str(cell) for cell in part_cells(explanation, part)] for part in explanation.largest_first]
        picture = _picture("From cause to cause", " ".join(answer), lambda: explanation.plot().figure)
        _save(explanation, folder)
        shown = {
            "answer": answer,
            "notes": tuple(notes_in_words(explanation)),
            "headings": PART_HEADINGS,
            "rows": rows,
            "about": PART_NOTES,
        }
        return Outcome("explained.html.j2", shown, (picture,), folder.as_posix(), answer[0])

    title = f"Why: {dict(_figures(scenario))[measure]}"
    words = (*setting(overrides), "--measure", measure)
    return Work(_identity("explain", scenario, desk, measure), title, command("explain", path, *words), do)


def _worth(desk: Desk, path: Path, overrides: tuple[str, ...], _: Mapping[str, str]) -> Work:
    from simcall.present.folders.staffing import folder_of

    scenario, answers = load(path, overrides), desk.answers
    folder = folder_of(scenario)

    def do(progress: Progress) -> Outcome:
        from simcall.faces.staffing import staff  # the page starts faster
        from simcall.present.folders.staffing import KIND
        from simcall.present.words.staffing import worth_sentences

        check_place(folder, KIND)
        staffing = staff(
            scenario,
            worth=True,
            seed=answers.seed,
            jobs=desk.background_jobs,
            keep=unfinished_beside(folder),
            progress=progress,
        )
        sentences = tuple(worth_sentences(staffing))
        draw = partial(_figure_of, staffing.plot_worth)
        picture = _picture("Where one more person pays most", " ".join(sentences), draw)
        _save(staffing, folder)
        shown = {"sentences": sentences, "tables": list(_worth_tables(staffing, scenario))}
        return Outcome("worth.html.j2", shown, (picture,), folder.as_posix(), sentences[0] if sentences else "")

    words = (*setting(overrides), "--worth")
    title = "Where one more person pays most"
    return Work(_identity("worth", scenario, desk), title, command("staff", path, *words), do)


def _worth_tables(staffing: Any, scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Yield a table for each group and target: hours down, days across."""
    for name, of_targets in staffing.worth.groups.items():
        for of_target in of_targets:
            target = of_target.target
            week = of_target.calls.reshape(7, 24)
            figure = figure_name(Figure(target.line_or_group, target.measure), scenario.lines)
            yield {
                "title": f"One more person in {name}: {figure}",
                "unit": "fewer calls a week" if target.comparison in ("<=", "<") else "more calls a week",
                "days": WEEKDAYS,
                "rows": [
                    ["-" if math.isnan(value) else f"{value:.1f}" for value in week[:, hour].tolist()]
                    for hour in range(24)
                ],
            }


def _identity(what: str, scenario: Scenario, desk: Desk, *more: str) -> str:
    answers = desk.answers
    return " ".join((what, scenario.fingerprint(), str(answers.seed), str(answers.replications), *more))


def _figure_of(plot: Any) -> Any:
    return plot()[0].figure


def _picture(title: str, alternative: str, draw: Any) -> Picture:
    from simcall.present.pictures.picture_files import svg_text

    with drawing():
        return Picture(title, alternative, svg_text(cast("Drawn", draw()), alternative))


def _save(answer: FolderFace[Any], folder: Path) -> None:
    with drawing():
        answer.save(folder)
    forget_arrays(unfinished_beside(folder))


ROUTES = (
    Route("/why", why),
    Route("/why/{what}", begin, methods=["POST"]),
)
