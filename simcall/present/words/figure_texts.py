"""Figures that a planner names, and what is required of them, in words: "at most 10 % of 101 calls abandoned"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simcall.measures import Kind
from simcall.measures.targets import Precision, Target
from simcall.scenario import Line
from simcall.scenario.models.paths import overlap, parse_path
from simcall.studies.figure_names import UNITS, figure_name, requirement_in_words
from simcall.studies.sweep.design import Design
from simcall.studies.sweep.table import Aim, kind_of

__all__ = [
    "aim_in_words",
    "lines_with_one_target",
    "precision_in_words",
    "requirements_in_words",
]


def lines_with_one_target(design: Design) -> Mapping[str, Line]:
    """Return the lines of a sweep's base scenario, without those whose answer target differs between points.

    With a line, all lines of its grade are left out: nobody can say in what time the grade should be attended.
    """
    varied = [parse_path(parameter.path) for parameter in design.parameters]
    lines = design.base.lines
    differ = [name for name in lines if any(overlap(path, ("lines", name, "answer_target")) for path in varied)]
    grades = {lines[name].grade for name in differ} - {None}
    return {name: line for name, line in lines.items() if name not in differ and line.grade not in grades}


def aim_in_words(aim: Aim, lines: Mapping[str, Line]) -> str:
    """Write what to make large or small: "most 999 answered in 10 s"."""
    return f"{'most' if aim.larger else 'least'} {figure_name(aim.figure, lines)}"


def requirements_in_words(targets: Iterable[Target], lines: Mapping[str, Line]) -> str:
    """Write several targets, joined with "and"."""
    return " and ".join(requirement_in_words(target, lines) for target in targets)


def precision_in_words(goal: Precision, lines: Mapping[str, Line]) -> str:
    """Write how narrow an interval should be: "999 answered in 10 s within ±0.5 points"."""
    kind = kind_of(goal)
    reach = f"{100 * goal.half_width:.12g} points" if kind is Kind.SHARE else f"{goal.half_width:.12g}{UNITS[kind]}"
    return f"{figure_name(goal, lines)} within ±{reach}"
