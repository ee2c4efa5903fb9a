"""Results written by hand: totals as if they had been counted in a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simcall.api import Results
from simcall.engine import Records
from simcall.inputs import draw_blueprint
from simcall.inputs.periods import HOUR, periods_of
from simcall.measures import Tally
from simcall.measures.totals import GROUP_TOTALS, LINE_TOTALS
from simcall.scenario import Scenario
from tests.making import ONE_LINE, scenario

Totals = Mapping[str, Mapping[str, Any]]
"""By line or group, then by total: a number for each replication, or for each replication and hour."""

_OF_LINES = (*LINE_TOTALS, "offered", "queued", "not_short", "length_s")
_OF_GROUPS = (*GROUP_TOTALS, "duty_s", "present_s", "overrun_s")


def hours(n: int, name: str = "by hand", **changes: object) -> Scenario:
    """Return a scenario of one line, 999, with a target of 10 s, that lasts some hours; `__` stands for a dot."""
    target = {"lines.999.answer_target": {"within": "10 s", "share": 0.9}}
    more = {path.replace("__", "."): value for path, value in changes.items()}
    return scenario(ONE_LINE, {"name": name, "days": n / 24, "time_zone": "UTC", **target, **more})


def measured(
    made: Scenario,
    lines: Totals | None = None,
    groups: Totals | None = None,
    answers: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    *,
    seed: int = 1,
) -> Results:
    """Return results with these totals, and zeros for all others.

    Totals that are a number for each replication all belong to the first hour. `answers` are answer times in seconds
    by line, replication and hour; they say how many were answered. Calls of a line without answer times are answered at
    once.
    """
    blueprint = draw_blueprint(made)
    periods = len(periods_of(blueprint.calendar, HOUR))
    times = {line: [_by_hour(some, periods) for some in own] for line, own in (answers or {}).items()}
    counted = {line: {"answered": [[len(cell) for cell in one] for one in own]} for line, own in times.items()}
    all_lines = {name: {**counted.get(name, {}), **(lines or {}).get(name, {})} for name in made.lines}
    given = [total for tables in (all_lines, groups or {}) for own in tables.values() for total in own.values()]
    tallies = []
    for i in range(len(given[0])):
        by_line = _tables(made.lines, _OF_LINES, all_lines, i, periods)
        by_line["not_ignored"] = by_line["not_short"]  # nothing else is left out of the service level
        at_once = by_line["answered"].sum(axis=1)
        answered = [
            np.concatenate(times[line][i]) if line in times else np.zeros(at_once[j])
            for j, line in enumerate(made.lines)
        ]
        tallies.append(
            Tally(
                by_line,
                _tables(made.groups, _OF_GROUPS, groups or {}, i, periods),
                np.rint(np.concatenate(answered) / blueprint.calendar.tick_s).astype(np.int64),
                np.zeros(int(by_line["queued"].sum()), np.int64),
            )
        )
    return Results(blueprint, "kernel", seed, tuple(tallies), _no_records)


def _by_hour(some: Sequence[Any], periods: int) -> list[np.ndarray]:
    """Return one replication's answer times by hour; a plain list of times is that of the first."""
    cells = some if len(some) and np.ndim(some[0]) else [some]
    return [np.asarray(cell, float) for cell in cells] + [np.empty(0)] * (periods - len(cells))


def _tables(names: Mapping[str, Any], totals: Sequence[str], given: Totals, i: int, periods: int) -> dict[str, Any]:
    tables = {total: np.zeros((len(names), periods)) for total in totals}
    for place, name in enumerate(names):
        for total, values in given.get(name, {}).items():
            tables[total][place, : np.size(values[i])] = values[i]
    return {total: table if total.endswith("_s") else table.astype(np.int64) for total, table in tables.items()}


def _no_records(_replication: int) -> Records:
    raise AssertionError("nothing was simulated")
