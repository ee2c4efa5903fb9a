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

_MODULES = {
    **dict.fromkeys(("Problem", "ResultsError", "ScenarioError", "SimcallError"), "simcall.errors"),
    **dict.fromkeys(("Scenario", "load"), "simcall.scenario"),
}
"""Where public names are defined that are not in `simcall.api`."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``simcall --help`` answers at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_MODULES.get(name, "simcall.api")), name)
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
