"""Commands that compare a model with what happened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.requests.shared_options import AsJson, Jobs, Overrides, Replications, ScenarioFile, Seed

__all__ = ["FitRequest", "ValidateRequest"]


@dataclass(frozen=True, kw_only=True)
class FitRequest:
    """Estimate the people on duty from how calls ended, and say how sure the estimate is.

    Uses all weeks except the last, tests the fit on that week, and writes scenario-fitted.toml beside the scenario.
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
    """Compare a model with your month and with simpler predictors. Says how far to trust it.

    Compares figures of the month, days and hours, predicts each week from the weeks before it, and writes a page.
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
