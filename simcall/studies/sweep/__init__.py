"""Sweeps: many scenarios that differ in the values of some paths."""

from __future__ import annotations

from simcall.studies.sweep.best import Choice, best
from simcall.studies.sweep.cells import Cell
from simcall.studies.sweep.design import DUPLICATE, Design, Settings
from simcall.studies.sweep.design_files import is_sweep_file, load_design
from simcall.studies.sweep.folder import load_sweep
from simcall.studies.sweep.new_design import design_from_vary, design_of
from simcall.studies.sweep.parameters import Parameter, parse_vary
from simcall.studies.sweep.points import (
    Drawn,
    ManyPointsError,
    Point,
    grid,
    latin_hypercube,
    listed,
    random_points,
    sobol,
)
from simcall.studies.sweep.running import Standing, sweep
from simcall.studies.sweep.table import Aim, SweepNumbers

__all__ = [
    "DUPLICATE",
    "Aim",
    "Cell",
    "Choice",
    "Design",
    "Drawn",
    "ManyPointsError",
    "Parameter",
    "Point",
    "Settings",
    "Standing",
    "SweepNumbers",
    "best",
    "design_from_vary",
    "design_of",
    "grid",
    "is_sweep_file",
    "latin_hypercube",
    "listed",
    "load_design",
    "load_sweep",
    "parse_vary",
    "random_points",
    "sobol",
    "sweep",
]
