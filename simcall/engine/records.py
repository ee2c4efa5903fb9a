"""What an engine returns, and the rules that every engine follows: the contract of the engine room.

Time is in whole ticks. What happens within one tick happens in this order, each rule named for the code to cite:

R1  Duties and breaks end: a headcount falls; a named person whose duty ends takes no further call; who comes back from
    a break is idle since this tick.
R2  Calls end: their people are free again, idle since this tick.
R3  Nobody is sent away from a call. The count rule: while more people of a group are present than its headcount, those
    who are free go home, the longest idle first, then the lowest number. So people finish the call in hand, and a group
    starts no call while as many as its headcount are busy. A named person whose duty has ended goes home as soon as
    they are not in a call. Then breaks start: a named person whose break is due, and who is not in a call, goes on it
    for its length from now, on one break at a time. A break that is due when the duty ends, or goes on then, is lost.
R4  Arrivals: callers ring for the first time, again, or diverted from another line. An attempt is offered when the
    caller rings, and joins the queue when the connection is made.
R5  Duties start: a headcount rises. People come until as many are present as the headcount, the lowest absent numbers
    first, idle since this tick. A named person whose duty starts comes, idle since this tick; one who is still in a
    call of the duty before stays, and is on the new duty from now on.
R6  Dispatch: waiting calls are taken in the order (priority, joined the queue, line, caller, attempt); one that has
    waited for its line's promotion has the promoted priority, unless its own comes before. A group may take a call of a
    line if, after that, at least its reserve for the line stays idle, and a person of it if their role serves the line,
    unless another call waits that they may take and that comes first by their group's own preference. Of those who
    may, the group's lowest overflow number goes first, and within it the person with the least (idle since, group,
    number). A call that nobody takes keeps back only the calls of its own line.
R7  Engaged tones: where more callers wait than a line's limit, the last in the queue's order hear the tone.
R8  Callers give up when they have waited their patience; a call that has waited for the line's passing-on time goes to
    another force. Giving up comes first. An answer in the same tick comes before both.
R9  Then once more from R2 for what this tick has brought about (a handling time of zero, somebody called up at once),
    until nothing changes. Nobody rings or joins in it.
R10 A caller who gives up or hears the tone, and who rings again, does so after their delay, at least one tick later.
R11 A call that is taken is picked up after the person's pick-up time and is released after the handling time. Both are
    busy time, and nobody gives up in it.
R12 The run ends at the horizon, before anything that would happen at it. Who is connecting or waiting is still waiting
    then; a call that is taken counts as answered, also when it is picked up or ends after the horizon.
R13 Call-up rules, at the end of each round. A rule holds while so many calls wait on the lines that it watches, or one
    of them has waited so long. When it has held for its time, and nobody is on the way, it calls people up to its pool;
    they come after the delay, as in R5, all in one tick, and the rule counts its time anew from then. When nobody has
    waited for the calm time, and the stint is over for the last who came, all of them are stood down, and go as by the
    count rule (R3), in the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from simcall.engine.offered import keep_offered
from simcall.inputs.world import Bools, Calls, Duties, Ints

__all__ = ["ATTEMPT_COLUMNS", "NONE", "STAY_COLUMNS", "CallRecords", "DutyRecords", "Outcome", "Records"]

NONE = -1
"""Stands for no person, no group, no such tick."""
ATTEMPT_COLUMNS = ("offered", "joined", "left", "outcome", "answered", "released", "group", "agent")
"""What an engine logs about each attempt: columns of `CallRecords`."""
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
    """One row for each attempt that was offered, in the order of `Calls`: by caller, then attempt.

    All are int64 of shape (offered,).

    Attributes
    ----------
    caller : ndarray
        Place of the caller in `Calls`.
    attempt : ndarray
        0 for the first.
    line : ndarray
        Place of the line dialled.
    diverted : ndarray of bool
        Whether the caller's attempt before this one was on another line.
    offered : ndarray
        Tick at which the caller rang.
    joined : ndarray
        Tick at which the call joined the queue; the horizon, if it was still connecting then.
    left : ndarray
        Tick at which it was taken, given up, refused or passed on; the horizon if it still waited then.
    outcome : ndarray
        An `Outcome`.
    answered : ndarray
        Tick at which somebody spoke, or `NONE`.
    released : ndarray
        Tick at which the person was free again, or `NONE`.
    group, agent : ndarray
        Who took it: place of the group, number of the person in it; or `NONE`.
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
        Who: place of the group, number of the person in it.
    start, end : ndarray
        Ticks; who is present at the horizon ends then.
    due : ndarray
        Tick at which the duty ends by plan, of a named person; at which they were stood down, of one who was called up;
        `NONE` of one of a headcount.
    """

    group: Ints
    agent: Ints
    start: Ints
    end: Ints
    due: Ints


@dataclass(frozen=True)
class Records:
    """All that happened in one replication, and who was to be on duty in it."""

    calls: CallRecords
    duties: DutyRecords
    plan: Duties


def call_records(calls: Calls, log: Ints) -> CallRecords:
    """Make the records of the attempts that were offered.

    Parameters
    ----------
    calls : Calls
        The attempts.
    log : int64, shape (len(ATTEMPT_COLUMNS), attempts)
        What the engine logged about each. It becomes the records; do not use it afterwards.

    Returns
    -------
    CallRecords
    """
    caller, attempt, line, diverted = keep_offered(calls, log, NONE)
    columns = {name: log[row, : len(caller)] for row, name in enumerate(ATTEMPT_COLUMNS)}
    return CallRecords(caller=caller, attempt=attempt, line=line, diverted=diverted, **columns)


def duty_records(stays: npt.ArrayLike) -> DutyRecords:
    """Make the records of presence from rows of `STAY_COLUMNS` in any order, without the empty ones."""
    table = np.asarray(stays, dtype=np.int64).reshape(-1, len(STAY_COLUMNS))
    columns = dict(zip(STAY_COLUMNS, table.T, strict=True))
    order = np.lexsort((columns["agent"], columns["group"], columns["start"]))
    order = order[columns["end"][order] > columns["start"][order]]
    return DutyRecords(**{name: column[order] for name, column in columns.items()})
