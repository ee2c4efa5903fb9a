"""What the reading of a roster gives: stretches of people's time, and what a planner has to know about the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from simcall.files.messages import quoted
from simcall.scenario.models.shifts import Shift
from simcall.scenario.reading.rosters.mistakes import Mistakes
from simcall.scenario.reading.rosters.tables import Table, columns_in_words

__all__ = ["Findings", "Kind", "Setting", "Staffing", "Stretch", "note_hidden", "note_hidden_rows", "times"]

_SHOWN = 12
_HALVES_UNSAID = re.compile(r"(1[0-2]|0?[1-9])\s*-\s*(1[0-2]|0?[1-9])", re.ASCII)
_FIRST_HOUR = 5
"""Duties start at this hour of the morning or later, rather than before it."""
Kind = Literal["duty", "break", "away"]


class Stretch(NamedTuple):
    """A stretch of a person's time, as one row or cell gives it.

    Attributes
    ----------
    row : int
        Where it stands.
    person : str
        Who.
    start, end : datetime
        On the local clock.
    kind : str
        ``"duty"``; ``"break"`` within a duty; ``"away"``: training and the like, which may interrupt a duty.
    breaks : str
        Breaks by the clock, as a roster writes them.
    line : str
        The only line that the person answers; ``""``: all of the group's.
    """

    row: int
    person: str
    start: datetime
    end: datetime
    kind: Kind = "duty"
    breaks: str = ""
    line: str = ""


@dataclass(frozen=True)
class Setting:
    """What of a scenario the names, dates and times of a roster must agree with.

    Attributes
    ----------
    group : str
        Whose roster it is.
    groups, lines, served : tuple of str
        The names of all groups and lines, and of the lines that this group serves.
    zone : ZoneInfo
        Whose clock it is.
    start, until : date or None
        The first date of the run, and the date on which it ends.
    shifts : mapping of str to Shift
        The shifts of the scenario, which serve as codes.
    """

    group: str
    groups: tuple[str, ...]
    lines: tuple[str, ...]
    served: tuple[str, ...]
    zone: ZoneInfo
    start: date | None
    until: date | None = None
    shifts: Mapping[str, Shift] = field(default_factory=dict)


@dataclass
class Findings:
    """What is found while a roster is read, besides its duties.

    Attributes
    ----------
    left_out : Counter
        Rows or cells that are no duties, by reason in plain words.
    ignored : list of str
        Columns that were not read.
    notes : list of str
        What was assumed, and what does not add up: a sentence each.
    questions : list of str
        What must be decided before the roster can be read, with the key that decides it.
    mistakes : Mistakes
        What is wrong, by row.
    has_clock_nights : bool
        Whether nights take their date from a column or a heading, so that it may be that of the morning.
    unknown : Counter
        Codes and activities that nobody explains.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    mistakes: Mistakes = field(default_factory=Mistakes)
    has_clock_nights: bool = False
    unknown: Counter[str] = field(default_factory=Counter)

    def messages(self) -> list[str]:
        """Return questions and mistakes, which keep the roster from being read."""
        codes = [_question_of_codes(self.unknown)] if self.unknown else []
        return [*dict.fromkeys(self.questions), *codes, *self.mistakes.messages()]


def times(number: int) -> str:
    """Write how often: once, 3 times."""
    return "once" if number == 1 else f"{number} times"


def note_hidden(table: Table, read: Collection[int], findings: Findings) -> None:
    """Note columns that are read and that Excel hides."""
    hidden = sorted(table.hidden & set(read))
    if hidden:
        verb, pronoun = ("is", "it") if len(hidden) == 1 else ("are", "them")
        findings.notes.append(f"{columns_in_words(hidden)} {verb} hidden in Excel; simcall has read {pronoun} too")


def note_hidden_rows(table: Table, findings: Findings) -> None:
    """Note rows that Excel hides, by hand or by a filter, and that are read like the others."""
    hidden = sorted(table.hidden_rows)
    if hidden:
        unit = "column" if table.is_turned else "row"
        shown = ", ".join(map(str, hidden[:_SHOWN])) + (", …" if len(hidden) > _SHOWN else "")
        number = f"{unit} {shown} is" if len(hidden) == 1 else f"{len(hidden)} {unit}s ({shown}) are"
        findings.notes.append(f"{number} hidden in Excel; simcall reads hidden {unit}s too")


def _question_of_codes(unknown: Counter[str]) -> str:
    """Ask what unknown codes mean."""
    listed = ", ".join(f"{quoted(code)} ({times(number)})" for code, number in unknown.most_common(_SHOWN))
    more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
    first = unknown.most_common(1)[0][0]
    return (
        f"What does {listed}{more} mean? Write codes = {{ {quoted(first)} = {quoted(_likely_hours(first))} }} for "
        'hours, or a shift of the scenario, or a word such as "duty", "off", "leave", "training" or "break"'
    )


def _likely_hours(code: str) -> str:
    """Return hours for an example: of "8-4", those of the day."""
    match = _HALVES_UNSAID.fullmatch(code)
    if match is None:
        return "07:00-15:00"
    start, end = (int(hour) for hour in match.groups())
    start += 12 if start < _FIRST_HOUR else 0
    end += 12 * -((end - start - 1) // 12) if end <= start else 0
    return f"{start:02d}:00-{end:02d}:00"


@dataclass(frozen=True)
class Staffing:
    """A group's staffing as a layout gives it.

    Attributes
    ----------
    stretches : sequence of Stretch
        Of named people.
    headcounts : sequence of dict
        Of counts: rows of ``headcount_by_date``.
    rota : dict or None
        Of a pattern: the table of a rota.
    shifts : mapping of str to dict
        Of a pattern: the shifts that it names and the scenario does not have.
    """

    stretches: Sequence[Stretch] = ()
    headcounts: Sequence[Mapping[str, Any]] = ()
    rota: Mapping[str, Any] | None = None
    shifts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
