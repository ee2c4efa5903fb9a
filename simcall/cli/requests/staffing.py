"""Commands that ask how many people are needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.requests.shared_options import AsJson, Figures, Jobs, Overrides, ScenarioFile, Seed, Targets

__all__ = ["StaffRequest"]


@dataclass(frozen=True, kw_only=True)
class StaffRequest:
    """Find how many people each hour of the week needs at the phones, and when you are short today.

    simcall finds the answer and checks it by simulation. By default, it meets the scenario's own targets in every hour.
    """

    file: ScenarioFile
    overrides: Overrides
    targets: Targets
    groups: Annotated[
        list[str],
        typer.Option(
            "--group",
            metavar="NAME",
            help="The group to search for. By default, the first group that answers each line with a target. "
            "Can be repeated.",
            default_factory=list,
            show_default=False,
        ),
    ]
    step: Annotated[
        str, typer.Option(metavar="LENGTH", help="Find a number of people for each 1h, 30min or 15min.")
    ] = "1h"
    hold: Annotated[
        str,
        typer.Option(
            metavar="HOW",
            help="every-hour: meet the targets in each hour. week: meet them over the whole span, with "
            "the fewest hours.",
        ),
    ] = "every-hour"
    worth: Annotated[
        bool, typer.Option("--worth", help="Find what one more person in each hour would change today, too.")
    ] = False
    seed: Seed = 1
    jobs: Jobs = None
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder for the table and the picture. By default, results/<name>-staff.",
            show_default=False,
        ),
    ] = None
    as_json: AsJson = False
    in_full: Annotated[
        bool, typer.Option("--all", help="Print who is on duty and who must be rostered, by hour, too.")
    ] = False
    figures: Figures = True
