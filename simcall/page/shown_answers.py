"""Answers as the page shows them: as HTML, and one after the other as events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.page.answers import Answer, Changes
from simcall.page.commands import command, setting
from simcall.page.desk import Desk, event
from simcall.page.drawn_intervals import drawn
from simcall.page.results_folders import run_folder
from simcall.page.rota_question import RotaQuestion
from simcall.page.turns import SupersededError, Turn
from simcall.present.words.run_answer import calls_still_waiting, hours_taken, span_and_intervals, target_sentences
from simcall.present.words.side_by_side import side_by_side
from simcall.studies.levers import ImpossibleMovesError
from simcall.studies.rota_edits import ImpossibleEditsError

__all__ = ["answers_as_events", "settled_answer", "shown_answer", "turn_as_events"]


def turn_as_events(desk: Desk, values: Mapping[str, str], answered: Callable[[Turn], Iterator[str]]) -> Iterator[str]:
    """Yield the events of a question; then "problem" if something is wrong with it; then "end".

    A newer question of the same page ends it.

    Parameters
    ----------
    desk : Desk
        What pages share.
    values : mapping of str to str
        The address: it names the page, and counts its questions.
    answered : callable
        Yields the events, given the turn.
    """
    number = values.get("number", "")
    turn = desk.turns.take(values.get("page", ""), int(number) if number.isdecimal() else None)
    try:
        yield from answered(turn)
    except SupersededError:
        yield event("superseded")
    except ImpossibleMovesError as error:
        yield event("problem", fields=error.messages, message="")
    except (SimcallError, ImpossibleEditsError) as error:
        yield event("problem", fields={}, message=str(error))
    yield event("end")


def answers_as_events(desk: Desk, path: Path, changes: Changes, turn: Turn, kept: Mapping[str, str]) -> Iterator[str]:
    """Yield the first estimate as "first" and the settled answer as "settled".

    Parameters
    ----------
    desk, path, changes, turn
        As for `Answers.of`.
    kept : mapping of str to str
        The question as a form holds it.
    """
    for answer in desk.answers.of(path, changes, turn):
        html = desk.text("answer.html.j2", **shown_answer(path, answer, kept))
        spoken = " ".join(target.text for target in target_sentences(answer.results))
        yield event("settled" if answer.is_settled else "first", html=html, spoken=spoken)


def settled_answer(desk: Desk, question: RotaQuestion, page: str) -> Answer:
    """Return the settled answer to the newest question of a page."""
    *_, last = desk.answers.of(question.path, lambda _: question.overrides(), desk.turns.take(page))
    return last


def shown_answer(path: Path, answer: Answer, kept: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of an answer needs, given the question as a form holds it."""
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
        "kept": kept,
    }


def _run_command(path: Path, answer: Answer) -> str:
    if not answer.overrides:
        return command("run", path)
    folder = run_folder(answer.results.blueprint.scenario, answer.overrides)
    return command("run", path, *setting(answer.overrides), "--out", folder.as_posix())
