"""Spells in which the figures are those of a fault: days on which far more gave up, hours with far more or fewer calls.

A fault of the telephone line or of the recording looks like demand. It has to be found before anything else is
measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy import stats

from simcall.files.messages import counted
from simcall.observed.measured import FaultySpell
from simcall.observed.statistics.expected_calls import calls_in_other_weeks
from simcall.observed.statistics.grids import HOURS_PER_DAY, Bools, Floats, Grid

__all__ = ["ABANDONMENT_Z", "FAMILY_ERROR", "VOLUME_Z", "abandonment_spells", "robust_z", "runs", "volume_spells"]

ABANDONMENT_Z = 3.5
"""A day stands out above this: the limit of Iglewicz and Hoaglin (1993), *How to Detect and Handle Outliers*."""
VOLUME_Z = 5.0
"""An hour stands out above this. A public holiday may reach 4.6: it is demand, or the lack of it, and no fault."""
FAMILY_ERROR = 0.01
"""The chance that a line, over all days, has one flagged that is a usual day with bad luck."""
_SD_PER_MEDIAN_DEVIATION = 1.4826
_SD_PER_MEAN_DEVIATION = 1.2533
"""A normal distribution's standard deviation, over the median and over the mean distance from its median."""
_LEAST_DAYS = 7
_LEAST_CALLS = 10
_LEAST_EXPECTED = 1.0


@dataclass(frozen=True)
class _Oddity:
    line: str
    start: datetime
    end: datetime
    text: str


def robust_z(values: Floats) -> Floats:
    """Return how far each value is from the median, in standard deviations worked out from the median distance.

    If at least half of the values are equal, for example on a line where hardly any caller gives up, the median
    distance is 0. The mean distance then takes its place. If all values are equal, there is no spread, and every result
    is 0.
    """
    deviation = values - np.median(values)
    distance = np.abs(deviation)
    spread = _SD_PER_MEDIAN_DEVIATION * np.median(distance) or _SD_PER_MEAN_DEVIATION * distance.mean()
    return np.asarray(deviation / spread if spread > 0 else np.zeros_like(deviation))


def abandonment_spells(grids: Iterable[Grid], waits: Mapping[str, Floats] | None = None) -> tuple[FaultySpell, ...]:
    """Find days on which a line's share abandoned is far above its other days, and no long waits explain it.

    A day is faulty if its robust z is over `ABANDONMENT_Z`, its share is at least twice what is expected, and chance
    does not explain it: the binomial chance of so many is under `FAMILY_ERROR`, divided by the number of days. What is
    expected is the median share, or what the day's waits make of it, whichever is more. Days with fewer than ten
    calls, and lines with fewer than seven such days, are not judged.

    Parameters
    ----------
    grids : iterable of Grid
        The counts of each line.
    waits : mapping of str to Floats, optional
        Of lines whose files tell, how long callers waited on each date.
    """
    by_line = waits or {}
    return _merged(
        "abandonment", [oddity for grid in grids for oddity in _odd_days(grid.by(1), by_line.get(grid.line))]
    )


def _odd_days(days: Grid, waits: Floats | None) -> Iterator[_Oddity]:
    judged = days.offered[:, 0] >= _LEAST_CALLS
    if judged.sum() < _LEAST_DAYS:
        return
    share = np.divide(days.abandoned[:, 0], days.offered[:, 0], out=np.zeros(len(judged)), where=judged)
    usual = float(np.median(share[judged]))
    expected = np.maximum(usual, _explained_by_waits(days, waits, judged))
    chance = stats.binom.sf(days.abandoned[:, 0] - 1, days.offered[:, 0], np.minimum(1.0, expected))
    odd = judged & (share >= 2 * expected) & (chance < FAMILY_ERROR / judged.sum())
    odd[judged] &= robust_z(share[judged]) > ABANDONMENT_Z
    for start, end in runs(odd):
        gave_up, offered = days.abandoned[start:end].sum(), days.offered[start:end].sum()
        text = (
            f"{gave_up:,.0f} of {offered:,.0f} calls to {days.line} were abandoned ({100 * gave_up / offered:.0f} %). "
            f"On a usual day it is {100 * usual:.1f} %."
        )
        yield _Oddity(days.line, days.moment(start), days.moment(end), text)


def _explained_by_waits(days: Grid, waits: Floats | None, judged: Bools) -> Floats:
    """Return the share that would be abandoned if each second of waiting made as many give up as on the median day."""
    share = np.zeros(len(judged))
    if waits is None or not (waits[judged] > 0).any():
        return share
    waited = judged & (waits > 0)
    rate = float(np.median(days.abandoned[waited, 0] / waits[waited]))
    share[waited] = rate * waits[waited] / days.offered[waited, 0]
    return share


def volume_spells(grids: Iterable[Grid]) -> tuple[FaultySpell, ...]:
    """Find hours with far more or far fewer calls than the same hour of the other weeks.

    Counts are compared on the root scale, on which the noise of a count does not depend on its size. An hour is faulty
    if it is more than `VOLUME_Z` robust standard deviations off, and at least twice or at most half of what is usual.
    """
    return _merged("volume", [oddity for grid in grids if grid.has_hours for oddity in _odd_hours(grid)])


def _odd_hours(grid: Grid) -> Iterator[_Oddity]:
    hours = grid.by(HOURS_PER_DAY)
    usual = calls_in_other_weeks(hours, np.nanmedian).expected
    judged = (hours.exposure > 0) & (usual >= _LEAST_EXPECTED)
    if not judged.any():
        return
    off = 2 * (np.sqrt(hours.offered + 3 / 8) - np.sqrt(usual + 3 / 8))
    z = np.zeros_like(off)
    z[judged] = robust_z(off[judged])
    for sign in (1, -1):
        far = hours.offered >= 2 * usual if sign > 0 else hours.offered <= usual / 2
        for start, end in runs((judged & far & (sign * z > VOLUME_Z)).ravel()):
            calls, normal = hours.offered.ravel()[start:end].sum(), usual.ravel()[start:end].sum()
            came = f"{counted(round(calls), 'call')} to {hours.line}"
            text = f"{came}, where {normal:,.0f} would be usual at this time of the week."
            yield _Oddity(hours.line, hours.moment(start), hours.moment(end), text)


def runs(odd: Bools) -> list[tuple[int, int]]:
    """Return the first position and the one after the last of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], odd, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _merged(kind: str, oddities: Sequence[_Oddity]) -> tuple[FaultySpell, ...]:
    """Return the oddities in order of time; those of several lines at the same time are one spell."""
    spells = []
    for start, end in sorted({(oddity.start, oddity.end) for oddity in oddities}):
        same = [oddity for oddity in oddities if (oddity.start, oddity.end) == (start, end)]
        lines = tuple(sorted(oddity.line for oddity in same))
        spells.append(FaultySpell(start, end, kind, lines, " ".join(oddity.text for oddity in same)))
    return tuple(spells)
