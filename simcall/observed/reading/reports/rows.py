"""Rows of reports as periods: each counted once, the repeated hour added up, and what was not recorded left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from simcall.errors import SimcallError
from simcall.observed.observations import Finding, Question
from simcall.observed.reading.counting import clock_hours
from simcall.observed.reading.reports.clock_changes import is_repeated
from simcall.observed.reading.reports.figures import FIGURES
from simcall.observed.reading.reports.periods import MINUTES_OF_A_DAY

__all__ = ["EMPTY_PERIODS", "REPEATS", "CountedRows", "ask_zone", "count_once", "fill_periods"]

REPEATS: Final = "--repeats"
REPEAT_CHOICES: Final = (("add", "add them up"), ("last", "the last one counts"))
EMPTY_PERIODS: Final = "--no-row"
EMPTY_CHOICES: Final = (("zero", "no calls came"), ("unknown", "nothing was recorded"))
REPEATED_ROWS = "repeated rows"
_PERIOD = ["line", "queue", "start", "minutes"]
_TWO_WEEKS = 14
_SCATTERED = 3
_MOST = 0.5


@dataclass(frozen=True)
class CountedRows:
    """Rows of which each counts once.

    Attributes
    ----------
    rows : pandas.DataFrame
        Those that count.
    left_out : Counter
        Repeated rows, by the position of their file and the reason.
    questions : tuple of Question
        What to do with rows of one period that differ.
    """

    rows: pd.DataFrame
    left_out: Counter[tuple[int, str]]
    questions: tuple[Question, ...] = ()


def count_once(rows: pd.DataFrame, names: Iterable[str], zone: str, answer: str | None) -> CountedRows:
    """Leave out rows that are there twice.

    The hour that comes twice in autumn may have two rows in one file, which both count, even if they are equal.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``line``, ``queue``, ``start``, ``minutes``, the figures, ``file`` and ``row``. A line may have several queues,
        whose rows add up; if two files name one queue in two ways, their figures agree.
    names : iterable of str
        Of the files.
    zone : str
        Of the local clock.
    answer : str or None
        What the planner says of differing rows of one period: ``"add"`` or ``"last"``.

    Raises
    ------
    SimcallError
        If two files disagree on a period.
    """
    rows = _with_one_name(rows)
    rows = rows.assign(times=rows.groupby([*_PERIOD, "file"], sort=False).cumcount())
    across = rows.duplicated([*_PERIOD, "times"], keep="first") & _stands_in_overlap(rows, zone)
    _check_files_agree(rows, across, list(names))
    counted = rows[~across]
    twice = (counted["times"] > 0) & ~_comes_twice(counted, zone)
    equal = counted.duplicated([*_PERIOD, *FIGURES, "file"], keep="first") & twice
    differing = twice & ~equal
    if answer == "add":  # such as a row for each agent: two of them may have the same figures
        equal &= False
    repeated = pd.concat([rows[across], counted[equal]])["file"]
    left_out = Counter((int(file), REPEATED_ROWS) for file in repeated)
    questions: tuple[Question, ...] = ()
    if answer == "last":
        equal |= counted.duplicated([*_PERIOD, "file"], keep="last") & ~_comes_twice(counted, zone)
    elif differing.any() and answer != "add":
        questions = (_ask_repeats(counted[differing].iloc[0], list(names), int(differing.sum())),)
    return CountedRows(counted[~equal].drop(columns="times"), left_out, questions)


def _with_one_name(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows in which a queue that two files name in two ways has its first name."""
    names: dict[str, str] = {}
    for _, of_line in rows.groupby("line", sort=False):
        queues = list(of_line["queue"].unique())
        for earlier, later in combinations(queues, 2):
            if later not in names and _are_one_queue(of_line, earlier, later):
                names[later] = names.get(earlier, earlier)
    return rows.assign(queue=rows["queue"].replace(names)) if names else rows


def _are_one_queue(rows: pd.DataFrame, queue: str, other: str) -> bool:
    """Return whether the rows of two queues, in different files, have the same calls in most periods that have any."""
    ours, theirs = (rows[rows["queue"] == name] for name in (queue, other))
    if set(ours["file"]) & set(theirs["file"]):
        return False
    calls = [of.groupby(["start", "minutes"])["offered"].sum() for of in (ours, theirs)]
    both = pd.concat(calls, axis=1, join="inner", keys=["ours", "theirs"])
    busy = both[both.sum(axis=1) > 0]
    return len(busy) > 0 and bool((busy["ours"] == busy["theirs"]).mean() > _MOST)


def _stands_in_overlap(rows: pd.DataFrame, zone: str) -> pd.Series:
    """Return which rows may stand in an earlier file too.

    Two files may split the hour that comes twice between them; that is a repetition only if they share other periods.
    """
    twice = _comes_twice(rows, zone)
    others = rows[~twice]
    overlapping = others.loc[others.duplicated([*_PERIOD, "times"], keep=False), "file"]
    return ~twice | rows["file"].isin(overlapping)


def _comes_twice(rows: pd.DataFrame, zone: str) -> pd.Series:
    """Return for each row whether the clock goes through some of its period twice."""
    twice = pd.Series(False, index=rows.index)
    for minutes in rows["minutes"].unique():
        of_length = rows["minutes"] == minutes
        twice[of_length] = is_repeated(rows.loc[of_length, "start"], int(minutes), zone)
    return twice


def _check_files_agree(rows: pd.DataFrame, across: pd.Series, names: list[str]) -> None:
    keys = [*_PERIOD, "times"]
    shown = [*keys, *FIGURES, "file", "row"]
    both = rows.loc[across, shown].merge(rows.loc[~across, shown], on=keys, suffixes=("", " first"))
    agreeing = [(both[name] == both[f"{name} first"]) | both[name].isna() for name in FIGURES]
    same = pd.concat(agreeing, axis=1).all(axis=1)
    if same.all():
        return
    clash = both[~same].iloc[0]
    raise SimcallError(
        f"{names[int(clash['file first'])]}, row {clash['row first']:.0f}, and {names[int(clash['file'])]}, row "
        f"{clash['row']:.0f}, give different figures for the same queue and period. Leave out one of the two files, or "
        "name the queue in each file's name or title."
    )


def _ask_repeats(row: pd.Series, names: list[str], number: int) -> Question:
    text = (
        f"Rows have the queue and the period of another row, and other figures ({number:,} in all). The first is row "
        f"{int(row['row'])} of {names[int(row['file'])]}."
    )
    return Question(REPEATS, text, REPEAT_CHOICES)


def ask_zone(rows: pd.DataFrame, zone: str) -> tuple[Question, ...]:
    """Ask for the zone if calls stand in the hour that the local clock skips in spring.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows that count.
    zone : str
        Of the local clock.
    """
    busy = rows[rows["offered"] > 0]
    for minutes in busy["minutes"].unique():
        starts = pd.DatetimeIndex(busy.loc[busy["minutes"] == minutes, "start"])
        skipped = starts[clock_hours(starts, int(minutes), zone) == 0]
        if not skipped.empty:
            moment = f"{_in_words(skipped[0])} at {skipped[0]:%H:%M}"
            text = f"There are calls on {moment}, which the local clock skips. What is the time zone?"
            return (Question("--zone", text, (("UTC", "the clock never changes"), (zone, "the times are local"))),)
    return ()


def fill_periods(
    rows: pd.DataFrame, zone: str, answer: str | None
) -> tuple[pd.DataFrame, list[Finding], list[Question]]:
    """Return a row for every period from the first to the last, with the hours that it holds.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows that count, of any lines and lengths.
    zone : str
        Of the local clock.
    answer : str or None
        What the planner says of periods without a row: ``"zero"`` or ``"unknown"``.
    """
    filled: list[pd.DataFrame] = []
    findings: list[Finding] = []
    questions: list[Question] = []
    missing: dict[str, list[str]] = {}
    for minutes in sorted({int(length) for length in rows["minutes"]}):
        of_length = rows[rows["minutes"] == minutes]
        starts = _every_start(of_length, minutes)
        hours = pd.Series(clock_hours(starts, minutes, zone), index=starts)
        findings += _clock_findings(of_length, hours, minutes)
        for line in sorted(of_length["line"].unique()):
            periods = _added_up(of_length[of_length["line"] == line]).reindex(starts)
            recorded = periods.pop("recorded").fillna(0.0) > 0
            silent = ~recorded & (hours > 0)
            is_week = bool(of_length["is_week"].any())
            questions += [] if is_week else _ask_empty(line, periods, silent, answer)
            if answer == "zero" or is_week:
                recorded |= silent
                periods.loc[silent] = 0.0
            missing.setdefault(_missing_in_words(silent & ~recorded, minutes), []).append(line)
            exposure = hours.where(recorded, 0.0).to_numpy()
            filled.append(periods.assign(line=line, start=starts, minutes=minutes, exposure=exposure))
    findings += [Finding("missing", f"{', '.join(lines)}: {text}") for text, lines in missing.items() if text]
    return pd.concat(filled, ignore_index=True), findings, questions


def _every_start(rows: pd.DataFrame, minutes: int) -> pd.DatetimeIndex:
    """Return every start from the first row's to the last's; of a week without dates, of the whole week."""
    first, last = rows["start"].min(), rows["start"].max()
    if rows["is_week"].any():
        first = first.normalize() - pd.Timedelta(days=first.day_of_week)
        last = first + pd.Timedelta(days=7) - pd.Timedelta(minutes=minutes)
    return pd.date_range(first, last, freq=f"{minutes}min")


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the rows of a period: two, where an hour comes twice."""
    grouped = rows[~rows["is_silent"]].groupby("start")
    added = grouped[list(FIGURES)].sum(min_count=1)
    added["staffed"] = grouped["staffed"].mean()
    added["recorded"] = grouped.size().astype("float64")
    return added


def _ask_empty(line: str, periods: pd.DataFrame, silent: pd.Series, answer: str | None) -> list[Question]:
    """Ask whether a period without a row had no calls, in a report that never writes a row without calls."""
    writes_zeros = bool((periods["offered"] == 0).any())
    spans = list(_spans(silent & ~_is_closed(silent)))
    if answer in ("zero", "unknown") or writes_zeros or len(spans) < _SCATTERED:
        return []
    text = (
        f"{line}: {int(silent.sum()):,} periods have no row, and no row has 0 calls. Perhaps the report leaves out "
        "periods without calls."
    )
    return [Question(EMPTY_PERIODS, text, EMPTY_CHOICES)]


def _missing_in_words(missing: pd.Series, minutes: int) -> str:
    """Say which hours of the day or of the week have no row on any date.

    Other times without rows are listed when the counts are measured (`simcall.observed.statistics.gaps`).
    """
    daily = _is_closed(missing)
    weekly = _is_closed_weekly(missing) & ~daily
    shown = []
    if daily.any():
        shown.append(f"{_times_of_day(missing)[daily].nunique() * minutes / 60:.3g} hours of every day")
    if weekly.any():
        shown.append(f"{_times_of_week(missing)[weekly].nunique() * minutes / 60:.3g} hours of every week")
    if not shown:
        return ""
    return f"no rows for {' and '.join(shown)}. simcall takes the line to be closed at these times, with no calls."


def _times_of_week(periods: pd.Series) -> pd.Series:
    days = pd.to_timedelta(pd.DatetimeIndex(periods.index).day_of_week, unit="D")
    return _times_of_day(periods) + pd.Series(days, index=periods.index)


def _is_closed_weekly(missing: pd.Series) -> pd.Series:
    """Return for each period whether no date has a row for its time of the week; none in a short file."""
    if pd.DatetimeIndex(missing.index).normalize().nunique() < _TWO_WEEKS:
        return pd.Series(data=False, index=missing.index)
    return _is_never_there(missing, _times_of_week(missing))


def _times_of_day(periods: pd.Series) -> pd.Series:
    starts = pd.DatetimeIndex(periods.index)
    return pd.Series(starts - starts.normalize(), index=periods.index)


def _is_closed(missing: pd.Series) -> pd.Series:
    """Return for each period whether no date has a row for its time of day."""
    return _is_never_there(missing, _times_of_day(missing))


def _is_never_there(missing: pd.Series, times: pd.Series) -> pd.Series:
    return ~times.isin(times[~missing].unique())


def _spans(flags: pd.Series) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """Yield the first and the last of neighbouring periods."""
    edges = np.diff(np.concatenate([[0], flags.to_numpy(dtype=int), [0]]))
    starts = pd.DatetimeIndex(flags.index)
    for first, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        yield starts[int(first)], starts[int(end) - 1]


def _clock_findings(rows: pd.DataFrame, hours: pd.Series, minutes: int) -> list[Finding]:
    """Say which periods are longer or shorter than by the clock."""
    starts = pd.DatetimeIndex(hours.index)
    longer, shorter = starts[hours > minutes / 60.0], starts[hours < minutes / 60.0]
    texts = [_longer_in_words(rows, longer[longer.normalize() == day], minutes) for day in longer.normalize().unique()]
    for day in shorter.normalize().unique():
        length = "has 23 hours" if minutes == MINUTES_OF_A_DAY else "is an hour short, because the clock goes forward"
        texts.append(f"{_in_words(day)} {length}.")
    return [Finding("clock", text) for text in texts]


def _longer_in_words(rows: pd.DataFrame, starts: pd.DatetimeIndex, minutes: int) -> str:
    if minutes == MINUTES_OF_A_DAY:
        return f"{_in_words(starts[0])} has 25 hours."
    times = rows[rows["start"].isin(starts)].groupby(["line", "queue", "start"]).size()
    way = "two rows for each period" if (times > 1).any() else "one row for each period, which holds both hours"
    return f"On {_in_words(starts[0])} the hour from {starts[0]:%H:%M} comes twice. The report has {way}."


def _in_words(day: pd.Timestamp) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
