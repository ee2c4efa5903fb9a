"""``simcall report``."""

from __future__ import annotations

import os

import typer
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of
from simcall.cli.requests.hand_on import ReportRequest
from simcall.errors import SimcallError

__all__ = ["write_report"]


def write_report(request: ReportRequest) -> int:
    """Write a report and say where it is; return the exit status."""
    _check_form(request)
    os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, so no screen is needed
    from simcall.report import report

    console = messages()
    try:
        with progress_of(console) as advance:
            path = report(
                request.folders, format=request.form, out=request.out, contact=request.contact, progress=advance
            )
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was written.")
        return INTERRUPTED
    written = f"Tables written to {path}: start with README.md there" if path.is_dir() else f"Report written to {path}"
    output().print(Text(written), soft_wrap=True)
    return 0


def _check_form(request: ReportRequest) -> None:
    """Refuse an unknown form, or one that the file's name contradicts, as a mistake of usage."""
    from simcall.report.writing import form_of

    try:
        form_of(request.form, request.out)
    except SimcallError as error:
        raise typer.BadParameter(str(error)) from None
