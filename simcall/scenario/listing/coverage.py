"""Count who should be on duty at each minute of a run, before absence, tutoring and breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain, groupby

from simcall.scenario.models.lines import Group, ScenarioModel, cohorts_joining
from simcall.scenario.models.shifts import Shift
from simcall.scenario.models.staffing import OFF, DatedHeadcount, Roster, Rota
from simcall.scenario.models.week import MINUTES_PER_WEEK, WEEKDAYS

__all__ = ["Coverage", "Level", "Steps", "Stretch", "rota_spells", "week_of"]

Level = float | bool
Steps = Sequence[tuple[int, Level]]
"""From which minute of the run on something is at which level; the first is minute 0."""
Stretch = tuple[int, int]
"""From and to, in minutes of the run."""
_Spell = tuple[int, int, float]
"""From, to and how many people."""

_MINUTE = timedelta(minutes=1)


class Coverage:
    """Who should be on duty in a scenario's run, warm-up included.

    Parameters
    ----------
    scenario : ScenarioModel
        The scenario.

    Attributes
    ----------
    begin, end : datetime
        Of the run, on the local clock.
    minutes : int
        How long it is by the clock.
    """

    def __init__(self, scenario: ScenarioModel) -> None:
        self.begin, self.end = scenario.run_from, scenario.run_until
        self.minutes = max((self.end - self.begin) // _MINUTE, 1)
        self._groups = scenario.groups
        self._shifts = scenario.shifts

    @cached_property
    def people(self) -> dict[str, Steps]:
        """How many people of each group are on duty, or can be called up."""
        return {
            name: self._by_date(name) if group.varies_by_date else self.weekly(week_of(group))
            for name, group in self._groups.items()
        }

    @cached_property
    def mean(self) -> dict[str, float]:
        """The mean number of people of each group on duty: over the run, of a headcount over the week."""
        return {
            name: self._mean(name) if group.varies_by_date else _mean_of_week(group)
            for name, group in self._groups.items()
        }

    def weekly(self, levels: Sequence[Level]) -> Steps:
        """Lay levels in equal steps of the week from Monday 00:00 on the run."""
        if len(set(levels)) == 1:
            return [(0, levels[0])]
        length = MINUTES_PER_WEEK // len(levels)
        first = self.begin.weekday() * 1440 + self.begin.hour * 60 + self.begin.minute
        edges = range(-(first % length), self.minutes, length)
        steps = [(max(edge, 0), levels[(first + edge) // length % len(levels)]) for edge in edges]
        return [next(same) for _, same in groupby(steps, key=lambda step: step[1])]

    def when(self, steps: Mapping[str, Steps], holds: Callable[[Mapping[str, Level]], bool]) -> Iterator[Stretch]:
        """Return when something holds of levels that change in steps.

        Parameters
        ----------
        steps : mapping of str to Steps
            By a key.
        holds : callable
            Given the level of each key, tells whether it holds.
        """
        changes = sorted(
            (minute, key, level) for key, changes_of_key in steps.items() for minute, level in changes_of_key
        )
        levels: dict[str, Level] = {}
        since: int | None = None
        for minute, together in groupby(changes, key=lambda change: change[0]):
            levels.update((key, level) for _, key, level in together)
            if holds(levels):
                since = minute if since is None else since
            elif since is not None:
                yield since, minute
                since = None
        if since is not None:
            yield since, self.minutes

    def _mean(self, name: str) -> float:
        steps = self.people[name]
        ends = [minute for minute, _ in steps[1:]] + [self.minutes]
        return sum(level * (end - minute) for (minute, level), end in zip(steps, ends, strict=True)) / self.minutes

    def _by_date(self, name: str) -> Steps:
        changes: dict[int, float] = {0: 0.0}
        for start, end, people in self._spells(name):
            if start < self.minutes and end > 0:
                changes[max(start, 0)] = changes.get(max(start, 0), 0.0) + people
                changes[end] = changes.get(end, 0.0) - people
        steps: list[tuple[int, Level]] = []
        level = 0.0
        for minute in sorted(minute for minute in changes if minute < self.minutes):
            # Rounded, so that a part of a person who comes and goes leaves nobody.
            level = round(level + changes[minute], 6)
            steps.append((minute, level))
        return steps

    def _spells(self, name: str) -> Iterable[_Spell]:
        group = self._groups[name]
        if group.headcount_by_date is not None:
            return self._dated_spells(group.headcount_by_date)
        if group.roster is not None:
            return self._roster_spells(group.roster)
        rotas = self._rotas(name)
        return chain.from_iterable(rota_spells(rota, self._shifts, self.begin, self.end) for rota in rotas)

    def starting(self, name: str, day: date, shift: str | None = None) -> float:
        """Return how many people of a group with duties start on a date, on one shift or on any."""
        group = self._groups[name]
        if group.roster is not None:
            return sum(duty.start.date() == day for duty in group.roster.duties)
        at_work = chain.from_iterable(_at_work(rota, day) for rota in self._rotas(name))
        return sum(people for label, people in at_work if shift is None or label == shift)

    def _rotas(self, name: str) -> list[Rota]:
        """Return the rotas that people of a group work: its own and its joiners', or that of the group to be joined."""
        group = self._groups[name]
        if group.rota is not None:
            joining = (cohort for _, _, cohort in cohorts_joining(self._groups, name))
            return [group.rota, *(cohort.trained(group.rota) for cohort in joining)]
        return [cohort.learning(self._rota_of(cohort.joins)) for cohort in (group.recruits or {}).values()]

    def _dated_spells(self, rows: Iterable[DatedHeadcount]) -> Iterator[_Spell]:
        return (((row.begins - self.begin) // _MINUTE, (row.ends - self.begin) // _MINUTE, row.people) for row in rows)

    def _roster_spells(self, roster: Roster) -> Iterator[_Spell]:
        return (((duty.start - self.begin) // _MINUTE, (duty.end - self.begin) // _MINUTE, 1) for duty in roster.duties)

    def _rota_of(self, name: str) -> Rota:
        rota = self._groups[name].rota
        assert rota is not None
        return rota


def week_of(group: Group) -> tuple[int, ...]:
    """Return how many people of a group there can be whose staffing is the same every week, in equal steps of the week.

    People who are called up can be there at any time.
    """
    return (group.call_up.pool,) if group.call_up else group.headcounts()


def _mean_of_week(group: Group) -> float:
    return 0.0 if group.call_up else group.availability * sum(group.headcounts()) / len(group.headcounts())


def rota_spells(rota: Rota, shifts: Mapping[str, Shift], begin: datetime, end: datetime) -> Iterator[_Spell]:
    """Return when how many people of each team and fixed shift work, in minutes from `begin` on.

    Parameters
    ----------
    rota : Rota
        Who works what.
    shifts : mapping of str to Shift
        By name.
    begin, end : datetime
        The dates of shifts; those of the day before may reach into them.
    """
    days = [begin.date() + timedelta(days=number) for number in range(-1, (end.date() - begin.date()).days + 1)]
    for day in days:
        for name, people in _at_work(rota, day):
            shift = shifts[name].on_weekday(day.weekday())
            start = (datetime.combine(day, shift.start) - begin) // _MINUTE
            yield start, start + shift.minutes, people


def _at_work(rota: Rota, day: date) -> Iterator[tuple[str, float]]:
    """Return the shifts that start on a date, and how many work them; of part-timers, their share."""
    for team in rota.teams.values():
        assert rota.starts is not None
        shift = rota.pattern[((day - rota.starts).days + team.offset) % len(rota.pattern)]
        if shift != OFF and team.people and team.is_there(day):
            yield shift, team.people * team.share
    for fixed in rota.fixed.values():
        if WEEKDAYS[day.weekday()] in fixed.days and fixed.people and fixed.is_there(day):
            yield fixed.shift, fixed.people
