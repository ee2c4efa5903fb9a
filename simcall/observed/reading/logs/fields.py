"""The columns of call logs and legs: how systems name them, and what simcall takes them for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from simcall.observed.reading.columns import Meaning
from simcall.sheets.column_names import Vocabulary

__all__ = ["CLOCKS", "DURATIONS", "MEANINGS", "VOCABULARY"]

CLOCKS = ("menu_start", "queue_start", "start", "answered_at", "ended_at", "wrapped_at")
"""Fields that hold moments, or times of day beside a column of dates."""

DURATIONS = (
    "menu",
    "wait",
    "queue_wait",
    "time_to_abandon",
    "ring",
    "talk",
    "hold",
    "wrap",
    "handling",
    "duration",
)

_NAMES: Mapping[str, tuple[str, ...]] = {
    "start": (
        "call start time", "call start", "start time", "start", "call start date time", "start date time",
        "start datetime", "call date time", "call datetime", "call time stamp", "call timestamp", "started",
        "call started", "time stamp", "timestamp", "date time", "datetime", "date and time", "contact start time",
        "contact start date time", "conversation start time", "interaction start time", "call arrived",
        "contact start", "conversation start", "segment start", "segment start time", "leg start",
        "start stamp", "segstart",
        "arrival time", "arrival", "arrived", "received", "received at", "call received", "call arrival",
        "initiation timestamp", "creation time", "offered at", "offered time", "presented at", "created",
        "time received", "call begin", "begin time", "begin", "call in", "call in time", "when", "call received time",
    ),
    "date": ("date", "call date", "start date", "calldate", "call start date", "day", "report date",
             "date received"),
    "clock": ("time", "clock", "time of day", "call time", "time of call"),
    "menu_start": ("vru entry", "ivr start", "ivr entry", "menu start", "ivr start time"),
    "queue_start": (
        "queue start", "q start", "queue start time", "queue entry", "queued at", "enqueue time", "queued",
        "enqueue timestamp", "entered queue", "queue enter time", "queue in", "time queued", "joined queue",
    ),
    "answered_at": (
        "answer time", "answered at", "answer date time", "time answered", "answer stamp", "answer timestamp",
        "answered time", "ser start", "connected at", "connect time", "connected time", "agent answer time",
        "connected to agent timestamp", "agent connected timestamp",
        "answer", "call answered", "call answered at", "pickup time", "picked up", "picked up at",
    ),
    "ended_at": (
        "call end time", "call end", "end time", "end", "ended", "ended at", "end date time", "end datetime",
        "disconnect time", "disconnected at", "disconnect timestamp", "ser exit", "hangup time", "hung up at",
        "cleared", "cleared at", "call cleared", "finish", "finished", "finish time", "call finish", "end stamp",
        "segment end", "segment end time", "leg end", "segstop", "conversation end", "contact end time", "end date",
        "released",
        "stop time", "call ended", "call ended at", "terminated",
    ),
    "wrapped_at": (
        "wrap end", "wrap end time", "wrap up end", "wrap up end time", "wrapup end", "wrap ended", "wrap ended at",
        "acw end", "acw end time", "after call work end", "after call work end time", "work end", "wrap finish",
        "after contact work end timestamp", "after call work end timestamp", "wrap complete", "wrap up complete",
    ),
    "queue": (
        "queue name", "queue", "service", "service name", "skill", "skill name", "split skill", "split", "csq name",
        "csq names", "csq", "contact service queue", "line", "call queue", "acd queue", "acd group",
        "hunt group", "hunt group name", "queuename", "business process", "campaign", "campaign name",
        "routing point", "group", "group name", "line name", "phone line",
        "vdn", "vdn name", "ddi name", "service line", "workgroup",
        "call type name", "dispatched skill", "dispsplit", "disp split", "dialled service",
    ),
    "outcome": (
        "outcome", "result", "call result", "call outcome", "contact disposition", "disposition",
        "call disposition", "disposition code", "call status", "status", "final status", "final state",
        "contact result",
        "disconnect reason", "end reason", "reason", "call state", "state", "disposition name",
        "call queue call result",
    ),
    "abandoned": (
        "abandoned", "was abandoned", "is abandoned", "abandoned yn", "abandon", "lost", "abandoned y n",
        "abandon flag", "abandoned flag",
    ),
    "answered": (
        "answered", "was answered", "is answered", "answered y n", "handled", "answered flag", "answered yes no", "ans",
    ),
    "direction": (
        "direction", "call direction", "in out", "call type", "calltype", "originating direction",
        "initial direction", "initiation method", "contact type", "type of call", "call kind",
    ),
    "media": ("media type", "media", "channel", "channel type", "medium", "interaction type", "media name"),
    "menu": (
        "vru time", "ivr time", "menu time", "time in ivr", "time in menu", "ivr duration", "menu", "ivr",
        "announcement time", "message time",
    ),
    "wait": (
        "wait time", "wait", "waiting time", "waited", "time to answer", "speed of answer", "answer delay",
        "time waiting", "delay", "wait duration", "waiting duration", "waiting", "seconds waited",
        "time to answer or abandon",
    ),
    "queue_wait": (
        "queue time", "q time", "time in queue", "queue duration", "queue wait time", "in queue time",
        "in queue", "acd time in queue", "waiting in queue", "time waiting in queue", "waiting in queue time",
        "call queue duration",
        "total queue", "queue wait", "disptime", "disp time", "holdtime", "acd", "total acd", "queuetime",
    ),
    "time_to_abandon": ("time to abandon", "abandon time", "aban time", "abandon delay", "total abandon"),
    "ring": ("ring time", "ring", "ring duration", "ringing", "alert time", "alert", "alerting", "offering time",
             "total alert", "ringtime", "alerting time", "ringing time", "time ringing"),
    "talk": (
        "talk time", "talk", "talk duration", "talking", "total talk", "talktime", "ser time", "service time",
        "conversation time", "speaking time", "billsec", "acd talk time", "agent interaction duration",
        "conversation", "speak time", "live talk time", "agent call duration", "time talking", "seconds talked",
        "connected duration", "speech time",
    ),
    "hold": ("hold time", "hold", "hold duration", "total hold", "on hold", "held", "customer hold duration",
             "anshold", "ans hold", "ansholdtime", "time on hold"),
    "wrap": (
        "wrap time", "wrap up time", "acw", "acw time", "after call work",
        "after call work time", "after call work duration", "work time", "total acw", "wrapup time", "post call",
        "acwtime", "after contact work duration", "clerical", "clerical time", "admin time", "not ready after call",
        "wrap up duration", "wrapup duration",
        "wrap", "wrap up", "wrapup",  # last: beside "total acw" it is a code
    ),
    "handling": ("handle time", "handling time", "total handle", "handle duration", "aht", "handled time",
                 "handling", "total handle time", "agent handle time"),
    "duration": ("duration", "call duration", "total duration", "total time", "length", "call length",
                 "contact duration", "conversation duration", "interaction duration", "total call time",
                 "segment duration", "elapsed", "duration of call"),
    "agent": (
        "agent name", "agent", "handled by", "answered by", "operator", "user", "agent id", "anslogin", "ans login",
        "call taker", "calltaker", "server", "answering agent", "handler", "call handler", "user name", "users",
        "agent login", "staff", "staff member", "employee", "advisor", "advisor name", "team member", "extension",
        "position", "agent username", "taken by", "person",
    ),
    "caller": (
        "caller", "cli", "calling pty", "caller id", "ani", "calling number", "caller number", "calling party",
        "originator dn", "originator dn calling number", "from number", "from", "customer number", "customer id",
        "phone number", "telephone number", "telephone", "phone", "calling line id", "a number", "src",
        "customer endpoint address", "remote", "caller s number", "clid", "number", "caller key", "contact number",
        "customer phone", "customer phone number", "ani from", "origination",
    ),
    "call_id": (
        "call id", "callid", "call ref", "call reference", "contact id", "conversation id", "interaction id",
        "session id", "node id session id sequence no", "unique id", "uniqueid", "ucid", "call key", "call no",
        "call number", "reference", "ref", "id", "linkedid", "linked id", "correlation id", "call guid",
        "master contact id", "node id session id sequence", "session id sequence no", "global call id", "conference id",
    ),
    "leg": (
        "sequence no", "sequence", "seq", "segment", "segment no", "segment number", "leg", "leg no", "leg number",
        "session sequence", "call segment", "part", "segment type", "leg type", "stage", "phase",
    ),
}  # fmt: skip


_VARIANTS = {
    **dict.fromkeys(DURATIONS, (r" time$", (" duration",))),
    **dict.fromkeys(CLOCKS, (r" (?:time|at)$", (" date time", " datetime", " timestamp"))),
}
"""Other ways to write the end of a name."""


def _with_variants(names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return names with those that end otherwise and mean the same: "alert duration" is "alert time"."""
    every = {name for of_field in names.values() for name in of_field}
    whole = {}
    for field, of_field in names.items():
        pattern, ends = _VARIANTS.get(field, ("", ()))
        variants = (re.sub(pattern, end, name) for end in ends for name in of_field)
        whole[field] = (*of_field, *dict.fromkeys(name for name in variants if name not in every))
    return whole


VOCABULARY = Vocabulary(_with_variants(_NAMES), lengths=frozenset(DURATIONS))


MEANINGS: Mapping[str, Meaning] = {
    "start": Meaning("start of the call"),
    "date": Meaning("date"),
    "clock": Meaning("time of the start"),
    "menu_start": Meaning("start of the call"),
    "queue_start": Meaning("when the call joined the queue"),
    "answered_at": Meaning("when the call was answered"),
    "ended_at": Meaning("end of the call"),
    "wrapped_at": Meaning("end of wrap-up"),
    "queue": Meaning("queue"),
    "outcome": Meaning("answered or abandoned"),
    "abandoned": Meaning("whether the call was abandoned"),
    "answered": Meaning("whether the call was answered"),
    "direction": Meaning("inbound, outbound or internal"),
    "media": Meaning("call, chat or message"),
    "menu": Meaning("time in the menu"),
    "wait": Meaning("wait, ringing included"),
    "queue_wait": Meaning("time in the queue"),
    "time_to_abandon": Meaning("wait of abandoned calls"),
    "ring": Meaning("ringing time"),
    "talk": Meaning("talk time"),
    "hold": Meaning("hold time"),
    "wrap": Meaning("wrap-up"),
    "handling": Meaning("handling time"),
    "duration": Meaning("length of the call"),
    "agent": Meaning("who answered", is_private=True),
    "caller": Meaning("the caller (number not kept)", is_private=True),
    "call_id": Meaning("the call's reference", is_private=True),
    "leg": Meaning("number of the leg"),
}
