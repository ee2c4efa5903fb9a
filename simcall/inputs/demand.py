"""Who rings, and when: Poisson arrivals whose rate follows the week, the day's busyness, special days and incidents.

A line's calls on a date are a non-homogeneous Poisson process. Their number is the Poisson quantile, at the date's mean
volume, of one uniform number; each caller's time is the inverse of the date's cumulative rate at a number of their own
(Cinlar 1975, "Introduction to Stochastic Processes": given their number, arrivals are independent with the rate's
density). So more volume only adds callers, and those who rang before ring still, at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from simcall.inputs.calendar import MINUTES_PER_WEEK, Calendar, LocalDate
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.quantiles import gamma_factor_quantile, geometric_quantile, poisson_quantile, quantile
from simcall.inputs.world import Floats, Ints
from simcall.scenario import Burst, Busyness, Demand, SpecialDay

__all__ = ["Block", "DateRate", "LineDemand", "blocks", "line_demand"]

_INCIDENT_SHIFT = 32


@dataclass(frozen=True)
class Block:
    """Callers whose random numbers share an address: a line's on a date, or one incident's.

    Attributes
    ----------
    line : int
        Place of the line.
    source : int
        0 for ordinary demand, 1, 2, … for the line's bursts.
    stream : str
        Name of the stream of random numbers.
    date : int
        Proleptic ordinal of the local date, with the incident's number in the high 32 bits.
    ring_s : float64, shape (callers,)
        Seconds from the start of the run at which each rings; it may lie outside the run.
    """

    line: int
    source: int
    stream: str
    date: int
    ring_s: Floats


@dataclass(frozen=True)
class DateRate:
    """The mean rate of a line over one date, before the day's busyness.

    Attributes
    ----------
    cumulative : float64, shape (minutes + 1,)
        Mean number of calls from the date's first instant to each minute's edge.
    turn : int
        The minute at which the busyness day changes.
    """

    cumulative: Floats
    turn: int

    @cached_property
    def minutes(self) -> Floats:
        """The minutes' edges."""
        return np.arange(len(self.cumulative), dtype=np.float64)

    def volume(self, before: float, after: float) -> float:
        """Return the date's mean number of calls under the busyness factors before and after the turn."""
        at_turn, total = self.cumulative[self.turn], self.cumulative[-1]
        return float(before * at_turn + after * (total - at_turn))

    def times_s(self, u: Floats, before: float, after: float) -> Floats:
        """Return seconds from the date's start: the inverse of the cumulative rate at shares `u` of its total."""
        calls = u * self.volume(before, after)
        at_turn = self.cumulative[self.turn]
        early = calls < before * at_turn
        base = np.empty_like(calls)
        base[early] = calls[early] / before
        base[~early] = at_turn + (calls[~early] - before * at_turn) / after if after > 0 else at_turn
        return np.interp(base, self.cumulative, self.minutes) * 60.0


@dataclass(frozen=True)
class LineDemand:
    """A line's demand laid on the calendar: all that is not random.

    Attributes
    ----------
    line : int
        Place of the line.
    name : str
        Its name, which is its stream of random numbers.
    demand : Demand
        What the scenario says.
    rates : tuple of DateRate
        One for each date of the calendar.
    """

    line: int
    name: str
    demand: Demand
    rates: tuple[DateRate, ...]


def line_demand(line: int, name: str, demand: Demand, busyness: Busyness, calendar: Calendar) -> LineDemand:
    """Lay a line's demand on the calendar."""
    weights = np.ones(MINUTES_PER_WEEK) if demand.profile == "flat" else _per_minute(demand.profile)
    per_minute = weights / weights.mean() * (demand.mean_calls_per_hour() / 60)
    turn = busyness.day_starts.hour * 60 + busyness.day_starts.minute
    rates = []
    for day in calendar.dates:
        rate = per_minute[day.week_minute] * _special_factor(demand.special_days.values(), day)
        rates.append(DateRate(np.concatenate(([0.0], np.cumsum(rate))), day.minute_at(turn)))
    return LineDemand(line, name, demand, tuple(rates))


def _per_minute(steps: tuple[float, ...]) -> Floats:
    """Return a week profile's value in every minute of the week."""
    return np.repeat(np.asarray(steps, dtype=np.float64), MINUTES_PER_WEEK // len(steps))


def _special_factor(special_days: Iterable[SpecialDay], day: LocalDate) -> Floats:
    """Return the product of the special days' factors in every minute of a date."""
    factor = np.ones(len(day.clock))
    for special in special_days:
        factor[_special_minutes(special, day)] *= special.factor
    return factor


def _special_minutes(special: SpecialDay, day: LocalDate) -> np.ndarray:
    """Return which minutes of a date a special day holds; one whose end is not after its start runs past midnight."""
    start = special.start.hour * 60 + special.start.minute if special.start else 0
    end = special.end.hour * 60 + special.end.minute if special.end else 1440
    today, yesterday = day.date in special.dates, day.date - timedelta(days=1) in special.dates
    if end > start:
        return today & (day.clock >= start) & (day.clock < end)
    return (today & (day.clock >= start)) | (yesterday & (day.clock < end))


def blocks(demands: tuple[LineDemand, ...], busyness: Busyness, calendar: Calendar, draws: Draws) -> Iterator[Block]:
    """Draw who rings: blocks in the order of lines, then sources, then dates and incidents."""
    for demand in demands:
        factors = _day_factors(demand, busyness, calendar, draws)
        for day, rate, before, after in zip(calendar.dates, demand.rates, factors, factors[1:], strict=False):
            yield _ordinary(demand, day, rate, (before, after), draws)
        for source, (name, burst) in enumerate(demand.demand.bursts.items(), start=1):
            yield from _incidents(demand, source, name, burst, calendar, draws)


def _day_factors(demand: LineDemand, busyness: Busyness, calendar: Calendar, draws: Draws) -> list[float]:
    """Return the busyness of the day before the first date, and of every date, from turn to turn of the day."""
    first = calendar.dates[0].date.toordinal()
    days = range(first - 1, first + len(calendar.dates))
    shared = _gamma_factors("busyness", busyness.cv, days, draws)
    own = _gamma_factors(f"line {demand.name!r}", demand.demand.day_factor_cv, days, draws)
    return [a * b for a, b in zip(shared, own, strict=True)]


def _gamma_factors(stream: str, cv: float, days: range, draws: Draws) -> list[float]:
    if cv == 0:
        return [1.0] * len(days)
    u = np.array([draws.uniforms(stream, Purpose.DAY_FACTOR, day, 1)[0] for day in days])
    factors: list[float] = gamma_factor_quantile(cv, u).tolist()
    return factors


def _ordinary(demand: LineDemand, day: LocalDate, rate: DateRate, factors: tuple[float, float], draws: Draws) -> Block:
    """Draw a line's ordinary callers on one date."""
    stream, ordinal = f"line {demand.name!r}", day.date.toordinal()
    n = _poisson(rate.volume(*factors), stream, ordinal, draws)
    u = draws.uniforms(stream, Purpose.TIME, ordinal, n)
    return Block(demand.line, 0, stream, ordinal, day.start_s + rate.times_s(u, *factors))


def _poisson(mean: float, stream: str, ordinal: int, draws: Draws) -> int:
    return int(poisson_quantile(np.array([mean]), draws.uniforms(stream, Purpose.COUNT, ordinal, 1))[0])


def _incidents(
    demand: LineDemand, source: int, name: str, burst: Burst, calendar: Calendar, draws: Draws
) -> Iterator[Block]:
    """Draw the callers about each incident of a burst."""
    stream = f"line {demand.name!r} burst {name!r}"
    for ordinal, starts_s in _incident_times(demand, stream, burst, calendar, draws):
        for i, start_s in enumerate(starts_s):
            address = ordinal | i << _INCIDENT_SHIFT
            n = _incident_size(burst, stream, address, draws)
            offsets = quantile(burst.spread, draws.uniforms(stream, Purpose.BURST_SPREAD, address, n))
            yield Block(demand.line, source, stream, address, start_s + offsets)


def _incident_times(
    demand: LineDemand, stream: str, burst: Burst, calendar: Calendar, draws: Draws
) -> Iterator[tuple[int, Ints | Floats]]:
    """Return the incidents' times of each date: as given, or at random, following the line's rate."""
    if burst.at is not None:
        by_date: dict[date, list[float]] = {}
        for moment in burst.at:
            by_date.setdefault(moment.date(), []).append(calendar.seconds_to(moment))
        yield from ((day.toordinal(), np.array(times)) for day, times in by_date.items())
        return
    for day, rate in zip(calendar.dates, demand.rates, strict=True):
        ordinal = day.date.toordinal()
        n = _poisson(burst.incidents_per_day or 0.0, stream, ordinal, draws)
        u = draws.uniforms(stream, Purpose.TIME, ordinal, n)
        quiet = rate.cumulative[-1] == 0  # no ordinary demand to follow: any minute of the day alike
        yield ordinal, day.start_s + (u * len(day.clock) * 60.0 if quiet else rate.times_s(u, 1.0, 1.0))


def _incident_size(burst: Burst, stream: str, address: int, draws: Draws) -> int:
    """Draw the number of callers about one incident."""
    mean = burst.calls_per_incident
    if burst.size == "fixed":
        return int(mean)
    u = draws.uniforms(stream, Purpose.BURST_SIZE, address, 1)
    if burst.size == "geometric":
        return int(geometric_quantile(mean, u)[0])
    return int(poisson_quantile(np.array([mean]), u)[0])
