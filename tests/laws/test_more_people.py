"""More people: nobody waits longer where that is a theorem, and callers wait less in the mean elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

import simcall as sc
from tests.making import ONE_LINE, TWO_LINES, exponential, scenario

LOADED = {"days": 2.0, "lines.999.demand.calls_per_day": 860.0}
"""About three people's work (2.99 erlangs), so that with three on duty hundreds wait."""


def waits(handlers: int, seed: int, replication: int, changes: dict[str, object]) -> np.ndarray:
    """Return each caller's wait in ticks, in the order of callers."""
    results = sc.run(
        scenario(ONE_LINE, {**LOADED, **changes, "groups.handlers.headcount": handlers}),
        replications=replication + 1,
        seed=seed,
        jobs=1,
    )
    calls = results.resimulate(replication).calls
    assert np.array_equal(calls.caller, np.arange(len(calls.caller)))
    return calls.left - calls.joined


@pytest.mark.parametrize("tick", ["1 ms", "30 s"])
@pytest.mark.parametrize("seed", [1, 2])
def test_one_more_handler_lengthens_no_wait(seed, tick):
    """One line, one group always on duty, first come first served, nobody gives up: one more handler lengthens no wait.

    Kiefer and Wolfowitz (1955): the ordered workloads with one more server are below those without, call by call.
    """
    three, four, five = (waits(n, seed, 0, {"tick": tick}) for n in (3, 4, 5))
    assert np.mean(three > 0) > 0.3  # the law is tried hard: many wait
    assert np.all(four <= three)
    assert np.all(five <= four)
    assert four.sum() < three.sum() / 2


def test_the_law_fails_where_callers_give_up():
    """Negative control: where callers give up, one more handler keeps some who then stand before others."""
    patience = {"lines.999.patience": exponential("5 min")}
    three, four = (waits(n, 1, 0, patience) for n in (3, 4))
    assert np.any(four > three)
    assert four.mean() < three.mean()


def test_more_handlers_shorten_waits_in_the_mean():
    """With redials, priorities, reserve and abandonment more handlers shorten the mean wait, at every step."""
    asa, lost = [], []
    for handlers in (2, 3, 4, 6):
        results = sc.run(scenario(TWO_LINES, {"groups.handlers.headcount": handlers}), replications=6, jobs=1)
        asa.append([results.lines[name].mean_wait.mean for name in ("999", "101")])
        lost.append([results.lines[name].abandonment_rate.mean for name in ("999", "101")])
    assert np.all(np.diff(asa, axis=0) < 0)
    assert np.all(np.diff(lost, axis=0) < 0)
