"""What was observed in a contact centre, in one form whichever system exported it.

Times are on the local clock, without a zone: planners, profiles and rotas follow it. The two nights when the clock
changes are in the exposure: the hour from 01:00 that comes twice in October holds two hours, the hour that spring skips
holds none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ANSWER_COLUMNS",
    "CALL_COLUMNS",
    "COUNT_COLUMNS",
    "PEOPLE_COLUMNS",
    "SHOW_TRANSFERS",
    "CallFigures",
    "FileRead",
    "Finding",
    "Observations",
    "Question",
]

CALL_COLUMNS: Mapping[str, str] = {
    "line": "str",
    "start": "datetime64[ms]",
    "outcome": "str",
    "menu": "float64",
    "wait": "float64",
    "ring": "float64",
    "talk": "float64",
    "hold": "float64",
    "wrap": "float64",
    "agent": "str",
    "caller": "int64",
    "transferred": "bool",
    "to_line": "str",
    "to_after": "float64",
    "file": "int32",
    "row": "int32",
}
"""A row for each call.

line: name of the line in the scenario. start: when the call reached the queue. outcome: ``"answered"``,
``"abandoned"`` or ``"other"`` (it is not known which). menu: seconds of recorded messages before the queue. wait:
seconds from joining the queue until the call was answered or given up, ringing included. ring: the part of the wait in
which a person's phone rang. talk, hold, wrap: seconds. agent: ``A01``, … or ``""``. caller: a number without meaning
that is the same for the same caller, 0 where it is not known. transferred: whether the caller was on a line of the
scenario before, and was sent on to this one; such calls are counted separately. to_line: the line to which the caller
was sent on from here, ``""`` if to none. to_after: seconds from the end of the talk, or of the wait of a call that was
not answered, until it joined that line. file, row: where it stands: the position in `Observations.files`, and the row
there. What a file does not tell is NaN.
"""

COUNT_COLUMNS: Mapping[str, str] = {
    "line": "str",
    "start": "datetime64[ms]",
    "minutes": "int32",
    "exposure": "float64",
    "offered": "float64",
    "answered": "float64",
    "abandoned": "float64",
    "wait_answered": "float64",
    "wait_abandoned": "float64",
    "handling": "float64",
    "staffed": "float64",
}
"""A row for each line and period of the local clock.

minutes: the period's length by the clock (15, 30, 60, or 1440 of a day). exposure: hours that it really holds and that
were recorded: 0 where the files are silent (nothing was exported), twice the clock's in the hour that comes twice.
offered, answered, abandoned: calls that were offered in it. wait_answered, wait_abandoned, handling: seconds in all,
of the calls answered, given up and handled. staffed: people logged in on average, over all lines of the pool.
What a file does not tell is NaN.
"""

ANSWER_COLUMNS: Mapping[str, str] = {
    "line": "str",
    "start": "datetime64[ms]",
    "low": "float64",
    "high": "float64",
    "answered": "float64",
}
"""Calls of a period that were answered after `low` seconds or more and under `high` seconds (infinity of the last)."""

PEOPLE_COLUMNS: Mapping[str, str] = {
    "person": "str",
    "start": "datetime64[ms]",
    "end": "datetime64[ms]",
    "activity": "str",
}
"""Log-ins of people: ``A01``, … as in the calls."""


SHOW_TRANSFERS = ("events", "legs")
"""The kinds of files that show calls that are sent on from one line to another."""


@dataclass(frozen=True)
class FileRead:
    """What became of the rows of a file.

    Attributes
    ----------
    name : str
        The file's name, without its folder.
    kind : str
        ``"calls"``, ``"events"``, ``"legs"``, ``"intervals"``, ``"days"``, ``"week"`` or ``"people"``.
    rows_read : int
        Rows of data under the (first) header, left-out ones included.
    left_out : mapping of str to int
        How many rows were left out, by reason in plain words.
    columns : tuple of tuple
        For each column: its name, what it is read as in words (``"not read"`` for others), three of its values, and
        what was assumed. Never a caller's number or a person's name.
    system : str
        Which system wrote it, as far as can be told: ``"Avaya CMS"``. May be empty.
    """

    name: str
    kind: str
    rows_read: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[tuple[str, str, str, str], ...] = ()
    system: str = ""


@dataclass(frozen=True)
class Question:
    """Something that can be read in two ways, for the planner to decide.

    Attributes
    ----------
    option : str
        What decides it on the command line: ``"--dates"``.
    text : str
        The question in plain words, with the values that raise it (never a caller's number or a person's name).
    choices : tuple of tuple
        What may be written after the option, and what each means.
    """

    option: str
    text: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Finding:
    """Something that a planner has to know.

    Attributes
    ----------
    kind : str
        ``"assumed"``, ``"left out"``, ``"identity"`` (figures that do not add up), ``"missing"`` or ``"clock"``.
    text : str
        One or two sentences.
    """

    kind: str
    text: str


@dataclass(frozen=True)
class CallFigures:
    """What the single calls of a line tell and counts by period do not; 20 calls or more are behind each figure.

    Attributes
    ----------
    still_waiting : tuple of tuple of float
        Seconds from joining the queue, and the share of callers who would still wait just after them if nobody
        answered (Kaplan and Meier, 1958): at every 20th caller who gave up, or seldomer.
    handling_s : mapping of int to float
        Mean handling by hour of the local day in which the call began.
    has_wrap_up : bool
        Whether wrap-up is a part of it.
    """

    still_waiting: tuple[tuple[float, float], ...] = ()
    handling_s: Mapping[int, float] = field(default_factory=dict)
    has_wrap_up: bool = True


@dataclass(frozen=True)
class Observations:
    """All that the files say.

    Attributes
    ----------
    zone : str
        The time zone of the local clock.
    queues : mapping of str to str
        The queue of the files that each line of the scenario is.
    counts : pandas.DataFrame
        As `COUNT_COLUMNS`, sorted by line and start: of calls too, which are counted by half hour. Calls that another
        line sent on are not in it, where the files show them.
    calls : pandas.DataFrame or None
        As `CALL_COLUMNS`, sorted by start, wait and line; None if the files hold counts alone.
    transferred : pandas.DataFrame or None
        As `COUNT_COLUMNS`, sorted likewise: the calls that another line sent on, in the periods that have any; None if
        there are no such calls, or the files do not show them.
    answers : pandas.DataFrame or None
        As `ANSWER_COLUMNS`.
    people : pandas.DataFrame or None
        As `PEOPLE_COLUMNS`.
    files : tuple of FileRead
        The files in the order given.
    questions : tuple of Question
        What must be decided before the figures can be trusted; with any of them the reader stops.
    findings : tuple of Finding
        What was assumed, and what does not add up.
    call_figures : mapping of str to CallFigures
        By line, of calls outside faulty times; empty where the files hold counts alone, or before it is worked out.
    """

    zone: str
    queues: Mapping[str, str]
    counts: pd.DataFrame
    calls: pd.DataFrame | None = None
    transferred: pd.DataFrame | None = None
    answers: pd.DataFrame | None = None
    people: pd.DataFrame | None = None
    files: tuple[FileRead, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    call_figures: Mapping[str, CallFigures] = field(default_factory=dict)
