"""What a calibration is asked: some scenarios, what may be fitted in them, and the figures that they have to meet."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from simcall.errors import Problem, ScenarioError
from simcall.measures.periods import GATHERINGS
from simcall.scenario import Scenario, load
from simcall.scenario.base import Frozen, Text
from simcall.scenario.overrides import Overrides
from simcall.scenario.paths import MISSING, lookup, parse_path
from simcall.scenario.quantities import parse_duration
from simcall.scenario.staffing import WEEKDAYS
from simcall.scenario.text_files import BadFileError, beside, read_text
from simcall.scenario.wording import listed, meant, shown
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.targets import Figure, parse_figure

__all__ = ["Fit", "Study", "Wanted", "is_study_file", "load_study", "study_of"]

_LIMIT_MB = 2
_TARGET = re.compile(
    r"(?:(?P<scenario>[^:=]+):)?(?P<figure>[^=@]+?)(?:@(?P<at>[^=]+))?=(?P<value>[^=]+?)(?:\+-|\+/-|±)(?P<tol>.+)"
)
_TARGET_FORM = 'write "LINE.MEASURE=VALUE+-TOLERANCE", such as "999.answered_in_target=0.768+-0.003"'
_FIT_FORM = 'write "PATH=LOW..HIGH", such as "lines.101.handling.mean=8.0 min..12.0 min"'


@dataclass(frozen=True)
class Fit:
    """A parameter that is to be found.

    Attributes
    ----------
    name : str
        What it is called.
    paths : tuple of str
        Where its value goes: the same in all of them, where a scenario has them.
    parameter : Parameter
        The values that it may take.
    where : mapping of str to tuple of str
        By the label of each scenario that has it, the paths that it has.
    """

    name: str
    paths: tuple[str, ...]
    parameter: Parameter
    where: Mapping[str, tuple[str, ...]]

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The labels of the scenarios that have it."""
        return tuple(self.where)

    @property
    def low(self) -> float:
        """The lower bound, in the parameter's own unit."""
        return float(self.parameter.low or 0.0)

    @property
    def high(self) -> float:
        """The upper bound."""
        return float(self.parameter.high or 0.0)

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return self.parameter.whole

    def number(self, share: float) -> float:
        """Return the value at a share, 0 to 1, of the way from bound to bound."""
        number = self.low + share * (self.high - self.low)
        return float(round(number)) if self.whole else number

    def written(self, number: float) -> object:
        """Return a value as a scenario file has it."""
        if self.whole:
            plain: object = round(number)
        else:
            digits = max(0, 5 - math.floor(math.log10(max(self.high - self.low, 1e-12))))
            plain = round(number, digits)
        return f"{plain} {self.parameter.unit}" if self.parameter.unit else plain

    def in_words(self, number: float) -> str:
        """Return a value as a person reads it."""
        unit = f" {self.parameter.unit}" if self.parameter.unit else ""
        return f"{round(number)}{unit}" if self.whole else f"{number:.4g}{unit}"


@dataclass(frozen=True)
class Wanted:
    """A figure that is to be met.

    Attributes
    ----------
    scenario : str
        Label of the scenario.
    figure : Figure
        A measure of a line or group.
    value, tolerance : float
        In the measure's own unit: shares from 0 to 1, times in seconds.
    by : str or None
        A gathering of periods if it is of one of them: "hour_of_week", "week", …
    at : str
        Which of them, as written: ``"Fri 18"``, ``"2024-02-05"``.
    source : str
        Where it is from.
    """

    scenario: str
    figure: Figure
    value: float
    tolerance: float
    by: str | None = None
    at: str = ""
    source: str = ""

    def __str__(self) -> str:
        """Write it as it is read."""
        at = f"@{self.at}" if self.at else ""
        return f"{self.scenario}: {self.figure}{at} = {self.value:.6g} +- {self.tolerance:.6g}"

    def label(self) -> object:
        """Return the label of the period, as results have it."""
        return _label(self.by, self.at)


@dataclass(frozen=True)
class Study:
    """A calibration before anything is simulated.

    Attributes
    ----------
    name : str
        What it is.
    scenarios : mapping of str to Scenario
        By label.
    files : mapping of str to str
        The file of each.
    fits : tuple of Fit
        What is to be found.
    wanted : tuple of Wanted
        What is to be met.
    seed : int
        Of the search; the result is confirmed on others.
    """

    name: str
    scenarios: Mapping[str, Scenario] = field(repr=False)
    files: Mapping[str, str]
    fits: tuple[Fit, ...]
    wanted: tuple[Wanted, ...]
    seed: int = 1

    def with_seed(self, seed: int) -> Study:
        """Return the same study with another seed."""
        return replace(self, seed=seed)

    def scenario_of(self, label: str, numbers: Sequence[float]) -> Scenario:
        """Return one of the scenarios with some values of the parameters."""
        return self.scenarios[label].update(self.values(label, numbers))

    def values(self, label: str, numbers: Sequence[float]) -> dict[str, object]:
        """Return what some values of the parameters write into one of the scenarios, by path."""
        return {
            path: fit.written(number)
            for fit, number in zip(self.fits, numbers, strict=True)
            for path in fit.where.get(label, ())
        }


# Study files ----------------------------------------------------------------------------------------------------------


class FitTable(Frozen):
    """A parameter of a study file."""

    path: Text | None = None
    paths: tuple[Text, ...] = ()
    values: Text
    """Its bounds: ``"0.1..0.3"``, ``"1..6"`` for whole numbers, ``"8.0 min..12.0 min"``."""
    scenarios: tuple[Text, ...] = ()
    """The scenarios that have it; left out, all that hold its first path."""
    name: Text | None = None


class TargetTable(Frozen):
    """A target of a study file."""

    scenario: Text | None = None
    figure: Text
    at: Text = ""
    """One hour of the week (``"Fri 18"``) or week (the date of its Monday); left out, the whole span."""
    value: Annotated[float, Field(allow_inf_nan=False)]
    tolerance: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    source: Text = ""


class CalibrationTable(Frozen):
    """The ``[calibration]`` of a study file."""

    seed: Annotated[int, Field(ge=0, strict=True)] = 1
    scenarios: Annotated[Mapping[str, Text], Field(min_length=1)]
    fit: Annotated[tuple[FitTable, ...], Field(min_length=1)]
    targets: Annotated[tuple[TargetTable, ...], Field(min_length=1)]


class StudyFile(Frozen):
    """What a study file may hold."""

    name: Annotated[Text, Field(min_length=1)]
    description: Text = ""
    calibration: CalibrationTable


def is_study_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a calibration's, and not a scenario."""
    try:
        return "calibration" in tomllib.loads(read_text(os.fspath(path), "a study file", _LIMIT_MB))
    except (BadFileError, ValueError, RecursionError):
        return False


def load_study(path: str | os.PathLike[str], overrides: Overrides = ()) -> Study:
    """Read a study file.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it, and with the scenarios that it names.
    """
    file = os.fspath(path)
    try:
        model = StudyFile.model_validate(tomllib.loads(read_text(file, "a study file", _LIMIT_MB)))
    except BadFileError as fault:
        raise ScenarioError([Problem(file, "", message) for message in fault.messages]) from None
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise ScenarioError(
            [Problem(file, ".".join(map(str, one["loc"])), one["msg"].lower()) for one in details]
        ) from None
    except (ValueError, RecursionError) as fault:
        raise ScenarioError([Problem(file, "", f"this is not TOML: {fault}")]) from None
    table = model.calibration
    files = {label: beside(str(Path(file).parent), name) for label, name in table.scenarios.items()}
    fits = [(one.name, (one.path,) if one.path else one.paths, one.values, one.scenarios) for one in table.fit]
    targets = [(one.scenario, one.figure, one.at, one.value, one.tolerance, one.source) for one in table.targets]
    return _made(model.name, files, overrides, fits, targets, table.seed, file)


def study_of(
    files: Sequence[str | os.PathLike[str]] | Mapping[str, str | os.PathLike[str]],
    fit: Sequence[str],
    target: Sequence[str],
    *,
    overrides: Overrides = (),
    seed: int = 1,
    name: str | None = None,
) -> Study:
    """Lay out a calibration from what a command line or a notebook gives.

    Parameters
    ----------
    files : sequence or mapping of paths
        Scenario files; by label, or labelled by their names without ``.toml``.
    fit : sequence of str
        ``"PATH=LOW..HIGH"`` or ``"LABEL:PATH=LOW..HIGH"`` for one scenario alone; without bounds, from half to twice
        the value that the scenario has.
    target : sequence of str
        ``"LINE.MEASURE=VALUE+-TOLERANCE"`` or ``"LABEL:LINE.MEASURE@Fri 18=VALUE+-TOLERANCE"``.
    overrides, seed, name
        Laid over every scenario; of the search; of the study.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    by_label = files if isinstance(files, Mapping) else {Path(one).stem: one for one in files}
    named = {label: os.fspath(one) for label, one in by_label.items()}
    problems: list[Problem] = []
    fits = [_parted_fit(text, named) for text in fit]
    targets = []
    for text in target:
        match = _TARGET.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError(_TARGET_FORM)
            value, tolerance = _number(match["value"]), _number(match["tol"])
        except ValueError as fault:
            problems.append(Problem("--target", "", f"{shown(text)}: {fault}"))
            continue
        label = match["scenario"].strip() if match["scenario"] else None
        targets.append((label, match["figure"].strip(), (match["at"] or "").strip(), value, tolerance, "--target"))
    if problems:
        raise ScenarioError(problems)
    return _made(name or f"Calibration of {' and '.join(named)}", named, overrides, fits, targets, seed, "--fit")


def _parted_fit(text: str, labels: Mapping[str, str]) -> tuple[None, tuple[str, ...], str, tuple[str, ...]]:
    label, colon, rest = text.partition(":")
    scenarios: tuple[str, ...] = ()
    if colon and label.strip() in labels:
        scenarios, text = (label.strip(),), rest
    path, _, values = text.partition("=")
    return None, (path.strip(),), values.strip(), scenarios


def _number(text: str) -> float:
    text = text.strip()
    try:
        return float(text)
    except ValueError:
        return parse_duration(text)


_FitWords = tuple[str | None, tuple[str, ...], str, tuple[str, ...]]
_TargetWords = tuple[str | None, str, str, float, float, str]


def _made(
    name: str,
    files: Mapping[str, str],
    overrides: Overrides,
    fits: Sequence[_FitWords],
    targets: Sequence[_TargetWords],
    seed: int,
    origin: str,
) -> Study:
    """Load the scenarios, and agree everything with them."""
    scenarios = {label: load(file, overrides) for label, file in files.items()}
    problems: list[Problem] = []
    made = [_fit(one, scenarios, origin, problems) for one in fits]
    wanted = [_wanted(one, scenarios, origin, problems) for one in targets]
    if not fits:
        problems.append(Problem(origin, "", f"say what may be fitted: {_FIT_FORM}"))
    if not targets:
        problems.append(Problem(origin, "", f"say what is to be met: {_TARGET_FORM}"))
    if problems:
        raise ScenarioError(problems)
    study = Study(name, scenarios, files, tuple(one for one in made if one), tuple(one for one in wanted if one), seed)
    _check_bounds(study, origin)
    return study


def _fit(words: _FitWords, scenarios: Mapping[str, Scenario], origin: str, problems: list[Problem]) -> Fit | None:
    name, paths, values, labels = words
    unknown = [label for label in labels if label not in scenarios]
    try:
        if not paths or not paths[0]:
            raise ValueError(f"a path is missing; {_FIT_FORM}")
        if unknown:
            raise ValueError(f"there is no scenario {shown(unknown[0])}; they are {listed(list(scenarios))}")
        keys = parse_path(paths[0])
        documents = {label: one.document() for label, one in scenarios.items()}
        holding = {label: _held(one, paths) for label, one in documents.items() if not labels or label in labels}
        # A value that no scenario sets may be a default that can be set: whether it can is told when it is tried.
        where = {label: held for label, held in holding.items() if held} or dict.fromkeys(holding, paths)
        chosen = tuple(where)
        text = values or _around(lookup(documents[chosen[0]], keys))
        parameter = Parameter.of(paths[0], text)
        if parameter.low is None or parameter.high is None or not parameter.low < parameter.high:
            raise ValueError(f"{shown(text)} has no two bounds; {_FIT_FORM}")
    except ValueError as fault:
        problems.append(Problem(origin, ".".join(paths[:1]), str(fault)))
        return None
    return Fit(name or paths[0], paths, parameter, where)


def _held(document: Mapping[str, Any], paths: Sequence[str]) -> tuple[str, ...]:
    """Return the paths at which a document has a value."""
    return tuple(path for path in paths if lookup(document, parse_path(path)) is not MISSING)


def _around(value: object) -> str:
    """Return bounds from half to twice a value."""
    if isinstance(value, bool) or value is MISSING or not isinstance(value, int | float | str):
        raise ValueError(f"it has no number to look around; give bounds: {_FIT_FORM}")
    if isinstance(value, str):
        seconds = parse_duration(value)
        return f"{seconds / 2!r} s..{seconds * 2!r} s"
    if isinstance(value, int):
        return f"{value // 2}..{value * 2}"
    return f"{value / 2!r}..{min(value * 2, 1.0) if value <= 1 else value * 2!r}"


def _wanted(
    words: _TargetWords, scenarios: Mapping[str, Scenario], origin: str, problems: list[Problem]
) -> Wanted | None:
    label, text, at, value, tolerance, source = words
    try:
        if label is None and len(scenarios) > 1:
            raise ValueError(
                f"say of which scenario: {listed(list(scenarios))}; such as {next(iter(scenarios))}:{text}=…"
            )
        label = label or next(iter(scenarios))
        if label not in scenarios:
            raise ValueError(f"there is no scenario {shown(label)}; {meant(label, list(scenarios), 'they are')}")
        if not tolerance > 0:
            raise ValueError(f"a tolerance is more than 0; {_TARGET_FORM}")
        figure = parse_figure(text, scenarios[label], origin)
        if figure.is_planned:
            raise ValueError("paid hours are planned; a target is of what is simulated")
        by = _gathering(at)
        _label(by, at)
    except ValueError as fault:
        problems.append(Problem(origin, text, str(fault)))
        return None
    except ScenarioError as fault:
        problems += fault.problems
        return None
    return Wanted(label, figure, value, tolerance, by, at, source)


def _gathering(at: str) -> str | None:
    """Tell which kind of period is meant."""
    if not at:
        return None
    return "week" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", at) else "hour_of_week"


def _label(by: str | None, at: str) -> object:
    if by is None:
        return None
    if by == "week":
        from datetime import date

        day = date.fromisoformat(at)
        if day.weekday():
            raise ValueError(f"{at} is no Monday; a week is named by its Monday")
        return day
    assert by in GATHERINGS
    match = re.fullmatch(r"([A-Z][a-z]{2}) (\d{1,2})(?::00)?", at)
    if match is None or match[1] not in WEEKDAYS or int(match[2]) > 23:
        raise ValueError(f'{shown(at)} is no hour of the week; write "Fri 18", or the date of a Monday for a week')
    return WEEKDAYS.index(match[1]) * 24 + int(match[2])


def _check_bounds(study: Study, origin: str) -> None:
    """Refuse bounds at which a scenario cannot be made, before anything is simulated."""
    middle = [fit.number(0.5) for fit in study.fits]
    problems: dict[str, Problem] = {}
    for place, fit in enumerate(study.fits):
        for end in (fit.low, fit.high):
            numbers = [*middle[:place], end, *middle[place + 1 :]]
            for label in fit.scenarios:
                try:
                    study.scenario_of(label, numbers)
                except ScenarioError as error:
                    for one in error.problems:
                        problems.setdefault(f"{one.path}{one.message}", Problem(origin, one.path, one.message))
    if problems:
        raise ScenarioError(list(problems.values()))
