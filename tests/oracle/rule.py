"""The rule by which a case is met: z values of a run on a budget of calls, and all of them together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from scipy import stats

import simcall as sc
from tests.oracle.cases import RUN_OFF_S, Experiment
from tests.oracle.figures import LEVEL, Bools, Floats, Found, Ints, estimate

LIMIT = 3.5
"""Standard errors that an estimate may be off (cases/README)."""

LEAST_EVENTS = 20
"""A window's figure is judged where so many of its rarer outcome are expected: with fewer it is not near normal."""

SETTLING_TIMES = 8
"""Warm-up in settling times. What is left of the empty start, exp(-8) = 0.03 % at first and fading, is averaged over as
much again or more, so the bias is under 0.005 % where the standard errors are above 0.1 %."""

LEAST_RUN = 8
"""Measured time of a replication is at least so many settling times, so that replications' means are near normal."""

MOST_AT_ONCE = 400_000
"""Calls of a replication of a steady state, for the memory's sake."""


@dataclass(frozen=True)
class Budget:
    """How much may be simulated: measured calls in all, and over at most how many replications of a steady state."""

    calls: int
    replications: int = 20


@dataclass(frozen=True)
class Verdict:
    """What an experiment's run came to: by figure, for each cell."""

    found: Mapping[str, Found]
    exact: Mapping[str, Floats]
    judged: Mapping[str, Bools]

    def z(self, name: str) -> Floats:
        """Return how many standard errors a figure is off."""
        off, error = self.found[name].mean - self.exact[name], self.found[name].error
        return np.divide(off, error, out=np.full_like(off, np.inf), where=error > 0)

    def misses(self) -> set[tuple[str, int]]:
        """Return the figures and cells that are off by more than the limit, or by a number that is none."""
        return {
            (name, int(cell))
            for name, judged in self.judged.items()
            for cell in np.flatnonzero(judged & ~(np.abs(self.z(name)) <= LIMIT))
        }

    def at_full_width(self) -> bool:
        """Return whether every interval is as narrow as the README wants, and every cell judged."""
        narrow = all(np.all(self.widths(name) <= 1) for name in self.found)
        return narrow and all(judged.all() for judged in self.judged.values())

    def widths(self, name: str) -> Floats:
        """Return the half-widths of the 95 % intervals, over those that the README allows."""
        found, exact = self.found[name], self.exact[name]
        half = found.error * stats.t.ppf(LEVEL, found.replications - 1)
        return half / np.array([allowed_half_width(name, value) for value in exact])


def allowed_half_width(name: str, value: float) -> float:
    """Return the README's full width: 0.003 for a probability; 2 % for a mean, or 0.05 s or 0.01 calls."""
    if (
        name.removeprefix("c1_").removeprefix("c2_").startswith(("p_", "sl_", "occupancy", "day_p_"))
        and "p90" not in name
    ):
        return 0.003
    if "abandon" in name and value < 1:
        return 0.003
    return max(0.02 * value, 0.05 if name.endswith("_s") else 0.01)


def seed_of(experiment: Experiment, trial: int) -> int:
    """Return a fixed seed of the experiment's own: with one seed for all, the same callers would make their z alike."""
    return crc32(f"{experiment.name} {trial}".encode())


def verdict(
    experiment: Experiment,
    budget: Budget,
    trial: int = 0,
    *,
    handling: float = 1.0,
    only: Sequence[str] = (),
    engine: str = "kernel",
) -> Verdict:
    """Run an experiment and read its figures.

    Parameters
    ----------
    experiment : Experiment
        What to run.
    budget : Budget
        How much of it.
    trial : int
        0 for the first seed, 1 for the second.
    handling : float
        Multiplies the handling times: an error put in on purpose.
    only : sequence of str
        The figures to read; all if left out.
    engine : {"kernel", "reference"}
        Which of the two engines to run.
    """
    figures = {name: figure for name, figure in experiment.figures.items() if not only or name in only}
    scenario, span_s, replications = laid_out(experiment, budget)
    scenario = scenario.update({"groups.handlers.handling_factor": handling})
    results = sc.run(scenario, replications, seed_of(experiment, trial), engine=engine, jobs=1)
    found = estimate(results, figures, span_s - experiment.margin_s)
    exact = {name: np.atleast_1d(experiment.exact[name]).astype(np.float64) for name in figures}
    judged = {name: _judged(experiment, name, replications, len(exact[name])) for name in figures}
    return Verdict(found, exact, judged)


def laid_out(experiment: Experiment, budget: Budget) -> tuple[sc.Scenario, float, int]:
    """Return the scenario, the measured span of a replication in seconds, and how many replications."""
    replications = replications_of(experiment, budget)
    if experiment.day_s is not None:
        return experiment.scenario(experiment.day_s + RUN_OFF_S), experiment.day_s, replications
    wanted_s = budget.calls / replications / experiment.calls_per_hour * 3600
    span_s = float(math.ceil(max(wanted_s, LEAST_RUN * experiment.settling_s) + experiment.margin_s))
    warm_up_s = math.ceil(SETTLING_TIMES * experiment.settling_s)
    return experiment.scenario(span_s, warm_up_s), span_s, replications


def replications_of(experiment: Experiment, budget: Budget) -> int:
    """Return over how many replications a budget is spread: for a day that ends, as many as make it up.

    For a steady state so many that the warm-ups cost at most twice the budget, but 12 at least.
    """
    if experiment.day_s is not None:
        return math.ceil(budget.calls / (experiment.calls_per_hour * experiment.day_s / 3600))
    warm_up_calls = SETTLING_TIMES * experiment.settling_s / 3600 * experiment.calls_per_hour
    return max(12, min(budget.replications, int(2 * budget.calls / warm_up_calls)))


def _judged(experiment: Experiment, name: str, replications: int, cells: int) -> Bools:
    events = experiment.events.get(name)
    return np.ones(cells, bool) if events is None else events * replications >= LEAST_EVENTS


def headline_cells(experiment: Experiment, budget: Budget) -> Ints:
    """Return the cells of the headline that stand for an experiment in the chi-square.

    One figure of each experiment, for figures of one run depend on each other; of windows one in two hours or longer,
    so that in between the memory (some minutes) is lost.
    """
    cells = np.size(experiment.exact[experiment.headline])
    judged = _judged(experiment, experiment.headline, replications_of(experiment, budget), cells)
    apart = max(2, cells // 4) if cells > 1 else 1
    return np.flatnonzero(judged & (np.arange(cells) % apart == 0))


def headline_z(experiment: Experiment, budget: Budget, run: Verdict) -> Floats:
    """Return the z values that stand for an experiment's run as standard normal ones, from Student's t by quantiles."""
    z = run.z(experiment.headline)[headline_cells(experiment, budget)]
    degrees = run.found[experiment.headline].replications - 1
    # The normal quantile of the upper tail keeps its digits where the lower one would round to 1.
    return np.asarray(np.sign(z) * stats.norm.isf(stats.t.sf(np.abs(z), degrees)))


def chi_square(z: Floats) -> float:
    """Return the probability of a sum of squares as large as this if every estimate is right."""
    return float(stats.chi2.sf(np.sum(z**2), len(z)))


def enlarged(experiment: Experiment, run: Verdict, budget: Budget) -> Budget:
    """Return the budget at which every half-width is allowed and every cell judged, going by a run on a smaller one."""
    factor = max(float(np.max(run.widths(name))) ** 2 for name in run.found)
    rare = [LEAST_EVENTS / float(np.min(events)) for events in experiment.events.values()]
    if experiment.day_s is not None and rare:
        factor = max(factor, max(rare) * experiment.calls_per_hour * experiment.day_s / 3600 / budget.calls)
    calls = math.ceil(1.3 * max(factor, 1.0) * budget.calls)
    return replace(budget, calls=calls, replications=max(budget.replications, math.ceil(calls / MOST_AT_ONCE)))
