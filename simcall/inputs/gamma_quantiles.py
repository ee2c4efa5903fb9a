"""The inverse of the gamma distribution function, and that of the Poisson, for compiled code and for Python."""

from __future__ import annotations

import math

from simcall.inputs.compiling import rule
from simcall.inputs.gamma_functions import LARGE, log_gamma_of_next, log_term, lower_part, upper_part
from simcall.inputs.normal_quantiles import inverse_normal

__all__ = ["inverse_gamma", "inverse_poisson"]

_NARROW = 0.01
"""Up to this coefficient of variation the expansion about the normal distribution has all the digits of a double."""
_MOST_STEPS = 60
"""Seven are the most that were ever needed."""
_LAST_STEP = 1e-9
"""Newton's method doubles the digits: after a step of this size none is left to find."""
_LONGEST_STEP = 2.0
_NEGLIGIBLE = 2.0**-55


@rule
def inverse_gamma(cv: float, u: float) -> float:
    """Return a quantile of the gamma distribution with mean 1.

    Its relative error is under 2e-14 for coefficients of variation up to 1. Above that it is under 2e-14 times their
    square, because the quantile depends so much on the last digit of the probability.

    Parameters
    ----------
    cv : float
        The coefficient of variation, over 0.
    u : float
        A probability strictly between 0 and 1.
    """
    if cv <= _NARROW:
        return _near_normal(cv, inverse_normal(u))
    shape = 1 / (cv * cv)
    x = _start(cv, shape, u)
    if x < _NEGLIGIBLE:  # the start is exact there
        return x / shape
    # The distribution function and its complement are log-concave in log(x). So Newton's method for their logarithms
    # cannot fail: from its second step on it comes nearer from one side. The smaller of the two keeps its digits.
    is_upper = u >= 0.5
    log_share = math.log1p(-u) if is_upper else math.log(u)
    for _ in range(_MOST_STEPS):
        log_scale = log_term(shape, x)
        part = _upper_part(shape, x, log_scale) if is_upper else lower_part(shape, x)
        step = (log_scale + math.log(part) - log_share) * part / shape
        step = min(max(step if is_upper else -step, -_LONGEST_STEP), _LONGEST_STEP)
        x *= math.exp(step)
        if abs(step) < _LAST_STEP:
            break
    return x / shape


@rule
def _start(cv: float, shape: float, u: float) -> float:
    """Return the quantile by Wilson and Hilferty (1931), or that of the density's rise from zero if it is larger."""
    root = 1 - cv * cv / 9 + inverse_normal(u) * cv / 3
    normal = shape * root * root * root
    if shape >= LARGE:
        return normal
    return max(normal, math.exp((math.log(u) + log_gamma_of_next(shape)) / shape))


@rule
def _upper_part(shape: float, x: float, log_scale: float) -> float:
    if x >= max(shape, 1.0):
        return upper_part(shape, x)
    return max(math.exp(-log_scale) - lower_part(shape, x), _NEGLIGIBLE)  # rounding may leave nothing


@rule
def _near_normal(cv: float, z: float) -> float:
    """Return the quantile of a narrow gamma distribution at a quantile of the normal.

    The expansion of Cornish and Fisher (1938), ordered by powers of the squared coefficient of variation. Each power
    has a series in z times the coefficient of variation, whose terms solve the differential equation of the quantile;
    the first series is that of Temme (1979), SIAM Journal on Mathematical Analysis 10, 757-766.
    """
    w, square = z * cv, cv * cv
    third = 184 / 25515 + w * (289717 / 146966400 - w * (104989 / 55112400))
    second = 289517 / 146966400 - w * (151 / 874800)
    second = 8 / 405 + w * (-433 / 38880 + w * (-923 / 204120 + w * second))
    first = -1451 / 48988800 + w * (769 / 9185400 - w * (1087 / 41990400))
    first = -7 / 810 + w * (8 / 1215 + w * (-1 / 840 + w * first))
    first = -1 / 3 + w * (-7 / 36 + w * first)
    limit = -139 / 5443200 + w * (1 / 204120 - w * (571 / 2351462400))
    limit = -1 / 270 + w * (1 / 4320 + w * (1 / 17010 + w * limit))
    limit = 1 + w * (1 + w * (1 / 3 + w * (1 / 36 + w * limit)))
    return limit + square * (first + square * (second + square * third))


@rule
def inverse_poisson(mean: float, u: float) -> int:
    """Return the smallest whole number k with P(N <= k) >= u for Poisson N.

    Parameters
    ----------
    mean : float
        At least 0.
    u : float
        A probability strictly between 0 and 1.
    """
    if mean == 0:
        return 0
    z = inverse_normal(u)
    k = max(int(mean + z * math.sqrt(mean) + (z * z - 1) / 6), 0)
    while not _has_share(k, mean, u):
        k += 1
    while k > 0 and _has_share(k - 1, mean, u):
        k -= 1
    return k


@rule
def _has_share(k: int, mean: float, u: float) -> bool:
    """Return whether P(N <= k) >= u for Poisson N (DLMF 8.4.10), from the end where probabilities keep their digits."""
    shape = k + 1.0
    scale = math.exp(log_term(shape, mean))
    if mean < shape:
        more = scale * lower_part(shape, mean)
        return more <= 1 - u if u >= 0.5 else 1 - more >= u
    no_more = scale * upper_part(shape, mean)
    return no_more >= u if u <= 0.5 else 1 - no_more <= 1 - u
