"""Times for which the files hold nothing: no rows, or no calls where there are always some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from simcall.files.messages import counted
from simcall.observed.measured import Missing
from simcall.observed.statistics.expected_calls import calls_in_other_weeks
from simcall.observed.statistics.faults import runs
from simcall.observed.statistics.grids import Bools, Grid

__all__ = ["FAMILY_ERROR", "gaps_in", "silences"]

FAMILY_ERROR = 0.01
"""The chance that the files as a whole have a silence that counts as a gap by mistake."""
_DAY_CV = 0.25
"""The coefficient of variation of days that is assumed when a silence is judged, so that a quiet day is not a gap."""


def gaps_in(grids: Sequence[Grid], zone: ZoneInfo) -> tuple[Missing, ...]:
    """Find the times that the files do not hold, in order of time.

    A time without rows is one. So is a run of steps without a call whose chance is under `FAMILY_ERROR`, divided by
    the number of steps. That chance is worked out from the same steps of the other weeks: Poisson counts whose mean
    has a gamma distribution, for the spread of days and for how few calls the mean rests on.
    """
    gaps = _no_rows(grids, zone) + _no_calls(grids)
    return tuple(sorted(gaps, key=lambda gap: (gap.start, gap.end)))


def _no_rows(grids: Sequence[Grid], zone: ZoneInfo) -> list[Missing]:
    lines_of: dict[tuple[datetime, datetime], list[str]] = {}
    for grid in grids:
        for start, end in runs(_unrecorded(grid, zone)):
            lines_of.setdefault((grid.moment(start), grid.moment(end)), []).append(grid.line)
    return [
        Missing(start, end, tuple(sorted(lines)), f"The files have no rows for {_listed(lines)}.")
        for (start, end), lines in lines_of.items()
    ]


def _unrecorded(grid: Grid, zone: ZoneInfo) -> Bools:
    """Return which steps hold no recorded time.

    Two kinds of step are no gap: the hour that spring skips, and a time at which the line is taken to be closed.
    """
    empty = (grid.exposure == 0) & ~grid.is_closed
    for day, step in np.argwhere(empty):
        empty[day, step] = _exists(grid.moment(int(day) * grid.steps_per_day + int(step)), zone)
    return np.asarray(empty.ravel())


def _exists(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the local clock shows this time: in spring an hour is skipped."""
    aware = moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment


def _no_calls(grids: Sequence[Grid]) -> list[Missing]:
    """Find silences of all lines together, then those of a line alone."""
    timed = [grid for grid in grids if grid.has_hours]
    if not timed:
        return []
    together = _together(timed)
    gaps = [_silent(together, span, [grid.line for grid in timed]) for span in silences(together)]
    if len(timed) > 1:
        spans = [(gap.start, gap.end) for gap in gaps]
        for grid in timed:
            rest = grid.without(spans)
            gaps += [_silent(rest, span, [grid.line]) for span in silences(rest)]
    return gaps


def _together(grids: Sequence[Grid]) -> Grid:
    """Return all lines as one; recorded is what is recorded of every line."""
    steps = min(grid.steps_per_day for grid in grids)
    alike = [grid.by(steps) for grid in grids]
    return replace(
        alike[0],
        line="",
        offered=np.sum([grid.offered for grid in alike], axis=0),
        exposure=np.min([grid.exposure for grid in alike], axis=0),
    )


def silences(grid: Grid) -> list[tuple[int, int]]:
    """Return the first step and the one after the last of each run without a call that chance does not explain."""
    others = calls_in_other_weeks(grid)
    expected, behind = others.expected.ravel(), others.behind.ravel()
    silent = ((grid.offered == 0) & (grid.exposure > 0)).ravel()
    limit = np.log(FAMILY_ERROR / max(1, silent.size))
    return [span for span in runs(silent) if _log_chance(expected[slice(*span)], behind[slice(*span)]) < limit]


def _log_chance(expected: np.ndarray, behind: np.ndarray) -> float:
    """Return the logarithm of the chance of no call in steps: a negative binomial count of zero."""
    mean, calls = float(expected.sum()), float(behind.sum())
    if calls == 0:
        return 0.0
    spread = _DAY_CV**2 + 1 / calls
    return -float(np.log1p(spread * mean)) / spread


def _silent(grid: Grid, span: tuple[int, int], lines: list[str]) -> Missing:
    usual = calls_in_other_weeks(grid).expected.ravel()[slice(*span)].sum()
    calls = counted(round(usual), "call")
    text = f"Nothing rang on {_listed(lines)}, where {calls} would be usual at this time of the week."
    return Missing(grid.moment(span[0]), grid.moment(span[1]), tuple(sorted(lines)), text)


def _listed(lines: Sequence[str]) -> str:
    ordered = sorted(lines)
    return ordered[0] if len(ordered) == 1 else f"{', '.join(ordered[:-1])} and {ordered[-1]}"
