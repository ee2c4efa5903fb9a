"""``simcall check``: what a scenario holds, where each value comes from, and what is legal but odd."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from simcall.cli.console import output
from simcall.scenario import Scenario, holdings, warnings

__all__ = ["print_check"]

_FOR_THE_REST = 40
"""Letters of a line that the other columns need."""


def print_check(scenario: Scenario) -> None:
    """Print what a scenario holds, and warnings."""
    out = output()
    out.print(Text(scenario.name, style="bold"))
    if scenario.description:
        out.print(Text(scenario.description))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    every = holdings(scenario)
    fits = max(len(held.path) for held in every) <= out.width - _FOR_THE_REST
    table.add_column("input", header_style="underline", overflow="fold", no_wrap=fits)  # paths are for copying
    for heading in ("value", "kind", "source"):
        table.add_column(heading, header_style="underline", overflow="fold")
    for held in every:
        table.add_row(Text(held.path), Text(held.value), _kind(held.kind), Text(held.source))
    out.print(table)
    for warning in warnings(scenario):
        out.print(Text(f"Odd, but legal: {warning}", style="bold"), soft_wrap=True)
    out.print("No problems.")


def _kind(kind: str) -> Text:
    """Return a provenance kind, with what is only assumed made to stand out."""
    return Text(kind, style="bold" if kind == "assumed" else "")
