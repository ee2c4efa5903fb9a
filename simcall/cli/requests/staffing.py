"""Commands that ask how many people are needed, and on which shifts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.requests.shared_options import (
    AsJson,
    Assumptions,
    Draws,
    EnsembleOfDraws,
    Figures,
    Jobs,
    Like,
    Overrides,
    ScenarioFile,
    Seed,
    Targets,
)

__all__ = ["DesignRequest", "StaffRequest"]


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
    assumptions: Assumptions = False
    draws: Draws = None
    ensemble: EnsembleOfDraws = None
    like: Like = None
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


@dataclass(frozen=True, kw_only=True)
class DesignRequest:
    """Find which shifts to have, and how many people on each, with the fewest paid hours.

    A design file says which shifts are possible and which limits hold. simcall searches, checks the rota by simulation,
    says how far from the best possible it can be, and writes a scenario, a duty sheet and pictures.
    """

    file: Annotated[
        Path, typer.Argument(metavar="FILE", readable=False, help="A design file (TOML).", show_default=False)
    ]
    overrides: Overrides
    seed: Seed = 1
    jobs: Jobs = None
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder for the scenario, the duty sheet and the pictures. By default, results/<name>-design.",
            show_default=False,
        ),
    ] = None
    as_json: AsJson = False
    figures: Figures = True
