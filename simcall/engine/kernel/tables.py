"""The tables that the compiled rules work on: the named tuples passed to the main loop, and the rows of each table."""

from __future__ import annotations

from typing import Any, NamedTuple

from numba import boolean, int64
from numba.core.types import BaseTuple

from simcall.engine.records import ATTEMPT_COLUMNS, STAY_COLUMNS, Outcome
from simcall.inputs.world import Bools, Ints

Column = Ints
Table = Ints
Flags = Bools
FlagTable = Bools

_NUMBA_TYPES = {
    "int": int64,
    "Column": int64[::1],
    "Table": int64[:, ::1],
    "Flags": boolean[::1],
    "FlagTable": boolean[:, ::1],
}


class FirstJoins(NamedTuple):
    """When first attempts join their queues, and their rows; the last tick never comes."""

    tick: Column
    row: Column


class Attempts(NamedTuple):
    """What callers may do, as in `simcall.inputs.world.Calls`."""

    line: Column
    connection: Column
    patience: Column
    redial_delay: Column
    redials_if_abandoned: Flags
    redials_if_engaged: Flags
    pick_up: Table
    handling: Table


class HeadcountSteps(NamedTuple):
    """The changes of headcounts, as in `simcall.inputs.world.Duties`; the last tick never comes."""

    tick: Column
    group: Column
    headcount: Column


class ShiftChanges(NamedTuple):
    """When duties of named people end and start and breaks come due, in order; the last tick never comes."""

    tick: Column
    kind: Column
    shift: Column


class NamedShifts(NamedTuple):
    """Duties of named people, as in `simcall.inputs.world.Shifts`, with each person's slot in the table of people."""

    slot: Column
    end: Column
    role: Column
    first_break: Column
    break_at: Column
    break_length: Column


class LinePolicy(NamedTuple):
    """What `simcall.inputs.world.Policy` says about each line."""

    priority: Column
    promote_after: Column
    promoted: Column
    queue_limit: Column
    pass_on_after: Column


class GroupPolicy(NamedTuple):
    """What `simcall.inputs.world.Policy` says about each group, and whether it has a preference of its own."""

    overflow: Column
    serves: FlagTable
    role_group: Column
    reserve: Table
    preference: Table
    chooses: Flags


class CallUpRules(NamedTuple):
    """The call-up rules, as in `simcall.inputs.world.CallUps`."""

    group: Column
    watches: FlagTable
    waiting: Column
    longest: Column
    held: Column
    people: Column
    pool: Column
    delay: Column
    stint: Column
    calm: Column


class Keys(NamedTuple):
    """The horizon, and how many bits of a heap's key hold an attempt's row or a person's slot."""

    horizon: int
    row_bits: int
    slot_bits: int


class State(NamedTuple):
    """Everything that changes during a run."""

    attempt_log: Table
    queue_links: Table
    queues: Table
    idle_links: Table
    roles: Table
    groups: Table
    people: Table
    absent: Table
    call_ups: Table
    stays: Table
    releases: Column
    leaving: Column
    joining: Column
    resting: Column
    counts: Column
    held_back: Flags


_ARGUMENTS: tuple[Any, ...] = (
    FirstJoins,
    Attempts,
    HeadcountSteps,
    ShiftChanges,
    NamedShifts,
    LinePolicy,
    GroupPolicy,
    CallUpRules,
    Keys,
    State,
)


def _numba_type(arguments: Any) -> Any:
    """Return a named tuple's type in Numba, from the types of its fields."""
    fields = [_NUMBA_TYPES[name.__forward_arg__] for name in arguments.__annotations__.values()]
    return BaseTuple.from_types(fields, arguments)  # type: ignore[no-untyped-call]


SIGNATURE = int64(*map(_numba_type, _ARGUMENTS))
"""The one signature of `simcall.engine.kernel.run.run`."""

# Rows of the log of attempts.
OFFERED = ATTEMPT_COLUMNS.index("offered")
JOINED = ATTEMPT_COLUMNS.index("joined")
LEFT = ATTEMPT_COLUMNS.index("left")
OUTCOME = ATTEMPT_COLUMNS.index("outcome")
ANSWERED = ATTEMPT_COLUMNS.index("answered")
RELEASED = ATTEMPT_COLUMNS.index("released")
GROUP = ATTEMPT_COLUMNS.index("group")
AGENT = ATTEMPT_COLUMNS.index("agent")

# Rows of the table of stays.
STAY_START = STAY_COLUMNS.index("start")
STAY_GROUP = STAY_COLUMNS.index("group")
STAY_AGENT = STAY_COLUMNS.index("agent")
STAY_END = STAY_COLUMNS.index("end")
STAY_DUE = STAY_COLUMNS.index("due")

# Rows of the tables of lines and of roles: both ends of the list of waiting calls or idle people, and its length.
LIST_ROWS = range(3)
HEAD, TAIL, LENGTH = LIST_ROWS

# Rows of the links of those lists.
LINK_ROWS = range(2)
AFTER, BEFORE = LINK_ROWS

# Rows of the table of groups: people idle, people present, the headcount, the group's first slot in the table of
# people, and when the group was last stood down.
GROUP_ROWS = range(5)
IDLE, PRESENT, HEADCOUNT, FIRST, STOOD_DOWN = GROUP_ROWS

# Rows of the table of people: idle since, present since, the group, the role and the state. For named people also the
# end of the duty, the next break, and the first break of the next duty.
PEOPLE_ROWS = range(8)
SINCE, CAME, OF, ROLE, DOES, DUE, BREAK, LAST_BREAK = PEOPLE_ROWS
IS_OFF, IS_IDLE, IS_BUSY, IS_RESTING = range(4)

# Rows of the table of call-up rules: since when the rule holds, and since when no call waits; how many people are on
# the way, and when they come; how many have come, and when the last of them came; and when to apply the rule again.
CALL_UP_ROWS = range(7)
HOLDS_SINCE, CALM_SINCE, COMING, COME_AT, CALLED, CAME_AT, LOOK_AT = CALL_UP_ROWS

# Kinds of changes to named people, in the order in which one tick has them.
DUTY_ENDS, BREAK_DUE, DUTY_STARTS = range(3)

# Places in the counts: stays so far, and calls that wait.
COUNT_ROWS = range(2)
STAYED, WAITING = COUNT_ROWS

# Numba compares arrays with plain whole numbers only, not with members of an IntEnum.
IS_ANSWERED = int(Outcome.ANSWERED)
IS_ABANDONED = int(Outcome.ABANDONED)
IS_ENGAGED = int(Outcome.ENGAGED)
IS_PASSED_ON = int(Outcome.PASSED_ON)
IS_WAITING = int(Outcome.STILL_WAITING)
