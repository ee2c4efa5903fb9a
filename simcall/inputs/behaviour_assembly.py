"""From a scenario to what callers do and calls need, as arrays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

import numpy as np

from simcall.inputs.behaviour import (
    ANNOUNCEMENT,
    BREAK_OFF,
    CONNECTION,
    COUNTS_LEAVERS,
    DIVERT_TO,
    FACTORS,
    HANDLING,
    IS_INTERRUPTIBLE,
    LEAD_ROWS,
    LINE_PICK_UP,
    LINE_ROWS,
    MOMENTS,
    PATIENCE,
    REDIAL_DELAY,
    REDIAL_LIMIT,
    RUNS_IN_CONNECTION,
    RUNS_IN_PICK_UP,
    RUNS_IN_QUEUE,
    SAME_PATIENCE,
    WRAP_UP,
    Behaviour,
)
from simcall.inputs.calendar import Calendar
from simcall.inputs.distributions import NO_DISTRIBUTION, DistributionIndex
from simcall.inputs.signatures import Column, FloatTable, Table
from simcall.scenario import Distribution, Line, Scenario
from simcall.scenario.models.distributions import Constant
from simcall.scenario.models.follow_ons import LeadsTo
from simcall.scenario.models.week import MINUTES_PER_WEEK

__all__ = ["behaviour_of", "keys_of_leads"]


def behaviour_of(scenario: Scenario, calendar: Calendar) -> Behaviour:
    """Return a scenario's behaviour as arrays."""
    index, names, lines = DistributionIndex(), list(scenario.lines), list(scenario.lines.values())
    columns = [_line_column(names, number, line, index, scenario.tick) for number, line in enumerate(lines)]
    lead_keys = list(keys_of_leads(scenario))
    leads = [_lead_column(names, lead, index) for line in lines for lead in line.leads_to]
    with_factors = [line for line in lines if line.handling_by_hour is not None]
    for row, line in enumerate(with_factors):
        columns[lines.index(line)][FACTORS] = row
    groups = [[group.on_line(name) for name in names] for group in scenario.groups.values()]
    return Behaviour(
        lines=np.array(columns, np.int64).T.copy(),
        shares=np.array([_shares_of(line) for line in lines], np.float64).T.copy(),
        pick_ups=np.array([[_number_of(group.pick_up, index) for group in on_lines] for on_lines in groups], np.int64),
        handling_factors=np.array([[group.handling_factor for group in on_lines] for on_lines in groups], np.float64),
        burst_handling=_burst_handling(lines, index),
        factors=_factors(with_factors, calendar),
        first_minute_s=calendar.dates[0].start_s,
        first_lead=np.cumsum([0, *(len(line.leads_to) for line in lines)]),
        leads=np.array(leads, np.int64).reshape(-1, len(LEAD_ROWS)).T.copy(),
        lead_shares=np.array([lead.share for line in lines for lead in line.leads_to], np.float64),
        lead_skips=np.array([skipped for line in lines for skipped in _lead_skips(line)], np.float64),
        lead_choices=np.array(list(_lead_choices(scenario, lead_keys)), np.uint64),
        lead_keys=np.array(lead_keys, np.uint64),
        distributions=index.tables(),
        tick_s=float(scenario.tick),
    )


def _number_of(distribution: Distribution | None, index: DistributionIndex) -> int:
    """Return the number of a distribution of lengths of time; a time that is always zero needs none."""
    if isinstance(distribution, Constant) and distribution.value == 0:
        return NO_DISTRIBUTION
    return index.number_of(distribution)


def _line_column(names: list[str], number: int, line: Line, index: DistributionIndex, tick_s: float) -> Column:
    """Return a line's column of `Behaviour.lines`."""
    redial, announcement = line.redial, line.announcement
    divert = redial.divert if redial else None
    column = np.zeros(len(LINE_ROWS), np.int64)
    column[CONNECTION] = _number_of(line.connection, index)
    column[PATIENCE] = index.number_of(line.patience)
    column[HANDLING] = _number_of(line.handling, index)
    column[WRAP_UP] = _number_of(line.wrap_up, index)
    column[LINE_PICK_UP] = _number_of(line.pick_up, index)
    column[BREAK_OFF] = _number_of(line.break_off, index)
    column[REDIAL_DELAY] = _number_of(redial.delay if redial else None, index)
    column[REDIAL_LIMIT] = redial.limit if redial else 0
    column[DIVERT_TO] = names.index(divert.to) if divert else number
    column[SAME_PATIENCE] = redial is not None and redial.patience == "same"
    column[RUNS_IN_CONNECTION] = "connection" in line.patience_runs
    column[RUNS_IN_QUEUE] = "queue" in line.patience_runs
    column[RUNS_IN_PICK_UP] = "pick_up" in line.patience_runs
    column[ANNOUNCEMENT] = np.floor(announcement.length / tick_s + 0.5) if announcement else 0
    column[COUNTS_LEAVERS] = announcement is not None and announcement.counted
    column[IS_INTERRUPTIBLE] = line.interruptible
    column[FACTORS] = -1
    return column


def _shares_of(line: Line) -> tuple[float, float, float, float]:
    """Return a line's column of `Behaviour.shares`."""
    leave_share = line.announcement.leave_share if line.announcement else 0.0
    redial = line.redial
    if redial is None:
        return 0.0, 0.0, 0.0, leave_share
    engaged = redial.probability if redial.engaged_probability is None else redial.engaged_probability
    return redial.probability, engaged, redial.divert.share if redial.divert else 0.0, leave_share


def _burst_handling(lines: Sequence[Line], index: DistributionIndex) -> Table:
    """Return `Behaviour.burst_handling`, with one source only if no burst has handling times of its own."""
    bursts = [[burst.handling for burst in line.demand.bursts.values()] for line in lines]
    if not any(handling is not None for of_line in bursts for handling in of_line):
        return np.full((len(lines), 1), NO_DISTRIBUTION)
    table = np.full((len(lines), 1 + max(map(len, bursts))), NO_DISTRIBUTION)
    for line, of_line in enumerate(bursts):
        for source, handling in enumerate(of_line, start=1):
            table[line, source] = index.number_of(handling)
    return table


def _factors(lines: Sequence[Line], calendar: Calendar) -> FloatTable:
    """Return the factors of lines that have them, in every minute of the calendar's dates."""
    week_minute = np.concatenate([day.week_minute for day in calendar.dates])
    steps = [np.array(line.handling_by_hour, np.float64) for line in lines]
    rows = [np.repeat(factors, MINUTES_PER_WEEK // len(factors))[week_minute] for factors in steps]
    return np.array(rows, np.float64).reshape(len(lines), len(week_minute))


def _lead_column(names: list[str], lead: LeadsTo, index: DistributionIndex) -> tuple[int, ...]:
    """Return a column of `Behaviour.leads`."""
    after = _number_of(lead.after, index)
    flags = (lead.keep_place, lead.same_person, lead.after_counts)
    return names.index(lead.to), MOMENTS.index(lead.when), after, *map(int, flags)


def keys_of_leads(scenario: Scenario) -> Iterator[int]:
    """Yield a number for each lead that does not change when there are others."""
    for name, line in scenario.lines.items():
        counts: Counter[tuple[str, str]] = Counter()
        for lead in line.leads_to:
            yield _word((name, lead.to, lead.when, counts[lead.to, lead.when]))
            counts[lead.to, lead.when] += 1


def _lead_choices(scenario: Scenario, lead_keys: Iterable[int]) -> Iterator[int]:
    """Yield a number for each lead: one number for leads that exclude each other, and the lead's own for the rest."""
    leads = ((name, lead.one_of) for name, line in scenario.lines.items() for lead in line.leads_to)
    for (name, choice), key in zip(leads, lead_keys, strict=True):
        yield _word((name, choice)) if choice else key


def _lead_skips(line: Line) -> Iterator[float]:
    """Yield for each lead the shares of the earlier leads that exclude it."""
    taken: defaultdict[str, float] = defaultdict(float)
    for lead in line.leads_to:
        yield taken[lead.one_of]
        if lead.one_of:
            taken[lead.one_of] += lead.share


def _word(address: tuple[object, ...]) -> int:
    """Return 64 bits that stand for an address."""
    return int.from_bytes(blake2b(repr(address).encode(), digest_size=8).digest(), "little")
