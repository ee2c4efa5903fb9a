"""Calibration: parameters of scenarios fitted to published figures, and what these leave open."""

from __future__ import annotations

from simcall.studies.calibrate.calibration import CalibrationNumbers, calibrate
from simcall.studies.calibrate.effort import Effort
from simcall.studies.calibrate.ensemble_files import EnsembleValues, load_ensemble
from simcall.studies.calibrate.information import Worth, worth_of
from simcall.studies.calibrate.outcomes import Outcome
from simcall.studies.calibrate.prediction import PredictionNumbers, predict
from simcall.studies.calibrate.study import CalibrationTarget, FittedParameter, Study
from simcall.studies.calibrate.study_assembly import study_of
from simcall.studies.calibrate.study_files import is_study_file, load_study

__all__ = [
    "CalibrationNumbers",
    "CalibrationTarget",
    "Effort",
    "EnsembleValues",
    "FittedParameter",
    "Outcome",
    "PredictionNumbers",
    "Study",
    "Worth",
    "calibrate",
    "is_study_file",
    "load_ensemble",
    "load_study",
    "predict",
    "study_of",
    "worth_of",
]
