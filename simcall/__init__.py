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
    "Calibration",
    "Choice",
    "Comparison",
    "Estimate",
    "Problem",
    "RecruitsView",
    "Results",
    "ResultsError",
    "RotaView",
    "Scenario",
    "ScenarioError",
    "SimcallError",
    "Sweep",
    "__version__",
    "best",
    "calibrate",
    "compare",
    "load",
    "load_study",
    "load_sweep",
    "predict",
    "recruits",
    "rota",
    "run",
    "study_of",
    "sweep",
]

if TYPE_CHECKING:
    from simcall.errors import Problem, ResultsError, ScenarioError, SimcallError
    from simcall.measures import Estimate, Results
    from simcall.scenario import Scenario, load
    from simcall.studies import Comparison, RecruitsView, RotaView, compare, recruits, rota, run
    from simcall.studies.calibrate import Calibration, calibrate, load_study, predict, study_of
    from simcall.studies.sweep import Choice, Sweep, best, load_sweep, sweep

_HOMES = {
    **dict.fromkeys(("Problem", "ResultsError", "ScenarioError", "SimcallError"), "simcall.errors"),
    **dict.fromkeys(("Estimate", "Results"), "simcall.measures"),
    **dict.fromkeys(("Scenario", "load"), "simcall.scenario"),
    **dict.fromkeys(
        ("Comparison", "RecruitsView", "RotaView", "compare", "recruits", "rota", "run"), "simcall.studies"
    ),
    **dict.fromkeys(("Calibration", "calibrate", "load_study", "predict", "study_of"), "simcall.studies.calibrate"),
    **dict.fromkeys(("Choice", "Sweep", "best", "load_sweep", "sweep"), "simcall.studies.sweep"),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``simcall --help`` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
