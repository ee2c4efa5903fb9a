"""Read reports together: each period counts once, and every period from the first to the last has a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give
from simcall.observed.observations import ANSWER_COLUMNS, COUNT_COLUMNS, Finding, Question
from simcall.observed.reading.lines import line_of_all, lines_of_queues
from simcall.observed.reading.mixed_dates import mixed_dates_question
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.impossible import IMPOSSIBLE, ask_impossible, impossible_figures
from simcall.observed.reading.reports.moments import days_of, orders_of_dates
from simcall.observed.reading.reports.periods import period_texts
from simcall.observed.reading.reports.report import Report
from simcall.observed.reading.reports.report_reader import (
    LeftOut,
    LineRead,
    ReportRead,
    queues_of_rows,
    read_report,
    rows_by_file,
)
from simcall.observed.reading.reports.rows import EMPTY_PERIODS, REPEATS, ask_zone, count_once, fill_periods
from simcall.observed.reading.reports.running_counts import (
    COUNTS,
    SINCE_MIDNIGHT,
    are_running,
    ask_running,
    differences,
)
from simcall.observed.reading.reports.total_queues import without_total
from simcall.observed.reading.tables import TOTALS
from simcall.sheets.dates import DateOrder

__all__ = ["IntervalsRead", "read_reports"]

_ORDERS: Final = {
    "dmy": "the day first",
    "mdy": "the month first",
    "ymd": "the year first",
}


@dataclass(frozen=True)
class IntervalsRead:
    """What reports say.

    Attributes
    ----------
    counts, answers : pandas.DataFrame
        As in `Observations`.
    queues : mapping of str to str
        The line of each queue.
    files_of_line : mapping of str to frozenset of int
        The positions of the files that count the calls of each line.
    kinds : mapping of int to str
        ``"intervals"``, ``"days"`` or ``"week"``, by the position of the file.
    left_out : LeftOut
        Rows of data that do not count.
    undated : pandas.DataFrame
        ``table`` and ``row`` of rows that state no period: totals and notes.
    other_queues : tuple of str
        Queues that no line takes.
    questions, findings : tuple
        What is unclear, and what was assumed.
    """

    counts: pd.DataFrame
    answers: pd.DataFrame | None
    queues: Mapping[str, str]
    files_of_line: Mapping[str, frozenset[int]]
    kinds: Mapping[int, str]
    left_out: LeftOut
    undated: pd.DataFrame
    other_queues: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def _queue_lines(reports: Iterable[Report], options: ReadingOptions) -> dict[str, str]:
    """Return the line of each queue of the reports; of rows that name none there is one line."""
    queues = {queue for report in reports for queue in (*report.queues(), *queues_of_rows(report).unique())}
    lines = lines_of_queues(queues, options)
    if line_of_all(options):
        lines[""] = line_of_all(options)
    return lines


def read_reports(reports: Sequence[Report], files: Sequence[str], options: ReadingOptions) -> IntervalsRead:
    """Read reports of periods.

    Parameters
    ----------
    reports : sequence of Report
        One for each layout.
    files : sequence of str
        Names of the files.
    options : ReadingOptions
        What the planner says.

    Raises
    ------
    SimcallError
        If no report has a date, or a line's queue is in none.
    """
    # Two systems may write dates in two orders, so that of one layout says nothing of another's.
    orders = [_date_order(report, options) for report in reports]
    questions = [question for _, of_report in orders for question in of_report]
    lines = _queue_lines(reports, options)
    reads = tuple(
        read_report(report, order, files, lines, options) for report, (order, _) in zip(reports, orders, strict=True)
    )
    apart = without_total([line for read in reads for line in read.lines], options)
    read_lines = apart.lines
    others = frozenset[str]().union(*(read.other_queues for read in reads))
    if not read_lines:
        raise _no_queue(options.line_of_queue, others)
    rows = pd.concat([line.rows for line in read_lines], ignore_index=True)
    counts_answer = options.answers.get(COUNTS)
    if counts_answer == SINCE_MIDNIGHT:
        rows = differences(rows)
    about_counts = (ask_running(),) if counts_answer is None and are_running(rows) else ()
    reasons = impossible_figures(rows)
    is_left_out = (reasons != "") & (IMPOSSIBLE in options.answers)
    about_figures = (ask_impossible(rows, reasons, files),) if (reasons != "").any() and not is_left_out.any() else ()
    impossible = rows_by_file(rows.loc[is_left_out, "file"], "figures that cannot be right")
    counted = count_once(rows[~is_left_out], files, options.local_zone, options.answers.get(REPEATS))
    kept, covered = _finest(counted.rows)
    counts, findings, about_gaps = fill_periods(kept, options.local_zone, options.answers.get(EMPTY_PERIODS))
    about_zone = ask_zone(kept, options.local_zone) if options.zone is None else ()
    about_periods = (*about_counts, *about_figures, *counted.questions, *about_zone, *about_gaps)
    summed = rows_by_file(apart.total.rows["file"], TOTALS) if apart.total else LeftOut()
    of_reports = (question for read in reads for question in read.questions)
    of_lines = (question for line in read_lines for question in line.questions)
    return IntervalsRead(
        counts=_sorted_counts(counts),
        answers=_answers(read_lines, kept),
        queues={line.queue: line.line for line in read_lines},
        files_of_line={str(line): frozenset(map(int, of_line)) for line, of_line in rows.groupby("line")["file"]},
        kinds={file: read.kind for read in reads for file in read.files},
        left_out=sum((read.left_out for read in reads), start=counted.left_out + covered + impossible + summed),
        undated=pd.concat([read.undated for read in reads], ignore_index=True),
        other_queues=tuple(sorted(others)),
        questions=tuple(dict.fromkeys((*questions, *of_reports, *of_lines, *about_periods))),
        findings=tuple(dict.fromkeys((*_findings(reads, read_lines), *apart.findings, *findings))),
    )


def _findings(reads: Iterable[ReportRead], lines: Iterable[LineRead]) -> Iterator[Finding]:
    """Yield findings of reports, and those of lines, each with all the lines that it is true of."""
    yield from (finding for read in reads for finding in read.findings)
    shared: dict[Finding, list[str]] = {}
    for line in lines:
        for finding in line.findings:
            shared.setdefault(finding, []).append(line.line)
    for finding, names in shared.items():
        yield Finding(finding.kind, f"{', '.join(dict.fromkeys(names))}: {finding.text}")


def _sorted_counts(counts: pd.DataFrame) -> pd.DataFrame:
    typed = counts[list(COUNT_COLUMNS)].astype(dict(COUNT_COLUMNS))
    return typed.sort_values(["line", "start"], ignore_index=True)


def _date_order(report: Report, options: ReadingOptions) -> tuple[DateOrder, list[Question]]:
    if options.dates is not None:
        return options.dates, []
    texts, year = list(period_texts(report)), report.year
    orders = orders_of_dates(texts, year)
    if len(orders) < 2:
        order = orders[0] if orders else "dmy"
        mixed = mixed_dates_question("The report", days_of(texts, order, year), order)
        return order, [mixed] if mixed else []
    example = next(text for text in texts if orders_of_dates([text], year))
    text = f"Dates such as {example} can be read in {len(orders)} ways."
    return orders[0], [Question("--dates", text, tuple((order, _ORDERS[order]) for order in orders))]


def _no_queue(lines: Mapping[str, str], others: Iterable[str]) -> SimcallError:
    missing = ", ".join(f"{line}={queue}" for queue, line in lines.items())
    present = ", ".join(sorted(filter(None, others)))
    if not present:
        advice = Advice(
            "The reports name no queue, so simcall cannot tell the lines apart. Read the files of one line at a time, "
            "and name the line: ",
            Give("--line", "NAME=QUEUE"),
            ".",
        )
        return SimcallError(advice)
    advice = Advice(
        f"The reports have none of the queues {missing}. They have: {present}. Write the names as the reports do: ",
        Give("--line", "NAME=QUEUE"),
        ".",
    )
    return SimcallError(advice)


def _finest(rows: pd.DataFrame) -> tuple[pd.DataFrame, LeftOut]:
    """Leave out days and longer periods of a line's date that shorter periods cover."""
    dates = rows["start"].dt.normalize()
    is_longer = rows["minutes"] > rows.groupby(["line", dates])["minutes"].transform("min")
    left_out = rows_by_file(rows.loc[is_longer, "file"], "longer periods of a date that shorter ones cover")
    return rows[~is_longer], left_out


def _answers(lines: Iterable[LineRead], rows: pd.DataFrame) -> pd.DataFrame | None:
    """Add up the bins of the rows that count."""
    bins = [line.bins for line in lines if line.bins is not None]
    if not bins:
        return None
    every = pd.concat(bins, ignore_index=True).merge(rows[["line", "start", "file", "row"]])
    answers = every.groupby(["line", "start", "low", "high"])["answered"].sum().reset_index()
    return answers[list(ANSWER_COLUMNS)].astype(dict(ANSWER_COLUMNS))
