"""The contract of the engines: the rules that both follow, and the records that both return.

Time is in whole ticks. Within one tick, events happen in the order of these rules. Code cites a rule by its name.

R1   Duties and breaks end. A headcount falls. A named person whose duty ends takes no further call. A person who comes
     back from a break is idle since this tick.
R2   Calls end. Their people are free again, idle since this tick.
R3   People go home or on a break. Nobody is sent away from a call.
R3a  The count rule. While more people of a group are present than its headcount, free people go home: the longest idle
     first, then the lowest number. So people finish the call in hand, and a group starts no call while the number of
     its people on calls is at least its headcount.
R3b  A named person whose duty has ended goes home as soon as they are not in a call.
R3c  A named person whose break is due, and who is not in a call, starts it now. It has its full length from now, and a
     person takes one break at a time. A break that is still due when the duty ends is lost. So is the rest of a break
     that is in progress then.
R4   Arrivals. Callers ring for the first time, ring again, or divert from another line. An attempt is offered when the
     caller rings. It joins the queue when the connection is made.
R5   Duties start. A headcount rises: people come until as many are present as the headcount, the lowest absent numbers
     first, idle since this tick. A named person whose duty starts comes, idle since this tick. A named person who is
     still in a call of the duty before stays, and is on the new duty from now on.
R6   Dispatch. Idle people take waiting calls.
R6a  Waiting calls are tried in the order (priority, tick of joining the queue, line, caller, attempt).
R6b  A call that has waited for its line's promotion time has the promoted priority, unless its own comes first.
R6c  A group may take a call of a line if, after that, at least its reserve for the line stays idle. A person of the
     group may take it if their role serves the line.
R6d  A person does not take a call while another call waits that they may take and that comes first by their group's
     own preference.
R6e  Of those who may take the call, the group with the lowest overflow number goes first. Within that number, the
     person with the least (idle since, group, number) goes first.
R6f  A call that nobody takes holds back only the calls of its own line.
R7   Engaged tones. If more callers wait than a line's limit, the last in the queue's order hear the engaged tone.
R8   Callers give up when they have waited for their patience. A call that has waited for its line's passing-on time
     goes to another force. In one tick, an answer comes before both, and giving up before passing on.
R9   The tick then repeats from R2 for what it has brought about itself, such as a handling time of zero or people
     called up at once, until nothing changes. Nobody rings or joins a queue in a repeat.
R10  A caller who gives up or hears the engaged tone, and who rings again, does so after their delay: at least one tick
     later.
R11  A call that is taken is picked up after the person's pick-up time, and released after the handling time. The person
     is busy for both, and the caller does not give up.
R12  The run ends at the horizon, before anything that would happen then. Calls that are connecting or waiting are
     still waiting then. A call that is taken counts as answered, even if it is picked up or ends after the horizon.
R13  Call-up rules apply at the end of each round. A rule holds while enough calls wait on the lines that it watches, or
     one of them has waited long enough. When it has held for its time, and nobody is on the way, it calls up people
     from its pool. They come after the delay, as in R5, all in one tick, and the rule counts its time anew from then.
     When no call has waited for the calm time, and the stint of the last who came is over, all of them are stood down.
     They go by the count rule (R3a) in the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from simcall.inputs.world import Bools, Duties, Ints

__all__ = [
    "LOG_COLUMNS",
    "NONE",
    "STAY_COLUMNS",
    "CallRecords",
    "DutyRecords",
    "Outcome",
    "Records",
    "call_records",
    "duty_records",
]

NONE = -1
"""No person, no group, no such tick."""
LOG_COLUMNS = (
    *("caller", "attempt", "line", "diverted"),
    *("offered", "joined", "left", "outcome", "answered", "released", "group", "agent"),
)
"""What an engine logs about each attempt: the columns of `CallRecords`."""
STAY_COLUMNS = ("start", "group", "agent", "end", "due")
"""What an engine logs about each stay of a person: columns of `DutyRecords`."""


class Outcome(IntEnum):
    """How an attempt ended."""

    STILL_WAITING = 0
    ANSWERED = 1
    ABANDONED = 2
    ENGAGED = 3
    PASSED_ON = 4


@dataclass(frozen=True)
class CallRecords:
    """One row for each attempt that was offered, by caller, then attempt.

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
    offered : ndarray
        Tick at which the caller rang.
    joined : ndarray
        Tick at which the call joined the queue; the horizon, if it was still connecting then.
    left : ndarray
        Tick at which it was taken, abandoned, refused or passed on; the horizon if it still waited then.
    outcome : ndarray
        An `Outcome`.
    answered : ndarray
        Tick at which it was picked up, or `NONE`.
    released : ndarray
        Tick at which the person was free again, or `NONE`.
    group, agent : ndarray
        Who took it: index of the group, and number of the person in it; or `NONE`.
    """

    caller: Ints
    attempt: Ints
    line: Ints
    diverted: Bools
    offered: Ints
    joined: Ints
    left: Ints
    outcome: Ints
    answered: Ints
    released: Ints
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
    duties: DutyRecords
    plan: Duties


def call_records(log: Ints) -> CallRecords:
    """Make the records of attempts.

    Parameters
    ----------
    log : int64, shape (`LOG_COLUMNS`, attempts)
        What the engine logged about each attempt that was offered, in any order. It may become the records; do not
        use it afterwards.

    Returns
    -------
    CallRecords
    """
    columns = dict(zip(LOG_COLUMNS, log, strict=True))
    caller, attempt = columns["caller"], columns["attempt"]
    if np.any(attempt):
        order = np.lexsort((attempt, caller))
        for column in log:  # one after the other, so that there is no second log in memory
            column[:] = column[order]
    return CallRecords(**columns | {"diverted": columns["diverted"].astype(np.bool_)})


def duty_records(stays: npt.ArrayLike) -> DutyRecords:
    """Make the records of presence from rows of `STAY_COLUMNS` in any order, without the empty ones."""
    table = np.asarray(stays, dtype=np.int64).reshape(-1, len(STAY_COLUMNS))
    columns = dict(zip(STAY_COLUMNS, table.T, strict=True))
    order = np.lexsort((columns["agent"], columns["group"], columns["start"]))
    order = order[columns["end"][order] > columns["start"][order]]
    return DutyRecords(**{name: column[order] for name, column in columns.items()})
