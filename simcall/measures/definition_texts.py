"""The definition in force of a measure, with the targets and thresholds of the lines that it is of."""

from __future__ import annotations

from collections.abc import Sequence

from simcall.measures.definitions import MEASURES_OF, SHORT_ABANDONED
from simcall.measures.incident_words import worded
from simcall.measures.measure import Measure
from simcall.scenario import Line, Scenario
from simcall.scenario.models.quantities import plain_duration

__all__ = ["definition_in", "general_definition"]


def definition_in(scenario: Scenario, measure: Measure, name: str) -> str:
    """Return the definition in force of a measure of a line, grade or group; with an empty name, of the total."""
    if measure.name not in MEASURES_OF["line"]:
        return measure.definition
    lines = [scenario.lines[line] for line in scenario.lines_of(name)]
    if name in scenario.lines:
        return _of_line(worded(measure, lines), lines[0])
    return _of_several(worded(measure, lines), lines)


def general_definition(measure: Measure) -> str:
    """Return the definition of a measure of any line or group, which leaves targets and thresholds to the line."""
    if measure.name not in MEASURES_OF["line"]:
        return measure.definition
    return _with_own_thresholds(measure, "the line's target")


def _of_several(measure: Measure, lines: Sequence[Line]) -> str:
    """Return the definition for lines together, each counted with its own target and thresholds."""
    targets = dict.fromkeys(plain_duration(line.answer_target.within) for line in lines if line.answer_target)
    target = next(iter(targets)) if len(targets) == 1 else f"each line's own target ({', '.join(targets)})"
    return _with_own_thresholds(measure, target)


def _with_own_thresholds(measure: Measure, target: str) -> str:
    own = "as each line counts them"
    return measure.definition.format(
        target=target, short="the line's short_abandon", long_wait=f", {own}", ignored=f"{SHORT_ABANDONED.name}, {own}"
    )


def _of_line(measure: Measure, line: Line) -> str:
    """Return the definition for a line, with its own target and thresholds."""
    target = plain_duration(line.answer_target.within) if line.answer_target else "a target (none is set)"
    short = plain_duration(line.short_abandon)
    long_wait = f" after {short} or longer in the queue" if line.short_abandon else ", however soon"
    ignored = SHORT_ABANDONED.name
    if line.service_level_ignores is not None:
        ignored = f"abandoned after less than {plain_duration(line.service_level_ignores)} in the queue"
    return measure.definition.format(target=target, short=short, long_wait=long_wait, ignored=ignored)
