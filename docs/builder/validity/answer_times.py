"""The answer times of 999 that other forces published, each fitted as two parts: people on duty, and pick-up.

Each force has two figures to meet (the share answered in under 10 s and the mean) and two inputs to choose. The share
of 60 s and longer is not fitted: it is predicted, and compared with what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

import simcall as sc
from docs.builder.validity.hubs import NOVEMBER, calls_times, hub_of, people_times, pick_up
from docs.builder.validity.solving import Goal, Knob, solve
from docs.builder.validity.tables import Table

__all__ = ["SCENARIOS", "made"]

SCENARIOS = (NOVEMBER,)
_CAMBRIDGESHIRE = 11_797
_NOVEMBER, _PICK_UPS_S = 0.768, (1.5, 2.5, 3.2, 4.0, 4.5)
_ABSENCE = Knob(0.01, 0.6, 0.22)
_PICK_UP = Knob(0.5, 9.0, 3.2)
_REPLICATIONS, _LEAST, _CONFIRMED = 10, 4, 3
"""Months of a hub of Cambridgeshire's size; fewer of a larger hub, but at least four; and times more to confirm."""


@dataclass(frozen=True)
class Force:
    """A force's published answer times.

    Attributes
    ----------
    name : str
        The force.
    in_10_s, mean_s : float
        Share answered in under 10 s, and mean, in seconds.
    after_60_s : float or None
        Share of 60 s and longer, if it was published.
    calls : int
        999 calls a month, for the size of its hub.
    room : float
        People on the rota for each call, over those of Cambridgeshire's hub: so that absence has room on either side.
    """

    name: str
    in_10_s: float
    mean_s: float
    after_60_s: float | None
    calls: int
    room: float = 1.0

    @property
    def size(self) -> float:
        """Return its calls over Cambridgeshire's."""
        return self.calls / _CAMBRIDGESHIRE


SAME_HALF_YEAR = (
    Force("UK", 0.71, 16.1, 0.06, 19_700),
    Force("West Midlands", 0.63, 23.2, 0.11, 62_207, 0.75),
    Force("Greater Manchester", 0.69, 24.0, 0.12, 44_491, 0.75),
    Force("Suffolk", 0.81, 19.0, 0.07, 9_328),
    Force("Norfolk", 0.84, 8.53, 0.005, 9_947, 1.5),
    Force("Cleveland", 0.82, 8.5, 0.01, 8_477, 1.5),
)
"""November 2021 to April 2022. Sizes: the calls of November 2023 (data/published_999_2023-11.csv); for the UK 5.2
million calls in six months over 44 forces."""
LATER = (
    Force("Wiltshire, year to February 2024", 0.7023, 19.03, None, _CAMBRIDGESHIRE),
    Force("Lincolnshire", 0.888, 7.0, None, 8_576, 1.5),
)


@dataclass(frozen=True)
class Shape:
    """What the model gives: the inputs chosen, then its answer times."""

    absence: float
    pick_up_s: float
    in_10_s: float
    mean_s: float
    after_60_s: float


def fitted(hub: sc.Scenario, force: Force, size: float, seed: int) -> Shape:
    """Return the hub that meets a force's share and mean, or comes nearest, measured with other callers."""

    def changed(values: tuple[float, ...]) -> sc.Scenario:
        absence, seconds = values
        return hub.update({"groups.handlers.absence.probability": absence, **pick_up(hub, seconds)})

    goals = (Goal(force.in_10_s), Goal(force.mean_s, is_share=False))
    months = max(_LEAST, round(_REPLICATIONS / size))
    values = solve(lambda v: _times(changed(v), months, seed)[:2], (_ABSENCE, _PICK_UP), goals)
    return Shape(*values, *_times(changed(values), _CONFIRMED * months, seed + 1))


def _times(scenario: sc.Scenario, replications: int, seed: int) -> tuple[float, float, float]:
    line = sc.run(scenario, replications, seed, jobs=1).lines["999"]
    return line.answered_in_target.mean, line.asa.mean, line.answered_after_60s.mean


def with_people_alone(hub: sc.Scenario, force: Force, seed: int) -> tuple[float, float]:
    """Return the mean and the share over 60 s at a force's share in 10 s, with the hub's own pick-up."""

    def changed(values: tuple[float, ...]) -> sc.Scenario:
        return hub.update({"groups.handlers.absence.probability": values[0]})

    values = solve(lambda v: _times(changed(v), _REPLICATIONS, seed)[:1], (_ABSENCE,), (Goal(force.in_10_s),))
    return _times(changed(values), _CONFIRMED * _REPLICATIONS, seed + 1)[1:]


def by_the_mean(hub: sc.Scenario, force: Force, seed: int) -> tuple[float, float]:
    """Return the shares in 10 s and over 60 s at a force's mean, with the hub's own pick-up."""

    def changed(values: tuple[float, ...]) -> sc.Scenario:
        return hub.update({"groups.handlers.absence.probability": values[0]})

    goal = (Goal(force.mean_s, is_share=False),)
    values = solve(lambda v: _times(changed(v), _REPLICATIONS, seed)[1:2], (_ABSENCE,), goal)
    share, _, late = _times(changed(values), _CONFIRMED * _REPLICATIONS, seed + 1)
    return share, late


def at_pick_up(hub: sc.Scenario, seconds: float, seed: int) -> Shape:
    """Return November 2023 with another pick-up, and the absence that still gives its share in 10 s."""

    def changed(values: tuple[float, ...]) -> sc.Scenario:
        return hub.update({"groups.handlers.absence.probability": values[0], **pick_up(hub, seconds)})

    values = solve(lambda v: _times(changed(v), _REPLICATIONS, seed)[:1], (_ABSENCE,), (Goal(_NOVEMBER),))
    return Shape(values[0], seconds, *_times(changed(values), _CONFIRMED * _REPLICATIONS, seed + 1))


def sized(hub: sc.Scenario, size: float, room: float) -> sc.Scenario:
    """Return the hub with so many times the calls, and people in proportion."""
    return hub.update({**calls_times(hub, size), **people_times(hub, size * room)})


def made(seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    hub = hub_of(NOVEMBER)
    at_own_size = [
        (force, fitted(sized(hub, force.size, force.room), force, force.size, seed)) for force in SAME_HALF_YEAR
    ]
    at_one_size = [(force, fitted(sized(hub, 1.0, max(1.0, force.room)), force, 1.0, seed)) for force in SAME_HALF_YEAR]
    alone = [
        (force, *with_people_alone(sized(hub, 1.0, max(1.0, force.room)), force, seed)) for force in SAME_HALF_YEAR
    ]
    by_mean = [(force, *by_the_mean(sized(hub, 1.0, max(1.0, force.room)), force, seed)) for force in SAME_HALF_YEAR]
    later = [(force, fitted(sized(hub, force.size, force.room), force, force.size, seed)) for force in LATER]
    left_open = [at_pick_up(hub, seconds, seed) for seconds in _PICK_UPS_S]
    return {
        "tables": {
            "left open": _open_table(left_open).document(),
            "fitted": _fitted_table(at_own_size).document(),
            "one size": _fitted_table(at_one_size).document(),
            "later": _fitted_table(later).document(),
            "people alone": _alone_table(alone).document(),
            "by the mean": _mean_table(by_mean).document(),
        },
        "figures": {
            "rms own size": _rms((force, shape.after_60_s) for force, shape in at_own_size),
            "rms one size": _rms((force, shape.after_60_s) for force, shape in at_one_size),
            "rms by the mean": _rms((force, late) for force, _, late in by_mean),
            "rms people alone": _rms((force, late) for force, _, late in alone),
        },
    }


def _rms(pairs: Any) -> float:
    missed = [late - force.after_60_s for force, late in pairs]
    return float(np.sqrt(np.mean(np.square(missed))))


def _fitted_table(found: list[tuple[Force, Shape]]) -> Table:
    columns: Mapping[str, str] = {
        "force": "text",
        "calls, times Cambridgeshire's": "one",
        "in 10 s, published": "percent",
        "model": "percent",
        "mean, published": "seconds",
        "model ": "seconds",
        "60 s and over, published": "percent",
        "predicted": "percent",
        "handlers absent": "whole percent",
        "pick-up": "seconds",
    }
    rows = [
        (
            force.name,
            force.size,
            force.in_10_s,
            shape.in_10_s,
            force.mean_s,
            shape.mean_s,
            force.after_60_s,
            shape.after_60_s,
            shape.absence,
            shape.pick_up_s,
        )
        for force, shape in found
    ]
    return Table(columns, rows)


def _open_table(found: list[Shape]) -> Table:
    columns = {
        "pick-up": "seconds",
        "handlers absent": "whole percent",
        "in 10 s": "percent",
        "mean": "seconds",
        "60 s and over": "percent",
    }
    rows = [(one.pick_up_s, one.absence, one.in_10_s, one.mean_s, one.after_60_s) for one in found]
    return Table(columns, rows)


def _alone_table(found: list[tuple[Force, float, float]]) -> Table:
    columns = {
        "force": "text",
        "in 10 s": "whole percent",
        "mean, published": "seconds",
        "model": "seconds",
        "60 s and over, published": "percent",
        "model ": "percent",
    }
    rows = [(force.name, force.in_10_s, force.mean_s, mean, force.after_60_s, late) for force, mean, late in found]
    return Table(columns, rows)


def _mean_table(found: list[tuple[Force, float, float]]) -> Table:
    columns = {
        "force": "text",
        "mean": "seconds",
        "in 10 s, published": "whole percent",
        "model": "percent",
        "60 s and over, published": "percent",
        "predicted": "percent",
    }
    rows = [(force.name, force.mean_s, force.in_10_s, share, force.after_60_s, late) for force, share, late in found]
    return Table(columns, rows)
