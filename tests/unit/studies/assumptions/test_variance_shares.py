"""Shares of the variance, held against models whose shares are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from simcall.studies.assumptions import VarianceShares, fewest_draws, variance_shares

DRAWS = 64
SHARES = qmc.Sobol(6, scramble=True, rng=np.random.default_rng(11)).random_base2(6)
AT = 2 * SHARES - 1
POSITIONS = {f"x{number}": AT[:, [number]] for number in range(6)}


def found(values: np.ndarray) -> VarianceShares:
    """Return the shares of values over the draws."""
    shares = variance_shares(POSITIONS, values)
    assert shares is not None
    return shares


def share_of(shares: VarianceShares, name: str) -> float:
    """Return the share of an input."""
    return next(one.share for one in shares.inputs if one.name == name)


def test_a_linear_model() -> None:
    """Of y = 3 a + 2 b + c with equal spans the shares are 9, 4 and 1 fourteenths, and nothing is left."""
    shares = found(3 * AT[:, 0] + 2 * AT[:, 1] + AT[:, 2])
    assert [one.name for one in shares.inputs[:3]] == ["x0", "x1", "x2"]
    assert [one.share for one in shares.inputs[:3]] == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.01)
    assert shares.rest == pytest.approx(0, abs=0.01)
    assert [one.slope for one in shares.inputs[:3]] == pytest.approx([6, 4, 2], abs=0.2)


def test_a_bend_counts_as_its_own_input() -> None:
    """The square of an input is its own: of sqrt(5) P2(a) + sqrt(3) b each has half."""
    shares = found(np.sqrt(5) * (3 * AT[:, 0] ** 2 - 1) / 2 + np.sqrt(3) * AT[:, 1])
    assert share_of(shares, "x0") == pytest.approx(0.5, abs=0.02)
    assert share_of(shares, "x1") == pytest.approx(0.5, abs=0.02)


def test_inputs_together() -> None:
    """A product has no share of its own: of 3 a b + c, with variances 1 and 1/3, c has a quarter and the rest is left.

    The product is noise to the regression, so the share of c has a standard error of about 9 points with 64 draws.
    """
    shares = found(3 * AT[:, 0] * AT[:, 1] + AT[:, 2])
    assert share_of(shares, "x2") == pytest.approx(0.25, abs=0.18)
    assert share_of(shares, "x0") < 0.15
    assert shares.rest > 0.55


def test_chance_is_not_an_input() -> None:
    """With noise of half the variance, the inputs have the other half, and the intervals hold the true share."""
    model = 3 * AT[:, 0] + 2 * AT[:, 1]
    inside, sums = 0, []
    for seed in range(40):
        noise = np.random.default_rng(seed).normal(0, np.sqrt(13 / 3), DRAWS)
        shares = found(model + noise)
        first = next(one for one in shares.inputs if one.name == "x0")
        inside += first.low <= 9 / 26 <= first.high
        sums.append(sum(one.share for one in shares.inputs))
    assert inside >= 33  # 95 % of 40 is 38; P(< 33 | 0.95) is 1 in 5,000
    assert 0.42 < np.mean(sums) < 0.62


def test_too_few_draws_to_tell() -> None:
    """Of noise no input is named, in 19 of 20 cases."""
    named = sum(found(np.random.default_rng(seed).normal(size=DRAWS)).is_clear for seed in range(60))
    assert named <= 9  # expected 3; P(> 9 | 0.05) is 1 in 3,000
    assert found(AT[:, 3] + np.random.default_rng(1).normal(0, 0.3, DRAWS)).is_clear


def test_whole_numbers_and_inputs_in_columns() -> None:
    """An input of two values has no bend, and an ensemble's columns are one input."""
    two = np.where(AT[:, [0]] > 0, 0.5, -0.5)
    shares = variance_shares({"two": two, "set": AT[:, 1:4]}, 2 * two[:, 0] + AT[:, 1] + AT[:, 2])
    assert shares is not None
    assert share_of(shares, "two") == pytest.approx(1 / (1 + 2 / 3), abs=0.02)
    assert share_of(shares, "set") == pytest.approx(2 / 3 / (1 + 2 / 3), abs=0.02)


def test_nothing_to_divide() -> None:
    """A figure that never varies has no shares, nor has one with too few draws; undefined draws are left out."""
    assert variance_shares(POSITIONS, np.ones(DRAWS)) is None
    assert variance_shares(POSITIONS, np.full(DRAWS, np.nan)) is None
    assert fewest_draws(POSITIONS) == 14  # two for each of six slopes and a level
    for draws, is_enough in ((13, False), (14, True)):
        fewer = {name: column[:draws] for name, column in POSITIONS.items()}
        assert (variance_shares(fewer, AT[:draws, 0]) is not None) is is_enough
    values = np.where(np.arange(DRAWS) % 8, AT[:, 0], np.nan)
    assert found(values).draws == DRAWS - 8
    assert share_of(found(values), "x0") == pytest.approx(1, abs=0.01)
