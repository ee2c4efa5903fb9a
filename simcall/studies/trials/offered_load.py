"""The people who would be busy if every call were answered at once, as the load follows the calls of earlier hours.

Calls last: an hour's load is that of calls which began earlier, too. With random arrivals at a rate λ(t) and handling
times S, the mean number of busy people is m(t) = ∫ λ(t - u) P(S > u) du (Eick, Massey and Whitt 1993, "The physics of
the Mt/G/∞ queue", Operations Research 41:731). Erlang A at this load, in place of calls times handling time, is the
modified-offered-load approximation (Jennings, Mandelbaum, Massey and Whitt 1996, Management Science 42:1383).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.signal import fftconvolve

from simcall.inputs import Blueprint, Floats, Ints
from simcall.inputs.distributions import quantile_of
from simcall.scenario import Distribution, Group, Line
from simcall.studies.expected_items import with_follow_ons
from simcall.studies.rota import mean_calls

__all__ = ["busy_curve", "calls_by_minute", "minutes_of_week", "offered_load"]

_GOLDEN = 0.6180339887498949
_POINTS = 4000
_LONGEST_MIN = 7 * 24 * 60


def calls_by_minute(blueprint: Blueprint) -> Floats:
    """Return the expected calls of each line in each minute of the run, what they lead to included.

    Returns
    -------
    float64, shape (lines, minutes)
        From tick 0; the last minute may be cut short.
    """
    end_s = blueprint.calendar.horizon * blueprint.calendar.tick_s
    edges_s = np.append(np.arange(0.0, end_s, 60.0), end_s)
    calls = np.array([mean_calls(demand, edges_s) for demand in blueprint.demands])
    return with_follow_ons(blueprint.scenario, calls)


def busy_curve(line: Line, group: Group) -> Floats:
    """Return the share of a line's calls that still keep a person busy, at the middle of each minute after their start.

    The times of picking up, handling and wrap-up are independent. Their sum is taken over quantiles that are paired
    evenly (a lattice with the golden ratio).
    """
    parts: list[tuple[Distribution, float]] = [
        (line.handling, group.handling_factor),
        (line.pick_up, 1.0),
        (group.pick_up, 1.0),
    ]
    if line.wrap_up is not None:
        parts.append((line.wrap_up, group.handling_factor))
    points = np.arange(_POINTS)
    busy_s = np.sort(
        sum(
            factor * quantile_of(distribution, np.modf((points + 0.5) / _POINTS + number * _GOLDEN * points)[0])
            for number, (distribution, factor) in enumerate(parts)
        )
    )
    minutes = int(min(np.ceil(busy_s[-1] / 60) + 1, _LONGEST_MIN))
    middles_s = 60 * (np.arange(minutes) + 0.5)
    curve: Floats = 1 - np.searchsorted(busy_s, middles_s, side="right") / _POINTS
    mean_min = float(busy_s.mean()) / 60
    return curve * (mean_min / curve.sum()) if curve.any() else np.array([mean_min])


def offered_load(blueprint: Blueprint, calls: Floats, lines: Sequence[int], group: Group) -> Floats:
    """Return the load of some lines on a group in each minute of the run, in erlangs.

    Parameters
    ----------
    blueprint : Blueprint
        The scenario, laid on the calendar.
    calls : float64, shape (lines, minutes)
        As `calls_by_minute` gives them, redials included or not.
    lines : sequence of int
        Which lines.
    group : Group
        Who answers them.
    """
    names = list(blueprint.scenario.lines)
    total = np.zeros(calls.shape[1])
    hour = minutes_of_week(blueprint) // 60
    for index in lines:
        line = blueprint.scenario.lines[names[index]]
        factors = np.array(line.handling_factors())[hour]
        total += fftconvolve(calls[index] * factors[: calls.shape[1]], busy_curve(line, group.on_line(names[index])))[
            : len(total)
        ]
    return np.maximum(total, 0.0)


def minutes_of_week(blueprint: Blueprint) -> Ints:
    """Return the local minute of the week in each minute of the run."""
    calendar = blueprint.calendar
    minutes = int(np.ceil(calendar.horizon * calendar.tick_s / 60))
    skipped = round(-calendar.dates[0].start_s / 60)
    return np.concatenate([day.week_minute for day in calendar.dates])[skipped : skipped + minutes]
