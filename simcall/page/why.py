"""Why a figure is as it is, and where one more person helps most: long work at the press of a button."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.faces.face import FolderFace
from simcall.files.own_folders import check_place
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, ASA
from simcall.measures.targets import Figure
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, desk_of, form_values
from simcall.page.jobs import Outcome, Picture, Work, drawing
from simcall.page.results_folders import own_folder
from simcall.page.rota_question import opened_question, question_of
from simcall.scenario import Scenario, load, load_both
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.figure_names import figure_name
from simcall.studies.kept_arrays import forget_arrays, unfinished_beside
from simcall.studies.run import Progress

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawn

    from simcall.studies.explain.explanation import ExplanationNumbers

__all__ = ["ROUTES"]


def why(request: Request) -> Response:
    """Show the questions, for the scenario with its levers as the address has them."""
    desk, values = desk_of(request), request.query_params
    question = question_of(desk, values)
    if question is None:
        return desk.html("choose.html.j2", here="why", files=desk.folder.scenario_files())
    desk.answers.base(question.path)  # as it is now, whatever was read before
    overrides = question.overrides()
    scenario = load(question.path, overrides)
    return desk.html(
        "why.html.j2",
        here="why",
        file=question.name,
        query=question.query,
        scenario=scenario,
        overrides=overrides,
        figures=_figures(scenario),
        asked=_busiest(scenario),
        kept=question.fields,
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


def _busiest(scenario: Scenario) -> str:
    """Return the figure that `simcall explain` explains by default: abandonment of the phone line with most calls."""
    phones = {name: line for name, line in scenario.lines.items() if not line.is_work}
    name = max(phones, key=lambda each: phones[each].demand.mean_calls_per_hour(), default="")
    return str(Figure(name, ABANDONMENT_RATE.name)) if name else ""


async def begin(request: Request) -> Response:
    """Begin the work that a button asks for, and go to its page."""
    desk = desk_of(request)
    values = await form_values(request)
    return await run_in_threadpool(_begun, desk, request.path_params["study"], values)


def _begun(desk: Desk, study: str, values: Mapping[str, str]) -> Response:
    question = opened_question(desk, values)
    path = question.path
    desk.answers.base(path)  # as it is now, whatever was read before
    overrides = question.overrides()
    make = {"explain": _explaining, "changes": _differing, "worth": _worth}.get(study)
    if make is None:
        raise SimcallError("there is no such question")
    return desk.begin(make(desk, path, overrides, values), values)


def _explaining(desk: Desk, path: Path, overrides: tuple[str, ...], values: Mapping[str, str]) -> Work:
    """Return the work of explaining how high a figure is."""
    scenario, measure = load(path, overrides), values.get("measure", "")
    title = f"Why: {_chosen(scenario, measure)}"
    return _explanation(desk, path, (scenario,), measure, overrides, title)


def _differing(desk: Desk, path: Path, overrides: tuple[str, ...], values: Mapping[str, str]) -> Work:
    """Return the work of explaining which of the changes does what."""
    if not overrides:
        raise SimcallError("nothing is changed, so there is nothing to tell apart; move a lever or edit the rota first")
    measure, scenarios = values.get("measure", ""), load_both(path, (), overrides)
    title = f"Which change does what: {_chosen(scenarios[0], measure)}"
    return _explanation(desk, path, scenarios, measure, overrides, title)


def _chosen(scenario: Scenario, measure: str) -> str:
    """Return the figure that was chosen in words."""
    figures = dict(_figures(scenario))
    if measure not in figures:
        raise SimcallError("choose a figure from the list")
    return figures[measure]


def _explanation(
    desk: Desk, path: Path, scenarios: tuple[Scenario, ...], measure: str, overrides: tuple[str, ...], title: str
) -> Work:
    """Return the work of explaining a scenario with overrides, or what these change if it is there without them too."""
    answers, is_difference = desk.answers, len(scenarios) > 1
    fingerprints = [scenario.fingerprint() for scenario in scenarios]
    folder = own_folder(f"why {scenarios[-1].name} {measure}", *fingerprints, measure)
    option = "--change" if is_difference else "--set"
    changes = [word for override in overrides for word in (option, override)]
    words = command("explain", path, *changes, "--measure", measure, "--out", folder.as_posix())

    def do(progress: Progress) -> Outcome:
        from simcall.faces.explanation import explain  # the page starts faster
        from simcall.present.folders.explanation import KIND

        check_place(folder, KIND)
        explanation = explain(
            *scenarios,
            measure=measure,
            replications=answers.replications,
            seed=answers.seed,
            jobs=desk.background_jobs,
            keep=unfinished_beside(folder),
            progress=progress,
        )
        explanation = replace(explanation, changes=() if is_difference else overrides)
        shown = _shown(explanation)
        picture = _picture("From cause to cause", " ".join(shown["answer"]), lambda: explanation.plot().figure)
        _save(explanation, folder)
        return Outcome("explained.html.j2", shown, (picture,), folder.as_posix(), shown["answer"][0])

    identity = _identity("explain", desk, measure, *fingerprints)
    return Work(identity, title, words, do, keeps_unfinished=True, page="why")


def _shown(explanation: ExplanationNumbers) -> dict[str, Any]:
    """Return what the template of an explanation needs."""
    from simcall.present.words.explanation import (
        PART_HEADINGS,
        PART_NOTES,
        answer_in_words,
        notes_in_words,
        part_cells,
    )

    return {
        "answer": tuple(answer_in_words(explanation)),
        "notes": tuple(notes_in_words(explanation)),
        "headings": PART_HEADINGS,
        "rows": [[str(cell) for cell in part_cells(explanation, part)] for part in explanation.largest_first],
        "about": PART_NOTES,
    }


def _worth(desk: Desk, path: Path, overrides: tuple[str, ...], _: Mapping[str, str]) -> Work:
    from simcall.present.folders.saved_staffing import folder_of

    scenario, answers = load(path, overrides), desk.answers
    folder = own_folder(f"{scenario.name} staff", scenario.fingerprint()) if overrides else folder_of(scenario)

    def do(progress: Progress) -> Outcome:
        from simcall.faces.staffing import staff  # the page starts faster
        from simcall.present.folders.saved_staffing import KIND
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
        picture = _picture("Where one more person helps most", " ".join(sentences), draw)
        _save(staffing, folder)
        shown = {"sentences": sentences, "tables": list(_worth_tables(staffing, scenario))}
        return Outcome("worth.html.j2", shown, (picture,), folder.as_posix(), sentences[0] if sentences else "")

    words = (*setting(overrides), "--worth", *(("--out", folder.as_posix()) if overrides else ()))
    title = "Where one more person helps most"
    identity = _identity("worth", desk, scenario.fingerprint())
    return Work(identity, title, command("staff", path, *words), do, keeps_unfinished=True, page="why")


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


def _identity(kind: str, desk: Desk, *depends_on: str) -> str:
    """Return all that an answer depends on."""
    answers = desk.answers
    return " ".join((kind, str(answers.seed), str(answers.replications), *depends_on))


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
    Route("/why/{study}", begin, methods=["POST"]),
)
