"""A calibration in a notebook: the targets, the values and the warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simcall.scenario.listing.notebook_tables import Cell, display, folded, note, table

if TYPE_CHECKING:
    from simcall.studies.calibrate.calibration import CalibrationNumbers

__all__ = ["calibration_html"]

_WORDS = {
    "between": "the bounds given in the study",
    "all targets can be met with": "values that still meet every target if the other parameters are fitted again",
    "90 % of the ensemble": "90 % of the sets of values that meet every target within its tolerance lie here",
    "found": "the figure with these values on fresh seeds; ± is half the width of its 95 % interval",
}


def calibration_html(calibration: CalibrationNumbers) -> str:
    """Return the targets of a calibration with their outcomes, and its values, as tables."""
    columns = ("parameter", "value", *list(_WORDS)[:3])
    return display(
        calibration.study.name,
        table(("target", "found", "verdict"), _targets(calibration)),
        *map(note, calibration.why_missed()),
        table(tuple(columns), _parameters(calibration)),
        *map(note, calibration.identification.sentences()),
        *(note(f"Note: {line}") for line in calibration.warnings()),
        folded("What the columns mean", _WORDS),
    )


def _targets(calibration: CalibrationNumbers) -> Iterator[Sequence[Cell | str]]:
    for outcome in calibration.outcomes:
        figure = f"{outcome.mean:.5g} ± {outcome.half_width:.2g}"
        yield str(outcome.target), Cell(figure, _WORDS["found"]), Cell(outcome.verdict, strong=outcome.missed)


def _parameters(calibration: CalibrationNumbers) -> Iterator[Sequence[Cell | str]]:
    spans = calibration.ensemble.spans()
    rows = zip(calibration.study.fits, calibration.numbers, calibration.identification.profiles, strict=True)
    for row, (fit, number, profile) in enumerate(rows):
        ensemble = None if spans is None else (float(spans[row, 0]), float(spans[row, 1]))
        ends = zip(_WORDS, ((fit.low, fit.high), profile.span, ensemble), strict=False)
        yield fit.name, fit.in_words(number), *(Cell(fit.span_in_words(pair), _WORDS[column]) for column, pair in ends)
