"""What people use in Python: the studies, each of which gives its numbers with their presentation.

A function here runs a study of `simcall.studies` and returns a face of `simcall.faces`, for example `Results`.
Nothing below this module imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from simcall.faces.calibration import Calibration, Prediction
from simcall.faces.comparison import Comparison
from simcall.faces.explanation import Explanation
from simcall.faces.fitted import Fit
from simcall.faces.imported import Import
from simcall.faces.recruits import RecruitsView
from simcall.faces.rota import RotaView
from simcall.faces.rota_design import RotaDesign
from simcall.faces.run import Results
from simcall.faces.staffing import Staffing
from simcall.faces.sweep import Sweep
from simcall.faces.validation import Validation
from simcall.measures import Estimate
from simcall.scenario import Scenario, load
from simcall.studies.calibrate import load_study, study_of
from simcall.studies.calibrate.calibration import calibrate as calibrate_numbers
from simcall.studies.calibrate.prediction import predict as predict_numbers
from simcall.studies.compare import compare as compare_numbers
from simcall.studies.design.designing import design as design_numbers
from simcall.studies.explain.study import explain as explain_numbers
from simcall.studies.fit.study import fit as fit_numbers
from simcall.studies.imported import import_data as import_numbers
from simcall.studies.recruits import recruits as recruits_numbers
from simcall.studies.rota import rota as rota_numbers
from simcall.studies.run import run as run_numbers
from simcall.studies.staff.study import staff as staff_numbers
from simcall.studies.sweep import Choice, best
from simcall.studies.sweep.folder import load_sweep as load_sweep_numbers
from simcall.studies.sweep.running import sweep as sweep_numbers
from simcall.studies.validate.study import validate as validate_numbers

__all__ = [
    "Calibration",
    "Choice",
    "Comparison",
    "Estimate",
    "Explanation",
    "Fit",
    "Import",
    "Prediction",
    "RecruitsView",
    "Results",
    "RotaDesign",
    "RotaView",
    "Scenario",
    "Staffing",
    "Sweep",
    "Validation",
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
    "predict",
    "recruits",
    "rota",
    "run",
    "staff",
    "study_of",
    "sweep",
    "validate",
]

Parameters = ParamSpec("Parameters")
Numbers = TypeVar("Numbers")
Presented = TypeVar("Presented")


def _presented(
    study: Callable[Parameters, Numbers], face: Callable[[Numbers], Presented]
) -> Callable[Parameters, Presented]:
    """Return a study that gives its numbers with their presentation; its signature and docstring are the study's."""

    @wraps(study)
    def presented(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Presented:
        return face(study(*args, **kwargs))

    presented.__module__ = __name__
    presented.__signature__ = signature(study).replace(return_annotation=face.__self__.__name__)  # type: ignore[attr-defined]
    return presented


run = _presented(run_numbers, Results.presenting)
compare = _presented(compare_numbers, Comparison.presenting)
sweep = _presented(sweep_numbers, Sweep.presenting)
load_sweep = _presented(load_sweep_numbers, Sweep.presenting)
import_data = _presented(import_numbers, Import.presenting)
calibrate = _presented(calibrate_numbers, Calibration.presenting)
predict = _presented(predict_numbers, Prediction.presenting)
rota = _presented(rota_numbers, RotaView.presenting)
recruits = _presented(recruits_numbers, RecruitsView.presenting)
explain = _presented(explain_numbers, Explanation.presenting)
staff = _presented(staff_numbers, Staffing.presenting)
design = _presented(design_numbers, RotaDesign.presenting)
fit = _presented(fit_numbers, Fit.presenting)
validate = _presented(validate_numbers, Validation.presenting)
