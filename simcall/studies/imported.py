"""Read a phone system's exports, measure what they say, and nothing else: no call is simulated."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simcall.observed.answers import ImportAnswers
from simcall.observed.measured import FaultySpell, LineMeasured, LineTotals, Measured
from simcall.observed.observations import FileRead, Observations, Question

__all__ = ["ImportNumbers", "flagged_days", "questions_document"]

_SCHEMA = 1


@dataclass(frozen=True)
class ImportNumbers:
    """What some files say, and what was measured from them.

    Attributes
    ----------
    name : str
        The name of the scenario that may be written from it.
    observations : Observations
        What the files say.
    measured : Measured
        What was measured.
    answers : ImportAnswers
        How the files were read.
    left_out : tuple of FaultySpell
        The faulty spells that are left out of what was measured.
    """

    name: str
    observations: Observations
    measured: Measured
    answers: ImportAnswers
    left_out: tuple[FaultySpell, ...]

    def document(self) -> dict[str, Any]:
        """Return what the files say as a JSON document: faulty days included, in seconds, on the local clock."""
        measured = self.measured
        return {
            "schema": _SCHEMA,
            "files": [_file(file) for file in self.observations.files],
            "lines": {name: _line(measured.totals[name], line) for name, line in measured.lines.items()},
            "flagged_days": [day.isoformat() for day in flagged_days(measured.faulty_spells)],
            "no_data": [
                {"from": _minute(spell.start), "to": _minute(spell.end), "lines": list(spell.lines)}
                for spell in measured.missing
            ],
            "staffing": {
                "source": measured.staffing.source,
                "hours_per_week": {reading.name: reading.hours_per_week for reading in measured.staffing.readings},
            },
            "findings": [
                {"kind": finding.kind, "text": finding.text}
                for finding in (*self.observations.findings, *measured.findings)
            ],
            "questions": [],
        }


def questions_document(observations: Observations) -> dict[str, Any]:
    """Return the same document of files that cannot be read before some questions are answered."""
    return {
        "schema": _SCHEMA,
        "files": [_file(file) for file in observations.files],
        "lines": {},
        "flagged_days": [],
        "no_data": [],
        "questions": [_question(question) for question in observations.questions],
    }


def flagged_days(spells: Iterable[FaultySpell]) -> list[date]:
    """Return the local dates that faulty spells touch, in order."""
    days: set[date] = set()
    for spell in spells:
        last = (spell.end - timedelta(microseconds=1)).date()
        days |= {spell.start.date() + timedelta(days=i) for i in range((last - spell.start.date()).days + 1)}
    return sorted(days)


def _file(file: FileRead) -> dict[str, Any]:
    return {
        "name": file.name,
        "kind": file.kind,
        "system": file.system,
        "rows_read": file.rows_read,
        "left_out": dict(file.left_out),
    }


def _line(total: LineTotals, line: LineMeasured) -> dict[str, Any]:
    return {
        "queue": total.queue,
        "offered": total.offered,
        "answered": total.answered,
        "abandoned": total.abandoned,
        "asa": _number(total.asa),
        "mean_wait": _number(total.mean_wait),
        "mean_handling": _number(total.mean_handling),
        "patience_median": _number(line.patience.median if line.patience else None),
        "redial_excess": _number(line.redial_excess.value if line.redial_excess else None),
        "calls_per_day": _number(line.calls_per_day.value),
        "by_day": {day.isoformat(): calls for day, calls in total.by_day.items()},
        "by_hour": None if total.by_hour is None else list(total.by_hour),
    }


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(value, 4)


def _minute(when: Any) -> str:
    return str(when.isoformat(timespec="minutes"))


def _question(question: Question) -> dict[str, Any]:
    choices = [{"value": value, "meaning": meaning} for value, meaning in question.choices]
    return {"option": question.option, "text": question.text, "choices": choices}
