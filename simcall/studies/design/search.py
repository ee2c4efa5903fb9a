"""The search: an integer program that learns from every trial, then neighbours tried with the same callers.

The program knows at first what each hour can give at best (`simcall.studies.design.hour_curves`). Its solution is
simulated. If that misses a target, the trial says how many calls are lacking and what one more person in each hour
does; this becomes a row that all later solutions keep (Atlason, Epelman and Henderson 2008, Management Science
54:295; Cezik and L'Ecuyer 2008, Management Science 54:310). A row is right as long as a further person helps no more
than the one before; a row that a trial contradicts is dropped. With few options the designs that are cheaper than the
best are then ruled out one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simcall.inputs import Bools, Floats, Ints
from simcall.measures import MEASURES
from simcall.measures.estimates import t_quantile
from simcall.measures.measure import Kind
from simcall.studies.design.effects import effects
from simcall.studies.design.hour_curves import spare_calls
from simcall.studies.design.options import Option
from simcall.studies.design.program import Program, Row, Solution, Weeks
from simcall.studies.design.rota_trials import RotaTrials
from simcall.studies.trials.trial import Trial

__all__ = ["RotaSearch", "Tried"]

_MOST_TRIALS = 40
_PATIENCE = 6
"""So many solutions in a row may bring no cheaper design that holds."""
_GIVEN_UP = 0.5
_USED = 1e-6
_GAP = 2e-3
_NODES, _NODES_OF_BOUND, _NODES_OF_CUT = 20, 50, 1000
_CLEARLY = 4.0
"""A part of the replications rules a design out if it misses by so many standard errors."""
_CONTRADICTED = 2.0
"""A row is dropped if a trial has so many standard errors more spare calls than the row allows."""
_NEIGHBOURS = 14
_SAME = 1e-9
"""Weights that differ by less are the same."""
_ROUNDS = 24
_MOST_RAISES = 60
_BY_PRESENCE = 1e-6
"""Calls that being there in a missed step counts for, where the few replications show no effect."""
_FEW_OPTIONS = 10
"""With more options too many designs are left to be ruled out."""
_MOST_CUTS = 40
_RACE_OF_CUTS = 8
"""One in so many replications is tried first."""
_RACE = 3
"""Replications after which a neighbour that is clearly worse is given up."""


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
    meets : bool, shape (targets, cells)
        Whether the figures meet the targets with the margin asked for.
    calls : float64, shape (targets,)
        What a target's spare calls are a share of: the calls offered; of a mean time, the seconds it allows them.
    """

    people: Ints
    objective: float
    spare: Floats
    error: Floats
    meets: Bools
    calls: Floats

    @property
    def shortfall(self) -> float:
        """By what share of the calls the targets are missed, added up over the targets."""
        lacking = np.maximum(-self.spare, 0.0).sum(axis=1)
        return float((lacking / self.calls).sum())

    @property
    def holds(self) -> bool:
        """Whether every target is met."""
        return bool(self.meets.all())

    @property
    def clearance(self) -> float:
        """How many standard errors the figure that is nearest to its target has to spare."""
        varies = self.error > 0
        return float((self.spare[varies] / self.error[varies]).min(initial=np.inf))


@dataclass
class RotaSearch:
    """One search.

    Attributes
    ----------
    trials : RotaTrials
        Where designs are tried.
    program : Program
        The integer program.
    weeks : Weeks
        What the options do.
    attendance : float64, shape (groups,)
        The chance of each person of a group to be there.
    luck : float64, shape (targets, steps)
        What chance alone does to the figures of each step with these callers.
    replications, few : range
        Whose callers decide; and whose say what one more person does.
    margin : float
        So many standard errors of the check on fresh callers a design is to have to spare.
    checked_on : int
        Replications of that check.
    report : callable
        Called after each design that is simulated, with the number of those before and this one.
    """

    trials: RotaTrials
    program: Program
    weeks: Weeks
    attendance: Floats
    luck: Floats
    replications: range
    few: range
    margin: float
    checked_on: int
    report: Callable[[int], None]
    rows: list[tuple[int, int, Row]] = field(default_factory=list)
    tried: dict[bytes, Tried] = field(default_factory=dict)

    @property
    def options(self) -> Sequence[Option]:
        """The options."""
        return self.program.options

    @property
    def best(self) -> Tried | None:
        """The design with the least of what is minimised among those that hold."""
        holding = [tried for tried in self.tried.values() if tried.holds]
        return min(holding, key=lambda tried: (tried.objective, -float(tried.spare.min())), default=None)

    @property
    def nearest(self) -> Tried:
        """The design that misses the targets by the fewest calls, for as many calls of each target."""
        return min(self.tried.values(), key=lambda tried: (tried.shortfall, tried.objective))

    def trial(self, people: Ints) -> Tried:
        """Simulate a design, once."""
        key = people.tobytes()
        if key not in self.tried:
            self.tried[key] = self._judged(people, self.trials.trial(people, self.replications))
            self.report(len(self.tried))
        return self.tried[key]

    def learn(self) -> Iterator[Tried]:
        """Yield the program's solutions as they are simulated, until no cheaper one that holds has come for a while.

        What a solution lacks is asked for besides the next time, and half of it is given up when one holds. So the
        solutions come from both sides of what is needed.
        """
        extra, since_best = np.zeros((len(self.program.by_step), self._cells)), 0
        for _ in range(_MOST_TRIALS):
            solution = self._candidate(extra)
            people = None if solution.people is None else solution.people.astype(np.int64)
            if people is None and not extra.any():
                return
            if people is None or people.tobytes() in self.tried:
                extra *= _GIVEN_UP
                since_best += 1
            else:
                before = self.best
                tried = self.trial(people)
                yield tried
                since_best = 0 if self.best is not before else since_best + 1
                self._add_rows(tried)
                lacking = np.maximum(self._margin(1.0) * tried.error - tried.spare, 0.0)
                extra = extra * _GIVEN_UP if tried.holds else extra + lacking
            if since_best > _PATIENCE and (self.best is not None or since_best > 3 * _PATIENCE):
                return

    @property
    def _cells(self) -> int:
        return self.luck.shape[1] if any(self.program.by_step) else 1

    def _candidate(self, extra: Floats) -> Solution:
        """Return the program's solution that has some spare calls beyond what is needed, shape (targets, cells).

        It comes from the shifts that the linear program uses, which takes less time.
        """
        rows = [Row(row.values, row.least + row.margin + float(extra[target, cell])) for target, cell, row in self.rows]
        needs = np.zeros(self.luck.shape)
        linear = self.program.solved(self.weeks, needs, rows=rows, whole=False)
        if linear.people is None:
            return linear
        used = linear.people > _USED
        shifts = {
            name: frozenset(
                option.shift for option, on in zip(self.options, used, strict=True) if on and option.group == name
            )
            for name in self.program.request.groups
        }
        solution = self.program.solved(self.weeks, needs, rows=rows, gap=_GAP, nodes=_NODES, shifts=shifts)
        if solution.people is not None:
            return solution
        return self.program.solved(self.weeks, needs, rows=rows, gap=_GAP, nodes=10 * _NODES)

    def bound(self, sure: float) -> float:
        """Return a number below which no design within the rules has what is minimised.

        Parameters
        ----------
        sure : float
            By how many standard errors the figures of the trials may be off.
        """
        self.rows = [entry for entry in self.rows if not self._is_contradicted(entry)]
        holding = [tried for tried in self.tried.values() if tried.holds]
        lowered = [Row(row.values, row.least - sure * row.error) for _, _, row in self.rows]
        rows = [row for row in lowered if all(row.values @ tried.people >= row.least - _USED for tried in holding)]
        needs = np.zeros(self.luck.shape)
        bound = self.program.solved(self.weeks, needs, rows=rows, gap=_GAP, nodes=_NODES_OF_BOUND).bound
        return min([bound, *(tried.objective for tried in holding)])

    def closed(self, best: Tried, bound: float, sure: float) -> tuple[Tried, float]:
        """Try the cheapest designs that nothing rules out; return the best design and a bound that may now be higher.

        A design that surely misses rules out all that have nowhere more people, as long as more people never make a
        figure worse. With few options this soon leaves no design that is cheaper than the best.

        Parameters
        ----------
        best : Tried
            A design that holds.
        bound : float
            The bound so far.
        sure : float
            By how many standard errors the figures of the trials may be off.
        """
        if len(self.options) > _FEW_OPTIONS:
            return best, bound
        cuts: list[Floats] = []
        is_sure = True
        for _ in range(_MOST_CUTS):
            solution = self.program.solved(
                self.weeks, np.zeros(self.luck.shape), cuts=cuts, gap=0.0, nodes=_NODES_OF_CUT
            )
            if is_sure:
                bound = max(bound, min(solution.bound, best.objective))
            if solution.people is None or solution.bound >= best.objective - _USED:
                break
            people = solution.people.astype(np.int64)
            tried = self._raced(people, sure)
            if tried.holds:
                best = min(tried, best, key=lambda design: design.objective)
                return best, min(bound, best.objective)
            is_sure = is_sure and self._surely_misses(tried, sure)
            cuts.append(self._rostered(people))
        return best, bound

    def _raced(self, people: Ints, sure: float) -> Tried:
        """Simulate a design with a part of the replications, and with all if that part does not rule it out."""
        few = self.replications[: max(len(self.replications) // _RACE_OF_CUTS, len(self.few))]
        race = self._judged(people, self.trials.trial(people, few))
        return race if self._surely_misses(race, max(sure, _CLEARLY)) else self.trial(people)

    def _surely_misses(self, tried: Tried, sure: float) -> bool:
        return bool((tried.spare + sure * tried.error < 0).any())

    def _rostered(self, people: Ints) -> Floats:
        """Return the people whom a design has in each step, shape (groups, steps)."""
        names = list(self.program.request.groups)
        of_group = np.array([[option.group == name for option in self.options] for name in names])
        return (of_group * people) @ self.weeks.covers + self.weeks.kept

    def raised(self, start: Tried) -> Tried | None:
        """Return a design that holds, with people added where they help most; None if the rules forbid it."""
        now = start
        for _ in range(_MOST_RAISES):
            if now.holds:
                return now
            people = self.one_more(now.people, self.missed(now))
            if people is None:
                return None
            now = self.trial(people)
        return None

    def missed(self, tried: Tried) -> Bools:
        """Return which targets are missed in which steps; over the span in all of them."""
        missed = np.zeros(self.luck.shape, np.bool_)
        for target, held in enumerate(self.program.by_step):
            missed[target] = ~tried.meets[target] if held else not tried.meets[target].all()
        return missed

    def one_more(self, people: Ints, missed: Bools) -> Ints | None:
        """Return a design with another step where it helps most for what it adds to what is minimised.

        Parameters
        ----------
        people : int64, shape (options,)
            Steps on each option.
        missed : bool, shape (targets, steps)
            What it is to help.
        """
        helped = self._help(people, missed)
        weights = np.array([option.weight for option in self.options])
        for option in np.argsort(-helped / np.maximum(weights, 1e-9), kind="stable").tolist():
            more = people.copy()
            more[option] += 1
            if helped[option] > 0 and more[option] <= self.program.most[option] and self.program.keeps_rules(more):
                return more
        return None

    def _help(self, people: Ints, missed: Bools) -> Floats:
        """Return how much another step on each option helps what is missed, shape (options,)."""
        helped = self.by_option(effects(self.trials, people, self.few)[missed].sum(axis=0))
        helped += _BY_PRESENCE * (self.weeks.covers * missed.any(axis=0)).sum(axis=1)
        return helped

    def safer(self, people: Ints, missed: Bools) -> Ints | None:
        """Return the design that has most to spare of those that exchange one person and cost the same.

        Parameters
        ----------
        people : int64, shape (options,)
            Steps on each option.
        missed : bool, shape (targets, steps)
            What an exchange is to help.

        Returns
        -------
        int64, shape (options,), or None
            None if no exchange has more to spare.
        """
        start, helped = self.trial(people), self._help(people, missed)
        exchanged = sorted(self._exchanges(people), key=lambda other: -float(helped @ (other - people)))
        helpful = [other for other in exchanged if helped @ (other - people) > 0][:_NEIGHBOURS]
        best = max(map(self.trial, helpful), key=lambda tried: tried.clearance, default=start)
        return best.people if best.holds and best.clearance > start.clearance else None

    def _exchanges(self, people: Ints) -> Iterator[Ints]:
        """Yield designs within the rules that have one step on another option, and as much of what is minimised."""
        weights = np.array([option.weight for option in self.options])
        for away in np.flatnonzero(people > 0).tolist():
            for more in np.flatnonzero(np.abs(weights - weights[away]) < _SAME).tolist():
                other = people.copy()
                other[away] -= 1
                other[more] += 1
                if more != away and other[more] <= self.program.most[more] and self.program.keeps_rules(other):
                    yield other

    def improved(self, start: Tried) -> Tried:
        """Return the best design that exchanges of one or two people lead to."""
        best = start
        for _ in range(_ROUNDS):
            better = self._better_neighbour(best)
            if better is None:
                return best
            best = better
        return best

    def _better_neighbour(self, start: Tried) -> Tried | None:
        worth = self._worth(start)
        candidates = sorted(
            self._neighbours(start), key=lambda people: -float((worth @ (people - start.people)).min())
        )[:_NEIGHBOURS]
        few = self.replications[:_RACE]
        for people in candidates:
            if people.tobytes() not in self.tried and len(self.replications) > _RACE:
                race = self._judged(people, self.trials.trial(people, few))
                if (race.spare + _CONTRADICTED * race.error < 0).any():
                    continue
            tried = self.trial(people)
            if tried.holds:
                return tried
        return None

    def _neighbours(self, start: Tried) -> Iterator[Ints]:
        """Yield designs within the rules that have less of what is minimised: one taken away, or one exchanged."""
        weights = np.array([option.weight for option in self.options])
        for away in np.flatnonzero(start.people > 0).tolist():
            fewer = start.people.copy()
            fewer[away] -= 1
            if self.program.keeps_rules(fewer):
                yield fewer
            for more in np.flatnonzero(weights < weights[away] - 1e-9).tolist():
                other = fewer.copy()
                other[more] += 1
                if other[more] <= self.program.most[more] and self.program.keeps_rules(other):
                    yield other

    def _worth(self, tried: Tried) -> Floats:
        """Return the spare calls of one more step on each option, shape (targets, options)."""
        moved = effects(self.trials, tried.people, self.few).sum(axis=1)
        return np.array([self.by_option(of_target) for of_target in moved])

    def by_option(self, moved: Floats) -> Floats:
        """Return what a step on each option does, from what a person in each group and step does."""
        names = list(self.program.request.groups)
        rows = [names.index(option.group) for option in self.options]
        covered = self.weeks.covers * self.attendance[rows][:, None]
        values: Floats = np.maximum((moved[rows] * covered).sum(axis=1), 0.0)
        return values

    def _add_rows(self, tried: Tried) -> None:
        """Add what a trial says about all designs."""
        moved = effects(self.trials, tried.people, self.few)
        for target, held in enumerate(self.program.by_step):
            cells = np.flatnonzero(~tried.meets[target]).tolist() if held else [0]
            for cell in cells:
                of_cell = moved[target, cell] if held else moved[target].sum(axis=0)
                values = self.by_option(of_cell)
                if values.any():
                    least = float(values @ tried.people) - float(tried.spare[target, cell])
                    error = float(tried.error[target, cell])
                    self.rows.append((target, cell, Row(values, least, error, self._margin(error))))

    def _margin(self, error: float) -> float:
        """Return how many calls to spare a figure with a standard error is to have on the fresh callers."""
        return self.margin * error * float(np.sqrt(max(len(self.replications), 2) / self.checked_on))

    def _is_contradicted(self, entry: tuple[int, int, Row]) -> bool:
        target, cell, row = entry
        return any(
            row.least - float(row.values @ tried.people)
            > -float(tried.spare[target, cell]) + _CONTRADICTED * (float(tried.error[target, cell]) + row.error)
            for tried in self.tried.values()
        )

    def _judged(self, people: Ints, trial: Trial) -> Tried:
        spare = spare_calls(trial)
        offsets = self._luck_in_calls(trial)
        cells = [
            spare[index] - offsets[index][:, None] if held else spare[index].sum(axis=0, keepdims=True)
            for index, held in enumerate(self.program.by_step)
        ]
        width = max(len(rows) for rows in cells)
        mean, error = np.zeros((len(cells), width)), np.zeros((len(cells), width))
        for index, rows in enumerate(cells):
            mean[index, : len(rows)] = rows.mean(axis=1)
            n = rows.shape[1]
            error[index, : len(rows)] = rows.std(axis=1, ddof=1) / np.sqrt(n) if n > 1 else t_quantile(2)
        margin = np.vectorize(self._margin)(error)
        over_span = ~np.array(self.program.by_step)[:, None]
        meets = mean >= np.where(over_span, margin, 0.0)
        objective = float(np.array([option.weight for option in self.options]) @ people)
        return Tried(people, objective, mean, error, meets, _calls(trial))

    def _luck_in_calls(self, trial: Trial) -> Floats:
        """Return what chance alone gives each step, in spare calls, shape (targets, steps)."""
        offsets = []
        for index, target in enumerate(trial.targets):
            upward = 1.0 if target.comparison in (">=", ">") else -1.0
            offsets.append(upward * self.luck[index] * trial.totals[index].denominator.mean(axis=0))
        return np.array(offsets)


def _calls(trial: Trial) -> Floats:
    """Return the calls offered to the line of each target, shape (targets,); of a mean time, the seconds for them."""
    calls = np.array([offered.numerator.sum(axis=1).mean() for offered in trial.offered])
    allowed = [
        target.value if MEASURES[target.measure].kind is Kind.SECONDS and target.value > 0 else 1.0
        for target in trial.targets
    ]
    seconds_or_calls: Floats = np.maximum(calls, 1.0) * np.array(allowed)
    return seconds_or_calls
