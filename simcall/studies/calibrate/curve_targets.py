"""From a published curve that a planner writes to calibration targets: each pair is one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from simcall.errors import ScenarioError
from simcall.files.messages import listed, shown
from simcall.measures import MEASURES, Kind
from simcall.measures.measure import Ratio
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.scenario.models.paths import MISSING, lookup, parse_path
from simcall.studies.calibrate.fitted_parameters import check_label, check_line_or_group, problems_with
from simcall.studies.calibrate.study import CalibrationTarget, Curve
from simcall.studies.calibrate.study_entries import PAIR_FORM, CurveEntry, PairEntry, TargetEntry
from simcall.studies.sweep.parameters import Parameter
from simcall.studies.sweep.table import kind_of
from simcall.studies.typed_figures import parse_figure, parse_value

__all__ = ["curve_targets", "plain_text", "scenario_label"]


def curve_targets(entry: CurveEntry, scenarios: Mapping[str, Scenario]) -> list[CalibrationTarget]:
    """Return the targets of a curve: one for each pair.

    Raises
    ------
    ValueError
        If the curve or one of its pairs cannot be read.
    ScenarioError
        If its scenario refuses the values of its levels.
    """
    label = scenario_label(entry, scenarios)
    scenario = scenarios[label]
    figure, against = (_curve_figure(text, scenario) for text in (entry.figure, entry.against))
    if figure == against:
        raise ValueError("a curve needs two figures; name another one in against")
    discrepancy = parse_value(plain_text(entry.discrepancy), figure, "write a number, such as 0.03")
    curve = Curve(label, figure, against, _moved(entry, scenario), entry.levels, discrepancy)
    for level in (0, curve.levels - 1):
        if problems := problems_with(scenario, curve.changes(level)):
            raise ScenarioError(problems)
    return [_pair_target(curve, pair) for pair in entry.pairs]


def scenario_label(entry: TargetEntry | CurveEntry, scenarios: Mapping[str, Scenario]) -> str:
    """Return the label of the scenario of a target or a curve.

    Raises
    ------
    ValueError
        If there are several scenarios and it names none, or one that is not there.
    """
    first = next(iter(scenarios))
    if not entry.scenario and len(scenarios) > 1:
        raise ValueError(
            f"name the scenario of this figure ({listed(list(scenarios))}), for example {first}:{entry.figure}"
        )
    label = entry.scenario or first
    check_label(label, scenarios)
    return label


def plain_text(value: str | float) -> str:
    """Write a number without an exponent, which would look like a unit."""
    return value if isinstance(value, str) else f"{Decimal(repr(value)):f}"


def _curve_figure(text: str, scenario: Scenario) -> Figure:
    figure = parse_figure(text, scenario)
    if figure.is_planned or not isinstance(MEASURES[figure.measure], Ratio):
        raise ValueError(f"{text} cannot stand on a curve; name a share or a mean")
    return figure


def _moved(entry: CurveEntry, scenario: Scenario) -> tuple[Parameter, ...]:
    if len(entry.moved_by) != len(entry.values):
        raise ValueError(
            f"moved_by has {len(entry.moved_by)} paths and values {len(entry.values)} ranges; give one range each"
        )
    return tuple(_range(path, values, scenario) for path, values in zip(entry.moved_by, entry.values, strict=True))


def _range(path: str, values: str, scenario: Scenario) -> Parameter:
    keys = parse_path(path)
    check_line_or_group(keys, [scenario])
    parameter = Parameter.of(path, values)
    if parameter.low is None or parameter.high is None or not parameter.low < parameter.high:
        raise ValueError(f'{shown(values)} is not a range to move {path} over; write "0.0..0.6"')
    if lookup(scenario.document(), keys) is MISSING and problems_with(scenario, {path: parameter.at(0.5)}):
        raise ValueError(f"the scenario has no value at {path}; correct moved_by")
    return parameter


def _pair_target(curve: Curve, pair: PairEntry) -> CalibrationTarget:
    """Return a pair as a target; its tolerance and the curve's discrepancy add in squares."""
    where = parse_value(plain_text(pair.at), curve.against, PAIR_FORM)
    low, high = _published(curve.figure, pair)
    own = parse_value(plain_text(pair.tolerance), curve.figure, PAIR_FORM) if pair.tolerance is not None else 0.0
    tolerance = math.sqrt(own**2 + ((high - low) / 2) ** 2 + curve.discrepancy**2)
    if not tolerance > 0:
        raise ValueError("a tolerance is more than 0: how far the value may be off")
    unit = " s" if kind_of(curve.against) is Kind.SECONDS else ""
    at = f"{curve.against} = {where:g}{unit}{f', {pair.force}' if pair.force else ''}"
    return CalibrationTarget(
        curve.scenario,
        curve.figure,
        (low + high) / 2,
        tolerance,
        at=at,
        source=pair.source,
        curve=curve,
        where=where,
        force=pair.force,
        published=(low, high),
    )


def _published(figure: Figure, pair: PairEntry) -> tuple[float, float]:
    """Return the ends of what was published; both are the value where it is a single one."""
    ends = (0.0, pair.below) if pair.below is not None else (pair.low, pair.high)
    if pair.value is not None:
        ends = (pair.value, pair.value)
    low, high = (parse_value(plain_text(end), figure, PAIR_FORM) for end in ends if end is not None)
    if high < low:
        raise ValueError(f"{shown(pair.low)} to {shown(pair.high)} is not a range; write the lower end first")
    return low, high
