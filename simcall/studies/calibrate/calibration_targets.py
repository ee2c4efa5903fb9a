"""From the targets that a planner writes to calibration targets: their scenario, figure, value and period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import shown
from simcall.inputs import draw_blueprint
from simcall.inputs.periods import HOUR, cells_by, periods_of
from simcall.scenario import Scenario
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.calibrate.curve_targets import curve_targets, plain_text, scenario_label
from simcall.studies.calibrate.study import CalibrationTarget
from simcall.studies.calibrate.study_entries import TARGET_FORM, CurveEntry, Located, TargetEntry
from simcall.studies.typed_figures import parse_figure, parse_value

__all__ = ["calibration_targets"]

_HOUR = re.compile(r"([A-Za-z]{3})[a-z]*\s+(\d{1,2})(?::00|h)?")


def calibration_targets(
    entries: Sequence[Located[TargetEntry]],
    curves: Sequence[Located[CurveEntry]],
    scenarios: Mapping[str, Scenario],
    problems: list[Problem],
) -> tuple[CalibrationTarget, ...]:
    """Return the targets, each pair of a curve as one, and add to the problems those of the entries."""
    origins: list[Problem] = []
    targets: list[CalibrationTarget] = []
    every: Sequence[Located[TargetEntry] | Located[CurveEntry]] = (*entries, *curves)
    for origin, entry in every:
        try:
            own = [_target(entry, scenarios)] if isinstance(entry, TargetEntry) else curve_targets(entry, scenarios)
            targets += own
            origins += [origin] * len(own)
        except ValueError as fault:
            problems.append(replace(origin, message=f"{shown(entry.figure)}: {fault}"))
        except ScenarioError as error:
            problems += [replace(origin, message=problem.message) for problem in error.problems]
    problems += _duplicates(origins, targets)
    return tuple(targets)


def _target(entry: TargetEntry, scenarios: Mapping[str, Scenario]) -> CalibrationTarget:
    label = scenario_label(entry, scenarios)
    figure = parse_figure(entry.figure, scenarios[label])
    if figure.is_planned:
        raise ValueError("paid hours are planned; give a figure that is simulated")
    value, tolerance = (parse_value(plain_text(text), figure, TARGET_FORM) for text in (entry.value, entry.tolerance))
    if not tolerance > 0:
        raise ValueError("a tolerance is more than 0: how far the value may be off")
    by, at, period = _period(entry.at, scenarios[label])
    return CalibrationTarget(label, figure, value, tolerance, by, at, period, entry.source)


def _duplicates(origins: Sequence[Problem], targets: Sequence[CalibrationTarget]) -> Iterator[Problem]:
    figures: set[str] = set()
    for origin, target in zip(origins, targets, strict=True):
        if target.full_name in figures:
            yield replace(origin, message=f"{target.full_name}: this has two targets; leave one of them out")
        figures.add(target.full_name)


def _period(at: str, scenario: Scenario) -> tuple[str | None, str, object]:
    """Return the kind of a period, its text, and its label in results.

    Raises
    ------
    ValueError
        If the period cannot be read, or is not in the scenario's span.
    """
    if not at:
        return None, "", None
    by, text, label = _parse_period(at)
    calendar = draw_blueprint(scenario).calendar
    labels = cells_by(periods_of(calendar, HOUR), by).labels
    if label not in labels:
        span = f"{scenario.days:g} days from {scenario.start:%Y-%m-%d}"
        raise ValueError(f"{text} is not in the scenario, which measures {span}")
    return by, text, label


def _parse_period(at: str) -> tuple[str, str, object]:
    if match := _HOUR.fullmatch(at):
        day, hour = match[1].capitalize(), int(match[2])
        if day in WEEKDAYS and hour < 24:
            return "hour_of_week", f"{day} {hour:02d}", WEEKDAYS.index(day) * 24 + hour
    try:
        monday = date.fromisoformat(at)
    except ValueError:
        raise ValueError(f'{shown(at)} is not a period; write "Fri 18" for an hour of the week, or a date') from None
    if monday.weekday():
        raise ValueError(f"{at} is not a Monday; name a week by its Monday")
    return "week", monday.isoformat(), monday
