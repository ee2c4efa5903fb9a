"""The contract of the engines: the rules that both follow, and the records that both return.

Time is in whole ticks. Within one tick, events happen in the order of these rules. Code cites a rule by its name.

R1   Duties and breaks end. A headcount falls. A named person whose duty ends takes no further call. A person who comes
     back from a break is idle since this tick.
R2   Calls end. Their people are free again, idle since this tick.
R3   People go home or on a break. Nobody is sent away from a call, but interruptible work is put down for it (R15).
R3a  The count rule. While more people of a group are present than its headcount, free people go home: the longest idle
     first, then the lowest number. Then people go home who put work down, in the order of R15c. So people finish the
     call in hand, and a group starts no call while the number of its people on calls is at least its headcount.
R3b  A named person whose duty has ended goes home as soon as they are not in a call.
R3c  A named person whose break is due, and who is not in a call, starts it now. It has its full length from now, and a
     person takes one break at a time. A break that is still due when the duty ends is lost. So is the rest of a break
     that is in progress then.
R4   Arrivals. Callers ring for the first time, ring again, or divert from another line. An attempt is offered when the
     caller rings. It joins the queue when the connection is made and the announcement is over.
R4a  A caller whose patience runs during the connection gives up if it ends before the connection is made.
R4b  A caller may leave in the announcement. Where those who leave are not counted, an attempt is offered only once the
     announcement is over.
R5   Duties start. A headcount rises: people come until as many are present as the headcount, the lowest absent numbers
     first, idle since this tick. A named person whose duty starts comes, idle since this tick. A named person who is
     still in a call of the duty before stays, and is on the new duty from now on.
R5a  People of a group that is taken from another are missing there: while they are on duty, on a break too, and until
     their last call is over. This is settled after everybody has come. A headcount there is less by as many, but not
     below 0: people go home for that as in R3a, or come as in R5. Of named people as many go away: free people, the
     longest idle first, then those who put work down (R15c), then others as soon as they are free. When fewer are
     missing, those who went first come back, if their duty has not ended: idle since this tick, or on a break that is
     due.
R6   Dispatch. Idle people take waiting calls.
R6a  Waiting calls are tried in the order (priority, tick of joining the queue, line, caller, case, attempt). A call
     that keeps its place has the tick at which it joined the line that it came from.
R6b  A call that has waited for its line's promotion time has the promoted priority, unless its own comes first.
R6c  A group may take a call of a line if, after that, at least its reserve for the line stays idle. A person of the
     group may take it if their role serves the line.
R6d  A person does not take a call while another call waits that they may take and that comes first by their group's
     own preference.
R6e  Of those who may take the call, the group with the lowest overflow number for the line goes first. Within that
     number, the person with the least (idle since, group, number) goes first.
R6f  A call that nobody takes holds back only the calls of its own line.
R7   Engaged tones. If more callers wait than a line's limit, the last in the queue's order hear the engaged tone.
R8   Callers give up when they have waited for their patience. A call that has waited for its line's passing-on time
     goes to another force. A call that has waited until a lead of its line moves it leaves the queue for the other
     line. In one tick an answer comes before all of these, and giving up before passing on, and that before moving.
R9   The tick then repeats from R2 for what it has brought about itself, such as a handling time of zero or people
     called up at once, until nothing changes. Nobody rings or joins a queue in a repeat.
R10  A caller who gives up or hears the engaged tone, and who rings again, does so after their delay: at least one tick
     later.
R11  A call that is taken is picked up after the pick-up time of the person and the line, and released after the
     handling time. The person's times may differ by line. The person is busy for both. A caller whose patience runs
     during the pick-up gives up if it ends before the call is picked up. The person is free then.
R12  The run ends at the horizon, before anything that would happen then. Calls that are connecting or waiting are
     still waiting then. A call that is taken counts as answered, even if it is picked up or ends after the horizon.
R13  Call-up rules apply at the end of each round. A rule holds while enough calls wait on the lines that it watches, or
     one of them has waited long enough. When it has held for its time, and nobody is on the way, it calls up people
     from its pool, but no more than the group that they are taken from has left. They come after the delay, as in R5,
     all in one tick, and the rule counts its time anew from then. When no call has waited for the calm time, and the
     stint of the last who came is over, all of them are stood down. They go by the count rule (R3a) in the next round.
     The rule calls nobody up in the tick in which it does this.
R14  What follows. Each lead of a line happens with its probability: drawn for each item by itself, beforehand. Of
     leads that exclude each other, at most one happens to an item.
R14a What follows an answer, a release or an abandonment joins the other line's queue after the lead's time from then.
     What follows an overdue call does so if the call has waited for the lead's time, and the call stays. What a call
     is moved to does so when the call leaves (R8). All of them join at least one tick later, without a connection or
     an announcement, and they are offered then. If the lead's time counts, what follows is offered in the tick after
     the answer, the release or the abandonment.
R14b The person who released an item goes on with what follows if the lead says so: at once, by R11, whatever waits. If
     several leads do, the person goes on with the first of them, and the others join their queues a tick later.
R15  Interruptions. Interruptible work in hand is put down.
R15a A waiting call that nobody idle takes is taken by a person who puts work down for it. The work's line has a worse
     priority than the call's, the person may take the call by R6c, and the reserve is idle already.
R15b People whose duty ends (R3b), whose break is due (R3c) or who are above the headcount (R3a) put work down.
R15c Of several people who could put work down, the one whose work has the worst priority does, then the one whose work
     comes last in the order of the queue.
R15d Work that is put down goes back to its line's queue, at its own place, and anybody who may takes it again. It keeps
     what is left of its handling, to the whole tick, and all of it if it was being picked up. The wait and the answer
     are those of its first start. Who takes a call that interrupts picks it up later by the time to break off.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from simcall.inputs.world import Bools, Duties, Ints

__all__ = [
    "ITEM_COLUMNS",
    "LOG_COLUMNS",
    "NONE",
    "STAY_COLUMNS",
    "STINT_COLUMNS",
    "CallRecords",
    "DutyRecords",
    "Outcome",
    "Records",
    "StintRecords",
    "call_records",
    "duty_records",
]

NONE = -1
"""No person, no group, no such tick."""
LOG_COLUMNS = (
    *("caller", "attempt", "line", "diverted"),
    *("offered", "joined", "left", "outcome", "answered", "released", "group", "agent"),
)
"""What an engine logs about each attempt: columns of `CallRecords`."""
ITEM_COLUMNS = ("case", "interruptions")
"""What an engine logs besides where items lead to others, or are put down."""
STINT_COLUMNS = ("row", "start", "end", "group", "agent")
"""What an engine logs about items that are put down: columns of `StintRecords`."""
STAY_COLUMNS = ("start", "group", "agent", "end", "due")
"""What an engine logs about each stay of a person: columns of `DutyRecords`."""


class Outcome(IntEnum):
    """How an attempt ended."""

    STILL_WAITING = 0
    ANSWERED = 1
    ABANDONED = 2
    ENGAGED = 3
    PASSED_ON = 4
    MOVED = 5
    IN_ANNOUNCEMENT = 6
    LEFT_ANNOUNCEMENT = 7


@dataclass(frozen=True)
class CallRecords:
    """One row for each attempt that was offered, in the order (caller, offered, case, attempt).

    All are int64 of shape (offered,).

    Attributes
    ----------
    caller : ndarray
        Index of the caller in `Callers`.
    attempt : ndarray
        0 for the first.
    line : ndarray
        Index of the line dialled.
    diverted : ndarray of bool
        Whether the caller's attempt before this one was on another line.
    case : ndarray
        0 for what the caller rang about; another number for what an item led to, which is transferred at attempt 0.
    interruptions : ndarray
        How often it was put down.
    offered : ndarray
        Tick at which the caller rang.
    joined : ndarray
        Tick at which the call joined the queue; the horizon, if it was still connecting then.
    left : ndarray
        Tick at which it was first taken, abandoned, refused, passed on or moved; the horizon if it still waited then.
    outcome : ndarray
        An `Outcome`.
    answered : ndarray
        Tick at which it was picked up, or `NONE`.
    released : ndarray
        Tick at which the person was free again, or `NONE`; also of a person whose caller gave up during the pick-up.
    group, agent : ndarray
        Who took it first: index of the group, and number of the person in it; or `NONE`.
    """

    caller: Ints
    attempt: Ints
    line: Ints
    diverted: Bools
    case: Ints
    interruptions: Ints
    offered: Ints
    joined: Ints
    left: Ints
    outcome: Ints
    answered: Ints
    released: Ints
    group: Ints
    agent: Ints


@dataclass(frozen=True)
class StintRecords:
    """What became of items that were put down, after they were first taken, in the order (row, start).

    All are int64 of shape (stints,). Every other item has one stint of work, from `CallRecords.left` to `released`.

    Attributes
    ----------
    row : ndarray
        Which row of `CallRecords`.
    start, end : ndarray
        Ticks. A wait that lasts to the horizon ends then.
    group, agent : ndarray
        Who worked on it; `NONE` while it waited in the queue again.
    """

    row: Ints
    start: Ints
    end: Ints
    group: Ints
    agent: Ints


@dataclass(frozen=True)
class DutyRecords:
    """One row for each time that a person was present, in the order (start, group, agent).

    All are int64 of shape (stays,). Being present is being on duty and not on a break, or finishing a call after duty.

    Attributes
    ----------
    group, agent : ndarray
        Who: index of the group, and number of the person in it.
    start, end : ndarray
        Ticks. A stay that lasts to the horizon ends then.
    due : ndarray
        For a named person, the tick at which the duty is planned to end. For people called up, the tick at which they
        are stood down. For people of a headcount, `NONE`.
    """

    group: Ints
    agent: Ints
    start: Ints
    end: Ints
    due: Ints


@dataclass(frozen=True)
class Records:
    """Everything that happened in one replication, and the planned duties."""

    calls: CallRecords
    stints: StintRecords
    duties: DutyRecords
    plan: Duties


def call_records(
    log: Ints, items: Ints, stints: npt.ArrayLike, *, in_order: bool = True
) -> tuple[CallRecords, StintRecords]:
    """Make the records of attempts.

    Parameters
    ----------
    log : int64, shape (`LOG_COLUMNS`, rows)
        What the engine logged about each attempt, those of each caller in their order. Rows of attempts that were not
        offered are left out. It may become the records; do not use it afterwards.
    items : int64, shape (`ITEM_COLUMNS`, rows), or (`ITEM_COLUMNS`, 0) if there is nothing to say
        Likewise.
    stints : int64, shape (stints, `STINT_COLUMNS`)
        What became of items that were put down; `row` is one of the log.
    in_order : bool
        Whether the records are put in their order. If not, they stay in the order of the log.

    Returns
    -------
    CallRecords, StintRecords
    """
    columns = dict(zip(LOG_COLUMNS, log, strict=True))
    if items.shape[1]:
        columns |= dict(zip(ITEM_COLUMNS, items, strict=True))
    order = _order_of_rows(columns, in_order)
    if order is not None:
        for name, column in columns.items():  # one after the other, so that there is no second log in memory
            column[: len(order)] = column[order]
            columns[name] = column[: len(order)]
    if not items.shape[1]:
        columns |= dict.fromkeys(ITEM_COLUMNS, np.broadcast_to(np.int64(0), len(columns["caller"])))
    calls = CallRecords(**columns | {"diverted": columns["diverted"].astype(np.bool_)})
    return calls, _stint_records(stints, order)


def _order_of_rows(columns: dict[str, Ints], in_order: bool) -> Ints | None:
    """Return the rows of attempts that were offered, in the order of records; `None` if they are that already."""
    rows, caller = len(columns["caller"]), columns["caller"]
    order = None
    if in_order and np.any(columns.get("case", 0)):
        order = np.lexsort(tuple(columns[name] for name in ("attempt", "case", "offered", "caller")))
    elif in_order and np.any(caller[1:] < caller[:-1]):
        order = np.argsort(caller, kind="stable")
    is_offered = columns["offered"] != NONE
    if not is_offered.all():
        order = np.flatnonzero(is_offered) if order is None else order[is_offered[order]]
    return None if order is not None and len(order) == rows and np.all(order[1:] > order[:-1]) else order


def _stint_records(stints: npt.ArrayLike, order: Ints | None) -> StintRecords:
    """Make the records of stints, without the empty ones; `order` has the row of the log of each record."""
    table = np.asarray(stints, dtype=np.int64).reshape(-1, len(STINT_COLUMNS))
    columns = dict(zip(STINT_COLUMNS, table.T, strict=True))
    if order is not None and len(table):
        record_of = np.empty(int(order.max()) + 1, np.int64)
        record_of[order] = np.arange(len(order))
        columns["row"] = record_of[columns["row"]]
    in_order = np.lexsort((columns["start"], columns["row"]))
    in_order = in_order[columns["end"][in_order] > columns["start"][in_order]]
    return StintRecords(**{name: column[in_order] for name, column in columns.items()})


def duty_records(stays: npt.ArrayLike) -> DutyRecords:
    """Make the records of presence from rows of `STAY_COLUMNS` in any order, without the empty ones."""
    table = np.asarray(stays, dtype=np.int64).reshape(-1, len(STAY_COLUMNS))
    columns = dict(zip(STAY_COLUMNS, table.T, strict=True))
    order = np.lexsort((columns["agent"], columns["group"], columns["start"]))
    order = order[columns["end"][order] > columns["start"][order]]
    return DutyRecords(**{name: column[order] for name, column in columns.items()})
