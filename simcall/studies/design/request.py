"""What a rota design may do and has to reach, as read from a design file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from simcall.measures.targets import Target
from simcall.scenario import Scenario, Shift
from simcall.studies.design.written_choices import ONCE

__all__ = ["HOLDS", "DesignRequest", "GroupRequest", "Limits", "Minimise", "WorkingRules"]

HOLDS = ("week", "every-hour")
"""How targets may be held: over the whole span, or in each hour in which somebody rings."""


class Minimise(Enum):
    """What a design minimises."""

    PAID_HOURS = "paid_hours"
    PEOPLE = "people"
    COST = "cost"


class WorkingRules(Enum):
    """Whose working-time rules a group has."""

    STAFF = "staff"
    OFFICERS = "officers"
    NONE = "none"


@dataclass(frozen=True)
class Limits:
    """The least and the most of something; no most if it is None."""

    least: float = 0
    most: float | None = None


@dataclass(frozen=True)
class GroupRequest:
    """What the design may do with one group.

    Attributes
    ----------
    shifts : mapping of str to Shift
        The shifts to choose from, by name. A name is that of a shift of the scenario only if the shift is the same.
    days : mapping of str to tuple of str
        The sets of weekdays on which a post may stand, by their name in the file: "every", "Mon-Fri", "once".
    kinds : int or None
        The most different shifts that may be used; None for any number. The same shift on other days is not another.
    people : Limits
        Of the people of all posts together.
    paid_hours : Limits
        Of the paid hours of all posts together, a week; of a span of one day for "once".
    each_shift : Limits
        Of the people on each shift and set of days that is used.
    team_people : Limits or None
        The people in each full-time team of the scenario's pattern, the same number in all teams. None if the teams
        are not designed: see `keep`.
    keep : tuple of str
        Parts of the present staffing that stay, as paths within the group: "rota.teams", "rota.fixed.weekend_night".
    rules : WorkingRules
        The working-time rules.
    cost_per_hour : float or None
        What a paid hour costs, for `Minimise.COST`.
    """

    shifts: Mapping[str, Shift]
    days: Mapping[str, tuple[str, ...]]
    kinds: int | None = None
    people: Limits = Limits()
    paid_hours: Limits = Limits()
    each_shift: Limits = Limits()
    team_people: Limits | None = None
    keep: tuple[str, ...] = ()
    rules: WorkingRules = WorkingRules.STAFF
    cost_per_hour: float | None = None

    @property
    def is_for_one_day(self) -> bool:
        """Whether people and paid hours are those of the only day of the span, and not of a week."""
        return ONCE in self.days


@dataclass(frozen=True)
class DesignRequest:
    """A rota design to find.

    Attributes
    ----------
    scenario : Scenario
        The scenario as it is staffed today.
    groups : mapping of str to GroupRequest
        The groups whose rota is designed. The others stay on duty as the scenario has them.
    targets : tuple of Target
        What the design has to meet: measures of lines, each of them a share or a mean time.
    hold : str
        One of `HOLDS`.
    minimise : Minimise
        What it minimises.
    confidence : float
        How sure it has to be that each target holds on callers that the search has not seen.
    file : str
        The design file, for messages; empty if there is none.
    """

    scenario: Scenario
    groups: Mapping[str, GroupRequest]
    targets: tuple[Target, ...]
    hold: str = HOLDS[0]
    minimise: Minimise = Minimise.PAID_HOURS
    confidence: float = 0.95
    file: str = ""
