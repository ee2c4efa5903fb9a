"""The first page: the week hour by hour, four levers, and the scenario as it stands beside as changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simcall.errors import SimcallError
from simcall.files.own_folders import folder_name
from simcall.page.answers import Answer
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, desk_of, event, events, open_file, query_of
from simcall.page.drawn_intervals import drawn
from simcall.page.jobs import Outcome, Work
from simcall.page.moves import is_of_question, moves_of
from simcall.page.results_folders import SAVED_IN
from simcall.page.rota_question import RotaQuestion, opened_question
from simcall.page.shown_levers import shown_levers
from simcall.page.turns import SupersededError
from simcall.page.week import required_weeks, rostered_weeks
from simcall.present.words.cover import cover_in_words
from simcall.present.words.run_answer import calls_still_waiting, hours_taken, span_and_intervals, target_sentences
from simcall.present.words.side_by_side import side_by_side
from simcall.scenario import Scenario
from simcall.studies.levers import ImpossibleMovesError, Move, overrides_of, untouched
from simcall.studies.rota import rota
from simcall.studies.rota_edits import ImpossibleEditsError
from simcall.studies.run import Progress

__all__ = ["ROUTES", "results_folder", "shown_answer", "week_work"]

_AT_ONCE = "at_once"
"""In the address of a form that is sent without a script: the page waits for the settled answer."""
_MARK_LENGTH = 6
"""Letters of a changed scenario's fingerprint in the name of its folder: two answers hardly ever share them."""


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
    answer = _settled(desk, values) if _AT_ONCE in values and not errors and not problem else None
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
        answer=None if answer is None else shown_answer(path, answer, values),
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
    return events(_events(desk, values))


def _events(desk: Desk, values: Mapping[str, str]) -> Iterator[str]:
    """Yield "first" and "settled", or "problem"; then "end". A newer question of the same page ends it."""
    number = values.get("number", "")
    turn = desk.turns.take(values.get("page", ""), int(number) if number.isdecimal() else None)
    try:
        opened = open_file(desk, values)
        if opened is None:
            raise SimcallError("choose a scenario first")
        path = opened[1]
        yield event("working")
        for answer in desk.answers.of(path, lambda _: opened_question(desk, values).overrides(), turn):
            html = desk.text("answer.html.j2", **shown_answer(path, answer, values))
            spoken = " ".join(target.text for target in target_sentences(answer.results))
            yield event("settled" if answer.is_settled else "first", html=html, spoken=spoken)
    except SupersededError:
        yield event("superseded")
    except ImpossibleMovesError as error:
        yield event("problem", fields=error.messages, message="")
    except (SimcallError, ImpossibleEditsError) as error:
        yield event("problem", fields={}, message=str(error))
    yield event("end")


def figures(request: Request) -> Response:
    """Return the figures of the changed scenario, the same document as ``simcall run --json`` prints."""
    desk, values = desk_of(request), request.query_params
    question = opened_question(desk, values)
    turn = desk.turns.take(f"figures of {values.get('page', '')}")
    *_, last = desk.answers.of(question.path, lambda _: question.overrides(), turn)
    return JSONResponse(last.results.document())


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
    return Work(identity, "People needed in each hour", command("staff", path, *setting(overrides)), do)


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


def _settled(desk: Desk, values: Mapping[str, str]) -> Answer:
    question = opened_question(desk, values)
    turn = desk.turns.take("without a script")
    *_, last = desk.answers.of(question.path, lambda _: question.overrides(), turn)
    return last


def shown_answer(path: Path, answer: Answer, values: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of an answer needs."""
    runs = [("As it stands", answer.base)]
    if answer.changed is not None:
        runs.append(("As changed", answer.changed))
    sides = [
        {
            "title": title,
            "targets": list(target_sentences(results)),
            "notes": [*hours_taken(results), *calls_still_waiting(results)],
        }
        for title, results in runs
    ]
    rows = list(side_by_side(answer.base, answer.results))
    return {
        "is_settled": answer.is_settled,
        "replications": answer.base.replications,
        "planned": answer.planned,
        "seed": answer.base.seed,
        "sides": sides,
        "rows": [(row, drawn(row)) for row in rows],
        "is_changed": answer.changed is not None,
        "about": span_and_intervals(answer.base),
        "overrides": answer.overrides,
        "command": _run_command(path, answer),
        "kept": {name: value for name, value in values.items() if is_of_question(name)},
    }


def _run_command(path: Path, answer: Answer) -> str:
    if not answer.overrides:
        return command("run", path)
    folder = results_folder(answer.results.blueprint.scenario, answer.overrides)
    return command("run", path, *setting(answer.overrides), "--out", folder.as_posix())


def results_folder(scenario: Scenario, overrides: Sequence[str]) -> Path:
    """Return where results are saved: each changed scenario has a folder of its own, so no answer replaces another."""
    mark = f"-changed-{scenario.fingerprint()[:_MARK_LENGTH]}" if overrides else ""
    return SAVED_IN / f"{folder_name(scenario.name)}{mark}"


ROUTES = (
    Route("/", home),
    Route("/choose", choose),
    Route("/answer", answer_events),
    Route("/figures.json", figures),
    Route("/week", week, methods=["POST"]),
)
