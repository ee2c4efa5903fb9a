"""Commands that hold a model against what happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.requests.shared_options import AsJson, Jobs, Overrides, Replications, ScenarioFile, Seed

__all__ = ["FitRequest", "ValidateRequest"]


@dataclass(frozen=True, kw_only=True)
class FitRequest:
    """Fit what no file measures, such as the people on duty, and say how far the data settle it.

    Uses all weeks but the last, tests the fit on that week, and writes scenario-fitted.toml beside the scenario.
    """

    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", readable=False, help="A folder that simcall import has written.", show_default=False
        ),
    ]
    hold_out: Annotated[
        str, typer.Option("--hold-out", metavar="WEEKS", help="How many of the last weeks to test the fit on.")
    ] = "1w"
    replications: Replications = 30
    seed: Seed = 1
    jobs: Jobs = None
    as_json: AsJson = False


@dataclass(frozen=True, kw_only=True)
class ValidateRequest:
    """Hold a model against your month, and against simpler predictors. Says how far to trust it.

    Compares the model with what happened by month, day and hour, predicts each week from those before it, and writes a
    page.
    """

    file: ScenarioFile
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA…",
            readable=False,
            help="A folder that simcall import has written, or exports of your phone system.",
            default_factory=list,
            show_default=False,
        ),
    ]
    overrides: Overrides
    figures: Annotated[
        list[str],
        typer.Option(
            "--observed",
            metavar="FIGURE=VALUE",
            help='A published figure of the month: "999.answered_in_target=0.881". Can be repeated.',
            default_factory=list,
            show_default=False,
        ),
    ]
    replications: Replications = 30
    seed: Seed = 1
    jobs: Jobs = None
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder for the page and its figures. By default, results/<name>-validation.",
            show_default=False,
        ),
    ] = None
    as_json: AsJson = False
