"""The incomplete gamma function, for compiled code and for Python.

Equations are those of the Digital Library of Mathematical Functions (DLMF), https://dlmf.nist.gov. Both parts of the
function are returned over the same number, whose logarithm is `log_term`: so an inverse can work with logarithms, which
neither overflow nor vanish.
"""

from __future__ import annotations

import math

from simcall.inputs.compiling import rule

__all__ = ["LARGE", "log_gamma_of_next", "log_term", "lower_part", "upper_part"]

LARGE = 10.0
"""Shapes from here on are large: Stirling's expansion has all the digits of a double."""
_LOG_2_PI = 1.8378770664093454836
_NEGLIGIBLE = 2.0**-55


@rule
def log_term(shape: float, x: float) -> float:
    """Return the logarithm of x**shape exp(-x) / gamma(shape + 1), for positive numbers.

    For large shapes the powers are taken of x / shape, so that no large numbers cancel out.
    """
    if shape < LARGE:
        return shape * math.log(x) - x - log_gamma_of_next(shape)
    excess = (x - shape) / shape
    return shape * (math.log1p(excess) - excess) - 0.5 * (_LOG_2_PI + math.log(shape)) - _beyond_stirling(shape)


@rule
def log_gamma_of_next(shape: float) -> float:
    """Return the logarithm of gamma(shape + 1), for shapes that are not large."""
    product = 1.0
    while shape > 0.5:
        product *= shape
        shape -= 1
    return math.log(product) - math.log1p(shape * _reciprocal_slope(shape))


@rule
def _reciprocal_slope(f: float) -> float:
    """Return (1 / gamma(1 + f) - 1) / f for f from -1/2 to 1/2: DLMF 5.7.1, coefficients of Wrench (1968)."""
    value = 1.0434267116911005e-10 + f * 7.782263439905071e-12
    value = 5.002007644469223e-09 + f * (-1.1812745704870201e-09 + f * value)
    value = -2.0563384169776071e-07 + f * (6.116095104481416e-09 + f * value)
    value = -1.2504934821426707e-06 + f * (1.133027231981696e-06 + f * value)
    value = 1.2805028238811619e-04 + f * (-2.0134854780788239e-05 + f * value)
    value = -1.1651675918590651e-03 + f * (-2.1524167411495097e-04 + f * value)
    value = -9.6219715278769736e-03 + f * (7.2189432466630995e-03 + f * value)
    value = 1.6653861138229149e-01 + f * (-4.2197734555544337e-02 + f * value)
    value = -6.5587807152025388e-01 + f * (-4.2002635034095236e-02 + f * value)
    return 5.7721566490153286e-01 + f * value


@rule
def _beyond_stirling(shape: float) -> float:
    """Return by how much Stirling's formula is below the logarithm of gamma(shape + 1): DLMF 5.11.1."""
    per = 1 / (shape * shape)
    value = -691 / 360360 + per / 156
    value = 1 / 1260 + per * (-1 / 1680 + per * (1 / 1188 + per * value))
    return (1 / 12 + per * (-1 / 360 + per * value)) / shape


@rule
def lower_part(shape: float, x: float) -> float:
    """Return the lower part, below x: the series of DLMF 8.7.1, which is quick for x up to the shape."""
    total, term, n = 1.0, 1.0, shape
    while term > _NEGLIGIBLE * total:
        n += 1
        term *= x / n
        total += term
    return total


@rule
def upper_part(shape: float, x: float) -> float:
    """Return the upper part, above x: the continued fraction of DLMF 8.9.2, for x from the shape on, and at least 1.

    It is worked out by Lentz's method as in Thompson and Barnett (1986), Journal of Computational Physics 64, 490-509.
    """
    odd = x + 1 - shape
    top, bottom = math.inf, 1 / odd
    value, change, n = bottom, 0.0, 0.0
    while abs(change - 1) > _NEGLIGIBLE:
        n += 1
        numerator = n * (shape - n)
        odd += 2
        bottom = 1 / (odd + numerator * bottom)
        top = odd + numerator / top
        change = top * bottom
        value *= change
    return shape * value
