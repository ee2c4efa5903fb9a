"""The questions of ``simcall import`` on a terminal: what can be read in two ways, and what looks faulty."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import cast

import typer
from rich.console import Console
from rich.text import Text

from simcall.cli.console import messages
from simcall.errors import SimcallError
from simcall.observed.answers import ImportAnswers
from simcall.observed.measured import FaultySpell
from simcall.observed.observations import Question
from simcall.present.words.imported import time_span
from simcall.sheets.dates import DateOrder
from simcall.studies.imported import flagged_days

__all__ = ["answer_questions", "days_to_keep", "with_answer"]


def answer_questions(questions: Iterable[Question], answers: ImportAnswers) -> ImportAnswers:
    """Ask each question, and return the answers with what the planner has chosen."""
    terminal = messages()
    for question in questions:
        answers = with_answer(answers, question, _ask(question, terminal))
    return answers


def with_answer(answers: ImportAnswers, question: Question, choice: str) -> ImportAnswers:
    """Return the answers with one more, as its option would have given it."""
    name, _, value = choice.partition("=")
    match question.option:
        case "--dates":
            return replace(answers, dates=cast("DateOrder", choice))
        case "--zone":
            return replace(answers, zone=choice)
        case "--line":
            return replace(answers, lines={**answers.lines, name: value})
        case "--map":
            return replace(answers, columns={**answers.columns, name: value})
        case option:
            return replace(answers, choices={**answers.choices, option: choice})


def _ask(question: Question, terminal: Console) -> str:
    """Show the choices by number, and return the one that is chosen."""
    if not question.choices:
        raise SimcallError(f"{question.text}\nAnswer it with {question.option}.")
    terminal.print(Text(f"\n{question.text}", style="bold"), soft_wrap=True)
    for number, (choice, meaning) in enumerate(question.choices, start=1):
        terminal.print(Text(f"  {number}  {choice}: {meaning}"), soft_wrap=True)
    chosen: str = typer.prompt("Number", value_proc=_reader(question), err=True)
    return chosen


def _reader(question: Question) -> Callable[[str], str]:
    """Return a reader of answers: a number or the choice itself; the prompt shows its complaint and asks again."""
    names = [choice for choice, _ in question.choices]

    def read(text: str) -> str:
        typed = text.strip()
        if typed in names:
            return typed
        if typed.isdecimal() and 1 <= int(typed) <= len(names):
            return names[int(typed) - 1]
        raise typer.BadParameter(f'"{typed}" is not one of the choices; type a number from 1 to {len(names)}')

    return read


def days_to_keep(spells: Iterable[FaultySpell]) -> tuple[date, ...]:
    """Ask of each faulty spell whether to leave it out; return the days of those that are kept."""
    terminal = messages()
    kept: list[date] = []
    for spell in spells:
        terminal.print(Text(f"\n{time_span(spell.start, spell.end)}: {spell.text}"), soft_wrap=True)
        if not typer.confirm("This looks like a fault. Leave it out?", default=True, err=True):
            kept += flagged_days([spell])
    return tuple(kept)
