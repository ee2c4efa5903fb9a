"""How a sweep shows itself in a notebook: its first points, with what is traded off and whether targets are met."""

from __future__ import annotations

from collections.abc import Sequence

from simcall.measures import Estimate
from simcall.measures.definition_texts import definition_in
from simcall.measures.definitions import MEASURES
from simcall.measures.measure_texts import noun_of
from simcall.measures.targets import Figure
from simcall.present.words.figure_texts import lines_with_one_target
from simcall.present.words.figures import figure_in_words
from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table
from simcall.studies.figure_names import figure_name, requirement_in_words
from simcall.studies.sweep.cells import Cell as Point
from simcall.studies.sweep.table import SweepNumbers, kind_of

__all__ = ["sweep_html"]

_SHOWN = 20


def sweep_html(sweep: SweepNumbers) -> str:
    """Return the first points of a sweep as a table."""
    targets = sweep.design.settings.targets
    figures = tuple(
        dict.fromkeys([*(Figure(figure.line_or_group, figure.measure) for figure in targets), *_aims(sweep)])
    )
    lines = lines_with_one_target(sweep.design)
    names = {figure: figure_name(figure, lines) for figure in figures}
    required = (f"target: {requirement_in_words(target, lines)}" for target in targets)
    columns = ("point", *sweep.paths, *names.values(), *required)
    more = len(sweep.cells) - _SHOWN
    return display(
        sweep.design.name,
        note(
            f"{len(sweep.cells)} points, {sweep.request.replications} replications of each, seed {sweep.request.seed}: "
            "the same callers and people in all. [low, high] is the 95 % interval of a point's own figure."
        ),
        table(columns, (_row(sweep, cell, figures) for cell in sweep.cells[:_SHOWN])),
        note(f"and {more} more: to_frame() has all of them" if more > 0 else ""),
        folded("Definitions", {name: _definition(sweep, figure) for figure, name in names.items()}),
    )


def _aims(sweep: SweepNumbers) -> list[Figure]:
    return [aim.figure for aim in sweep.aims]


def _row(sweep: SweepNumbers, cell: Point, figures: Sequence[Figure]) -> Sequence[Cell | str]:
    values = [sweep.words_of(path, value) for path, value in zip(sweep.paths, sweep.values_of(cell), strict=True)]
    if cell.error is not None:
        return str(cell.point.number), *values, Cell(f"failed: {cell.error}", strong=True)
    estimates = [Cell(_written(cell.estimate(figure), figure), _definition(sweep, figure)) for figure in figures]
    verdicts = [cell.judged(target).verdict for target in sweep.design.settings.targets]
    return str(cell.point.number), *values, *estimates, *verdicts


def _written(estimate: Estimate, figure: Figure) -> str:
    return figure_in_words(estimate, kind_of(figure))


def _definition(sweep: SweepNumbers, figure: Figure) -> str:
    if figure.is_planned:
        return "planned paid hours a week, before absence"
    name, measure = figure.line_or_group, MEASURES[figure.measure]
    if measure.needs_target and name not in lines_with_one_target(sweep.design):
        return noun_of(measure, None)
    return definition_in(sweep.design.base, measure, name)
