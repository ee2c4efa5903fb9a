"""``simcall merge``: two control rooms as one, and what that gains and costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, changes_in_words, messages, output, print_json
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.what_if import MergeRequest
from simcall.cli.study_commands import answered_and_saved
from simcall.errors import SimcallError
from simcall.faces.merger import Merger, merge
from simcall.files.messages import counted
from simcall.files.own_folders import check_place
from simcall.present.folders.merger import KIND, apart_file, check_files, folder_of, write_scenarios
from simcall.present.words.merger import LINE_HEADINGS, answer_in_words, best_hours, line_cells, notes_in_words
from simcall.scenario import load
from simcall.scenario.models.week import span_in_words
from simcall.studies.run import Progress

__all__ = ["merge_and_save"]


def merge_and_save(request: MergeRequest) -> int:
    """Load, merge, simulate, save and print; return the exit status."""
    first, second = (_labelled(file) for file in request.files)
    labels = (first[0], second[0])
    scenarios = [load(file, request.overrides) for _, file in (first, second)]
    folder = folder_of(labels)
    check_place(folder, KIND)  # before the work, not after it
    check_files(request.out)
    console = messages()
    for scenario, (_, file) in zip(scenarios, (first, second), strict=True):
        print_oddities(console, scenario, file, scenarios=2)

    def merged(advance: Progress) -> Merger:
        merger = merge(
            *scenarios,
            together=request.together,
            labels=labels,
            other_force=request.other_force,
            each_reserve=request.each_reserve,
            replications=request.replications,
            seed=request.seed,
            jobs=request.jobs,
            progress=advance,
        )
        return replace(merger, changes=tuple(request.overrides))

    merger = answered_and_saved(merged, folder, work="simulating", figures=request.figures, console=console)
    if merger is None:
        return INTERRUPTED
    write_scenarios(merger, request.out)
    if request.as_json:
        print_json(merger.document())
    else:
        _print(output(), merger, request.out, folder)
    return 0


def _labelled(text: str) -> tuple[str, Path]:
    """Return what a force is called, and its file: "north=hub.toml", or the name of the file."""
    label, equals, file = text.partition("=")
    if equals and not (label.strip() and file.strip()):
        raise SimcallError(f"{text}: write NAME=FILE, such as north=north.toml, or the file alone")
    path = Path(file.strip() if equals else text)
    return (label.strip() if equals else path.stem), path


def _print(out: Console, merger: Merger, file: Path, folder: Path) -> None:
    """Print the answer, each line apart and merged, and what the answer rests on."""
    apart = merger.rooms.apart
    if merger.changes:
        out.print(Text(f"Changed in both: {changes_in_words(merger.changes)}", style="bold"))
    out.print(Text(merger.rooms.merged.name))
    out.print(
        Text(
            f"{span_in_words(apart.start, apart.days)}, {counted(merger.replications, 'replication')}, seed "
            f"{merger.seed}, the same callers apart and merged. [low, high]: 95 % interval."
        ),
        "",
        sep="\n",
    )
    for sentence in answer_in_words(merger):
        out.print(Text(sentence, style="bold"))
    if hours := best_hours(merger):
        out.print(Text(hours))
    for sentence in notes_in_words(merger):
        out.print(Text(sentence))
    out.print()
    unbroken = LINE_HEADINGS[2:]
    out.print(plain_table(LINE_HEADINGS, line_cells(merger), numbers=LINE_HEADINGS[2:5], unbroken=unbroken))
    out.print(Text("Answered in time: of answered calls, within the line's target. Abandoned: of calls offered."))
    out.print("", Text(f"Scenarios: {file} (merged) and {apart_file(file)} (apart). Results: {folder}"), sep="\n")
    out.print(Text(f"To change the merged room: simcall run {file} --set …"), soft_wrap=True)
