"""Study files: the scenarios of a calibration, what is fitted in them and to what."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import listed, nearest, shown
from simcall.files.text import BadFileError, beside, read_text
from simcall.scenario.models.base import Frozen, Text
from simcall.scenario.models.faults import worded
from simcall.scenario.models.paths import KeyPath, format_path, lookup
from simcall.scenario.reading.overrides import DEEPEST, Overrides, depth_over
from simcall.studies.calibrate.request import FitWords, TargetWords, agreed
from simcall.studies.calibrate.study import Study

__all__ = ["StudyFile", "is_study_file", "load_study"]

_LIMIT_MB = 2
_Model = TypeVar("_Model", bound=BaseModel)


def _number_or_text(value: object) -> str | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("a number is wanted, or a time such as 12 s")
    return value


def _period(value: object) -> str:
    if not isinstance(value, str | date):
        raise ValueError('an hour of the week is wanted, such as "Fri 18", or the date of a Monday')
    return str(value)


class FitTable(Frozen):
    """A parameter of a study file."""

    path: Text = ""
    """Where its value goes, as an override names it."""
    paths: tuple[Text, ...] = ()
    """Or several places that have the same value."""
    values: Text = ""
    """Its bounds: ``"0.1..0.3"``, ``"1..6"`` for whole numbers, ``"8.0 min..12.0 min"``."""
    scenarios: tuple[Text, ...] = ()
    """The scenarios that have it; left out, all that hold its paths."""
    name: Text = ""
    """What it is called; left out, its first path."""


class TargetTable(Frozen):
    """A target of a study file."""

    scenario: Text = ""
    """Its label; may be left out if there is only one."""
    figure: Text
    """As ``LINE.MEASURE`` or ``GROUP.MEASURE``."""
    at: Annotated[Any, AfterValidator(_period)] = ""
    """One hour of the week (``"Fri 18"``) or week (the date of its Monday); left out, the whole span."""
    value: Annotated[Any, AfterValidator(_number_or_text)]
    """In the measure's own unit: a share from 0 to 1, a time in seconds or with a unit."""
    tolerance: Annotated[Any, AfterValidator(_number_or_text)]
    """How far it may be off: it is believed to lie within one of it, 19 times in 20."""
    source: Text = ""
    """Where it is from."""


class CalibrationTable(Frozen):
    """The ``[calibration]`` of a study file."""

    seed: Annotated[int, Field(ge=0, strict=True)] = 1
    scenarios: Annotated[Mapping[str, Text], Field(min_length=1)]
    """Files by label, relative to this one."""
    fit: Annotated[tuple[FitTable, ...], Field(min_length=1)]
    targets: Annotated[tuple[TargetTable, ...], Field(min_length=1)]


class StudyFile(Frozen):
    """What a study file may hold."""

    name: Annotated[Text, Field(min_length=1)]
    description: Text = ""
    calibration: CalibrationTable


_TABLES: Mapping[str, type[BaseModel]] = {"fit": FitTable, "targets": TargetTable}


def is_study_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a calibration's, and not a scenario; one that cannot be read is not."""
    try:
        return "calibration" in tomllib.loads(read_text(os.fspath(path), "a study file", _LIMIT_MB))
    except (BadFileError, ValueError, RecursionError):
        return False


def load_study(path: str | os.PathLike[str], overrides: Overrides = ()) -> Study:
    """Read a study file.

    Parameters
    ----------
    path : str or path
        The TOML file. Names of scenario files in it are relative to it.
    overrides : mapping or iterable of str
        As ``--set`` gives them, laid over every scenario.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it, with the scenarios that it names and with the names in it.
    """
    file = os.fspath(path)
    raw = _toml(file)
    problems = list(_faults(file, raw))
    table = raw.get("calibration")
    table = table if isinstance(table, dict) else {}
    scenarios = table.get("scenarios")
    folder = str(Path(file).parent)
    files = {
        label: beside(folder, name)
        for label, name in (scenarios if isinstance(scenarios, dict) else {}).items()
        if isinstance(name, str)
    }
    fits = [words for place, one in _read(table, "fit", FitTable) for words in _fit_words(file, place, one, problems)]
    targets = [_target_words(file, place, one) for place, one in _read(table, "targets", TargetTable)]
    seed = 1 if problems else table.get("seed", 1)
    return agreed(str(raw.get("name")), files, overrides, fits, targets, seed, problems)


def _toml(file: str) -> dict[str, Any]:
    try:
        raw = tomllib.loads(read_text(file, "a study file", _LIMIT_MB))
    except BadFileError as fault:
        raise ScenarioError([Problem(file, "", message) for message in fault.messages]) from None
    except (ValueError, RecursionError) as fault:
        message = f"this is not TOML: {str(fault)[:1].lower()}{str(fault)[1:]}"
        raise ScenarioError([Problem(file, "", message)]) from None
    if depth_over(raw, DEEPEST):
        raise ScenarioError([Problem(file, "", "too many tables within tables")])
    return raw


def _read(table: Mapping[str, Any], key: str, model: type[_Model]) -> Iterator[tuple[KeyPath, _Model]]:
    """Walk over the entries of a list that are right by themselves: what is wrong with the others is told apart."""
    entries = table.get(key)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        try:
            yield ("calibration", key, str(number)), model.model_validate(entry)
        except ValidationError:
            continue


def _fit_words(file: str, path: KeyPath, one: FitTable, problems: list[Problem]) -> Iterator[FitWords]:
    place = Problem(file, format_path(path), "")
    if bool(one.path) == bool(one.paths):
        message = "give either path or paths" if one.path else 'name a path, such as path = "lines.101.handling.mean"'
        problems.append(Problem(file, place.path, message))
    else:
        yield FitWords(place, (one.path,) if one.path else one.paths, one.values, one.scenarios, one.name)


def _target_words(file: str, path: KeyPath, one: TargetTable) -> TargetWords:
    place = Problem(file, format_path(path), "")
    return TargetWords(place, one.figure, one.value, one.tolerance, one.scenario, one.at, one.source)


# Wording --------------------------------------------------------------------------------------------------------------


def _faults(file: str, raw: dict[str, Any]) -> Iterator[Problem]:
    """Find unknown and missing keys, and values of a wrong type, in the planner's words."""
    try:
        StudyFile.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        places = [tuple(map(str, one["loc"])) for one in details]
        for detail, path in zip(details, places, strict=True):
            inner = [other for other in places if other != path and other[: len(path)] == path]
            if not (detail["type"] == "too_short" and inner):  # entries are there, and told to be wrong
                yield Problem(file, format_path(path), _worded(detail, path, raw))


def _worded(detail: ErrorDetails, path: KeyPath, raw: Mapping[str, Any]) -> str:
    if detail["type"] != "extra_forbidden":
        return worded(detail["type"], detail.get("ctx", {}), lookup(raw, path), None)
    known = list(_model_at(path).model_fields)
    guess = nearest(path[-1], known)
    return f"unknown key; {f'did you mean {shown(guess)}?' if guess else f'known here are {listed(known)}'}"


def _model_at(path: KeyPath) -> type[BaseModel]:
    """Return the model of the table that a key stands in."""
    if len(path) == 1:
        return StudyFile
    return _TABLES.get(path[1], CalibrationTable) if len(path) > 2 else CalibrationTable
