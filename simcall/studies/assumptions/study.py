"""Run or compare scenarios over draws of what is assumed."""

from __future__ import annotations

import os
import time

from simcall.errors import SimcallError
from simcall.scenario import Scenario
from simcall.studies.assumptions.assumed import AssumptionNumbers
from simcall.studies.assumptions.draws import draw_sets
from simcall.studies.calibrate import EnsembleValues
from simcall.studies.compare import check_comparable
from simcall.studies.run import DEFAULT_REPLICATIONS as PLAIN_REPLICATIONS
from simcall.studies.run import DEFAULT_SEED, Progress, run_all
from simcall.studies.value_sets import DEFAULT_REPLICATIONS, SetNumbers, run_sets

__all__ = ["DEFAULT_DRAWS", "assume"]

DEFAULT_DRAWS = 64


def assume(
    *scenarios: Scenario,
    draws: int = DEFAULT_DRAWS,
    replications: int | None = None,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    ensemble: EnsembleValues | str | os.PathLike[str] | None = None,
    like: str | None = None,
    progress: Progress | None = None,
) -> AssumptionNumbers:
    """Run scenarios with many sets of values of what is assumed.

    The values are drawn from the spans in the scenarios' provenance, uniformly and independently of each other. Callers
    and draws are the same in all scenarios.

    Parameters
    ----------
    *scenarios : Scenario
        One, or several of which the first is the base; they measure the same span.
    draws : int
        The number of sets.
    replications : int, optional
        With each set, and of the scenarios as they are. By default 10, and 30.
    seed : int
        Of the draws and of the callers.
    jobs : int, optional
        As for `run`; it does not change the results.
    ensemble : EnsembleValues or path, optional
        The calibrated values of each set come from a member of this ensemble, or of that in a calibration's folder.
    like : str, optional
        Label of the calibration's scenario whose values they take; needed if that is not clear from the scenarios.
    progress : callable, optional
        Called with the number of sets that are done, and of all.

    Returns
    -------
    Assumptions

    Raises
    ------
    SimcallError
        If no input has a span and there is no ensemble, a number is not valid, or as for `compare`.
    """
    if not scenarios:
        raise SimcallError("give a scenario to run")
    if len(scenarios) > 1:
        check_comparable(scenarios)
    started = time.perf_counter()
    sets = draw_sets(scenarios, draws, seed, ensemble=ensemble, like=like)
    changes = [sets.overrides(scenario, number) for number, scenario in enumerate(scenarios)]
    each = DEFAULT_REPLICATIONS if replications is None else replications
    results = run_sets(scenarios, changes, each, seed, jobs=jobs, progress=progress)
    plain = run_all(scenarios, PLAIN_REPLICATIONS if replications is None else replications, seed, jobs=jobs)
    return AssumptionNumbers(
        sets, SetNumbers(scenarios, results, seed), plain, run_time_s=time.perf_counter() - started
    )
