"""``simcall fit``: what no file measures, chosen by what happened, and how far the data settle it."""

from __future__ import annotations

import shlex
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, print_json, progress_of
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.last_month import FitRequest
from simcall.faces.fitted import Fit, fit
from simcall.files.messages import counted
from simcall.present.folders.fitted import check_fitted_place
from simcall.present.words.fitted import (
    HELD_OUT_HEADINGS,
    NO_CONCLUSION,
    held_out_rows,
    staffing_sentences,
    verdict_of_fit,
)

__all__ = ["fit_and_save"]


def fit_and_save(request: FitRequest) -> int:
    """Read, fit, test, save and print; return the exit status."""
    check_fitted_place(request.folder)  # before the work, not after it
    console = messages()
    try:
        with progress_of(console, "fitting") as advance:
            fitted = fit(
                request.folder,
                hold_out=request.hold_out,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                progress=advance,
            )
        path = fitted.save(request.folder)
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    if request.as_json:
        print_json(fitted.document())
    else:
        _print(output(), fitted, path)
    return 0


def _print(out: Console, fitted: Fit, path: Path) -> None:
    start, days = fitted.training.start, fitted.training.days
    about = f"{fitted.scenario.name}: fitted to {counted(days, 'day')} from {start.day} {start:%B %Y}"
    out.print(Text(about, style="bold"))
    out.print(Text(verdict_of_fit(fitted.fitted), style="bold"))
    for sentence in (*staffing_sentences(fitted.fitted), NO_CONCLUSION):
        out.print(Text(sentence), soft_wrap=True)
    if fitted.held_out:
        out.print(Text("\nThe weeks that were held out", style="bold"))
        out.print(plain_table(HELD_OUT_HEADINGS, held_out_rows(fitted), numbers=HELD_OUT_HEADINGS[2:]))
    folder = path.parent
    out.print(Text(f"\nWrote {path}, which extends the scenario with these values."), soft_wrap=True)
    command = f"simcall validate {shlex.quote(str(path))} {shlex.quote(str(folder))}"
    out.print(Text(f"To compare it with every week: {command}"), soft_wrap=True)
