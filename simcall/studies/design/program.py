"""The integer program: the least of what is minimised that meets the targets hour by hour, as far as hulls say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from simcall.inputs import Floats, Ints
from simcall.studies.design.hour_curves import Plane
from simcall.studies.design.options import Option
from simcall.studies.design.request import DesignRequest
from simcall.studies.integer_programs import solve

__all__ = ["Program", "Row", "Solution", "Weeks"]


@dataclass(frozen=True)
class Solution:
    """What the program gave.

    Attributes
    ----------
    people : int64 or float64, shape (options,), or None
        Steps on each option; None if nothing within the rules meets the targets.
    objective : float
        What they have of what is minimised.
    bound : float
        No solution has less.
    """

    people: Ints | Floats | None
    objective: float
    bound: float


@dataclass(frozen=True)
class Weeks:
    """What the options do in each step of the cycle.

    Attributes
    ----------
    covers : float64, shape (options, steps)
        People rostered, for each step on an option.
    reach : float64, shape (options, steps)
        The same with the calls in hand when a duty ends, for the upper bounds.
    kept : float64, shape (groups, steps)
        People rostered of the present staffing that stays.
    planes : mapping of (int, int) to tuple of Plane
        By target and step, upper bounds of the spare calls.
    """

    covers: Floats
    reach: Floats
    kept: Floats
    planes: Mapping[tuple[int, int], tuple[Plane, ...]]


@dataclass(frozen=True)
class Row:
    """What a trial says about all solutions: the sum of `values` times the steps on each option is at least `least`.

    Attributes
    ----------
    values : float64, shape (options,)
        Spare calls that a step on each option adds.
    least : float
        Spare calls that the trial lacks, and those of its steps.
    """

    values: Floats
    least: float


@dataclass(frozen=True)
class Program:
    """The program of a request.

    Attributes
    ----------
    request : DesignRequest
        The rules.
    options : tuple of Option
        The options.
    most : int64, shape (options,)
        The most steps on each.
    by_step : tuple of bool
        Whether each target is held in every step, rather than over the span.
    """

    request: DesignRequest
    options: Sequence[Option]
    most: Ints
    by_step: Sequence[bool]

    def solved(
        self,
        weeks: Weeks,
        needs: Floats,
        *,
        kinds: bool = True,
        whole: bool = True,
        gap: float = 1e-4,
        nodes: int = 2000,
        cuts: Sequence[Floats] = (),
        rows: Sequence[Row] = (),
        shifts: Mapping[str, frozenset[str]] | None = None,
    ) -> Solution:
        """Solve it.

        Parameters
        ----------
        weeks : Weeks
            What the options do.
        needs : float64, shape (targets, steps)
            Spare calls that are needed, by step, or summed over the steps for targets that are held over the span.
        kinds : bool
            Whether the number of different shifts is limited as the request says.
        whole : bool
            Whether people are whole numbers.
        gap : float
            The relative gap at which to stop.
        nodes : int
            The most nodes of the tree; time does not count, so that the answer is the same on every machine.
        cuts : sequence of float64, shape (groups, steps)
            People rostered that are known to miss a target: a solution has more in some step.
        rows : sequence of Row
            Further rows.
        shifts : mapping of str to frozenset of str, optional
            The only shifts to use, by group.
        """
        table = _Rows(self, weeks, needs, kinds=kinds, cuts=cuts)
        for row in rows:
            table.add(row)
        integrality = table.integrality if whole else np.zeros(table.size, np.int64)
        upper = table.upper.copy()
        for index, option in enumerate(self.options):
            if shifts is not None and not option.is_pattern and option.shift not in shifts[option.group]:
                upper[index] = 0
        result = solve(
            table.cost,
            integrality=integrality,
            bounds=Bounds(table.lower, upper),
            constraints=table.constraints(),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        bound = getattr(result, "mip_dual_bound", None)
        bound = float(bound) if bound is not None else (float(result.fun) if result.fun is not None else np.inf)
        if result.status == 2:
            return Solution(None, np.inf, np.inf)
        if result.x is None:
            return Solution(None, np.inf, bound)
        values = result.x[: len(self.options)]
        people = np.rint(values).astype(np.int64) if whole else values
        return Solution(people, float(result.fun), bound)

    def keeps_rules(self, people: Ints) -> bool:
        """Tell whether numbers on the options keep the limits of people, hours, crews and kinds."""
        for name, group_request in self.request.groups.items():
            own = [(option, int(n)) for option, n in zip(self.options, people, strict=True) if option.group == name]
            total = sum(n * option.people for option, n in own)
            hours = sum(n * option.paid_hours for option, n in own)
            used = {option.shift for option, n in own if n and not option.is_pattern}
            crews = [n for option, n in own if n and not option.is_pattern]
            sizes = [n for option, n in own if option.is_pattern]
            ok = _within(total, group_request.people.least, group_request.people.most)
            ok &= _within(hours, group_request.paid_hours.least, group_request.paid_hours.most)
            ok &= all(_within(n, group_request.each_shift.least, group_request.each_shift.most) for n in crews)
            ok &= group_request.kinds is None or len(used) <= group_request.kinds
            if group_request.team_people is not None:
                ok &= all(_within(n, group_request.team_people.least, group_request.team_people.most) for n in sizes)
            if not ok:
                return False
        return bool((people >= 0).all())


_TOLERANCE = 1e-6


def _within(value: float, least: float, most: float | None) -> bool:
    return value >= least - _TOLERANCE and (most is None or value <= most + _TOLERANCE)


class _Rows:
    """The rows and columns of the program."""

    def __init__(self, program: Program, weeks: Weeks, needs: Floats, *, kinds: bool, cuts: Sequence[Floats]) -> None:
        self._program, self._weeks = program, weeks
        request, options = program.request, program.options
        self._cells = sorted(weeks.planes)
        n = len(options)
        self._value = {cell: n + place for place, cell in enumerate(self._cells)}
        self.size = n + len(self._cells)
        self._kind: dict[tuple[str, str], int] = {}
        self._used: dict[int, int] = {}
        for index, option in enumerate(options):
            group_request = request.groups[option.group]
            if option.is_pattern:
                continue
            if kinds and group_request.kinds is not None and (option.group, option.shift) not in self._kind:
                self._kind[option.group, option.shift] = self.size
                self.size += 1
            if group_request.each_shift.least > 1:
                self._used[index] = self.size
                self.size += 1
        self._first_of_cut = self.size
        groups, steps = weeks.kept.shape
        self.size += len(cuts) * groups * steps
        self.cost = np.zeros(self.size)
        self.cost[:n] = [option.weight for option in options]
        self.lower, self.upper = np.zeros(self.size), np.ones(self.size)
        self.lower[n : n + len(self._cells)], self.upper[n : n + len(self._cells)] = -np.inf, np.inf
        self.integrality = np.ones(self.size, np.int64)
        self.integrality[n : n + len(self._cells)] = 0
        for index, option in enumerate(options):
            self.lower[index], self.upper[index] = self._bounds(option, index)
        self._scale = self._scales()
        self._matrix: list[tuple[list[int], list[float], float, float]] = []
        self._add_planes()
        self._add_needs(needs)
        self._add_limits()
        for number, cut in enumerate(cuts):
            self._add_cut(number, cut)

    def _scales(self) -> list[float]:
        """Return a size of each target's spare calls in a step, so that the program's numbers are near 1."""
        sizes = [
            [max(abs(plane.height) for plane in planes) for cell, planes in self._weeks.planes.items() if cell[0] == t]
            for t in range(len(self._program.by_step))
        ]
        return [max([1.0, *of_target]) for of_target in sizes]

    def add(self, row: Row) -> None:
        """Add what a trial says."""
        on = np.flatnonzero(row.values > 0)
        scale = float(row.values.max(initial=1.0))
        self._row(on.tolist(), (row.values[on] / scale).tolist(), row.least / scale, np.inf)

    def constraints(self) -> LinearConstraint:
        """Return all rows."""
        lengths = [len(columns) for columns, *_ in self._matrix]
        row = np.repeat(np.arange(len(self._matrix)), lengths)
        column = np.array([column for columns, *_ in self._matrix for column in columns], np.int64)
        values = np.array([value for _, values, *_ in self._matrix for value in values], np.float64)
        matrix = sparse.csr_array((values, (row, column)), shape=(len(self._matrix), self.size))
        return LinearConstraint(matrix, [low for *_, low, _ in self._matrix], [high for *_, high in self._matrix])

    def _bounds(self, option: Option, index: int) -> tuple[float, float]:
        group_request, most = self._program.request.groups[option.group], float(self._program.most[index])
        if option.is_pattern:
            assert group_request.team_people is not None
            return group_request.team_people.least, min(most, group_request.team_people.most or most)
        return 0.0, min(most, group_request.each_shift.most if group_request.each_shift.most is not None else most)

    def _row(self, columns: list[int], values: list[float], low: float, high: float) -> None:
        if columns:
            self._matrix.append((columns, values, low, high))

    def _group_of(self, option: Option) -> int:
        return list(self._program.request.groups).index(option.group)

    def _add_planes(self) -> None:
        covers, kept = self._weeks.reach, self._weeks.kept
        group = np.array([self._group_of(option) for option in self._program.options])
        for cell in self._cells:
            step, scale = cell[1], self._scale[cell[0]]
            on = np.flatnonzero(covers[:, step] > 0)
            for plane in self._weeks.planes[cell]:
                slope = np.array(plane.slope) / scale
                high = plane.height / scale + float(slope @ kept[:, step])
                values = (-slope[group[on]] * covers[on, step]).tolist()
                self._row([self._value[cell], *on.tolist()], [1.0, *values], -np.inf, high)

    def _add_needs(self, needs: Floats) -> None:
        for target, held in enumerate(self._program.by_step):
            own = [cell for cell in self._cells if cell[0] == target]
            if held:
                for cell in own:
                    self.lower[self._value[cell]] = needs[cell] / self._scale[target]
            else:
                columns = [self._value[cell] for cell in own]
                self._row(columns, [1.0] * len(columns), float(needs[target].sum()) / self._scale[target], np.inf)

    def _add_limits(self) -> None:
        options = self._program.options
        for name, group_request in self._program.request.groups.items():
            own = [index for index, option in enumerate(options) if option.group == name]
            for limits, sizes in (
                (group_request.people, [float(options[index].people) for index in own]),
                (group_request.paid_hours, [options[index].paid_hours for index in own]),
            ):
                high = np.inf if limits.most is None else limits.most
                if limits.least > 0 or np.isfinite(high):
                    self._row(own, sizes, limits.least, high)
            kinds = [column for (group, _), column in self._kind.items() if group == name]
            if kinds:
                assert group_request.kinds is not None
                self._row(kinds, [1.0] * len(kinds), 0, group_request.kinds)
            for index in own:
                key = options[index].group, options[index].shift
                if key in self._kind:
                    self._row([index, self._kind[key]], [1.0, -self.upper[index]], -np.inf, 0)
                if index in self._used:
                    column = self._used[index]
                    self._row([index, column], [1.0, -self.upper[index]], -np.inf, 0)
                    self._row([index, column], [1.0, -group_request.each_shift.least], 0, np.inf)

    def _add_cut(self, number: int, cut: Floats) -> None:
        """Ask for more people than a cut has in at least one step of one group; those count who end a call in hand."""
        covers, kept = self._weeks.reach, self._weeks.kept
        groups, steps = kept.shape
        group = np.array([self._group_of(option) for option in self._program.options])
        first = self._first_of_cut + number * groups * steps
        chosen = []
        for index in range(groups):
            for step in range(steps):
                column = first + index * steps + step
                on = np.flatnonzero((group == index) & (covers[:, step] > 0))
                if not len(on):
                    self.upper[column] = 0
                    continue
                chosen.append(column)
                more = float(cut[index, step]) + _MORE - float(kept[index, step])
                self._row([*on.tolist(), column], [*covers[on, step].tolist(), -max(more, 0.0)], 0, np.inf)
        self._row(chosen, [1.0] * len(chosen), 1, np.inf)


_MORE = 1e-3
"""So many people more count as more: a post covers at least this much of a step in which it covers any."""
