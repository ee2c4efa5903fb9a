"""What was read of a roster's file, in the totals that a planner can compare with the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["RosterSummary"]


@dataclass(frozen=True)
class RosterSummary:
    """What was read of a group's roster.

    Attributes
    ----------
    file : str
        The file's name, without its folder.
    layout : str
        How the sheet is laid out, in words.
    people : int or None
        How many people have duties, or are in the teams of a pattern; None of numbers without names.
    duties : int or None
        How many duties there are; None of a pattern, which goes on without end.
    hours : float or None
        From start to end, breaks included.
    shortest, longest : float or None
        Of the duties, in hours.
    at : datetime or None
        A moment for comparison with the sheet.
    on_duty : int or None
        How many people are on duty then.
    left_out : mapping of str to int
        Rows or cells that are no duties, by reason.
    ignored : tuple of str
        Columns that were not read.
    notes : tuple of str
        What was assumed, and what does not add up.
    questions : tuple of str
        What the planner may decide otherwise.
    """

    file: str
    layout: str
    people: int | None = None
    duties: int | None = None
    hours: float | None = None
    shortest: float | None = None
    longest: float | None = None
    at: datetime | None = None
    on_duty: int | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return it for JSON."""
        values = {**vars(self), "at": self.at.isoformat() if self.at else None, "left_out": dict(self.left_out)}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
