"""Other duties tried with the same callers, and reduced at once to what a few figures are ratios of.

A search for a rota changes only who is on duty. So the scenario is laid on the calendar once, and who rings when is
drawn once for each replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simcall.engine import kept_attempts, simulate_again
from simcall.inputs import Blueprint, Draws, Duties, World, draw_world
from simcall.inputs.periods import Cells, Periods
from simcall.measures import MEASURES, tally
from simcall.measures.measure import TIMES
from simcall.measures.ratios import RatioTotals, averaged
from simcall.measures.tally import OF_OUTCOMES, tally_outcomes
from simcall.measures.targets import Figure
from simcall.studies.memory import names_lack_of_memory
from simcall.studies.run import DEFAULT_ENGINE, Progress, in_replications
from simcall.studies.variants import VariantTotals, figure_totals

if TYPE_CHECKING:
    from simcall.engine.kernel import KeptAttempts

__all__ = ["KeptCallers", "totals_of"]

_MOST_BYTES = 500_000_000
"""The most memory that the callers take, in bytes."""


class KeptCallers:
    """The callers of a scenario's replications, for whom other people can be on duty.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar. Only its duties are replaced.
    seed, jobs
        As for `simcall.run`.
    most_bytes : int
        Callers stay in memory between trials as long as they take no more than this; the others are drawn again.
    """

    def __init__(
        self, blueprint: Blueprint, seed: int, jobs: int | None = None, *, most_bytes: int = _MOST_BYTES
    ) -> None:
        self._blueprint, self._seed, self._jobs, self._most_bytes = blueprint, seed, jobs, most_bytes
        self._kept: dict[int, tuple[World, KeptAttempts, Draws]] = {}
        self._bytes = 0

    def with_seed(self, seed: int) -> KeptCallers:
        """Return the callers of another seed."""
        return KeptCallers(self._blueprint, seed, self._jobs, most_bytes=self._most_bytes)

    def totals(
        self,
        duties_of: Callable[[Draws], Duties],
        replications: range,
        figures: Sequence[Figure],
        periods: Periods,
        cells: Cells,
        *,
        once: bool = False,
        progress: Progress | None = None,
    ) -> VariantTotals:
        """Simulate other duties with the callers of some replications.

        Parameters
        ----------
        duties_of : callable
            Gives the duties of a replication from its random numbers, such as those of absence. Several threads may
            call it at once.
        replications : range
            Which replications.
        figures : sequence of Figure
            Figures of lines and groups, none of them a quantile.
        periods, cells
            How to cut the measured span, and which periods to gather.
        once : bool
            Whether no other trial has these replications, so that their callers need not stay in memory.
        progress : callable, optional
            Called after each replication with the number done and the number planned.

        Returns
        -------
        mapping of Figure to RatioTotals
            By replication, in their order, and cell.
        """
        return self.totals_of_several(
            lambda draws: [duties_of(draws)], replications, figures, periods, cells, once=once, progress=progress
        )[0]

    @names_lack_of_memory()
    def totals_of_several(
        self,
        duties_of: Callable[[Draws], Iterable[Duties]],
        replications: range,
        figures: Sequence[Figure],
        periods: Periods,
        cells: Cells,
        *,
        once: bool = False,
        progress: Progress | None = None,
    ) -> list[VariantTotals]:
        """Simulate several duties in each replication, as `totals` does one; `duties_of` gives always as many.

        Callers of which there are too many to keep are drawn once for all of them.
        """

        def reduce(replication: int) -> list[VariantTotals]:
            world, kept, draws = self._callers(replication, once=once)
            worlds = (replace(world, duties=duties) for duties in duties_of(draws))
            return [self._reduced(world, kept, figures, periods, cells) for world in worlds]

        parts = []
        for part in in_replications(reduce, replications, DEFAULT_ENGINE, self._jobs):
            parts.append(part)
            if progress is not None:
                progress(len(parts), len(replications))
        return [
            {figure: RatioTotals.joined([part[figure] for part in of_variant]) for figure in figures}
            for of_variant in zip(*parts, strict=True)
        ]

    def _reduced(
        self, world: World, kept: KeptAttempts, figures: Sequence[Figure], periods: Periods, cells: Cells
    ) -> VariantTotals:
        blueprint = self._blueprint
        scenario, calendar, needs = blueprint.scenario, blueprint.calendar, totals_of(figures)
        if needs <= OF_OUTCOMES | TIMES:
            records = simulate_again(world, kept, in_order=False)
            counted = tally_outcomes(records, scenario, calendar, periods, times=not needs.isdisjoint(TIMES))
        else:
            counted = tally(simulate_again(world, kept), scenario, calendar, periods)
        return {figure: figure_totals(figure, blueprint, counted, cells) for figure in figures}

    def _callers(self, replication: int, *, once: bool) -> tuple[World, KeptAttempts, Draws]:
        """Return the callers of a replication in its own world, what they have drawn, and the numbers of its duties."""
        if replication in self._kept:
            return self._kept[replication]
        world = draw_world(self._blueprint, self._seed, replication)
        callers = world, kept_attempts(world), Draws(self._seed, replication)
        size = callers[1].nbytes + sum(column.nbytes for column in world.callers)
        if not once and self._bytes + size <= self._most_bytes:
            self._bytes += size
            self._kept[replication] = callers
        return callers


def totals_of(figures: Iterable[Figure]) -> frozenset[str]:
    """Return what of a tally figures are made of: names of totals, and of times."""
    return frozenset().union(*(averaged(MEASURES[figure.measure]).totals for figure in figures))
