"""Read breaks that have columns of their own in rows of duties: Lunch Start and Lunch End."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simcall.files.messages import quoted
from simcall.scenario.reading.rosters.clocks import parted, read_minutes
from simcall.scenario.reading.rosters.columns import folded
from simcall.scenario.reading.rosters.findings import Findings, times

__all__ = ["break_columns", "breaks_of"]

_STARTS = ("start", "starts", "start time", "from", "begin", "begins", "out", "time out", "off")
_ENDS = ("end", "ends", "end time", "to", "until", "finish", "finishes", "finish time", "in", "time in", "back", "on")
_EDGES = "|".join(sorted((*_STARTS, *_ENDS), key=len, reverse=True))
_BREAK = (
    r"(?:(?:meal|lunch|tea|rest|comfort|screen|first|second|1st|2nd)\s+)?"
    r"(?:lunch|break|meal|refs|refreshments?|dinner|tea|rest)"
)
_NAMES = (
    re.compile(rf"(?P<which>{_BREAK}\s*\d?)\s*[-:]?\s*(?P<edge>{_EDGES})\s*(?P<number>\d?)"),
    re.compile(rf"(?P<edge>{_EDGES})\s+(?:of\s+)?(?P<which>{_BREAK}\s*\d?)(?P<number>)"),
)


def break_columns(names: Sequence[str]) -> list[tuple[int, int]]:
    """Return the columns in which breaks start and end, for each break that has both.

    Parameters
    ----------
    names : sequence of str
        The header.
    """
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for at, name in enumerate(names):
        match = next(filter(None, (form.fullmatch(folded(name)) for form in _NAMES)), None)
        if match is not None:
            edges = starts if match["edge"] in _STARTS else ends
            edges.setdefault(f"{match['which'].strip()} {match['number']}", at)
    return [(at, ends[which]) for which, at in starts.items() if which in ends]


def breaks_of(
    names: Sequence[str], columns: Sequence[Sequence[str]], pairs: Sequence[tuple[int, int]], findings: Findings
) -> list[str]:
    """Return the breaks of each row, by the clock.

    Parameters
    ----------
    names : sequence of str
        The header.
    columns : sequence of sequence of str
        The cells of the group's rows, by column.
    pairs : sequence of tuple of int
        As `break_columns` returns them.
    findings : Findings
        Receives how often only one of two cells is filled.
    """
    breaks: list[list[str]] = [[] for _ in columns[0]]
    for start, end in pairs:
        edges = list(zip(columns[start], columns[end], strict=True))
        for breaks_of_row, (since, until) in zip(breaks, edges, strict=True):
            breaks_of_row += [f"{_clock(since)}-{_clock(until)}"] if since and until else []
        if halves := sum(bool(since) != bool(until) for since, until in edges):
            findings.notes.append(
                f"only one of {quoted(names[start])} and {quoted(names[end])} is filled {times(halves)}; simcall reads "
                "no break there"
            )
    return ["; ".join(breaks_of_row) for breaks_of_row in breaks]


def _clock(text: str) -> str:
    """Write a time as breaks have it; what is no time stays, and is refused with its duty."""
    try:
        minutes = read_minutes(parted(text)[1])
    except ValueError:
        return text
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
