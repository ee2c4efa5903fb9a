"""``simcall sweep``: many scenarios at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import (
    FAILED,
    INTERRUPTED,
    SHOWN,
    messages,
    output,
    print_json,
    standing_of,
)
from simcall.cli.oddities import print_merging_warnings
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.what_if import SweepRequest
from simcall.cli.study_commands import pictures_saved
from simcall.errors import SimcallError
from simcall.faces.sweep import Sweep, sweep
from simcall.files.folder_names import folder_name
from simcall.files.messages import counted
from simcall.measures import Estimate, Kind, Verdict, overall
from simcall.measures.targets import PAID_HOURS, Figure, Target, own_targets
from simcall.present.words.differences import points
from simcall.present.words.exchange import EXCHANGE_NOTE, exchange_columns, exchange_rows, exchange_sentences
from simcall.present.words.figure_texts import (
    aim_in_words,
    lines_with_one_target,
    precision_in_words,
    requirements_in_words,
)
from simcall.present.words.figures import figure, reach_beside
from simcall.studies.figure_names import figure_name
from simcall.studies.precision import half_width
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED
from simcall.studies.sweep import Cell, Design, ManyPointsError, Settings, design_from_vary, is_sweep_file, load_design
from simcall.studies.sweep.cells import Request
from simcall.studies.sweep.cost import cost_of
from simcall.studies.sweep.design import brief
from simcall.studies.sweep.points import MANY, MOST_POINTS
from simcall.studies.sweep.store import check_folder
from simcall.studies.sweep.table import kind_of
from simcall.studies.typed_figures import parse_figure, parse_target
from simcall.studies.workers import LostWorkersError

__all__ = ["sweep_and_save"]


def sweep_and_save(request: SweepRequest) -> int:
    """Simulate the points that are not done yet, save, print and draw; return the exit status."""
    design = _asked_for(request)
    folder = request.out or Path("results") / folder_name(design.name)
    check_folder(folder)  # before the work, not after it
    console = messages()
    print_merging_warnings(console, [design.base])
    for note in _about_points(design):
        console.print(Text(note), soft_wrap=True)
    try:
        with standing_of(console) as advance:
            grid = sweep(
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
        grid.save(folder, figures=False)
    except KeyboardInterrupt:
        console.print(
            Text(f"Interrupted: {folder} has the finished points. Run the same command to continue."),
            soft_wrap=True,
        )
        return INTERRUPTED
    except LostWorkersError as error:
        raise SimcallError(f"{error}. {folder} has the finished points. Run the same command to continue.") from error
    if request.as_json:
        print_json(grid.document())
    else:
        _print_sweep(output(), grid, folder)
    if request.figures and not pictures_saved(grid, folder, console):
        return INTERRUPTED
    return FAILED if grid.failed else 0


def _asked_for(request: SweepRequest) -> Design:
    """Return the design of a sweep; refuse a very large one without --yes, saying how long it would take."""
    try:
        return _design(request)
    except ManyPointsError as many:
        if many.base is None:
            raise
        jobs = request.jobs or os.cpu_count() or 1
        each = Request(request.replications or DEFAULT_REPLICATIONS, request.seed or DEFAULT_SEED, DEFAULT_ENGINE)
        cost = cost_of(many.base, many.points, each, jobs)
        raise SimcallError(
            f"{request.file}: {many.design} has {many.points:,} points. On this machine's {counted(jobs, 'core')} they "
            f"would take {cost}, before any rule drops some. Vary fewer values, let a latin-hypercube or "
            "sobol design choose among them, or add --yes to run all of them."
        ) from None


def _design(request: SweepRequest) -> Design:
    """Read a sweep file, or lay out what is to vary of a scenario."""
    most = MOST_POINTS if request.yes else MANY
    if is_sweep_file(request.file):
        if request.vary:
            raise SimcallError(
                f"{request.file}: a sweep file already says what to vary; leave --vary out, or add it there"
            )
        design = load_design(request.file, request.overrides, most)
    elif request.vary:
        design = design_from_vary(request.file, request.vary, request.overrides, most=most)
    else:
        raise SimcallError(
            f"{request.file}: nothing varies; add, for example, --vary groups.officers.headcount=0..6, "
            "or give a sweep file"
        )
    return replace(design, settings=_settings(request, design))


def _settings(request: SweepRequest, design: Design) -> Settings:
    """Return the targets and the cost of a sweep; report all unreadable ones together."""
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
    chosen = tuple(targets) or settings.targets or own_targets(design.base)
    return replace(settings, targets=chosen, minimise=minimise)


def _about_points(design: Design) -> Iterator[str]:
    dropped = "; ".join(f"{number} dropped: {reason}" for reason, number in design.dropped.items())
    yield f"{counted(len(design.points), 'point')}{f' ({dropped})' if dropped else ''}"
    yield from design.notes


def _print_sweep(out: Console, grid: Sweep, folder: Path) -> None:
    out.print(Text(grid.design.name, style="bold"))
    out.print(Text(_what_was_run(grid)))
    if grid.design.settings.targets:
        _print_verdicts(out, grid)
    _print_frontier(out, grid)
    _print_exchanges(out, grid)
    if grid.aims and len(grid.paths) > 1:
        _print_effects(out, grid, grid.aims[0].figure)
    if grid.short:
        short = f"{counted(len(grid.short), 'point')} stopped before reaching {_precisions(grid)}."
        out.print("", Text(short, "bold"), sep="\n")
    if grid.failed:
        _print_failed(out, grid)
    if grid.others:
        unused = "of other points, or of another scenario, seed or version. This sweep does not use them"
        out.print("", Text(f"The folder also has {counted(grid.others, 'cell')} {unused}."), sep="\n")
    page = f"For a report: simcall report {folder}"
    out.print("", Text(f"Saved in {folder}"), Text(page), sep="\n", soft_wrap=True)


def _what_was_run(grid: Sweep) -> str:
    request = grid.request
    until = f" or more, until {_precisions(grid)}" if request.until else ""
    return (
        f"{counted(len(grid.cells), 'point')}, {counted(request.replications, 'replication')} of each{until}, seed "
        f"{request.seed}: all points have the same callers and people. "
        "± is half the width of a figure's own 95 % interval."
    )


def _precisions(grid: Sweep) -> str:
    lines = lines_with_one_target(grid.design)
    return " and ".join(precision_in_words(goal, lines) for goal in grid.request.until)


def _print_failed(out: Console, grid: Sweep) -> None:
    failed = counted(len(grid.failed), "point")
    out.print("", Text(f"{failed} failed. Run the same command to try again:", "bold"), sep="\n")
    for cell in grid.failed[:SHOWN]:
        out.print(Text(f"{cell.point.number} ({grid.design.label_of(cell.point)}): {cell.error}"), soft_wrap=True)
    _print_rest(out, len(grid.failed))


def _print_rest(out: Console, rows: int) -> None:
    if rows > SHOWN:
        out.print(f"and {rows - SHOWN:,} more: points.csv has all of them")


def _print_verdicts(out: Console, grid: Sweep) -> None:
    """Print which points meet every target, the cheapest first."""
    settings = grid.design.settings
    least = settings.minimise or Figure("", PAID_HOURS)
    points_of: dict[Verdict, list[Cell]] = {verdict: [] for verdict in Verdict}
    for cell, judged in grid.verdicts(settings.targets):
        points_of[overall(target.verdict for target in judged)].append(cell)
    met, close = points_of[Verdict.MET], points_of[Verdict.TOO_CLOSE]
    lines = lines_with_one_target(grid.design)
    heading = "Target" if len(settings.targets) == 1 else "Targets"
    out.print("", Text(f"{heading}: {requirements_in_words(settings.targets, lines)}."), sep="\n")
    unrung = len(points_of[Verdict.NOBODY_RANG])
    counts = (
        f"{len(met)} of {counted(len(grid.cells), 'point')} surely {'meets' if len(met) == 1 else 'meet'} "
        f"{'it' if len(settings.targets) == 1 else 'all of them'}; too close to call: {len(close)}"
        f"{f'; nobody rang: {unrung}' if unrung else ''}."
    )
    out.print(Text(counts, "bold"))
    cheapest = sorted(met, key=lambda cell: (cell.estimate(least).mean or 0.0, cell.point.number))
    if cheapest:
        title = f"Points that surely meet every target, by {figure_name(least, lines)}"
        _print_points(out, grid, cheapest, [least, *settings.targets], title)
    if met or close:
        out.print(Text("simcall best checks the choice on fresh callers.", "dim"))


def _print_frontier(out: Console, grid: Sweep) -> None:
    """Print the points that no other dominates, from the cheapest on."""
    if len(grid.aims) < 2:
        return
    figures = [aim.figure for aim in grid.aims]
    lines = lines_with_one_target(grid.design)
    aims = ", ".join(aim_in_words(aim, lines) for aim in grid.aims)
    title = f"Frontier: no other point is as good in all of these and better in one: {aims}"
    edge = grid.frontier()
    _print_points(out, grid, sorted(edge, key=lambda cell: cell.estimate(figures[-1]).mean or 0.0), figures, title)


def _print_points(out: Console, grid: Sweep, cells: Sequence[Cell], figures: Sequence[Figure], title: str) -> None:
    out.print("", Text(title, style="bold"), sep="\n")
    varied = [_broken(grid.design.labels.get(path, path)) for path in grid.paths]
    distinct = dict.fromkeys(Figure(figure.line_or_group, figure.measure) for figure in figures)
    names = [figure_name(figure, lines_with_one_target(grid.design)) for figure in distinct]
    rows = (
        (
            *(str(cell.point.number), *(brief(cell.point.values.get(path)) for path in grid.paths)),
            *(_written(cell, figure) for figure in distinct),
        )
        for cell in cells[:SHOWN]
    )
    out.print(plain_table(("point", *varied, *names), rows, numbers={"point", *names}))
    _print_rest(out, len(cells))


def _print_exchanges(out: Console, grid: Sweep) -> None:
    """Print what people who are moved from other work bring and cost."""
    if not grid.exchanges:
        return
    out.print("", Text("What people who are moved bring and cost", style="bold"), sep="\n")
    for sentence in exchange_sentences(grid):
        out.print(Text(sentence), soft_wrap=True)
    first, second, *rest = exchange_columns(grid)
    out.print(plain_table((first, second, *rest), exchange_rows(grid), numbers={*rest}))
    out.print(Text(EXCHANGE_NOTE, "dim"), soft_wrap=True)


def _broken(heading: str) -> str:
    """Break a long name at its dots, so that a narrow column shows all of it."""
    return heading.replace(".", ".\n")


def _written(cell: Cell, subject: Figure) -> str:
    """Write a figure and how far its interval reaches: "91.0 % ±0.4"."""
    estimate, kind = cell.estimate(subject), kind_of(subject)
    mean, reach = figure(estimate, kind)[0], half_width(estimate)
    written = ""
    if reach and not subject.is_planned:
        is_time = kind is Kind.SECONDS
        written = reach_beside(reach, estimate.mean, kind) if is_time else points(reach, kind).split(" ")[0]
    return f"{mean} ±{written}" if any(digit in written for digit in "123456789") else mean


def _print_effects(out: Console, grid: Sweep, of: Figure) -> None:
    """Print the mean of the first aim by each value of each parameter."""
    name = figure_name(of, lines_with_one_target(grid.design))
    out.print("", Text(f"Main effects: mean {name} over all points with a value", style="bold"), sep="\n")
    headings = ("varied", "value", "mean", "points")
    out.print(plain_table(headings, _effect_rows(grid, of), numbers={"mean", "points"}))


def _effect_rows(grid: Sweep, of: Figure) -> Iterator[tuple[str, ...]]:
    """Yield the first values of each parameter with the mean over their points, and how many more there are."""
    effects = grid.main_effects(of)
    for path in grid.paths:
        rows, label = [row for row in effects if row[0] == path], grid.design.labels.get(path, path)
        for _, value, mean, number in rows[:SHOWN]:
            written = figure(Estimate(mean, None, None), kind_of(of))[0]
            yield label, grid.words_of(path, value), written, str(number)
        if len(rows) > SHOWN:
            yield label, f"and {len(rows) - SHOWN:,} more", "", ""
