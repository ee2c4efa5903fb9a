"""What ``simcall import`` prints: the files column by column, totals to compare, what was left out, and what next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.plain_tables import plain_table
from simcall.files.messages import counted
from simcall.observed.observations import FileRead, Observations
from simcall.observed.saved import SCENARIO
from simcall.present.folders.fitted import FITTED
from simcall.present.folders.imported import PAGE
from simcall.present.imported.people_entries import PLACEHOLDER, readings_in_words, rota_beside_files
from simcall.present.words.imported import (
    column_table,
    days_without_rota,
    file_in_words,
    finding_sentences,
    left_out_in_words,
    period_in_words,
    questions_in_words,
    time_span,
    total_headings,
    total_rows,
)
from simcall.scenario import holdings, load, rosters_in_words, warnings
from simcall.studies.imported import ImportNumbers

__all__ = ["print_import", "print_questions", "print_spells"]

_NEXT = {
    "check {file}": "anything odd, and which inputs are assumed",
    "run {file}": "the service that callers would receive",
    "validate {file} {folder}": "how well the model agrees with your month",
}
"""The commands to go on with, and what each shows."""


def print_import(out: Console, numbers: ImportNumbers, folder: Path) -> None:
    """Print what was read, what to compare, what was left out, and where everything is."""
    for file in numbers.observations.files:
        _print_file(out, file)
    measured = numbers.measured
    out.print(
        Text(
            f"Compare these totals with your own report: {period_in_words(numbers)}",
            style="bold",
        )
    )
    headings = total_headings(measured)
    out.print(plain_table(headings, total_rows(measured), numbers=headings[2:]))
    out.print()
    for sentence in _sentences(numbers, folder):
        out.print(Text(sentence), soft_wrap=True)
    _print_next(out, folder, numbers)


def _print_file(out: Console, file: FileRead) -> None:
    out.print(Text(file_in_words(file), style="bold"), soft_wrap=True)
    if file.columns:
        out.print(plain_table(*column_table(file)))
    if left_out := left_out_in_words(file.left_out):
        out.print(Text(left_out), soft_wrap=True)
    out.print()


def _sentences(numbers: ImportNumbers, folder: Path) -> Iterator[str]:
    """Yield what the planner has to know: faulty spells, missing hours, findings, and who was on duty."""
    yield from finding_sentences(numbers)
    if numbers.answers.staff is not None:
        command = f"simcall rota {shlex.quote(str(folder / SCENARIO))}"
        yield f"On duty: simcall reads the rota {Path(numbers.answers.staff).name}. To see people by hour: {command}"
    else:
        staffing = numbers.measured.staffing
        yield readings_in_words(staffing) if staffing.readings else PLACEHOLDER


def _print_next(out: Console, folder: Path, numbers: ImportNumbers) -> None:
    """Say what was written, how much of it is assumed, and how to go on."""
    file = folder / SCENARIO
    scenario = load(file)
    # The first sentence on a rota has its totals; later ones may name people, whom an import does not.
    for sentence in rosters_in_words(scenario)[:1]:
        out.print(Text(sentence), soft_wrap=True)
    beside = (days_without_rota(numbers, scenario), rota_beside_files(scenario, numbers.measured.staffing))
    for sentence in filter(None, beside):
        out.print(Text(sentence), soft_wrap=True)
    for warning in warnings(scenario):
        out.print(Text(f"Odd: {warning}", style="bold"), soft_wrap=True)
    assumed = sum(holding.kind == "assumed" for holding in holdings(scenario))
    verb = "is" if assumed == 1 else "are"
    out.print(Text(f"\nWrote {file}. {counted(assumed, 'input')} {verb} assumed, and the file says which."))
    out.print(Text(f"For what was read, left out and assumed, open {folder / PAGE}."), soft_wrap=True)
    if (folder / FITTED).exists():
        text = f"{folder / FITTED} was fitted to the files of an earlier import. Fit it again before you use it."
        out.print(Text(text, style="bold"), soft_wrap=True)
    out.print("\nNext:")
    names = {"file": shlex.quote(str(file)), "folder": shlex.quote(str(folder))}
    commands = {command.format(**names): purpose for command, purpose in _NEXT.items()}
    width = max(map(len, commands))
    for command, purpose in commands.items():
        out.print(Text(f"  simcall {command:<{width}}    {purpose}"), soft_wrap=True)


def print_questions(console: Console, observations: Observations) -> None:
    """Print every question that the files raise, with its option and its choices."""
    console.print(Text(questions_in_words(observations.questions)), soft_wrap=True)


def print_spells(console: Console, numbers: ImportNumbers) -> None:
    """Print the faulty spells, and how to leave them out or keep them."""
    console.print("Some hours look faulty. simcall proposes not to measure from them:", soft_wrap=True)
    for spell in numbers.left_out:
        console.print(Text(f"  {time_span(spell.start, spell.end)}: {spell.text}"), soft_wrap=True)
    console.print(
        "Add --yes to leave them out. To keep a day, add --keep and its date. Nothing was written.", soft_wrap=True
    )
