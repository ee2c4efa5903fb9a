"""The first page: the week hour by hour, four levers, and the scenario as it stands beside as changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, desk_of, event, events, open_file, query_of
from simcall.page.jobs import Outcome, Work
from simcall.page.moves import is_of_question, moves_of
from simcall.page.rota_question import RotaQuestion, opened_question
from simcall.page.shown_answers import answers_as_events, settled_answer, shown_answer, turn_as_events
from simcall.page.shown_levers import shown_levers
from simcall.page.turns import Turn
from simcall.page.week import required_weeks, rostered_weeks
from simcall.present.words.cover import cover_in_words
from simcall.scenario import Scenario
from simcall.studies.levers import ImpossibleMovesError, Move, overrides_of, untouched
from simcall.studies.rota import rota
from simcall.studies.rota_edits import ImpossibleEditsError
from simcall.studies.run import Progress

__all__ = ["ROUTES", "week_work"]

_AT_ONCE = "at_once"
"""Stands in the address of a form that is sent without a script. The page then waits for the settled answer."""


def home(request: Request) -> Response:
    """Show the first page, or the scenarios to choose from."""
    desk, values = desk_of(request), request.query_params
    opened = open_file(desk, values)
    if opened is None:
        return desk.html("choose.html.j2", files=desk.folder.scenario_files())
    name, path = opened
    scenario = desk.answers.base(path)
    moves, errors = _moves(scenario, values)
    view = rota(scenario)
    question, problem = (None, "") if errors else _edited(desk, values)
    is_asked = _AT_ONCE in values and not problem
    answer = settled_answer(desk, question, "without a script") if question is not None and is_asked else None
    return desk.html(
        "what_if.html.j2",
        here="",
        file=name,
        query=question.query if question is not None else query_of(values) or f"?file={name}",
        scenario=scenario,
        shown=shown_levers(scenario, question),
        moves=moves,
        written={lever: values.get(lever, "0") or "0" for lever in moves},
        errors=errors,
        problem=problem,
        rota_fields={} if question is None else question.rota_fields,
        answer=None if answer is None else shown_answer(path, answer, _kept(values)),
        weeks=[*rostered_weeks(view)],
        cover=cover_in_words(view),
    )


def choose(request: Request) -> Response:
    """Show the scenarios of the folder."""
    desk = desk_of(request)
    return desk.html("choose.html.j2", here="choose", files=desk.folder.scenario_files())


def answer_events(request: Request) -> Response:
    """Send the first estimate and the settled answer of a question, as they come."""
    desk, values = desk_of(request), request.query_params
    return events(turn_as_events(desk, values, lambda turn: _answered(desk, values, turn)))


def _answered(desk: Desk, values: Mapping[str, str], turn: Turn) -> Iterator[str]:
    """Yield "working", then "first" and "settled"."""
    opened = open_file(desk, values)
    if opened is None:
        raise SimcallError("choose a scenario first")
    yield event("working")
    yield from answers_as_events(
        desk, opened[1], lambda _: opened_question(desk, values).overrides(), turn, _kept(values)
    )


def _kept(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if is_of_question(name)}


def figures(request: Request) -> Response:
    """Return the figures of the changed scenario, the same document as ``simcall run --json`` prints."""
    desk, values = desk_of(request), request.query_params
    question = opened_question(desk, values)
    answer = settled_answer(desk, question, f"figures of {values.get('page', '')}")
    return JSONResponse(answer.results.document())


def week(request: Request) -> Response:
    """Begin to work out the people that each hour needs, and name the job."""
    desk = desk_of(request)
    question = opened_question(desk, request.query_params)
    desk.answers.base(question.path)  # as it is now, whatever was read before
    job = desk.jobs.begin(week_work(desk, question.path, question.overrides()))
    return JSONResponse({"job": job.work.key})


def week_work(desk: Desk, path: Path, overrides: tuple[str, ...]) -> Work:
    """Return the search for the people that each hour needs, with some overrides."""
    scenario = desk.answers.changed(path, overrides)

    def do(progress: Progress) -> Outcome:
        from simcall.present.words.staffing import answer_sentences, hours_sentences, targets_sentence
        from simcall.studies.staff.study import staff  # the page starts faster

        staffing = staff(scenario, seed=desk.answers.seed, jobs=desk.background_jobs, progress=progress)
        answer = tuple(answer_sentences(staffing))
        values = {
            "weeks": list(required_weeks(staffing)),
            "overrides": overrides,
            "sentences": (targets_sentence(staffing), *answer, *hours_sentences(staffing)),
        }
        return Outcome("week.html.j2", values, spoken=" ".join(answer))

    identity = f"week {scenario.fingerprint()} {desk.answers.seed}"
    return Work(identity, "People needed in each hour", command("staff", path, *setting(overrides)), do, page="")


def _moves(scenario: Scenario, values: Mapping[str, str]) -> tuple[dict[str, Move], dict[str, str]]:
    """Return the moves that an address holds, and what is wrong with them."""
    try:
        moves = {**untouched(), **moves_of(values)}
        overrides_of(scenario, moves)
    except ImpossibleMovesError as error:
        places = {name: Move(values.get(f"{name}_at", "")) for name in untouched()}
        return places, error.messages
    return moves, {}


def _edited(desk: Desk, values: Mapping[str, str]) -> tuple[RotaQuestion, str]:
    """Return the question with the rota's edits, and what is wrong with these."""
    question = opened_question(desk, values)
    try:
        question.overrides()
    except ImpossibleEditsError as error:
        return question, str(error)
    return question, ""


ROUTES = (
    Route("/", home),
    Route("/choose", choose),
    Route("/answer", answer_events),
    Route("/figures.json", figures),
    Route("/week", week, methods=["POST"]),
)
