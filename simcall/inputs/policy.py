"""The rules of routing as arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import NEVER, CallUps, Ints, Policy
from simcall.scenario import Group, Line, Scenario

__all__ = ["policy_of", "roles_of", "sources_of"]


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
        overflow=_ints([[group.on_line(name).overflow for name in lines] for group in groups]),
        source=sources_of(scenario),
        call_ups=_call_ups(scenario),
    )


def sources_of(scenario: Scenario) -> Ints:
    """Return the index of the group that each group's people are taken from; -1 if from none."""
    names = list(scenario.groups)
    return _ints(
        [names.index(group.taken_from) if group.taken_from in names else -1 for group in scenario.groups.values()]
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
