"""Name figures, and what is required of them, in words: "at most 10 % of 101 calls abandoned"."""

from __future__ import annotations

from collections.abc import Mapping

from simcall.measures import MEASURES, Kind
from simcall.measures.measure_texts import label_of, lines_named, noun_of_lines, worded_for
from simcall.measures.targets import Figure, Target
from simcall.scenario import Line
from simcall.studies.sweep.table import kind_of

__all__ = ["UNITS", "counted_name", "figure_name", "requirement_in_words"]

UNITS: Mapping[Kind, str] = {Kind.SHARE: " %", Kind.SECONDS: " s", Kind.HOURS: " h", Kind.NUMBER: "", Kind.COUNT: ""}
"""What stands behind a number of each kind."""
_BOUNDS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}
_SHARE_OF = "share of "


def figure_name(figure: Figure, lines: Mapping[str, Line]) -> str:
    """Name a figure in words: "999 answered in 10 s", "hours of officers on duty"."""
    if figure.is_planned:
        return f"paid hours a week{f' of {figure.line_or_group}' if figure.line_or_group else ''}"
    measure, times = worded_for(MEASURES[figure.measure], lines_named(figure.line_or_group, lines))
    return f"{'hours of ' if measure.kind is Kind.HOURS else ''}{figure.line_or_group} {label_of(measure, *times)}"


def counted_name(figure: Figure, lines: Mapping[str, Line]) -> str:
    """Name what a share counts: "999 calls answered in less than 10 s"."""
    name = figure.line_or_group
    noun = noun_of_lines(MEASURES[figure.measure], lines_named(name, lines)).removeprefix(_SHARE_OF)
    items = "incidents" if "incidents" in noun else "calls"
    return noun.replace(items, f"{name} {items}", 1)


def requirement_in_words(target: Target, lines: Mapping[str, Line]) -> str:
    """Write a target of a figure: "at most 10 % of 101 calls abandoned", "999 mean answer time at most 30 s"."""
    kind, name = kind_of(target), target.line_or_group
    value = 100 * target.value if kind is Kind.SHARE else target.value
    bound = f"{_BOUNDS[target.comparison]} {value:,.12g}{UNITS[kind]}"
    if kind is Kind.HOURS:
        return f"{figure_name(target, lines)} {bound}"
    noun = noun_of_lines(MEASURES[target.measure], lines_named(name, lines))
    if noun.startswith(_SHARE_OF):
        return f"{bound} of {counted_name(target, lines)}"
    return f"{name} {noun} {bound}"
