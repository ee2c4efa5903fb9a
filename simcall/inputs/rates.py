"""The mean rate of a line over the dates of a run, and its inverse: the time by which a share of calls has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcall.inputs.calendar import LocalDate
from simcall.inputs.inverse_rates import fill_times
from simcall.inputs.world import Floats, Ints

__all__ = ["Rates", "rates_of"]


@dataclass(frozen=True)
class Rates:
    """The mean rate over every date, before the day's busyness.

    Attributes
    ----------
    cumulative : float64, shape (edges,)
        Mean number of calls from a date's first instant to each edge of its minutes, date after date.
    first : int64, shape (dates + 1,)
        Index of each date's first edge.
    turn : int64, shape (dates,)
        The minute of each date at which the busyness day changes.
    start_s : float64, shape (dates,)
        Seconds from the start of the run to each date's first instant.
    guide : int16, shape (edges,)
        A date's calls are divided into as many equal steps as it has edges; this is the minute in which each step
        begins, where the search starts (Chen and Asau 1974, "On generating random variates from an empirical
        distribution").
    """

    cumulative: Floats
    first: Ints
    turn: Ints
    start_s: Floats
    guide: np.ndarray

    def volumes(self, before: Floats, after: Floats) -> Floats:
        """Return each date's mean number of calls under its busyness factors before and after the turn."""
        at_turn, total = self.cumulative[self.first[:-1] + self.turn], self.cumulative[self.first[1:] - 1]
        volumes: Floats = before * at_turn + after * (total - at_turn)
        return volumes

    def volumes_before(self, date: Ints, minute: Ints, before: Floats, after: Floats) -> Floats:
        """Return the mean number of calls from the first instant of some dates to a minute of each."""
        at_turn = self.cumulative[self.first[date] + self.turn[date]]
        plain = self.cumulative[self.first[date] + minute]
        volumes: Floats = before[date] * np.minimum(plain, at_turn) + after[date] * np.maximum(plain - at_turn, 0)
        return volumes

    def times_s(self, u: Floats, sizes: Ints, before: Floats, after: Floats) -> Floats:
        """Return the times of calls: the inverse of each date's cumulative rate at shares of its total.

        Parameters
        ----------
        u : float64, shape (calls,)
            The shares, date after date.
        sizes : int64, shape (dates,)
            Number of calls of each date.
        before, after : float64, shape (dates,)
            Busyness factors of each date, before and after the turn of the day.

        Returns
        -------
        float64, shape (calls,)
            Seconds from the start of the run.
        """
        seconds = np.empty(len(u))
        fill_times(u, sizes, before, after, self.cumulative, self.first, self.turn, self.guide, self.start_s, seconds)
        return seconds

    def or_flat(self) -> Rates:
        """Return these rates, with one call a minute on dates without any calls."""
        counts = np.diff(self.first)
        quiet = np.repeat(self.cumulative[self.first[1:] - 1] == 0, counts)
        edge = np.arange(len(self.cumulative)) - np.repeat(self.first[:-1], counts)
        return _with_guide(
            np.where(quiet, edge.astype(np.float64), self.cumulative), self.first, self.turn, self.start_s
        )


def rates_of(per_minute: Sequence[Floats], dates: Sequence[LocalDate], turn: int) -> Rates:
    """Lay out the mean calls of every minute of every date.

    Parameters
    ----------
    per_minute : sequence of float64, shape (minutes,)
        Mean calls in each minute, by date.
    dates : sequence of LocalDate
        The dates.
    turn : int
        Minute of the day, on the clock, at which the busyness day changes.
    """
    edges = [np.concatenate(([0.0], np.cumsum(rate))) for rate in per_minute]
    return _with_guide(
        np.concatenate(edges),
        np.cumsum([0, *map(len, edges)]).astype(np.int64),
        np.array([day.minute_at(turn) for day in dates], np.int64),
        np.array([day.start_s for day in dates]),
    )


def _with_guide(cumulative: Floats, first: Ints, turn: Ints, start_s: Floats) -> Rates:
    cache: dict[bytes, np.ndarray] = {}  # most dates are the same as others of their day of the week
    guides = []
    for edges in np.split(cumulative, first[1:-1]):
        key = edges.tobytes()
        if key not in cache:
            cache[key] = _guide(edges)
        guides.append(cache[key])
    return Rates(cumulative, first, turn, start_s, np.concatenate(guides))


def _guide(edges: Floats) -> np.ndarray:
    """Return, for equal steps of a date's calls, the minute in which each begins."""
    steps = np.searchsorted(edges, np.linspace(0.0, edges[-1], len(edges)), side="right") - 1
    return np.minimum(steps, len(edges) - 2).astype(np.int16)
