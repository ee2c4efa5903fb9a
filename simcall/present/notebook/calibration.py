"""How a calibration shows itself in a notebook: the values, the targets, and what to mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table

if TYPE_CHECKING:
    from simcall.studies.calibrate.calibration import CalibrationNumbers
    from simcall.studies.calibrate.study import Fit

__all__ = ["calibration_html"]

_WORDS = {
    "between": "the bounds that the study gives",
    "all targets can be met with": "values with which, the other parameters fitted anew, every target can still be met",
    "90 % of the ensemble": "where nine in ten of the sets of values lie that meet every target within its tolerance",
    "found": "what the values give on fresh seeds; ± is how far its 95 % interval reaches",
}


def calibration_html(calibration: CalibrationNumbers) -> str:
    """Return the values of a calibration and what came of its targets as tables."""
    columns = ("parameter", "value", *list(_WORDS)[:3])
    return display(
        calibration.study.name,
        table(("target", "found", "verdict"), _targets(calibration)),
        *map(note, calibration.why_missed()),
        table(tuple(columns), _parameters(calibration)),
        *map(note, calibration.identified.sentences()),
        *(note(f"Mind: {line}") for line in calibration.warnings()),
        folded("What the columns mean", _WORDS),
    )


def _targets(calibration: CalibrationNumbers) -> Iterator[Sequence[Cell | str]]:
    for one in calibration.outcomes:
        found = f"{one.found:.5g} ± {one.reach:.2g}"
        yield str(one.wanted), Cell(found, _WORDS["found"]), Cell(one.verdict, strong=one.missed)


def _parameters(calibration: CalibrationNumbers) -> Iterator[Sequence[Cell | str]]:
    spans = calibration.ensemble.spans()
    rows = zip(calibration.study.fits, calibration.numbers, calibration.identified.profiles, strict=True)
    for place, (fit, number, profile) in enumerate(rows):
        ensemble = None if spans is None else (float(spans[place, 0]), float(spans[place, 1]))
        ends = zip(_WORDS, ((fit.low, fit.high), profile.span, ensemble), strict=False)
        yield fit.name, fit.in_words(number), *(Cell(_span(fit, pair), _WORDS[column]) for column, pair in ends)


def _span(fit: Fit, ends: tuple[float, float] | None) -> str:
    return "-" if ends is None else f"{fit.in_words(ends[0])} to {fit.in_words(ends[1])}"
