"""``simcall sweep`` and ``simcall best``: many scenarios at once, and the cheapest that meets the targets."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of
from simcall.cli.tables import figure
from simcall.errors import SimcallError
from simcall.measures.saving import check_place, folder_name
from simcall.studies.findings import points
from simcall.studies.precision import half_width
from simcall.studies.sweep import (
    Cell,
    Choice,
    Design,
    Sweep,
    best,
    design_from_vary,
    is_sweep_file,
    load_design,
    load_sweep,
    sweep,
)
from simcall.studies.sweep.table import kind_of
from simcall.studies.targets import Figure, parse_figure, parse_target

__all__ = ["BestRequest", "SweepRequest", "pick", "sweep_and_save"]

_SHOWN = 15
"""Rows of a table that are printed; the files have all."""
FAILED = 1


@dataclass(frozen=True)
class SweepRequest:
    """What the user asked of a sweep."""

    file: Path
    vary: tuple[str, ...]
    overrides: tuple[str, ...]
    targets: tuple[str, ...]
    minimise: str | None
    replications: int | None
    seed: int | None
    until: tuple[str, ...]
    max_replications: int
    jobs: int | None
    scheduler: str | None
    out: Path | None
    as_json: bool
    figures: bool


def sweep_and_save(request: SweepRequest) -> int:
    """Lay out, simulate what is not done yet, save and print; return the exit status."""
    design = _design(request)
    folder = request.out or Path("results") / folder_name(design.name)
    check_place(folder, "sweep")  # before the work, not after it
    told = messages()
    for note in _about_points(design):
        told.print(Text(note))
    try:
        with progress_of(told, "sweeping") as advance:
            found = sweep(
                design.checked(),
                folder=folder,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                until=request.until,
                max_replications=request.max_replications,
                scheduler=request.scheduler,
                progress=advance,
            )
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
        found.save(folder, figures=request.figures)
    except KeyboardInterrupt:
        told.print(Text(f"Interrupted: the points that are done are in {folder}; the same command goes on from them."))
        return INTERRUPTED
    if request.as_json:
        _print_json(found.document())
    else:
        _print_sweep(output(), found, folder)
    return FAILED if found.failed else 0


def _design(request: SweepRequest) -> Design:
    """Read a sweep file, or lay out what is to vary of a scenario."""
    if is_sweep_file(request.file):
        if request.vary:
            raise SimcallError(
                f"{request.file}: a sweep file says itself what varies; leave --vary out, or add it there"
            )
        design = load_design(request.file, request.overrides)
    elif request.vary:
        design = design_from_vary(request.file, request.vary, request.overrides)
    else:
        raise SimcallError(
            f"{request.file}: say what varies, such as --vary groups.officers.headcount=0..6, or give a sweep file"
        )
    settings = design.settings
    if request.targets:
        settings = replace(settings, targets=tuple(parse_target(text, design.base) for text in request.targets))
    if request.minimise:
        settings = replace(settings, minimise=parse_figure(request.minimise, design.base))
    return replace(design, settings=settings)


def _about_points(design: Design) -> Iterator[str]:
    dropped = "; ".join(f"{number} dropped: {reason}" for reason, number in design.dropped.items())
    yield f"{len(design.points)} points{f' ({dropped})' if dropped else ''}"
    yield from design.notes


def _print_json(document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    sys.stdout.buffer.write(text.encode())


def _print_sweep(out: Console, found: Sweep, folder: Path) -> None:
    request = found.request
    out.print(Text(found.design.name, style="bold"))
    until = f", until {', '.join(map(str, request.until))}" if request.until else ""
    out.print(
        Text(
            f"{len(found.cells)} points, {request.replications} replications of each{until}, seed {request.seed}: the "
            "same callers and people in all of them. ± is how far a figure's own 95 % interval reaches."
        )
    )
    targets = found.design.settings.targets
    if targets:
        _print_verdicts(out, found)
    _print_frontier(out, found)
    if found.aims:
        _print_effects(out, found, found.aims[0].figure)
    for cell in found.failed[:_SHOWN]:
        out.print(Text(f"Point {cell.point.number} ({found.design.label_of(cell.point)}) failed: {cell.error}", "bold"))
    if found.others:
        out.print(
            Text(f"{found.others} cells in the folder are of other points, or of another scenario, seed or version.")
        )
    out.print("", Text(f"Saved in {folder}"), sep="\n", soft_wrap=True)


def _print_verdicts(out: Console, found: Sweep) -> None:
    """Print which points meet every target, the cheapest first."""
    settings = found.design.settings
    least = settings.minimise or Figure("", "paid_hours")
    judged = [(cell, {verdict.word for verdict in verdicts}) for cell, verdicts in found.verdicts(settings.targets)]
    met = [cell for cell, words in judged if words == {"met"}]
    close = [cell for cell, words in judged if "missed" not in words and "too close to call" in words]
    wanted = " and ".join(map(str, settings.targets))
    out.print("", Text(f"{len(met)} points meet {wanted}; {len(close)} are too close to call.", "bold"), sep="\n")
    cheapest = sorted(met, key=lambda cell: (cell.estimate(least).mean or 0.0, cell.point.number))
    if cheapest:
        _print_points(out, found, cheapest, [least, *settings.targets], f"Those that meet them, by {least}")
        out.print(Text("simcall best checks the choice on fresh callers, and says how sure it is.", "dim"))


def _print_frontier(out: Console, found: Sweep) -> None:
    figures = [aim.figure for aim in found.aims]
    if len(figures) < 2:
        return
    title = f"Frontier: no other point is as good in all of these, and better in one: {', '.join(map(str, found.aims))}"
    _print_points(out, found, found.frontier(), figures, title)


def _print_points(out: Console, found: Sweep, cells: Sequence[Cell], figures: Sequence[Figure], title: str) -> None:
    out.print("", Text(title, style="bold"), sep="\n")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("point", header_style="underline", justify="right")
    for path in found.paths:
        table.add_column(_broken(found.design.labels.get(path, path)), header_style="underline")
    for one in figures:
        table.add_column(_broken(_heading(one)), header_style="underline", justify="right")
    for cell in cells[:_SHOWN]:
        values = ["-" if value is None else str(value) for value in found.values_of(cell)]
        values += [_written(cell, one) for one in figures]
        table.add_row(str(cell.point.number), *(Text(value) for value in values))
    out.print(table)
    if len(cells) > _SHOWN:
        out.print(f"and {len(cells) - _SHOWN} more: points.csv has all of them")


def _heading(one: Figure) -> str:
    return str(Figure(one.line_or_group, one.measure)) + (" a week" if one.is_planned else "")


def _broken(heading: str) -> str:
    """Break a long name at its dots, so that a narrow column shows all of it."""
    return heading.replace(".", ".\n")


def _written(cell: Cell, one: Figure) -> str:
    """Write a figure and how far its interval reaches: "91.0 % ±0.4"."""
    found, kind = cell.estimate(one), kind_of(one)
    mean, reach = figure(found, kind)[0], half_width(found)
    return mean if not reach or one.is_planned else f"{mean} ±{points(reach, kind).split(' ')[0]}"


def _print_effects(out: Console, found: Sweep, of: Figure) -> None:
    """Print the mean of the first aim by each value of each parameter."""
    effects = found.main_effects(of)
    if not effects or len(found.paths) < 2:
        return
    out.print("", Text(f"Main effects: mean {of} over all points with a value", style="bold"), sep="\n")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("varied", "value", "mean", "points"):
        table.add_column(
            heading, header_style="underline", justify="right" if heading in ("mean", "points") else "left"
        )
    for path in found.paths:
        rows = [row for row in effects if row[0] == path]
        for _, value, mean, number in rows if len(rows) <= _SHOWN else ():
            written = (
                f"{100 * mean:.1f} %" if of.measure != "paid_hours" and kind_of(of).value == "share" else f"{mean:,.4g}"
            )
            table.add_row(found.design.labels.get(path, path), str(value), written, str(number))
    if table.row_count:
        out.print(table)


# The best ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BestRequest:
    """What the user asked of a choice."""

    folder: Path
    targets: tuple[str, ...]
    minimise: str | None
    replications: int | None
    seed: int | None
    jobs: int | None
    as_json: bool


def pick(request: BestRequest) -> int:
    """Load a sweep, look again at what may be best, and print; return the exit status."""
    found = load_sweep(request.folder)
    told = messages()
    try:
        with progress_of(told, "looking again") as advance:
            choice = best(
                found,
                request.targets,
                request.minimise,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                progress=advance,
            )
    except KeyboardInterrupt:
        told.print("Interrupted.")
        return INTERRUPTED
    if request.as_json:
        _print_json(choice.document())
    else:
        _print_choice(output(), choice)
    return 0 if choice.chosen is not None else FAILED


def _print_choice(out: Console, choice: Choice) -> None:
    found, chosen = choice.sweep, choice.chosen
    out.print(
        Text(f"{found.design.name}: least {choice.minimise} with {' and '.join(map(str, choice.targets))}", "bold")
    )
    out.print(
        Text(
            f"{choice.ruled_out} of {len(found.cells)} points are ruled out by the sweep. The others were simulated "
            f"again, the cheapest first, with {choice.replications} replications of fresh callers (seed {choice.seed})."
        )
    )
    if chosen is None:
        out.print(Text("No point surely meets the targets.", style="bold"))
    else:
        label = found.design.label_of(chosen.cell.point)
        cost = f"{chosen.cost:,.1f} h" if kind_of(choice.minimise).value == "hours" else f"{chosen.cost:,.4g}"
        out.print(Text(f"Point {chosen.cell.point.number}: {label}; {choice.minimise} {cost}.", style="bold"))
    cheaper = len(choice.undecided)
    if cheaper:
        out.print(
            Text(
                f"{cheaper} cheaper points are too close to call: they may meet the targets too. More replications "
                "would tell (--replications).",
                style="bold",
            )
        )
    out.print(
        Text(
            "How sure: the intervals below are wide enough for all of this to hold together in 95 of 100 such choices: "
            "that the chosen point meets the targets, and that every point said to miss one does (Bonferroni)."
        )
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("point", "values", str(choice.minimise), *(_heading(one) for one in choice.targets), "verdict"):
        table.add_column(heading, header_style="underline")
    for one in choice.candidates[-_SHOWN:]:
        values = [" ".join(figure(verdict.found, kind_of(verdict.target))) for verdict in one.verdicts]
        label = found.design.label_of(one.cell.point)
        table.add_row(str(one.cell.point.number), Text(label), f"{one.cost:,.1f}", *(Text(v) for v in values), one.word)
    out.print(table)
    if choice.left:
        out.print(Text(f"{choice.left} points that cost more were not looked at again."))
