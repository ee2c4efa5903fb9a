"""Make the tables of docs/predictions.md: what two other forces' later states are predicted to be.

``python -m docs.builder.predictions`` simulates every prediction (a few minutes on two free cores), and writes
results/predictions/ and the tables of the page. Names of states after it simulate these alone, and ``tables`` only
writes the tables.

Each draw is one set of values that fits a force's first state (the ensemble of its calibration), with every other
assumed input drawn from its span in the scenario's provenance, and with its own callers. So the intervals hold what the
first state leaves open, what is assumed, and chance.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import qmc

import simcall as sc
from simcall.scenario import spanned_inputs
from simcall.studies.calibrate import load_ensemble
from simcall.studies.sweep.parameters import Parameter

__all__ = [
    "PAGE",
    "PREDICTIONS",
    "PUBLISHED",
    "RESULTS",
    "STATES",
    "Prediction",
    "draws_of",
    "predicted",
    "simulate",
    "tables",
    "with_tables",
]

_ROOT = Path(__file__).parents[2]
PAGE, RESULTS = _ROOT / "docs" / "predictions.md", _ROOT / "results" / "predictions"
PREDICTED = RESULTS / "predicted.csv"
FORCES, ENSEMBLES = _ROOT / "scenarios" / "forces", _ROOT / "results"
DRAWS, SEED = 128, 20261129
_TEN, _HUNDRED = 10, 100

Values = dict[str, float]
"""Figures of one simulated span by name."""


@dataclass(frozen=True)
class Prediction:
    """A state to predict.

    Attributes
    ----------
    name : str
        Of the state, as the tables have it.
    scenario : str
        File in scenarios/forces/.
    ensemble, like : str
        Folder in results/, and the study's scenario whose values are used.
    figures : mapping of str to callable
        How each figure is read from results, by the name that the tables have.
    variants : sequence of dict
        Structures that cannot be told apart; each has the same share of the draws.
    replications : int
        Spans in each draw: their mean stands for a time that is longer than one span.
    draws : int
        How many draws give the intervals.
    """

    name: str
    scenario: str
    ensemble: str
    like: str
    figures: Mapping[str, Callable[[sc.Results], float]]
    variants: Sequence[Mapping[str, object]] = ({},)
    replications: int = 1
    draws: int = DRAWS

    def values(self, results: sc.Results) -> Values:
        """Return the figures of some results."""
        return {name: read(results) for name, read in self.figures.items()}


def _mean(line: str, measure: str) -> Callable[[sc.Results], float]:
    """Return how to read the mean of a measure; NaN where it is not defined."""

    def read(results: sc.Results) -> float:
        mean = results.lines[line][measure].mean
        return float("nan") if mean is None else float(mean)

    return read


def _abandoned_of_all(results: sc.Results) -> float:
    """Return the share of calls to the switchboard that end abandoned, there or in the handlers' queue."""
    lost = sum(_mean(line, "abandoned")(results) for line in ("switchboard", "101"))
    return lost / _mean("switchboard", "offered")(results)


_999 = {
    "999 mean queue, s": _mean("999", "mean_wait"),
    "999 not answered, %": lambda results: 100 * _mean("999", "abandonment_rate")(results),
}
_101 = {
    "101 mean wait, s": _mean("101", "asa"),
    "101 abandoned, %": lambda results: 100 * _mean("101", "abandonment_rate")(results),
}
_OFFICERS = ({}, {"groups.officers.lines": ["999", "101"]})
PREDICTIONS = (
    Prediction("Kent, August 2022", "kent-2022-08.toml", "kent", "october", {**_999, **_101}),
    Prediction("Kent, September 2022", "kent-2022-09.toml", "kent", "october", {**_999, **_101}),
    Prediction("Kent, November 2022", "kent-2022-11.toml", "kent", "october", {**_999, **_101}, _OFFICERS),
    Prediction("Kent, December 2022", "kent-2022-12.toml", "kent", "october", {**_999, **_101}, _OFFICERS),
    Prediction("Kent, January 2023", "kent-2023-01.toml", "kent", "october", {**_999, **_101}, _OFFICERS, draws=512),
    Prediction(
        "Kent, April to August 2023", "kent-2023-summer.toml", "kent", "october", {**_999, **_101}, _OFFICERS, 2
    ),
    Prediction(
        "Devon and Cornwall, a year later",
        "devon-and-cornwall-2024.toml",
        "devon-and-cornwall",
        "after",
        {
            "101 mean wait for a handler, min": lambda results: _mean("101", "asa")(results) / 60,
            "101 mean wait for the switchboard, s": _mean("switchboard", "asa"),
            "abandoned in the handlers' queue, % of calls in it": _101["101 abandoned, %"],
            "abandoned anywhere, % of calls to the switchboard": lambda results: 100 * _abandoned_of_all(results),
            "999 in 10 s, %": lambda results: 100 * _mean("999", "answered_in_target")(results),
            "999 mean answer time, s": _mean("999", "asa"),
        },
        replications=4,
        draws=512,
    ),
)
BY_WAIT = (22.0, 31.0, 59.0, 98.0, 485.0)
"""Mean waits of Kent's 101, s, at which the share abandoned is predicted."""
GIVEN_THE_WAIT = "Kent, abandoned at a given mean wait, %"
STATES = (*(prediction.name for prediction in PREDICTIONS), GIVEN_THE_WAIT)


@dataclass(frozen=True)
class Published:
    """A published figure, as printed and as the numbers that it may mean."""

    text: str
    low: float
    high: float


PUBLISHED = {
    ("Kent, August 2022", "999 mean queue, s"): Published("17", 16.5, 17.5),
    ("Kent, August 2022", "999 not answered, %"): Published("1.16", 1.16, 1.16),
    ("Kent, September 2022", "999 mean queue, s"): Published("21", 20.5, 21.5),
    ("Kent, September 2022", "999 not answered, %"): Published("1.18", 1.18, 1.18),
    ("Kent, November 2022", "999 mean queue, s"): Published("23", 22.5, 23.5),
    ("Kent, November 2022", "999 not answered, %"): Published("1.43", 1.43, 1.43),
    ("Kent, December 2022", "999 not answered, %"): Published("1.35", 1.35, 1.35),
    ("Kent, January 2023", "999 not answered, %"): Published("0.82", 0.82, 0.82),
    ("Kent, January 2023", "101 abandoned, %"): Published("16.25", 16.25, 16.25),
    ("Kent, April to August 2023", "101 mean wait, s"): Published("98", 97.5, 98.5),
    ("Kent, April to August 2023", "101 abandoned, %"): Published("12.3", 12.25, 12.35),
    (GIVEN_THE_WAIT, "22 s"): Published("under 3", 0.0, 3.0),
    (GIVEN_THE_WAIT, "31 s"): Published("3", 2.5, 3.5),
    (GIVEN_THE_WAIT, "59 s"): Published("10", 9.5, 10.5),
    (GIVEN_THE_WAIT, "98 s"): Published("12.3", 12.25, 12.35),
    (GIVEN_THE_WAIT, "485 s"): Published("35.5", 35.45, 35.55),
}
_TEAM_SIZES = (50, 42, 36, 31, 27, 24, 22, 20, 18, 16)


def draws_of(prediction: Prediction, draws: int) -> Iterator[tuple[dict[str, object], Values]]:
    """Yield the changes to the scenario and the figures of each draw.

    Parameters
    ----------
    prediction : Prediction
        The state.
    draws : int
        How many.
    """
    scenario = sc.load(FORCES / prediction.scenario)
    members = load_ensemble(ENSEMBLES / prediction.ensemble).overrides(scenario, prediction.like)
    spans = [span for span in spanned_inputs(scenario) if span.path not in members[0]]
    parameters = [Parameter.of(span.path, f"{span.low}..{span.high}") for span in spans]
    points = qmc.Sobol(len(spans) + 2, rng=np.random.default_rng(SEED)).random(draws)
    for number, (which, structure, *shares) in enumerate(points):
        member = members[int(which * len(members))]
        drawn = {one.path: one.at(share) for one, share in zip(parameters, shares, strict=True)}
        changes = {**member, **drawn, **prediction.variants[int(structure * len(prediction.variants))]}
        results = sc.run(scenario.update(changes), replications=prediction.replications, seed=SEED + number)
        yield changes, prediction.values(results)


def _by_wait() -> dict[float, list[float]]:
    """Return the share abandoned, %, at some mean waits: for each set that fits October, the size of teams is moved."""
    scenario = sc.load(FORCES / "kent-2022-10.toml")
    found: dict[float, list[float]] = {wait: [] for wait in BY_WAIT}
    for number, member in enumerate(load_ensemble(ENSEMBLES / "kent").overrides(scenario, "october")):
        rows = []
        for people in _TEAM_SIZES:
            teams = {f"groups.handlers.rota.teams.{team}.people": people for team in "ABCDE"}
            results = sc.run(scenario.update({**member, **teams}), replications=2, seed=SEED + number)
            rows.append(tuple(read(results) for read in _101.values()))
        waits, shares = np.maximum.accumulate(np.array(rows), axis=0).T
        for wait in BY_WAIT:
            if waits[0] < wait < waits[-1]:
                found[wait].append(float(np.interp(np.log(wait), np.log(waits), shares)))
    return found


def _interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the median and the ends of the middle 95 %."""
    middle, low, high = np.nanquantile(np.array(values), [0.5, 0.025, 0.975])
    return float(middle), float(low), float(high)


def simulate(names: Sequence[str] = STATES) -> None:
    """Simulate predictions, and write their rows into results/predictions/predicted.csv."""
    for prediction in PREDICTIONS:
        if prediction.name in names:
            print(prediction.name, file=sys.stderr)
            draws = [values for _, values in draws_of(prediction, prediction.draws)]
            _write(prediction.name, {name: [draw[name] for draw in draws] for name in prediction.figures})
    if GIVEN_THE_WAIT in names:
        print(GIVEN_THE_WAIT, file=sys.stderr)
        _write(GIVEN_THE_WAIT, {f"{wait:.0f} s": shares for wait, shares in _by_wait().items()})


def _write(state: str, figures: Mapping[str, Sequence[float]]) -> None:
    """Write the median and the interval of each figure of a state; the rows of other states stay."""
    rows = [[state, name, *(f"{number:.4g}" for number in _interval(values))] for name, values in figures.items()]
    kept = [row for row in predicted() if row[0] != state] if PREDICTED.exists() else []
    RESULTS.mkdir(parents=True, exist_ok=True)
    with PREDICTED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("state", "figure", "median", "low", "high"))
        writer.writerows(sorted([*kept, *rows], key=lambda row: STATES.index(row[0])))


def predicted() -> list[list[str]]:
    """Return the rows of results/predictions/predicted.csv: state, figure, median, and the ends of the interval."""
    with PREDICTED.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def tables() -> dict[str, str]:
    """Return the tables of the page by name, made from results/predictions/."""
    rows = predicted()
    kent = [row for row in rows if row[0].startswith("Kent") and row[0] != GIVEN_THE_WAIT]
    return {
        "kent": _table(
            ("state", "figure", "predicted", "95 % interval", "published", "inside"),
            [(row[0].removeprefix("Kent, "), row[1], *_shown(row), *_judged(row)) for row in kent],
        ),
        "given-the-wait": _table(
            ("101 mean wait", "predicted, % abandoned", "95 % interval", "published", "inside"),
            [(row[1], *_shown(row), *_judged(row)) for row in rows if row[0] == GIVEN_THE_WAIT],
        ),
        "devon-and-cornwall": _table(
            ("figure", "predicted", "95 % interval"),
            [(row[1], *_shown(row)) for row in rows if row[0].startswith("Devon")],
        ),
    }


def _shown(row: Sequence[str]) -> tuple[str, str]:
    """Return the median and the interval as people read them."""
    middle, low, high = (f"{float(cell):.{_decimals(float(cell))}f}" for cell in row[2:5])
    return middle, f"{low} to {high}"


def _decimals(number: float) -> int:
    return 0 if number >= _HUNDRED else 1 if number >= _TEN else 2


def _judged(row: Sequence[str]) -> tuple[str, str]:
    """Return what is published for a predicted figure, and whether it lies in the interval."""
    published = PUBLISHED.get((row[0], row[1]))
    if published is None:
        return "not published", ""
    return published.text, "yes" if published.low <= float(row[4]) and published.high >= float(row[3]) else "**no**"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def with_tables(page: str) -> str:
    """Return the page with its tables as results/predictions/ has them."""
    for name, table in tables().items():
        mark, end = f"<!-- {name}: made by docs/builder/predictions.py -->", "<!-- end -->"
        pattern = re.compile(f"{re.escape(mark)}.*?{re.escape(end)}", re.DOTALL)
        page = pattern.sub(lambda _, text=f"{mark}\n\n{table}\n\n{end}": text, page)
    return page


if __name__ == "__main__":
    if sys.argv[1:] != ["tables"]:
        simulate(sys.argv[1:] or STATES)
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), encoding="utf-8", newline="\n")
