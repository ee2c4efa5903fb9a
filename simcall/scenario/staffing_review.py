"""What is legal and odd in shifts, rotas and rosters, said before a planner waits for a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from simcall.scenario.coverage import Coverage, Stretch
from simcall.scenario.models import Group
from simcall.scenario.quantities import plain_duration
from simcall.scenario.scenario import Scenario
from simcall.scenario.staffing import Roster, Rota, Shift

__all__ = ["dated", "staffing_warnings"]

_SHOWN = 3


def staffing_warnings(scenario: Scenario, coverage: Coverage) -> Iterator[str]:
    """Return what is odd about the people of a scenario, in sentences for planners.

    Parameters
    ----------
    scenario : Scenario
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


def dated(stretches: Sequence[Stretch], coverage: Coverage) -> str:
    """Write times of the run: "from Fri 2024-02-02 02:00 to 06:00 and at 3 more times (16 h of the run)"."""
    written = []
    for start, end in stretches[:_SHOWN]:
        first, last = (coverage.begin + timedelta(minutes=minute) for minute in (start, end))
        same_day = last - first <= timedelta(days=1)
        written.append(f"{first:%a %Y-%m-%d %H:%M} to {last:{'%H:%M' if same_day else '%a %Y-%m-%d %H:%M'}}")
    others = len(stretches) - _SHOWN
    more = f" and at {others} more {'time' if others == 1 else 'times'}" if others > 0 else ""
    hours = sum(end - start for start, end in stretches) / 60
    return f"from {', '.join(written)}{more} ({hours:.5g} h of the run)"


def _about_shift(scenario: Scenario, name: str, shift: Shift) -> Iterator[str]:
    rotas = [group.rota for group in scenario.groups.values() if group.rota is not None]
    if not any(name in rota.pattern or any(name == one.shift for one in rota.fixed.values()) for rota in rotas):
        yield f"shift {name} is in no rota: nobody works it"
    breaks = sorted(enumerate(shift.breaks, start=1), key=lambda numbered: numbered[1].after)
    for (number, one), (other, following) in pairwise(breaks):
        latest = one.before + one.length
        if following.after < latest:
            yield (
                f"shift {name}: break {number} may last until {plain_duration(latest)} after the start, and break "
                f"{other} may begin from {plain_duration(following.after)} on: they may overlap"
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
    """Tell when nobody of a group with a pattern is on duty; who works fixed shifts alone is meant to be away."""
    assert group.rota is not None
    if group.rota.pattern:
        empty = list(coverage.when({name: coverage.people[name]}, lambda levels: not levels[name]))
        if empty:
            yield f"nobody of {name} is on duty {dated(empty, coverage)}: none of its teams has a shift then"


def _about_roster(name: str, roster: Roster, coverage: Coverage) -> Iterator[str]:
    first, last = min(duty.start for duty in roster.duties), max(duty.end for duty in roster.duties)
    if first > coverage.begin or last < coverage.end:
        span = f"from {coverage.begin:%Y-%m-%d %H:%M} to {coverage.end:%Y-%m-%d %H:%M}"
        yield (
            f"the roster of {name} goes from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} and the run, warm-up "
            f"included, {span}: nobody of it is on duty in the rest"
        )
