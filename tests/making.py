"""Small scenarios and hand-made worlds for tests to start from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simcall.engine import CallRecords, Outcome, Records
from simcall.engine.records import NONE
from simcall.inputs import NEVER, Callers, Duties, Policy, Purpose, World
from simcall.inputs.behaviour import LEAD_ROWS, LINE_ROWS, Behaviour
from simcall.inputs.distributions import NO_DISTRIBUTION, DistributionIndex
from simcall.inputs.world import CallUps as CallUpRules
from simcall.inputs.world import Shifts
from simcall.scenario import Distribution, Scenario
from simcall.scenario.models.distributions import Uniform

LETTER = {
    Outcome.STILL_WAITING: "waiting",
    Outcome.ANSWERED: "answered",
    Outcome.ABANDONED: "abandoned",
    Outcome.ENGAGED: "engaged",
    Outcome.PASSED_ON: "passed on",
}


# Names --------------------------------------------------------------------------------------------------------------

_WITH_A_MEANING = ("=", ">=", "<", "≥", "±", "+-", "+/-", ".", ":", "@", "#", "'", '"', "\\", " ", "\n", "paid_hours")
"""What ends a name, or means something else, where a name is written without quotes."""


def any_name() -> st.SearchStrategy[str]:
    """Return names of lines and groups, half of them with parts that mean something in a path or a target."""
    parts = st.lists(st.sampled_from(_WITH_A_MEANING) | st.text(max_size=2), min_size=1, max_size=4)
    return (parts.map("".join) | st.text(min_size=1)).filter(lambda name: name.strip() != "")


# Scenarios ----------------------------------------------------------------------------------------------------------


def exponential(mean: str) -> dict[str, Any]:
    """Return the table of an exponential distribution."""
    return {"distribution": "exponential", "mean": mean}


def constant(value: str) -> dict[str, Any]:
    """Return the table of a distribution that is always the same."""
    return {"distribution": "constant", "value": value}


ONE_LINE: dict[str, Any] = {
    "name": "one line, one group",
    "start": "2024-02-05",  # a Monday
    "days": 1.0,
    "lines": {"999": {"handling": exponential("5 min"), "demand": {"calls_per_day": 240.0}}},
    "groups": {"handlers": {"lines": ["999"], "headcount": 3}},
}

TWO_LINES: dict[str, Any] = {
    "name": "two lines, two groups",
    "start": "2024-02-05",
    "days": 1.0,
    "busyness": {"cv": 0.1},
    "lines": {
        "999": {
            "priority": 1,
            "answer_target": {"within": "10 s", "share": 0.9},
            "connection": constant("3 s"),
            "patience": exponential("20 min"),
            "handling": exponential("5 min"),
            "redial": {"probability": 0.5, "delay": exponential("2 min"), "limit": 3},
            "demand": {"calls_per_day": 150.0, "day_factor_cv": 0.1},
        },
        "101": {
            "priority": 2,
            "answer_target": {"within": "30 s", "share": 0.8},
            "short_abandon": "5 s",
            "queue_limit": 6,
            "patience": exponential("5 min"),
            "handling": {"distribution": "lognormal", "mean": "6 min", "sd": "5 min"},
            "wrap_up": exponential("1 min"),
            "redial": {
                "probability": 0.6,
                "engaged_probability": 0.9,
                "delay": exponential("10 min"),
                "limit": 4,
                "divert": {"to": "999", "share": 0.2},
            },
            "demand": {"calls_per_day": 250.0},
        },
    },
    "groups": {
        "handlers": {"lines": ["999", "101"], "headcount": 2, "reserve": {"101": 1}},
        "officers": {"lines": ["101"], "headcount": 1, "handling_factor": 1.5, "overflow": 2},
    },
}


def scenario(base: Mapping[str, Any] = ONE_LINE, changes: Mapping[str, object] | None = None) -> Scenario:
    """Make a scenario of a base and changes by path, such as ``{"lines.999.patience": {…}}``."""
    made = Scenario.from_document(deepcopy(dict(base)))
    return made.update(dict(changes)) if changes else made


# Hand-made worlds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """One attempt of a caller, in ticks; `handling` and `pick_up` by group, or one number for all of them."""

    line: int = 0
    handling: int | tuple[int, ...] = 10
    connection: int = 0
    patience: int = NEVER
    pick_up: int | tuple[int, ...] = 0
    again: bool = False
    """Whether the caller rings again after giving up."""
    again_engaged: bool = False
    """Whether the caller rings again after the engaged tone."""
    delay: int = 1


@dataclass(frozen=True)
class Caller:
    """A caller who first rings at a tick."""

    ring: int
    attempts: tuple[Attempt, ...]


def call(ring: int, line: int = 0, handling: int | tuple[int, ...] = 10, **rest: Any) -> Caller:
    """Return a caller with one attempt."""
    return Caller(ring, (Attempt(line, handling, **rest),))


@dataclass(frozen=True)
class Line:
    """The rules of one line."""

    priority: int = 1
    limit: int = NEVER
    pass_on: int = NEVER
    promote: tuple[int, int] = (NEVER, 1)
    """After how many ticks a call is promoted, and to which priority."""


@dataclass(frozen=True)
class Duty:
    """A duty of a named person, in ticks; breaks are (due, length), `lines` those that they are designated to."""

    agent: int
    start: int
    end: int
    breaks: tuple[tuple[int, int], ...] = ()
    lines: tuple[int, ...] | None = None


@dataclass(frozen=True)
class CallUp:
    """A rule that calls people up, in ticks."""

    waiting: int = NEVER
    longest: int = NEVER
    held: int = 0
    people: int = 1
    pool: int = 1
    delay: int = 0
    stint: int = 0
    calm: int = 0
    watches: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class Group:
    """The rules and people of one group.

    `staff` is a headcount, steps of (tick, headcount), duties of the named, or a rule by which people are called up.
    """

    staff: int | tuple[tuple[int, int], ...] | tuple[Duty, ...] | CallUp
    lines: tuple[int, ...] = (0,)
    reserve: Mapping[int, int] | None = None
    overflow: int = 1
    prefers: Mapping[int, int] | None = None
    """By line, where the group's own order is not the line's priority."""
    source: int = NONE
    """The group in which its people are missing while they are on duty."""


def world(
    callers: Sequence[Caller],
    groups: Sequence[Group] = (Group(1),),
    lines: Sequence[Line] = (Line(),),
    horizon: int = 1000,
) -> World:
    """Write out the arrays of a world."""
    roles = _roles(groups)
    policy = Policy(
        horizon=horizon,
        priority=_ints([line.priority for line in lines]),
        promote_after=_ints([line.promote[0] for line in lines]),
        promoted=_ints([line.promote[1] for line in lines]),
        preference=_ints(
            [[(group.prefers or {}).get(place, line.priority) for place, line in enumerate(lines)] for group in groups]
        ),
        queue_limit=_ints([line.limit for line in lines]),
        pass_on_after=_ints([line.pass_on for line in lines]),
        serves=np.array([[place in serves for place in range(len(lines))] for _, serves in roles]),
        role_group=_ints([group for group, _ in roles]),
        reserve=_ints([[(group.reserve or {}).get(place, 0) for place in range(len(lines))] for group in groups]),
        overflow=_ints([[group.overflow] * len(lines) for group in groups]),
        source=_ints([group.source for group in groups]),
        call_ups=_call_ups(groups, len(lines)),
    )
    return World(_callers(callers), _behaviour(callers, groups, len(lines)), _duties(groups, roles), policy)


def _call_ups(groups: Sequence[Group], lines: int) -> CallUpRules:
    rules = [(place, group.staff) for place, group in enumerate(groups) if isinstance(group.staff, CallUp)]
    names = ("waiting", "longest", "held", "people", "pool", "delay", "stint", "calm")
    return CallUpRules(
        group=_ints([place for place, _ in rules]),
        watches=np.array([[line in one.watches for line in range(lines)] for _, one in rules], bool).reshape(-1, lines),
        **{name: _ints([getattr(one, name) for _, one in rules]) for name in names},
    )


def _roles(groups: Sequence[Group]) -> list[tuple[int, tuple[int, ...]]]:
    """Return (group, lines) of each role: the groups' own, then those of designated people."""
    own = [(place, group.lines) for place, group in enumerate(groups)]
    designated = [(place, duty.lines) for place, duty in _named(groups) if duty.lines is not None]
    return own + [role for role in dict.fromkeys(designated) if role not in own]


def _named(groups: Sequence[Group]) -> list[tuple[int, Duty]]:
    return [
        (place, duty)
        for place, group in enumerate(groups)
        if isinstance(group.staff, tuple)
        for duty in group.staff
        if isinstance(duty, Duty)
    ]


def _callers(callers: Sequence[Caller]) -> Callers:
    """Return callers whose numbers are given: the lengths of time of each attempt themselves, see `_behaviour`."""
    rings = [caller.ring for caller in callers]
    assert rings == sorted(rings)
    given = np.zeros((max(Purpose) + 1, len(callers), max((len(caller.attempts) for caller in callers), default=1)))
    given[Purpose.REDIAL] = given[Purpose.DIVERT] = _NO
    for index, caller in enumerate(callers):
        for number, attempt in enumerate(caller.attempts):
            given[Purpose.CONNECTION, index, number] = attempt.connection
            given[Purpose.PATIENCE, index, number] = attempt.patience
            given[Purpose.HANDLING, index, number] = _of_first_group(attempt.handling)
            given[Purpose.PICK_UP, index, number] = _of_first_group(attempt.pick_up)
            given[Purpose.REDIAL, index, number] = _CHOICE[attempt.again, attempt.again_engaged]
            given[Purpose.REDIAL_DELAY, index, number] = attempt.delay
        for number, (attempt, after) in enumerate(pairwise(caller.attempts)):
            given[Purpose.DIVERT, index, number] = _YES if after.line != attempt.line else _NO
    return Callers(
        ring=_ints(rings),
        line=_ints([caller.attempts[0].line for caller in callers]),
        address=np.arange(len(callers)),
        blocks=np.zeros((1, 3), np.int64),
        keys=np.zeros((1, 2), np.uint64),
        dates=np.zeros(1, np.uint64),
        given=given,
    )


_YES, _NO = 0.1, 0.9
_CHOICE = {(True, True): 0.1, (True, False): 0.3, (False, False): 0.9, (False, True): 0.6}
"""The number that decides whether a caller rings again after giving up, and after the engaged tone."""


def _behaviour(callers: Sequence[Caller], groups: Sequence[Group], lines: int) -> Behaviour:
    """Return the behaviour in which a length of time is the number that is given for it, times the group's share."""
    attempts = [attempt for caller in callers for attempt in caller.attempts]
    pairs = [pair for caller in callers for pair in pairwise(caller.attempts)]
    to = {before.line: after.line for before, after in pairs if before.line != after.line}
    shares = np.array([[0.5, 0.25, 0.5, 0.0]] * lines)
    for attempt in attempts:
        if attempt.again_engaged and not attempt.again:
            shares[attempt.line, 1] = 0.75
    for attempt in attempts:
        assert attempt.again_engaged or not attempt.again or shares[attempt.line, 1] == 0.25
    for line, target in to.items():
        assert all(after.line in (line, target) for before, after in pairs if before.line == line)
    row = dict.fromkeys(LINE_ROWS, 0)
    row |= dict.fromkeys(("wrap_up", "pick_up", "break_off", "factors"), NO_DISTRIBUTION)
    row |= {"redial_limit": 99, "runs_in_queue": 1}
    rows = [list((row | {"divert_to": to.get(line, line)}).values()) for line in range(lines)]
    times = DistributionIndex()
    pick_up = [times.number_of(_times(_share(attempts, "pick_up", group))) for group in range(len(groups))]
    return Behaviour(
        lines=_ints(rows).T.copy(),
        shares=shares.T.copy(),
        pick_ups=_ints([[number] * lines for number in pick_up]),
        handling_factors=np.array([[_share(attempts, "handling", group)] * lines for group in range(len(groups))]),
        burst_handling=np.full((lines, 1), NO_DISTRIBUTION),
        factors=np.empty((0, 0)),
        first_minute_s=0.0,
        first_lead=np.zeros(lines + 1, np.int64),
        leads=np.empty((len(LEAD_ROWS), 0), np.int64),
        lead_shares=np.empty(0),
        lead_skips=np.empty(0),
        lead_choices=np.empty(0, np.uint64),
        lead_keys=np.empty(0, np.uint64),
        distributions=times.tables(),
        tick_s=1.0,
    )


def _times(share: float) -> Distribution:
    """Return the distribution in which the quantile of a number is the number itself, times a share."""
    return Uniform(distribution="uniform", low="0 s", high=f"{share} s")


def _of_first_group(times: int | tuple[int, ...]) -> int:
    return times[0] if isinstance(times, tuple) else times


def _share(attempts: Sequence[Attempt], name: str, group: int) -> float:
    """Return how many times as long as the first group another takes: the same in all attempts."""
    times = [getattr(attempt, name) for attempt in attempts]
    shares = {time[group] / time[0] for time in times if isinstance(time, tuple)} or {1.0}
    assert len(shares) == 1
    return float(shares.pop())


def _duties(groups: Sequence[Group], roles: Sequence[tuple[int, tuple[int, ...]]]) -> Duties:
    steps = sorted((step[0], place, step[1]) for place, group in enumerate(groups) for step in _steps_of(group))
    table = np.array(steps, dtype=np.int64).reshape(-1, 3)
    return Duties(table[:, 0], table[:, 1], table[:, 2], _shifts(groups, roles))


def _steps_of(group: Group) -> list[tuple[int, int]]:
    if isinstance(group.staff, int):
        return [(0, group.staff)]
    return [] if isinstance(group.staff, CallUp) else [one for one in group.staff if not isinstance(one, Duty)]


def _shifts(groups: Sequence[Group], roles: Sequence[tuple[int, tuple[int, ...]]]) -> Shifts:
    named = sorted(_named(groups), key=lambda one: (one[1].start, one[0], one[1].agent))
    breaks = _ints([one for _, duty in named for one in duty.breaks]).reshape(-1, 2)
    return Shifts(
        group=_ints([place for place, _ in named]),
        agent=_ints([duty.agent for _, duty in named]),
        start=_ints([duty.start for _, duty in named]),
        end=_ints([duty.end for _, duty in named]),
        role=_ints([roles.index((place, duty.lines)) if duty.lines is not None else place for place, duty in named]),
        first_break=_ints(np.cumsum([0, *(len(duty.breaks) for _, duty in named)])),
        break_at=breaks[:, 0].copy(),
        break_length=breaks[:, 1].copy(),
    )


def _ints(values: Any) -> np.ndarray:
    return np.array(values, dtype=np.int64)


# Reading records ----------------------------------------------------------------------------------------------------


def ends(records: Records) -> list[tuple[str, int]]:
    """Return how and when each attempt left the queue."""
    calls = records.calls
    return [(LETTER[Outcome(how)], when) for how, when in zip(calls.outcome.tolist(), calls.left.tolist(), strict=True)]


def takers(records: Records) -> list[tuple[int, int]]:
    """Return (group, person) of each attempt; (-1, -1) for nobody."""
    return list(zip(records.calls.group.tolist(), records.calls.agent.tolist(), strict=True))


def stays(records: Records) -> list[tuple[int, int, int, int]]:
    """Return (start, group, person, end) of each time that a person was present."""
    duties = records.duties
    columns = (duties.start.tolist(), duties.group.tolist(), duties.agent.tolist(), duties.end.tolist())
    return list(zip(*columns, strict=True))


def columns_equal(one: CallRecords, other: CallRecords) -> bool:
    """Tell whether two sets of call records are the same in every column."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in vars(one))
