"""``simcall sweep``: many scenarios at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.api import Sweep, sweep
from simcall.cli.console import FAILED, INTERRUPTED, SHOWN, counted, messages, output, print_json, standing_of
from simcall.cli.oddities import print_merging_warnings
from simcall.cli.requests import SweepRequest
from simcall.errors import SimcallError
from simcall.files.own_folders import folder_name
from simcall.measures import Estimate
from simcall.present.words.differences import points
from simcall.present.words.figures import figure
from simcall.studies import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED
from simcall.studies.precision import half_width
from simcall.studies.sweep import Cell, Design, ManyPointsError, Settings, design_from_vary, is_sweep_file, load_design
from simcall.studies.sweep.cells import Request
from simcall.studies.sweep.cost import cost_of
from simcall.studies.sweep.design import brief
from simcall.studies.sweep.points import MANY, MOST_POINTS
from simcall.studies.sweep.store import check_folder
from simcall.studies.sweep.table import CLOSE, MET, MISSED, kind_of
from simcall.studies.targets import PAID_HOURS, Figure, Target, own_targets, parse_figure, parse_target

__all__ = ["sweep_and_save"]


def sweep_and_save(request: SweepRequest) -> int:
    """Lay out, simulate what is not done yet, save and print; return the exit status."""
    design = _asked_for(request)
    folder = request.out or Path("results") / folder_name(design.name)
    check_folder(folder)  # before the work, not after it
    told = messages()
    print_merging_warnings(told, [design.base])
    for note in _about_points(design):
        told.print(Text(note), soft_wrap=True)
    try:
        with standing_of(told) as advance:
            found = sweep(
                design,
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
        told.print(
            Text(f"Interrupted: the points that are done are in {folder}; the same command goes on from them."),
            soft_wrap=True,
        )
        return INTERRUPTED
    if request.as_json:
        print_json(found.document())
    else:
        _print_sweep(output(), found, folder)
    return FAILED if found.failed else 0


def _asked_for(request: SweepRequest) -> Design:
    """Lay out a sweep; one of very many points is told with what it takes, and wants a word."""
    try:
        return _design(request)
    except ManyPointsError as many:
        if many.base is None:
            raise
        jobs = request.jobs or os.cpu_count() or 1
        each = Request(request.replications or DEFAULT_REPLICATIONS, request.seed or DEFAULT_SEED, DEFAULT_ENGINE)
        cost = cost_of(many.base, many.points, each, jobs)
        raise SimcallError(
            f"{request.file}: {many.what} has {many.points:,} points. On this machine's {counted(jobs, 'core')} they "
            f"would take {cost}, before any rule that leaves some out. Vary fewer values, let a latin-hypercube or "
            "sobol design choose among them, or say --yes to begin all the same."
        ) from None


def _design(request: SweepRequest) -> Design:
    """Read a sweep file, or lay out what is to vary of a scenario."""
    most = MOST_POINTS if request.yes else MANY
    if is_sweep_file(request.file):
        if request.vary:
            raise SimcallError(
                f"{request.file}: a sweep file says itself what varies; leave --vary out, or add it there"
            )
        design = load_design(request.file, request.overrides, most)
    elif request.vary:
        design = design_from_vary(request.file, request.vary, request.overrides, most=most)
    else:
        raise SimcallError(
            f"{request.file}: say what varies, such as --vary groups.officers.headcount=0..6, or give a sweep file"
        )
    return replace(design, settings=_settings(request, design))


def _settings(request: SweepRequest, design: Design) -> Settings:
    """Return what is asked of the points; all that cannot be read is told together."""
    settings, faults = design.settings, []
    targets: list[Target] = []
    for text in request.targets:
        try:
            targets.append(parse_target(text, design.base))
        except SimcallError as fault:
            faults.append(str(fault))
    try:
        minimise = parse_figure(request.minimise, design.base) if request.minimise else settings.minimise
    except SimcallError as fault:
        faults.append(str(fault))
    if faults:
        raise SimcallError("\n".join(faults))
    wanted = tuple(targets) or settings.targets or own_targets(design.base)
    return replace(settings, targets=wanted, minimise=minimise)


def _about_points(design: Design) -> Iterator[str]:
    dropped = "; ".join(f"{number} dropped: {reason}" for reason, number in design.dropped.items())
    yield f"{counted(len(design.points), 'point')}{f' ({dropped})' if dropped else ''}"
    yield from design.notes


def _print_sweep(out: Console, found: Sweep, folder: Path) -> None:
    out.print(Text(found.design.name, style="bold"))
    out.print(Text(_what_was_run(found)))
    if found.design.settings.targets:
        _print_verdicts(out, found)
    _print_frontier(out, found)
    if found.aims and len(found.paths) > 1:
        _print_effects(out, found, found.aims[0].figure)
    if found.short:
        until = " and ".join(map(str, found.request.until))
        out.print("", Text(f"{counted(len(found.short), 'point')} stopped short of {until}.", "bold"), sep="\n")
    if found.failed:
        _print_failed(out, found)
    if found.others:
        unused = "of other points, or of another scenario, seed or version: not used here"
        out.print("", Text(f"{counted(found.others, 'cell')} in the folder {unused}."), sep="\n")
    page = f"A page to hand on: simcall report {folder}"
    out.print("", Text(f"Saved in {folder}"), Text(page), sep="\n", soft_wrap=True)


def _what_was_run(found: Sweep) -> str:
    request = found.request
    until = f" or more, until {' and '.join(map(str, request.until))}" if request.until else ""
    return (
        f"{counted(len(found.cells), 'point')}, {counted(request.replications, 'replication')} of each{until}, seed "
        f"{request.seed}: the same callers and people in all. ± is how far a figure's own 95 % interval reaches."
    )


def _print_failed(out: Console, found: Sweep) -> None:
    failed = counted(len(found.failed), "point")
    out.print("", Text(f"{failed} failed, which the same command tries again:", "bold"), sep="\n")
    for cell in found.failed[:SHOWN]:
        out.print(Text(f"{cell.point.number} ({found.design.label_of(cell.point)}): {cell.error}"), soft_wrap=True)
    _print_rest(out, len(found.failed))


def _print_rest(out: Console, rows: int) -> None:
    if rows > SHOWN:
        out.print(f"and {rows - SHOWN:,} more: points.csv has all of them")


def _print_verdicts(out: Console, found: Sweep) -> None:
    """Print which points meet every target, the cheapest first."""
    settings = found.design.settings
    least = settings.minimise or Figure("", PAID_HOURS)
    judged = [(cell, {one.word for one in verdicts}) for cell, verdicts in found.verdicts(settings.targets)]
    met = [cell for cell, words in judged if words == {MET}]
    close = [cell for cell, words in judged if MISSED not in words and CLOSE in words]
    wanted = " and ".join(map(str, settings.targets))
    counts = f"{len(met)} of {counted(len(judged), 'point')} surely meet {wanted}; too close to call: {len(close)}."
    out.print("", Text(counts, "bold"), sep="\n")
    cheapest = sorted(met, key=lambda cell: (cell.estimate(least).mean or 0.0, cell.point.number))
    if cheapest:
        _print_points(out, found, cheapest, [least, *settings.targets], f"Those that meet them, by {least}")
    if met or close:
        out.print(Text("simcall best checks the choice on fresh callers, and says how sure it is.", "dim"))


def _print_frontier(out: Console, found: Sweep) -> None:
    """Print the points that no other dominates, from the cheapest on."""
    if len(found.aims) < 2:
        return
    figures = [aim.figure for aim in found.aims]
    title = f"Frontier: no other point is as good in all of these, and better in one: {', '.join(map(str, found.aims))}"
    edge = found.frontier()
    _print_points(out, found, sorted(edge, key=lambda cell: cell.estimate(figures[-1]).mean or 0.0), figures, title)


def _print_points(out: Console, found: Sweep, cells: Sequence[Cell], figures: Sequence[Figure], title: str) -> None:
    out.print("", Text(title, style="bold"), sep="\n")
    table = _table(
        ("point", *(_broken(found.design.labels.get(path, path)) for path in found.paths)),
        tuple(_broken(_heading(one)) for one in dict.fromkeys(figures)),
    )
    for cell in cells[:SHOWN]:
        values = [brief(cell.point.values.get(path)) for path in found.paths]
        values += [_written(cell, one) for one in dict.fromkeys(figures)]
        table.add_row(str(cell.point.number), *map(Text, values))
    out.print(table)
    _print_rest(out, len(cells))


def _table(words: Sequence[str], numbers: Sequence[str]) -> Table:
    """Return a table with columns of words, then of numbers; long headings are broken, never cut."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in words:
        side: Any = "right" if heading == "point" else "left"
        table.add_column(Text(heading), header_style="underline", justify=side, overflow="fold")
    for heading in numbers:
        table.add_column(Text(heading), header_style="underline", justify="right", overflow="fold")
    return table


def _heading(one: Figure) -> str:
    return str(Figure(one.line_or_group, one.measure)) + (" a week" if one.is_planned else "")


def _broken(heading: str) -> str:
    """Break a long name at its dots, so that a narrow column shows all of it."""
    return heading.replace(".", ".\n")


def _written(cell: Cell, one: Figure) -> str:
    """Write a figure and how far its interval reaches: "91.0 % ±0.4"."""
    found, kind = cell.estimate(one), kind_of(one)
    mean, reach = figure(found, kind)[0], half_width(found)
    written = points(reach, kind).split(" ")[0] if reach and not one.is_planned else ""
    return f"{mean} ±{written}" if any(digit in written for digit in "123456789") else mean


def _print_effects(out: Console, found: Sweep, of: Figure) -> None:
    """Print the mean of the first aim by each value of each parameter."""
    out.print("", Text(f"Main effects: mean {of} over all points with a value", style="bold"), sep="\n")
    table = _table(("varied", "value"), ("mean", "points"))
    effects = found.main_effects(of)
    for path in found.paths:
        rows = [row for row in effects if row[0] == path]
        for _, value, mean, number in rows[:SHOWN]:
            written = figure(Estimate(mean, None, None), kind_of(of))[0]
            words = (found.design.labels.get(path, path), found.words_of(path, value), written, str(number))
            table.add_row(*map(Text, words))
        if len(rows) > SHOWN:
            table.add_row(Text(found.design.labels.get(path, path)), Text(f"and {len(rows) - SHOWN:,} more"), "", "")
    out.print(table)
