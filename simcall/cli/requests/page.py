"""The command that shows simcall in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["PageRequest"]


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """Show a scenario in a browser: move calls, handling time, absence and people, and see at once what changes.

    Prints the address when it can be used. No other machine can reach it, and nothing is sent anywhere.
    """

    scenario: Annotated[
        Path | None,
        typer.Argument(
            metavar="SCENARIO",
            readable=False,
            help="A scenario file, or a folder with some. By default, the current folder.",
            show_default=False,
        ),
    ] = None
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, metavar="N", help="The port. By default, one that is free.", show_default=False),
    ] = 0
    browser: Annotated[
        bool, typer.Option(" /--no-browser", help="Print the address, and open no browser.", show_default=False)
    ] = True
