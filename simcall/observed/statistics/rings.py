"""How long it rings before somebody answers, where nobody has to wait for a free person.

It is measured from a ring time for each call, or from the counts of calls answered within a number of seconds: in the
quietest hours the answer time is ringing alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import optimize
from scipy.special import ndtr

from simcall.files.messages import counted
from simcall.observed.measured import TimeDistribution
from simcall.observed.statistics.distributions import fitted_distribution, lognormal_distribution
from simcall.observed.statistics.grids import HOURS_PER_DAY, Bools, Floats, Grid

__all__ = ["QUIETEST", "RingFit", "interval_censored_lognormal", "ring_from_calls", "rings_from_bins"]

QUIETEST = 0.25
"""The share of the recorded hours that count as the quietest: those with the fewest calls on all lines together."""
_LEAST_CALLS = 100
_LEAST_BINS = 2
_LARGEST_ERROR = 0.35
"""The largest standard error of the logarithm of a median: beyond it the bins are too coarse to tell."""
_LARGEST_SIGMA = 1.5
_FITS_WITHIN = 0.03
_KOLMOGOROV_95 = 1.36
_STEP = 1e-3
_FLAT = 1e-3
_Z = 1.96


def ring_from_calls(calls: pd.DataFrame) -> TimeDistribution | None:
    """Return the ring time of answered calls, or None if fewer than 100 of them have one."""
    ring = calls.loc[(calls["outcome"] == "answered") & calls["ring"].notna(), "ring"].to_numpy()
    return fitted_distribution(ring, "answered calls with a ring time") if len(ring) >= _LEAST_CALLS else None


def rings_from_bins(answers: pd.DataFrame, grids: Sequence[Grid]) -> dict[str, TimeDistribution]:
    """Return the ring time of each line from the bins of its answer times in the quietest hours.

    Lognormal distributions of one spread: a bin tells no more than that an answer was between its ends.

    Parameters
    ----------
    answers : pandas.DataFrame
        As `simcall.observed.observations.ANSWER_COLUMNS`.
    grids : sequence of Grid
        The lines' counts, faulty spells taken out.
    """
    quiet = _quiet_hours(grids)
    bins = {grid.line: _bins(answers, grid, quiet) for grid in grids}
    usable = {line: table for line, table in bins.items() if _is_enough(table)}
    if not usable:
        return {}
    fit = interval_censored_lognormal(usable)
    if max(fit.errors.values()) > _LARGEST_ERROR or any(_is_off(fit, line, table) for line, table in usable.items()):
        return {}
    return {line: _distribution(fit, line, int(table[2].sum())) for line, table in usable.items()}


def _is_off(fit: RingFit, line: str, table: tuple[Floats, Floats, Floats]) -> bool:
    """Whether the answer times are not those of ringing, as when callers wait for a person in the quietest hours too.

    Then their spread is too wide, or the shares answered by the ends of the bins are off by more than 3 points and than
    chance explains.
    """
    if fit.sigma > _LARGEST_SIGMA:
        return True
    high, counts = table[1], table[2]
    with np.errstate(divide="ignore"):
        expected = ndtr((np.log(high) - np.log(fit.medians[line])) / fit.sigma)
    observed = np.cumsum(counts) / counts.sum()
    return bool(np.abs(observed - expected).max() > max(_FITS_WITHIN, _KOLMOGOROV_95 / math.sqrt(counts.sum())))


def _distribution(fit: RingFit, line: str, calls: int) -> TimeDistribution:
    basis = (
        f"Answer times of {counted(calls, 'call')} in the quietest hours: lognormal with a sigma of {fit.sigma:.2f}."
    )
    distribution = lognormal_distribution(fit.medians[line], fit.sigma, calls, basis)
    half = math.exp(_Z * fit.errors[line])
    return replace(distribution, median_interval=(fit.medians[line] / half, fit.medians[line] * half))


def _quiet_hours(grids: Sequence[Grid]) -> Bools:
    """Return which hours, from the first date's midnight on, are among the quietest of those recorded of all lines."""
    hours = [grid.by(HOURS_PER_DAY) for grid in grids]
    total = np.sum([grid.offered for grid in hours], axis=0).ravel()
    recorded = np.min([grid.exposure for grid in hours], axis=0).ravel() > 0
    if not recorded.any():
        return np.asarray(recorded)
    return np.asarray(recorded & (total <= np.quantile(total[recorded], QUIETEST)))


def _bins(answers: pd.DataFrame, grid: Grid, quiet: Bools) -> tuple[Floats, Floats, Floats]:
    """Return the ends of a line's bins and the calls in each, in quiet hours."""
    rows = answers[answers["line"] == grid.line]
    hour = (rows["start"].to_numpy().astype("datetime64[h]") - np.datetime64(grid.first, "h")).astype(np.int64)
    inside = (hour >= 0) & (hour < len(quiet))
    rows = rows[inside & quiet[np.clip(hour, 0, len(quiet) - 1)]]
    counts = rows.groupby(["low", "high"])["answered"].sum()
    low, high = (counts.index.get_level_values(level).to_numpy(dtype=np.float64) for level in (0, 1))
    return low, high, counts.to_numpy(dtype=np.float64)


def _is_enough(table: tuple[Floats, Floats, Floats]) -> bool:
    counts = table[2]
    return bool(counts.sum() >= _LEAST_CALLS and (counts > 0).sum() >= _LEAST_BINS)


@dataclass(frozen=True)
class RingFit:
    """Lognormal ring times of lines that share a sigma.

    Attributes
    ----------
    medians : mapping of str to float
        Seconds, by line.
    sigma : float
        The standard deviation of the logarithm.
    errors : mapping of str to float
        The standard error of the logarithm of each median: infinity where the bins do not tell it.
    """

    medians: Mapping[str, float]
    sigma: float
    errors: Mapping[str, float]


def interval_censored_lognormal(bins: Mapping[str, tuple[Floats, Floats, Floats]]) -> RingFit:
    """Return the likeliest medians of lognormal distributions, and the one sigma that they share.

    Parameters
    ----------
    bins : mapping of str to tuple of Floats
        For each line the lower ends, the upper ends and the counts of its bins.
    """

    def misfit(parameters: Floats) -> float:
        sigma = float(np.exp(parameters[-1]))
        return -sum(
            _log_likelihood(table, float(centre), sigma)
            for table, centre in zip(bins.values(), parameters[:-1], strict=True)
        )

    begin = np.append(np.full(len(bins), np.log(3.0)), 0.0)
    best = np.asarray(
        optimize.minimize(
            misfit, begin, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-6}
        ).x
    )
    errors = _standard_errors(misfit, best)
    medians = np.exp(best[:-1])
    return RingFit(
        dict(zip(bins, medians.tolist(), strict=True)),
        float(np.exp(best[-1])),
        dict(zip(bins, errors[:-1].tolist(), strict=True)),
    )


def _standard_errors(misfit: Callable[[Floats], float], best: Floats) -> Floats:
    """Return the standard errors from the curvature of the likelihood; infinity where it is flat."""
    steps = np.eye(len(best)) * _STEP
    curvature = np.array(
        [
            [
                sum(a * b * misfit(best + a * first + b * second) for a in (1, -1) for b in (1, -1)) / (4 * _STEP**2)
                for second in steps
            ]
            for first in steps
        ]
    )
    values, vectors = np.linalg.eigh(curvature)
    if values.min() < _FLAT:
        return np.full(len(best), np.inf)
    return np.asarray(np.sqrt((vectors**2 / values).sum(axis=1)))


def _log_likelihood(table: tuple[Floats, Floats, Floats], centre: float, sigma: float) -> float:
    low, high, counts = table
    with np.errstate(divide="ignore"):
        chance = ndtr((np.log(high) - centre) / sigma) - ndtr((np.log(low) - centre) / sigma)
    return float((counts * np.log(np.maximum(chance, 1e-300))).sum())
