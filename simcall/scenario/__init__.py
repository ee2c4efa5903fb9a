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
from simcall.scenario.review import Holding, holdings, staffing_oddities, warnings
from simcall.scenario.scenario import Scenario
from simcall.scenario.staffing import Absence, Break, FixedShift, Late, Recruits, Roster, RosterDuty, Rota, Shift, Team

__all__ = [
    "Absence",
    "AnswerTarget",
    "Break",
    "Burst",
    "Busyness",
    "Constant",
    "Demand",
    "Distribution",
    "Divert",
    "Empirical",
    "Exponential",
    "FixedShift",
    "Gamma",
    "Group",
    "Holding",
    "Late",
    "Line",
    "LogNormal",
    "Mixture",
    "PassOn",
    "Provenance",
    "Recruits",
    "Redial",
    "Roster",
    "RosterDuty",
    "Rota",
    "Scenario",
    "Shift",
    "SpecialDay",
    "Team",
    "Uniform",
    "Weibull",
    "holdings",
    "load",
    "staffing_oddities",
    "warnings",
]
