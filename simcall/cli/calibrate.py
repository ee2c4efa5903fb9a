"""``simcall calibrate``: fits values of scenarios to published figures, and prints what the figures determine."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from simcall.cli.console import INTERRUPTED, messages, output, print_json, progress_of
from simcall.cli.oddities import print_merging_warnings
from simcall.cli.plain_tables import plain_table
from simcall.cli.requests.what_if import CalibrateRequest
from simcall.errors import SimcallError
from simcall.faces.calibration import Calibration, calibrate
from simcall.files.folder_names import folder_name
from simcall.files.messages import counted
from simcall.measures import Verdict
from simcall.studies.calibrate import Effort, FittedParameter, Study, is_study_file, load_study, study_of
from simcall.studies.calibrate.evaluation_folder import check_folder
from simcall.studies.calibrate.identification import WEAK
from simcall.studies.run import Progress

__all__ = ["calibrate_and_save"]

TARGET_MISSED = 3
"""The exit status if a target cannot be met."""

_AT_A_BOUND = 1e-6
"""The end of a span that is nearer to a bound than this, as a share of the bounds, is at that bound."""


def calibrate_and_save(request: CalibrateRequest) -> int:
    """Read the study, fit, save and print; return the exit status."""
    effort = Effort.named(request.effort)
    study = _study(request)
    folder = request.out or Path("results") / folder_name(study.name)
    check_folder(folder)  # before the work, not after it
    console = messages()
    print_merging_warnings(console, study.scenarios.values())
    try:
        with _steps(console) as (log, advance):
            calibration = calibrate(study, folder=folder, effort=effort, jobs=request.jobs, log=log, progress=advance)
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, so no screen is needed
        calibration.save(folder, figures=request.figures)
    except KeyboardInterrupt:
        console.print(Text(f"Interrupted: simulated points are kept in {folder}. To continue, run the same command."))
        return INTERRUPTED
    if request.as_json:
        print_json(calibration.document())
    else:
        _print(output(), calibration, folder)
    return TARGET_MISSED if request.require_target and calibration.missed else 0


def _study(request: CalibrateRequest) -> Study:
    if len(request.files) == 1 and is_study_file(request.files[0]):
        if request.fits or request.targets:
            raise SimcallError(
                f"{request.files[0]}: a study file has its own parameters and targets; leave --fit and --target out"
            )
        study = load_study(request.files[0], request.overrides)
    else:
        study = study_of(request.files, request.fits, request.targets, overrides=request.overrides)
    return study if request.seed is None else study.with_seed(request.seed)


@contextmanager
def _steps(console: Console) -> Iterator[tuple[Callable[[str], None], Progress | None]]:
    """Print a line after each step; on a terminal, show a progress bar too."""

    def log(line: str) -> None:
        console.print(Text(line), soft_wrap=True)

    if not console.is_terminal:
        yield log, None
        return
    with progress_of(console, "fitting") as advance:
        yield log, advance


def _print(out: Console, calibration: Calibration, folder: Path) -> None:
    study = calibration.study
    out.print(Text(study.name, style="bold"))
    out.print(Text(_answer(calibration), style="bold"))
    out.print(Text(_effort_in_words(calibration)))
    headings = ("target", "found", "interval", "one span varies by", "verdict")
    out.print("", plain_table(headings, _targets(calibration)))
    for line in calibration.why_missed():
        out.print(Text(line, style="bold"))
    for fit in calibration.curve_fits:
        out.print(Text(fit.sentence()))
    headings = ("parameter", "value", "between", "all targets can be met with", "90 % of the ensemble")
    out.print("", plain_table(headings, _parameters(calibration)))
    _print_identification(out, calibration)
    heading = "History matching" if calibration.matching is not None else "Ensemble"
    out.print(Text(f"{heading}: {_ensemble(calibration, folder)}"), soft_wrap=True)
    for line in calibration.warnings():
        out.print(Text(f"Note: {line}"))
    saved = f"Saved in {folder}. The scenarios with these values are *-calibrated.toml."
    out.print("", Text(saved), Text(f"To make a report: simcall report {folder}"), sep="\n", soft_wrap=True)


def _answer(calibration: Calibration) -> str:
    """Return how many targets are met."""
    total = len(calibration.outcomes)
    missed = sum(outcome.missed for outcome in calibration.outcomes)
    if missed:
        return f"{missed} of {counted(total, 'target')} cannot be met within the bounds."
    close = sum(outcome.verdict is Verdict.TOO_CLOSE for outcome in calibration.outcomes)
    if total == 1:
        return f"The target is {calibration.outcomes[0].verdict}."
    if close:
        verb = "is" if close == 1 else "are"
        return f"{total - close} of {total} targets are met, and {close} {verb} too close to call."
    return f"All {total} targets are met."


def _effort_in_words(calibration: Calibration) -> str:
    study = calibration.study
    points, replications = len(calibration.evaluations), calibration.effort.confirm
    return (
        f"{counted(len(study.fits), 'parameter')}, {counted(len(study.targets), 'target')}; "
        f"{counted(points, 'point')} simulated, seed {study.seed}. The figures found come from "
        f"{counted(replications, 'replication')} on fresh seeds."
    )


def _targets(calibration: Calibration) -> Iterator[Sequence[str]]:
    for outcome in calibration.outcomes:
        span = outcome.single_span_half_width
        widths = (f"±{outcome.half_width:.2g}", "-" if math.isnan(span) else f"±{span:.2g}")
        yield str(outcome.target), f"{outcome.mean:.5g}", *widths, outcome.verdict


def _parameters(calibration: Calibration) -> Iterator[Sequence[str]]:
    spans = calibration.ensemble.spans()
    rows = zip(calibration.study.fits, calibration.numbers, calibration.identification.profiles, strict=True)
    for column, (fit, number, profile) in enumerate(rows):
        bounds = fit.span_in_words((fit.low, fit.high)) + (", whole" if fit.whole else "")
        ensemble = None if spans is None else spans[column].tolist()
        yield fit.name, fit.in_words(number), bounds, _span_within(fit, profile.span), fit.span_in_words(ensemble)


def _span_within(fit: FittedParameter, span: tuple[float, float] | None) -> str:
    """Write a span, and mark the ends that are at a bound."""
    if span is None:
        return "-"
    low, high = (
        f"{fit.in_words(end)}{' (bound)' if abs(end - bound) < _AT_A_BOUND * fit.width else ''}"
        for end, bound in zip(span, (fit.low, fit.high), strict=True)
    )
    return f"{low} to {high}"


def _print_identification(out: Console, calibration: Calibration) -> None:
    identification = calibration.identification
    values = ", ".join(f"{value:.3g}" for value in identification.singular_values)
    out.print("", Text("What the targets determine", style="bold"), sep="\n")
    for sentence in identification.sentences() or _all_determined(calibration):
        out.print(Text(sentence, style="bold"))
    for sentence in identification.settled_sentences():
        out.print(Text(sentence))
    out.print(
        Text(
            "Singular values of the targets' slopes, in tolerances from bound to bound: "
            f"{values}. A value under {WEAK:g} belongs to a combination of parameters that no target determines."
        )
    )


def _all_determined(calibration: Calibration) -> tuple[str, ...]:
    if calibration.missed:
        return ()
    return ("The targets determine each parameter.",)


def _ensemble(calibration: Calibration, folder: Path) -> str:
    members, tried = len(calibration.ensemble.members), calibration.ensemble.tried
    if calibration.matching is not None:
        kept = f" To predict with {members} of them: simcall run FILE --ensemble {folder}" if members else ""
        return f"{calibration.matching.sentence()}{kept}"
    if not members:
        return "none: no simulated set of values meets every target within its tolerance."
    return (
        f"{members} of {tried} simulated sets of values meet every target within its tolerance. "
        f"To predict with all of them: simcall run FILE --ensemble {folder}"
    )
