"""``simcall compare``: what differs between scenarios with the same callers, as a planner reads it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of
from simcall.cli.tables import figure
from simcall.measures import GROUP_MEASURES, LINE_MEASURES, Difference, Kind
from simcall.measures.saving import check_place, folder_name
from simcall.scenario import load
from simcall.studies import Comparison, compare
from simcall.studies.findings import findings, points, saved_by_pairing

__all__ = ["Request", "compare_and_save"]

_KINDS = {measure.name: measure.kind for measure in (*LINE_MEASURES, *GROUP_MEASURES)}


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    files: tuple[Path, ...]
    overrides: tuple[str, ...]
    replications: int
    seed: int
    until: tuple[str, ...]
    max_replications: int
    jobs: int | None
    out: Path | None
    as_json: bool
    figures: bool


def compare_and_save(request: Request) -> int:
    """Load, simulate, save and print; return the exit status."""
    scenarios = [load(file, request.overrides) for file in request.files]
    names = [scenario.name for scenario in scenarios]
    folder = request.out or Path("results") / folder_name(f"{' and '.join(names[1:])} against {names[0]}")
    check_place(folder, "comparison")  # before the work, not after it
    told = messages()
    try:
        with progress_of(told) as advance:
            found = compare(
                *scenarios,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                until=request.until,
                max_replications=request.max_replications,
                progress=advance,
            )
        found = replace(found, changes=request.overrides)
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
        found.save(folder, figures=request.figures)
    except KeyboardInterrupt:
        told.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    if request.as_json:
        document = json.dumps(found.document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        sys.stdout.buffer.write(document.encode())
    else:
        _print(output(), found, folder)
    return 0


def _print(out: Console, found: Comparison, folder: Path) -> None:
    if found.changes:
        out.print(Text(f"Changed in all of them: {'; '.join(found.changes)}", style="bold"))
    out.print(Text(_what_was_run(found)))
    for name in found.names[1:]:
        out.print("", Text(f"{name}, against {found.names[0]}", style="bold"), sep="\n")
        for sentence in findings(found, name):
            out.print(Text(sentence, style="bold"))
        _print_tables(out, found, name)
        if gained := saved_by_pairing(found, name):
            out.print(Text(gained))
    out.print("", Text(f"Saved in {folder}"), sep="\n", soft_wrap=True)


def _what_was_run(found: Comparison) -> str:
    base = found.base
    joint = len(found.others)
    together = (
        "" if joint == 1 else f", wide enough for the {joint} comparisons of a measure to hold together (Bonferroni)"
    )
    return (
        f"{base.blueprint.scenario.days:g} days from {base.blueprint.scenario.start:%d %B %Y}, "
        f"{base.replications} replications, seed {base.seed}: the same callers and people in each, paired by "
        f"replication. [low, high] is the 95 % interval of a difference{together}. Counts and hours are means of a "
        "whole span."
    )


def _print_tables(out: Console, found: Comparison, scenario: str) -> None:
    """Print the differences of each line and group that has any."""
    subjects = dict.fromkeys((row.of, row.name) for row in found.rows)
    for of, name in subjects:
        rows = [
            row
            for row in found.rows
            if (row.scenario, row.of, row.name) == (scenario, of, name) and _worth_showing(row.found)
        ]
        out.print("", Text(f"{of.capitalize()} {name}", style="bold"), sep="\n")
        if not rows:
            out.print("no difference in any replication")
            continue
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column("measure", no_wrap=True, header_style="underline")
        for heading in ("base", "this", "difference"):
            table.add_column(heading, no_wrap=True, header_style="underline", justify="right")
        table.add_column("interval", no_wrap=True, header_style="underline")
        table.add_column("definition", header_style="underline")
        for row in rows:
            cells = _cells(row.found, _KINDS[row.measure])
            style = "" if row.found.clear else "dim"
            table.add_row(*(Text(cell, style=style) for cell in (row.measure, *cells, found.definition(row))))
        out.print(table)


def _worth_showing(found: Difference) -> bool:
    """Leave out what is the same in every replication."""
    return not (found.mean == 0 and found.low == found.high == 0)


def _cells(found: Difference, kind: Kind) -> Iterator[str]:
    yield figure(found.base, kind)[0]
    yield figure(found.other, kind)[0]
    yield "-" if found.mean is None else _signed(found.mean, kind)
    ends: Sequence[float | None] = (found.low, found.high)
    yield "" if None in ends else f"[{', '.join(_signed(end, kind).split(' ')[0] for end in ends if end is not None)}]"


def _signed(value: float, kind: Kind) -> str:
    written = points(value, kind)
    zero = not any(digit in written for digit in "123456789")
    return written if zero else f"{'+' if value > 0 else '-'}{written}"
