"""Worlds made at random for engines to agree on: every feature, and as many things at once as a coarse tick brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np

from simcall.engine import Records
from simcall.engine.records import NONE
from simcall.inputs import NEVER, Callers, Duties, Policy, World
from simcall.inputs.behaviour import (
    ABANDONED,
    ANSWERED,
    COUNTS_AFTER,
    IS_INTERRUPTIBLE,
    LEAD_ROWS,
    LINE_ROWS,
    RELEASED,
    SAME_PERSON,
    SHARE_ROWS,
    WHEN,
    Behaviour,
)
from simcall.inputs.callers import NOTHING_GIVEN
from simcall.inputs.distributions import NO_DISTRIBUTION, DistributionIndex
from simcall.inputs.world import CallUps, Shifts
from simcall.scenario.models.distributions import Empirical

__all__ = ["difference", "random_world", "with_other_duties"]


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
    behaviour = _random_behaviour(rng, lines, groups, grain)
    policy.queue_limit[behaviour.lines[IS_INTERRUPTIBLE] > 0] = NEVER  # nobody hears a tone for work that is put down
    duties = _random_duties(rng, policy, grain)
    _take_people(rng, policy, duties)
    return World(who, behaviour, duties, policy)


def with_other_duties(world: World, seed: int, grain: int = 1) -> World:
    """Return the same callers, behaviour and policy with other people on duty."""
    return replace(world, duties=_random_duties(np.random.default_rng(seed), world.policy, grain))


def _take_people(rng: np.random.Generator, policy: Policy, duties: Duties) -> None:
    """Let people of some groups be missing in a group that is not called up itself."""
    sources = np.unique(np.concatenate([duties.group, duties.shifts.group]))
    if len(sources) and rng.random() < 0.5:
        source = int(rng.choice(sources))
        takers = rng.random(len(policy.source)) < 0.7
        takers[source] = False
        policy.source[takers] = source


def _random_behaviour(rng: np.random.Generator, lines: int, groups: int, grain: int) -> Behaviour:
    """Give callers times that are multiples of the grain, many of them zero."""
    index = DistributionIndex()

    def times(longest: int, at_zero: float = 0.2, rng: np.random.Generator = rng) -> int:
        values = rng.integers(0, longest, 40) // grain * grain
        return index.number_of(
            Empirical(distribution="empirical", values=[f"{value} s" for value in values.tolist()], at_zero=at_zero)
        )

    works = rng.random(lines) < 0.3
    rows = [_random_line(rng, lines, bool(work), times, grain) for work in works]
    shares = rng.random((len(SHARE_ROWS), lines)) * (rng.random((len(SHARE_ROWS), lines)) < [[1], [1], [0.6], [0.5]])
    leads = _random_leads(rng, lines, works, times)
    pick_ups = np.array([[times(10, 0.7)] * lines for _ in range(groups)], np.int64)
    factors = np.repeat(rng.choice([0.5, 1.0, 1.0, 2.0], (groups, 1)), lines, axis=1)
    own = rng.spawn(1)[0]
    for group, line in np.argwhere(own.random((groups, lines)) < 0.2):  # what a group has on one line alone
        pick_ups[group, line], factors[group, line] = times(40, 0.2, own), own.choice([0.25, 1.5])
    lead_shares = rng.choice([0.1, 0.2, 0.3], leads.shape[1])
    lead_keys = rng.integers(0, 2**63, leads.shape[1]).astype(np.uint64)
    excludes = own.random(leads.shape[1]) < 0.3  # what excludes the lead before it
    has_after = np.isin(leads[1 + WHEN], (ANSWERED, RELEASED, ABANDONED)) & (leads[1 + SAME_PERSON] == 0)
    leads[1 + COUNTS_AFTER] = has_after & (own.random(leads.shape[1]) < 0.4)
    return Behaviour(
        lines=np.array(rows, np.int64).T.copy(),
        shares=shares,
        pick_ups=pick_ups,
        handling_factors=factors,
        burst_handling=np.full((lines, 1), NO_DISTRIBUTION),
        factors=rng.choice([0.5, 1.0, 2.0], (1, 20)),
        first_minute_s=-float(rng.integers(0, 60)),
        first_lead=np.searchsorted(leads[0], np.arange(lines + 1)),
        leads=leads[1:].copy(),
        lead_shares=lead_shares,
        lead_skips=np.where(excludes, np.roll(lead_shares, 1), 0.0),
        lead_choices=np.where(excludes, np.roll(lead_keys, 1), lead_keys),
        lead_keys=lead_keys,
        distributions=index.tables(),
        tick_s=1.0,
    )


def _overflow(rng: np.random.Generator, groups: int, lines: int) -> np.ndarray:
    """Return the order in which groups are tried: for most lines the groups' own."""
    own = rng.integers(1, 3, groups)
    other = rng.spawn(1)[0]
    return np.where(other.random((groups, lines)) < 0.25, other.integers(1, 4, (groups, lines)), own[:, None])


def _random_line(rng: np.random.Generator, lines: int, work: bool, times: Callable[..., int], grain: int) -> list[int]:
    """Return what a line says about its calls or, of work, its items, which are often put down."""
    maybe = rng.random(8) < 0.4
    line = dict.fromkeys(LINE_ROWS, 0) | {"redial_delay": NO_DISTRIBUTION, "patience": NO_DISTRIBUTION, "factors": -1}
    line |= {"connection": NO_DISTRIBUTION, "handling": times(80, 0.15), "runs_in_queue": 1}
    line |= {
        "wrap_up": times(20) if maybe[0] else NO_DISTRIBUTION,
        "pick_up": times(20) if maybe[1] else NO_DISTRIBUTION,
    }
    line |= {"break_off": times(15) if maybe[2] else NO_DISTRIBUTION, "factors": -1 + int(maybe[3])}
    if work:
        return list((line | {"is_interruptible": int(rng.random() < 0.7)}).values())
    line |= {"connection": times(30, 0.6), "patience": NO_DISTRIBUTION if rng.random() < 0.2 else times(120)}
    line |= {"redial_delay": times(60), "redial_limit": rng.integers(0, 5), "divert_to": rng.integers(0, lines)}
    line |= {"same_patience": int(maybe[4]), "runs_in_connection": int(maybe[5]), "runs_in_pick_up": int(maybe[6])}
    line |= {"runs_in_queue": int(rng.random() < 0.8), "counts_leavers": int(rng.random() < 0.5)}
    line |= {"announcement": int(rng.integers(0, 40)) // grain * grain if maybe[7] else 0}
    return [int(value) for value in line.values()]


def _random_leads(rng: np.random.Generator, lines: int, works: np.ndarray, times: Callable[..., int]) -> np.ndarray:
    """Return leads in the order of the lines that they start from: that line, and the rows of `Behaviour.leads`."""
    leads = []
    for line in np.flatnonzero(rng.random(lines) < 0.5).tolist():
        for _ in range(rng.integers(1, 3)):
            when = int(rng.choice([moment for moment in (0, 1, 1, 1, 2, 3, 4) if not works[line] or moment != 2]))
            same_person, keeps_place = when == 1 and rng.random() < 0.7, when == 3 and rng.random() < 0.5
            leads.append((line, rng.integers(0, lines), when, times(60, 0.1), int(keeps_place), int(same_person), 0))
    return np.array(leads, np.int64).reshape(-1, 1 + len(LEAD_ROWS)).T.copy()


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
        overflow=_overflow(rng, groups, lines),
        source=np.full(groups, NONE),
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
    for kind in ("calls", "stints", "duties"):
        mine, theirs = getattr(one, kind), getattr(other, kind)
        for column in fields(mine):
            if not np.array_equal(getattr(mine, column.name), getattr(theirs, column.name)):
                return f"{kind}.{column.name}"
    return None
