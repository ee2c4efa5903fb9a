"""Outputs that other simulators' authors published, beside simcall's for the same centre.

Source: ContactCenters (Buist and L'Ecuyer, Université de Montréal), ``doc/examples/`` of
github.com/umontreal-simul/contactcenters: each program with its output of 1,000 replications.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

import simcall as sc
from docs.builder.validity import bilingual
from docs.builder.validity.tables import Table
from tests.oracle.cases import exponential
from tests.oracle.days import MINUTES_PER_DAY, day_tables
from tests.oracle.figures import Attempts

__all__ = ["SCENARIOS", "made"]

SCENARIOS: tuple[str, ...] = ()
_OPEN_S, _RUN_OFF_S, _DAY_S = 28_800.0, 3_600.0, 86_400.0
_DAY = {"T_s": 20, "n": 12, "aht_s": 120}
_CALLS_PER_HOUR = 252.0
_REPLICATIONS, _WEEKS = 1_000, 200
_LIMIT = 3.5
"""Standard errors of the difference, as for the exact cases."""


@dataclass(frozen=True)
class Published:
    """A published figure: its mean and the ends of its 95 % interval, which may be rounded."""

    mean: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """Return its standard error, at least what rounding hides."""
        rounding = 0.0005 if self.high < 1 else 0.0
        return max((self.high - self.low) / 2 / float(stats.norm.ppf(0.975)), rounding)


@dataclass(frozen=True)
class Compared:
    """A figure of a peer beside simcall's."""

    name: str
    published: Published
    mean: float
    error: float

    @property
    def z(self) -> float:
        """Return the difference in its standard errors."""
        return (self.mean - self.published.mean) / float(np.hypot(self.error, self.published.error))

    def row(self) -> tuple[Any, ...]:
        """Return the row of the page's table."""
        verdict = "met" if abs(self.z) <= _LIMIT else "not met"
        return self.name, _number(self.published.mean), _number(self.mean), self.z, verdict


COLUMNS = {"figure": "text", "published": "text", "simcall": "text", "apart, in standard errors": "one", "": "text"}

Totals = Callable[[Attempts], tuple[float, float]]


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


# A day of eight hours with one pool


def _day(attempts: Attempts) -> Mapping[str, tuple[float, float]]:
    answered, waited = attempts.answered, attempts.wait_s
    served = float(attempts.count(answered))
    good = float(attempts.count(answered & (waited < _DAY["T_s"])))
    late = float(attempts.count(attempts.abandoned & (waited >= _DAY["T_s"])))
    engaged = float(attempts.count(attempts.engaged))
    opened = np.array([0.0, _OPEN_S])
    return {
        "abandoned": (float(attempts.count(attempts.abandoned)), 1.0),
        "turned away": (engaged, 1.0),
        "answered in 20 s": (good, 1.0),
        "share of answered in 20 s": (good, served),
        "share in 20 s, with those turned away": (good, served + engaged),
        "share in 20 s, with those who give up later": (good, served + late),
        "mean answer time, min": (attempts.sum_wait_s(answered) / 60, served),
        "occupancy": (float(attempts.time_in(attempts.left, attempts.released, opened)[0]), _DAY["n"] * _OPEN_S),
    }


DAYS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Published]]] = {
    "one pool, nobody gives up (MMC)": (
        {},
        {
            "answered in 20 s": Published(1816.158, 1812.618, 1819.698),
            "share of answered in 20 s": Published(0.902, 0.900, 0.904),
            "mean answer time, min": Published(0.099, 0.097, 0.102),
            "occupancy": Published(0.695, 0.694, 0.697),
        },
    ),
    "callers give up (MMCAb)": (
        {"patience": exponential(60)},
        {
            "abandoned": Published(58.609, 57.660, 59.558),
            "answered in 20 s": Published(1906.008, 1903.785, 1908.231),
            "share of answered in 20 s": Published(0.975, 0.974, 0.975),
            "mean answer time, min": Published(0.024, 0.023, 0.024),
            "occupancy": Published(0.675, 0.674, 0.677),
            "share in 20 s, with those who give up later": Published(0.968, 0.968, 0.969),
        },
    ),
    "at most five wait (MMCBlocked)": (
        {"queue_limit": 5},
        {
            "turned away": Published(18.655, 18.045, 19.265),
            "answered in 20 s": Published(1854.284, 1851.667, 1856.901),
            "share of answered in 20 s": Published(0.929, 0.928, 0.930),
            "mean answer time, min": Published(0.060, 0.059, 0.061),
            "occupancy": Published(0.689, 0.688, 0.690),
            "share in 20 s, with those turned away": Published(0.920, 0.919, 0.922),
        },
    ),
}


def _days(seed: int) -> list[tuple[Any, ...]]:
    rows = []
    for number, (centre, (changes, published)) in enumerate(DAYS.items()):
        totals: dict[str, list[tuple[float, float]]] = {name: [] for name in published}
        results = sc.run(_day_scenario(changes), _REPLICATIONS, seed + number, jobs=1)
        for replication in range(_REPLICATIONS):
            counted = _day(Attempts(results.records(replication), _OPEN_S))
            for name in published:
                totals[name].append(counted[name])
        for name, figure in published.items():
            rows.append((centre, *Compared(name, figure, *_ratio(totals[name])).row()))
    return rows


def _day_scenario(changes: Mapping[str, Any]) -> sc.Scenario:
    rates = np.full(MINUTES_PER_DAY, _CALLS_PER_HOUR)
    tables = day_tables(rates, [_DAY["n"]] * MINUTES_PER_DAY, {**_DAY, "patience_mean_s": 60})
    tables["lines"]["999"].pop("patience")
    tables["lines"]["999"] |= changes
    span = {"name": "a day", "start": "2024-01-01", "time_zone": "UTC", "days": (_OPEN_S + _RUN_OFF_S) / _DAY_S}
    return sc.Scenario.from_document({**span, **tables})


def _ratio(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the ratio of totals over replications, with its standard error by the delta method."""
    above, below = np.array(pairs).T
    ratio = above.sum() / below.sum()
    error = np.sqrt(((above - ratio * below) ** 2).sum() / (len(above) - 1)) / (below.mean() * np.sqrt(len(above)))
    return float(ratio), float(error)


# The bilingual centre

_PUBLISHED = {
    "calls, both languages": Published(5110.161, 5105.009, 5115.313),
    "rang again": Published(107.168, 105.841, 108.495),
    "abandoned": Published(142.868, 141.209, 144.527),
    "answered in a minute": Published(4896.885, 4892.789, 4900.981),
    "occupancy, English only": Published(0.47624, 0.47563, 0.47684),
    "occupancy, Spanish only": Published(0.47639, 0.47580, 0.47699),
    "occupancy, bilingual": Published(0.63254, 0.63197, 0.63310),
}


def _bilingual(seed: int) -> list[tuple[Any, ...]]:
    theirs, ours = (_independent(seed, longest_idle=rule) for rule in (False, True))
    simulated = _of_simcall(seed)
    rows = []
    for name, published in _PUBLISHED.items():
        by_their_rule = Compared(name, published, *theirs[name])
        expected = Published(ours[name][0], ours[name][0] - 1.96 * ours[name][1], ours[name][0] + 1.96 * ours[name][1])
        by_our_rule = Compared(name, expected, *simulated[name])
        numbers = (published.mean, theirs[name][0], by_their_rule.z, ours[name][0], simulated[name][0], by_our_rule.z)
        rows.append((name, *(value if index in (2, 5) else _number(value) for index, value in enumerate(numbers))))
    return rows


def _independent(seed: int, *, longest_idle: bool) -> Mapping[str, tuple[float, float]]:
    weeks = bilingual.simulate(_WEEKS, seed, longest_idle=longest_idle)
    found = {
        "calls, both languages": [sum(week.arrived) for week in weeks],
        "rang again": [sum(week.again) for week in weeks],
        "abandoned": [sum(week.abandoned) for week in weeks],
        "answered in a minute": [sum(week.in_target) for week in weeks],
    }
    for group, name in enumerate(bilingual.GROUPS):
        found[f"occupancy, {name}"] = [week.occupancy(group) for week in weeks]
    return {name: _mean(values) for name, values in found.items()}


def _of_simcall(seed: int) -> Mapping[str, tuple[float, float]]:
    results = sc.run(bilingual_scenario(), _WEEKS, seed, jobs=1)
    found: dict[str, tuple[float, float]] = {}
    english, spanish = results.lines["English"], results.lines["Spanish"]
    for name, measure in (("calls, both languages", "offered"), ("rang again", "redials"), ("abandoned", "abandoned")):
        _, above, _ = results.totals(measure, line="English")
        _, more, _ = results.totals(measure, line="Spanish")
        found[name] = _mean(above[:, 0] + more[:, 0])
    _, good, _ = results.totals("answered_in_target", line="English")
    _, also, _ = results.totals("answered_in_target", line="Spanish")
    found["answered in a minute"] = _mean(good[:, 0] + also[:, 0])
    assert english.offered.mean + spanish.offered.mean > 0
    for name in bilingual.GROUPS:
        estimate = results.groups[name].occupancy
        error = (estimate.high - estimate.mean) / float(stats.t.ppf(0.975, _WEEKS - 1))
        found[f"occupancy, {name}"] = (estimate.mean, error)
    return found


def bilingual_scenario() -> sc.Scenario:
    """Return the bilingual centre in simcall's words."""
    day = [0.0] * 8 + [100.0] + [50.0] * 8 + [0.0] * 7
    week = [*day * 5, *[0.0] * 48]
    common = {
        "priority": 1,
        "answer_target": {"within": "1 min", "share": 0.9},
        "patience": exponential(120),
        "redial": {
            "probability": 0.75,
            "delay": {"distribution": "constant", "value": "20 min"},
            "limit": 100,
            "patience": "same",
        },
        "demand": {"calls_per_hour": sum(week) / 168, "profile": week},
    }
    handling = {"English": ("3 min", "7 min"), "Spanish": ("4 min", "6 min")}
    lines = {
        name: {**common, "handling": {"distribution": "uniform", "low": low, "high": high}}
        for name, (low, high) in handling.items()
    }
    groups = {
        name: {"lines": speaks, "headcount_profile": _open_hours(people), "overflow": 1}
        for name, speaks, people in (
            ("English only", ["English"], 7),
            ("Spanish only", ["Spanish"], 7),
            ("bilingual", ["English", "Spanish"], 4),
        )
    }
    span = {"name": "bilingual", "start": "2024-01-01", "time_zone": "UTC", "days": 5}
    return sc.Scenario.from_document({**span, "lines": lines, "groups": groups})


def _open_hours(people: int) -> list[int]:
    return [people if 8 <= hour < 17 and day < 5 else 0 for day in range(7) for hour in range(24)]


def _mean(values: Any) -> tuple[float, float]:
    array = np.asarray(values, dtype=np.float64)
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(len(array)))


def made(seed: int) -> dict[str, Any]:
    """Return the section's tables and figures."""
    days, weeks = _days(seed), _bilingual(seed)
    columns = {
        "figure": "text",
        "published": "text",
        "our program, a random idle person": "text",
        "apart, in standard errors": "one",
        "our program, the person idle longest": "text",
        "simcall": "text",
        "apart, in standard errors ": "one",
    }
    return {
        "tables": {
            "days": Table({"centre": "text", **COLUMNS}, days).document(),
            "bilingual": Table(columns, weeks).document(),
        },
        "figures": {
            "day figures": len(days),
            "day figures met": sum(row[-1] == "met" for row in days),
            "worst day": max(abs(row[-2]) for row in days),
            "worst by their rule": max(abs(row[3]) for row in weeks),
            "worst by our rule": max(abs(row[6]) for row in weeks),
        },
    }
