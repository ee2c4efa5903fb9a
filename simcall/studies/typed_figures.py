"""Figures as a planner types them: targets to meet, precisions to reach, what should be least.

>>> parse_target("999.answered_in_target >= 0.90", scenario)
>>> parse_precision("999.answered_in_target +- 0.005", scenario)
>>> parse_figure("officers.duty_hours", scenario)
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import listed, meant, nearest, shown
from simcall.measures import MEASURES, MEASURES_OF, Kind, Measure
from simcall.measures.definitions import FORMS
from simcall.measures.subjects import can_have
from simcall.measures.targets import COMPARISONS, PAID_HOURS, Figure, Precision, Target
from simcall.scenario import Scenario
from simcall.scenario.models.paths import cut_at, parse_path
from simcall.scenario.models.quantities import parse_duration

__all__ = ["parse_figure", "parse_precision", "parse_target", "parse_value"]

_COMPARISON = r"<=|>=|==|!=|≤|≥|<|>|="
_PLUS_OR_MINUS = r"\+-|\+/-|±"
_COST = re.compile(rf"\s*{PAID_HOURS}\s*(\..*)?", re.DOTALL)
"""In quotes the word is the name of a line or a group."""
_WITH_UNIT = re.compile(r"[a-z](?![+-]?\d)")
"""An exponent, as in 1e-7, is no unit."""
_TYPED = {"≤": "<=", "≥": ">="}
_TARGET_EXAMPLE = "write a figure, a comparison and a number, such as 999.answered_in_target >= 0.90"
_PRECISION_EXAMPLE = "write a figure and half the width of its interval, such as 999.answered_in_target +- 0.005"


def parse_target(text: str, scenario: Scenario, origin: str = "--target") -> Target:
    """Read a target such as ``999.answered_in_target >= 0.90`` or ``999.asa <= 10 s``.

    Parameters
    ----------
    text : str
        Figure, comparison (``>=``, ``<=``, ``>``, ``<``) and value.
    scenario : Scenario
        Whose lines and groups are named.
    origin : str
        What to call it in messages.

    Raises
    ------
    ScenarioError
        If it cannot be read, or names what is not there.
    """
    try:
        return _target(text, scenario)
    except ValueError as fault:
        raise ScenarioError([Problem(origin, "", f"{shown(text)}: {fault}")]) from None


def parse_precision(text: str, scenario: Scenario, origin: str = "--precision") -> Precision:
    """Read a precision such as ``999.answered_in_target +- 0.005``; parameters and errors as for `parse_target`."""
    try:
        return _precision(text, scenario)
    except ValueError as fault:
        raise ScenarioError([Problem(origin, "", f"{shown(text)}: {fault}")]) from None


def parse_figure(text: str, scenario: Scenario, origin: str = "--minimise") -> Figure:
    """Read ``LINE.MEASURE``, of a grade or a group too, ``paid_hours`` or ``paid_hours.GROUP``.

    Parameters and errors are those of `parse_target`.
    """
    try:
        return _figure(text, scenario)[0]
    except ValueError as fault:
        raise ScenarioError([Problem(origin, "", f"{shown(text)}: {fault}")]) from None


def parse_value(text: str, figure: Figure, example: str) -> float:
    """Read a value in the unit of a figure: a share from 0 to 1, seconds with or without a unit, any other number.

    Raises
    ------
    ValueError
        If it is none; the message says what to write, with `example` of the whole.
    """
    return _number(text, MEASURES.get(figure.measure), example)


def _target(text: str, scenario: Scenario) -> Target:
    parts = cut_at(_COMPARISON, text)
    if parts is None or not parts[0]:
        raise ValueError(_TARGET_EXAMPLE)
    comparison = _TYPED.get(parts[1], parts[1])
    if comparison not in COMPARISONS:
        in_a_name = cut_at(_COMPARISON, parts[2]) is not None
        also = f'; a name with {comparison} in it goes into quotes, such as "A=B".asa' if in_a_name else ""
        raise ValueError(f"{comparison} does not suit a target; write >= or <={also}")
    figure, measure = _figure(parts[0], scenario)
    value = _number(parts[2], measure, _TARGET_EXAMPLE)
    return Target(figure.line_or_group, figure.measure, comparison, value)


def _precision(text: str, scenario: Scenario) -> Precision:
    parts = cut_at(_PLUS_OR_MINUS, text)
    if parts is None or not parts[0]:
        raise ValueError(_PRECISION_EXAMPLE)
    if cut_at("=", parts[0]):
        raise ValueError(f"a precision is a width without a value; {_PRECISION_EXAMPLE}")
    figure, measure = _figure(parts[0], scenario)
    if measure is None:
        raise ValueError("paid hours are planned, and have no interval")
    half_width = _number(parts[2], measure, _PRECISION_EXAMPLE)
    if not half_width > 0:
        raise ValueError("an interval cannot have a width of 0; write more than 0")
    return Precision(figure.line_or_group, figure.measure, half_width)


def _figure(text: str, scenario: Scenario) -> tuple[Figure, Measure | None]:
    """Read a figure, with the measure where it is not paid hours."""
    keys = parse_path(text)
    if _COST.fullmatch(text) or keys[-1] == PAID_HOURS:
        return _paid_hours(keys, scenario), None
    if len(keys) != 2:
        raise ValueError("name a line or a group and its measure, such as 999.asa or officers.duty_hours")
    name, measure_name = keys
    measures = _measures_of(name, measure_name, scenario)
    if measure_name not in measures:
        raise ValueError(f"{name} has no measure {shown(measure_name)}; {_instead(measure_name, measures)}")
    measure = measures[measure_name]
    if not can_have(scenario, measure, name):
        raise ValueError(f"{name} is no work that calls lead to, so nothing there is counted from a call")
    for line in scenario.lines_of(name) if measure.needs_target else ():
        if scenario.lines[line].answer_target is None:
            raise ValueError(f"{line} has no answer_target that calls could be answered in; give it one")
    return Figure(name, measure_name), measure


def _paid_hours(keys: tuple[str, ...], scenario: Scenario) -> Figure:
    if keys == (PAID_HOURS,):
        return Figure("", PAID_HOURS)
    if keys[0] != PAID_HOURS or len(keys) != 2:
        raise ValueError(f"write {PAID_HOURS} for all groups, or {PAID_HOURS}.GROUP for one")
    if keys[1] not in scenario.groups:
        raise ValueError(f"there is no group {shown(keys[1])}; {meant(keys[1], scenario.groups, 'the groups are')}")
    return Figure(keys[1], PAID_HOURS)


def _measures_of(name: str, measure_name: str, scenario: Scenario) -> Mapping[str, Measure]:
    """Return the measures that a name has; if a line and a group share it, those of the one that has the measure."""
    tables: Mapping[str, Mapping[str, object]]
    tables = {"line": scenario.lines, "grade": scenario.grades, "group": scenario.groups}
    candidates = [MEASURES_OF[of] for of, table in tables.items() if name in table]
    if not candidates:
        guess = nearest(name, [*scenario.lines, *scenario.grades, *scenario.groups])
        hint = f"did you mean {shown(guess)}?" if guess else _those_there(scenario)
        raise ValueError(f"there is no line or group {shown(name)}; {hint}")
    return next((measures for measures in candidates if measure_name in measures), candidates[0])


def _instead(measure_name: str, measures: Mapping[str, Measure]) -> str:
    """Return what to write in place of the name of a measure that there is not."""
    of_lines = measures is not MEASURES_OF["group"]
    forms = (form for start, form in FORMS.items() if of_lines and measure_name.startswith(start))
    return next(forms, "") or meant(measure_name, list(measures), "its measures are")


def _those_there(scenario: Scenario) -> str:
    grades = f"the grades are {listed(list(scenario.grades))}; " if scenario.grades else ""
    return f"the lines are {listed(list(scenario.lines))}; {grades}the groups are {listed(list(scenario.groups))}"


def _number(text: str, measure: Measure | None, example: str) -> float:
    """Read a value in a measure's unit: times may be written with one."""
    kind = measure.kind if measure else Kind.HOURS
    try:
        value = parse_duration(text) if kind is Kind.SECONDS and _WITH_UNIT.search(text) else float(text)
    except ValueError as fault:
        if kind is Kind.SECONDS and text:
            raise ValueError(f"{shown(text)} is not a time; write seconds, or a unit, such as 10 s or 2 min") from fault
        raise ValueError(_no_number(text, kind, example)) from None
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{shown(text)} is not a value of a measure; write a number from 0")
    if kind is Kind.SHARE and value > 1:
        raise ValueError(f"{text} is out of range: a share is from 0 to 1{_as_share(text)}")
    return value


def _no_number(text: str, kind: Kind, example: str) -> str:
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text)
    if percent and kind is Kind.SHARE:
        return f"write a share as a number from 0 to 1{_as_share(percent[1])}"
    return f"{shown(text)} is not a number; {example}" if text else example


def _as_share(percent: str) -> str:
    return f" ({percent} % is written {float(percent) / 100:g})" if float(percent) <= 100 else ""
