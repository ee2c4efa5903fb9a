"""Scenarios whose people work a rota or a roster, for tests to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simcall.inputs import Blueprint, Draws, Duties, Shifts, draw_blueprint
from simcall.inputs.duties import draw_duties
from tests.making import ONE_LINE, scenario

SHIFTS: dict[str, Any] = {
    "early": {"start": "06:00", "end": "14:00"},
    "late": {"start": "14:00", "end": "22:00"},
    "night": {"start": "22:00", "end": "06:00"},
}
ROUND_THE_CLOCK = ["early", "early", "late", "late", "night", "night", "off", "off"]
"""Worked by four teams, two days apart, somebody is always on duty."""

Duty = tuple[int, str, str]
"""Person, and from when until when by the local clock."""


def around_the_clock(people: int = 3, **team: Any) -> dict[str, Any]:
    """Return a rota of four teams, of which one is on duty at any time."""
    teams = {name: {"people": people, "offset": 2 * i, **team} for i, name in enumerate("ABCD")}
    return {"pattern": ROUND_THE_CLOCK, "starts": "2024-02-05", "teams": teams}


def laid(staff: Mapping[str, Any], shifts: Mapping[str, Any] | None = None, **changes: object) -> Blueprint:
    """Lay a scenario on the calendar whose only group is staffed so; `changes` go by path."""
    group = {"lines": ["999"], **staff}
    rest = {name.replace("__", "."): value for name, value in changes.items()}
    return draw_blueprint(scenario(ONE_LINE, {"shifts": shifts or SHIFTS, "groups.handlers": group, **rest}))


def drawn(blueprint: Blueprint, replication: int = 0, seed: int = 1) -> Duties:
    """Draw who is on duty in one replication."""
    draws = Draws(seed, replication)
    return draw_duties(blueprint.scenario, blueprint.duties, blueprint.plan, blueprint.calendar, draws)


def clock(blueprint: Blueprint, tick: int) -> str:
    """Return what the local clock shows at a tick."""
    return blueprint.calendar.local(int(tick)).strftime("%a %d %H:%M")


def planned(blueprint: Blueprint) -> list[Duty]:
    """Return the duties of a plan."""
    plan = blueprint.plan
    times = ([clock(blueprint, tick) for tick in ticks] for ticks in (plan.began, plan.end))
    return list(zip(plan.agent.tolist(), *times, strict=True))


def worked(blueprint: Blueprint, shifts: Shifts) -> set[tuple[int, str]]:
    """Return (person, end by the local clock) of the duties that are worked; who comes late has the same end."""
    ends = (blueprint.calendar.local(tick).isoformat() for tick in shifts.end.tolist())
    return set(zip(shifts.agent.tolist(), ends, strict=True))


def check_shifts(shifts: Shifts, horizon: int) -> None:
    """Assert what `Shifts` promises to the engines."""
    keys = np.column_stack([shifts.start, shifts.group, shifts.agent])
    assert np.array_equal(np.lexsort(keys.T[::-1]), np.arange(len(keys)))
    assert np.all((shifts.start >= 0) & (shifts.start < shifts.end) & (shifts.start < horizon))
    assert shifts.first_break[0] == 0
    assert shifts.first_break[-1] == len(shifts.break_at) == len(shifts.break_length)
    assert np.all(np.diff(shifts.first_break) >= 0)
    shift = np.repeat(np.arange(len(keys)), np.diff(shifts.first_break))
    assert np.all((shifts.break_at > shifts.start[shift]) & (shifts.break_at < shifts.end[shift]))
    assert np.all((np.diff(shifts.break_at) >= 0) | (np.diff(shift) > 0))
    assert np.all(shifts.break_length >= 1)
    by_person = np.lexsort((shifts.start, shifts.agent, shifts.group))
    same = (np.diff(shifts.group[by_person]) == 0) & (np.diff(shifts.agent[by_person]) == 0)
    assert np.all(~same | (shifts.start[by_person][1:] >= shifts.end[by_person][:-1]))
