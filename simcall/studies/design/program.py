"""The integer program: the least of what is minimised that meets the targets hour by hour, as far as hulls say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint

from simcall.inputs import Bools, Floats, Ints
from simcall.studies.design.hour_curves import Plane
from simcall.studies.design.options import Option
from simcall.studies.design.request import DesignRequest, GroupRequest, Limits
from simcall.studies.integer_programs import reduced_costs, solve

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
        allowed: Bools | None = None,
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
            People rostered that are known to miss a target: a solution has more in some step, but for infinite ones.
        rows : sequence of Row
            Further rows.
        allowed : bool, shape (options,), optional
            The only options to use.
        """
        table = _Rows(self, weeks, needs, kinds=kinds, cuts=cuts)
        for row in rows:
            table.add(row)
        integrality = table.integrality if whole else np.zeros(table.size, np.int64)
        upper = table.upper.copy()
        if allowed is not None:
            upper[: len(self.options)][~allowed] = 0
        result = solve(
            table.cost,
            integrality=integrality,
            bounds=Bounds(table.lower, upper),
            constraints=table.constraints(),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        known = next((of for of in (getattr(result, "mip_dual_bound", None), result.fun) if of is not None), -np.inf)
        bound = float(known)
        if result.status == 2:
            return Solution(None, np.inf, np.inf)
        if result.x is None:
            return Solution(None, np.inf, bound)
        values = result.x[: len(self.options)]
        people = np.rint(values).astype(np.int64) if whole else values
        return Solution(people, float(result.fun), bound)

    def reduced_costs(self, weeks: Weeks, rows: Sequence[Row]) -> tuple[float, Floats]:
        """Return the linear program's optimum, and by how much it rises at least with the first step on each option.

        Parameters
        ----------
        weeks : Weeks
            What the options do.
        rows : sequence of Row
            Further rows. Spare calls are not needed besides theirs.

        Returns
        -------
        optimum : float
            Infinite if nothing within the rules keeps the rows.
        reduced : float64, shape (options,)
            The reduced costs. 0 for an option that the linear program uses, or whose steps have a least number.
        """
        table = _Rows(self, weeks, np.zeros((len(self.by_step), weeks.kept.shape[1])), kinds=True, cuts=())
        for row in rows:
            table.add(row)
        optimum, reduced = reduced_costs(table.cost, table.lower, table.upper, table.constraints())
        return optimum, np.where(table.lower == 0, np.maximum(reduced, 0.0), 0.0)[: len(self.options)]

    def keeps_rules(self, people: Ints) -> bool:
        """Tell whether numbers on the options keep the limits of people, hours, crews and kinds."""
        return bool((people >= 0).all()) and all(group.is_kept(people) for group in self._groups)

    @cached_property
    def _groups(self) -> tuple[_OptionsOfGroup, ...]:
        return tuple(_OptionsOfGroup(self.options, name, limits) for name, limits in self.request.groups.items())


_TOLERANCE = 1e-6


def _within(values: Floats | Ints, limits: Limits) -> bool:
    most = np.inf if limits.most is None else limits.most
    return bool((values >= limits.least - _TOLERANCE).all() and (values <= most + _TOLERANCE).all())


class _OptionsOfGroup:
    """The options of a group and its limits, as arrays: a search asks for thousands of designs whether they keep them.

    Parameters
    ----------
    options : sequence of Option
        All options.
    name : str
        The group.
    limits : GroupRequest
        Its limits.
    """

    def __init__(self, options: Sequence[Option], name: str, limits: GroupRequest) -> None:
        own = [(index, option) for index, option in enumerate(options) if option.group == name]
        shifts = {shift: number for number, shift in enumerate(dict.fromkeys(option.shift for _, option in own))}
        self._limits = limits
        self._own = np.array([index for index, _ in own], np.int64)
        self._is_pattern = np.array([option.is_pattern for _, option in own], np.bool_)
        self._shift = np.array([shifts[option.shift] for _, option in own], np.int64)
        self._people = np.array([option.people for _, option in own], np.int64)
        self._hours = np.array([option.paid_hours for _, option in own], np.float64)

    def is_kept(self, people: Ints) -> bool:
        """Tell whether numbers on all options keep the limits of this group."""
        limits, steps = self._limits, people[self._own]
        is_crew = (steps > 0) & ~self._is_pattern
        numbers = [
            (limits.people, np.array([steps @ self._people])),
            (limits.paid_hours, np.array([steps @ self._hours])),
            (limits.each_shift, steps[is_crew]),
            (limits.team_people or Limits(), steps[self._is_pattern]),
        ]
        has_few_kinds = limits.kinds is None or len(np.unique(self._shift[is_crew])) <= limits.kinds
        return has_few_kinds and all(_within(values, limit) for limit, values in numbers)


class _Rows:
    """The rows and columns of the program."""

    def __init__(self, program: Program, weeks: Weeks, needs: Floats, *, kinds: bool, cuts: Sequence[Floats]) -> None:
        self._program, self._weeks = program, weeks
        request, options = program.request, program.options
        self._cells = sorted(weeks.planes)
        n = len(options)
        self._value = {cell: n + place for place, cell in enumerate(self._cells)}
        names = list(request.groups)
        self._group = np.array([names.index(option.group) for option in options], np.int64)
        self._first_present = n + len(self._cells)
        self.size = self._first_present + (weeks.kept.size if self._cells else 0)
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
        free = slice(n, self._first_present + (weeks.kept.size if self._cells else 0))
        self.lower[free], self.upper[free] = -np.inf, np.inf
        self.integrality = np.ones(self.size, np.int64)
        self.integrality[free] = 0
        for index, option in enumerate(options):
            self.lower[index], self.upper[index] = self._bounds(option, index)
        self._scale = self._scales()
        self._matrix: list[tuple[Ints, Floats, float, float]] = []
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
        self._row(on, row.values[on] / scale, row.least / scale, np.inf)

    def constraints(self) -> LinearConstraint:
        """Return all rows."""
        lengths = [len(columns) for columns, *_ in self._matrix]
        row = np.repeat(np.arange(len(self._matrix)), lengths)
        column = np.concatenate([np.zeros(0, np.int64), *(columns for columns, *_ in self._matrix)])
        values = np.concatenate([np.zeros(0), *(values for _, values, *_ in self._matrix)])
        matrix = sparse.csr_array((values, (row, column)), shape=(len(self._matrix), self.size))
        return LinearConstraint(matrix, [low for *_, low, _ in self._matrix], [high for *_, high in self._matrix])

    def _bounds(self, option: Option, index: int) -> tuple[float, float]:
        group_request, most = self._program.request.groups[option.group], float(self._program.most[index])
        if option.is_pattern:
            assert group_request.team_people is not None
            return group_request.team_people.least, min(most, group_request.team_people.most or most)
        return 0.0, min(most, group_request.each_shift.most if group_request.each_shift.most is not None else most)

    def _row(self, columns: Sequence[int] | Ints, values: Sequence[float] | Floats, low: float, high: float) -> None:
        if len(columns):
            self._matrix.append((np.asarray(columns, np.int64), np.asarray(values, np.float64), low, high))

    def _present(self, group: int, step: int) -> int:
        """Return the column of the people of a group in a step, with those who stay."""
        steps = int(self._weeks.kept.shape[1])
        return self._first_present + group * steps + step

    def _add_planes(self) -> None:
        """Add the people in each step, and the planes on them: so that options stand in as few rows as possible."""
        if not self._cells:
            return
        covers, kept = self._weeks.reach, self._weeks.kept
        for group, step in np.ndindex(*kept.shape):
            on = np.flatnonzero((self._group == group) & (covers[:, step] > 0))
            columns, values = [self._present(group, step), *on.tolist()], [1.0, *(-covers[on, step]).tolist()]
            self._row(columns, values, float(kept[group, step]), float(kept[group, step]))
        for cell in self._cells:
            scale = self._scale[cell[0]]
            present = [self._present(group, cell[1]) for group in range(len(kept))]
            for plane in self._weeks.planes[cell]:
                slope = np.array(plane.slope) / scale
                self._row([self._value[cell], *present], [1.0, *(-slope).tolist()], -np.inf, plane.height / scale)

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
        first = self._first_of_cut + number * groups * steps
        chosen = []
        for index in range(groups):
            for step in range(steps):
                column = first + index * steps + step
                on = np.flatnonzero((self._group == index) & (covers[:, step] > 0))
                if not len(on) or not np.isfinite(cut[index, step]):
                    self.upper[column] = 0
                    continue
                chosen.append(column)
                more = float(cut[index, step]) + _MORE - float(kept[index, step])
                self._row([*on.tolist(), column], [*covers[on, step].tolist(), -max(more, 0.0)], 0, np.inf)
        self._row(chosen, [1.0] * len(chosen), 1, np.inf)


_MORE = 1e-3
"""So many people more count as more: a post covers at least this much of a step in which it covers any."""
