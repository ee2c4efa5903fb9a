"""Read, check and list scenarios. Nothing here draws a random number or makes an array."""

from simcall.scenario.listing.file_readings import file_readings
from simcall.scenario.listing.merging_review import merging_warnings
from simcall.scenario.listing.review import Holding, holdings, staffing_oddities, warnings
from simcall.scenario.listing.roster_words import rosters_in_words, rosters_read
from simcall.scenario.listing.spanned_inputs import SpannedInput, spanned_inputs
from simcall.scenario.loading import load, load_both
from simcall.scenario.models.calls import AnswerTarget, Divert, PassOn, Redial
from simcall.scenario.models.demand import Burst, Demand, SpecialDay
from simcall.scenario.models.distributions import Constant, Distribution
from simcall.scenario.models.follow_ons import Announcement, LeadsTo
from simcall.scenario.models.lines import Busyness, Group, Line, Provenance
from simcall.scenario.models.shifts import Break, Shift
from simcall.scenario.models.staffing import (
    Absence,
    AbsentOn,
    DatedHeadcount,
    FixedShift,
    Late,
    Recruits,
    Roster,
    RosterDuty,
    Rota,
    Team,
)
from simcall.scenario.scenario import Scenario

__all__ = [
    "Absence",
    "AbsentOn",
    "Announcement",
    "AnswerTarget",
    "Break",
    "Burst",
    "Busyness",
    "Constant",
    "DatedHeadcount",
    "Demand",
    "Distribution",
    "Divert",
    "FixedShift",
    "Group",
    "Holding",
    "Late",
    "LeadsTo",
    "Line",
    "PassOn",
    "Provenance",
    "Recruits",
    "Redial",
    "Roster",
    "RosterDuty",
    "Rota",
    "Scenario",
    "Shift",
    "SpannedInput",
    "SpecialDay",
    "Team",
    "file_readings",
    "holdings",
    "load",
    "load_both",
    "merging_warnings",
    "rosters_in_words",
    "rosters_read",
    "spanned_inputs",
    "staffing_oddities",
    "warnings",
]
