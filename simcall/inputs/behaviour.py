"""What callers do and calls need, by line and by group, as arrays: what is drawn for a caller follows from them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simcall.inputs.distributions import Distributions
from simcall.inputs.signatures import Column, FloatColumn, FloatTable, Table, WordColumn

__all__ = [
    "ABANDONED",
    "AFTER",
    "ANNOUNCEMENT",
    "ANSWERED",
    "BREAK_OFF",
    "CONNECTION",
    "COUNTS_AFTER",
    "COUNTS_LEAVERS",
    "DIVERT_SHARE",
    "DIVERT_TO",
    "ENGAGED_PROBABILITY",
    "FACTORS",
    "HANDLING",
    "IS_INTERRUPTIBLE",
    "KEEPS_PLACE",
    "LEAD_ROWS",
    "LEAVE_SHARE",
    "LINE_PICK_UP",
    "LINE_ROWS",
    "MOMENTS",
    "OVERDUE",
    "PATIENCE",
    "REDIAL_DELAY",
    "REDIAL_LIMIT",
    "REDIAL_PROBABILITY",
    "RELEASED",
    "RUNS_IN_CONNECTION",
    "RUNS_IN_PICK_UP",
    "RUNS_IN_QUEUE",
    "SAME_PATIENCE",
    "SAME_PERSON",
    "SHARE_ROWS",
    "TO",
    "WAITING",
    "WHEN",
    "WRAP_UP",
    "Behaviour",
    "attempts_per_caller",
]

# Rows of `Behaviour.lines`.
LINE_ROWS = (
    *("connection", "patience", "handling", "wrap_up", "pick_up", "break_off"),
    *("redial_delay", "redial_limit", "divert_to", "same_patience"),
    *("runs_in_connection", "runs_in_queue", "runs_in_pick_up"),
    *("announcement", "counts_leavers", "is_interruptible", "factors"),
)
CONNECTION = LINE_ROWS.index("connection")
PATIENCE = LINE_ROWS.index("patience")
HANDLING = LINE_ROWS.index("handling")
WRAP_UP = LINE_ROWS.index("wrap_up")
LINE_PICK_UP = LINE_ROWS.index("pick_up")
BREAK_OFF = LINE_ROWS.index("break_off")
REDIAL_DELAY = LINE_ROWS.index("redial_delay")
REDIAL_LIMIT = LINE_ROWS.index("redial_limit")
DIVERT_TO = LINE_ROWS.index("divert_to")
SAME_PATIENCE = LINE_ROWS.index("same_patience")
RUNS_IN_CONNECTION = LINE_ROWS.index("runs_in_connection")
RUNS_IN_QUEUE = LINE_ROWS.index("runs_in_queue")
RUNS_IN_PICK_UP = LINE_ROWS.index("runs_in_pick_up")
ANNOUNCEMENT = LINE_ROWS.index("announcement")
COUNTS_LEAVERS = LINE_ROWS.index("counts_leavers")
IS_INTERRUPTIBLE = LINE_ROWS.index("is_interruptible")
FACTORS = LINE_ROWS.index("factors")
# Rows of `Behaviour.shares`.
SHARE_ROWS = ("redial_probability", "engaged_probability", "divert_share", "leave_share")
REDIAL_PROBABILITY = SHARE_ROWS.index("redial_probability")
ENGAGED_PROBABILITY = SHARE_ROWS.index("engaged_probability")
DIVERT_SHARE = SHARE_ROWS.index("divert_share")
LEAVE_SHARE = SHARE_ROWS.index("leave_share")
# Rows of `Behaviour.leads`.
LEAD_ROWS = ("to", "when", "after", "keeps_place", "same_person", "counts_after")
TO = LEAD_ROWS.index("to")
WHEN = LEAD_ROWS.index("when")
AFTER = LEAD_ROWS.index("after")
KEEPS_PLACE = LEAD_ROWS.index("keeps_place")
SAME_PERSON = LEAD_ROWS.index("same_person")
COUNTS_AFTER = LEAD_ROWS.index("counts_after")
MOMENTS = ("answered", "released", "abandoned", "waiting", "overdue")
"""When an item may lead to another."""
ANSWERED, RELEASED, ABANDONED, WAITING, OVERDUE = range(len(MOMENTS))


class Behaviour(NamedTuple):
    """What callers do and calls need.

    Attributes
    ----------
    lines : int64, shape (`LINE_ROWS`, lines)
        For each line the numbers of its distributions in `distributions`; how often a caller rings again at most, the
        line that redials may divert to (the line itself where there is none), and whether a redial has the first
        attempt's patience; when patience runs; the ticks of the announcement, and whether those who leave in it count;
        whether work is put down for what is more urgent; and the row of `factors`, or -1.
    shares : float64, shape (`SHARE_ROWS`, lines)
        Probability of ringing again after giving up and after the engaged tone, the share of redials that divert, and
        the share of callers who leave in the announcement.
    pick_ups : int64, shape (groups, lines)
        The number of the distribution of each group's pick-up time on each line.
    handling_factors : float64, shape (groups, lines)
        By how much each group's handling times on each line are longer than those of the line.
    burst_handling : int64, shape (lines, sources)
        The number of the distribution of handling times of callers from each source; -1 for the line's own.
    factors : float64, shape (rows, minutes)
        Of handling times, by the minute in which the caller first rings.
    first_minute_s : float
        When the first of those minutes begins, in seconds from the start of the run; not after it.
    first_lead : int64, shape (lines + 1,)
        Line l may lead to what the columns ``first_lead[l]`` to ``first_lead[l + 1] - 1`` of `leads` say.
    leads : int64, shape (`LEAD_ROWS`, leads)
        The line that each leads to, its moment (an index in `MOMENTS`), the number of the distribution of the time
        after it, whether it keeps its place, whether the same person goes on with it, and whether the time after it
        is part of the answer time of what follows.
    lead_shares : float64, shape (leads,)
        How often each happens.
    lead_skips : float64, shape (leads,)
        How often one of those before it with the same `lead_choices` happens.
    lead_choices : uint64, shape (leads,)
        Part of the address of whether it happens: the same number for leads of which at most one happens, and
        otherwise its `lead_keys`.
    lead_keys : uint64, shape (leads,)
        Part of the address of what follows: the same in every scenario that has the lead.
    distributions : Distributions
        The distributions of lengths of time.
    tick_s : float
        Length of a tick in seconds.
    """

    lines: Table
    shares: FloatTable
    pick_ups: Table
    handling_factors: FloatTable
    burst_handling: Table
    factors: FloatTable
    first_minute_s: float
    first_lead: Column
    leads: Table
    lead_shares: FloatColumn
    lead_skips: FloatColumn
    lead_choices: WordColumn
    lead_keys: WordColumn
    distributions: Distributions
    tick_s: float


def attempts_per_caller(behaviour: Behaviour) -> npt.NDArray[np.float64]:
    """Return the mean number of attempts of a caller who rings again whenever they may, by the line first dialled."""
    again = behaviour.shares[[REDIAL_PROBABILITY, ENGAGED_PROBABILITY]].max(axis=0)
    nth = np.arange(behaviour.lines[REDIAL_LIMIT].max(initial=0) + 1)[:, None]
    attempts: npt.NDArray[np.float64] = np.where(nth <= behaviour.lines[REDIAL_LIMIT], again**nth, 0.0).sum(axis=0)
    return attempts
