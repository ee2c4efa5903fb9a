"""``simcall compare``: what differs between scenarios with the same callers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from string import ascii_uppercase

from rich.console import Console
from rich.text import Text

from simcall.cli.console import (
    INTERRUPTED,
    changes_in_words,
    messages,
    next_steps,
    output,
    print_json,
    print_shortfall,
    progress_of,
)
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.what_if import CompareRequest
from simcall.cli.study_commands import pictures_saved, refuse_without_assumptions
from simcall.cli.tables import NARROW
from simcall.faces.comparison import Comparison, compare
from simcall.files.folder_names import folder_name
from simcall.files.messages import counted
from simcall.files.own_folders import check_place
from simcall.measures import MEASURES, Difference, Kind
from simcall.present.words.differences import signed
from simcall.present.words.figures import figure
from simcall.present.words.findings import findings, saved_by_pairing, spans_of_targets, targets_met
from simcall.scenario import load
from simcall.scenario.models.week import span_in_words
from simcall.studies.compare import Row, difference_half_width
from simcall.studies.precision import goals_of, stopped_short
from simcall.studies.run import DEFAULT_REPLICATIONS

__all__ = ["compare_and_save"]


def compare_and_save(request: CompareRequest) -> int:
    """Load, simulate, save and print, then draw; return the exit status."""
    scenarios = [load(file, request.overrides) for file in request.files]
    if request.assumptions:
        from simcall.cli.assumptions import assume_and_save  # a plain comparison starts faster

        return assume_and_save(scenarios, request.files, request, request.replications)
    refuse_without_assumptions(request)
    names = [scenario.name for scenario in scenarios]
    folder = request.out or Path("results") / folder_name(f"{' and '.join(names[1:])} against {names[0]}")
    check_place(folder, "comparison")  # before the work, not after it
    console = messages()
    for scenario, file in zip(scenarios, request.files, strict=True):
        print_oddities(console, scenario, file, scenarios=len(scenarios))
    try:
        with progress_of(console) as advance:
            comparison = compare(
                *scenarios,
                replications=request.replications or DEFAULT_REPLICATIONS,
                seed=request.seed,
                jobs=request.jobs,
                until=request.until,
                max_replications=request.max_replications,
                progress=advance,
            )
        comparison = replace(comparison, changes=tuple(request.overrides))
        comparison.save(folder, figures=False)
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    shortfall = stopped_short(goals_of(request.until, scenarios), difference_half_width, comparison.results)
    if request.as_json:
        print_json(comparison.document())
        print_shortfall(console, shortfall)
    else:
        _print(output(), comparison, folder, shortfall, in_full=request.in_full)
    return INTERRUPTED if request.figures and not pictures_saved(comparison, folder, console) else 0


def _print(out: Console, comparison: Comparison, folder: Path, shortfall: str | None, *, in_full: bool) -> None:
    if comparison.changes:
        out.print(Text(f"Changed in all of them: {changes_in_words(comparison.changes)}", style="bold"))
    labels = _labels(comparison)
    for name, label in labels.items():
        base = " (base)" if name == comparison.names[0] else ""
        out.print(Text(f"{label}{base}: {name}"))
    out.print(Text(_span_in_words(comparison)), Text(_intervals_in_words(comparison)), sep="\n")
    for name in comparison.names[1:]:
        out.print("", Text(f"{labels[name]} against {labels[comparison.names[0]]}", style="bold"), sep="\n")
        for sentence in (*findings(comparison, name), *targets_met(comparison, name)):
            out.print(Text(sentence, style="bold"))
        for sentence in spans_of_targets(comparison, name):
            out.print(Text(sentence))
        if in_full:
            _print_tables(out, comparison, name, labels)
        if saved := saved_by_pairing(comparison, name):
            out.print("", Text(saved), sep="\n")
    out.print()
    print_shortfall(out, shortfall)
    for sentence in next_steps(folder, in_full, "differences.csv"):
        out.print(Text(sentence), soft_wrap=True)


def _labels(comparison: Comparison) -> dict[str, str]:
    """Return a letter for each scenario, so that sentences need not repeat long names."""
    letters = dict(enumerate(ascii_uppercase))
    return {name: letters.get(number, str(number + 1)) for number, name in enumerate(comparison.names)}


def _span_in_words(comparison: Comparison) -> str:
    scenario, replications = comparison.scenarios[0], counted(comparison.base.replications, "replication")
    return (
        f"{span_in_words(scenario.start, scenario.days)}, {replications}, seed {comparison.base.seed}, "
        "the same callers and people in each."
    )


def _intervals_in_words(comparison: Comparison) -> str:
    if comparison.base.replications == 1:
        return "One replication gives no intervals."
    others = len(comparison.others)
    together = "" if others == 1 else f"; those of one measure hold for all {others} comparisons together"
    return f"[low, high]: 95 % interval of a difference{together}."


def _print_tables(out: Console, comparison: Comparison, scenario: str, labels: Mapping[str, str]) -> None:
    """Print the differences of each line and group that has any."""
    columns = (labels[comparison.names[0]], labels[scenario])
    own = [row for row in comparison.rows if row.scenario == scenario]
    for of, name in dict.fromkeys((row.of, row.name) for row in own):
        rows = [row for row in own if (row.of, row.name) == (of, name) and _worth_showing(row.difference)]
        out.print("", Text(f"{of.capitalize()} {name}", style="bold"), sep="\n")
        if rows:
            _print_rows(out, comparison, rows, columns)
        else:
            out.print("no difference in any replication")


def _print_rows(out: Console, comparison: Comparison, rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Print differences: a table, or a list where there is no room for one."""
    if out.width < NARROW:
        for row in rows:
            base, other, difference, interval = _cells(row.difference, MEASURES[row.measure].kind)
            sentence = f"{row.measure}: {base} -> {other}, {difference} {interval}"
            out.print(Text(sentence), Text(comparison.definition(row)), sep="\n")
        return
    numbers = (*columns, "difference")
    unbroken = ("measure", *numbers, "interval")
    cells = (_styled_cells(comparison, row) for row in rows)
    out.print(plain_table((*unbroken, "definition"), cells, numbers=numbers, unbroken=unbroken))


def _styled_cells(comparison: Comparison, row: Row) -> Iterator[Text]:
    """Yield the cells of a row, dim if the difference is not clear."""
    style = "" if row.difference.clear else "dim"
    for cell in (row.measure, *_cells(row.difference, MEASURES[row.measure].kind), comparison.definition(row)):
        yield Text(cell, style=style)


def _worth_showing(difference: Difference) -> bool:
    """Leave out what is the same in every replication."""
    return difference.mean != 0 or any((difference.low, difference.high))


def _cells(difference: Difference, kind: Kind) -> Iterator[str]:
    """Yield the base's figure, the other's, the difference and its interval."""
    yield figure(difference.base, kind)[0]
    yield figure(difference.other, kind)[0]
    yield "-" if difference.mean is None else signed(difference.mean, kind)
    ends = [signed(end, kind).partition(" ")[0] for end in (difference.low, difference.high) if end is not None]
    yield f"[{', '.join(ends)}]" if ends else ""
