"""Incidents in a few figures: attended in target by grade and area, how soon from the call, and who is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simcall.measures import Estimate, Kind, RunNumbers
from simcall.measures.attendance_measures import (
    ATTENDED_FROM_ANSWER,
    ATTENDED_FROM_ANSWER_P90,
    ATTENDED_FROM_RING,
    ATTENDED_FROM_RING_P90,
)
from simcall.measures.definitions import (
    ANSWERED_IN_TARGET,
    ASA,
    BACKLOG_END,
    DUTY_HOURS,
    MEAN_FREE,
    OFFERED,
    OLDEST_END,
)
from simcall.measures.measure import Measure, Shown
from simcall.measures.stretches import worst_stretches
from simcall.measures.subjects import attending_groups
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import plain_duration

__all__ = ["AttendedBlock", "AttendedRow", "attended_blocks", "lent_groups", "place_of"]


@dataclass(frozen=True)
class AttendedRow:
    """A figure of incidents or of those who attend them.

    Attributes
    ----------
    label : str
        What it is; the name of an area under the figure of the whole grade.
    estimate : Estimate
        The figure with its interval.
    kind : Kind
        What kind of figure it is.
    note : str
        What it is a figure of.
    is_part : bool
        Whether it is of one area of the figure above it.
    """

    label: str
    estimate: Estimate
    kind: Kind
    note: str
    is_part: bool = False


@dataclass(frozen=True)
class AttendedBlock:
    """The figures of one grade, or of the groups that attend."""

    title: str
    rows: tuple[AttendedRow, ...]


def attended_blocks(results: RunNumbers) -> tuple[AttendedBlock, ...]:
    """Return a block for each grade of incidents, and one for the groups that attend; none without incidents."""
    grades = [
        AttendedBlock(f"Incidents: {grade}", tuple(_of_grade(results, grade)))
        for grade in results.blueprint.scenario.grades
    ]
    return (*grades, AttendedBlock("Who attends incidents", tuple(_of_groups(results)))) if grades else ()


def lent_groups(scenario: Scenario) -> tuple[str, ...]:
    """Return the groups whose people are taken from a group that attends incidents."""
    attending = attending_groups(scenario)
    return tuple(name for name, group in scenario.groups.items() if group.taken_from in attending)


def place_of(scenario: Scenario, line: str) -> str:
    """Return what tells a line from the others of its grade: its area, or its name if that is not enough."""
    own = scenario.lines[line]
    areas = [scenario.lines[name].area for name in scenario.grades[own.grade or ""]]
    return own.area if own.area is not None and areas.count(own.area) == 1 else line


_FROM_ANSWER = "from the call's answer to the first unit at the scene"
_SHOWN = (
    (OFFERED, "incidents", ""),
    (ANSWERED_IN_TARGET, "attended in target", ""),
    (ATTENDED_FROM_ANSWER, "mean time to attend", _FROM_ANSWER),
    (ATTENDED_FROM_RING, "mean time to attend", "from the call's ring"),
    (ATTENDED_FROM_ANSWER_P90, "90 % attended within", _FROM_ANSWER),
    (ATTENDED_FROM_RING_P90, "90 % attended within", "from the call's ring"),
    (BACKLOG_END, "waiting at the end", "incidents without a unit"),
    (OLDEST_END, "oldest at the end", "time that it has waited"),
)
"""Measures, what they are called, and what they are of; those by area have no note of their own."""
_BY_AREA = (OFFERED, ANSWERED_IN_TARGET, ATTENDED_FROM_ANSWER, ATTENDED_FROM_ANSWER_P90)
_WITHOUT_CALLS = (ASA, "mean time to attend", "from when the incident was made to the first unit at the scene")
"""What is shown of incidents that no call leads to in place of times from the call."""


def _of_grade(results: RunNumbers, grade: str) -> Iterator[AttendedRow]:
    """Yield the figures of a grade, and under some of them those of its lines."""
    figures, lines = results.grades[grade], results.blueprint.scenario.grades[grade]
    shown = [*_SHOWN] if ATTENDED_FROM_ANSWER.name in figures else [*_SHOWN[:2], _WITHOUT_CALLS, *_SHOWN[6:]]
    for measure, label, note in shown:
        estimate = figures[measure.name]
        parts = [line for line in lines if len(lines) > 1 and measure in (*_BY_AREA, ASA)]
        if _is_shown(measure, estimate) or any(_is_shown(measure, results.lines[line][measure.name]) for line in parts):
            yield AttendedRow(label, estimate, measure.kind, note or _target_note(results, measure, lines))
            yield from (_of_line(results, measure, line) for line in parts)
    if figures[ANSWERED_IN_TARGET.name].mean is not None:
        for stretch in worst_stretches(results, grade):
            yield AttendedRow(f"worst {stretch.name}", stretch.estimate, Kind.SHARE, "attended in target")


def _of_line(results: RunNumbers, measure: Measure, line: str) -> AttendedRow:
    scenario = results.blueprint.scenario
    note = _target_note(results, measure, (line,))
    return AttendedRow(place_of(scenario, line), results.lines[line][measure.name], measure.kind, note, is_part=True)


def _is_shown(measure: Measure, estimate: Estimate) -> bool:
    return bool(estimate.mean) or (estimate.mean is not None and measure.shown is not Shown.IF_ANY)


def _target_note(results: RunNumbers, measure: Measure, lines: tuple[str, ...]) -> str:
    """Say in what time incidents are to be attended; of other measures nothing."""
    if measure is not ANSWERED_IN_TARGET:
        return ""
    scenario = results.blueprint.scenario
    targets = [scenario.lines[line].answer_target for line in lines]
    times = list(dict.fromkeys(plain_duration(target.within) for target in targets if target is not None))
    clock = " of when it was made, of those attended" if lines in scenario.grades.values() else ""
    return f"first unit at the scene within {' or '.join(times)}{clock}" if times else ""


def _of_groups(results: RunNumbers) -> Iterator[AttendedRow]:
    """Yield how many people of each group that attends are free, and the hours that others have taken from it."""
    scenario = results.blueprint.scenario
    hours = scenario.days * 24
    for name in attending_groups(scenario):
        of_group = results.groups[name]
        on_duty = (of_group[DUTY_HOURS.name].mean or 0.0) / hours
        note = f"people free on average, of {on_duty:.1f} on duty"
        yield AttendedRow(f"{name}: free", of_group[MEAN_FREE.name], MEAN_FREE.kind, note)
        for taker in lent_groups(scenario):
            if scenario.groups[taker].taken_from == name:
                note = f"{taker} on duty, who are missing here"
                duty = results.groups[taker][DUTY_HOURS.name]
                always_alike = duty.low == duty.high
                yield AttendedRow(
                    f"{name}: lent", Estimate(duty.mean, None, None) if always_alike else duty, Kind.HOURS, note
                )
