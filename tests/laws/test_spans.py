"""One such span falls where a run says, in 95 of 100 cases."""

from __future__ import annotations

import numpy as np
import pytest

import simcall as sc
from tests.making import TWO_LINES, scenario

RUNS, REPLICATIONS = 60, 12
MEASURES = ("offered", "abandonment_rate", "asa", "answer_time_p90", "answer_time_max", "wait_p90", "mean_queue")


def test_independent_replications_lie_in_the_span():
    """Of replications with other callers 95 % lie between the ends that a run of twelve gives, for every measure.

    60 runs, each held against twelve replications of another seed. Twelve replications place the ends by chance, so
    that a run's own coverage has a standard deviation of about 7 points, and the mean of 60 has a standard error of
    1.2 with the noise of those held against it. The threshold is four of them. It would catch the interval of the
    average in its place, which covers about half.
    """
    made = scenario(TWO_LINES, {"days": 0.5})
    inside = {measure: 0 for measure in MEASURES}
    defined = dict(inside)
    for seed in range(RUNS):
        run = sc.run(made, replications=REPLICATIONS, seed=seed, jobs=1)
        others = sc.run(made, replications=REPLICATIONS, seed=1000 + seed, jobs=1)
        for measure in MEASURES:
            estimate = run.estimate(measure, line="999")
            figures = np.array(own_figures(others, measure))
            defined[measure] += len(figures)
            inside[measure] += np.count_nonzero((estimate.span_low <= figures) & (figures <= estimate.span_high))
    for measure in MEASURES:
        assert inside[measure] / defined[measure] == pytest.approx(0.95, abs=0.048), measure


def own_figures(results: sc.Results, measure: str) -> list[float]:
    """Return the figure in each replication by itself."""
    if measure == "answer_time_p90":
        ((answers,),) = [results.answers("999")]
        return [np.sort(own)[int(np.ceil(0.9 * len(own) - 1e-9)) - 1] * 0.001 for own in answers if len(own)]
    _, above, below = results.totals(measure, line="999")
    return [a / b for a, b in zip(above[:, 0], below[:, 0], strict=True) if b]
