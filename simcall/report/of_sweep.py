"""What the report of a sweep says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from simcall.errors import ResultsError
from simcall.present.words.figures import figure_in_words, number_in_words
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
    Tone,
    numbers,
)
from simcall.report.contradictions import check_sweep
from simcall.report.reading import Folder
from simcall.report.recipe import recipe
from simcall.report.register import register, rests_on
from simcall.report.sentences import capital, counted, days_of, figure_name, other_version
from simcall.report.svg import drawn, saved
from simcall.studies.precision import half_width
from simcall.studies.sweep import Cell as Simulated
from simcall.studies.sweep import SweepNumbers, load_sweep
from simcall.studies.sweep.table import CLOSE, MET, MISSED, Verdict, kind_of
from simcall.studies.targets import Figure

__all__ = ["of_sweep"]

_TITLES = {
    "frontier": "What is traded for what: {}",
    "heat-map": "By the values of two parameters: {}",
    "lines": "By the value of a parameter: {}",
    "effects": "What each parameter does on average: {}",
}
_TONES: dict[str, Tone] = {MET: "good", MISSED: "bad", CLOSE: "unsure"}
_OPEN = 25
"""A table of more points is folded away."""
_NAMED, _TRADED = 3, 2


def of_sweep(folder: Folder, prefix: str) -> Part:
    """Return the report of a sweep; parameters as for `simcall.report.of_run.of_run`."""
    sweep = load_sweep(folder.path)
    _check_done(folder, sweep)
    check_sweep(folder, sweep)
    sections = [
        Section("Pictures", _pictures(folder, sweep, prefix)),
        Section("What is traded for what", _frontier(sweep)),
        Section("What each parameter does on average", _effects(sweep)),
        Section("Every point", _points(sweep)),
        assurance(_purpose(sweep), _register(sweep), [_checked(folder)], _uncertainty(sweep), _recipe(folder, sweep)),
    ]
    return Part(
        title=sweep.design.name,
        about=_about(sweep),
        answer=_answer(sweep),
        alerts=tuple(_alerts(folder, sweep)),
        targets=_target_table(sweep),
        sections=tuple(one for one in sections if one.blocks or one.sections),
        main=((sweep.design.name, dict(_main(sweep))),),
    )


def _check_done(folder: Folder, sweep: SweepNumbers) -> None:
    """Refuse to report on some of the points as if they were all."""
    undone = sum(not cell.is_done for cell in sweep.cells)
    if undone:
        raise ResultsError(
            f"{folder.path}: {undone} of {counted(len(sweep.cells), 'point')} are not simulated yet; the same simcall "
            "sweep "
            "command goes on from there"
        )


def _judged(sweep: SweepNumbers) -> list[tuple[Simulated, tuple[Verdict, ...]]]:
    return [(cell, some) for cell, some in sweep.verdicts(sweep.design.settings.targets) if cell.error is None]


def _word(verdicts: Sequence[Verdict]) -> str:
    """Return what is said of a point: it meets all targets, it misses one, or neither is sure."""
    words = {one.word for one in verdicts}
    return MISSED if MISSED in words else CLOSE if CLOSE in words else MET


def _about(sweep: SweepNumbers) -> str:
    request = sweep.request
    until = f" or more, until {' and '.join(map(str, request.until))}" if request.until else ""
    dropped = "; ".join(f"{number:,} left out: {reason}" for reason, number in sweep.design.dropped.items())
    return (
        f"A sweep by simcall over {counted(len(sweep.cells), 'combination')} of values ({', '.join(sweep.paths)}) in "
        f"{sweep.design.base.name}: {days_of(sweep.design.base)}, {counted(request.replications, 'replication')} of "
        f"each{until}, "
        f"seed {request.seed}; the same callers and people in all.{f' {dropped}.' if dropped else ''}"
    )


def _answer(sweep: SweepNumbers) -> tuple[str, ...]:
    basis = (
        f"{rests_on([sweep.design.base])} Each interval is of one point by itself, and the best of many flatters "
        "itself: "
        "let simcall best check the choice on fresh callers before it is acted on."
    )
    if not sweep.design.settings.targets:
        return (_traded(sweep), f"{capital(_extreme(sweep))}.", basis)
    counts = Counter(_word(some) for _, some in _judged(sweep))
    reached = (
        f"Of {counted(len(sweep.cells), 'combination')} in the {days_of(sweep.design.base)}, {_number(counts[MET])} "
        "would "
        f"surely meet {_aims_in_words(sweep)}; {_number(counts[CLOSE])} are too close to call and "
        f"{_number(counts[MISSED])} "
        "would miss."
    )
    return (reached, f"{_cheapest(sweep)}.", basis)


def _number(number: int) -> str:
    return f"{number:,}" if number else "none"


def _aims_in_words(sweep: SweepNumbers) -> str:
    """Write the targets: "999 answered in 10 s at least 90 %"."""
    ends = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
    parts = [
        f"{figure_name(one, sweep.design.base)} {ends[one.comparison]} {number_in_words(one.value, kind_of(one))}"
        for one in sweep.design.settings.targets
    ]
    return " and ".join(parts)


def _cheapest(sweep: SweepNumbers) -> str:
    """Name the point that meets all targets for the least; if none surely does, the one that may."""
    costs = [aim.figure for aim in sweep.aims if not aim.larger and not aim.figure.is_of_line]
    for word, lead in ((MET, "Of those that surely meet them"), (CLOSE, "Of those that are too close to call")):
        cells = [cell for cell, some in _judged(sweep) if _word(some) == word]
        if cells and costs:
            chosen = min(cells, key=lambda cell: cell.estimate(costs[-1]).mean or 0.0)
            cost = figure_name(costs[-1], sweep.design.base)
            return f"{lead}, point {chosen.point.number} has the least {cost}: {_described(sweep, chosen)}"
        if cells:
            return f"{lead}, these differ in no cost that was asked for: {_listed(sweep, cells)}"
    return f"Nearest to it in the first comes {_extreme(sweep)}"


def _listed(sweep: SweepNumbers, cells: Sequence[Simulated]) -> str:
    shown = "; ".join(f"point {cell.point.number} ({sweep.design.label_of(cell.point)})" for cell in cells[:_NAMED])
    return shown + (f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else "")


def _extreme(sweep: SweepNumbers) -> str:
    """Name the point that is best in what is asked for first."""
    aim = next(iter(sweep.aims), None)
    known = [cell for cell in sweep.cells if aim is not None and cell.estimate(aim.figure).mean is not None]
    if aim is None or not known:
        return "no point, as no figure differs between them"
    sign = -1 if aim.larger else 1
    chosen = min(known, key=lambda cell: sign * (cell.estimate(aim.figure).mean or 0.0))
    most = "most" if aim.larger else "least"
    name = figure_name(aim.figure, sweep.design.base)
    return f"point {chosen.point.number}, with the {most} {name}: {_described(sweep, chosen)}"


def _traded(sweep: SweepNumbers) -> str:
    return (
        f"{counted(len(sweep.cells), 'combination')} of values were simulated for the {days_of(sweep.design.base)}, "
        "and no "
        f"target was set; {counted(len(sweep.frontier()), 'point')} cannot be bettered in one of these without losing "
        "in "
        f"another: {_traded_off(sweep)}."
    )


def _traded_off(sweep: SweepNumbers) -> str:
    """Name what is traded off: "most 999 answered in 10 s, least hours of officers on duty"."""
    names = [f"{'most' if aim.larger else 'least'} {figure_name(aim.figure, sweep.design.base)}" for aim in sweep.aims]
    return ", ".join(names) or "nothing, as no figure differs"


def _described(sweep: SweepNumbers, cell: Simulated) -> str:
    figures = dict.fromkeys(aim.figure for aim in sweep.aims)
    base = sweep.design.base
    said = "; ".join(f"{figure_name(one, base)} {figure_in_words(cell.estimate(one), kind_of(one))}" for one in figures)
    return f"{sweep.design.label_of(cell.point)}, with {said}"


def _alerts(folder: Folder, sweep: SweepNumbers) -> Iterator[str]:
    if said := other_version(folder):
        yield f"{said} Its figures are printed as they are saved, and were not made again."
    if sweep.failed:
        first = sweep.failed[0]
        yield (
            f"{counted(len(sweep.failed), 'point')} could not be simulated and stand in no figure here; the first is "
            f"point {first.point.number} ({sweep.design.label_of(first.point)}): {first.error}"
        )
    if sweep.short:
        until = " and ".join(map(str, sweep.request.until))
        yield f"{counted(len(sweep.short), 'point')} stopped short of {until}."


def _target_table(sweep: SweepNumbers) -> Table | None:
    """Return, for each target, how many points meet it."""
    targets = sweep.design.settings.targets
    if not targets:
        return None
    judged = _judged(sweep)
    words = [(str(target), Counter(some[place].word for _, some in judged)) for place, target in enumerate(targets)]
    if len(targets) > 1:
        words.append(("all of them", Counter(_word(some) for _, some in judged)))
    rows = tuple(
        (name, *(f"{counts[word]} of {len(judged)}" for word in (MET, CLOSE, MISSED))) for name, counts in words
    )
    caption = "How many points meet each target: the whole 95 % interval of a point has to say so"
    return Table(caption, ("target", "surely met", "too close to call", "missed"), rows, sheet="Targets")


def _pictures(folder: Folder, sweep: SweepNumbers, prefix: str) -> tuple[Illustration, ...]:
    from simcall.present.pictures.sweep import save_figures

    def draw(place: Path) -> None:
        place.mkdir()
        save_figures(sweep, place)

    return saved(folder.path / "figures", _TITLES, prefix) or drawn(draw, _TITLES, prefix)


def _frontier(sweep: SweepNumbers) -> tuple[Block, ...]:
    if len(sweep.aims) < _TRADED:
        return ()
    cost = sweep.aims[-1].figure
    edge = sorted(sweep.frontier(), key=lambda cell: cell.estimate(cost).mean or 0.0)
    said = Paragraph(
        f"No other point is as good in all of these, and better in one: {_traded_off(sweep)}. This is by "
        "estimates: a point that is just off this list may be as good."
    )
    return (said, _short_table(sweep, "The points that cannot be bettered", edge))


def _points(sweep: SweepNumbers) -> tuple[Table, ...]:
    """Return every point: short for a page, and with both ends of each interval for a workbook."""
    return (_short_table(sweep, "Every point", sweep.cells), _long_table(sweep))


def _short_table(sweep: SweepNumbers, caption: str, cells: Sequence[Simulated]) -> Table:
    """Return points with their values, and figures with how far their intervals reach."""
    figures = _figures(sweep)
    columns = (*_value_columns(sweep), *map(str, figures), *_verdict_column(sweep))
    words = _words(sweep)
    rows: Rows = tuple((*_values(sweep, one), *(_with_reach(one, of) for of in figures), *words(one)) for one in cells)
    said = f"{caption} (± is how far the 95 % interval of a figure reaches)"
    return Table(said, columns, rows, is_folded=len(cells) > _OPEN)


def _long_table(sweep: SweepNumbers) -> Table:
    figures = _figures(sweep)
    ends = [f"{of}{end}" for of in figures for end in ("", " from", " to")]
    words = _words(sweep)
    rows: Rows = tuple(
        (
            *_values(sweep, one),
            *(cell for of in figures for cell in numbers(one.estimate(of), kind_of(of))),
            *words(one),
        )
        for one in sweep.cells
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
    found, kind = cell.estimate(of), kind_of(of)
    if found.mean is None:
        return "-"
    reach = half_width(found)
    written = number_in_words(reach, kind).split(" ")[0] if reach and not of.is_planned else ""
    mean = number_in_words(found.mean, kind)
    return f"{mean} ±{written}" if any(digit in written for digit in "123456789") else mean


def _verdict_column(sweep: SweepNumbers) -> tuple[str, ...]:
    return ("all targets",) if sweep.design.settings.targets else ()


def _words(sweep: SweepNumbers) -> Callable[[Simulated], tuple[Mark, ...]]:
    """Return what writes the verdict on a point, if there is any to be written."""
    judged = {cell.point.number: _word(some) for cell, some in _judged(sweep)}

    def mark(cell: Simulated) -> tuple[Mark, ...]:
        word = judged.get(cell.point.number, "not simulated")
        return (Mark(word, _TONES.get(word, "plain")),) if sweep.design.settings.targets else ()

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
    caption = f"Mean {of} over all points with a value"
    return (Table(caption, ("varied", "value", "mean", "points"), rows, sheet="Measures"),)


def _main(sweep: SweepNumbers) -> Iterator[tuple[str, Cell]]:
    yield "combinations", str(len(sweep.cells))
    if sweep.design.settings.targets:
        yield "surely meet all targets", str(sum(_word(some) == MET for _, some in _judged(sweep)))


def _register(sweep: SweepNumbers) -> tuple[Block, ...]:
    varied = Paragraph(
        f"What follows is the base, {sweep.design.base.name}. Varied in it: "
        + "; ".join(f"{one.path} over {one.in_words()}" for one in sweep.design.parameters)
        + "."
    )
    return (varied, *register(sweep.design.base))


def _purpose(sweep: SweepNumbers) -> Sequence[str]:
    targets = " and ".join(map(str, sweep.design.settings.targets))
    question = f"which of them meet {targets}" if targets else "what is traded for what"
    return (
        "To find out, before it is tried on callers, which of many ways to staff and run a police contact centre would "
        "do.",
        f"The question of this sweep: of {counted(len(sweep.cells), 'combination')} of {', '.join(sweep.paths)}, "
        f"{question}?",
    )


def _checked(folder: Folder) -> str:
    return (
        f'These results: read from the finished points in the folder "{folder.path.resolve().name}". They were not '
        "simulated again for this report, and its tables are what these points give."
    )


def _uncertainty(sweep: SweepNumbers) -> Sequence[str]:
    return (
        "Chance: each interval holds 95 % for one figure of one point, from "
        f"{counted(sweep.request.replications, 'replication')}. "
        "Among many points some will look good by chance: of 20 that just miss a target, one may seem to meet it.",
        "Inputs: the intervals do not hold that assumed and calibrated inputs may be wrong; those that are varied here "
        "show "
        "what comes of it.",
        "The model itself: what it leaves out (see Limits) is in no interval.",
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
    "The folder of the sweep holds its whole design: type these lines in Python beside it. The base scenario alone "
    "stands below in full, as base.toml."
)
