"""``simcall validate``: your month against the model's month."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, print_json, progress_of
from simcall.cli.oddities import print_oddities
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.last_month import ValidateRequest
from simcall.faces.validation import Validation, validate
from simcall.files.folder_names import folder_name
from simcall.files.own_folders import check_place
from simcall.present.folders.validation import KIND, PAGE
from simcall.present.words.obstacles import obstacles
from simcall.present.words.validation import (
    WEEK_HEADINGS,
    error_rows,
    figure_headings,
    figure_rows,
    honest_sentences,
    missing_figures,
    next_step,
    period_of,
    reasons,
    scaled_counts,
    verdict_sentence,
    week_rows,
)
from simcall.scenario import load

__all__ = ["validate_and_save"]


def validate_and_save(request: ValidateRequest) -> int:
    """Read, simulate, compare, save and print; return the exit status."""
    scenario = load(request.file, request.overrides)
    folder = request.out or Path("results") / f"{folder_name(scenario.name)}-validation"
    check_place(folder, KIND)  # before the work, not after it
    console = messages()
    print_oddities(console, scenario, request.file)
    try:
        with progress_of(console, "comparing") as advance:
            validation = validate(
                scenario,
                request.data,
                observed=request.figures,
                folder=request.file.parent,
                replications=request.replications,
                seed=request.seed,
                jobs=request.jobs,
                progress=advance,
            )
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, so no screen is needed
        validation.save(folder)
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return INTERRUPTED
    if request.as_json:
        print_json(validation.document())
    else:
        _print(output(), validation, folder, request.data)
    return 0


def _print(out: Console, validation: Validation, folder: Path, data: Sequence[Path]) -> None:
    out.print(Text(f"{validation.scenario.name}, compared with your data: {period_of(validation)}", style="bold"))
    out.print(Text(verdict_sentence(validation), style="bold"))
    for sentence in obstacles(validation):
        out.print(Text(sentence), soft_wrap=True)
    imported = [shlex.quote(str(path)) for path in data if Path(path).is_dir()]
    if step := next_step(validation, *imported[:1]):
        out.print(Text(step, style="bold"), soft_wrap=True)
    out.print()
    for sentence in reasons(validation):
        out.print(Text(sentence), soft_wrap=True)
    headings = figure_headings(validation)
    out.print("", plain_table(headings, figure_rows(validation), numbers=headings[1:]))
    if validation.held_out.weeks:
        out.print(Text("\nEach week, predicted from the weeks before it", style="bold"))
        out.print(plain_table(WEEK_HEADINGS, week_rows(validation), numbers=WEEK_HEADINGS[2:]))
        out.print("", plain_table(("predictor", "mean error"), error_rows(validation), numbers=("mean error",)))
    out.print()
    more = f"What to add next: {validation.more}"
    about = (scaled_counts(validation), missing_figures(validation))
    for sentence in filter(None, (*about, *honest_sentences(validation), more, *validation.notes)):
        out.print(Text(sentence), soft_wrap=True)
    out.print(Text(f"\nFor the pictures and the rules of the verdict, open {folder / PAGE}."), soft_wrap=True)
