"""An import in words: what became of the files, totals to compare with one's own report, and times left out."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from simcall.files.advice import Advice
from simcall.measures.definitions import ABANDONED, ANSWERED, OFFERED
from simcall.measures.measure import Kind
from simcall.observed.measured import Measured
from simcall.observed.observations import FileRead, Question
from simcall.present.words.figures import number_in_words
from simcall.scenario import Scenario
from simcall.scenario.models.week import span_in_words
from simcall.studies.imported import ImportNumbers

__all__ = [
    "column_table",
    "days_without_rota",
    "file_in_words",
    "finding_sentences",
    "left_out_in_words",
    "left_out_spells",
    "option_of",
    "period_in_words",
    "questions_in_words",
    "time_span",
    "total_headings",
    "total_rows",
]

_COLUMN_HEADINGS = ("column", "read as", "values", "assumed")
_BY_TRANSFER = "of these by transfer"
_KINDS: Mapping[str, str] = {
    "calls": "one row for each call",
    "events": "one row for each event of a call",
    "legs": "one row for each leg of a call",
    "intervals": "one row for each interval",
    "days": "one row for each day",
    "week": "an average week",
    "people": "log-ins of people",
}
_UNKNOWN = "-"
_FEW_SPELLS = 3
_OWN_OPTIONS = ("--dates", "--zone", "--line", "--map")


def file_in_words(file: FileRead) -> str:
    """Say what a file is: "march.csv: one row for each call (Avaya CMS), 8,930 rows read"."""
    kind = _KINDS.get(file.kind, file.kind)
    system = f" ({file.system})" if file.system else ""
    return f"{file.name}: {kind}{system}, {file.rows_read:,} rows read"


def column_table(file: FileRead) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the headings and rows of a file's columns; what was assumed has a column only if anything was."""
    shown = len(_COLUMN_HEADINGS) if any(row[-1] for row in file.columns) else len(_COLUMN_HEADINGS) - 1
    return _COLUMN_HEADINGS[:shown], tuple(tuple(row[:shown]) for row in file.columns)


def left_out_in_words(left_out: Mapping[str, int]) -> str:
    """List the rows that were left out by reason, the commonest first; empty if there are none."""
    ordered = sorted(left_out.items(), key=lambda reason: -reason[1])
    total = sum(left_out.values())
    listed = "; ".join(f"{reason} ({count:,})" for reason, count in ordered)
    return f"{total:,} {'row is' if total == 1 else 'rows are'} left out: {listed}." if total else ""


def total_headings(measured: Measured) -> tuple[str, ...]:
    """Return the headings of `total_rows`."""
    return (
        "line",
        "queue",
        OFFERED.label,
        *([_BY_TRANSFER] if _has_transfers(measured) else []),
        ANSWERED.label,
        ABANDONED.label,
        "share abandoned",
        "mean answer time",
        "mean wait of all calls",
        "mean handling time",
    )


def total_rows(measured: Measured) -> Iterator[tuple[str, ...]]:
    """Yield the totals of each line as its queue's own report counts them, with a dash for a total that no file has.

    Calls that other lines sent on are included; they have a column if there are any.
    """
    has_transfers = _has_transfers(measured)
    for line, total in measured.queue_totals.items():
        yield (
            line,
            total.queue or _UNKNOWN,
            _count(total.offered),
            *([_count(measured.by_transfer(line))] if has_transfers else []),
            *(_count(calls) for calls in (total.answered, total.abandoned)),
            _share(total.abandoned, total.offered),
            *(_seconds(value) for value in (total.asa, total.mean_wait, total.mean_handling)),
        )


def _has_transfers(measured: Measured) -> bool:
    return any(map(measured.by_transfer, measured.totals))


def _count(calls: int | None) -> str:
    return _UNKNOWN if calls is None else f"{calls:,}"


def _share(abandoned: int | None, offered: int) -> str:
    return number_in_words(abandoned / offered, Kind.SHARE) if abandoned is not None and offered else _UNKNOWN


def _seconds(value: float | None) -> str:
    """Write a time in seconds, however long, so that a planner can compare lines with each other and with a report."""
    return _UNKNOWN if value is None else f"{value:,.1f} s"


def period_in_words(numbers: ImportNumbers) -> str:
    """Say which days the files cover: "1 October to 31 October 2026", or "an average week"."""
    if all(file.kind == "week" for file in numbers.observations.files):
        return "an average week"
    measured = numbers.measured
    last = measured.end - timedelta(days=1)
    start = _day(measured.start) if measured.start.year != last.year else f"{measured.start.day} {measured.start:%B}"
    return _day(last) if measured.start == last else f"{start} to {_day(last)}"


def time_span(start: datetime, end: datetime) -> str:
    """Say when something was: "Wednesday 14 October 2026", or with hours "…, 07:00 to 21:00"."""
    last = end - timedelta(microseconds=1)
    whole_days = start.time() == end.time() == datetime.min.time()
    if start.date() == last.date():
        hours = "" if whole_days else f", {start:%H:%M} to {end:%H:%M}"
        return f"{start:%A} {_day(start)}{hours}"
    if whole_days:
        return f"{start:%A} {_day(start)} to {last:%A} {_day(last)}"
    return f"{start:%A} {_day(start)} {start:%H:%M} to {end:%A} {_day(end)} {end:%H:%M}"


def left_out_spells(numbers: ImportNumbers) -> str:
    """Say which faulty spells the scenario leaves out: by name if they are few; empty if there are none."""
    spells = numbers.left_out
    if not spells:
        return ""
    times = "; ".join(time_span(spell.start, spell.end) for spell in spells)
    listed = times if len(spells) <= _FEW_SPELLS else f"{len(spells)} faulty spells"
    return f"The scenario leaves out {listed}, as you accepted."


def days_without_rota(numbers: ImportNumbers, scenario: Scenario) -> str:
    """Say for which days the scenario is if the rota lacks days of the files; empty if it has them all."""
    measured = numbers.measured
    has_rota = any(group.roster is not None for group in scenario.groups.values())
    if not has_rota or scenario.days >= (measured.end - measured.start).days - 1:
        return ""
    return (
        "The rota does not have every day of the files. The scenario is for "
        f"{span_in_words(scenario.start, scenario.days)}: days that both have. A rota of the whole period is better."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def questions_in_words(questions: Sequence[Question]) -> str:
    """Write every question with the options that answer it."""
    request = f"these {len(questions)} questions, each" if len(questions) > 1 else "the question"
    lead = f"These files can be read in more than one way, so simcall wrote nothing. Answer {request} with an option:"
    return "\n\n".join([lead, *map(_question, questions)])


def _question(question: Question) -> str:
    if not question.choices:
        return f"{question.text}\n  {question.option}"
    typed = [(shlex.join(option_of(question, choice)), meaning) for choice, meaning in question.choices]
    width = max(len(option) for option, _ in typed)
    return "\n".join([question.text, *(f"  {option:<{width}}  {meaning}" for option, meaning in typed)])


def option_of(question: Question, choice: str) -> tuple[str, str]:
    """Return an answer as an option of ``simcall import``; most questions of files have no option of their own."""
    if question.option in _OWN_OPTIONS:
        return question.option, choice
    return "--answer", f"{question.option.removeprefix('--')}={choice}"


def finding_sentences(numbers: ImportNumbers) -> Iterator[str]:
    """Yield what a planner has to know of the files: faulty spells, missing hours, and what was assumed."""
    measured = numbers.measured
    for spell in measured.faulty_spells:
        decision = "left out" if spell in numbers.left_out else "kept"
        yield f"Looks faulty, {decision}: {time_span(spell.start, spell.end)}. {spell.text}"
    for missing in measured.missing:
        yield f"No data: {time_span(missing.start, missing.end)}. {missing.text}"
    for finding in (*numbers.observations.findings, *measured.findings):
        yield Advice(f"{finding.kind.capitalize()}: ", finding.text)
