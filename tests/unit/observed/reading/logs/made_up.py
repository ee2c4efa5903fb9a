"""A made-up week of calls, and the ways in which phone systems write it."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from simcall.observed.observations import Observations
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

PEOPLE = ("Ivy Invented", "Max Madeup", "Sol Sample", "Tess Testcase")
QUEUES = ("999 Emergency", "101 Non-Emergency")


@dataclass(frozen=True)
class Call:
    """A call as it happened: times on the local clock, lengths in seconds."""

    number: int
    start: datetime
    queue: str
    answered: bool
    wait: int
    talk: int
    hold: int
    wrap: int
    caller: str
    agent: str

    @property
    def answered_at(self):
        """When a person answered, or None."""
        return self.start + timedelta(seconds=self.wait) if self.answered else None

    @property
    def ended_at(self):
        """When the caller or the person put the phone down."""
        return self.start + timedelta(seconds=self.wait + self.talk + self.hold)


def made_up_calls(count=120, first=datetime(2026, 10, 14), days=7, seed=7):
    """Return calls of a few days with invented callers and people, no two of them at the same second."""
    dice = random.Random(seed)
    seconds = sorted(dice.sample(range(days * 86_400), count))
    calls = []
    for number, second in enumerate(seconds, start=1):
        answered = dice.random() < 0.8
        calls.append(
            Call(
                number=number,
                start=first + timedelta(seconds=second),
                queue=QUEUES[dice.random() < 0.6],
                answered=answered,
                wait=dice.randint(1, 240),
                talk=dice.randint(15, 1500) if answered else 0,
                hold=dice.choice((0, 0, 20)) if answered else 0,
                wrap=dice.randint(5, 90) if answered else 0,
                caller="" if dice.random() < 0.1 else f"07700900{dice.randint(0, 40):03d}",
                agent=dice.choice(PEOPLE) if answered else "",
            )
        )
    return calls


def clock(seconds):
    """Write a length as h:mm:ss."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def minutes(seconds):
    """Write a length as m:ss."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def rows_of(calls, *, date="%d/%m/%Y %H:%M:%S", length=str):
    """Return the rows of a plain log."""
    header = [
        "Call Start",
        "Call Ref",
        "Queue",
        "Result",
        "Wait Time",
        "Talk Time",
        "Hold Time",
        "Wrap Up",
        "CLI",
        "Agent",
    ]
    rows = [
        [
            call.start.strftime(date),
            f"R{call.number:05d}",
            call.queue,
            "Answered" if call.answered else "Abandoned",
            length(call.wait),
            *(length(value) if call.answered else "" for value in (call.talk, call.hold, call.wrap)),
            call.caller,
            call.agent,
        ]
        for call in calls
    ]
    return [header, *rows]


def as_text(rows, separator=","):
    """Return rows as the text of a file; cells with a separator in them are quoted."""
    return "".join(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) + "\n" for row in rows)


def read_text(folder, text, name="log.csv", encoding="utf-8", **options) -> Observations:
    """Return what is read of a file with this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read_exports([str(path)], ReadingOptions(**options))


COMPARED = ("line", "start", "outcome", "wait", "talk", "caller", "agent")


def essence(observed, columns=COMPARED):
    """Return what must not depend on how a file is written."""
    assert observed.questions == ()
    return observed.calls[list(columns)]


def expected(calls, columns=COMPARED):
    """Return what a right reader makes of the calls, worked out from them."""
    callers, people, rows = {}, {}, []
    for call in sorted(calls, key=lambda call: (call.start, call.wait)):
        caller = callers.setdefault(call.caller, len(callers) + 1) if call.caller else 0
        agent = people.setdefault(call.agent, f"A{len(people) + 1:02d}") if call.agent else ""
        rows.append(
            {
                "line": call.queue[:3],
                "start": call.start,
                "outcome": "answered" if call.answered else "abandoned",
                "wait": float(call.wait),
                "talk": float(call.talk) if call.answered else float("nan"),
                "caller": caller,
                "agent": agent,
            }
        )
    frame = pd.DataFrame(rows)
    kinds = {"line": "str", "start": "datetime64[ms]", "outcome": "str", "caller": "int64", "agent": "str"}
    return frame.astype(kinds)[list(columns)]
