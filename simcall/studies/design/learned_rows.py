"""What trials say about all designs, as rows of the program, and the bound that follows from them.

A trial says how many spare calls a design has and what one more person in each hour does. So no design has more spare
calls than these, and what its further people add (Atlason, Epelman and Henderson 2008, Management Science 54:295;
Cezik and L'Ecuyer 2008, Management Science 54:310). This holds as long as a further person helps no more than the one
before. A row that a trial contradicts is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.measures.estimates import one_sided_t
from simcall.studies.design.effects import PersonEffects
from simcall.studies.design.program import Program, Row, Solution, Weeks
from simcall.studies.design.tried_designs import Tried, TriedDesigns

__all__ = ["LearnedRow", "LearnedRows"]

_CONTRADICTED = 2.0
"""A row is dropped if a trial has more spare calls than the row allows, by this many standard errors."""
_MET = 1e-6
_AS_MUCH = 1e-3
"""The rows say as much as the hulls of the hours if the linear program's optimum is lower by no more than this part."""
_COUNTS = 1.0
"""Spare calls by which a solution may more than meet a row that still counts for the bound."""
_PARTS = 8
"""Parts of the callers that tell how much the bound varies with them."""
_GAP, _NODES = 2e-3, 50
_ROUNDING = 1e-3
"""The most by which the reduced costs may be wrong, in what is minimised."""


@dataclass(frozen=True)
class LearnedRow:
    """What a trial says about one target, or about one step of a target that is held by step.

    Attributes
    ----------
    target, cell : int
        Of which spare calls.
    tried : Tried
        The trial.
    values : float64, shape (options,)
        Spare calls that a step on each option adds.
    """

    target: int
    cell: int
    tried: Tried
    values: Floats

    @property
    def least(self) -> float:
        """What the values of the steps of a design must add up to."""
        return float(self.values @ self.tried.people - self.tried.spare[self.target, self.cell])

    @property
    def error(self) -> float:
        """The standard error of `least`."""
        return float(self.tried.error[self.target, self.cell])

    def asking(self, spare: float) -> Row:
        """Return the row of the program that asks for `spare` more spare calls, or for fewer if it is negative."""
        return Row(self.values, self.least + spare)

    def is_contradicted(self, tried: Tried) -> bool:
        """Tell whether a trial has clearly more spare calls than the row allows."""
        allowed = float(self.values @ tried.people) - self.least
        error = float(tried.error[self.target, self.cell]) + self.error
        return float(tried.spare[self.target, self.cell]) > allowed + _CONTRADICTED * error


@dataclass
class LearnedRows:
    """The rows that the trials of a search have given.

    Attributes
    ----------
    designs : TriedDesigns
        The trials.
    weeks : Weeks
        What the options do.
    effects : PersonEffects
        What one more person does.
    """

    designs: TriedDesigns
    weeks: Weeks
    effects: PersonEffects
    rows: list[LearnedRow] = field(default_factory=list)

    @property
    def program(self) -> Program:
        """The program."""
        return self.designs.program

    @property
    def no_needs(self) -> Floats:
        """Spare calls that are needed besides those of the rows: none, shape (targets, steps)."""
        return np.zeros(self.designs.luck.shape)

    def add(self, tried: Tried) -> list[LearnedRow]:
        """Add what a trial says and no other contradicts, and return it; drop what this trial contradicts."""
        moved = self.effects.of_person(tried.people)
        added = []
        for target, held in enumerate(self.program.by_step):
            for cell in np.flatnonzero(~tried.meets[target]).tolist() if held else [0]:
                values = self.effects.of_options(moved[target, cell] if held else moved[target].sum(axis=0))
                if values.any():
                    added.append(LearnedRow(target, cell, tried, values))
        others = list(self.designs.tried.values())
        added = [row for row in added if not any(map(row.is_contradicted, others))]
        self.rows = [row for row in self.rows if not row.is_contradicted(tried)] + added
        return added

    def linear(self, rows: Sequence[Row] | None = None, weeks: Weeks | None = None) -> Solution:
        """Solve the linear program with these rows, by default all that were learned."""
        rows = [row.asking(0.0) for row in self.rows] if rows is None else rows
        return self.program.solved(self.weeks if weeks is None else weeks, self.no_needs, rows=rows, whole=False)

    def weeks_that_count(self, rows: Sequence[Row]) -> Weeks:
        """Return what the options do, without the hulls of the hours once the rows say as much."""
        if any(self.program.by_step) or not rows:
            return self.weeks
        without = replace(self.weeks, planes={})
        low, high = self.linear(rows, without), self.linear(rows)
        says_as_much = low.people is not None and low.objective >= high.objective * (1 - _AS_MUCH)
        return without if says_as_much else self.weeks

    def bound(self, confidence: float) -> float:
        """Return a number below which no design within the rules has what is minimised.

        The rows that count are tried again with many callers, in parts. The bound is lowered by what it would be too
        high at worst, as these parts differ. The slopes of the rows are taken as they are.

        Options whose reduced cost shows that no rota with anybody on them is cheaper than the best are left out of the
        integer program: it takes as long as its options are many.

        Parameters
        ----------
        confidence : float
            How sure the bound is to be.
        """
        rows = self._uncontradicted()
        linear = self.linear([row.asking(0.0) for row in rows])
        if linear.people is None:
            return self._at_most_best(linear.bound)
        parts = self._parts([row for row in rows if self._counts(row, linear.people)], confidence)
        optima = np.array([self.linear(part).objective for part in parts])
        if not np.isfinite(optima).all():  # some callers rule every rota out, so how the parts differ has no measure
            return self._at_most_best(self.linear([]).bound)
        means = [_mean(of_row) for of_row in zip(*parts, strict=True)]
        optimum, reduced = self.program.reduced_costs(self.weeks, means)
        bias = max(float(optima.mean() - optimum), 0.0) / _PARTS
        error = float(optima.std(ddof=1)) / np.sqrt(_PARTS)
        lowered = bias + one_sided_t(confidence, _PARTS) * error
        best = self.designs.best
        room = np.inf if best is None else best.objective + lowered - optimum
        bound = self.program.solved(
            self.weeks, self.no_needs, rows=means, gap=_GAP, nodes=_NODES, allowed=reduced <= room + _ROUNDING
        ).bound
        return self._at_most_best(bound - lowered)

    def _uncontradicted(self) -> list[LearnedRow]:
        tried = list(self.designs.tried.values())
        self.rows = [row for row in self.rows if not any(map(row.is_contradicted, tried))]
        return self.rows

    def _counts(self, row: LearnedRow, people: Floats | Ints) -> bool:
        return self.program.by_step[row.target] or row.least - float(row.values @ people) > -_COUNTS

    def _parts(self, rows: Sequence[LearnedRow], confidence: float) -> list[list[Row]]:
        """Return the rows as each part of the many callers gives them.

        Those of steps are not tried again; they are lowered by what chance can do.
        """
        sure = one_sided_t(confidence, len(self.designs.replications))
        of_rows = []
        for row in rows:
            lack = np.full(_PARTS, -sure * row.error)
            if not self.program.by_step[row.target]:
                spare = self.designs.spare(row.tried.people, self.designs.many)[row.target][row.cell]
                means = np.array([part.mean() for part in np.array_split(spare, _PARTS)])
                lack = row.tried.spare[row.target, row.cell] - means
            of_rows.append([row.asking(float(of_part)) for of_part in lack])
        return [[of_row[part] for of_row in of_rows] for part in range(_PARTS)]

    def _at_most_best(self, bound: float) -> float:
        best = self.designs.best
        return bound if best is None else min(bound, best.objective)


def _mean(rows: Sequence[Row]) -> Row:
    """Return the row that asks for the mean of what these ask for."""
    return Row(rows[0].values, float(np.mean([row.least for row in rows])))
