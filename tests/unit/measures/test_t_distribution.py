"""The table of quantiles of the t distribution against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from simcall.measures.t_distribution import student_quantile


def test_the_table_is_that_of_scipy() -> None:
    """Every quantile in the table, and what is beyond its ends, is SciPy's to the last digit."""
    freedom = np.arange(-2, 130)
    for last in (120, 121, 130):  # all in the table, one beyond it, and some
        some = freedom[freedom <= last]
        assert np.array_equal(student_quantile(some, 0.975), special.stdtrit(some, 0.975), equal_nan=True)


@pytest.mark.parametrize("probability", [0.9, 0.95, 0.995])
def test_other_probabilities(probability: float) -> None:
    """No other probability is read from the table."""
    assert float(student_quantile(29, probability)) == special.stdtrit(29, probability)
