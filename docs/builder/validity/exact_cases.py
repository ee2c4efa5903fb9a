"""The exact cases: queues whose figures are known, on both engines, by family."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from docs.builder.validity.tables import Table
from tests.oracle import test_designs, test_explanations, test_second_cases, test_staffing
from tests.oracle.cases import CASES, Experiment
from tests.oracle.days import EXPERIMENTS
from tests.oracle.rule import LIMIT, Budget, Verdict, chi_square, headline_z, verdict

__all__ = ["SCENARIOS", "made"]

SCENARIOS: tuple[str, ...] = ()
_ENGINES = ("kernel", "reference")
_FAST, _SLOW, _SLOW_DAYS = Budget(calls=100_000), Budget(calls=4_000, replications=12), Budget(calls=30_000)
"""The reference engine is slow. Cases of a day have rare outcomes in some windows, which few days would not show."""
_SECOND_REPLICATIONS = 20
_NAMES = {
    "erlang_b": "lost calls (Erlang B)",
    "erlang_c": "waiting (Erlang C)",
    "erlang_a": "abandonment (Erlang A)",
    "mmn_g_patience": "patience of other laws",
    "mdn": "constant handling",
    "mg1": "lognormal handling",
    "priority_2class": "two priorities",
    "priority_abandonment": "two priorities with abandonment",
    "reserve_threshold": "a reserve for one line",
    "redial": "redials",
    "time_varying": "rates and staff that change over the day",
    "staffing_min_n": "least staff",
    "schedule_optimum": "a day of shifts",
    "shapley_attribution": "before and after a change",
    "published_day": "a published day",
    "patience_runs": "callers who give up while it rings",
    "announcement": "announcements",
    "handling_by_hour": "handling by hour",
    "hour_cv": "hours that are busy together",
    "redial_patience": "redials with the same patience",
    "leads_to": "transfers and what calls lead to",
    "interruption": "work that is put down",
    "waiting": "calls that leave for another queue",
    "overdue": "callers who ring for news",
    "attendance": "attendance by grade",
    "availability": "availability by hour",
}


def made(_seed: int) -> dict[str, Any]:
    """Return the section's tables and figures. Each case has a fixed seed of its own."""
    runs = {engine: _runs(engine) for engine in _ENGINES}
    second = _second_set()
    chi = {engine: _together(engine, of_engine) for engine, of_engine in runs.items()}
    worst = {engine: max(max(_sizes(run)) for run in of_engine.values()) for engine, of_engine in runs.items()}
    figures = sum(len(list(_sizes(run))) for run in runs["kernel"].values())
    return {
        "tables": {
            "first set": _by_family(runs).document(),
            "second set": _by_second_family(second).document(),
            "answers": _answers().document(),
        },
        "figures": {
            "cases": len(CASES) - 1,  # one asks for no simulation
            "figures": figures,
            **{f"worst {engine}": value for engine, value in worst.items()},
            **{f"missed twice {engine}": _missed_twice(engine, runs[engine]) for engine in runs},
            **{f"chi-square {engine}": value for engine, value in chi.items()},
            "second cases": len(second),
            "second figures": sum(len(z) for z in second.values()),
            "second worst": max(max(abs(z) for z in of_case.values()) for of_case in second.values()),
        },
    }


def _runs(engine: str) -> Mapping[str, Verdict]:
    return {name: verdict(one, _budget(engine, one), engine=engine) for name, one in EXPERIMENTS.items()}


def _budget(engine: str, experiment: Experiment) -> Budget:
    if engine == "kernel":
        return _FAST
    return _SLOW if experiment.day_s is None else _SLOW_DAYS


def _sizes(run: Verdict) -> Iterable[float]:
    """Yield how many standard errors each judged cell of each figure is off."""
    for name, judged in run.judged.items():
        yield from (float(abs(z)) for z in np.atleast_1d(run.z(name))[judged])


def _missed_twice(engine: str, runs: Mapping[str, Verdict]) -> int:
    """Return how many cells miss on the first seed and on the second too."""
    missed = 0
    for name, run in runs.items():
        if first := run.misses():
            only = [figure for figure, _ in first]
            budget = _budget(engine, EXPERIMENTS[name])
            again = verdict(EXPERIMENTS[name], budget, trial=1, only=only, engine=engine)
            missed += len(first & again.misses())
    return missed


def _together(engine: str, runs: Mapping[str, Verdict]) -> float:
    """Return the probability of a sum of squared z values as large as this if every estimate is right."""
    z = [headline_z(EXPERIMENTS[name], _budget(engine, EXPERIMENTS[name]), run) for name, run in runs.items()]
    return chi_square(np.concatenate(z))


def _by_family(runs: Mapping[str, Mapping[str, Verdict]]) -> Table:
    families: dict[str, list[str]] = defaultdict(list)
    for name in EXPERIMENTS:
        families[CASES[name.split()[0]]["family"]].append(name)
    rows = [
        (
            _NAMES[family],
            len({name.split()[0] for name in names}),
            sum(len(list(_sizes(runs["kernel"][name]))) for name in names),
            *(max(max(_sizes(of_engine[name])) for name in names) for of_engine in runs.values()),
        )
        for family, names in families.items()
    ]
    columns = {"what is known": "text", "cases": "count", "figures": "count", "furthest off, compiled engine": "one"}
    return Table({**columns, "furthest off, reference engine": "one"}, rows)


def _second_set() -> Mapping[str, Mapping[str, float]]:
    """Return how many standard errors each figure of each case of the second set is off; a second seed if it misses."""
    cases = (*test_second_cases.WITHOUT, *test_second_cases.of_families("availability"))
    found: dict[str, Mapping[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in cases:
            scenario = test_second_cases.loaded(name, Path(folder))
            z = test_second_cases.z_values(name, scenario, 0, _SECOND_REPLICATIONS)
            if any(abs(value) > LIMIT for value in z.values()):
                z = test_second_cases.z_values(name, scenario, 1, _SECOND_REPLICATIONS)
            found[name] = {figure: value for figure, value in z.items() if np.isfinite(value)}
    return found


def _by_second_family(second: Mapping[str, Mapping[str, float]]) -> Table:
    families: dict[str, list[Mapping[str, float]]] = defaultdict(list)
    for name, z in second.items():
        families[test_second_cases.CASES[name]["family"]].append(z)
    rows = [
        (
            _NAMES[family],
            len(of_family),
            sum(len(z) for z in of_family),
            max(abs(value) for z in of_family for value in z.values()),
        )
        for family, of_family in families.items()
    ]
    columns = {"what is known": "text", "cases": "count", "figures": "count", "furthest off": "one"}
    return Table(columns, rows)


_ANSWERS: Mapping[str, tuple[str, Callable[[], None]]] = {
    "people needed at a flat load (SR1)": ("7, as Erlang A says; 6 miss", test_staffing.test_a_flat_load),
    "least people for a share of all calls in time (ST2)": (
        "10, as the search by formula says",
        test_staffing.test_the_least_people_of_erlang_a,
    ),
    "the textbook case of Erlang C: 200 calls an hour of 3 min, 80 % in 20 s": (
        "14, as published",
        test_staffing.test_a_published_answer,
    ),
    "people by hour where calls outlast the hour (SR5)": (
        "54 person-hours, the least; the 56 of Erlang A hour by hour miss",
        test_staffing.test_calls_that_outlast_the_hour,
    ),
    "the cheapest rota of two kinds of shift (DS1)": (
        "78 paid hours, the optimum of all designs",
        test_designs.test_two_kinds_of_shift,
    ),
    "16 people who cover what each hour needs (SC1)": (
        "every such rota misses the last hour",
        test_designs.test_sixteen_people_who_cover_what_each_hour_needs_miss,
    ),
    "what four causes did (SH1)": (
        "the exact Shapley parts",
        test_explanations.test_four_causes_of_the_first_set,
    ),
}


def _answers() -> Table:
    rows = []
    for question, (answer, check) in _ANSWERS.items():
        check()  # it raises if the answer is another
        rows.append((question, answer))
    return Table({"question": "text", "simcall's answer": "text"}, rows)
