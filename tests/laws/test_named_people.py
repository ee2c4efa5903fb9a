"""What no record of named people may break, whatever the rota: checked on the records of random worlds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simcall.engine import Records, simulate
from simcall.inputs import World
from tests.engines.worlds import random_world

Span = tuple[int, int]


@pytest.fixture(scope="module")
def runs() -> list[tuple[World, Records]]:
    """360 worlds of coarse and fine ticks, with what happened in them."""
    worlds = [random_world(seed, grain=(1, 10, 30)[seed % 3], crowd=seed % 5 == 0) for seed in range(360)]
    return [(world, simulate(world, "kernel")) for world in worlds]


def duties_of(world: World, group: int, agent: int) -> list[Span]:
    """Return start and end of a person's duties."""
    shifts = world.duties.shifts
    mine = (shifts.group == group) & (shifts.agent == agent)
    return list(zip(shifts.start[mine].tolist(), shifts.end[mine].tolist(), strict=True))


def calls_of(records: Records, group: int, agent: int) -> list[Span]:
    """Return when each of a person's calls was taken and when it ended; of work that was put down, each stint."""
    calls, stints = records.calls, records.stints
    mine = (calls.group == group) & (calls.agent == agent) & ~np.isin(np.arange(len(calls.group)), stints.row)
    own = (stints.group == group) & (stints.agent == agent)
    start = np.concatenate([calls.left[mine], stints.start[own]])
    end = np.concatenate([calls.released[mine], stints.end[own]])
    return sorted(zip(start.tolist(), end.tolist(), strict=True))


def goes_on(calls: list[Span], taken: int) -> bool:
    """Tell whether a person went on at once with what an item led to: the same person, whatever waits (R14b)."""
    return any(released == taken for _, released in calls)


def stays_of(records: Records, group: int, agent: int) -> list[Span]:
    """Return when a person was present."""
    mine = (records.duties.group == group) & (records.duties.agent == agent)
    return sorted(zip(records.duties.start[mine].tolist(), records.duties.end[mine].tolist(), strict=True))


def named(world: World) -> list[tuple[int, int]]:
    """Return group and number of everybody who is named."""
    shifts = world.duties.shifts
    return sorted(set(zip(shifts.group.tolist(), shifts.agent.tolist(), strict=True)))


def test_one_call_at_a_time(runs):
    """Nobody answers two calls at once."""
    for world, records in runs:
        for who in named(world):
            calls = calls_of(records, *who)
            assert all(before[1] <= after[0] for before, after in pairwise(calls))


def test_calls_are_taken_on_duty(runs):
    """A call is taken within a duty; present after a duty is only who finishes one."""
    late = 0
    for world, records in runs:
        for who in named(world):
            duties, calls = duties_of(world, *who), calls_of(records, *who)
            assert all(
                any(start <= taken < end for start, end in duties) or goes_on(calls, taken) for taken, _ in calls
            )
            for start, end in stays_of(records, *who):
                within = [one for one in duties if one[0] <= start < one[1]]
                if within and end > within[0][1]:
                    late += 1
                    last = [taken for taken, released in calls if released >= end]
                    assert any(taken < within[0][1] or goes_on(calls, taken) for taken in last)
    assert late > 50  # so that the law has something to say


def test_no_break_starts_in_a_call(runs):
    """Nobody is away at any time in one of their calls."""
    breaks = 0
    for world, records in runs:
        breaks += len(world.duties.shifts.break_at)
        for who in named(world):
            stays = stays_of(records, *who)
            covered = {tick for start, end in stays for tick in range(start, end)}
            for taken, released in calls_of(records, *who):
                assert covered.issuperset(range(taken, min(released, world.policy.horizon)))
    assert breaks > 500


def test_nobody_is_present_without_a_duty(runs):
    """Who is present is on duty, or in a call."""
    for world, records in runs:
        for who in named(world):
            allowed = np.zeros(world.policy.horizon, bool)
            for start, end in duties_of(world, *who) + calls_of(records, *who):
                allowed[start:end] = True
            assert all(allowed[start:end].all() for start, end in stays_of(records, *who))


def test_each_takes_the_calls_of_their_role(runs):
    """A call is taken by somebody whose role in that duty serves its line."""
    for world, records in runs:
        shifts, calls = world.duties.shifts, records.calls
        for row in np.flatnonzero(calls.group >= 0).tolist():
            group, agent, taken = (int(column[row]) for column in (calls.group, calls.agent, calls.left))
            mine = (shifts.group == group) & (shifts.agent == agent) & (shifts.start <= taken) & (taken < shifts.end)
            if mine.any() and not goes_on(calls_of(records, group, agent), taken):
                assert world.policy.serves[shifts.role[mine][0], calls.line[row]]
