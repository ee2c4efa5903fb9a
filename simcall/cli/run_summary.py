"""The first screen of ``simcall run``: the answer, where it is worst, and what it rests on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import changes_in_words, next_steps, output, print_shortfall
from simcall.cli.plain_tables import plain_table
from simcall.cli.tables import print_measures
from simcall.faces.run import Results
from simcall.files.messages import counted
from simcall.measures import LINE_MEASURES, Estimate, JudgedLine, Kind, Verdict, verdicts
from simcall.measures.definitions import OFFERED
from simcall.measures.measure import Shown
from simcall.measures.measure_texts import stretch_in_words
from simcall.measures.stretches import worst_stretches
from simcall.present.words.figures import figure, figure_in_words
from simcall.present.words.span_texts import average_span, span_of_target
from simcall.scenario import Scenario, holdings
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.week import span_in_words

__all__ = ["print_results"]

_LEAST_WIDTH = 72
"""Columns: a narrower terminal gets a list in place of a table."""
_WAITING_SHARE = 0.01
"""Share of a line's calls that still wait at the end, from which the reader is warned."""


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
    out.print(Text(_span_in_words(results)))
    out.print()
    for sentence, style in _target_sentences(results):
        out.print(Text(sentence, style=style))
    _print_lines(out, results)
    out.print()
    for sentence in (*_hours_taken(results), *_calls_still_waiting(results)):
        out.print(Text(sentence, style="bold"))
    if in_full:
        print_measures(out, results)
        out.print()
    if assumed := _assumed_in_words(results.blueprint.scenario, file):
        out.print(Text(assumed), soft_wrap=True)
    print_shortfall(out, shortfall)
    for sentence in next_steps(folder, in_full, "summary.csv"):
        out.print(Text(sentence), soft_wrap=True)


def _span_in_words(results: Results) -> str:
    scenario = results.blueprint.scenario
    times = counted(results.replications, "replication")
    of_average = f"[low, high]: 95 % interval of {average_span(scenario.days)}"
    intervals = of_average if results.replications > 1 else "One replication gives no intervals"
    return f"{span_in_words(scenario.start, scenario.days)}, {times}, seed {results.seed}. {intervals}."


# Targets --------------------------------------------------------------------------------------------------------------


def _target_sentences(results: Results) -> Iterator[tuple[str, str]]:
    """Yield a sentence about each target, and the style to print it in."""
    judged = verdicts(results)
    if not judged:
        yield "No line has an answer target.", ""
    for target in judged:
        is_work = results.blueprint.scenario.lines[target.line].is_work
        yield (_work_sentence if is_work else _target_sentence)(target), _VERDICT_STYLES[target.verdict]
        if spread := span_of_target(target, results.blueprint.scenario.days):
            yield f"  {spread}", ""


def _target_sentence(judged: JudgedLine) -> str:
    if judged.within_s is None:
        return _abandonment_sentence(judged)
    within, target = plain_duration(judged.within_s), f"target {100 * judged.share:g} %"
    if judged.verdict is Verdict.NOBODY_RANG:
        return f"{judged.line}: nobody rang ({target} within {within})."
    if judged.estimate.mean is None:
        return f"{judged.line}: missed. Callers rang and nobody was answered ({target} within {within})."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of answered calls within {within} ({target})."


def _work_sentence(judged: JudgedLine) -> str:
    """Judge the target of a line of work, which nobody rings and nobody abandons."""
    target = f"target {100 * judged.share:g} % within {plain_duration(judged.within_s or 0)}"
    if judged.verdict is Verdict.NOBODY_RANG:
        return f"{judged.line}: no work came ({target})."
    if judged.estimate.mean is None:
        return f"{judged.line}: missed. Work came and nobody started any ({target})."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of items started in time ({target})."


def _abandonment_sentence(judged: JudgedLine) -> str:
    target = f"target at most {100 * judged.share:g} %"
    if judged.estimate.mean is None:
        return f"{judged.line}: {judged.verdict} ({target} abandoned)."
    share = figure_in_words(judged.estimate, Kind.SHARE)
    return f"{judged.line}: {judged.verdict}. {share} of calls abandoned ({target})."


_VERDICT_STYLES = {
    Verdict.MET: "bold green",
    Verdict.MISSED: "bold red",
    Verdict.TOO_CLOSE: "bold yellow",
    Verdict.NOBODY_RANG: "bold",
}


# Lines ----------------------------------------------------------------------------------------------------------------


def _print_lines(out: Console, results: Results) -> None:
    """Print a few figures of each line: a table, or a list where there is no room for one."""
    for line in results.lines:
        rows = [*_figures(results, line), *_stretch_rows(results, line)]
        of_work = " (work)" if results.blueprint.scenario.lines[line].is_work else ""
        out.print("", Text(f"Line {line}{of_work}", style="bold"), sep="\n")
        if out.width < _LEAST_WIDTH:
            for row in rows:
                out.print(Text(f"{row.label}: {row.value} {row.interval}".rstrip()))
            continue
        unbroken = ("figure", "value", "interval")
        cells = ((row.label, row.value, row.interval, row.note) for row in rows)
        headings = (*unbroken, "note")
        out.print(plain_table(headings, cells, numbers={"value"}, unbroken=unbroken, has_header=False))


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


def _hours_taken(results: Results) -> Iterator[str]:
    """Say how many hours each group that has other work gives to calls, and what they cost."""
    for name, group in results.blueprint.scenario.groups.items():
        duty, overrun = results.groups[name].duty_hours, results.groups[name].overrun_hours
        if group.taken_from and (duty.mean or overrun.mean):
            hours, interval = figure(duty, Kind.HOURS)
            has_no_width = interval == f"[{hours}, {hours}]"  # planned hours hardly vary
            on_duty = hours if has_no_width else f"{hours} {interval}".rstrip()
            after_it = f" and {figure(overrun, Kind.HOURS)[0]} finishing calls after it" if overrun.mean else ""
            cost = _cost(duty, overrun, group.cost_per_hour)
            yield f"{name}: {on_duty} on duty{after_it}, taken from {group.taken_from}.{cost}"


def _cost(duty: Estimate, overrun: Estimate, per_hour: float | None) -> str:
    if per_hour is None or duty.mean is None or overrun.mean is None:
        return ""
    return f" At {per_hour:g} an hour that costs {(duty.mean + overrun.mean) * per_hour:,.0f}."


def _calls_still_waiting(results: Results) -> Iterator[str]:
    """Warn of lines whose queue had not emptied when the run ended."""
    for name, estimates in results.lines.items():
        waiting, offered = estimates.still_waiting.mean, estimates.offered.mean
        if waiting and offered and waiting > _WAITING_SHARE * offered:
            noun = "items of work" if results.blueprint.scenario.lines[name].is_work else "calls"
            yield (
                f"{name}: {waiting:,.0f} {noun} ({100 * waiting / offered:.1f} % of those offered) still waited when "
                "the run ended. Their waits are cut short there, so the true waits are longer."
            )


def _assumed_in_words(scenario: Scenario, file: Path) -> str:
    """Say how many inputs are assumed and how to list them; nothing if none is."""
    number = sum(holding.kind == "assumed" for holding in holdings(scenario))
    if not number:
        return ""
    are_assumed = "1 input is assumed" if number == 1 else f"{number:,} inputs are assumed"
    return f"{are_assumed}. To list them: simcall check {shlex.quote(str(file))} --assumed"
