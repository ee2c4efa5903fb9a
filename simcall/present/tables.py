"""Results as one tidy table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simcall.measures.definitions import MEASURES
from simcall.measures.estimates import ESTIMATE_COLUMNS
from simcall.measures.subjects import subject_of

if TYPE_CHECKING:
    import pandas as pd

    from simcall.measures import Estimates, RunNumbers

__all__ = ["tidy"]


def tidy(results: RunNumbers, by: str | None, width: str) -> pd.DataFrame:
    """Return every measure of every line and group, and of the total; see `simcall.faces.run.Results.to_frame`."""
    import pandas as pd

    rows = list(_of_whole(results) if by is None else _by_period(results, by, width))
    where, hours = ([by], ["hours"]) if by else ([], [])
    table = pd.DataFrame(rows, columns=["of", "name", *where, "measure", "unit", *ESTIMATE_COLUMNS, *hours])
    return table.astype(dict.fromkeys(ESTIMATE_COLUMNS, "float64"))


def _subjects(results: RunNumbers) -> Iterator[tuple[str, str, Estimates]]:
    for of, estimates in results.tables.items():
        for name, of_measures in estimates.items():
            yield of, name, of_measures


def _of_whole(results: RunNumbers) -> Iterator[tuple[Any, ...]]:
    for of, name, estimates in (*_subjects(results), ("total", "total", results.total)):
        for measure, estimate in estimates.items():
            yield of, name, measure, MEASURES[measure].kind.value, *estimate.columns


def _by_period(results: RunNumbers, by: str, width: str) -> Iterator[tuple[Any, ...]]:
    for of, name, _ in _subjects(results):
        for row in results.rows_by(by, **subject_of(of, name), width=width):
            kind = MEASURES[row.measure].kind.value
            yield of, name, row.label, row.measure, kind, *row.estimate.columns, row.hours
