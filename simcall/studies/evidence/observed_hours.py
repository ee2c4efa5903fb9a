"""What was observed, by line and hour of the local clock, without the hours that are missing or faulty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from simcall.errors import SimcallError
from simcall.inputs import Bools, Floats
from simcall.measures.definitions import ABANDONED, ANSWERED, OFFERED
from simcall.observed.observations import Observations
from simcall.observed.queue_counts import TRANSFERRED_IN, queue_counts
from simcall.observed.saved import LeftOut, answers_of_calls
from simcall.scenario import Scenario

__all__ = ["LineHours", "ObservedHours", "observed_hours", "span_of"]

_TOTALS = (OFFERED.name, ANSWERED.name, ABANDONED.name, "wait_answered", "wait_abandoned", "handling", TRANSFERRED_IN)
_DAY_MIN = 1440
_HOUR_MIN = 60


@dataclass(frozen=True)
class LineHours:
    """The hours of a line that count.

    Attributes
    ----------
    totals : pandas.DataFrame
        By the local start of the hour: calls offered, answered and abandoned, and seconds, as in the counts that were
        observed, calls that other lines sent on included; how many of the calls offered these are
        (`simcall.observed.queue_counts.TRANSFERRED_IN`). NaN where a file does not tell.
    answers : pandas.DataFrame
        Answered calls by the local start of the hour (rows) and the low end of the bin of their wait (columns).
    edges : float64, shape (bins + 1,)
        The ends of the bins in seconds; the last is infinite.
    is_daily : bool
        Whether the files hold whole days alone; the figures of a day then stand in its first hour.
    """

    totals: pd.DataFrame
    answers: pd.DataFrame
    edges: Floats
    is_daily: bool

    def between(self, start: datetime, end: datetime) -> LineHours:
        """Return the hours of a part of the span."""
        totals, answers = (table[(table.index >= start) & (table.index < end)] for table in (self.totals, self.answers))
        return replace(self, totals=totals, answers=answers)

    def keeps(self, starts: Iterable[datetime]) -> Bools:
        """Tell of each hour, by its local start, whether it counts."""
        hours = pd.DatetimeIndex([start.replace(tzinfo=None, minute=0, second=0) for start in starts])
        return np.asarray(hours.isin(self.totals.index))


@dataclass(frozen=True)
class ObservedHours:
    """What was observed of the lines of a scenario.

    Attributes
    ----------
    start, end : date
        The first date, and the day after the last.
    lines : mapping of str to LineHours
        By line.
    """

    start: date
    end: date
    lines: Mapping[str, LineHours]

    @property
    def days(self) -> int:
        """How many dates there are."""
        return (self.end - self.start).days

    def between(self, start: date, end: date) -> ObservedHours:
        """Return the part from one date until before another."""
        first, last = (datetime.combine(day, datetime.min.time()) for day in (start, end))
        return ObservedHours(start, end, {name: line.between(first, last) for name, line in self.lines.items()})

    def weeks(self) -> list[ObservedHours]:
        """Return the whole weeks of the span, counted back from its end."""
        first = self.days % 7
        starts = [self.start + timedelta(days=first + 7 * week) for week in range(self.days // 7)]
        return [self.between(start, start + timedelta(days=7)) for start in starts]

    def until(self, end: date) -> ObservedHours:
        """Return the part before a date."""
        return self.between(self.start, end)


def observed_hours(
    observations: Observations, scenario: Scenario, left_out: Iterable[LeftOut] = (), origin: str = "the data"
) -> ObservedHours:
    """Gather what was observed by line and hour.

    Parameters
    ----------
    observations : Observations
        What the files say.
    scenario : Scenario
        Whose lines count; other lines of the files are ignored.
    left_out : iterable of LeftOut
        Faulty or missing times.
    origin : str
        What to call the files in messages.

    Raises
    ------
    SimcallError
        If no line of the scenario was observed, or every hour is left out.
    """
    counts = queue_counts(observations.counts, observations.transferred)
    names = [name for name in scenario.lines if (counts["line"] == name).any()]
    if not names:
        observed = ", ".join(sorted(set(counts["line"]))) or "none"
        raise SimcallError(
            f"{origin}: there is no line of the scenario ({', '.join(scenario.lines)}), only {observed}. Give both the "
            "same names, for example with --line 999=QUEUE when you import"
        )
    answers = _answers(observations)
    spells = tuple(left_out)
    lines = {name: _line_hours(name, counts, answers, spells) for name in names}
    return ObservedHours(*_dates_with_hours(lines, origin), lines)


def _dates_with_hours(lines: Mapping[str, LineHours], origin: str) -> tuple[date, date]:
    """Return the first date of which an hour is left, and the day after the last."""
    kept = [line.totals.index for line in lines.values() if len(line.totals)]
    if not kept:
        raise SimcallError(
            f"{origin}: no hour is left to compare: the others are faulty, or no roster of the scenario covers them. "
            "Give files of other days, or a roster of these days"
        )
    return min(min(index) for index in kept).date(), max(max(index) for index in kept).date() + timedelta(days=1)


def span_of(observations: Observations) -> tuple[date, date]:
    """Return the first date that was observed, and the day after the last."""
    starts = observations.counts["start"][observations.counts["exposure"] > 0]
    if starts.empty:
        raise SimcallError("the data hold no hour in which anything was recorded; give other files")
    return starts.min().date(), starts.max().date() + timedelta(days=1)


def _answers(observations: Observations) -> pd.DataFrame | None:
    if observations.answers is not None:
        return observations.answers
    return answers_of_calls(observations.calls) if observations.calls is not None else None


def _line_hours(
    name: str, counts: pd.DataFrame, answers: pd.DataFrame | None, left_out: tuple[LeftOut, ...]
) -> LineHours:
    line_counts = counts[counts["line"] == name]
    is_daily = bool((line_counts["minutes"] == _DAY_MIN).any())
    totals = _of_days(line_counts) if is_daily else _of_hours(line_counts)
    for spell in left_out:
        if name in spell.lines:
            totals = totals[~_overlap(totals, spell, whole_days=is_daily)]
    bins, edges = _bins(name, answers)
    return LineHours(totals, bins[bins.index.isin(totals.index)], edges, is_daily)


def _overlap(totals: pd.DataFrame, spell: LeftOut, *, whole_days: bool) -> Bools:
    """Tell which hours a spell touches; of figures by day, all hours of the days that it touches."""
    hours = pd.DatetimeIndex(totals.index)
    starts, length = (hours.normalize(), pd.Timedelta(days=1)) if whole_days else (hours, pd.Timedelta(hours=1))
    ends = starts + length
    return np.asarray((starts < pd.Timestamp(spell.end)) & (ends > pd.Timestamp(spell.start)))


def _of_hours(line_counts: pd.DataFrame) -> pd.DataFrame:
    """Add the periods of each hour; an hour counts only if all of it was recorded."""
    hour = line_counts["start"].dt.floor("h").rename("hour")
    by_hour = line_counts.groupby(hour)
    recorded = (by_hour["minutes"].sum() >= _HOUR_MIN) & (by_hour["exposure"].min() > 0)
    is_unknown = line_counts[list(_TOTALS)].isna().groupby(hour).any()
    totals: pd.DataFrame = by_hour[list(_TOTALS)].sum().mask(is_unknown)  # a sum without a value is not zero
    return totals[recorded]


def _of_days(line_counts: pd.DataFrame) -> pd.DataFrame:
    """Lay each day's figures on its first hour, with nothing in the others."""
    recorded = line_counts[line_counts["exposure"] > 0].set_index("start")[list(_TOTALS)]
    hours = pd.DatetimeIndex([day + timedelta(hours=hour) for day in recorded.index for hour in range(24)])
    return recorded.reindex(hours, fill_value=0.0)


def _bins(name: str, answers: pd.DataFrame | None) -> tuple[pd.DataFrame, Floats]:
    line_answers = answers[answers["line"] == name] if answers is not None else None
    if line_answers is None or line_answers.empty:
        return pd.DataFrame(index=pd.DatetimeIndex([])), np.array([0.0, np.inf])
    by_hour = line_answers.assign(hour=line_answers["start"].dt.floor("h"))
    table = by_hour.pivot_table(index="hour", columns="low", values=ANSWERED.name, aggfunc="sum", fill_value=0.0)
    lows = np.array(table.columns, dtype=np.float64)
    return table, np.append(lows, np.inf)
