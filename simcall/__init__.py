"""simcall: what would happen to 999 answer times and 101 abandonment if the rota changed.

>>> import simcall as sc
>>> base = sc.load("scenarios/2024-02-backfill.toml")
>>> sc.run(base, replications=30).lines["999"].answered_in_target.mean
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

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
    "Problem",
    "RecruitsView",
    "Results",
    "ResultsError",
    "RotaDesign",
    "RotaView",
    "Scenario",
    "ScenarioError",
    "SimcallError",
    "Staffing",
    "Sweep",
    "Validation",
    "__version__",
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

if TYPE_CHECKING:
    from simcall.api import (
        AssumedExplanation,
        AssumedStaffing,
        Assumptions,
        Calibration,
        Choice,
        Comparison,
        Estimate,
        Explanation,
        Fit,
        Import,
        Merger,
        Prediction,
        RecruitsView,
        Results,
        RotaDesign,
        RotaView,
        Staffing,
        Sweep,
        Validation,
        assume,
        assume_explain,
        assume_staff,
        best,
        calibrate,
        compare,
        design,
        explain,
        fit,
        import_data,
        load_study,
        load_sweep,
        merge,
        predict,
        recruits,
        rota,
        run,
        staff,
        study_of,
        sweep,
        validate,
    )
    from simcall.errors import Problem, ResultsError, ScenarioError, SimcallError
    from simcall.scenario import Scenario, load

_NAMES = {
    "simcall.errors": ("Problem", "ResultsError", "ScenarioError", "SimcallError"),
    "simcall.faces.assumptions": (
        *("AssumedExplanation", "AssumedStaffing", "Assumptions"),
        *("assume", "assume_explain", "assume_staff"),
    ),
    "simcall.faces.calibration": ("Calibration", "Prediction", "calibrate", "predict"),
    "simcall.faces.comparison": ("Comparison", "compare"),
    "simcall.faces.explanation": ("Explanation", "explain"),
    "simcall.faces.fitted": ("Fit", "fit"),
    "simcall.faces.imported": ("Import", "import_data"),
    "simcall.faces.merger": ("Merger", "merge"),
    "simcall.faces.recruits": ("RecruitsView", "recruits"),
    "simcall.faces.rota": ("RotaView", "rota"),
    "simcall.faces.rota_design": ("RotaDesign", "design"),
    "simcall.faces.run": ("Results", "run"),
    "simcall.faces.staffing": ("Staffing", "staff"),
    "simcall.faces.sweep": ("Sweep", "load_sweep", "sweep"),
    "simcall.faces.validation": ("Validation", "validate"),
    "simcall.measures": ("Estimate",),
    "simcall.scenario": ("Scenario", "load"),
    "simcall.studies.calibrate": ("load_study", "study_of"),
    "simcall.studies.sweep": ("Choice", "best"),
}
"""Where public names are defined, as `simcall.api` lists them: that module loads every study, and with it SciPy and
pandas, which take a second and 100 MB."""
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``simcall --help`` answers at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
