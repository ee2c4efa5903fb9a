"""Lay out a sweep from the values of a notebook or the text of a command line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import shown
from simcall.scenario import Scenario, load
from simcall.scenario.models.paths import covers, format_path, parse_path
from simcall.scenario.reading.overrides import Overrides
from simcall.studies.sweep.constraints import read_rules
from simcall.studies.sweep.design import Design, short_labels
from simcall.studies.sweep.feasible_points import kept, where_given
from simcall.studies.sweep.parameters import Parameter, parse_vary
from simcall.studies.sweep.points import KINDS, MANY, Drawn, ManyPointsError, grid

__all__ = ["design_from_vary", "design_of", "draw", "overlaps"]

_LABELLED = 4
"""The most parameters in the name of a sweep."""


def design_of(
    base: Scenario,
    vary: Mapping[str, object],
    *,
    kind: str = "grid",
    points: int | None = None,
    seed: int = 1,
    only: Sequence[str] = (),
    constraints: Sequence[str] = (),
    name: str | None = None,
    most: int = MANY,
) -> Design:
    """Lay out a sweep over a scenario, from a notebook.

    Parameters
    ----------
    base : Scenario
        The scenario that every point changes. File names in the values are relative to the current folder.
    vary : mapping
        By path, values (a list, a range, an array) or text as for ``--vary``.
    kind : str
        ``"grid"``, ``"random"``, ``"latin-hypercube"`` or ``"sobol"``.
    points, seed : int
        For the last three: how many points, and the seed that chooses them.
    only, constraints : sequence of str
        Rules that every point must satisfy.
    name : str, optional
        The name of the sweep. By default, the scenario's name and the varied values.
    most : int
        The most combinations of a grid that need no confirmation.

    Raises
    ------
    ScenarioError
        If something cannot be read, or no point is left.
    ManyPointsError
        If a grid has more combinations than `most`.

    Examples
    --------
    >>> design_of(base, {"groups.officers.headcount": range(0, 7), "lines.999.demand.growth": "1.0..1.4 step 0.1"})
    """
    parameters: list[Parameter] = []
    problems: list[Problem] = []
    for path, written in vary.items():
        try:
            parameters.append(Parameter.of(path, written))
        except ValueError as fault:
            problems.append(Problem("sweep", path, str(fault)))
    if problems:
        raise ScenarioError(problems)
    return _laid_out(base, parameters, (kind, points, seed, most), (only, constraints), name, "sweep")


def design_from_vary(
    scenario_file: str | os.PathLike[str],
    vary: Sequence[str],
    overrides: Overrides = (),
    *,
    kind: str = "grid",
    points: int | None = None,
    seed: int = 1,
    only: Sequence[str] = (),
    constraints: Sequence[str] = (),
    most: int = MANY,
) -> Design:
    """Lay out a sweep over a scenario file, from a command line.

    Parameters
    ----------
    scenario_file : str or path
        The scenario.
    vary : sequence of str
        Each ``PATH=VALUES``.
    overrides : mapping or iterable of str
        As ``--set`` gives them, laid over the file before anything is varied.
    kind, points, seed, only, constraints, most
        As for `design_of`.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the options and the scenario.
    ManyPointsError
        If a grid has more combinations than `most`; its ``base`` is the scenario.
    """
    problems: list[Problem] = []
    parameters: list[Parameter] = []
    for text in vary:
        try:
            parameters.append(parse_vary(text))
        except ScenarioError as error:
            problems += error.problems
    try:
        base = load(scenario_file, overrides)
    except ScenarioError as error:
        raise ScenarioError([*error.problems, *problems]) from None
    if problems:
        raise ScenarioError(problems)
    return _laid_out(base, parameters, (kind, points, seed, most), (only, constraints), None, "--vary")


def _laid_out(
    base: Scenario,
    parameters: Sequence[Parameter],
    drawing: tuple[str, int | None, int, int],
    rules: tuple[Sequence[str], Sequence[str]],
    name: str | None,
    origin: str,
) -> Design:
    paths = [parameter.path for parameter in parameters]
    problems = [Problem(origin, path, message) for path, message in overlaps(paths)]
    if not parameters:
        problems.append(Problem(origin, "", "nothing is varied; give a path and its values"))
    read, wrong = read_rules(*rules, base, paths, lambda key: where_given(origin, key))
    problems += wrong
    drawn = Drawn(())
    try:
        drawn = draw(parameters, *drawing) if not problems else drawn
    except ManyPointsError as many:
        raise many.of(base, origin) from None
    except ValueError as fault:
        problems.append(Problem(origin, "", str(fault)))
    if problems:
        raise ScenarioError(problems)
    named = name or f"{base.name}: {' x '.join(list(short_labels(paths).values())[:_LABELLED])}"
    return kept(Design(named, base, tuple(parameters), (), origin=origin), drawn, read)


def draw(parameters: Sequence[Parameter], kind: str, points: int | None, seed: int, most: int = MANY) -> Drawn:
    """Return the points of a design.

    Parameters
    ----------
    parameters : sequence of Parameter
        The varied paths and their values.
    kind : str
        ``"grid"``, or one of `simcall.studies.sweep.points.KINDS`.
    points, seed : int
        For the latter: how many points, and the seed that chooses them.
    most : int
        As for `design_of`.

    Raises
    ------
    ValueError
        If there is no such design, or it has too many points or none.
    ManyPointsError
        If a grid has more combinations than `most`.
    """
    if kind == "grid":
        if points is not None:
            raise ValueError("a grid has as many points as there are combinations; leave the number of points out")
        return grid(parameters, most)
    if kind not in KINDS:
        raise ValueError(f"{shown(kind)} is not a design; write grid, {', '.join(KINDS)}")
    if points is None:
        raise ValueError(f"a {kind} design needs a number of points, such as 64")
    if seed < 0:
        raise ValueError(f"seed {seed}: give a whole number from 0")
    return KINDS[kind](parameters, points, seed)


def overlaps(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Find paths that are varied twice or lie within others, each with a message."""
    keys = [parse_path(path) for path in paths]
    for index, (path, inner) in enumerate(zip(paths, keys, strict=True)):
        if inner in keys[:index]:
            yield path, "this is varied twice; list all of its values once"
        for outer in keys:
            if outer != inner and covers(outer, inner):
                yield path, f"this lies within {format_path(outer)}, which is varied too; vary one of them"
