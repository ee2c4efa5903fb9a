"""From what a planner writes to a study: everything in it agreed with the scenarios, every refusal at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import listed, meant, shown
from simcall.files.own_folders import folder_name
from simcall.inputs import draw_blueprint
from simcall.measures.periods import HOUR, gather, periods_of
from simcall.scenario import Scenario, load
from simcall.scenario.models.paths import MISSING, KeyPath, covers, format_path, leaves, lookup, parse_path
from simcall.scenario.models.quantities import SECONDS_PER_UNIT, parse_duration
from simcall.scenario.models.week import WEEKDAYS
from simcall.scenario.reading.overrides import Overrides, override_layer
from simcall.studies.calibrate.study import CalibrationTarget, FittedParameter, Study
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.targets import parse_figure, parse_value

__all__ = ["FIT_FORM", "TARGET_FORM", "FitWords", "TargetWords", "agreed", "study_of"]

FIT_FORM = 'write "PATH=LOW..HIGH", such as "lines.101.handling.mean=8.0 min..12.0 min"'
TARGET_FORM = 'write "LINE.MEASURE=VALUE+-TOLERANCE", such as "999.answered_in_target=0.768+-0.003"'
_TARGET = re.compile(
    r"(?:(?P<scenario>[^:=@]+):)?(?P<figure>[^=@]+?)\s*(?:@(?P<at>[^=]+))?=(?P<value>.+?)(?:\+-|\+/-|±)(?P<tolerance>.+)",
    re.DOTALL,
)
_HOUR = re.compile(r"([A-Za-z]{3})[a-z]*\s+(\d{1,2})(?::00|h)?")
_NO_LABEL = re.compile(r"[:=@/\\]|[^\S ]")
"""What no scenario's label may hold: it stands before a colon, and in names of files."""


@dataclass(frozen=True)
class FitWords:
    """A parameter as it is written.

    Attributes
    ----------
    place : Problem
        Where, with no message yet.
    paths : tuple of str
        Where its value goes.
    values : str
        Its bounds; empty for half to twice the value that the scenario has.
    scenarios : tuple of str
        Labels of those that have it; empty for all that hold its paths.
    name : str
        What it is called; empty for its first path.
    """

    place: Problem
    paths: tuple[str, ...]
    values: str
    scenarios: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class TargetWords:
    """A target as it is written.

    Attributes
    ----------
    place : Problem
        Where, with no message yet.
    figure, value, tolerance : str or float
        As a planner writes them: times may have a unit.
    scenario : str
        Its label; may be empty if there is only one.
    at : str
        An hour of the week or the date of a Monday; empty for the whole span.
    source : str
        Where the value is from.
    """

    place: Problem
    figure: str
    value: str | float
    tolerance: str | float
    scenario: str = ""
    at: str = ""
    source: str = ""


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
    problems: list[Problem] = []
    named = _labelled(files, problems)
    fits = [_parted_fit(text) for text in fit]
    targets = [words for text in target if (words := _parted_target(text, problems))]
    if not fit:
        problems.append(Problem("--fit", "", f"say what may be fitted: {FIT_FORM}"))
    if not target:
        problems.append(Problem("--target", "", f"say what is to be met: {TARGET_FORM}"))
    called = name or f"Calibration of {' and '.join(named)}"
    return agreed(called, named, overrides, fits, targets, seed, problems)


def agreed(
    name: str,
    files: Mapping[str, str],
    overrides: Overrides,
    fits: Sequence[FitWords],
    targets: Sequence[TargetWords],
    seed: int,
    problems: Sequence[Problem] = (),
) -> Study:
    """Load the scenarios, and agree with them all that is asked.

    Parameters
    ----------
    name, files, overrides, seed
        Of the study; files by label.
    fits, targets
        As they are written.
    problems : sequence of Problem
        What is known to be wrong already.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each thing once.
    """
    found = list(problems)
    overrides = overrides if isinstance(overrides, Mapping | str) else list(overrides)
    layer, _ = override_layer(overrides, "--set")  # what is wrong with it is told as the scenarios are loaded
    for path, value in leaves(layer.values):
        if value is None:
            found.append(Problem("--set", format_path(path), "no scenario file can leave a value out; give one"))
    scenarios = _loaded(files, overrides, found)
    fitted: list[tuple[Problem, FittedParameter]] = []
    asked: list[tuple[Problem, CalibrationTarget]] = []
    if scenarios and len(scenarios) == len(files):
        fitted = [(words.place, one) for words in fits if (one := _fit(words, scenarios, found))]
        fitted = _told_apart(fitted)
        asked = [(words.place, its) for words in targets if (its := _wanted(words, scenarios, found))]
        found += [*_clashes(fitted), *_asked_twice(asked)]
    parts = tuple(one for _, one in fitted), tuple(one for _, one in asked)
    study = Study(name, scenarios, files, *parts, seed, layer.values)
    if not found:
        found += _at_bounds(study, [place for place, _ in fitted])
    if found:
        raise ScenarioError(list(dict.fromkeys(found)))
    return study


# Scenarios ------------------------------------------------------------------------------------------------------------


def _labelled(
    files: Sequence[str | os.PathLike[str]] | Mapping[str, str | os.PathLike[str]], problems: list[Problem]
) -> dict[str, str]:
    """Return files by label."""
    if isinstance(files, Mapping):
        return {label: os.fspath(one) for label, one in files.items()}
    found: dict[str, str] = {}
    for file in [os.fspath(one) for one in files]:
        label = Path(file).stem
        if label in found:
            remedy = "give one of them another name, or label them in a study file"
            problems.append(Problem(file, "", f"{found[label]} is called {shown(label)} already; {remedy}"))
        found[label] = file
    if not found:
        problems.append(Problem("", "", "name a scenario file"))
    return found


def _loaded(files: Mapping[str, str], overrides: Overrides, problems: list[Problem]) -> dict[str, Scenario]:
    scenarios: dict[str, Scenario] = {}
    taken: dict[str, str] = {}
    for label, file in files.items():
        other = taken.setdefault(folder_name(label), label)
        if _NO_LABEL.search(label) or not label.strip():
            problems.append(Problem(file, "", f"{shown(label)} is no label; leave out : = @ / and \\"))
        elif other != label:
            problems.append(Problem(file, "", f"{shown(label)} is too much like {shown(other)}; give another label"))
        try:
            scenarios[label] = load(file, overrides)
        except ScenarioError as error:
            problems += error.problems
    return scenarios


def _scenario(label: str, scenarios: Mapping[str, Scenario]) -> str:
    if label not in scenarios:
        known = "there is only" if len(scenarios) == 1 else "they are"
        raise ValueError(f"there is no scenario {shown(label)}; {meant(label, list(scenarios), known)}")
    return label


# Parameters -----------------------------------------------------------------------------------------------------------


def _parted_fit(text: str) -> FitWords:
    """Take ``LABEL:PATH=LOW..HIGH`` apart."""
    written, _, values = text.partition("=")
    label, colon, path = written.rpartition(":")
    return FitWords(Problem("--fit", "", ""), (path.strip(),), values.strip(), (label.strip(),) if colon else ())


def _fit(words: FitWords, scenarios: Mapping[str, Scenario], problems: list[Problem]) -> FittedParameter | None:
    """Return a parameter with the places that it has, or add what is wrong with it."""
    first = words.paths[0] if words.paths else ""
    try:
        keys = [parse_path(path) for path in words.paths]
        if not keys:
            raise ValueError(f"a path is missing; {FIT_FORM}")
        paths = tuple(map(format_path, keys))
        labels = [_scenario(label, scenarios) for label in words.scenarios] or list(scenarios)
        documents = {label: scenarios[label].document() for label in labels}
        value = next((one for label in labels if (one := lookup(documents[label], keys[0])) is not MISSING), MISSING)
        parameter = _range(paths[0], words.values or _around(value))
        fit = FittedParameter(words.name or paths[0], paths, parameter, {}, _start(value, parameter.unit))
        where = _places(fit, {label: scenarios[label] for label in labels})
        if without := [label for label in words.scenarios if label not in where]:
            raise ValueError(f"{without[0]} has no such value")
    except ValueError as fault:
        message = f"{first}: {fault}" if first else str(fault)
        problems.append(replace(words.place, message=message))
    except ScenarioError as error:
        problems += [replace(words.place, message=f"{one.path}: {one.message}") for one in error.problems]
    else:
        return replace(fit, where=where)
    return None


def _start(value: object, unit: str) -> float | None:
    """Return a scenario's own value in a parameter's unit; None if there is no number."""
    if isinstance(value, str) and unit:
        try:
            return parse_duration(value) / SECONDS_PER_UNIT[unit]
        except ValueError:
            return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _range(path: str, text: str) -> Parameter:
    parameter = Parameter.of(path, text)
    if parameter.low is None or parameter.high is None or not parameter.low < parameter.high:
        raise ValueError(f"{shown(text)} has no two bounds with values between them; {FIT_FORM}")
    return parameter


def _around(value: object) -> str:
    """Return bounds from half to twice a value."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"no number to look around is there; mend the path, or give bounds: {FIT_FORM}")
    if isinstance(value, str):
        try:
            seconds = parse_duration(value)
        except ValueError:
            raise ValueError(f"{shown(value)} is no number to look around; give bounds: {FIT_FORM}") from None
        return f"{seconds / 2!r} s..{seconds * 2!r} s"
    if isinstance(value, int):
        return f"{value // 2}..{value * 2}"
    return f"{value / 2!r}..{min(value * 2, 1.0) if value <= 1 else value * 2!r}"


def _places(fit: FittedParameter, scenarios: Mapping[str, Scenario]) -> dict[str, tuple[str, ...]]:
    """Return the paths that each scenario has; of a default that nobody has written, those where it can be set.

    Raises
    ------
    ScenarioError
        If a path is in none of them, and none takes a value there.
    """
    where: dict[str, tuple[str, ...]] = {}
    for path in fit.paths:
        _check_named(parse_path(path), list(scenarios.values()))
        holders = [
            one for one, scenario in scenarios.items() if lookup(scenario.document(), parse_path(path)) is not MISSING
        ]
        for label in holders or _takers(fit, path, scenarios):
            where[label] = (*where.get(label, ()), path)
    return where


def _check_named(keys: KeyPath, scenarios: Sequence[Scenario]) -> None:
    """Refuse a line or a group that is in none of the scenarios: a slip would make a new one of it."""
    if len(keys) > 1 and keys[0] in ("lines", "groups"):
        known = [name for one in scenarios for name in (one.lines if keys[0] == "lines" else one.groups)]
        if keys[1] not in known:
            hint = meant(keys[1], list(dict.fromkeys(known)), "they are")
            raise ValueError(f"there is no {keys[0][:-1]} {shown(keys[1])}; {hint}")


def _takers(fit: FittedParameter, path: str, scenarios: Mapping[str, Scenario]) -> list[str]:
    """Return the scenarios in which a value can be set that they do not have."""
    found, refused = [], []
    for label, scenario in scenarios.items():
        try:
            scenario.update({path: fit.written(fit.number(0.5))})
            found.append(label)
        except ScenarioError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return found


def _told_apart(fitted: Sequence[tuple[Problem, FittedParameter]]) -> list[tuple[Problem, FittedParameter]]:
    """Name parameters of the same path by the scenarios that own them."""
    names = [fit.name for _, fit in fitted]
    return [
        (place, replace(fit, name=f"{' and '.join(fit.where)}: {fit.name}") if names.count(fit.name) > 1 else fit)
        for place, fit in fitted
    ]


def _clashes(fitted: Sequence[tuple[Problem, FittedParameter]]) -> Iterator[Problem]:
    """Find parameters that write to the same place, or have the same name."""
    names: list[str] = []
    taken: list[tuple[str, str]] = []
    for place, fit in fitted:
        own = [(label, path) for label, paths in fit.where.items() for path in paths]
        twice = [(one, path) for one in own for label, path in taken if label == one[0] and _overlap(path, one[1])]
        for (label, path), other in twice:
            also = "fitted twice" if path == other else f"fitted, and so is {other}"
            yield replace(place, message=f"{path}: in {label} this is {also}; leave one of them out")
        if fit.name in names and not twice:
            yield replace(place, message=f"{fit.name}: two parameters have this name; give each its own")
        names.append(fit.name)
        taken += own


def _overlap(one: str, other: str) -> bool:
    keys = parse_path(one), parse_path(other)
    return covers(*keys) or covers(keys[1], keys[0])


def _at_bounds(study: Study, places: Sequence[Problem]) -> Iterator[Problem]:
    """Find bounds at which a scenario cannot be made, before anything is simulated."""
    found: list[Problem] = []
    for fit, place in zip(study.fits, places, strict=True):
        for label, paths in fit.where.items():
            for end in (fit.low, fit.high):
                found += _refused(study.scenarios[label], dict.fromkeys(paths, fit.written(end)), place)
    if not found:  # each by itself is right: so may all be that together are not
        for label, scenario in study.scenarios.items():
            for share in (0.0, 1.0):
                values = study.values(label, [fit.number(share) for fit in study.fits])
                found += _refused(scenario, values, replace(places[0], path=""))
    yield from found


def _refused(scenario: Scenario, values: Mapping[str, object], place: Problem) -> Iterator[Problem]:
    try:
        scenario.update(values)
    except ScenarioError as error:
        yield from (replace(place, message=f"{one.path}: {one.message}") for one in error.problems)


# Targets --------------------------------------------------------------------------------------------------------------


def _parted_target(text: str, problems: list[Problem]) -> TargetWords | None:
    """Take ``LABEL:LINE.MEASURE@AT=VALUE+-TOLERANCE`` apart."""
    place = Problem("--target", "", "")
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        problems.append(replace(place, message=f"{shown(text)}: {TARGET_FORM}"))
        return None
    parts = {key: (part or "").strip() for key, part in match.groupdict().items()}
    return TargetWords(place, **parts, source="--target")


def _wanted(words: TargetWords, scenarios: Mapping[str, Scenario], problems: list[Problem]) -> CalibrationTarget | None:
    """Return a target that its scenario can be held against, or add what is wrong with it."""
    try:
        label = _owner(words, scenarios)
        figure = parse_figure(words.figure, scenarios[label])
        if figure.is_planned:
            raise ValueError("paid hours are planned; a target is of what is simulated")
        value, tolerance = (parse_value(_plain(one), figure, TARGET_FORM) for one in (words.value, words.tolerance))
        if not tolerance > 0:
            raise ValueError("a tolerance is more than 0: how far the value may be off")
        by, at, period = _period(words.at, scenarios[label])
    except ValueError as fault:
        problems.append(replace(words.place, message=f"{shown(words.figure)}: {fault}"))
    except ScenarioError as error:
        problems += [replace(words.place, message=one.message) for one in error.problems]
    else:
        return CalibrationTarget(label, figure, value, tolerance, by, at, period, words.source)
    return None


def _owner(words: TargetWords, scenarios: Mapping[str, Scenario]) -> str:
    """Return the label of the scenario that a target is of."""
    if words.scenario or len(scenarios) == 1:
        return _scenario(words.scenario or next(iter(scenarios)), scenarios)
    first = next(iter(scenarios))
    raise ValueError(f"say of which scenario: {listed(list(scenarios))}; such as {first}:{words.figure}")


def _plain(written: str | float) -> str:
    """Write a number without an exponent, which would look like a unit."""
    return written if isinstance(written, str) else f"{Decimal(repr(written)):f}"


def _asked_twice(asked: Sequence[tuple[Problem, CalibrationTarget]]) -> Iterator[Problem]:
    known: list[str] = []
    for place, one in asked:
        if one.what in known:
            yield replace(place, message=f"{one.what}: this has two targets; leave one of them out")
        known.append(one.what)


def _period(at: str, scenario: Scenario) -> tuple[str | None, str, object]:
    """Return which gathering of periods is meant, how the one is written, and its label in results.

    Raises
    ------
    ValueError
        If it cannot be read, or is not in the scenario's span.
    """
    if not at:
        return None, "", None
    by, written, label = _read_period(at)
    calendar = draw_blueprint(scenario).calendar
    labels, _ = gather(periods_of(calendar, HOUR), by)
    if label not in labels:
        span = f"{scenario.days:g} days from {scenario.start:%Y-%m-%d}"
        raise ValueError(f"{written} is not in the scenario, which measures {span}")
    return by, written, label


def _read_period(at: str) -> tuple[str, str, object]:
    if match := _HOUR.fullmatch(at):
        day, hour = match[1].capitalize(), int(match[2])
        if day in WEEKDAYS and hour < 24:
            return "hour_of_week", f"{day} {hour:02d}", WEEKDAYS.index(day) * 24 + hour
    try:
        monday = date.fromisoformat(at)
    except ValueError:
        known = 'such as "Fri 18", and no date of a Monday for a week'
        raise ValueError(f"{shown(at)} is no hour of the week, {known}") from None
    if monday.weekday():
        raise ValueError(f"{at} is no Monday; a week is named by its Monday")
    return "week", monday.isoformat(), monday
