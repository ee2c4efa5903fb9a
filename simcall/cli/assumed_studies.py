"""``simcall explain --assumptions`` and ``simcall staff --assumptions``: answers over draws of what is assumed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, print_json
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.staffing import StaffRequest
from simcall.cli.requests.what_if import ExplainRequest
from simcall.cli.study_commands import answered_and_saved
from simcall.cli.week_blocks import WeekBlock, print_blocks
from simcall.errors import SimcallError
from simcall.faces.assumptions import AssumedExplanation, AssumedStaffing, assume_explain, assume_staff
from simcall.files.folder_names import folder_name
from simcall.files.own_folders import check_place
from simcall.present.folders.assumptions import KIND
from simcall.present.words.assumed_studies import (
    PART_HEADINGS,
    explanation_sentences,
    part_rows,
    staffing_sentences,
)
from simcall.present.words.assumptions import INPUT_HEADINGS, input_cells, method_sentences
from simcall.present.words.hours_of_week import hourly_most
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import rough_duration
from simcall.studies.assumptions import Draws
from simcall.studies.assumptions.explained import FEWER_DRAWS
from simcall.studies.kept_arrays import unfinished_beside
from simcall.studies.run import Progress
from simcall.studies.value_sets import DEFAULT_REPLICATIONS

__all__ = ["explain_assumed", "staff_assumed"]

_WIDEST = 100


def explain_assumed(scenarios: Sequence[Scenario], request: ExplainRequest) -> int:
    """Explain with every draw, save and print; return the exit status."""
    names = " and ".join(scenario.name for scenario in scenarios)
    folder = request.out or Path("results") / folder_name(f"why {names}, assumptions")
    check_place(folder, KIND)  # before the work, not after it
    console, unfinished = messages(), unfinished_beside(folder)

    def explained(advance: Progress) -> AssumedExplanation:
        numbers = assume_explain(
            *scenarios,
            measure=request.measure,
            draws=request.draws or FEWER_DRAWS,
            replications=DEFAULT_REPLICATIONS if request.replications is None else request.replications,
            seed=request.seed,
            jobs=request.jobs,
            ensemble=request.ensemble,
            like=request.like,
            keep=unfinished,
            progress=_with_length(console, advance),
        )
        return replace(numbers, changes=tuple(request.overrides))

    numbers = answered_and_saved(
        explained, folder, work="drawing", figures=request.figures, console=console, unfinished=unfinished
    )
    if numbers is None:
        return INTERRUPTED
    if request.as_json:
        print_json(numbers.document())
        return 0
    out = output()
    _print_sentences(out, explanation_sentences(numbers), style="bold")
    out.print("", plain_table(PART_HEADINGS, part_rows(numbers), numbers=PART_HEADINGS[1:2]), sep="\n")
    _print_end(out, numbers.draws, folder)
    return 0


def staff_assumed(scenario: Scenario, request: StaffRequest) -> int:
    """Find the people needed with every draw, save and print; return the exit status."""
    if request.worth:
        raise SimcallError("--worth cannot be used with --assumptions")
    folder = request.out or Path("results") / folder_name(f"{scenario.name}, staff, assumptions")
    check_place(folder, KIND)  # before the work, not after it
    console, unfinished = messages(), unfinished_beside(folder)

    def staffed(advance: Progress) -> AssumedStaffing:
        numbers = assume_staff(
            scenario,
            request.targets,
            groups=request.groups,
            step=request.step,
            hold=request.hold,
            draws=request.draws or FEWER_DRAWS,
            seed=request.seed,
            jobs=request.jobs,
            ensemble=request.ensemble,
            like=request.like,
            keep=unfinished,
            progress=_with_length(console, advance),
        )
        return replace(numbers, changes=tuple(request.overrides))

    numbers = answered_and_saved(
        staffed, folder, work="drawing", figures=request.figures, console=console, unfinished=unfinished
    )
    if numbers is None:
        return INTERRUPTED
    if request.as_json:
        print_json(numbers.document())
        return 0
    out = output()
    out.width = min(out.width, _WIDEST)
    out.print(Text(scenario.name, style="bold"))
    _print_sentences(out, staffing_sentences(numbers))
    print_blocks(out, list(_blocks(numbers)))
    _print_end(out, numbers.draws, folder)
    return 0


def _blocks(numbers: AssumedStaffing) -> Iterable[WeekBlock]:
    """Yield the week of each group: people needed with the scenario's own values, and over the draws."""
    for name, group in numbers.plain.groups.items():
        mean, low, high = numbers.by_step(name)
        yield WeekBlock(f"Needed: {name}, own values", hourly_most(group.required), 0)
        yield WeekBlock(f"Needed: {name}, mean of draws", hourly_most(mean), 1)
        yield WeekBlock(f"Needed: {name}, lowest", hourly_most(low), 0)
        yield WeekBlock(f"Needed: {name}, highest", hourly_most(high), 0)


def _with_length(console: Console, advance: Progress) -> Callable[[int, int], None]:
    """Say after the first draw how long all of them take, and show progress."""
    started = time.monotonic()

    def report(done: int, planned: int) -> None:
        if done == 1 and planned > 1:
            left = rough_duration((time.monotonic() - started) * (planned - 1))
            console.print(Text(f"About {left} left for {planned - 1} draws. Ctrl-C keeps what is done."))
        advance(done, planned)

    return report


def _print_sentences(out: Console, sentences: Iterable[str], style: str = "") -> None:
    for sentence in sentences:
        out.print(Text(sentence, style=style))


def _print_end(out: Console, draws: Draws, folder: Path) -> None:
    if draws.paths:
        out.print("", Text("What is drawn", style="bold"), sep="\n")
        out.print(plain_table(INPUT_HEADINGS, input_cells(draws), unbroken=INPUT_HEADINGS[:1]))
    _print_sentences(out, method_sentences(draws))
    out.print(Text(f"Saved in {folder}"), soft_wrap=True)
