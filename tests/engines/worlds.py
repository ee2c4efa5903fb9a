"""Worlds made at random for engines to agree on: every feature, and as many things at once as a coarse tick brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise

import numpy as np

from simcall.engine import CallRecords, DutyRecords, Records
from simcall.inputs import NEVER, Callers, Duties, Policy, World
from simcall.inputs.behaviour import Behaviour
from simcall.inputs.callers import NOTHING_GIVEN
from simcall.inputs.distributions import NO_DISTRIBUTION, DistributionIndex
from simcall.inputs.world import CallUps, Shifts
from simcall.scenario.models.distributions import Empirical

__all__ = ["difference", "random_world"]


def random_world(seed: int, callers: int = 60, grain: int = 1, crowd: bool = False) -> World:
    """Make a world.

    Parameters
    ----------
    seed : int
        Which one.
    callers : int
        How many callers.
    grain : int
        All times are rounded down to multiples of this: the coarser, the more happens at once.
    crowd : bool
        Whether all callers ring in the same tick.
    """
    rng = np.random.default_rng(seed)
    lines, groups = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    horizon = 1000

    ring = np.full(callers, 100) if crowd else np.sort(rng.integers(0, horizon, callers) // grain * grain)
    policy = _random_policy(rng, lines, groups, horizon, grain)
    who = Callers(
        ring=ring.astype(np.int64),
        line=rng.integers(0, lines, callers),
        address=rng.permutation(callers),
        blocks=np.zeros((1, 3), np.int64),
        keys=rng.integers(0, 2**63, (1, 2)).astype(np.uint64),
        dates=rng.integers(0, 2**63, 1).astype(np.uint64),
        given=NOTHING_GIVEN,
    )
    return World(who, _random_behaviour(rng, lines, groups, grain), _random_duties(rng, policy, grain), policy)


def _random_behaviour(rng: np.random.Generator, lines: int, groups: int, grain: int) -> Behaviour:
    """Give callers times that are multiples of the grain, many of them zero."""
    index = DistributionIndex()

    def times(longest: int, at_zero: float = 0.2) -> int:
        values = rng.integers(0, longest, 40) // grain * grain
        return index.number_of(
            Empirical(distribution="empirical", values=[f"{value} s" for value in values.tolist()], at_zero=at_zero)
        )

    rows = [
        (
            times(30, 0.6),
            NO_DISTRIBUTION if rng.random() < 0.2 else times(120),
            times(80, 0.15),
            times(20) if rng.random() < 0.3 else NO_DISTRIBUTION,
            times(60),
            rng.integers(0, 5),
            rng.integers(0, lines),
        )
        for _ in range(lines)
    ]
    return Behaviour(
        lines=np.array(rows, np.int64).T.copy(),
        shares=np.column_stack(
            [rng.random(lines), rng.random(lines), rng.random(lines) * (rng.random(lines) < 0.6)]
        ).T.copy(),
        groups=np.array([[times(10, 0.7) for _ in range(groups)]], np.int64),
        handling_factors=rng.choice([0.5, 1.0, 1.0, 2.0], groups),
        distributions=index.tables(),
        tick_s=1.0,
    )


def _random_duties(rng: np.random.Generator, policy: Policy, grain: int) -> Duties:
    """Give some groups headcounts, and the others named people."""
    groups, horizon = len(policy.overflow), policy.horizon
    named = rng.random(groups) < 0.5
    called = np.isin(np.arange(groups), policy.call_ups.group)
    steps = []
    for group in np.flatnonzero(~named & ~called).tolist():
        ticks = np.unique(np.concatenate(([0], rng.integers(1, horizon, rng.integers(0, 12)) // grain * grain)))
        steps += [(int(tick), group, int(rng.integers(0, 6))) for tick in ticks]
    table = np.array(sorted(steps), np.int64).reshape(-1, 3)
    shifts = [
        shift
        for group in np.flatnonzero(named & ~called).tolist()
        for agent in range(rng.integers(0, 6))
        for shift in _random_shifts(rng, policy, group, agent, grain)
    ]
    return Duties(table[:, 0], table[:, 1], table[:, 2], _in_columns(sorted(shifts)))


_Shift = tuple[int, int, int, int, int, list[tuple[int, int]]]
"""Start, group, agent, end, role, and (due, length) of the breaks."""


def _random_shifts(rng: np.random.Generator, policy: Policy, group: int, agent: int, grain: int) -> Iterator[_Shift]:
    """Return one person's duties, some of which begin when the one before ends."""
    edges = np.unique(rng.integers(0, policy.horizon * 5 // 4, rng.integers(2, 9)) // grain * grain).tolist()
    roles = np.flatnonzero(policy.role_group == group)
    for start, end in pairwise(edges):
        if start < policy.horizon and rng.random() < 0.7:
            due = np.sort(rng.integers(start + 1, end, 3) // grain * grain) if end > start + 1 else []
            breaks = [(int(at), int(rng.integers(1, 60) // grain * grain) or grain) for at in due if start < at < end]
            yield start, group, agent, end, int(rng.choice(roles)), breaks[: rng.integers(0, 4)]


def _in_columns(shifts: list[_Shift]) -> Shifts:
    start, group, agent, end, role = np.array([shift[:5] for shift in shifts], np.int64).reshape(-1, 5).T
    breaks = np.array([one for shift in shifts for one in shift[5]], np.int64).reshape(-1, 2)
    first = np.cumsum([0, *(len(shift[5]) for shift in shifts)])
    columns = (group, agent, start, end, role, first, breaks[:, 0], breaks[:, 1])
    return Shifts(*(np.ascontiguousarray(column, np.int64) for column in columns))


def _random_policy(rng: np.random.Generator, lines: int, groups: int, horizon: int, grain: int) -> Policy:
    role_group = np.concatenate([np.arange(groups), np.sort(rng.integers(0, groups, rng.integers(0, 4)))])
    serves = (rng.random((groups, lines)) < 0.7)[role_group]
    priority = rng.integers(1, 3, lines)
    return Policy(
        horizon=horizon,
        priority=priority,
        promote_after=np.where(rng.random(lines) < 0.6, NEVER, rng.integers(0, 100, lines) // grain * grain),
        promoted=rng.integers(0, 3, lines),
        preference=np.where(rng.random((groups, lines)) < 0.8, priority, rng.integers(1, 3, (groups, lines))),
        queue_limit=np.where(rng.random(lines) < 0.5, NEVER, rng.integers(0, 6, lines)),
        pass_on_after=np.where(rng.random(lines) < 0.6, NEVER, rng.integers(1, 8, lines) * 10),
        serves=serves & (rng.random(serves.shape) < np.where(np.arange(len(serves)) < groups, 1.0, 0.5)[:, None]),
        role_group=role_group,
        reserve=rng.integers(0, 3, (groups, lines)) * (rng.random((groups, lines)) < 0.4),
        overflow=rng.integers(1, 3, groups),
        call_ups=_random_call_ups(rng, lines, groups, grain),
    )


def _random_call_ups(rng: np.random.Generator, lines: int, groups: int, grain: int) -> CallUps:
    called = np.flatnonzero(rng.random(groups) < 0.3)
    rules = len(called)

    def times(longest: int) -> np.ndarray:
        return np.where(rng.random(rules) < 0.4, 0, rng.integers(0, longest, rules) // grain * grain)

    by_number = rng.random(rules) < 0.7
    by_time = ~by_number | (rng.random(rules) < 0.5)
    return CallUps(
        group=called,
        watches=rng.random((rules, lines)) < 0.7,
        waiting=np.where(by_number, rng.integers(1, 6, rules), NEVER),
        longest=np.where(by_time, rng.integers(0, 60, rules) // grain * grain, NEVER),
        held=times(40),
        people=rng.integers(1, 4, rules),
        pool=rng.integers(0, 5, rules),
        delay=times(60),
        stint=times(120),
        calm=times(40),
    )


def difference(one: Records, other: Records) -> str | None:
    """Return the first column in which two engines' records differ, or None."""
    for mine, theirs in ((one.calls, other.calls), (one.duties, other.duties)):
        for column in fields(CallRecords if mine is one.calls else DutyRecords):
            if not np.array_equal(getattr(mine, column.name), getattr(theirs, column.name)):
                return column.name
    return None
