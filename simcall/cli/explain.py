"""``simcall explain``: why two scenarios differ, or why a figure is as high as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import (
    INTERRUPTED,
    changes_in_words,
    messages,
    next_steps,
    output,
    print_json,
)
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.what_if import ExplainRequest
from simcall.cli.study_commands import answered_and_saved, refuse_without_assumptions
from simcall.errors import SimcallError
from simcall.faces.explanation import Explanation, explain
from simcall.files.folder_names import folder_name
from simcall.files.messages import counted
from simcall.files.own_folders import check_place
from simcall.present.folders.explanation import KIND
from simcall.present.words.explanation import (
    PART_HEADINGS,
    PART_NOTES,
    answer_in_words,
    cause_in_words,
    changes_in_cause,
    notes_in_words,
    part_cells,
    thickest_hours,
)
from simcall.scenario import Scenario, load, load_both
from simcall.scenario.models.week import span_in_words
from simcall.studies.kept_arrays import unfinished_beside
from simcall.studies.run import DEFAULT_REPLICATIONS, Progress

__all__ = ["explain_and_save"]


def explain_and_save(request: ExplainRequest) -> int:
    """Load, simulate, save and print; return the exit status."""
    scenarios = _scenarios(request)
    if request.assumptions:
        from simcall.cli.assumed_studies import explain_assumed  # a plain explanation starts faster

        return explain_assumed(scenarios, request)
    refuse_without_assumptions(request)
    folder = request.out or Path("results") / _folder_name([scenario.name for scenario in scenarios])
    check_place(folder, KIND)  # before the work, not after it
    unfinished = unfinished_beside(folder)
    console = messages()
    for scenario, file in zip(scenarios, (request.file, request.other or request.file), strict=False):
        print_oddities(console, scenario, file, scenarios=len(scenarios))

    def explained(advance: Progress) -> Explanation:
        explanation = explain(
            *scenarios,
            measure=request.measure,
            replications=request.replications or DEFAULT_REPLICATIONS,
            seed=request.seed,
            jobs=request.jobs,
            keep=unfinished,
            progress=advance,
        )
        return replace(explanation, changes=tuple(request.overrides))

    explanation = answered_and_saved(
        explained, folder, work="simulating", figures=request.figures, console=console, unfinished=unfinished
    )
    if explanation is None:
        return INTERRUPTED
    if request.as_json:
        print_json(explanation.document())
    else:
        _print(output(), explanation, folder, in_full=request.in_full)
    return 0


def _scenarios(request: ExplainRequest) -> list[Scenario]:
    """Load A, and B if there is one: another file, or A with changes."""
    if not request.changes:
        files = (request.file,) if request.other is None else (request.file, request.other)
        return [load(file, request.overrides) for file in files]
    if request.other is not None:
        raise SimcallError("--change is for one scenario: leave out B, or write its changes into its file")
    return list(load_both(request.file, request.overrides, request.changes))


def _folder_name(names: list[str]) -> str:
    return folder_name(f"why {' and '.join(names)}")


def _print(out: Console, explanation: Explanation, folder: Path, *, in_full: bool) -> None:
    """Print the answer, the part of each cause, and what each changes."""
    if explanation.changes:
        out.print(Text(f"Changed: {changes_in_words(explanation.changes)}", style="bold"))
    for letter, scenario in zip("AB", explanation.scenarios, strict=False):
        out.print(Text(scenario.name if explanation.is_level else f"{letter}: {scenario.name}"))
    span = span_in_words(explanation.scenario.start, explanation.scenario.days)
    combinations = counted(len(explanation.totals), "combination")
    replications = counted(explanation.replications, "replication")
    out.print(
        Text(
            f"{span}, {replications}, seed {explanation.seed}, the same callers and people in all {combinations} "
            "of causes."
        ),
        "",
        sep="\n",
    )
    for sentence in answer_in_words(explanation):
        out.print(Text(sentence, style="bold"))
    for sentence in notes_in_words(explanation):
        out.print(Text(sentence))
    out.print()
    rows = (part_cells(explanation, part) for part in explanation.largest_first)
    out.print(plain_table(PART_HEADINGS, rows, numbers=PART_HEADINGS[1:5], unbroken=PART_HEADINGS[1:5]))
    for sentence in PART_NOTES:
        out.print(Text(sentence))
    out.print("", Text(_what_it_is_about(explanation), style="bold"), sep="\n")
    for cause in explanation.causes:
        name = cause_in_words(explanation, cause)
        out.print(Text(f"  {name}: {changes_in_cause(explanation, cause)}"))
    if in_full:
        _print_hours(out, explanation)
    out.print()
    if explanation.hourly and not in_full:
        out.print(Text("For the hours in which each cause matters most, add --all."))
    for sentence in next_steps(folder, in_full=True, table="parts.csv"):
        out.print(Text(sentence), soft_wrap=True)


def _print_hours(out: Console, explanation: Explanation) -> None:
    """Print in which hours of the week each cause does most."""
    out.print("", Text("When each cause matters most", style="bold"), sep="\n")
    for sentence in thickest_hours(explanation):
        out.print(Text(f"  {sentence}"))


def _what_it_is_about(explanation: Explanation) -> str:
    return "What removing each cause means" if explanation.is_level else "What each cause changes, from A to B"
