"""An import in words: what became of the files, totals to compare with one's own report, and times left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from simcall.measures.measure import Kind
from simcall.observed.measured import LineTotals, Measured
from simcall.observed.observations import FileRead, Question
from simcall.present.words.figures import number_in_words

__all__ = [
    "COLUMN_HEADINGS",
    "TOTAL_HEADINGS",
    "file_in_words",
    "left_out_in_words",
    "period_in_words",
    "question_in_words",
    "time_span",
    "total_rows",
]

COLUMN_HEADINGS = ("column", "taken for", "as read", "assumed")
TOTAL_HEADINGS = (
    "line",
    "queue",
    "offered",
    "answered",
    "abandoned",
    "of offered",
    "mean answer time",
    "mean wait of all",
    "mean handling",
)
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


def file_in_words(file: FileRead) -> str:
    """Say what a file is: "march.csv: one row for each call (Avaya CMS), 8,930 rows read"."""
    kind = _KINDS.get(file.kind, file.kind)
    system = f" ({file.system})" if file.system else ""
    return f"{file.name}: {kind}{system}, {file.rows_read:,} rows read"


def left_out_in_words(left_out: Mapping[str, int]) -> str:
    """List the rows that were left out by reason, the commonest first; empty if there are none."""
    ordered = sorted(left_out.items(), key=lambda reason: -reason[1])
    total = sum(left_out.values())
    listed = "; ".join(f"{reason} ({count:,})" for reason, count in ordered)
    return f"{total:,} {'row is' if total == 1 else 'rows are'} left out: {listed}." if total else ""


def total_rows(totals: Mapping[str, LineTotals]) -> Iterator[tuple[str, ...]]:
    """Yield what the files say of each line, under `TOTAL_HEADINGS`; a dash for what no file tells."""
    for line, total in totals.items():
        yield (
            line,
            total.queue,
            f"{total.offered:,.0f}",
            f"{total.answered:,.0f}",
            f"{total.abandoned:,.0f}",
            number_in_words(total.abandoned / total.offered, Kind.SHARE) if total.offered else _UNKNOWN,
            *(_seconds(value) for value in (total.asa, total.mean_wait, total.mean_handling)),
        )


def _seconds(value: float | None) -> str:
    return _UNKNOWN if value is None else number_in_words(value, Kind.SECONDS)


def period_in_words(measured: Measured) -> str:
    """Say which days the files cover: "1 October to 31 October 2026"."""
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


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def question_in_words(question: Question) -> str:
    """Write a question with its choices, and the option that answers it."""
    choices = [f"  {question.option} {choice}    {meaning}" for choice, meaning in question.choices]
    return "\n".join([question.text, *choices])


def all_questions(questions: Sequence[Question]) -> str:
    """Write every question, a blank line between them, and say how to answer."""
    number = len(questions)
    lead = "1 question has" if number == 1 else f"{number} questions have"
    texts = [question_in_words(question) for question in questions]
    return "\n\n".join([f"simcall cannot read these files yet: {lead} more than one answer.", *texts])
