"""What a calibration is asked: some scenarios, what may be fitted in them, and the figures that they have to meet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simcall.scenario import Scenario
from simcall.scenario.models.paths import Table
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.targets import Figure

__all__ = ["Fit", "Study", "Wanted", "in_words"]

_DIGITS = 5
"""Of the way between its bounds a value is written to so many digits after the first."""


@dataclass(frozen=True)
class Fit:
    """A parameter that is to be found.

    Attributes
    ----------
    name : str
        What it is called: no other of the study is.
    paths : tuple of str
        Where its value goes: the same in all of them.
    parameter : Parameter
        The values that it may take: a range, of whole numbers or of any.
    where : mapping of str to tuple of str
        By the label of each scenario that has it, the paths that it has there.
    start : float or None
        The value that the first of these has: what the targets leave open stays near it.
    """

    name: str
    paths: tuple[str, ...]
    parameter: Parameter
    where: Mapping[str, tuple[str, ...]]
    start: float | None = None

    @property
    def start_share(self) -> float:
        """How far on the way from bound to bound it starts; the middle if no scenario sets it."""
        return 0.5 if self.start is None else min(max(self.share(self.start), 0.0), 1.0)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The labels of the scenarios that have it."""
        return tuple(self.where)

    @property
    def low(self) -> float:
        """The lower bound, in the parameter's own unit."""
        return float(self.parameter.low or 0.0)

    @property
    def high(self) -> float:
        """The upper bound."""
        return float(self.parameter.high or 0.0)

    @property
    def width(self) -> float:
        """How far it is from bound to bound."""
        return self.high - self.low

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.parameter.whole

    @property
    def unit(self) -> str:
        """Of a time; empty for what has none."""
        return self.parameter.unit

    def number(self, share: float) -> float:
        """Return the value at a share, 0 to 1, of the way from bound to bound."""
        number = min(max(self.low + share * self.width, self.low), self.high)
        return float(round(number)) if self.whole else number

    def share(self, number: float) -> float:
        """Return how far a value is on the way from bound to bound."""
        return (number - self.low) / self.width

    def written(self, number: float) -> object:
        """Return a value as a scenario file has it."""
        if self.whole:
            plain: object = round(number)
        else:
            plain = round(number, max(0, _DIGITS - math.floor(math.log10(self.width))))
        return f"{plain} {self.unit}" if self.unit else plain

    def in_words(self, number: float) -> str:
        """Return a value as a person reads it."""
        plain = f"{round(number)}" if self.whole else f"{number:.4g}"
        return f"{plain} {self.unit}".strip()


@dataclass(frozen=True)
class Wanted:
    """A figure that is to be met.

    Attributes
    ----------
    scenario : str
        Label of the scenario.
    figure : Figure
        A measure of a line or group.
    value, tolerance : float
        In the measure's own unit: shares from 0 to 1, times in seconds. The tolerance is what is not known of the
        value: it is believed to lie within one of it, 19 times in 20.
    by : str or None
        "hour_of_week" or "week" if it is of one of them; None of the whole span.
    at : str
        Which of them, as written: ``"Fri 18"``, ``"2024-02-05"``.
    label : object
        The same as results name it: the hour of the week from 0, the date of the Monday.
    source : str
        Where it is from.
    """

    scenario: str
    figure: Figure
    value: float
    tolerance: float
    by: str | None = None
    at: str = ""
    label: object = None
    source: str = ""

    @property
    def what(self) -> str:
        """Which figure of which scenario it is, without the value."""
        return f"{self.scenario}: {self.figure}{f'@{self.at}' if self.at else ''}"

    def __str__(self) -> str:
        """Write it as it is read."""
        return f"{self.what} = {self.value:.6g} +- {self.tolerance:.6g}"


@dataclass(frozen=True)
class Study:
    """A calibration before anything is simulated.

    Attributes
    ----------
    name : str
        What it is.
    scenarios : mapping of str to Scenario
        By label, with the overrides.
    files : mapping of str to str
        The file of each.
    fits : tuple of Fit
        What is to be found.
    wanted : tuple of Wanted
        What is to be met.
    seed : int
        Of the search; the result is confirmed on the next.
    overrides : dict
        The nested tables that were laid over each file.
    """

    name: str
    scenarios: Mapping[str, Scenario] = field(repr=False)
    files: Mapping[str, str]
    fits: tuple[Fit, ...]
    wanted: tuple[Wanted, ...]
    seed: int = 1
    overrides: Table = field(default_factory=dict)

    def with_seed(self, seed: int) -> Study:
        """Return the same study with another seed."""
        return replace(self, seed=seed)

    def numbers(self, shares: Iterable[float]) -> tuple[float, ...]:
        """Return the values of the parameters at some shares of the way between their bounds."""
        return tuple(fit.number(float(share)) for fit, share in zip(self.fits, shares, strict=True))

    def values(self, label: str, numbers: Sequence[float]) -> dict[str, object]:
        """Return what some values of the parameters write into one of the scenarios, by path."""
        return {
            path: fit.written(number)
            for fit, number in zip(self.fits, numbers, strict=True)
            for path in fit.where.get(label, ())
        }

    def scenario_of(self, label: str, numbers: Sequence[float]) -> Scenario:
        """Return one of the scenarios with some values of the parameters."""
        return self.scenarios[label].update(self.values(label, numbers))

    def short(self, wanted: Wanted) -> str:
        """Return which figure a target is of, with the scenario only where there are several."""
        return wanted.what if len(self.scenarios) > 1 else wanted.what.removeprefix(f"{wanted.scenario}: ")

    def document(self) -> dict[str, Any]:
        """Return what is asked as tables, lists and text that JSON can hold."""
        return {
            "study": self.name,
            "seed": self.seed,
            "scenarios": {label: one.document() for label, one in self.scenarios.items()},
            "scenario_sha256": {label: one.fingerprint() for label, one in self.scenarios.items()},
            "files": dict(self.files),
            "fits": [
                {
                    "name": fit.name,
                    "bounds": fit.parameter.in_words(),
                    "where": {k: list(v) for k, v in fit.where.items()},
                }
                for fit in self.fits
            ],
            "targets": [{"target": str(one), "source": one.source} for one in self.wanted],
        }


def in_words(names: Sequence[str]) -> str:
    """Write names as a sentence has them: "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""
