"""The distributions of lengths of time, by name. How they are drawn is in `simcall.inputs.distributions`."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simcall.scenario.models.base import Frozen
from simcall.scenario.models.quantities import PositiveSeconds, Seconds, Share, format_duration

__all__ = [
    "Constant",
    "Distribution",
    "Empirical",
    "Exponential",
    "Gamma",
    "LogNormal",
    "Mixture",
    "Normal",
    "Triangular",
    "Uniform",
    "Weibull",
    "whole_weights",
]


class _Time(Frozen):
    """What every distribution shares."""

    at_zero: Share = 0.0
    """The share that is exactly zero; the other parameters describe the rest."""

    def mean_of_rest(self) -> float:
        """Return the mean in seconds of what is not the share at zero."""
        raise NotImplementedError

    def mean_s(self) -> float:
        """Return the mean in seconds, the share at zero included."""
        return (1 - self.at_zero) * self.mean_of_rest()

    def least_of_rest(self) -> float:
        """Return the shortest time in seconds apart from the share at zero; for most distributions it is zero."""
        return 0.0

    def least_s(self) -> float:
        """Return the shortest time in seconds that the distribution can give."""
        return 0.0 if self.at_zero > 0 else self.least_of_rest()


class Constant(_Time):
    """The same time for everybody."""

    distribution: Literal["constant"]
    """The distribution's name."""
    value: Seconds
    """The time."""

    def mean_of_rest(self) -> float:
        """Return the value."""
        return self.value

    def least_of_rest(self) -> float:
        """Return the value."""
        return self.value


class _WithMean(_Time):
    """A distribution whose mean is one of its parameters."""

    mean: PositiveSeconds
    """The mean."""

    def mean_of_rest(self) -> float:
        """Return the parameter itself."""
        return self.mean


class Exponential(_WithMean):
    """Exponential: the time that remains does not depend on the time that has passed."""

    distribution: Literal["exponential"]
    """The distribution's name."""


class LogNormal(_WithMean):
    """Lognormal: most times are near the middle and a few are very long, as on the phone."""

    distribution: Literal["lognormal"]
    """The distribution's name."""
    sd: PositiveSeconds
    """The standard deviation of the time itself, not of its logarithm."""


class Gamma(_WithMean):
    """Gamma: exponential if sd = mean, nearly constant if sd is far below the mean, wider if sd is above it."""

    distribution: Literal["gamma"]
    """The distribution's name."""
    sd: PositiveSeconds
    """The standard deviation."""


class Weibull(_WithMean):
    """Weibull: with a shape below 1, callers who have waited long go on waiting; above 1, they lose patience."""

    distribution: Literal["weibull"]
    """The distribution's name."""
    shape: Annotated[float, Field(ge=0.1, le=100, strict=True, allow_inf_nan=False)]
    """The shape; 1 is the exponential distribution."""


class Uniform(_Time):
    """Uniform: every time between two bounds is equally likely."""

    distribution: Literal["uniform"]
    """The distribution's name."""
    low: Seconds
    """The shortest time."""
    high: Seconds
    """The longest time."""

    def mean_of_rest(self) -> float:
        """Return the middle of the two bounds."""
        return (self.low + self.high) / 2

    def least_of_rest(self) -> float:
        """Return the lower bound."""
        return self.low

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(low=self.low, high=self.high)
        return self


class Triangular(_Time):
    """Triangular: the shortest, the likeliest and the longest time, as somebody who does the work would put it."""

    distribution: Literal["triangular"]
    """The distribution's name."""
    low: Seconds
    """The shortest time."""
    mode: Seconds
    """The likeliest time."""
    high: Seconds
    """The longest time."""

    def mean_of_rest(self) -> float:
        """Return a third of the sum of the three times."""
        return (self.low + self.mode + self.high) / 3

    def least_of_rest(self) -> float:
        """Return the shortest time."""
        return self.low

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(low=self.low, mode=self.mode, high=self.high)
        return self


class Normal(_Time):
    """Normal: the bell curve. A time below zero is drawn again."""

    distribution: Literal["normal"]
    """The distribution's name."""
    mean: Seconds
    """The mean of the bell curve, before times below zero are drawn again."""
    sd: PositiveSeconds
    """The standard deviation of the bell curve, before values below zero are drawn again."""

    def mean_of_rest(self) -> float:
        """Return the mean of the times of at least zero (Johnson, Kotz and Balakrishnan 1994, section 13.10)."""
        from_zero = self.mean / self.sd
        density = math.exp(-(from_zero**2) / 2) / math.sqrt(2 * math.pi)
        return self.mean + self.sd * density / (math.erfc(-from_zero / math.sqrt(2)) / 2)


class Mixture(_Time):
    """One of several distributions, chosen with the given weights.

    With one weight for each component, the weights are relative: they need not sum to 1. With one weight fewer they are
    shares, and the last component has the rest.
    """

    distribution: Literal["mixture"]
    """The distribution's name."""
    weights: tuple[Annotated[float, Field(ge=0, le=1e9, strict=True, allow_inf_nan=False)], ...]
    """How often each component is chosen, relative to the others; without the last one, shares from 0 to 1."""
    components: tuple["Distribution", ...]
    """The distributions."""

    @property
    def each_weight(self) -> tuple[float, ...]:
        """The weight of each component, that of the last included."""
        return whole_weights(self.weights, len(self.components))

    def mean_of_rest(self) -> float:
        """Return the mean of the components' means, weighted."""
        weighted = (w * c.mean_s() for w, c in zip(self.each_weight, self.components, strict=True))
        return math.fsum(weighted) / math.fsum(self.each_weight)

    def least_of_rest(self) -> float:
        """Return the shortest time of the components that have a weight."""
        return min(c.least_s() for w, c in zip(self.each_weight, self.components, strict=True) if w > 0)

    @model_validator(mode="after")
    def _one_weight_each(self) -> Self:
        weights, components = len(self.weights), len(self.components)
        if weights not in (components, components - 1):
            raise ValueError(
                f"{weights} weights for {components} components; give one each, or all but the last as shares"
            )
        if weights < components and sum(self.weights) > 1:
            raise ValueError(
                f"the shares sum to {sum(self.weights):g}, and the last component has the rest; give at most 1"
            )
        if not sum(self.each_weight) > 0:
            raise ValueError("the weights are all zero; at least one component needs a weight")
        return self


class Empirical(_Time):
    """Measured values, all equally likely."""

    distribution: Literal["empirical"]
    """The distribution's name."""
    values: Annotated[tuple[Seconds, ...], Field(min_length=1)]
    """Measured times, in any order."""

    def mean_of_rest(self) -> float:
        """Return the mean of the values."""
        return math.fsum(self.values) / len(self.values)

    def least_of_rest(self) -> float:
        """Return the smallest of the values."""
        return min(self.values)


Distribution = Annotated[
    Constant | Exponential | LogNormal | Gamma | Weibull | Uniform | Triangular | Normal | Mixture | Empirical,
    Field(discriminator="distribution"),
]
"""Any of the distributions, recognised by the key ``distribution``."""

Mixture.model_rebuild()


def whole_weights(weights: Sequence[float], components: int) -> tuple[float, ...]:
    """Return the weights of a mixture's components: if the last is left out, it has what is left of 1."""
    rest = (max(0.0, 1 - math.fsum(weights)),) if len(weights) < components else ()
    return (*weights, *rest)


def zero() -> Constant:
    """Return the distribution of a time that is always zero."""
    return Constant.model_validate({"distribution": "constant", "value": "0 s"})


def _check_order(**times: float) -> None:
    """Refuse times that are not in ascending order."""
    for (name, time), (following, later) in pairwise(times.items()):
        if later < time:
            raise ValueError(f"{following} ({format_duration(later)}) is under {name} ({format_duration(time)})")
