"""How far an answer depends on what is only assumed, and which assumption matters most for it."""

from __future__ import annotations

from simcall.studies.assumptions.assumed import AssumptionNumbers, Direction, TargetDraws
from simcall.studies.assumptions.draws import ENSEMBLE, Draws, draw_sets
from simcall.studies.assumptions.study import DEFAULT_DRAWS, assume
from simcall.studies.assumptions.variance_shares import InputShare, VarianceShares, fewest_draws, variance_shares

__all__ = [
    "DEFAULT_DRAWS",
    "ENSEMBLE",
    "AssumptionNumbers",
    "Direction",
    "Draws",
    "InputShare",
    "TargetDraws",
    "VarianceShares",
    "assume",
    "draw_sets",
    "fewest_draws",
    "variance_shares",
]
