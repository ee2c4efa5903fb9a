"""Values that meet published figures, and what they predict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from simcall.faces.face import Face, FolderFace, presented
from simcall.faces.run import Results
from simcall.studies.calibrate.calibration import CalibrationNumbers
from simcall.studies.calibrate.calibration import calibrate as calibrate_numbers
from simcall.studies.calibrate.prediction import PredictionNumbers
from simcall.studies.calibrate.prediction import predict as predict_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Calibration", "Prediction", "calibrate", "predict"]


class Calibration(CalibrationNumbers, FolderFace[CalibrationNumbers]):
    """Values that meet published figures, and what these leave open, with pictures and files.

    Its folder has the study's record, the calibrated scenarios and the pictures.
    """

    def plot(self) -> Sequence[Axes]:
        """Draw the profile of each parameter, with the ensemble below it."""
        from simcall.present.pictures.calibration import draw

        return draw(self)

    def _write(self, folder: Path, figures: bool) -> Path:
        from simcall.present.folders.calibration import save

        return save(self, folder, figures=figures)

    def _repr_html_(self) -> str:
        """Return the values, and whether the targets are met, for notebooks."""
        from simcall.present.notebook.calibration import calibration_html

        return calibration_html(self)


class Prediction(PredictionNumbers, Face[PredictionNumbers]):
    """What scenarios give over all sets of values that fit the published figures."""

    results: tuple[tuple[Results, ...], ...]
    _inner_faces = MappingProxyType(
        {"results": lambda members: tuple(tuple(map(Results.presenting, member)) for member in members)}
    )


calibrate = presented(calibrate_numbers, Calibration.presenting)
predict = presented(predict_numbers, Prediction.presenting)
