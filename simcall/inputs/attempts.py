"""What each caller would do: connection, patience, handling need and redials of every attempt they might make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs.calendar import Calendar
from simcall.inputs.demand import Block
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.philox import uniforms_at
from simcall.inputs.quantiles import quantile, to_ticks
from simcall.inputs.world import Bools, Calls, Floats, Ints
from simcall.scenario import Constant, Distribution, Redial, Scenario

__all__ = ["assemble_calls"]


class _Callers:
    """The callers of a run in the order of their blocks, and the random numbers that belong to each."""

    def __init__(self, blocks: Sequence[Block], calendar: Calendar, draws: Draws) -> None:
        rings = [np.floor(block.ring_s / calendar.tick_s) for block in blocks]
        inside = [np.flatnonzero((ring >= 0) & (ring < calendar.horizon)) for ring in rings]
        held = [(block, ring[kept], kept) for block, ring, kept in zip(blocks, rings, inside, strict=True) if len(kept)]
        self.ring = _joined([ring.astype(np.int64) for _, ring, _ in held], np.int64)
        self.line = _joined([np.full(len(kept), block.line) for block, _, kept in held], np.int64)
        self.origin = np.concatenate([
            np.empty((0, 4), np.int64),
            *(_origin(block, kept) for block, _, kept in held),
        ])  # fmt: skip
        self._place = self.origin[:, 3].copy()
        self._block = np.repeat(np.arange(len(held)), [len(kept) for _, _, kept in held])
        self._dates = np.array([block.date for block, _, _ in held], np.uint64)
        self._keys = np.array([draws.key(block.stream) for block, _, _ in held], np.uint64).reshape(-1, 2)

    def __len__(self) -> int:
        return len(self.ring)

    def uniforms(self, purpose: Purpose, who: Ints, attempt: int = 0) -> Floats:
        """Return the numbers of the callers `who` (ascending) for a purpose, whoever else there is."""
        return uniforms_at(self._keys, self._dates, self._block, self._place, who, purpose, attempt)

    def times_s(self, law: Distribution | None, purpose: Purpose, who: Ints, attempt: int = 0) -> Floats:
        """Return the lengths of time of the callers `who` under a law; no law, no time."""
        if law is None:
            return np.zeros(len(who))
        if isinstance(law, Constant) and law.at_zero == 0:  # addressed numbers need not be drawn to be passed over
            return np.full(len(who), law.value)
        return quantile(law, self.uniforms(purpose, who, attempt))


def _origin(block: Block, kept: Ints) -> Ints:
    """Return who the callers of a block are, in every scenario."""
    return np.column_stack([np.full((len(kept), 3), (block.line, block.source, block.date)), kept]).astype(np.int64)


@dataclass(frozen=True)
class _Round:
    """The attempts of one number (first, second, …) of the callers who may make one, in ascending order of caller."""

    who: Ints
    line: Ints
    connection: Ints
    patience: Ints
    redials_if_abandoned: Bools
    redials_if_engaged: Bools
    redial_delay: Ints
    pick_up: Ints
    handling: Ints

    def goes_on(self) -> Bools:
        """Return who may ring once more."""
        return self.redials_if_abandoned | self.redials_if_engaged


def assemble_calls(scenario: Scenario, blocks: Sequence[Block], calendar: Calendar, draws: Draws) -> Calls:
    """Draw everything about the callers of a run.

    Parameters
    ----------
    scenario : Scenario
        For the laws of each line and group.
    blocks : sequence of Block
        Who rings and when.
    calendar : Calendar
        The span: callers who ring outside it are left out.
    draws : Draws
        The replication's random numbers.

    Returns
    -------
    Calls
    """
    callers = _Callers(blocks, calendar, draws)
    rounds: list[_Round] = []
    who, line = np.arange(len(callers)), callers.line
    needs = _Needs(scenario, callers)
    while len(who):
        rounds.append(_draw_round(scenario, callers, needs, who, line, attempt=len(rounds)))
        again = rounds[-1].goes_on()
        line = _next_lines(scenario, callers, who[again], line[again], attempt=len(rounds) - 1)
        who = who[again]
    return _ragged(callers, rounds, len(scenario.groups))


class _Needs:
    """How long each caller's call would take, by the line that handles it: drawn once, the same in every attempt."""

    def __init__(self, scenario: Scenario, callers: _Callers) -> None:
        self._lines = tuple(scenario.lines.values())
        self._callers = callers
        self._known: dict[int, Floats] = {}

    def of(self, who: Ints, line: Ints) -> Floats:
        """Return the seconds of handling and wrap-up of the callers `who` on the lines they dial."""
        seconds = np.empty(len(who))
        for place, mine in _by_line(line):
            values = self._known.setdefault(place, np.full(len(self._callers), np.nan))
            new = who[mine][np.isnan(values[who[mine]])]
            if len(new):
                law = self._lines[place]
                values[new] = self._callers.times_s(law.handling, Purpose.HANDLING, new)
                values[new] += self._callers.times_s(law.wrap_up, Purpose.WRAP_UP, new)
            seconds[mine] = values[who[mine]]
        return seconds


def _draw_round(scenario: Scenario, callers: _Callers, needs: _Needs, who: Ints, line: Ints, attempt: int) -> _Round:
    lines, groups = tuple(scenario.lines.values()), tuple(scenario.groups.values())
    tick = scenario.tick
    connection, delay = np.zeros(len(who)), np.zeros(len(who))
    patience = np.full(len(who), np.inf)
    after_abandonment, after_engaged = np.zeros(len(who), bool), np.zeros(len(who), bool)
    for place, mine in _by_line(line):
        law, some = lines[place], who[mine]
        connection[mine] = callers.times_s(law.connection, Purpose.CONNECTION, some, attempt)
        if law.patience is not None:
            patience[mine] = callers.times_s(law.patience, Purpose.PATIENCE, some, attempt)
        if law.redial is not None and attempt < law.redial.limit:
            u = callers.uniforms(Purpose.REDIAL, some, attempt)
            after_abandonment[mine] = u < law.redial.probability
            after_engaged[mine] = u < _engaged_probability(law.redial)
            delay[mine] = callers.times_s(law.redial.delay, Purpose.REDIAL_DELAY, some, attempt)
    need = needs.of(who, line)
    return _Round(
        who=who,
        line=line,
        connection=to_ticks(connection, tick),
        patience=to_ticks(patience, tick),
        redials_if_abandoned=after_abandonment,
        redials_if_engaged=after_engaged,
        redial_delay=np.maximum(to_ticks(delay, tick), 1),
        pick_up=_per_group(
            [to_ticks(callers.times_s(group.pick_up, Purpose.PICK_UP, who, attempt), tick) for group in groups]
        ),
        handling=_per_group([to_ticks(need * group.handling_factor, tick) for group in groups]),
    )


def _per_group(columns: list[Ints]) -> Ints:
    return np.column_stack(columns)


def _engaged_probability(redial: Redial) -> float:
    return redial.probability if redial.engaged_probability is None else redial.engaged_probability


def _next_lines(scenario: Scenario, callers: _Callers, who: Ints, line: Ints, attempt: int) -> Ints:
    """Return the line that each caller dials next: the same, or the one that some of its redials divert to."""
    names = list(scenario.lines)
    following = line.copy()
    for place, mine in _by_line(line):
        redial = scenario.lines[names[place]].redial
        if redial is not None and redial.divert is not None:
            diverts = callers.uniforms(Purpose.DIVERT, who[mine], attempt) < redial.divert.share
            following[np.flatnonzero(mine)[diverts]] = names.index(redial.divert.to)
    return following


def _by_line(line: Ints) -> list[tuple[int, Bools]]:
    """Return each line that occurs, with the mask of where."""
    return [(place, line == place) for place in np.flatnonzero(np.bincount(line)).tolist()]


def _ragged(callers: _Callers, rounds: list[_Round], groups: int) -> Calls:
    """Lay the rounds out with each caller's attempts together, callers in the order in which they first ring."""
    order = np.argsort(callers.ring, kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    attempts = np.zeros(len(order), np.int64)
    for a_round in rounds:
        attempts[rank[a_round.who]] += 1
    first_row = np.concatenate(([0], np.cumsum(attempts)))
    rows = [first_row[rank[a_round.who]] + number for number, a_round in enumerate(rounds)]

    def column(name: str, dtype: type, shape: tuple[int, ...] = ()) -> np.ndarray:
        values: np.ndarray = np.empty((int(first_row[-1]), *shape), dtype)
        for places, a_round in zip(rows, rounds, strict=True):
            values[places] = getattr(a_round, name)
        return values

    return Calls(
        ring=callers.ring[order],
        first_row=first_row,
        line=column("line", np.int64),
        connection=column("connection", np.int64),
        patience=column("patience", np.int64),
        redials_if_abandoned=column("redials_if_abandoned", np.bool_),
        redials_if_engaged=column("redials_if_engaged", np.bool_),
        redial_delay=column("redial_delay", np.int64),
        pick_up=column("pick_up", np.int64, (groups,)),
        handling=column("handling", np.int64, (groups,)),
        origin=callers.origin[order],
    )


def _joined(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype)
