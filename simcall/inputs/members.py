"""The people of a group: its teams and fixed shifts, recruits under supervision, and recruits who have joined it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from simcall.inputs.plan import PlannedGroup, Stay, Stream
from simcall.inputs.rotas import Member
from simcall.inputs.world import Ints
from simcall.scenario import Recruits, Rota, Scenario
from simcall.scenario.models.lines import cohorts_joining
from simcall.scenario.models.staffing import OFF, FixedShift, Team
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["Members"]

_A_MONDAY = 1
"""Proleptic ordinal of 1 January of the year 1."""
_EVER = date.max.toordinal() + 1
"""The ordinal of a date that never comes."""
_FINEST_SHARE = 1_000_000


@dataclass(frozen=True)
class Members:
    """The people of a scenario's groups.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    shifts : mapping of str to int
        The index of each shift in the scenario.
    since : int
        Proleptic ordinal of the first date on which people may leave for good.
    """

    scenario: Scenario
    shifts: Mapping[str, int]
    since: int

    def of(self, group: PlannedGroup) -> Iterator[Member]:
        """Yield the members of a group, in the order of its people's numbers."""
        rota = self.scenario.groups[group.name].rota
        if rota is not None:
            for name, team in self._teams(rota, group, lambda name, team: self._team(group, name, team)):
                yield replace(team, crew=self._crew(group.name, name))
            yield from self._fixed(rota, group)
            for home, cohort, recruits in cohorts_joining(self.scenario.groups, group.name):
                yield from (team for _, team in self._recruits(recruits.trained(rota), group, home, cohort, recruits))
        for cohort, recruits in (self.scenario.groups[group.name].recruits or {}).items():
            joined = self.scenario.groups[recruits.joins].rota
            assert joined is not None
            for name, team in self._recruits(recruits.learning(joined), group, group.name, cohort, recruits):
                yield replace(team, crew=self._crew(recruits.joins, name), tutors=recruits.tutors)

    def _teams(
        self, rota: Rota, group: PlannedGroup, stream_of: Callable[[str, Team], Stream]
    ) -> Iterator[tuple[str, Member]]:
        """Yield the teams of a rota by name."""
        pattern = np.array([-1 if name == OFF else self.shifts[name] for name in rota.pattern], np.int64)
        for name, team in rota.teams.items():
            assert rota.starts is not None
            share = Fraction(team.share).limit_denominator(_FINEST_SHARE)
            first, roles = rota.starts.toordinal() - team.offset, _roles(team, group)
            yield name, Member(stream_of(name, team), pattern, first, share, roles, *_dates_of(team))

    def _fixed(self, rota: Rota, group: PlannedGroup) -> Iterator[Member]:
        for name, fixed in rota.fixed.items():
            week = np.array([self.shifts[fixed.shift] if day in fixed.days else -1 for day in WEEKDAYS], np.int64)
            address, label = f"group {group.name!r} fixed {name!r}", f"fixed shift {name}"
            stream = Stream(address, group.name, label, fixed.people, (self._stay(group, fixed),))
            yield Member(stream, week, _A_MONDAY, Fraction(1), _roles(fixed, group), *_dates_of(fixed))

    def _team(self, group: PlannedGroup, name: str, team: Team) -> Stream:
        address = f"group {group.name!r} team {name!r}"
        return Stream(address, group.name, f"team {name}", team.people, (self._stay(group, team),))

    def _stay(self, group: PlannedGroup, people: Team | FixedShift) -> Stay:
        joins, leaves = _dates_of(people)
        return Stay(max(self.since, joins), leaves, self.scenario.groups[group.name].leavers_per_year)

    def _recruits(
        self, rota: Rota, group: PlannedGroup, home: str, cohort: str, recruits: Recruits
    ) -> Iterator[tuple[str, Member]]:
        """Yield the people of a cohort by the team whose shifts they work; they are the same people in both groups."""
        starts, trained = recruits.starts.toordinal(), recruits.is_trained.toordinal()
        rates = (self.scenario.groups[name].leavers_per_year for name in (home, recruits.joins))
        stays = tuple(map(Stay, (starts, trained), (trained, _EVER), rates))

        def stream_of(name: str, team: Team) -> Stream:
            address = f"group {home!r} recruits {cohort!r} team {name!r}"
            return Stream(address, group.name, f"recruits {cohort}, team {name}", team.people, stays)

        return self._teams(rota, group, stream_of)

    def _crew(self, group: str, team: str) -> int:
        """Return the number of a team among all teams of the scenario."""
        rotas = {name: owner.rota for name, owner in self.scenario.groups.items() if owner.rota is not None}
        return [(name, label) for name, rota in rotas.items() for label in rota.teams].index((group, team))


def _dates_of(people: Team | FixedShift) -> tuple[int, int]:
    """Return the ordinals of the first date on which people are present, and of the first after their last."""
    joins = people.joins.toordinal() if people.joins else date.min.toordinal()
    return joins, people.leaves.toordinal() if people.leaves else _EVER


def _roles(people: Team | FixedShift, group: PlannedGroup) -> Ints:
    """Return each person's role: the first people are designated, in the order of the file, and the rest are not."""
    roles = np.full(people.people, group.roles[None], np.int64)
    first = 0
    for line, count in people.designated.items():
        roles[first : first + count] = group.roles[line]
        first += count
    return roles
