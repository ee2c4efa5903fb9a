"""Commands that show results and hand them on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simcall.cli.options import Overrides, a_png

__all__ = ["plot", "report"]


def report(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULTS…", readable=False, help="Results folders of runs, comparisons, sweeps or calibrations."
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="html|xlsx|md",
            help="A web page, a workbook, or plain text. By default, what the name in --out ends in, or html.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="File for the report. By default, report.html in the first folder.", show_default=False
        ),
    ] = None,
) -> None:
    """Write a report to hand on: the answer, pictures, every assumption, and how to repeat the work."""
    from simcall.cli.report import Request, write_report
    from simcall.errors import SimcallError
    from simcall.report.writing import form_of

    try:
        form_of(form, out)
    except SimcallError as error:
        raise typer.BadParameter(str(error)) from None
    raise typer.Exit(write_report(Request(tuple(folders), form, out)))


def plot(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE_OR_RESULTS",
            readable=False,
            help="A scenario file, or the results folder of a run.",
            show_default=False,
        ),
    ],
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A measure, week-map:<measure>, answer_times, queue, demand_and_staff or duty_hours.",
            show_default=False,
        ),
    ],
    overrides: Overrides,
    line: Annotated[
        str | None, typer.Option(help="Draw only this line. By default, all lines.", show_default=False)
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="Draw only this group. By default, all groups.", show_default=False)
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="Draw a measure by hour_of_week, hour, day, week or interval. By default, hour_of_week.",
            show_default=False,
        ),
    ] = None,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Replications of a scenario file. By default, 30.", show_default=False)
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed for a scenario file. By default, 1.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.png",
            help="File for the picture, with an SVG beside it. By default, results/<name>-<what>.png.",
            show_default=False,
            callback=a_png,
        ),
    ] = None,
) -> None:
    """Draw one picture of a scenario or of saved results, and describe what it shows."""
    from simcall.cli.plot import Request, draw_one

    request = Request(source, what, line, group, by, out, tuple(overrides), replications, seed)
    raise typer.Exit(draw_one(request))
