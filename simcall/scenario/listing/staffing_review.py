"""Warn of what is legal but odd in shifts, rotas and rosters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from simcall.scenario.listing.coverage import Coverage, Stretch
from simcall.scenario.listing.recruits_review import recruits_warnings
from simcall.scenario.models.lines import Group, ScenarioModel
from simcall.scenario.models.quantities import plain_duration
from simcall.scenario.models.shifts import Shift
from simcall.scenario.models.staffing import OFF, CallUp, DatedHeadcount, Roster, Rota
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["dated", "staffing_warnings"]

_SHOWN = 3
_DAY_S = 86400


def staffing_warnings(scenario: ScenarioModel, coverage: Coverage) -> Iterator[str]:
    """Return what is odd about the people of a scenario, in sentences for planners.

    Parameters
    ----------
    scenario : ScenarioModel
        The scenario.
    coverage : Coverage
        Who should be on duty in it.
    """
    for name, shift in scenario.shifts.items():
        yield from _about_shift(scenario, name, shift)
    for name, group in scenario.groups.items():
        if group.rota is not None:
            yield from _about_rota(name, group.rota)
            yield from _all_resting(name, group, coverage)
        if group.roster is not None:
            yield from _about_roster(name, group.roster, coverage)
        if group.headcount_by_date is not None:
            yield from _dates_without_a_row(name, group.headcount_by_date, coverage)
        if group.availability == 0:
            yield f"the availability of {name} is 0: nobody in {name} is ever there"
        if group.has_duties:
            yield from _never_there(scenario, name, group)
            yield from _too_many_missing(name, group, coverage)
        if group.call_up is not None:
            yield from _about_call_up(name, group, group.call_up)
    yield from recruits_warnings(scenario, coverage)


def dated(stretches: Sequence[Stretch], coverage: Coverage) -> str:
    """Write times of the run: "from Fri 2024-02-02 02:00 to 06:00 and at 3 more times (16 h of the run)"."""
    written = []
    for start, end in stretches[:_SHOWN]:
        first, last = (coverage.begin + timedelta(minutes=minute) for minute in (start, end))
        same_day = last.date() == first.date()
        written.append(f"{first:%a %Y-%m-%d %H:%M} to {last:{'%H:%M' if same_day else '%a %Y-%m-%d %H:%M'}}")
    others = len(stretches) - _SHOWN
    more = f" and at {others} more {'time' if others == 1 else 'times'}" if others > 0 else ""
    hours = sum(end - start for start, end in stretches) / 60
    return f"from {', '.join(written)}{more} ({hours:.5g} h of the run)"


def _about_shift(scenario: ScenarioModel, name: str, shift: Shift) -> Iterator[str]:
    rotas = [group.rota for group in scenario.groups.values() if group.rota is not None]
    if not any(name in rota.pattern or any(name == fixed.shift for fixed in rota.fixed.values()) for rota in rotas):
        yield f"shift {name} is not in any rota: nobody works it"
    yield from dict.fromkeys(message for variant in shift.variants for message in _breaks_overlap(name, variant))


def _breaks_overlap(name: str, shift: Shift) -> Iterator[str]:
    breaks = sorted(enumerate(shift.breaks, start=1), key=lambda numbered: numbered[1].after)
    for (number, pause), (next_number, following) in pairwise(breaks):
        latest = pause.before + pause.length
        if following.after < latest:
            yield (
                f"shift {name}: break {number} may last until {plain_duration(latest)} after the start, and break "
                f"{next_number} may begin from {plain_duration(following.after)} on: they may overlap"
            )


def _about_rota(name: str, rota: Rota) -> Iterator[str]:
    days = len(rota.pattern)
    for key, team in rota.teams.items():
        if team.people == 0:
            yield f"team {key} of {name} has no people: nobody works its shifts"
        if team.offset >= days:
            same = team.offset % days
            yield f"team {key} of {name} is {team.offset} days ahead in a pattern of {days}: the same as {same}"
    for key, fixed in rota.fixed.items():
        if fixed.people == 0:
            yield f"fixed shift {key} of {name} has no people: nobody works it"


def _all_resting(name: str, group: Group, coverage: Coverage) -> Iterator[str]:
    """Warn of times when nobody in a group with a pattern is on duty; fixed shifts alone may leave gaps on purpose."""
    assert group.rota is not None
    if group.rota.pattern:
        empty = list(coverage.when({name: coverage.people[name]}, lambda levels: not levels[name]))
        if empty:
            yield f"nobody in {name} is on duty {dated(empty, coverage)}: none of its teams has a shift then"


def _about_roster(name: str, roster: Roster, coverage: Coverage) -> Iterator[str]:
    first, last = min(duty.start for duty in roster.duties), max(duty.end for duty in roster.duties)
    if first > coverage.begin or last < coverage.end:
        span = f"from {coverage.begin:%Y-%m-%d %H:%M} to {coverage.end:%Y-%m-%d %H:%M}"
        yield (
            f"the roster of {name} goes from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} and the run, warm-up "
            f"included, {span}: outside those dates nobody on this roster is on duty"
        )
    alike = [names for names in _alike(roster).values() if len(names) > 1]
    if alike:
        more = f" and {len(alike) - _SHOWN} more" if len(alike) > _SHOWN else ""
        yield (
            f"the roster of {name} has {', '.join(' and '.join(names) for names in alike[:_SHOWN])}{more}: people are "
            "identified by the exact text, so these count as different people"
        )


def _dates_without_a_row(name: str, rows: Sequence[DatedHeadcount], coverage: Coverage) -> Iterator[str]:
    """Warn of dates of the run for which a headcount by date has no row."""
    first, last = coverage.begin.date(), (coverage.end - timedelta(microseconds=1)).date()
    dates = [first + timedelta(days=day) for day in range((last - first).days + 1)]
    dates_with_a_row = {row.date for row in rows}
    missing = [f"{date:%a %Y-%m-%d}" for date in dates if date not in dates_with_a_row]
    if missing:
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        yield (
            f"headcount_by_date of {name} has no row for {len(missing)} of the {len(dates)} dates of the run, warm-up "
            f"included: {', '.join(missing[:_SHOWN])}{more}. Nobody in {name} comes on duty on those dates"
        )


def _alike(roster: Roster) -> dict[str, list[str]]:
    """Return its people by name without capitals, spaces and leading zeros."""
    people: dict[str, list[str]] = {}
    for person in dict.fromkeys(duty.person for duty in roster.duties):
        people.setdefault("".join(person.casefold().split()).lstrip("0"), []).append(person)
    return people


def _about_call_up(name: str, group: Group, call_up: CallUp) -> Iterator[str]:
    if call_up.pool == 0:
        yield f"the pool of {name} is 0: nobody can be called up"
    elif call_up.people > call_up.pool:
        yield f"{name} are called up {call_up.people} at a time, but the pool is {call_up.pool}, so no more can come"
    watched = call_up.lines or group.lines
    if not set(watched) & set(group.lines):
        queues, answered = " and ".join(watched), " and ".join(group.lines)
        yield f"{name} are called up when {queues} waits, but answer only {answered}: they cannot take those calls"


def _never_there(scenario: ScenarioModel, name: str, group: Group) -> Iterator[str]:
    """Warn of absence that leaves nobody: it was meant for some duties, and applies to all."""
    absence = group.absence
    if absence.probability == 1:
        yield f"everybody in {name} misses every duty (absence.probability is 1): nobody ever comes"
    if absence.training_every is not None:
        days = max(round(absence.training_every / _DAY_S), 1)
        if _most_duties(scenario, group, days) <= 1:
            every = "every day" if days == 1 else f"in every {days} days"
            yield f"people in {name} spend one duty {every} on training and have no other duties: nobody ever comes"
    if absence.late is not None and absence.late.probability == 1:
        late_s, longest_s = absence.late.by.least_s(), _longest_duty_s(scenario, group)
        if late_s >= longest_s:
            late, longest = plain_duration(late_s), plain_duration(longest_s)
            yield f"everybody in {name} is {late} late or more, and no duty is longer than {longest}: nobody ever comes"


def _too_many_missing(name: str, group: Group, coverage: Coverage) -> Iterator[str]:
    """Warn of dates on which more people are to be missing than are planned, or that are not in the run."""
    first, last = coverage.begin.date() - timedelta(days=1), coverage.end.date()
    for more in group.absence.on:
        duties = f"on shift {more.shift}" if more.shift else "in all"
        people = coverage.starting(name, more.date, more.shift)
        if not first <= more.date <= last:
            yield f"absence.on of {name}: {more.date} is outside the run, so this changes nothing"
        elif people < more.people:
            yield (
                f"absence.on of {name}: {more.people} more are missing on {more.date}, and {people:g} are planned "
                f"{duties} to start then, so nobody comes"
            )


def _rotas(scenario: ScenarioModel, group: Group) -> list[Rota]:
    """Return what people of a group work: its own rota, or those that its recruits learn on."""
    joined = [scenario.groups[cohort.joins].rota for cohort in (group.recruits or {}).values()]
    teams = [rota.model_copy(update={"fixed": {}}) for rota in joined if rota is not None]
    return [*teams, *([group.rota] if group.rota is not None else [])]


def _most_duties(scenario: ScenarioModel, group: Group, days: int) -> int:
    """Return the most duties that a person can have in a number of days."""
    if group.roster is not None:
        return 1 if days == 1 else days
    weeks = [
        tuple(day in fixed.days for day in WEEKDAYS)
        for rota in _rotas(scenario, group)
        for fixed in rota.fixed.values()
    ]
    patterns = [tuple(day != OFF for day in rota.pattern) for rota in _rotas(scenario, group)]
    return max((_most_worked(pattern, days) for pattern in {*weeks, *patterns} if pattern), default=0)


def _most_worked(pattern: Sequence[bool], days: int) -> int:
    repeats, rest = divmod(days, len(pattern))
    again = [*pattern, *pattern]
    return repeats * sum(pattern) + max(sum(again[first : first + rest]) for first in range(len(pattern)))


def _longest_duty_s(scenario: ScenarioModel, group: Group) -> float:
    if group.roster is not None:
        return max((duty.end - duty.start).total_seconds() for duty in group.roster.duties)
    rotas = _rotas(scenario, group)
    names = {shift for rota in rotas for shift in (*rota.pattern, *(fixed.shift for fixed in rota.fixed.values()))}
    variants = [variant for name in names - {OFF} for variant in scenario.shifts[name].variants]
    return max((variant.minutes * 60.0 for variant in variants), default=0.0)
