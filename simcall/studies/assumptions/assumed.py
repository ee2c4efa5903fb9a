"""The answer over the draws: intervals that hold what is assumed, decisions, and which assumption matters most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.inputs import Floats
from simcall.measures import CONFIDENCE, MEASURES, Estimate, RunNumbers, Verdict, differences, verdicts
from simcall.measures.measure import End
from simcall.measures.subjects import listed_measures, subjects_in
from simcall.measures.targets import Figure, Target
from simcall.scenario import Scenario
from simcall.studies.assumptions.draws import Draws
from simcall.studies.assumptions.main_figures import main_figures
from simcall.studies.assumptions.variance_shares import VarianceShares, variance_shares
from simcall.studies.value_sets import SetNumbers

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "SHARE_COLUMNS", "AssumptionNumbers", "Direction", "TargetDraws", "share_document"]

_SCHEMA = 1
_ENDS = ("mean", "low", "high", "sampling_low", "sampling_high")
COLUMNS = ("scenario", "of", "name", "measure", *_ENDS)
SHARE_COLUMNS = ("scenario", "figure", "input", "share", "low", "high", "slope")


@dataclass(frozen=True)
class Direction:
    """In how many draws a figure is higher than the base's, and in how many lower.

    Attributes
    ----------
    higher, lower : int
        Draws in which the mean is higher, and lower.
    clearly_higher, clearly_lower : int
        Those of them in which the interval of the difference does not contain zero.
    draws : int
        Draws in which both are defined.
    """

    higher: int
    lower: int
    clearly_higher: int
    clearly_lower: int
    draws: int


@dataclass(frozen=True)
class TargetDraws:
    """In how many draws a target is met.

    Attributes
    ----------
    target : Target
        The target.
    counts : mapping of Verdict to int
        Draws by verdict.
    """

    target: Target
    counts: Mapping[Verdict, int]

    @property
    def met(self) -> int:
        """Draws in which the target is met."""
        return self.counts.get(Verdict.MET, 0)


@dataclass(frozen=True)
class AssumptionNumbers:
    """The figures of scenarios over draws of what is assumed. Nothing is written until `save` is called.

    A figure is named as ``"999.asa"``; scenarios are counted from 0, and the first is the base of differences.

    Attributes
    ----------
    draws : Draws
        The sets of values.
    sets : SetNumbers
        The numbers of each scenario with each of them.
    plain : tuple of RunNumbers
        The scenarios as they are, with the same callers: sampling is their only uncertainty.
    changes : tuple of str
        What was changed in the scenarios' files, as ``PATH=VALUE``.
    run_time_s : float
        How long it took.
    """

    draws: Draws
    sets: SetNumbers = field(repr=False)
    plain: tuple[RunNumbers, ...] = field(repr=False)
    changes: tuple[str, ...] = ()
    run_time_s: float = field(default=0.0, repr=False, compare=False)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, as they are."""
        return self.sets.scenarios

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(scenario.name for scenario in self.scenarios)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The main figures that all scenarios have."""
        return main_figures(self.scenarios)

    def of(self, figure: Figure | str, scenario: int = 0, *, confidence: float = CONFIDENCE) -> Estimate:
        """Return a figure's mean over the draws, with the interval over assumptions and sampling."""
        return self.sets.of(figure, scenario, confidence=confidence)

    def sampling(self, figure: Figure, scenario: int = 0) -> Estimate:
        """Return a figure of the scenario as it is, with the interval of sampling alone."""
        return self.plain[scenario].estimate(figure.measure, **figure.subject)

    def difference(self, figure: Figure | str, scenario: int = 1, *, confidence: float = CONFIDENCE) -> Estimate:
        """Return a figure's difference from the base, with the interval over assumptions and sampling."""
        return self.sets.difference(figure, scenario, confidence=confidence)

    def sampling_difference(self, figure: Figure, scenario: int = 1) -> Estimate:
        """Return the same difference of the scenarios as they are, with the interval of sampling alone."""
        difference = differences(self.plain[0], self.plain[scenario], figure.measure, **figure.subject)[1][0]
        return Estimate(difference.mean, difference.low, difference.high)

    def direction(self, figure: Figure, scenario: int = 1) -> Direction:
        """Return in how many draws a figure is higher and lower than the base's."""
        means = [difference.mean for difference in self.sets.differences(figure, scenario)]
        ends = [(difference.low, difference.high) for difference in self.sets.differences(figure, scenario)]
        defined = [mean for mean in means if mean is not None]
        return Direction(
            sum(mean > 0 for mean in defined),
            sum(mean < 0 for mean in defined),
            sum(low is not None and low > 0 for low, _ in ends),
            sum(high is not None and high < 0 for _, high in ends),
            len(defined),
        )

    def best(self, figure: Figure) -> dict[str, int] | None:
        """Return in how many draws each scenario is the best for callers; None if neither end of the figure is better.

        A draw in which several are equally good counts for the first of them.
        """
        worse = MEASURES[figure.measure].worse
        if worse is None:
            return None
        table = np.array([self.sets.means(figure, number) for number in range(len(self.scenarios))])
        table = table[:, np.isfinite(table).all(axis=0)]
        winners = (table.argmin if worse is End.HIGHEST else table.argmax)(axis=0).tolist() if table.size else []
        return {name: winners.count(number) for number, name in enumerate(self.names)}

    def targets(self, scenario: int = 0) -> tuple[TargetDraws, ...]:
        """Return in how many draws a scenario meets each of its targets."""
        judged = [verdicts(results[scenario]) for results in self.sets.results]
        return tuple(
            TargetDraws(of_target[0].target, dict(Counter(verdict.verdict for verdict in of_target)))
            for of_target in zip(*judged, strict=True)
        )

    def shares(self, figure: Figure | str, scenario: int = 0) -> VarianceShares | None:
        """Return how much of a figure's variance over the draws each assumption accounts for."""
        return variance_shares(self.draws.positions(), self.sets.means(figure, scenario), self.sets.seed)

    def shares_of_difference(self, figure: Figure | str, scenario: int = 1) -> VarianceShares | None:
        """Return the same of a figure's difference from the base."""
        return variance_shares(self.draws.positions(), self.sets.mean_differences(figure, scenario), self.sets.seed)

    @cached_property
    def divided(self) -> list[tuple[int, Figure, VarianceShares]]:
        """The shares of each main figure that the draws change: of one scenario, or of the differences from the base.

        By the number of the scenario and the figure.
        """
        divide = self.shares if len(self.scenarios) == 1 else self.shares_of_difference
        divided = ((number, figure, divide(figure, number)) for number, figure in self._answered)
        return [(number, figure, shares) for number, figure, shares in divided if shares is not None]

    @property
    def with_value(self) -> int:
        """The most draws in which one of these figures or differences has a value."""
        means = self.sets.means if len(self.scenarios) == 1 else self.sets.mean_differences
        return max((int(np.isfinite(means(figure, number)).sum()) for number, figure in self._answered), default=0)

    @property
    def _answered(self) -> list[tuple[int, Figure]]:
        """The main figures of one scenario, or those of the others, whose differences from the base are the answer."""
        first = 0 if len(self.scenarios) == 1 else 1
        return [(number, figure) for number in range(first, len(self.scenarios)) for figure in self.figures]

    def to_frame(self) -> pd.DataFrame:
        """Return every measure of every line and group of each scenario, one row each.

        Returns
        -------
        DataFrame
            Columns ``scenario``, ``of``, ``name``, ``measure``, ``mean``, ``low``, ``high``, ``sampling_low``,
            ``sampling_high``.
        """
        import pandas as pd

        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    @cached_property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of `to_frame`."""
        rows = []
        for number, scenario in enumerate(self.scenarios):
            for of, name in subjects_in(scenario):
                for figure in (Figure(name, measure.name) for measure in listed_measures(scenario, of, name)):
                    whole, alone = self.of(figure, number), self.sampling(figure, number)
                    ends = (whole.mean, whole.low, whole.high, alone.low, alone.high)
                    rows.append((scenario.name, of, figure.line_or_group, figure.measure, *ends))
        return rows

    def share_rows(self) -> list[tuple[Any, ...]]:
        """Return the share of each assumption in each main figure, of `SHARE_COLUMNS`."""
        return [
            (self.names[number], str(figure), share.name, share.share, share.low, share.high, share.slope)
            for number, figure, shares in self.divided
            for share in shares.inputs
        ]

    def drawn(self) -> tuple[list[str], list[list[Any]]]:
        """Return the columns and the rows of a table of the draws: what was drawn, and the main figures with it."""
        scenarios = range(len(self.scenarios))
        changes = [self.draws.overrides(self.scenarios[number], number) for number in scenarios]
        paths = list(dict.fromkeys(path for of_scenario in changes for path in of_scenario[0]))
        cases = [(number, figure) for number in scenarios for figure in self.figures]
        columns = ["draw", *paths, *(f"{self.names[number]}: {figure}" for number, figure in cases)]
        figures = [self._listed(self.sets.means(figure, number)) for number, figure in cases]
        rows = [
            [draw + 1, *(_first_of(changes, draw, path) for path in paths), *(column[draw] for column in figures)]
            for draw in range(len(self.draws))
        ]
        return columns, rows

    def document(self) -> dict[str, Any]:
        """Return the answer as tables, lists, text and numbers that JSON can hold."""
        ensemble = self.draws.ensemble
        return {
            "schema": _SCHEMA,
            "scenarios": list(self.names),
            "draws": len(self.draws),
            "replications": self.sets.replications,
            "seed": self.sets.seed,
            "confidence": CONFIDENCE,
            "inputs": self._inputs(),
            "ensemble": None if ensemble is None else {"study": ensemble.study, "members": len(ensemble.members)},
            "results": {name: self._tree(number) for number, name in enumerate(self.names)},
            "targets": [
                {
                    "scenario": name,
                    "target": str(target_draws.target),
                    **{str(verdict): n for verdict, n in target_draws.counts.items()},
                }
                for number, name in enumerate(self.names)
                for target_draws in self.targets(number)
            ],
            "differences": [
                self._difference(number, figure) for number in range(1, len(self.names)) for figure in self.figures
            ],
            "best": {str(figure): self.best(figure) for figure in self.figures if len(self.names) > 1},
            "shares": [
                {"scenario": self.names[number], "figure": str(figure), **share_document(shares)}
                for number, figure, shares in self.divided
            ],
        }

    def _inputs(self) -> list[dict[str, Any]]:
        return [
            {
                "path": path,
                "kind": spanned.kind,
                "source": spanned.source,
                "scenarios": {
                    name: {"value": own.value, "low": own.low, "high": own.high}
                    for name, own in zip(self.names, inputs, strict=True)
                    if own is not None
                },
            }
            for path, inputs in self.draws.inputs.items()
            for spanned in [next(own for own in inputs if own is not None)]
        ]

    def _tree(self, number: int) -> dict[str, Any]:
        tree: dict[str, Any] = {"lines": {}, "groups": {}}
        for name, of, entity, measure, *ends in self.rows:
            if name == self.names[number]:
                tree.setdefault(f"{of}s", {}).setdefault(entity, {})[measure] = dict(zip(_ENDS, ends, strict=True))
        return tree

    def _difference(self, number: int, figure: Figure) -> dict[str, Any]:
        alone, direction = self.sampling_difference(figure, number), self.direction(figure, number)
        return {
            "scenario": self.names[number],
            "figure": str(figure),
            **self.difference(figure, number).interval,
            "sampling_low": alone.low,
            "sampling_high": alone.high,
            **asdict(direction),
        }

    @staticmethod
    def _listed(values: Floats) -> list[float | None]:
        return [None if np.isnan(value) else value for value in values.tolist()]


def _first_of(changes: list[list[dict[str, object]]], draw: int, path: str) -> object:
    """Return the value that a draw gives to a path in the first scenario that has it."""
    return next((of_scenario[draw][path] for of_scenario in changes if path in of_scenario[draw]), None)


def share_document(shares: VarianceShares) -> dict[str, Any]:
    """Return shares as JSON can hold them."""
    return {
        "inputs": [
            {"input": share.name, "share": share.share, "low": share.low, "high": share.high, "slope": share.slope}
            for share in shares.inputs
        ],
        "rest": shares.rest,
        "by_chance": shares.chance,
        "clear": shares.is_clear,
        "spread": shares.spread,
    }
