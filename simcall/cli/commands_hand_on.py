"""Commands that show results, and hand them on."""

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
            metavar="RESULTS…", readable=False, help="Folders of results: of runs, comparisons, sweeps, calibrations."
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="html|xlsx|md",
            help="A page that needs nothing else, a workbook, or plain text; the ending of --out unless said, or html.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where it goes; report.html in the first folder unless said.", show_default=False
        ),
    ] = None,
) -> None:
    """Write a report to hand on: the answer, met or missed, pictures, every assumption, and how to make it again."""
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
            help="A scenario file, or the folder of results of a run.",
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
    line: Annotated[str | None, typer.Option(help="Of one line; of all unless said.", show_default=False)] = None,
    group: Annotated[str | None, typer.Option(help="Of one group; of all unless said.", show_default=False)] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="A measure by hour_of_week, hour, day, week or interval; hour_of_week unless said.",
            show_default=False,
        ),
    ] = None,
    replications: Annotated[
        int | None, typer.Option(min=1, help="Of a scenario file; 30 unless said.", show_default=False)
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of a scenario file; 1 unless said.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.png",
            help="Where the picture goes, an SVG beside it; results/<name>-<what>.png unless said.",
            show_default=False,
            callback=a_png,
        ),
    ] = None,
) -> None:
    """Draw one picture of a scenario or of saved results, and say in words what it shows."""
    from simcall.cli.plot import Request, draw_one

    request = Request(source, what, line, group, by, out, tuple(overrides), replications, seed)
    raise typer.Exit(draw_one(request))
