"""Arrivals of calls: Poisson, with a rate that follows the week, the day's busyness, special days and incidents.

A line's calls on a date are a non-homogeneous Poisson process. Their number is the Poisson quantile, at the date's mean
volume, of one uniform number; each caller's time is the inverse of the date's cumulative rate at a number of their own
(Cinlar 1975, "Introduction to Stochastic Processes": given their number, arrivals are independent with the rate's
density). So a larger volume only adds callers: the others ring at the same times as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

import numpy as np

from simcall.inputs.busy_hours import BusyHours, hour_factors
from simcall.inputs.calendar import Calendar, LocalDate
from simcall.inputs.distributions import quantile_of
from simcall.inputs.draws import Draws, Purpose
from simcall.inputs.quantiles import gamma_factor_quantile, geometric_quantile, poisson_quantile
from simcall.inputs.rates import Rates, rates_of
from simcall.inputs.world import Floats, Ints
from simcall.scenario import Burst, Busyness, Demand, SpecialDay
from simcall.scenario.models.week import MINUTES_PER_WEEK

__all__ = ["Arrivals", "LineDemand", "arrivals", "line_demand"]

_BUSYNESS = "busyness"
"""The stream of random numbers of what all lines share."""
_INCIDENT_SHIFT = 32


@dataclass(frozen=True)
class Arrivals:
    """The callers of a line from one source, in blocks whose random numbers share an address.

    Attributes
    ----------
    line : int
        Index of the line.
    source : int
        0 for ordinary demand, with a block for each date; 1, 2, … for the line's bursts, with one for each incident.
    stream : str
        Name of the stream of random numbers.
    dates : int64, shape (blocks,)
        Proleptic ordinal of the local date, with the incident's number in the high 32 bits.
    sizes : int64, shape (blocks,)
        Number of callers in each block.
    ring_s : float64, shape (callers,)
        Seconds from the start of the run to each call, block after block; calls may lie outside the run.
    """

    line: int
    source: int
    stream: str
    dates: Ints
    sizes: Ints
    ring_s: Floats


@dataclass(frozen=True)
class LineDemand:
    """A line's demand laid on the calendar, before anything random.

    Attributes
    ----------
    line : int
        Index of the line.
    name : str
        Its name, which gives its stream of random numbers.
    demand : Demand
        The line's demand in the scenario.
    rates : Rates
        The mean rate of every date of the calendar, before the day's busyness.
    """

    line: int
    name: str
    demand: Demand
    rates: Rates

    @property
    def stream(self) -> str:
        """Name of the line's stream of random numbers."""
        return f"line {self.name!r}"

    def mean_callers(self) -> float:
        """Return the mean number of callers on the dates of the calendar, including those about incidents."""
        ordinary = float(self.rates.volumes(np.ones(1), np.ones(1)).sum())
        return ordinary + sum(self._mean_burst(burst) for burst in self.demand.bursts.values())

    def _mean_burst(self, burst: Burst) -> float:
        incidents = len(burst.at) if burst.at is not None else (burst.incidents_per_day or 0.0) * len(self.rates.turn)
        return incidents * burst.calls_per_incident


def line_demand(line: int, name: str, demand: Demand, busyness: Busyness, calendar: Calendar) -> LineDemand:
    """Lay a line's demand on the calendar."""
    turn = busyness.day_starts.hour * 60 + busyness.day_starts.minute
    specials = tuple(demand.special_days.values())
    return LineDemand(
        line, name, demand, _rates(demand.profile, demand.mean_calls_per_hour(), specials, turn, calendar)
    )


@lru_cache(maxsize=8)  # the points of a sweep share the rates of most lines
def _rates(
    profile: Literal["flat"] | tuple[float, ...],
    calls_per_hour: float,
    specials: tuple[SpecialDay, ...],
    turn: int,
    calendar: Calendar,
) -> Rates:
    weights = np.ones(MINUTES_PER_WEEK) if profile == "flat" else _per_minute(profile)
    per_minute = weights / weights.mean() * (calls_per_hour / 60)
    per_date = [per_minute[day.week_minute] * _special_factor(specials, day) for day in calendar.dates]
    return rates_of(per_date, calendar.dates, turn)


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
    """Return the minutes of a date within a special day; if its end is not after its start, it runs past midnight."""
    start = special.start.hour * 60 + special.start.minute if special.start else 0
    end = special.end.hour * 60 + special.end.minute if special.end else 1440
    today, yesterday = day.date in special.dates, day.date - timedelta(days=1) in special.dates
    if end > start:
        return today & (day.clock >= start) & (day.clock < end)
    return (today & (day.clock >= start)) | (yesterday & (day.clock < end))


def arrivals(
    demands: tuple[LineDemand, ...], busyness: Busyness, calendar: Calendar, draws: Draws
) -> Iterator[Arrivals]:
    """Draw the callers in the order of lines, then sources, then dates and incidents."""
    shared = _hour_factors(_BUSYNESS, busyness.hour_cv, busyness, calendar, draws)
    for demand in demands:
        own = _hour_factors(demand.stream, demand.demand.hour_factor_cv, busyness, calendar, draws)
        yield _ordinary(demand, _day_factors(demand, busyness, calendar, draws), shared * own, calendar, draws)
        for source, (name, burst) in enumerate(demand.demand.bursts.items(), start=1):
            yield _incidents(demand, source, name, burst, calendar, draws)


def _day_factors(demand: LineDemand, busyness: Busyness, calendar: Calendar, draws: Draws) -> Floats:
    """Return the busyness of the day before the first date and of each date; a day lasts from turn to turn."""
    days = np.concatenate(([calendar.ordinals[0] - 1], calendar.ordinals))
    shared = _gamma_factors(_BUSYNESS, busyness.cv, days, draws)
    return shared * _gamma_factors(demand.stream, demand.demand.day_factor_cv, days, draws)


def _gamma_factors(stream: str, cv: float, days: Ints, draws: Draws) -> Floats:
    if cv == 0:
        return np.ones(len(days))
    return gamma_factor_quantile(cv, draws.uniforms(stream, Purpose.DAY_FACTOR, days, 1))


def _hour_factors(stream: str, cv: float, busyness: Busyness, calendar: Calendar, draws: Draws) -> Floats | float:
    """Return the factor of each local hour of the calendar, or 1 if it is that of every hour."""
    return hour_factors(stream, cv, busyness.hour_correlation, calendar.hours, draws) if cv else 1.0


def _ordinary(
    demand: LineDemand, by_day: Floats, by_hour: Floats | float, calendar: Calendar, draws: Draws
) -> Arrivals:
    """Draw a line's ordinary callers on every date, under the factors of the days and of the hours."""
    before, after = by_day[:-1], by_day[1:]
    hours = None
    if not isinstance(by_hour, float):
        hours = BusyHours.of(demand.rates, calendar.hours, by_hour, before, after)
    volumes = hours.volumes if hours else demand.rates.volumes(before, after)
    sizes = _poisson(volumes, demand.stream, calendar.ordinals, draws)
    u = draws.uniforms(demand.stream, Purpose.TIME, calendar.ordinals, sizes)
    shares = hours.plain_shares(u, sizes) if hours else u
    ring_s = demand.rates.times_s(shares, sizes, before, after)
    return Arrivals(demand.line, 0, demand.stream, calendar.ordinals, sizes, ring_s)


def _poisson(means: Floats, stream: str, dates: Ints, draws: Draws) -> Ints:
    return poisson_quantile(means, draws.uniforms(stream, Purpose.COUNT, dates, 1))


def _incidents(demand: LineDemand, source: int, name: str, burst: Burst, calendar: Calendar, draws: Draws) -> Arrivals:
    """Draw the callers about every incident of a burst."""
    stream = f"{demand.stream} burst {name!r}"
    ordinals, starts_s = _incident_times(demand, stream, burst, calendar, draws)
    # Incidents of one date follow each other, and have a number within the date.
    _, first, counts = np.unique(ordinals, return_index=True, return_counts=True)
    number = np.arange(len(ordinals)) - np.repeat(first, counts)
    dates = ordinals | number << _INCIDENT_SHIFT
    sizes = _incident_sizes(burst, stream, dates, draws)
    offsets = quantile_of(burst.spread, draws.uniforms(stream, Purpose.BURST_SPREAD, dates, sizes))
    return Arrivals(demand.line, source, stream, dates, sizes, np.repeat(starts_s, sizes) + offsets)


def _incident_times(
    demand: LineDemand, stream: str, burst: Burst, calendar: Calendar, draws: Draws
) -> tuple[Ints, Floats]:
    """Return the date and time of each incident, by date: as given, or random with the line's rate."""
    if burst.at is not None:
        moments = sorted(burst.at, key=lambda moment: moment.date())  # within a date, the order of the file
        times = [calendar.seconds_to(moment) for moment in moments]
        return np.array([moment.toordinal() for moment in moments], np.int64), np.array(times)
    means = np.full(len(calendar.dates), burst.incidents_per_day or 0.0)
    sizes = _poisson(means, stream, calendar.ordinals, draws)
    u = draws.uniforms(stream, Purpose.TIME, calendar.ordinals, sizes)
    always = np.ones(len(sizes))
    return np.repeat(calendar.ordinals, sizes), demand.rates.or_flat().times_s(u, sizes, always, always)


def _incident_sizes(burst: Burst, stream: str, dates: Ints, draws: Draws) -> Ints:
    """Draw the number of callers about each incident."""
    mean = burst.calls_per_incident
    if burst.size == "fixed":
        return np.full(len(dates), int(mean))
    u = draws.uniforms(stream, Purpose.BURST_SIZE, dates, 1)
    if burst.size == "geometric":
        return geometric_quantile(mean, u)
    return poisson_quantile(np.full(len(dates), mean), u)
