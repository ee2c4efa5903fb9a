"""Show a scenario in a notebook, with assumed values marked."""

from __future__ import annotations

from collections.abc import Sequence

from simcall.scenario.listing.holdings import Holding, holdings
from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table
from simcall.scenario.models.lines import ScenarioModel

__all__ = ["scenario_html"]


def scenario_html(scenario: ScenarioModel) -> str:
    """Return the values of a scenario as a table, and below it the defaults that hold."""
    rows = holdings(scenario)
    written = [row for row in rows if row.kind != "default"]
    kinds = [row.kind for row in written if row.kind != "setting"]
    return display(
        scenario.name,
        note(scenario.description),
        note(f"{kinds.count('assumed')} of {len(kinds)} inputs are assumed: nobody has published or measured them."),
        table(("input", "value", "kind", "source"), map(_row, written)),
        folded("What each input means", _meanings(written)),
        folded(
            "What holds without being said", {f"{row.path}: {row.value}": row.source for row in rows[len(written) :]}
        ),
    )


def _row(row: Holding) -> Sequence[Cell | str]:
    return Cell(row.path, row.meaning), row.value, Cell(row.kind, strong=row.kind == "assumed"), row.source


def _meanings(rows: Sequence[Holding]) -> dict[str, str]:
    return {row.path: row.meaning for row in rows if row.meaning}
