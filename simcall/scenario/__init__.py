"""What a planner writes: scenarios as frozen models, read from TOML. No random number and no array lives here."""

from simcall.scenario.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Mixture,
    Uniform,
    Weibull,
)
from simcall.scenario.loading import load
from simcall.scenario.models import (
    AnswerTarget,
    Burst,
    Busyness,
    Demand,
    Divert,
    Group,
    Line,
    PassOn,
    Provenance,
    Redial,
    SpecialDay,
)
from simcall.scenario.review import Holding, holdings, warnings
from simcall.scenario.scenario import Scenario

__all__ = [
    "AnswerTarget",
    "Burst",
    "Busyness",
    "Constant",
    "Demand",
    "Distribution",
    "Divert",
    "Empirical",
    "Exponential",
    "Gamma",
    "Group",
    "Holding",
    "Line",
    "LogNormal",
    "Mixture",
    "PassOn",
    "Provenance",
    "Redial",
    "Scenario",
    "SpecialDay",
    "Uniform",
    "Weibull",
    "holdings",
    "load",
    "warnings",
]
