"""Headcounts as steps in ticks, and the rules of routing as arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs.calendar import MINUTES_PER_WEEK, Calendar
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import NEVER, CallUps, Duties, Ints, Policy
from simcall.scenario import Group, Line, Scenario

__all__ = ["headcount_steps", "policy_of", "roles_of"]


def headcount_steps(scenario: Scenario, calendar: Calendar) -> Duties:
    """Lay the headcounts of the groups that have one on the calendar, as steps where they change."""
    steps = [
        (tick, index, headcount)
        for index, group in enumerate(scenario.groups.values())
        if group.has_headcount
        for tick, headcount in _steps(group.headcounts(), calendar)
    ]
    table = np.array(sorted(steps), dtype=np.int64).reshape(-1, 3)
    return Duties(tick=table[:, 0], group=table[:, 1], headcount=table[:, 2])


def _steps(week: tuple[int, ...], calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Yield (tick, headcount) at tick 0 and where the headcount changes."""
    per_minute = np.repeat(np.asarray(week, np.int64), MINUTES_PER_WEEK // len(week))
    levels = np.concatenate([per_minute[day.week_minute] for day in calendar.dates])
    starts_s = np.concatenate([day.start_s + 60.0 * np.arange(len(day.clock)) for day in calendar.dates])
    changes = np.flatnonzero(np.diff(levels, prepend=-1))
    ticks = to_ticks(np.maximum(starts_s[changes], 0), calendar.tick_s)
    # Of changes before the run, or in one tick (which may be longer than a minute), the last counts.
    last = np.flatnonzero(np.diff(ticks, append=NEVER))
    previous = -1
    for tick, level in zip(ticks[last].tolist(), levels[changes[last]].tolist(), strict=True):
        if level != previous and tick < calendar.horizon:
            yield tick, level
        previous = level


def roles_of(scenario: Scenario) -> tuple[tuple[int, str | None], ...]:
    """Return the group of every role, and the line that its people are designated to (None: the group's own role).

    The groups' own roles come first; then those of each group's designated lines, in the order of the scenario.
    """
    groups = tuple(enumerate(scenario.groups.values()))
    own = [(index, None) for index, _ in groups]
    return (*own, *((index, line) for index, group in groups for line in dict.fromkeys(_designated(group))))


def _designated(group: Group) -> Iterator[str]:
    """Yield the line of each designation in a group."""
    if group.rota is not None:
        for team in group.rota.teams.values():
            yield from team.designated
        for fixed in group.rota.fixed.values():
            yield from fixed.designated
    if group.roster is not None:
        yield from (duty.line for duty in group.roster.duties if duty.line is not None)


def policy_of(scenario: Scenario, calendar: Calendar) -> Policy:
    """Return the rules of routing as arrays."""
    lines, groups = scenario.lines, tuple(scenario.groups.values())
    limits = [NEVER if line.queue_limit is None else line.queue_limit for line in lines.values()]
    promote_s = [line.promote.after if line.promote else np.inf for line in lines.values()]
    after_s = [line.pass_on.after if line.pass_on else np.inf for line in lines.values()]
    roles, tick = roles_of(scenario), scenario.tick
    return Policy(
        horizon=calendar.horizon,
        priority=_ints([line.priority for line in lines.values()]),
        promote_after=to_ticks(np.array(promote_s), tick),
        promoted=_ints([line.promote.priority if line.promote else line.priority for line in lines.values()]),
        preference=_ints([[_preference(group, name, line) for name, line in lines.items()] for group in groups]),
        queue_limit=_ints(limits),
        pass_on_after=to_ticks(np.array(after_s), tick),
        serves=np.array([[name in _answered(groups[index], line) for name in lines] for index, line in roles]),
        role_group=_ints([index for index, _ in roles]),
        reserve=_ints([[group.reserve.get(name, 0) for name in lines] for group in groups]),
        overflow=_ints([group.overflow for group in groups]),
        call_ups=_call_ups(scenario),
    )


def _preference(group: Group, name: str, line: Line) -> int:
    """Return a line's rank in the order in which a group takes calls."""
    if not group.prefers:
        return line.priority
    return group.prefers.index(name) + 1 if name in group.prefers else len(group.prefers) + line.priority


def _call_ups(scenario: Scenario) -> CallUps:
    """Return the rules of call-ups as arrays."""
    rules = [
        (index, group.call_up, group.call_up.lines or group.lines)
        for index, group in enumerate(scenario.groups.values())
        if group.call_up is not None
    ]

    def ticks(seconds: list[float]) -> Ints:
        return to_ticks(np.array(seconds, np.float64), scenario.tick)

    return CallUps(
        group=_ints([index for index, _, _ in rules]),
        watches=np.array([[name in watched for name in scenario.lines] for _, _, watched in rules], bool).reshape(
            len(rules), len(scenario.lines)
        ),
        waiting=_ints([NEVER if rule.waiting is None else rule.waiting for _, rule, _ in rules]),
        longest=ticks([np.inf if rule.longest is None else rule.longest for _, rule, _ in rules]),
        held=ticks([rule.held for _, rule, _ in rules]),
        people=_ints([rule.people for _, rule, _ in rules]),
        pool=_ints([rule.pool for _, rule, _ in rules]),
        delay=ticks([rule.after for _, rule, _ in rules]),
        stint=ticks([rule.stint for _, rule, _ in rules]),
        calm=ticks([rule.calm for _, rule, _ in rules]),
    )


def _answered(group: Group, designated: str | None) -> tuple[str, ...]:
    return group.lines if designated is None else (designated,)


def _ints(values: list[int] | list[list[int]]) -> Ints:
    return np.array(values, dtype=np.int64)
