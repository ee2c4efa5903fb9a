"""What each caller would do: connection, patience, handling need and redials of every attempt they might make."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.demand import Arrivals
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.layout import Columns, put, rows_of
from simcall.inputs.ordering import in_order
from simcall.inputs.philox import uniforms_at
from simcall.inputs.quantiles import quantile, to_ticks
from simcall.inputs.world import NEVER, Bools, Calls, Floats, Ints
from simcall.scenario import Constant, Distribution, Group, Line, Redial, Scenario

__all__ = ["assemble_calls"]

_Kind = TypeVar("_Kind", bound=Hashable)


class _Callers:
    """The callers of a run, block after block, and the random numbers that belong to each."""

    def __init__(self, arrivals: Iterable[Arrivals], calendar: Calendar, draws: Draws) -> None:
        sources = list(arrivals)
        sizes = _joined([source.sizes for source in sources], np.int64)
        self.blocks = np.concatenate([np.empty((0, 3), np.int64), *(_labels(source) for source in sources)])
        """Line, source and date of each block."""
        self._dates = self.blocks[:, 2].astype(np.uint64)
        keys = [np.tile(draws.key(source.stream), (len(source.sizes), 1)) for source in sources]
        self._keys = np.concatenate([np.empty((0, 2), np.uint64), *keys])
        block = np.repeat(np.arange(len(sizes)), sizes)
        index = np.arange(len(block)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        ring = np.floor(_joined([source.ring_s for source in sources], np.float64) / calendar.tick_s)
        inside = (ring >= 0) & (ring < calendar.horizon)
        if not inside.all():
            ring, block, index = ring[inside], block[inside], index[inside]
        self.ring, self.block, self.index = ring.astype(np.int64), block, index

    def __len__(self) -> int:
        return len(self.ring)

    @property
    def line(self) -> Ints:
        """The line that each caller rings first."""
        lines: Ints = np.take(self.blocks[:, 0], self.block)
        return lines

    def uniforms(self, purpose: Purpose, who: Ints, attempt: int = 0) -> Floats:
        """Return the numbers of the callers `who` (ascending) for a purpose; other callers do not change them."""
        rows = _slice_or(who)
        return uniforms_at(self._keys, self._dates, self.block[rows], self.index[rows], purpose, attempt)

    def times_s(
        self, distribution: Distribution | None, purpose: Purpose, who: Ints, attempt: int = 0
    ) -> Floats | float:
        """Return lengths of time of the callers `who`; a single number where it is the same for all of them."""
        if distribution is None:
            return 0.0
        if isinstance(distribution, Constant) and distribution.at_zero == 0:  # no number needs to be drawn
            return distribution.value
        return quantile(distribution, self.uniforms(purpose, who, attempt))


def _labels(arrivals: Arrivals) -> Ints:
    """Return line, source and date of each block."""
    line, source = np.full_like(arrivals.dates, arrivals.line), np.full_like(arrivals.dates, arrivals.source)
    return np.column_stack([line, source, arrivals.dates])


@dataclass(frozen=True)
class _Round:
    """The attempts of one number (first, second, …) of the callers `who` may make one, in ascending order of caller."""

    who: Ints
    columns: Columns

    def goes_on(self) -> Bools:
        """Return who may ring once more."""
        return self.columns.redials_if_abandoned | self.columns.redials_if_engaged


def assemble_calls(
    scenario: Scenario, groups: Sequence[Group], arrivals: Iterable[Arrivals], calendar: Calendar, draws: Draws
) -> Calls:
    """Draw everything about the callers of a run.

    Parameters
    ----------
    scenario : Scenario
        For the distributions of each line.
    groups : sequence of Group
        Who may answer: each has a column of pick-up and handling times.
    arrivals : iterable of Arrivals
        Who rings and when.
    calendar : Calendar
        The span: callers who ring outside it are left out.
    draws : Draws
        The replication's random numbers.

    Returns
    -------
    Calls
    """
    callers = _Callers(arrivals, calendar, draws)
    return _laid_out(callers, list(_rounds(scenario, groups, callers)), len(groups))


def _rounds(scenario: Scenario, groups: Sequence[Group], callers: _Callers) -> Iterator[_Round]:
    """Draw first attempts, then the second ones of those who may make one, and so on."""
    who, line, attempt = np.arange(len(callers)), callers.line, 0
    need_s = _needs_s(scenario, callers, who, line)
    while len(who):
        attempt_round = _round(scenario, groups, callers, who, line, need_s, attempt)
        yield attempt_round
        again = np.flatnonzero(attempt_round.goes_on())
        dialled, who, need_s = line[again], who[again], need_s[again]
        line = _next_lines(scenario, callers, who, dialled, attempt)
        elsewhere = np.flatnonzero(line != dialled)
        need_s[elsewhere] = _needs_s(scenario, callers, who[elsewhere], line[elsewhere])
        attempt += 1


def _needs_s(scenario: Scenario, callers: _Callers, who: Ints, line: Ints) -> Floats:
    """Return how long each caller's call takes on the line they dial: the same in every attempt on that line."""
    seconds = np.empty(len(who))
    for dialled, rows in _by_line(scenario, line):
        seconds[rows] = callers.times_s(dialled.handling, Purpose.HANDLING, who[rows])
        seconds[rows] += callers.times_s(dialled.wrap_up, Purpose.WRAP_UP, who[rows])
    return seconds


def _round(
    scenario: Scenario,
    groups: Sequence[Group],
    callers: _Callers,
    who: Ints,
    line: Ints,
    need_s: Floats,
    attempt: int,
) -> _Round:
    tick, n = scenario.tick, len(who)
    connection, patience, delay = np.zeros(n, np.int64), np.full(n, NEVER), np.ones(n, np.int64)
    if_abandoned, if_engaged = np.zeros(n, bool), np.zeros(n, bool)
    for dialled, rows in _by_line(scenario, line):
        theirs = who[rows]
        connection[rows] = to_ticks(callers.times_s(dialled.connection, Purpose.CONNECTION, theirs, attempt), tick)
        if dialled.patience is not None:
            patience[rows] = to_ticks(callers.times_s(dialled.patience, Purpose.PATIENCE, theirs, attempt), tick)
        if dialled.redial is not None and attempt < dialled.redial.limit:
            u = callers.uniforms(Purpose.REDIAL, theirs, attempt)
            if_abandoned[rows] = u < dialled.redial.probability
            if_engaged[rows] = u < _engaged_probability(dialled.redial)
            again = if_abandoned[rows] | if_engaged[rows]
            delay[rows] = _delays(dialled.redial, callers, theirs, again, tick, attempt)
    pick_up = _per_group(
        lambda group: group.pick_up,
        lambda distribution: to_ticks(callers.times_s(distribution, Purpose.PICK_UP, who, attempt), tick),
        n,
        groups,
    )
    handling = _per_group(
        lambda group: group.handling_factor, lambda factor: to_ticks(need_s * factor, tick), n, groups
    )
    columns = Columns(
        line=line,
        connection=connection,
        patience=patience,
        redials_if_abandoned=if_abandoned,
        redials_if_engaged=if_engaged,
        redial_delay=delay,
        pick_up=pick_up,
        handling=handling,
    )
    return _Round(who, columns)


def _delays(redial: Redial, callers: _Callers, who: Ints, again: Bools, tick: float, attempt: int) -> Ints:
    """Return the ticks until each caller rings again: drawn for those who do, 1 for the others, who never use it."""
    delay = np.ones(len(who), np.int64)
    delay_s = callers.times_s(redial.delay, Purpose.REDIAL_DELAY, who[again], attempt)
    delay[again] = np.maximum(to_ticks(delay_s, tick), 1)
    return delay


def _per_group(kind: Callable[[Group], _Kind], ticks: Callable[[_Kind], Ints], n: int, groups: Sequence[Group]) -> Ints:
    """Return a column of ticks for each group; groups of one kind have the same, which is made once."""
    columns = {of_kind: ticks(of_kind) for of_kind in {kind(group) for group in groups}}
    table = np.empty((n, len(groups)), np.int64)
    for index, group in enumerate(groups):
        table[:, index] = columns[kind(group)]
    return table


def _engaged_probability(redial: Redial) -> float:
    return redial.probability if redial.engaged_probability is None else redial.engaged_probability


def _next_lines(scenario: Scenario, callers: _Callers, who: Ints, line: Ints, attempt: int) -> Ints:
    """Return the line that each caller dials next: the same, or the one that some of its redials divert to."""
    names = list(scenario.lines)
    following = line.copy()
    for dialled, rows in _by_line(scenario, line):
        if dialled.redial is not None and dialled.redial.divert is not None:
            diverts = callers.uniforms(Purpose.DIVERT, who[rows], attempt) < dialled.redial.divert.share
            following[rows] = np.where(diverts, names.index(dialled.redial.divert.to), following[rows])
    return following


def _by_line(scenario: Scenario, line: Ints) -> Iterator[tuple[Line, Ints | slice]]:
    """Yield each line that anyone dials, and the rows of those who do."""
    for index, dialled in enumerate(scenario.lines.values()):
        rows = np.flatnonzero(line == index)
        if len(rows):
            yield dialled, _slice_or(rows)


def _slice_or(ascending: Ints) -> Ints | slice:
    """Return indices that have no gaps as a slice, which is quicker to use."""
    n = len(ascending)
    return slice(ascending[0], ascending[0] + n) if n and ascending[-1] - ascending[0] == n - 1 else ascending


def _laid_out(callers: _Callers, rounds: list[_Round], groups: int) -> Calls:
    """Lay the rounds out with each caller's attempts together, callers in the order in which they first ring."""
    ring, order = in_order(callers.ring)
    attempts = np.zeros(len(order), np.int64)
    for number, attempt_round in enumerate(rounds, start=1):
        attempts[attempt_round.who] = number
    first_row, row_of = rows_of(order, attempts)
    columns = _empty_columns(int(first_row[-1]), groups)
    for number, attempt_round in enumerate(rounds):
        put(row_of[attempt_round.who] + number, attempt_round.columns, columns)
    return Calls(
        ring=ring,
        first_row=first_row,
        **columns._asdict(),
        order=order,
        block=callers.block,
        index=callers.index,
        blocks=callers.blocks,
    )


def _empty_columns(rows: int, groups: int) -> Columns:
    line, connection, patience, delay = (np.empty(rows, np.int64) for _ in range(4))
    if_abandoned, if_engaged = (np.empty(rows, np.bool_) for _ in range(2))
    pick_up, handling = (np.empty((rows, groups), np.int64) for _ in range(2))
    return Columns(
        line=line,
        connection=connection,
        patience=patience,
        redials_if_abandoned=if_abandoned,
        redials_if_engaged=if_engaged,
        redial_delay=delay,
        pick_up=pick_up,
        handling=handling,
    )


def _joined(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype)
