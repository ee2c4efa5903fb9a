"""Read reports of periods: quarter hours, half hours, hours and days, whichever system wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from simcall.errors import SimcallError
from simcall.observed.observations import ANSWER_COLUMNS, COUNT_COLUMNS, Finding, Question
from simcall.observed.reading.lines import line_of_all, lines_of_queues
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.bins import BINS
from simcall.observed.reading.reports.durations import DURATIONS, duration_form
from simcall.observed.reading.reports.figures import QueueFigures, queue_figures
from simcall.observed.reading.reports.moments import lacks_year, orders_of_dates
from simcall.observed.reading.reports.periods import MINUTES_OF_A_DAY, Periods, period_texts, row_periods
from simcall.observed.reading.reports.report import Report
from simcall.observed.reading.reports.rows import EMPTY_PERIODS, REPEATS, ask_zone, count_once, fill_periods
from simcall.observed.reading.tables import TOTALS
from simcall.sheets.dates import DateOrder

__all__ = ["IntervalsRead", "read_reports"]

_VOICE = frozenset({"", "voice", "call", "calls", "phone", "phone call", "telephony", "audio", "voip", "inbound voice"})
_A_WEEK = pd.Timedelta(days=7)
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
        By line.
    kinds : mapping of int to str
        ``"intervals"``, ``"days"`` or ``"week"``, by the position of the file.
    left_out : mapping of int to mapping of str to int
        Rows of data by reason, by the position of the file.
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
    kinds: Mapping[int, str]
    left_out: Mapping[int, Mapping[str, int]]
    undated: pd.DataFrame
    other_queues: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass
class _Collected:
    rows: list[pd.DataFrame] = field(default_factory=list)
    bins: list[pd.DataFrame] = field(default_factory=list)
    queues: dict[str, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    left_out: dict[int, dict[str, int]] = field(default_factory=dict)
    undated: list[pd.DataFrame] = field(default_factory=list)
    other_queues: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    of_lines: dict[Finding, list[str]] = field(default_factory=dict)

    def leave_out(self, files: pd.Series, reason: str) -> None:
        """Count rows that are left out."""
        for file, number in files.value_counts().items():
            reasons = self.left_out.setdefault(int(str(file)), {})
            reasons[reason] = reasons.get(reason, 0) + int(number)


def _queue_lines(reports: Iterable[Report], options: ReadingOptions) -> dict[str, str]:
    """Return the line of each queue of the reports; of rows that name none there is one line."""
    queues = {queue for report in reports for queue in (*report.queues(), *_queues_of_rows(report).unique())}
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
    collected = _Collected()
    order, questions = _date_order(reports, options)
    collected.questions += questions
    lines = _queue_lines(reports, options)
    for report in reports:
        _read_report(report, order, files, lines, options, collected)
    if not collected.rows:
        raise _no_queue(options.lines, collected.other_queues)
    rows = pd.concat(collected.rows, ignore_index=True)
    counted = count_once(rows, files, options.local_zone, options.answers.get(REPEATS))
    for file, number in counted.left_out.items():
        reasons = collected.left_out.setdefault(file, {})
        reasons["repeated rows"] = reasons.get("repeated rows", 0) + number
    kept = _finest(counted.rows, collected)
    counts, findings, asked = fill_periods(kept, options.local_zone, options.answers.get(EMPTY_PERIODS))
    about_zone = ask_zone(kept, options.local_zone) if options.zone is None else ()
    every_question = (*collected.questions, *counted.questions, *about_zone, *asked)
    return IntervalsRead(
        _sorted_counts(counts),
        _answers(collected.bins, kept),
        collected.queues,
        collected.kinds,
        collected.left_out,
        pd.concat(collected.undated, ignore_index=True),
        tuple(sorted(collected.other_queues)),
        tuple(dict.fromkeys(every_question)),
        tuple(dict.fromkeys((*collected.findings, *_by_lines(collected.of_lines), *findings))),
    )


def _by_lines(findings: Mapping[Finding, Sequence[str]]) -> Iterator[Finding]:
    """Yield findings of lines, each with all the lines that it is true of."""
    for finding, lines in findings.items():
        yield Finding(finding.kind, f"{', '.join(dict.fromkeys(lines))}: {finding.text}")


def _sorted_counts(counts: pd.DataFrame) -> pd.DataFrame:
    typed = counts[list(COUNT_COLUMNS)].astype(dict(COUNT_COLUMNS))
    return typed.sort_values(["line", "start"], ignore_index=True)


def _date_order(reports: Sequence[Report], options: ReadingOptions) -> tuple[DateOrder, list[Question]]:
    if options.dates is not None:
        return options.dates, []
    texts = [text for report in reports for text in period_texts(report)]
    year = next((report.year for report in reports if report.year), None)
    orders = orders_of_dates(texts, year)
    if len(orders) < 2:
        return (orders[0] if orders else "dmy"), []
    example = next(text for text in texts if orders_of_dates([text], year))
    text = f"Dates such as {example} can be read in {len(orders)} ways."
    return orders[0], [Question("--dates", text, tuple((order, _ORDERS[order]) for order in orders))]


def _read_report(
    report: Report,
    order: DateOrder,
    files: Sequence[str],
    lines: Mapping[str, str],
    options: ReadingOptions,
    collected: _Collected,
) -> None:
    """Read one report, queue by queue."""
    report, reasons = _counted_rows(report)
    for reason, of_reason in reasons:
        collected.leave_out(of_reason, reason)
    periods = row_periods(report, order, options.zone, options.local_zone)
    dated = periods.starts.notna()
    if not dated.any() or _are_weeks_or_months(periods):
        raise _no_dates(_names_of_files(report, files))
    collected.undated.append(report.source.loc[~dated, ["table", "row"]])
    collected.findings += periods.findings
    if report.year and any(map(lacks_year, period_texts(report))):
        text = f"{_names_of_files(report, files)}: the dates have no year; it is {report.year} in a title or a name."
        collected.findings.append(Finding("assumed", text))
    kind = "week" if periods.is_week else "days" if periods.minutes == MINUTES_OF_A_DAY else "intervals"
    collected.kinds |= {int(file): kind for file in report.source["file"].unique()}
    collected.findings += _kind_findings(kind, _names_of_files(report, files))
    queues = _queues_of_rows(report)
    form = duration_form(report.rows(dated), options.answers.get(DURATIONS))
    collected.questions += form.questions
    collected.findings += form.findings
    for label, queue, of_queue in _by_queue(report, queues, dated):
        line = lines.get(queue)
        if line is None:
            collected.leave_out(report.source["file"][of_queue], "other queues")
            collected.other_queues.add(queue)
            continue
        own = report.rows(of_queue)
        figures = queue_figures(own, label, periods.minutes, form, options.answers.get(BINS))
        collected.queues[line] = queue
        _collect(line, own, periods.starts[of_queue], periods, figures, collected)


def _are_weeks_or_months(periods: Periods) -> bool:
    """Return whether dates stand a week or more apart."""
    days = periods.starts.dropna().drop_duplicates().sort_values()
    return periods.minutes == MINUTES_OF_A_DAY and len(days) > 1 and bool(days.diff().min() >= _A_WEEK)


def _counted_rows(report: Report) -> tuple[Report, list[tuple[str, pd.Series]]]:
    """Return the rows of a queue's phone calls that came in, and the files of those left out, by reason."""
    kept = pd.Series(True, index=report.cells.index)
    reasons = []
    for column in report.having("queue"):
        totals = report.texts(column).str.fullmatch(r"\W*(?:grand )?totals?\W*|all(?: queues)?", case=False)
        reasons.append((TOTALS, report.source["file"][totals]))
        kept &= ~totals
    for column in report.having("media"):
        others = ~report.texts(column).str.lower().isin(_VOICE)
        if (~others).any():
            for name, of_medium in report.texts(column)[others & kept].groupby(report.texts(column).str.lower()):
                reasons.append((f"{name}, not phone", report.source["file"][of_medium.index]))
            kept &= ~others
    for column in report.having("direction"):
        outbound = report.texts(column).str.contains("outbound|internal", case=False)
        if not outbound.all():
            reasons.append(("outbound and internal", report.source["file"][outbound & kept]))
            kept &= ~outbound
    return report.rows(kept), reasons


def _queues_of_rows(report: Report) -> pd.Series:
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


def _collect(
    line: str, report: Report, starts: pd.Series, periods: Periods, figures: QueueFigures, collected: _Collected
) -> None:
    starts = starts.reset_index(drop=True)
    source = report.source[["file", "row"]]
    rows = figures.rows.assign(line=line, start=starts, minutes=periods.minutes, is_week=periods.is_week)
    rows = rows.assign(file=source["file"], row=source["row"])
    collected.rows.append(rows)
    collected.questions += figures.questions
    for finding in figures.findings:
        collected.of_lines.setdefault(finding, []).append(line)
    if figures.bins is not None:
        for position, (low, high) in enumerate(figures.bins.edges):
            answered = figures.bins.counts[position]
            part = pd.DataFrame({"line": line, "start": starts, "low": low, "high": high, "answered": answered})
            collected.bins.append(part.assign(file=source["file"], row=source["row"]))


def _names_of_files(report: Report, files: Sequence[str]) -> str:
    """Return the names of a report's files, for messages."""
    names = [files[int(position)] for position in report.source["file"].unique()]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _kind_findings(kind: str, names: str) -> list[Finding]:
    if kind == "days":
        text = f"{names}: whole days tell how many calls came and how they were answered, but no shape of the day."
        return [Finding("assumed", text)]
    if kind == "week":
        text = f"{names}: weekdays without dates are those of an average week. Times without a row have no calls."
        return [Finding("assumed", text)]
    return []


def _no_dates(names: str) -> SimcallError:
    return SimcallError(
        f"{names}: simcall finds no dates of days or shorter periods. If a column has them, write --map COLUMN=date, "
        "or --map COLUMN=start if it has the time too. Dates need a year: it may stand in a title or the file's name. "
        "Whole weeks and months are too long to measure from."
    )


def _no_queue(lines: Mapping[str, str], others: Iterable[str]) -> SimcallError:
    asked = ", ".join(f"{line}={queue}" for line, queue in lines.items())
    present = ", ".join(sorted(filter(None, others)))
    if not present:
        return SimcallError(
            "The reports name no queue, so simcall cannot tell the lines apart. Read the files of one line at a time, "
            "with one --line NAME=QUEUE."
        )
    return SimcallError(
        f"The reports have none of the queues {asked}. They have: {present}. Write the names as the reports do: "
        "--line NAME=QUEUE."
    )


def _finest(rows: pd.DataFrame, collected: _Collected) -> pd.DataFrame:
    """Leave out days and longer periods of a line's date that shorter periods cover."""
    dates = rows["start"].dt.normalize()
    finest = rows.groupby(["line", dates])["minutes"].transform("min")
    coarse = rows["minutes"] > finest
    if coarse.any():
        collected.leave_out(rows.loc[coarse, "file"], "longer periods of a date that shorter ones cover")
    return rows[~coarse]


def _answers(bins: list[pd.DataFrame], rows: pd.DataFrame) -> pd.DataFrame | None:
    """Add up the bins of the rows that count."""
    if not bins:
        return None
    every = pd.concat(bins, ignore_index=True).merge(rows[["line", "start", "file", "row"]])
    answers = every.groupby(["line", "start", "low", "high"])["answered"].sum().reset_index()
    return answers[list(ANSWER_COLUMNS)].astype(dict(ANSWER_COLUMNS))
