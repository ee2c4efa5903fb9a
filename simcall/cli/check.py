"""``simcall check``: what needs attention in a scenario, and every input with its source."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import output
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.start import CheckRequest
from simcall.files.messages import counted
from simcall.scenario import (
    Holding,
    SpannedInput,
    file_readings,
    holdings,
    load,
    rosters_in_words,
    spanned_inputs,
    warnings,
)
from simcall.scenario.models.paths import KeyPath, format_path, parse_path
from simcall.studies.defaults import DEFAULT_REPLICATIONS, jobs_at_once
from simcall.studies.memory_bound import check_memory_of

__all__ = ["check"]

_FOR_THE_REST = 40
"""Letters of a line that the other columns need."""
_NOT_INPUTS = ("setting", "default")


def check(request: CheckRequest) -> int:
    """Load a scenario and print what needs attention: odd things, and what is assumed; return the exit status."""
    scenario = load(request.file, request.overrides)
    check_memory_of(scenario, DEFAULT_REPLICATIONS, jobs_at_once(None, DEFAULT_REPLICATIONS))
    out = output()
    out.print(Text(scenario.name, style="bold"))
    if scenario.description:
        out.print(Text(scenario.description))
    for sentence in rosters_in_words(scenario):
        out.print(Text(sentence), soft_wrap=True)
    for reading in file_readings(scenario):
        out.print(Text(f"Read: {reading}."), soft_wrap=True)
    odd, rows = warnings(scenario), holdings(scenario)
    for warning in odd:
        out.print(Text(f"Odd: {warning}", style="bold"), soft_wrap=True)
    spanned = spanned_inputs(scenario)
    assumed = [row for row in rows if row.kind == "assumed"]
    out.print("", Text(_sources_in_words(rows)), sep="\n")
    if spanned:
        _print_spans(out, spanned)
    if request.in_full or (request.assumed_only and assumed):
        _print_inputs(out, rows if request.in_full else assumed)
    elif assumed:
        with_span = {row.path for row in spanned}
        _print_names(out, [row for row in assumed if row.path not in with_span], others_have_spans=bool(spanned))
    out.print()
    for step in () if request.in_full else _next_steps(request.file, request.assumed_only or not assumed):
        out.print(Text(step), soft_wrap=True)
    out.print(f"No errors. {counted(len(odd), 'odd thing')}: see above." if odd else "No problems.")
    return 0


def _sources_in_words(rows: Sequence[Holding]) -> str:
    """Write how many inputs there are of each kind: "121 inputs: 60 published, 27 measured, 34 assumed."."""
    number = Counter(row.kind for row in rows if row.kind not in _NOT_INPUTS)
    kinds = ", ".join(f"{count} {kind}" for kind, count in number.most_common())
    return f"{counted(number.total(), 'input')}: {kinds}." if number else "No inputs."


def _print_spans(out: Console, inputs: Sequence[SpannedInput]) -> None:
    """Print the inputs with a span, from which `--assumptions` draws."""
    out.print("With a span, from which --assumptions draws:")
    cells = ((f"  {row.path}", row.value_in_words, row.span_in_words, row.kind) for row in inputs)
    out.print(plain_table(("  input", "value", "span", "kind"), cells))


def _print_names(out: Console, rows: Iterable[Holding], *, others_have_spans: bool) -> None:
    """Print the names of inputs, those of each line, group or table together."""
    names: dict[str, list[KeyPath]] = {}
    for row in rows:
        keys = parse_path(row.path)
        depth = min(2, len(keys) - 1)
        names.setdefault(format_path(keys[:depth]), []).append(keys[depth:])
    out.print("Assumed, without a span:" if others_have_spans else "Assumed:")
    cells = ((f"  {table_name}", _names_in_words(inputs)) for table_name, inputs in names.items())
    out.print(plain_table(("table", "inputs"), cells, has_header=False))


def _names_in_words(names: Iterable[KeyPath]) -> str:
    """Write names, those in one table together: "priority, patience (mean, distribution)"."""
    inputs: dict[KeyPath, list[str]] = {}
    for keys in names:
        inputs.setdefault(keys[:-1], []).append(keys[-1])
    return ", ".join(_table_in_words(table, own) for table, own in inputs.items())


def _table_in_words(table: KeyPath, inputs: Sequence[str]) -> str:
    if table and len(inputs) > 1:
        return f"{format_path(table)} ({', '.join(inputs)})"
    return ", ".join(format_path((*table, name)) for name in inputs)


def _print_inputs(out: Console, rows: Sequence[Holding]) -> None:
    """Print inputs with their values, kinds and sources."""
    fits = max(len(row.path) for row in rows) <= out.width - _FOR_THE_REST
    unbroken = ("input",) if fits else ()  # paths are for copying
    cells = (
        (row.path, row.value, Text(row.kind, style="bold" if row.kind == "assumed" else ""), row.source) for row in rows
    )
    out.print(plain_table(("input", "value", "kind", "source"), cells, unbroken=unbroken))


def _next_steps(file: Path, assumed_are_listed: bool) -> Iterator[str]:
    command = f"simcall check {shlex.quote(str(file))}"
    if not assumed_are_listed:
        yield f"For their values and sources: {command} --assumed"
    yield f"For every input: {command} --all"
