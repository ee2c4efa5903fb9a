"""Study files: the scenarios of a calibration, its parameters and its targets."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from simcall.errors import Problem
from simcall.files.text import beside
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.reading.overrides import Overrides, overrides_by_path
from simcall.studies.calibrate.study import SEARCH, Study
from simcall.studies.calibrate.study_assembly import assemble_study
from simcall.studies.calibrate.study_entries import CurveEntry, FitEntry, Located, TargetEntry
from simcall.studies.toml_files import problems_of_tables, read_toml, top_level_keys, valid_entries

__all__ = ["StudyFile", "is_study_file", "load_study"]

_KIND = "a study file"
_NOTHING_TO_MEET = "give at least one figure to meet, here or in [[calibration.curves]]"
_Entry = TypeVar("_Entry", FitEntry, TargetEntry, CurveEntry)


class CalibrationTable(Frozen):
    """The ``[calibration]`` of a study file."""

    seed: Annotated[int, Field(ge=0, strict=True)] = 1
    """Of the search."""
    method: Literal["search", "history-matching"] = "search"
    """How the ensemble is made: sets that meet every target, or all sets that the targets do not rule out."""
    scenarios: Annotated[Mapping[str, Text], Field(min_length=1)]
    """Files by label, relative to this one."""
    fit: Annotated[tuple[FitEntry, ...], Field(min_length=1)]
    """The parameters to fit."""
    set: Mapping[str, Any] = {}
    """Values by path, laid over every scenario first, as ``--set`` does."""
    targets: tuple[TargetEntry, ...] = ()
    """The figures to meet."""
    curves: tuple[CurveEntry, ...] = ()
    """Published curves to meet."""


class StudyFile(Frozen):
    """The tables of a study file."""

    name: Annotated[Text, Field(min_length=1)]
    description: Text = ""
    calibration: CalibrationTable


def is_study_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file describes a calibration; one that cannot be read does not."""
    return "calibration" in top_level_keys(os.fspath(path), _KIND)


def load_study(path: str | os.PathLike[str], overrides: Overrides = ()) -> Study:
    """Read a study file.

    Parameters
    ----------
    path : str or path
        The TOML file. Names of scenario files in it are relative to it.
    overrides : mapping or iterable of str
        As for ``--set``, laid over every scenario.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file, its scenarios and the names in it.
    """
    file = os.fspath(path)
    tables = read_toml(file, _KIND)
    problems = list(problems_of_tables(file, tables, StudyFile))
    calibration = _table(tables, "calibration")
    if isinstance(tables.get("calibration"), dict) and not calibration.get("targets") and not calibration.get("curves"):
        problems.append(Problem(file, "calibration.targets", _NOTHING_TO_MEET))
    folder = str(Path(file).parent)
    files = {
        label: beside(folder, name) for label, name in _table(calibration, "scenarios").items() if isinstance(name, str)
    }
    fits = list(_located(file, calibration, "fit", FitEntry))
    targets = list(_located(file, calibration, "targets", TargetEntry))
    curves = list(_located(file, calibration, "curves", CurveEntry))
    seed = 1 if problems else calibration.get("seed", 1)
    overrides = {**_table(calibration, "set"), **overrides_by_path(overrides, "--set", problems)}
    study = assemble_study(str(tables.get("name")), files, overrides, fits, targets, seed, problems, curves)
    return replace(study, method=calibration.get("method", SEARCH))


def _table(tables: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a table; an empty one if something else is there."""
    table = tables.get(key)
    return table if isinstance(table, dict) else {}


def _located(file: str, calibration: Mapping[str, Any], key: str, model: type[_Entry]) -> Iterator[Located[_Entry]]:
    for index, entry in valid_entries(calibration, key, model):
        yield Located(Problem(file, f"calibration.{key}.{index}", ""), entry)
