"""Writing the tables of some results as a folder: CSV, Parquet and a page that describes them, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from simcall.errors import ResultsError
from simcall.files.own_folders import check_place, digests_in, fresh_folder, write_manifest
from simcall.files.whole import write_csv
from simcall.report.reading import Folder
from simcall.report.tables import dimensions, facts
from simcall.report.tables.layout import TABLES, Kind, Layout
from simcall.report.tables.page import page
from simcall.report.tables.sources import Sources, sources_in
from simcall.studies.run import Progress

__all__ = ["KINDS_OF_TABLES", "write_tables"]

KINDS_OF_TABLES = ("run", "comparison", "sweep")
"""Kinds of results that have tables."""
_KIND = "tables"
Rows = Mapping[str, Sequence[tuple[Any, ...]]]


def write_tables(folders: Sequence[Folder], out: Path, origin: str, progress: Progress | None = None) -> None:
    """Write the tables of some results into a folder.

    Parameters
    ----------
    folders : sequence of Folder
        The results.
    out : Path
        The folder. Earlier tables in it are replaced.
    origin : str
        By which version, when, and whom to ask, for the page.
    progress : callable, optional
        As for `simcall.run`, while runs and comparisons are made again.

    Raises
    ------
    ResultsError
        If there are no tables of some of the results, their figures cannot be made again, or the place holds something
        else.
    """
    _check_kinds(folders)
    check_place(out, _KIND)
    rows = _rows(sources_in(folders, progress))
    with fresh_folder(out, _KIND) as fresh:
        _write_files(rows, fresh)
        names = [folder.path.resolve().name for folder in folders]
        (fresh / "README.md").write_text(page(rows, names, origin), encoding="utf-8", newline="\n")
        write_manifest(fresh, _KIND, {"results": names, "sha256": digests_in(fresh)})


def _check_kinds(folders: Sequence[Folder]) -> None:
    """Refuse results that are no figures of scenarios, all at once."""
    refused = [
        f"{folder.path}: holds results of the kind {folder.kind}, and there are tables of "
        f"{', '.join(KINDS_OF_TABLES)}; leave this folder out, or make a workbook of it: --format xlsx"
        for folder in folders
        if folder.kind not in KINDS_OF_TABLES
    ]
    if refused:
        raise ResultsError("\n".join(dict.fromkeys(refused)))


def _rows(sources: Sources) -> Rows:
    """Return the rows of every table: first the facts, then the dimensions that they need."""
    of_facts: Rows = {name: tuple(rows(sources)) for name, rows in _FACTS.items()}
    of_dimensions: Rows = {name: tuple(rows(sources)) for name, rows in _DIMENSIONS.items()}
    used = {
        "dim_measure": dimensions.measures(_used(of_facts, "dim_measure")),
        "dim_hour_of_week": dimensions.hours_of_week(),
        "dim_date": dimensions.dates(_used(of_facts, "dim_date")),
    }
    return {**of_dimensions, **{name: tuple(rows) for name, rows in used.items()}, **of_facts}


_FACTS: Mapping[str, Callable[[Sources], Iterable[tuple[Any, ...]]]] = {
    "fact_figure": facts.figures,
    "fact_figure_by_hour_of_week": partial(facts.figures_by, by="hour_of_week"),
    "fact_figure_by_date": partial(facts.figures_by, by="day"),
    "fact_target": facts.targets,
    "fact_difference": facts.differences,
    "fact_difference_by_hour_of_week": facts.differences_by_hour_of_week,
    "fact_point_figure": facts.point_figures,
    "fact_input": facts.inputs,
}
_DIMENSIONS: Mapping[str, Callable[[Sources], Iterable[tuple[Any, ...]]]] = {
    "dim_scenario": dimensions.scenarios,
    "dim_subject": dimensions.subjects,
    "dim_line": dimensions.lines,
    "dim_group": dimensions.groups,
    "dim_comparison": dimensions.comparisons,
    "dim_point": dimensions.points,
    "dim_point_value": dimensions.point_values,
}


def _used(rows: Rows, dimension: str) -> list[Any]:
    """Return the keys of a dimension that facts have, in their order."""
    places = [
        (table.name, place)
        for table in TABLES
        for place, column in enumerate(table.columns)
        if table.name in rows and column.key_of == dimension
    ]
    return list(dict.fromkeys(row[place] for name, place in places for row in rows[name]))


def _write_files(rows: Rows, folder: Path) -> None:
    for form in ("csv", "parquet"):
        (folder / form).mkdir()
    for table in TABLES:
        columns = [column.name for column in table.columns]
        texts = (tuple(map(_in_csv, row)) for row in rows[table.name])
        write_csv(columns, texts, folder / "csv" / f"{table.name}.csv", number_format="")
        _write_parquet(table, rows[table.name], folder / "parquet" / f"{table.name}.parquet")


def _in_csv(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _write_parquet(table: Layout, rows: Sequence[tuple[Any, ...]], path: Path) -> None:
    """Write a table with the type of every column as declared, also if it has no rows or only empty cells."""
    import pyarrow as pa
    from pyarrow import parquet

    types: Mapping[Kind, Any] = {
        "text": pa.string(),
        "whole number": pa.int64(),
        "number": pa.float64(),
        "yes or no": pa.bool_(),
        "date": pa.date32(),
        "date and time": pa.timestamp("s"),
    }
    cells = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    arrays = [pa.array(values, types[column.kind]) for column, values in zip(table.columns, cells, strict=True)]
    with path.open("wb") as file:  # the library refuses a name that is not UTF-8
        parquet.write_table(pa.table(arrays, [column.name for column in table.columns]), file)
