"""From files, parameters and targets to a study: loads the scenarios, and reports all problems together."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from simcall.errors import Problem, ScenarioError
from simcall.files.folder_names import folder_name
from simcall.files.messages import shown
from simcall.scenario import Scenario, load
from simcall.scenario.models.paths import format_path, leaves
from simcall.scenario.reading.overrides import Overrides, override_layer
from simcall.studies.calibrate.calibration_targets import calibration_targets
from simcall.studies.calibrate.fitted_parameters import fitted_parameters, problems_at_bounds
from simcall.studies.calibrate.study import CalibrationTarget, FittedParameter, Study
from simcall.studies.calibrate.study_entries import (
    FIT_FORM,
    TARGET_FORM,
    CurveEntry,
    FitEntry,
    Located,
    TargetEntry,
    parse_fit,
    parse_target,
)

__all__ = ["assemble_study", "study_of"]

Files = Sequence[str | os.PathLike[str]] | Mapping[str, str | os.PathLike[str]]

_NOT_IN_LABELS = re.compile(r"[:=@/\\]|[^\S ]")
"""A label stands before a colon, and in names of files."""


def study_of(
    files: Files,
    fit: Sequence[str],
    target: Sequence[str],
    *,
    overrides: Overrides = (),
    seed: int = 1,
    name: str | None = None,
) -> Study:
    """Make a study from the arguments of a command line or a notebook.

    Parameters
    ----------
    files : sequence or mapping of paths
        Scenario files; by label, or labelled by their names without ``.toml``.
    fit : sequence of str
        ``"PATH=LOW..HIGH"``, or ``"LABEL:PATH=LOW..HIGH"`` for one scenario only. Without bounds, the value is looked
        for from half to twice that of the scenario.
    target : sequence of str
        ``"LINE.MEASURE=VALUE+-TOLERANCE"`` or ``"LABEL:LINE.MEASURE@Fri 18=VALUE+-TOLERANCE"``.
    overrides : mapping or iterable of str
        Laid over every scenario.
    seed : int
        Of the search.
    name : str, optional
        Of the study.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    labelled = _labelled(files, problems)
    fits = [parse_fit(text) for text in fit]
    targets: list[Located[TargetEntry]] = []
    for text in target:
        try:
            targets.append(parse_target(text))
        except ValueError as fault:
            problems.append(Problem("--target", "", str(fault)))
    if not fit:
        problems.append(Problem("--fit", "", f"say what may be fitted: {FIT_FORM}"))
    if not target:
        problems.append(Problem("--target", "", f"say what is to be met: {TARGET_FORM}"))
    name = name or f"Calibration of {' and '.join(labelled)}"
    return assemble_study(name, labelled, overrides, fits, targets, seed, problems)


def assemble_study(
    name: str,
    files: Mapping[str, str],
    overrides: Overrides,
    fits: Sequence[Located[FitEntry]],
    targets: Sequence[Located[TargetEntry]],
    seed: int,
    problems: Sequence[Problem] = (),
    curves: Sequence[Located[CurveEntry]] = (),
) -> Study:
    """Load the scenarios, and match the parameters and targets to them.

    Parameters
    ----------
    name, overrides, seed
        Of the study.
    files : mapping of str to str
        Scenario files by label.
    fits, targets
        Entries of a study file or a command line.
    problems : sequence of Problem
        Problems found so far.
    curves : sequence of Located
        Published curves, of a study file.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each problem once.
    """
    problems = list(problems)
    overrides = overrides if isinstance(overrides, Mapping | str) else list(overrides)
    layer, _ = override_layer(overrides, "--set")  # loading the scenarios reports its faults
    for path, value in leaves(layer.values):
        if value is None:
            problems.append(Problem("--set", format_path(path), "no scenario file can leave a value out; give a value"))
    scenarios = _loaded(files, overrides, problems)
    parameters: tuple[FittedParameter, ...] = ()
    figures: tuple[CalibrationTarget, ...] = ()
    if scenarios and len(scenarios) == len(files):
        parameters = fitted_parameters(fits, scenarios, problems)
        figures = calibration_targets(targets, curves, scenarios, problems)
    study = Study(name, scenarios, files, parameters, figures, seed, layer.values)
    if not problems:
        problems += problems_at_bounds(study, [origin for origin, _ in fits])
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return study


def _labelled(files: Files, problems: list[Problem]) -> dict[str, str]:
    """Return files by label."""
    if isinstance(files, Mapping):
        return {label: os.fspath(file) for label, file in files.items()}
    labelled: dict[str, str] = {}
    for path in files:
        file = os.fspath(path)
        label = Path(file).stem
        if label in labelled:
            remedy = "rename one of them, or give labels in a study file"
            problems.append(Problem(file, "", f"{labelled[label]} has the label {shown(label)} already; {remedy}"))
        labelled[label] = file
    if not labelled:
        problems.append(Problem("", "", "name a scenario file"))
    return labelled


def _loaded(files: Mapping[str, str], overrides: Overrides, problems: list[Problem]) -> dict[str, Scenario]:
    scenarios: dict[str, Scenario] = {}
    labels: dict[str, str] = {}
    for label, file in files.items():
        namesake = labels.setdefault(folder_name(label), label)
        if _NOT_IN_LABELS.search(label) or not label.strip():
            problems.append(Problem(file, "", f"{shown(label)} cannot be a label; leave out : = @ / and \\"))
        elif namesake != label:
            problems.append(Problem(file, "", f"{shown(label)} is too similar to {shown(namesake)}; use another label"))
        try:
            scenarios[label] = load(file, overrides)
        except ScenarioError as error:
            problems += error.problems
    return scenarios
