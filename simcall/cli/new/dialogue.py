"""The questions of ``simcall new`` on a terminal."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TextIO

import typer
from rich.console import Console
from rich.text import Text

from simcall.cli.console import messages
from simcall.cli.new.questions import QUESTIONS, Answer, Question
from simcall.cli.new.template import Hub
from simcall.errors import SimcallError

__all__ = ["ask_what_is_missing", "refuse_piped_answers"]


def refuse_piped_answers() -> None:
    """Refuse answers that come through a pipe: nobody would see which question each of them answers."""
    if not sys.stdin.isatty() and _has_text(sys.stdin):
        raise SimcallError(
            "simcall new asks its questions on a terminal only; give the answers as options, such as --calls-999 400, "
            "and --yes for the rest (simcall new --help lists them)"
        )


def ask_what_is_missing(hub: Hub) -> Hub:
    """Ask every question that no option has answered."""
    terminal = messages()
    terminal.print(Text(hub.name, style="bold"))
    terminal.print(
        "Do you have an export from your phone system? Then stop here and use: simcall import FILE", markup=False
    )
    terminal.print("Press Enter to keep the value in [brackets]; it is then marked as assumed.", markup=False)
    terminal.print("Press Ctrl-C to stop; nothing is written then.")
    answers = dict(hub.given)
    for question in QUESTIONS:
        if question.key not in answers:
            answer = _ask(question, terminal)
            if answer != question.read(question.default):
                answers[question.key] = answer
    return replace(hub, given=answers, measured=hub.measured or (bool(answers) and _confirm_measured()))


def _ask(question: Question, terminal: Console) -> Answer:
    terminal.print(Text(f"\n{question.where}", style="dim"), soft_wrap=True)
    answer: Answer = typer.prompt(question.text, default=question.default, value_proc=_reader(question), err=True)
    return answer


def _reader(question: Question) -> Callable[[str], Answer]:
    """Return a reader of answers; the prompt shows its complaint and asks again."""

    def read(text: str) -> Answer:
        try:
            return question.read(text)
        except ValueError as error:
            raise typer.BadParameter(f'"{text}": {error}') from error

    return read


def _confirm_measured() -> bool:
    messages().print()
    return typer.confirm("Are all the figures that you gave from your own reports and rota?", err=True)


def _has_text(stream: TextIO) -> bool:
    """Tell whether there is something to read now, as far as that can be known without waiting for it."""
    try:
        ready = bool(select.select([stream], [], [], 0)[0])
    except (OSError, ValueError):  # Windows can only ask sockets; a test's stream has no file number
        return False
    return ready and bool(stream.read(1))
