"""Calibration: parameters of scenarios fitted to published figures, and what these leave open."""

from __future__ import annotations

from simcall.studies.calibrate.calibration import Calibration, Outcome, calibrate
from simcall.studies.calibrate.information import Worth, worth_of
from simcall.studies.calibrate.predicting import Prediction, load_ensemble, predict
from simcall.studies.calibrate.search import Effort
from simcall.studies.calibrate.study import Fit, Study, Wanted, is_study_file, load_study, study_of

__all__ = [
    "Calibration",
    "Effort",
    "Fit",
    "Outcome",
    "Prediction",
    "Study",
    "Wanted",
    "Worth",
    "calibrate",
    "is_study_file",
    "load_ensemble",
    "load_study",
    "predict",
    "study_of",
    "worth_of",
]
