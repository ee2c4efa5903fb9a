"""``simcall calibrate``: values that meet published figures, and what these leave open, as a planner reads them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simcall.api import Calibration, calibrate
from simcall.cli.console import INTERRUPTED, messages, output, print_json, progress_of
from simcall.cli.oddities import print_merging_warnings
from simcall.cli.requests import CalibrateRequest
from simcall.errors import SimcallError
from simcall.files.own_folders import folder_name
from simcall.studies.calibrate import Effort, FittedParameter, Study, is_study_file, load_study, study_of
from simcall.studies.calibrate.evaluation_folder import check_folder
from simcall.studies.run import Progress

__all__ = ["calibrate_and_save"]

TARGET_MISSED = 3


_AT = 1e-6
"""Of the way between its bounds: an end of a span so near a bound is that bound."""


def calibrate_and_save(request: CalibrateRequest) -> int:
    """Read the study, fit, save and print; return the exit status."""
    effort = Effort.named(request.effort)
    study = _study(request)
    folder = request.out or Path("results") / folder_name(study.name)
    check_folder(folder)  # before the work, not after it
    told = messages()
    print_merging_warnings(told, study.scenarios.values())
    try:
        with _steps(told) as (say, advance):
            found = calibrate(study, folder=folder, effort=effort, jobs=request.jobs, log=say, progress=advance)
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
        found.save(folder, figures=request.figures)
    except KeyboardInterrupt:
        told.print(Text(f"Interrupted: what is simulated is kept in {folder}; the same command goes on from it."))
        return INTERRUPTED
    if request.as_json:
        print_json(found.document())
    else:
        _print(output(), found, folder)
    return TARGET_MISSED if request.require_target and found.missed else 0


def _study(request: CalibrateRequest) -> Study:
    if len(request.files) == 1 and is_study_file(request.files[0]):
        if request.fits or request.targets:
            raise SimcallError(
                f"{request.files[0]}: a study file says itself what is fitted to what; leave --fit and --target out"
            )
        study = load_study(request.files[0], request.overrides)
    else:
        study = study_of(request.files, request.fits, request.targets, overrides=request.overrides)
    return study if request.seed is None else study.with_seed(request.seed)


@contextmanager
def _steps(told: Console) -> Iterator[tuple[Callable[[str], None], Progress | None]]:
    """Tell each step in a line; on a terminal a bar shows how far it is too."""

    def say(line: str) -> None:
        told.print(Text(line), soft_wrap=True)

    if not told.is_terminal:
        yield say, None
        return
    with progress_of(told, "fitting") as advance:
        yield say, advance


def _print(out: Console, found: Calibration, folder: Path) -> None:
    study = found.study
    out.print(Text(study.name, style="bold"))
    out.print(
        Text(
            f"{_count(len(study.fits), 'parameter')}, {_count(len(study.targets), 'target')}; "
            f"{len(found.evaluations)} points simulated, seed {study.seed}. Found: what the values give on fresh "
            f"seeds, {found.effort.confirm} replications."
        )
    )
    _print_table(out, ("target", "found", "interval", "one span strays by", "verdict"), _targets(found))
    for line in found.why_missed():
        out.print(Text(line, style="bold"))
    _print_table(
        out,
        ("parameter", "value", "between", "all targets can be met with", "90 % of the ensemble"),
        _parameters(found),
    )
    _print_identified(out, found, folder)
    for line in found.warnings():
        out.print(Text(f"Note: {line}"))
    saved = f"Saved in {folder}: *-calibrated.toml there are the scenarios with these values."
    out.print("", Text(saved), Text(f"A page to hand on: simcall report {folder}"), sep="\n", soft_wrap=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _print_table(out: Console, headings: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, header_style="underline")
    for row in rows:
        table.add_row(*map(Text, row))
    out.print("", table)


def _targets(found: Calibration) -> Iterator[Sequence[str]]:
    for one in found.outcomes:
        yield (
            str(one.target),
            f"{one.mean:.5g}",
            f"±{one.half_width:.2g}",
            f"±{one.single_span_half_width:.2g}",
            one.verdict,
        )


def _parameters(found: Calibration) -> Iterator[Sequence[str]]:
    spans = found.ensemble.spans()
    rows = zip(found.study.fits, found.numbers, found.identification.profiles, strict=True)
    for place, (fit, number, profile) in enumerate(rows):
        between = _span(fit, (fit.low, fit.high)) + (", whole" if fit.whole else "")
        ensemble = None if spans is None else (float(spans[place, 0]), float(spans[place, 1]))
        yield fit.name, fit.in_words(number), between, _span_within(fit, profile.span), _span(fit, ensemble)


def _span(fit: FittedParameter, ends: tuple[float, float] | None) -> str:
    return "-" if ends is None else f"{fit.in_words(ends[0])} to {fit.in_words(ends[1])}"


def _span_within(fit: FittedParameter, ends: tuple[float, float] | None) -> str:
    """Write a span, and say of which end it is the bound that limits it."""
    if ends is None:
        return "-"
    low, high = (
        f"{fit.in_words(end)}{' (bound)' if abs(end - bound) < _AT * fit.width else ''}"
        for end, bound in zip(ends, (fit.low, fit.high), strict=True)
    )
    return f"{low} to {high}"


def _print_identified(out: Console, found: Calibration, folder: Path) -> None:
    values = ", ".join(f"{value:.3g}" for value in found.identification.singular_values)
    out.print("", Text("What the targets tell", style="bold"), sep="\n")
    out.print(
        Text(
            f"How sharply the targets tell parameters apart (singular values of their slopes, in tolerances from bound "
            f"to bound): {values}. One under 2 belongs to a combination of parameters that no target can tell."
        )
    )
    for sentence in found.identification.settled_sentences():
        out.print(Text(sentence))
    several = len(found.study.fits) > 1
    told = "Each parameter is told apart from the others by the targets." if several else "The targets tell it."
    for sentence in found.identification.sentences() or (() if found.missed else (told,)):
        out.print(Text(sentence, style="bold"))
    members, tried = len(found.ensemble.members), found.ensemble.tried
    if members:
        ensemble = (
            f"{members} of {tried} sets of values that were simulated meet every target within its tolerance. "
            f"simcall run FILE --ensemble {folder} predicts with all of them."
        )
    else:
        ensemble = "none: no set of values that was simulated meets every target within its tolerance."
    out.print(Text(f"Ensemble: {ensemble}"), soft_wrap=True)
