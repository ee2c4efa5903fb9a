"""The first screen of ``simcall run``: the answer, where it is worst, and what it rests on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import changes_in_words, next_steps, output, print_shortfall
from simcall.cli.plain_tables import plain_table
from simcall.cli.tables import print_measures
from simcall.faces.run import Results
from simcall.measures import LINE_MEASURES, Kind, Verdict
from simcall.measures.definitions import OFFERED
from simcall.measures.measure import Shown
from simcall.measures.measure_texts import stretch_in_words
from simcall.measures.stretches import worst_stretches
from simcall.present.words.figures import figure
from simcall.present.words.incidents import AttendedRow, attended_blocks, lent_groups
from simcall.present.words.run_answer import calls_still_waiting, hours_taken, span_and_intervals, target_sentences
from simcall.scenario import Scenario, holdings

__all__ = ["print_results"]

_LEAST_WIDTH = 72
"""Columns: a narrower terminal gets a list in place of a table."""


@dataclass(frozen=True)
class _Row:
    """A figure of a line: what it is, its value and interval, and what it is a figure of."""

    label: str
    value: str
    interval: str
    note: str


def print_results(results: Results, file: Path, folder: Path, *, shortfall: str | None, in_full: bool) -> None:
    """Print what a run found.

    Parameters
    ----------
    results : Results
        The run.
    file : Path
        The scenario file, for the commands that the reader may type next.
    folder : Path
        Where the results are saved.
    shortfall : str or None
        Which precision was not reached, in words.
    in_full : bool
        Whether to print every measure of every line and group too, with its definition.
    """
    out = output()
    out.print(Text(results.blueprint.scenario.name, style="bold"))
    if results.changes:
        out.print(Text(f"Changed for this run: {changes_in_words(results.changes)}", style="bold"))
    out.print(Text(span_and_intervals(results)))
    out.print()
    for target in target_sentences(results):
        out.print(Text(target.text, style="" if target.verdict is None else _VERDICT_STYLES[target.verdict]))
        if target.spread:
            out.print(Text(f"  {target.spread}"))
    _print_lines(out, results)
    out.print()
    scenario = results.blueprint.scenario
    without_price = [name for name in lent_groups(scenario) if scenario.groups[name].cost_per_hour is None]
    for sentence in (*hours_taken(results, without_price), *calls_still_waiting(results)):
        out.print(Text(sentence, style="bold"))
    if in_full:
        print_measures(out, results)
        out.print()
    if assumed := _assumed_in_words(results.blueprint.scenario, file):
        out.print(Text(assumed), soft_wrap=True)
    print_shortfall(out, shortfall)
    for sentence in next_steps(folder, in_full, "summary.csv"):
        out.print(Text(sentence), soft_wrap=True)


_VERDICT_STYLES = {
    Verdict.MET: "bold green",
    Verdict.MISSED: "bold red",
    Verdict.TOO_CLOSE: "bold yellow",
    Verdict.NOBODY_RANG: "bold",
}


# Lines ----------------------------------------------------------------------------------------------------------------


def _print_lines(out: Console, results: Results) -> None:
    """Print a few figures of each line, and of incidents by grade and area."""
    for name, line in results.blueprint.scenario.lines.items():
        if line.grade is None:
            of_work = " (work)" if line.is_work else ""
            _print_block(out, f"Line {name}{of_work}", [*_figures(results, name), *_stretch_rows(results, name)])
    for block in attended_blocks(results):
        _print_block(out, block.title, [_attended(row) for row in block.rows])


def _print_block(out: Console, title: str, rows: Sequence[_Row]) -> None:
    """Print some figures: a table, or a list where there is no room for one."""
    out.print("", Text(title, style="bold"), sep="\n")
    if out.width < _LEAST_WIDTH:
        for row in rows:
            out.print(Text(f"{row.label}: {row.value} {row.interval}".rstrip()))
        return
    unbroken = ("figure", "value", "interval")
    cells = ((row.label, row.value, row.interval, row.note) for row in rows)
    out.print(plain_table((*unbroken, "note"), cells, numbers={"value"}, unbroken=unbroken, has_header=False))


def _attended(row: AttendedRow) -> _Row:
    return _Row(f"{'    ' if row.is_part else '  '}{row.label}", *figure(row.estimate, row.kind), row.note)


def _figures(results: Results, line: str) -> Iterator[_Row]:
    is_work = results.blueprint.scenario.lines[line].is_work
    for measure in LINE_MEASURES:
        estimate = results.lines[line][measure.name]
        words = measure.first_screen_of_work if is_work else measure.first_screen
        is_shown = estimate.mean or (estimate.mean is not None and measure.shown is not Shown.IF_ANY)
        if words is not None and is_shown:
            label, note = words
            led_to = not is_work and measure is OFFERED and results.lines[line].transferred_in.mean
            yield _Row(f"  {label}", *figure(estimate, measure.kind), f"transfers and {note}" if led_to else note)


def _stretch_rows(results: Results, line: str) -> Iterator[_Row]:
    """Yield the stretches of the week in which a line is worst."""
    for number, stretch in enumerate(worst_stretches(results, line)):
        label = "  worst  " if number == 0 else "         "
        note = stretch_in_words(stretch, results.blueprint.scenario.lines[line])
        yield _Row(f"{label}{stretch.name}", *figure(stretch.estimate, Kind.SHARE), note)


# What it rests on -----------------------------------------------------------------------------------------------------


def _assumed_in_words(scenario: Scenario, file: Path) -> str:
    """Say how many inputs are assumed and how to list them; nothing if none is."""
    number = sum(holding.kind == "assumed" for holding in holdings(scenario))
    if not number:
        return ""
    are_assumed = "1 input is assumed" if number == 1 else f"{number:,} inputs are assumed"
    return f"{are_assumed}. To list them: simcall check {shlex.quote(str(file))} --assumed"
