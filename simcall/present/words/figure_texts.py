"""Figures that a planner names, and what is required of them, in words: "at most 10 % of 101 calls abandoned"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simcall.measures import MEASURES, Kind
from simcall.measures.targets import Figure, Precision, Target
from simcall.present.words.measure_texts import label_of, noun_of
from simcall.scenario import Line
from simcall.scenario.models.paths import overlap, parse_path
from simcall.scenario.models.quantities import plain_duration
from simcall.studies.sweep.design import Design
from simcall.studies.sweep.table import Aim, kind_of

__all__ = [
    "aim_in_words",
    "figure_name",
    "lines_with_one_target",
    "precision_in_words",
    "requirement_in_words",
    "requirements_in_words",
]

_BOUNDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
_UNITS = {Kind.SHARE: " %", Kind.SECONDS: " s", Kind.HOURS: " h", Kind.NUMBER: "", Kind.COUNT: ""}
_SHARE_OF = "share of "


def lines_with_one_target(design: Design) -> Mapping[str, Line]:
    """Return the lines of a sweep's base scenario, without those whose answer target differs between points."""
    varied = [parse_path(parameter.path) for parameter in design.parameters]
    paths = {name: ("lines", name, "answer_target") for name in design.base.lines}
    return {
        name: line for name, line in design.base.lines.items() if not any(overlap(path, paths[name]) for path in varied)
    }


def figure_name(figure: Figure, lines: Mapping[str, Line]) -> str:
    """Name a figure in words: "999 answered in 10 s", "hours of officers on duty"."""
    if figure.is_planned:
        return f"paid hours a week{f' of {figure.line_or_group}' if figure.line_or_group else ''}"
    measure, line = MEASURES[figure.measure], lines.get(figure.line_or_group)
    times = [plain_duration(line.answer_target.within)] if line is not None and line.answer_target else []
    return f"{'hours of ' if measure.kind is Kind.HOURS else ''}{figure.line_or_group} {label_of(measure, *times)}"


def aim_in_words(aim: Aim, lines: Mapping[str, Line]) -> str:
    """Write what to make large or small: "most 999 answered in 10 s"."""
    return f"{'most' if aim.larger else 'least'} {figure_name(aim.figure, lines)}"


def requirements_in_words(targets: Iterable[Target], lines: Mapping[str, Line]) -> str:
    """Write several targets, joined with "and"."""
    return " and ".join(requirement_in_words(target, lines) for target in targets)


def requirement_in_words(target: Target, lines: Mapping[str, Line]) -> str:
    """Write a target of a figure: "at most 10 % of 101 calls abandoned", "999 mean answer time at most 30 s"."""
    kind, name = kind_of(target), target.line_or_group
    value = 100 * target.value if kind is Kind.SHARE else target.value
    bound = f"{_BOUNDS[target.comparison]} {value:,.12g}{_UNITS[kind]}"
    if kind is Kind.HOURS:
        return f"{figure_name(target, lines)} {bound}"
    noun = noun_of(MEASURES[target.measure], lines.get(name))
    if noun.startswith(_SHARE_OF):
        return f"{bound} of {noun.removeprefix(_SHARE_OF).replace('calls', f'{name} calls', 1)}"
    return f"{name} {noun} {bound}"


def precision_in_words(goal: Precision, lines: Mapping[str, Line]) -> str:
    """Write how narrow an interval should be: "999 answered in 10 s within ±0.5 points"."""
    kind = kind_of(goal)
    reach = f"{100 * goal.half_width:.12g} points" if kind is Kind.SHARE else f"{goal.half_width:.12g}{_UNITS[kind]}"
    return f"{figure_name(goal, lines)} within ±{reach}"
