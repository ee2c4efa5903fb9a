"""The search: an integer program that learns from every trial, then neighbours tried with the same callers.

The program knows at first what each hour can give at best (`simcall.studies.design.hour_curves`). Trials of designs
that just miss the targets teach it more (`approach`). Then its own solutions are simulated, and each trial becomes rows
that all later solutions keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs import Bools, Floats, Ints
from simcall.measures.estimates import one_sided_t
from simcall.studies.design.approach import approach
from simcall.studies.design.learned_rows import LearnedRows
from simcall.studies.design.moves import Moves
from simcall.studies.design.program import Solution
from simcall.studies.design.ruling_out import FEW_OPTIONS, ruled_out
from simcall.studies.design.tried_designs import Tried, TriedDesigns

__all__ = ["RotaSearch"]

_MOST_TRIALS = 30
_PATIENCE = 8
"""So many solutions in a row may bring no cheaper design that holds."""
_GIVEN_UP, _ASKED = 0.5, 0.25
_HARDLY = 1e-2
"""The search does not ask for fewer spare calls than this."""
_BEFORE = 2
"""More people up to this many steps before a missed step may still help it."""
_USED = 1e-6
_GAP, _NODES = 2e-3, 20


@dataclass(frozen=True)
class RotaSearch:
    """One search.

    Attributes
    ----------
    designs : TriedDesigns
        The designs that it has tried.
    learned : LearnedRows
        What their trials say about all designs.
    moves : Moves
        What leads from one design to another.
    """

    designs: TriedDesigns
    learned: LearnedRows
    moves: Moves

    @property
    def _has_few_options(self) -> bool:
        return len(self.designs.program.options) <= FEW_OPTIONS

    def found(self) -> Tried | None:
        """Return the best design that was found to hold, or None."""
        if not self._has_few_options:
            approach(self.learned)
        self._learn()
        best = self.designs.best or self._grown()
        return None if best is None else self.moves.improved(best)

    def _grown(self) -> Tried | None:
        """Return a design that holds, with people added; chance may rule out, hour by hour, what holds as a whole."""
        nearest = self.designs.nearest
        nobody = np.zeros(len(self.designs.program.options), np.int64)
        starts = [] if nearest is None else [nearest]
        if self.designs.program.keeps_rules(nobody):
            starts.append(self.designs.trial(nobody))
        return next((held for start in starts if (held := self.moves.raised(start)) is not None), None)

    def bounded(self, best: Tried, confidence: float) -> tuple[Tried, float]:
        """Return the best design and a number below which no design within the rules has what is minimised.

        Parameters
        ----------
        best : Tried
            The best design that was found.
        confidence : float
            How sure the bound is to be.
        """
        bound = min(self.learned.bound(confidence), best.objective)
        if self._has_few_options:
            sure = one_sided_t(confidence, len(self.designs.replications))
            return ruled_out(self.designs, self.learned.weeks, best, bound, sure)
        return best, bound

    def _learn(self) -> None:
        """Simulate the program's solutions until no cheaper one that holds has come for a while.

        What a solution lacks is asked for besides the next time, and half of it is given up when one holds. So the
        solutions come from both sides of what is needed. If a solution misses and no row is left that forbids it, later
        solutions have more people in a step that matters to it.
        """
        designs = self.designs
        extra, since_best = np.zeros((len(designs.program.by_step), designs.cells)), 0
        cuts: list[Floats] = []
        for _ in range(_MOST_TRIALS):
            people = self._candidate(extra, cuts)
            if people is None and not extra.any():
                return
            if people is None or people.tobytes() in designs.tried:
                extra *= _GIVEN_UP
                since_best += 1
            else:
                before = designs.best
                tried = designs.trial(people)
                since_best = 0 if designs.best is not before else since_best + 1
                self.learned.add(tried)
                lacking = np.maximum(tried.margin - tried.spare, 0.0)
                extra = extra * _GIVEN_UP if tried.holds else extra + _ASKED * lacking
            if people is not None and self._could_come_again(designs.trial(people), extra):
                cuts.append(self._to_exceed(designs.trial(people)))
            if since_best > _PATIENCE and (designs.best is not None or since_best > 3 * _PATIENCE):
                return

    def _could_come_again(self, tried: Tried, extra: Floats) -> bool:
        """Tell whether a solution misses though it keeps all rows, and what is asked for besides does not forbid it."""
        is_asked = not any(self.designs.program.by_step) and extra.max() >= _HARDLY
        keeps_rows = all(float(row.values @ tried.people) >= row.least - _USED for row in self.learned.rows)
        return not tried.holds and keeps_rows and not is_asked

    def _to_exceed(self, tried: Tried) -> Floats:
        """Return the people of whom a better design has more in some step, shape (groups, steps).

        Those whose calls are in hand count. If targets are held by step, more help only in the missed steps and shortly
        before; other steps have infinity.
        """
        program, weeks = self.designs.program, self.learned.weeks
        of_group = np.array([[option.group == name for option in program.options] for name in program.request.groups])
        reached: Floats = (of_group * tried.people) @ weeks.reach + weeks.kept
        missed = self.moves.missed(tried).any(axis=0)
        helped = np.any([np.roll(missed, -before) for before in range(_BEFORE + 1)], axis=0)
        return np.where(helped, reached, np.inf)

    def _candidate(self, extra: Floats, cuts: Sequence[Floats]) -> Ints | None:
        """Return the program's solution that has some spare calls beyond what is needed, shape (targets, cells).

        It has more people in some step than each of the cuts, shape (groups, steps). It comes from the shifts that the
        linear program uses, which takes less time.
        """
        learned, program = self.learned, self.designs.program
        rows = [
            row.asking(float(row.tried.margin[row.target, row.cell] + extra[row.target, row.cell]))
            for row in learned.rows
        ]
        weeks = learned.weeks_that_count(rows)
        linear = learned.linear(rows, weeks)
        if linear.people is None:
            return None
        used = self._on_used_shifts(linear)
        for allowed, nodes in ((used, _NODES), (None, 10 * _NODES)):
            solution = program.solved(
                weeks, learned.no_needs, rows=rows, cuts=cuts, gap=_GAP, nodes=nodes, allowed=allowed
            )
            if solution.people is not None:
                return solution.people.astype(np.int64)
        return None

    def _on_used_shifts(self, linear: Solution) -> Bools:
        """Tell which options are on a shift on which a solution has people, or are teams."""
        options = self.designs.program.options
        assert linear.people is not None
        used = {(option.group, option.shift) for option, n in zip(options, linear.people, strict=True) if n > _USED}
        return np.array([option.is_pattern or (option.group, option.shift) in used for option in options], np.bool_)
