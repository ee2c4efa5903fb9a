"""``simcall import``: from files to a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from simcall.cli.console import FAILED, INTERRUPTED, messages, output, print_json
from simcall.cli.importing.summary import print_import, print_questions, print_spells
from simcall.cli.requests.start import ImportRequest
from simcall.errors import SimcallError
from simcall.files.folder_names import folder_name
from simcall.observed.answers import ANSWERS, ImportAnswers, read_answers
from simcall.observed.given_answers import given_answers
from simcall.observed.observations import Observations
from simcall.observed.without_data import without_data
from simcall.present.folders.imported import check_import_place
from simcall.studies.imported import ImportNumbers, measure_files, observe_files, questions_document

__all__ = ["import_and_save"]


def import_and_save(request: ImportRequest) -> int:
    """Read, ask, measure, write and print; return the exit status."""
    with without_data(typer.Exit, typer.Abort):
        return _import_and_save(request)


def _import_and_save(request: ImportRequest) -> int:
    folder = request.out or Path(folder_name(_stem(request.files[0])))
    check_import_place(folder)  # before the work, not after it
    console = messages()
    answers = _answers(request, folder, console)
    asks = sys.stdin.isatty() and not (request.yes or request.as_json)
    try:
        observations, answers = _observed(request, answers, console, asks=asks)
        if observations.questions:
            return _refuse(observations, as_json=request.as_json)
        numbers = _measured(folder.resolve().name, observations, answers, console, asks=asks)
        if numbers.left_out and not (asks or request.yes):
            return _refuse_spells(numbers, as_json=request.as_json)
        _save(numbers, folder, console)
    except (KeyboardInterrupt, typer.Abort):
        console.print("\nInterrupted: nothing was written.")
        return INTERRUPTED
    if request.as_json:
        print_json(numbers.document())
    else:
        print_import(output(), numbers, folder)
    return 0


def _stem(file: Path) -> str:
    """Return a file's name without all of its endings, such as .csv.gz."""
    return file.name.split(".", maxsplit=1)[0] or file.name


def _answers(request: ImportRequest, folder: Path, console: Console) -> ImportAnswers:
    """Return what the options say, and an earlier import's answers where they say nothing."""
    answers = given_answers(
        lines=request.lines,
        columns=request.columns,
        choices=request.choices,
        keep=request.keep,
        zone=request.zone,
        local_zone=request.local_zone,
        dates=request.dates,
        staff=None if request.staff is None else str(request.staff),
    )
    earlier = read_answers(folder)
    if earlier != ImportAnswers():
        console.print(Text(f"simcall uses the answers of the last import: {folder / ANSWERS}"), soft_wrap=True)
    return answers.laid_over(earlier)


def _observed(
    request: ImportRequest, answers: ImportAnswers, console: Console, *, asks: bool
) -> tuple[Observations, ImportAnswers]:
    """Read the files; on a terminal, ask what has two readings and read them again."""
    while True:
        with _working(console, f"reading {_files(request)}"):
            observations = observe_files(request.files, answers)
        if not (observations.questions and asks):
            return observations, answers
        from simcall.cli.importing.dialogue import answer_questions

        before = answers
        answers = answer_questions(observations.questions, answers)
        if answers == before:
            raise SimcallError(
                "After these answers the same questions are still open. Give the answers as options instead."
            )


def _measured(
    name: str, observations: Observations, answers: ImportAnswers, console: Console, *, asks: bool
) -> ImportNumbers:
    """Measure; on a terminal, ask of each faulty spell whether to leave it out."""
    with _working(console, "measuring"):
        numbers = measure_files(name, observations, answers)
    if not (numbers.left_out and asks):
        return numbers
    from simcall.cli.importing.dialogue import days_to_keep

    kept = days_to_keep(numbers.left_out)
    if not kept:
        return numbers
    with _working(console, "measuring"):
        return measure_files(name, observations, replace(answers, keep=tuple(sorted({*answers.keep, *kept}))))


def _save(numbers: ImportNumbers, folder: Path, console: Console) -> None:
    os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, so no screen is needed
    with _working(console, "writing"):
        from simcall.present.folders.imported import save
        from simcall.report.of_import import import_page

        save(numbers, folder, import_page)


def _refuse(observations: Observations, *, as_json: bool) -> int:
    """Print every question with its option; nothing is written."""
    if as_json:
        print_json(questions_document(observations))
    print_questions(messages(), observations)
    return FAILED


def _refuse_spells(numbers: ImportNumbers, *, as_json: bool) -> int:
    """Print the faulty spells, which nobody could be asked about; nothing is written."""
    if as_json:
        print_json(numbers.document())
    print_spells(messages(), numbers)
    return FAILED


def _files(request: ImportRequest) -> str:
    return request.files[0].name if len(request.files) == 1 else f"{len(request.files)} files"


@contextmanager
def _working(console: Console, work: str) -> Iterator[None]:
    """Show on a terminal what is going on; a log needs no line for some seconds of work."""
    if console.is_terminal:
        with console.status(Text(work)):
            yield
    else:
        yield
