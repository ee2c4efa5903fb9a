"""Turn observations into the figures of a scenario, step by step: each figure needs those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from simcall.errors import SimcallError
from simcall.files.advice import Advice, Give
from simcall.observed.line_measuring import LineObserved, measure_line, redial_findings, wrap_up_findings
from simcall.observed.measured import (
    FaultySpell,
    LineMeasured,
    LineTotals,
    Measured,
    Missing,
    Staffing,
    TimeDistribution,
)
from simcall.observed.observations import SHOW_TRANSFERS, Finding, Observations
from simcall.observed.queue_counts import queue_counts
from simcall.observed.statistics import staffing
from simcall.observed.statistics.calls_without_queue import rings_of_calls
from simcall.observed.statistics.daily_waits import daily_waits
from simcall.observed.statistics.dispersion import Dispersion, dispersion
from simcall.observed.statistics.faults import abandonment_spells, volume_spells
from simcall.observed.statistics.gaps import gaps_in
from simcall.observed.statistics.grids import HOURS_PER_DAY, Floats, Grid, line_grid
from simcall.observed.statistics.redials import Redials, redials
from simcall.observed.statistics.rings import rings_from_bins
from simcall.observed.statistics.spells import Spell, calls_outside
from simcall.observed.statistics.totals import line_totals
from simcall.observed.statistics.wrap_ups import gaps_while_waiting, wrap_up_distribution

__all__ = ["measure"]


@dataclass(frozen=True)
class _Cleaned:
    """The counts and calls of each line that are used, and what was left out of them."""

    grids: Mapping[str, Grid]
    calls: pd.DataFrame | None
    faulty_spells: tuple[FaultySpell, ...]
    missing: tuple[Missing, ...]


def measure(observations: Observations, leave_out: Sequence[Spell] | None = None) -> Measured:
    """Measure everything that the observations tell.

    Parameters
    ----------
    observations : Observations
        What the files say.
    leave_out : sequence of Spell, optional
        The spells to leave out, in place of the faulty ones that simcall finds; none to leave out nothing. Times for
        which the files hold nothing are left out in any case.

    Raises
    ------
    SimcallError
        If there is not a single call, or if nothing of a line is left.
    """
    if observations.counts.empty or not (observations.counts[["offered", "answered"]].max().max() > 0):
        text = "The files hold no call. Give files with calls offered or answered. If you have a rota, give it "
        raise SimcallError(Advice(text, Give("--staff"), "."))
    grids = _grids(observations.counts)
    cleaned = _clean(observations, grids, leave_out)
    again = None if cleaned.calls is None else redials(cleaned.calls, tuple(grids))
    spread = dispersion([_fresh(grid, again) for grid in cleaned.grids.values()])
    rings, cleaned, ring_findings = _rings(observations, cleaned)
    lines = _lines(observations, cleaned, spread, again, rings)
    of_queues = queue_counts(observations.counts, observations.transferred)
    first = next(iter(grids.values()))
    staff, staff_findings = _staffing(observations, cleaned)
    return Measured(
        start=first.first,
        end=first.moment(first.offered.size).date(),
        totals={line: _totals(observations, grid, observations.counts) for line, grid in grids.items()},
        queue_totals={line: _totals(observations, grid, of_queues) for line, grid in _grids(of_queues).items()},
        lines={line: measured for line, (measured, _) in lines.items()},
        day_cv=spread.day_cv,
        hour_cv=spread.hour_cv,
        hour_correlation=spread.hour_correlation,
        staffing=staff,
        faulty_spells=cleaned.faulty_spells,
        missing=cleaned.missing,
        findings=(
            *redial_findings(again),
            *_transfer_findings(observations),
            *ring_findings,
            *(finding for _, findings in lines.values() for finding in findings),
            *wrap_up_findings(next((line.wrap_up for line, _ in lines.values() if line.wrap_up), None)),
            *_spread_findings(spread),
            *staff_findings,
        ),
    )


def _fresh(grid: Grid, again: Redials | None) -> Grid:
    """Return the counts without redials of known callers: these come in crowds, which the spread of demand is not."""
    return grid if again is None else grid.less(again.starts[grid.line])


def _grids(counts: pd.DataFrame) -> dict[str, Grid]:
    """Return the counts of each line over all dates that any line has."""
    first: date = counts["start"].min().date()
    days = (counts["start"].max().date() - first).days + 1
    return {line: line_grid(counts, line, first, days) for line in sorted(counts["line"].unique())}


def _clean(observations: Observations, grids: Mapping[str, Grid], leave_out: Sequence[Spell] | None) -> _Cleaned:
    missing = gaps_in(list(grids.values()), ZoneInfo(observations.zone))
    with_rows = {line: _without(grid, missing) for line, grid in grids.items()}
    days = abandonment_spells(with_rows.values(), _waits(observations, with_rows))
    hours = volume_spells([_without(grid, days) for grid in with_rows.values()])
    faulty = tuple(sorted(days + hours, key=lambda spell: (spell.start, spell.end)))
    spoilt: Sequence[Spell] = faulty if leave_out is None else leave_out
    kept = {line: _without(grid, spoilt) for line, grid in with_rows.items()}
    for line, grid in kept.items():
        if not grid.exposure.any():
            text = f"Nothing of {line} is left to measure: all of its days are left out. Keep some of them: "
            raise SimcallError(Advice(text, Give("--keep", "DATE")))
    calls = None if observations.calls is None else calls_outside(observations.calls, spoilt)
    return _Cleaned(kept, calls, faulty, missing)


def _waits(observations: Observations, grids: Mapping[str, Grid]) -> dict[str, Floats]:
    """Return how long callers waited on each date, of the lines whose files tell."""
    waits = {line: daily_waits(_of_line(observations.counts, line), grid) for line, grid in grids.items()}
    return {line: by_date for line, by_date in waits.items() if by_date is not None}


def _without(grid: Grid, spells: Sequence[Spell]) -> Grid:
    return grid.without([(spell.start, spell.end) for spell in spells if grid.line in spell.lines])


def _rings(
    observations: Observations, cleaned: _Cleaned
) -> tuple[Mapping[str, TimeDistribution], _Cleaned, tuple[Finding, ...]]:
    """Return the ring time of each line, with the calls in which it is marked, and what a planner has to know."""
    if cleaned.calls is not None:
        rings = rings_of_calls(cleaned.calls, cleaned.grids)
        return rings.distributions, replace(cleaned, calls=rings.calls), rings.findings
    if observations.answers is not None:
        return rings_from_bins(observations.answers, list(cleaned.grids.values())), cleaned, ()
    return {}, cleaned, ()


def _lines(
    observations: Observations,
    cleaned: _Cleaned,
    spread: Dispersion,
    again: Redials | None,
    rings: Mapping[str, TimeDistribution],
) -> dict[str, tuple[LineMeasured, tuple[Finding, ...]]]:
    """Measure each line, with what a planner has to know of it."""
    grids = list(cleaned.grids.values())
    calls = cleaned.calls
    wrap_up = None
    if calls is not None and calls["wrap"].isna().all():
        wrap_up = wrap_up_distribution(gaps_while_waiting(calls))
    measured = {}
    for position, grid in enumerate(grids):
        observed = LineObserved(
            grid=grid,
            counts=_that_count(observations.counts, grid),
            calls=None if calls is None else _traced_calls(calls, grid.line),
            answers=None if observations.answers is None else _that_count(observations.answers, grid),
            ring=rings.get(grid.line),
            wrap_up=wrap_up,
            redials=again,
            day_factor_cv=spread.own_day_cv[position],
            hour_factor_cv=spread.own_hour_cv[position],
        )
        measured[grid.line] = measure_line(observed)
    return measured


def _that_count(rows: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """Return a line's rows of counts or answers in the periods that are left."""
    own = rows[rows["line"] == grid.line]
    step = ((own["start"] - pd.Timestamp(grid.first)) // grid.step_length).to_numpy()
    return own[grid.exposure.ravel()[step] > 0]


def _traced_calls(calls: pd.DataFrame, line: str) -> pd.DataFrame:
    """Return the calls of a line that are known to have been answered, abandoned or sent on."""
    return calls[(calls["line"] == line) & ((calls["outcome"] != "other") | (calls["to_line"] != ""))]


@overload
def _of_line(frame: pd.DataFrame, line: str) -> pd.DataFrame: ...
@overload
def _of_line(frame: pd.DataFrame | None, line: str) -> pd.DataFrame | None: ...
def _of_line(frame: pd.DataFrame | None, line: str) -> pd.DataFrame | None:
    return None if frame is None else frame[frame["line"] == line]


def _totals(observations: Observations, grid: Grid, counts: pd.DataFrame) -> LineTotals:
    """Return the totals of a line: without the calls that other lines sent on, if its counts are without them."""
    line = grid.line
    calls, answers = (_of_line(frame, line) for frame in (observations.calls, observations.answers))
    if calls is not None and counts is observations.counts:
        calls = calls[~calls["transferred"]]
    return line_totals(observations.queues.get(line, line), grid, _of_line(counts, line), calls, answers)


def _staffing(observations: Observations, cleaned: _Cleaned) -> tuple[Staffing, tuple[Finding, ...]]:
    """Return who was on duty: from log-ins if there are any, then from a report's column, then from agents' names."""
    grids = list(cleaned.grids.values())
    people = None if observations.people is None else observations.people.dropna(subset=["start", "end"])
    if people is not None and not people.empty:
        return staffing.from_log_ins(people), ()
    hours = [grid.by(HOURS_PER_DAY) for grid in grids if grid.has_hours]
    if not hours:
        return Staffing("none"), ()
    recorded = np.max([grid.exposure for grid in hours], axis=0).ravel() > 0
    from_report = staffing.from_counts(observations.counts, hours[0].first, recorded)
    if from_report is not None:
        return from_report, ()
    from_names = None if cleaned.calls is None else staffing.from_agents(cleaned.calls, hours[0].first, recorded)
    if from_names is None:
        return Staffing("none"), ()
    text = "The names beside the calls show only when people were busy, so the hours on duty are a range."
    return from_names, (Finding("assumed", text),)


def _transfer_findings(observations: Observations) -> tuple[Finding, ...]:
    """Say what the calls a day hold, if transfers cannot be seen."""
    lines = observations.counts["line"].nunique()
    if lines < 2 or any(file.kind in SHOW_TRANSFERS for file in observations.files):
        return ()
    text = (
        "The files do not show which calls were transferred from one line to another. So a transferred call counts as "
        "a new call on the second line. To measure transfers, give an event log, or one row for each leg of a call."
    )
    return (Finding("missing", text),)


def _spread_findings(spread: Dispersion) -> tuple[Finding, ...]:
    if spread.day_cv is not None:
        return ()
    text = "To measure how much days and hours differ beyond chance, simcall needs at least two weeks of hourly counts."
    return (Finding("missing", text),)
