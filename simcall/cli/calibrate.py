"""``simcall calibrate``: values that meet published figures, and what these leave open, as a planner reads them."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, progress_of
from simcall.errors import SimcallError
from simcall.measures.saving import check_place, folder_name
from simcall.studies.calibrate import Calibration, Fit, Study, calibrate, is_study_file, load_study, study_of
from simcall.studies.calibrate.evaluating import KIND

__all__ = ["Request", "calibrate_and_save"]

TARGET_MISSED = 3


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    files: tuple[Path, ...]
    fits: tuple[str, ...]
    targets: tuple[str, ...]
    overrides: tuple[str, ...]
    seed: int | None
    jobs: int | None
    out: Path | None
    as_json: bool
    figures: bool
    require_target: bool


def calibrate_and_save(request: Request) -> int:
    """Read the study, fit, save and print; return the exit status."""
    study = _study(request)
    folder = request.out or Path("results") / folder_name(study.name)
    check_place(folder, KIND)  # before the work, not after it
    told = messages()
    try:
        with progress_of(told, "fitting") as advance:
            found = calibrate(
                study,
                folder=folder,
                jobs=request.jobs,
                told=lambda line: told.print(Text(line)),
                progress=advance,
            )
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
        found.save(folder, figures=request.figures)
    except KeyboardInterrupt:
        told.print(Text(f"Interrupted: what is simulated is kept in {folder}; the same command goes on from it."))
        return INTERRUPTED
    if request.as_json:
        document = json.dumps(found.document(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        sys.stdout.buffer.write(document.encode())
    else:
        _print(output(), found, folder)
    return TARGET_MISSED if request.require_target and found.missed else 0


def _study(request: Request) -> Study:
    if len(request.files) == 1 and is_study_file(request.files[0]):
        if request.fits or request.targets:
            raise SimcallError(
                f"{request.files[0]}: a study file says itself what is fitted to what; leave --fit and --target out"
            )
        study = load_study(request.files[0], request.overrides)
    else:
        study = study_of(request.files, request.fits, request.targets, overrides=request.overrides)
    return study if request.seed is None else study.with_seed(request.seed)


def _print(out: Console, found: Calibration, folder: Path) -> None:
    out.print(Text(found.study.name, style="bold"))
    out.print(
        Text(
            f"{len(found.study.fits)} parameters, {len(found.study.wanted)} targets; {found.evaluations} points "
            f"simulated, seed {found.study.seed}. Found: what the chosen values give on fresh seeds, "
            f"{found.effort.confirm} replications."
        )
    )
    _print_targets(out, found)
    for line in (*found.why_missed(), *found.warnings()):
        out.print(Text(line, style="bold"))
    _print_parameters(out, found)
    _print_identified(out, found)
    saved = f"Saved in {folder}: *-calibrated.toml there are the scenarios with these values."
    out.print("", Text(saved), sep="\n", soft_wrap=True)


def _print_targets(out: Console, found: Calibration) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("target", "found", "interval reaches", "verdict"):
        table.add_column(heading, header_style="underline")
    for one in found.outcomes:
        table.add_row(Text(str(one.wanted)), f"{one.found:.5g}", f"±{one.reach:.2g}", one.word)
    out.print("", table)


def _print_parameters(out: Console, found: Calibration) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("parameter", "value", "between", "all targets can be met with", "90 % of the ensemble"):
        table.add_column(heading, header_style="underline")
    spans = found.ensemble.spans()
    for place, (fit, number) in enumerate(zip(found.study.fits, found.numbers, strict=True)):
        allowed = found.identified.spans[place]
        ensemble = spans[place] if found.ensemble.members else np.array([np.nan, np.nan])
        cells = [_span(fit, float(low), float(high)) for low, high in ((fit.low, fit.high), allowed, ensemble)]
        table.add_row(Text(fit.name), fit.in_words(number), *cells)
    out.print("", table)


def _span(fit: Fit, low: float, high: float) -> str:
    return "-" if np.isnan(low) else f"{fit.in_words(low)} to {fit.in_words(high)}"


def _print_identified(out: Console, found: Calibration) -> None:
    sentences = found.identified.sentences()
    values = ", ".join(f"{value:.3g}" for value in found.identified.singular_values)
    out.print("", Text("What the targets tell", style="bold"), sep="\n")
    out.print(
        Text(
            f"Singular values of the targets' slopes, in tolerances from bound to bound: {values}. One under 2 "
            "belongs to a combination of parameters that no target can tell."
        )
    )
    for sentence in sentences or ("Each parameter is told apart from the others by the targets.",):
        out.print(Text(sentence, style="bold"))
    out.print(
        Text(
            f"Ensemble: {len(found.ensemble.members)} of {found.ensemble.tried} sets of values that were simulated "
            "meet every target within its tolerance. simcall run FILE --ensemble FOLDER predicts with all of them."
        )
    )
