"""The study of a log: what it shows, which units fit it, how well weeks are predicted, and what changes would do."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from docs.builder.dispatch.figures import Figure, of_week, read
from docs.builder.dispatch.fitting import fitted_to
from docs.builder.dispatch.log import PRIORITIES, Floats, Incidents
from docs.builder.dispatch.log import read as read_log
from docs.builder.dispatch.predict import FIRST_WEEK, Interval, changed, predicted, sunday_of
from docs.builder.dispatch.response import STEPS, document
from docs.builder.dispatch.search import Found, accepted, search, simulated_weeks, together, weights_of
from docs.builder.dispatch.structures import CHOICE_ALONE, PLAIN, STRUCTURES
from docs.builder.validity.tables import Table

__all__ = ["FIT", "KEPT", "TEST", "made", "weeks_of"]

FIT, TEST, KEPT = range(41, 47), 47, 48
"""Weeks that are fitted, the week that tests them, and the week that is predicted and not known. Week 40 lacks about
half of its incidents."""
FEWER, GROWTH, EVENING = 2, 1.1, 1
_BANDS = ((0, 3), (4, 6), (7, 9), (10, 12), (13, 99))
_COUNTED = ("within 15 min", "median", "90 % within")
_UNITS = {"reached": "whole", "within 15 min": "percent", "median": "minutes", "90 % within": "minutes"}
_WITHIN_POINTS, _WITHIN_PART = 0.05, 0.2
_MANY = (2, 4)
"""The priorities with 200 incidents a week or more."""


def weeks_of(log: Incidents, numbers: Sequence[int] | range) -> list[Incidents]:
    """Return the incidents of weeks by their number in the log."""
    return [log.where(log.week == number - FIRST_WEEK) for number in numbers]


def made(file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tables and figures of the page, and the scenario that fits all weeks best.

    Parameters
    ----------
    file : Path
        The log.
    """
    log, oddities = read_log(file)
    fit = weeks_of(log, FIT)
    _say("search: which units fit weeks 41 to 46")
    found = search(fit, STRUCTURES)
    fitting = sorted({one.structure for one in accepted(found)}, key=STRUCTURES.index)
    _say("predict week 47, and weeks 41 to 46 each from the others")
    test = predicted(fit, found, sunday_of(TEST))
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        others = dict(zip(FIT, workers.map(partial(_without, log, found), FIT), strict=True))
    _say("what changes would do")
    changes = changed(fit, found, EVENING, FEWER, GROWTH)
    _say("predict week 48")
    every = weeks_of(log, [*FIT, TEST])
    last = search(every, fitting)
    kept = predicted(every, last, sunday_of(KEPT))
    truths = {number: of_week(week) for number, week in zip((*FIT, TEST), every, strict=True)}
    best = last.best
    tables = {
        "log": _shown_log(together(fit), len(fit)),
        "in progress": _by_number_in_progress(together(fit)),
        "structures": _structures(found),
        "goals": _goals(found, fit),
        "units": _units(found),
        "week 47": _test_week(test, truths),
        "errors": _errors({**others, TEST: test}, truths),
        "changes": _changes(changes),
        "week 48": _predicted_week(kept),
    }
    figures = {
        **{f"{name} in the log": number for name, number in oddities.items()},
        "week 40": int((log.week == 0).sum()),
        "usual week": float(np.mean([len(week) for week in fit])),
        "excess": found.excess,
        "sets": len(accepted(found)),
        "tried": len(found.tried),
        "goals": len(found.goals),
        **_covered({**others, TEST: test}, truths),
        "met of two": sum(met for (priority, _), met in _met(test, truths[TEST]).items() if priority in _MANY),
    }
    scenario = document(
        fitted_to(together(every), len(every), best.structure), best.structure, best.units, sunday_of(KEPT)
    )
    predictions = {f"{priority} {name}": asdict(interval) for (priority, name), interval in kept.items()}
    tests = {f"{priority} {name}": asdict(interval) for (priority, name), interval in test.items()}
    return {
        "tables": {name: table.document() for name, table in tables.items()},
        "figures": figures,
        "week 47": tests,
        "week 48": predictions,
    }, scenario


def _say(what: str) -> None:
    print(f"{what} …", file=sys.stderr, flush=True)


def _without(log: Incidents, found: Found, number: int) -> Mapping[Figure, Interval]:
    """Predict a week with demand and distributions of the other weeks, and the units that fit all of them."""
    return predicted(weeks_of(log, [other for other in FIT if other != number]), found, sunday_of(number))


# What the log shows


def _shown_log(incidents: Incidents, weeks: int) -> Table:
    """Return the times of the log by priority: medians, and what nine in ten stay under."""
    rows: list[tuple[Any, ...]] = []
    for priority in PRIORITIES:
        some = incidents.of(priority)
        reached = some.where(some.reached)
        drive, scene = reached.arrived_s - reached.dispatched_s, reached.free_s - reached.arrived_s
        cells: list[float] = []
        for times in (some.queued_s, some.dispatched_s - some.queued_s, drive, scene):
            cells += _middle_and_ninety(times)
        rows.append((str(priority), len(some) / weeks, 1 - len(reached) / len(some), *cells))
    stages = ("to the list", "to a dispatch", "drive", "on scene")
    columns = {"priority": "text", "a week": "whole", "no arrival": "whole percent"}
    columns |= {f"{stage}: {what}": "minutes" for stage in stages for what in ("median", "90 %")}
    return Table(columns, rows)


def _middle_and_ninety(times_s: Floats) -> list[float]:
    return [float(np.quantile(times_s, share)) / 60 for share in (0.5, 0.9)]


def _by_number_in_progress(incidents: Incidents) -> Table:
    """Return how waits depend on the number in progress when an incident begins."""
    rows: list[tuple[Any, ...]] = []
    for low, high in _BANDS:
        cells: list[Any] = [f"{low} to {high}" if high < _BANDS[-1][1] else f"{low} or more"]
        for priority in (1, 2, 4):
            some = incidents.where((incidents.priority == priority) & ~incidents.by_radio)
            band = some.where((some.in_progress >= low) & (some.in_progress <= high))
            cells += [len(band), float(np.median(band.dispatched_s)) / 60]
        rows.append(tuple(cells))
    columns = {"in progress": "text"}
    for priority in (1, 2, 4):
        columns |= {f"priority {priority}": "count", f"{priority}: median to the dispatch": "minutes"}
    return Table(columns, rows)


# Which units fit


def _structures(found: Found) -> Table:
    rows: list[tuple[Any, ...]] = []
    for structure in STRUCTURES:
        best = found.best_of(structure)
        units = ("-",) * len(STEPS) if structure == CHOICE_ALONE else tuple(str(number) for number in best.units)
        rows.append((structure.name, *units, best.misfit))
    columns = dict.fromkeys(("what makes incidents wait", "units 07-15", "15-23", "23-07"), "text")
    return Table({**columns, "misfit": "whole"}, rows)


def _goals(found: Found, weeks: Sequence[Incidents]) -> Table:
    """Return the goals beside three explanations."""
    shown = [found.best_of(PLAIN), found.best_of(CHOICE_ALONE), found.best]
    log = together(weeks)
    figures = []
    for one in shown:
        (simulated,) = simulated_weeks(fitted_to(log, len(weeks), one.structure), one.structure, [one.units])
        figures.append(read(simulated))
    rows: list[tuple[Any, ...]] = [
        (name, goal.value, goal.error, *(one[name] for one in figures)) for name, goal in found.goals.items()
    ]
    columns = ("log", "standard error", "waits for a unit alone", "choice alone", "the best")
    return Table({"figure": "text", **dict.fromkeys(columns, "two")}, rows)


def _units(found: Found) -> Table:
    sets, weights = accepted(found), weights_of(found)
    rows: list[tuple[Any, ...]] = []
    for step, part in enumerate(("07 to 15", "15 to 23", "23 to 07")):
        numbers = [one.units[step] for one in sets]
        interval = Interval.of(numbers, weights)
        rows.append(
            (part, found.best.units[step], round(interval.low), round(interval.high), min(numbers), max(numbers))
        )
    columns = ("the best", "95 % from", "to", "fewest that fit", "most that fit")
    return Table({"part of the day": "text", **dict.fromkeys(columns, "count")}, rows)


# How well weeks are predicted


def _seconds_or_share(name: str, value: float) -> float:
    return value / 60 if _UNITS[name] == "minutes" else value


def _cell(name: str, value: float) -> str:
    form = {"whole": "{:.0f}", "percent": "{:.1%}", "minutes": "{:.1f} min"}[_UNITS[name]]
    return form.format(_seconds_or_share(name, value)).replace("%", " %")


def _test_week(test: Mapping[Figure, Interval], truths: Mapping[int, Mapping[Figure, float]]) -> Table:
    rows: list[tuple[Any, ...]] = []
    met = _met(test, truths[TEST])
    for figure, interval in test.items():
        priority, name = figure
        seen = truths[TEST][figure]
        mean = float(np.mean([truths[number][figure] for number in FIT]))
        numbers = (interval.middle, interval.low, interval.high, seen, mean, truths[TEST - 1][figure])
        cells = [_cell(name, number) for number in numbers]
        verdict = {True: "yes", False: "**no**"}
        rows.append(
            (
                str(priority), _named(name), cells[0], f"{cells[1]} to {cells[2]}", cells[3], cells[4], cells[5],
                verdict[interval.holds(seen)], verdict[met[figure]] if name in _COUNTED else "",
            )
        )  # fmt: skip
    columns = (
        "priority", "figure", "predicted", "95 % interval", "seen", "mean of weeks 41 to 46", "week 46",
        "inside", "near enough",
    )  # fmt: skip
    return Table(dict.fromkeys(columns, "text"), rows)


def _named(name: str) -> str:
    return {"reached": "incidents reached"}.get(name, name)


def _met(test: Mapping[Figure, Interval], seen: Mapping[Figure, float]) -> dict[Figure, bool]:
    """Return which figures are as near as was asked: shares within 5 points, times within a fifth."""
    found: dict[Figure, bool] = {}
    for (priority, name), interval in test.items():
        if name in _COUNTED:
            apart = abs(interval.middle - seen[priority, name])
            allowed = _WITHIN_POINTS if _UNITS[name] == "percent" else _WITHIN_PART * seen[priority, name]
            found[priority, name] = bool(apart <= allowed)
    return found


def _errors(
    predictions: Mapping[int, Mapping[Figure, Interval]], truths: Mapping[int, Mapping[Figure, float]]
) -> Table:
    """Return the mean miss over weeks 42 to 47 of the model, of the other weeks' mean, and of the week before."""
    rows: list[tuple[Any, ...]] = []
    weeks = [number for number in predictions if number > FIT[0]]
    for priority in PRIORITIES:
        for name in _COUNTED:
            figure = priority, name
            misses: list[list[float]] = [[], [], []]
            for number in weeks:
                seen = truths[number][figure]
                mean = float(np.mean([truths[other][figure] for other in FIT if other != number]))
                for of, guess in zip(
                    misses, (predictions[number][figure].middle, mean, truths[number - 1][figure]), strict=True
                ):
                    of.append(abs(guess - seen) / (1 if _UNITS[name] == "percent" else seen))
            form = "{:.1f} points" if _UNITS[name] == "percent" else "{:.0f} %"
            rows.append((str(priority), name, *(form.format(100 * float(np.mean(of))) for of in misses)))
    columns = ("priority", "figure", "model", "mean of the other weeks", "the week before")
    return Table(dict.fromkeys(columns, "text"), rows)


def _covered(
    predictions: Mapping[int, Mapping[Figure, Interval]], truths: Mapping[int, Mapping[Figure, float]]
) -> dict[str, int]:
    """Return how many figures of the weeks lie inside their intervals."""
    inside = [
        interval.holds(truths[number][figure])
        for number, week in predictions.items()
        for figure, interval in week.items()
    ]
    return {"figures of weeks": len(inside), "inside": sum(inside)}


# What is predicted


def _changes(changes: Mapping[str, Mapping[int, Interval]]) -> Table:
    names = {
        "fewer units": f"{FEWER} units fewer from 15 to 23",
        "more incidents": f"{100 * (GROWTH - 1):.0f} % more incidents",
    }
    rows = [
        (names[name], str(priority), interval.middle, interval.low, interval.high)
        for name, by_priority in changes.items()
        for priority, interval in by_priority.items()
    ]
    columns = {
        "change": "text",
        "priority": "text",
        "points within 15 min": "points",
        "95 % from": "points",
        "to": "points",
    }
    return Table(columns, rows)


def _predicted_week(kept: Mapping[Figure, Interval]) -> Table:
    rows: list[tuple[Any, ...]] = []
    for (priority, name), interval in kept.items():
        cells = [_cell(name, number) for number in (interval.middle, interval.low, interval.high)]
        rows.append((str(priority), _named(name), cells[0], f"{cells[1]} to {cells[2]}"))
    return Table(dict.fromkeys(("priority", "figure", "predicted", "95 % interval"), "text"), rows)
