"""Read one report: which rows count, when their periods begin, and the figures of each of its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give
from simcall.observed.observations import Finding, Question
from simcall.observed.reading.durations import DURATIONS
from simcall.observed.reading.lines import name_of_queue
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.bins import BINS, AnswerBins
from simcall.observed.reading.reports.durations import DurationForm, duration_form
from simcall.observed.reading.reports.figures import has_numbers_of_calls, queue_figures
from simcall.observed.reading.reports.moments import lacks_year
from simcall.observed.reading.reports.periods import MINUTES_OF_A_DAY, Periods, period_texts, row_periods
from simcall.observed.reading.reports.report import Report
from simcall.observed.reading.tables import TOTALS
from simcall.observed.reading.zones import ask_gmt, assumed_local
from simcall.sheets.dates import DateOrder

__all__ = ["LeftOut", "LineRead", "ReportRead", "queues_of_rows", "read_report", "rows_by_file"]

LeftOut: TypeAlias = Counter[tuple[int, str]]
"""How many rows are left out, by the position of the file and the reason."""
_VOICE = frozenset({"", "voice", "call", "calls", "phone", "phone call", "telephony", "audio", "voip", "inbound voice"})
_A_WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True)
class LineRead:
    """What a report says of a line.

    Attributes
    ----------
    line, queue : str
        The line, and the queue as the report has it.
    rows : pandas.DataFrame
        The figures of each row, with ``line``, ``start``, ``minutes``, ``is_week``, ``file`` and ``row``.
    bins : pandas.DataFrame or None
        ``line``, ``start``, ``low``, ``high``, ``answered``, ``file`` and ``row``.
    questions, findings : tuple
        What is unclear, and what was assumed; the text of a finding goes on after the line's name.
    """

    line: str
    queue: str
    rows: pd.DataFrame
    bins: pd.DataFrame | None
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class ReportRead:
    """What a report says.

    Attributes
    ----------
    kind : str
        ``"intervals"``, ``"days"`` or ``"week"``.
    files : frozenset of int
        Positions of its files.
    lines : tuple of LineRead
        Its lines.
    other_queues : frozenset of str
        Queues that no line takes.
    left_out : LeftOut
        Rows of data that do not count.
    undated : pandas.DataFrame
        ``table`` and ``row`` of rows that state no period: totals and notes.
    questions, findings : tuple
        What is unclear, and what was assumed, of the whole report.
    """

    kind: str
    files: frozenset[int]
    lines: tuple[LineRead, ...]
    other_queues: frozenset[str]
    left_out: LeftOut
    undated: pd.DataFrame
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]


def rows_by_file(files: pd.Series, reason: str) -> LeftOut:
    """Return how many rows of each file are left out for a reason."""
    return Counter((int(file), reason) for file in files)


def read_report(
    report: Report, order: DateOrder, files: Sequence[str], lines: Mapping[str, str], options: ReadingOptions
) -> ReportRead:
    """Read one report.

    Parameters
    ----------
    report : Report
        The rows.
    order : str
        Of day, month and year.
    files : sequence of str
        Names of the files.
    lines : mapping of str to str
        The line of each queue that has one.
    options : ReadingOptions
        What the planner says.

    Raises
    ------
    SimcallError
        If the report has no dates of days or shorter periods, or no numbers of calls.
    """
    report, left_out = _counted_rows(report)
    names = _names_of_files(report, files)
    periods = row_periods(report, order, options.zone, options.local_zone)
    dated = periods.starts.notna()
    if not dated.any() or _are_weeks_or_months(periods):
        raise _no_dates(names)
    if not has_numbers_of_calls(report):
        advice = Advice(
            f"{names}: no column holds numbers of calls. If one does, write which it is: ",
            Give("--map", "Its name=offered"),
            ". If this is a rota, give it ",
            Give("--staff"),
            ".",
        )
        raise SimcallError(advice)
    undated = report.source.loc[~dated, ["table", "row"]]
    form = duration_form(report.rows(dated), options.answers.get(DURATIONS))
    read_lines, others = _lines(report, periods, lines, form, options)
    kind = "week" if periods.is_week else "days" if periods.minutes == MINUTES_OF_A_DAY else "intervals"
    return ReportRead(
        kind,
        frozenset(int(file) for file in report.source["file"].unique()),
        read_lines,
        frozenset(others),
        sum((rows_by_file(of_queue, "other queues") for of_queue in others.values()), start=left_out),
        undated,
        (*form.questions, *_about_gmt(report, periods, options)),
        (*periods.findings, *_year_findings(report, names), *_kind_findings(kind, names), *form.findings),
    )


def _about_gmt(report: Report, periods: Periods, options: ReadingOptions) -> tuple[Question, ...]:
    """Ask about GMT if the times of a report were only assumed to be local."""
    if assumed_local(options.local_zone) not in periods.findings:
        return ()
    names = [report.titles, *(column.name for column in report.having("start", "date", "time", "end"))]
    return ask_gmt(names, periods.starts, options.local_zone)


def _lines(
    report: Report, periods: Periods, lines: Mapping[str, str], form: DurationForm, options: ReadingOptions
) -> tuple[tuple[LineRead, ...], dict[str, pd.Series]]:
    """Return what a report says of each line, and the files of the rows of other queues."""
    read, others = [], {}
    for label, queue, of_queue in _by_queue(report, queues_of_rows(report), periods.starts.notna()):
        if queue not in lines:
            others[queue] = report.source["file"][of_queue]
            continue
        own = report.rows(of_queue)
        figures = queue_figures(own, label, periods.minutes, form, options.answers.get(BINS))
        stamps = own.source[["file", "row"]].assign(
            line=lines[queue],
            queue=name_of_queue(queue, options),
            start=periods.starts[of_queue].reset_index(drop=True),
        )
        rows = pd.concat([figures.rows, stamps], axis=1).assign(minutes=periods.minutes, is_week=periods.is_week)
        bins = _stamped_bins(figures.bins, stamps)
        read.append(LineRead(lines[queue], queue, rows, bins, figures.questions, figures.findings))
    return tuple(read), others


def _stamped_bins(bins: AnswerBins | None, stamps: pd.DataFrame) -> pd.DataFrame | None:
    """Return a row for each bin of each period."""
    if bins is None:
        return None
    parts = [
        stamps.assign(low=low, high=high, answered=bins.counts[position])
        for position, (low, high) in enumerate(bins.edges)
    ]
    return pd.concat(parts, ignore_index=True)


def _are_weeks_or_months(periods: Periods) -> bool:
    """Return whether dates stand a week or more apart."""
    days = periods.starts.dropna().drop_duplicates().sort_values()
    return periods.minutes == MINUTES_OF_A_DAY and len(days) > 1 and bool(days.diff().min() >= _A_WEEK)


def _counted_rows(report: Report) -> tuple[Report, LeftOut]:
    """Return the rows of a queue's phone calls that came in, and how many others are left out."""
    kept = pd.Series(True, index=report.cells.index)
    left_out: LeftOut = Counter()
    for column in report.having("queue"):
        totals = report.texts(column).str.fullmatch(r"\W*(?:grand )?totals?\W*|all(?: queues)?", case=False)
        left_out += rows_by_file(report.source["file"][totals], TOTALS)
        kept &= ~totals
    for column in report.having("media"):
        others = ~report.texts(column).str.lower().isin(_VOICE)
        if (~others).any():
            for name, of_medium in report.texts(column)[others & kept].groupby(report.texts(column).str.lower()):
                left_out += rows_by_file(report.source["file"][of_medium.index], f"{name}, not phone")
            kept &= ~others
    for column in report.having("direction"):
        outbound = report.texts(column).str.contains("outbound|internal", case=False)
        if not outbound.all():
            left_out += rows_by_file(report.source["file"][outbound & kept], "outbound and internal")
            kept &= ~outbound
    return report.rows(kept), left_out


def queues_of_rows(report: Report) -> pd.Series:
    """Return the queue of each row: from its column, where cells may be merged, else from a title."""
    titles = report.source["queue"]
    columns = report.having("queue")
    if not columns:
        return titles
    named = report.texts(columns[0])
    return named.where(named != "").ffill().fillna(titles)


def _by_queue(report: Report, queues: pd.Series, dated: pd.Series) -> Iterator[tuple[str, str, pd.Series]]:
    """Yield the label in the names of columns, the queue, and its rows."""
    labels = report.queues()
    if labels != ("",):
        yield from ((label, label, dated) for label in labels)
        return
    for queue in dict.fromkeys(queues[dated]):
        yield "", str(queue), dated & (queues == queue)


def _names_of_files(report: Report, files: Sequence[str]) -> str:
    """Return the names of a report's files, for messages."""
    names = [files[int(position)] for position in report.source["file"].unique()]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _year_findings(report: Report, names: str) -> tuple[Finding, ...]:
    if report.year is None or not any(map(lacks_year, period_texts(report))):
        return ()
    return (Finding("assumed", f"{names}: the dates have no year; it is {report.year} in a title or a name."),)


def _kind_findings(kind: str, names: str) -> list[Finding]:
    if kind == "days":
        text = f"{names}: rows of whole days show how many calls came and were answered, but not the shape of the day."
        return [Finding("assumed", text)]
    if kind == "week":
        text = f"{names}: simcall reads weekdays without dates as an average week. Times without a row have no calls."
        return [Finding("assumed", text)]
    return []


def _no_dates(names: str) -> SimcallError:
    advice = Advice(
        f"{names}: simcall finds no dates of days or shorter periods. If a column has them, write ",
        Give("--map", "COLUMN=date"),
        ", or ",
        Give("--map", "COLUMN=start"),
        " if it has the time too. Dates need a year, which a title or the file's name may give. "
        "Whole weeks and months are too long to measure from. If this is a rota, give it ",
        Give("--staff"),
        ".",
    )
    return SimcallError(advice)
