"""A calibration study: scenarios, the parameters to fit in them, and the figures that they have to meet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.paths import Table
from simcall.studies.sweep.parameters import Parameter

__all__ = [
    "HISTORY_MATCHING",
    "SEARCH",
    "CalibrationTarget",
    "Curve",
    "FittedParameter",
    "Study",
    "figure_label",
    "in_words",
]

SEARCH, HISTORY_MATCHING = "search", "history-matching"
_DIGITS = 5
"""Digits that a value is written to, after the first digit of the distance between its bounds."""


@dataclass(frozen=True)
class FittedParameter:
    """A parameter whose value a calibration looks for.

    Attributes
    ----------
    name : str
        Its name, unique in the study.
    paths : tuple of str
        Paths of the scenario that take its value: the same value at each.
    parameter : Parameter
        The range of values that it may take: whole numbers or any.
    where : mapping of str to tuple of str
        By the label of each scenario that has the parameter, its paths there.
    start : float or None
        Value in the first scenario that has one. What the targets leave open stays near it.
    """

    name: str
    paths: tuple[str, ...]
    parameter: Parameter
    where: Mapping[str, tuple[str, ...]]
    start: float | None = None

    @property
    def start_share(self) -> float:
        """The share of the way from bound to bound at which it starts; the middle if no scenario sets it."""
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
        """The distance between the bounds."""
        return self.high - self.low

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.parameter.integers

    @property
    def unit(self) -> str:
        """The unit of a time; empty if it has none."""
        return self.parameter.unit

    def number(self, share: float) -> float:
        """Return the value at a share, 0 to 1, of the way from bound to bound."""
        number = min(max(self.low + share * self.width, self.low), self.high)
        return float(round(number)) if self.whole else number

    def share(self, number: float) -> float:
        """Return the share of the way from bound to bound at which a value lies."""
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

    def span_in_words(self, span: Sequence[float] | None, absent: str = "-") -> str:
        """Return the two ends of a span of values as a person reads them; another text if there is no span."""
        return absent if span is None else f"{self.in_words(span[0])} to {self.in_words(span[1])}"


@dataclass(frozen=True)
class Curve:
    """A figure against another one: some inputs of a scenario move the two together.

    Attributes
    ----------
    scenario : str
        Label of the scenario.
    figure, against : Figure
        The figure that is published, and the one that says where: abandonment, and the mean wait.
    moved : tuple of Parameter
        The inputs that move, from their low to their high values together.
    levels : int
        Number of levels, evenly spaced.
    discrepancy : float
        The uncertainty of the whole curve, in the figure's unit: how far the published pairs may lie from the model
        because they are counted in other ways or averaged over other spans. As for a tolerance, 95 % lie within it.
    """

    scenario: str
    figure: Figure
    against: Figure
    moved: tuple[Parameter, ...]
    levels: int
    discrepancy: float = 0.0

    def changes(self, level: int) -> dict[str, object]:
        """Return the values of the moved inputs at a level, by path."""
        share = level / (self.levels - 1)
        return {parameter.path: _value_at(parameter, share) for parameter in self.moved}

    def document(self) -> dict[str, Any]:
        """Return it as a study file writes it, without its pairs."""
        return {
            "scenario": self.scenario,
            "figure": str(self.figure),
            "against": str(self.against),
            "moved_by": [parameter.path for parameter in self.moved],
            "values": [parameter.in_words() for parameter in self.moved],
            "levels": self.levels,
            "discrepancy": self.discrepancy,
        }


def _value_at(parameter: Parameter, share: float) -> object:
    """Return the value at a share of the way between the ends of a range, both ends included."""
    low, high = float(parameter.low or 0.0), float(parameter.high or 0.0)
    number = low + share * (high - low)
    plain: object = round(number) if parameter.integers else float(f"{number:.8g}")
    return f"{plain} {parameter.unit}" if parameter.unit else plain


@dataclass(frozen=True)
class CalibrationTarget:
    """A figure that the calibrated scenario has to meet.

    Attributes
    ----------
    scenario : str
        Label of the scenario.
    figure : Figure
        A measure of a line or group.
    value, tolerance : float
        In the measure's own unit: shares from 0 to 1, times in seconds. The tolerance is the uncertainty of the value:
        with a probability of 95 %, the true figure lies within one tolerance of it.
    by : str or None
        "hour_of_week" or "week" for a figure of one period; None for the whole span.
    at : str
        The period as written: ``"Fri 18"``, ``"2024-02-05"``.
    label : object
        The period as results name it: the hour of the week from 0, the date of the Monday.
    source : str
        Where the value comes from.
    curve : Curve or None
        For a pair of a published curve, the curve; the period is then the whole span, and `at` says where on the curve
        the pair lies.
    where : float or None
        For a pair, the value of the other figure.
    force : str
        For a pair, who published it.
    published : tuple of float or None
        For a pair, the lowest and the highest value that were published; they differ if the source gives a range.
    """

    scenario: str
    figure: Figure
    value: float
    tolerance: float
    by: str | None = None
    at: str = ""
    label: object = None
    source: str = ""
    curve: Curve | None = None
    where: float | None = None
    force: str = ""
    published: tuple[float, float] | None = None

    @property
    def full_name(self) -> str:
        """The figure and its scenario, without the value."""
        return figure_label(self.scenario, self.figure, self.at)

    def outside(self, figure: float) -> float:
        """Return how far a figure lies outside what was published: 0 within a published range."""
        low, high = self.published or (self.value, self.value)
        return figure - min(max(figure, low), high)

    @property
    def subject(self) -> dict[str, Any]:
        """Its line or group, as `RunNumbers` takes it."""
        return self.figure.subject

    def __str__(self) -> str:
        """Return the target as a person reads it."""
        return f"{self.full_name} = {self.value:.6g} +- {self.tolerance:.6g}"


def figure_label(scenario: str, figure: Figure | str, at: str) -> str:
    """Return the name of a figure of one of several scenarios, with its period or its place on a curve.

    As in "november: 999.asa@Fri 18" and "november: 101.abandonment_rate where 101.mean_wait = 485 s, Kent".
    """
    link = " where " if "=" in at else "@"
    return f"{scenario}: {figure}{link if at else ''}{at}"


@dataclass(frozen=True)
class Study:
    """A calibration before anything is simulated.

    Attributes
    ----------
    name : str
        Its name.
    scenarios : mapping of str to Scenario
        By label, with the overrides.
    files : mapping of str to str
        The file of each.
    fits : tuple of FittedParameter
        The parameters to find.
    targets : tuple of CalibrationTarget
        The figures to meet.
    seed : int
        Of the search; the result is confirmed on the next seed.
    overrides : dict
        The nested tables that were laid over each file.
    method : str
        `SEARCH`: the ensemble has sets of values that meet every target. `HISTORY_MATCHING`: it has those that the
        targets do not rule out.
    """

    name: str
    scenarios: Mapping[str, Scenario] = field(repr=False)
    files: Mapping[str, str]
    fits: tuple[FittedParameter, ...]
    targets: tuple[CalibrationTarget, ...]
    seed: int = 1
    overrides: Table = field(default_factory=dict)
    method: str = SEARCH

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The published curves, each once."""
        return tuple(dict.fromkeys(target.curve for target in self.targets if target.curve is not None))

    def pairs(self, curve: Curve) -> list[int]:
        """Return the columns of a curve's pairs among the targets."""
        return [column for column, target in enumerate(self.targets) if target.curve == curve]

    def with_seed(self, seed: int) -> Study:
        """Return the same study with another seed."""
        return replace(self, seed=seed)

    def numbers(self, shares: Iterable[float]) -> tuple[float, ...]:
        """Return the values of the parameters at some shares of the way between their bounds."""
        return tuple(fit.number(float(share)) for fit, share in zip(self.fits, shares, strict=True))

    def values(self, label: str, numbers: Sequence[float]) -> dict[str, object]:
        """Return the changes that some values of the parameters make to one of the scenarios, by path."""
        return {
            path: fit.written(number)
            for fit, number in zip(self.fits, numbers, strict=True)
            for path in fit.where.get(label, ())
        }

    def scenario_of(self, label: str, numbers: Sequence[float]) -> Scenario:
        """Return one of the scenarios with some values of the parameters."""
        return self.scenarios[label].update(self.values(label, numbers))

    def short(self, target: CalibrationTarget) -> str:
        """Return a target's figure, with its scenario only if there are several scenarios."""
        return target.full_name if len(self.scenarios) > 1 else target.full_name.removeprefix(f"{target.scenario}: ")

    def document(self) -> dict[str, Any]:
        """Return the study as tables, lists and text that JSON can hold."""
        return {
            "study": self.name,
            "seed": self.seed,
            "scenarios": {label: scenario.document() for label, scenario in self.scenarios.items()},
            "scenario_sha256": {label: scenario.fingerprint() for label, scenario in self.scenarios.items()},
            "files": dict(self.files),
            "fits": [
                {
                    "name": fit.name,
                    "bounds": fit.parameter.in_words(),
                    "where": {label: list(paths) for label, paths in fit.where.items()},
                }
                for fit in self.fits
            ],
            "targets": [{"target": str(target), "source": target.source} for target in self.targets],
            **({"curves": [curve.document() for curve in self.curves]} if self.curves else {}),
            **({"method": self.method} if self.method != SEARCH else {}),
        }


def in_words(names: Sequence[str]) -> str:
    """Join names as a sentence has them: "a", "a and b", "a, b and c"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""
