"""Read a phone system's exports, measure what they say, and nothing else: no call is simulated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give
from simcall.measures.definitions import ABANDONED, ANSWERED, ASA, MEAN_WAIT, OFFERED
from simcall.observed.answers import ImportAnswers
from simcall.observed.measured import FaultySpell, LineMeasured, LineTotals, Measured
from simcall.observed.observations import SHOW_TRANSFERS, FileRead, Finding, Observations, Question
from simcall.observed.queue_counts import TRANSFERRED_IN
from simcall.observed.reading.options import ReadingOptions
from simcall.sheets.dates import DateOrder

__all__ = [
    "ImportNumbers",
    "flagged_days",
    "import_data",
    "is_emergency",
    "measure_files",
    "observe_files",
    "questions_document",
]

_SCHEMA = 1
_EMERGENCY_NUMBERS = ("999", "112", "911")
_LOCAL_ZONE = "Europe/London"


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
            "lines": {
                name: {**_line(measured.totals[name], line), TRANSFERRED_IN: self._transferred_in(name)}
                for name, line in measured.lines.items()
            },
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

    def _transferred_in(self, line: str) -> int | None:
        """Return how many calls other lines sent on to a line; None if no file shows it."""
        shows = any(file.kind in SHOW_TRANSFERS for file in self.observations.files)
        return self.measured.by_transfer(line) if shows else None


def import_data(
    files: Sequence[str | Path] | str | Path,
    *,
    name: str | None = None,
    lines: Mapping[str, str | Sequence[str]] | None = None,
    columns: Mapping[str, str] | None = None,
    zone: str | None = None,
    local_zone: str | None = None,
    dates: DateOrder | None = None,
    answers: Mapping[str, str] | None = None,
    keep: Sequence[date] = (),
    staff: str | Path | None = None,
) -> ImportNumbers:
    """Read a phone system's exports, and measure what they say. Nothing is simulated.

    Parameters
    ----------
    files : path or sequence of path
        Call logs, event logs, interval reports, day sheets or log-ins. Several of one kind are one table.
    name : str, optional
        The name of the scenario. By default, that of the first file.
    lines : mapping of str to str or sequence of str, optional
        The queue of the files that each line of the scenario is, or several queues. By default, every queue is a line.
    columns : mapping of str to str, optional
        What a column holds, where its name does not say it.
    zone : str, optional
        The time zone of the clock in the files. By default, the centre's.
    local_zone : str, optional
        The time zone of the centre. By default, "Europe/London".
    dates : str, optional
        The order of day, month and year: "dmy", "mdy" or "ymd". By default, as the files show it.
    answers : mapping of str to str, optional
        Answers to other questions, by the option that a question names.
    keep : sequence of date, optional
        Days that look faulty and are to be kept. By default, all faulty spells are left out.
    staff : path, optional
        The rota. By default, the people on duty are estimated from the files.

    Returns
    -------
    Import

    Raises
    ------
    SimcallError
        If a file cannot be read, or can be read in more than one way: the message has every question.
    """
    paths = [files] if isinstance(files, str | Path) else list(files)
    import_answers = ImportAnswers(
        lines=lines or {},
        columns=columns or {},
        zone=zone,
        local_zone=local_zone,
        dates=dates,
        choices={f"--{name.removeprefix('--')}": choice for name, choice in (answers or {}).items()},
        keep=tuple(keep),
        staff=None if staff is None else str(staff),
    )
    observations = observe_files(paths, import_answers)
    if observations.questions:
        raise SimcallError("\n\n".join(_in_full(question) for question in observations.questions))
    first = Path(paths[0]).name.split(".", maxsplit=1)[0]
    return measure_files(name or first, observations, import_answers)


def _in_full(question: Question) -> str:
    choices = "; ".join(f"{value}: {meaning}" for value, meaning in question.choices)
    return f"{question.text} ({question.option.removeprefix('--')}: {choices})"


def observe_files(paths: Sequence[str | Path], answers: ImportAnswers) -> Observations:
    """Read the exports of a phone system; what can be read in two ways becomes a question.

    Parameters
    ----------
    paths : sequence of path
        The files. Several of one kind are one table.
    answers : ImportAnswers
        What the planner has said about them.

    Raises
    ------
    SimcallError
        If a file cannot be read.
    """
    from simcall.observed.reading.exports import read_exports  # pandas, which no other command needs so early

    options = ReadingOptions(
        lines=answers.lines,
        columns=answers.columns,
        zone=answers.zone,
        local_zone=answers.local_zone or _LOCAL_ZONE,
        dates=answers.dates,
        answers=answers.reading_choices,
    )
    return read_exports([str(path) for path in paths], options)


def measure_files(name: str, observations: Observations, answers: ImportAnswers) -> ImportNumbers:
    """Measure what some files say, without the faulty spells but for those on days that the planner keeps.

    Parameters
    ----------
    name : str
        The name of the scenario.
    observations : Observations
        What the files say, without open questions.
    answers : ImportAnswers
        What the planner has said about them.
    """
    from simcall.observed.measuring import measure  # SciPy's statistics, for the same reason

    measured = measure(observations)
    left_out = tuple(spell for spell in measured.faulty_spells if not set(flagged_days([spell])) & set(answers.keep))
    if left_out != measured.faulty_spells:
        measured = measure(observations, leave_out=left_out)
    return ImportNumbers(name, observations, _ordered(_measurable(measured), answers), answers, left_out)


def _measurable(measured: Measured) -> Measured:
    """Return the figures without lines of which not a single hour is left to measure.

    Raises
    ------
    SimcallError
        If no line is left.
    """
    empty = [name for name, line in measured.lines.items() if not math.isfinite(line.calls_per_day.value)]
    if not empty:
        return measured
    if len(empty) == len(measured.lines):
        text = (
            "Every hour of these files has no data or looks faulty, so simcall can measure nothing. Give files of more "
            "days, or keep the days that look faulty "
        )
        raise SimcallError(Advice(text, Give("--keep")))
    text = f"{', '.join(empty)}: no hour has data, so the scenario does not have this line."
    return replace(
        measured,
        lines={name: _without_leads(line, empty) for name, line in measured.lines.items() if name not in empty},
        findings=(*measured.findings, Finding("missing", text)),
    )


def _without_leads(line: LineMeasured, others: Sequence[str]) -> LineMeasured:
    """Return a line that sends no calls on to some others."""
    return replace(line, leads_to=tuple(lead for lead in line.leads_to if lead.to not in others))


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


def is_emergency(name: str, queue: str) -> bool:
    """Tell whether a line is the emergency line, from its name and its queue's."""
    texts = (name.lower(), queue.lower())
    return any(number in text for number in _EMERGENCY_NUMBERS for text in texts) or any(
        "emergency" in text and "non" not in text for text in texts
    )


def _ordered(measured: Measured, answers: ImportAnswers) -> Measured:
    """Return the figures with the lines as the planner has named them; otherwise emergency lines before the others."""
    named = tuple(answers.lines)
    if named:
        names = sorted(measured.lines, key=lambda name: named.index(name) if name in named else len(named))
    else:
        names = sorted(measured.lines, key=lambda name: not is_emergency(name, measured.totals[name].queue))
    return replace(
        measured,
        lines={name: measured.lines[name] for name in names},
        totals={name: measured.totals[name] for name in (*names, *measured.totals)},
        queue_totals={name: measured.queue_totals[name] for name in (*names, *measured.totals)},
    )


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
        OFFERED.name: total.offered,
        ANSWERED.name: total.answered,
        ABANDONED.name: total.abandoned,
        ASA.name: _number(total.asa),
        MEAN_WAIT.name: _number(total.mean_wait),
        "mean_handling": _number(total.mean_handling),
        "patience_median": _number(line.kaplan_meier_median),
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
