"""Who is on duty, as steps in ticks, and the fixed rules of routing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs.calendar import MINUTES_PER_WEEK, Calendar
from simcall.inputs.quantiles import to_ticks
from simcall.inputs.world import NEVER, Duties, Ints, Policy
from simcall.scenario import Scenario

__all__ = ["headcount_steps", "policy_of"]


def headcount_steps(scenario: Scenario, calendar: Calendar) -> Duties:
    """Lay every group's headcount on the calendar, as steps where it changes."""
    steps = [
        (tick, place, headcount)
        for place, group in enumerate(scenario.groups.values())
        for tick, headcount in _steps(group.headcounts(), calendar)
    ]
    table = np.array(sorted(steps), dtype=np.int64).reshape(-1, 3)
    return Duties(tick=table[:, 0], group=table[:, 1], headcount=table[:, 2])


def _steps(week: tuple[int, ...], calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Return (tick, headcount) from tick 0 on, where the headcount changes."""
    per_minute = np.repeat(np.asarray(week, np.int64), MINUTES_PER_WEEK // len(week))
    levels = np.concatenate([per_minute[day.week_minute] for day in calendar.dates])
    starts_s = np.concatenate([day.start_s + 60.0 * np.arange(len(day.clock)) for day in calendar.dates])
    changes = np.flatnonzero(np.diff(levels, prepend=-1))
    ticks = to_ticks(np.maximum(starts_s[changes], 0), calendar.tick_s)
    # Changes before the run, or in one tick (a tick may be longer than a minute): the last of them counts.
    last = np.flatnonzero(np.diff(ticks, append=NEVER))
    previous = -1
    for tick, level in zip(ticks[last].tolist(), levels[changes[last]].tolist(), strict=True):
        if level != previous and tick < calendar.horizon:
            yield tick, level
        previous = level


def policy_of(scenario: Scenario, calendar: Calendar) -> Policy:
    """Return the rules of routing as arrays."""
    lines, groups = scenario.lines, tuple(scenario.groups.values())
    limits = [NEVER if line.queue_limit is None else line.queue_limit for line in lines.values()]
    after_s = [line.pass_on.after if line.pass_on else np.inf for line in lines.values()]
    return Policy(
        horizon=calendar.horizon,
        priority=_ints([line.priority for line in lines.values()]),
        queue_limit=_ints(limits),
        pass_on_after=to_ticks(np.array(after_s), scenario.tick),
        serves=np.array([[name in group.lines for name in lines] for group in groups]),
        role_group=np.arange(len(groups)),
        reserve=_ints([[group.reserve.get(name, 0) for name in lines] for group in groups]),
        overflow=_ints([group.overflow for group in groups]),
    )


def _ints(values: list[int] | list[list[int]]) -> Ints:
    return np.array(values, dtype=np.int64)
