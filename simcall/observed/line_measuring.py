"""The figures of a line, from its counts, its calls and what was measured of all lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simcall.observed.measured import Estimate, LineMeasured, TimeDistribution
from simcall.observed.observations import Finding
from simcall.observed.statistics import handling, patience, volumes
from simcall.observed.statistics.grids import HOURS_PER_DAY, Floats, Grid
from simcall.observed.statistics.intervals import mean_estimate
from simcall.observed.statistics.redials import Redials
from simcall.observed.statistics.transfers import leads_to

__all__ = ["LineObserved", "measure_line", "redial_findings", "wrap_up_findings"]

_LONGEST_MENU_S = 900.0
_LEAST_FRESH = 0.2


@dataclass(frozen=True)
class LineObserved:
    """What is known of a line, faulty and missing times taken out.

    Attributes
    ----------
    grid : Grid
        Its counts by date and step of the day.
    counts : pandas.DataFrame
        Its rows of counts.
    calls, answers : pandas.DataFrame or None
        Its calls, those that other lines sent on included, and its answers by how soon; None where the files do not
        have them.
    ring, wrap_up : TimeDistribution or None
        What was worked out of the lines together.
    redials : Redials or None
        Who rings again, on all lines.
    day_factor_cv, hour_factor_cv : Estimate or None
        Its own spread of days and hours.
    """

    grid: Grid
    counts: pd.DataFrame
    calls: pd.DataFrame | None
    answers: pd.DataFrame | None
    ring: TimeDistribution | None
    wrap_up: TimeDistribution | None
    redials: Redials | None
    day_factor_cv: Estimate | None
    hour_factor_cv: Estimate | None


@dataclass(frozen=True)
class _Patience:
    distribution: TimeDistribution | None
    runs: tuple[str, ...]
    findings: tuple[Finding, ...]
    median_s: float | None = None


def measure_line(line: LineObserved) -> tuple[LineMeasured, tuple[Finding, ...]]:
    """Return the figures of a line, and what a planner has to know of them."""
    waits = _patience_of_calls(line) if line.calls is not None else _patience_of_counts(line, line.ring)
    distribution, factors = _handling(line)
    again = line.redials.lines.get(line.grid.line) if line.redials else None
    measured = LineMeasured(
        calls_per_day=_fresh(volumes.calls_per_day(line.grid), line),
        profile=volumes.profile(line.grid, volumes.chosen_shrinkage(line.grid)) if line.grid.has_hours else None,
        handling=distribution,
        wrap_up=line.wrap_up if distribution is not None else None,
        handling_by_hour=None if factors is None else tuple(factors.tolist()),
        patience=waits.distribution,
        kaplan_meier_median=waits.median_s,
        patience_runs=waits.runs,
        ring=line.ring,
        menu=_menu(line.calls),
        redial_probability=again.probability if again and again.delay else None,
        redial_delay=again.delay if again else None,
        redial_excess=line.redials.excess.get(line.grid.line) if line.redials else None,
        day_factor_cv=line.day_factor_cv,
        hour_factor_cv=line.hour_factor_cv,
        leads_to=() if line.calls is None else leads_to(line.calls),
    )
    return measured, (*waits.findings, *_handling_findings(line))


def _fresh(gross: Estimate, line: LineObserved) -> Estimate:
    """Take the redials off the calls a day: those that come to this line from callers who gave up on any line."""
    offered = float(line.grid.offered.sum())
    if line.redials is None or offered == 0:
        return gross
    share = max(_LEAST_FRESH, 1 - line.redials.calls_to(line.grid.line) / offered)
    low, high = (None if end is None else end * share for end in (gross.low, gross.high))
    return replace(gross, value=gross.value * share, low=low, high=high)


def _patience_of_calls(line: LineObserved) -> _Patience:
    """Return patience in the queue: once an agent's phone rings, nobody gives up in the scenario."""
    assert line.calls is not None
    timed = line.calls[line.calls["wait"].notna() & (line.calls["wait"] >= 0)]
    gave_up = (timed["outcome"] == "abandoned").to_numpy()
    queueing = np.maximum(0.0, timed["wait"] - timed["ring"].fillna(0.0))
    wait = np.where(gave_up, timed["wait"], queueing)
    curve = patience.survival(wait, gave_up)
    distribution = None if curve is None else patience.patience_distribution(curve, len(wait))
    as_counted = patience.survival(timed["wait"].to_numpy(), gave_up)
    findings = tuple(_spike_findings(line.grid.line, wait, gave_up))
    return _Patience(distribution, ("queue",), findings, as_counted.median_s if as_counted else None)


def _spike_findings(name: str, wait: Floats, gave_up: np.ndarray) -> Iterator[Finding]:
    for start, end, calls, expected in patience.spikes(wait, gave_up):
        text = (
            f"On {name}, {calls} callers gave up after {start:.0f} to {end:.0f} s. The times just before and after "
            f"suggest {expected:.0f}. Perhaps a recorded message plays then."
        )
        yield Finding("assumed", text)


def _patience_of_counts(line: LineObserved, ring: TimeDistribution | None) -> _Patience:
    """Return patience from totals; if abandonment does not rise with the waits, callers give up while it rings."""
    abandoned, offered = float(line.grid.abandoned.sum()), float(line.grid.offered.sum())
    hourly = _hourly_waits(line)
    rank, moves = (0.0, True) if hourly is None else patience.waits_move_abandonment(*hourly)
    if moves:
        waited = _total_wait(line)
        why = "Totals do not show the shape, which is assumed."
        if line.counts["wait_abandoned"].isna().all():
            why += (
                " The files do not say how long callers waited before they gave up; simcall assumes that they waited "
                "as long as the others."
            )
        distribution = patience.patience_from_totals(waited, abandoned, why)
        return _Patience(distribution, ("queue",), ())
    waited = ring.mean * offered if ring and ring.mean else _total_wait(line)
    distribution = patience.patience_from_totals(
        waited, abandoned, "Callers give up while it rings; the shape is assumed."
    )
    text = (
        f"On {line.grid.line}, the share abandoned does not rise with the wait (rank correlation by hour {rank:.2f}). "
        "So these callers do not run out of patience in the queue: they hang up while it rings."
    )
    return _Patience(distribution, ("queue", "pick_up"), (Finding("assumed", text),))


def _total_wait(line: LineObserved) -> float:
    """Return the seconds that all callers waited, as far as the files tell; 0 if they do not."""
    bins = patience.wait_bins(line.answers)
    answered = float(line.counts["wait_answered"].sum())
    if line.counts["wait_answered"].isna().all():
        answered = bins.seconds if bins else 0.0
    if line.counts["wait_abandoned"].notna().any():
        return answered + float(line.counts["wait_abandoned"].sum())
    calls = float(line.grid.answered.sum())
    mean = bins.mean_of_late if bins and bins.mean_of_late else answered / max(1.0, calls)
    return answered + mean * float(line.grid.abandoned.sum()) if answered > 0 else 0.0


def _hourly_waits(line: LineObserved) -> tuple[Floats, Floats] | None:
    """Return each hour's mean wait, or its share of late answers, and its share abandoned; None without either."""
    if not line.grid.has_hours:
        return None
    if line.counts["wait_answered"].notna().any():
        rows, late = line.counts, line.counts["wait_answered"]
    elif line.answers is not None and not line.answers.empty:
        rows = line.answers
        late = rows["answered"].where(rows["low"] > rows["low"].min(), 0.0)
    else:
        return None
    hours = line.grid.by(HOURS_PER_DAY)
    position = ((rows["start"] - pd.Timestamp(hours.first)) // pd.Timedelta(hours=1)).to_numpy()
    waits, answered = (
        np.bincount(position, weights=column.fillna(0.0), minlength=hours.offered.size)
        for column in (late, rows["answered"])
    )
    offered, abandoned = hours.offered.ravel(), hours.abandoned.ravel()
    used = (answered > 0) & (offered > 0)
    return waits[used] / answered[used], abandoned[used] / offered[used]


def _handling(line: LineObserved) -> tuple[TimeDistribution | None, Floats | None]:
    """Return the distribution of handling, and its factors by hour of the day."""
    if line.calls is not None:
        length, hour = handling.handled(_typical_calls(line.calls))
        if len(length):
            factors = handling.hour_factors(handling.hour_totals(length, hour))
            return handling.handling_from_calls(length, hour, factors), factors
    used = line.counts[line.counts["handling"].notna() & line.counts["answered"].notna()]
    distribution = handling.handling_from_totals(float(used["handling"].sum()), float(used["answered"].sum()))
    totals = handling.totals_from_counts(line.counts)
    return distribution, None if totals is None or distribution is None else handling.hour_factors(totals)


def _typical_calls(calls: pd.DataFrame) -> pd.DataFrame:
    """Return the calls from outside, or all calls if most of the answered calls came from other lines.

    A line has one distribution of handling, and transferred calls may be longer or shorter than the others.
    """
    transferred = calls.loc[calls["outcome"] == "answered", "transferred"]
    return calls if 2 * int(transferred.sum()) > len(transferred) else calls[~calls["transferred"]]


def _transfer_findings(line: LineObserved) -> Iterator[Finding]:
    """Say how long transferred calls take, if they take longer or shorter than calls from outside."""
    assert line.calls is not None
    transferred, others = (handling.handled(line.calls[line.calls["transferred"] == came])[0] for came in (True, False))
    if not handling.means_differ(transferred, others):
        return
    used = "all calls" if len(transferred) > len(others) else "the calls from outside"
    text = (
        f"On {line.grid.line}, handling takes {transferred.mean():.0f} s for {len(transferred):,} transferred calls "
        f"and {others.mean():.0f} s for {len(others):,} calls from outside, on average. Chance would explain such a "
        f"difference in fewer than one of 100 files. A line has one handling time. simcall takes that of {used}."
    )
    yield Finding("assumed", text)


def _handling_findings(line: LineObserved) -> Iterator[Finding]:
    if line.calls is None:
        return
    yield from _transfer_findings(line)
    short, long = handling.left_out(line.calls)
    if short:
        text = (
            f"On {line.grid.line}, {short:,} answered calls under {handling.SHORTEST_S:.0f} s do not count as handling."
        )
        yield Finding("left out", f"{text} Such calls are tests, wrong keys or lost connections.")
    if long:
        hours = handling.LONGEST_S / 3600
        text = f"On {line.grid.line}, {long:,} answered calls of more than {hours:.0f} h do not count as handling."
        yield Finding("left out", f"{text} Most likely somebody forgot to end them.")


def _menu(calls: pd.DataFrame | None) -> Estimate | None:
    """Return the mean time in recorded messages; impossible values are left out."""
    if calls is None:
        return None
    menu = calls["menu"].to_numpy(dtype=np.float64)
    menu = menu[(menu >= 0) & (menu <= _LONGEST_MENU_S)]
    return mean_estimate(menu) if len(menu) and menu.max() > 0 else None


def wrap_up_findings(wrap_up: TimeDistribution | None) -> tuple[Finding, ...]:
    """Say where the wrap-up of every line comes from, if the files have none."""
    if wrap_up is None:
        return ()
    text = (
        "The files have no wrap-up. simcall takes the gaps between a person's calls while two or more callers wait: "
        f"{wrap_up.mean or 0.0:.0f} s on average, the same for every line."
    )
    return (Finding("assumed", text),)


def redial_findings(again: Redials | None) -> tuple[Finding, ...]:
    """Say what the calls a day hold, if redials cannot be taken off."""
    if again is not None and again.lines:
        return ()
    text = (
        "The files do not show redials. So the calls a day and the spread of hours include them, and the scenario has "
        "no redials of its own."
    )
    return (Finding("assumed", text),)
