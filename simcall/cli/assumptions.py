"""``--assumptions``: an answer over draws of what is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.start import RunRequest
from simcall.cli.requests.what_if import CompareRequest
from simcall.cli.study_commands import answered_and_saved
from simcall.errors import SimcallError
from simcall.faces.assumptions import Assumptions, assume
from simcall.files.folder_names import folder_name
from simcall.files.own_folders import check_place
from simcall.present.folders.assumptions import KIND
from simcall.present.words.assumptions import (
    DIFFERENCE_HEADINGS,
    INPUT_HEADINGS,
    SHARE_HEADINGS,
    decision_sentences,
    difference_cells,
    draws_sentence,
    figure_headings,
    first_to_measure,
    input_cells,
    labelled_shares,
    level_cells,
    method_sentences,
    nothing_to_measure,
    share_cells,
    target_sentences,
)
from simcall.scenario import Scenario
from simcall.studies.assumptions import DEFAULT_DRAWS
from simcall.studies.run import Progress

__all__ = ["assume_and_save"]


def assume_and_save(
    scenarios: Sequence[Scenario], files: Sequence[Path], request: RunRequest | CompareRequest, replications: int | None
) -> int:
    """Simulate with every draw, save and print; return the exit status."""
    if request.until:
        raise SimcallError("--until cannot be used with --assumptions: give --draws and --replications instead")
    names = [scenario.name for scenario in scenarios]
    others = f"{' and '.join(names[1:])} against " if names[1:] else ""
    folder = request.out or Path("results") / folder_name(f"{others}{names[0]}, assumptions")
    check_place(folder, KIND)  # before the work, not after it
    console = messages()
    for scenario, file in zip(scenarios, files, strict=True):
        print_oddities(console, scenario, file, scenarios=len(scenarios))

    def assumed(advance: Progress) -> Assumptions:
        numbers = assume(
            *scenarios,
            draws=DEFAULT_DRAWS if request.draws is None else request.draws,
            replications=replications,
            seed=request.seed,
            jobs=request.jobs,
            ensemble=request.ensemble,
            like=request.like,
            progress=advance,
        )
        return replace(numbers, changes=tuple(request.overrides))

    numbers = answered_and_saved(assumed, folder, work="drawing", figures=request.figures, console=console)
    if numbers is None:
        return INTERRUPTED
    if request.as_json:
        print_json(numbers.document())
    else:
        _print(output(), numbers, folder, in_full=request.in_full)
    return 0


def _print(out: Console, numbers: Assumptions, folder: Path, *, in_full: bool) -> None:
    if numbers.changes:
        out.print(Text(f"Changed: {changes_in_words(numbers.changes)}", style="bold"))
    decisions = list(decision_sentences(numbers))
    for sentence in decisions:
        out.print(Text(sentence, style="bold"))
    if decisions:
        out.print()
    for number, name in enumerate(numbers.names):
        base = " (base)" if number == 0 and len(numbers.names) > 1 else ""
        _print_table(out, f"{name}{base}", figure_headings(), level_cells(numbers, number))
        for sentence in target_sentences(numbers, number):
            out.print(Text(sentence))
        out.print()
    for number, name in enumerate(numbers.names[1:], start=1):
        heading = f"{name} against {numbers.names[0]}"
        _print_table(out, heading, DIFFERENCE_HEADINGS, difference_cells(numbers, number))
        out.print()
    _print_shares(out, numbers, in_full=in_full)
    out.print()
    if numbers.draws.paths:
        _print_table(out, "What is drawn", INPUT_HEADINGS, input_cells(numbers.draws))
    for sentence in (draws_sentence(numbers), *method_sentences(numbers.draws)):
        out.print(Text(sentence))
    if not in_full and numbers.divided:
        out.print(Text("For the share of each input in each figure, add --all, or open shares.csv there."))
    out.print(Text(f"Saved in {folder}"), soft_wrap=True)


def _print_table(out: Console, title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    out.print(Text(title, style="bold"))
    out.print(plain_table(headings, rows, numbers={"mean"}, unbroken=headings[:1]))


def _print_shares(out: Console, numbers: Assumptions, *, in_full: bool) -> None:
    """Print what to measure first for each figure, and with --all the share of each input."""
    if not numbers.divided:
        out.print(Text(nothing_to_measure(numbers.draws, numbers.with_value)))
        return
    out.print(Text("Which assumption matters most", style="bold"))
    inputs = [spanned for own in numbers.draws.inputs.values() for spanned in own if spanned is not None]
    for label, shares in labelled_shares(numbers):
        out.print(Text(first_to_measure(shares, label)))
        if in_full:
            out.print(plain_table(SHARE_HEADINGS, share_cells(shares, inputs), numbers=SHARE_HEADINGS[2:3]))
