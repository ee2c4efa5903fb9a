"""The exact cases of a day that starts empty, whose demand or staffing may change: figures by window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from tests.oracle.cases import (
    CASES,
    Case,
    Experiment,
    abandonment,
    chosen,
    erlang_b,
    exponential,
    line,
    no_abandonment,
    redial,
    shapley,
    staffing,
    two_lines,
)
from tests.oracle.figures import Attempts, Figure, Floats, Measure, Ratio

__all__ = ["EXPERIMENTS"]

MINUTES_PER_DAY = 1440
_NUMBER = r"(\d+(?:\.\d+)?)"
_SINE = re.compile(rf"{_NUMBER}\+{_NUMBER}\*sin\(2\*pi\*\(t-{_NUMBER}\)/{_NUMBER}\)")
_CONSTANT = re.compile(rf"{_NUMBER} \(constant\)")


def rate_per_minute(law: str) -> Floats:
    """Return the mean rate, in calls an hour, of each minute of the day under a law in a case's words."""
    if match := _CONSTANT.fullmatch(law):
        return np.full(MINUTES_PER_DAY, float(match[1]))
    match = _SINE.fullmatch(law)
    assert match is not None, f"a law of the rate that this module cannot read: {law}"
    mean, amplitude, shift, period = map(float, match.groups())
    phase = 2 * np.pi * (60.0 * np.arange(MINUTES_PER_DAY + 1) - shift) / period
    return mean - amplitude * np.diff(np.cos(phase)) * period / (2 * np.pi * 60.0)


def per_minute(steps: list[tuple[float, float]]) -> list[float]:
    """Return the value of each minute of the day from (seconds, value) steps; the last goes on to the day's end."""
    starts = np.array([start for start, _ in steps])
    values = [value for _, value in steps]
    minutes = np.searchsorted(starts, 60.0 * np.arange(MINUTES_PER_DAY), side="right") - 1
    return [values[i] for i in minutes]


def day_tables(rates: Floats, headcounts: list[float], p: Case) -> dict[str, Any]:
    """Return the tables of a day that the week repeats."""
    table = line(float(np.mean(rates)), exponential(p["aht_s"]), p["T_s"], patience=exponential(p["patience_mean_s"]))
    table["demand"]["profile"] = np.tile(rates, 7).tolist()
    week = [int(headcount) for headcount in headcounts] * 7
    return {"lines": {"999": table}, "groups": {"handlers": {"lines": ["999"], "headcount_profile": week}}}


# What is counted in windows

Totals = Callable[[Attempts], Any]


def window_totals(edges: Floats, within_s: float) -> Mapping[str, Totals]:
    """Return how to total each thing by window; an abandonment belongs to the window in which it happens."""
    length_s = np.diff(edges)

    def served(a: Attempts) -> Floats:
        return a.windows(a.offered[a.answered & (a.wait_s < within_s)], edges)

    return {
        "arrivals": lambda a: a.windows(a.offered, edges),
        "served": served,
        "delayed": lambda a: a.windows(a.offered[a.wait_s > 0], edges),
        "abandoned": lambda a: a.windows(a.left[a.abandoned], edges),
        "queue_s": lambda a: a.time_in(a.joined, a.left, edges),
        "busy_s": lambda a: a.time_in(a.left, a.released, edges),
        "length_s": lambda a: length_s,
        "one": lambda a: np.ones_like(length_s),
    }


def time_varying(case: Case) -> Iterator[Experiment]:
    """M(t)/M/n(t)+M: by window, and over the day. People finish the call in hand when the headcount falls."""
    p, m = case["parameters"], case["metrics"]
    edges = np.arange(m["windows"] + 1) * float(m["window_s"])
    part = window_totals(edges, p["T_s"])
    day = window_totals(edges[[0, -1]], p["T_s"])
    figures = {
        "arrivals": Ratio(part["arrivals"], part["one"]),
        "p_served_within_T": Ratio(part["served"], part["arrivals"]),
        "abandon_events_over_arrivals": Ratio(part["abandoned"], part["arrivals"]),
        "mean_queue": Ratio(part["queue_s"], part["length_s"]),
        "mean_busy": Ratio(part["busy_s"], part["length_s"]),
        "p_delay": Ratio(part["delayed"], part["arrivals"]),
        "day_arrivals": Ratio(day["arrivals"], day["one"]),
        "day_p_served_within_T": Ratio(day["served"], day["arrivals"]),
        "day_abandon_fraction": Ratio(day["abandoned"], day["arrivals"]),
        "day_mean_wait_s": Ratio(day["queue_s"], day["arrivals"]),
        "day_mean_queue": Ratio(day["queue_s"], day["length_s"]),
    }
    arrivals, delayed = np.array(m["arrivals"]), np.array(m["arrivals"]) * m["p_delay"]
    served = np.array(m["p_served_within_T"])
    events = {
        "p_served_within_T": arrivals * np.minimum(served, 1 - served),
        "abandon_events_over_arrivals": arrivals * m["abandon_events_over_arrivals"],
        "p_delay": delayed,
        "mean_queue": delayed,
    }
    headcounts = per_minute([(step["from_s"], step["n"]) for step in p["staffing"]])
    yield Experiment(case["id"], **day_tables(rate_per_minute(p["lambda_per_hour_at_t_seconds"]), headcounts, p),
                     figures=chosen(figures, m), exact=m, headline="p_served_within_T",
                     calls_per_hour=m["day_arrivals"] / edges[-1] * 3600, day_s=edges[-1], events=events)  # fmt: skip


def published_day(case: Case) -> Iterator[Experiment]:
    """M/M/n+M from empty over some hours."""
    p, m = case["parameters"], case["metrics"]
    horizon_s = float(p["horizon_s"])
    day = window_totals(np.array([0.0, horizon_s]), p["T_s"])
    person_s = p["n"] * horizon_s
    figures = {
        "arrivals": Ratio(day["arrivals"], day["one"]),
        "abandoned": Ratio(day["abandoned"], day["one"]),
        "occupancy": Ratio(day["busy_s"], lambda a: person_s),
        "mean_queue": Ratio(day["queue_s"], day["length_s"]),
        "p_served_within_T": Ratio(day["served"], day["arrivals"]),
        "mean_wait_min": Ratio(day["queue_s"], lambda a: 60.0 * day["arrivals"](a)),
    }
    rates, headcounts = np.full(MINUTES_PER_DAY, float(p["lambda_per_hour"])), [p["n"]] * MINUTES_PER_DAY
    yield Experiment(case["id"], **day_tables(rates, headcounts, p), figures=figures, exact=m, headline="abandoned",
                     calls_per_hour=p["lambda_per_hour"], day_s=horizon_s)  # fmt: skip


def schedule(case: Case) -> Iterator[Experiment]:
    """The service level of each hour, by simcall's own `by`: the best schedule, and the least staff by formula."""
    p, m = case["parameters"], case["metrics"]
    if "lambda_per_hour" not in p:  # a covering problem: nobody calls
        return
    hours = len(p["lambda_per_hour"])
    rates = np.array(per_minute([(3600 * hour, float(rate)) for hour, rate in enumerate(p["lambda_per_hour"])]))
    best = m["optimal_schedules"][0]
    figures: dict[str, Figure] = {"sl_per_hour": Measure("line", "999", "service_level", hours=hours)}
    for label, staff, level in (
        ("optimum", best["staff_per_hour"], best["sl_per_hour"]),
        ("sipp", m["sipp_requirement_per_hour"], m["sl_if_sipp_requirement_met_exactly"]),
    ):
        headcounts = per_minute([(3600 * hour, n) for hour, n in enumerate(staff)])
        yield Experiment(f"{case['id']} {label}", **day_tables(rates, headcounts, p), figures=figures,
                         exact={"sl_per_hour": np.array(level)}, headline="sl_per_hour",
                         calls_per_hour=float(np.mean(p["lambda_per_hour"])), day_s=3600.0 * hours)  # fmt: skip


FAMILIES: Mapping[str, Callable[[Case], Iterator[Experiment]]] = {
    "erlang_b": erlang_b,
    "erlang_c": no_abandonment,
    "erlang_a": abandonment,
    "mmn_g_patience": abandonment,
    "mdn": no_abandonment,
    "mg1": no_abandonment,
    "priority_2class": two_lines,
    "priority_abandonment": two_lines,
    "reserve_threshold": two_lines,
    "redial": redial,
    "time_varying": time_varying,
    "staffing_min_n": staffing,
    "schedule_optimum": schedule,
    "shapley_attribution": shapley,
    "published_day": published_day,
}

EXPERIMENTS: Mapping[str, Experiment] = {
    experiment.name: experiment for case in CASES.values() for experiment in FAMILIES[case["family"]](case)
}
"""Every experiment by name."""
