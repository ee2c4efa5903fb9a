"""Cells of a sweep: the results of one scenario, reduced to what later questions need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from simcall.errors import ResultsError, SimcallError
from simcall.files.documents import read_document
from simcall.inputs import Blueprint, Floats
from simcall.measures import MEASURES, MEASURES_OF, Estimate, JudgedTarget, RunNumbers, judge
from simcall.measures.definitions import OFFERED
from simcall.measures.measure import Averaged
from simcall.measures.targets import PAID_HOURS, Figure, Precision, Target, own_targets, unlisted
from simcall.scenario import Scenario
from simcall.studies.precision import own_half_width, until_precise
from simcall.studies.rota import paid_hours
from simcall.studies.run import run_all
from simcall.studies.sweep.points import Point

__all__ = ["DAMAGED", "UNDONE", "Cell", "Request", "document_of", "is_cell", "simulated", "without_totals"]

UNDONE: Mapping[str, Any] = {"error": "not simulated yet; the same sweep continues from the finished points"}
"""The document of a point that is not simulated yet."""
DAMAGED: Mapping[str, Any] = {"error": "its file was damaged or changed; the same sweep simulates it again"}
"""The document of a point whose cell cannot be read."""
_Ends = Annotated[list[float | None], Field(min_length=3, max_length=5)]
"""The numbers of an estimate; earlier versions kept no span."""
_Pair = Annotated[list[list[float]], Field(min_length=2, max_length=2)]


@dataclass(frozen=True)
class Request:
    """How every point of a sweep is simulated.

    Attributes
    ----------
    replications, seed, engine
        As for `simcall.run`.
    until : tuple of Precision
        Each point gets replications until these intervals are narrow enough.
    max_replications : int
        With `until`, the most replications of a point.
    also : tuple of Figure
        Figures to work out besides every listed measure, if the point has the line.
    """

    replications: int
    seed: int
    engine: str
    until: tuple[Precision, ...] = ()
    max_replications: int = 0
    also: tuple[Figure, ...] = ()

    def identity(self) -> dict[str, Any]:
        """Return what a cell's numbers depend on besides its scenario; the engines give the same ones."""
        until = [str(goal) for goal in self.until]
        also = {"also": [str(figure) for figure in self.also]} if self.also else {}
        how = {"replications": self.replications, "seed": self.seed, "until": until, "cap": self.max_replications}
        return how | also


@dataclass(frozen=True)
class Cell:
    """The results of one point.

    Attributes
    ----------
    point : Point
        The point.
    document : mapping
        As `simulated` gives it; with an ``error`` in the place of figures if the point failed.
    file : Path, optional
        Where the document is kept, if this one is without its totals. They are nine tenths of it, and a choice asks
        for those of a few cells: so memory hardly grows with the number of cells.
    """

    point: Point
    document: Mapping[str, Any] = field(repr=False)
    file: Path | None = field(default=None, repr=False, compare=False)

    @property
    def error(self) -> str | None:
        """The reason why there are no figures, or None."""
        return self.document.get("error")

    @property
    def is_done(self) -> bool:
        """Whether the point was simulated, with or without success."""
        return not (self.document is UNDONE or self.is_damaged)

    @property
    def is_damaged(self) -> bool:
        """Whether its file cannot be read, so that it counts as not simulated."""
        return self.document is DAMAGED

    @property
    def replications(self) -> int:
        """Number of replications."""
        return int(self.document["replications"])

    def estimate(self, figure: Figure) -> Estimate:
        """Return the estimate of a figure: for planned paid hours without width, for a missing figure empty."""
        if self.error is not None:
            return Estimate(None, None, None)
        if figure.is_planned:
            hours = self.document[PAID_HOURS]
            total = sum(hours.values()) if not figure.line_or_group else hours.get(figure.line_or_group)
            return Estimate(total, total, total)
        interval = self.document["figures"][_of(figure)].get(figure.line_or_group, {}).get(figure.measure)
        return Estimate(*interval) if interval else Estimate(None, None, None)

    def lacks(self, figure: Figure) -> bool:
        """Return whether the point has the line or group of a figure, and nobody worked the figure out."""
        tables = {} if self.error is not None else self.document["figures"][_of(figure)]
        return figure.line_or_group in tables and figure.measure not in tables[figure.line_or_group]

    def judged(self, target: Target, estimate: Estimate | None = None) -> JudgedTarget:
        """Return the verdict on a target; one replication gives no interval, and is too close to call.

        Parameters
        ----------
        target : Target
            The target.
        estimate : Estimate, optional
            The point's figure, if its interval is another than that of `estimate`.
        """
        estimate = self.estimate(target) if estimate is None else estimate
        offered = self.estimate(Figure(target.line_or_group, OFFERED.name)) if target.is_of_line else None
        rang = offered is None or offered.mean != 0
        return JudgedTarget(target, estimate, judge(target, estimate, rang=rang, needs_interval=True))

    def totals(self, figure: Figure) -> tuple[Floats, Floats] | None:
        """Return the two numbers by replication that a figure is the ratio of; None for another or a missing figure.

        Raises
        ------
        ResultsError
            If they are kept in a file that has gone.
        """
        if self.error is not None or not isinstance(MEASURES.get(figure.measure), Averaged):
            return None
        ratio = self.whole()["totals"][_of(figure)].get(figure.line_or_group, {}).get(figure.measure)
        return (np.array(ratio[0], np.float64), np.array(ratio[1], np.float64)) if ratio else None

    def whole(self) -> Mapping[str, Any]:
        """Return the document with its totals.

        Raises
        ------
        ResultsError
            If they are kept in a file that has gone.
        """
        if self.file is None or self.error is not None:
            return self.document
        document = read_document(self.file, "remove this file and run the sweep again")
        if not is_cell(document):
            raise ResultsError(f"{self.file}: is not what simcall writes; remove this file and run the sweep again")
        return document

    def rows(self) -> list[tuple[str, str, str, float | None, float | None, float | None]]:
        """Return (of, name, measure, mean, low, high) of every figure; paid hours a week are of "plan"."""
        if self.error is not None:
            return []
        planned = self.document[PAID_HOURS]
        rows = [("plan", name, PAID_HOURS, hours, hours, hours) for name, hours in planned.items()]
        for of in ("line", "group"):
            for name, table in self.document["figures"][of].items():
                rows += [(of, name, measure, mean, low, high) for measure, (mean, low, high, *_) in table.items()]
        return rows


class _Done(BaseModel):
    """The document of a point that was simulated."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    scenario: str
    replications: Annotated[int, Field(ge=1)]
    paid_hours: dict[str, float]
    figures: dict[Literal["line", "group"], dict[str, dict[str, _Ends]]]
    totals: dict[Literal["line", "group"], dict[str, dict[str, _Pair]]]

    @model_validator(mode="after")
    def _has_lines_and_groups(self) -> Self:
        if not {"line", "group"} == self.figures.keys() == self.totals.keys():
            raise ValueError("lines or groups are missing")
        return self


class _Failed(BaseModel):
    """The document of a point that could not be simulated."""

    model_config = ConfigDict(strict=True, frozen=True)

    error: str


_CELL: TypeAdapter[_Done | _Failed] = TypeAdapter(_Failed | _Done)


def is_cell(document: object) -> bool:
    """Return whether a document that was read is a cell's."""
    try:
        _CELL.validate_python(document)
    except ValidationError:
        return False
    return True


def without_totals(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document without its totals, which are nine tenths of it and stay in the cell's file."""
    return {key: value for key, value in document.items() if key != "totals"}


def _of(figure: Figure) -> str:
    return "line" if figure.is_of_line else "group"


def simulated(scenarios: Sequence[Scenario], request: Request, jobs: int = 1) -> list[dict[str, Any]]:
    """Simulate the scenarios of several points, drawing shared callers once.

    Parameters
    ----------
    scenarios : sequence of Scenario
        One for each point.
    request : Request
        How.
    jobs : int
        How many threads or processes share the replications.

    Returns
    -------
    list of dict
        A document for each point, which JSON can hold: its figures with their intervals, the totals that they are
        ratios of by replication, and the plan's paid hours a week. One that fails has an ``error`` instead, and the
        others go on.
    """
    try:
        return [document_of(results, request.also) for results in _run(scenarios, request, jobs)]
    except Exception as error:
        if len(scenarios) > 1:
            return [document for scenario in scenarios for document in simulated([scenario], request, jobs)]
        has_message = isinstance(error, SimcallError | MemoryError)
        return [{"error": str(error) if has_message else f"{type(error).__name__}: {error}"}]


def _run(scenarios: Sequence[Scenario], request: Request, jobs: int) -> Iterator[RunNumbers]:
    options: dict[str, Any] = {"engine": request.engine, "jobs": jobs, "keeps_hours": False}
    if not request.until:
        yield from run_all(scenarios, request.replications, request.seed, **options)
        return
    plan = until_precise(request.until, own_half_width, request.replications, request.max_replications)
    for scenario in scenarios:
        yield from run_all([scenario], request.replications, request.seed, **options, plan=plan)


def document_of(results: RunNumbers, also: Sequence[Figure] = ()) -> dict[str, Any]:
    """Return what a cell keeps of a run, as JSON can hold it; `also` has figures besides those that are listed."""
    lines = _with_unlisted(results, also)
    return {
        "scenario": results.blueprint.scenario.name,
        "replications": results.replications,
        PAID_HOURS: _paid(results.blueprint),
        "figures": {
            of: {
                name: {measure: list(estimate.columns) for measure, estimate in table.items()}
                for name, table in tables.items()
            }
            for of, tables in (("line", lines), ("group", results.groups))
        },
        "totals": {
            of: {name: _totals(results, of, name, table) for name, table in tables.items()}
            for of, tables in (("line", lines), ("group", results.groups))
        },
    }


def _with_unlisted(results: RunNumbers, also: Sequence[Figure]) -> dict[str, dict[str, Estimate]]:
    """Return every listed figure of every line and grade, those that lines' own targets are about, and others by name.

    A grade stands among the lines: it has no line's name.
    """
    figures = {name: dict(estimates) for name, estimates in chain(results.lines.items(), results.grades.items())}
    for figure in unlisted((*own_targets(results.blueprint.scenario), *also)):
        if figure.line_or_group in figures:
            estimate = results.estimate(figure.measure, line=figure.line_or_group)
            figures[figure.line_or_group][figure.measure] = estimate
    return figures


def _paid(blueprint: Blueprint) -> dict[str, float]:
    return {name: paid.hours_per_week for name, paid in paid_hours(blueprint).items()}


def _totals(results: RunNumbers, of: str, name: str, measures: Iterable[str]) -> dict[str, Any]:
    """Return, for each measure that has them, both numbers of every replication that it is the ratio of."""
    totals: dict[str, Any] = {}
    for measure in map(MEASURES_OF[of].__getitem__, measures):
        if isinstance(measure, Averaged):
            subject: dict[str, Any] = {of: name}
            _, above, below = results.totals(measure.name, **subject)
            totals[measure.name] = [above[:, 0].tolist(), below[:, 0].tolist()]
    return totals
