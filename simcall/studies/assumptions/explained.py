"""Explain a figure over draws of what is assumed: how large each part may be, and which is the largest how often."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simcall.measures import CONFIDENCE, Estimate
from simcall.scenario import Scenario
from simcall.studies.assumptions.assumed import share_document
from simcall.studies.assumptions.draws import Draws, draw_sets
from simcall.studies.assumptions.variance_shares import VarianceShares, variance_shares
from simcall.studies.calibrate import EnsembleValues
from simcall.studies.explain.explanation import ExplanationNumbers
from simcall.studies.explain.study import explain
from simcall.studies.run import DEFAULT_SEED, Progress
from simcall.studies.value_sets import DEFAULT_REPLICATIONS, combined

__all__ = ["FEWER_DRAWS", "AssumedExplanationNumbers", "assume_explain"]

FEWER_DRAWS = 16
"""Draws by default where each takes long."""
_SCHEMA = 1
COLUMNS = (
    "cause",
    "mean",
    "low",
    "high",
    "sampling_mean",
    "sampling_low",
    "sampling_high",
    "largest_in",
    "same_sign_in",
)


@dataclass(frozen=True)
class AssumedExplanationNumbers:
    """The parts of an explanation over draws of what is assumed. Nothing is written until `save` is called.

    Attributes
    ----------
    draws : Draws
        The sets of values.
    plain : ExplanationNumbers
        The explanation of the scenarios as they are.
    parts : mapping of str to tuple of Estimate
        By cause, its part with each set; zero where the values drawn leave nothing of the cause.
    ends : tuple of tuple of Estimate
        With each set, the figure without and with all causes.
    replications : int
        With each set.
    run_time_s : float
        How long it took.
    changes : tuple of str
        What was changed in the scenarios' files, as ``PATH=VALUE``.
    """

    draws: Draws
    plain: ExplanationNumbers
    parts: Mapping[str, tuple[Estimate, ...]] = field(repr=False)
    ends: tuple[tuple[Estimate, Estimate], ...] = field(repr=False)
    replications: int
    run_time_s: float = field(default=0.0, repr=False, compare=False)
    changes: tuple[str, ...] = ()

    def of(self, cause: str) -> Estimate:
        """Return a cause's part: the mean over the draws, with the interval over assumptions and sampling."""
        return combined(self.parts[cause], self.replications, self.plain.seed)

    @property
    def change(self) -> Estimate:
        """The whole change from the first figure to the second: the mean and the lowest and highest of the draws."""
        changes = [end.mean - start.mean for start, end in self.ends if start.mean is not None and end.mean is not None]
        if not changes:
            return Estimate(None, None, None)
        return Estimate(float(np.mean(changes)), min(changes), max(changes))

    @property
    def largest_in(self) -> dict[str, int]:
        """In how many draws each cause has the largest part, either way; none in a draw without any part."""
        names = list(self.parts)
        sizes = np.abs([[_number(part_of_draw.mean) for part_of_draw in self.parts[name]] for name in names])
        winners = sizes.argmax(axis=0)[sizes.max(axis=0) > 0].tolist()
        return {name: winners.count(number) for number, name in enumerate(names)}

    @property
    def same_sign_in(self) -> dict[str, int]:
        """In how many draws each cause works in the direction that it has in the scenarios as they are."""
        return {
            part.cause.name: sum(
                _number(part_of_draw.mean) * _number(part.mean) > 0 for part_of_draw in self.parts[part.cause.name]
            )
            for part in self.plain.parts
        }

    @property
    def with_value(self) -> int:
        """The number of draws in which the change has a value."""
        return sum(start.mean is not None and end.mean is not None for start, end in self.ends)

    def shares(self, cause: str) -> VarianceShares | None:
        """Return how much of the variance of a cause's part over the draws each assumption accounts for."""
        means = np.array(
            [np.nan if part_of_draw.mean is None else part_of_draw.mean for part_of_draw in self.parts[cause]]
        )
        return variance_shares(self.draws.positions(), means, self.plain.seed)

    def rows(self) -> list[tuple[Any, ...]]:
        """Return a row for each cause, the largest first, of `COLUMNS`."""
        rows = []
        for part in self.plain.largest_first:
            name, whole = part.cause.name, self.of(part.cause.name)
            alone = (part.mean, part.low, part.high)
            counts = (self.largest_in[name], self.same_sign_in[name])
            rows.append((name, whole.mean, whole.low, whole.high, *alone, *counts))
        return rows

    def document(self) -> dict[str, Any]:
        """Return the answer as tables, lists, text and numbers that JSON can hold."""
        largest = self.plain.largest_first[0].cause.name
        shares = self.shares(largest)
        figure = self.plain.figure
        return {
            "schema": _SCHEMA,
            "measure": figure.measure,
            "line" if figure.is_of_line else "group": figure.line_or_group,
            "scenarios": [scenario.name for scenario in self.plain.scenarios],
            "draws": len(self.draws),
            "replications": self.replications,
            "seed": self.plain.seed,
            "confidence": CONFIDENCE,
            "inputs": list(self.draws.paths),
            "change": self.change.interval,
            "parts": [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()],
            "shares_of_largest": None if shares is None else share_document(shares),
        }


def assume_explain(
    scenario: Scenario,
    other: Scenario | None = None,
    *,
    measure: str | None = None,
    draws: int = FEWER_DRAWS,
    replications: int = DEFAULT_REPLICATIONS,
    seed: int = DEFAULT_SEED,
    jobs: int | None = None,
    ensemble: EnsembleValues | str | os.PathLike[str] | None = None,
    like: str | None = None,
    keep: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> AssumedExplanationNumbers:
    """Explain a figure with many sets of values of what is assumed.

    Parameters
    ----------
    scenario, other, measure
        As for `explain`.
    draws : int
        The number of sets.
    replications : int
        With each set, and of the scenarios as they are.
    seed, jobs, ensemble, like
        As for `assume`.
    keep : path, optional
        As for `explain`.
    progress : callable, optional
        Called with the number of explanations that are done, and of all: one for each set, and that of the scenarios as
        they are.

    Returns
    -------
    AssumedExplanation

    Raises
    ------
    SimcallError
        As for `assume` and `explain`.
    """
    started = time.perf_counter()
    pair = [scenario] if other is None else [scenario, other]
    sets = draw_sets(pair, draws, seed, ensemble=ensemble, like=like)
    changes = [sets.overrides(each, number) for number, each in enumerate(pair)]
    cases = [
        pair,
        *([each.update(own) for each, own in zip(pair, drawn, strict=True)] for drawn in zip(*changes, strict=True)),
    ]
    explained = []
    for case in cases:
        explained.append(explain(*case, measure=measure, replications=replications, seed=seed, jobs=jobs, keep=keep))
        if progress is not None:
            progress(len(explained), len(cases))
    plain, *over = explained
    return AssumedExplanationNumbers(
        sets,
        plain,
        {cause.name: tuple(_part(explanation, cause.name) for explanation in over) for cause in plain.causes},
        tuple((explanation.start, explanation.end) for explanation in over),
        replications,
        time.perf_counter() - started,
    )


def _part(explanation: ExplanationNumbers, cause: str) -> Estimate:
    """Return a cause's part; zero if the scenarios of this draw do not differ in it."""
    for part in explanation.parts:
        if part.cause.name == cause:
            return Estimate(part.mean, part.low, part.high)
    return Estimate(0.0, 0.0, 0.0)


def _number(value: float | None) -> float:
    return 0.0 if value is None else value
