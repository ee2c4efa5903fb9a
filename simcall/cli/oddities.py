"""What is odd about who is there to answer, said on stderr before the work that it might waste."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.scenario import Scenario, staffing_oddities

__all__ = ["tell_oddities"]

_TOLD = 4


def tell_oddities(told: Console, scenario: Scenario, file: Path, among: int = 1) -> None:
    """Say the first few things that are odd about the staffing of a scenario, and where the others are told.

    Parameters
    ----------
    told : Console
        Of stderr.
    scenario : Scenario
        The scenario.
    file : Path
        That it was read from.
    among : int
        How many scenarios are looked at together: of several, each line says which it is about.
    """
    odd = staffing_oddities(scenario)
    which = "Odd" if among == 1 else f"Odd in {scenario.name}"
    for message in odd[:_TOLD]:
        told.print(Text(f"{which}: {message}"), soft_wrap=True)
    if odd:
        more = f"{len(odd) - _TOLD} more such, and all else" if len(odd) > _TOLD else "all"
        told.print(Text(f"`simcall check {file}` tells {more} that is odd."), soft_wrap=True)
