"""Asks what is not known yet, and writes the files, all of them or none."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

import typer
from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output
from simcall.cli.new.questions import QUESTIONS, Answer, Question, read_all, read_start
from simcall.cli.new.rendering import Hub, profiles_of, scenario_text
from simcall.errors import Problem, ScenarioError, SimcallError
from simcall.files.own_folders import folder_name
from simcall.files.whole import whole_file
from simcall.scenario import Scenario, load

__all__ = ["Request", "make"]

_SUFFIX = ".toml"


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    Attributes
    ----------
    name : str
        The scenario's name.
    given : mapping of str to str or None
        What options say, by the key of the question.
    start : str or None
        The first day, as typed.
    measured, flat, yes : bool
        Whether what is given was measured; as many calls at every hour; nothing is to be asked.
    out : Path
        The folder for the files.
    """

    name: str
    given: Mapping[str, str | None]
    start: str | None
    measured: bool
    flat: bool
    yes: bool
    out: Path


def make(request: Request) -> int:
    """Ask, write and say what to do next; return the exit status."""
    hub = _known(request)
    file = request.out / f"{hub.stem}{_SUFFIX}"
    _refuse_existing(file, hub)  # before anything is asked
    try:
        if not request.yes:
            _refuse_piped()
            hub = _asked(hub) if sys.stdin.isatty() else hub
        texts = {**profiles_of(hub), file.name: scenario_text(hub)}
        _refuse_existing(file, hub)
        _write({request.out / name: text for name, text in texts.items()})
    except (KeyboardInterrupt, typer.Abort):
        messages().print("\nInterrupted: nothing was written.")
        return INTERRUPTED
    _print_next(output(), file, load(file), hub)
    return 0


def _known(request: Request) -> Hub:
    """Return what the options say, or every problem with them."""
    given, problems = read_all(request.given)
    name = request.name.strip()
    if name.lower().endswith(_SUFFIX):
        name = name[: -len(_SUFFIX)].rstrip()
    if not name or not name.isprintable():
        problems.insert(0, Problem("NAME", "", "a name is one line of text that can be printed"))
    start = date.today()
    try:
        start = read_start(request.start, start)
    except ValueError as error:
        problems.append(Problem("--start", "", f'"{request.start}": {error}'))
    if problems:
        raise ScenarioError(problems)
    return Hub(name, folder_name(name), start, given, request.measured, request.flat)


def _refuse_existing(file: Path, hub: Hub) -> None:
    """Refuse to write over anything, and places that cannot be looked at."""
    paths = (file, *(file.parent / name for name in profiles_of(hub)))
    try:
        there = [path for path in paths if path.is_symlink() or path.exists()]
    except OSError as error:  # a name too long for the file system, or a folder that may not be entered
        raise SimcallError(f"{file}: cannot be there ({error.strerror}); give another folder with --out") from error
    if there:
        raise SimcallError(
            "\n".join(
                f"{path}: is there already, and stays as it is; give another name, or another folder with --out"
                for path in there
            )
        )


def _refuse_piped() -> None:
    """Refuse answers that come through a pipe: nobody would see which question each of them met."""
    if not sys.stdin.isatty() and _has_text(sys.stdin):
        raise SimcallError(
            "answers are asked for on a terminal alone; give them as options, such as --calls-999 400, and --yes for "
            "the rest (simcall new --help lists them)"
        )


def _has_text(stream: TextIO) -> bool:
    """Tell whether there is something to read now, where that can be told without waiting for it."""
    try:
        ready = bool(select.select([stream], [], [], 0)[0])
    except (OSError, ValueError):  # Windows asks this of sockets alone; a test's stream has no number
        return False
    return ready and bool(stream.read(1))


# Asking ---------------------------------------------------------------------------------------------------------------


def _asked(hub: Hub) -> Hub:
    """Ask what options have not answered; an answer that cannot be read is asked for again."""
    told = messages()
    told.print(Text(hub.name, style="bold"))
    told.print("Enter keeps what stands in [brackets], which is then marked as assumed.", markup=False)
    told.print("Ctrl-C stops, and nothing is written.")
    answers = dict(hub.given)
    for question in QUESTIONS:
        if question.key not in answers:
            answer = _ask(question, told)
            if answer != question.read(question.default):
                answers[question.key] = answer
    measured = hub.measured or (bool(answers) and _confirm_measured())
    return Hub(hub.name, hub.stem, hub.start, answers, measured, hub.flat)


def _ask(question: Question, told: Console) -> Answer:
    told.print(Text(f"\n{question.where}", style="dim"), soft_wrap=True)
    answer: Answer = typer.prompt(question.text, default=question.default, value_proc=_reader(question), err=True)
    return answer


def _reader(question: Question) -> Callable[[str], Answer]:
    """Return a reader whose complaints are told and asked again."""

    def read(text: str) -> Answer:
        try:
            return question.read(text)
        except ValueError as error:
            raise typer.BadParameter(f'"{text}": {error}') from error

    return read


def _confirm_measured() -> bool:
    messages().print()
    return typer.confirm("Are the figures that you gave from your own reports and rota, and not guesses?", err=True)


# Writing --------------------------------------------------------------------------------------------------------------


def _write(texts: Mapping[Path, str]) -> None:
    """Write files, all of them or none; folders that were made for them go too."""
    made: list[Path] = []
    folders: list[Path] = []
    try:
        for path, text in texts.items():
            for folder in [one for one in reversed(path.parents) if not one.exists()]:
                folder.mkdir()
                folders.append(folder)
            with whole_file(path) as fresh:
                fresh.write_text(text, encoding="utf-8", newline="\n")
            made.append(path)
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        for folder in reversed(folders):
            folder.rmdir()
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise SimcallError(f"{path}: cannot be written ({reason}); name another folder with --out") from error
        raise


def _print_next(out: Console, file: Path, scenario: Scenario, hub: Hub) -> None:
    beside = [str(file.parent / name) for name in profiles_of(hub)]
    also = f", and the shape of its week in {' and '.join(beside)}" if beside else ""
    out.print(Text(f"Wrote {file}{also}."), soft_wrap=True)
    kinds = [entry.kind for entry in scenario.provenance.values()]
    yours = f"{len(hub.given)} answers are yours" if len(hub.given) != 1 else "1 answer is yours"
    assumed = f"{kinds.count('assumed')} values are assumed, and the file says which"
    out.print(f"{yours}; {assumed}. Replace them as you learn them.")
    out.print("\nNext:")
    typed = f'"{file}"' if " " in str(file) else str(file)
    for command, what in _NEXT.items():
        out.print(Text(f"  simcall {command} {typed}    {what}"), soft_wrap=True)


_NEXT = {
    "check": "every value, and where it comes from",
    "rota ": "people on duty against the calls, hour by hour",
    "run  ": "what callers would meet",
}
