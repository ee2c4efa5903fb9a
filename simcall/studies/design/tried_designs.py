"""Designs that have been simulated: what each has to spare, how sure that is, and whether it holds.

All designs have the same callers. One design in their midst is simulated with many more; where these differ from the
few, the figures of all designs are corrected, as what chance does to one it does to about the same extent to the
others (a control variate). A design that is close to a target is simulated with the many callers itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from simcall.inputs import Bools, Floats, Ints
from simcall.measures import MEASURES
from simcall.measures.estimates import t_quantile
from simcall.measures.measure import Kind
from simcall.studies.design.hour_curves import spare_calls
from simcall.studies.design.program import Program
from simcall.studies.design.rota_trials import RotaTrials
from simcall.studies.trials.trial import Trial

__all__ = ["Tried", "TriedDesigns"]

_MISSES, _SURELY_HOLDS = 2.0, 4.0
"""Standard errors from a target beyond which the many callers are not needed to tell whether a design holds."""


@dataclass(frozen=True)
class Tried:
    """A design that has been simulated.

    Attributes
    ----------
    people : int64, shape (options,)
        Steps on each option.
    objective : float
        What it has of what is minimised.
    spare : float64, shape (targets, cells)
        Mean spare calls, by step for targets that are held by step, otherwise one cell.
    error : float64, shape (targets, cells)
        Their standard errors.
    margin : float64, shape (targets, cells)
        How many it should have, so that it also holds with fresh callers.
    meets : bool, shape (targets, cells)
        Whether the figures meet the targets; those over the span with the margin.
    keeps_rules : bool
        Whether it keeps the limits of people, hours, crews and kinds.
    calls : float64, shape (targets,)
        What a target's spare calls are a share of: the calls offered; of a mean time, the seconds it allows them.
    """

    people: Ints
    objective: float
    spare: Floats
    error: Floats
    margin: Floats
    meets: Bools
    keeps_rules: bool
    calls: Floats

    @property
    def holds(self) -> bool:
        """Whether it keeps the rules and meets every target."""
        return self.keeps_rules and bool(self.meets.all())

    @property
    def shortfall(self) -> float:
        """By what share of the calls the targets are missed, added up over the targets."""
        lacking = np.maximum(-self.spare, 0.0).sum(axis=1)
        return float((lacking / self.calls).sum())

    @property
    def clearance(self) -> float:
        """How many standard errors the figure that is nearest to its target has to spare."""
        varies = self.error > 0
        return float((self.spare[varies] / self.error[varies]).min(initial=np.inf))

    def misses(self, errors: float) -> bool:
        """Tell whether a target is missed by more than a number of standard errors."""
        return bool((self.spare + errors * self.error < 0).any())


@dataclass
class TriedDesigns:
    """Tries designs, each once.

    Attributes
    ----------
    trials : RotaTrials
        Where they are tried.
    program : Program
        The rules, and what is minimised.
    luck : float64, shape (targets, steps)
        What chance alone does to the figures of each step with these callers.
    replications, many : range
        Whose callers decide, and whose decide where these cannot.
    margin : float
        So many standard errors of the check on fresh callers a design is to have to spare.
    checked_on : int
        Replications of that check.
    report : callable
        Called after each design that is simulated, with the number of those before and this one.
    """

    trials: RotaTrials
    program: Program
    luck: Floats
    replications: range
    many: range
    margin: float
    checked_on: int
    report: Callable[[int], None]
    tried: dict[bytes, Tried] = field(default_factory=dict)
    _midst: tuple[list[Floats], list[Floats]] | None = None

    @property
    def best(self) -> Tried | None:
        """The design with the least of what is minimised among those that hold."""
        holding = [tried for tried in self.tried.values() if tried.holds]
        return min(holding, key=lambda tried: (tried.objective, -float(tried.spare.min())), default=None)

    @property
    def nearest(self) -> Tried | None:
        """The design within the rules that misses the targets by the fewest calls, for as many calls of each target."""
        keeping = [tried for tried in self.tried.values() if tried.keeps_rules]
        return min(keeping, key=lambda tried: (tried.shortfall, -tried.clearance, tried.objective), default=None)

    @property
    def cells(self) -> int:
        """The most cells of a target."""
        return self.luck.shape[1] if any(self.program.by_step) else 1

    def trial(self, people: Ints) -> Tried:
        """Simulate a design, once."""
        key = people.tobytes()
        if key not in self.tried:
            self.tried[key] = self._decided(people)
            self.report(len(self.tried))
        return self.tried[key]

    def _decided(self, people: Ints) -> Tried:
        tried = self.race(people, len(self.replications))
        is_close = not tried.misses(_MISSES) and bool((tried.spare - _SURELY_HOLDS * tried.error < tried.margin).any())
        if any(self.program.by_step) or not tried.keeps_rules or not is_close:
            return tried
        return self._judged(people, self.trials.trial(people, self.many))

    def race(self, people: Ints, replications: int) -> Tried:
        """Simulate a design with the callers of the first replications only."""
        return self._judged(people, self.trials.trial(people, self.replications[:replications]))

    def correct_by(self, people: Ints) -> None:
        """Simulate a design with the many callers too; from now on the figures of all designs are corrected by it."""
        self.tried.clear()
        few, many = (self.spare(people, callers) for callers in (self.replications, self.many))
        self._midst = few, many

    def spare(self, people: Ints, replications: range) -> list[Floats]:
        """Return for each target a design's spare calls, by step if it is held by step, and replication."""
        return self._spare(self.trials.trial(people, replications))

    def _spare(self, trial: Trial) -> list[Floats]:
        spare = spare_calls(trial, self.program.by_step)
        offsets = self._luck_in_calls(trial)
        return [
            spare[index] - offsets[index][:, None] if held else spare[index].sum(axis=0, keepdims=True)
            for index, held in enumerate(self.program.by_step)
        ]

    def _judged(self, people: Ints, trial: Trial) -> Tried:
        rows = self._spare(trial)
        spare, error, margin = np.zeros((3, len(rows), max(map(len, rows))))
        for target, of_target in enumerate(rows):
            spare[target, : len(of_target)], error[target, : len(of_target)] = self._estimates(target, of_target)
            deviation = _standard_errors(of_target) * np.sqrt(max(of_target.shape[1], 2))
            margin[target, : len(of_target)] = self.margin * deviation / np.sqrt(self.checked_on)
        meets = spare >= np.where(np.array(self.program.by_step)[:, None], 0.0, margin)
        objective = float(np.array([option.weight for option in self.program.options]) @ people)
        return Tried(people, objective, spare, error, margin, meets, self.program.keeps_rules(people), _calls(trial))

    def _estimates(self, target: int, rows: Floats) -> tuple[Floats, Floats]:
        """Return the means of spare calls and their standard errors."""
        count = rows.shape[1]
        if self._midst is None or self.program.by_step[target] or count > len(self.replications):
            return rows.mean(axis=1), _standard_errors(rows)
        few, many = self._midst[0][target][:, :count], self._midst[1][target]
        error = np.hypot(_standard_errors(rows - few), _standard_errors(many))
        return rows.mean(axis=1) - few.mean(axis=1) + many.mean(axis=1), error

    def _luck_in_calls(self, trial: Trial) -> Floats:
        """Return what chance alone gives each step, in spare calls, shape (targets, steps)."""
        offsets = []
        for index, target in enumerate(trial.targets):
            upward = 1.0 if target.comparison in (">=", ">") else -1.0
            offsets.append(upward * self.luck[index] * trial.totals[index].denominator.mean(axis=0))
        return np.array(offsets)


def _standard_errors(rows: Floats) -> Floats:
    """Return the standard errors of the means of rows."""
    n = rows.shape[1]
    errors: Floats = rows.std(axis=1, ddof=1) / np.sqrt(n) if n > 1 else np.full(len(rows), t_quantile(2))
    return errors


def _calls(trial: Trial) -> Floats:
    """Return the calls offered to the line of each target, shape (targets,); of a mean time, the seconds for them."""
    calls = np.array([offered.numerator.sum(axis=1).mean() for offered in trial.offered])
    allowed = [
        target.value if MEASURES[target.measure].kind is Kind.SECONDS and target.value > 0 else 1.0
        for target in trial.targets
    ]
    seconds_or_calls: Floats = np.maximum(calls, 1.0) * np.array(allowed)
    return seconds_or_calls
