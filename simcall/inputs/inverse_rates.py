"""The inverse of cumulative rates, compiled: apart from `rates`, whose calendar takes the whole scenario to digest."""

from __future__ import annotations

from simcall.inputs.compiling import compiled
from simcall.inputs.signatures import Column, FloatColumn, QuarterColumn

__all__ = ["fill_times"]


@compiled
def fill_times(
    u: FloatColumn,
    sizes: Column,
    before: FloatColumn,
    after: FloatColumn,
    cumulative: FloatColumn,
    first: Column,
    turn: Column,
    guide: QuarterColumn,
    start_s: FloatColumn,
    seconds: FloatColumn,
) -> None:
    """Fill in the times of `simcall.inputs.rates.Rates.times_s`."""
    i = 0
    for date in range(len(sizes)):
        begin, minutes = first[date], first[date + 1] - first[date] - 1
        total, at_turn = cumulative[begin + minutes], cumulative[begin + turn[date]]
        volume = before[date] * at_turn + after[date] * (total - at_turn)
        if volume == 0:
            continue
        early = before[date] * at_turn / volume
        stretch_early = volume / before[date] if before[date] > 0 else 0.0
        stretch_late = volume / after[date] if after[date] > 0 else 0.0
        minutes_per_call = minutes / total
        for _ in range(sizes[date]):
            base = u[i] * stretch_early if u[i] < early else at_turn + (u[i] - early) * stretch_late
            minute = int(guide[begin + min(int(base * minutes_per_call), minutes)])
            while minute > 0 and cumulative[begin + minute] > base:
                minute -= 1
            while minute < minutes and cumulative[begin + minute + 1] <= base:
                minute += 1
            exact_minute = float(minute)
            if minute < minutes:
                low = cumulative[begin + minute]
                exact_minute += (base - low) / (cumulative[begin + minute + 1] - low)
            seconds[i] = start_s[date] + exact_minute * 60.0
            i += 1
