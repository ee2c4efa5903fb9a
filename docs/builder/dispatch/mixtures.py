"""Distributions for a scenario file, fitted to measured times: mixtures of lognormals, and a share that is zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["distribution_of", "fitted"]

Floats = npt.NDArray[np.float64]

_STEPS = 300
_NARROWEST = 0.15
"""Of a component's standard deviation, in logs: so that no component stands on one value."""
_FEW = 40
"""Below so many times, one lognormal."""


def fitted(logs: Floats, components: int) -> tuple[Floats, Floats, Floats]:
    """Fit a mixture of normal distributions to logarithms by expectation and maximisation.

    Parameters
    ----------
    logs : ndarray of float64
        The logarithms.
    components : int
        How many.

    Returns
    -------
    tuple of ndarray
        Weights, means and standard deviations.
    """
    parts = np.array_split(np.sort(logs), components)
    weights = np.full(components, 1 / components)
    means = np.array([part.mean() for part in parts])
    spreads = np.full(components, max(float(logs.std()) / components, _NARROWEST))
    for _ in range(_STEPS):
        densities = weights / spreads * np.exp(-0.5 * ((logs[:, None] - means) / spreads) ** 2)
        shares = densities / np.maximum(densities.sum(axis=1, keepdims=True), 1e-300)
        sizes = np.maximum(shares.sum(axis=0), 1e-9)
        weights, means = sizes / sizes.sum(), (shares * logs[:, None]).sum(axis=0) / sizes
        spreads = np.maximum(np.sqrt((shares * (logs[:, None] - means) ** 2).sum(axis=0) / sizes), _NARROWEST)
    return weights, means, spreads


def distribution_of(times_s: Sequence[float] | Floats, components: int = 2, instant_s: float = 1.0) -> dict[str, Any]:
    """Return a scenario's distribution of some measured times.

    Parameters
    ----------
    times_s : sequence of float
        The times.
    components : int
        Of the mixture of lognormals.
    instant_s : float
        Shorter times are zero.

    Returns
    -------
    dict
        As a scenario file has it.
    """
    times = np.asarray(times_s, dtype=np.float64)
    longer = times[times >= instant_s]
    if not len(longer):
        return {"distribution": "constant", "value": "0 s"}
    weights, means, spreads = fitted(np.log(longer), components if len(longer) >= _FEW else 1)
    parts = [_lognormal(mean, spread) for mean, spread in zip(means, spreads, strict=True)]
    table = parts[0] if len(parts) == 1 else _mixture(weights, parts)
    at_zero = round(1 - len(longer) / len(times), 4)
    return {**table, "at_zero": at_zero} if at_zero else table


def _mixture(weights: Floats, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"distribution": "mixture", "weights": [round(float(one), 4) for one in weights[:-1]], "components": parts}


def _lognormal(mean: float, spread: float) -> dict[str, Any]:
    """Return the lognormal distribution whose logarithms have this mean and standard deviation."""
    middle = np.exp(mean + spread**2 / 2)
    return {
        "distribution": "lognormal",
        "mean": f"{middle:.4g} s",
        "sd": f"{middle * np.sqrt(np.expm1(spread**2)):.4g} s",
    }
