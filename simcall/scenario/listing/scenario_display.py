"""How a scenario shows itself in a notebook: what it holds, with what is only assumed marked."""

from __future__ import annotations

from collections.abc import Sequence

from simcall.scenario.listing.holdings import Holding, holdings
from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table
from simcall.scenario.models.lines import ScenarioModel

__all__ = ["scenario_html"]


def scenario_html(scenario: ScenarioModel) -> str:
    """Return what a scenario holds as a table, and below it what holds without being said."""
    held = holdings(scenario)
    said = [one for one in held if one.kind != "default"]
    kinds = [one.kind for one in said if one.kind != "setting"]
    return display(
        scenario.name,
        note(scenario.description),
        note(f"{kinds.count('assumed')} of {len(kinds)} inputs are assumed: nobody has published or measured them."),
        table(("input", "value", "kind", "source"), map(_row, said)),
        folded("What each input means", _meanings(said)),
        folded("What holds without being said", {f"{one.path}: {one.value}": one.source for one in held[len(said) :]}),
    )


def _row(held: Holding) -> Sequence[Cell | str]:
    return Cell(held.path, held.meaning), held.value, Cell(held.kind, strong=held.kind == "assumed"), held.source


def _meanings(said: Sequence[Holding]) -> dict[str, str]:
    return {one.path: one.meaning for one in said if one.meaning}
