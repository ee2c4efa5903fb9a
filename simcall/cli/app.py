"""The command line's commands, under the headings of its help."""

from __future__ import annotations

from typing import Annotated

import typer

from simcall.cli.commands_hand_on import plot, report
from simcall.cli.commands_start import check, new, rota, run
from simcall.cli.commands_what_if import best, calibrate, compare, recruits, sweep

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="What would happen to 999 answer times and 101 abandonment if the rota changed? "
    "Write a scenario file, check it, run it.",
)

_COMMANDS = {
    "Start": (new, check, rota, run),
    "What if": (compare, sweep, best, calibrate, recruits),
    "Show and hand on": (report, plot),
}
"""By heading, in the order in which they are needed."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata

        print(f"simcall {metadata.version('simcall')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error. You can write this anywhere.")
    ] = False,
) -> None:
    """Hold the options of all commands; `simcall.cli.main` has already acted on ``--debug``."""


for heading, commands in _COMMANDS.items():
    for command in commands:
        app.command(rich_help_panel=heading)(command)
