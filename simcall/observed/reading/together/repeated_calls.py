"""Find calls that two files both hold, such as a call log and an export of legs of the same days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from simcall.observed.observations import Finding, Question

__all__ = ["ANSWERS", "HELD_BY_ANOTHER", "REPEATED_CALLS", "CallsOnce", "keep_calls_once"]

REPEATED_CALLS: Final = "--same-calls"
FIRST, LAST, ADD = ANSWERS = ("first", "last", "add")
HELD_BY_ANOTHER = "calls that another file has too"
_SAME_MOMENT = pd.Timedelta(seconds=2)
"""Two systems write the start of one call with clocks that differ by a second or two."""
_FEWEST = 5
_MOST = 0.5
_NEARLY_EQUAL, _MANY = 0.02, 100
"""Days of two files with nearly as many calls each: their clocks may differ by an hour."""


@dataclass(frozen=True)
class CallsOnce:
    """Calls of several files, each once.

    Attributes
    ----------
    calls : pandas.DataFrame
        The calls that count.
    left_out : Counter
        Calls that do not, by the position of their file.
    questions, findings : tuple
        Which of two files counts, or that the calls of both do.
    """

    calls: pd.DataFrame
    left_out: Counter[int]
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Overlap:
    """The calls of two files in the queues, days and hours that both have."""

    first: pd.DataFrame
    last: pd.DataFrame

    @property
    def is_same(self) -> bool:
        """Whether most calls of one file are in the other, or days have nearly as many calls in both."""
        return self.share > _MOST or self._has_equal_days()

    @property
    def share(self) -> float:
        """The share of the smaller file's calls that the larger one has at the same moment in the same queue."""
        fewer, more = sorted((self.first, self.last), key=len)
        return _share_in(fewer, more)

    def _has_equal_days(self) -> bool:
        days = [of.groupby(["line", of["start"].dt.normalize()]).size() for of in (self.first, self.last)]
        both = pd.concat(days, axis=1, keys=["first", "last"]).fillna(0.0)
        difference = (both["first"] - both["last"]).abs().sum()
        return len(both) > 1 and len(self.first) >= _MANY and bool(difference <= _NEARLY_EQUAL * both["last"].sum())


def keep_calls_once(calls: pd.DataFrame, names: Sequence[str], answer: str | None) -> CallsOnce:
    """Leave out calls that two files both hold, as the planner says; ask if they have not said which file counts.

    Parameters
    ----------
    calls : pandas.DataFrame
        `line`, `start` and `file` of all files, and what else there is.
    names : sequence of str
        Of the files, by position.
    answer : str or None
        ``"first"`` or ``"last"``: of two files, the one that counts; ``"add"``: the calls are different ones.
    """
    overlaps = list(_overlaps(calls))
    repeated = [overlap for overlap in overlaps if overlap.is_same]
    different = [overlap for overlap in overlaps if not overlap.is_same]
    if answer not in (FIRST, LAST):
        added = overlaps if answer == ADD else different
        questions = (_question(repeated, names),) if repeated and answer != ADD else ()
        return CallsOnce(calls, Counter(), questions, _added(added, names))
    dropped = {row for overlap in repeated for row in (overlap.last if answer == FIRST else overlap.first).index}
    is_dropped = calls.index.isin(dropped)
    left_out = Counter(calls.loc[is_dropped, "file"].astype(int))
    return CallsOnce(calls[~is_dropped].reset_index(drop=True), left_out, (), _added(different, names))


def _overlaps(calls: pd.DataFrame) -> Iterator[_Overlap]:
    """Yield the calls of each two files in the hours that both cover, by queue and day."""
    spans = calls.groupby("file")["start"].agg(["min", "max"])
    by_file = dict(tuple(calls.groupby("file")))
    for first, last in combinations(spans.index, 2):
        begin, end = spans.loc[[first, last], "min"].max(), spans.loc[[first, last], "max"].min()
        if begin > end:
            continue
        ours, theirs = (_within(by_file[file], begin, end) for file in (first, last))
        shared = _days(ours).intersection(_days(theirs))
        overlap = _Overlap(ours[_days(ours).isin(shared)], theirs[_days(theirs).isin(shared)])
        if min(len(overlap.first), len(overlap.last)) >= _FEWEST:
            yield overlap


def _within(calls: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the calls from one moment to another, and those just outside that may be the same calls."""
    return calls[calls["start"].between(begin - _SAME_MOMENT, end + _SAME_MOMENT)]


def _days(calls: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([calls["line"], calls["start"].dt.normalize()])


def _share_in(fewer: pd.DataFrame, more: pd.DataFrame) -> float:
    columns = ["line", "start"]
    ours, theirs = (of[columns].sort_values("start", kind="stable") for of in (fewer, more))
    matched = pd.merge_asof(
        ours, theirs.assign(match=1.0), on="start", by="line", direction="nearest", tolerance=_SAME_MOMENT
    )
    return float(np.mean(matched["match"].notna()))


def _question(overlaps: Sequence[_Overlap], names: Sequence[str]) -> Question:
    first, last = _names(overlaps[0], names)
    calls = overlaps[0].first
    lines = ", ".join(sorted(calls["line"].unique())[:3])
    text = (
        f"{first} and {last} seem to hold the same calls ({lines}, {_day(calls['start'].min())} to "
        f"{_day(calls['start'].max())}: {len(calls):,} and {len(overlaps[0].last):,}). Which file counts?"
    )
    if len(overlaps) > 1:
        text += f" The answer holds for {len(overlaps) - 1} more pairs of files, too."
    choices = (
        (FIRST, f"the file that you name first, {first}"),
        (LAST, f"the file that you name last, {last}"),
        (ADD, "both: they are different calls"),
    )
    return Question(REPEATED_CALLS, text, choices)


def _names(overlap: _Overlap, names: Sequence[str]) -> tuple[str, str]:
    first, last = (names[int(calls["file"].iloc[0])] for calls in (overlap.first, overlap.last))
    return first, last


def _added(overlaps: Sequence[_Overlap], names: Sequence[str]) -> tuple[Finding, ...]:
    """Say which files have calls of the same queues and days that are added up."""
    if not overlaps:
        return ()
    files = list(dict.fromkeys(name for overlap in overlaps for name in _names(overlap, names)))
    listed = ", ".join(files[:6]) + (f" and {len(files) - 6} more" if len(files) > 6 else "")
    text = f"{listed} have calls of the same queues on the same days, at different moments. simcall adds them up"
    return (Finding("assumed", text),)


def _day(moment: pd.Timestamp) -> str:
    return f"{moment.day} {moment:%B %Y}"  # "%-d" is not known on Windows
