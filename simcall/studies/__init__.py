"""The questions that a planner asks: one module each."""

from __future__ import annotations

from simcall.studies.compare import ComparisonNumbers, compare
from simcall.studies.recruits import RecruitsNumbers, recruits
from simcall.studies.rota import RotaNumbers, rota
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED, run

__all__ = [
    "DEFAULT_ENGINE",
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "ComparisonNumbers",
    "RecruitsNumbers",
    "RotaNumbers",
    "compare",
    "recruits",
    "rota",
    "run",
]
