"""Lines or a group of a run, in every replication: totals and answer times, gathered from periods into cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from simcall.inputs import Floats, Ints
from simcall.inputs.periods import Cells
from simcall.measures.measure import LARGEST, LENGTH, Averaged
from simcall.measures.tally import Tally, over_periods, ticks_reaching
from simcall.measures.times import Ticks
from simcall.scenario import Scenario

__all__ = ["Sample", "have_targets", "line_indices"]


def line_indices(scenario: Scenario, name: str) -> list[int]:
    """Return which lines of a scenario the name of a line or a grade stands for."""
    places = {line: place for place, line in enumerate(scenario.lines)}
    return [places[line] for line in scenario.lines_of(name)]


def have_targets(scenario: Scenario, indices: Sequence[int]) -> bool:
    """Tell whether all of these lines have an answer target."""
    lines = list(scenario.lines.values())
    return all(lines[index].answer_target is not None for index in indices)


@dataclass(frozen=True)
class Sample:
    """A line or a group of a run, or several lines together.

    Attributes
    ----------
    tallies : sequence of Tally
        One per replication.
    of : str
        "line", "grade", "group" or "total".
    indices : sequence of int
        Which of the scenario's lines or groups.
    cells : Cells
        What the periods are gathered into.
    tick_s : float
        Length of a tick.
    has_target : bool
        Whether it is a line with an answer target, or all of the lines have one.
    """

    tallies: Sequence[Tally]
    of: str
    indices: Sequence[int]
    cells: Cells
    tick_s: float
    has_target: bool

    def total(self, name: str, combine: np.ufunc = np.add) -> Floats:
        """Return a total by replication and cell; `combine` is how the periods of a cell become one number."""
        if (name, combine) not in self._totals:  # many measures are ratios of the same totals
            self._totals[name, combine] = self._total(name, combine)
        return self._totals[name, combine]

    def _total(self, name: str, combine: np.ufunc) -> Floats:
        if self.tallies[0].periods == 1 and len(self.indices) == 1:  # there is nothing to add up
            index = self.indices[0]
            return np.array([table[name].item(index) for table in self._tables], np.float64)[:, None]
        return self._gathered([self._together(table, name) for table in self._tables], combine)

    def length_s(self) -> Floats:
        """Return the seconds of each cell, by replication and cell: the same for one line as for several."""
        return self._gathered([table[LENGTH][0] for table in self._tables], np.add)

    def at_ends(self, name: str) -> tuple[Floats, Floats]:
        """Return the sum of a total's values at the ends of a cell, by replication and cell, and how many ends it has.

        Consecutive periods of one cell have one end together: a day has one end, and an hour of the day one for each
        day.
        """
        if self._is_whole:
            at_end = [self._together(table, name)[-1] for table in self._tables]
            return np.array(at_end, np.float64)[:, None], np.ones((len(at_end), 1))
        of_period = self.cells.of_period
        last = np.flatnonzero(np.diff(of_period, append=-1))
        ends = np.bincount(of_period[last], minlength=len(self.cells.labels)).astype(np.float64)
        values = np.zeros((len(self.tallies), len(ends)))
        for row, table in zip(values, self._tables, strict=True):
            np.add.at(row, of_period[last], self._together(table, name)[last].astype(np.float64))
        return values, np.broadcast_to(ends, values.shape)

    def within(self, which: str, limit_s: float) -> Floats:
        """Return how many times are less than a limit, by replication and cell; for `which` see `Tally.times`."""
        limit = ticks_reaching(limit_s, self.tick_s)
        if (which, limit) not in self._in_time:
            self._in_time[which, limit] = self._counted(which, limit)
        return self._in_time[which, limit]

    def _counted(self, which: str, limit: int) -> Floats:
        """Return how many times are less than a number of ticks, by replication and cell."""
        if self._is_whole:
            of_lines = self._times_of_lines(which)
            counts = [sum(int(np.count_nonzero(times < limit)) for times, _ in of_tally) for of_tally in of_lines]
            return np.array(counts, np.float64)[:, None]
        nobody = np.zeros(len(self.cells.of_period), np.int64)
        by_period = [
            sum((tally.within(which, index, limit) for index in self.indices), start=nobody) for tally in self.tallies
        ]
        return self._gathered(by_period, np.add)

    def times(self, which: str) -> list[list[Ticks]]:
        """Return, for each cell, every replication's times in ticks; for `which` see `Tally.times`."""
        of_tallies = self._times_of_lines(which)
        # A run of consecutive periods that lie in one cell begins at each of these.
        starts = np.flatnonzero(np.diff(self.cells.of_period, prepend=-1, append=-1))
        cells = self.cells.of_period[starts[:-1]].tolist()
        by_cell: list[list[Ticks]] = [[] for _ in self.cells.labels]
        for of_lines in of_tallies:
            parts: list[list[Ticks]] = [[] for _ in self.cells.labels]
            for times, begin in of_lines:
                for cell, (first, end) in zip(cells, pairwise(begin[starts].tolist()), strict=True):
                    parts[cell].append(times[first:end])
            for of_cell, of_tally in zip(by_cell, parts, strict=True):
                of_cell.append(of_tally[0] if len(of_tally) == 1 else np.concatenate(of_tally))
        return by_cell

    def _times_of_lines(self, which: str) -> list[list[tuple[Ticks, Ints]]]:
        """Return each line's times and where its periods begin, by replication: see `Tally.times`."""
        if which not in self._ticks:
            self._ticks[which] = [[tally.times(which, index) for index in self.indices] for tally in self.tallies]
        return self._ticks[which]

    @property
    def _is_whole(self) -> bool:
        """Whether all periods lie in one cell."""
        return len(self.cells.labels) == 1

    @cached_property
    def worked_out(self) -> dict[Averaged, tuple[Floats, Floats]]:
        """What `totals_by_cell` of `simcall.measures.evaluation` worked out before, by measure."""
        return {}

    @cached_property
    def _ticks(self) -> dict[str, list[list[tuple[Ticks, Ints]]]]:
        """What `_times_of_lines` worked out before, by its argument."""
        return {}

    @cached_property
    def _totals(self) -> dict[tuple[str, np.ufunc], Floats]:
        """The totals that were worked out before, by their arguments."""
        return {}

    @cached_property
    def _in_time(self) -> dict[tuple[str, int], Floats]:
        """What `within` worked out before, by its arguments; the limit in ticks."""
        return {}

    @cached_property
    def _place_of_period(self) -> Ints:
        """The place of each period of each replication in a table by replication and cell, row after row."""
        rows = np.arange(len(self.tallies), dtype=np.int64)[:, None] * len(self.cells.labels)
        places: Ints = (rows + self.cells.of_period).ravel()
        return places

    @cached_property
    def _tables(self) -> list[Mapping[str, Ints | Floats]]:
        return [tally.groups if self.of == "group" else tally.lines for tally in self.tallies]

    def _together(self, table: Mapping[str, Ints | Floats], name: str) -> Ints | Floats:
        """Return a total by period of all these lines together."""
        if len(self.indices) == 1:
            alone: Ints | Floats = table[name][self.indices[0]]
            return alone
        combine = np.maximum if name in LARGEST else np.add
        together: Ints | Floats = combine.reduce(table[name][list(self.indices)], axis=0)
        return together

    def _gathered(self, by_period: Sequence[Ints | Floats], combine: np.ufunc) -> Floats:
        """Return values by replication and period as values by replication and cell."""
        if self._is_whole:
            return over_periods(np.array(by_period), combine).astype(np.float64, copy=False)[:, None]
        of_period, cells = self.cells.of_period, len(self.cells.labels)
        if combine is np.add:  # the same sums in the same order, many times quicker
            sums = np.bincount(self._place_of_period, np.concatenate(by_period), len(by_period) * cells)
            return sums.astype(np.float64, copy=False).reshape(-1, cells)  # NumPy's types call them whole numbers
        table = np.zeros((len(self.tallies), cells))
        for row, values in zip(table, by_period, strict=True):
            combine.at(row, of_period, values.astype(np.float64))
        return table
