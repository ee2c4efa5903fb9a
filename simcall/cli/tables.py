"""Tables of a run: every measure with its interval and its definition."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from simcall.cli.plain_tables import plain_table
from simcall.faces.run import Results
from simcall.measures import MEASURES, Estimates, Measure
from simcall.measures.incident_words import suits
from simcall.measures.measure_texts import ALL_LINES, lines_named
from simcall.present.words.figures import figure, is_worth_showing
from simcall.present.words.span_texts import one_span, span_range

__all__ = ["NARROW", "print_measures"]

NARROW = 100
"""Columns: a narrower terminal gets lists in place of tables with definitions."""


def print_measures(out: Console, results: Results) -> None:
    """Print every measure of each line and grade, of all phone lines and of each group, with its definition."""
    for name, estimates in results.lines.items():
        measures = _worth_showing(results, estimates, name)
        _print_table(out, f"Line {name}", measures, estimates, name, results)
    for name, estimates in results.grades.items():
        measures = _worth_showing(results, estimates, name)
        _print_table(out, f"Grade {name}", measures, estimates, name, results)
    if results.adds_lines:
        measures = _worth_showing(results, results.total, "")
        _print_table(out, ALL_LINES, measures, results.total, "", results)
    for name, estimates in results.groups.items():
        if estimates.duty_hours.mean or estimates.overrun_hours.mean:
            _print_table(out, f"Group {name}", [MEASURES[measure] for measure in estimates], estimates, name, results)
        else:
            out.print("", Text(f"Group {name}: nobody on duty", style="bold"), sep="\n")


def _worth_showing(results: Results, estimates: Estimates, name: str) -> list[Measure]:
    """Return the measures that a table of a line, a grade or the total shows."""
    lines = lines_named(name, results.blueprint.scenario.lines)
    shown = [MEASURES[measure] for measure in estimates if is_worth_showing(MEASURES[measure], estimates[measure])]
    return [measure for measure in shown if suits(measure, lines)]


def _print_table(
    out: Console, title: str, measures: Sequence[Measure], estimates: Estimates, name: str, results: Results
) -> None:
    """Print measures of one line or group: a table, or a list where there is no room for one."""
    rows = [
        (
            *(measure.name, *figure(estimates[measure.name], measure.kind)),
            *(span_range(estimates[measure.name], measure.kind), results.definition(measure.name, name)),
        )
        for measure in measures
    ]
    span_name = one_span(results.blueprint.scenario.days)
    out.print("", Text(title, style="bold"), sep="\n")
    if out.width < NARROW:
        for measure, mean, interval, span, definition in rows:
            of_one = f"; {span_name}: {span}" if span else ""
            out.print(Text(f"{measure}: {mean} {interval}".rstrip() + of_one), Text(definition), sep="\n")
        return
    has_spans = results.replications > 1
    unbroken = ("measure", "mean", "interval", *([span_name] if has_spans else []))
    cells = (row if has_spans else (*row[:3], row[-1]) for row in rows)
    out.print(plain_table((*unbroken, "definition"), cells, numbers={"mean"}, unbroken=unbroken))
