"""Commands that show results and hand them on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.requests.shared_options import Overrides, check_png

__all__ = ["PlotRequest", "ReportRequest"]


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """Write a report to hand on: the answer, the targets, pictures, every assumption, and how to make it again."""

    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULTS…", readable=False, help="Folders of results: runs, comparisons, sweeps and so on."
        ),
    ]
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="html|xlsx|md|tables",
            help="A page, a workbook, plain text, or a folder of tables for Power BI or a database. By default, what "
            "the name of --out ends in, or html.",
            show_default=False,
        ),
    ] = None
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File to write. By default, report.html in the first folder. Of tables, the folder: by default, "
            "tables in the first folder.",
            show_default=False,
        ),
    ] = None
    contact: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Whom to ask about the report: a team and its e-mail address."),
    ] = None


@dataclass(frozen=True, kw_only=True)
class PlotRequest:
    """Draw one picture of a scenario or of saved results, and say in words what it shows."""

    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE_OR_RESULTS",
            readable=False,
            help="A scenario file, or the folder of results of a run.",
            show_default=False,
        ),
    ]
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A measure, week-map:<measure>, answer_times, queue, demand_and_staff or duty_hours.",
            show_default=False,
        ),
    ]
    overrides: Overrides
    line: Annotated[str | None, typer.Option(help="One line only. By default, all.", show_default=False)] = None
    group: Annotated[str | None, typer.Option(help="One group only. By default, all.", show_default=False)] = None
    by: Annotated[
        str | None,
        typer.Option(
            help="A measure by hour_of_week, hour, day, week or interval. By default, hour_of_week.",
            show_default=False,
        ),
    ] = None
    replications: Annotated[
        int | None, typer.Option(min=1, help="For a scenario file. By default, 30.", show_default=False)
    ] = None
    seed: Annotated[int | None, typer.Option(min=0, help="For a scenario file. By default, 1.", show_default=False)] = (
        None
    )
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.png",
            help="File for the picture; an SVG goes beside it. By default, results/<name>-<what>.png.",
            show_default=False,
            callback=check_png,
        ),
    ] = None
