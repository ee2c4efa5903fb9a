"""From the parameters that a planner writes to fitted parameters: their paths in the scenarios, bounds and start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import meant, shown
from simcall.scenario import Scenario
from simcall.scenario.models.paths import MISSING, KeyPath, format_path, lookup, overlap, parse_path
from simcall.scenario.models.quantities import SECONDS_PER_UNIT, parse_duration
from simcall.studies.calibrate.study import FittedParameter, Study
from simcall.studies.calibrate.study_entries import FIT_FORM, FitEntry, Located
from simcall.studies.sweep.parameters import Parameter

__all__ = ["check_label", "check_line_or_group", "fitted_parameters", "problems_at_bounds", "problems_with"]


def fitted_parameters(
    entries: Sequence[Located[FitEntry]], scenarios: Mapping[str, Scenario], problems: list[Problem]
) -> tuple[FittedParameter, ...]:
    """Return the parameters to fit, and add to the problems those of the entries."""
    origins: list[Problem] = []
    fits: list[FittedParameter] = []
    for origin, entry in entries:
        try:
            fits.append(_fitted_parameter(entry, scenarios))
            origins.append(origin)
        except ValueError as fault:
            first = entry.all_paths[0]
            problems.append(replace(origin, message=f"{first}: {fault}" if first else str(fault)))
        except ScenarioError as error:
            problems += _moved(error.problems, origin)
    fits = _with_unique_names(fits)
    problems += _clashes(origins, fits)
    return tuple(fits)


def _fitted_parameter(entry: FitEntry, scenarios: Mapping[str, Scenario]) -> FittedParameter:
    keys = [parse_path(path) for path in entry.all_paths]
    paths = tuple(map(format_path, keys))
    for label in entry.scenarios:
        check_label(label, scenarios)
    owners = {label: scenarios[label] for label in entry.scenarios or scenarios}
    value = next(_values_at(keys[0], owners), MISSING)
    parameter = _range(paths[0], entry.values or _bounds_around(value))
    fit = FittedParameter(entry.name or paths[0], paths, parameter, {}, _start(value, parameter.unit))
    where = _paths_by_label(fit, owners)
    if without := [label for label in entry.scenarios if label not in where]:
        raise ValueError(f"{without[0]} has no such value")
    return replace(fit, where=where)


def check_label(label: str, scenarios: Mapping[str, Scenario]) -> None:
    """Refuse a label that no scenario has.

    Raises
    ------
    ValueError
        With the nearest label.
    """
    if label not in scenarios:
        labels = "there is only" if len(scenarios) == 1 else "they are"
        raise ValueError(f"there is no scenario {shown(label)}; {meant(label, list(scenarios), labels)}")


def _values_at(keys: KeyPath, scenarios: Mapping[str, Scenario]) -> Iterator[object]:
    """Yield the value at a path of each scenario that has one."""
    values = (lookup(scenario.document(), keys) for scenario in scenarios.values())
    yield from (value for value in values if value is not MISSING)


def _start(value: object, unit: str) -> float | None:
    """Return a scenario's own value in a parameter's unit; None if it is not a number."""
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


def _bounds_around(value: object) -> str:
    """Return bounds from half to twice a value; a share stays a share."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"there is no number here to set bounds around; correct the path, or give bounds: {FIT_FORM}")
    if isinstance(value, str):
        try:
            seconds = parse_duration(value)
        except ValueError:
            raise ValueError(f"{shown(value)} is not a number to set bounds around; give bounds: {FIT_FORM}") from None
        return f"{seconds / 2!r} s..{seconds * 2!r} s"
    if isinstance(value, int):
        return f"{value // 2}..{value * 2}"
    return f"{value / 2!r}..{min(value * 2, 1.0) if value <= 1 else value * 2!r}"


def _paths_by_label(fit: FittedParameter, scenarios: Mapping[str, Scenario]) -> dict[str, tuple[str, ...]]:
    """Return the paths that each scenario has; of a default that no file sets, those where it can be set.

    Raises
    ------
    ScenarioError
        If no scenario has a path, and none accepts a value there.
    """
    where: dict[str, tuple[str, ...]] = {}
    for path in fit.paths:
        keys = parse_path(path)
        check_line_or_group(keys, list(scenarios.values()))
        having = [label for label in scenarios if lookup(scenarios[label].document(), keys) is not MISSING]
        for label in having or _accepting(fit, path, scenarios):
            where[label] = (*where.get(label, ()), path)
    return where


def check_line_or_group(keys: KeyPath, scenarios: Sequence[Scenario]) -> None:
    """Refuse a line or a group that no scenario has: a typing error would otherwise make a new one."""
    if len(keys) > 1 and keys[0] in ("lines", "groups"):
        names = [name for scenario in scenarios for name in (scenario.lines if keys[0] == "lines" else scenario.groups)]
        if keys[1] not in names:
            hint = meant(keys[1], list(dict.fromkeys(names)), "they are")
            raise ValueError(f"there is no {keys[0][:-1]} {shown(keys[1])}; {hint}")


def _accepting(fit: FittedParameter, path: str, scenarios: Mapping[str, Scenario]) -> list[str]:
    """Return the labels of the scenarios in which a value that they do not have can be set."""
    middle = {path: fit.written(fit.number(0.5))}
    problems = {label: problems_with(scenario, middle) for label, scenario in scenarios.items()}
    if all(problems.values()):
        raise ScenarioError(next(iter(problems.values())))
    return [label for label in scenarios if not problems[label]]


def problems_with(scenario: Scenario, values: Mapping[str, object]) -> tuple[Problem, ...]:
    """Return the problems of a scenario with some changes, by path; none if it accepts them."""
    try:
        scenario.update(values)
    except ScenarioError as error:
        return error.problems
    return ()


def _with_unique_names(fits: Sequence[FittedParameter]) -> list[FittedParameter]:
    """Put the labels of their scenarios before the names of parameters that have the same name."""
    names = [fit.name for fit in fits]
    return [
        replace(fit, name=f"{' and '.join(fit.where)}: {fit.name}") if names.count(fit.name) > 1 else fit
        for fit in fits
    ]


def _clashes(origins: Sequence[Problem], fits: Sequence[FittedParameter]) -> Iterator[Problem]:
    """Find parameters that write to the same path, or have the same name."""
    names: list[str] = []
    taken: list[tuple[str, str]] = []
    for origin, fit in zip(origins, fits, strict=True):
        own = [(label, path) for label, paths in fit.where.items() for path in paths]
        shared = [
            (label, path, earlier)
            for label, path in own
            for owner, earlier in taken
            if owner == label and overlap(parse_path(earlier), parse_path(path))
        ]
        for label, path, earlier in shared:
            clash = "fitted twice" if path == earlier else f"fitted, and so is {earlier}"
            yield replace(origin, message=f"{path}: in {label} this is {clash}; leave one of them out")
        if fit.name in names and not shared:
            yield replace(origin, message=f"{fit.name}: two parameters have this name; give each its own")
        names.append(fit.name)
        taken += own


def problems_at_bounds(study: Study, origins: Sequence[Problem]) -> Iterator[Problem]:
    """Find bounds at which a scenario is not valid, before anything is simulated."""
    problems: list[Problem] = []
    for fit, origin in zip(study.fits, origins, strict=True):
        for label, paths in fit.where.items():
            for bound in (fit.low, fit.high):
                values = dict.fromkeys(paths, fit.written(bound))
                problems += _moved(problems_with(study.scenarios[label], values), origin)
    if not problems:  # bounds that are valid one by one may not be valid together
        for label, scenario in study.scenarios.items():
            for share in (0.0, 1.0):
                values = study.values(label, [fit.number(share) for fit in study.fits])
                problems += _moved(problems_with(scenario, values), replace(origins[0], path=""))
    yield from problems


def _moved(problems: Sequence[Problem], origin: Problem) -> list[Problem]:
    """Return the problems of a scenario as problems of an entry."""
    return [replace(origin, message=f"{problem.path}: {problem.message}") for problem in problems]
