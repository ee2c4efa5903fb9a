"""``simcall report``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of

__all__ = ["Request", "write_report"]


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    folders: tuple[Path, ...]
    form: str | None
    out: Path | None


def write_report(request: Request) -> int:
    """Write a report and say where it is; return the exit status."""
    os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
    from simcall.report import report

    told = messages()
    try:
        with progress_of(told) as advance:
            place = report(request.folders, format=request.form, out=request.out, progress=advance)
    except KeyboardInterrupt:
        told.print("Interrupted: nothing was written.")
        return INTERRUPTED
    output().print(Text(f"Report written to {place}"), soft_wrap=True)
    return 0
