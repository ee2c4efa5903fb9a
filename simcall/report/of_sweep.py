"""The report of a sweep: its first page, pictures, points and assurance record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from simcall.files.messages import capital, counted
from simcall.measures import JudgedTarget, Verdict, overall
from simcall.measures.targets import Figure
from simcall.present.words.exchange import EXCHANGE_NOTE, exchange_columns, exchange_rows, exchange_sentences
from simcall.present.words.figure_texts import (
    aim_in_words,
    lines_with_one_target,
    precision_in_words,
    requirements_in_words,
)
from simcall.present.words.figures import figure_in_words, number_in_words, reach_beside
from simcall.report.assurance import assurance
from simcall.report.content import (
    Block,
    Cell,
    Illustration,
    Mark,
    Number,
    Paragraph,
    Part,
    Rows,
    Section,
    Table,
    numbers,
)
from simcall.report.finished_sweep import finished_sweep
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import depends_on, register
from simcall.report.sentences import days_of, other_version, verdict_mark
from simcall.report.svg import drawn, saved
from simcall.studies.figure_names import figure_name, requirement_in_words
from simcall.studies.precision import half_width
from simcall.studies.sweep import Cell as Simulated
from simcall.studies.sweep import SweepNumbers
from simcall.studies.sweep.table import kind_of

__all__ = ["of_sweep"]

_TITLES = {
    "frontier": "The best points: {}",
    "heat-map": "By the values of two parameters: {}",
    "lines": "By the value of a parameter: {}",
    "effects": "Mean effect of each parameter: {}",
}
_OPEN = 25
"""A table of more points is folded away."""
_NAMED, _TRADED = 3, 2


def of_sweep(folder: Folder, prefix: str) -> Part:
    """Return the report of a sweep; parameters as for `simcall.report.of_run.of_run`."""
    sweep = finished_sweep(folder)
    first, *more = _pictures(folder, sweep, prefix) or (None,)
    sections = [
        Section("The points that no other point beats", _frontier(sweep)),
        Section("What people who are moved bring and cost", _exchanges(sweep)),
        Section("Pictures", tuple(more)),
        Section("Mean effect of each parameter", _effects(sweep)),
        Section("Every point", _points(sweep)),
        assurance(_purpose(sweep), _register(sweep), [_checked(folder)], _uncertainty(sweep), _recipe(folder, sweep)),
    ]
    return Part(
        title=sweep.design.name,
        about=_about(sweep),
        answer=_answer(sweep),
        alerts=tuple(_alerts(folder, sweep)),
        targets=_target_table(sweep),
        sections=tuple(section for section in sections if section.blocks or section.sections),
        main=((sweep.design.name, dict(_main(sweep))),),
        evidence=(first,) if first else (),
        basis=_basis(sweep),
    )


def _judged(sweep: SweepNumbers) -> list[tuple[Simulated, tuple[JudgedTarget, ...]]]:
    return [(cell, judged) for cell, judged in sweep.verdicts(sweep.design.settings.targets) if cell.error is None]


def _by_point(sweep: SweepNumbers) -> list[tuple[Simulated, Verdict]]:
    """Return the verdict on each point, over all targets together."""
    return [(cell, overall(target.verdict for target in judged)) for cell, judged in _judged(sweep)]


def _about(sweep: SweepNumbers) -> str:
    request = sweep.request
    until = f" or more, until {_precisions(sweep)}" if request.until else ""
    dropped = "; ".join(f"{number:,} left out: {reason}" for reason, number in sweep.design.dropped.items())
    return (
        f"Sweep over {counted(len(sweep.cells), 'combination')} of values in {sweep.design.base.name}. Varied: "
        f"{', '.join(sweep.paths)}. Span: {days_of(sweep.design.base)}, "
        f"{counted(request.replications, 'replication')} of each{until}, seed {request.seed}, with the same callers "
        f"and people in all.{f' {dropped}.' if dropped else ''}"
    )


def _answer(sweep: SweepNumbers) -> tuple[str, ...]:
    if not sweep.design.settings.targets:
        return (f"{capital(_extreme(sweep))}.", _traded(sweep))
    counts = Counter(verdict for _, verdict in _by_point(sweep))
    reached = (
        f"{_number(counts[Verdict.MET])} of {counted(len(sweep.cells), 'combination')} would surely meet "
        f"{'the target' if len(sweep.design.settings.targets) == 1 else 'all targets'}."
    )
    heading = "Target" if len(sweep.design.settings.targets) == 1 else "Targets"
    target = f"{heading}: {_targets_in_words(sweep)}."
    close, missed, unrung = (counts[verdict] for verdict in (Verdict.TOO_CLOSE, Verdict.MISSED, Verdict.NOBODY_RANG))
    nobody = f", and nobody would ring in {unrung:,}" if unrung else ""
    others = f"{close:,} {'is' if close == 1 else 'are'} too close to call, {missed:,} would miss{nobody}."
    return (reached, f"{_cheapest(sweep)}.", f"{target} {others}")


def _basis(sweep: SweepNumbers) -> str:
    return (
        f"{depends_on([sweep.design.base])} Each 95 % interval is of one point alone. The best of many points tends to "
        "look better than it is. Before you act on a choice, check it on fresh callers with simcall best."
    )


def _number(number: int) -> str:
    return f"{number:,}" if number else "None"


def _targets_in_words(sweep: SweepNumbers) -> str:
    return requirements_in_words(sweep.design.settings.targets, lines_with_one_target(sweep.design))


def _precisions(sweep: SweepNumbers) -> str:
    lines = lines_with_one_target(sweep.design)
    return " and ".join(precision_in_words(goal, lines) for goal in sweep.request.until)


def _name(sweep: SweepNumbers, figure: Figure) -> str:
    return figure_name(figure, lines_with_one_target(sweep.design))


def _cheapest(sweep: SweepNumbers) -> str:
    """Name the point that meets all targets for the least; if none surely does, the one that may."""
    costs = [aim.figure for aim in sweep.aims if not aim.larger and not aim.figure.is_of_line]
    for verdict, lead in (
        (Verdict.MET, "Of the points that surely meet them"),
        (Verdict.TOO_CLOSE, "Of the points that are too close to call"),
        (Verdict.NOBODY_RANG, "Of the points where nobody rings"),
    ):
        cells = [cell for cell, of_point in _by_point(sweep) if of_point is verdict]
        if cells and costs:
            chosen = min(cells, key=lambda cell: cell.estimate(costs[-1]).mean or 0.0)
            cost = _name(sweep, costs[-1])
            return f"{lead}, point {chosen.point.number} has the least {cost}: {_described(sweep, chosen)}"
        if cells:
            return f"{lead}, these do not differ in cost: {_listed(sweep, cells)}"
    return f"The nearest is {_extreme(sweep)}"


def _listed(sweep: SweepNumbers, cells: Sequence[Simulated]) -> str:
    points = "; ".join(f"point {cell.point.number} ({sweep.design.label_of(cell.point)})" for cell in cells[:_NAMED])
    return points + (f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else "")


def _extreme(sweep: SweepNumbers) -> str:
    """Name the point that is best in what is asked for first."""
    aim = next(iter(sweep.aims), None)
    cells = [cell for cell in sweep.cells if aim is not None and cell.estimate(aim.figure).mean is not None]
    if aim is None or not cells:
        return "no figure differs between the points"
    sign = -1 if aim.larger else 1
    chosen = min(cells, key=lambda cell: sign * (cell.estimate(aim.figure).mean or 0.0))
    most = "most" if aim.larger else "least"
    return f"point {chosen.point.number}, with the {most} {_name(sweep, aim.figure)}: {_described(sweep, chosen)}"


def _traded(sweep: SweepNumbers) -> str:
    return (
        f"{counted(len(sweep.cells), 'combination')} of values were simulated, with no target. No other point beats "
        f"{counted(len(sweep.frontier()), 'point')} in one of these without losing in another: {_traded_off(sweep)}."
    )


def _traded_off(sweep: SweepNumbers) -> str:
    """Name the aims: "most 999 answered in 10 s, least hours of officers on duty"."""
    lines = lines_with_one_target(sweep.design)
    return ", ".join(aim_in_words(aim, lines) for aim in sweep.aims) or "no figure differs"


def _described(sweep: SweepNumbers, cell: Simulated) -> str:
    figures = "; ".join(
        f"{_name(sweep, figure)} {figure_in_words(cell.estimate(figure), kind_of(figure))}"
        for figure in dict.fromkeys(aim.figure for aim in sweep.aims)
    )
    return f"{sweep.design.label_of(cell.point)}, with {figures}"


def _alerts(folder: Folder, sweep: SweepNumbers) -> Iterator[str]:
    if other_version_made_it := other_version(folder):
        yield f"{other_version_made_it} The figures are as saved. They were not simulated again."
    if sweep.failed:
        first = sweep.failed[0]
        yield (
            f"{counted(len(sweep.failed), 'point')} could not be simulated and is in no figure here. The first: "
            f"point {first.point.number} ({sweep.design.label_of(first.point)}): {first.error}"
        )
    if sweep.short:
        yield f"{counted(len(sweep.short), 'point')} stopped before reaching {_precisions(sweep)}."


def _target_table(sweep: SweepNumbers) -> Table | None:
    """Return, for each target, how many points meet it."""
    targets = sweep.design.settings.targets
    if not targets:
        return None
    judged = _judged(sweep)
    lines = lines_with_one_target(sweep.design)
    counts = [
        (requirement_in_words(target, lines), Counter(several[index].verdict for _, several in judged))
        for index, target in enumerate(targets)
    ]
    if len(targets) > 1:
        counts.append(("all of them", Counter(verdict for _, verdict in _by_point(sweep))))
    columns = {Verdict.MET: "surely met", Verdict.TOO_CLOSE: "too close to call", Verdict.MISSED: "missed"}
    if any(count[Verdict.NOBODY_RANG] for _, count in counts):
        columns[Verdict.NOBODY_RANG] = "nobody rang"
    rows = tuple((name, *(f"{count[verdict]} of {len(judged)}" for verdict in columns)) for name, count in counts)
    caption = "How many points meet each target (met or missed only if the whole 95 % interval says so)"
    return Table(caption, ("target", *columns.values()), rows, sheet="Targets")


def _pictures(folder: Folder, sweep: SweepNumbers, prefix: str) -> tuple[Illustration, ...]:
    from simcall.present.pictures.sweep import save_figures

    def draw(target: Path) -> None:
        target.mkdir()
        save_figures(sweep, target)

    return saved(folder.path / "figures", _TITLES, prefix) or drawn(draw, _TITLES, prefix)


def _frontier(sweep: SweepNumbers) -> tuple[Block, ...]:
    if len(sweep.aims) < _TRADED:
        return ()
    cost = sweep.aims[-1].figure
    edge = sorted(sweep.frontier(), key=lambda cell: cell.estimate(cost).mean or 0.0)
    note = Paragraph(
        f"No other point is as good in all of these and better in one: {_traded_off(sweep)}. The list compares "
        "estimates, so a point that just misses it may be as good."
    )
    return (note, _short_table(sweep, "The points that no other point beats", edge))


def _exchanges(sweep: SweepNumbers) -> tuple[Block, ...]:
    """Return what moving people from other work brings and costs, if the sweep moves any."""
    if not sweep.exchanges:
        return ()
    rows = tuple(exchange_rows(sweep))
    table = Table(EXCHANGE_NOTE, exchange_columns(sweep), rows, sheet="Answer", is_folded=len(rows) > _OPEN)
    return (*map(Paragraph, exchange_sentences(sweep)), table)


def _points(sweep: SweepNumbers) -> tuple[Block, ...]:
    """Return every point: short for a page, and with both ends of each interval for a workbook."""
    note = Paragraph(f"All {counted(len(sweep.cells), 'point')} are in a folded table on the page, and in table.csv.")
    notes = (note,) if len(sweep.cells) > _OPEN else ()
    return (*notes, _short_table(sweep, "Every point", sweep.cells), _long_table(sweep))


def _short_table(sweep: SweepNumbers, caption: str, cells: Sequence[Simulated]) -> Table:
    """Return points with their values, and figures with how far their intervals reach."""
    figures = _figures(sweep)
    columns = (*_value_columns(sweep), *(_name(sweep, figure) for figure in figures), *_verdict_column(sweep))
    words = _words(sweep)
    rows: Rows = tuple(
        (*_values(sweep, cell), *(_with_reach(cell, figure) for figure in figures), *words(cell)) for cell in cells
    )
    title = f"{caption} (± half the width of the 95 % interval)"
    return Table(title, columns, rows, is_folded=len(cells) > _OPEN)


def _long_table(sweep: SweepNumbers) -> Table:
    figures = _figures(sweep)
    ends = [f"{_name(sweep, of)}{end}" for of in figures for end in ("", " from", " to")]
    words = _words(sweep)
    rows: Rows = tuple(
        (
            *_values(sweep, point),
            *(cell for of in figures for cell in numbers(point.estimate(of), kind_of(of))),
            *words(point),
        )
        for point in sweep.cells
    )
    columns = (*_value_columns(sweep), *ends, *_verdict_column(sweep))
    return Table("Every point", columns, rows, sheet="Measures", on_page=False)


def _figures(sweep: SweepNumbers) -> list[Figure]:
    return list(dict.fromkeys(Figure(aim.figure.line_or_group, aim.figure.measure) for aim in sweep.aims))


def _value_columns(sweep: SweepNumbers) -> tuple[str, ...]:
    return ("point", *(sweep.design.labels.get(path, path) for path in sweep.paths))


def _values(sweep: SweepNumbers, cell: Simulated) -> tuple[str, ...]:
    values = zip(sweep.paths, sweep.values_of(cell), strict=True)
    return (str(cell.point.number), *(sweep.words_of(path, value) for path, value in values))


def _with_reach(cell: Simulated, of: Figure) -> str:
    """Write a figure and how far its interval reaches: "91.0 % ±0.4"."""
    estimate, kind = cell.estimate(of), kind_of(of)
    if estimate.mean is None:
        return "-"
    reach = half_width(estimate)
    written = reach_beside(reach, estimate.mean, kind) if reach and not of.is_planned else ""
    mean = number_in_words(estimate.mean, kind)
    return f"{mean} ±{written}" if any(digit in written for digit in "123456789") else mean


def _verdict_column(sweep: SweepNumbers) -> tuple[str, ...]:
    return ("all targets",) if sweep.design.settings.targets else ()


def _words(sweep: SweepNumbers) -> Callable[[Simulated], tuple[Mark, ...]]:
    """Return what writes the verdict on a point, if there is any to be written."""
    verdicts = {cell.point.number: verdict for cell, verdict in _by_point(sweep)}

    def mark(cell: Simulated) -> tuple[Mark, ...]:
        if not sweep.design.settings.targets:
            return ()
        number = cell.point.number
        return (verdict_mark(verdicts[number]) if number in verdicts else Mark("not simulated", "plain"),)

    return mark


def _effects(sweep: SweepNumbers) -> tuple[Block, ...]:
    """Return the mean of the first aim by each value of each parameter."""
    if not sweep.aims or len(sweep.paths) < 2:
        return ()
    of = sweep.aims[0].figure
    rows = tuple(
        (
            sweep.design.labels.get(path, path),
            sweep.words_of(path, value),
            Number(mean, kind_of(of)),
            str(number),
        )
        for path, value, mean, number in sweep.main_effects(of)
    )
    caption = f"Mean {_name(sweep, of)} over all points with a value"
    return (Table(caption, ("varied", "value", "mean", "points"), rows, sheet="Measures"),)


def _main(sweep: SweepNumbers) -> Iterator[tuple[str, Cell]]:
    yield "combinations", str(len(sweep.cells))
    if sweep.design.settings.targets:
        yield "surely meet all targets", str(sum(verdict is Verdict.MET for _, verdict in _by_point(sweep)))


def _register(sweep: SweepNumbers) -> tuple[Block, ...]:
    varied = Paragraph(
        f"The base is {sweep.design.base.name}. Varied in it: "
        + "; ".join(f"{parameter.path} over {parameter.in_words()}" for parameter in sweep.design.parameters)
        + "."
    )
    return (varied, *register(sweep.design.base))


def _purpose(sweep: SweepNumbers) -> Sequence[str]:
    targets = _targets_in_words(sweep)
    question = f"which of them meet the targets ({targets})" if targets else "which are the best trade-offs"
    return (
        "To find out which ways to staff and run a police contact centre are good enough, before anybody tries them on "
        "callers.",
        f"The question: of {counted(len(sweep.cells), 'combination')} of {', '.join(sweep.paths)}, {question}?",
    )


def _checked(folder: Folder) -> str:
    return (
        f'These results: simcall read the finished points in the folder "{folder.path.resolve().name}" and checked '
        "that the tables follow from them. It did not simulate them again for this report."
    )


def _uncertainty(sweep: SweepNumbers) -> Sequence[str]:
    return (
        "Chance: each 95 % interval is for one figure of one point, from "
        f"{counted(sweep.request.replications, 'replication')}. Among many points some look good by chance: of 20 that "
        "just miss a target, one may seem to meet it.",
        "Inputs: the intervals do not allow for errors in assumed and calibrated inputs. Those varied here show the "
        "effect.",
        "The model: no interval allows for what the model leaves out (see Limits).",
    )


def _recipe(folder: Folder, sweep: SweepNumbers) -> Section:
    """Return how to make it again: a sweep's folder holds its whole design."""
    name, request = folder.path.resolve().name, sweep.request
    until = f", until={[str(goal) for goal in request.until]!r}, max_replications={request.max_replications}"
    lines = (
        "import simcall as sc",
        f"before = sc.load_sweep({name!r})",
        f"again = sc.sweep(before.design, folder='again', replications={request.replications}, seed={request.seed}"
        f"{until if request.until else ''})",
        "again.save('again')",
    )
    return recipe(folder, "\n".join(lines), {"base.toml": sweep.design.base}, how=_HOW)


_HOW = (
    "The sweep's folder holds its whole design. Type these lines in Python beside it. The base scenario is below in "
    "full, as base.toml."
)
