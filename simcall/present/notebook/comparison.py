"""How a comparison and a view of a rota show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from simcall.measures import MEASURES
from simcall.present.words.cover import cover_in_words
from simcall.present.words.differences import signed
from simcall.present.words.figures import figure
from simcall.present.words.findings import findings
from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table
from simcall.scenario.models.week import WEEKDAYS

if TYPE_CHECKING:
    from simcall.studies.compare import ComparisonNumbers, Row
    from simcall.studies.rota import RotaNumbers

__all__ = ["comparison_html", "rota_html"]


def comparison_html(comparison: ComparisonNumbers) -> str:
    """Return what a comparison found: its sentences, and the main differences with their intervals."""
    main = [row for row in comparison.rows if MEASURES[row.measure].is_main]
    blocks = [block for name in comparison.names[1:] for block in _against(comparison, name, main)]
    return display(
        f"Against {comparison.names[0]}",
        note(
            f"{comparison.base.replications} replications, seed {comparison.base.seed}: the same callers and people in "
            "each. [low, high] is the 95 % interval of a difference; what is in bold is more than chance."
        ),
        *blocks,
        folded(
            "Definitions", {f"{row.scenario}, {row.name}: {row.measure}": comparison.definition(row) for row in main}
        ),
    )


def _against(comparison: ComparisonNumbers, scenario: str, main: Sequence[Row]) -> Iterator[str]:
    yield from map(note, findings(comparison, scenario))
    rows = (_difference(comparison, row) for row in main if row.scenario == scenario)
    yield table(("measure", "base", "this", "difference", "interval"), rows, scenario)


def _difference(comparison: ComparisonNumbers, row: Row) -> Sequence[Cell | str]:
    difference, kind = row.difference, MEASURES[row.measure].kind
    ends = [signed(end, kind).partition(" ")[0] for end in (difference.low, difference.high) if end is not None]
    return (
        Cell(f"{row.name}: {row.measure}", comparison.definition(row)),
        figure(difference.base, kind)[0],
        figure(difference.other, kind)[0],
        Cell("-" if difference.mean is None else signed(difference.mean, kind), strong=difference.clear),
        f"[{', '.join(ends)}]" if ends else "",
    )


def rota_html(view: RotaNumbers) -> str:
    """Return planned duties in each hour of the week, beside the workload."""
    return display(
        view.scenario.name,
        note(" ".join(cover_in_words(view))),
        note(f"Planned duties, before absence; means over {view.span}. Bold, *: fewer people than the workload."),
        table(("hour", *WEEKDAYS), (_hour(view, hour) for hour in range(24)), "People on duty / workload in erlangs"),
        folded("What workload is", _WORDS),
        folded(
            "Working Time Regulations 1998",
            {f"{warning.group}, {warning.rule}": str(warning) for warning in view.warnings},
        ),
    )


_WORDS = {
    "workload, in erlangs": "fresh calls an hour x mean handling time in hours: the average number of people busy if "
    "every call is answered. Redials and incidents are not included.",
}


def _hour(view: RotaNumbers, hour: int) -> Sequence[Cell | str]:
    return f"{hour:02d}", *(_people(view, 24 * day + hour) for day in range(7))


def _people(view: RotaNumbers, hour: int) -> Cell:
    people, load, short = float(view.all_people[hour]), float(view.all_load[hour]), bool(view.short[hour])
    if np.isnan(people):
        return Cell("-", "the span does not have this hour")
    by_group = ", ".join(f"{name} {of[hour]:.4g}" for name, of in view.people.items())
    return Cell(f"{people:.4g} / {load:.1f}{'*' if short else ''}", by_group, strong=short)
