"""Results as tables that a planner can read: each figure with its interval, its definition and its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.cli.console import output, say_short
from simcall.measures import (
    GROUP_MEASURES,
    LINE_MEASURES,
    Estimate,
    Kind,
    Measure,
    Results,
    Verdict,
    verdicts,
)
from simcall.measures.wording import figure, figure_in_words
from simcall.scenario import holdings
from simcall.scenario.quantities import plain_duration

__all__ = ["NARROW", "figure", "figure_in_words", "print_results"]

NARROW = 90
_ONLY_IF_ANY = {"short_abandoned", "engaged", "passed_on", "still_waiting", "diverted_in"}


def print_results(results: Results, folder: Path, short: str | None = None) -> None:
    """Print what a run found, and which precision it has fallen short of."""
    out = output()
    scenario = results.blueprint.scenario
    out.print(Text(scenario.name, style="bold"))
    if results.changes:
        out.print(Text(f"Changed for this run: {'; '.join(results.changes)}", style="bold"))
    out.print(Text(_what_was_run(results)))
    for verdict in verdicts(results):
        out.print(Text(_sentence(verdict), style="bold"))
    for name, estimates in results.lines.items():
        rate = figure_in_words(estimates.abandonment_rate, Kind.SHARE)
        out.print(Text(f"{name}: {rate} of calls abandoned.", style="bold"))
    for sentence in _hours_taken(results):
        out.print(Text(sentence, style="bold"))
    for name, estimates in results.lines.items():
        rows = [measure for measure in LINE_MEASURES if _worth_showing(measure, estimates[measure.name])]
        _print_measures(out, "Line", name, rows, results)
    for name, of_group in results.groups.items():
        if of_group.duty_hours.mean or of_group.overrun_hours.mean:
            _print_measures(out, "Group", name, GROUP_MEASURES, results)
        else:
            out.print("", Text(f"Group {name}: nobody on duty", style="bold"), sep="\n")
    out.print()
    for note in _notes(results):
        out.print(note)
    say_short(out, short)
    out.print(Text(f"Saved in {folder}"), soft_wrap=True)


def _what_was_run(results: Results) -> str:
    scenario = results.blueprint.scenario
    days = "1 day" if scenario.days == 1 else f"{scenario.days:g} days"
    times = "1 replication" if results.replications == 1 else f"{results.replications} replications"
    interval = (
        "; [low, high] is the 95 % interval" if results.replications > 1 else ". One replication gives no intervals"
    )
    return (
        f"{days} from {scenario.start:%d %B %Y}, {times}, seed {results.seed}, {results.engine} engine. "
        f"Counts and hours are means of a whole span{interval}."
    )


def _sentence(verdict: Verdict) -> str:
    share = figure_in_words(verdict.found, Kind.SHARE)
    target = f"{100 * verdict.share:g} % within {plain_duration(verdict.within_s)}"
    return f"{verdict.line}: {share} of answered calls in time; target {target}: {verdict.in_words()}."


def _hours_taken(results: Results) -> Iterator[str]:
    """Say what the help of groups whose people have other work costs that work."""
    for name, group in results.blueprint.scenario.groups.items():
        if not group.taken_from:
            continue
        hours, overrun = results.groups[name].duty_hours, results.groups[name].overrun_hours
        if not hours.mean and not overrun.mean:  # nobody of them comes
            continue
        of_one = hours.low == hours.high  # a headcount is the same each time
        on_duty = figure(hours, Kind.HOURS)[0] if of_one else figure_in_words(hours, Kind.HOURS)
        sentence = f"{name}: {on_duty} on duty, and {figure(overrun, Kind.HOURS)[0]} after it, taken from "
        yield sentence + group.taken_from + _priced(hours, overrun, group.cost_per_hour) + "."


def _priced(hours: Estimate, overrun: Estimate, per_hour: float | None) -> str:
    if per_hour is None or hours.mean is None or overrun.mean is None:
        return ""
    return f"; at {per_hour:g} an hour {(hours.mean + overrun.mean) * per_hour:,.0f} in all"


def _worth_showing(measure: Measure, estimate: Estimate) -> bool:
    """Leave out the ways to end that did not happen, and what is not defined."""
    if measure.name in _ONLY_IF_ANY:
        return bool(estimate.mean)
    return estimate.mean is not None or measure.name == "answered_in_target"


def _print_measures(out: Console, kind: str, name: str, rows: Sequence[Measure], results: Results) -> None:
    """Print the measures of one line or group: a table, or a list where there is no room for one."""
    found = results.lines[name] if kind == "Line" else results.groups[name]
    cells = [
        (measure.name, *figure(found[measure.name], measure.kind), results.definition(measure.name, name))
        for measure in rows
    ]
    out.print("", Text(f"{kind} {name}", style="bold"))
    if out.width < NARROW:
        for measure, mean, interval, definition in cells:
            out.print(Text(f"{measure}: {mean} {interval}".rstrip()), Text(definition), sep="\n")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("measure", no_wrap=True, header_style="underline")
    table.add_column("mean", no_wrap=True, header_style="underline", justify="right")
    table.add_column("interval", no_wrap=True, header_style="underline")
    table.add_column("definition", header_style="underline")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def _notes(results: Results) -> list[Text]:
    """Return what a reader must know before acting on the figures."""
    notes = []
    for name, estimates in results.lines.items():
        waiting = estimates.still_waiting.mean
        offered = estimates.offered.mean
        if waiting and offered and waiting > 0.01 * offered:
            share = f"{waiting:,.0f} calls ({waiting / offered:.1%} of those offered)"
            notes.append(
                Text(f"Line {name}: {share} still waited when the run ended; its waits are cut short there.", "bold")
            )
    assumed = [held.path for held in holdings(results.blueprint.scenario) if held.kind == "assumed"]
    if assumed:
        notes.append(Text(f"Assumed, not published or measured ({len(assumed)} inputs): {', '.join(assumed)}."))
    return notes
