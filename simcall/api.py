"""What people use in Python: the studies, each of which gives its numbers with their presentation.

A function here runs a study of `simcall.studies` and returns a face of `simcall.faces`, for example `Results`. Commands
import faces one by one, because this module loads every study.
"""

from __future__ import annotations

from simcall.faces.assumptions import (
    AssumedExplanation,
    AssumedStaffing,
    Assumptions,
    assume,
    assume_explain,
    assume_staff,
)
from simcall.faces.calibration import Calibration, Prediction, calibrate, predict
from simcall.faces.comparison import Comparison, compare
from simcall.faces.explanation import Explanation, explain
from simcall.faces.fitted import Fit, fit
from simcall.faces.imported import Import, import_data
from simcall.faces.merger import Merger, merge
from simcall.faces.recruits import RecruitsView, recruits
from simcall.faces.rota import RotaView, rota
from simcall.faces.rota_design import RotaDesign, design
from simcall.faces.run import Results, run
from simcall.faces.staffing import Staffing, staff
from simcall.faces.sweep import Sweep, load_sweep, sweep
from simcall.faces.validation import Validation, validate
from simcall.measures import Estimate
from simcall.scenario import Scenario, load
from simcall.studies.calibrate import load_study, study_of
from simcall.studies.sweep import Choice, best

__all__ = [
    "AssumedExplanation",
    "AssumedStaffing",
    "Assumptions",
    "Calibration",
    "Choice",
    "Comparison",
    "Estimate",
    "Explanation",
    "Fit",
    "Import",
    "Merger",
    "Prediction",
    "RecruitsView",
    "Results",
    "RotaDesign",
    "RotaView",
    "Scenario",
    "Staffing",
    "Sweep",
    "Validation",
    "assume",
    "assume_explain",
    "assume_staff",
    "best",
    "calibrate",
    "compare",
    "design",
    "explain",
    "fit",
    "import_data",
    "load",
    "load_study",
    "load_sweep",
    "merge",
    "predict",
    "recruits",
    "rota",
    "run",
    "staff",
    "study_of",
    "sweep",
    "validate",
]
