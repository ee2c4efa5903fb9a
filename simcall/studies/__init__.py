"""The questions that a planner asks: one module each."""

from __future__ import annotations

from simcall.studies.compare import Comparison, compare
from simcall.studies.recruits import RecruitsView, recruits
from simcall.studies.rota import RotaView, rota
from simcall.studies.run import DEFAULT_ENGINE, DEFAULT_REPLICATIONS, DEFAULT_SEED, run

__all__ = [
    "DEFAULT_ENGINE",
    "DEFAULT_REPLICATIONS",
    "DEFAULT_SEED",
    "Comparison",
    "RecruitsView",
    "RotaView",
    "compare",
    "recruits",
    "rota",
    "run",
]
