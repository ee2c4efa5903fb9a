"""The tables that the compiled rules work on: the named tuples passed to the main loop, and the rows of each table."""

from __future__ import annotations

from typing import NamedTuple

from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS, STAY_COLUMNS, STINT_COLUMNS, Outcome
from simcall.inputs.behaviour import Behaviour
from simcall.inputs.signatures import Column, Flags, FlagTable, Table
from simcall.inputs.world import Callers


class FirstJoins(NamedTuple):
    """When first attempts join their queues, and the callers whose they are; the last tick never comes."""

    tick: Column
    caller: Column


class KeptDraws(NamedTuple):
    """What callers have drawn for their attempts, in this run or in earlier ones with the same callers.

    The table has a row for each attempt, so that what one of them draws lies together in memory; it has none if nothing
    is kept. Its columns are `DRAWN_COLUMNS`, then those of pick-up and handling times. ``services`` says which column
    has the times of each group: the pick-up in the high bits. ``first`` says which row each caller's first attempt has,
    and ``taken``, of one number, how many rows attempts have.
    """

    ticks: Table
    services: Column
    first: Column
    taken: Column


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
    """What `simcall.inputs.world.Policy` says about each line.

    The roles that serve line l are ``roles[first_role[l]:first_role[l + 1]]``, those of a lower overflow number first.
    A line is plain if its calls always join the queue, lead to nothing and are never put down.
    """

    priority: Column
    promote_after: Column
    promoted: Column
    queue_limit: Column
    pass_on_after: Column
    first_role: Column
    roles: Column
    is_plain: Flags


class GroupPolicy(NamedTuple):
    """What `simcall.inputs.world.Policy` says about each group, and whether it has a preference of its own.

    The lines that people of group g may take are ``lines[first_line[g]:first_line[g + 1]]``. A group is plain if they
    all are and its people are missing nowhere. The people of group g are missing in group ``source[g]``, if that is not
    -1; ``taken`` are the groups of which that is so.
    """

    overflow: Table
    serves: FlagTable
    role_group: Column
    reserve: Table
    preference: Table
    chooses: Flags
    first_line: Column
    lines: Column
    is_plain: Flags
    source: Column
    taken: Column


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
    """The horizon; bits of a heap's key for a row or a person's slot; whether items follow others or are put down."""

    horizon: int
    row_bits: int
    slot_bits: int
    has_items: int


class WorldTables(NamedTuple):
    """Everything that does not change during a run."""

    first_joins: FirstJoins
    kept: KeptDraws
    callers: Callers
    behaviour: Behaviour
    steps: HeadcountSteps
    changes: ShiftChanges
    shifts: NamedShifts
    lines: LinePolicy
    groups: GroupPolicy
    rules: CallUpRules
    keys: Keys


class State(NamedTuple):
    """Everything that changes during a run."""

    log: Table
    draw_row: Column
    items: Table
    stints: Table
    queue_links: Table
    queues: Table
    candidates: Column
    held_back: Flags
    idle_links: Table
    roles: Table
    groups: Table
    over: Column
    people: Table
    workers: Table
    ending: Column
    went_on: Column
    absent: Table
    call_ups: Table
    stays: Table
    releases: Column
    leaving: Column
    joining: Column
    resting: Column
    counts: Column


# Rows of the log of attempts.
CALLER = LOG_COLUMNS.index("caller")
ATTEMPT = LOG_COLUMNS.index("attempt")
LINE = LOG_COLUMNS.index("line")
DIVERTED = LOG_COLUMNS.index("diverted")
OFFERED = LOG_COLUMNS.index("offered")
JOINED = LOG_COLUMNS.index("joined")
LEFT = LOG_COLUMNS.index("left")
OUTCOME = LOG_COLUMNS.index("outcome")
ANSWERED = LOG_COLUMNS.index("answered")
RELEASED = LOG_COLUMNS.index("released")
GROUP = LOG_COLUMNS.index("group")
AGENT = LOG_COLUMNS.index("agent")

# Columns of the table of what attempts have drawn: the patience in the queue; the ticks until the caller rings again
# after giving up, and after the engaged tone, 0 if they do not; the line that they dial then; and that attempt's row.
DRAWN_COLUMNS = range(5)
PATIENCE, REDIAL_DELAY, REDIAL_AFTER_TONE, REDIAL_LINE, REDIAL_ROW = DRAWN_COLUMNS
NOT_DRAWN = -1
SERVICE_BITS = 31
SERVICE_MASK = (1 << SERVICE_BITS) - 1

# Rows of the table of items, beside the log: what of it becomes records; the tick by which it stands in its queue; for
# work that was put down the ticks that are left, the group to whose times they belong, and its last stint.
ITEM_ROWS = (*ITEM_COLUMNS, "place", "left", "left_group", "last_stint")
CASE = ITEM_ROWS.index("case")
INTERRUPTIONS = ITEM_ROWS.index("interruptions")
PLACE = ITEM_ROWS.index("place")
TICKS_LEFT = ITEM_ROWS.index("left")
LEFT_GROUP = ITEM_ROWS.index("left_group")
LAST_STINT = ITEM_ROWS.index("last_stint")

# Rows of the table of stints.
STINT_ROW = STINT_COLUMNS.index("row")
STINT_START = STINT_COLUMNS.index("start")
STINT_END = STINT_COLUMNS.index("end")
STINT_GROUP = STINT_COLUMNS.index("group")
STINT_AGENT = STINT_COLUMNS.index("agent")

# Rows of the table of stays.
STAY_START = STAY_COLUMNS.index("start")
STAY_GROUP = STAY_COLUMNS.index("group")
STAY_AGENT = STAY_COLUMNS.index("agent")
STAY_END = STAY_COLUMNS.index("end")
STAY_DUE = STAY_COLUMNS.index("due")

# Rows of the tables of lines and of roles: both ends of the list of waiting calls or idle people, its length, and
# whether a line is a candidate for dispatch.
LIST_ROWS = range(4)
HEAD, TAIL, LENGTH, IS_CANDIDATE = LIST_ROWS

# Rows of the links of those lists.
LINK_ROWS = range(2)
AFTER, BEFORE = LINK_ROWS

# Rows of the table of groups: people idle, people present, the headcount, the group's first slot in the table of
# people, when the group was last stood down, whether more may be present than the headcount, the headcount before
# anybody is taken away, how many are to be away, and how many named people are. Named people are present while they are
# on a break or away, too.
GROUP_ROWS = range(9)
IDLE, PRESENT, HEADCOUNT, FIRST, STOOD_DOWN, IS_OVER, OWN_HEADCOUNT, AWAY, GONE = GROUP_ROWS

# Rows of the table of people: idle since, present since, the group, the role and the state. For named people also the
# end of the duty, the next break, and the first break of the next duty. For people with an item in hand its row, and
# when they took it, pick it up and are free again.
PEOPLE_ROWS = range(12)
SINCE, CAME, OF, ROLE, DOES, DUE, BREAK, LAST_BREAK, ITEM, TOOK_AT, PICKS_UP_AT, FREE_AT = PEOPLE_ROWS
IS_OFF, IS_IDLE, IS_BUSY, IS_RESTING, IS_ON_LAST_BREAK, IS_AWAY = range(6)

# Rows of the table of call-up rules: since when the rule holds, and since when no call waits; how many people are on
# the way, and when they come; how many have come, and when the last of them came; and when to apply the rule again.
CALL_UP_ROWS = range(7)
HOLDS_SINCE, CALM_SINCE, COMING, COME_AT, CALLED, CAME_AT, LOOK_AT = CALL_UP_ROWS

# Kinds of changes to named people, in the order in which one tick has them.
DUTY_ENDS, BREAK_DUE, DUTY_STARTS = range(3)

# Places in the counts: stays and rows of the log so far, and whether the log was too short; calls that wait; lines that
# are candidates for dispatch; groups of which more people may be present than the headcount; how many first attempts,
# headcount steps and changes of named people have been dealt with; stints so far; people with work in hand that could
# be put down; and people who went on with what follows in this round.
COUNT_ROWS = range(12)
STAYED, ROWS, OVERFLOWED, WAITING, CANDIDATES, OVER, JOINS, STEPS, CHANGES, STINTS, WORKERS, WENT_ON = COUNT_ROWS

# Numba compares arrays with plain whole numbers only, not with members of an IntEnum.
IS_ANSWERED = int(Outcome.ANSWERED)
IS_ABANDONED = int(Outcome.ABANDONED)
IS_ENGAGED = int(Outcome.ENGAGED)
IS_PASSED_ON = int(Outcome.PASSED_ON)
IS_MOVED = int(Outcome.MOVED)
IS_IN_ANNOUNCEMENT = int(Outcome.IN_ANNOUNCEMENT)
IS_LEFT_ANNOUNCEMENT = int(Outcome.LEFT_ANNOUNCEMENT)
IS_WAITING = int(Outcome.STILL_WAITING)
