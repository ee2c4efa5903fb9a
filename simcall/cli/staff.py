"""``simcall staff``: how many people each hour needs, against who is on duty."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.staffing import StaffRequest
from simcall.cli.study_commands import answered_and_saved, refuse_without_assumptions
from simcall.cli.week_blocks import MARK, WeekBlock, print_blocks
from simcall.faces.staffing import Staffing, staff
from simcall.files.own_folders import check_place
from simcall.present.folders.saved_staffing import KIND, folder_of
from simcall.present.folders.staffing import PICTURE, TABLE
from simcall.present.words.hours_of_week import hourly_any, hourly_most
from simcall.present.words.staffing import (
    FIGURE_HEADINGS,
    answer_sentences,
    figure_rows,
    hours_sentences,
    method_sentences,
    targets_sentence,
    worth_sentences,
)
from simcall.scenario import load
from simcall.studies.kept_arrays import unfinished_beside

__all__ = ["staff_and_save"]

_WIDEST = 100


def staff_and_save(request: StaffRequest) -> int:
    """Search, save and print; return the exit status."""
    scenario = load(request.file, request.overrides)
    if request.assumptions:
        from simcall.cli.assumed_studies import staff_assumed  # the plain question starts faster

        return staff_assumed(scenario, request)
    refuse_without_assumptions(request)
    folder = request.out or folder_of(scenario)
    check_place(folder, KIND)  # before the work, not after it
    console = messages()
    print_oddities(console, scenario, request.file)
    unfinished = unfinished_beside(folder)
    staffing = answered_and_saved(
        lambda advance: staff(
            scenario,
            request.targets,
            groups=request.groups,
            step=request.step,
            hold=request.hold,
            worth=request.worth,
            seed=request.seed,
            jobs=request.jobs,
            keep=unfinished,
            progress=advance,
        ),
        folder,
        figures=request.figures,
        console=console,
        unfinished=unfinished,
    )
    if staffing is None:
        return INTERRUPTED
    if request.as_json:
        print_json(staffing.document())
    else:
        _print(staffing, request, folder)
    return 0


def _print(staffing: Staffing, request: StaffRequest, folder: Path) -> None:
    out = output()
    out.width = min(out.width, _WIDEST)
    out.print(Text(staffing.scenario.name, style="bold"))
    if request.overrides:
        out.print(Text(f"Changed: {changes_in_words(request.overrides)}", style="bold"))
    out.print(Text(targets_sentence(staffing)))
    for sentence in answer_sentences(staffing):
        out.print(Text(sentence, style="bold"))
    for sentence in hours_sentences(staffing):
        out.print(Text(sentence))
    blocks = list(_blocks(staffing, in_full=request.in_full))
    print_blocks(out, blocks)
    if any(group.is_short.any() for group in staffing.groups.values()):
        out.print(Text(f"{MARK} At least half a person is missing on average."))
    out.print()
    _print_figures(out, staffing)
    for sentence in (*method_sentences(staffing), *worth_sentences(staffing)):
        out.print(Text(sentence))
    picture = f", and the picture in {folder / PICTURE}" if request.figures else ""
    out.print(Text(f"\nEvery number is in {folder / TABLE}{picture}."), soft_wrap=True)
    if not request.in_full:
        out.print(Text("For who must be rostered in each hour, add --all."))
    out.print(Text(f"For a report: simcall report {shlex.quote(str(folder))}"), soft_wrap=True)


def _print_figures(out: Console, staffing: Staffing) -> None:
    out.print(Text("Over the whole span", style="bold"))
    out.print(plain_table(FIGURE_HEADINGS, figure_rows(staffing), numbers=FIGURE_HEADINGS[1:]))
    out.print()


def _blocks(staffing: Staffing, *, in_full: bool) -> Iterator[WeekBlock]:
    """Return the week of each group; of steps shorter than an hour, the largest number of each hour."""
    for name, group in staffing.groups.items():
        short = hourly_any(group.is_short)
        yield WeekBlock(f"Needed: {name} ({MARK} short today)", hourly_most(group.required), 0, short)
        yield WeekBlock(f"At the phones today: {name}", hourly_most(group.on_duty), _places(group.on_duty))
        if in_full:
            yield WeekBlock(f"To be rostered: {name}", hourly_most(group.rostered_required), 0)
            yield WeekBlock(f"Rostered today: {name}", hourly_most(group.rostered), _places(group.rostered))


def _places(people: np.ndarray) -> int:
    """Return the decimals of numbers of people: none if all are whole."""
    defined = people[np.isfinite(people)]
    return 0 if np.allclose(defined, np.round(defined)) else 1
