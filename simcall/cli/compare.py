"""``simcall compare``: what differs between scenarios with the same callers, as a planner reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.api import Comparison, compare
from simcall.cli.console import INTERRUPTED, messages, output, print_json, progress_of, say_short
from simcall.cli.oddities import print_oddities
from simcall.cli.tables import NARROW
from simcall.files.own_folders import check_place, folder_name
from simcall.measures import GROUP_MEASURES, LINE_MEASURES, Difference, Kind
from simcall.present.words.figures import figure
from simcall.present.words.findings import findings, saved_by_pairing, signed, targets_met
from simcall.scenario import load
from simcall.studies.compare import Row, difference_half_width
from simcall.studies.precision import goals_of, stopped_short

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
    for scenario, file in zip(scenarios, request.files, strict=True):
        print_oddities(told, scenario, file, scenarios=len(scenarios))
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
    short = stopped_short(goals_of(request.until, scenarios), difference_half_width, found.results)
    if request.as_json:
        print_json(found.document())
        say_short(told, short)
    else:
        _print(output(), found, folder, short)
    return 0


def _print(out: Console, found: Comparison, folder: Path, short: str | None) -> None:
    if found.changes:
        out.print(Text(f"Changed in all of them: {'; '.join(found.changes)}", style="bold"))
    out.print(Text(_what_was_run(found)))
    for name in found.names[1:]:
        out.print("", Text(f"{name}, against {found.names[0]}", style="bold"), sep="\n")
        for sentence in (*findings(found, name), *targets_met(found, name)):
            out.print(Text(sentence, style="bold"))
        _print_tables(out, found, name)
        if gained := saved_by_pairing(found, name):
            out.print("", Text(gained), sep="\n")
    out.print()
    say_short(out, short)
    out.print(Text(f"Saved in {folder}"), soft_wrap=True)


def _what_was_run(found: Comparison) -> str:
    scenario, n, joint = found.scenarios[0], found.base.replications, len(found.others)
    days = "1 day" if scenario.days == 1 else f"{scenario.days:g} days"
    times = "1 replication" if n == 1 else f"{n} replications"
    together = "" if joint == 1 else f"; those of a measure hold for all {joint} scenarios together"
    interval = f"[low, high] is the 95 % interval of a difference{together}"
    return (
        f"{days} from {scenario.start:%d %B %Y}, {times}, seed {found.base.seed}: the same callers and people in each, "
        f"paired by replication. {interval if n > 1 else 'One replication gives no intervals'}. "
        "Counts and hours are means of a whole span."
    )


def _print_tables(out: Console, found: Comparison, scenario: str) -> None:
    """Print the differences of each line and group that has any."""
    own = [row for row in found.rows if row.scenario == scenario]
    for of, name in dict.fromkeys((row.of, row.name) for row in own):
        rows = [row for row in own if (row.of, row.name) == (of, name) and _worth_showing(row.found)]
        out.print("", Text(f"{of.capitalize()} {name}", style="bold"), sep="\n")
        if rows:
            _print_rows(out, found, rows)
        else:
            out.print("no difference in any replication")


def _print_rows(out: Console, found: Comparison, rows: Sequence[Row]) -> None:
    """Print differences: a table, or a list where there is no room for one."""
    if out.width < NARROW:
        for row in rows:
            base, this, difference, interval = _cells(row.found, _KINDS[row.measure])
            out.print(
                Text(f"{row.measure}: {base} -> {this}, {difference} {interval}"), Text(found.definition(row)), sep="\n"
            )
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("measure", no_wrap=True, header_style="underline")
    for heading in ("base", "this", "difference"):
        table.add_column(heading, no_wrap=True, header_style="underline", justify="right")
    table.add_column("interval", no_wrap=True, header_style="underline")
    table.add_column("definition", header_style="underline")
    for row in rows:
        cells = (row.measure, *_cells(row.found, _KINDS[row.measure]), found.definition(row))
        table.add_row(*(Text(cell, style="" if row.found.clear else "dim") for cell in cells))
    out.print(table)


def _worth_showing(found: Difference) -> bool:
    """Leave out what is the same in every replication."""
    return found.mean != 0 or any((found.low, found.high))


def _cells(found: Difference, kind: Kind) -> Iterator[str]:
    """Yield the base's figure, the other's, the difference and its interval."""
    yield figure(found.base, kind)[0]
    yield figure(found.other, kind)[0]
    yield "-" if found.mean is None else signed(found.mean, kind)
    known = [signed(end, kind).partition(" ")[0] for end in (found.low, found.high) if end is not None]
    yield f"[{', '.join(known)}]" if known else ""
