"""Warn on stderr of odd things in a scenario, before its simulation starts."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.files.messages import counted
from simcall.scenario import Scenario, merging_warnings, staffing_oddities

__all__ = ["print_merging_warnings", "print_oddities"]

_SHOWN = 4


def print_oddities(console: Console, scenario: Scenario, file: Path, scenarios: int = 1) -> None:
    """Print the first few warnings about the staffing of a scenario, and how to see the others.

    Parameters
    ----------
    console : Console
        Of stderr.
    scenario : Scenario
        The scenario.
    file : Path
        The file that it was read from.
    scenarios : int
        How many scenarios the command works on; if several, each message names its scenario.
    """
    odd = staffing_oddities(scenario)
    prefix = "Odd" if scenarios == 1 else f"Odd in {scenario.name}"
    for message in odd[:_SHOWN]:
        console.print(Text(f"{prefix}: {message}"), soft_wrap=True)
    if odd:
        more = len(odd) - _SHOWN
        lead = f"{counted(more, 'more odd thing')}. To list them" if more > 0 else "For everything that is odd"
        console.print(Text(f"{lead}: simcall check {shlex.quote(str(file))}"), soft_wrap=True)


def print_merging_warnings(console: Console, scenarios: Iterable[Scenario]) -> None:
    """Print the warnings about how scenarios were merged, for commands that vary the rest of a scenario.

    Parameters
    ----------
    console : Console
        Of stderr.
    scenarios : iterable of Scenario
        The scenarios, before anything in them is varied.
    """
    for message in dict.fromkeys(message for scenario in scenarios for message in merging_warnings(scenario)):
        console.print(Text(f"Odd: {message}"), soft_wrap=True)
