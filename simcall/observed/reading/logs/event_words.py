"""The columns and the events of event logs: how systems name them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simcall.observed.reading.columns import Meaning
from simcall.sheets.column_names import Vocabulary, plain_name

__all__ = [
    "ANSWERS",
    "ENDS",
    "ENTERS",
    "EVENT_NAMES",
    "GIVES_UP",
    "LEAVES",
    "LOGS_IN",
    "LOGS_OUT",
    "MEANINGS",
    "RINGS_OUT",
    "TRANSFERS",
    "VOCABULARY",
    "event_of",
]

ENTERS, ANSWERS, ENDS, GIVES_UP, LEAVES, RINGS_OUT, TRANSFERS, LOGS_IN, LOGS_OUT = range(9)
"""What an event says of a call: it enters a queue, is answered, ends, is given up, leaves the queue without an answer,
rings at a person who does not pick up, or is transferred; or a person logs in or out."""

EVENT_NAMES: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        ENTERS: ("enterqueue", "queued", "enqueued", "offered", "arrived", "call arrived", "joined queue",
                 "enter queue", "queue enter", "call queued", "entered queue", "received", "join", "caller join"),
        ANSWERS: ("connect", "answered", "connected", "answer", "picked up", "call answered", "agent connect",
                  "agent answered", "bridge"),
        ENDS: ("completeagent", "completecaller", "completed", "complete", "ended", "end", "hangup", "call ended",
               "disconnect", "disconnected", "released", "cleared", "agent complete", "finished", "hung up",
               "call released", "call cleared"),
        GIVES_UP: ("abandon", "abandoned", "call abandoned", "caller abandon", "lost", "agentdump"),
        LEAVES: ("exitwithtimeout", "exitwithkey", "exitempty", "exit with timeout", "exit with key", "exit empty",
                 "overflow", "overflowed", "joinempty", "full", "join empty"),
        RINGS_OUT: ("ringnoanswer", "ring no answer", "no answer", "rna", "agentringnoanswer", "not answered",
                    "ringcanceled"),
        TRANSFERS: ("transfer", "blindtransfer", "attendedtransfer", "transferred", "blind transfer",
                    "attended transfer"),
        LOGS_IN: ("addmember", "agentlogin", "agentcallbacklogin", "login", "log in", "logged in", "agent login"),
        LOGS_OUT: ("removemember", "agentlogoff", "agentcallbacklogoff", "logout", "log out", "logged out", "logoff",
                   "agent logout", "agent logoff"),
    }
)  # fmt: skip
_EVENTS = {name: event for event, names in EVENT_NAMES.items() for name in names}

VOCABULARY = Vocabulary(
    {
        "start": ("time", "timestamp", "event time", "time stamp", "date time", "datetime", "created", "eventtime",
                  "event timestamp", "event date time", "when", "occurred at"),
        "date": ("date", "event date", "day"),
        "call_id": ("callid", "call id", "uniqueid", "unique id", "linkedid", "linked id", "call ref", "interaction id",
                    "conversation id", "call reference", "contact id", "session id", "ucid", "call", "call no"),
        "queue": ("queuename", "queue name", "queue", "service", "skill", "csq", "split", "line"),
        "agent": ("agent", "agent name", "member", "interface", "user", "operator", "extension", "handled by"),
        "event": ("event", "event type", "event name", "action", "queue event", "verb", "eventtype",
                  "state change", "activity"),
        "caller": ("caller", "cli", "caller id", "ani", "caller number", "calling number", "callerid"),
        "data1": ("data1", "param1", "arg1", "info1"),
        "data2": ("data2", "param2", "arg2", "info2"),
        "data3": ("data3", "param3", "arg3", "info3"),
        "data4": ("data4", "param4", "arg4", "info4"),
        "data5": ("data5", "param5", "arg5", "info5"),
    }
)  # fmt: skip

MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "start": Meaning("time of the event"),
        "date": Meaning("date of the event"),
        "call_id": Meaning("the call's reference", is_private=True),
        "queue": Meaning("queue"),
        "agent": Meaning("who answered", is_private=True),
        "event": Meaning("what happened"),
        "caller": Meaning("the caller (number not kept)", is_private=True),
        **{f"data{number}": Meaning("figures of the event", is_private=True) for number in range(1, 6)},
    }
)


def event_of(text: str) -> int | None:
    """Return what an event says of a call or a person, or None if it is neither."""
    return _EVENTS.get(plain_name(text).replace("_", " ")) if text else None
